"""Inputs that are hard on a router, each with the outcome that the reference of the policy declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.core.deadlines import Allowance, Checkpoint, Clock, Mark, Pace, Sla, Whom
from connector.core.decision import Decision, Outcome
from connector.core.rules import Fallback, Nobody, Returns, Target, TargetKind
from connector.core.staff.limits import Cap
from connector.core.view import Absence, Request, Verb
from mappings.instants import from_text
from mappings.records import Hours, Span, WorkingBlock
from tests.core.conftest import MONDAY_NOON, Firm

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NEXT = (Mark(reassign=Whom.NEXT),)
NIGHT = (WorkingBlock(frozenset({5}), 1320, 1440), WorkingBlock(frozenset({6}), 0, 360))  # Saturday from ten


def promise(pace: Pace, allowed: timedelta, team: str | None = None, marks: Any = NEXT) -> Sla:
    return Sla(Checkpoint.FIRST_TOUCH, Allowance(allowed), pace, team, marks)


@pytest.mark.parametrize(
    ("saturday", "due"),
    [
        ("2026-03-28T21:00:00Z", "2026-03-29T03:00:00Z"),  # the night has seven hours
        ("2026-10-24T20:00:00Z", "2026-10-25T02:00:00Z"),  # and this one nine
        ("2026-06-06T20:00:00Z", "2026-06-07T02:00:00Z"),
    ],
)
def test_six_hours_of_a_night_shift_are_six_hours_whatever_the_clocks_do(
    firm: Firm, saturday: str, due: str
) -> None:
    firm.now = from_text(saturday)
    firm.route("all", to=firm.team("Team", firm.person("Ann", hours=Hours("Europe/Berlin", NIGHT))))
    firm.routes[0] = replace(firm.routes[0], slas=(promise(Pace.WORKING, 6 * HOUR),))
    decision = firm.decide()
    assert (decision.owner_name, decision.clocks[0].due_at) == ("Ann", from_text(due))


def test_the_29th_of_february_fourteen_hours_ahead_is_a_day_of_its_own(firm: Firm) -> None:
    tuesdays = Hours("Pacific/Kiritimati", (WorkingBlock(frozenset({1}), 0, 1440),))
    ann = firm.person("Ann", hours=tuesdays, cap=Cap(per_day=1))
    firm.route("all", to=firm.team("Team", ann), nobody=Nobody.WAIT)
    had = {ann: (from_text("2028-02-28T09:59:00Z"),)}  # Monday's last minute there
    for now, owner in (
        ("2028-02-28T09:59:00Z", None),
        ("2028-02-28T10:00:00Z", "Ann"),
        ("2028-02-29T09:59:00Z", "Ann"),
        ("2028-02-29T10:00:00Z", None),
    ):
        firm.now = from_text(now)
        assert firm.decide(given=had).owner_name == owner
    firm.now = from_text("2028-02-28T11:00:00Z")
    capped = firm.decide(given={ann: (from_text("2028-02-28T10:30:00Z"),)})
    assert capped.hold_until == from_text("2028-03-06T10:00:00Z")


@pytest.mark.parametrize("nobody", list(Nobody))
def test_half_away_and_half_capped_is_nobody_like_all_of_either(firm: Firm, nobody: Nobody) -> None:
    ann, ben = firm.person("Ann", cap=Cap(per_day=0)), firm.person("Ben")
    firm.route("all", to=firm.team("Team", ann, ben), nobody=nobody)
    away = {ben: (Absence("paused", Span(firm.now, None)),)}
    decision = firm.decide(absences=away)
    assert (decision.owner_name, decision.route) == ("Unrouted", "otherwise")


def test_backups_and_overflows_in_circles_of_three_end_in_the_fallback(firm: Firm) -> None:
    emails = ("ann@acme.com", "ben@acme.com", "cleo@acme.com")
    for name, backup in zip(("Ann", "Ben", "Cleo"), (*emails[1:], emails[0]), strict=True):
        firm.person(name, backup=backup)
    for team, member, into in zip("ABC", emails, "BCA", strict=True):
        firm.team(team, member, overflow=into)
    firm.route("all", to=Target(TargetKind.TEAM, "A"))
    absent = {email: (Absence("away", Span(firm.now, None)),) for email in emails}
    assert firm.decide(absences=absent).owner_name == "Unrouted"
    del absent["cleo@acme.com"]
    assert firm.decide(absences=absent).owner_name == "Cleo"


def test_a_lead_goes_back_when_the_last_of_overlapping_leaves_is_over(firm: Firm) -> None:
    ann, ben = firm.person("Ann"), firm.person("Ben")
    firm.route("Ann's", to=Target(TargetKind.USER, ann))
    leaves = {
        ann: (
            Absence("away", Span(firm.now - HOUR, firm.now + 3 * HOUR), ben),
            Absence("calendar", Span(firm.now + HOUR, firm.now + 5 * HOUR)),
        )
    }
    decision = firm.decide(absences=leaves, policy=firm.policy(returns=Returns.ALWAYS))
    assert decision.owner_name == "Ben"
    assert decision.look_again == (firm.now + 5 * HOUR, "give_back:ann@acme.com:Ann's")


# The policy changes under a lead whose clock runs.


@pytest.fixture
def missed(firm: Firm) -> Callable[..., Decision]:
    """What is decided when Ann misses a deadline, by the policy as it stands by then."""
    for name in ("Ann", "Ben", "Cleo"):
        firm.person(name)
    firm.team("Team", "ann@acme.com", "ben@acme.com")
    firm.otherwise = Fallback(Target(TargetKind.QUEUE, "Unrouted"), ("revops",))

    def miss(sla: Sla, edit: Callable[[Firm], None], after: timedelta = 5 * MINUTE) -> Decision:
        firm.route("Inbound", to=Target(TargetKind.TEAM, "Team"), slas=(sla,))
        first = firm.decide()
        assert first.owner_name == "Ann"
        (clock,) = first.clocks
        edit(firm)
        return firm.decide(**asking(replace(clock, key="d:0"), firm.now + after))

    return miss


def asking(clock: Clock, now: datetime) -> dict[str, Any]:
    return {
        "now": now, "owner": clock.owner_id, "our_owner": clock.owner_id, "wrote_before": True,
        "clocks": (clock,), "request": Request(Verb.DEADLINE, clock.email, clock), "rotation": "Team",
        "trigger": "timer",
    }  # fmt: skip


def without_routes(firm: Firm) -> None:
    firm.routes.clear()


def with_another_route(firm: Firm) -> None:
    firm.routes.clear()
    firm.route("New", to=firm.team("New", "ann@acme.com", "cleo@acme.com"))


def without_the_team(firm: Firm) -> None:
    del firm.teams["Team"]


def without_ann(firm: Firm) -> None:
    del firm.people["ann@acme.com"]
    firm.team("Team", "ben@acme.com")


@pytest.mark.parametrize(
    ("edit", "owner", "route"),
    [
        (without_routes, "Unrouted", "otherwise"),
        (with_another_route, "Cleo", "New"),
        (without_the_team, "Unrouted", "otherwise"),
        (without_ann, "Ben", "Inbound"),
    ],
)
def test_a_clock_keeps_its_promise_though_what_started_it_is_gone(
    missed: Any, edit: Any, owner: str, route: str
) -> None:
    credit = (Mark(reassign=Whom.NEXT, credit=True, notify=("owner", "manager")),)
    decision = missed(promise(Pace.WALL, 5 * MINUTE, marks=credit), edit)
    assert (decision.owner_name, decision.route, decision.planned) == (owner, route, True)
    assert decision.reason.startswith("No first touch within 5 minutes by the wall clock.")
    assert decision.ends == f"it went to {owner}"
    assert {each.channel for each in decision.notices} >= {"owner", "revops"}


def test_the_step_of_a_route_that_is_gone_still_says_where_the_lead_goes(missed: Any) -> None:
    to_cleo = (Mark(reassign=Target(TargetKind.USER, "cleo@acme.com")),)
    decision = missed(promise(Pace.WALL, 5 * MINUTE, marks=to_cleo), without_routes)
    assert (decision.owner_name, decision.route, decision.clocks) == ("Cleo", None, ())
    to_team = (Mark(reassign=Target(TargetKind.TEAM, "Team")),)
    decision = missed(promise(Pace.WALL, 5 * MINUTE, marks=to_team), without_the_team)
    assert (decision.owner_name, decision.route) == ("Unrouted", "otherwise")


def test_a_clock_in_the_hours_of_a_team_that_is_gone_runs_by_the_wall(firm: Firm, missed: Any) -> None:
    firm.now = MONDAY_NOON - 3 * HOUR  # nine o'clock
    afternoon = Hours("UTC", (WorkingBlock(frozenset({0}), 13 * 60, 17 * 60),))
    firm.team("Desk", "cleo@acme.com", hours=afternoon)
    sla = promise(Pace.TEAM, HOUR, "Desk")
    early = missed(sla, lambda _: None, HOUR)
    assert (early.stands, early.look_again[0]) == (True, MONDAY_NOON + 2 * HOUR)
    firm.routes.clear()
    assert missed(sla, lambda firm: firm.teams.pop("Desk"), HOUR).owner_name == "Ben"


def test_a_clock_of_somebody_who_has_no_seat_by_now_runs_on(firm: Firm, missed: Any) -> None:
    def leaves(firm: Firm) -> None:
        without_ann(firm)
        firm.reseat("sales", "005ann", active=False)

    decision = missed(promise(Pace.WORKING, 5 * MINUTE), leaves)
    assert (decision.outcome, decision.owner_name, decision.planned) == (Outcome.ASSIGN, "Ben", True)
