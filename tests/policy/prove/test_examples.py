"""Examples are leads: decided by the very `decide`, they do what the finding says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connector.core.decision import Decision
from connector.policy.prove import Finding, Severity, prove
from connector.policy.prove.cells import NOW
from connector.policy.suite.case import Case, Expected, GivenAccount
from connector.policy.suite.stage import Stage
from mappings.instants import from_text
from mappings.records import Value
from tests.policy.conftest import words
from tests.policy.prove.conftest import sound, written
from tests.policy.prove.test_cases import PROVEN, parts
from tests.policy.suite.conftest import WORLD

Proven = Callable[..., tuple[Finding, ...]]


def decided(text: str, example: dict[str, Value], now: datetime = NOW) -> Decision:
    """What becomes of the example, at the instant of all examples unless another is given."""
    _, policy = sound(text)
    lead = {name[5:]: value for name, value in example.items() if name.startswith("lead.")}
    account = {name[8:]: value for name, value in example.items() if name.startswith("account.")}
    band = str(account.pop("match", "none"))
    case = Case(
        "example", "example.yaml", 1, 1, str(example.get("crm", "sales")), now, lead, Expected(),
        created_at=_created(lead),
        account=GivenAccount(account, band=band) if band != "none" or account else None,
    )  # fmt: skip
    return Stage(policy, WORLD, [case]).play(case)[1]


def _created(lead: dict[str, Value]) -> datetime | None:
    value = lead.get("created_at")
    return from_text(str(value)) if value is not None else None


def instant_of(at: str) -> datetime:
    """`2026-01-12 12:00 Europe/Berlin`, or an instant."""
    local, _, zone = at.rpartition(" ")
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)) if local else from_text(at)


def named(message: str) -> list[str]:
    """What stands in a message between backticks."""
    return re.findall("`([^`]+)`", message)


def last(decision: Decision) -> str:
    """The route's own name."""
    return (decision.route or "").rpartition(" / ")[2]


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


@pytest.mark.parametrize("case", PROVEN)
def test_the_example_of_a_planted_fault_does_what_the_finding_says(case: dict[str, Any]) -> None:
    text = written(**parts(case))
    book, policy = sound(text)
    hits = [one for one in prove(book, policy, words()) if one.kind in SHOWN]
    assert hits or case["kind"] == "idle"
    for one in hits:
        one = replace(one, example={**one.example, **case.get("lead", {})})
        SHOWN[one.kind](text, one)


def _not_by_it(text: str, one: Finding) -> None:
    decision = decided(text, dict(one.example))
    if one.message.startswith("no lead ever comes"):
        assert decision.route is None or decision.route == "otherwise"
    else:
        assert last(decision) != named(one.message)[0]


def _otherwise(text: str, one: Finding) -> None:
    assert decided(text, dict(one.example)).route == "otherwise"


def _first_takes_it(text: str, one: Finding) -> None:
    first, second = (name.rpartition(" / ")[2] for name in named(one.message)[:2])
    assert last(decided(text, dict(one.example))) == first
    without = "\n".join(line for line in text.splitlines() if f"name: {first}," not in line)
    assert last(decided(without, dict(one.example))) == second


def _blank(text: str, one: Finding) -> None:
    steps = {step.step: step.result for step in decided(text, dict(one.example)).steps}
    assert steps[f"route {named(one.message)[0]}"] == "blank"


def _nobody_has_it(text: str, one: Finding) -> None:
    steps = decided(text, dict(one.example)).steps
    assert any(step.step == f"route {named(one.message)[0]}" and step.result == "true" for step in steps)
    assert any(step.result.startswith("0 of ") for step in steps if step.step.startswith("team "))


def _lower_tier(text: str, one: Finding) -> None:
    (score,) = [step for step in decided(text, dict(one.example)).steps if step.step == "score"]
    most = one.message.rpartition(" ")[2]
    assert score.result.startswith(f"{most} points")
    assert f"tier {named(one.message)[0]}" not in score.result


def _nobody_is_there(text: str, one: Finding) -> None:
    team = named(one.message)[0]
    steps = decided(text, {"lead.country": "DE"}, instant_of(one.at or "")).steps
    tried = [step.result for step in steps if step.step == f"team {team}"]
    assert tried
    assert all(result.startswith("0 of ") for result in tried), tried


SHOWN: dict[str, Callable[[str, Finding], None]] = {
    "dead": _not_by_it,
    "contradiction": _not_by_it,
    "gap": _otherwise,
    "otherwise": _otherwise,
    "ambiguous": _first_takes_it,
    "overlap": _first_takes_it,
    "undecided": _blank,
    "unmet": _nobody_has_it,
    "tier": _lower_tier,
    "empty": _nobody_is_there,
    "closed": _nobody_is_there,
}
"""How the example of each kind of finding is seen to hold; what is idle changes nothing, so none shows it."""


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
