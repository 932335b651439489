"""A colleague who left is called otherwise, whatever an admin or an auditor asks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from state import page
from state.glass import behind_glass
from tests.company import Company

Command = Callable[..., Any]
Edit = Callable[[str, str, str], None]
EMAIL = "ann.adler@arvenhall.example"
NAMES = (EMAIL, "Ann Adler")
CALLED = "former colleague 1"
REASON = "request 18"


@pytest.fixture
def leads(company: Company, command: Command) -> list[str]:
    """Leads of both CRMs that went to Ann and others by turns; those of Ann come first."""
    assert command("run", "--once").code == 0
    own = []
    for number in range(4):
        own.append(("salesforce", company.arrives("salesforce", LastName=f"Muster{number}", Company="M")))
        own.append(("hubspot", company.arrives("hubspot", lastname=f"Muster{number}")))
        company.moves_on(5)
        assert command("run", "--once").code == 0
    own.sort(key=lambda one: company.owner(*one) != "Ann")
    assert {company.owner(*one) for one in own} == {"Ann", "Ben", "Emma"}
    return [lead for _, lead in own]


@pytest.fixture
def left(company: Company, command: Command, edit: Edit, leads: list[str]) -> list[str]:
    """Ann has left: she is out of the policy and inactive in both CRMs."""
    edit("policy/policy.yaml", f"  - {{email: {EMAIL}}}\n", "")
    edit("policy/policy.yaml", f"{EMAIL}, ", "")
    deactivated(company)
    company.moves_on(3600)
    assert command("run", "--once").code == 0
    return leads


def deactivated(company: Company) -> None:
    ann, world = company.person("Ann"), company.world
    ann.active = False
    with world.lock:
        world.salesforce.update("User", ann.salesforce_user, {"IsActive": False}, None, visible_after=0)
        world.hubspot.delete("owners", ann.hubspot_owner)


def told(command: Command, leads: list[str], folder: Path) -> str:
    """All that can be asked of the record, and all files that it can be written to."""
    asked: list[tuple[str, ...]] = [
        ("decisions",),
        ("decisions", "--owner", CALLED, "--json"),
        ("report",),
        ("report", "-o", str(folder / "report")),
        ("report", "--json"),
        ("backtest", "--policy", "policy", "-o", str(folder / "backtest")),
        ("backtest", "--policy", "policy", "--json"),
        ("agreement", "--live", "-o", str(folder / "agreement")),
        ("agreement", "--live", "--json"),
        ("replay", "--json"),
        ("what-if", "--leaver", "ben.brandt@arvenhall.example", "--json"),
        ("people",),
        ("waiting", "--json"),
        ("memory", "--json"),
        *(("audit", "export", "--format", form, "-o", str(folder / form)) for form in ("csv", "ndjson")),
    ]
    for lead in (leads[0], leads[-1]):
        asked += [("explain", lead, *how) for how in ((), ("--tree",), ("--life",), ("--json",))]
        asked += [("explain", lead, "--tree", "--json"), ("audit", "access", lead, "-o", str(folder / lead))]
        asked.append(("explain", lead, "--why-not", "ben.brandt@arvenhall.example"))
    said = [f"{words}\n{command(*words).all}" for words in asked]
    files = [path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()]
    return "\n".join([*said, *files])


def test_everything_that_is_shown_has_the_pseudonym_and_taking_back_restores_it(
    command: Command, left: list[str], tmp_path: Path
) -> None:
    before = told(command, left, tmp_path / "before")
    assert all(name in before for name in NAMES)
    said = command("audit", "pseudonym", EMAIL, "--by", "Ann Adler", "--reason", f"{REASON} of Ann Adler")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"{CALLED} stands for: ")
    now = told(command, left, tmp_path / "now")
    assert [line for line in now.splitlines() if any(name in line for name in NAMES)] == []
    for words in ("Assigned to", "Next in turn is", "Could take it, in this order:"):
        assert f"{words} {CALLED}" in now
    assert command("decisions", "--owner", CALLED, "--json").json
    assert command("audit", "verify").code == command("replay").code == 0
    assert command("run", "--once").code == 0
    assert command("audit", "pseudonym", CALLED, "--take-back", "--by", "dpo").code == 0
    restored = told(command, left, tmp_path / "restored")
    assert [restored.count(name) >= before.count(name) for name in NAMES] == [True, True]
    assert command("audit", "verify").code == 0


def test_making_and_taking_back_are_on_record_without_the_name(
    command: Command, left: list[str], tmp_path: Path
) -> None:
    command("audit", "pseudonym", EMAIL, "--by", "dpo", "--reason", f"{REASON} of Ann Adler")
    command("audit", "pseudonym", CALLED, "--by", "dpo", "--take-back", "--reason", "she is back")
    with closing(sqlite3.connect(tmp_path / "pointsman.db")) as conn:
        query = (
            "SELECT changed_by, what, before, after FROM changes WHERE what LIKE 'pseudonym:%' ORDER BY id"
        )
        [made, back] = conn.execute(query).fetchall()
    assert made[:3] == ("dpo", f"pseudonym:{CALLED}", None)
    code, owners = made[3].split(" stands for ")
    assert (len(code), owners.endswith(f": {REASON} of {CALLED}")) == (64, True)
    assert back[2:] == (owners.partition(":")[0], "taken back: she is back")
    assert owners.startswith("owner ")
    command("audit", "pseudonym", "Ann Adler")
    assert command("decisions", "--owner", "former colleague 2", "--json").json


def test_a_dry_run_tells_and_changes_nothing(command: Command, left: list[str]) -> None:
    plain = command("audit", "pseudonym", "Ann Adler", "--dry-run", "--json").json
    assert (plain["pseudonym"], plain["emails"], plain["names"]) == (CALLED, [EMAIL], ["Ann Adler"])
    assert len(plain["owners"]) == 2
    assert "Ann Adler" in command("explain", left[0]).out
    assert command("audit", "pseudonym", CALLED, "--take-back").code == 1


def test_why_not_answers_by_the_pseudonym_in_either_crm(command: Command, left: list[str]) -> None:
    command("audit", "pseudonym", EMAIL, "--as", "colleague Z")
    for lead in left[:2]:
        assert command("explain", lead, "--why-not", "Colleague Z").out.startswith("colleague Z has it. ")
    said = command("explain", left[-1], "--why-not", "colleague Z")
    assert (said.code, said.out.startswith("Why not colleague Z? ")) == (0, True)


def test_an_auditor_in_a_browser_sees_the_pseudonym_and_no_table_of_who_it_is(
    command: Command, left: list[str], tmp_path: Path
) -> None:
    command("audit", "pseudonym", EMAIL)
    with closing(behind_glass(tmp_path / "pointsman.db")) as glass:
        for _, query in page.questions():
            assert not any(name in repr(glass.execute(query).fetchall()) for name in NAMES)
        owners = {row[0] for row in glass.execute("SELECT DISTINCT owner_name FROM audit_candidates")}
        assert CALLED in owners
        with pytest.raises(sqlite3.DatabaseError):
            glass.execute("SELECT * FROM pseudonyms")


def test_whoever_is_active_or_named_by_the_policy_keeps_the_name(
    company: Company, command: Command, leads: list[str]
) -> None:
    said = command("audit", "pseudonym", EMAIL)
    assert (said.code, "is active in a CRM: deactivate their user there" in said.err) == (1, True)
    deactivated(company)
    company.moves_on(3600)
    assert command("run", "--once").code == 0
    said = command("audit", "pseudonym", EMAIL)
    assert (said.code, "the policy in force still names them: take them out" in said.err) == (1, True)


def test_what_cannot_be_meant_is_told(command: Command, left: list[str]) -> None:
    def refused(*words: str) -> str:
        said = command("audit", "pseudonym", *words)
        assert said.code == 1
        return str(said.err)

    assert "nobody goes by 'Nobody Known'" in refused("Nobody Known")
    assert "has a name in it" in refused(EMAIL, "--as", "once Ann Adler")
    assert "is somebody else" in refused(EMAIL, "--as", "Ben Brandt")
    assert "and no e-mail" in refused(EMAIL, "--as", "a@b.example")
    command("audit", "pseudonym", EMAIL)
    assert f"they are {CALLED} already" in refused(EMAIL, "--as", "Z")
    assert command("audit", "pseudonym", "Ann Adler").code == 0
    assert command("audit", "pseudonym", EMAIL, "--take-back", "--as", "Z").code == 2
