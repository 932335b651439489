from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connector.core.conditions import All, Operator, Related, Test
from connector.core.decision import Outcome
from connector.core.rules import (
    Blank,
    Nobody,
    OwnerRef,
    Route,
    Target,
    TargetKind,
)
from connector.core.view import Absence
from mappings.records import Hours, Kind, Record, Seat, SeatKind, Span, State

ACCOUNT_OWNER = Target(TargetKind.ACCOUNT_OWNER)
GERMAN = Test("lead.country", Operator.IS, "DE")


def queue(name: str) -> Target:
    return Target(TargetKind.QUEUE, name)


def steps(decision: Any) -> dict[str, tuple[str, str]]:
    return {step.step: (step.result, step.detail) for step in decision.steps}


# Whether the lead is ours to route


@pytest.mark.parametrize("state", [State.CONVERTED, State.DELETED, State.MERGED])
def test_a_lead_that_is_no_more_is_left_alone(firm: Any, state: State) -> None:
    decision = firm.decide(state=state)
    assert (decision.outcome, decision.write) == (Outcome.LEAVE, False)


def test_a_record_linked_to_the_owner_of_record_is_left_alone(firm: Any) -> None:
    decision = firm.decide(crm="marketing", linked=True, owner_of_record="sales")
    assert (decision.outcome, decision.reason) == (
        Outcome.LEAVE,
        "Left alone: its owner is ruled by sales.",
    )


def test_a_person_s_lead_is_left_alone(firm: Any) -> None:
    firm.person("Ann")
    decision = firm.decide(owner="005ann")
    assert decision.outcome is Outcome.LEAVE
    assert decision.reason == "Left alone: owned by Ann, who is not in owned_by."


def test_an_owner_that_nobody_knows_is_a_person(firm: Any) -> None:
    assert firm.decide(owner="005stranger").outcome is Outcome.LEAVE


@pytest.mark.parametrize(
    ("ref", "owner", "outcome"),
    [
        (OwnerRef("queue", "inbound"), "00Ginbound", Outcome.ASSIGN),
        (OwnerRef("queue", "00Ginbound"), "00Ginbound", Outcome.ASSIGN),
        (OwnerRef("user", "ROBOT@acme.com"), "005robot", Outcome.ASSIGN),
        (OwnerRef("owner", "Robot"), "005robot", Outcome.ASSIGN),
        (OwnerRef("user", "Inbound"), "00Ginbound", Outcome.LEAVE),
        (OwnerRef("nobody"), "00Ginbound", Outcome.LEAVE),
        (OwnerRef("nobody"), None, Outcome.ASSIGN),
        (OwnerRef("queue", "Inbound"), None, Outcome.LEAVE),
    ],
)
def test_leads_are_taken_from_those_in_owned_by_only(
    firm: Any, ref: OwnerRef, owner: str | None, outcome: Outcome
) -> None:
    firm.owned_by = (ref,)
    assert firm.decide(owner=owner).outcome is outcome


def test_a_user_s_name_that_fits_two_is_nobody_s(firm: Any) -> None:
    firm.seats["sales"].append(Seat("005robot2", SeatKind.USER, "Robot", "robot2@acme.com"))
    firm.owned_by = (OwnerRef("user", "Robot"),)
    assert firm.decide(owner="005robot").outcome is Outcome.LEAVE


def test_a_queue_counts_as_nobody_where_there_are_no_queues(firm: Any) -> None:
    firm.owned_by = (OwnerRef("queue", "Inbound"),)
    assert firm.decide(crm="marketing", owner=None).outcome is Outcome.ASSIGN


def test_what_we_gave_we_may_give_to_another(firm: Any) -> None:
    firm.person("Ann")
    firm.route("all", to=firm.team("Team", firm.person("Ben")))
    decision = firm.decide(owner="005ann", our_owner="005ann", wrote_before=True, trigger="changed")
    assert (decision.owner_name, decision.write, decision.undoes) == ("Ben", True, False)


def test_a_write_over_somebody_else_s_change_undoes_it_and_the_fourth_is_contested(firm: Any) -> None:
    firm.route("all", to=firm.team("Team", firm.person("Ann")))
    moved = {"owner": "00Ginbound", "our_owner": "005ann", "wrote_before": True}
    third = firm.decide(undone=2, **moved)
    assert (third.outcome, third.undoes) == (Outcome.ASSIGN, True)
    fourth = firm.decide(undone=3, **moved)
    assert (fourth.outcome, fourth.write) == (Outcome.REVIEW, False)
    assert fourth.reason.startswith("Contested:")


# Routes


def test_the_first_route_that_fires_takes_it_and_each_tried_one_is_a_step(firm: Any) -> None:
    team = firm.team("Team", firm.person("Ann"))
    firm.route("French", Test("lead.country", Operator.IS, "FR"), queue("Inbound"))
    firm.route("German", GERMAN, team)
    firm.route("Never", None, queue("Inbound"))
    decision = firm.decide({"country": "Germany"})
    assert decision.route == "German"
    assert decision.reason == "Route German: Ann has the next turn in team Team."
    assert steps(decision)["route French"] == ("false", "lead.country is not FR")
    assert steps(decision)["route German"] == ("true", "lead.country is DE")
    assert "route Never" not in steps(decision)


def test_nested_routes_narrow_and_later_siblings_are_tried_where_none_takes_it(firm: Any) -> None:
    big = Route("big", "EMEA / big", Test("lead.employees", Operator.AT_LEAST, 1000), queue("Unrouted"))
    firm.route("EMEA", GERMAN, None, routes=(big,))
    firm.route("rest", None, firm.team("Team", firm.person("Ann")))
    assert firm.decide({"country": "DE", "employees": 2000}).route == "EMEA / big"
    assert firm.decide({"country": "DE", "employees": 20}).route == "rest"
    assert "route EMEA / big" not in steps(firm.decide({"country": "FR", "employees": 2000}))


def test_a_blank_skips_fires_or_holds_as_the_route_says(firm: Any) -> None:
    firm.route("German", GERMAN, queue("Unrouted"))
    firm.route("rest", None, firm.team("Team", firm.person("Ann")))
    assert firm.decide({}).route == "rest"
    assert steps(firm.decide({}))["route German"] == ("blank", "blank: lead.country")
    firm.routes[0] = Route("German", "German", GERMAN, queue("Unrouted"), blank=Blank.FIRES)
    assert firm.decide({}).route == "German"
    firm.routes[0] = Route("German", "German", GERMAN, queue("Unrouted"), blank=Blank.HOLDS)
    held = firm.decide({})
    assert (held.outcome, held.route, held.write) == (Outcome.HOLD, "German", False)
    assert held.hold_until == firm.now + timedelta(seconds=900)
    assert firm.decide({}, settled=frozenset({"blank"})).route == "rest"


def test_a_lead_with_every_field_blank_is_decided(firm: Any) -> None:
    decision = firm.decide({})
    assert (decision.outcome, decision.owner_name, decision.route) == (
        Outcome.ASSIGN,
        "Unrouted",
        "otherwise",
    )


@pytest.mark.parametrize(
    ("nobody", "outcome", "route"),
    [
        (Nobody.OTHERWISE, Outcome.ASSIGN, "otherwise"),
        (Nobody.NEXT, Outcome.ASSIGN, "next"),
        (Nobody.WAIT, Outcome.HOLD, "team"),
    ],
)
def test_where_nobody_can_take_it_the_route_says_what_follows(
    firm: Any, office: Hours, nobody: Nobody, outcome: Outcome, route: str
) -> None:
    firm.now = firm.now.replace(hour=20)
    firm.route("team", None, firm.team("Team", firm.person("Ann", hours=office)), nobody=nobody)
    firm.route("next", None, queue("Inbound"))
    decision = firm.decide()
    assert (decision.outcome, decision.route) == (outcome, route)
    if nobody is Nobody.WAIT:
        assert decision.hold_until == firm.now.replace(day=3, hour=8)


def test_waiting_for_somebody_who_never_comes_back_ends_in_the_fallback(firm: Any) -> None:
    ann = firm.person("Ann")
    firm.route("team", None, firm.team("Team", ann), nobody=Nobody.WAIT)
    gone = {ann: (Absence("away", Span(firm.now, None)),)}
    assert firm.decide(absences=gone).route == "otherwise"


# The matched account


def known_account(firm: Any, **rest: Any) -> None:
    firm.route("known", to=ACCOUNT_OWNER, **rest)
    firm.route("rest", to=queue("Inbound"))


def test_a_known_account_keeps_its_owner_across_crms(firm: Any) -> None:
    firm.person("Ann")
    known_account(firm)
    decision = firm.decide(account=firm.account("77ann", crm="marketing"))
    assert (decision.owner_id, decision.person, decision.turn) == ("005ann", "ann@acme.com", None)
    assert decision.reason == "Route known: Ann owns the matched account."


@pytest.mark.parametrize(
    ("owner", "changes", "why"),
    [
        (None, {}, "the matched account has no owner"),
        ("005ghost", {}, "the matched account has an owner unknown in sales"),
        ("00Gunrouted", {}, "the matched account belongs to queue Unrouted"),
        ("005ann", {"active": False}, "Ann, who owns the matched account, is inactive in sales"),
        ("005ann", {"available": False}, "Ann owns the matched account, but: not available, says the CRM"),
    ],
)
def test_an_account_owner_who_cannot_take_it_leaves_it_to_the_next_route(
    firm: Any, owner: str | None, changes: dict[str, bool], why: str
) -> None:
    firm.person("Ann")
    firm.reseat("sales", "005ann", **changes)
    known_account(firm)
    decision = firm.decide(account=firm.account(owner))
    assert decision.route == "rest"
    assert steps(decision)["to account.owner"] == ("not taken", why)


def test_an_account_owner_without_a_seat_in_the_lead_s_crm_leaves_it_to_the_next_route(firm: Any) -> None:
    firm.person("Ann", seats=("marketing",))
    known_account(firm)
    decision = firm.decide(account=firm.account("77ann", crm="marketing"))
    assert decision.route == "rest"


def test_a_backup_takes_an_account_s_lead_while_its_owner_is_away(firm: Any) -> None:
    ann = firm.person("Ann", backup="ben@acme.com")
    firm.person("Ben")
    known_account(firm)
    absences = {ann: (Absence("away", Span(firm.now, None)),)}
    decision = firm.decide(account=firm.account("005ann"), absences=absences)
    assert decision.owner_name == "Ben"
    assert "Ann owns the matched account (away), Ben stands in" in decision.reason


def test_off_hours_do_not_part_an_account_from_its_owner(firm: Any, office: Hours) -> None:
    firm.now = firm.now.replace(hour=23)
    firm.person("Ann", hours=office)
    known_account(firm)
    assert firm.decide(account=firm.account("005ann")).owner_name == "Ann"


def test_an_unsure_match_routes_to_the_owner_only_where_the_route_asks_about_the_match(firm: Any) -> None:
    firm.person("Ann")
    known_account(firm)
    account = firm.account("005ann", industry="Steel")
    assert firm.decide(account=account, band="review").route == "rest"
    asks = Test("account.match", Operator.IN, ("auto", "review"))
    firm.routes[0] = Route("known", "known", asks, ACCOUNT_OWNER)
    assert firm.decide(account=account, band="review").owner_name == "Ann"
    steel = Test("account.industry", Operator.IS, "steel")
    firm.routes[0] = Route("steel", "steel", steel, queue("Unrouted"))
    assert steps(firm.decide(account=account, band="review"))["route steel"][0] == "blank"
    assert firm.decide(account=account).route == "steel"
    firm.routes[0] = Route("steel", "steel", All((asks, steel)), queue("Unrouted"))
    assert firm.decide(account=account, band="review").route == "steel"


def test_only_the_matched_account_s_opportunities_count(firm: Any) -> None:
    def opportunity(number: int, account: str) -> Record:
        fields = {"account_id": account, "stage": "Won"}
        return Record(Kind.OPPORTUNITY, f"006{number}", None, None, firm.now, None, fields)

    won = Related("count_of", "opportunity", Test("stage", Operator.IS, "won"), at_least=2)
    firm.route("won", won, queue("Unrouted"))
    firm.route("rest", None, queue("Inbound"))
    mine, other = (opportunity(1, "001acme"), opportunity(2, "001acme")), opportunity(3, "001other")
    account = firm.account()
    assert firm.decide(account=account, related={"opportunity": (*mine, other)}).route == "won"
    assert firm.decide(account=account, related={"opportunity": (mine[0], other)}).route == "rest"


# Loops


def test_a_lead_that_changes_again_and_again_is_parked_once_then_left_alone(firm: Any) -> None:
    policy = firm.policy(max_changes_per_day=3)
    assert firm.decide(policy=policy, trigger="changed", redecided=2).outcome is Outcome.ASSIGN
    parked = firm.decide(policy=policy, trigger="changed", redecided=3)
    assert (parked.outcome, parked.write) == (Outcome.PARK, False)
    assert parked.reason == (
        "Waits for a person: watched fields changed more than 3 times in 24 h, which looks like a loop."
    )
    after = firm.decide(policy=policy, trigger="changed", redecided=4)
    assert (after.outcome, after.left_to_its_owner) == (Outcome.LEAVE, False)
    assert firm.decide(policy=policy, trigger="request", redecided=4).outcome is Outcome.ASSIGN
