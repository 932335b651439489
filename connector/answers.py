"""What whoever has a lead says of it, and what somebody in charge does with it: each on the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from connector.commands import Actor, Told
from connector.core.destinations import Target
from connector.deadlines import acknowledged, decline, settle
from connector.recording import asked_again
from mappings.instants import to_text
from mappings.records import Record, State
from state import assignments, audit, clocks, inbox, ledger, mirror
from state.assignments import Given
from state.inbox import Arrival

MODE = "live"
LONGEST = 300
"""Characters of a reason that are kept."""

Lead = tuple[str, Record]


def accept_lead(conn: Connection, actor: Actor, lead: str, email: str | None = None) -> Told:
    """Whoever has the lead (`email`: only if they do) takes it on: clocks for that stop."""
    found = _given(conn, lead, email)
    if isinstance(found, Told):
        return found
    (crm, record), given = found
    rows = clocks.running(conn, MODE, crm, [record.id]).get(record.id, [])
    stopped = acknowledged(rows, f"accepted by {given.email}")
    settle(conn, rows, stopped, actor.now, actor.now)
    audit.record_change(
        conn, f"lead:{crm}:{record.id}", actor.name, "", f"accepted by {given.email}", actor.now
    )
    return Told(
        True, f"{crm} lead {record.id}: accepted" + ("" if stopped else "; no clock was running for that")
    )


def decline_lead(
    conn: Connection, actor: Actor, lead: str, because: str = "", email: str | None = None
) -> Told:
    """Whoever has the lead (`email`: only if they do) gives it back: it is decided anew without them."""
    found = _given(conn, lead, email)
    if isinstance(found, Told):
        return found
    (crm, record), given = found
    generation, detail = decline(given, given.email, actor.name)
    if not _ask(conn, actor, (crm, record.id), generation, detail):
        return Told(False, f"{crm} lead {record.id}: declined already")
    told = f"declined by {given.email}" + (f": {because[:LONGEST]}" if because else "")
    audit.record_change(conn, f"lead:{crm}:{record.id}", actor.name, "", told, actor.now)
    return Told(True, f"{crm} lead {record.id}: declined; it will be decided anew without {given.email}")


def reassign_lead(conn: Connection, actor: Actor, lead: str, to: Target | None, because: str = "") -> Told:
    """Takes a lead from whoever we gave it to: for `to`, or for whoever is next by the policy."""
    found = _given(conn, lead, None)
    if isinstance(found, Told):
        return found
    (crm, record), given = found
    return _reassign(conn, actor, (crm, record.id, given), to, because)


def reassign_all_of(
    conn: Connection, actor: Actor, seats: Mapping[str, Sequence[str]], to: Target | None, because: str = ""
) -> list[Told]:
    """Takes every open lead that we gave to somebody from them: `seats` by CRM. What people or other systems
    gave them stays."""
    told = []
    for crm, ids in sorted(seats.items()):
        leads = [lead for seat in ids for lead in assignments.open_leads_of(conn, crm, seat)]
        latest = assignments.latest(conn, MODE, crm, leads)
        ours = ledger.standings(conn, crm, leads, actor.now)
        given = [lead for lead in leads if lead in latest and lead in ours and ours[lead].owner_id in ids]
        told += [_reassign(conn, actor, (crm, lead, latest[lead]), to, because) for lead in given]
    return told


def _reassign(
    conn: Connection, actor: Actor, lead: tuple[str, str, Given], to: Target | None, because: str
) -> Told:
    crm, record_id, given = lead
    detail: dict[str, Any] = {"ask": "reassign", "email": given.email, "by": actor.name}
    if to is not None:
        detail["to"] = [to.kind.value, to.name]
    if not _ask(conn, actor, (crm, record_id), f"reassign:{given.id}@{to_text(actor.now)}", detail):
        return Told(False, f"{crm} lead {record_id}: was asked for already")
    whom = f"for {to.kind.value} {to.name}" if to is not None else "for whoever is next"
    why = f": {because[:LONGEST]}" if because else ""
    what = f"taken from {given.email} {whom}{why}"
    audit.record_change(conn, f"lead:{crm}:{record_id}", actor.name, given.email, what, actor.now)
    return Told(True, f"{crm} lead {record_id}: {what.partition(':')[0]}; it will be decided anew")


def _given(conn: Connection, lead: str, email: str | None) -> tuple[Lead, Given] | Told:
    """The lead and who was given it last, where they still have it."""
    found = mirror.find_leads(conn, lead.strip())
    if len(found) != 1:
        return Told(
            False, f"no lead {lead!r} is known" if not found else f"several leads go by {lead!r}: give an id"
        )
    crm, record = found[0]
    given = assignments.latest(conn, MODE, crm, [record.id]).get(record.id)
    if given is None:
        return Told(False, f"{crm} lead {record.id}: nobody was given it by us")
    if record.state is not State.OPEN:
        return Told(False, f"{crm} lead {record.id}: it is {record.state.value}")
    if email is not None and given.email != email.lower():
        return Told(False, f"{crm} lead {record.id}: {email} does not have it")
    taken = record.owner_id != given.owner_id and record.modified_at > given.at
    if taken and not ledger.is_echo(conn, crm, record.id, record.owner_id):
        return Told(False, f"{crm} lead {record.id}: somebody else has it by now")
    return (crm, record), given


def _ask(
    conn: Connection, actor: Actor, lead: tuple[str, str], generation: str, detail: Mapping[str, Any]
) -> bool:
    """Puts the request in the inbox; false where it was made before."""
    crm, record_id = lead
    latest = next(iter(audit.history(conn, crm, record_id)), None)
    if latest is None:
        return False
    arrival: Arrival = replace(asked_again(latest, generation, actor.now), detail=dict(detail))
    return inbox.put(conn, [arrival], actor.now) == 1
