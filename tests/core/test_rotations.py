"""What moves the account of turns besides a turn: absences, and leads that count though they were sticky."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.core.conditions import Operator, Test
from connector.core.decision import Decision
from connector.core.explain import narrate
from connector.core.rules import Narrowing, Target, TargetKind, Turn
from connector.core.staff.limits import AfterAbsence, Ramp
from connector.core.staff.turns import drift
from connector.core.view import Absence, TurnState
from mappings.records import Hours, Span, WorkingBlock

ANN, BEN = "ann@acme.com", "ben@acme.com"
OWNER = Target(TargetKind.ACCOUNT_OWNER)


def play(firm: Any, times: int, turns: dict[str, Any], **given: Any) -> list[str]:
    got = []
    for _ in range(times):
        decision = firm.decide(turns=turns, **given)
        if decision.turn is not None:
            turns.setdefault(decision.turn.rotation, {}).update(decision.turn.standings)
        got.append(decision.owner_name)
    return got


@pytest.mark.parametrize(
    ("after", "made_up"),
    [(AfterAbsence(), 0), (AfterAbsence(levelled=True), 0), (AfterAbsence(paid_back=3), 3)],
)
def test_an_absence_is_made_up_for_as_the_team_says(firm: Any, after: AfterAbsence, made_up: int) -> None:
    ann, ben = firm.person("Ann"), firm.person("Ben")
    firm.route("all", to=firm.team("Team", ann, ben, after_absence=after))
    turns: dict[str, Any] = {}
    play(firm, 10, turns)
    play(firm, 20, turns, absences={ann: (Absence("away", Span(firm.now, None)),)})
    assert play(firm, 12, turns).count("Ann") == 6 + made_up


@pytest.mark.parametrize("turn", list(Turn))
def test_the_absent_and_those_whose_share_is_none_are_in_no_turn(firm: Any, turn: Turn) -> None:
    ann, ben = firm.person("Ann"), firm.person("Ben", ramp=Ramp(0, date(2027, 1, 1)))
    cleo = firm.person("Cleo")
    after = AfterAbsence(paid_back=2)
    firm.route("all", to=firm.team("Team", ann, ben, cleo, after_absence=after), turn=turn)
    turns = {"Team": {email: TurnState(1) for email in (ann, ben, cleo)}}
    away = {ann: (Absence("away", Span(firm.now, None)),)}
    assert play(firm, 3, turns, absences=away) == ["Cleo"] * 3
    assert turns["Team"][ann].due > 0
    assert turns["Team"][ben] == TurnState(1)


@pytest.mark.parametrize("reason", ["skill", "hours"])
def test_only_leads_that_the_absent_could_have_taken_are_made_up_for(firm: Any, reason: str) -> None:
    night = Hours("UTC", (WorkingBlock(frozenset(range(7)), 0, 60),))
    ann = firm.person("Ann", hours=night if reason == "hours" else None)
    ben = firm.person("Ben", skills=frozenset({"steel"}))
    narrow = (Narrowing("skill", value="steel"),) if reason == "skill" else ()
    firm.route("all", to=firm.team("Team", ann, ben, after_absence=AfterAbsence(paid_back=9)), narrow=narrow)
    turns = {"Team": {ann: TurnState(1), ben: TurnState(1)}}
    play(firm, 5, turns, absences={ann: (Absence("away", Span(firm.now, None)),)})
    assert turns["Team"][ann] == TurnState(1)


def sticky(firm: Any, **route: Any) -> Decision:
    """Ann owns the account of a rotation with Ben and Cleo."""
    for name in ("Ann", "Ben", "Cleo"):
        firm.person(name)
    firm.route("known", Test("account.match", Operator.IS, "auto"), OWNER, **route)
    firm.route("all", to=firm.team("Team", *firm.people))
    return firm.decide(account=firm.account("005ann"))


def test_an_owners_lead_counts_as_a_turn_where_the_route_says_so(firm: Any) -> None:
    decision = sticky(firm, counts=True, rotation="Team")
    assert (decision.owner_name, decision.counts) == ("Ann", True)
    assert {email: round(drift(state), 2) for email, state in decision.turn.standings.items()} == {
        ANN: 0.67,
        BEN: -0.33,
        "cleo@acme.com": -0.33,
    }
    told = narrate(firm.told(account=firm.account("005ann")))
    assert any("Rotation Team: counts; the lead counts as a turn of Ann." in line for line in told)
    assert play(firm, 2, {"Team": dict(decision.turn.standings)}) == ["Ben", "Cleo"]


def test_an_owners_lead_counts_for_nothing_unless_said(firm: Any) -> None:
    decision = sticky(firm)
    assert (decision.owner_name, decision.turn, decision.counts) == ("Ann", None, False)


def test_an_owners_lead_can_count_towards_the_caps_alone(firm: Any) -> None:
    decision = sticky(firm, counts=True)
    assert (decision.turn, decision.counts) == (None, True)


def test_an_owner_who_takes_no_turns_there_has_none_counted(firm: Any) -> None:
    sticky(firm, counts=True, rotation="Team")
    zoe = firm.person("Zoe")
    decision = firm.decide(account=firm.account("005zoe"))
    assert (decision.person, decision.turn) == (zoe, None)
    assert ("rotation Team", "does not count", "Zoe takes no turns in it") in {
        (step.step, step.result, step.detail) for step in decision.steps
    }


def test_an_owner_who_has_the_lead_already_is_not_counted_again(firm: Any) -> None:
    sticky(firm, counts=True, rotation="Team")
    ours = {"owner": "005ann", "our_owner": "005ann", "wrote_before": True, "trigger": "changed"}
    for had in (ours, {"pending_owner": "005ann"}):
        decision = firm.decide(account=firm.account("005ann"), **had)
        assert (decision.owner_name, decision.turn, decision.counts) == ("Ann", None, False)


def test_overlapping_leaves_are_one_absence_with_the_cover_of_the_first(firm: Any) -> None:
    ann, ben, cleo = firm.person("Ann"), firm.person("Ben"), firm.person("Cleo")
    firm.route("all", to=firm.team("Team", ann))
    day = timedelta(days=1)
    leaves = (
        Absence("away", Span(firm.now - day, firm.now + day), ben),
        Absence("away", Span(firm.now - day, firm.now + 2 * day), cleo),
    )
    assert firm.decide(absences={ann: leaves}).owner_name == "Ben"
    firm.now += day
    assert firm.decide(absences={ann: leaves}).owner_name == "Cleo"
    firm.now += day
    assert firm.decide(absences={ann: leaves}).owner_name == "Ann"


STAFF = ("ann", "ben", "cleo", "dora")
DAYS = st.lists(
    st.tuples(st.sets(st.sampled_from(STAFF), min_size=1), st.sets(st.sampled_from(STAFF))),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=DAYS, weight=st.integers(1, 3), after=st.sampled_from([AfterAbsence(), AfterAbsence(levelled=True)])
)
def test_twins_stay_within_one_turn_whoever_joins_leaves_or_is_away(
    firm: Any, days: list[tuple[set[str], set[str]]], weight: int, after: AfterAbsence
) -> None:
    world = type(firm)()
    for name in STAFF:
        world.person(name.title(), weight=weight if name == "ann" else 1)
    world.route("all", to=world.team("Team"), turn=Turn.WEIGHTED)
    turns: dict[str, Any] = {}
    got: Counter[str] = Counter()
    for members, away in days:
        emails = sorted(f"{name}@acme.com" for name in members)
        world.team("Team", *emails, after_absence=after)
        absences = {f"{name}@acme.com": (Absence("away", Span(world.now, None)),) for name in away}
        got.update(play(world, 2, turns, absences=absences))
    seen = {name: [(name in members, name in away) for members, away in days] for name in STAFF}
    for one, other in combinations(STAFF, 2):
        if seen[one] == seen[other]:
            weights = [world.people[f"{name}@acme.com"].weight for name in (one, other)]
            shares = [
                Fraction(got[name.title()], each) for name, each in zip((one, other), weights, strict=True)
            ]
            assert abs(shares[0] - shares[1]) <= 1
