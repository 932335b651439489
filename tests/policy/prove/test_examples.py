"""Examples are leads: decided by the very `decide`, they do what the finding says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connector.core.decision import Decision
from connector.policy.prove import Finding, Severity, prove
from connector.policy.prove.cells import NOW
from connector.policy.suite.case import Case, Expected, GivenAccount
from connector.policy.suite.stage import Stage
from mappings.records import Value
from tests.policy.conftest import words
from tests.policy.prove.conftest import sound, written
from tests.policy.prove.test_cases import cases, parts
from tests.policy.suite.conftest import WORLD

Proven = Callable[..., tuple[Finding, ...]]


def decided(text: str, example: dict[str, Value]) -> Decision:
    """What becomes of the example, at the instant of all examples."""
    _, policy = sound(text)
    lead = {name[5:]: value for name, value in example.items() if name.startswith("lead.")}
    account = {name[8:]: value for name, value in example.items() if name.startswith("account.")}
    band = str(account.pop("match", "none"))
    case = Case(
        "example", "example.yaml", 1, 1, str(example.get("crm", "sales")), NOW, lead, Expected(),
        account=GivenAccount(account, band=band) if band != "none" or account else None,
    )  # fmt: skip
    return Stage(policy, WORLD, [case]).play(case)[1]


def test_the_order_decides_in_the_examples_of_overlaps(proven: Proven) -> None:
    routes = """\
routes:
  - {name: Fintech, when: {lead.industry: [Banking, Insurance]}, blank: skips, to: {team: A}}
  - {name: Europe, when: {lead.country: {in_list: EMEA}}, blank: skips, to: {team: B}}
"""
    (note,) = [one for one in proven(routes=routes) if one.kind == "overlap"]
    assert note.severity is Severity.NOTE
    assert decided(written(routes=routes), dict(note.example)).route == "Fintech"
    first, second = routes.splitlines()[1:]
    turned = "\n".join(["routes:", second, first])
    assert decided(written(routes=turned), dict(note.example)).route == "Europe"


@pytest.mark.parametrize("case", [one for one in cases("planted") if "routes" in one.values[0]])
def test_no_example_of_a_fault_reaches_the_faulty_route(case: dict[str, Any]) -> None:
    text = written(**parts(case))
    book, policy = sound(text)
    for one in prove(book, policy, words()):
        if one.kind in ("dead", "contradiction"):
            name = one.message.partition("`")[2].partition("`")[0]
            decision = decided(text, dict(one.example))
            assert (decision.route or "").rpartition(" / ")[2] != name
        elif one.kind in ("gap", "otherwise"):
            assert decided(text, dict(one.example)).route == "otherwise"


def test_an_example_tells_how_many_related_records_it_has_and_instants_stay_instants(proven: Proven) -> None:
    routes = """\
routes:
  - {name: Fresh, when: {lead.created_at: {within: 3d}}, blank: skips, to: {team: A}}
  - name: Deals
    when: {count_of: opportunity, where: {closed: false}, at_least: 2}
    blank: skips
    to: {team: B}
"""
    found = {one.kind: one.example for one in proven(routes=routes) if one.example}
    assert found["overlap"]["opportunity records"] == 2
    assert str(found["overlap"]["lead.created_at"]).startswith("2026-01-")
    assert str(found["otherwise"]["lead.created_at"]).startswith("2026-01-")
