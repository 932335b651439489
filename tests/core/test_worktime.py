"""Working time against a count of minutes that knows nothing of how it is worked out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import holidays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from connector.core.staff.worktime import Calendar, after, elapsed
from mappings.records import Hours, WorkingBlock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TICK = timedelta(microseconds=1)
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)

ODD_ZONES = [
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "Africa/Juba",
    "America/Nuuk",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "America/New_York",
    "UTC",
]


def block(days: str, start: str, end: str) -> WorkingBlock:
    """`block("0-4", "09:00", "17:30")`: Monday is 0."""
    first, _, last = days.partition("-")
    clock = [int(hour) * 60 + int(minute) for hour, minute in (t.split(":") for t in (start, end))]
    return WorkingBlock(frozenset(range(int(first), int(last or first) + 1)), clock[0], clock[1])


def calendar(zone: str, *blocks: WorkingBlock, off: str | None = None) -> Calendar:
    return Calendar(Hours(zone, blocks), off, zone)


# The count.


@lru_cache(maxsize=4096)
def offset(zone: str, minute: int) -> int:
    return int((EPOCH + minute * MINUTE).astimezone(ZoneInfo(zone)).utcoffset() / MINUTE)  # type: ignore[operator]


def offsets(zone: str, first: int, count: int) -> NDArray[np.int64]:
    """What is to be added to each minute of UTC: asked hour by hour, or minute by minute."""
    found = np.empty(count, dtype=np.int64)
    for low in range(0, count, 60):
        high = min(low + 60, count)
        if offset(zone, first + low) == offset(zone, first + high):
            found[low:high] = offset(zone, first + low)
        else:
            found[low:high] = [offset(zone, first + n) for n in range(low, high)]
    return found


@lru_cache(maxsize=8)
def holidays_since_1970(code: str) -> NDArray[np.int64]:
    country, _, region = code.partition("-")
    days = holidays.country_holidays(country, subdiv=region or None, years=range(2019, 2043))
    return np.array([(day - EPOCH.date()).days for day in days])


def counted(of: Calendar, first: int, count: int) -> NDArray[np.bool_]:
    """Whether each of these minutes since 1970 counts."""
    minutes = np.arange(first, first + count)
    open_ = np.ones(count, dtype=bool)
    if of.hours is not None:
        local = minutes + offsets(of.hours.zone, first, count)
        week = np.zeros((7, 1440), dtype=bool)
        for each in of.hours.blocks:
            week[sorted(each.days), each.start : each.end] = True
        open_ &= week[(local // 1440 + 3) % 7, local % 1440]  # 1 January 1970 was a Thursday
    if of.holidays is not None:
        days = (minutes + offsets(of.zone, first, count)) // 1440
        open_ &= ~np.isin(days, holidays_since_1970(of.holidays))
    return open_


def passing(of: Calendar, start: datetime, days: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Edges of minutes from `start` on, in microseconds after it, and what has counted by each."""
    first = (start - EPOCH) // MINUTE
    early = (start - EPOCH) % MINUTE // TICK
    open_ = counted(of, first, days * 1440)
    edges = np.arange(days * 1440 + 1) * 60_000_000 - early
    edges[0] = 0
    return edges, np.concatenate([[0], np.cumsum(np.diff(edges) * open_)])


def agree(of: Calendar, start: datetime, days: int, stops: list[int]) -> None:
    """Both questions, answered for these minutes (and an odd second) after the start, as the count has it."""
    edges, worked = passing(of, start, days)
    for stop in stops:
        gone = int(edges[stop % (days * 1440 - 1)]) + 17_000_003
        minute = int(np.searchsorted(edges, gone, side="right")) - 1
        due = int(worked[minute]) + (gone - int(edges[minute])) * bool(worked[minute + 1] > worked[minute])
        assert elapsed(of, start, start + gone * TICK) == due * TICK, (of, start, gone)
        if due == 0:
            continue
        at = after(of, start, due * TICK)
        place = int(np.searchsorted(worked, due))
        exact = int(edges[place]) - (int(worked[place]) - due)
        assert at == start + exact * TICK, (of, start, due)
        assert elapsed(of, start, at) == due * TICK


# What is asked.

BLOCKS = st.builds(
    lambda days, start, length: WorkingBlock(frozenset(days), start, min(1440, start + length)),
    st.sets(st.integers(0, 6), min_size=1),
    st.one_of(st.integers(0, 240), st.integers(0, 1439)),
    st.one_of(st.integers(1, 700), st.just(1440)),
)
ZONES = st.sampled_from(ODD_ZONES)
HOURS = st.none() | st.builds(Hours, ZONES, st.lists(BLOCKS, max_size=4).map(tuple))
CALENDARS = st.builds(Calendar, HOURS, st.sampled_from([None, "DE-BE", "US", "JP"]), ZONES)
STARTS = st.builds(
    lambda share, ticks: FIRST + int(share * ((LAST - FIRST) // MINUTE)) * MINUTE + ticks * TICK,
    st.floats(0, 1),
    st.integers(0, 59_999_999),
)
STOPS = st.lists(st.integers(0, 24 * 1440), min_size=1, max_size=8)


@settings(max_examples=300, deadline=None)
@given(CALENDARS, STARTS, STOPS)
def test_working_time_agrees_with_a_count_of_minutes_anywhere_in_twenty_years(
    of: Calendar, start: datetime, stops: list[int]
) -> None:
    agree(of, start, 24, stops)


@settings(max_examples=200, deadline=None)
@given(CALENDARS, STARTS, st.integers(0, 10 * 86_400_000_000))
def test_what_has_elapsed_by_a_deadline_is_the_time_allowed(
    of: Calendar, start: datetime, ticks: int
) -> None:
    at = after(of, start, ticks * TICK)
    if at is None:
        assert elapsed(of, start, start + timedelta(days=1096)) < ticks * TICK
    else:
        assert elapsed(of, start, at) == ticks * TICK
        assert ticks == 0 or elapsed(of, start, at - TICK) == (ticks - 1) * TICK


@settings(max_examples=100, deadline=None)
@given(CALENDARS, STARTS, st.lists(st.integers(0, 20 * 86_400_000_000), min_size=2, max_size=2))
def test_parts_add_up_to_the_whole(of: Calendar, start: datetime, parts: list[int]) -> None:
    middle = start + parts[0] * TICK
    end = middle + parts[1] * TICK
    assert elapsed(of, start, middle) + elapsed(of, middle, end) == elapsed(of, start, end)


DAILY = [
    (block("0-6", "00:00", "24:00"),),
    (block("0-6", "01:10", "03:40"), block("0-6", "02:15", "02:45")),
    (block("0-6", "22:00", "24:00"), block("0-6", "00:00", "06:00")),
    (block("0-6", "23:59", "24:00"), block("0-6", "00:00", "00:01"), block("0-6", "12:00", "12:30")),
    (block("5-6", "00:30", "23:30"), block("0-4", "02:59", "03:01")),
]


@lru_cache(maxsize=1024)
def changes(zone: str) -> list[datetime]:
    """The last midnight of UTC before each change of the clocks."""
    first, days = (FIRST - EPOCH) // MINUTE, (LAST - FIRST) // DAY
    place = ZoneInfo(zone)
    found = [(FIRST + n * DAY).astimezone(place).utcoffset() for n in range(days + 1)]
    assert found[0] == offset(zone, first) * MINUTE
    return [FIRST + n * DAY for n in range(days) if found[n] != found[n + 1]]


def region(name: str) -> str:
    """The part of the world that a zone's name begins with; "other" for `EST5EDT` and its like."""
    area = name.partition("/")[0]
    return area if area in REGIONS else "other"


REGIONS = ["Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Pacific", "other"]


@pytest.mark.parametrize("area", REGIONS)
def test_every_change_of_the_clocks_in_every_zone_is_counted_as_the_wall_shows_it(area: str) -> None:
    checked = 0
    for zone in (zone for zone in sorted(available_timezones()) if region(zone) == area):
        for n, midnight in enumerate(changes(zone)):
            of = calendar(zone, *DAILY[(n + checked) % len(DAILY)], off=(None, "DE-BE", "US", "JP")[n % 4])
            agree(
                of,
                midnight - 7 * HOUR + 5_250_001 * TICK,
                3,
                [n * 7, 700, 1000 + n, 1500, 2100, 3 * 1440 - 2],
            )
            checked += 1
    assert checked >= len(DAILY)


# Cases.

OFFICE = calendar(
    "Europe/Berlin", block("0-4", "09:00", "12:00"), block("0-4", "13:00", "18:00"), off="DE-BE"
)
NIGHT = calendar("Europe/Berlin", block("0-6", "22:00", "24:00"), block("0-6", "00:00", "06:00"), off="DE-BE")
SMALL_HOURS = (block("6", "01:00", "04:00"),)


def at(zone: str, *when: int) -> datetime:
    year, month, day, hour, minute = (*when, 0, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def berlin(*when: int) -> datetime:
    return at("Europe/Berlin", *when)


def test_without_a_calendar_all_time_counts() -> None:
    start = berlin(2026, 3, 28, 12)
    assert after(None, start, 24 * HOUR) == start + DAY
    assert elapsed(None, start, start + DAY) == DAY
    assert after(Calendar(None), start, 24 * HOUR) == start + DAY


def test_no_time_at_all_has_passed_at_the_start_even_at_night() -> None:
    midnight = berlin(2026, 11, 10)
    assert after(OFFICE, midnight, timedelta()) == midnight
    assert after(OFFICE, midnight, -HOUR) == midnight


def test_an_hour_on_friday_at_half_past_five_ends_on_monday_at_half_past_nine() -> None:
    assert after(OFFICE, berlin(2026, 11, 6, 17, 30), HOUR) == berlin(2026, 11, 9, 9, 30)


def test_an_hour_that_is_used_up_at_closing_time_ends_then_and_not_on_the_next_morning() -> None:
    assert after(OFFICE, berlin(2026, 11, 6, 17), HOUR) == berlin(2026, 11, 6, 18)
    assert after(OFFICE, berlin(2026, 11, 6, 17), HOUR + TICK) == berlin(2026, 11, 9, 9) + TICK


def test_the_lunch_break_is_a_gap() -> None:
    assert elapsed(OFFICE, berlin(2026, 11, 10, 11, 30), berlin(2026, 11, 10, 13, 30)) == HOUR


def test_five_working_days_run_past_a_weekend_and_a_holiday() -> None:
    thursday, following = berlin(2026, 12, 24, 9), berlin(2026, 12, 31, 18)
    assert after(OFFICE, thursday, 40 * HOUR) == following  # Christmas Day is a Friday
    assert elapsed(OFFICE, thursday, following) == 40 * HOUR


def test_blocks_that_overlap_count_once() -> None:
    double = calendar(
        "UTC", block("0", "09:00", "12:00"), block("0", "10:00", "11:00"), block("0", "11:30", "13:00")
    )
    monday = datetime(2026, 11, 9, tzinfo=UTC)
    assert elapsed(double, monday, monday + DAY) == 4 * HOUR


@pytest.mark.parametrize(
    ("zone", "sunday", "worked"),
    [
        ("Europe/Berlin", (2026, 10, 25), 240),  # the clocks go back an hour
        ("Europe/Berlin", (2026, 3, 29), 120),
        ("Europe/Dublin", (2026, 10, 25), 240),  # there winter is the exception
        ("Australia/Lord_Howe", (2026, 4, 5), 210),  # half an hour
        ("Australia/Lord_Howe", (2026, 10, 4), 150),
        ("Antarctica/Troll", (2026, 10, 25), 300),  # two hours
        ("Antarctica/Troll", (2026, 3, 29), 60),  # from 01:00 to 03:00
        ("Africa/Casablanca", (2026, 2, 15), 240),  # Ramadan begins
        ("Africa/El_Aaiun", (2026, 3, 22), 120),
        ("Pacific/Chatham", (2026, 4, 5), 240),  # at a quarter to four
    ],
)
def test_an_hour_that_comes_twice_is_worked_twice_and_one_that_is_skipped_is_none(
    zone: str, sunday: tuple[int, int, int], worked: int
) -> None:
    start = at(zone, *sunday)
    of = calendar(zone, *SMALL_HOURS)
    assert elapsed(of, start, start + DAY) == worked * MINUTE
    assert after(of, start, worked * MINUTE) == at(zone, *sunday, 4)


def test_greenland_keeps_its_summer_from_march_2023() -> None:
    late = (block("5-6", "21:00", "24:00"),)  # the clocks go forward at 22:00 on a Saturday
    saturday = at("America/Nuuk", 2023, 3, 25, 12)
    assert elapsed(calendar("America/Nuuk", *late), saturday, saturday + 14 * HOUR) == 2 * HOUR
    autumn = at("America/Nuuk", 2023, 10, 28, 12)
    assert elapsed(calendar("America/Nuuk", *late), autumn, autumn + 14 * HOUR) == 3 * HOUR


def test_the_day_that_juba_went_back_an_hour_has_25() -> None:
    day = calendar("Africa/Juba", block("0-6", "00:00", "24:00"))
    start = at("Africa/Juba", 2021, 1, 31)
    assert elapsed(day, start, at("Africa/Juba", 2021, 2, 1)) == 25 * HOUR


def test_tehran_has_no_summer_time_since_2023() -> None:
    night = calendar("Asia/Tehran", block("0-6", "00:00", "03:00"))
    for year, hours in ((2022, 2), (2023, 3)):
        start = at("Asia/Tehran", year, 3, 21, 12)
        assert elapsed(night, start, start + DAY) == hours * HOUR


def test_the_half_of_a_night_shift_that_is_on_the_holiday_does_not_count() -> None:
    christmas_eve, second_morning = berlin(2026, 12, 24, 22), berlin(2026, 12, 25, 6)
    assert elapsed(NIGHT, christmas_eve, second_morning) == 2 * HOUR
    assert after(NIGHT, christmas_eve, 3 * HOUR) == berlin(2026, 12, 27, 1)  # the 26th is one, too


def test_a_holiday_is_that_of_the_date_at_the_place() -> None:
    always = calendar("Pacific/Kiritimati", block("0-6", "00:00", "24:00"), off="US")
    eve = datetime(2025, 7, 3, tzinfo=UTC)  # there it is two in the afternoon
    assert after(always, eve, 20 * HOUR) == at("Pacific/Kiritimati", 2025, 7, 5, 10)


def test_hours_and_holidays_may_be_of_different_places() -> None:
    tokyo = Hours("Asia/Tokyo", (block("0-6", "09:00", "17:00"),))
    start, end = at("Asia/Tokyo", 2025, 7, 4), at("Asia/Tokyo", 2025, 7, 5, 17)
    independence_day_in_new_york = Calendar(tokyo, "US", "America/New_York")
    assert elapsed(Calendar(tokyo), start, end) == 16 * HOUR
    assert elapsed(independence_day_in_new_york, start, end) == 8 * HOUR


def test_the_29th_of_february_is_a_working_day() -> None:
    assert after(OFFICE, berlin(2028, 2, 28, 9), 9 * HOUR) == berlin(2028, 2, 29, 10)


def test_there_is_no_deadline_where_nobody_ever_works_or_beyond_three_years() -> None:
    start = berlin(2026, 11, 10)
    assert after(calendar("Europe/Berlin"), start, HOUR) is None
    assert after(None, start, timedelta(days=1096)) == start + timedelta(days=1096)
    assert after(None, start, timedelta(days=1096) + TICK) is None
    assert after(Calendar(None), start, timedelta(days=1096) + TICK) is None
    assert after(OFFICE, start, timedelta.max) is None


def test_nothing_has_elapsed_between_an_instant_and_an_earlier_one() -> None:
    noon = berlin(2026, 11, 10, 12)
    for of in (None, OFFICE):
        assert elapsed(of, noon, noon - DAY) == timedelta()


def test_what_nobody_knows_is_a_value_error() -> None:
    start = berlin(2026, 11, 10)
    with pytest.raises(ValueError, match="no time zone"):
        after(calendar("Mars/Olympus"), start, HOUR)
    with pytest.raises(ValueError, match="no public holidays"):
        after(Calendar(None, "XX"), start, HOUR)
