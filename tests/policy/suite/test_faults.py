"""Faults in policy tests: each with its place and a mend, and the sound ones run all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connector.policy.suite.reading import Suite

Read = Callable[[str], Suite]

FAULTS = {
    "lead: {cuontry: DE}": "unknown field `lead.cuontry` (did you mean `country`?)",
    "lead: {country: {is: DE}}": "a plain value belongs here (write text, a number or a list)",
    "lead: {owner: Inbuond}": "neither policy nor case knows `Inbuond` (did you mean `Inbound`?)",
    "account: {nmae: Acme}": "unknown field `account.nmae` (did you mean `name`?)",
    "account: {match: sure}": "no word of the matcher (one of: auto, none, review)",
    "account: {confidence: 0.9}": "a confidence without `match` (add `match: auto`)",
    "account: {match: auto, confidence: 2}": "a number from 0 to 1 belongs here (write 0.95)",
    "account: {contacts: many}": "a whole number from 0 belongs here (write 2)",
    "account: {crm: slaes}": "no CRM `slaes` (did you mean `sales`?)",
    "crm: slaes": "no CRM `slaes` (did you mean `sales`?)",
    "at: yesterday": "no point in time (write 2026-03-02T10:00:00Z, or 2026-03-02 10:00 Europe/Berlin)",
    "at: 2026-03-02 10:00 Europe/Berlim": "no point in time (write 2026-03-02T10:00:00Z,",
    "turns: {Inbuond: {ann@acme.com: 1}}": "no team or rotation `Inbuond` (did you mean `Inbound`?)",
    "turns: {Inbound: {an: 1}}": "no person `an`",
    "away: [Benn]": "no person `Benn` (did you mean `ben`?)",
    "queues: {Inbound repz: [ann@acme.com]}": "the policy names no queue `Inbound repz` (did you mean",
    "related: {oportunity: []}": "no related records of that name (did you mean `opportunity`?)",
    "related: {opportunity: 3}": "a list of records belongs here",
    "trigger: make": "not a word that is known here",
    "loads: {an: 3}": "no person `an`",
    "loads: {ann@acme.com: 1.5}": "no number from 0",
    "loads: {open_leads: {ann@acme.com: -1}}": "no number from 0",
    "loads: {open_opportunity: {ann@acme.com: 1}}": "no measure (did you mean `open_opportunities`?)",
    "loads: {opportunity.amount: {an: 1}}": "no person `an`",
    "laed: {country: DE}": "unknown key `laed` (did you mean `lead`?)",
    "expect: {owner: dan@acme.com}": "knows `dan@acme.com` (did you mean `ann@acme.com`?)",
    "expect: {route: EMAE}": "no route `EMAE` (did you mean `EMEA`?)",
    "expect: {outcome: assigned}": "not a word that is known here (did you mean `assign`?)",
    "expect: {reason: x}": "unknown key `reason`",
    "expect: {}": "nothing is expected",
}


@pytest.mark.parametrize("line", FAULTS)
def test_a_fault_is_named_with_its_place_and_a_mend(suite: Read, line: str) -> None:
    rest = "" if line.startswith("expect") else "\n  expect: {outcome: assign}"
    read = suite(f"- name: Faulty\n  {line}{rest}\n- name: Sound\n  expect: {{outcome: assign}}\n")
    assert [case.name for case in read.cases] == ["Sound"]
    (fault,) = read.faults
    assert FAULTS[line] in str(fault)
    assert (fault.file, fault.line) == ("policy/tests/a.yaml", 2)
    assert fault.column >= 3


def test_what_is_no_list_of_tests_is_said(suite: Read) -> None:
    assert str(suite("name: A\n").faults[0]).startswith(
        "policy/tests/a.yaml:1:1: a list of tests belongs here"
    )
    assert "a test belongs here" in str(suite("- A\n").faults[0])
    assert suite("").faults == ()


def test_two_tests_of_one_name_are_a_fault(suite: Read) -> None:
    (fault,) = suite("- {name: A, expect: {outcome: assign}}\n- {name: A, expect: {outcome: hold}}\n").faults
    assert (fault.line, fault.message) == (
        2, "two tests of this name, the other in policy/tests/a.yaml:1"
    )  # fmt: skip
