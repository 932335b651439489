from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.core.staff.hours import changes as clocks_change
from connector.core.staff.hours import is_holiday, is_open, next_available, next_open
from mappings.records import Hours, Span, WorkingBlock
from tests.core.test_worktime import REGIONS, changes, region

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Beirut",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
]
MINUTE = timedelta(minutes=1)


def block(days: set[int], start: int, end: int) -> WorkingBlock:
    return WorkingBlock(frozenset(days), start, end)


BLOCKS = st.builds(
    lambda days, start, length: WorkingBlock(frozenset(days), start, min(1440, start + length)),
    st.sets(st.integers(0, 6), min_size=1),
    st.one_of(st.integers(0, 240), st.integers(0, 1439)),
    st.integers(1, 700),
)
HOURS = st.builds(
    lambda zone, blocks: Hours(zone, tuple(blocks)), st.sampled_from(ZONES), st.lists(BLOCKS, max_size=3)
)


def transitions(zone: str, year: int) -> list[datetime]:
    at, found = datetime(year, 1, 1, tzinfo=UTC), []
    for _ in range(366):
        later = at + timedelta(days=1)
        if at.astimezone(ZoneInfo(zone)).utcoffset() != later.astimezone(ZoneInfo(zone)).utcoffset():
            found.append(at)
        at = later
    return found or [at]


def by_the_wall(hours: Hours, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(hours.zone))
    clock = local.hour * 60 + local.minute
    return any(local.weekday() in b.days and b.start <= clock < b.end for b in hours.blocks)


@settings(max_examples=120, deadline=None)
@given(HOURS, st.integers(2020, 2037), st.integers(0, 5), st.integers(-4000, 4000))
def test_open_and_next_open_agree_with_a_count_of_minutes_across_changes_of_the_clocks(
    hours: Hours, year: int, which: int, shift: int
) -> None:
    changes = transitions(hours.zone, year)
    now = changes[which % len(changes)] + shift * MINUTE
    counted = (now + n * MINUTE for n in range(16 * 1440))
    assert is_open(hours, now) == by_the_wall(hours, now)
    assert next_open(hours, now) == next((at for at in counted if by_the_wall(hours, at)), None)


SHIFTS = [
    (block(set(range(7)), 60, 90), block(set(range(7)), 150, 200)),
    (block(set(range(7)), 0, 1), block(set(range(7)), 179, 181)),
    (block(set(range(7)), 1380, 1440), block(set(range(7)), 0, 120), block(set(range(7)), 720, 780)),
    (block({5, 6}, 30, 1410), block(set(range(5)), 119, 121)),
]


@pytest.mark.parametrize("area", REGIONS)
def test_a_shift_opens_and_closes_by_the_wall_at_every_change_of_the_clocks_in_every_zone(area: str) -> None:
    """From 2020 to 2040: a minute before and after the clocks change, and on from an hour before."""
    checked, seen = 0, set()
    for zone in sorted(each for each in available_timezones() if region(each) == area):
        days = changes(zone)
        like = (tuple(days), *(at.astimezone(ZoneInfo(zone)).utcoffset() for at in days))
        for midnight in days if like not in seen else ():
            hours, checked = Hours(zone, SHIFTS[checked % len(SHIFTS)]), checked + 1
            (change,) = clocks_change(ZoneInfo(zone), midnight.date())
            for now in (change - MINUTE, change, change + MINUTE, change + 59 * MINUTE, change + 61 * MINUTE):
                assert is_open(hours, now) == by_the_wall(hours, now), (zone, now)
            start = change - 60 * MINUTE
            first = next((at for n in range(240) if by_the_wall(hours, at := start + n * MINUTE)), None)
            found = next_open(hours, start)
            assert found == first or (first is None and found is not None and found >= start + 240 * MINUTE)
        seen.add(like)
    assert checked >= len(SHIFTS)


def test_a_shift_over_midnight_is_two_blocks() -> None:
    night = Hours("Europe/Berlin", (block({0}, 22 * 60, 1440), block({1}, 0, 6 * 60)))
    late, early = datetime(2026, 3, 2, 22, 30, tzinfo=UTC), datetime(2026, 3, 3, 4, 59, tzinfo=UTC)
    assert is_open(night, late)
    assert is_open(night, early)
    assert not is_open(night, early + MINUTE)


def test_the_hour_that_comes_twice_opens_twice() -> None:
    short = Hours("Europe/Berlin", (block({6}, 150, 165),))  # 02:30 to 02:45 on a Sunday
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_open(short, first - timedelta(hours=1)) == first
    assert next_open(short, first + timedelta(minutes=20)) == first + timedelta(hours=1)


def test_a_shift_in_the_hour_that_never_comes_waits_a_week() -> None:
    short = Hours("Europe/Berlin", (block({6}, 130, 160),))
    before = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert next_open(short, before) == datetime(2026, 4, 5, 0, 10, tzinfo=UTC)


def test_nobody_is_ever_open_without_blocks() -> None:
    assert next_open(Hours("UTC", ()), datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_an_unknown_zone_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        is_open(Hours("Mars/Olympus", ()), datetime(2026, 1, 1, tzinfo=UTC))


def test_public_holidays_are_known_by_country_and_region() -> None:
    womens_day = date(2026, 3, 8)
    assert is_holiday("DE-BE", womens_day)
    assert not is_holiday("DE", womens_day)
    assert is_holiday("DE", date(2026, 10, 3))


def test_the_next_availability_skips_absences_holidays_and_nights(office: Hours) -> None:
    friday_evening = datetime(2026, 10, 2, 18, 0, tzinfo=UTC)
    back = datetime(2026, 10, 6, 10, 0, tzinfo=UTC)
    away = (Span(datetime(2026, 10, 5, tzinfo=UTC), back),)
    monday = datetime(2026, 10, 5, 7, 0, tzinfo=UTC)
    assert next_available(office, (), "DE", "Europe/Berlin", friday_evening) == monday
    assert next_available(office, away, "DE", "Europe/Berlin", friday_evening) == back
    for_good = (Span(friday_evening, None),)
    assert next_available(office, for_good, None, "Europe/Berlin", friday_evening) is None
    christmas = datetime(2026, 12, 25, 12, 0, tzinfo=UTC)
    after = datetime(2026, 12, 26, 23, 0, tzinfo=UTC)
    assert next_available(None, (), "DE", "Europe/Berlin", christmas) == after
