"""Leads that people and other systems gave to somebody else: changes of owner that a CRM showed and that no
write of ours made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from mappings.instants import to_text
from mappings.records import Kind
from state.bulk import among, insert_many
from state.schema import owner_changes


@dataclass(frozen=True, slots=True)
class OwnerChange:
    """`at` is when the CRM says that the record was last modified, and `by` is whom it names for that: its id
    of a user, None where it names nobody. `seen_at` is when we saw it, by our clock. None for an owner:
    nobody."""

    crm: str
    kind: Kind
    record_id: str
    at: datetime
    seen_at: datetime
    before: str | None
    after: str | None
    by: str | None


_COLUMNS = ("crm", "kind", "record_id", "at", "seen_at", "before", "after", "by")


def put(conn: Connection, changes: Sequence[OwnerChange]) -> None:
    """Puts down what was seen."""
    rows = [
        (
            *(one.crm, one.kind.value, one.record_id, to_text(one.at), to_text(one.seen_at)),
            *(one.before, one.after, one.by),
        )
        for one in changes
    ]
    insert_many(conn, owner_changes, _COLUMNS, rows)


def of_record(conn: Connection, crm: str, kind: Kind, record_id: str) -> list[OwnerChange]:
    """Every such change of one record, the first first."""
    found = owner_changes.c
    query = (
        select(*(found[name] for name in _COLUMNS))
        .where(found.record_id == record_id, found.crm == crm, found.kind == kind.value)
        .order_by(found.id)
    )
    return [OwnerChange(row[0], Kind(row[1]), *row[2:]) for row in conn.execute(query)]


def last_seen(conn: Connection, crm: str, kind: Kind, ids: Collection[str]) -> dict[str, datetime]:
    """When the last such change of each record was seen; records without one are absent."""
    found = owner_changes.c
    query = (
        select(found.record_id, func.max(found.seen_at))
        .where(among(conn, found.record_id, ids), found.crm == crm, found.kind == kind.value)
        .group_by(found.record_id)
    )
    return {row[0]: row[1] for row in conn.execute(query)}
