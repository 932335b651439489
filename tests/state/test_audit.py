"""What is on record, and that it stays provable."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mappings.records import Input
from mappings.writes import Receipt, Result
from state import audit, clocks, leaves, outbox, persons, seal, tombstones, views
from state.audit import CandidateGroup
from state.clocks import End
from state.outbox import NoticeRow
from state.store import Store


def test_the_story_of_a_lead_is_told_newest_first_and_whole(store: Store, make: Any) -> None:
    first = make.decision("d1")
    second = make.decision("d2", decided_at="2026-05-04T10:00:00.000000Z", outcome="leave", candidates=())
    with store.begin() as conn:
        audit.record_many(conn, [first, make.decision("other", lead_id="00Q2")])
        audit.record_many(conn, [second])
        outbox.put_writes(conn, [make.write("d1")], make.now)
        [item] = outbox.claim_writes(conn, "sales", make.now, 1)
        outbox.settle_writes(conn, [(item, Receipt("d1", Result.WRITTEN, "005Q", "005Z"))], make.at(5))
        outbox.put_notices(conn, [NoticeRow("n1", "d1", "owner", "zoe@x", "t", "b")], make.now)
        outbox.settle_notice(conn, "n1", True, "sent", make.at(6))
    with store.read() as conn:
        newest, oldest = audit.history(conn, "sales", "00Q1")
        assert audit.history(conn, "marketing", "00Q1") == []
    assert (newest["decision_id"], newest["outcome"], newest["candidates"]) == ("d2", "leave", [])
    assert oldest["steps"] == [
        {"position": 1, "step": "match", "result": "auto", "detail": "same domain"},
        {"position": 2, "step": "route", "result": "yes", "detail": "EMEA"},
    ]
    assert {(row["field"], row["value"]) for row in oldest["inputs"]} == {
        ("email", "jane@acme.example"),
        ("country", "DE"),
        ("score", "1e+22"),
        ("phone", None),
        ("customer", "yes"),
    }
    assert oldest["candidates"] == [
        {"owner_id": "005Z", "owner_name": "Zoe", "eligible": "yes", "reason": "fewest turns", "rank": 1},
        {"owner_id": "005A", "owner_name": "Ann", "eligible": "yes", "reason": "fewest turns", "rank": 2},
        {"owner_id": "005B", "owner_name": "Ben", "eligible": "no", "reason": "away", "rank": None},
    ]
    assert [row["result"] for row in oldest["writes"]] == ["written"]
    assert [row["recipient"] for row in oldest["notices"]] == ["zoe@x"]
    assert len(oldest["leaf"]) == 64


def test_a_decision_not_on_record_is_shown_in_the_same_shape(store: Store, make: Any) -> None:
    entry = make.decision("d1")
    with store.begin() as conn:
        audit.record_many(conn, [entry])
        [recorded] = audit.history(conn, "sales", "00Q1")
    shown = audit.as_history(entry)
    assert shown.pop("leaf") is None
    recorded.pop("leaf")
    assert recorded == shown


def test_decisions_are_listed_and_counted(store: Store, make: Any) -> None:
    entries = [
        make.decision(f"d{n}", lead_id=str(n), decided_at=f"2026-05-04T09:3{n}:00.000000Z", route="AB"[n % 2])
        for n in range(4)
    ]
    with store.begin() as conn:
        audit.record_many(conn, entries)
        audit.record_many(conn, [])
        since = make.at(60)
        assert [row["decision_id"] for row in audit.decisions_since(conn, since)] == ["d3", "d2", "d1"]
        assert [row["lead_id"] for row in audit.decisions_since(conn, since, route="B")] == ["3", "1"]
        assert len(audit.decisions_since(conn, make.now, limit=2)) == 2
        assert audit.counts(conn, since) == {("live", "sales", "assign"): 3}


def test_values_about_a_person_stand_in_one_place_only(store: Store, make: Any) -> None:
    with store.begin() as conn:
        audit.record_many(conn, [make.decision("d1"), make.decision("d2"), make.decision("d3", crm="other")])
        everywhere = [
            table
            for table in ("decisions", "shared", "log", "persons")
            if any("jane@acme" in str(row) for row in conn.exec_driver_sql(f"SELECT * FROM {table}"))
        ]
        assert everywhere == ["persons"]
        assert conn.exec_driver_sql("SELECT count(*) FROM persons").scalar() == 1


def test_erasing_a_person_leaves_the_leaf_verifiable(store: Store, make: Any) -> None:
    with store.begin() as conn:
        audit.record_many(conn, [make.decision("d1")])
        before = conn.exec_driver_sql("SELECT leaf FROM audit_decisions").scalar()
        assert persons.erase(conn, [("sales", "Lead", "00Q1")]) == 1
        assert persons.erase(conn, [("sales", "Lead", "00Q1")]) == 0
    with store.read() as conn:
        [told] = audit.history(conn, "sales", "00Q1")
        assert {row["field"]: row["value"] for row in told["inputs"]}["email"] == "[erased]"
        assert {row["field"]: row["value"] for row in told["inputs"]}["country"] == "DE"
        leaf = leaves.recompute(conn, "decision", "d1")
        assert leaf is not None
        assert told["leaf"] == before == leaf.hex()


def test_erased_values_leave_no_trace_in_the_store_s_files(sqlite_url: str, make: Any) -> None:
    store = Store(sqlite_url)
    with store.begin() as conn:
        audit.record_many(conn, [make.decision("d1")])
    store.checkpoint()
    with store.begin() as conn:
        persons.erase(conn, [("sales", "Lead", "00Q1")])
    store.checkpoint()
    assert store.file is not None
    for file in store.file.beside.glob("pointsman.db*"):
        assert b"jane@acme" not in file.read_bytes()
    store.close()


def test_a_person_known_again_after_erasure_is_a_new_one(store: Store, make: Any) -> None:
    with store.begin() as conn:
        audit.record_many(conn, [make.decision("d1")])
        persons.erase(conn, [("sales", "Lead", "00Q1")])
        audit.record_many(conn, [make.decision("d2")])
        values = conn.exec_driver_sql(
            "SELECT decision_id, value FROM audit_inputs WHERE field = 'email' ORDER BY decision_id"
        )
        assert [tuple(row) for row in values] == [("d1", "[erased]"), ("d2", "jane@acme.example")]


def test_a_value_s_commitment_opens_only_with_the_person_s_salt(make: Any) -> None:
    values = [("email", "jane@acme.example")]
    assert persons.commitment_to("salt", values) == persons.commitment_to("salt", values)
    assert persons.commitment_to("salt", values) != persons.commitment_to("other", values)
    assert persons.commitment_to("salt", values) != persons.commitment_to("salt", [("name", values[0][1])])


@pytest.mark.parametrize(
    ("column", "value"),
    [("owner_id", "005X"), ("reason", "because"), ("steps", "[]"), ("inputs", "[]"), ("pool", "[]")],
)
def test_whatever_is_altered_no_longer_fits_its_leaf(
    store: Store, make: Any, column: str, value: str
) -> None:
    with store.begin() as conn:
        audit.record_many(conn, [make.decision("d1")])
        leaf = conn.exec_driver_sql("SELECT leaf FROM audit_log").scalar()
        conn.exec_driver_sql(f"UPDATE decisions SET {column} = '{value}'")
        altered = leaves.recompute(conn, "decision", "d1")
        assert altered is not None
        assert altered.hex() != leaf


def test_everything_on_record_has_a_leaf_that_follows_from_it(store: Store, make: Any) -> None:
    with store.begin() as conn:
        audit.record_many(conn, [make.decision("d1")])
        audit.record_writes(
            conn, [("w1", "d1", Receipt("w1", Result.REFUSED, code="X", detail="no"))], make.now
        )
        audit.record_notice(conn, "n1", ("d1", "owner", "zoe@x"), "sent", None, make.now)
        audit.record_change(conn, "pause:*", "ann", "running", "paused", make.now)
        logged = conn.exec_driver_sql("SELECT kind, ref, leaf, sequence FROM audit_log").all()
        assert sorted(row[0] for row in logged) == ["change", "decision", "notice", "write"]
        for kind, ref, leaf, sequence in logged:
            recomputed = leaves.recompute(conn, kind, ref)
            assert recomputed is not None
            assert (recomputed.hex(), sequence) == (leaf, None)
        assert leaves.recompute(conn, "decision", "d9") is None


def test_people_of_many_decisions_are_stored_once_whatever_their_order(store: Store, make: Any) -> None:
    people = tuple((f"005{n}", f"Person {n}") for n in range(5))
    entries = [
        make.decision(f"d{n}", extra={}, candidates=(CandidateGroup(True, "r", people[n:] + people[:n]),))
        for n in range(5)
    ]
    with store.begin() as conn:
        audit.record_many(conn, entries)
        assert conn.exec_driver_sql("SELECT count(*) FROM shared").scalar() == 1
        ranked = conn.exec_driver_sql(
            "SELECT owner_id FROM audit_candidates WHERE decision_id = 'd3' ORDER BY rank"
        )
        assert list(ranked.scalars()) == ["0053", "0054", "0050", "0051", "0052"]


def test_odd_text_is_recorded_without_harm(store: Store, make: Any) -> None:
    odd = Input("sales:Lead", "00Q1", "name", 'a\x00"\ud800\\', True)
    with store.begin() as conn:
        audit.record_many(conn, [make.decision("d1", inputs=(odd,), reason="a\x00b", owner_name="\ud800")])
        [told] = audit.history(conn, "sales", "00Q1")
        assert told["inputs"][0]["value"] == 'a"\ufffd\\'
        assert (told["reason"], told["owner_name"]) == ("ab", "\ufffd")
        leaf = leaves.recompute(conn, "decision", "d1")
        assert leaf is not None
        assert leaf.hex() == told["leaf"]


class TestViews:
    """The same things happen in a SQLite and in a PostgreSQL store."""

    @pytest.fixture
    def pair(
        self, sqlite_url: str, postgres_url: str, tmp_path: Path, make: Any, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[tuple[Store, Store]]:
        stores = (Store(sqlite_url, key_dir=tmp_path), Store(postgres_url, key_dir=tmp_path))
        for store in stores:
            numbers = iter(range(1000))
            for name in ("token_urlsafe", "token_hex"):
                monkeypatch.setattr(f"secrets.{name}", lambda _, n=numbers: f"random{next(n)}")
            self.live_through(store, make)
        yield stores
        for store in stores:
            store.close()

    def live_through(self, store: Store, make: Any) -> None:
        odd = "Ünïcode 🙂 \" ' \\ [erased] \n"
        inputs = (
            Input("sales:Lead", "00Q2", "name", odd, True),
            Input("sales:Lead", "00Q2", "tags", ("a", "ü"), False),
            Input("sales:Lead", "00Q2", "ratio", 0.1, True),
            Input("sales:Lead", "00Q2", "big", 2**60, False),
        )
        with store.begin() as conn:
            audit.record_many(
                conn,
                [
                    make.decision("d1"),
                    make.decision("d2", lead_id="00Q2", inputs=inputs, match_confidence=1 / 3),
                    make.decision("d3", lead_id="00Q3", steps=(), inputs=(), candidates=(), owner_id=None),
                ],
            )
            audit.record_change(conn, "pause:*", "ann", None, odd, make.now)
            clocks.put(conn, [make.clock(f"d1:{number}") for number in range(4)], make.now)
            for number, end in enumerate(
                (("met", odd, 60), ("met", "late", 600), ("ended", "Ben has it", 60))
            ):
                settled = End(*end[:2], make.at(end[2]))
                clocks.settle(conn, [f"d1:{number}"], settled, make.at(600))
            clocks.move(conn, [("d1:3", make.at(900))], make.at(601))
            outbox.put_writes(conn, [make.write("d1"), make.write("d2", record_id="00Q2")], make.now)
            items = outbox.claim_writes(conn, "sales", make.now, 9)
            receipts = [
                Receipt("d1", Result.WRITTEN, "005Q", "005Z"),
                Receipt("d2", Result.REFUSED, detail="x"),
            ]
            outbox.settle_writes(conn, list(zip(items, receipts, strict=True)), make.at(1))
            outbox.put_notices(conn, [NoticeRow("n", "d1", "owner", None, "t", "b", "d1")], make.now)
            outbox.settle_notice(conn, "n", False, odd, make.at(2))
            persons.erase(conn, [("sales", "Lead", "00Q1")])
            tombstones.retained(conn, "daemon", Counter(persons=1), odd, make.at(3))
            seal.seal(conn, make.at(3), FixedSigner())
            audit.record_change(conn, "pause:*", "ann", odd, None, make.at(4))

    def test_they_give_the_same_rows_in_both_databases(self, pair: tuple[Store, Store]) -> None:
        for view in views.NAMES:
            seen = []
            for store in pair:
                with store.read() as conn:
                    result = conn.exec_driver_sql(f"SELECT * FROM {view}")
                    seen.append((list(result.keys()), sorted(map(repr, result.all()))))
            assert seen[0] == seen[1], view
            assert seen[0][1], f"{view} is empty"

    def test_every_value_is_text_integer_or_real(self, pair: tuple[Store, Store]) -> None:
        for store in pair:
            with store.read() as conn:
                for view in views.NAMES:
                    for row in conn.exec_driver_sql(f"SELECT * FROM {view}"):
                        assert {type(value) for value in row} <= {str, int, float, type(None)}, view

    def test_their_columns_are_the_contract_s(self, pair: tuple[Store, Store]) -> None:
        promised = {
            "audit_decisions": "decision_id mode crm org_id object lead_id decided_at trigger generation "
            "outcome owner_id owner_name previous_owner_id route reason account_id match_confidence "
            "match_band policy_edition code_version leaf",
            "audit_steps": "decision_id position step result detail",
            "audit_inputs": "decision_id object record_id field value",
            "audit_candidates": "decision_id owner_id owner_name eligible reason rank",
            "audit_writes": "decision_id attempted_at result error owner_before owner_after",
            "audit_log": "sequence recorded_at kind ref leaf",
            "audit_heads": "size root signed_at signature",
        }
        with pair[0].read() as conn:
            for view, columns in promised.items():
                assert list(conn.exec_driver_sql(f"SELECT * FROM {view}").keys()) == columns.split()

    def test_an_auditor_reads_them_with_plain_sqlite(self, pair: tuple[Store, Store]) -> None:
        assert pair[0].file is not None
        plain = sqlite3.connect(f"file:{pair[0].file.path}?mode=ro", uri=True)
        query = "SELECT field, value FROM audit_inputs WHERE decision_id = 'd1' AND object = 'sales:Lead'"
        assert sorted(plain.execute(query).fetchall())[:2] == [("country", "DE"), ("email", "[erased]")]
        plain.close()


class FixedSigner:
    def sign(self, message: bytes) -> bytes:
        return b"signed " + message


def test_decisions_that_a_change_caused_are_counted_by_lead(store: Store, make: Any) -> None:
    old = make.decision("d0", trigger="changed", generation="0", decided_at="2020-01-01T00:00:00.000000Z")
    causes = [("d1", "created", "1"), ("d2", "changed", "1"), ("d3", "changed", "2")]
    new = [make.decision(name, trigger=trigger, generation=number) for name, trigger, number in causes]
    with store.begin() as conn:
        audit.record_many(conn, [old, *new])
        lead, crm, mode = new[0].lead_id, new[0].crm, new[0].mode
        since = make.now - timedelta(days=365)
        assert audit.changed_since(conn, mode, crm, [lead, "other"], since) == {lead: 2}
        assert audit.changed_since(conn, "shadow", crm, [lead], since) == {}
        assert audit.changed_since(conn, mode, crm, [], since) == {}
