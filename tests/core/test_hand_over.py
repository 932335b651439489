"""Where a lead goes when its people are not there: soon, out of hours, over to another team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connector.core.conditions import Operator, Test
from connector.core.decision import Decision, Outcome
from connector.core.rules import Nobody, OutOfHours, Target, TargetKind, Turn
from connector.core.staff.limits import Cap
from connector.core.view import Absence
from mappings.instants import from_text
from mappings.records import Hours, Span, WorkingBlock

DAILY = frozenset(range(7))
HALF_HOUR = timedelta(minutes=30)


def hours(start: int, end: int, zone: str = "UTC") -> Hours:
    return Hours(zone, (WorkingBlock(DAILY, start * 60, end * 60),))


def steps(decision: Decision) -> dict[str, tuple[str, str]]:
    return {step.step: (step.result, step.detail) for step in decision.steps}


# Soon


def test_whoever_is_there_within_the_time_counts_as_there_if_nobody_is_there_now(firm: Any) -> None:
    ann, ben = firm.person("Ann", hours=hours(13, 17)), firm.person("Ben", hours=hours(9, 12))
    firm.route("all", to=firm.team("Team", ann, ben), soon=HALF_HOUR)
    firm.now = firm.now.replace(hour=11, minute=50)
    assert firm.decide().owner_name == "Ben"
    firm.now = firm.now.replace(hour=12, minute=29)
    assert firm.decide().owner_name == "Unrouted"
    firm.now = firm.now.replace(hour=12, minute=30)
    decision = firm.decide()
    assert decision.owner_name == "Ann"
    assert steps(decision)["soon"] == ("counts as there", "whoever is in working hours within 30 minutes")


@pytest.mark.parametrize("ends", [0, 31])
def test_soon_looks_through_leave_that_is_over_by_then(firm: Any, ends: int) -> None:
    ann = firm.person("Ann", hours=hours(12, 17))
    firm.route("all", to=firm.team("Team", ann), soon=HALF_HOUR)
    leave = {ann: (Absence("away", Span(firm.now - HALF_HOUR, firm.now + timedelta(minutes=ends or 29))),)}
    assert firm.decide(absences=leave).owner_name == ("Unrouted" if ends else "Ann")


def test_soon_does_not_see_through_a_cap(firm: Any) -> None:
    ann = firm.person("Ann", hours=hours(13, 17), cap=Cap(per_day=0))
    firm.route("all", to=firm.team("Team", ann), soon=timedelta(hours=2))
    assert firm.decide().owner_name == "Unrouted"


# Out of hours


@pytest.mark.parametrize(
    ("wish", "outcome", "owner", "until"),
    [
        (OutOfHours.NEXT, Outcome.ASSIGN, "Inbound", None),
        (OutOfHours.WAIT, Outcome.HOLD, None, "2026-03-03T09:00:00Z"),
        (OutOfHours.ANYWAY, Outcome.ASSIGN, "Ann", None),
        (OutOfHours.OTHERWISE, Outcome.ASSIGN, "Unrouted", None),
    ],
)
@pytest.mark.parametrize("kind", ["team", "user", "owner"])
def test_out_of_hours_a_lead_goes_where_the_route_says(
    firm: Any, kind: str, wish: OutOfHours, outcome: Outcome, owner: str | None, until: str | None
) -> None:
    ann = firm.person("Ann", hours=hours(9, 11))
    target = {
        "team": firm.team("Team", ann),
        "user": Target(TargetKind.USER, "Ann"),
        "owner": Target(TargetKind.ACCOUNT_OWNER),
    }
    firm.route("hers", Test("account.match", Operator.IS, "auto"), target[kind], out_of_hours=wish)
    firm.route("later", to=Target(TargetKind.QUEUE, "Inbound"))
    decision = firm.decide(account=firm.account("005ann"))
    assert (decision.outcome, decision.owner_name) == (outcome, owner)
    assert decision.hold_until == (from_text(until) if until else None)
    assert steps(decision).get("out of hours", ("",))[0] in (wish.value, "")


def test_out_of_hours_is_not_for_those_who_are_away(firm: Any) -> None:
    ann = firm.person("Ann", hours=hours(9, 11))
    firm.route("all", to=firm.team("Team", ann), out_of_hours=OutOfHours.ANYWAY, nobody=Nobody.NEXT)
    firm.route("later", to=Target(TargetKind.QUEUE, "Inbound"))
    decision = firm.decide(absences={ann: (Absence("away", Span(firm.now, None)),)})
    assert decision.route == "later"


def test_anyway_leaves_out_holidays_too(firm: Any) -> None:
    firm.now = firm.now.replace(month=5, day=1)
    firm.route("all", to=firm.team("Team", firm.person("Ann"), holidays="DE"), out_of_hours=OutOfHours.ANYWAY)
    assert firm.decide().owner_name == "Ann"


@pytest.mark.parametrize(("minute", "owner"), [(29, "Inbound"), (30, "Ann")])
def test_the_accounts_owner_if_they_are_there_soon_else_the_next_route(
    firm: Any, minute: int, owner: str
) -> None:
    firm.person("Ann", hours=hours(13, 17))
    firm.route(
        "hers", Test("account.match", Operator.IS, "auto"), Target(TargetKind.ACCOUNT_OWNER), soon=HALF_HOUR
    )
    firm.route("later", to=Target(TargetKind.QUEUE, "Inbound"))
    firm.now = firm.now.replace(minute=minute)
    assert firm.decide(account=firm.account("005ann")).owner_name == owner


def test_somebody_without_hours_of_their_own_has_their_teams(firm: Any) -> None:
    firm.team("Team", firm.person("Ann"), hours=hours(13, 17))
    firm.route("hers", to=Target(TargetKind.USER, "Ann"), out_of_hours=OutOfHours.WAIT)
    assert firm.decide().hold_until == firm.now + timedelta(hours=1)


def test_a_lead_can_wait_for_one_by_name_who_is_away(firm: Any) -> None:
    ann = firm.person("Ann", hours=hours(9, 17))
    firm.route("hers", to=Target(TargetKind.USER, "Ann"), nobody=Nobody.WAIT)
    back = firm.now + timedelta(hours=9)  # at any hour: hours don't count for one who is meant by name
    assert firm.decide(absences={ann: (Absence("away", Span(firm.now, back)),)}).hold_until == back


# Overflow


def overflowing(firm: Any, **rest: Any) -> Decision:
    night = hours(0, 1)
    for name in ("Ann", "Ben", "Cleo"):
        firm.person(name, hours=None if name == "Cleo" else night)
    firm.team("C", "cleo@acme.com")
    firm.team("B", "ben@acme.com", overflow="C")
    firm.route("all", to=firm.team("A", "ann@acme.com", overflow="B"), **rest)
    return firm.decide()


def test_what_nobody_of_a_team_can_take_goes_down_the_overflows(firm: Any) -> None:
    decision = overflowing(firm, rotation="Everybody", turn=Turn.LEAST_LOADED)
    assert (decision.owner_name, decision.turn.rotation) == ("Cleo", "C")
    assert "team C, into which team B overflows" in decision.reason
    assert steps(decision)["overflow"] == ("C", "team B overflows into it")


def test_overflow_comes_before_the_routes_word_on_hours(firm: Any) -> None:
    assert overflowing(firm, out_of_hours=OutOfHours.ANYWAY).owner_name == "Cleo"
    firm.people["cleo@acme.com"] = firm.people["ann@acme.com"]
    firm.team("C", "ann@acme.com")
    assert firm.decide().owner_name == "Ann"


def test_overflows_in_a_circle_end_where_they_began(firm: Any) -> None:
    ann, ben = firm.person("Ann", hours=hours(0, 1)), firm.person("Ben", hours=hours(0, 1))
    firm.team("B", ben, overflow="A")
    firm.route("all", to=firm.team("A", ann, overflow="B"))
    assert firm.decide().owner_name == "Unrouted"


# Hours that are hard


@pytest.mark.parametrize(
    ("zone", "now", "there"),
    [
        ("Pacific/Kiritimati", "2026-03-01T19:00:00Z", True),  # Monday, nine in the morning, at +14
        ("Pacific/Kiritimati", "2026-03-01T18:59:00Z", False),
        ("Europe/Berlin", "2026-03-29T07:00:00Z", True),  # nine o'clock after the clocks went forward
        ("Europe/Berlin", "2026-10-25T07:59:00Z", False),  # nine o'clock is an hour later by UTC again
        ("UTC", "2028-02-29T09:00:00Z", True),
    ],
)
def test_hours_are_wall_time_where_the_person_is(firm: Any, zone: str, now: str, there: bool) -> None:
    firm.route("all", to=firm.team("Team", firm.person("Ann", hours=hours(9, 17, zone))))
    firm.now = from_text(now)
    assert firm.decide().owner_name == ("Ann" if there else "Unrouted")


def test_a_shift_over_midnight_is_one_shift(firm: Any) -> None:
    friday = frozenset({4})
    night = Hours("UTC", (WorkingBlock(friday, 1320, 1440), WorkingBlock(frozenset({5}), 0, 360)))
    firm.route("all", to=firm.team("Team", firm.person("Ann", hours=night)), nobody=Nobody.WAIT)
    firm.now = from_text("2026-03-07T05:59:00Z")  # Saturday
    assert firm.decide().owner_name == "Ann"
    firm.now = from_text("2026-03-07T06:00:00Z")
    assert firm.decide().hold_until == from_text("2026-03-13T22:00:00Z")


@pytest.mark.parametrize("nobody", list(Nobody))
def test_all_away_for_good_has_one_outcome(firm: Any, nobody: Nobody) -> None:
    ann, ben = firm.person("Ann", backup="ben@acme.com"), firm.person("Ben", backup="ann@acme.com")
    firm.route("all", to=firm.team("Team", ann, ben), nobody=nobody)
    away = {email: (Absence("away", Span(firm.now, None)),) for email in (ann, ben)}
    assert firm.decide(absences=away).owner_name == "Unrouted"
