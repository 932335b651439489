"""Deadlines are under leaves, and the daemon's clocks are held to them; so is whatever else the views for
auditors read."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from state import clocks, measure_views, page, views
from state.leaves import TABLES
from state.store import Store
from tests.state.tampered import deadlines_ran, does, found, looked

IN_A_LEAF = {str(table.name) for table, _ in TABLES.values()}
HELD = {"shared", "persons", "log", "heads", "pseudonyms"}
"""What leaves, the tree, signatures and changes on record hold."""

_SECOND = "(SELECT {} FROM deadline_events WHERE clock = 'd3:0' ORDER BY id LIMIT 1 OFFSET 1)"
"""A column of what happened second to a deadline."""


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (
            ("UPDATE deadline_events SET due_at = '2027' WHERE clock = 'd3:0' AND status = 'met'",),
            "deadline_events {}: the row does not give its leaf",
        ),
        (
            ("UPDATE deadline_events SET email = NULL WHERE clock = 'd4:0'",),
            "deadline_events {}: the row does not give its leaf",
        ),
        (
            (f"DELETE FROM deadline_events WHERE id = {_SECOND.format('id')}",),
            "deadline_events {}: is gone; the log has its leaf",
        ),
        (
            (
                f"DELETE FROM log WHERE ref = {_SECOND.format('ref')}",
                f"DELETE FROM deadline_events WHERE id = {_SECOND.format('id')}",
            ),
            "log {}: has number 31 where 30 comes next",
        ),
        (
            (
                "INSERT INTO deadline_events (ref, clock, event, mode, crm, record_id, checkpoint, route, "
                "started_at, due_at, status, leaf) "
                "SELECT 'x', clock, event, mode, crm, record_id, checkpoint, route, "
                "started_at, due_at, status, leaf FROM deadline_events WHERE clock = 'd4:0'",
            ),
            "deadline_events x: has no leaf in the log",
        ),
        (
            (
                "UPDATE deadline_events SET id = -1 WHERE clock = 'd4:0'",
                "UPDATE deadline_events SET id = id + 1000 WHERE clock = 'd3:0' AND status = 'met'",
            ),
            "deadline_events {}: is not in its place: {} stands there",
        ),
        (
            ("UPDATE clocks SET settled_at = started_at WHERE \"key\" = 'd3:0'",),
            "clocks d3:0: is not as the record has it",
        ),
        (
            ("UPDATE clocks SET status = 'running', settled_at = NULL, how = NULL WHERE \"key\" = 'd3:0'",),
            "clocks d3:0: is not as the record has it",
        ),
        (
            (
                'INSERT INTO clocks ("key", mode, crm, org_id, object, record_id, checkpoint, route, pace, '
                "marks, started_at, due_at, allowed, status) "
                "SELECT 'x:0', mode, crm, org_id, object, record_id, checkpoint, route, pace, "
                "marks, started_at, due_at, allowed, status FROM clocks WHERE \"key\" = 'd3:0'",
            ),
            "clocks x:0: is not on record",
        ),
        (("DELETE FROM clocks WHERE \"key\" = 'd3:0'",), "clocks d3:0: is gone, and on record"),
        (
            ("UPDATE clocks SET \"key\" = 'd31:0' WHERE \"key\" = 'd3:0'",),
            "clocks d3:0: is gone, and on record",
        ),
    ],
)
def test_a_deadline_that_was_altered_is_named(
    store: Store, make: Any, statements: tuple[str, ...], told: str
) -> None:
    deadlines_ran(store, make)
    flaw = found(store, None, does(*statements)).flaw
    assert flaw is not None
    assert re.fullmatch(re.escape(told).replace(r"\{\}", r"[-:.\dTZ]{27}@[0-9a-f]{12}"), str(flaw))


def test_deadlines_that_nobody_touched_are_clean_sealed_or_not(store: Store, make: Any) -> None:
    deadlines_ran(store, make)
    with store.begin() as conn:
        clocks.forget(conn, "sales", ["00Q5"], make.at(500))
    with store.read() as conn:
        verdict = looked(store, conn)
    assert (verdict.flaw, verdict.sealed, verdict.unsealed) == (None, 30 + 5 + 10 + 5, 1)
    assert verdict.leaves["deadline"] == 51


def rests_on(store: Path, names: Iterable[str]) -> set[str]:
    """The tables that these views read."""
    read = set()
    with closing(sqlite3.connect(store)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

        def notes(action: int, table: str | None, *_: str | None) -> int:
            if action == sqlite3.SQLITE_READ and table in tables:
                read.add(table)
            return sqlite3.SQLITE_OK

        connection.set_authorizer(notes)
        for name in names:
            connection.execute(f"SELECT * FROM {name}")
    return read


def test_no_view_for_auditors_reads_a_table_that_nothing_holds_and_the_page_names_the_others(
    sqlite_url: str,
) -> None:
    Store(sqlite_url).close()
    store = Path(sqlite_url.removeprefix("sqlite:///"))
    assert rests_on(store, views.NAMES) == IN_A_LEAF | HELD
    free = rests_on(store, measure_views.NAMES) - IN_A_LEAF - HELD - {"clocks"}
    told = page.text().partition("What no leaf covers:")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", told)) == free
