"""Leads and contacts by where their person is reached."""

from __future__ import annotations

from typing import Any

from mappings.records import Kind, State
from state import mirror, people
from state.mirror_rows import FoundBy
from state.store import Store

LEAD, CONTACT = Kind.LEAD, Kind.CONTACT


def test_people_are_found_by_mailbox_and_phone_as_long_as_they_are_open(store: Store, make: Any) -> None:
    numbers = FoundBy(people={"00Q1": (7, 8), "00Q2": (7, None), "00Q3": (None, 8), "00Q4": (7, 8)})
    leads = [make.change(LEAD, f"00Q{n}") for n in (1, 2, 3)]
    gone = make.change(LEAD, "00Q4", state=State.CONVERTED)
    with store.begin() as conn:
        mirror.put(conn, "sales", [*leads, gone], numbers)
        mirror.put(conn, "marketing", [make.change(CONTACT, "9")], FoundBy(people={"9": (7, 2**62)}))
        found = people.reached(conn, {7, 99}, {8, 2**62})
        assert sorted(found) == [
            (7, "marketing", CONTACT, "9"),
            (7, "sales", LEAD, "00Q1"),
            (7, "sales", LEAD, "00Q2"),
            (8, "sales", LEAD, "00Q1"),
            (8, "sales", LEAD, "00Q3"),
            (2**62, "marketing", CONTACT, "9"),
        ]
        mirror.put(conn, "sales", [make.change(LEAD, "00Q1", 5)], FoundBy(people={"00Q1": (5, None)}))
        assert [row[3] for row in people.reached(conn, {7}, set())] != ["00Q1"]
        assert people.reached(conn, {5}, {8})[0] == (5, "sales", LEAD, "00Q1")
        assert people.reached(conn, set(), set()) == []


def test_a_mailbox_of_many_gives_the_first_of_them(store: Store, make: Any) -> None:
    ids = [f"00Q{n:03d}" for n in range(people.MOST + 10)]
    with store.begin() as conn:
        found_by = FoundBy(people=dict.fromkeys(ids, (1, None)))
        mirror.put(conn, "sales", [make.change(LEAD, id_) for id_ in ids], found_by)
        assert [row[3] for row in people.reached(conn, {1}, set())] == ids[: people.MOST]


def test_pages_give_every_open_person_once_and_numbers_are_kept(store: Store, make: Any) -> None:
    with store.begin() as conn:
        mirror.put(conn, "sales", [make.change(LEAD, "00Q1"), make.change(CONTACT, "0031")])
        mirror.put(conn, "sales", [make.change(Kind.ACCOUNT, "001A")])
        mirror.put(conn, "sales", [make.change(LEAD, "00Q2", state=State.DELETED)])
        first = people.page(conn, ("", "", ""), 1)
        second = people.page(conn, ("sales", first[0][1].kind.value, first[0][1].id), 5)
        assert [held[1].id for held in (*first, *second)] == ["0031", "00Q1"]
        people.give(conn, [(first[0], (3, None)), (second[0], (3, 4))])
        assert {row[3] for row in people.reached(conn, {3}, set())} == {"0031", "00Q1"}
        assert people.reached(conn, set(), {4}) == [(4, "sales", LEAD, "00Q1")]
