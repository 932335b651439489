"""When an entry of a calendar takes place: once, or again and again by its rule, dates and exceptions.

Rules run on the wall clock of the entry's zone, so that a weekly meeting keeps its hour when the clocks
change. A rule finer than a day counts for its first instance only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from dateutil.rrule import rrulestr

Key = date | datetime
"""What names one instance of a series: its date, or the instant in UTC."""

Entry = Any
"""An event as icalendar reads it, whose values may be anything that a calendar can hold."""

_DAY = timedelta(days=1)
_BY_DAYS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_UNTIL = re.compile(r";?UNTIL=[^;]*")


@dataclass(frozen=True, slots=True)
class Window:
    """The time that is looked at, and the zone of what names none."""

    start: datetime
    end: datetime
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a calendar writes it: the wall clock in `zone`, midnight for a whole day."""

    local: datetime
    zone: tzinfo
    whole_day: bool

    @classmethod
    def of(cls, value: date | datetime, zone: tzinfo) -> Moment:
        """A date or time; without a zone of its own it is in `zone`."""
        if not isinstance(value, datetime):
            return cls(datetime.combine(value, time()), zone, True)
        return cls(value.replace(tzinfo=None), value.tzinfo or zone, False)

    def at(self, local: datetime) -> Moment:
        """The same kind of moment at another wall time."""
        return Moment(local, self.zone, self.whole_day)

    @property
    def instant(self) -> datetime:
        """In UTC."""
        return self.local.replace(tzinfo=self.zone).astimezone(UTC)

    @property
    def key(self) -> Key:
        """What names the instance that begins here."""
        return self.local.date() if self.whole_day else self.instant


def instance_of(event: Entry, zone: tzinfo) -> Key | None:
    """Which instance of its series the entry stands for; None for the series itself."""
    value = event.get("RECURRENCE-ID")
    return None if value is None else Moment.of(value.dt, zone).key


def length_of(event: Entry, start: Moment, zone: tzinfo) -> timedelta:
    """How long an instance lasts: on the clock for whole days, else in true time. Nothing where the entry
    does not say."""
    if "DTEND" in event:
        end = Moment.of(event["DTEND"].dt, zone)
        return end.local - start.local if start.whole_day else end.instant - start.instant
    if "DURATION" in event:
        lasts: timedelta = event["DURATION"].dt
        return lasts
    return _DAY if start.whole_day else timedelta()


def occurrences(
    event: Entry, replaced: frozenset[Key], window: Window
) -> Iterator[tuple[datetime, datetime]]:
    """The instances that reach into the window, cut to it; those `replaced` left out. In UTC."""
    start = Moment.of(event["DTSTART"].dt, window.zone)
    length = length_of(event, start, window.zone)
    left_out = replaced | _dates(event, "EXDATE", window.zone)
    for moment in {each.key: each for each in _moments(event, start, length, window)}.values():
        if moment.key in left_out or moment.local.date() in left_out:
            continue
        end = moment.at(moment.local + length).instant if start.whole_day else moment.instant + length
        low, high = max(moment.instant, window.start), min(end, window.end)
        if low < high:
            yield low, high


def _moments(event: Entry, start: Moment, length: timedelta, window: Window) -> Iterator[Moment]:
    yield start
    for value in _listed(event, "RDATE"):
        yield Moment.of(value[0] if isinstance(value, tuple) else value, window.zone)
    low, high = (
        each.astimezone(start.zone).replace(tzinfo=None)
        for each in (window.start - length - _DAY, window.end + _DAY)
    )
    for rule in _many(event.get("RRULE")):
        if str(rule["FREQ"][0]).upper() in _BY_DAYS:
            for local in rrulestr(_bounded(rule, start, high), dtstart=start.local).between(
                low, high, inc=True
            ):
                yield start.at(local)


def _bounded(rule: Any, start: Moment, high: datetime) -> str:
    """The rule with its end on the wall clock of the entry, and never later than is looked at."""
    text = _UNTIL.sub("", rule.to_ical().decode()).strip(";")
    if "COUNT" in rule:
        return text
    last = high
    for until in rule.get("UNTIL", ()):
        if not isinstance(until, datetime):
            until = datetime.combine(until, time.max)
        elif until.tzinfo is not None:
            until = until.astimezone(UTC if start.whole_day else start.zone).replace(tzinfo=None)
        last = min(last, until)
    return f"{text};UNTIL={last:%Y%m%dT%H%M%S}"


def _dates(event: Entry, name: str, zone: tzinfo) -> frozenset[Key]:
    return frozenset(Moment.of(value, zone).key for value in _listed(event, name))


def _listed(event: Entry, name: str) -> Iterator[Any]:
    for each in _many(event.get(name)):
        yield from (value.dt for value in each.dts)


def _many(value: Any) -> Iterable[Any]:
    return () if value is None else value if isinstance(value, list) else [value]
