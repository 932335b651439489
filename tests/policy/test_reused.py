"""Conditions that have a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connector.core.conditions import All, Condition, Not, Operator, Related, Test
from connector.policy.read import Reading

Read = Callable[..., Reading]
BIG = Test("lead.employees", Operator.AT_LEAST, 1000)
CONDITIONS = "conditions:\n  Big: {lead.employees: {at_least: 1000}}\n"
R = "when: {account.match: auto}"


def when(read: Read, text: str, conditions: str = CONDITIONS) -> Condition | None:
    reading = read(("lists:\n", conditions + "lists:\n"), (R, f"when: {text}"))
    assert reading.policy is not None, reading.faults
    return reading.policy.routes[0].when


def test_a_named_condition_stands_where_its_name_does(read: Read) -> None:
    assert when(read, "{condition: Big}") == BIG
    german = Test("lead.country", Operator.IS, "DE")
    assert when(read, "{condition: Big, lead.country: DE}") == All((BIG, german))
    assert when(read, "{not: {condition: Big}}") == Not(BIG)


def test_named_conditions_ask_each_other_and_about_related_records(read: Read) -> None:
    more = CONDITIONS + "  Deal: {any_of: opportunity, where: {condition: Big, closed: false}}\n"
    more += "  Both: {all: [{condition: Big}, {condition: Deal}]}\n"
    found = when(read, "{condition: Both}", more)
    assert isinstance(found, All)
    assert found.parts[0] == BIG
    assert isinstance(found.parts[1], Related)


@pytest.mark.parametrize(
    ("conditions", "text", "place", "message"),
    [
        (CONDITIONS, "{condition: Bog}", (26, 23), "no condition `Bog`"),
        ("", "{condition: Big}", (24, 23), "no condition `Big`"),
        (
            "conditions:\n  A: {condition: B}\n  B: {not: {condition: A}}\n",
            "{condition: A}",
            (18, 24),
            "the conditions go round in a circle: A -> B -> A",
        ),
        ("conditions:\n  A: {lead.contry: DE}\n", "{condition: A}", (17, 7), "unknown field `lead.contry`"),
        ("conditions: [A]\n", "{lead.country: DE}", (16, 13), "names and their conditions belong here"),
    ],
)
def test_unknown_circular_and_faulty_ones_are_faults_named_once(
    read: Read, conditions: str, text: str, place: tuple[int, int], message: str
) -> None:
    reading = read(("lists:\n", conditions + "lists:\n"), (R, f"when: {text}"))
    assert reading.policy is None
    (fault,) = [fault for fault in reading.faults if not fault.warning]
    assert (fault.line, fault.column, fault.message) == (*place, message)


def test_a_condition_that_nothing_asks_for_is_read_too(read: Read) -> None:
    (fault,) = read(("lists:\n", "conditions:\n  A: {lead.contry: DE}\nlists:\n")).faults
    assert fault.message == "unknown field `lead.contry`"


def test_the_near_miss_of_a_name_is_told(read: Read) -> None:
    (fault,) = [
        fault
        for fault in read(("lists:\n", CONDITIONS + "lists:\n"), (R, "when: {condition: Bigg}")).faults
        if not fault.warning
    ]
    assert fault.mend == "did you mean `Big`?"


def test_a_route_tells_why_it_exists_and_who_is_responsible(read: Read) -> None:
    policy = read(("because: enterprise", "because: enterprise deals\n        owner: eve@acme.com")).policy
    assert policy is not None
    inner = policy.routes[1].routes[0]
    assert (inner.because, inner.owner) == ("enterprise deals", "eve@acme.com")
    assert read(("    blank: fires\n", "    blank: fires\n    because: regions\n")).faults == ()
