"""The views cut by leaf: together the pieces are the views, on both databases."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from mappings.writes import Receipt, Result
from state import audit, clocks, export, tombstones, views
from state.clocks import End
from state.seal import Sealer
from state.store import Store


@pytest.fixture
def lived(store: Store, make: Any, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(export, "_SLICE", 3)
    with store.begin() as conn:
        for n in range(5):
            audit.record_many(conn, [make.decision(f"d{n}"), make.decision(f"e{n}", lead_id=f"00Q{n}")])
            audit.record_writes(conn, [(f"w{n}", f"d{n}", Receipt("w", Result.WRITTEN, "a", "b"))], make.now)
            audit.record_notice(conn, f"n{n}", (f"d{n}", "owner", None), "sent", None, make.at(n))
            audit.record_change(conn, "pause:*", "ann", None, "paused", make.at(n))
        tombstones.retained(conn, "daemon", Counter(persons=3), "kept for: values 730 days", make.at(5))
    Sealer(store, lambda: make.now).tick()
    return store


@pytest.mark.parametrize("view", [name for name in views.NAMES if name != "audit_deadlines"])
def test_the_pieces_are_the_view(lived: Store, view: str) -> None:
    with lived.read() as conn:
        whole = [tuple(row) for row in conn.exec_driver_sql(f"SELECT * FROM {view}")]
        for middle in (0, 7, 26):
            parts = [*export.rows(conn, view, 0, middle), *export.rows(conn, view, middle, 26)]
            got = [tuple(row) for _, rows in parts for row in rows]
            assert sorted(map(str, got)) == sorted(map(str, whole))
        assert whole


def test_a_deadline_comes_again_as_it_stands_where_something_happened_to_it(store: Store, make: Any) -> None:
    def exported(start: int, end: int) -> list[tuple[str, str, str | None]]:
        with store.read() as conn:
            told = export.rows(conn, "audit_deadlines", start, end)
            return [(row[0], row[9], row[12]) for _, rows in told for row in rows]

    sealer = Sealer(store, lambda: make.now)
    with store.begin() as conn:
        clocks.put(conn, [make.clock("d1:0"), make.clock("d2:0"), make.clock("d3:0")], make.now)
        clocks.settle(conn, ["d2:0"], End("ended", "Ben has it", make.at(1)), make.at(1))
    sealer.tick()
    first = [("d1", "running", None), ("d3", "running", None), ("d2", "ended", None)]
    assert exported(0, 4) == first
    with store.begin() as conn:
        audit.record_change(conn, "pause:*", "ann", None, "paused", make.at(2))
        clocks.settle(conn, ["d1:0"], End("met", "call on record", make.at(2)), make.at(2))
    assert exported(0, 4) == first  # what happened since is not sealed
    sealer.tick()
    assert exported(0, 4) == first
    assert exported(4, 6) == [("d1", "met", "yes")]
    assert exported(0, 6) == [("d3", "running", None), ("d2", "ended", None), ("d1", "met", "yes")]
    with store.read() as conn:
        seen = conn.exec_driver_sql("SELECT decision_id, status, in_time FROM audit_deadlines")
        assert sorted(map(str, map(tuple, seen))) == sorted(map(str, exported(0, 6)))


def test_what_is_not_sealed_is_left_out(lived: Store, make: Any) -> None:
    with lived.begin() as conn:
        audit.record_many(conn, [make.decision("late")])
        rows = [row for _, rows in export.rows(conn, "audit_decisions", 0, 27) for row in rows]
        assert "late" not in [row[0] for row in rows]
        assert len(rows) == 10


def test_an_export_can_begin_at_an_instant(lived: Store, make: Any) -> None:
    with lived.read() as conn:
        assert export.first_leaf(conn, "2000-01-01T00:00:00.000000Z") == 0
        assert export.first_leaf(conn, "2026-05-04T09:30:02.000000Z") == 13
        assert export.first_leaf(conn, "2099-01-01T00:00:00.000000Z") is None
