"""Matches that were not sure: listed, accepted, rejected, remembered, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from state.store import Store
from tests.company import Company

Command = Callable[..., Any]
Edit = Callable[[str, str, str], None]
PREFER = "prefer: [same_country, customer, open_opportunity, most_contacts, oldest]"


def founded(company: Company, name: str, owner: str, **values: object) -> str:
    """A Salesforce account of the name, in somebody's hands."""
    fields = {"Name": name, "OwnerId": company.person(owner).seat("salesforce"), **values}
    with company.world.lock:
        return company.world.organisation("salesforce").create("Account", fields, None, source="ui").id


@pytest.fixture
def twins(company: Company, command: Command, edit: Edit) -> dict[str, str]:
    """Two accounts that nothing tells apart, and a lead of theirs."""
    edit("policy/policy.yaml", PREFER, "prefer: []")
    ids = {
        name: founded(company, "Quillfeather Optics", name, Website="quillfeather.example")
        for name in ("Ann", "Ben")
    }
    assert command("run", "--once").code == 0
    ids["lead"] = company.arrives(
        "salesforce", LastName="Muster", Email="jo@quillfeather.example", Company="Quillfeather Optics"
    )
    decided(company, command)
    return ids


def decided(company: Company, command: Command) -> None:
    company.moves_on(5)
    assert command("run", "--once").code == 0


def reviews(command: Command) -> list[dict[str, Any]]:
    return [row for row in command("waiting", "--json").json["waiting"] if row["what"] == "match"]


def test_a_match_that_was_not_sure_is_listed_with_the_accounts_considered(
    twins: dict[str, str], command: Command
) -> None:
    (row,) = reviews(command)
    assert row["id"].startswith("match:")
    assert (row["crm"], row["lead_id"]) == ("sales", twins["lead"])
    assert {one["account_id"] for one in row["matches"]} >= {twins["Ann"], twins["Ben"]}
    assert {one["name"] for one in row["matches"]} >= {"Quillfeather Optics"}
    assert all(one["evidence"] for one in row["matches"])
    shown = command("waiting").out
    assert f"may belong to account {row['account_id']}" in shown
    assert "or to account " in shown


def test_what_is_accepted_is_acted_on_and_remembered(
    twins: dict[str, str], company: Company, command: Command
) -> None:
    (row,) = reviews(command)
    said = command("waiting", "accept", row["id"], "--account", twins["Ben"])
    assert said.code == 0
    assert said.out == (
        f"quillfeather.example, quillfeatheroptics is sales account {twins['Ben']}: remembered, "
        "and the lead will be decided anew\n"
    )
    assert reviews(command) == []
    decided(company, command)
    assert company.owner("salesforce", twins["lead"]) == "Ben"
    first = command("explain", twins["lead"], "--json").json["decisions"][0]
    assert (first["trigger"], first["match_band"], first["account_id"]) == ("request", "auto", twins["Ben"])
    assert any(step["step"] == "match: memory" and step["result"] == "accepted" for step in first["steps"])
    again = company.arrives(
        "salesforce", LastName="Next", Email="al@quillfeather.example", Company="Quillfeather Optics Ltd"
    )
    decided(company, command)
    assert company.owner("salesforce", again) == "Ben"


def test_what_is_rejected_is_not_named_again_and_the_step_says_by_whom(
    twins: dict[str, str], company: Company, command: Command
) -> None:
    (row,) = reviews(command)
    assert row["account_id"] in (twins["Ann"], twins["Ben"])
    other = "Ben" if row["account_id"] == twins["Ann"] else "Ann"
    assert "is not sales account" in command("waiting", "reject", row["id"]).out
    decided(company, command)
    assert company.owner("salesforce", twins["lead"]) == other
    told = command("explain", twins["lead"]).out
    assert f"account {row['account_id']} was rejected for this company by " in told


def test_the_same_word_twice_changes_nothing(
    twins: dict[str, str], company: Company, command: Command
) -> None:
    (row,) = reviews(command)
    command("waiting", "accept", row["id"])
    assert command("waiting", "accept", row["id"]).out.endswith("was remembered already\n")
    decided(company, command)
    assert len(command("explain", twins["lead"], "--json").json["decisions"]) == 2


def test_a_sure_match_can_be_rejected_by_the_leads_id(company: Company, command: Command) -> None:
    one = founded(company, "Quillfeather Optics", "Ann", Website="quillfeather.example")
    command("run", "--once")
    lead = company.arrives(
        "salesforce", LastName="Sure", Email="jo@quillfeather.example", Company="Other Trade"
    )
    decided(company, command)
    assert command("explain", lead, "--json").json["decisions"][0]["account_id"] == one
    assert command("waiting", "reject", lead).code == 0
    decided(company, command)
    newest = command("explain", lead, "--json").json["decisions"][0]
    assert (newest["account_id"], newest["trigger"]) != (one, "created")
    assert newest["account_id"] != one


def test_what_is_remembered_is_listed_and_taken_back_on_record(
    twins: dict[str, str], company: Company, command: Command
) -> None:
    assert command("memory").out == "nothing is remembered\n"
    command("waiting", "accept", reviews(command)[0]["id"], "--account", twins["Ann"])
    (kept,) = command("memory", "--json").json
    assert (kept["verdict"], kept["account_id"], kept["name"]) == (
        "alias",
        twins["Ann"],
        "Quillfeather Optics",
    )
    assert "quillfeather.example, quillfeatheroptics  is " in command("memory").out
    assert command("memory", "revoke", str(kept["id"])).out.endswith(": no longer remembered\n")
    assert command("memory", "--json").json == []
    (gone,) = command("memory", "--revoked", "--json").json
    assert gone["revoked_at"] is not None
    assert command("memory", "revoke", str(kept["id"])).code == 1
    assert changes(company) == [
        ("", f"quillfeather.example, quillfeatheroptics is sales account {twins['Ann']}"),
        (f"quillfeather.example, quillfeatheroptics is sales account {twins['Ann']}", "revoked"),
    ]


def changes(company: Company) -> list[tuple[str, str]]:
    """What of the memory is on record."""
    store = Store(company.store_url)
    with store.read() as conn:
        rows = conn.exec_driver_sql('SELECT what, "before", "after" FROM audit_changes ORDER BY changed_at')
        found = [(row[1], row[2]) for row in rows if row[0].startswith("memory:")]
    store.close()
    return found


def test_an_admin_may_say_of_a_company_which_account_it_is(
    twins: dict[str, str], company: Company, command: Command
) -> None:
    said = command("memory", "alias", "quill-labs.example", "--account", twins["Ann"], "--country", "Germany")
    assert said.out == f"quill-labs.example, DE is sales account {twins['Ann']}: remembered\n"
    lead = company.arrives("salesforce", LastName="Lab", Email="x@quill-labs.example", Country="DE")
    elsewhere = company.arrives("salesforce", LastName="Lab", Email="y@quill-labs.example", Country="FR")
    decided(company, command)
    first = command("explain", lead, "--json").json["decisions"][0]
    assert first["account_id"] == twins["Ann"]
    assert command("explain", elsewhere, "--json").json["decisions"][0]["account_id"] is None


def test_words_against_each_other_are_shown(twins: dict[str, str], command: Command) -> None:
    command("memory", "alias", "quill-labs.example", "--account", twins["Ann"])
    command("memory", "veto", "quill-labs.example", "--account", twins["Ann"], "--country", "DE")
    first, second = command("memory", "--json").json
    assert (first["against"], second["against"]) == ([second["id"]], [first["id"]])
    assert f"against no. {second['id']}" in command("memory").out
    command("memory", "alias", "quill-labs.example", "--account", twins["Ben"])
    listed = command("memory", "--json").json
    assert [(row["verdict"], row["account_id"]) for row in listed] == [
        ("veto", twins["Ann"]),
        ("alias", twins["Ben"]),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("waiting", "accept"),
        ("waiting", "approve", "match:1"),
        ("waiting", "list", "match:1"),
        ("waiting", "--account", "001"),
        ("waiting", "accept", "match:1", "--release", "all"),
        ("memory", "alias", "acme.com"),
        ("memory", "revoke", "acme.com"),
        ("memory", "revoke"),
        ("memory", "forget", "1"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(
    company: Company, command: Command, words: tuple[str, ...]
) -> None:
    assert command(*words).code == 2


def test_what_cannot_be_remembered_says_why(
    twins: dict[str, str], company: Company, command: Command
) -> None:
    assert "no such decision" in command("waiting", "accept", "match:nope").err
    lone = company.arrives("salesforce", LastName="Lone", Email="x@gmail.com", Company="n/a")
    decided(company, command)
    assert "names no account" in command("waiting", "accept", lone).err
    said = command("waiting", "accept", lone, "--account", twins["Ann"])
    assert (said.code, said.err) == (1, "the lead names no company that could be remembered\n")
    assert (
        "no such account is mirrored" in command("waiting", "accept", twins["lead"], "--account", "nope").err
    )
    assert "names no company" in command("memory", "alias", "n/a", "--account", twins["Ann"]).err
    said = command("memory", "alias", "acme.com", "--account", twins["Ann"], "--country", "Atlantis")
    assert "names no country" in said.err
