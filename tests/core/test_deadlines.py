"""Deadlines: the clocks that start with an owner, what their steps do, and how leads are taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.core.conditions import Not, Operator, Test
from connector.core.deadlines import Allowance, Checkpoint, Clock, Mark, Pace, Sla, Wait, Whom
from connector.core.decision import Decision, Outcome
from connector.core.rules import Fallback, Nobody, Returns, Target, TargetKind
from connector.core.view import Absence, Request, TurnState, Verb
from mappings.records import Hours, Span, WorkingBlock
from tests.core.conftest import MONDAY_NOON, WEEKDAYS, Firm

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
OFFICE = Hours("UTC", (WorkingBlock(WEEKDAYS, 9 * 60, 13 * 60),))
UNROUTED = Target(TargetKind.QUEUE, "Unrouted")
NEXT = Mark(after=15 * MINUTE, reassign=Whom.NEXT)


def touch(minutes: int = 5, *marks: Mark, pace: Pace = Pace.WALL, **rest: Any) -> Sla:
    return Sla(Checkpoint.FIRST_TOUCH, Allowance(minutes * MINUTE), pace, marks=marks, **rest)


@pytest.fixture
def trio(firm: Firm) -> Firm:
    for name in ("Ann", "Ben", "Cleo"):
        firm.person(name, manager="eve@acme.com" if name == "Ann" else None)
    firm.person("Eve")
    return firm


@pytest.fixture
def send(trio: Firm) -> Callable[..., Decision]:
    """Routes by one route with these service levels, to Ann, Ben and Cleo in turn."""

    def go(*slas: Sla, fields: Any = None, view: Any = None, **rest: Any) -> Decision:
        trio.routes.clear()
        team = trio.team("Team", "ann@acme.com", "ben@acme.com", "cleo@acme.com")
        trio.route("Inbound", None, team, slas=slas, **rest)
        return trio.decide(fields, **(view or {}))

    return go


def has_it(clock: Clock, now: Any, **rest: Any) -> dict[str, Any]:
    """A lead that Ann was given, whose clock's first step has come."""
    running = replace(clock, key="d:0")
    return {
        "now": now,
        "owner": clock.owner_id,
        "our_owner": clock.owner_id,
        "wrote_before": True,
        "trigger": "timer",
        "clocks": (running,),
        "request": Request(Verb.DEADLINE, clock.email, running, rest.pop("mark", 0)),
        "rotation": "Team",
        **rest,
    }


def test_a_clock_starts_as_somebody_is_given_the_lead(send: Any) -> None:
    decision = send(touch(5, NEXT))
    (clock,) = decision.clocks
    assert (decision.owner_name, clock.email, clock.route) == ("Ann", "ann@acme.com", "Inbound")
    assert clock.due_at == MONDAY_NOON + 5 * MINUTE
    assert clock.strikes == (MONDAY_NOON + 15 * MINUTE,)


def test_working_time_counts_in_the_hours_of_whoever_has_it(trio: Firm, send: Any) -> None:
    trio.people["ann@acme.com"] = replace(trio.people["ann@acme.com"], hours=OFFICE)
    decision = send(touch(120, pace=Pace.WORKING))
    assert decision.clocks[0].due_at == MONDAY_NOON.replace(day=3, hour=10)


def test_working_time_goes_by_the_holidays_of_whoever_has_it(trio: Firm, send: Any) -> None:
    trio.people["ann@acme.com"] = replace(trio.people["ann@acme.com"], hours=OFFICE, holidays="AT")
    trio.now = MONDAY_NOON.replace(month=10, day=23)  # the Friday before a national day in Vienna
    assert send(touch(120, pace=Pace.WORKING)).clocks[0].due_at == trio.now.replace(day=27, hour=10)


def test_the_time_allowed_may_depend_on_a_field(send: Any) -> None:
    within = Allowance(None, "lead.rating", {"hot": 5 * MINUTE, "warm": HOUR})
    sla = Sla(Checkpoint.FIRST_TOUCH, within)
    assert send(sla, fields={"rating": "Hot"}).clocks[0].allowed == 5 * MINUTE
    assert send(sla, fields={"rating": "Warm"}).clocks[0].allowed == HOUR
    assert send(sla, fields={"rating": "Cold"}).clocks == ()
    assert send(sla).clocks == ()


def test_who_keeps_the_lead_keeps_the_clock(send: Any) -> None:
    first = send(touch(5)).clocks[0]
    ours = {"owner": "005ann", "our_owner": "005ann", "wrote_before": True, "trigger": "changed"}
    again = send(touch(5), view={**ours, "clocks": (replace(first, key="d:0"),)})
    assert (again.owner_name, again.clocks, again.ends, again.stands) == ("Ann", (), None, False)


def test_a_reminder_tells_the_owner_and_changes_nothing(send: Any) -> None:
    remind = Mark(percent=50, notify=("owner",), from_deadline=False)
    clock = send(touch(10, remind)).clocks[0]
    assert clock.strikes == (MONDAY_NOON + 5 * MINUTE,)
    decision = send(touch(10, remind), view=has_it(clock, MONDAY_NOON + 5 * MINUTE))
    assert (decision.outcome, decision.stands, decision.write) == (Outcome.LEAVE, True, False)
    told = [(notice.channel, notice.email, notice.answers) for notice in decision.notices]
    assert told == [("owner", "ann@acme.com", True)]
    assert decision.reason == "Stays where it is: first touch is due by 2026-03-02T12:10:00.000000Z."


def test_a_missed_deadline_tells_the_manager(send: Any) -> None:
    tell = Mark(after=5 * MINUTE, notify=("manager", "revops"))
    clock = send(touch(5, tell)).clocks[0]
    decision = send(touch(5, tell), view=has_it(clock, MONDAY_NOON + 5 * MINUTE))
    assert decision.stands
    assert [(each.channel, each.email) for each in decision.notices] == [
        ("owner", "eve@acme.com"),
        ("revops", None),
    ]
    assert not any(each.answers for each in decision.notices)
    assert decision.reason == "Stays where it is: no first touch within 5 minutes by the wall clock."


def test_a_step_after_the_deadline_gives_the_lead_to_the_next(send: Any) -> None:
    clock = send(touch(5, NEXT)).clocks[0]
    turns = {"Team": {"ann@acme.com": TurnState(1, 0), "ben@acme.com": TurnState(1, 0)}}
    decision = send(touch(5, NEXT), view=has_it(clock, MONDAY_NOON + 15 * MINUTE, turns=turns))
    assert (decision.owner_name, decision.planned, decision.write) == ("Cleo", True, True)
    assert decision.reason.startswith(
        "No first touch within 5 minutes by the wall clock. Route Inbound: Cleo has"
    )
    assert decision.credit is None
    assert decision.clocks[0].due_at == MONDAY_NOON + 20 * MINUTE
    assert decision.ends == "it went to Cleo"


def test_whoever_loses_a_lead_is_told_but_cannot_answer_any_more(send: Any) -> None:
    lost = Mark(after=15 * MINUTE, notify=("owner",), reassign=Whom.NEXT)
    clock = send(touch(5, lost)).clocks[0]
    decision = send(touch(5, lost), view=has_it(clock, MONDAY_NOON + 15 * MINUTE))
    told = [(each.email, each.answers) for each in decision.notices]
    assert told == [("ann@acme.com", False), (decision.person, True)]


def test_a_step_may_give_back_the_turn_of_whoever_loses_the_lead(send: Any) -> None:
    kind = replace(NEXT, credit=True)
    first = send(touch(5, kind))
    turns = {"Team": dict(first.turn.standings)}
    decision = send(touch(5, kind), view=has_it(first.clocks[0], MONDAY_NOON + 15 * MINUTE, turns=turns))
    assert (turns["Team"]["ann@acme.com"].taken, decision.owner_name) == (1, "Ben")
    assert decision.credit.standings["ann@acme.com"].taken == 0


def test_a_route_may_have_several_checkpoints_each_with_a_clock(send: Any) -> None:
    answer = Sla(Checkpoint.ACKNOWLEDGED, Allowance(10 * MINUTE))
    clocks = send(answer, touch(60), Sla(Checkpoint.ASSIGNED, Allowance(HOUR))).clocks
    assert [(clock.checkpoint, clock.due_at - MONDAY_NOON) for clock in clocks] == [
        (Checkpoint.ACKNOWLEDGED, 10 * MINUTE),
        (Checkpoint.FIRST_TOUCH, HOUR),
    ]


def test_it_never_goes_back_to_whoever_missed_it(firm: Firm) -> None:
    firm.person("Ann")
    firm.route("Inbound", None, firm.team("Team", "ann@acme.com"), slas=(touch(5, NEXT),))
    clock = firm.decide().clocks[0]
    decision = firm.decide(**has_it(clock, MONDAY_NOON + 15 * MINUTE))
    assert (decision.owner_name, decision.route) == ("Unrouted", "otherwise")


def test_a_lead_taken_back_does_not_wait_for_people_to_come(firm: Firm) -> None:
    firm.person("Ann", hours=Hours("UTC", (WorkingBlock(WEEKDAYS, 0, 1440),)))
    firm.person("Ben", hours=Hours("UTC", (WorkingBlock(WEEKDAYS, 14 * 60, 18 * 60),)))
    team = firm.team("Team", "ann@acme.com", "ben@acme.com")
    firm.route("Inbound", None, team, slas=(touch(5, NEXT),), nobody=Nobody.WAIT)
    clock = firm.decide().clocks[0]
    decision = firm.decide(**has_it(clock, MONDAY_NOON + 15 * MINUTE))
    assert (decision.outcome, decision.owner_name) == (Outcome.ASSIGN, "Unrouted")


def test_taken_back_too_often_it_goes_to_the_fallback_and_the_manager_is_told(trio: Firm, send: Any) -> None:
    clock = send(touch(5, NEXT)).clocks[0]
    decision = send(touch(5, NEXT), view=has_it(clock, MONDAY_NOON + 15 * MINUTE, reassigned=5))
    assert (decision.owner_name, decision.planned) == ("Unrouted", True)
    assert ("owner", "eve@acme.com") in [(each.channel, each.email) for each in decision.notices]
    fourth = send(touch(5, NEXT), view=has_it(clock, MONDAY_NOON + 15 * MINUTE, reassigned=4))
    assert fourth.owner_name == "Ben"


@pytest.mark.parametrize(
    ("to", "owner"),
    [
        (Whom.MANAGER, "Eve"),
        (Whom.OTHERWISE, "Unrouted"),
        (Target(TargetKind.USER, "cleo@acme.com"), "Cleo"),
        (Target(TargetKind.QUEUE, "Inbound"), "Inbound"),
    ],
)
def test_a_missed_lead_goes_where_the_step_says(send: Any, to: Any, owner: str) -> None:
    mark = Mark(reassign=to)
    clock = send(touch(5, mark)).clocks[0]
    assert send(touch(5, mark), view=has_it(clock, MONDAY_NOON + 5 * MINUTE)).owner_name == owner


def test_a_step_that_comes_too_early_is_looked_at_again(trio: Firm, send: Any) -> None:
    """Ann's hours were shortened meanwhile: by the hours of today the step is not due yet."""
    clock = send(touch(120, Mark(reassign=Whom.NEXT), pace=Pace.WORKING)).clocks[0]
    trio.people["ann@acme.com"] = replace(trio.people["ann@acme.com"], hours=OFFICE)
    sla = touch(120, Mark(reassign=Whom.NEXT), pace=Pace.WORKING)
    decision = send(sla, view=has_it(clock, MONDAY_NOON + 2 * HOUR))
    assert decision.stands
    assert decision.look_again == (MONDAY_NOON.replace(day=3, hour=10), "deadline:d:0:0")


def test_an_owner_who_was_written_late_has_the_whole_time(send: Any) -> None:
    clock = send(touch(5, NEXT)).clocks[0]
    view = has_it(clock, MONDAY_NOON + 15 * MINUTE, written_at=MONDAY_NOON + 10 * MINUTE)
    decision = send(touch(5, NEXT), view=view)
    assert (decision.stands, decision.look_again) == (True, (MONDAY_NOON + 25 * MINUTE, "deadline:d:0:0"))


def test_a_lead_that_a_person_took_is_left_to_them_and_its_clock_ends(send: Any) -> None:
    clock = send(touch(5, NEXT)).clocks[0]
    view = {**has_it(clock, MONDAY_NOON + 15 * MINUTE), "owner": "005cleo"}
    decision = send(touch(5, NEXT), view=view)
    assert (decision.outcome, decision.write, decision.stands) == (Outcome.LEAVE, False, False)
    assert decision.ends is not None


def test_who_declines_gets_the_turn_back_and_never_this_lead(send: Any) -> None:
    first = send(touch(5))
    turns = {"Team": dict(first.turn.standings)}
    declined = {
        "owner": "005ann", "our_owner": "005ann", "wrote_before": True, "trigger": "request",
        "request": Request(Verb.DECLINE, "ann@acme.com"), "rotation": "Team", "turns": turns,
    }  # fmt: skip
    decision = send(touch(5), view=declined)
    assert (decision.owner_name, decision.planned) == ("Ben", True)
    assert decision.reason.startswith("Ann declined it. Route Inbound: Ben has the next turn")
    assert decision.credit.standings["ann@acme.com"].taken == 0
    again = send(touch(5), view={**declined, "declined": frozenset({"ben@acme.com"})})
    assert again.owner_name == "Cleo"
    edited = {**declined, "owner": "00Gunrouted", "our_owner": "00Gunrouted", "trigger": "changed"}
    both = frozenset({"ann@acme.com", "ben@acme.com"})
    assert send(touch(5), view={**edited, "request": None, "declined": both}).owner_name == "Cleo"


def test_who_declines_does_not_keep_a_lead_that_only_nobody_could_take(firm: Firm) -> None:
    firm.person("Ann")
    firm.route("Inbound", None, firm.team("Team", "ann@acme.com"))
    firm.otherwise = Fallback(Target(TargetKind.NOBODY))
    ours = {"wrote_before": True, "trigger": "request", "request": Request(Verb.DECLINE, "ann@acme.com")}
    kept = firm.decide(**ours, owner="005ann", our_owner="005ann")
    assert (kept.outcome, kept.write) == (Outcome.PARK, False)
    released = firm.decide(**ours, owner="77ann", our_owner="77ann", crm="marketing")
    assert (released.outcome, released.owner_id, released.write) == (Outcome.ASSIGN, None, True)


def test_a_lead_that_nobody_else_can_take_is_released_to_the_fallback(firm: Firm) -> None:
    firm.person("Ann")
    firm.route("Inbound", None, firm.team("Team", "ann@acme.com"))
    ours = {"owner": "005ann", "our_owner": "005ann", "wrote_before": True, "trigger": "request"}
    decision = firm.decide(**ours, request=Request(Verb.DECLINE, "ann@acme.com"))
    assert decision.owner_name == "Unrouted"


def test_somebody_in_charge_names_the_next_owner(send: Any) -> None:
    ours = {"owner": "005ann", "our_owner": "005ann", "wrote_before": True, "trigger": "request"}
    to = Target(TargetKind.USER, "cleo@acme.com")
    request = Request(Verb.REASSIGN, "ann@acme.com", to=to, by="eve")
    decision = send(touch(5), view={**ours, "request": request})
    assert (decision.owner_name, decision.reason) == (
        "Cleo",
        "Reassigned by eve. Cleo was named for it.",
    )


def test_a_stand_in_gives_the_lead_back_when_the_absence_is_over(firm: Firm) -> None:
    firm.person("Ann", backup="ben@acme.com")
    firm.person("Ben")
    firm.route("Ann's", None, Target(TargetKind.USER, "ann@acme.com"))
    back = MONDAY_NOON + 6 * HOUR
    away = {"ann@acme.com": (Absence("away", Span(MONDAY_NOON - HOUR, back)),)}
    policy = firm.policy(returns=Returns.UNTOUCHED)
    first = firm.decide(absences=away, policy=policy)
    assert (first.owner_name, first.look_again) == ("Ben", (back, "give_back:ann@acme.com:Ann's"))
    ours = {
        "owner": "005ben",
        "our_owner": "005ben",
        "wrote_before": True,
        "trigger": "timer",
        "policy": policy,
    }
    request = Request(Verb.GIVE_BACK, "ann@acme.com", path="Ann's")
    still = firm.decide(**ours, now=back - HOUR, absences=away, request=request)
    assert (still.stands, still.look_again) == (True, (back, "give_back:ann@acme.com:Ann's"))
    edited = firm.decide(**{**ours, "trigger": "changed"}, now=back - HOUR, absences=away)
    assert (edited.owner_name, edited.write, edited.look_again) == ("Ben", False, still.look_again)
    given = firm.decide(**ours, now=back, request=request)
    assert (given.owner_name, given.reason) == ("Ann", "Ann is back. Ann has it back.")
    touched = firm.decide(**ours, now=back, request=request, touched_at=back - HOUR, written_at=MONDAY_NOON)
    assert (touched.stands, touched.look_again) == (True, None)
    never = firm.decide(**{**ours, "policy": firm.policy()}, now=back, request=request)
    assert (never.stands, never.look_again) == (True, None)
    declined = firm.decide(**ours, now=back, request=request, declined=frozenset({"ann@acme.com"}))
    assert (declined.stands, declined.look_again) == (True, None)


def test_without_a_word_of_it_a_stand_in_keeps_the_lead(firm: Firm) -> None:
    firm.person("Ann", backup="ben@acme.com")
    firm.person("Ben")
    firm.route("Ann's", None, Target(TargetKind.USER, "ann@acme.com"))
    away = {"ann@acme.com": (Absence("away", Span(MONDAY_NOON - HOUR, None)),)}
    assert firm.decide(absences=away).look_again is None


def test_a_route_waits_for_what_it_says_and_no_longer_than_it_says(send: Any) -> None:
    wait = Wait(10 * MINUTE, Not(Test("lead.employees", Operator.IS_BLANK, True)))
    held = send(wait=wait)
    assert (held.outcome, held.hold_for, held.hold_until) == (
        Outcome.HOLD,
        "wait",
        MONDAY_NOON + 10 * MINUTE,
    )
    assert send(fields={"employees": 7}, wait=wait).owner_name == "Ann"
    assert send(wait=wait, view={"settled": frozenset({"wait"})}).owner_name == "Ann"
    later = send(wait=wait, view={"now": MONDAY_NOON + 6 * MINUTE, "held_until": MONDAY_NOON + 10 * MINUTE})
    assert later.hold_until == MONDAY_NOON + 10 * MINUTE


def test_a_lead_that_waits_for_an_owner_has_a_clock_too(firm: Firm) -> None:
    firm.person("Ann", hours=Hours("UTC", (WorkingBlock(WEEKDAYS, 14 * 60, 18 * 60),)))
    sla = Sla(Checkpoint.ASSIGNED, Allowance(HOUR), marks=(Mark(reassign=Whom.OTHERWISE),))
    firm.route("Inbound", None, firm.team("Team", "ann@acme.com"), slas=(sla,), nobody=Nobody.WAIT)
    held = firm.decide()
    (clock,) = held.clocks
    assert (held.outcome, clock.email, clock.strikes) == (Outcome.HOLD, None, (MONDAY_NOON + HOUR,))
    running = replace(clock, key="d:0")
    again = firm.decide(clocks=(running,), trigger="changed")
    assert again.clocks == ()
    request = Request(Verb.DEADLINE, None, running)
    late = firm.decide(now=MONDAY_NOON + HOUR, clocks=(running,), request=request, trigger="timer")
    assert (late.owner_name, late.planned) == ("Unrouted", False)  # it was nobody's of ours before


def test_an_absence_does_not_stop_the_clock(send: Any) -> None:
    """A lead must not wait for a holiday to end."""
    clock = send(touch(5, NEXT, pace=Pace.WORKING)).clocks[0]
    away = {"ann@acme.com": (Absence("away", Span(MONDAY_NOON, None)),)}
    decision = send(
        touch(5, NEXT, pace=Pace.WORKING), view=has_it(clock, MONDAY_NOON + 15 * MINUTE, absences=away)
    )
    assert decision.owner_name == "Ben"


def test_the_fallback_has_service_levels_of_its_own(firm: Firm) -> None:
    firm.otherwise = Fallback(UNROUTED, slas=(Sla(Checkpoint.ACKNOWLEDGED, Allowance(HOUR)),))
    (clock,) = firm.decide().clocks
    assert (clock.route, clock.owner_id, clock.email) == ("otherwise", "00Gunrouted", None)
