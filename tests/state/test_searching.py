"""Decisions looked up by what is known of them."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.records import Kind
from state import audit, editions, mirror, searching
from state.searching import Wanted
from state.store import Store


@pytest.fixture
def filled(store: Store, make: Any) -> Store:
    """Five decisions, an hour apart, d4 the newest."""
    given: list[dict[str, Any]] = [
        {"lead_id": "00Q1", "route": "EMEA"},
        {"lead_id": "00Q2", "route": "EMEA / Banks", "owner_id": "005B", "owner_name": "Ben"},
        {"lead_id": "00Q1", "crm": "other", "outcome": "hold", "reason": "Held: waits for 100% of_it."},
        {"lead_id": "00Q3", "route": "EMEA North", "account_id": "001B", "mode": "shadow"},
        {"lead_id": "00Q4", "route": None, "outcome": "review", "reason": "Contested by Zoe."},
    ]
    with store.begin() as conn:
        second = editions.put(conn, "routes: []", {}, make.now)
        given[3]["policy_edition"] = second
        entries = [
            make.decision(f"d{n}", decided_at=f"2026-05-04T1{n}:00:00.000000Z", **each)
            for n, each in enumerate(given)
        ]
        audit.record_many(conn, entries)
        accounts = {"001A": "Globex Ltd", "001B": "GLOBEX North", "001C": "Initech"}
        mirror.put(
            conn, "sales", [make.change(Kind.ACCOUNT, id_, name=name) for id_, name in accounts.items()]
        )
    return store


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), "d4 d3 d2 d1 d0"),
        (Wanted(leads=[("sales", "00Q1")]), "d0"),
        (Wanted(leads=[("sales", "00Q1"), ("other", "00Q1")]), "d2 d0"),
        (Wanted(leads=[]), ""),
        (Wanted(owners=["005B"]), "d1"),
        (Wanted(owner_name="Ben"), "d1"),
        (Wanted(route="EMEA"), "d2 d1 d0"),
        (Wanted(route="EMEA / Banks"), "d1"),
        (Wanted(accounts=["001B", "001C"]), "d3"),
        (Wanted(since="2026-05-04T12:00:00.000000Z", until="2026-05-04T14:00:00.000000Z"), "d3 d2"),
        (Wanted(outcome="review"), "d4"),
        (Wanted(words=("zoe", "CONTESTED")), "d4"),
        (Wanted(words=("zoe", "held")), ""),
        (Wanted(words=("100%", "of_it")), "d2"),
        (Wanted(words=("1%", "o__it")), ""),
        (Wanted(crm="other"), "d2"),
        (Wanted(edition="e1", outcome="assign"), "d1 d0"),
        (Wanted(mode="shadow"), "d3"),
        (Wanted(mode="live", crm="sales", route="EMEA", owners=["005A", "005B"]), "d1 d0"),
    ],
)
def test_decisions_are_found_by_what_is_known_of_them(filled: Store, wanted: Wanted, found: str) -> None:
    with filled.read() as conn:
        rows = searching.search(conn, wanted, 10)
    assert " ".join(row["decision_id"] for row in rows) == found


def test_an_edition_is_named_by_its_beginning_and_only_so_many_are_told(filled: Store) -> None:
    with filled.read() as conn:
        [row] = searching.search(conn, Wanted(mode="shadow"), 10)
        assert searching.search(conn, Wanted(edition=row["policy_edition"][:8]), 10) == [row]
        assert [one["decision_id"] for one in searching.search(conn, Wanted(), 2)] == ["d4", "d3"]
    assert set(row) < set(audit.COLUMNS) | {"leaf"}


def test_accounts_go_by_a_part_of_their_name_in_any_case(filled: Store) -> None:
    with filled.read() as conn:
        assert searching.accounts_named(conn, "globex") == ["001A", "001B"]
        assert searching.accounts_named(conn, "001C") == ["001C"]
        assert searching.accounts_named(conn, "%") == []
