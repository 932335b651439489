"""A decision as a tree, a lead's life, and decisions looked up, as an admin asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.test_asking import BOTH, COUNTRY, routed
from tests.company import Company

Command = Callable[..., Any]


@pytest.fixture
def twice(company: Company, command: Command, edit: Callable[[str, str, str], None]) -> tuple[str, list[str]]:
    """A lead that was decided again after an edit of the policy, with its decisions, the newest first."""
    lead = routed(company, command, "salesforce", Email="max@muster.example")
    edit("policy/policy.yaml", "[DE, AT, CH]", "[DE, AT]")
    company.moves_on(60)
    company.edits("salesforce", lead, "Emma", Country="Austria")
    company.moves_on(5)
    assert command("run", "--once").code == 0
    story = command("explain", lead, "--json").json
    return lead, [one["decision_id"] for one in story["decisions"]]


def test_the_tree_shows_the_newest_decision_and_names_the_others(
    command: Command, twice: tuple[str, list[str]]
) -> None:
    lead, (newest, former) = twice
    said = command("explain", lead, "--tree")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == f"sales Lead {lead}"
    assert f"Decision {newest}, 2026-11-18 14:01:10 UTC, because a watched field changed" in lines
    assert f"{former}  2026-11-18 14:00:05 UTC  assign" in lines
    assert max(map(len, lines)) <= 100
    assert "├─ country: Austria" in said.out
    assert ", read 0 s after sales was last in step, last modified" in said.out
    assert "2026-11-18 14:01:05 UTC" in said.out
    assert "policy/policy.yaml (lists)" in said.out
    assert "└─ 2026-11-18 14:01:10 UTC: The CRM took the new owner" in said.out


def test_one_decision_is_explained_by_its_id_with_or_without_its_lead(
    command: Command, twice: tuple[str, list[str]]
) -> None:
    lead, (newest, former) = twice
    for words in ((lead, "--decision", former), ("--decision", former)):
        story = command("explain", *words, "--json").json
        assert [one["decision_id"] for one in story["decisions"]] == [former]
        assert story["sentence"].startswith("Assigned to ")
    assert "Everyone else" in command("explain", "--decision", former).out
    assert f"Decision {former}, " in command("explain", "--tree", "--decision", former).out
    whole = command("explain", lead, "--json").json
    assert command("explain", "--decision", newest, "--json").json["sentence"] == whole["sentence"]


def test_a_decision_that_is_not_there_or_not_of_the_lead_is_no_success(
    company: Company, command: Command, twice: tuple[str, list[str]]
) -> None:
    other = routed(company, command, "salesforce", Email="other@muster.example")
    assert command("explain", "--decision", "nope").code == 1
    said = command("explain", other, "--decision", twice[1][0])
    assert (said.code, "of this lead is on record" in said.err) == (1, True)
    assert command("explain", twice[0], "--life", "--tree").code == 2


def test_a_life_is_told_in_the_order_of_time(
    company: Company, command: Command, twice: tuple[str, list[str]]
) -> None:
    lead, (newest, _) = twice
    company.moves_on(60)
    company.takes("salesforce", lead, "Ben")
    company.moves_on(5)
    command("run", "--once")
    said = command("explain", lead, "--life")
    lines = said.out.splitlines()
    assert max(map(len, lines)) <= 100
    assert "2026-11-18 14:00:00 UTC  Created in sales." in lines
    assert "2026-11-18 14:00:05 UTC  Seen for the first time." in lines
    assert any(line.startswith("2026-11-18 14:02:10 UTC  Ben Brandt took it from ") for line in lines)
    events = command("explain", lead, "--json").json["life"]
    assert {"at", "event", "text", "by", "decision_id"} == set(events[0])
    assert [one["by"] for one in events if one["event"] == "owner"] == ["Ben Brandt"]
    assert [one["decision_id"] for one in events if one["event"] == "decided"][-1] == newest


def test_decisions_are_looked_up_by_what_an_admin_knows(
    company: Company, command: Command, twice: tuple[str, list[str]]
) -> None:
    _, (newest, former) = twice
    shown = command("decisions", "--lead", "max@muster.example")
    assert shown.code == 0
    header, *rows = shown.out.splitlines()
    assert header.split() == ["decision", "at", "crm", "lead", "outcome", "owner", "route", "reason"]
    assert [row.split()[0] for row in rows] == [newest, former]

    def ids(*words: str) -> list[str]:
        return [row["decision_id"] for row in command("decisions", *words, "--json").json]

    [now] = command("explain", "--decision", newest, "--json").json["decisions"]
    assert ids("--route", "DACH") == [newest]
    assert ids("--owner", now["owner_name"]) == ids("--owner", now["owner_id"]) == [newest]
    assert ids("--since", "2026-11-18T14:01:00Z") == [newest]
    assert ids("--until", "2026-11-18T14:01:00Z", "--outcome", "assign") == [former]
    assert ids("--reason", "next TURN germany") == [newest]
    assert ids("--edition", now["policy_edition"][:10], "--crm", "sales", "--mode", "live") == [newest]
    assert ids("--owner", now["owner_name"].split()[0]) == [newest]
    assert ids("--account", "001nobody") == ids("--owner", "Nobody Known") == ids("--lead", "00Q") == []
    assert command("decisions", "--lead", "00Q").out == "no decision on record is like that\n"
    assert ids("--limit", "1") == [newest]
    assert "the newest 1: --limit shows more" in command("decisions", "--limit", "1").out


@pytest.mark.parametrize(
    "words",
    [
        ("--outcome", "won"),
        ("--mode", "dry"),
        ("--since", "yesterday"),
        ("--crm", "nope"),
        ("--limit", "0"),
    ],
)
def test_what_makes_no_sense_of_decisions_is_wrong_usage(
    company: Company, command: Command, words: tuple[str, ...]
) -> None:
    assert command("decisions", *words).code == 2


def test_the_tree_tells_turns_before_and_after(company: Company, command: Command) -> None:
    lead = routed(company, command, "salesforce", Email="max@muster.example")
    said = command("explain", lead, "--tree")
    assert (
        "Turns in Inbound, before and after" in said.out or "Turns in Germany, before and after" in said.out
    )
    turns = command("explain", lead, "--tree", "--json").json["decisions"][0]["standings"]["turns"]
    assert turns[0]["taken_after"] - turns[0]["taken_before"] == 1
    assert sum(row["owed_after"] - row["owed_before"] for row in turns) == pytest.approx(0, abs=0.02)


def test_a_recorded_decision_tells_why_somebody_else_did_not_get_the_lead(
    company: Company, command: Command, edit: Callable[[str, str, str], None]
) -> None:
    """By what was known and in force then, whatever the policy says by now."""
    lead = routed(company, command, "salesforce", Email="max@muster.example")
    edit("policy/policy.yaml", "[DE, AT, CH]", "[FR]")
    others = [
        one["owner_name"] for one in command("explain", lead, "--json").json["decisions"][0]["candidates"]
    ]
    got, *rest = others
    assert command("explain", lead, "--why-not", got).out.startswith(f"{got} has it")
    for other in rest:
        said = command("explain", lead, "--why-not", other)
        assert said.code == 0
        assert "turn" in said.out
    plain = command("explain", lead, "--why-not", rest[0], "--json").json
    assert plain["owner"] == rest[0]
    assert command("explain", lead, "--why-not", "nobody@acme.com").code == 1
    assert command("explain", lead, "--life", "--why-not", got).code == 2


@pytest.mark.parametrize("dialect", BOTH)
def test_explain_tells_when_the_lead_was_last_modified_as_the_decision_knew_it(
    company: Company, command: Command, dialect: str
) -> None:
    lead = routed(company, command, dialect)
    company.moves_on(60)
    company.edits(dialect, lead, "Ann", **{COUNTRY[dialect]: "Germany"})
    company.moves_on(5)
    command("run", "--once")
    (*_, first) = command("explain", lead, "--json").json["decisions"]
    (source,) = [one for one in first["sources"] if one["record_id"] == lead]
    assert source["modified_at"] == "2026-11-18T14:00:00.000000Z"
