"""Where each feed stands. Written in the transaction that takes what the feed handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from mappings.instants import to_text
from mappings.records import Kind
from state.bulk import insert_many
from state.schema import cursors


@dataclass(frozen=True, slots=True)
class Cursor:
    """One tier (`load`, `hot`, `warm`, ...) of one kind's feed.

    `since` and `after` are the window being read, as the adapter gave it; `drained_at` is the CRM's
    time up to which everything has been read.
    """

    crm: str
    kind: Kind
    tier: str
    since: datetime | None = None
    after: str | None = None
    drained_at: datetime | None = None


_COLUMNS = ("crm", "kind", "tier", "since", "after", "drained_at")
_REPLACE = (
    "ON CONFLICT (crm, kind, tier) DO UPDATE SET since = excluded.since, "
    '"after" = excluded."after", drained_at = excluded.drained_at'
)


def all_of(conn: Connection, crm: str) -> dict[tuple[Kind, str], Cursor]:
    """Every cursor of a CRM by kind and tier."""
    rows = conn.execute(select(*(cursors.c[name] for name in _COLUMNS)).where(cursors.c.crm == crm))
    found = (Cursor(row[0], Kind(row[1]), *row[2:]) for row in rows)
    return {(cursor.kind, cursor.tier): cursor for cursor in found}


def put(conn: Connection, cursor: Cursor) -> None:
    """Moves the cursor, or sets it for the first time."""
    since, drained_at = (
        None if instant is None else to_text(instant) for instant in (cursor.since, cursor.drained_at)
    )
    row = (cursor.crm, cursor.kind.value, cursor.tier, since, cursor.after, drained_at)
    insert_many(conn, cursors, _COLUMNS, [row], _REPLACE)


def drop(conn: Connection, crm: str, kind: Kind, tier: str) -> None:
    """Forgets a cursor: the tier starts anew."""
    conn.execute(
        delete(cursors).where(cursors.c.crm == crm, cursors.c.kind == kind.value, cursors.c.tier == tier)
    )
