"""Planted faults are found, each with a lead that shows it; sound policies are left in peace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connector.policy.prove import Finding, Severity
from connector.texts import read_yaml

Proven = Callable[..., tuple[Finding, ...]]
HERE = Path(__file__).parent


def cases(name: str) -> list[Any]:
    text = read_yaml(HERE / f"{name}.yaml")
    assert text.faults == []
    assert isinstance(text.plain, list)
    return [pytest.param(case, id=case["name"]) for case in text.plain]


def parts(case: dict[str, Any]) -> dict[str, str]:
    """The policy's parts that the case replaces."""
    found = {}
    if "routes" in case:
        found["routes"] = "routes:\n" + "".join(f"  {line}\n" for line in case["routes"].splitlines())
    if "before" in case:
        found["before"] = "before:\n" + "".join(f"  {line}\n" for line in case["before"].splitlines())
    if "text" in case:
        found[case["text"].partition(":")[0]] = case["text"]
    return found


@pytest.mark.parametrize("case", cases("planted"))
def test_a_planted_fault_is_found_with_an_example(proven: Proven, case: dict[str, Any]) -> None:
    found = [one for one in proven(**parts(case)) if one.severity is Severity.WARNING]
    hits = [one for one in found if one.kind == case["kind"] and case["says"] in one.message]
    assert len(hits) == 1, [str(one) for one in found]
    (hit,) = hits
    assert (hit.file, hit.line > 1, hit.column >= 1) == ("policy/policy.yaml", True, True)
    assert hit.mend
    assert case.get("mend", "") in hit.mend
    assert case.get("example", {}).items() <= hit.example.items()
    if hit.kind == "empty":
        assert hit.at == case.get("at", hit.at)
    else:
        assert hit.example
    assert [str(one) for one in found if one.kind not in (case["kind"], "dead")] == []


@pytest.mark.parametrize("case", cases("sound"))
def test_a_sound_policy_gives_no_warning(proven: Proven, case: dict[str, Any]) -> None:
    found = proven(**parts(case))
    assert [str(one) for one in found if one.severity is Severity.WARNING] == []
    assert [str(one) for one in found if one.kind == "bound"] == []


def test_there_are_enough_of_both() -> None:
    assert len(cases("planted")) >= 25
    assert len(cases("sound")) >= 25
