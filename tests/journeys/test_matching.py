"""Accounts and leads across both CRMs: one mirror, one matcher, hierarchies and people's words included."""

from __future__ import annotations

from typing import Any

import pytest

from connector.commands import Actor, judge, remember
from connector.queries import reviews
from mappings.instants import from_text

PREFER = "prefer: [same_country, customer, open_opportunity, most_contacts, oldest]"
OBJECT = {"salesforce": "Account", "hubspot": "companies"}
FIELDS = {
    "salesforce": {"name": "Name", "site": "Website", "owner": "OwnerId", "parent": "ParentId"},
    "hubspot": {
        "name": "name",
        "site": "website",
        "owner": "hubspot_owner_id",
        "parent": "hs_parent_company_id",
    },
}
SITE = "quillfeather.example"


def founded(company: Any, dialect: str, owner: str, **values: object) -> str:
    """An account in somebody's hands, on the firm's domain unless said otherwise."""
    given = {"name": "Quillfeather Optics", "site": SITE, **values}
    given["owner"] = company.person(owner).seat(dialect)
    fields = {FIELDS[dialect].get(name, name): value for name, value in given.items() if value is not None}
    with company.world.lock:
        made = company.world.organisation(dialect).create(OBJECT[dialect], fields, None, source="ui")
    return str(made.id)


def policy(company: Any, match: str) -> None:
    path = company.folder / "policy" / "policy.yaml"
    text = path.read_text()
    assert PREFER in text
    path.write_text(text.replace(PREFER, match))


def contact(company: Any, /, **values: object) -> str:
    return str(company.arrives("hubspot", lastname="Muster", **values))


def newest(company: Any, dialect: str, lead: str) -> dict[str, Any]:
    found: dict[str, Any] = company.decisions(dialect, lead)[0]
    return found


def test_a_hubspot_contact_finds_the_salesforce_account(company: Any) -> None:
    account = founded(company, "salesforce", "Ann")
    company.settles()
    lead = contact(company, email=f"jo@{SITE}")
    company.passes(15)
    assert company.owner("hubspot", lead) == "Ann"
    decision = newest(company, "hubspot", lead)
    assert (decision["account_id"], decision["match_band"]) == (account, "auto")
    assert decision["matches"][0]["crm"] == "sales"
    assert ("sales:account", "name", "Quillfeather Optics") in {
        (row["object"], row["field"], row["value"]) for row in decision["inputs"]
    }


def test_a_salesforce_lead_finds_the_hubspot_company(company: Any) -> None:
    account = founded(company, "hubspot", "Ben")
    company.settles()
    lead = company.arrives("salesforce", LastName="Muster", Email=f"jo@{SITE}", Company="Quillfeather")
    company.passes(15)
    assert company.owner("salesforce", lead) == "Ben"
    assert newest(company, "salesforce", lead)["account_id"] == account


@pytest.mark.parametrize("dialect", ["salesforce", "hubspot"])
def test_of_one_firm_in_both_crms_the_leads_own_crm_is_taken(company: Any, dialect: str) -> None:
    policy(company, "prefer: []")
    accounts = {
        "salesforce": founded(company, "salesforce", "Ann"),
        "hubspot": founded(company, "hubspot", "Ben"),
    }
    company.settles()
    fields = {
        "salesforce": {"LastName": "Muster", "Email": f"jo@{SITE}"},
        "hubspot": {"lastname": "Muster", "email": f"jo@{SITE}"},
    }
    lead = company.arrives(dialect, **fields[dialect])
    company.passes(15)
    decision = newest(company, dialect, lead)
    assert (decision["account_id"], decision["match_band"]) == (accounts[dialect], "auto")
    assert any("by home CRM" in step["detail"] for step in decision["steps"])


@pytest.mark.parametrize(
    ("rule", "named"), [("as_found", "child"), ("parent", "parent"), ("ultimate", "top")]
)
def test_the_hierarchy_decides_whose_lead_it_is(company: Any, rule: str, named: str) -> None:
    policy(company, f"hierarchy: {rule}")
    accounts = {"top": founded(company, "salesforce", "Emma", name="Zenith Holding", site=None)}
    accounts["parent"] = founded(
        company, "salesforce", "Ben", name="Zenith Europe", site=None, parent=accounts["top"]
    )
    accounts["child"] = founded(company, "salesforce", "Ann", parent=accounts["parent"])
    company.settles()
    lead = contact(company, email=f"jo@{SITE}")
    company.passes(15)
    owners = {"child": "Ann", "parent": "Ben", "top": "Emma"}
    assert company.owner("hubspot", lead) == owners[named]
    decision = newest(company, "hubspot", lead)
    assert (decision["account_id"], decision["match_band"]) == (accounts[named], "auto")
    assert decision["matches"][0]["account_id"] == accounts["child"]


def test_a_circle_of_parents_does_no_harm(company: Any) -> None:
    policy(company, "hierarchy: ultimate")
    one = founded(company, "salesforce", "Ann")
    other = founded(company, "salesforce", "Ben", name="Zenith Holding", site=None, parent=one)
    with company.world.lock:
        seat = company.person("Ann").seat("salesforce")
        company.world.organisation("salesforce").update("Account", one, {"ParentId": other}, seat, "ui")
    company.settles()
    lead = contact(company, email=f"jo@{SITE}")
    company.passes(15)
    decision = newest(company, "hubspot", lead)
    assert (company.owner("hubspot", lead), decision["account_id"]) == ("Ann", one)
    assert any("run in a circle" in step["detail"] for step in decision["steps"])


def test_a_person_settles_a_hubspot_contacts_match_with_a_salesforce_account(company: Any) -> None:
    policy(company, "prefer: []")
    accounts = [founded(company, "salesforce", name) for name in ("Ann", "Ben")]
    company.settles()
    lead = contact(company, email=f"jo@{SITE}")
    company.passes(15)
    assert newest(company, "hubspot", lead)["match_band"] == "review"
    actor = Actor("eve", company.clock.now())
    with company.parts.store.begin() as conn:
        (asked,) = reviews(conn, from_text("2026-01-01T00:00:00Z"))
        assert {one["account_id"] for one in asked["matches"]} == set(accounts)
        assert judge(conn, actor, asked["id"], "alias", accounts[1]).done
    company.passes(15)
    assert company.owner("hubspot", lead) == "Ben"
    decision = newest(company, "hubspot", lead)
    assert (decision["trigger"], decision["account_id"]) == ("request", accounts[1])
    assert any("accepted for this company by eve on 2026-" in step["detail"] for step in decision["steps"])


def test_what_people_said_is_found_though_no_key_is_shared(company: Any) -> None:
    account = founded(company, "salesforce", "Ann")
    company.settles()
    with company.parts.store.begin() as conn:
        told = remember(
            conn, Actor("eve", company.clock.now()), ("zulu-labs.example", None), "alias", account
        )
        assert told.done
    lead = contact(company, email="jo@zulu-labs.example", company="Zulu Labs")
    company.passes(15)
    decision = newest(company, "hubspot", lead)
    assert (company.owner("hubspot", lead), decision["account_id"]) == ("Ann", account)


def test_memory_that_the_policy_does_not_use_says_nothing(company: Any) -> None:
    policy(company, "use: [contacts, conversions]")
    account = founded(company, "salesforce", "Ann")
    company.settles()
    with company.parts.store.begin() as conn:
        remember(conn, Actor("eve", company.clock.now()), ("zulu-labs.example", None), "alias", account)
    lead = contact(company, email="jo@zulu-labs.example", company="Zulu Labs")
    company.passes(15)
    assert newest(company, "hubspot", lead)["match_band"] == "none"


def test_a_word_on_an_account_that_was_merged_away_holds_for_its_survivor(company: Any) -> None:
    loser = founded(company, "salesforce", "Ann")
    winner = founded(company, "salesforce", "Ben", name="Zenith Holding", site=None)
    company.settles()
    with company.parts.store.begin() as conn:
        remember(conn, Actor("eve", company.clock.now()), ("zulu-labs.example", None), "alias", loser)
    with company.world.lock:
        company.world.organisation("salesforce").merge("Account", winner, [loser])
    company.passes(30)
    lead = contact(company, email="jo@zulu-labs.example", company="Zulu Labs")
    company.passes(15)
    assert newest(company, "hubspot", lead)["account_id"] == winner


@pytest.mark.usefixtures("shipped_lists")
def test_a_lead_at_a_mailbox_domain_of_the_admins_own_has_no_firm(company: Any) -> None:
    founded(company, "salesforce", "Ann")
    lists = company.folder / "policy" / "matching"
    lists.mkdir()
    (lists / "free_mail.txt").write_text(f"{SITE}\n")
    company.start()
    company.settles()
    lead = contact(company, email=f"jo@{SITE}")
    company.passes(15)
    decision = newest(company, "hubspot", lead)
    assert (decision["account_id"], decision["match_band"]) == (None, "none")
