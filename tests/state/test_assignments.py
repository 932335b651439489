"""Who was given which lead, and the open leads of each owner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mappings.records import Kind, State
from state import assignments, mirror
from state.assignments import Assignment
from state.store import Store


def given(make: Any, record_id: str, owner: str, seconds: float = 0, **changed: Any) -> Assignment:
    values: dict[str, Any] = {"mode": "live", "crm": "sales", "email": f"{owner}@x", "counts": True}
    return Assignment(record_id=record_id, owner_id=owner, at=make.at(seconds), **values | changed)


def test_open_leads_are_those_that_are_not_done_with(store: Store, make: Any) -> None:
    leads = [
        make.change(Kind.LEAD, "1", owner_id="005A"),
        make.change(Kind.LEAD, "2", owner_id="005A"),
        make.change(Kind.LEAD, "3", owner_id="005B"),
        make.change(Kind.LEAD, "4", owner_id="005B", closed=True),
        make.change(Kind.LEAD, "5", owner_id="005B", linked_to="00Q9"),
        make.change(Kind.LEAD, "6", owner_id="005B", state=State.CONVERTED),
        make.change(Kind.LEAD, "7", owner_id="005C"),
        make.change(Kind.OPPORTUNITY, "8", owner_id="005A"),
    ]
    with store.begin() as conn:
        mirror.put(conn, "sales", leads)
        mirror.put(conn, "marketing", [make.change(Kind.LEAD, "1", owner_id="005A")])
        found = assignments.in_hand(conn, "sales", Kind.LEAD, ["005A", "005B"])
        assert {(held.owner_id, held.many) for held in found} == {("005A", 2), ("005B", 1)}
        assert assignments.in_hand(conn, "sales", Kind.LEAD, []) == []
        assert assignments.open_leads_of(conn, "sales", "005A") == ["1", "2"]


def test_what_is_in_hand_is_added_up_by_owner_and_stage(store: Store, make: Any) -> None:
    deals = [
        make.change(Kind.OPPORTUNITY, "1", owner_id="005A", stage="Won soon", amount=1_000),
        make.change(Kind.OPPORTUNITY, "2", owner_id="005A", stage="Won soon", amount=0.5),
        make.change(Kind.OPPORTUNITY, "3", owner_id="005A", stage="Won soon", amount=None),
        make.change(Kind.OPPORTUNITY, "4", owner_id="005A", amount=7),
        make.change(Kind.OPPORTUNITY, "5", owner_id="005A", stage="Won soon", amount=9, closed=True),
        make.change(Kind.OPPORTUNITY, "6", owner_id="005B", stage="x" * 5_000, amount="a lot"),
        make.change(Kind.OPPORTUNITY, "7", owner_id="005B", amount=10**30),
        make.change(Kind.LEAD, "8", owner_id="005A", stage="Won soon", revenue=3, amount=5),
    ]
    with store.begin() as conn:
        mirror.put(conn, "sales", deals)
        found = assignments.in_hand(conn, "sales", Kind.OPPORTUNITY, ["005A", "005B"])
        assert sorted(found, key=str) == [
            ("005A", "Won soon", 3, 1, 1_000.5),
            ("005A", None, 1, 0, 7.0),
            ("005B", "x" * 255, 1, 1, 0.0),
            ("005B", None, 1, 1, 0.0),
        ]
        assert assignments.in_hand(conn, "sales", Kind.LEAD, ["005A"]) == [("005A", None, 1, 0, 3.0)]
        mirror.put(conn, "sales", [make.change(Kind.OPPORTUNITY, "4", 5, owner_id="005A", amount=8)])
        found = assignments.in_hand(conn, "sales", Kind.OPPORTUNITY, ["005A"])
        assert ("005A", None, 1, 0, 8.0) in found


def test_what_was_given_counts_until_the_mirror_shows_what_became_of_it(store: Store, make: Any) -> None:
    leads = [make.change(Kind.LEAD, name, owner_id="005Q", revenue=50) for name in "1234"]
    rows = [
        given(make, "1", "005A", 1),
        given(make, "1", "005B", 2),
        given(make, "2", "005Q", 1),
        given(make, "3", "005A", 1, mode="shadow"),
        given(make, "4", "005A", -90_000),
        given(make, "9", "005A", 1),
    ]
    since = make.now - timedelta(days=1)
    with store.begin() as conn:
        mirror.put(conn, "sales", leads)
        assignments.put(conn, rows)
        assert assignments.not_mirrored(conn, "live", since) == [("sales", "005Q", "005B", 50.0)]
        assert assignments.not_mirrored(conn, "shadow", since) == [("sales", "005Q", "005A", 50.0)]
        mirror.put(conn, "sales", [make.change(Kind.LEAD, "1", 5, owner_id="005B")])
        assert assignments.not_mirrored(conn, "live", since) == []
