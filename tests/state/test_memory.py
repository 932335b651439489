"""Verdicts of people: the later wins, all stay on record, mergers are followed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Connection

from mappings.records import Kind
from state import memory
from state.aliases import follow_all
from state.bulk import insert_many
from state.memory import ALIAS, VETO, Said
from state.schema import aliases
from state.store import Store

IS = Said("d:acme.com", "sales", "001A", ALIAS, "d1")
IS_NOT = replace(IS, verdict=VETO)


def words(conn: Connection, **which: Any) -> list[tuple[str, str, str]]:
    return [(one.said.company, one.said.account_id, one.said.verdict) for one in memory.every(conn, **which)]


def merged(conn: Connection, loser: str, survivor: str, crm: str = "sales") -> None:
    columns = ("crm", "kind", "id", "survivor", "stamp")
    insert_many(conn, aliases, columns, [(crm, Kind.ACCOUNT.value, loser, survivor, "1")])


def test_a_verdict_is_kept_with_who_when_and_why(store: Store, make: Any) -> None:
    with store.begin() as conn:
        assert memory.put(conn, IS, "ann", make.now) == []
        (found,) = memory.in_force(conn, ["d:acme.com", "n:acme"])
        assert (found.said, found.by, found.at) == (IS, "ann", make.now)
        assert memory.in_force(conn, ["d:acme.com c:DE"]) == []
        assert memory.in_force(conn, []) == []


def test_the_same_again_changes_nothing(store: Store, make: Any) -> None:
    with store.begin() as conn:
        memory.put(conn, IS, "ann", make.now)
        assert memory.put(conn, replace(IS, decision_id="d2"), "ben", make.at(1)) is None
        assert [one.by for one in memory.every(conn, revoked=True)] == ["ann"]


def test_the_later_word_on_the_same_account_wins_and_the_earlier_stays_on_record(
    store: Store, make: Any
) -> None:
    with store.begin() as conn:
        memory.put(conn, IS, "ann", make.now)
        replaced = memory.put(conn, IS_NOT, "ben", make.at(1))
        assert replaced is not None
        assert [one.said for one in replaced] == [IS]
        assert words(conn) == [("d:acme.com", "001A", VETO)]
        first, second = memory.every(conn, revoked=True)
        assert (first.revoked_by, first.revoked_at, second.revoked_at) == ("ben", make.at(1), None)


def test_a_company_has_one_alias_in_a_crm_and_any_number_of_vetoes(store: Store, make: Any) -> None:
    with store.begin() as conn:
        memory.put(conn, IS, "ann", make.now)
        memory.put(conn, replace(IS, account_id="001B"), "ann", make.now)
        memory.put(conn, replace(IS, crm="marketing", account_id="77"), "ann", make.now)
        memory.put(conn, replace(IS_NOT, account_id="001C"), "ann", make.now)
        memory.put(conn, replace(IS_NOT, account_id="001D"), "ann", make.now)
        assert [(account, verdict) for _, account, verdict in words(conn)] == [
            ("001B", ALIAS),
            ("77", ALIAS),
            ("001C", VETO),
            ("001D", VETO),
        ]


def test_a_verdict_can_be_taken_back_once(store: Store, make: Any) -> None:
    with store.begin() as conn:
        memory.put(conn, IS, "ann", make.now)
        (kept,) = memory.every(conn)
        taken = memory.revoke(conn, kept.id, "ben", make.at(1))
        assert taken is not None
        assert taken.said == IS
        assert memory.revoke(conn, kept.id, "ben", make.at(2)) is None
        assert words(conn) == []
        assert memory.in_force(conn, ["d:acme.com"]) == []
        assert [one.revoked_by for one in memory.every(conn, revoked=True)] == ["ben"]


def test_an_account_that_was_merged_away_counts_as_its_survivor(store: Store, make: Any) -> None:
    with store.begin() as conn:
        memory.put(conn, IS, "ann", make.now)
        merged(conn, "001A", "001B")
        merged(conn, "001B", "001C")
        merged(conn, "001A", "elsewhere", crm="marketing")
        assert words(conn) == [("d:acme.com", "001C", ALIAS)]
        assert memory.put(conn, replace(IS, account_id="001C"), "ben", make.now) is None
        replaced = memory.put(conn, replace(IS_NOT, account_id="001B"), "ben", make.now)
        assert replaced is not None
        assert words(conn) == [("d:acme.com", "001C", VETO)]


@pytest.mark.parametrize("circle", [("A", "A"), ("A", "B", "A"), ("A", "B", "C", "B")])
def test_mergers_in_a_circle_end(store: Store, circle: tuple[str, ...]) -> None:
    with store.begin() as conn:
        for loser, survivor in pairwise(circle):
            merged(conn, loser, survivor)
        found = follow_all(conn, "sales", Kind.ACCOUNT, ["A", "Z"])
        assert found["A"] in circle
        assert found["Z"] == "Z"
