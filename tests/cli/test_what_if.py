"""What a change would move, before anything is changed."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.company import Company

Command = Callable[..., Any]
ANN, BEN, EMMA = (f"{name}@arvenhall.example" for name in ("ann.adler", "ben.brandt", "emma.egede"))
LIAM = "liam.brandt@arvenhall.example"


@pytest.fixture
def leads(company: Company) -> list[str]:
    """Six leads that came one after the other and were given to Inbound, two to each."""
    company.start()
    company.passes(5)
    found = []
    for number in range(6):
        found.append(company.arrives("salesforce", LastName=f"Muster {number}", Country="France"))
        company.passes(5)
    company.stop()
    assert sorted(company.owner("salesforce", lead) for lead in found) == [
        "Ann",
        "Ann",
        "Ben",
        "Ben",
        "Emma",
        "Emma",
    ]
    return found


@pytest.fixture
def before(company: Company, leads: list[str]) -> list[str]:
    """The whole store as text, once there are leads."""
    return _dump(company)


def _dump(company: Company) -> list[str]:
    with closing(sqlite3.connect(company.folder / "pointsman.db")) as conn:
        return list(conn.iterdump())


def draft(company: Company, old: str, new: str) -> str:
    """A draft of the policy that differs in a text."""
    folder = company.folder / "draft"
    shutil.copytree(company.folder / "policy", folder)
    text = (folder / "policy.yaml").read_text()
    assert old in text
    (folder / "policy.yaml").write_text(text.replace(old, new))
    return str(folder)


def test_a_leaver_is_shown_with_everything_that_is_hers(
    company: Company, command: Command, leads: list[str]
) -> None:
    hers = [lead for lead in leads if company.owner("salesforce", lead) == "Ann"]
    said = command("what-if", "--leaver", ANN.upper(), "--json")
    assert said.code == 0
    told = said.json
    moves = {move["lead_id"]: move for move in told["leaver"]["moves"]}
    assert set(hers) <= set(moves)
    assert {moves[lead]["old_route"] for lead in hers} == {"Everyone else"}
    assert {moves[lead]["new_owner"] for lead in hers} == {BEN, EMMA}
    assert told["by_people"] == len(moves) - len(hers)
    world = company.world
    accounts = sum(
        row.values.get("OwnerId") == company.person("Ann").seat("salesforce")
        for row in world.organisation("salesforce").objects["Account"].rows.values()
    )
    assert accounts > 0
    assert told["owns"]["accounts"] >= accounts
    assert told["loads"][ANN]["after"] == 0
    assert told["past"]["owners"][ANN] == {"before": 2, "after": 0}
    assert not set(hers) & {move["lead_id"] for move in told["open"]["moves"]}


def test_for_people_it_says_what_moves_and_what_does_not(
    company: Company, command: Command, leads: list[str]
) -> None:
    said = command("what-if", "--leaver", ANN)
    lines = said.out.splitlines()
    assert lines[0] == "Open leads are decided as on Wednesday, 2026-11-18 at 14:00 UTC (--at): hours count."
    assert lines[2].startswith("Must move: ")
    assert f"open leads of {ANN}" in lines[2]
    assert any(line.startswith("Open leads: ") and "none of them moves" in line for line in lines)
    assert any(
        line.startswith("Since 2026-10-19: 4 of 6 (66.7%) would go to another owner") for line in lines
    )
    assert "What this cannot know: fields" in said.out
    assert lines[-1] == "Nothing was written."


def test_a_draft_with_a_new_territory_moves_what_falls_into_it(
    company: Company, command: Command, leads: list[str]
) -> None:
    folder = draft(company, "DACH: {countries: [DE, AT, CH]}", "DACH: {countries: [DE, AT, CH, FR]}")
    told = command("what-if", "--policy", folder, "--json").json
    for part in ("open", "past"):
        assert {move["lead_id"] for move in told[part]["moves"]} == set(leads)
        assert {move["new_route"] for move in told[part]["moves"]} == {"DACH"}
        assert told[part]["routes"] == {
            "DACH": {"before": 0, "after": 6},
            "Everyone else": {"before": 6, "after": 0},
        }
        assert (told[part]["moved"], told[part]["by_route"], told[part]["share"]) == (6, 6, 1.0)
    assert "leaver" not in told


def test_small_edits_and_a_draft_go_together(company: Company, command: Command, leads: list[str]) -> None:
    folder = draft(company, "to: {team: Inbound}", "to: {team: Inbound}\n    turn: weighted")
    edits = ("--weight", f"{ANN}=4", "--leave", f"{EMMA}=Inbound", "--only", "past")
    told = command("what-if", "--policy", folder, *edits, "--json").json
    assert told["past"]["owners"] == {
        ANN: {"before": 2, "after": 5},
        BEN: {"before": 2, "after": 1},
        EMMA: {"before": 2, "after": 0},
    }
    assert "open" not in told
    assert told["notes"] == []


def test_whoever_joins_takes_a_share(company: Company, command: Command, leads: list[str]) -> None:
    told = command("what-if", "--join", f"{LIAM}=inbound", "--only", "past", "--json").json
    assert told["past"]["owners"][LIAM]["after"] >= 1
    assert sum(count["after"] for count in told["past"]["owners"].values()) == 6


def test_files_hold_every_lead_that_moves_and_the_loads(
    company: Company, command: Command, leads: list[str], tmp_path: Path
) -> None:
    table, picture = tmp_path / "moves.csv", tmp_path / "loads.svg"
    told = command("what-if", "--leaver", ANN, "-o", str(table), "--plot", str(picture), "--json").json
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    moves = [move for part in ("leaver", "open", "past") for move in told[part]["moves"]]
    assert [row["lead_id"] for row in rows] == [move["lead_id"] for move in moves]
    drawn = ElementTree.parse(picture).getroot()
    texts = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert ANN in texts
    assert "Past leads, if they came again" in texts


def test_at_another_time_other_people_are_there(company: Company, command: Command, leads: list[str]) -> None:
    night = command("what-if", "--leaver", ANN, "--only", "open", "--at", "2026-11-21T03:00Z", "--json").json
    day = command("what-if", "--leaver", ANN, "--only", "open", "--json").json
    assert night["now"] == "2026-11-21T03:00:00.000000Z"
    assert night["since"] == day["since"]
    hers = [lead for lead in leads if company.owner("salesforce", lead) == "Ann"]
    owners = [
        {move["new_owner"] for move in told["leaver"]["moves"] if move["lead_id"] in hers}
        for told in (night, day)
    ]
    assert owners == [{EMMA}, {BEN, EMMA}]


def test_nothing_is_written(company: Company, command: Command, before: list[str]) -> None:
    assert command("what-if", "--leaver", ANN, "--weight", f"{BEN}=2").code == 0
    assert _dump(company) == before


def test_no_crm_is_asked(company: Company, command: Command, leads: list[str]) -> None:
    for secret in ("sf_id", "sf_secret", "hs_token"):
        (company.folder / secret).unlink()
    assert command("what-if", "--leaver", ANN).code == 0


def test_a_draft_with_faults_is_refused_with_all_of_them(
    company: Company, command: Command, leads: list[str]
) -> None:
    folder = draft(company, "to: {team: Germany}", "to: {team: Germani}\n    turn: weihted")
    said = command("what-if", "--policy", folder)
    assert said.code == 1
    assert "draft/policy.yaml:27:16: " in said.err
    assert "did you mean `Germany`?" in said.err
    assert "did you mean `weighted`?" in said.err
    assert said.err.rstrip().endswith("the draft has faults: nothing was compared")
    assert said.out == ""


def test_edits_that_cannot_be_are_named_all_at_once(
    company: Company, command: Command, leads: list[str]
) -> None:
    slip = ANN.removeprefix("a")
    edits = ("--leaver", slip, "--join", f"{ANN}=Inbound", "--leave", f"{ANN}=Germni")
    said = command("what-if", *edits)
    assert said.code == 1
    assert said.err.splitlines()[-3:] == [
        f"--join {ANN}=Inbound: {ANN} is of team Inbound already (drop it)",
        f"--leave {ANN}=Germni: no team `Germni` (did you mean `Germany`?)",
        f"--leaver {slip}: nobody goes by `{slip}` (did you mean `{ANN}`?)",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "what would change?"),
        (("--weight", "ann@acme.com"), "--weight ann@acme.com: write it as --weight ann@acme.com=2"),
        (("--join", "Inbound"), "--join Inbound: write it as --join ann@acme.com=Inbound"),
        (("--leaver", "Ann"), "--leaver Ann: write an e-mail"),
        (("--leaver", ANN, "--since", "soon"), "--since soon: no length of time"),
    ],
)
def test_a_command_line_that_says_nothing_sound_is_explained(
    company: Company, command: Command, words: tuple[str, ...], told: str
) -> None:
    said = command("what-if", *words)
    assert said.code == 2
    assert told in said.err


def test_a_weight_that_counts_nowhere_is_noted(company: Company, command: Command, leads: list[str]) -> None:
    said = command("what-if", "--weight", f"{ANN}=2")
    assert said.code == 0
    assert "note: --weight" in said.err
    assert "none does to a team of" in said.err


def test_a_draft_that_changes_nothing_is_noted(company: Company, command: Command, leads: list[str]) -> None:
    shutil.copytree(company.folder / "policy", company.folder / "other" / "policy")
    told = command("what-if", "--policy", str(company.folder / "other" / "policy"), "--json").json
    assert told["notes"] == ["the draft is the policy in force, word for word"]
    assert told["past"]["moved"] == told["open"]["moved"] == 0


def test_before_the_first_start_there_is_nothing_to_compare(company: Company, command: Command) -> None:
    said = command("what-if", "--leaver", ANN)
    assert said.code == 1
    assert "there is no store yet" in said.err
