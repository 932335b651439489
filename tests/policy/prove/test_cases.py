"""Planted faults are found, each with a lead that shows it; sound policies are left in peace."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connector.policy.folder import read_texts
from connector.policy.prove import Finding, Severity
from connector.policy.read import read_book
from connector.texts import read_yaml
from tests.policy.conftest import words
from tests.policy.prove.conftest import written

Proven = Callable[..., tuple[Finding, ...]]
HERE = Path(__file__).parent
PART = re.compile(r"^(?=[a-z]+:)", re.M)


def cases(name: str) -> list[Any]:
    """The cases of a file, or of all files of a folder."""
    folder = HERE / name
    found = []
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else [HERE / f"{name}.yaml"]:
        text = read_yaml(path)
        assert text.faults == []
        assert isinstance(text.plain, list)
        found += [pytest.param(case, id=case["name"]) for case in text.plain]
    return found


PROVEN = [case for case in cases("planted") if case.values[0]["kind"] != "fault"]
READ = [case for case in cases("planted") if case.values[0]["kind"] == "fault"]
WITH_AN_HOUR = ("empty", "closed")


def parts(case: dict[str, Any]) -> dict[str, str]:
    """The policy's parts that the case replaces."""
    found = {}
    if "routes" in case:
        found["routes"] = "routes:\n" + "".join(f"  {line}\n" for line in case["routes"].splitlines())
    if "before" in case:
        found["before"] = "before:\n" + "".join(f"  {line}\n" for line in case["before"].splitlines())
    for block in PART.split(case.get("text", "")):
        if block.strip():
            found[block.partition(":")[0]] = block
    return found


@pytest.mark.parametrize("case", PROVEN)
def test_a_planted_fault_is_found_with_an_example(proven: Proven, case: dict[str, Any]) -> None:
    every = proven(**parts(case))
    severity = Severity(case.get("severity", "warning"))
    hits = [one for one in every if one.kind == case["kind"] and case["says"] in one.message]
    assert len(hits) == 1, [str(one) for one in every]
    (hit,) = hits
    assert (hit.file, hit.line > 1, hit.column >= 1) == ("policy/policy.yaml", True, True)
    assert hit.severity is severity
    assert bool(hit.mend) is (severity is Severity.WARNING)
    assert case.get("mend", "") in hit.mend
    assert case.get("example", {}).items() <= hit.example.items()
    if hit.kind in WITH_AN_HOUR:
        assert hit.at == case.get("at", hit.at)
    else:
        assert hit.example
    warnings = [one for one in every if one.severity is Severity.WARNING]
    assert [str(one) for one in warnings if one.kind not in (case["kind"], "dead")] == []


@pytest.mark.parametrize("case", READ)
def test_a_planted_slip_is_found_by_the_reader(case: dict[str, Any]) -> None:
    faults = read_book(read_texts([("policy/policy.yaml", written(**parts(case)))]), words()).faults
    (hit,) = [fault for fault in faults if case["says"] in fault.message]
    assert hit.line >= 1
    assert hit.mend
    assert case.get("mend", "") in hit.mend
    assert all(fault is hit or fault.warning for fault in faults), faults


@pytest.mark.parametrize("case", cases("sound"))
def test_a_sound_policy_gives_no_warning(proven: Proven, case: dict[str, Any]) -> None:
    assert read_book(read_texts([("policy/policy.yaml", written(**parts(case)))]), words()).faults == ()
    found = proven(**parts(case))
    assert [str(one) for one in found if one.severity is Severity.WARNING] == []
    assert [str(one) for one in found if one.kind == "bound"] == []


def test_there_are_enough_of_both() -> None:
    assert len(PROVEN) >= 52
    assert len(READ) >= 12
    assert len(cases("sound")) >= 52
