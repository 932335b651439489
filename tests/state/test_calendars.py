"""What calendars said is kept, person by person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mappings.records import Span
from state import calendars
from state.calendars import CalendarSpans
from state.store import Store

ANN, BEN = "ann@acme.com", "ben@acme.com"


def test_what_is_put_replaces_what_was(store: Store, make: Any) -> None:
    leave, meeting = Span(make.at(0), make.at(60)), Span(make.at(10), make.at(20))
    with store.begin() as conn:
        calendars.put(conn, ANN, CalendarSpans((leave,), (meeting,)))
        calendars.put(conn, BEN, CalendarSpans((leave,)))
        calendars.put(conn, ANN, CalendarSpans((), (leave,)))
        assert calendars.of(conn, ANN) == CalendarSpans((), (leave,))
        assert calendars.of(conn, BEN) == CalendarSpans((leave,))
        assert calendars.of(conn, "cleo@acme.com") == CalendarSpans()


def test_what_is_over_or_far_ahead_is_not_active(store: Store, make: Any) -> None:
    over, now, later = (Span(make.at(s), make.at(s + 60)) for s in (-60, -10, 500))
    with store.begin() as conn:
        calendars.put(conn, ANN, CalendarSpans((over, now, later), (over, now, later)))
        soon = make.now + timedelta(seconds=100)
        assert calendars.active(conn, make.now, soon) == {ANN: CalendarSpans((now, later), (now,))}


def test_who_has_no_calendar_any_more_is_forgotten(store: Store, make: Any) -> None:
    span = Span(make.at(0), make.at(60))
    with store.begin() as conn:
        for email in (ANN, BEN):
            calendars.put(conn, email, CalendarSpans((span,), (span,)))
        calendars.keep_only(conn, calendars.AWAY, [ANN])
        calendars.keep_only(conn, calendars.BUSY, [])
        assert calendars.of(conn, ANN) == CalendarSpans((span,))
        assert calendars.of(conn, BEN) == CalendarSpans()
