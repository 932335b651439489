"""What is known of a lead beside its decisions."""

from __future__ import annotations

from typing import Any

from mappings.records import Kind, State
from state import audit, inbox, life, memory, mirror, outbox, owner_changes
from state.memory import Said
from state.owner_changes import OwnerChange
from state.store import Store

LEAD = Kind.LEAD


def test_changes_of_owner_are_kept_in_order_by_record(store: Store, make: Any) -> None:
    first = OwnerChange("sales", LEAD, "00Q1", make.now, make.at(5), "005A", None, "005Z")
    second = OwnerChange("sales", LEAD, "00Q1", make.at(60), make.at(61), None, "005B", None)
    other = OwnerChange("marketing", LEAD, "00Q1", make.at(9), make.at(9), "1", "2", "3")
    with store.begin() as conn:
        owner_changes.put(conn, [first, other])
        owner_changes.put(conn, [second])
        owner_changes.put(conn, [])
        assert owner_changes.of_record(conn, "sales", LEAD, "00Q1") == [first, second]
        assert owner_changes.of_record(conn, "sales", Kind.ACCOUNT, "00Q1") == []
        seen = owner_changes.last_seen(conn, "sales", LEAD, ["00Q1", "00Q2"])
    assert seen == {"00Q1": make.at(61)}


def test_what_asked_for_decisions_and_what_people_did_about_it_is_found_by_lead(
    store: Store, make: Any
) -> None:
    with store.begin() as conn:
        inbox.put(conn, [make.arrival(), make.arrival("00Q2")], make.now)
        inbox.put_parked(conn, make.arrival(generation="2"), "unclear", make.at(1))
        [first, parked] = life.seen(conn, "sales", "00Q1")
        assert (first.trigger, first.at, first.status) == ("created", make.now, "waiting")
        assert (parked.reason, parked.status) == ("unclear", "parked")
        audit.record_change(conn, "lead:sales:00Q1", "ann", "", "accepted by ann", make.at(2))
        audit.record_change(conn, f"waiting:lead:{parked.id}", "eve", "waiting", "left as it is", make.at(3))
        audit.record_change(conn, "waiting:write:d1", "eve", "waiting", "will be written", make.at(4))
        audit.record_change(conn, "lead:sales:00Q2", "ann", "", "accepted by ann", make.at(5))
        said = life.said(conn, "sales", "00Q1", [f"waiting:lead:{parked.id}", "waiting:write:d1"])
    assert [(one.by, one.text) for one in said] == [
        ("ann", "accepted by ann"),
        ("eve", "left as it is"),
        ("eve", "will be written"),
    ]


def test_writes_and_verdicts_are_found_by_decision(store: Store, make: Any) -> None:
    with store.begin() as conn:
        audit.record_many(conn, [make.decision("d1"), make.decision("d2"), make.decision("d3")])
        outbox.put_writes(conn, [make.write("d1"), make.write("d3")], make.now)
        outbox.put_writes(conn, [make.write("d2")], make.at(1), held_reason="too many")
        memory.put(conn, Said("acme", "sales", "001A", memory.VETO, "d1"), "ann", make.at(2))
        memory.put(conn, Said("globex", "sales", "001B", memory.ALIAS), "ann", make.at(2))
        written = life.decided_writes(conn, ["d1", "d2"])
        judged = life.judged(conn, ["d1", "d2"])
    assert [(one.decision_id, one.status, one.reason) for one in written] == [
        ("d1", "due", None),
        ("d2", "held", "too many"),
    ]
    assert judged == [(make.at(2), "ann", "veto", "001A")]


def test_a_survivor_knows_whom_it_took_in(store: Store, make: Any) -> None:
    gone = make.change(LEAD, "00Q2", state=State.MERGED, merged_into="00Q1")
    with store.begin() as conn:
        mirror.put(conn, "sales", [make.change(LEAD, "00Q1"), gone])
        assert life.took_in(conn, "sales", "00Q1") == ["00Q2"]
        assert life.took_in(conn, "sales", "00Q2") == []
