"""`pointsman hygiene` as an admin types it."""

from __future__ import annotations

from pathlib import Path

import pytest

ACCOUNTS = """account_id,name,website,country,city
A1,Quorvex Robotics,quorvex.io,DE,Berlin
A2,Quorvex Robotics GmbH,www.quorvex.io,Germany,Berlin
A3,Tamberlane Foods,https://tamberlane.com,US,Austin
A4,Osterwick Steel,gmail.com,US,Dallas
"""


@pytest.fixture
def accounts(tmp_path: Path) -> str:
    """A file with a pair of duplicates and a borrowed website."""
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    return "accounts.csv"


def test_it_lists_what_it_found_with_reason_and_mend_and_exits_1(command, accounts):
    said = command("hygiene", "--accounts", accounts, "--processes", "1")
    assert said.code == 1
    assert "duplicate_accounts  high      2      50.0%" in said.out
    assert "Accounts with somebody else's website: 1 of 4 accounts" in said.out
    assert "why: " in said.out and "mend:" in said.out
    assert "gmail.com is a provider of mailboxes" in said.out


@pytest.mark.parametrize(("grave", "code"), [("low", 1), ("high", 1), ("never", 0)])
def test_the_admin_says_what_counts_as_a_fault(command, accounts, grave, code):
    said = command("hygiene", "--accounts", accounts, "--processes", "1", "--fail-on", grave)
    assert said.code == code


def test_it_prints_everything_as_json(command, accounts):
    said = command("hygiene", "--accounts", accounts, "--processes", "1", "--json").json
    assert (said["accounts"], said["leads"]) == (4, 0)
    first = said["findings"][0]
    assert (first["finding"], first["count"], first["of"], first["share"]) == (
        "duplicate_accounts",
        2,
        4,
        0.5,
    )
    assert {row["account_id"] for row in first["rows"]} == {"A1", "A2"}


def test_it_writes_a_csv_for_each_finding_and_takes_away_what_is_mended(command, accounts, tmp_path):
    command("hygiene", "--accounts", accounts, "--processes", "1", "-o", "out")
    borrowed = tmp_path / "out" / "borrowed_website.csv"
    assert borrowed.read_text(encoding="utf-8").splitlines() == [
        "account_id,name,detail",
        "A4,Osterwick Steel,gmail.com is a provider of mailboxes",
    ]
    (tmp_path / accounts).write_text(ACCOUNTS.replace("gmail.com", "osterwick.com"), encoding="utf-8")
    command("hygiene", "--accounts", accounts, "--processes", "1", "-o", "out")
    assert not borrowed.exists()
    assert (tmp_path / "out" / "duplicate_accounts.csv").exists()


def test_it_writes_a_page(command, accounts, tmp_path):
    command("hygiene", "--accounts", accounts, "--processes", "1", "--report", "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and "Accounts that look like another" in page


def test_a_file_that_is_not_there_is_said(command):
    said = command("hygiene", "--accounts", "nothing.csv", "--processes", "1")
    assert said.code == 1
    assert "nothing.csv" in said.err


@pytest.mark.parametrize(
    "words",
    [("--leads", "leads.csv"), (), ("--accounts", "a.csv", "--processes", "1", "--cluster", "tcp://x:1")],
)
def test_wrong_usage_exits_2(command, words):
    assert command("hygiene", *words).code == 2


def test_it_audits_the_mirror_without_a_network(command, company, monkeypatch):
    company.settles()
    company.stop()
    asked: list[object] = []
    with monkeypatch.context() as offline:
        offline.setattr("socket.socket.connect", lambda self, address: asked.append(address))
        said = command("hygiene", "--processes", "1", "--fail-on", "never", "--json")
    assert said.code == 0, said.all
    assert said.json["accounts"] > 0 and said.json["leads"] > 0
    assert said.json["notes"] == []
    assert asked == []
