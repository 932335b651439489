"""Which of the leads that a CRM shows are to be decided, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector.sightings import Watch, look
from mappings.changes import Change
from mappings.records import Record, State
from state import inbox, ledger, mirror, timers
from state.inbox import Arrival

STALE_AFTER = timedelta(hours=24)
"""How much older than its showing a new lead must be to count as one of the past."""


def arrivals(
    conn: Connection,
    watch: Watch,
    shown: tuple[Sequence[Change], Mapping[str, Record]],
    seen_at: datetime,
    now: datetime,
) -> list[Arrival]:
    """What the changes of leads ask for; `shown` are they, and the records as they were before. Seen at
    `seen_at` by the CRM's clock."""
    changes, before = shown
    past = mirror.history(conn, watch.crm, watch.mode, list(before))
    held = timers.held(conn, watch.mode, watch.crm, list(before))
    triggers, out = watch.policy.triggers, []
    for change in changes:
        lead = change.record
        if lead.state is not State.OPEN or lead.id in past:
            continue
        old = before.get(lead.id)
        if old is None:
            if triggers.created:
                out.append(_arrival(watch, lead, ("created", 1), (seen_at, now)))
        elif _changed(conn, watch, old, lead) or (lead.id in held and old.fields != lead.fields):
            where = (watch.crm, watch.object, lead.id)
            number = inbox.next_generation(conn, watch.mode, *where, "changed")
            out.append(_arrival(watch, lead, ("changed", number), (seen_at, now)))
    return out + look(conn, watch, changes, before, now)


def _changed(conn: Connection, watch: Watch, old: Record, new: Record) -> bool:
    for name in watch.policy.triggers.changed:
        if name == "lead.owner":
            moved = old.owner_id != new.owner_id
            if moved and not ledger.is_echo(conn, watch.crm, new.id, new.owner_id):
                return True
        elif old.fields.get(name.removeprefix("lead.")) != new.fields.get(name.removeprefix("lead.")):
            return True
    return old.state is not State.OPEN  # undeleted


def _arrival(watch: Watch, lead: Record, cause: tuple[str, int], at: tuple[datetime, datetime]) -> Arrival:
    (trigger, number), (seen_at, now) = cause, at
    stale = trigger == "created" and lead.created_at is not None and seen_at - lead.created_at > STALE_AFTER
    return Arrival(
        mode=watch.mode,
        crm=watch.crm,
        org_id=watch.org_id,
        object=watch.object,
        record_id=lead.id,
        trigger=trigger,
        generation=str(number),
        seen_at=seen_at,
        due_at=now,
        stale=stale,
    )
