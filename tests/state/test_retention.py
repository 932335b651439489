"""What is past its time goes, a few rows at a step, and that is on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from mappings.changes import Change, version_of
from mappings.records import Input, Kind, Record, State
from mappings.writes import Receipt, Result
from state import audit, inbox, mirror, outbox, persons, retention, touches
from state.outbox import NoticeRow
from state.seal import Sealer, public_key
from state.store import Store
from state.verify import verify

KEPT: Mapping[str, timedelta | None] = {
    "values": timedelta(days=60),
    "deleted": timedelta(days=60),
    "activities": timedelta(days=60),
    "details": timedelta(days=60),
}
FOR_EVER: Mapping[str, timedelta | None] = dict.fromkeys(KEPT)


def swept(store: Store, kept: Mapping[str, timedelta | None], now: datetime) -> int:
    """A whole sweep; the steps it took."""
    steps, more = 0, True
    while more:
        with store.begin() as conn:
            more = retention.step(conn, kept, "daemon", now)
        steps += 1
    return steps


def gone(store: Store) -> list[tuple[Any, ...]]:
    with store.read() as conn:
        rows = conn.exec_driver_sql("SELECT erased_by, what, gone, tombstones FROM audit_erasures")
        return [tuple(row) for row in rows]


def values_of(store: Store) -> dict[str, str]:
    with store.read() as conn:
        found = conn.exec_driver_sql("SELECT decision_id, value FROM audit_inputs WHERE field = 'email'")
        return {row[0]: row[1] for row in found}


def decided_in(store: Store, make: Any, months: list[str]) -> None:
    for month in months:
        read = (Input("sales:lead", "00Q1", "email", f"jane@{month}.example", True),)
        with store.begin() as conn:
            at = f"{month}-15T09:30:00.000000Z"
            audit.record_many(conn, [make.decision(month, decided_at=at, inputs=read)])


def test_values_go_by_the_month_and_the_rest_of_the_decision_stays(store: Store, make: Any) -> None:
    decided_in(store, make, ["2026-01", "2026-02", "2026-05"])
    swept(store, KEPT, make.now)  # on 4 May: what was read before March
    assert values_of(store) == {
        "2026-01": "[erased]",
        "2026-02": "[erased]",
        "2026-05": "jane@2026-05.example",
    }
    assert gone(store) == [("daemon", "retention", '{"persons":2}', "[]")]
    Sealer(store, lambda: make.now).tick()
    with store.read() as conn:
        verdict = verify(conn, public_key(store.key_file), None)
    assert (verdict.flaw, verdict.erased, verdict.leaves["erasure"]) == (None, 2, 1)


def test_what_is_kept_for_ever_stays_and_nothing_is_put_on_record(store: Store, make: Any) -> None:
    decided_in(store, make, ["2020-01"])
    swept(store, FOR_EVER, make.now)
    assert values_of(store) == {"2020-01": "jane@2020-01.example"}
    assert gone(store) == []


def test_a_sweep_goes_in_small_steps_and_a_stop_costs_none(
    store: Store, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "ROWS", 3)
    decided_in(store, make, [f"20{year}-{month:02}" for year in (24, 25) for month in range(1, 13)])
    with store.read() as conn:
        assert retention.due(conn, KEPT, make.now) == {"persons": 24}
        assert not retention.resting(conn, make.now)
    with store.begin() as conn:
        retention.step(conn, KEPT, "daemon", make.now)
    assert list(values_of(store).values()).count("[erased]") == 3
    assert gone(store) == []
    again = Store(store.url.render_as_string(hide_password=False))  # as after a stop
    assert swept(again, KEPT, make.now) > 7
    again.close()
    assert gone(store) == [("daemon", "retention", '{"persons":24}', "[]")]
    with store.read() as conn:
        assert retention.due(conn, KEPT, make.now) == {}
        assert retention.resting(conn, make.now)
        assert not retention.resting(conn, make.now + retention.EVERY)


def test_leads_that_the_crm_deleted_and_old_calls_go_and_open_leads_stay(store: Store, make: Any) -> None:
    def one(kind: Kind, id: str, days: int, state: State, **fields: Any) -> Change:
        at = make.now - timedelta(days=days)
        record = Record(kind, id, None, at, at, None, fields, state, "x" if state is State.MERGED else None)
        return Change(record, version_of(record))

    call = {"type": "call", "lead_ids": ("1",), "done": True, "inbound": False}
    calls = [
        one(Kind.CALL, f"c{days}", days, State.OPEN, **call, done_at=f"2026-0{month}-01T00:00:00.000000Z")
        for days, month in ((100, 1), (1, 5))
    ]
    leads = [
        one(Kind.LEAD, "open", 900, State.OPEN),
        one(Kind.LEAD, "deleted", 61, State.DELETED),
        one(Kind.CONTACT, "merged", 61, State.MERGED),
        one(Kind.CONTACT, "just", 59, State.DELETED),
        one(Kind.LEAD, "converted", 900, State.CONVERTED),
        one(Kind.ACCOUNT, "account", 900, State.DELETED),
    ]
    with store.begin() as conn:
        mirror.put(conn, "sales", [*leads, *calls])
        touches.put(conn, "sales", [call.record for call in calls])
    swept(store, KEPT, make.now)
    with store.read() as conn:
        left = {row[0] for row in conn.exec_driver_sql("SELECT id FROM records")}
        about = [row[0] for row in conn.exec_driver_sql("SELECT id FROM touches")]
    assert (left, about) == ({"open", "just", "converted", "account", "c1"}, ["c1"])
    assert gone(store) == [("daemon", "retention", '{"records":3,"touches":1}', "[]")]


def test_what_was_noted_beside_settled_work_goes_and_open_work_stays(store: Store, make: Any) -> None:
    with store.begin() as conn:
        audit.record_many(conn, [make.decision("d1"), make.decision("d2")])
        for number, record in enumerate(("1", "2")):
            inbox.put(conn, [make.arrival(record, detail={"ask": "decline", "email": "ann@x"})], make.now)
            outbox.put_writes(conn, [make.write(f"d{number + 1}", extra={"reason": "why"})], make.now)
            notice = NoticeRow(f"n{number}", f"d{number + 1}", "reps", "ann@x", "title", "body")
            outbox.put_notices(conn, [notice], make.now)
        first = conn.exec_driver_sql("SELECT min(id) FROM inbox").scalar()
        inbox.done(conn, [first], make.now)
        [item, _] = outbox.claim_writes(conn, "sales", make.now, 2)
        outbox.settle_writes(conn, [(item, Receipt("d1", Result.WRITTEN, "a", "b"))], make.now)
        outbox.settle_notice(conn, "n0", True, "sent", make.now)
    swept(store, KEPT, make.now + timedelta(days=61))
    with store.read() as conn:
        details = [row[0] is None for row in conn.exec_driver_sql("SELECT detail FROM inbox ORDER BY id")]
        extras = [row[0] == "{}" for row in conn.exec_driver_sql("SELECT extra FROM writes ORDER BY id")]
        keys = [row[0] for row in conn.exec_driver_sql('SELECT "key" FROM notices')]
    assert (details, extras, keys) == ([True, False], [True, False], ["n1"])
    [(_, _, told, _)] = gone(store)
    assert told == '{"inbox":1,"notices":1,"writes":1}'


def test_a_month_that_is_forgotten_is_not_opened_by_a_later_one(store: Store, make: Any) -> None:
    """The same values in two months are committed to under two salts."""
    read = (Input("sales:lead", "00Q1", "email", "jane@acme.example", True),)
    with store.begin() as conn:
        for month in ("2026-01", "2026-05"):
            at = f"{month}-15T09:30:00.000000Z"
            audit.record_many(conn, [make.decision(month, decided_at=at, inputs=read)])
    swept(store, KEPT, make.now)
    with store.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM persons").scalar() == 1
    assert values_of(store) == {"2026-01": "[erased]", "2026-05": "jane@acme.example"}
    with store.begin() as conn:
        assert persons.erase(conn, [("sales", "lead", "00Q1")]) == 1
