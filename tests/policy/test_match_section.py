"""`match:`: thresholds, hierarchy, evidence in use, tie-breakers by name and of the policy's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connector.core.conditions import Operator, Test
from connector.core.matching.preferences import PREFERENCES
from connector.core.rules import Extreme, Hierarchy, MatchRules, Preference, Use
from connector.policy.read import Reading

Read = Callable[..., Reading]
MATCH = "match: {auto: 0.9, review: 0.6, prefer: [same_country, customer]}"


def rules(read: Read, text: str) -> MatchRules:
    reading = read((MATCH, f"match: {text}"))
    assert reading.policy is not None, [str(fault) for fault in reading.faults]
    return reading.policy.match


def faults(read: Read, text: str) -> list[str]:
    return [
        str(fault) for fault in read((MATCH, f"match: {text}")).faults if "can be blank" not in str(fault)
    ]


def test_nothing_said_is_what_ships(read: Read) -> None:
    assert rules(read, "{}") == MatchRules()
    assert read((MATCH + "\n", "")).policy.match == MatchRules()  # type: ignore[union-attr]


@pytest.mark.parametrize("rule", list(Hierarchy))
def test_the_hierarchy_is_chosen_by_name(read: Read, rule: Hierarchy) -> None:
    assert rules(read, f"{{hierarchy: {rule.value}}}").hierarchy is rule


def test_evidence_can_be_left_out(read: Read) -> None:
    assert rules(read, "{use: [memory]}").use == {Use.MEMORY}
    assert rules(read, "{use: []}").use == frozenset()


def test_every_tie_breaker_can_be_named(read: Read) -> None:
    assert rules(read, f"{{prefer: [{', '.join(PREFERENCES)}]}}").prefer == PREFERENCES


def test_a_condition_on_the_account_can_be_a_tie_breaker(read: Read) -> None:
    (wish,) = rules(read, "{prefer: [{when: {account.type: Partner}}]}").prefer
    assert isinstance(wish, Preference)
    assert wish.when == Test("account.type", Operator.IS, "Partner")
    assert wish.name == "the policy's condition on account.type"


def test_its_lists_and_the_fields_it_reads_are_known(read: Read) -> None:
    wishes = "{when: {account.country: {in_list: EMEA}}}, {field: account.revenue, order: lowest}"
    reading = read((MATCH, f"match: {{prefer: [{wishes}]}}"))
    assert reading.policy is not None
    wish, other = reading.policy.match.prefer
    assert isinstance(wish, Preference)
    assert "EMEA" in wish.lists
    assert other == Preference("lowest account.revenue", by="account.revenue", order=Extreme.LOWEST)
    assert {"account.country", "account.revenue"} <= reading.policy.fields_read


def test_values_of_a_field_can_be_put_in_order(read: Read) -> None:
    (wish,) = rules(read, "{prefer: [{field: account.type, order: [Customer, Prospect]}]}").prefer
    assert wish == Preference("order of account.type", by="account.type", order=("Customer", "Prospect"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{hierarchy: ultimat}", "unknown rule `ultimat` (did you mean `ultimate`?)"),
        ("{use: [memori]}", "unknown evidence `memori` (did you mean `memory`?)"),
        ("{prefer: [custommer]}", "unknown tie-breaker `custommer` (did you mean `customer`?)"),
        ("{prefer: [oldest, oldest]}", "`oldest` stands here twice"),
        ("{prefer: [{wen: {account.type: x}}]}", "unknown key `wen` (did you mean `when`?)"),
        ("{prefer: [{field: account.type}]}", "no tie-breaker"),
        ("{prefer: [{}]}", "no tie-breaker"),
        ("{prefer: [{field: account.typ, order: [x]}]}", "no field of an account `account.typ`"),
        ("{prefer: [{field: lead.country, order: [x]}]}", "no field of an account `lead.country`"),
        ("{prefer: [{field: account.type, order: big}]}", "no order"),
        ("{prefer: [{field: account.type, order: []}]}", "no order"),
        ("{prefer: [{when: {account.owner: ann@acme.com}}]}", "`account.owner` is not known while"),
        ("{prefer: [{when: {account.match: auto}}]}", "`account.match` is not known while"),
        ("{prefer: [{when: {account.created_at: {within: 7d}}}]}", "an age changes while nothing else does"),
        ("{prefer: [{when: {not: {account.created_at: {within: 7d}}}}]}", "an age changes"),
        ("{prefer: [{when: {any_of: opportunity}}]}", "related records are not read for every candidate"),
        ("{prefer: [{when: {account.nope: x}}]}", "unknown field `account.nope`"),
        ("{prefer: [3]}", "policy/policy.yaml:"),
        ("{review: 0.95}", "`review` is above `auto`"),
    ],
)
def test_what_makes_no_sense_is_a_fault_with_its_place(read: Read, text: str, said: str) -> None:
    found = faults(read, text)
    assert len(found) >= 1
    assert any(said in fault for fault in found), found
    assert all(fault.startswith("policy/policy.yaml:") for fault in found)
