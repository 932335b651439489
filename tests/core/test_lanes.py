"""Of many neighbouring routes only those are tried that can fire; what comes of it is as if all were."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.core.asked import ask_route
from connector.core.conditions import All, Condition, FieldRef, Not, Operator, Test
from connector.core.decision import Decision, Outcome, Step
from connector.core.explain import narrate
from connector.core.lanes import FEW
from connector.core.matching.additions import additions
from connector.core.matching.installed import install
from connector.core.matching.match import MatchResult
from connector.core.rules import Blank, Nobody, Route, Target, TargetKind

UNMATCHED = MatchResult(None, 0.0, "none", (), (), ())
INBOUND = Target(TargetKind.QUEUE, "Inbound")
COUNTRIES = "DE FR GB US CA MX BR AR CL CO PE JP".split()  # noqa: SIM905


def by_country(firm: Any, countries: list[str] = COUNTRIES, **rest: Any) -> None:
    for code in countries:
        firm.route(code, Test("lead.country", Operator.IS, code), INBOUND, **rest)


def steps_of(decision: Decision) -> list[tuple[str, str, str]]:
    return [(one.step, one.result, one.detail) for one in decision.steps if one.step.startswith("route")]


def test_many_routes_that_ask_for_another_value_are_one_step(firm: Any) -> None:
    by_country(firm)
    decision = firm.decide({"country": "Peru"})
    assert decision.route == "PE"
    assert steps_of(decision) == [
        ("routes DE to CO", "false", "10 routes ask for another lead.country: none of them fires"),
        ("route PE", "true", "lead.country is PE"),
    ]
    assert [one.field for one in decision.inputs].count("country") == 1


def test_few_routes_are_told_one_by_one(firm: Any) -> None:
    by_country(firm)
    decision = firm.decide({"country": "CA"})
    assert [step for step, _, _ in steps_of(decision)] == [f"route {code}" for code in COUNTRIES[:5]]


def test_a_blank_field_is_told_as_blank_and_routes_that_mind_are_tried(firm: Any) -> None:
    by_country(firm)
    firm.route("Blank", Test("lead.country", Operator.IS, "NZ"), INBOUND, blank=Blank.FIRES)
    assert steps_of(firm.decide()) == [
        (
            "routes DE to JP",
            "blank",
            "12 routes ask for lead.country, which is blank: none of them fires",
        ),
        ("route Blank", "blank", "blank: lead.country; the route takes such leads"),
    ]


def test_a_blank_field_holds_the_lead_where_a_route_says_so(firm: Any) -> None:
    by_country(firm, blank=Blank.SKIPS)
    firm.route("Waits", Test("lead.country", Operator.IS, "NZ"), INBOUND, blank=Blank.HOLDS)
    assert firm.decide().outcome is Outcome.HOLD
    assert firm.decide(settled=frozenset({"blank"})).route == "otherwise"


def test_routes_of_several_fields_are_counted_by_field(firm: Any) -> None:
    firm.route("Partner", Test("lead.source", Operator.IS, "Partner"), INBOUND)
    by_country(firm)
    firm.route("Rest", None, INBOUND)
    decision = firm.decide({"country": "NZ"})
    detail = "12 routes ask for another lead.country, 1 for lead.source, which is blank: none of them fires"
    assert steps_of(decision)[0][1:] == ("blank", detail)
    told = "\n".join(narrate(firm.told({"country": "NZ"})))
    assert "Routes Partner to JP do not apply: 12 routes ask for another lead.country (NZ), 1 for" in told


def test_a_route_that_was_passed_over_says_on_request_what_it_asks(firm: Any) -> None:
    by_country(firm)
    inner = Route("Big", "MX / Big", Test("lead.employees", Operator.AT_LEAST, 10), INBOUND)
    firm.routes[5] = replace(firm.routes[5], routes=(inner,))
    view, policy = firm.view({"country": "Peru", "employees": 3}), firm.policy()
    assert ask_route(policy, view, UNMATCHED, "MX") == Step(
        "route MX", "false", "lead.country is not MX", ("lead.country",)
    )
    asked = ask_route(policy, view, UNMATCHED, "MX / Big")
    assert asked is not None and asked.detail == "lead.employees is less than 10"
    assert ask_route(policy, view, UNMATCHED, "Nowhere") is None
    assert ask_route(policy, view, UNMATCHED, "MX / Nowhere") is None


def test_spellings_that_the_user_adds_are_looked_up_too(firm: Any, shipped_lists: None) -> None:
    by_country(firm)
    policy = firm.policy()
    assert firm.decide({"country": "Tawantinsuyu"}, policy=policy).route == "otherwise"
    install(additions({"countries": ([("tawantinsuyu", "PE")], [])}))
    assert firm.decide({"country": "Tawantinsuyu"}, policy=policy).route == "PE"


# Whatever the routes ask and whatever the lead lacks

FIELDS = ["lead.country", "lead.email", "lead.state", "lead.zip", "lead.flag", "account.industry"]
TEXTS = [
    "DE",
    "Germany",
    "de ",
    "US",
    "Calif.",
    "US-CA",
    "12",
    "12.0",
    "１２",
    "yes",
    "a@x.acme.com",
    "acme.com",
]
CONSTANTS = [*TEXTS, *"FR GB CA MX BR AR CL CO PE JP".split(), None, True, False, 1, 12, 12.0, 0]  # noqa: SIM905
VALUES = [*TEXTS, None, None, "", " ", (), ("", "de"), ("12", "US"), True, False, 12, 12.0, 0, float("nan")]
LISTS = {
    "EMEA": {
        "countries": frozenset({"de", "france"}),
        "domains": frozenset({"acme.com", "a@x.acme.com"}),
        "postal_codes": frozenset({"12", "10..19"}),
        "states": frozenset({"california"}),
    },
    "Named": {"values": frozenset({"12", "germany", "yes"})},
}
OF_A_REVIEW = Test("account.match", Operator.IS, "review")


def some_test(chance: Random, fields: list[str]) -> Test:
    name, kind = chance.choice(fields), chance.random()
    if kind < 0.7:
        return Test(name, Operator.IS, chance.choice(CONSTANTS))
    if kind < 0.8:
        return Test(name, Operator.IN, tuple(chance.sample(CONSTANTS, chance.randint(0, 2))))
    if kind < 0.95:
        return Test(name, Operator.IN_LIST, chance.choice(["EMEA", "Named", "Unknown"]))
    return chance.choice(
        [
            Test(name, Operator.IS, FieldRef(chance.choice(FIELDS))),
            Test(name, Operator.AT_LEAST, 3),
            Test(name, Operator.IS_BLANK, True),
        ]
    )


def some_condition(chance: Random, fields: list[str]) -> Condition | None:
    test, kind = some_test(chance, fields), chance.random()
    if kind < 0.7:
        return test
    if kind < 0.95:
        return All((All((test, some_test(chance, FIELDS))), some_test(chance, FIELDS)))
    return chance.choice([None, Not(test), All(()), All((test, OF_A_REVIEW)), All((OF_A_REVIEW, test))])


def some_routes(chance: Random, above: str = "") -> tuple[Route, ...]:
    """Up to forty routes, most of which ask for one or two fields, some with routes inside."""
    fields = chance.sample(FIELDS, chance.randint(1, 3))
    made = []
    for number in range(chance.randint(9, 40)):
        path = f"{above}r{number}"
        made.append(
            Route(
                name=f"r{number}",
                path=path,
                when=some_condition(chance, fields),
                to=chance.choice([None, INBOUND, Target(TargetKind.TEAM, "Empty")]),
                blank=chance.choice([*[Blank.SKIPS] * 20, *Blank]),
                nobody=chance.choice([Nobody.NEXT, *Nobody]),
                routes=some_routes(chance, f"{path} / ") if not above and chance.random() < 0.1 else (),
            )
        )
    return tuple(made)


def some_lead(chance: Random) -> dict[str, Any]:
    return {name.partition(".")[2]: chance.choice(VALUES) for name in FIELDS}


def in_groups(routes: tuple[Route, ...]) -> tuple[Route, ...]:
    """The same routes in groups that take every lead, each so small that its routes are tried one by one."""
    plain = [replace(one, routes=in_groups(one.routes)) for one in routes]
    groups = [tuple(plain[n : n + FEW]) for n in range(0, len(plain), FEW)]
    if len(groups) < 2:
        return tuple(plain)
    return tuple(Route("group", "group", None, None, routes=group) for group in groups)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), band=st.sampled_from(["auto", "review", "none"]), waited=st.booleans())
def test_what_comes_of_it_is_as_if_each_route_were_tried(
    firm: Any, seed: int, band: str, waited: bool
) -> None:
    chance = Random(seed)
    routes, values = some_routes(chance), some_lead(chance)
    firm.team("Empty")
    firm.lists = LISTS
    policy = replace(firm.policy(), routes=routes)
    account = firm.account(industry=values.pop("industry"))
    around = {"account": account, "band": band, "settled": frozenset({"blank"} if waited else ())}
    decision = firm.decide(values, policy=policy, **around)
    plain = firm.decide(values, policy=replace(policy, routes=in_groups(routes)), **around)
    assert replace(decision, steps=(), inputs=()) == replace(plain, steps=(), inputs=())

    tried = [one for one in plain.steps if one.step != "route group"]
    told = [one for one in decision.steps if not one.step.startswith("routes ")]
    left = iter(tried)
    assert all(one in left for one in told)  # in the same order
    passed = [one for one in tried if one not in told]
    assert all(one.result in ("false", "blank") and "takes such" not in one.detail for one in passed)
    runs = [one.detail for one in decision.steps if one.step.startswith("routes ")]
    counted = [int(count) for run in runs for count in re.findall(r"(\d+) (?:routes? asks? )?for", run)]
    assert sum(counted) == len(passed)

    found = MatchResult(account, 0.9, band, (), (), ())
    view = firm.view(values, settled=around["settled"])
    for step in (one for one in tried if one.step.startswith("route ")):
        assert ask_route(policy, view, found, step.step.removeprefix("route ")) == step
