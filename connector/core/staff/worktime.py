"""Working time: how much of a stretch of time counts, and when so much of it has passed.

Time is cut into days of UTC, a day into stretches where the clocks stand still, those at the midnights
of the place: within each, wall time is UTC and a constant. So sums are exact to the microsecond, and an
hour that comes twice is worked twice. A part of a shift after midnight is on the date that the wall clock
shows by then, for weekdays and holidays alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial

from connector.core.staff.hours import changes, is_holiday, zone_of
from mappings.records import Hours

LIMIT = timedelta(days=1096)
"""How far ahead `after` looks: three years."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = _EPOCH.toordinal()
_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _TICK
_MINUTE = timedelta(minutes=1) // _TICK

Stretch = tuple[int, int]
"""Microseconds since 1970 in UTC: the first that belongs to it, and the first that no longer does."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When time counts: within `hours` (None: always) and not on public holidays of `holidays` (None:
    none), by the date in `zone`."""

    hours: Hours | None
    holidays: str | None = None
    zone: str = "UTC"


def after(calendar: Calendar | None, start: datetime, amount: timedelta) -> datetime | None:
    """The first instant, in UTC, at which `amount` of working time has passed since `start`.

    Without a calendar all time counts. An amount of nothing has passed at `start` itself, open or not;
    one that is used up when a block ends has passed then, not when the next begins. None where that is
    over three years ahead. Raises ValueError for a zone or a holidays' code that nobody knows.
    """
    left, at = amount // _TICK, (start - _EPOCH) // _TICK
    if left <= 0:
        return start.astimezone(UTC)
    last = at + LIMIT // _TICK
    if calendar is None:
        return _instant(at + left) if at + left <= last else None
    open_on = _days(calendar)
    for day in range(at // _DAY, last // _DAY + 1):
        for opens, closes in open_on(day):
            opens = max(opens, at)
            if closes - opens >= left:
                return _instant(opens + left) if opens + left <= last else None
            left -= max(0, closes - opens)
    return None


def elapsed(calendar: Calendar | None, start: datetime, end: datetime) -> timedelta:
    """How much of the time between the two counts; nothing where `end` is not later.

    Raises ValueError for a zone or a holidays' code that nobody knows.
    """
    if calendar is None or end <= start:
        return max(end - start, timedelta())
    first, last = (start - _EPOCH) // _TICK, (end - _EPOCH) // _TICK
    open_on, total = _days(calendar), 0
    for day in range(first // _DAY, last // _DAY + 1):
        for opens, closes in open_on(day):
            total += max(0, min(closes, last) - max(opens, first))
    return total * _TICK


def _instant(ticks: int) -> datetime:
    return _EPOCH + ticks * _TICK


@lru_cache(maxsize=1024)
def _days(calendar: Calendar) -> Callable[[int], tuple[Stretch, ...]]:
    """What is open on a day of UTC, counted from 1970; a calendar's days are kept with it, so that its
    blocks are hashed once a question and not once a day."""
    return lru_cache(maxsize=366)(partial(_open_on, calendar))


def _open_on(calendar: Calendar, day: int) -> tuple[Stretch, ...]:
    hours, holidays = calendar.hours, calendar.holidays
    midnight = day * _DAY
    opened = [(midnight, midnight + _DAY)] if hours is None else _in_blocks(hours, day)
    if holidays is not None and opened:
        parts = _shown(calendar.zone, day)
        days = [(start, end) for start, end, _, shown in parts if not is_holiday(holidays, shown)]
        opened = [(max(a, c), min(b, d)) for a, b in opened for c, d in days if a < d and c < b]
    return _joined(opened)


def _in_blocks(hours: Hours, day: int) -> list[Stretch]:
    """When the wall clock stands in a block; twice where blocks overlap."""
    found = []
    for start, end, midnight, shown in _shown(hours.zone, day):
        weekday = shown.weekday()
        for block in hours.blocks:
            if weekday in block.days:
                opens = max(start, midnight + block.start * _MINUTE)
                closes = min(end, midnight + block.end * _MINUTE)
                if opens < closes:
                    found.append((opens, closes))
    return found


@lru_cache(maxsize=8192)
def _shown(zone: str, day: int) -> tuple[tuple[int, int, int, date], ...]:
    """A day of UTC cut where the place's clocks change or its date does: each part with the date shown
    and the instant that the clock, as it goes then, calls that date's midnight."""
    place, start, last = zone_of(zone), day * _DAY, (day + 1) * _DAY
    turns = [(at - _EPOCH) // _TICK for at in changes(place, date.fromordinal(_FIRST + day))]
    parts = []
    for turn in (*(at for at in turns if start < at < last), last):
        offset = (_instant(start).astimezone(place).utcoffset() or timedelta()) // _TICK
        while start < turn:
            local = (start + offset) // _DAY
            end = min(turn, (local + 1) * _DAY - offset)
            parts.append((start, end, local * _DAY - offset, date.fromordinal(_FIRST + local)))
            start = end
    return tuple(parts)


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same time in order, nothing counted twice."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
