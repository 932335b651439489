"""The same person twice never reaches two people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connector.core.decision import Decision, Outcome
from connector.core.rules import OwnerRef, Target, TargetKind
from connector.core.screening import Before, Duplicates, Way
from connector.core.view import Absence, AccountFacts
from mappings.records import Kind, Record, Span

JANE = {"email": "jane.roe@acme.example", "first_name": "Jane", "last_name": "Roe"}
JOHN = {"email": "john@acme.example", "first_name": "John", "last_name": "Roe"}


@pytest.fixture
def staff(firm: Any) -> Any:
    """Everybody without a known owner goes to Cora."""
    for name in ("Ann", "Ben", "Cora"):
        firm.person(name)
    firm.route("R", to=Target(TargetKind.USER, "cora@acme.com"))
    return firm


def known(
    owner: str | None,
    kind: Kind = Kind.LEAD,
    id_: str = "00Q1",
    crm: str = "sales",
    day: int = 1,
    **fields: Any,
) -> AccountFacts:
    at = datetime(2026, 1, day, tzinfo=UTC)
    return AccountFacts(crm, Record(kind, id_, owner, at, at, None, fields or JANE))


def decide(firm: Any, *people: AccountFacts, way: Way = Way.SAME_OWNER, **rest: Any) -> Decision:
    policy = replace(firm.policy(), before=Before(duplicates=Duplicates(way, 3600)))
    found: Decision = firm.decide(JANE, policy=policy, people=people, **rest)
    return found


def detail(decision: Decision, step: str) -> str:
    return next(s.detail for s in decision.steps if s.step == step)


def test_a_lead_whose_person_has_an_owner_goes_to_that_owner(staff: Any) -> None:
    decision = decide(staff, known("005ann"))
    assert (decision.owner_name, decision.route) == ("Ann", "before / duplicates")
    assert decision.reason == ("Route before / duplicates: Ann owns lead 00Q1 of sales, the same person.")
    read = {(i.object, i.record_id, i.field) for i in decision.inputs}
    assert ("sales:lead", "00Q1", "owner") in read


def test_the_owner_is_a_person_across_both_crms(staff: Any) -> None:
    decision = decide(staff, known("77ben", crm="marketing"))
    assert (decision.owner_id, decision.owner_name) == ("005ben", "Ben")


@pytest.mark.parametrize("owner", [None, "00Ginbound", "005ghost", "005robot"])
def test_what_no_person_owns_names_nobody(staff: Any, owner: str | None) -> None:
    staff.owned_by = (OwnerRef("queue", "Inbound"), OwnerRef("user", "robot@acme.com"))
    assert decide(staff, known(owner)).owner_name == "Cora"


def test_who_is_not_certainly_the_same_person_does_not_count(staff: Any) -> None:
    decision = decide(staff, known("005ann", **JOHN))
    assert decision.owner_name == "Cora"
    assert detail(decision, "duplicate").startswith("none of 1 who share its mailbox or phone")
    assert detail(decide(staff), "duplicate").startswith("nobody is certainly")


def test_contacts_come_before_leads_and_the_oldest_first_whatever_the_order(staff: Any) -> None:
    people = [
        known("005ann", id_="00Q1", day=1),
        known("005ben", Kind.CONTACT, "0032", day=3),
        known("005cora", Kind.CONTACT, "0031", day=9),
    ]
    for turned in (people, people[::-1]):
        assert decide(staff, *turned).owner_name == "Ben"


def test_an_owner_who_cannot_own_here_leads_to_the_next_then_to_the_routes(staff: Any) -> None:
    staff.reseat("sales", "005ann", active=False)
    gone, there = known("005ann"), known("005ben", id_="00Q2", day=2)
    assert decide(staff, gone, there).owner_name == "Ben"
    assert decide(staff, gone).owner_name == "Cora"


def test_an_owner_who_is_away_gets_it_unless_somebody_stands_in(firm: Any) -> None:
    firm.person("Ann", backup="ben@acme.com")
    firm.person("Ben")
    away = {"ann@acme.com": (Absence("away", Span(firm.now, None)),)}
    assert decide(firm, known("005ann"), absences=away).owner_name == "Ben"
    firm.people["ann@acme.com"] = replace(firm.people["ann@acme.com"], backup=None)
    decision = decide(firm, known("005ann"), absences=away)
    assert decision.owner_name == "Ann"
    assert decision.reason.endswith("and nobody stands in.")


def test_a_lead_that_we_gave_already_stays_where_it_is(staff: Any) -> None:
    decision = decide(staff, known("005ann"), owner="005cora", our_owner="005cora", wrote_before=True)
    assert (decision.owner_name, decision.write) == ("Cora", False)


def test_a_planned_reassignment_does_not_go_back(staff: Any) -> None:
    assert decide(staff, known("005ann"), planned=True).owner_name == "Cora"


def test_a_record_that_is_linked_to_this_one_is_no_other(staff: Any) -> None:
    linked = known("77ben", crm="marketing", **JANE, linked_to="00Qlead")
    assert decide(staff, linked, owner_of_record="sales").owner_name == "Cora"


def test_it_waits_for_a_merge_then_goes_to_the_owner(staff: Any) -> None:
    decision = decide(staff, known("005ann"), way=Way.HOLD)
    assert (decision.outcome, decision.hold_for) == (Outcome.HOLD, "duplicate")
    assert decision.hold_until == staff.now + timedelta(hours=1)
    after = decide(staff, known("005ann"), way=Way.HOLD, settled=frozenset({"duplicate"}))
    assert after.owner_name == "Ann"


def test_a_person_decides_if_the_policy_says_so_and_their_word_counts(staff: Any) -> None:
    decision = decide(staff, known("005ann"), way=Way.REVIEW)
    assert decision.outcome is Outcome.REVIEW
    assert decision.reason == ("Waits for a person: lead 00Q1 of sales is the same person and has an owner.")
    assert decide(staff, known("005ann"), way=Way.REVIEW, trigger="request").owner_name == "Ann"


def test_without_the_rule_nothing_is_asked(staff: Any) -> None:
    decision = staff.decide(JANE, people=(known("005ann"),))
    assert decision.owner_name == "Cora"
    assert "duplicate" not in {step.step for step in decision.steps}
