"""What an iCalendar text says of somebody, and how it is had over HTTPS."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.calendars import build_calendar
from adapters.calendars.ics import engagements
from adapters.contract import Asked, Calendar, CalendarConfig, Engagements
from adapters.errors import AdapterError, Broken, Refused, Retry
from tests.publishing import SECRET, Published, calendar, published

START = datetime(2026, 3, 1, tzinfo=UTC)
ASKED = Asked("ann@acme.com", START, START + timedelta(days=61))
BERLIN = ZoneInfo("Europe/Berlin")


def berlin(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def said(*entries: str, zone: str = "Europe/Berlin", asked: Asked = ASKED) -> Engagements:
    return engagements(calendar(*entries, zone=zone), asked)


def times(found: Engagements) -> list[tuple[datetime, datetime | None]]:
    return [(span.start, span.end) for span in (*found.away, *found.busy)]


MEETING = "DTSTART;TZID=Europe/Berlin:20260310T100000;;DTEND;TZID=Europe/Berlin:20260310T110000"
HOLIDAY = "DTSTART;VALUE=DATE:20260310;;DTEND;VALUE=DATE:20260313"


def test_a_meeting_makes_busy_and_a_whole_day_is_out_of_office() -> None:
    found = said(MEETING, "DTSTART;VALUE=DATE:20260312")
    assert [(span.start, span.end) for span in found.busy] == [(berlin(3, 10, 10), berlin(3, 10, 11))]
    assert [(span.start, span.end) for span in found.away] == [(berlin(3, 12), berlin(3, 13))]


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        (MEETING, "busy"),
        (MEETING + ";;TRANSP:OPAQUE;;STATUS:CONFIRMED", "busy"),
        (MEETING + ";;TRANSP:TRANSPARENT", None),
        (MEETING + ";;STATUS:CANCELLED", None),
        (MEETING + ";;STATUS:TENTATIVE", None),
        (MEETING + ";;X-MICROSOFT-CDO-BUSYSTATUS:OOF", "away"),
        (MEETING + ";;X-MICROSOFT-CDO-BUSYSTATUS:BUSY", "busy"),
        (MEETING + ";;X-MICROSOFT-CDO-BUSYSTATUS:FREE", None),
        (MEETING + ";;X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", None),
        (MEETING + ";;X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", None),
        (MEETING + ";;ATTENDEE;PARTSTAT=DECLINED:mailto:Ann@acme.com", None),
        (MEETING + ";;ATTENDEE;PARTSTAT=DECLINED:mailto:ben@acme.com", "busy"),
        (MEETING + ";;ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@acme.com;;ATTENDEE:mailto:ben@acme.com", "busy"),
        (HOLIDAY, "away"),
        (HOLIDAY + ";;TRANSP:TRANSPARENT", None),  # a birthday
        (HOLIDAY + ";;TRANSP:TRANSPARENT;;X-MICROSOFT-CDO-BUSYSTATUS:OOF", "away"),
        (HOLIDAY + ";;X-MICROSOFT-CDO-BUSYSTATUS:FREE", None),
        (
            "DTSTART:20260310T080000Z;;DTEND:20260311T080000Z",
            "away",
        ),  # a whole day, though with a time of day
        ("DTSTART:20260310T080000Z;;DTEND:20260311T075900Z", "busy"),
        ("DTSTART:20260310T080000Z;;DURATION:PT1H", "busy"),
        ("DTSTART:20260310T080000Z", None),
        ("DTSTART:20260310T080000Z;;DTEND:20260310T070000Z", None),
        ("DTSTART:20260101T080000Z;;DTEND:20260101T090000Z", None),
        ("DTSTART:20260601T080000Z;;DTEND:20260601T090000Z", None),
    ],
)
def test_what_an_entry_counts_for(entry: str, kind: str | None) -> None:
    found = said(entry)
    assert (bool(found.away), bool(found.busy)) == (kind == "away", kind == "busy")
    assert found.unread == 0


def test_days_off_are_those_of_the_place_where_the_calendar_is_kept() -> None:
    assert times(said(HOLIDAY)) == [(berlin(3, 10), berlin(3, 13))]
    there = datetime(2026, 3, 10, tzinfo=ZoneInfo("Pacific/Auckland")).astimezone(UTC)
    assert said(HOLIDAY, zone="Pacific/Auckland").away[0].start == there
    from_hours = Asked("ann@acme.com", START, ASKED.end, "Pacific/Auckland")
    assert said(HOLIDAY, zone="", asked=from_hours).away[0].start == there
    assert said(HOLIDAY, zone="").away[0].start == datetime(2026, 3, 10, tzinfo=UTC)


def test_a_calendar_that_names_no_place_is_where_its_only_zone_is() -> None:
    zone = "\r\n".join(
        [
            "BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "BEGIN:STANDARD", "DTSTART:16010101T030000",
            "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
            "END:STANDARD",
            "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
            "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE", "BEGIN:VEVENT",
        ]
    )  # fmt: skip
    text = calendar(HOLIDAY, zone="").decode().replace("BEGIN:VEVENT", zone, 1)
    assert times(engagements(text.encode(), ASKED)) == [(berlin(3, 10), berlin(3, 13))]


def test_outlooks_names_of_zones_are_understood() -> None:
    windows = MEETING.replace("TZID=Europe/Berlin", "TZID=W. Europe Standard Time")
    assert times(said(windows, zone="UTC")) == [(berlin(3, 10, 10), berlin(3, 10, 11))]


def test_a_weekly_meeting_keeps_its_hour_when_the_clocks_change() -> None:
    entry = "DTSTART;TZID=Europe/Berlin:20250106T090000;;DURATION:PT30M;;RRULE:FREQ=WEEKLY;BYDAY=MO"
    mondays = [(3, 2), (3, 9), (3, 16), (3, 23), (3, 30), (4, 6), (4, 13), (4, 20), (4, 27)]
    assert [span.start for span in said(entry).busy] == [berlin(*day, 9) for day in mondays]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=DAILY;COUNT=3", [10, 11, 12]),
        ("RRULE:FREQ=DAILY;UNTIL=20260311T090000Z", [10, 11]),  # 10:00 in Berlin: the last one is in
        ("RRULE:FREQ=DAILY;UNTIL=20260311T085959Z", [10]),
        ("RRULE:FREQ=DAILY;UNTIL=20260312", [10, 11, 12]),
        ("RRULE:FREQ=DAILY;COUNT=4;;EXDATE;TZID=Europe/Berlin:20260311T100000", [10, 12, 13]),
        ("RRULE:FREQ=DAILY;COUNT=4;;EXDATE:20260311T090000Z,20260313T090000Z", [10, 12]),
        ("RRULE:FREQ=DAILY;COUNT=4;;EXDATE;VALUE=DATE:20260311;;EXDATE;VALUE=DATE:20260312", [10, 13]),
        ("RDATE;TZID=Europe/Berlin:20260314T100000,20260317T100000", [10, 14, 17]),
        ("RRULE:FREQ=DAILY;COUNT=2;;RRULE:FREQ=WEEKLY;COUNT=2", [10, 11, 17]),
        ("RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=1", [10]),
        ("RRULE:FREQ=HOURLY", [10]),  # finer than a day: the first one only
    ],
)
def test_a_rule_says_when_it_comes_again(rule: str, days: list[int]) -> None:
    found = said(f"{MEETING};;{rule}")
    assert (found.unread, times(found)) == (0, [(berlin(3, d, 10), berlin(3, d, 11)) for d in days])


def test_a_leave_that_comes_every_year_keeps_its_days() -> None:
    assert times(said("DTSTART;VALUE=DATE:20200330;;RRULE:FREQ=YEARLY;UNTIL=20300101")) == [
        (berlin(3, 30), berlin(3, 31))
    ]


def test_one_of_a_series_that_was_moved_or_cancelled_is_not_where_it_was() -> None:
    series = f"UID:s;;{MEETING};;RRULE:FREQ=DAILY;COUNT=4"
    moved = "UID:s;;RECURRENCE-ID;TZID=Europe/Berlin:20260311T100000;;DTSTART:20260311T150000Z;;DURATION:PT1H"
    cancelled = "UID:s;;RECURRENCE-ID:20260312T090000Z;;DTSTART:20260312T090000Z;;STATUS:CANCELLED"
    starts = [span.start for span in said(series, moved, cancelled).busy]
    assert starts == [berlin(3, 10, 10), berlin(3, 11, 16), berlin(3, 13, 10)]


def test_times_that_touch_or_overlap_are_one() -> None:
    later = "DTSTART;TZID=Europe/Berlin:20260310T110000;;DURATION:PT2H"
    inside = "DTSTART;TZID=Europe/Berlin:20260310T113000;;DURATION:PT15M"
    assert times(said(MEETING, later, inside)) == [(berlin(3, 10, 10), berlin(3, 10, 13))]


def test_what_is_under_way_is_cut_to_the_time_asked_about() -> None:
    found = said("DTSTART;VALUE=DATE:20260101;;DTEND;VALUE=DATE:20270101")
    assert times(found) == [(ASKED.start, ASKED.end)]


def test_an_entry_that_makes_no_sense_is_counted_and_costs_no_other() -> None:
    found = said("DTSTART:yesterday", "SUMMARY:no start", f"{MEETING};;RRULE:FREQ=SOMETIMES", HOLIDAY)
    assert (found.unread, len(found.away), len(found.busy)) == (3, 1, 0)


def test_what_was_over_long_ago_is_not_looked_at_and_what_comes_again_is() -> None:
    over = 'DTSTART;TZID="(UTC+01:00) Berlin":20200310T100000;;DTEND:20200310T110000Z;;EXDATE:nonsense'
    again = "DTSTART:20200310T090000Z;;DTEND:20200310T100000Z;;RRULE:FREQ=YEARLY"
    moved_here = "DTSTART:20260310T090000Z;;DTEND:20260310T100000Z;;RECURRENCE-ID:20200310T090000Z"
    assert said(over) == Engagements()
    assert times(said(again)) == times(said(moved_here)) == [(berlin(3, 10, 10), berlin(3, 10, 11))]


@pytest.mark.parametrize("content", [b"", b"<html>log in</html>", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\n"])
def test_what_is_no_calendar_is_said_so(content: bytes) -> None:
    with pytest.raises(Broken, match="no calendar"):
        engagements(content, ASKED)


# Over HTTPS.


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Published]:
    with published(tmp_path) as running:
        running.content = calendar(MEETING)
        yield running


@pytest.fixture
def reached(server: Published) -> Iterator[Callable[..., Calendar]]:
    """Makes the calendar at the server's address."""
    made: list[Calendar] = []

    def make(url: str | None = None) -> Calendar:
        made.append(build_calendar(CalendarConfig(url or server.url, server.ca_file)))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_a_calendar_is_read_from_its_address(reached: Callable[..., Calendar]) -> None:
    assert len(reached().read(ASKED).busy) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, Refused),
        (403, Refused),
        (404, Refused),
        (410, Refused),
        (429, Retry),
        (503, Retry),
        (204, Broken),
    ],
)
def test_another_answer_is_named_by_what_to_do_next(
    server: Published, reached: Callable[..., Calendar], status: int, error: type[AdapterError]
) -> None:
    server.status, server.content = status, b""
    with pytest.raises(error) as raised:
        reached().read(ASKED)
    assert raised.value.code == str(status)


def test_a_server_says_how_long_to_wait(server: Published, reached: Callable[..., Calendar]) -> None:
    server.status, server.headers = 429, {"Retry-After": "900"}
    with pytest.raises(Retry) as raised:
        reached().read(ASKED)
    assert raised.value.after == 900


def test_a_redirect_is_followed_but_never_to_where_nothing_is_encrypted(
    server: Published, reached: Callable[..., Calendar]
) -> None:
    server.status, server.headers = 302, {"Location": f"http://127.0.0.1:{server.server_port}/"}
    with pytest.raises(Refused, match="leads elsewhere"):
        reached().read(ASKED)
    server.headers = {"Location": server.url}
    with pytest.raises(Refused, match="leads elsewhere"):
        reached().read(ASKED)
    assert len(server.asked) == 1 + 4


def test_a_calendar_without_end_is_refused(
    server: Published, reached: Callable[..., Calendar], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.calendars.address.LARGEST", 100)
    with pytest.raises(Refused, match="larger than"):
        reached().read(ASKED)


def test_a_server_that_is_gone_or_not_trusted_is_said_so(
    server: Published, reached: Callable[..., Calendar]
) -> None:
    with pytest.raises(Refused, match="certificate"):
        build_calendar(CalendarConfig(server.url)).read(ASKED)
    server.shutdown()
    server.server_close()
    with pytest.raises(Retry, match="the calendar cannot be reached"):
        reached().read(ASKED)


def test_neither_the_address_nor_what_an_entry_is_about_gets_out(
    server: Published, reached: Callable[..., Calendar], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    own = reached()
    told = [repr(CalendarConfig(server.url)), repr(own.read(ASKED))]
    for status, headers in ((404, {}), (500, {}), (302, {"Location": f"http://x.invalid/{SECRET}"})):
        server.status, server.headers = status, headers
        with pytest.raises(AdapterError) as raised:
            own.read(ASKED)
        told += [str(raised.value), repr(raised.value), repr(raised.value.__context__)]
    server.shutdown()
    server.server_close()
    with pytest.raises(AdapterError) as raised:
        own.read(ASKED)
    told += [str(raised.value), repr(raised.value.__context__)]
    shown = "".join([*told, caplog.text])
    assert SECRET not in shown
    assert "Surgery" not in shown
