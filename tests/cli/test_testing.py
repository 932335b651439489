"""`pointsman test` as an admin uses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
Edit = Callable[[str, str, str], None]


@pytest.fixture
def begun(command: Command) -> Command:
    """After `init`."""
    assert command("init", ".").code == 0
    return command


def test_the_tests_that_init_ships_pass(begun: Command) -> None:
    said = begun("test")
    assert (said.code, said.out.splitlines()[-1]) == (0, "8 passed, 0 failed")
    assert "ok      A lead without a country is not lost" in said.out


def test_an_edit_of_the_policy_that_breaks_one_is_shown_with_what_decided(begun: Command, edit: Edit) -> None:
    edit("policy/routes.yaml", "[AT, CH, DE, FR, GB]", "[AT, CH, DE, GB]")
    said = begun("test")
    assert said.code == 1
    assert "FAILED  At night an EMEA lead waits for the first who is back" in said.out
    assert "policy/tests/routes.yaml:14:3" in said.out
    assert "outcome  expected  hold" in said.out
    assert "         got       assign" in said.out
    assert "Route EMEA does not apply: lead.country (FR) is not in list EMEA." in said.out
    assert said.out.splitlines()[-1] == "7 passed, 1 failed"


def test_a_fault_in_a_test_is_listed_and_the_others_run(begun: Command, edit: Edit) -> None:
    edit("policy/tests/routes.yaml", "lead: {country: FR}", "lead: {cuontry: FR}")
    said = begun("test")
    assert said.code == 1
    assert (
        "policy/tests/routes.yaml:15:10: unknown field `lead.cuontry` (did you mean `country`?)" in said.out
    )
    assert said.out.splitlines()[-1] == "7 passed, 0 failed, 1 fault"


def test_a_part_of_them_by_name(begun: Command) -> None:
    said = begun("test", "-k", "ELSEWHERE")
    assert (said.code, said.out.splitlines()[-1]) == (0, "1 passed, 0 failed")
    none = begun("test", "-k", "Atlantis")
    assert (none.code, none.err) == (2, "2 warnings about the settings: `pointsman check` lists them\n"
                                     "no test's name has 'Atlantis' in it; there are 8 tests\n")  # fmt: skip


def test_as_json(begun: Command, edit: Edit) -> None:
    edit("policy/tests/routes.yaml", "owner: Inbound, route", "owner: ann@example.com, route")
    said = begun("test", "--json")
    assert (said.code, said.json["passed"], said.json["failed"], said.json["faults"]) == (1, 7, 1, [])
    (failed,) = [one for one in said.json["tests"] if not one["passed"]]
    assert failed["misses"] == [{"what": "owner", "expected": "ann@example.com", "got": "queue Inbound"}]
    assert (failed["file"], failed["line"], failed["route"]) == ("policy/tests/routes.yaml", 33, "otherwise")
    assert any("outside working hours" in line for line in failed["steps"])


def test_no_tests_are_no_proof(begun: Command, tmp_path: Path) -> None:
    (tmp_path / "policy/tests/routes.yaml").unlink()
    said = begun("test")
    assert said.code == 1
    assert "there are no tests in policy/tests/" in said.err


def test_a_policy_with_faults_is_not_tested(begun: Command, edit: Edit) -> None:
    edit("policy/routes.yaml", "to: account.owner", "to: {team: Inbuond}")
    said = begun("test")
    assert said.code == 1
    assert "unknown team `Inbuond`" in said.err
