"""The auditors' views in the order of what is sealed, cut by leaf: what one export ends with, the next
begins with, and nothing comes twice or never."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select, text

from state import views
from state.record_schema import deadline_events, log

Rows = Sequence[Sequence[Any]]

NUMBERS: dict[str, type[int] | type[float]] = {
    "position": int,
    "rank": int,
    "sequence": int,
    "size": int,
    "match_confidence": float,
    "confidence": float,
}
"""The views' columns that are no text."""

_SLICE = 200
"""Leaves at a time: a decision can have 150 candidates."""

_RANGE = "sequence >= :start AND sequence < :end"

_UNFOLDED = {
    "audit_decisions": "decision_id",
    "audit_steps": "position",
    "audit_inputs": "object, record_id, field, value",
    "audit_candidates": "eligible, rank, owner_id, owner_name, reason",
    "audit_matches": "rank",
}
"""Views of decisions, and their order within one."""

_TRIED = {
    "audit_writes": ("write", "write_attempts"),
    "audit_notices": ("notice", "notice_attempts"),
    "audit_changes": ("change", "changes"),
    "audit_erasures": ("erasure", "erasures"),
}


def first_leaf(conn: Connection, since: str) -> int | None:
    """The number of the first sealed leaf recorded at or after an instant (canonical text)."""
    found = select(func.min(log.c.sequence)).where(log.c.recorded_at >= since, log.c.sequence.is_not(None))
    number: int | None = conn.execute(found).scalar_one()
    return number


def columns(conn: Connection, view: str) -> list[str]:
    """The view's columns, in order."""
    return list(conn.exec_driver_sql(f"SELECT * FROM {view} WHERE 1 = 0").keys())  # noqa: S608 (ours)


def rows(conn: Connection, view: str, start: int, end: int) -> Iterator[tuple[int, Rows]]:
    """The view's rows about the leaves from `start` until before `end`, a slice at a time, each with the leaf
    it goes up to. Heads are those of more than `start` leaves, up to `end`. A deadline comes once, as it was
    before `end`, where something happened to it from `start` on."""
    query = text(_query(conn, view))
    whole = {"last": _last_event(conn, end)} if view == "audit_deadlines" else {}
    for begin in range(start, end, _SLICE):
        until = min(begin + _SLICE, end)
        yield until, conn.execute(query, {"start": begin, "end": until} | whole).all()


def _query(conn: Connection, view: str) -> str:
    if view in _UNFOLDED:
        order = ", ".join(f"v.{name}" for name in _UNFOLDED[view].split(", "))
        return (
            f"SELECT v.* FROM log JOIN {view} v ON v.decision_id = log.ref "  # noqa: S608 (names of ours)
            f"WHERE log.kind = 'decision' AND {_RANGE} ORDER BY log.sequence, {order}"
        )
    if view in _TRIED:
        kind, table = _TRIED[view]
        joined = f"JOIN log ON log.kind = '{kind}' AND log.ref = {table}.ref"
        return f"{views.query(conn, view)} {joined} WHERE {_RANGE} ORDER BY sequence"
    if view == "audit_deadlines":
        return (
            f"{views.deadline(conn)} FROM log JOIN deadline_events e ON log.kind = 'deadline' "
            f"AND log.ref = e.ref WHERE {_RANGE} AND NOT EXISTS ({views.LATER} AND n.id <= :last) "
            "ORDER BY sequence"
        )
    if view == "audit_heads":
        return "SELECT * FROM audit_heads WHERE size > :start AND size <= :end ORDER BY size"
    return f"SELECT * FROM audit_log WHERE {_RANGE} ORDER BY sequence"  # noqa: S608 (names of ours)


def _last_event(conn: Connection, end: int) -> int | None:
    """The last row that tells of a deadline and is sealed before `end`."""
    logged = deadline_events.join(log, (log.c.kind == "deadline") & (log.c.ref == deadline_events.c.ref))
    sealed = select(deadline_events.c.id).select_from(logged).where(log.c.sequence < end)
    return conn.execute(sealed.order_by(log.c.sequence.desc()).limit(1)).scalar()
