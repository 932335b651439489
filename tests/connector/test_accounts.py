"""The accounts that come into question for a lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from connector.accounts import candidates_of
from connector.core.rules import MatchRules
from connector.core.view import AccountFacts
from connector.mirroring import put
from mappings.changes import Change, version_of
from mappings.records import Kind, Record, State
from state.store import Store

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
ACCOUNT, CONTACT, LEAD = Kind.ACCOUNT, Kind.CONTACT, Kind.LEAD


def change(kind: Kind, id_: str, second: int = 0, /, **given: Any) -> Change:
    own = {name: given.pop(name) for name in ("state", "merged_into", "absorbed") if name in given}
    record = Record(kind, id_, None, NOW, NOW + timedelta(seconds=second), None, given, **own)
    return Change(record, version_of(record))


def mirrored(store: Store, *changes: Change, crm: str = "sales") -> None:
    with store.begin() as conn:
        put(conn, crm, changes)


def candidates(store: Store, crm: str = "sales", **fields: Any) -> dict[str, AccountFacts]:
    lead = change(LEAD, "00Q1", **fields).record
    with store.read() as conn:
        found = candidates_of(conn, {5: (crm, lead)}, MatchRules(), {})[5].accounts
    return {facts.record.id: facts for facts in found}


def test_an_account_is_found_by_what_it_shares_with_the_lead(store: Store) -> None:
    mirrored(
        store,
        change(ACCOUNT, "001A", name="Zebrafink GmbH", website="https://zebrafink.example.org"),
        change(ACCOUNT, "001B", name="Quastenflosser AG"),
    )
    assert set(candidates(store, company="Zebrafink")) == {"001A"}
    assert set(candidates(store, email="jane@quastenflosser.de", company="quastenflosser")) == {"001B"}
    assert candidates(store, company=None) == {}


def test_contacts_and_converted_leads_on_the_domain_speak_for_their_account(store: Store) -> None:
    mail = "jo@zebrafink.org"
    mirrored(
        store,
        change(ACCOUNT, "001A", name="Zebrafink GmbH"),
        change(ACCOUNT, "001B", name="Quite Another Name"),
        *(change(CONTACT, f"003{n}", email=mail, account_id="001A") for n in range(3)),
        change(CONTACT, "0038", email=mail, account_id="001B"),
        change(CONTACT, "0039", email="jo@gmail.com", account_id="001B"),
        change(LEAD, "00Q8", email=mail, converted_account_id="001B", state=State.CONVERTED),
    )
    found = candidates(store, email="jane@zebrafink.org", company="Zebrafink")
    told = {id_: (one.domain_contacts, one.domain_share, one.converted) for id_, one in found.items()}
    assert told == {"001A": (3, 0.75, 0), "001B": (1, 0.25, 1)}
    assert candidates(store, email="jane@gmail.com") == {}
    assert candidates(store, website="www.zebrafink.org")["001A"].domain_contacts == 3


def test_a_hubspot_contact_does_not_speak_for_itself(store: Store) -> None:
    mirrored(store, change(ACCOUNT, "7", name="Zebrafink"), crm="marketing")
    mirrored(store, change(CONTACT, "00Q1", email="jane@zebrafink.org", account_id="7"), crm="marketing")
    facts = candidates(store, "marketing", email="jane@zebrafink.org", company="Zebrafink", account_id="7")
    assert (facts["7"].domain_contacts, facts["7"].domain_share) == (0, 0.0)


def test_accounts_deleted_or_merged_meanwhile_are_not_named(store: Store) -> None:
    name = {"name": "Zebrafink"}
    mirrored(store, *(change(ACCOUNT, id_, **name) for id_ in ("001A", "001B", "001C")))
    assert set(candidates(store, company="Zebrafink")) == {"001A", "001B", "001C"}
    mirrored(store, change(CONTACT, "0031", email="jo@zebrafink.org", account_id="001A"))
    mirrored(store, change(ACCOUNT, "001A", 1, state=State.DELETED, **name))
    mirrored(store, change(ACCOUNT, "001B", 1, absorbed=("001C",), **name))
    assert set(candidates(store, company="Zebrafink", email="jane@zebrafink.org")) == {"001B"}
