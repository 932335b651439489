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
        assert assignments.open_leads(conn, "sales", ["005A", "005B"]) == {"005A": 2, "005B": 1}
        assert assignments.open_leads(conn, "sales", []) == {}


def test_what_was_given_counts_until_the_mirror_shows_what_became_of_it(store: Store, make: Any) -> None:
    leads = [make.change(Kind.LEAD, name, owner_id="005Q") for name in "1234"]
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
        assert assignments.not_mirrored(conn, "live", since) == [("sales", "005Q", "005B")]
        assert assignments.not_mirrored(conn, "shadow", since) == [("sales", "005Q", "005A")]
        mirror.put(conn, "sales", [make.change(Kind.LEAD, "1", 5, owner_id="005B")])
        assert assignments.not_mirrored(conn, "live", since) == []
