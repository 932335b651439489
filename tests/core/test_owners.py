"""Owners by what is known around a lead: a team, the account above, an opportunity, a contact, the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connector.core.decision import Decision, Outcome
from connector.core.rules import Extreme, Nobody, Order, Target, TargetKind
from connector.core.view import Absence
from mappings.activities import Touch
from mappings.records import Kind, Record, Seat, SeatKind, Span, State

ACME = "001acme"
JANE = {"email": "jane@acme.example", "first_name": "Jane", "last_name": "Roe"}


def record(kind: Kind, id_: str, owner: str | None, day: int = 1, **fields: Any) -> Record:
    at = datetime(2026, 1, day, tzinfo=UTC)
    return Record(kind, id_, owner, at, at, None, {"account_id": ACME, **fields}, State.OPEN)


def deal(id_: str, owner: str | None, day: int = 1, **fields: Any) -> Record:
    return record(Kind.OPPORTUNITY, id_, owner, day, **fields)


def steps(decision: Decision) -> dict[str, str]:
    return {step.step: step.detail for step in decision.steps}


@pytest.fixture
def staff(firm: Any) -> Any:
    for name in ("Ann", "Ben", "Cora"):
        firm.person(name)
    firm.team("Reserve", "cora@acme.com")
    return firm


def by(firm: Any, kind: TargetKind, **rest: Any) -> None:
    firm.route("R", to=Target(kind, **rest))
    firm.route("Else", to=Target(TargetKind.TEAM, "Reserve"))


# The teams of the account's owner


def test_the_turn_is_within_the_first_team_of_the_account_s_owner_that_has_somebody(staff: Any) -> None:
    staff.team("North", "ann@acme.com", "ben@acme.com")
    by(staff, TargetKind.ACCOUNT_TEAM)
    decision = staff.decide(account=staff.account("005ann"), turns={})
    assert decision.owner_name in ("Ann", "Ben")
    assert decision.turn is not None
    assert decision.turn.rotation == "North"


def test_an_owner_who_left_still_has_a_team(staff: Any) -> None:
    staff.team("North", "ann@acme.com", "ben@acme.com")
    staff.reseat("sales", "005ann", active=False)
    by(staff, TargetKind.ACCOUNT_TEAM)
    assert staff.decide(account=staff.account("005ann")).owner_name == "Ben"


def test_where_nobody_of_the_first_team_can_take_it_the_next_team_is_asked(staff: Any) -> None:
    staff.team("North", "ann@acme.com")
    staff.team("South", "ann@acme.com", "ben@acme.com")
    by(staff, TargetKind.ACCOUNT_TEAM)
    away = {"ann@acme.com": (Absence("away", Span(staff.now, None)),)}
    assert staff.decide(account=staff.account("005ann"), absences=away).owner_name == "Ben"


@pytest.mark.parametrize(("owner", "why"), [(None, "no person as owner"), ("005ben", "in no team")])
def test_without_a_person_or_a_team_the_routes_after_it_are_tried(
    staff: Any, owner: str | None, why: str
) -> None:
    staff.team("North", "ann@acme.com")
    by(staff, TargetKind.ACCOUNT_TEAM)
    decision = staff.decide(account=staff.account(owner))
    assert decision.owner_name == "Cora"
    assert why in steps(decision)["to account.owner.team"]


def test_nobody_of_the_team_there_is_what_the_route_says_about_nobody(staff: Any) -> None:
    staff.team("North", "ann@acme.com")
    staff.route("R", to=Target(TargetKind.ACCOUNT_TEAM), nobody=Nobody.NEXT)
    staff.route("Else", to=Target(TargetKind.TEAM, "Reserve"))
    away = {"ann@acme.com": (Absence("away", Span(staff.now, None)),)}
    assert staff.decide(account=staff.account("005ann"), absences=away).owner_name == "Cora"
    staff.routes[0] = replace(staff.routes[0], nobody=Nobody.OTHERWISE)
    assert staff.decide(account=staff.account("005ann"), absences=away).owner_name == "Unrouted"


# The accounts above


def above(firm: Any, *owners: str | None) -> Any:
    """Acme with accounts above it, the nearest first."""
    known = [firm.account(owner) for owner in owners]
    ancestors = tuple(replace(one, record=replace(one.record, id=f"001up{n}")) for n, one in enumerate(known))
    return replace(firm.account("005ann", parent_id="001up0"), ancestors=ancestors)


def test_the_owner_of_the_account_above_takes_it(staff: Any) -> None:
    by(staff, TargetKind.PARENT_OWNER)
    decision = staff.decide(account=above(staff, "005ben", "005cora"))
    assert decision.owner_name == "Ben"
    assert ("sales:account", "001up0", "owner", "005ben") in {
        (i.object, i.record_id, i.field, i.value) for i in decision.inputs
    }


def test_the_owner_at_the_top_takes_it_and_an_account_without_a_parent_is_its_own_top(staff: Any) -> None:
    by(staff, TargetKind.ULTIMATE_OWNER)
    assert staff.decide(account=above(staff, "005ben", "005cora")).owner_name == "Cora"
    assert staff.decide(account=staff.account("005ann")).owner_name == "Ann"


@pytest.mark.parametrize("gone", [None, "00Ginbound", "005ghost", "005ben"])
def test_a_parent_whose_owner_cannot_take_it_leads_to_the_next_route(staff: Any, gone: str | None) -> None:
    staff.reseat("sales", "005ben", active=False)
    by(staff, TargetKind.PARENT_OWNER)
    assert staff.decide(account=above(staff, gone)).owner_name == "Cora"


def test_without_a_parent_or_one_that_is_mirrored_the_step_says_so(staff: Any) -> None:
    by(staff, TargetKind.PARENT_OWNER)
    told = steps(staff.decide(account=staff.account("005ann")))
    assert told["to parent.owner"] == "the matched account has no parent"
    told = steps(staff.decide(account=staff.account("005ann", parent_id="001gone")))
    assert told["to parent.owner"] == "the matched account's parent is not mirrored"


# Opportunities


def test_the_newest_open_opportunity_names_the_owner_unless_the_policy_says_otherwise(staff: Any) -> None:
    deals = (
        deal("006a", "005ann", 1, amount=900),
        deal("006b", "005ben", 2, amount=10),
        deal("006c", "005cora", 3, closed=True),
    )
    by(staff, TargetKind.OPPORTUNITY_OWNER)
    decision = staff.decide(account=staff.account(None), related={"opportunity": deals})
    assert decision.owner_name == "Ben"
    staff.routes.clear()
    by(staff, TargetKind.OPPORTUNITY_OWNER, order=(Order("amount", Extreme.HIGHEST),))
    decision = staff.decide(account=staff.account(None), related={"opportunity": deals})
    assert decision.owner_name == "Ann"
    assert steps(decision)["open opportunity"] == "asked in this order (highest amount): 006a, 006b"


def test_blanks_come_last_and_equals_go_by_id_whatever_the_order_of_the_records(staff: Any) -> None:
    deals = [deal("006b", "005ben", amount=5), deal("006a", "005ann", amount=5), deal("006c", "005cora")]
    by(staff, TargetKind.OPPORTUNITY_OWNER, order=(Order("amount", Extreme.LOWEST),))
    for turned in (deals, deals[::-1]):
        decision = staff.decide(account=staff.account(None), related={"opportunity": tuple(turned)})
        assert decision.owner_name == "Ann"
        assert "006a, 006b, 006c" in steps(decision)["open opportunity"]


def test_an_owner_who_cannot_take_it_leads_to_the_next_opportunity_then_to_the_next_route(staff: Any) -> None:
    staff.reseat("sales", "005ann", active=False)
    deals = (deal("006a", "005ann", 5), deal("006b", "005ben", 4))
    by(staff, TargetKind.OPPORTUNITY_OWNER)
    assert staff.decide(account=staff.account(None), related={"opportunity": deals}).owner_name == "Ben"
    decision = staff.decide(account=staff.account(None), related={"opportunity": deals[:1]})
    assert decision.owner_name == "Cora"
    assert staff.decide(account=staff.account(None)).owner_name == "Cora"


def test_an_opportunity_of_an_account_that_is_not_sure_names_nobody(staff: Any) -> None:
    by(staff, TargetKind.OPPORTUNITY_OWNER)
    deals = (deal("006a", "005ann"),)
    decision = staff.decide(account=staff.account(None), band="review", related={"opportunity": deals})
    assert decision.owner_name == "Cora"


# The contact that is the same person


def test_the_owner_of_the_contact_who_is_this_person_takes_it(staff: Any) -> None:
    contacts = (
        record(Kind.CONTACT, "0031", "005ann", **{**JANE, "email": "joe@acme.example", "first_name": "Joe"}),
        record(Kind.CONTACT, "0032", "005ben", **JANE),
    )
    by(staff, TargetKind.CONTACT_OWNER)
    decision = staff.decide(JANE, account=staff.account(None), related={"contact": contacts})
    assert decision.owner_name == "Ben"
    assert decision.reason == "Route R: Ben owns the contact of this person."
    none = staff.decide(JANE, account=staff.account(None), related={"contact": contacts[:1]})
    assert none.owner_name == "Cora"


# Who had it before


def test_the_latest_earlier_owner_who_can_take_it_does(staff: Any) -> None:
    by(staff, TargetKind.PREVIOUS_OWNER)
    staff.reseat("sales", "005ann", active=False)
    decision = staff.decide(earlier_owners=("00Ginbound", "005ghost", "005ann", "005ben", "005cora"))
    assert decision.owner_name == "Ben"
    assert decision.reason == "Route R: Ben had the lead before."
    assert staff.decide(earlier_owners=("00Ginbound",)).owner_name == "Cora"


def test_a_backup_stands_in_for_an_earlier_owner_who_is_away(firm: Any) -> None:
    firm.person("Ann", backup="ben@acme.com")
    firm.person("Ben")
    by(firm, TargetKind.PREVIOUS_OWNER)
    away = {"ann@acme.com": (Absence("away", Span(firm.now, None)),)}
    decision = firm.decide(earlier_owners=("005ann",), absences=away)
    assert (decision.outcome, decision.owner_name) == (Outcome.ASSIGN, "Ben")


def test_the_present_owner_is_no_earlier_one(firm: Any) -> None:
    firm.seats["sales"].append(Seat("005eve", SeatKind.USER, "Eve", "eve@acme.com"))
    by(firm, TargetKind.PREVIOUS_OWNER)
    firm.routes.pop()
    found = firm.decide(owner="005eve", earlier_owners=("005eve",), our_owner="005eve", wrote_before=True)
    assert found.route == "otherwise"


# Who spoke to them


def spoke(firm: Any, owner: str | None, days: float = 1) -> Touch:
    return Touch(firm.now - timedelta(days=days), owner, "call")


def test_who_spoke_to_the_lead_last_gets_it(staff: Any) -> None:
    by(staff, TargetKind.ACTIVITY_OWNER)
    decision = staff.decide(last_touch=spoke(staff, "005ann"))
    assert (decision.owner_name, decision.reason) == ("Ann", "Route R: Ann spoke to the lead last.")
    read = {one.field: one.value for one in decision.inputs if one.object == "sales:activity"}
    assert (read["type"], read["owner"]) == ("call", "005ann")
    assert steps(decision)["last activity"].startswith("at 20")


@pytest.mark.parametrize("owner", [None, "005ghost", "00Ginbound"])
def test_where_nobody_known_spoke_to_them_the_next_route_is_tried(staff: Any, owner: str | None) -> None:
    by(staff, TargetKind.ACTIVITY_OWNER)
    assert staff.decide(last_touch=spoke(staff, owner)).owner_name == "Cora"
    assert staff.decide().owner_name == "Cora"


def test_somebody_inactive_does_not_get_it(staff: Any) -> None:
    by(staff, TargetKind.ACTIVITY_OWNER)
    staff.reseat("sales", "005ann", active=False)
    assert staff.decide(last_touch=spoke(staff, "005ann")).owner_name == "Cora"


def test_an_activity_counts_as_long_as_the_policy_says(staff: Any) -> None:
    by(staff, TargetKind.ACTIVITY_OWNER, within=timedelta(days=90))
    assert staff.decide(last_touch=spoke(staff, "005ann", days=90)).owner_name == "Ann"
    late = staff.decide(last_touch=spoke(staff, "005ann", days=90.01))
    assert late.owner_name == "Cora"
    assert steps(late)["to activity.owner"] == "the last activity is too long ago"
