"""What is forgotten with time: walks over the tables, a few rows at a step, in the order of their keys.

A sweep goes through every walk once and ends with one leaf that says how much of what was forgotten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    func,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)

from mappings.instants import from_text, to_text
from mappings.records import ACTIVITIES, Kind, State
from state import controls, persons, tombstones
from state.columns import Instant, Words
from state.record_schema import persons as person_rows
from state.schema import inbox, notices, records, touches, writes

KeptFor = Mapping[str, timedelta | None]
"""How long each class is kept, None for ever. `values`: what decisions read about persons, from the end of
the month on; `deleted`: mirrored leads and contacts that the CRM deleted or merged away; `activities`: who
called or met whom; `details`: what was noted beside arrivals, writes and notices that are settled."""

EVERY = timedelta(days=1)
ROWS = 2_000
"""Rows that one step looks at."""

_SWEEP = "retention:sweep"


class _Walk(NamedTuple):
    """Of which class, over which table in the order of which key, what is due before an instant, and what is
    put in its place; None: the row goes."""

    of: str
    table: Table
    key: tuple[str, ...]
    due: Callable[[datetime], ColumnElement[bool]]
    blank: Mapping[str, Any] | None = None


def _gone(cutoff: datetime) -> ColumnElement[bool]:
    people = records.c.kind.in_([Kind.LEAD.value, Kind.CONTACT.value])
    ended = records.c.state.in_([State.DELETED.value, State.MERGED.value])
    return and_(people, ended, records.c.modified_at < cutoff)


def _past(cutoff: datetime) -> ColumnElement[bool]:
    kinds = records.c.kind.in_([kind.value for kind in ACTIVITIES])
    return and_(kinds, records.c.modified_at < cutoff)


def _arrived(cutoff: datetime) -> ColumnElement[bool]:
    noted = or_(inbox.c.detail.is_not(None), inbox.c.reason.is_not(None))
    return and_(inbox.c.status.in_(("done", "dropped")), inbox.c.settled_at < cutoff, noted)


def _written(cutoff: datetime) -> ColumnElement[bool]:
    is_open = writes.c.status.in_(("due", "held", "refused"))
    noted = or_(writes.c.extra != "{}", writes.c.reason.is_not(None))
    return and_(~is_open, writes.c.created_at < cutoff, noted)


def _told(cutoff: datetime) -> ColumnElement[bool]:
    return and_(notices.c.status.not_in(("waiting", "due")), notices.c.created_at < cutoff)


_RECORD = ("crm", "kind", "id")
_WALKS = (
    _Walk("values", person_rows, ("person",), lambda cutoff: persons.before(to_text(cutoff)[:7])),
    _Walk("deleted", records, _RECORD, _gone),
    _Walk("activities", records, _RECORD, _past),
    _Walk(
        "activities", touches, ("crm", "lead_id", "at", "kind", "id"), lambda cutoff: touches.c.at < cutoff
    ),
    _Walk("details", inbox, ("id",), _arrived, {"detail": None, "reason": None}),
    _Walk("details", writes, ("id",), _written, {"extra": "{}", "reason": None}),
    _Walk("details", notices, ("id",), _told),
)


@dataclass(frozen=True, slots=True)
class _Sweep:
    """Where a sweep stands: which walk, behind which key, what went so far; `ended` once it is through."""

    begun: datetime
    walk: int = 0
    after: tuple[Any, ...] | None = None
    gone: Counter[str] | None = None
    ended: bool = False


def resting(conn: Connection, now: datetime) -> bool:
    """Whether the last sweep is through and the next one is not due."""
    sweep = _read(conn)
    return sweep is not None and sweep.ended and now - sweep.begun < EVERY


def due(conn: Connection, kept_for: KeptFor, now: datetime) -> dict[str, int]:
    """How many rows of each table are past their time."""
    found: Counter[str] = Counter()
    for walk in _WALKS:
        age = kept_for[walk.of]
        if age is not None:
            count = select(func.count()).select_from(walk.table).where(walk.due(now - age))
            found[walk.table.name] += conn.execute(count).scalar_one()
    return dict(+found)


def step(conn: Connection, kept_for: KeptFor, by: str, now: datetime) -> bool:
    """Forgets what is due of the next few rows; whether the sweep has more to look at. After one that is
    through, another begins."""
    sweep = _read(conn)
    if sweep is None or sweep.ended:
        sweep = _Sweep(now)
    gone = Counter(sweep.gone or {})
    walk = _WALKS[sweep.walk]
    age = kept_for[walk.of]
    last = None if age is None else _forget(conn, walk, now - age, sweep.after, gone)
    place, more = (sweep.walk, True) if last is not None else (sweep.walk + 1, sweep.walk + 1 < len(_WALKS))
    if not more and gone:
        tombstones.retained(conn, by, gone, _said(kept_for), now)
    _put(conn, _Sweep(sweep.begun, place, last, gone, ended=not more), by, now)
    return more


def _forget(
    conn: Connection, walk: _Walk, cutoff: datetime, after: tuple[Any, ...] | None, gone: Counter[str]
) -> tuple[Any, ...] | None:
    """One stretch of a walk; the key it goes up to, None where the table ends."""
    order = [walk.table.c[name] for name in walk.key]
    columns = [type_coerce(each, Words) if isinstance(each.type, Instant) else each for each in order]
    key: Any = tuple_(*columns)
    start = [] if after is None else [key > after]
    keys = conn.execute(select(*columns).where(*start).order_by(*order).limit(ROWS)).all()
    if not keys:
        return None
    last = tuple(keys[-1])
    stretch = [*start, key <= last, walk.due(cutoff)]
    if walk.blank is None:
        went = conn.execute(delete(walk.table).where(*stretch)).rowcount
    else:
        went = conn.execute(update(walk.table).where(*stretch).values(**walk.blank)).rowcount
    if went:
        gone[walk.table.name] += went
    return last if len(keys) == ROWS else None


def _said(kept_for: KeptFor) -> str:
    ages = [f"{name} {age.days} days" for name, age in kept_for.items() if age is not None]
    return f"kept for: {', '.join(ages)}"


def _read(conn: Connection) -> _Sweep | None:
    kept = controls.get(conn, _SWEEP)
    if kept is None:
        return None
    begun, walk, after, gone, ended = kept
    return _Sweep(from_text(begun), walk, None if after is None else tuple(after), Counter(gone), ended)


def _put(conn: Connection, sweep: _Sweep, by: str, now: datetime) -> None:
    kept = [to_text(sweep.begun), sweep.walk, sweep.after, dict(sweep.gone or {}), sweep.ended]
    controls.put(conn, _SWEEP, kept, by, now)
