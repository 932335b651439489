"""What ties a firm's mail domain to accounts."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.records import Kind, State
from state import mirror, relations
from state.mirror import FoundBy
from state.relations import Relation
from state.store import Store

CONTACT, LEAD, ACCOUNT = Kind.CONTACT, Kind.LEAD, Kind.ACCOUNT
ACME = "acme.example"


def test_a_domain_is_tied_to_the_accounts_of_its_contacts_and_converted_leads(
    store: Store, make: Any
) -> None:
    contacts = [
        make.change(CONTACT, "003A", account_id="001A"),
        make.change(CONTACT, "003B", account_id="001A"),
        make.change(CONTACT, "003C", account_id="001B"),
        make.change(CONTACT, "003D", account_id="001B", state=State.DELETED),
        make.change(CONTACT, "003E", account_id=None),
        make.change(CONTACT, "003F", account_id="001C"),
    ]
    leads = [
        make.change(LEAD, "00QA", converted_account_id="001B", state=State.CONVERTED),
        make.change(LEAD, "00QB", converted_account_id=None, state=State.CONVERTED),
        make.change(LEAD, "00QC"),
    ]
    domains = {change.record.id: ACME for change in (*contacts[:5], *leads)} | {"003F": "other.example"}
    with store.begin() as conn:
        mirror.put(conn, "sales", contacts, FoundBy(domains=domains))
        mirror.put(conn, "sales", leads, FoundBy(domains=domains))
        mirror.put(conn, "marketing", [make.change(CONTACT, "9", account_id="7")], FoundBy({}, {"9": ACME}))
        tied = mirror.relations_by_domain(conn, [ACME, "nobody.example", "\ud800\x00"])
        assert mirror.relations_by_domain(conn, []) == {}
    assert tied == {
        ACME: {
            ("sales", "001A"): Relation(contacts=2, converted=0),
            ("sales", "001B"): Relation(contacts=1, converted=1),
            ("marketing", "7"): Relation(contacts=1, converted=0),
        }
    }


def test_a_contact_speaks_for_where_it_is_now(store: Store, make: Any) -> None:
    with store.begin() as conn:
        for seconds, account in ((0, "001A"), (1, "001B")):
            change = make.change(CONTACT, "003A", seconds, account_id=account)
            mirror.put(conn, "sales", [change], FoundBy(domains={"003A": ACME}))
        assert mirror.relations_by_domain(conn, [ACME]) == {ACME: {("sales", "001B"): Relation(1, 0)}}
        survivor = make.change(CONTACT, "003B", 2, absorbed=("003A",), account_id="001C")
        mirror.put(conn, "sales", [survivor], FoundBy(domains={"003B": "other.example"}))
        assert mirror.relations_by_domain(conn, [ACME]) == {}


def test_of_a_domain_with_very_many_contacts_only_so_many_are_counted(
    store: Store, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = [make.change(CONTACT, f"{n:05d}", account_id=f"{n % 3}") for n in range(relations.MOST + 5)]
    with store.begin() as conn:
        domains = {change.record.id: ACME for change in changes}
        mirror.put(conn, "sales", changes, FoundBy(domains=domains), first_load=True)
        tied = mirror.relations_by_domain(conn, [ACME])[ACME]
    assert sum(one.contacts for one in tied.values()) == relations.MOST
