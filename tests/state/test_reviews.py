"""Which matches a person is asked to look at."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from mappings.records import Kind, State
from state import audit, inbox, mirror
from state.store import Store


def asked(conn: Connection, make: Any, since: float = -60) -> list[str]:
    return [row["decision_id"] for row in audit.to_review(conn, make.at(since))]


def given(conn: Connection, make: Any, *decisions: dict[str, Any]) -> None:
    """Open leads with these decisions, for review unless said otherwise."""
    names = {one.get("lead_id", "00Q1") for one in decisions}
    mirror.put(conn, "sales", [make.change(Kind.LEAD, name) for name in sorted(names)])
    entries = [
        make.decision(f"d{n}", **{"match_band": "review", **one}) for n, one in enumerate(decisions, 1)
    ]
    audit.record_many(conn, entries)


def test_a_match_to_review_comes_with_the_accounts_considered(store: Store, make: Any) -> None:
    with store.begin() as conn:
        given(conn, make, {})
        (row,) = audit.to_review(conn, make.at(-60))
        assert (row["decision_id"], row["lead_id"], row["account_id"]) == ("d1", "00Q1", "001A")
        assert row["matches"] == [
            {
                "rank": 1,
                "crm": "sales",
                "account_id": "001A",
                "confidence": 0.97,
                "evidence": "the same domain",
            }
        ]
        assert audit.decision(conn, "d1") == audit.history(conn, "sales", "00Q1")[0]
        assert audit.decision(conn, "d9") is None


def test_only_the_newest_decision_of_a_lead_counts_in_its_own_mode(store: Store, make: Any) -> None:
    with store.begin() as conn:
        given(
            conn,
            make,
            {},
            {"match_band": "auto", "generation": "2"},
            {"lead_id": "00Q2"},
            {"lead_id": "00Q2", "match_band": None, "mode": "shadow"},
            {"lead_id": "00Q3", "account_id": None},
            {"lead_id": "00Q4", "match_band": "none"},
        )
        assert asked(conn, make) == ["d3"]


def test_a_lead_that_is_no_more_or_is_to_be_decided_anew_is_not_asked_about(store: Store, make: Any) -> None:
    with store.begin() as conn:
        given(conn, make, {}, {"lead_id": "00Q2"}, {"lead_id": "00Q3"})
        mirror.put(conn, "sales", [make.change(Kind.LEAD, "00Q1", 5, state=State.CONVERTED)])
        inbox.put(conn, [make.arrival("00Q2", trigger="request")], make.now)
        assert asked(conn, make) == ["d3"]
        (item,) = inbox.claim(conn, "live", make.now, 9)
        inbox.done(conn, [item.id], make.now)
        assert asked(conn, make) == ["d2", "d3"]


def test_what_is_older_than_asked_is_left_out(store: Store, make: Any) -> None:
    with store.begin() as conn:
        given(conn, make, {})
        assert asked(conn, make, since=1) == []
