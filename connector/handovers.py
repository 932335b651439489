"""Leads that people and other systems gave to somebody else, noted as a CRM shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from mappings.changes import Change
from mappings.records import Kind, Record, State
from state import ledger, owner_changes
from state.ledger import Standing
from state.owner_changes import OwnerChange

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_LIVING = (State.OPEN, State.CONVERTED)


def note_others(
    conn: Connection, crm: str, changes: Sequence[Change], before: Mapping[str, Record], now: datetime
) -> None:
    """Puts down each change of a lead's owner that no write of ours made; `before` are the leads as they were
    mirrored."""
    moved = [
        (old, change.record)
        for change in changes
        if (old := before.get(change.record.id)) is not None and _moved(old, change.record)
    ]
    if not moved:
        return
    ids = [lead.id for _, lead in moved]
    ours = ledger.standings(conn, crm, ids, _EVER)
    others = owner_changes.last_seen(conn, crm, Kind.LEAD, ids)
    found = []
    for old, lead in moved:
        overtaken = _overtaken(ours.get(lead.id), others.get(lead.id))
        if overtaken or not ledger.is_echo(conn, crm, lead.id, lead.owner_id):
            at = (lead.modified_at, now)
            found.append(
                OwnerChange(crm, Kind.LEAD, lead.id, *at, old.owner_id, lead.owner_id, lead.modified_by)
            )
    owner_changes.put(conn, found)


def _overtaken(ours: Standing | None, theirs: datetime | None) -> bool:
    """Whether somebody else has given the lead away since our last write, so that its owner is none of ours
    even where it is the same again."""
    last = ours.last_at if ours is not None else None
    return last is not None and theirs is not None and theirs > last


def _moved(old: Record, new: Record) -> bool:
    """Whether the owner is another one; what an index that lags shows again is no change."""
    return old.owner_id != new.owner_id and new.state in _LIVING and new.modified_at >= old.modified_at
