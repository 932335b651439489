"""Given a firm and a lead, when somebody asks why they did not get it, then this stood in their way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.core.conditions import Operator, Test
from connector.core.instead.nearest import nearest
from connector.core.instead.telling import lines, plain, sentence
from connector.core.instead.why import WhyNot, why_not
from connector.core.matching.match import MatchResult
from connector.core.rules import Fallback, Narrowing, Nobody, Route, Target, TargetKind, Turn
from connector.core.screening import Before, Junk
from connector.core.staff.limits import Cap
from connector.core.view import Absence, AccountFacts, Request, TurnState, Verb
from mappings.records import Hours, Span, State
from tests.core.conftest import Firm

ANN, BEN, CARLA = "ann@acme.com", "ben@acme.com", "carla@acme.com"
NO_MATCH = MatchResult(None, 0.0, "none", (), (), ())
GERMAN = Test("lead.country", Operator.IS, "DE")


def asked(firm: Firm, who: str, fields: Any = None, *, found: MatchResult = NO_MATCH, **rest: Any) -> WhyNot:
    policy = firm.policy(before=rest.pop("before", Before()))
    return why_not(policy, firm.view(fields, **rest), who, found)


def matched(account: AccountFacts, band: str = "auto") -> MatchResult:
    return MatchResult(account, 0.95, band, (), (), ())


def steps(why: WhyNot) -> list[tuple[str, str]]:
    return [(one.step, one.result) for one in why.steps]


@pytest.fixture
def pair(firm: Firm) -> Firm:
    """Ann and Ben of one team, which every lead goes to."""
    firm.route("All", to=firm.team("Inbound", firm.person("Ann"), firm.person("Ben")))
    return firm


def test_whoever_gets_it_is_told_so(pair: Firm) -> None:
    why = asked(pair, ANN)
    assert (why.got, why.steps) == (True, ())
    assert lines(why, nearest(pair.policy(), pair.view(), ANN, NO_MATCH)) == [
        "Ann has it. Route All: Ann has the next turn in team Inbound."
    ]


def test_whoever_is_next_is_told_with_what_each_is_owed(pair: Firm) -> None:
    why = asked(pair, BEN, turns={"Inbound": {BEN: TurnState(1)}})
    (one,) = why.steps
    assert (one.step, one.result) == ("turn", "somebody else")
    assert one.detail == (
        "Ann is next: was owed 0.50 turns, and nobody is owed more; "
        "they are number 2 of 2, and are owed -0.50"
    )


def test_by_another_way_to_choose_its_rule_is_told(pair: Firm) -> None:
    pair.routes[0] = replace(pair.routes[0], turn=Turn.LEAST_LOADED)
    why = asked(pair, ANN, loads={"open_leads": {ANN: 9, BEN: 2}})
    assert why.steps[0].detail.startswith(
        "Ben is next: owns 2 open leads, the fewest; they are number 2 of 2"
    )


def test_an_earlier_route_took_it_and_the_own_one_would_not_have_fired(firm: Firm) -> None:
    firm.person("Carla")
    firm.route(
        "A known account keeps its owner",
        Test("account.match", Operator.IS, "auto"),
        Target(TargetKind.ACCOUNT_OWNER),
    )
    firm.route("EMEA", GERMAN, firm.team("EMEA", firm.person("Ann")))
    why = asked(firm, ANN, {"country": "US"}, found=matched(firm.account("005carla")))
    assert [sentence(one) for one in why.steps] == [
        "Route A known account keeps its owner comes first and takes it: account.match is auto; "
        "Carla owns the matched account.",
        "Route EMEA does not take it: lead.country is not DE.",
    ]
    assert [barred.way.right for barred in why.ways] == ["is of team EMEA"]
    assert why.elsewhere == ("A known account keeps its owner",)


def test_a_nested_route_and_those_around_it_each_stand_in_the_way(firm: Firm) -> None:
    team = firm.team("Big", firm.person("Ann"))
    big = Route("Big", "EMEA / Big", Test("lead.employees", Operator.AT_LEAST, 1000), team)
    firm.route("EMEA", GERMAN, routes=(big,))
    why = asked(firm, ANN, {"country": "US"})
    assert [(one.step, one.result) for one in why.steps] == [
        ("route EMEA", "false"),
        ("route EMEA / Big", "blank"),
    ]
    assert why.steps[1].detail == "blank: lead.employees"


@pytest.mark.parametrize(
    ("rest", "step"),
    [
        ({"owner": "005robot"}, ("owner", "left alone")),
        ({"state": State.CONVERTED}, ("lead", "converted")),
        ({"linked": True}, ("lead", "linked")),
        ({"trigger": "changed", "redecided": 50}, ("loop", "stopped")),
        ({"wrote_before": True, "our_owner": "005ben", "undone": 3}, ("contested", "stopped")),
    ],
)
def test_a_lead_that_is_not_routed_is_barred_whichever_way(
    pair: Firm, rest: Any, step: tuple[str, str]
) -> None:
    why = asked(pair, ANN, **rest)
    assert steps(why) == [step]
    assert why.steps[0].anyhow
    assert "Whichever way:" in lines(why, nearest(pair.policy(), pair.view(**rest), ANN, NO_MATCH))


def test_suppression_and_junk_come_before_the_routes(pair: Firm) -> None:
    suppressed = asked(pair, ANN, {"country": "DE"}, before=Before(suppress=GERMAN))
    assert steps(suppressed) == [("suppression", "suppressed")]
    junk = asked(pair, ANN, {"company": "test"}, before=Before(junk=Junk()))
    assert steps(junk) == [("junk", "junk")]


def test_what_was_asked_for_stands_before_the_routes(pair: Firm) -> None:
    has = {"owner": "005ben", "wrote_before": True, "our_owner": "005ben"}
    why = asked(pair, ANN, request=Request(Verb.GIVE_BACK, BEN), **has)
    assert why.steps[0].step == "request"
    declined = {"request": Request(Verb.DECLINE, BEN), "declined": frozenset({BEN})}
    why = asked(pair, BEN, turns={"Inbound": {ANN: TurnState(1)}}, **declined, **has)
    assert steps(why) == [("request", "decline"), ("had it before", "kept out")]


def test_whoever_has_it_keeps_it(pair: Firm) -> None:
    why = asked(pair, ANN, owner="005ben", wrote_before=True, our_owner="005ben", trigger="changed")
    assert steps(why) == [("keeps it", "Ben")]


@pytest.mark.parametrize(
    ("change", "rest", "detail"),
    [
        ({}, {"absences": {ANN: (Absence("away", Span(Firm().now, None)),)}}, "away"),
        ({}, {"absences": {ANN: (Absence("busy", Span(Firm().now, None)),)}}, "busy, says the calendar"),
        ({"away": (Span(Firm().now, None),)}, {}, "away"),
        ({"weight": 0}, {}, "weight 0: takes no turns"),
        ({"cap": Cap(per_day=1)}, {"given": {ANN: (Firm().now,)}}, "had 1 of 1 leads today"),
        ({"cap": Cap(open_leads=3)}, {"loads": {"open_leads": {ANN: 3}}}, "owns 3 of 3 open leads"),
        ({}, {"exclude": frozenset({ANN})}, "had this lead before"),
    ],
)
def test_what_keeps_a_person_from_it_is_told_in_the_decisions_words(
    pair: Firm, change: Any, rest: Any, detail: str
) -> None:
    pair.people[ANN] = replace(pair.people[ANN], **change)
    pair.routes[0] = replace(pair.routes[0], turn=Turn.WEIGHTED)
    assert [one.detail for one in asked(pair, ANN, **rest).steps] == [detail]


def test_an_inactive_seat_or_none_is_told(pair: Firm) -> None:
    pair.reseat("sales", "005ann", active=False)
    assert asked(pair, ANN).steps[0].detail == "seat inactive in sales"
    pair.seats["sales"] = [seat for seat in pair.seats["sales"] if seat.id != "005ann"]
    assert asked(pair, ANN).steps[0].detail == "no seat in sales"


def test_hours_and_holidays_each_stand_in_the_way(pair: Firm, office: Hours) -> None:
    pair.people[ANN] = replace(pair.people[ANN], hours=office)
    pair.teams["Inbound"] = replace(pair.teams["Inbound"], holidays="DE")
    pair.now = pair.now.replace(month=5, day=1, hour=20)
    assert [one.detail for one in asked(pair, ANN).steps] == ["public holiday (DE)", "outside working hours"]


def test_several_reasons_are_all_told_in_the_order_they_are_asked(pair: Firm) -> None:
    pair.people[ANN] = replace(pair.people[ANN], cap=Cap(per_day=1))
    pair.routes[0] = replace(pair.routes[0], when=GERMAN, narrow=(Narrowing("skill", value="german"),))
    gone = {ANN: (Absence("paused", Span(pair.now, None)),)}
    why = asked(pair, ANN, {"country": "US"}, absences=gone, given={ANN: (pair.now,)})
    assert [one.step for one in why.steps] == ["route All", "absence", "with skill", "cap"]
    assert why.steps[2].detail == "does not have the skill asked for (german)"


def test_a_team_that_overflows_only_when_nobody_is_left(firm: Firm) -> None:
    firm.team("Nights", firm.person("Ann"))
    firm.route("All", to=firm.team("Days", firm.person("Ben"), overflow="Nights"))
    why = asked(firm, ANN)
    assert [barred.way.right for barred in why.ways] == ["is of team Nights, into which team Days overflows"]
    assert why.steps[0].detail == "team Days can take it itself: Ben is next"


def test_a_stand_in_is_not_needed_while_the_other_is_there(firm: Firm) -> None:
    firm.person("Ann")
    firm.route("All", to=firm.team("Days", firm.person("Ben", backup=ANN)))
    why = asked(firm, ANN)
    assert [barred.way.right for barred in why.ways] == ["stands in for Ben in team Days"]
    assert steps(why)[0] == ("stand-in", "not needed")


def test_an_unsure_match_is_no_reason_to_give_it_to_its_owner(firm: Firm) -> None:
    firm.person("Ann")
    firm.route("Known", to=Target(TargetKind.ACCOUNT_OWNER))
    why = asked(firm, ANN, found=matched(firm.account("005ann"), "review"))
    assert [one.detail for one in why.steps] == ["the match is not sure enough to act on"]


def test_a_route_before_waits_or_sends_it_to_the_fallback(firm: Firm) -> None:
    gone = {BEN: (Absence("away", Span(firm.now, firm.now + timedelta(days=1))),)}
    firm.route("First", to=firm.team("Days", firm.person("Ben")), nobody=Nobody.WAIT)
    firm.route("Second", to=firm.team("Nights", firm.person("Ann")))
    assert steps(asked(firm, ANN, absences=gone)) == [("route First", "waits")]
    firm.routes[0] = replace(firm.routes[0], nobody=Nobody.OTHERWISE)
    assert steps(asked(firm, ANN, absences=gone)) == [("route First", "ended it")]


def test_a_queue_and_the_fallback_are_asked_about_too(pair: Firm) -> None:
    why = asked(pair, "Unrouted")
    assert [(barred.way.path, barred.way.right) for barred in why.ways] == [("otherwise", "it is named")]
    assert steps(why) == [("route All", "took it")]
    pair.otherwise = Fallback(Target(TargetKind.USER, "Carla"))
    pair.person("Carla")
    assert steps(asked(pair, CARLA)) == [("route All", "took it")]


def test_of_very_many_routes_before_it_the_rest_are_one_step(firm: Firm) -> None:
    team = firm.team("Days", firm.person("Ben"))
    for number in range(45):
        firm.route(f"R{number}", to=team)
    firm.route("Last", GERMAN, firm.team("Nights", firm.person("Ann")))
    why = asked(firm, ANN, {"country": "US"})
    assert len(why.steps) == 42
    assert why.steps[40].detail == "more than 40 routes before it take it"
    assert sentence(why.steps[41]) == "Route Last does not take it: lead.country is not DE."


def test_nothing_would_is_an_answer(pair: Firm) -> None:
    pair.person("Carla")
    pair.route("Known", to=Target(TargetKind.ACCOUNT_OWNER))
    why = asked(pair, CARLA)
    near = nearest(pair.policy(), pair.view(), CARLA, NO_MATCH)
    assert why.ways == ()
    assert lines(why, near)[-1] == (
        "Nothing would: no team and no target of this policy is theirs, "
        "and no record that routes go by (Known)."
    )


def test_nobody_is_told_apart_from_nothing(pair: Firm) -> None:
    why = asked(pair, "nobody@acme.com")
    assert why.name is None
    assert "Nobody goes by that" in lines(why, nearest(pair.policy(), pair.view(), "nobody@acme.com"))[0]


def test_no_value_of_the_lead_is_told(pair: Firm) -> None:
    secret = {"country": "US", "email": "zoltan@private.example", "last_name": "Zoltan", "company": "Secret"}
    pair.routes[0] = replace(pair.routes[0], when=GERMAN)
    policy, view = pair.policy(), pair.view(secret)
    why = why_not(policy, view, ANN)
    near = nearest(policy, view, ANN)
    said = repr(plain(why, near)) + "\n".join(lines(why, near))
    assert "lead.country = DE" in said
    assert not any(word in said for word in ("zoltan", "Zoltan", "Secret", "US"))
