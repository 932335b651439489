"""Clocks of service levels: which run, which were met, and what auditors see of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from state import clocks
from state.store import Store


def test_a_clock_runs_until_it_is_settled_once_and_for_good(store: Store, make: Any) -> None:
    first, other = make.clock("d1:0"), make.clock("d2:0", record_id="00Q2", crm="marketing")
    with store.begin() as conn:
        clocks.put(conn, [first, make.clock("d1:1"), other, make.clock("d3:0", mode="shadow")])
        assert clocks.running(conn, "live", "sales", ["00Q1", "00Q2"]) == {
            "00Q1": [first, make.clock("d1:1")]
        }
        clocks.settle(conn, ["d1:0"], "met", "call on record", make.at(10))
        clocks.settle(conn, ["d1:0", "d1:1"], "ended", "it went to Ben", make.at(20))
        assert clocks.running(conn, "live", "sales", ["00Q1"]) == {}
        assert clocks.of_lead(conn, "sales", "00Q1")[:2] == [
            replace(first, status="met", how="call on record", settled_at=make.at(10)),
            make.clock("d1:1", status="ended", how="it went to Ben", settled_at=make.at(20)),
        ]
        assert clocks.all_running(conn, "live") == [other]


def test_a_deadline_may_move(store: Store, make: Any) -> None:
    with store.begin() as conn:
        clocks.put(conn, [make.clock("d1:0")])
        clocks.move(conn, [("d1:0", make.at(900))])
        assert clocks.all_running(conn, "live")[0].due_at == make.at(900)


def test_auditors_see_what_was_in_time(store: Store, make: Any) -> None:
    with store.begin() as conn:
        clocks.put(conn, [make.clock(f"d41d8cd98f00b204e9800998:{number}") for number in range(4)])
        for number, (status, seconds) in enumerate([("met", 60), ("met", 600), ("ended", 60)]):
            clocks.settle(conn, [f"d41d8cd98f00b204e9800998:{number}"], status, "so", make.at(seconds))
        seen = conn.exec_driver_sql(
            "SELECT decision_id, status, in_time FROM audit_deadlines ORDER BY status, in_time"
        ).all()
        assert {row[0] for row in seen} == {"d41d8cd98f00b204e9800998"}
        assert sorted((row[1], row[2]) for row in seen if row[2]) == [("met", "no"), ("met", "yes")]
        assert sorted(row[1] for row in seen if not row[2]) == ["ended", "running"]
