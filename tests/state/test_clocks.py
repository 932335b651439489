"""Clocks of service levels: which run, which were met, and what auditors see of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from mappings.instants import to_text
from state import clocks
from state.clocks import End
from state.record_schema import deadline_events as events
from state.record_schema import log
from state.store import Store

TOLD = ("clock", "event", "due_at", "status", "settled_at", "how")


def test_a_clock_runs_until_it_is_settled_once_and_for_good(store: Store, make: Any) -> None:
    first, other = make.clock("d1:0"), make.clock("d2:0", record_id="00Q2", crm="marketing")
    with store.begin() as conn:
        clocks.put(conn, [first, make.clock("d1:1"), other, make.clock("d3:0", mode="shadow")], make.now)
        assert clocks.running(conn, "live", "sales", ["00Q1", "00Q2"]) == {
            "00Q1": [first, make.clock("d1:1")]
        }
        clocks.settle(conn, ["d1:0"], End("met", "call on record", make.at(10)), make.at(11))
        clocks.settle(conn, ["d1:0", "d1:1"], End("ended", "it went to Ben", make.at(20)), make.at(20))
        assert clocks.running(conn, "live", "sales", ["00Q1"]) == {}
        assert clocks.of_lead(conn, "sales", "00Q1")[:2] == [
            replace(first, status="met", how="call on record", settled_at=make.at(10)),
            make.clock("d1:1", status="ended", how="it went to Ben", settled_at=make.at(20)),
        ]
        assert clocks.all_running(conn, "live") == [other]


def test_a_deadline_may_move(store: Store, make: Any) -> None:
    with store.begin() as conn:
        clocks.put(conn, [make.clock("d1:0")], make.now)
        clocks.move(conn, [("d1:0", make.at(900))], make.at(1))
        assert clocks.all_running(conn, "live")[0].due_at == make.at(900)


def test_auditors_see_what_was_in_time(store: Store, make: Any) -> None:
    with store.begin() as conn:
        clocks.put(conn, [make.clock(f"d41d8cd98f00b204e9800998:{number}") for number in range(4)], make.now)
        for number, (status, seconds) in enumerate([("met", 60), ("met", 600), ("ended", 60)]):
            end = End(status, "so", make.at(seconds))
            clocks.settle(conn, [f"d41d8cd98f00b204e9800998:{number}"], end, make.at(700))
        seen = conn.exec_driver_sql(
            "SELECT decision_id, status, in_time FROM audit_deadlines ORDER BY status, in_time"
        ).all()
        assert {row[0] for row in seen} == {"d41d8cd98f00b204e9800998"}
        assert sorted((row[1], row[2]) for row in seen if row[2]) == [("met", "no"), ("met", "yes")]
        assert sorted(row[1] for row in seen if not row[2]) == ["ended", "running"]


def test_whatever_happens_to_a_clock_is_on_record_and_auditors_see_how_it_stands(
    store: Store, make: Any
) -> None:
    with store.begin() as conn:
        clocks.put(
            conn, [make.clock("d1:0"), make.clock("d1:1"), make.clock("d2:0", record_id="00Q2")], make.now
        )
        clocks.move(conn, [("d1:0", make.at(900))], make.at(1))
        clocks.settle(conn, ["d1:0"], End("met", "call on record", make.at(2)), make.at(3))
        clocks.settle(conn, ["d1:0"], End("ended", "it went to Ben", make.at(4)), make.at(4))
        clocks.forget(conn, "sales", ["00Q1"], make.at(5))
    with store.read() as conn:
        told = conn.execute(select(*(events.c[name] for name in TOLD)).order_by(events.c.id)).all()
        assert [tuple(row) for row in told] == [
            ("d1:0", "started", to_text(make.at(300)), "running", None, None),
            ("d1:1", "started", to_text(make.at(300)), "running", None, None),
            ("d2:0", "started", to_text(make.at(300)), "running", None, None),
            ("d1:0", "moved", to_text(make.at(900)), "running", None, None),
            ("d1:0", "settled", to_text(make.at(900)), "met", to_text(make.at(2)), "call on record"),
            ("d1:1", "settled", to_text(make.at(300)), "ended", to_text(make.at(5)), "the person was erased"),
        ]
        logged = select(log.c.recorded_at).where(log.c.kind == "deadline").order_by(log.c.id)
        seconds = (0, 0, 0, 1, 3, 5)
        assert conn.execute(logged).scalars().all() == [to_text(make.at(each)) for each in seconds]
        seen = conn.exec_driver_sql("SELECT lead_id, due_at, status, how FROM audit_deadlines ORDER BY 1, 2")
        assert [tuple(row) for row in seen] == [
            ("00Q1", to_text(make.at(300)), "ended", "the person was erased"),
            ("00Q1", to_text(make.at(900)), "met", "call on record"),
            ("00Q2", to_text(make.at(300)), "running", None),
        ]
