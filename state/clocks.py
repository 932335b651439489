"""Clocks of service levels: what must have happened to which lead by when, and whether it did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from mappings.instants import to_text
from state import jsontext
from state.bulk import among, insert_many, update_many
from state.schema import RUNNING, clocks


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock of one lead. `allowed` is seconds; `marks` any JSON value that its reader understands.

    `status` is running, met or ended (it lost its sense: the lead went elsewhere), `how` says by what.
    """

    key: str
    mode: str
    crm: str
    org_id: str
    object: str
    record_id: str
    checkpoint: str
    route: str
    pace: str
    marks: Any
    owner_id: str | None
    email: str | None
    team: str | None
    started_at: datetime
    due_at: datetime
    allowed: float
    status: str = "running"
    how: str | None = None
    settled_at: datetime | None = None


_COLUMNS = (
    *("key", "mode", "crm", "org_id", "object", "record_id", "checkpoint", "route", "pace", "marks"),
    *("owner_id", "email", "team", "started_at", "due_at", "allowed", "status", "how", "settled_at"),
)
_ROW = [clocks.c[name] for name in _COLUMNS]


def put(conn: Connection, rows: Sequence[ClockRow]) -> None:
    """Starts the clocks."""
    values = [
        tuple(
            jsontext.dumps(row.marks)
            if name == "marks"
            else to_text(value)
            if isinstance(value := getattr(row, name), datetime)
            else value
            for name in _COLUMNS
        )
        for row in rows
    ]
    insert_many(conn, clocks, _COLUMNS, values)


def running(conn: Connection, mode: str, crm: str, ids: Collection[str]) -> dict[str, list[ClockRow]]:
    """The clocks that run for these records, in the order in which they were started."""
    if not ids:
        return {}
    query = (
        select(*_ROW)
        .where(RUNNING, among(conn, clocks.c.record_id, ids), clocks.c.crm == crm, clocks.c.mode == mode)
        .order_by(clocks.c.id)
    )
    found: dict[str, list[ClockRow]] = {}
    for row in conn.execute(query):
        clock = _row(row)
        found.setdefault(clock.record_id, []).append(clock)
    return found


def all_running(conn: Connection, mode: str) -> list[ClockRow]:
    """Every clock that runs."""
    query = select(*_ROW).where(RUNNING, clocks.c.mode == mode).order_by(clocks.c.id)
    return [_row(row) for row in conn.execute(query)]


def of_lead(conn: Connection, crm: str, record_id: str) -> list[ClockRow]:
    """Every clock that the lead ever had, the oldest first."""
    query = select(*_ROW).where(clocks.c.record_id == record_id, clocks.c.crm == crm).order_by(clocks.c.id)
    return [_row(row) for row in conn.execute(query)]


def settle(conn: Connection, keys: Collection[str], status: str, how: str, at: datetime) -> None:
    """These clocks run no more: `met` or `ended` at that time, by what `how` says."""
    if keys:
        conn.execute(
            update(clocks)
            .where(RUNNING, among(conn, clocks.c.key, keys))
            .values(status=status, how=jsontext.plain(how), settled_at=at)
        )


def forget(conn: Connection, crm: str, ids: Collection[str], now: datetime) -> None:
    """The clocks that run for these records end: they were erased."""
    of_records = among(conn, clocks.c.record_id, ids), clocks.c.crm == crm
    ended = {"status": "ended", "how": "the person was erased", "settled_at": now}
    conn.execute(update(clocks).where(RUNNING, *of_records).values(**ended))


def move(conn: Connection, due: Sequence[tuple[str, datetime]]) -> None:
    """New deadlines for these clocks, by key."""
    update_many(conn, clocks, ("due_at",), ("key",), [(to_text(at), key) for key, at in due])


def _row(row: Any) -> ClockRow:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["marks"] = jsontext.loads(values["marks"])
    return ClockRow(**values)
