"""Working time: who is open at an instant, and when next.

Hours are wall time in an IANA zone. Every question is asked of an instant in UTC and translated
once, so a shift that meets a change of the clocks is open exactly while the wall clock shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mappings.records import Hours, Span

HORIZON_DAYS = 16
"""How far `next_open` looks: a weekly shift that one change of the clocks swallows returns within."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises ValueError where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone") from error


def minute_of(now: datetime) -> int:
    """Whole minutes since 1970 in UTC."""
    return (now - _EPOCH) // _MINUTE


def instant_of(minute: int) -> datetime:
    """The instant at which that minute since 1970 began."""
    return _EPOCH + minute * _MINUTE


@lru_cache(maxsize=4096)
def wall(zone: str, minute: int) -> tuple[date, int, int]:
    """The local date, weekday (0 is Monday) and minute of the day at a minute since 1970."""
    local = instant_of(minute).astimezone(zone_of(zone))
    return local.date(), local.weekday(), local.hour * 60 + local.minute


def is_open(hours: Hours, now: datetime) -> bool:
    """Whether the wall clock of the zone stands in one of the blocks."""
    return open_at(hours, minute_of(now))


def open_at(hours: Hours, minute: int) -> bool:
    """`is_open` for a minute since 1970: the form for many people at one instant."""
    _, weekday, clock = wall(hours.zone, minute)
    for block in hours.blocks:  # noqa: SIM110  (a generator costs twice as much, for each of 300 people)
        if block.start <= clock < block.end and weekday in block.days:
            return True
    return False


def next_open(hours: Hours, now: datetime) -> datetime | None:
    """The first instant at or after `now` that is open; None where none is within the horizon.

    Openings fall on a block's start (twice in the hour that comes twice) or on a change of the
    clocks that lands inside a block.
    """
    if is_open(hours, now):
        return now
    zone = zone_of(hours.zone)
    today = now.astimezone(zone).date()
    pending: datetime | None = None
    for offset in range(-1, HORIZON_DAYS):
        day = today + offset * _DAY
        found = [at for at in _openings(hours, zone, day) if at >= now and is_open(hours, at)]
        if pending is not None:  # the clocks may put a start of this day before one of the last
            return min([pending, *found])
        pending = min(found, default=None)
    return pending


def _openings(hours: Hours, zone: ZoneInfo, day: date) -> Iterator[datetime]:
    weekday = day.weekday()
    for block in hours.blocks:
        if weekday in block.days:
            start = datetime(day.year, day.month, day.day) + block.start * _MINUTE  # noqa: DTZ001
            for fold in (0, 1):
                yield start.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    yield from changes(zone, day)


@lru_cache(maxsize=4096)
def changes(zone: ZoneInfo, day: date) -> tuple[datetime, ...]:
    """The first instant after a change of the clocks within twelve hours around that day in UTC, if any."""
    low = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=12)
    high = low + timedelta(hours=48)
    before = low.astimezone(zone).utcoffset()
    if high.astimezone(zone).utcoffset() == before:
        return ()
    while high - low > _MINUTE:
        middle = low + (high - low) // 2 // _MINUTE * _MINUTE
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return (high,)


def covering(spans: Iterable[Span], now: datetime) -> Span | None:
    """The first span that `now` lies in."""
    for span in spans:
        if span.start <= now and (span.end is None or now < span.end):
            return span
    return None


def is_holiday(code: str, day: date) -> bool:
    """Whether `day` is a public holiday there. Raises ValueError for an unknown code."""
    return day in _public_holidays(code, day.year)


@lru_cache(maxsize=512)
def _public_holidays(code: str, year: int) -> frozenset[date]:
    import holidays  # slow to import, and many policies need none

    country, _, region = code.upper().partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=year)
    except NotImplementedError as error:
        raise ValueError(f"no public holidays are known for {code!r}") from error
    return frozenset(found)


def next_available(
    hours: Hours | None, away: Iterable[Span], holidays_of: str | None, zone: str, now: datetime
) -> datetime | None:
    """The first instant at or after `now` within the hours (None: always) that neither an absence
    nor a public holiday (by the date in `zone`) takes; None where none is in sight (a year)."""
    spans, at = tuple(away), now
    while at - now < timedelta(days=366):
        span = covering(spans, at)
        if span is not None:
            if span.end is None:
                return None
            at = span.end
            continue
        local = wall(zone, minute_of(at))[0]
        if holidays_of is not None and is_holiday(holidays_of, local):
            at = midnight_after(zone, local)
            continue
        opens = at if hours is None else next_open(hours, at)
        if opens is None or opens == at:
            return opens
        at = opens
    return None


def midnight_after(zone: str, day: date) -> datetime:
    """The instant at which that day is over there, in UTC."""
    following = day + _DAY
    midnight = datetime(following.year, following.month, following.day, tzinfo=zone_of(zone))
    at = midnight.astimezone(UTC)
    while wall(zone, minute_of(at))[0] <= day:  # a midnight that the clocks skip or repeat
        at += timedelta(minutes=30)
    return at
