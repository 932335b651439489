"""Caps by the clock, rolling, and by open leads; and what becomes of a lead when everybody is capped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.core.decision import Decision, Outcome
from connector.core.rules import Fallback, Nobody, Person, Target, TargetKind
from connector.core.staff.caps import Tallies, free_at, reason, start_of
from connector.core.staff.hours import zone_of
from connector.core.staff.limits import Bound, Cap
from connector.core.staff.measures import OPEN_LEADS, PLAIN
from connector.core.view import Absence
from mappings.instants import from_text
from mappings.records import Hours, Span, WorkingBlock

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
ALWAYS = (WorkingBlock(frozenset(range(7)), 0, 1440),)
ANN, BEN = "ann@acme.com", "ben@acme.com"


def losers(decision: Decision) -> dict[str, set[str]]:
    return {g.reason: {name for _, name in g.people} for g in decision.pool if not g.eligible}


def told(cap: Cap, *hours_ago: float, loads: int = 0, now: str = "2026-03-04T12:30:00Z") -> str | None:
    at = from_text(now)
    given_at = sorted(at - timedelta(hours=ago) for ago in hours_ago)
    return reason(cap, "UTC", ANN, Tallies({ANN: given_at}, {OPEN_LEADS.name: {ANN: loads}}), at)


@pytest.mark.parametrize(
    ("cap", "hours_ago", "said"),
    [
        (Cap(per_hour=2), (0.1, 0.4), "had 2 of 2 leads this hour"),
        (Cap(per_hour=2), (0.1, 0.6), None),
        (Cap(per_hour=2, rolling=True), (0.1, 0.6), "had 2 of 2 leads in 60 minutes"),
        (Cap(per_hour=2, rolling=True), (0.1, 1), None),
        (Cap(per_day=1), (12.5,), "had 1 of 1 leads today"),
        (Cap(per_day=1), (12.6,), None),
        (Cap(per_day=1, rolling=True), (23.9,), "had 1 of 1 leads in 24 hours"),
        (Cap(per_week=1), (60,), "had 1 of 1 leads this week"),
        (Cap(per_week=1), (61,), None),
        (Cap(per_week=1, rolling=True), (167,), "had 1 of 1 leads in 7 days"),
        (Cap(per_hour=5, per_day=2), (2, 3), "had 2 of 2 leads today"),
        (Cap(per_day=0), (), "cap 0: takes no leads"),
        (Cap(open_leads=0), (), "cap 0: takes no leads"),
        (Cap(open_leads=3), (0.1,), None),
    ],
)
def test_a_cap_counts_what_was_given_in_its_stretch(
    cap: Cap, hours_ago: tuple[float, ...], said: str | None
) -> None:
    assert told(cap, *hours_ago) == said


def test_open_leads_are_capped_as_they_stand(firm: Any) -> None:
    assert told(Cap(open_leads=3), loads=3) == "owns 3 of 3 open leads"
    assert told(Cap(open_leads=3), loads=2) is None


@pytest.mark.parametrize(("revenue", "winner"), [(499_999.99, "Ann"), (500_000, "Ben")])
def test_who_has_so_much_value_in_hand_is_given_no_more(firm: Any, revenue: float, winner: str) -> None:
    worth = PLAIN["lead.revenue"]
    cap = Cap(open_leads=60, open_value=Bound(worth, 500_000))
    firm.route("all", to=firm.team("Team", firm.person("Ann", cap=cap), firm.person("Ben")))
    decision = firm.decide(loads={worth.name: {ANN: revenue}})
    assert decision.owner_name == winner
    assert losers(decision) == ({} if winner == "Ann" else {"owns 500,000 of 500,000 lead.revenue": {"Ann"}})


@pytest.mark.parametrize(
    ("zone", "now", "hour", "day", "week"),
    [
        (
            "UTC",
            "2028-02-29T23:59:59Z",
            "2028-02-29T23:00:00Z",
            "2028-02-29T00:00:00Z",
            "2028-02-28T00:00:00Z",
        ),
        (
            "UTC",
            "2028-03-01T00:00:00Z",
            "2028-03-01T00:00:00Z",
            "2028-03-01T00:00:00Z",
            "2028-02-28T00:00:00Z",
        ),
        (  # fourteen hours ahead: Tuesday there while it is Monday here
            "Pacific/Kiritimati",
            "2026-03-02T11:00:00Z",
            "2026-03-02T11:00:00Z",
            "2026-03-02T10:00:00Z",
            "2026-03-01T10:00:00Z",
        ),
        (
            "Asia/Kolkata",
            "2026-03-02T12:45:00Z",
            "2026-03-02T12:30:00Z",
            "2026-03-01T18:30:00Z",
            "2026-03-01T18:30:00Z",
        ),
        (  # the clocks went forward at one this night
            "Europe/Berlin",
            "2026-03-29T12:00:00Z",
            "2026-03-29T12:00:00Z",
            "2026-03-28T23:00:00Z",
            "2026-03-22T23:00:00Z",
        ),
        (  # the hour that comes twice, the second time
            "Europe/Berlin",
            "2026-10-25T01:20:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-24T22:00:00Z",
            "2026-10-18T22:00:00Z",
        ),
        (  # midnight does not exist: the day begins at one
            "Africa/Cairo",
            "2026-04-24T08:00:00Z",
            "2026-04-24T08:00:00Z",
            "2026-04-23T22:00:00Z",
            "2026-04-19T22:00:00Z",
        ),
    ],
)
def test_the_clocks_hour_day_and_week_are_those_where_the_person_is(
    zone: str, now: str, hour: str, day: str, week: str
) -> None:
    starts = [start_of(length, zone, from_text(now)) for length in (HOUR, DAY, WEEK)]
    assert starts == [from_text(hour), from_text(day), from_text(week)]


ZONES = [
    "UTC",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Havana",
    "Africa/Cairo",
    "Pacific/Kiritimati",
]
FROM = datetime(2020, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 20 * 366 * 1440).map(lambda minutes: FROM + timedelta(minutes=minutes))


@settings(max_examples=300, deadline=None)
@given(zone=st.sampled_from(ZONES), now=INSTANTS, length=st.sampled_from([HOUR, DAY, WEEK]))
def test_a_stretch_holds_the_instant_and_begins_on_the_clock(
    zone: str, now: datetime, length: timedelta
) -> None:
    start = start_of(length, zone, now)
    local, there = start.astimezone(zone_of(zone)), now.astimezone(zone_of(zone))
    assert start <= now
    if length == HOUR:
        assert (local.hour, local.date()) == (there.hour, there.date())
    elif length == DAY:
        assert local.date() == there.date()
    else:
        assert (local.weekday(), (there.date() - local.date()).days) == (0, there.weekday())
    assert start_of(length, zone, start) == start


CAPS = st.builds(
    Cap,
    per_hour=st.none() | st.integers(1, 3),
    per_day=st.none() | st.integers(1, 4),
    per_week=st.none() | st.integers(1, 5),
    rolling=st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(
    cap=CAPS,
    zone=st.sampled_from(ZONES),
    now=INSTANTS,
    ago=st.lists(st.integers(0, 9 * 1440).map(lambda minutes: timedelta(minutes=minutes)), max_size=8),
)
def test_whoever_is_capped_is_free_again_exactly_then(
    cap: Cap, zone: str, now: datetime, ago: list[timedelta]
) -> None:
    tallies = Tallies({ANN: sorted(now - each for each in ago)})
    free = free_at(cap, zone, ANN, tallies, now)
    assert free is not None
    assert reason(cap, zone, ANN, tallies, free) is None
    assert free == now or reason(cap, zone, ANN, tallies, free - timedelta(microseconds=1)) is not None


def test_the_cap_of_the_team_is_for_members_without_their_own(firm: Any) -> None:
    ann, ben = firm.person("Ann"), firm.person("Ben", cap=Cap(per_day=5))
    firm.route("all", to=firm.team("Team", ann, ben, cap=Cap(per_day=1)))
    decision = firm.decide(given={ann: (firm.now,), ben: (firm.now,)})
    assert (decision.owner_name, losers(decision)) == ("Ben", {"had 1 of 1 leads today": {"Ann"}})
    assert decision.counts


def capped(firm: Any, nobody: Nobody, **cap: Any) -> Decision:
    hours = Hours("Europe/Berlin", ALWAYS)
    for name in ("Ann", "Ben"):
        firm.person(name, cap=Cap(**cap), hours=hours)
    firm.route("all", to=firm.team("Team", *firm.people), nobody=nobody)
    firm.route("later", to=Target(TargetKind.QUEUE, "Inbound"))
    hour = timedelta(hours=1)
    given_at = {ANN: (firm.now - 2 * hour,), BEN: (firm.now - hour,)}
    return firm.decide(given=given_at, loads={OPEN_LEADS.name: {ANN: 9, BEN: 9}}, owner=None)


@pytest.mark.parametrize(
    ("nobody", "outcome", "route"),
    [
        (Nobody.OTHERWISE, Outcome.ASSIGN, "otherwise"),
        (Nobody.NEXT, Outcome.ASSIGN, "later"),
        (Nobody.WAIT, Outcome.HOLD, "all"),
    ],
)
def test_all_capped_has_the_outcome_that_the_route_declares(
    firm: Any, nobody: Nobody, outcome: Outcome, route: str
) -> None:
    decision = capped(firm, nobody, per_day=1)
    assert (decision.outcome, decision.route) == (outcome, route)
    assert losers(decision) == {"had 1 of 1 leads today": {"Ann", "Ben"}}
    team = next(step for step in decision.steps if step.step == "team Team")
    assert (team.result, team.detail) == ("0 of 2 can take it", "2 had 1 of 1 leads today")


def test_waiting_ends_when_the_first_cap_lets_somebody_again(firm: Any) -> None:
    by_clock = capped(firm, Nobody.WAIT, per_day=1)
    assert by_clock.hold_until == from_text("2026-03-02T23:00:00Z")  # midnight in Berlin
    firm.routes.clear()
    rolling = capped(firm, Nobody.WAIT, per_day=1, rolling=True)
    assert rolling.hold_until == firm.now + timedelta(hours=22)


@pytest.mark.parametrize("cap", [{"per_week": 0}, {"open_leads": 9}, {"open_leads": 0}])
def test_nobody_waits_for_a_cap_that_no_clock_ends(firm: Any, cap: dict[str, int]) -> None:
    decision = capped(firm, Nobody.WAIT, **cap)
    assert (decision.outcome, decision.route) == (Outcome.ASSIGN, "otherwise")
    assert "no end in sight" in {step.result for step in decision.steps}


def test_when_the_fallback_is_capped_too_a_person_must_see_to_it(firm: Any) -> None:
    firm.otherwise = Fallback(firm.team("Team", firm.person("Ann", cap=Cap(per_day=0))))
    assert firm.decide().outcome is Outcome.PARK


def test_whoever_has_the_lead_keeps_it_whatever_the_cap(firm: Any) -> None:
    ann, ben = firm.person("Ann", cap=Cap(per_day=0)), firm.person("Ben")
    firm.route("all", to=firm.team("Team", ann, ben))
    ours = {"owner": "005ann", "our_owner": "005ann", "wrote_before": True, "trigger": "changed"}
    decision = firm.decide(**ours)
    assert (decision.owner_name, decision.gives, decision.counts) == ("Ann", False, False)


def test_a_lead_for_one_by_name_is_given_whatever_the_cap_and_counts_for_none(firm: Any) -> None:
    firm.person("Ann", cap=Cap(per_day=0))
    firm.route("all", to=Target(TargetKind.USER, "Ann"))
    decision = firm.decide()
    assert (decision.owner_name, decision.gives, decision.counts) == ("Ann", True, False)


def test_a_stand_in_must_be_within_their_own_cap(firm: Any) -> None:
    ann, ben = firm.person("Ann", backup=BEN), firm.person("Ben", backup="cleo@acme.com", cap=Cap(per_day=1))
    firm.person("Cleo")
    firm.route("all", to=firm.team("Team", ann))
    away = {ann: (Absence("away", Span(firm.now, None)),)}
    assert firm.decide(absences=away).owner_name == "Ben"
    assert firm.decide(absences=away, given={ben: (firm.now,)}).owner_name == "Cleo"


def test_a_person_of_the_policy_is_capped_by_nothing_unless_said(firm: Any) -> None:
    assert Person(ANN).cap is None
    assert told(Cap(), *[0.1] * 50, loads=1000) is None
