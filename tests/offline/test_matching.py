"""What matching of files promises beyond the matcher: nothing hangs on order, blocks, seeds or crowds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from connector.core.rules import Hierarchy, MatchRules
from connector.offline import matching
from connector.offline.executor import Alone
from connector.offline.matching import Job, Matched, match_files
from connector.offline.pairings import ACCOUNTS, LEADS
from connector.offline.sheets import Sheet
from tests.offline.files import accounts, leads, write

ROOT = Path(__file__).resolve().parents[2]
Rows = Sequence[Sequence[str]]


def matched(asked: Path, held: Path, job: Job | None = None) -> list[Matched]:
    def quiet(stage: str, done: int, total: int) -> None:
        pass

    return list(match_files(Sheet(asked, LEADS), Sheet(held, ACCOUNTS), job or Job(), Alone(), quiet))


def lead(path: Path, **cells: str) -> Path:
    return write(path / "lead.csv", LEADS.names, [[cells.get(name, "") for name in LEADS.names]])


def held(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    return write(
        path / "held.csv", ACCOUNTS.names, [[row.get(name, "") for name in ACCOUNTS.names] for row in rows]
    )


def test_blocks_and_the_order_of_accounts_change_nothing(tmp_path, monkeypatch) -> None:
    asked, firms = leads(tmp_path / "leads.csv", 60), accounts(tmp_path / "accounts.csv")
    expected = matched(asked, firms)
    header, *lines = firms.read_text(encoding="utf-8").splitlines()
    firms.write_text("\n".join([header, *reversed(lines)]), encoding="utf-8")
    monkeypatch.setattr(matching, "HELD_ROWS", 7)
    monkeypatch.setattr(matching, "ASKED_ROWS", 1)
    assert matched(asked, firms) == expected


def test_no_seed_of_the_interpreter_changes_a_byte(tmp_path) -> None:
    words = ("Northern", "Pacific", "Institute", "Applied", "Marine")
    names = [" ".join(order) for order in permutations(words, 4)]
    asked = write(
        tmp_path / "leads.csv",
        ("lead_id", "company"),
        [(f"L{n}", f"{name} Group") for n, name in enumerate(names)],
    )
    firms = write(
        tmp_path / "accounts.csv",
        ("account_id", "name"),
        [(f"A{n}", f"{name} Holding Research") for n, name in enumerate(names[::3])],
    )
    command = [sys.executable, "-m", "connector", "match", str(asked), str(firms), "--processes", "1"]
    said = [
        subprocess.run(
            command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3", "4")
    ]
    assert set(said) == {said[0]}
    assert len(said[0].splitlines()) == len(names) + 1


@pytest.mark.parametrize("shared", [{"name": "Acme Robotics"}, {"website": "acme.com"}])
def test_a_crowd_of_accounts_that_share_all_is_no_match_and_no_burden(tmp_path, shared) -> None:
    crowd = held(tmp_path, [{"account_id": f"A{n:05d}", **shared} for n in range(50_000)])
    (found,) = matched(lead(tmp_path, lead_id="1", company="Acme Robotics", email="jo@acme.com"), crowd)
    assert found.band != "auto"
    assert found.candidates <= 40


@pytest.mark.parametrize(
    "company",
    [
        "x" * 10_000,
        "word " * 2_000,
        "...---!!!",
        "\u202egnitekram\u202c",
        "MÃ¼ller GmbH",
        "co.uk",
        "=1+1",
        "保険" * 900,
    ],
)
def test_strange_companies_are_answered(tmp_path, company) -> None:
    firms = held(tmp_path, [{"account_id": "A1", "name": company, "website": company}])
    (found,) = matched(lead(tmp_path, lead_id="1", company=company, email=f"jo@{company}"), firms)
    assert found.lead_id == "1"
    assert found.reason
    assert "\n" not in found.reason


def test_a_policy_that_rolls_up_finds_parents_in_the_file_and_survives_a_circle(tmp_path) -> None:
    firms = held(
        tmp_path,
        [
            {
                "account_id": "child",
                "name": "Acme Robotics",
                "website": "acmerobot.com",
                "parent_id": "top",
            },
            {"account_id": "top", "name": "Zebra Holding", "website": "zebra.com"},
            {"account_id": "round", "name": "Birch Dairy", "website": "birchdairy.com", "parent_id": "trip"},
            {"account_id": "trip", "name": "Cedar Dairy", "website": "cedardairy.com", "parent_id": "round"},
        ],
    )
    up = Job(rules=MatchRules(hierarchy=Hierarchy.ULTIMATE))
    found = {}
    for domain, company in (("acmerobot.com", "Acme Robotics"), ("birchdairy.com", "Birch Dairy")):
        asked = lead(tmp_path, lead_id="1", company=company, email=f"jo@{domain}")
        found[domain] = (matched(asked, firms)[0].account_id, matched(asked, firms, up)[0].account_id)
    assert found == {"acmerobot.com": ("child", "top"), "birchdairy.com": ("round", "round")}


def test_what_a_report_tells_comes_only_where_it_is_asked_for(tmp_path) -> None:
    firms = accounts(tmp_path / "accounts.csv")
    asked = lead(tmp_path, lead_id="1", company="Alder Robotic", email="jo@gmail.com", city="Porto")
    (plain,) = matched(asked, firms)
    (told,) = matched(asked, firms, Job(told=True))
    assert (plain.said, plain.account, plain.runners_up, plain.would_help) == ((), (), (), ())
    assert told.said == (("email", "jo@gmail.com"), ("company", "Alder Robotic"), ("city", "Porto"))
    assert dict(told.account)["name"] == "Alder Robotics"
    assert told.runners_up
    assert told.account_id not in {one.account_id for one in told.runners_up}
    assert (told.account_id, told.confidence, told.band, told.mail) == (
        plain.account_id,
        plain.confidence,
        plain.band,
        "free",
    )
