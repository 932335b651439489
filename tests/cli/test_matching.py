"""`match` as an admin types it: two files in, one out, and a plain word about everything odd."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.offline.files import accounts, leads, write

Command = Callable[..., Any]

HEADER = ["lead_id", "account_id", "confidence", "band", "reason"]


@pytest.fixture
def market(tmp_path: Path) -> Path:
    accounts(tmp_path / "accounts.csv")
    leads(tmp_path / "leads.csv", 40)
    return tmp_path


def match(command: Command, *words: str) -> Any:
    return command("match", "leads.csv", "accounts.csv", "--processes", "1", *words)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_lead_gets_a_line_in_order_under_the_contracts_columns(market: Path, command: Command) -> None:
    said = match(command)
    found = rows(said.out)
    assert said.code == 0
    assert said.out.splitlines()[0].split(",") == HEADER
    assert [row["lead_id"] for row in found] == [f"L{number:05d}" for number in range(40)]
    assert {row["band"] for row in found} <= {"auto", "review", "none"}
    assert all(bool(row["account_id"]) == (float(row["confidence"]) >= 0.05) for row in found)
    assert all(row["reason"] for row in found)
    assert "40 leads, 80 accounts: " in said.err
    assert "matching: 40 of about" in said.err


def test_a_lead_on_an_accounts_own_domain_is_matched_to_it(market: Path, command: Command) -> None:
    found = {row["lead_id"]: row for row in rows(match(command).out)}
    assert found["L00004"]["account_id"] == "A028"
    assert found["L00004"]["band"] == "auto"
    assert "domain" in found["L00004"]["reason"]
    assert found["L00003"]["account_id"] == ""
    assert found["L00003"]["confidence"] == "0.0000"


def test_the_file_is_the_same_to_the_byte_whatever_the_number_of_processes(
    market: Path, command: Command
) -> None:
    screen = match(command).out
    assert match(command, "-o", "one.csv").out == ""
    assert command("match", "leads.csv", "accounts.csv", "--processes", "2", "-o", "two.csv").code == 0
    assert (market / "one.csv").read_bytes() == (market / "two.csv").read_bytes() == screen.encode()


def test_json_holds_the_rows_or_with_a_file_the_summary(market: Path, command: Command) -> None:
    told = match(command, "--json").json
    assert list(told) == ["leads", "accounts", "bands", "faults", "rows"]
    assert list(told["rows"][0]) == HEADER
    assert sum(told["bands"].values()) == told["leads"] == len(told["rows"]) == 40
    assert "rows" not in match(command, "--json", "-o", "out.csv").json
    assert len(rows((market / "out.csv").read_text(encoding="utf-8"))) == 40


def test_thresholds_come_from_the_policy_where_a_configuration_is_given(
    market: Path, command: Command
) -> None:
    command("init", ".")
    routes = market / "policy" / "routes.yaml"
    text = routes.read_text(encoding="utf-8")

    def with_policy(line: str) -> Any:
        routes.write_text(re.sub(r"(?m)^match: .*$", line, text), encoding="utf-8")
        return match(command, "-c", "pointsman.yaml")

    def column(said: Any, name: str) -> list[str]:
        return [row[name] for row in rows(said.out)]

    shipped, strict = match(command), with_policy("match: {auto: 1.0, review: 1.0}")
    assert column(strict, "confidence") == column(shipped, "confidence")
    assert set(column(strict, "band")) == {"none"} < set(column(shipped, "band"))
    broken = with_policy("match: {auto: lots}")
    assert (broken.code, broken.out) == (1, "")
    assert "policy/routes.yaml" in broken.err


def test_oddities_are_listed_with_their_places_and_no_lead_is_lost(market: Path, command: Command) -> None:
    with (market / "leads.csv").open("ab") as file:
        file.write(b"L1,Jo,Doe,jo@x.com,Soci\xe9t\xe9\n,,,,Alder Bakery,,,,,\n")
    said = match(command, "--json")
    assert said.code == 0
    assert len(said.json["rows"]) == 42
    assert [(fault["line"], fault["message"][:22]) for fault in said.json["faults"]] == [
        (42, "has fewer cells than t"),
        (42, "is not UTF-8; the line"),
        (43, "the lead_id is blank"),
    ]
    assert "leads.csv:43:1: warning: the lead_id is blank (give every line an id)" in match(command).err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "leads.csv:1:1: the file is empty"),
        ("id,company\n1,Acme\n", "leads.csv:1:1: there is no column lead_id"),
        (None, "leads.csv:1:1: cannot be read: no such file or directory"),
    ],
)
def test_a_file_that_cannot_be_used_ends_it_and_leaves_an_older_result_alone(
    market: Path, command: Command, content: str | None, says: str
) -> None:
    (market / "out.csv").write_text("older")
    (market / "leads.csv").unlink() if content is None else (market / "leads.csv").write_text(content)
    said = match(command, "-o", "out.csv")
    assert said.code == 1
    assert says in said.err
    assert (market / "out.csv").read_text() == "older"
    assert not (market / "out.csv.part").exists()


def test_leads_without_any_account_to_find_are_all_answered(market: Path, command: Command) -> None:
    (market / "accounts.csv").write_text("account_id,name\n")
    assert {row["band"] for row in rows(match(command).out)} == {"none"}
    (market / "leads.csv").write_text("lead_id,company\n")
    assert match(command).out == ",".join(HEADER) + "\n"


def test_a_place_that_cannot_be_written_is_named(market: Path, command: Command) -> None:
    said = match(command, "-o", "nowhere/out.csv")
    assert (said.code, said.err.splitlines()[-1]) == (
        1,
        "nowhere/out.csv: cannot be written: No such file or directory",
    )


def test_wrong_usage_exits_2(market: Path, command: Command) -> None:
    assert command("match", "leads.csv").code == 2
    assert match(command, "--cluster", "tcp://127.0.0.1:9").code == 2
    assert match(command, "--truth", "truth.csv").code == 2
    assert match(command, "--kind", "cat-dog").code == 2


def test_a_cluster_that_does_not_answer_ends_it(
    market: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connector.offline.executor.CONNECT", 0.2)
    said = command("match", "leads.csv", "accounts.csv", "--cluster", "tcp://127.0.0.1:9")
    assert said.code == 1
    assert "no scheduler answers at tcp://127.0.0.1:9" in said.err


def test_accounts_are_found_among_accounts(market: Path, command: Command) -> None:
    with (market / "accounts.csv").open("a", encoding="utf-8") as file:
        file.write("B1,Alder Robotics Ltd,alderrobotics.com,,,,,\n")
    said = command("match", "accounts.csv", "--kind", "account-account", "--processes", "1")
    found = {row["account_id"]: row["match_id"] for row in rows(said.out)}
    assert said.code == 0
    assert len(found) == 81
    assert (found["B1"], found["A007"]) == ("A007", "B1")
    assert all(match_id != account_id for account_id, match_id in found.items())
    both = command("match", "accounts.csv", "accounts.csv", "--kind", "account-account", "--processes", "1")
    assert sum(row["match_id"] == row["account_id"] for row in rows(both.out)) > 40


def test_leads_are_found_among_leads_and_contacts(market: Path, command: Command) -> None:
    ann = ("Ann", "Lee", "ann@acme.com")
    header = ("first_name", "last_name", "email")
    write(market / "people.csv", ("lead_id", *header), [("P1", *ann), ("P2", *ann), ("P3", "Tom", "", "")])
    write(market / "contacts.csv", ("contact_id", *header), [("C1", *ann)])
    twins = command("match", "people.csv", "--kind", "lead-lead", "--processes", "2", "--report", "page.html")
    found = command("match", "people.csv", "contacts.csv", "--kind", "lead-contact", "--processes", "1")
    assert [row["match_id"] for row in rows(twins.out)] == ["P2", "P1", ""]
    assert [row["contact_id"] for row in rows(found.out)] == ["C1", "C1", ""]
    assert "the e-mail is the same" in (market / "page.html").read_text(encoding="utf-8")
    assert command("match", "people.csv", "--kind", "lead-contact").code == 2


def test_the_report_is_one_page_and_holds_the_truth_against_the_matches(
    market: Path, command: Command
) -> None:
    write(market / "truth.csv", ["lead_id", "account_id", "category"], [("L00004", "A028", "mail")])
    plain = match(command).out
    said = match(command, "-o", "out.csv", "--report", "page.html", "--truth", "truth.csv")
    page = (market / "page.html").read_text(encoding="utf-8")
    assert said.code == 0
    assert (market / "out.csv").read_text(encoding="utf-8") == plain
    assert page.startswith("<!doctype html>")
    assert "precision" in page
