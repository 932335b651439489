"""Points in time at which something is to be decided. A timer's row number is never given twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from mappings.instants import to_text
from state.bulk import among, insert_many
from state.schema import SET_TIMER, timers


@dataclass(frozen=True, slots=True)
class Timer:
    """`name` says what it is for; `id` is given by the store (0 before it is put)."""

    id: int
    mode: str
    crm: str
    org_id: str
    object: str
    record_id: str
    name: str
    due_at: datetime


_COLUMNS = ("mode", "crm", "org_id", "object", "record_id", "name", "due_at")


def put(conn: Connection, given: Sequence[Timer]) -> None:
    """Sets the timers; their ids are given anew."""
    rows = [(t.mode, t.crm, t.org_id, t.object, t.record_id, t.name, to_text(t.due_at), "set") for t in given]
    insert_many(conn, timers, (*_COLUMNS, "status"), rows)


def due(conn: Connection, mode: str, now: datetime, limit: int) -> list[Timer]:
    """Up to `limit` timers whose time has come, the earliest first."""
    rows = conn.execute(
        select(timers.c.id, *(timers.c[name] for name in _COLUMNS))
        .where(SET_TIMER, timers.c.mode == mode, timers.c.due_at <= now)
        .order_by(timers.c.due_at, timers.c.id)
        .limit(limit)
    )
    return [Timer(*row) for row in rows]


def fired(conn: Connection, ids: Collection[int], now: datetime) -> None:
    """These went off."""
    if ids:
        conn.execute(
            update(timers)
            .where(SET_TIMER, among(conn, timers.c.id, ids))
            .values(status="fired", settled_at=now)
        )


def cancel(
    conn: Connection, mode: str, crm: str, record_ids: Collection[str], name: str | None = None
) -> int:
    """Calls off the timers of these records, or only those of that name."""
    if not record_ids:
        return 0
    query = update(timers).where(
        SET_TIMER, among(conn, timers.c.record_id, record_ids), timers.c.crm == crm, timers.c.mode == mode
    )
    if name is not None:
        query = query.where(timers.c.name == name)
    return conn.execute(query.values(status="cancelled")).rowcount


def next_due(conn: Connection, mode: str) -> datetime | None:
    """When the first timer goes off."""
    found: datetime | None = conn.execute(
        select(func.min(timers.c.due_at)).where(SET_TIMER, timers.c.mode == mode)
    ).scalar()
    return found
