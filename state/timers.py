"""Points in time at which something is to be decided. A timer's row number is never given twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from mappings.instants import to_text
from state.bulk import among, insert_many, update_many
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


DEADLINE = "deadline:"
HOLD = "hold_"
GIVE_BACK = "give_back:"
"""What names begin with: a step of a clock, the end of a hold, the end of an absence."""


def cancel(conn: Connection, mode: str, crm: str, record_ids: Collection[str]) -> int:
    """Calls off the timers of these records, but for the steps of clocks, which run by themselves."""
    if not record_ids:
        return 0
    of_clocks = timers.c.name.startswith(DEADLINE, autoescape=True)
    query = update(timers).where(
        SET_TIMER, among(conn, timers.c.record_id, record_ids), timers.c.crm == crm, timers.c.mode == mode
    )
    return conn.execute(query.where(~of_clocks).values(status="cancelled")).rowcount


def forget(conn: Connection, crm: str, record_ids: Collection[str]) -> None:
    """Calls off every timer of these records."""
    of_records = among(conn, timers.c.record_id, record_ids), timers.c.crm == crm
    conn.execute(update(timers).where(SET_TIMER, *of_records).values(status="cancelled"))


def cancel_steps(conn: Connection, of: Collection[tuple[str, str]]) -> None:
    """Calls off the steps of clocks: (record, key of the clock)."""
    for record_id, key in of:
        steps = timers.c.name.startswith(f"{DEADLINE}{key}:", autoescape=True)
        conn.execute(
            update(timers).where(SET_TIMER, timers.c.record_id == record_id, steps).values(status="cancelled")
        )


def steps(conn: Connection, mode: str) -> list[tuple[int, str, datetime]]:
    """The steps of clocks that are to come: number, name, and when."""
    rows = conn.execute(
        select(timers.c.id, timers.c.name, timers.c.due_at).where(
            SET_TIMER, timers.c.mode == mode, timers.c.name.startswith(DEADLINE, autoescape=True)
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


def move(conn: Connection, due: Sequence[tuple[int, datetime]]) -> None:
    """Other times for these timers, by number."""
    update_many(conn, timers, ("due_at",), ("id",), [(to_text(at), number) for number, at in due])


def hasten(conn: Connection, prefix: str, now: datetime) -> int:
    """Lets go off now what is set under names that begin so, live and in shadow; how many those are."""
    starts = timers.c.name.startswith(prefix, autoescape=True)
    query = update(timers).where(SET_TIMER, timers.c.due_at > now, starts)
    return conn.execute(query.values(due_at=now)).rowcount


def held(conn: Connection, mode: str, crm: str, record_ids: Collection[str]) -> set[str]:
    """Those of the records that are held now."""
    if not record_ids:
        return set()
    query = select(timers.c.record_id).where(
        SET_TIMER,
        among(conn, timers.c.record_id, record_ids),
        timers.c.crm == crm,
        timers.c.mode == mode,
        timers.c.name.startswith(HOLD, autoescape=True),
    )
    return set(conn.execute(query).scalars())


def holds(
    conn: Connection, mode: str, crm: str, record_ids: Collection[str], since: datetime
) -> dict[str, tuple[datetime | None, frozenset[str]]]:
    """Of each record that is or was held: when the present hold ends, and the names of those that ran out
    since then."""
    rows = conn.execute(
        select(timers.c.record_id, timers.c.name, timers.c.status, timers.c.due_at).where(
            among(conn, timers.c.record_id, record_ids),
            timers.c.crm == crm,
            timers.c.mode == mode,
            timers.c.name.startswith(HOLD, autoescape=True),
            (timers.c.status == "set") | ((timers.c.status == "fired") & (timers.c.settled_at >= since)),
        )
    )
    found: dict[str, tuple[datetime | None, frozenset[str]]] = {}
    for record_id, name, status, due_at in rows:
        until, over = found.get(record_id, (None, frozenset()))
        if status == "set":
            found[record_id] = (due_at, over)
        else:
            found[record_id] = (until, over | {name.removeprefix(HOLD)})
    return found


def next_due(conn: Connection, mode: str) -> datetime | None:
    """When the first timer goes off."""
    found: datetime | None = conn.execute(
        select(func.min(timers.c.due_at)).where(SET_TIMER, timers.c.mode == mode)
    ).scalar()
    return found
