"""Owner writes and notices, from the decision to what became of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mappings.writes import Receipt, Result
from state import audit, ledger, outbox
from state.outbox import NoticeRow
from state.store import Store, StoreFault


def rows(conn: Any, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in conn.exec_driver_sql(query)]


def queue(conn: Any, make: Any, *keys: str, **changed: Any) -> None:
    """Decides, and queues the write and a notice that waits for it."""
    for key in keys:
        lead = changed.get("record_id", f"00Q{key}")
        audit.record_many(conn, [make.decision(key, lead_id=lead)])
        outbox.put_writes(conn, [make.write(key, **{"record_id": lead} | changed)], make.now)
        notice = NoticeRow(f"{key}:0", key, "owner", "zoe@x", "New lead", "Jane is yours", key)
        outbox.put_notices(conn, [notice], make.now)


def settle(conn: Any, make: Any, result: Result, **receipt: Any) -> None:
    items = outbox.claim_writes(conn, "sales", make.at(1), 10)
    told = {"owner_before": "005Q", "owner_after": "005Z"} | receipt
    outbox.settle_writes(conn, [(i, Receipt(i.write.key, result, **told)) for i in items], make.at(2))


def test_no_write_exists_without_its_audit_row(store: Store, make: Any) -> None:
    with pytest.raises(StoreFault), store.begin() as conn:
        outbox.put_writes(conn, [make.write("never decided")], make.now)
    with store.begin() as conn:
        outbox.put_writes(conn, [make.write("d1")], make.now)
        audit.record_many(conn, [make.decision("d1")])


def test_a_write_comes_as_it_was_put(store: Store, make: Any) -> None:
    write = make.write(
        "d1", extra={"reason": "EMEA", "tags": ("a",)}, undoes=True, planned=True, owner_id=None
    )
    with store.begin() as conn:
        audit.record_many(conn, [make.decision("d1")])
        outbox.put_writes(conn, [write], make.at(5))
        assert outbox.claim_writes(conn, "sales", make.at(4), 10) == []
        [item] = outbox.claim_writes(conn, "sales", make.at(5), 10)
        assert item.write == write
        assert (item.attempts, item.created_at, item.tried) == (0, make.at(5), False)
        assert outbox.claim_writes(conn, "marketing", make.at(5), 10) == []
        assert outbox.pending_for(conn, "sales", ["00Q1", "00Q2"]) == {"00Q1": write}
        assert outbox.next_due(conn) == make.at(5)


def test_a_shadow_write_never_leaves(store: Store, make: Any) -> None:
    with store.begin() as conn:
        queue(conn, make, "d1", mode="shadow")
        assert outbox.claim_writes(conn, "sales", make.at(9), 10) == []
        assert outbox.next_due(conn) is None


def test_a_confirmed_write_is_on_record_and_its_notice_goes_out(store: Store, make: Any) -> None:
    with store.begin() as conn:
        queue(conn, make, "d1")
        assert outbox.claim_notices(conn, make.at(1), 10) == []
        settle(conn, make, Result.WRITTEN)
        assert outbox.claim_writes(conn, "sales", make.at(9), 10) == []
        assert rows(conn, "SELECT * FROM audit_writes") == [
            ("d1", "2026-05-04T09:30:02.000000Z", "written", None, "005Q", "005Z")
        ]
        [item] = outbox.claim_notices(conn, make.at(2), 10)
        assert (item.notice.title, item.notice.email, item.attempts) == ("New lead", "zoe@x", 0)
        standing = ledger.standings(conn, "sales", ["00Qd1", "00Q2"], make.now)["00Qd1"]
        assert (standing.owner_id, standing.wrote, standing.undone, standing.last_at) == (
            "005Z",
            True,
            0,
            make.at(2),
        )
        assert ledger.is_echo(conn, "sales", "00Qd1", "005Z")
        assert not ledger.is_echo(conn, "sales", "00Qd1", "005Q")
        assert not ledger.is_echo(conn, "marketing", "00Qd1", "005Z")


@pytest.mark.parametrize("result", [Result.CONFLICT, Result.GONE, Result.OWNER_GONE, Result.REFUSED])
def test_the_notice_of_a_write_that_failed_is_not_sent(store: Store, make: Any, result: Result) -> None:
    with store.begin() as conn:
        queue(conn, make, "d1")
        settle(conn, make, result, code="CODE", detail="not possible")
        assert outbox.claim_notices(conn, make.at(9), 10) == []
        assert rows(conn, "SELECT result, error FROM audit_writes") == [(result.value, "CODE; not possible")]
        assert ledger.standings(conn, "sales", ["00Qd1"], make.now) == {}
        assert [reason for _, reason in outbox.refused(conn)] == ["not possible"] * (result is Result.REFUSED)
        assert rows(conn, "SELECT title, body FROM notices") == [("", "")]


def test_a_write_whose_outcome_is_open_stays_due(store: Store, make: Any) -> None:
    with store.begin() as conn:
        queue(conn, make, "d1")
        settle(conn, make, Result.UNKNOWN, detail="no reply")
        outbox.postpone_writes(conn, ["d1"], make.at(30), "no reply")
        assert outbox.claim_writes(conn, "sales", make.at(29), 10) == []
        [item] = outbox.claim_writes(conn, "sales", make.at(30), 10)
        assert item.attempts == 1
        assert ledger.is_echo(conn, "sales", "00Qd1", "005Z")


def test_an_owner_found_in_place_is_ours_only_if_we_had_tried(store: Store, make: Any) -> None:
    with store.begin() as conn:
        queue(conn, make, "by a person")
        settle(conn, make, Result.ALREADY)
        queue(conn, make, "crashed")
        outbox.mark_tried(conn, ["crashed"], make.at(1))
        settle(conn, make, Result.ALREADY)
        queue(conn, make, "no reply")
        outbox.postpone_writes(conn, ["no reply"], make.now, "no reply")
        settle(conn, make, Result.ALREADY)
        found = ledger.standings(conn, "sales", ["00Qby a person", "00Qcrashed", "00Qno reply"], make.now)
        assert set(found) == {"00Qcrashed", "00Qno reply"}
        assert {row[0] for row in rows(conn, "SELECT result FROM audit_writes")} == {"already"}


def test_the_ledger_tells_the_last_owner_and_counts_what_was_undone(store: Store, make: Any) -> None:
    with store.begin() as conn:
        for key, owner, undoes in (("a", "005A", True), ("b", None, True), ("c", "005C", False)):
            queue(conn, make, key, record_id="00Q1", owner_id=owner, undoes=undoes)
            settle(conn, make, Result.WRITTEN)
        standing = ledger.standings(conn, "sales", ["00Q1"], make.now)["00Q1"]
        assert (standing.owner_id, standing.undone) == ("005C", 2)
        assert ledger.standings(conn, "sales", ["00Q1"], make.at(3))["00Q1"].undone == 0
        assert not ledger.is_echo(conn, "sales", "00Q1", None)


def test_a_new_decision_cancels_what_the_last_one_still_had_to_write(store: Store, make: Any) -> None:
    with store.begin() as conn:
        queue(conn, make, "old", record_id="00Q1")
        queue(conn, make, "other")
        assert outbox.supersede(conn, "sales", ["00Q1", "00Q9"], make.at(1)) == 1
        assert [i.write.key for i in outbox.claim_writes(conn, "sales", make.at(9), 10)] == ["other"]
        assert rows(conn, "SELECT key, status FROM notices ORDER BY key") == [
            ("old:0", "dropped"),
            ("other:0", "waiting"),
        ]
        assert outbox.supersede(conn, "sales", ["00Q1"], make.at(1)) == 0


def test_held_writes_wait_until_a_person_releases_or_drops_them(store: Store, make: Any) -> None:
    with store.begin() as conn:
        audit.record_many(conn, [make.decision(key) for key in "abc"])
        writes = [make.write(key, record_id=key) for key in "abc"]
        outbox.put_writes(conn, writes, make.now, held_reason="brake")
        notice = NoticeRow("b:0", "b", "owner", None, "t", "b", "b")
        outbox.put_notices(conn, [notice], make.now)
        assert outbox.claim_writes(conn, "sales", make.at(9), 10) == []
        assert [(item.write.key, reason) for item, reason in outbox.held(conn)] == [
            ("a", "brake"),
            ("b", "brake"),
            ("c", "brake"),
        ]
        assert outbox.issued_since(conn, make.now) == 0
        assert outbox.release_held(conn, ["a"], make.at(5)) == 1
        assert outbox.drop_held(conn, ["b"], make.at(5)) == 1
        assert [i.write.key for i in outbox.claim_writes(conn, "sales", make.at(5), 10)] == ["a"]
        assert outbox.issued_since(conn, make.now) == 1
        assert outbox.counts(conn)["held"] == 1
        assert outbox.release_held(conn, None, make.at(6)) == 1
        assert outbox.hold(conn, ["c"], make.at(7), "again") == 1
        assert outbox.drop_held(conn, None, make.at(8)) == 1
        assert rows(conn, "SELECT status, body FROM notices") == [("dropped", "")]


def test_a_refused_write_is_tried_again_when_a_person_says_so(store: Store, make: Any) -> None:
    with store.begin() as conn:
        queue(conn, make, "d1")
        settle(conn, make, Result.REFUSED, detail="validation rule")
        assert outbox.release_held(conn, None, make.at(5)) == 0
        assert outbox.release_held(conn, ["d1"], make.at(5)) == 1
        assert len(outbox.claim_writes(conn, "sales", make.at(5), 10)) == 1


def test_a_notice_is_sent_on_record_and_forgotten(store: Store, make: Any) -> None:
    row = NoticeRow("n1", None, "revops", "ann@x", "Brake", "Jane Doe waits", None, "sales:00Q1")
    with store.begin() as conn:
        outbox.put_notices(conn, [row, replace(row, key="n2"), row], make.now)
        assert [item.notice for item in outbox.claim_notices(conn, make.now, 10)] == [
            row,
            replace(row, key="n2"),
        ]
        outbox.postpone_notice(conn, "n1", make.at(60), "429")
        assert [i.notice.key for i in outbox.claim_notices(conn, make.at(59), 10)] == ["n2"]
        [again] = [i for i in outbox.claim_notices(conn, make.at(60), 10) if i.notice.key == "n1"]
        assert again.attempts == 1
        assert outbox.counts(conn)["notices due"] == 2
        outbox.settle_notice(conn, "n1", True, "sent", make.at(61))
        outbox.settle_notice(conn, "n1", True, "sent", make.at(62))
        outbox.settle_notice(conn, "n2", False, "no channel", make.at(62))
        assert rows(conn, "SELECT * FROM audit_notices ORDER BY attempted_at") == [
            (None, "2026-05-04T09:31:01.000000Z", "revops", "ann@x", "sent", None),
            (None, "2026-05-04T09:31:02.000000Z", "revops", "ann@x", "failed", "no channel"),
        ]
        assert rows(conn, "SELECT DISTINCT title, body FROM notices") == [("", "")]
        assert outbox.next_due(conn) is None
