"""The index of accounts by key."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from mappings.records import Kind, State
from state import match_waiting, mirror
from state.match_keys import Postings, Ref, pack, unpack
from state.mirror import FoundBy
from state.schema import match_accounts, match_keys
from state.store import Store

ACCOUNT = Kind.ACCOUNT
BIG = 2**63 - 1


def found(conn: Connection, *keys: int) -> dict[int, list[Ref]]:
    """The accounts behind each key that anybody goes by."""
    index = Postings(conn, 1000, 8)
    best = {key: index.best([(key, 1)], 100) for key in keys}
    assert {key: len(refs) for key, refs in best.items() if refs} == index.held(keys)
    return {key: refs for key, refs in best.items() if refs}


def put(conn: Connection, make: Any, crm: str, keys: dict[str, list[int]], **options: Any) -> None:
    mirror.put(conn, crm, [make.change(ACCOUNT, id_) for id_ in keys], FoundBy(keys), **options)


def test_accounts_are_found_by_every_key_they_go_by(store: Store, make: Any) -> None:
    with store.begin() as conn:
        put(conn, make, "sales", {"001A": [BIG, 2], "001B": [2, 2]})
        put(conn, make, "marketing", {"7": [2]})
        assert found(conn, BIG, 2, 3) == {
            BIG: [("sales", "001A")],
            2: [("marketing", "7"), ("sales", "001A"), ("sales", "001B")],
        }


def test_an_account_is_no_longer_found_by_a_key_it_lost(store: Store, make: Any) -> None:
    with store.begin() as conn:
        put(conn, make, "sales", {"001A": [1, 2]})
        mirror.put(conn, "sales", [make.change(ACCOUNT, "001A", 1)], FoundBy({"001A": [2, 3]}))
        assert set(found(conn, 1, 2, 3)) == {2, 3}
        gone = make.change(ACCOUNT, "001A", 2, state=State.DELETED)
        mirror.put(conn, "sales", [gone], FoundBy({"001A": [2]}))
        assert found(conn, 2, 3) == {}
        assert conn.exec_driver_sql("SELECT count(*) FROM match_keys").scalar() == 0
        mirror.put(conn, "sales", [make.change(ACCOUNT, "001A", 3)], FoundBy({"001A": [4]}))
        assert found(conn, 2, 4) == {4: [("sales", "001A")]}


def test_accounts_are_counted_no_further_than_asked(store: Store, make: Any) -> None:
    with store.begin() as conn:
        put(conn, make, "sales", {f"001{n}": [5] for n in range(4)})
        assert Postings(conn, 2, 8).held([5, 6]) == {5: 3}
        assert Postings(conn, 9, 8).held([5]) == {5: 4}
        assert Postings(conn, 9, 8).held([]) == {}


def test_the_heaviest_sum_leads_and_equals_come_in_the_order_of_code_points(store: Store, make: Any) -> None:
    equals = ["b", "B", "é", "a", "\U0001f600", "\uffee", "10", "9"]
    with store.begin() as conn:
        put(conn, make, "sales", {id_: [1] for id_ in equals})
        put(conn, make, "marketing", {"z": [1], "both": [1, 2], "weighty": [3]})
        index = Postings(conn, 9, 8)
        everything = index.best([(1, 1), (2, 1), (3, 5)], 99)
        assert everything[:3] == [("marketing", "weighty"), ("marketing", "both"), ("marketing", "z")]
        assert everything[3:] == [("sales", id_) for id_ in sorted(equals)]
        for most in range(len(everything)):
            assert index.best([(1, 1), (2, 1), (3, 5)], most + 1) == everything[: most + 1]
        assert index.best([], 5) == []
        assert index.best([(99, 1)], 5) == []
        assert index.best_of_each([[(3, 1)], [], [(2, 1)]], 5) == [everything[:1], [], everything[1:2]]


def test_accounts_far_behind_the_first_are_left_out(store: Store, make: Any) -> None:
    with store.begin() as conn:
        put(conn, make, "sales", {"near": [1], "far": [2], "first": [3]})
        asked = [(1, 100), (2, 99), (3, 800)]
        assert Postings(conn, 9, 8).best(asked, 5) == [("sales", "first"), ("sales", "near")]
        assert Postings(conn, 9, 8).best(asked[:2], 5) == [("sales", "near"), ("sales", "far")]


def test_thousands_of_equals_are_cut_in_the_order_of_ids(store: Store, make: Any) -> None:
    ids = [f"{(n * 7919) % 5000:05d}" for n in range(5000)]
    with store.begin() as conn:
        put(conn, make, "sales", {id_: [8] for id_ in ids})
        best = Postings(conn, 1000, 8).best([(8, 3)], 40)
    assert best == [("sales", f"{n:05d}") for n in range(40)]


def test_what_is_loaded_first_is_found_once_it_is_taken_in(store: Store, make: Any) -> None:
    with store.begin() as conn:
        assert match_waiting.none(conn)
        put(conn, make, "sales", {"001A": [1, 2], "001B": []}, first_load=True)
        put(conn, make, "marketing", {"5": [1]}, first_load=True)
        assert match_waiting.count(conn) == 3
        assert found(conn, 1, 2) == {}
    with store.begin() as conn:
        assert match_waiting.take_in(conn, 2) == 2
        assert not match_waiting.none(conn)
        assert found(conn, 1, 2) == {1: [("sales", "001A")], 2: [("sales", "001A")]}
    with store.begin() as conn:
        assert match_waiting.take_in(conn, 2) == 1
        assert match_waiting.take_in(conn, 2) == 0
        assert match_waiting.none(conn)
        assert found(conn, 1)[1] == [("marketing", "5"), ("sales", "001A")]
        match_waiting.refresh_statistics(conn)


def test_what_changes_while_it_waits_is_taken_in_as_it_is_then(store: Store, make: Any) -> None:
    with store.begin() as conn:
        put(conn, make, "sales", {"001A": [1], "001B": [1], "001C": [1]}, first_load=True)
        put(conn, make, "sales", {"001D": [1]})
        gone = make.change(ACCOUNT, "001B", 1, state=State.DELETED)
        mirror.put(conn, "sales", [make.change(ACCOUNT, "001A", 1), gone], FoundBy({"001A": [2]}))
        mirror.put(conn, "sales", [make.change(ACCOUNT, "001E", 1, absorbed=("001C",))])
        assert found(conn, 1, 2) == {1: [("sales", "001D")]}
        match_waiting.take_in(conn)
        assert found(conn, 1, 2) == {1: [("sales", "001D")], 2: [("sales", "001A")]}


def test_an_index_of_another_edition_is_made_anew_from_the_mirror(store: Store, make: Any) -> None:
    with store.begin() as conn:
        put(conn, make, "sales", {"001A": [1], "001B": []})
        put(conn, make, "sales", {"001C": [1]}, first_load=True)
        match_waiting.start_anew(conn)
        assert found(conn, 1) == {}
        assert match_waiting.take_in(conn) == 0
        first = match_waiting.without_keys(conn, 0, 2)
        assert [record.id for _, record in first if record] == ["001A", "001B"]
        match_waiting.give(conn, {number: [9] for number, _ in first})
        assert match_waiting.take_in(conn) == 2
        last = match_waiting.without_keys(conn, first[-1][0], 2)
        assert [record.id for _, record in last if record] == ["001C"]
        mirror.put(conn, "sales", [make.change(ACCOUNT, "001C", 1)], FoundBy({"001C": [9]}))
        assert match_waiting.take_in(conn) == 1
        assert found(conn, 1, 9) == {9: [("sales", id_) for id_ in ("001A", "001B", "001C")]}


def test_an_account_merged_away_while_loading_is_not_found(store: Store, make: Any) -> None:
    with store.begin() as conn:
        survivor = make.change(ACCOUNT, "2", 9, absorbed=("1",))
        put(conn, make, "marketing", {"1": [7]}, first_load=True)
        mirror.put(conn, "marketing", [survivor], FoundBy({"2": [7]}), first_load=True)
        match_waiting.take_in(conn)
        assert found(conn, 7) == {7: [("marketing", "2")]}


@pytest.mark.parametrize("keys", [[], [BIG], [3, 1, 2, 3]])
def test_keys_are_kept_in_eight_bytes_each(keys: list[int]) -> None:
    assert unpack(pack(keys)) == tuple(sorted(set(keys)))
    assert len(pack(keys)) == 8 * len(set(keys))


def test_the_index_holds_nothing_twice_and_nothing_else(store: Store, make: Any) -> None:
    with store.begin() as conn:
        for second in range(6):
            keys = {f"00{n}": [n, second, 50 + second % 2] for n in range(second, 9)}
            changes = [make.change(ACCOUNT, id_, second) for id_ in keys]
            mirror.put(conn, "sales", changes, FoundBy(keys), first_load=not second)
            if second == 2:
                match_waiting.take_in(conn)
        kept = conn.execute(match_accounts.select()).all()
        rows = {(key, row.number) for row in kept for key in unpack(row.goes_by)}
        assert {tuple(row) for row in conn.execute(match_keys.select())} == rows
