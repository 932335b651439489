"""Before any route: suppression, junk, points with age, tiers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.conditions import Any as Either
from connector.core.conditions import Operator, Test
from connector.core.decision import Decision, Outcome
from connector.core.points import faded
from connector.core.rules import Target, TargetKind
from connector.core.screening import Before, Junk, Line, Score
from mappings.instants import to_text

QUEUE = Target(TargetKind.QUEUE, "Unrouted")
BIG = Test("lead.employees", Operator.AT_LEAST, 1000)
WEEK = 7 * 86_400


def decide(firm: Any, before: Before, fields: Any = None, **rest: Any) -> Decision:
    if not firm.routes:
        firm.person("Ann")
        firm.route("R", to=Target(TargetKind.USER, "ann@acme.com"))
    found: Decision = firm.decide(fields, policy=replace(firm.policy(), before=before), **rest)
    return found


def steps(decision: Decision) -> list[tuple[str, str, str]]:
    return [(step.step, step.result, step.detail) for step in decision.steps]


# Suppression


def test_a_suppressed_lead_is_left_alone_with_the_reason(firm: Any) -> None:
    firm.lists["L"] = {
        "domains": frozenset({"rival.com", "eve@gmail.com"}),
        "names": frozenset({"rival"}),
    }
    asked = Either(tuple(Test(f"lead.{name}", Operator.IN_LIST, "L") for name in ("email", "company")))
    before = Before(suppress=asked)
    for fields in ({"email": "x@mail.rival.com"}, {"email": "Eve@gmail.com"}, {"company": "RIVAL"}):
        decision = decide(firm, before, fields)
        assert decision.outcome is Outcome.LEAVE
        assert decision.reason.startswith("Left alone: suppressed, because lead.")
        assert (decision.write, decision.left_to_its_owner) == (False, False)
    decision = decide(firm, before, {"email": "ann@gmail.com"})
    assert decision.owner_name == "Ann"
    assert ("suppression", "passed", "blank: lead.company") in steps(decision)


# Junk


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({"company": "test"}, "lead.company is no company's name (test)"),
        ({"company": "asdfgh"}, "lead.company is no company's name (mash)"),
        ({"first_name": "Test", "last_name": "Test"}, "no person's name (test)"),
        ({"last_name": "qwertz"}, "no person's name (mash)"),
        ({"email": "jane@example.com"}, "kept for examples and tests"),
        ({"email": "jane@mail.test"}, "kept for examples and tests"),
    ],
)
def test_junk_and_test_records_say_why(firm: Any, fields: dict[str, str], because: str) -> None:
    decision = decide(firm, Before(junk=Junk()), fields)
    assert decision.outcome is Outcome.LEAVE
    assert because in decision.reason
    assert steps(decision)[-1][:2] == ("junk", "junk")


@pytest.mark.parametrize(
    "fields",
    [
        {"company": "Test Equipment Co", "email": "jane@testo.de"},
        {"company": "n/a"},
        {"company": "Student"},
        {"first_name": "Xi", "last_name": "Li", "email": "xi@qq.com"},
        {},
    ],
)
def test_what_names_no_company_is_no_junk_unless_the_policy_says_so(firm: Any, fields: Any) -> None:
    assert decide(firm, Before(junk=Junk()), fields).owner_name == "Ann"


def test_junk_goes_where_the_policy_says_and_is_left_alone_where_that_cannot_be(firm: Any) -> None:
    decision = decide(firm, Before(junk=Junk(to=QUEUE)), {"company": "test"})
    assert (decision.owner_name, decision.route) == ("Unrouted", "before / junk")
    nowhere = Junk(to=Target(TargetKind.QUEUE, "Nowhere"))
    decision = decide(firm, Before(junk=nowhere), {"company": "test"})
    assert decision.outcome is Outcome.LEAVE
    assert "to queue Nowhere" in {step[0] for step in steps(decision)}


def test_junk_by_a_declared_condition_and_by_other_kinds(firm: Any) -> None:
    rule = Junk(kinds=frozenset(), when=Test("lead.title", Operator.CONTAINS_WORD, "student"))
    assert decide(firm, Before(junk=rule), {"title": "Student, 3rd year"}).outcome is Outcome.LEAVE
    assert decide(firm, Before(junk=rule), {"company": "test"}).owner_name == "Ann"
    none = Junk(kinds=frozenset({"none"}))
    assert decide(firm, Before(junk=none), {"company": "n/a"}).outcome is Outcome.LEAVE


# Points


def scored(*lines: Line, below: Target | None = None) -> Before:
    return Before(score=Score(lines, (("A", 80), ("B", 50)), below))


def test_every_contribution_is_on_record(firm: Any) -> None:
    lines = (
        Line(BIG, 60, "size"),
        Line(Test("lead.country", Operator.IS, "DE"), -5),
        Line(Test("lead.industry", Operator.IS, "Banking"), 30),
        Line(Test("lead.title", Operator.IS, "CEO"), 30),
    )
    decision = decide(firm, scored(*lines), {"employees": 2000, "country": "Germany", "title": "Clerk"})
    told = [step for step in steps(decision) if step[0] in ("points", "score")]
    assert told == [
        ("points", "+60", "size: lead.employees is at least 1000"),
        ("points", "-5", "lead.country is DE"),
        ("score", "55 points", "tier B, 2 of 4 lines count; blank: lead.industry"),
    ]
    assert "employees" in {item.field for item in decision.inputs}


def test_routes_ask_for_points_and_tier_which_are_never_blank(firm: Any) -> None:
    firm.person("Ann")
    firm.route("A", Test("score.tier", Operator.IS, "A"), Target(TargetKind.USER, "ann@acme.com"))
    firm.route("Some", Test("score.points", Operator.AT_LEAST, 10), QUEUE)
    assert decide(firm, scored(Line(BIG, 80)), {"employees": 2000}).route == "A"
    assert decide(firm, scored(Line(BIG, 10)), {"employees": 2000}).route == "Some"
    assert decide(firm, scored(Line(BIG, 10)), {}).route == "otherwise"


def test_who_is_under_the_lowest_tier_goes_elsewhere_if_the_policy_says_so(firm: Any) -> None:
    before = scored(Line(BIG, 50), below=QUEUE)
    decision = decide(firm, before, {"employees": 1})
    assert (decision.owner_name, decision.route) == ("Unrouted", "before / score")
    assert decide(firm, before, {"employees": 2000}).owner_name == "Ann"
    nowhere = scored(Line(BIG, 50), below=Target(TargetKind.QUEUE, "Nowhere"))
    assert decide(firm, nowhere, {"employees": 1}).owner_name == "Ann"


def test_an_account_counts_only_where_the_match_is_sure(firm: Any) -> None:
    before = scored(Line(Test("account.type", Operator.IS, "Partner"), 80))
    account = firm.account(None, type="Partner")
    assert any(step[1] == "80 points" for step in steps(decide(firm, before, account=account)))
    unsure = decide(firm, before, account=account, band="review")
    assert any(step[1] == "0 points" for step in steps(unsure))


# Points that age


def line(firm: Any) -> Before:
    return scored(Line(Test("lead.topic", Operator.IS, "price"), 80, "intent", WEEK, "lead.intent_at"))


@pytest.mark.parametrize(
    ("days", "points"), [(0, 80), (3.5, 60), (7, 40), (14, 20), (17.5, 15), (70, 0), (-1, 80), (7000, 0)]
)
def test_a_signal_is_worth_half_after_each_half_life(firm: Any, days: float, points: int) -> None:
    at = to_text(firm.now - timedelta(days=days))
    decision = decide(firm, line(firm), {"topic": "price", "intent_at": at})
    told = [step for step in steps(decision) if step[0] == "points"]
    assert told == [
        (
            "points",
            f"+{points}",
            "intent: lead.topic is price; +80 at lead.intent_at, half after each 7d",
        )
    ]


@pytest.mark.parametrize("at", [None, "some day"])
def test_a_signal_without_an_instant_counts_nothing_and_says_so(firm: Any, at: str | None) -> None:
    decision = decide(firm, line(firm), {"topic": "price", "intent_at": at})
    assert ("score", "0 points", "tier none, 0 of 1 lines count; blank: lead.intent_at") in steps(decision)


@given(st.integers(-1000, 1000), st.integers(0, 10**9), st.integers(1, 10**7))
def test_fading_is_exact_never_grows_and_keeps_its_sign(add: int, seconds: int, half: int) -> None:
    left = faded(add, timedelta(seconds=seconds), half)
    halvings, rest = divmod(seconds, half)
    exact = Fraction(add) / 2 ** min(halvings, 4000) * (1 - Fraction(rest, 2 * half))
    assert left == int(exact)
    assert abs(faded(add, timedelta(seconds=seconds + 1), half)) <= abs(left) <= abs(add)
