"""Caps: how many leads somebody has had in each stretch of time, and when they may have the next."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from connector.core.staff.hours import instant_of, midnight_after, minute_of, wall, zone_of
from connector.core.staff.limits import Cap
from connector.core.staff.measures import Measure, shown

_HOUR, _DAY, _WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
_LONGEST = {_HOUR: timedelta(hours=3), _DAY: timedelta(hours=50), _WEEK: timedelta(days=9)}
_CLOCK = {_HOUR: "this hour", _DAY: "today", _WEEK: "this week"}
_ROLLING = {_HOUR: "in 60 minutes", _DAY: "in 24 hours", _WEEK: "in 7 days"}


@dataclass(frozen=True, slots=True)
class Tallies:
    """What caps are held against, by e-mail: when leads that count were given (ascending), and, by measure,
    what each person has in hand."""

    given: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    loads: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def reason(cap: Cap, zone: str, email: str, tallies: Tallies, now: datetime) -> str | None:
    """Why somebody may have no more now; None if they may. Of several caps the shortest is told."""
    for limit, length in _limits(cap):
        if limit == 0:
            return "cap 0: takes no leads"
        had = _had(cap, zone, length, tallies.given.get(email, ()), now)
        if had >= limit:
            return f"had {had} of {limit} leads {(_ROLLING if cap.rolling else _CLOCK)[length]}"
    for bound in cap.in_hand:
        own = _owned(bound.measure, email, tallies)
        if own >= bound.at_most:
            most = f"{shown(own)} of {shown(bound.at_most)} {bound.measure.words}"
            return f"owns {most}" if bound.at_most else "cap 0: takes no leads"
    return None


def free_at(cap: Cap, zone: str, email: str, tallies: Tallies, now: datetime) -> datetime | None:
    """The first instant at or after `now` at which somebody may have another lead, if they get none until
    then; None where no clock tells: cap 0, and too much in hand."""
    if any(_owned(bound.measure, email, tallies) >= bound.at_most for bound in cap.in_hand):
        return None
    free = now
    for limit, length in _limits(cap):
        if limit == 0:
            return None
        given = tallies.given.get(email, ())
        if _had(cap, zone, length, given, now) >= limit:
            end = given[-limit] + length if cap.rolling else _end(length, zone, now)
            free = max(free, end)
    return free


def reach(cap: Cap) -> timedelta | None:
    """How far back leads can count; None where no stretch of time is capped."""
    return max((_LONGEST[length] for _, length in _limits(cap)), default=None)


def _owned(measure: Measure, email: str, tallies: Tallies) -> float:
    return tallies.loads.get(measure.name, {}).get(email, 0)


def _limits(cap: Cap) -> list[tuple[int, timedelta]]:
    limits = ((cap.per_hour, _HOUR), (cap.per_day, _DAY), (cap.per_week, _WEEK))
    return [(limit, length) for limit, length in limits if limit is not None]


def _had(cap: Cap, zone: str, length: timedelta, given: Sequence[datetime], now: datetime) -> int:
    if not given:
        return 0
    if cap.rolling:
        return len(given) - bisect_right(given, now - length)
    return len(given) - bisect_left(given, start_of(length, zone, now))


def start_of(length: timedelta, zone: str, now: datetime) -> datetime:
    """When the clock's hour, day or week (from Monday) began in that zone. Where the clocks are put back,
    an hour that comes twice is two hours, and a day that is longer is one."""
    return _start(length, zone, minute_of(now))


@lru_cache(maxsize=4096)
def _start(length: timedelta, zone: str, minute: int) -> datetime:
    if length == _HOUR:
        local = instant_of(minute).astimezone(zone_of(zone)).replace(minute=0, second=0)
        return local.astimezone(UTC)
    day, weekday, _ = wall(zone, minute)
    return midnight_after(zone, day - (1 if length == _DAY else weekday + 1) * _DAY)


def _end(length: timedelta, zone: str, now: datetime) -> datetime:
    """When the clock's hour, day or week is over."""
    if length == _HOUR:
        start = start_of(length, zone, now)
        end = start + _HOUR
        while start_of(length, zone, end) <= start:
            end += timedelta(minutes=15)
        return end
    day, weekday, _ = wall(zone, minute_of(now))
    return midnight_after(zone, day if length == _DAY else day + (6 - weekday) * _DAY)
