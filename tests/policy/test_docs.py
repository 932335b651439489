"""The reference of the grammar says what is so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from connector.policy.read import Reading
from connector.policy.suite.judging import run
from connector.policy.suite.reading import cases_of
from connector.policy.suite.stage import World
from connector.settings import field_tables
from connector.texts import read_text
from tests.policy.conftest import words

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "connector" / "policy" / "README.md"
MAPPINGS = Path(__file__).parents[2] / "mappings" / "README.md"
BLOCK = re.compile(r"```yaml\n(?!# policy/tests/|# yaml-language-server)(.*?)```", re.S)
TESTS = re.compile(r"```yaml\n(# policy/tests/.*?)```", re.S)
CONDITION = re.compile(r"`(\{.*?\})`(?= or | \||, `)")

NAMED = """\
conditions:
  Enterprise: {lead.employees: {at_least: 1000}}
lists:
  Named: {ids: [001xx000003DGb2AAG]}
"""

Read = Callable[..., Reading]


def test_the_examples_of_the_reference_are_a_sound_policy(read: Read) -> None:
    blocks = BLOCK.findall(REFERENCE.read_text(encoding="utf-8"))
    assert len(blocks) == 9
    reading = read(text="", **{f"part{number}": block for number, block in enumerate(blocks)})
    assert reading.faults == ()
    assert reading.policy is not None


def test_the_policy_tests_of_the_reference_pass(read: Read) -> None:
    (text,) = TESTS.findall(REFERENCE.read_text(encoding="utf-8"))
    policy = read().policy
    assert policy is not None
    suite = cases_of([read_text(text, "policy/tests/emea.yaml")], policy, words())
    assert suite.faults == ()
    ran = run(policy, World({"sales": True, "marketing": False}), suite.cases)
    assert [(one.case.name, one.misses) for one in ran if not one.passed] == []


def test_each_hard_input_names_tests_that_there_are() -> None:
    table = REFERENCE.read_text(encoding="utf-8").partition("| hard input |")[2].partition("\n\n")[0]
    named = [re.findall(r"`(\w+)`", row.split(" | ")[-1]) for row in table.splitlines()[2:]]
    written = "".join(path.read_text(encoding="utf-8") for path in ROOT.joinpath("tests").rglob("test_*.py"))
    assert len(named) > 10
    assert all(named)
    assert [name for row in named for name in row if f"def test_{name}(" not in written] == []


def conditions() -> list[str]:
    table = REFERENCE.read_text(encoding="utf-8").partition("| write |")[2].partition("\n\n")[0]
    return [
        found for found in CONDITION.findall(table) if "..." not in found and not found.startswith("{is:")
    ]


@pytest.mark.parametrize("text", conditions())
def test_the_conditions_of_the_reference_are_sound(read: Read, text: str) -> None:
    reading = read(("when: {account.match: auto}", f"when: {text}"), ("lists:\n", NAMED))
    assert [fault for fault in reading.faults if not fault.warning] == []


def test_every_operator_is_in_the_reference() -> None:
    from connector.core.conditions import Operator

    text = REFERENCE.read_text(encoding="utf-8")
    assert [word.value for word in Operator if f"{word.value}:" not in text] == []
    assert len(conditions()) >= 12


def test_the_example_of_the_mappings_is_sound() -> None:
    (block,) = BLOCK.findall(MAPPINGS.read_text(encoding="utf-8"))
    overrides = read_text(block, "lead.yaml").plain
    assert isinstance(overrides, dict)
    assert field_tables("salesforce", "Lead", overrides)[1] == []
