"""Lists of the admin's own beside the policy: checked, counted, and used by every command."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.company import Company
from tests.offline.files import write

Command = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("shipped_lists")


def add(company: Company, name: str, text: str) -> None:
    path = company.folder / "policy" / "matching" / f"{name}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def market(tmp_path: Path) -> None:
    write(tmp_path / "accounts.csv", ("account_id", "name", "website"), [("A1", "Hausmail", "hausmail.de")])
    write(tmp_path / "leads.csv", ("lead_id", "email"), [("L1", "jo@hausmail.de")])


def matched(said: Any) -> str:
    (row,) = csv.DictReader(io.StringIO(said.out))
    return row["account_id"]


def test_check_counts_what_is_added_and_lists_every_fault(company: Company, command: Command) -> None:
    assert "matching" not in command("check").out
    add(company, "free_mail", "hausmail.de\npostfach.de\n-gmx.de\n")
    said = command("check")
    assert said.code == 0
    assert "matching/free_mail.txt: adds 2 entries and takes out 1 entry\nlists as changed: " in said.out
    add(company, "words", "clinic poradna\nklinik: poradna\n")
    said = command("check")
    assert said.code == 1
    assert "policy/matching/words.txt:1:1: no line of this list" in said.out
    assert "policy/matching/words.txt:2:1: `klinik` is itself a form of `clinic`" in said.out
    assert "adds" not in said.out


@pytest.mark.usefixtures("market")
def test_match_uses_the_lists_of_a_configuration_and_else_the_shipped_ones(
    company: Company, command: Command
) -> None:
    add(company, "free_mail", "hausmail.de\n")
    words = ("match", "leads.csv", "accounts.csv", "--processes", "1")
    assert matched(command(*words)) == "A1"
    assert matched(command(*words, "-c", "pointsman.yaml")) == ""


@pytest.mark.usefixtures("market")
def test_match_stops_at_a_fault_in_a_list(company: Company, command: Command) -> None:
    add(company, "free_mail", "hausmail\n")
    said = command("match", "leads.csv", "accounts.csv", "-c", "pointsman.yaml")
    assert said.code == 1
    assert "policy/matching/free_mail.txt:1:1: no domain" in said.err


def test_hygiene_calls_what_the_lists_name(company: Company, command: Command, tmp_path: Path) -> None:
    add(company, "no_company", "Zorgzorg\n")
    write(tmp_path / "accounts.csv", ("account_id", "name"), [("A1", "ZORGZORG"), ("A2", "Acme")])
    said = command("hygiene", "--accounts", "accounts.csv", "-c", "pointsman.yaml", "--processes", "1")
    assert "on the policy's list of what names no company" in said.out


def test_try_says_where_the_store_was_made_by_other_lists(
    company: Company, command: Command, tmp_path: Path
) -> None:
    company.settles()
    company.stop()
    add(company, "free_mail", "hausmail.de\n")
    (tmp_path / "lead.yaml").write_text("email: jo@hausmail.de\nlast_name: Doe\n", encoding="utf-8")
    said = command("try", "--lead", "lead.yaml", "--crm", "sales")
    assert said.code == 0
    assert "the match keys in the store were made by other lists" in said.err


def test_memory_keeps_a_company_as_the_lists_read_it(company: Company, command: Command) -> None:
    with company.world.lock:
        made = company.world.organisation("salesforce").create("Account", {"Name": "Hausmail"}, None)
    company.settles()
    remember = ("memory", "alias", "hausmail.de", "--account", f"sales:{made.id}")
    assert "hausmail.de is" in command(*remember).out
    add(company, "free_mail", "hausmail.de\n")
    assert "hausmailde is" in command(*remember).out


def test_a_started_daemon_says_that_changed_lists_wait_for_the_next_start(company: Company) -> None:
    company.start()
    add(company, "free_mail", "hausmail.de\n")
    company.passes(15)
    assert company.parts is not None
    (light,) = [light for light in company.parts.status.lights() if light.name == "policy"]
    assert "policy/matching/free_mail.txt:1:1: changed since the start" in light.message
    assert "restart `pointsman run`" in light.message
    company.start()
    company.passes(15)
    assert company.parts is not None
    (light,) = [light for light in company.parts.status.lights() if light.name == "policy"]
    assert light.message == ""
