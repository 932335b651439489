"""The views cut by leaf: together the pieces are the views, on both databases."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from mappings.writes import Receipt, Result
from state import audit, export, tombstones, views
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
