"""What the CRMs show of leads that somebody has: a claim, an answer, a touch. Clocks that are met stop; a
lead that was declined in the CRM is decided anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from connector.core.conditions import Condition, Facts, Truth, evaluate
from connector.core.deadlines import Checkpoint
from connector.core.rules import Policy
from connector.deadlines import ENDED, MET, acknowledged, decline, settle
from mappings.changes import Change
from mappings.records import Record, State
from state import assignments, clocks, ledger, touches
from state.clocks import ClockRow
from state.inbox import Arrival

MET_BY = frozenset({Checkpoint.FIRST_TOUCH.value, Checkpoint.ACKNOWLEDGED.value})
"""What a touch meets."""


@dataclass(frozen=True)
class Watch:
    """Whose leads are looked at: mode, CRM, organisation, the CRM's name of a lead, by what policy."""

    mode: str
    crm: str
    org_id: str
    object: str
    policy: Policy


def look(
    conn: Connection,
    watch: Watch,
    changes: Sequence[Change],
    before: Mapping[str, Record],
    now: datetime,
) -> list[Arrival]:
    """Stops the clocks that these changes of leads meet or end; the arrivals are leads that were declined."""
    answers = watch.policy.answers
    rows = clocks.running(conn, watch.mode, watch.crm, [change.record.id for change in changes])
    declined: list[Record] = []
    for change in changes:
        lead, old = change.record, before.get(change.record.id)
        running = rows.get(lead.id, [])
        if running:
            settle(conn, running, _ends_by_owner(conn, running, old, lead), lead.modified_at, now)
        if old is None or lead.state is not State.OPEN:
            continue
        if running and _became_true(watch.policy, answers.touched, old, lead, now):
            how = "the lead's fields say that it was touched"
            met = {row.key: (MET, how) for row in running if row.checkpoint in MET_BY}
            settle(conn, running, met, lead.modified_at, now)
        elif running and _became_true(watch.policy, answers.accepted, old, lead, now):
            settle(conn, running, acknowledged(running, "accepted in the CRM"), lead.modified_at, now)
        if _became_true(watch.policy, answers.declined, old, lead, now):
            declined.append(lead)
    return _declines(conn, watch, declined, now)


def touched(conn: Connection, watch: Watch, now: datetime) -> None:
    """Stops the clocks of leads that somebody has called, written to or met since they began."""
    running = [row for row in clocks.all_running(conn, watch.mode) if row.crm == watch.crm]
    rows = [row for row in running if row.checkpoint in MET_BY]
    if not rows:
        return
    since = min(row.started_at for row in rows)
    found = touches.touches(conn, watch.crm, {row.record_id for row in rows}, since)
    for row in rows:
        for touch in found.get(row.record_id, ()):
            if touch.at >= row.started_at:
                settle(conn, [row], {row.key: (MET, f"{touch.type} on record")}, touch.at, now)
                break


def _declines(conn: Connection, watch: Watch, leads: Sequence[Record], now: datetime) -> list[Arrival]:
    latest = assignments.latest(conn, watch.mode, watch.crm, [lead.id for lead in leads])
    found = []
    for lead in leads:
        given = latest.get(lead.id)
        if given is None or given.owner_id != lead.owner_id:
            continue
        generation, detail = decline(given, given.email, "the CRM")
        where = (watch.mode, watch.crm, watch.org_id, watch.object, lead.id, "request", generation)
        found.append(Arrival(*where, seen_at=now, due_at=now, detail=detail))
    return found


def _ends_by_owner(
    conn: Connection, running: Sequence[ClockRow], old: Record | None, lead: Record
) -> dict[str, tuple[str, str]]:
    """What another owner, or the lead's own end, makes of each clock."""
    if lead.state is State.CONVERTED:
        return {row.key: (MET, "the lead was converted") for row in running}
    if lead.state is not State.OPEN:
        return {row.key: (ENDED, "the lead is no more") for row in running}
    if old is None or old.owner_id == lead.owner_id:
        return {}
    if ledger.is_echo(conn, running[0].crm, lead.id, lead.owner_id):
        return {}
    found = {}
    for row in running:
        if row.owner_id == lead.owner_id or row.checkpoint == Checkpoint.ASSIGNED.value:
            continue
        claimed = row.email is None and row.checkpoint == Checkpoint.ACKNOWLEDGED.value
        found[row.key] = (MET, "somebody claimed it") if claimed else (ENDED, "somebody else has it")
    return found


def _became_true(
    policy: Policy, condition: Condition | None, old: Record, new: Record, now: datetime
) -> bool:
    if condition is None:
        return False
    return not _is_true(policy, condition, old, now) and _is_true(policy, condition, new, now)


def _is_true(policy: Policy, condition: Condition, lead: Record, now: datetime) -> bool:
    facts = Facts(lambda name: lead.fields.get(name.removeprefix("lead.")), now, policy.lists, {})
    return evaluate(condition, facts).truth is Truth.TRUE
