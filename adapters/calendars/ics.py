"""An iCalendar text (RFC 5545) -> when its person is away or busy.

What an entry is called, where it is and who takes part is never looked at, but for whether the person
themselves declined it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar

from adapters.calendars.occurrences import Entry, Key, Moment, Window, instance_of, length_of, occurrences
from adapters.contract import Asked, Engagements
from adapters.errors import Broken
from mappings.records import Span

AWAY, BUSY = "away", "busy"
WHOLE_DAY = 24 * 3600
"""Seconds from which an entry with a time of day counts as one of whole days."""

_ENTRY = re.compile(rb"^BEGIN:VEVENT\r?\n.*?^END:VEVENT\r?\n", re.MULTILINE | re.DOTALL)
_DATES = re.compile(rb"^(DTSTART|DTEND|RECURRENCE-ID)[;:](?:[^\n]*?:)??(\d{8})", re.MULTILINE)
_BY_OUTLOOK = {
    "OOF": AWAY,
    "BUSY": BUSY,
    "FREE": None,
    "TENTATIVE": None,
    "WORKINGELSEWHERE": None,
}


def engagements(content: bytes, asked: Asked) -> Engagements:
    """What a calendar's text says of the time asked about. Raises Broken where it is no calendar.

    Away is what Outlook marks as out of office, and an entry of whole days that takes time; busy is any
    other that takes time. What is cancelled, tentative, declined or shown as free counts for nothing.
    """
    calendar = _parsed(_without_history(content, asked.start))
    zone = _zone(calendar, asked.zone)
    window = Window(asked.start, asked.end, zone)
    found: dict[str, list[tuple[datetime, datetime]]] = {AWAY: [], BUSY: []}
    unread = 0
    for event, replaced in _series(calendar.walk("VEVENT"), zone):
        if event is None:
            unread += 1
            continue
        try:
            kind = _kind(event, asked.email, zone)
            spans = list(occurrences(event, replaced, window)) if kind is not None else []
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            unread += 1
            continue
        if kind is not None:
            found[kind] += spans
    return Engagements(_joined(found[AWAY]), _joined(found[BUSY]), unread)


def _without_history(content: bytes, start: datetime) -> bytes:
    """The text without the entries that were over long before `start`: years of them would take seconds to
    parse. What comes again, or doesn't say plainly when it ends, stays."""
    oldest = f"{start - timedelta(days=2):%Y%m%d}".encode()

    def kept(match: re.Match[bytes]) -> bytes:
        entry = match.group()
        dates = dict(_DATES.findall(entry))
        if b"RRULE" in entry or b"RDATE" in entry or b"DTEND" not in dates:
            return entry
        return entry if max(dates.values()) >= oldest else b""

    return _ENTRY.sub(kept, content)


def _parsed(content: bytes) -> Calendar:
    try:
        found = Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError, TypeError):
        found = None
    if not isinstance(found, Calendar) or found.name != "VCALENDAR":
        raise Broken("what came from the calendar's address is no calendar")
    return found


def _zone(calendar: Calendar, otherwise: str) -> tzinfo:
    """Where the calendar is kept: as it says itself, else its only zone, else `otherwise`."""
    own = [str(each.get("TZID", "")) for each in calendar.walk("VTIMEZONE")]
    for name in (str(calendar.get("X-WR-TIMEZONE", "")), *(own if len(own) == 1 else ()), otherwise):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return UTC


def _series(events: Iterable[Entry], zone: tzinfo) -> Iterator[tuple[Entry | None, frozenset[Key]]]:
    """Each entry with the instances of its series that have an entry of their own; None for one that
    doesn't say when it is."""
    singles: dict[str, set[Key]] = defaultdict(set)
    known: list[Entry | None] = []
    for event in events:
        try:
            instance = instance_of(event, zone)
            Moment.of(event["DTSTART"].dt, zone)
        except (ValueError, TypeError, KeyError, AttributeError):
            known.append(None)
            continue
        known.append(event)
        if instance is not None:
            singles[str(event.get("UID"))].add(instance)
    for event in known:
        series = event is not None and "RECURRENCE-ID" not in event
        yield event, frozenset(singles[str(event.get("UID"))]) if series and event else frozenset()


def _kind(event: Entry, email: str, zone: tzinfo) -> str | None:
    if str(event.get("STATUS", "")).upper() in ("CANCELLED", "TENTATIVE") or _declined(event, email):
        return None
    shown = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    kind = _BY_OUTLOOK.get(shown, None if free else BUSY)
    start = Moment.of(event["DTSTART"].dt, zone)
    whole = start.whole_day or length_of(event, start, zone).total_seconds() >= WHOLE_DAY
    return AWAY if kind == BUSY and whole else kind


def _declined(event: Entry, email: str) -> bool:
    people = event.get("ATTENDEE", [])
    for each in people if isinstance(people, list) else [people]:
        address = str(each).lower().removeprefix("mailto:")
        if address == email.lower() and str(each.params.get("PARTSTAT", "")).upper() == "DECLINED":
            return True
    return False


def _joined(spans: list[tuple[datetime, datetime]]) -> tuple[Span, ...]:
    """The same time, in order, with nothing twice."""
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(Span(start, end) for start, end in joined)
