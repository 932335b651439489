"""Behind glass there are the auditors' views, and no way past them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from state import audit, page, views
from state.glass import behind_glass
from state.store import Store


@pytest.fixture
def seen(sqlite_url: str, make: Any) -> Iterator[sqlite3.Connection]:
    """A store with a decision, as auditors see it."""
    store = Store(sqlite_url)
    with store.begin() as conn:
        audit.record_many(conn, [make.decision("d1")])
    store.close()
    with closing(behind_glass(Path(sqlite_url.removeprefix("sqlite:///")))) as connection:
        yield connection


def test_every_view_can_be_read_and_counted(seen: sqlite3.Connection) -> None:
    for name in views.NAMES:
        [(count,)] = seen.execute(f"SELECT count(*) FROM {name}").fetchall()
        assert len(seen.execute(f"SELECT * FROM {name}").fetchall()) == count
    assert seen.execute("SELECT owner_name FROM audit_decisions").fetchall() == [("Ann",)]


def test_the_questions_can_be_asked(seen: sqlite3.Connection) -> None:
    for question in page.questions():
        assert seen.execute(question.sql).description is not None


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT salt FROM persons",
        "SELECT count(*) FROM persons",
        "SELECT body FROM main.notices",
        "SELECT 1 FROM audit_log, persons",
        "SELECT * FROM (SELECT salt FROM persons) AS audit_inputs",
        "WITH audit_inputs AS (SELECT * FROM persons) SELECT * FROM audit_inputs",
        "WITH audit_inputs AS (SELECT 1) SELECT * FROM audit_inputs, persons",
        "EXPLAIN SELECT salt FROM persons",
        "SELECT data FROM sqlite_dbpage",
        "SELECT * FROM pragma_table_info('persons')",
        "DELETE FROM audit_log",
        "UPDATE decisions SET reason = ''",
        "CREATE TEMP VIEW mine AS SELECT * FROM persons",
        "ATTACH 'other.db' AS other",
        "PRAGMA query_only = 0",
        "SELECT load_extension('x')",
        "SELECT 1; SELECT salt FROM persons",
    ],
)
def test_nothing_else_can_be_read_or_done(seen: sqlite3.Connection, sql: str) -> None:
    for ask in (seen.execute, seen.cursor().execute, seen.executescript, lambda q: seen.executemany(q, [()])):
        with pytest.raises((sqlite3.DatabaseError, sqlite3.Warning, sqlite3.ProgrammingError)):
            ask(sql)
