"""Who had a lead before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from state import audit, ledger
from state.owners import earlier_owners
from state.store import Store


def test_earlier_owners_are_those_we_gave_and_those_that_decisions_saw(store: Store, make: Any) -> None:
    with store.begin() as conn:
        seen = make.decision("d1", lead_id="00Q1", previous_owner_id="005ann")
        audit.record_many(conn, [replace(seen, decided_at="2026-01-01T00:00:00.000000Z")])
        ledger.note(conn, [("sales", "00Q1", "005ben", 0, 0, "2026-01-02T00:00:00.000000Z")])
        ledger.note(conn, [("sales", "00Q1", "005ann", 0, 0, "2026-01-03T00:00:00.000000Z")])
        ledger.note(conn, [("sales", "00Q2", None, 0, 0, "2026-01-03T00:00:00.000000Z")])
        assert earlier_owners(conn, "sales", ["00Q1", "00Q2"]) == {"00Q1": ("005ann", "005ben")}
        assert earlier_owners(conn, "marketing", ["00Q1"]) == {}
        assert earlier_owners(conn, "sales", []) == {}
