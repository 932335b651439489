"""The ways to choose, each with the value that decided in its step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.core.decision import Decision
from connector.core.rules import Narrowing, Person, QueueMembers, Turn
from connector.core.staff.limits import Ramp
from connector.core.staff.measures import OPEN_LEADS, PLAIN, Measure
from connector.core.view import Absence, TurnState
from mappings.records import Kind, Seat, SeatKind, Span


def turn_of(decision: Decision) -> str:
    return next(step.detail for step in decision.steps if step.step == "turn")


def play(firm: Any, times: int, **given: Any) -> list[str]:
    """Who gets the next so many leads, each at the same instant."""
    turns: dict[str, dict[str, TurnState]] = {}
    loads = dict(given.pop("loads", {}))
    got = []
    for _ in range(times):
        decision = firm.decide(turns=turns, loads={OPEN_LEADS.name: loads}, **given)
        turns.setdefault(decision.turn.rotation, {}).update(decision.turn.standings)
        if decision.person in loads:
            loads[decision.person] += 1
        got.append(decision.owner_name)
    return got


def three(firm: Any, **rest: Any) -> None:
    people = [firm.person(name) for name in ("Ann", "Ben", "Cleo")]
    firm.route("all", to=firm.team("Team", *people), **rest)


def test_the_least_loaded_gets_it_and_the_step_says_with_how_many(firm: Any) -> None:
    three(firm, turn=Turn.LEAST_LOADED)
    loads = {"ann@acme.com": 4, "ben@acme.com": 1, "cleo@acme.com": 3}
    decision = firm.decide(loads={OPEN_LEADS.name: loads})
    assert (decision.owner_name, turn_of(decision)) == ("Ben", "owns 1 open lead, the fewest")
    assert play(firm, 7, loads=loads) == ["Ben", "Ben", "Cleo", "Ben", "Ann", "Cleo", "Ben"]


def test_the_least_in_hand_is_by_the_routes_own_measure(firm: Any) -> None:
    worth = PLAIN["lead.revenue"]
    three(firm, turn=Turn.LEAST_LOADED, measure=worth)
    loads = {
        worth.name: {"ann@acme.com": 120_000, "ben@acme.com": 90_000.5, "cleo@acme.com": 90_001},
        OPEN_LEADS.name: {"ann@acme.com": 0, "ben@acme.com": 9, "cleo@acme.com": 3},
    }
    decision = firm.decide(loads=loads, blanks={worth.name: {"ben@acme.com": 2}})
    assert (decision.owner_name, turn_of(decision)) == (
        "Ben",
        "owns 90,000.50 of lead.revenue (2 of them blank, which counts 0), the least",
    )


def test_two_routes_may_weigh_stages_each_in_its_own_way(firm: Any) -> None:
    late = Measure(Kind.OPPORTUNITY, True, (("negotiation", 1.0),), 0.0)
    early = Measure(Kind.OPPORTUNITY, True, (("negotiation", 0.0),), 1.0)
    three(firm, turn=Turn.LEAST_LOADED, measure=early)
    ann, ben, cleo = firm.people
    loads = {late.name: {ann: 0, ben: 5, cleo: 5}, early.name: {ann: 5, ben: 0, cleo: 0}}
    decision = firm.decide(loads=loads)
    assert (decision.owner_name, turn_of(decision)) == (
        "Ben",
        "owns 0 of opportunity.amount by stage, nobody less, and has had no turn yet",
    )
    firm.routes.clear()
    firm.route("all", to=firm.team("Team", *firm.people), turn=Turn.LEAST_LOADED, measure=late)
    assert firm.decide(loads=loads).owner_name == "Ann"


def test_open_opportunities_are_counted_in_words(firm: Any) -> None:
    deals = PLAIN["open_opportunities"]
    three(firm, turn=Turn.LEAST_LOADED, measure=deals)
    loads = {deals.name: {"ann@acme.com": 2, "ben@acme.com": 1, "cleo@acme.com": 1_200}}
    assert turn_of(firm.decide(loads=loads)) == "owns 1 open opportunity, the fewest"


def test_of_equally_loaded_who_waited_longest_then_the_e_mail(firm: Any) -> None:
    three(firm, turn=Turn.LEAST_LOADED)
    hour = timedelta(hours=1)
    stamps = {
        "ann@acme.com": TurnState(1, 0, _micros(firm.now)),
        "ben@acme.com": TurnState(9, 0, _micros(firm.now - hour)),
    }
    even = dict.fromkeys(firm.people, 2)
    decision = firm.decide(
        loads={OPEN_LEADS.name: even}, turns={"Team": stamps | {"cleo@acme.com": stamps["ann@acme.com"]}}
    )
    assert decision.owner_name == "Ben"
    assert turn_of(decision) == (
        "owns 2 open leads, nobody fewer, and has waited longest, since 2026-03-02T11:00:00.000000Z"
    )
    assert firm.decide(loads={OPEN_LEADS.name: even}).owner_name == "Ann"


def test_the_longest_waiting_go_round_even_within_one_instant(firm: Any) -> None:
    three(firm, turn=Turn.LONGEST_WAITING)
    assert play(firm, 7) == ["Ann", "Ben", "Cleo", "Ann", "Ben", "Cleo", "Ann"]
    assert turn_of(firm.decide()) == "has had no turn yet"


def test_in_order_goes_down_the_list_as_written(firm: Any) -> None:
    for name in ("Ann", "Ben", "Cleo", "Dora"):
        firm.person(name)
    reps = Seat("00Greps", SeatKind.QUEUE, "Reps", members=("005ben", "005ann"))
    firm.seats["sales"].append(reps)
    listed = ("dora@acme.com", QueueMembers("sales", "Reps"), "cleo@acme.com")
    firm.route("all", to=firm.team("Team", *listed), turn=Turn.IN_ORDER)
    assert play(firm, 6) == ["Dora", "Ann", "Ben", "Cleo", "Dora", "Ann"]


def test_in_order_goes_on_behind_the_last_though_somebody_leaves_or_joins(firm: Any) -> None:
    emails = [firm.person(name) for name in ("Ann", "Ben", "Cleo", "Dora")]
    firm.route("all", to=firm.team("Team", *emails), turn=Turn.IN_ORDER)
    turns = {
        "Team": {emails[0]: TurnState(1, 0, 1), emails[1]: TurnState(1, 0, 2), emails[2]: TurnState(1, 0, 3)}
    }
    decision = firm.decide(turns=turns)
    assert decision.owner_name == "Dora"
    assert turn_of(decision) == "comes next after cleo@acme.com in the team's order"
    firm.team("Team", emails[0], emails[1], emails[3])
    assert firm.decide(turns=turns).owner_name == "Dora"


def test_a_stand_in_has_the_place_of_whom_they_stand_in_for(firm: Any) -> None:
    ann, ben, cleo = (firm.person(name) for name in ("Ann", "Ben", "Cleo"))
    firm.route("all", to=firm.team("Team", ann, ben), turn=Turn.IN_ORDER)
    away = {ann: (Absence("away", Span(firm.now, None), cleo),)}
    assert play(firm, 4, absences=away) == ["Cleo", "Ben", "Cleo", "Ben"]


def test_the_best_fit_has_the_most_points_for_what_is_asked_for(firm: Any) -> None:
    ann = firm.person("Ann", skills=frozenset({"steel", "saas"}), levels={("skill", "steel"): 3})
    ben = firm.person(
        "Ben", skills=frozenset({"steel"}), languages=frozenset({"de"}), levels={("language", "de"): 5}
    )
    cleo = firm.person("Cleo", languages=frozenset({"de"}))
    fit = (Narrowing("skill", field="lead.industry"), Narrowing("language", field="lead.language"))
    firm.route("all", to=firm.team("Team", ann, ben, cleo), turn=Turn.BEST_FIT, fit=fit)
    best = firm.decide({"industry": ("Steel", "SaaS"), "language": "de-AT"})
    assert (best.owner_name, turn_of(best)) == ("Ben", "fits best, with 6 points for what is asked for")
    assert firm.decide({"industry": ("Steel", "SaaS")}).owner_name == "Ann"
    steps = {step.step: (step.result, step.detail) for step in best.steps}
    assert steps["fit skill"] == ("counts", "asked for by lead.industry")


def test_of_equally_fit_it_is_whose_turn_it_is(firm: Any) -> None:
    three(firm, turn=Turn.BEST_FIT, fit=(Narrowing("skill", value="steel"),))
    for email in ("ben@acme.com", "cleo@acme.com"):
        firm.people[email] = replace(firm.people[email], skills=frozenset({"steel"}))
    assert play(firm, 4) == ["Ben", "Cleo", "Ben", "Cleo"]
    assert turn_of(firm.decide()) == (
        "fits best, with 1 point for what is asked for as 2 do, and is owed the most of them"
    )


def test_a_skill_can_be_asked_for_at_a_level(firm: Any) -> None:
    ann = firm.person("Ann", skills=frozenset({"german"}))
    ben = firm.person("Ben", skills=frozenset({"german"}), levels={("skill", "german"): 4})
    firm.route(
        "all", to=firm.team("Team", ann, ben), narrow=(Narrowing("skill", value="german", at_least=3),)
    )
    decision = firm.decide()
    assert decision.owner_name == "Ben"
    assert [g.reason for g in decision.pool] == [
        "does not have the skill asked for (german at level 3 or more)",
        "can take it",
    ]


@pytest.mark.parametrize("turn", list(Turn))
def test_routes_and_crms_of_one_rotation_share_its_turns(firm: Any, turn: Turn) -> None:
    ann, ben = firm.person("Ann"), firm.person("Ben")
    shared = {"turn": turn, "rotation": "Everybody"}
    firm.route("one", to=firm.team("One", ann, ben), **shared)
    first = firm.decide(loads={OPEN_LEADS.name: {ann: 0, ben: 0}})
    firm.routes.clear()
    firm.route("two", to=firm.team("Two", ben, ann), **shared)
    again = firm.decide(
        crm="marketing", turns={"Everybody": first.turn.standings}, loads={OPEN_LEADS.name: {first.person: 1}}
    )
    assert {first.person, again.person} == {ann, ben}
    assert again.turn.rotation == "Everybody"
    assert turn_of(first).endswith("the turn is one of rotation Everybody")


def test_a_new_person_has_their_share_until_the_day_is_over(firm: Any) -> None:
    ann, zoe = firm.person("Ann"), firm.person("Zoe")
    firm.route("all", to=firm.team("Team", ann, zoe))
    firm.people[zoe] = Person(zoe, "Zoe", ramp=Ramp(50, date(2026, 3, 2)))
    got = play(firm, 30)
    assert (got.count("Ann"), got.count("Zoe")) == (20, 10)
    firm.now += timedelta(days=1)
    assert play(firm, 30).count("Zoe") == 15
    firm.people[zoe] = Person(zoe, "Zoe", ramp=Ramp(0, date(2026, 3, 9)))
    decision = firm.decide()
    assert {g.reason for g in decision.pool} == {"share 0: takes no turns yet", "can take it"}


def test_a_new_persons_open_leads_weigh_more(firm: Any) -> None:
    ann, zoe = firm.person("Ann"), firm.person("Zoe", ramp=Ramp(50, date(2027, 1, 1)))
    firm.route("all", to=firm.team("Team", ann, zoe), turn=Turn.LEAST_LOADED)
    assert firm.decide(loads={OPEN_LEADS.name: {ann: 5, zoe: 3}}).owner_name == "Ann"
    decision = firm.decide(loads={OPEN_LEADS.name: {ann: 5, zoe: 2}})
    assert (decision.owner_name, turn_of(decision)) == (
        "Zoe",
        "owns 2 open leads, counted as 4.0, the fewest",
    )


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    turn=st.sampled_from(Turn),
    loads=st.dictionaries(st.sampled_from(["ann@acme.com", "ben@acme.com"]), st.integers(0, 3)),
    stamps=st.lists(st.integers(0, 2), min_size=3, max_size=3),
)
def test_every_way_is_a_total_order_that_no_listing_changes(
    firm: Any, turn: Turn, loads: dict[str, int], stamps: list[int]
) -> None:
    world = type(firm)()
    three(world, turn=turn)
    turns = {
        "Team": {email: TurnState(0, 0, stamp) for email, stamp in zip(world.people, stamps, strict=True)}
    }
    one = world.decide(loads={OPEN_LEADS.name: loads}, turns=turns)
    for seats in world.seats.values():
        seats.reverse()
    turns = {"Team": dict(reversed(turns["Team"].items()))}
    assert repr(world.decide(loads={OPEN_LEADS.name: loads}, turns=turns)) == repr(one)


def _micros(at: Any) -> int:
    return int(at.timestamp() * 1_000_000)
