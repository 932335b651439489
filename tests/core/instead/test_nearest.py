"""Given a lead that somebody did not get, when the smallest change is looked for, then it is this."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connector.core.conditions import All, FieldRef, Operator, Test
from connector.core.decide import decide
from connector.core.instead.nearest import Nearest, nearest
from connector.core.instead.telling import lines
from connector.core.instead.why import why_not
from connector.core.matching.match import MatchResult
from connector.core.rules import Narrowing, Target, TargetKind
from connector.core.screening import Before, Line, Score
from connector.core.view import Absence, AccountFacts, View
from mappings.records import Kind, Record, Span, Value
from tests.core.conftest import Firm

ANN, BEN = "ann@acme.com", "ben@acme.com"
NO_MATCH = MatchResult(None, 0.0, "none", (), (), ())
BIG = Test("lead.employees", Operator.AT_LEAST, 1000)
GERMAN = Test("lead.country", Operator.IS, "DE")


@pytest.fixture
def firm() -> Firm:
    """Ann's team and Ben's."""
    made = Firm()
    made.team("Hers", made.person("Ann", skills=frozenset({"fintech"})))
    made.team("His", made.person("Ben"))
    return made


def to(name: str) -> Target:
    return Target(TargetKind.TEAM, name)


def smallest(firm: Firm, fields: Any, *, who: str = ANN, **rest: Any) -> Nearest:
    policy = firm.policy(before=rest.pop("before", Before()))
    return nearest(policy, firm.view(fields, **rest), who, NO_MATCH)


def changes(found: Nearest) -> dict[str, Value]:
    return {one.field: one.value for one in found.changes}


@pytest.mark.parametrize(
    ("when", "value"),
    [
        (GERMAN, "DE"),
        (Test("lead.country", Operator.IN, ("FR", "IT")), "FR"),
        (Test("lead.country", Operator.IN_LIST, "EMEA"), "DE"),
        (Test("lead.employees", Operator.AT_LEAST, 1000), 1000),
        (Test("lead.employees", Operator.AT_MOST, 9), 9),
        (Test("lead.employees", Operator.BETWEEN, (50, 60)), 50),
        (Test("lead.country", Operator.IS_BLANK, value=True), None),
        (Test("lead.email", Operator.MATCHES_DOMAIN, "acme.com"), "jane@acme.com"),
        (Test("lead.title", Operator.STARTS_WITH, "VP"), "VP"),
        (Test("lead.title", Operator.CONTAINS_WORD, "chief"), "chief"),
        (Test("lead.rep", Operator.IS, FieldRef("lead.country")), "US"),
    ],
)
def test_a_value_that_the_route_asks_for(firm: Firm, when: Test, value: Value) -> None:
    firm.lists = {"EMEA": {"countries": frozenset({"de"})}}
    firm.route("Hers", when, to("Hers"))
    firm.route("All", None, to("His"))
    found = smallest(firm, {"country": "US", "employees": 20, "email": "x@y.example"})
    assert changes(found) == {when.field: value}
    assert found.route == "Hers"


def test_as_many_values_as_it_takes_and_no_more(firm: Firm) -> None:
    firm.route("Hers", All((GERMAN, BIG)), to("Hers"))
    firm.route("All", None, to("His"))
    assert changes(smallest(firm, {"country": "US"})) == {"lead.country": "DE", "lead.employees": 1000}
    assert changes(smallest(firm, {"country": "DE"})) == {"lead.employees": 1000}


def test_a_value_that_keeps_an_earlier_route_from_it(firm: Firm) -> None:
    firm.route("His", GERMAN, to("His"))
    firm.route("Hers", None, to("Hers"))
    found = smallest(firm, {"country": "DE"})
    assert [(one.field, one.value) for one in found.changes] != [("lead.country", "DE")]
    assert len(found.changes) == 1


def test_a_skill_that_the_others_do_not_have(firm: Firm) -> None:
    firm.team("Both", ANN, BEN)
    firm.route("All", None, to("Both"), narrow=(Narrowing("skill", field="lead.industry"),))
    gave = firm.view({}, turns={})
    assert decide(firm.policy(), gave, NO_MATCH).person == ANN
    firm.people[BEN] = replace(firm.people[BEN], skills=frozenset({"steel"}))
    assert changes(smallest(firm, {}, who=BEN)) == {"lead.industry": "steel"}


def test_points_by_what_counts_for_them(firm: Firm) -> None:
    firm.route("Hot", Test("score.points", Operator.AT_LEAST, 10), to("Hers"))
    firm.route("All", None, to("His"))
    before = Before(score=Score((Line(GERMAN, 5), Line(BIG, 5))))
    assert changes(smallest(firm, {"country": "DE"}, before=before)) == {"lead.employees": 1000}


def test_a_suppressed_lead_would_have_had_to_be_another(firm: Firm) -> None:
    firm.route("All", None, to("Hers"))
    assert list(changes(smallest(firm, {"country": "DE"}, before=Before(suppress=GERMAN)))) == [
        "lead.country"
    ]


def test_whatever_it_says_somebody_on_leave_does_not_get_it(firm: Firm) -> None:
    firm.route("Hers", GERMAN, to("Hers"))
    firm.route("All", None, to("His"))
    gone = {ANN: (Absence("away", Span(firm.now, None)),)}
    policy, view = firm.policy(), firm.view({"country": "US"}, absences=gone)
    why = why_not(policy, view, ANN, NO_MATCH)
    found = nearest(policy, view, ANN, NO_MATCH, why)
    assert (found.firm, found.changes, found.tried) == (True, (), 0)
    assert "Whatever the lead says, they would not have it:" in lines(why, found)


def test_what_takes_more_fields_than_are_tried_is_none(firm: Firm) -> None:
    asks = tuple(Test(f"lead.f{n}", Operator.IS, "x") for n in range(4))
    firm.route("Hers", All(asks), to("Hers"))
    found = smallest(firm, {})
    assert (found.changes, found.bounded) == ((), False)
    assert len(smallest(firm, {"f0": "x"}).changes) == 3


def test_values_of_the_account_count_and_those_of_the_lead_come_first(firm: Firm) -> None:
    firm.route("Customers", Test("account.type", Operator.IS, "Customer"), to("Hers"))
    firm.route("Big", BIG, to("Hers"))
    firm.route("All", None, to("His"))
    found = MatchResult(firm.account(None, type="Prospect"), 0.95, "auto", (), (), ())
    assert changes(nearest(firm.policy(), firm.view({}), ANN, found)) == {"lead.employees": 1000}
    del firm.routes[1]
    assert changes(nearest(firm.policy(), firm.view({}), ANN, found)) == {"account.type": "Customer"}


def test_the_lead_is_matched_anew_where_it_says_what_it_is_matched_by(firm: Firm) -> None:
    firm.route("Known", Test("account.match", Operator.IS, "auto"), Target(TargetKind.ACCOUNT_OWNER))
    firm.route("All", None, to("His"))
    old = firm.now
    fields = {"name": "Acme Robotics Inc.", "website": "acme-robotics.example", "country": "Germany"}
    account = AccountFacts("sales", Record(Kind.ACCOUNT, "001a", "005ann", old, old, None, fields))
    view: View = firm.view({"company": "Zebra"}, candidates=(account,))
    policy = firm.policy()
    assert decide(policy, view).person == BEN
    found = nearest(policy, view, ANN)
    assert found.changes
    there = {one.field.removeprefix("lead."): one.value for one in found.changes}
    changed = replace(view, lead=replace(view.lead, fields={**view.lead.fields, **there}))
    assert decide(policy, changed).person == ANN
    assert all(one.field.startswith("lead.") for one in found.changes)


def test_what_another_field_holds_is_told_by_its_name(firm: Firm) -> None:
    firm.route("Hers", Test("lead.rep", Operator.IS, FieldRef("lead.last_name")), to("Hers"))
    firm.route("All", None, to("His"))
    policy, view = firm.policy(), firm.view({"last_name": "Zoltan"})
    why = why_not(policy, view, ANN, NO_MATCH)
    found = nearest(policy, view, ANN, NO_MATCH, why)
    told = "\n".join(lines(why, found))
    assert "lead.rep the same as lead.last_name" in told
    assert "Zoltan" not in told
