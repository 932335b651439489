"""A person's rights at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from state.store import Store
from tests.company import Company

Command = Callable[..., Any]
EMAIL = "q.zyxmarrow@vurple.example"


@pytest.fixture
def lead(company: Company, command: Command) -> str:
    """A lead that was decided."""
    assert command("run", "--once").code == 0
    lead = company.arrives("salesforce", LastName="Zyxmarrow", Email=EMAIL, Company="Vurple")
    company.moves_on(5)
    assert command("run", "--once").code == 0
    return lead


def contact(company: Company) -> str:
    """A contact of the same person."""
    org = company.world.organisation("salesforce")
    with company.world.lock:
        made = org.create("Contact", {"LastName": "Zyxmarrow", "Email": EMAIL.upper()}, None, source="ui")
    company.moves_on(5)
    return made.id


def test_a_dry_run_says_what_would_go_and_changes_nothing(lead: str, command: Command) -> None:
    said = command("audit", "erase", lead, "--dry-run")
    assert said.out.startswith(f"sales lead {lead}: would be erased\n")
    assert command("audit", "access", lead, "-o", "me.json").out == "me.json\n"
    assert EMAIL in Path("me.json").read_text()
    assert command("audit", "verify", "--json").json["leaves"].get("erasure") is None


def test_an_erasure_is_told_shown_and_on_record(lead: str, command: Command) -> None:
    said = command("audit", "erase", lead, "--by", "dpo", "--reason", "request 17")
    assert said.code == 0, said.all
    assert f"sales lead {lead}: erased" in said.out
    assert "The CRM still has what it had and keeps it" in said.out
    explained = command("explain", lead)
    assert explained.code == 0
    assert "The person was erased at 2026-11-18" in explained.out
    assert " by dpo: what they were is gone; what was decided" in explained.out
    assert "Zyxmarrow" not in explained.all + command("explain", lead, "--json").out
    by_email = command("explain", EMAIL)
    assert (by_email.code, "Nothing else is known of them" in by_email.out) == (0, True)
    assert command("run", "--once").code == 0
    verified = command("audit", "verify", "--json").json
    assert (verified["sound"], verified["leaves"]["erasure"], verified["erased"] > 0) == (True, 1, True)
    command("audit", "export", "-o", "out", "--format", "ndjson", "--view", "audit_erasures")
    [row] = map(json.loads, Path("out/audit_erasures.ndjson").read_text().splitlines())
    assert (row["erased_by"], row["what"], row["reason"]) == ("dpo", "person", "request 17")
    assert json.loads(row["gone"])["values"] > 0
    assert lead not in json.dumps(row)


def test_an_erasure_can_be_asked_for_again(lead: str, command: Command) -> None:
    assert command("audit", "erase", lead).code == 0
    again = command("audit", "erase", lead)
    assert again.code == 0
    assert "Nothing of it is here." in again.err
    assert command("audit", "verify", "--json").json["leaves"]["erasure"] == 1


def test_records_of_the_same_email_are_named_and_go_only_if_asked(
    lead: str, company: Company, command: Command
) -> None:
    other = contact(company)
    assert command("run", "--once").code == 0
    told = command("audit", "erase", lead, "--dry-run")
    assert (
        f"Not erased, though it may be the same person: sales contact {other}; --also sales:{other}"
        in told.out
    )
    gone = command("audit", "erase", lead, "--also", other, "--json").json
    assert {one["id"] for one in gone["records"]} == {lead, other}
    assert gone["alike"] == []


def test_an_email_names_every_record_that_has_it(lead: str, company: Company, command: Command) -> None:
    other = contact(company)
    assert command("run", "--once").code == 0
    gone = command("audit", "erase", EMAIL, "--json").json
    assert {(one["crm"], one["kind"], one["id"]) for one in gone["records"]} == {
        ("sales", "lead", lead),
        ("sales", "contact", other),
    }
    fresh = company.arrives("salesforce", LastName="Zyxmarrow", Email=EMAIL)
    company.moves_on(5)
    assert command("run", "--once").code == 0
    assert "Assigned to" in command("explain", fresh).out


def test_after_a_restore_an_export_of_a_later_state_is_erased_again(lead: str, command: Command) -> None:
    store = Path("pointsman.db")
    backup = store.read_bytes()
    command("audit", "erase", lead, "--reason", "request 17")
    assert command("run", "--once").code == 0
    command("audit", "export", "-o", "out", "--format", "ndjson", "--view", "audit_erasures")
    store.write_bytes(backup)
    assert EMAIL in command("explain", lead, "--json").out
    said = command("audit", "erase", "--again", "out/audit_erasures.ndjson")
    assert said.out == "1 erasures of 1 were not in this store and are now\n"
    assert b"Zyxmarrow" not in store.read_bytes()
    told = command("audit", "erase", "--again", "out/audit_erasures.ndjson", "--json").json
    assert told == []
    assert command("run", "--once").code == 0
    assert b"Zyxmarrow" not in store.read_bytes()
    assert command("audit", "verify").code == 0


def test_what_is_no_export_is_refused(lead: str, command: Command, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("{}\n[\n")
    assert "is no audit_erasures.ndjson" in command("audit", "erase", "--again", "x").err
    other = {"what": "person", "erasure_id": "e", "erased_at": "", "reason": None, "tombstones": '["m"]'}
    (tmp_path / "x").write_text(json.dumps(other))
    assert "made with another key" in command("audit", "erase", "--again", "x").err


def test_whoever_is_not_known_is_a_fault(lead: str, command: Command) -> None:
    assert command("audit", "erase", "nobody@x.example").code == 1
    assert command("audit", "access", "nobody@x.example", "-o", "x.json").code == 1
    assert command("audit", "erase", lead, "--also", "unknown").code == 1
    assert command("audit", "erase").code == 2
    assert command("audit", "erase", lead, "--retention").code == 2


def test_a_person_is_given_all_that_is_stored_with_what_it_means(
    lead: str, company: Company, command: Command
) -> None:
    assert command("audit", "access", EMAIL, "-o", ".").out.strip() == f"sales-lead-{lead}.json"
    path = Path(f"sales-lead-{lead}.json")
    assert path.stat().st_mode & 0o077 == 0
    told = json.loads(path.read_text())
    held = told["records"][f"sales lead {lead}"]
    assert held["records"][0]["fields"]["email"] == EMAIL
    assert held["decisions"][0]["sentence"].startswith("Assigned to")
    assert {each["value"] for each in held["decisions"][0]["inputs"]} >= {EMAIL}
    assert [row["status"] for row in held["writes"]] == ["written"]
    assert set(held) <= set(told["what_this_is"])
    assert "salt" not in path.read_text()


def test_what_is_past_its_time_goes_and_is_on_record(
    lead: str, company: Company, command: Command, edit: Callable[[str, str, str], None]
) -> None:
    edit("pointsman.yaml", "policy: policy/\n", "policy: policy/\naudit: {retention: {values: 90 days}}\n")
    assert command("audit", "erase", "--retention", "--dry-run", "--json").json["due"] == {}
    company.moves_on(130 * 86_400)
    due = command("audit", "erase", "--retention", "--dry-run")
    assert "persons: 1 rows are past it" in due.out
    assert command("audit", "erase", "--retention").out.count("were past it and are gone") == 1
    told = command("explain", lead, "--json").json["decisions"][0]["inputs"]
    assert {each["value"] for each in told if each["field"] == "email"} == {"[erased]"}
    store = Store(f"sqlite:///{Path.cwd() / 'pointsman.db'}")
    with store.read() as conn:
        [row] = conn.exec_driver_sql("SELECT what, gone, reason FROM audit_erasures")
    store.close()
    assert tuple(row) == (
        "retention",
        '{"persons":1}',
        "kept for: values 90 days, deleted 122 days, activities 730 days, details 365 days",
    )
    assert command("audit", "verify").code == 0
