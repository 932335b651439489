"""What `explain` tells of a lead: what is on record, and else what the mirror shows.

Apart from `queries`, because it needs none of the matcher or the policy: it answers at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from connector.core.deadlines import Checkpoint
from connector.core.explain import explain, when
from mappings.instants import to_text
from mappings.records import Directory, Record, SeatKind, State
from state import audit, clocks, controls, inbox, ledger, mirror, organisations, outbox

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """A lead that goes by what was asked for. `object` is the CRM's name of what a lead is there."""

    crm: str
    object: str
    record: Record


def find_leads(conn: Connection, text: str, objects: Mapping[str, str]) -> list[Found]:
    """The mirrored leads with this id (15 or 18 characters) or e-mail; `objects` by CRM."""
    found = mirror.find_leads(conn, text.strip())
    return [Found(crm, objects.get(crm, record.kind.value), record) for crm, record in found]


def story(conn: Connection, found: Found, directories: Mapping[str, Directory], mode: str) -> dict[str, Any]:
    """The contract's `explain --json` of one lead, newest decision first."""
    lead, directory = found.record, directories.get(found.crm, Directory())
    decisions = audit.history(conn, found.crm, lead.id)
    if decisions:
        told = [explain(decisions[0]), _unwritten(conn, found), _since_then(conn, found, directory)]
        told += _promised(conn, found, mode)
        sentence = " ".join(filter(None, told))
    else:
        sentence = _undecided(conn, found, directory, mode)
    return _shape(found.crm, found.object, lead.id, sentence, decisions)


def story_of_unmirrored(conn: Connection, text: str) -> dict[str, Any] | None:
    """The same for a lead that is no longer mirrored but was once decided; None if there is none."""
    for crm in organisations.names(conn):
        decisions = audit.history(conn, crm, text.strip())
        if decisions:
            first = decisions[0]
            return _shape(crm, first["object"], first["lead_id"], explain(first), decisions)
    return None


def _shape(
    crm: str, object_name: str, lead_id: str, sentence: str, decisions: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "crm": crm,
        "object": object_name,
        "lead_id": lead_id,
        "sentence": sentence,
        "decisions": decisions,
    }


def _unwritten(conn: Connection, found: Found) -> str:
    """That the owner is not written yet, and what it waits for."""
    pending = outbox.pending_for(conn, found.crm, [found.record.id]).get(found.record.id)
    if pending is None:
        return ""
    held = next((why for item, why in outbox.held(conn) if item.write.key == pending.key), None)
    if held is not None:
        return f"Not written yet: {held}; `pointsman waiting` releases or drops it."
    if any(controls.get(conn, name) for name in ("pause:*", f"pause:{found.crm}")):
        return "Not written yet: owner writes are paused."
    return "Not written yet."


def _promised(conn: Connection, found: Found, mode: str) -> list[str]:
    """What its deadlines came to: those that run, and those of the present owner that were met."""
    rows = [row for row in clocks.of_lead(conn, found.crm, found.record.id) if row.mode == mode]
    told = []
    for row in rows:
        what = Checkpoint(row.checkpoint).noun.capitalize()
        if row.status == "running":
            told.append(f"{what} is due by {when(to_text(row.due_at))}.")
        elif row.status == "met" and row.settled_at is not None and row.owner_id == found.record.owner_id:
            late = "" if row.settled_at <= row.due_at else ", late"
            told.append(f"{what} at {when(to_text(row.settled_at))}{late}: {row.how}.")
    return told


def _since_then(conn: Connection, found: Found, directory: Directory) -> str:
    """That somebody else has changed the owner after our own last write."""
    lead = found.record
    ours = ledger.standings(conn, found.crm, [lead.id], _EVER).get(lead.id)
    if ours is None or ours.last_at is None or lead.owner_id == ours.owner_id or lead.state is not State.OPEN:
        return ""
    if lead.modified_at < ours.last_at:  # the feed has not brought our own write back yet
        return ""
    return f"Since then somebody else gave it to {owner_name(directory, lead.owner_id)}."


def _undecided(conn: Connection, found: Found, directory: Directory, mode: str) -> str:
    lead = found.record
    if lead.state is not State.OPEN:
        return f"Left alone: the lead is {lead.state.value}."
    pending = inbox.status_of(conn, mode, found.crm, lead.id)
    if pending is not None:
        return f"Not decided yet: {when(pending)}."
    since = when(to_text(lead.modified_at))
    owned = f"Left alone: owned by {owner_name(directory, lead.owner_id)} since {since} or earlier"
    if mirror.history(conn, found.crm, mode, [lead.id]):
        return f"{owned}. It was there before the first start, so it is history."
    return f"{owned}. No trigger applied to it, or that owner is not in `owned_by`."


def owner_name(directory: Directory, owner_id: str | None) -> str:
    """How people call an owner."""
    if owner_id is None:
        return "nobody"
    seat = directory.by_id.get(owner_id)
    if seat is None:
        return owner_id
    return f"queue {seat.name}" if seat.kind is SeatKind.QUEUE else seat.name
