"""The page for auditors: its columns are the views', and its queries give the same on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from mappings.writes import Receipt, Result
from state import audit, clocks, page, views
from state.clocks import ClockRow
from state.store import Store

QUESTIONS = page.questions()
ANSWERS = [
    [("EMEA", "Ann", 3), ("EMEA", "Zoe", 1)],
    [("2026-05-04T09:30:00.000000Z", "no", None, "away")],
    [("sales", "00Q9", "review", "Nobody knows.", "2026-05-05T00:00:00.000000Z")],
    [("2026-05-04T09:30:00.000000Z", "sales", "00Q2", "Ann", "FIELD; no")],
    [("2026-05-04T09:30:01.000000Z", "files", 3, 6)],
    [
        ("e1", "2026-05-04T09:30:00.000000Z", "2026-05-04T13:00:00.000000Z", "assign", 6),
        ("e2", "2026-05-05T00:00:00.000000Z", "2026-05-05T00:00:00.000000Z", "review", 1),
    ],
    [("005A", "first_touch", 2)],
    [("Ben", "away", 7)],
    [("sales", "00Q3", 3)],
    [("2026-05-04T09:30:00.000000Z", "00Q1", "001A", 0.97, "ann", "2026-05-04T09:30:02.000000Z")],
]


@pytest.fixture
def pair(sqlite_url: str, postgres_url: str, make: Any) -> Iterator[tuple[Store, Store]]:
    stores = (Store(sqlite_url), Store(postgres_url))
    for store in stores:
        live_through(store, make)
    yield stores
    for store in stores:
        store.close()


def live_through(store: Store, make: Any) -> None:
    back_and_forth = [
        make.decision(
            f"r{n}",
            lead_id="00Q3",
            decided_at=f"2026-05-04T1{n}:00:00.000000Z",
            account_id=None,
            owner_id=to,
            owner_name=name,
            generation=str(n),
        )
        for n, (to, name) in enumerate([("005A", "Ann"), ("005Z", "Zoe"), ("005A", "Ann"), ("005Z", "Zoe")])
    ]
    waits = {"outcome": "review", "reason": "Nobody knows.", "policy_edition": "e2", "match_band": "review"}
    with store.begin() as conn:
        audit.record_many(
            conn,
            [
                make.decision("d1"),
                make.decision("d2", lead_id="00Q2", account_id="001B"),
                *back_and_forth,
                make.decision("d9", lead_id="00Q9", decided_at="2026-05-05T00:00:00.000000Z", **waits),
            ],
        )
        refused = Receipt("w", Result.REFUSED, code="FIELD", detail="no")
        audit.record_writes(conn, [("w2", "d2", refused)], make.now)
        audit.record_writes(conn, [("w1", "d1", Receipt("w", Result.WRITTEN, "a", "b"))], make.now)
        audit.record_change(conn, "policy", "files", "old", "newer!", make.at(1))
        wrong = "Acme is not sales account 001A"
        audit.record_change(conn, "memory:acme", "ann", "", wrong, make.at(2))
        for n, (status, settled) in enumerate([("met", 600), ("running", None), ("met", 10)]):
            clocks.put(conn, [clock(make, n, status, settled)], make.now)


def clock(make: Any, n: int, status: str, settled: int | None) -> ClockRow:
    settled_at = None if settled is None else make.at(settled)
    of = {"record_id": f"00Q{n}", "status": status, "settled_at": settled_at}
    row: ClockRow = make.clock(f"{n:024}:0", **of)
    return row


def test_the_page_asks_ten_questions() -> None:
    assert len(QUESTIONS) == len(ANSWERS) == 10


def test_each_question_has_its_answer_on_both_databases(pair: tuple[Store, Store]) -> None:
    for store in pair:
        with store.read() as conn:
            answers = [[tuple(row) for row in conn.execute(text(query))] for _, query in QUESTIONS]
        for (question, _), answer, expected in zip(QUESTIONS, answers, ANSWERS, strict=True):
            assert answer == expected, (store.dialect, question)


def test_the_page_has_every_view_and_column_in_order(pair: tuple[Store, Store]) -> None:
    told = page.views()
    assert sorted(told) == sorted([*views.NAMES, *views.POOLED])
    with pair[0].read() as conn:
        for name, view in told.items():
            assert list(view.columns) == list(conn.execute(text(f"SELECT * FROM {name}")).keys()), name
            assert all([view.says, *view.columns.values()]), name
