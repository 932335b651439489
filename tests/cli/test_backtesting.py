"""The past again from the command line: under a draft, as it was, beside what others did."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.company import Company

Command = Callable[..., Any]
ANN, BEN, EMMA, LIAM = (
    f"{name}@arvenhall.example" for name in ("ann.adler", "ben.brandt", "emma.egede", "liam.brandt")
)


@pytest.fixture
def leads(company: Company, command: Command) -> list[str]:
    """Six French leads, two to each of Inbound."""
    assert command("run", "--once").code == 0
    found = []
    for number in range(6):
        found.append(company.arrives("salesforce", LastName=f"Muster {number}", Country="France"))
        company.moves_on(5)
        assert command("run", "--once").code == 0
    return found


def draft(company: Company, old: str, new: str) -> str:
    folder = company.folder / "draft"
    shutil.copytree(company.folder / "policy", folder)
    text = (folder / "policy.yaml").read_text()
    assert old in text
    (folder / "policy.yaml").write_text(text.replace(old, new))
    return str(folder)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def dump(company: Company) -> list[str]:
    with closing(sqlite3.connect(company.folder / "pointsman.db")) as conn:
        return list(conn.iterdump())


def renamed(company: Company, lead: str, name: str) -> str:
    """The lead's owner has another name on the record from now on; the name until then."""
    with closing(sqlite3.connect(company.folder / "pointsman.db")) as conn:
        before: str = conn.execute("SELECT owner_name FROM decisions WHERE lead_id = ?", (lead,)).fetchone()[
            0
        ]
        conn.execute("UPDATE decisions SET owner_name = ? WHERE lead_id = ?", (name, lead))
        conn.commit()
    return before


ALL_TO_LIAM = ("to: {team: Inbound}", f"to: {{user: {LIAM}}}")


def test_a_draft_stands_beside_what_was_and_nothing_is_written(
    company: Company, command: Command, leads: list[str]
) -> None:
    before = dump(company)
    drafted = draft(company, f"{{email: {ANN}}}", f"{{email: {ANN}, cap: {{per_day: 1}}}}")
    said = command("backtest", "--policy", drafted, "--policy", "policy", "-o", "out", "--json")
    assert said.code == 0
    found = {row["owner"]: row for row in said.json["owners"]}
    assert said.json["columns"] == ["was", "draft", "policy"]
    assert {name: (row["was"], row["draft"], row["policy"]) for name, row in found.items()} == {
        ANN: (2, 1, 2),
        BEN: (2, 3, 2),
        EMMA: (2, 2, 2),
    }
    assert said.json["differ"]["policy"] == 0
    differ = rows(company.folder / "out" / "data" / "differences.csv")
    assert {row["lead_id"] for row in differ} < set(leads)
    assert {row["policy"] for row in differ} == {"draft"}
    page = (company.folder / "out" / "backtest.html").read_text()
    assert "<svg" in page and "http://" not in page and "Muster" not in page
    assert dump(company) == before


def test_leads_apart_come_out_the_same(company: Company, command: Command, leads: list[str]) -> None:
    assert len(leads) == 6
    drafted = draft(company, *ALL_TO_LIAM)
    text = (company.folder / "draft" / "policy.yaml").read_text()
    (company.folder / "draft" / "policy.yaml").write_text(
        text.replace("to: {team: Germany}", f"to: {{user: {BEN}}}")
    )
    alone = command("backtest", "--policy", drafted, "--json")
    apart = command("backtest", "--policy", drafted, "--json", "--processes", "2")
    assert (alone.code, apart.code) == (0, 0)
    assert "in one piece" not in apart.err
    assert apart.out == alone.out
    tied = command("backtest", "--policy", "policy", "--processes", "2")
    assert "policy is tried in one piece, in this process: teams take turns" in tied.err


def test_a_draft_with_faults_is_refused(company: Company, command: Command, leads: list[str]) -> None:
    said = command("backtest", "--policy", draft(company, "to: {team: Germany}", "to: {team: Nowhere}"))
    assert leads and said.code == 1
    assert "Nowhere" in said.err and "nothing was tried" in said.err


def test_a_replay_is_the_same_until_somebody_alters_the_record(
    company: Company, command: Command, leads: list[str]
) -> None:
    assert command("replay", "--json").json["same"] == len(leads)
    name = renamed(company, leads[2], "Somebody")
    said = command("replay")
    assert said.code == 1
    assert "owner_name differs" in said.out and "the record was altered" in said.out
    apart = command("replay", "--json", "--processes", "2")
    assert apart.code == 1
    assert apart.out == command("replay", "--json").out
    renamed(company, leads[2], name)
    assert command("replay", "--since", "2030-01-01").code == 1


def test_agreement_names_who_disagrees_and_why(company: Company, command: Command) -> None:
    assert command("run", "--once", "--dry-run").code == 0
    found = [company.arrives("salesforce", LastName=f"S{n}", Country="France") for n in range(4)]
    company.moves_on(5)
    assert command("run", "--once", "--dry-run").code == 0
    ours = {row["lead_id"]: row["our_owner"] for row in _agreement(company, command)["disagreements"]}
    assert ours == {}
    for lead, who in zip(found, ("Liam", "Ann", "Ben"), strict=False):
        company.takes("salesforce", lead, who)
    company.moves_on(5)
    assert command("run", "--once", "--dry-run").code == 0
    told = _agreement(company, command)
    (row,) = told["overall"]
    assert row["same"] + row["another"] == 3
    assert row["not routed there"] == 1
    liam = next(each for each in told["disagreements"] if each["lead_id"] == found[0])
    assert liam["their_owner"] == LIAM and "has the next turn in team Inbound" in liam["our_reason"]
    assert "<svg" in (company.folder / "out" / "agreement.html").read_text()
    assert rows(company.folder / "out" / "data" / "disagreements.csv")[0]["lead_id"] in found
    assert sum(week["same"] + week["another"] for week in told["week"]) == 3


def _agreement(company: Company, command: Command) -> Any:
    return command("agreement", "-o", "out", "--json").json
