"""`pointsman docs` as an admin uses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from connector.texts import read_yaml

Command = Callable[..., Any]
Edit = Callable[[str, str, str], None]


@pytest.fixture
def begun(command: Command) -> Command:
    """After `init`."""
    assert command("init", ".").code == 0
    return command


def test_the_page_of_the_first_policy(begun: Command, tmp_path: Path) -> None:
    said = begun("docs", "-o", "policy.html")
    assert (said.code, said.out) == (0, "")
    text = (tmp_path / "policy.html").read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "It goes to the owner of the matched account." in text
    assert "ann@example.com" in text


def test_as_markdown_on_the_screen(begun: Command) -> None:
    said = begun("docs", "--format", "markdown")
    assert said.code == 0
    assert "- **2 EMEA**" in said.out
    assert "| EMEA | countries | 5 | AT, CH, DE, FR, GB |" in said.out


def test_as_json(begun: Command) -> None:
    data = begun("docs", "--json").json
    assert [each["key"] for each in data["sections"]] == [
        "routes",
        "teams",
        "lists",
        "leads",
        "match",
        "check",
    ]
    assert data["sections"][0]["routes"][0]["name"] == "A known account keeps its owner"
    assert len(data["edition"]) == 64


def test_a_policy_with_faults_has_no_page(begun: Command, edit: Edit) -> None:
    edit("policy/routes.yaml", "to: account.owner", "to: {team: Inbuond}")
    said = begun("docs", "-o", "policy.html")
    assert said.code == 1
    assert "unknown team `Inbuond`" in said.err
    assert not Path("policy.html").exists()


def test_init_leaves_schemas_that_take_its_own_files(begun: Command, tmp_path: Path) -> None:
    for name in ("pointsman.yaml", "mappings/lead.yaml", "policy/people.yaml", "policy/routes.yaml",
                 "policy/tests/routes.yaml"):  # fmt: skip
        path = tmp_path / name
        named = (
            path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        )
        schema = json.loads((path.parent / named).read_text(encoding="utf-8"))
        found = [error.message for error in Draft202012Validator(schema).iter_errors(read_yaml(path).plain)]
        assert found == []


def test_a_field_that_is_mapped_later_is_known_to_the_schema_once_it_is_renewed(
    begun: Command, edit: Edit, tmp_path: Path
) -> None:
    schema = tmp_path / ".schemas/policy.json"
    before = schema.read_text(encoding="utf-8")
    assert '"lead.segment"' not in before
    edit("mappings/lead.yaml", "rating: {field: Rating}", "segment: {field: Segment__c}")
    assert begun("docs", "--schema", "--output", ".schemas/policy.json").code == 0
    assert '"lead.segment"' in schema.read_text(encoding="utf-8")
    schema.write_text(before, encoding="utf-8")
    assert "wrote .schemas/policy.json" in begun("init", ".").out
    assert '"lead.segment"' in schema.read_text(encoding="utf-8")
    assert ".schemas" not in begun("init", ".").out


def test_schemas_are_printed_too(begun: Command) -> None:
    assert begun("docs", "--schema").json["title"] == "Policy of Pointsman"
    for of in ("policy", "tests", "settings", "mappings"):
        said = begun("docs", "--schema", "--of", of)
        assert said.code == 0
        Draft202012Validator.check_schema(said.json)


def test_the_schema_of_settings_needs_no_settings(command: Command) -> None:
    assert command("docs", "--schema", "--of", "settings").json["title"] == "Settings of Pointsman"
    assert command("docs", "--schema").code == 1


def test_wrong_usage(begun: Command) -> None:
    assert begun("docs", "--of", "tests").code == 2
    assert begun("docs", "--schema", "--json").code == 2
