"""Clocks of service levels: what must have happened to which lead by when, and whether it did. Whatever
happens to one is put on record in the transaction that does it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, TextClause, and_, select, update

from mappings.instants import to_text
from state import jsontext, leaves
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


class End(NamedTuple):
    """That a clock runs no more: `met` or `ended`, by what, and when that was."""

    status: str
    how: str
    at: datetime


ON_RECORD = (
    *("mode", "crm", "record_id", "checkpoint", "route", "owner_id", "email"),
    *("started_at", "due_at", "status", "settled_at", "how"),
)
"""What is on record of a clock after each event."""

_EVENT = ("ref", "clock", "event", *ON_RECORD)
_COLUMNS = (
    *("key", "mode", "crm", "org_id", "object", "record_id", "checkpoint", "route", "pace", "marks"),
    *("owner_id", "email", "team", "started_at", "due_at", "allowed", "status", "how", "settled_at"),
)
_ROW = [clocks.c[name] for name in _COLUMNS]


def put(conn: Connection, rows: Sequence[ClockRow], now: datetime) -> None:
    """Starts the clocks."""
    insert_many(conn, clocks, _COLUMNS, [_values(row, _COLUMNS) for row in rows])
    _record(conn, "started", rows, now)


def running(conn: Connection, mode: str, crm: str, ids: Collection[str]) -> dict[str, list[ClockRow]]:
    """The clocks that run for these records, in the order in which they were started."""
    if not ids:
        return {}
    of_records = among(conn, clocks.c.record_id, ids), clocks.c.crm == crm, clocks.c.mode == mode
    found: dict[str, list[ClockRow]] = {}
    for clock in _rows(conn, RUNNING, *of_records):
        found.setdefault(clock.record_id, []).append(clock)
    return found


def all_running(conn: Connection, mode: str) -> list[ClockRow]:
    """Every clock that runs."""
    return _rows(conn, RUNNING, clocks.c.mode == mode)


def of_lead(conn: Connection, crm: str, record_id: str) -> list[ClockRow]:
    """Every clock that the lead ever had, the oldest first."""
    return _rows(conn, clocks.c.record_id == record_id, clocks.c.crm == crm)


def settle(conn: Connection, keys: Collection[str], end: End, now: datetime) -> None:
    """Those of these clocks that run come to this end; what is settled stays as it is."""
    if keys:
        _settle(conn, among(conn, clocks.c.key, keys), end, now)


def forget(conn: Connection, crm: str, ids: Collection[str], now: datetime) -> None:
    """The clocks that run for these records end: they were erased."""
    of_records = and_(among(conn, clocks.c.record_id, ids), clocks.c.crm == crm)
    _settle(conn, of_records, End("ended", "the person was erased", now), now)


def move(conn: Connection, due: Sequence[tuple[str, datetime]], now: datetime) -> None:
    """New deadlines for these clocks, by key."""
    update_many(conn, clocks, ("due_at",), ("key",), [(to_text(at), key) for key, at in due])
    if due:
        moved = _rows(conn, among(conn, clocks.c.key, [key for key, _ in due]))
        _record(conn, "moved", moved, now)


def _settle(conn: Connection, which: ColumnElement[bool], end: End, now: datetime) -> None:
    settled: dict[str, Any] = {"status": end.status, "how": jsontext.plain(end.how), "settled_at": end.at}
    rows = _rows(conn, RUNNING, which)
    if rows:
        conn.execute(update(clocks).where(RUNNING, which).values(**settled))
        _record(conn, "settled", [replace(row, **settled) for row in rows], now)


def _record(conn: Connection, event: str, rows: Sequence[ClockRow], now: datetime) -> None:
    """Puts on record how these clocks stand after an event, each with a leaf. Names begin with the time, so
    that those of a batch lie together."""
    at = to_text(now)
    told = [(f"{at}@{secrets.token_hex(6)}", row.key, event, *_values(row, ON_RECORD)) for row in rows]
    leaves.record(conn, "deadline", _EVENT, told, at)


def _rows(conn: Connection, *which: ColumnElement[bool] | TextClause) -> list[ClockRow]:
    """In the order in which they were started."""
    return [_row(row) for row in conn.execute(select(*_ROW).where(*which).order_by(clocks.c.id))]


def _values(row: ClockRow, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple([_plain(getattr(row, name)) for name in names])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return to_text(value)
    return jsontext.dumps(value) if isinstance(value, list) else value


def _row(row: Any) -> ClockRow:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["marks"] = jsontext.loads(values["marks"])
    return ClockRow(**values)
