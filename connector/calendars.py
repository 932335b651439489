"""What people's calendars say: read every five minutes, kept in the store. A calendar that can't be read
leaves what was read last in force, and shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from adapters.contract import Asked, Calendar, Engagements
from adapters.errors import AdapterError, Retry
from connector.clock import Clock
from connector.core.rules import Policy
from connector.status import Colour, Status
from state import calendars
from state.calendars import CalendarSpans
from state.store import Store

EVERY = timedelta(minutes=5)
AHEAD = timedelta(days=61)
"""How much of a calendar is kept: today and sixty days more."""

log = structlog.get_logger("pointsman")


@dataclass(frozen=True, slots=True)
class Subscribed:
    """One person's calendar, and whether what makes them busy counts."""

    calendar: Calendar
    busy: bool


def asked_of(policy: Policy | None, email: str, now: datetime) -> Asked:
    """The question to a person's calendar: from this day of UTC on, so that the answer is the same all
    day. Where the calendar doesn't say its zone, it is that of the person's hours."""
    person = policy.people.get(email) if policy is not None else None
    zone = person.hours.zone if person is not None and person.hours is not None else "UTC"
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Asked(email, today, today + AHEAD, zone)


def unread(found: Engagements) -> str:
    """What to say of entries that were left out; empty where there are none."""
    return f"entries left out, for they don't say when they are: {found.unread}" if found.unread else ""


class Calendars:
    """Reads the calendars of all people, one after another."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        status: Status,
        policy: Callable[[], Policy],
        subscribed: Mapping[str, Subscribed],
    ) -> None:
        self._store = store
        self._clock = clock
        self._status = status
        self._policy = policy
        self._subscribed = subscribed
        self._due: dict[str, datetime] = {}

    def settle(self) -> None:
        """Forgets what the settings no longer ask for: people, or what makes them busy."""
        with self._store.begin() as conn:
            calendars.keep_only(conn, calendars.AWAY, self._subscribed.keys())
            busy = [email for email, one in self._subscribed.items() if one.busy]
            calendars.keep_only(conn, calendars.BUSY, busy)

    def tick(self) -> int:
        """Reads those whose time it is; how many say something new."""
        return sum(
            self._refresh(email, one) for email, one in self._subscribed.items() if self._is_due(email)
        )

    def close(self) -> None:
        """Gives back connections."""
        for one in self._subscribed.values():
            one.calendar.close()

    def _is_due(self, email: str) -> bool:
        due = self._due.get(email)
        return due is None or due <= self._clock.now()

    def _refresh(self, email: str, one: Subscribed) -> bool:
        now = self._clock.now()
        self._due[email] = now + EVERY
        try:
            found = one.calendar.read(asked_of(self._policy(), email, now))
        except AdapterError as error:
            if isinstance(error, Retry) and error.after is not None:
                self._due[email] = now + max(EVERY, timedelta(seconds=error.after))
            self._show(email, f"{error.message}; what was read last stays in force")
            return False
        self._show(email, unread(found))
        return self._keep(email, CalendarSpans(found.away, found.busy if one.busy else ()))

    def _keep(self, email: str, spans: CalendarSpans) -> bool:
        with self._store.read() as conn:
            if calendars.of(conn, email) == spans:
                return False
        with self._store.begin() as conn:
            calendars.put(conn, email, spans)
        return True

    def _show(self, email: str, amiss: str) -> None:
        colour = Colour.AMBER if amiss else Colour.GREEN
        if self._status.show(f"calendar:{email}", colour, amiss) and amiss:
            log.warning("a calendar is amiss", reason=amiss)  # whose it is, the board says
