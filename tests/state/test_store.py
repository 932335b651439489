"""The store: who may write, and what is left when writing goes wrong."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from state import controls
from state.store import (
    Store,
    StoreBusy,
    StoreFault,
    StoreFull,
    StoreMissing,
    StoreUnavailable,
)

ROOT = Path(__file__).resolve().parents[2]

COUNTS_UP = """
import sys
from datetime import datetime, UTC
from state import controls
from state.store import Store
store = Store(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with store.begin() as conn:
        count = controls.get(conn, "count") or 0
        controls.put(conn, "count", count + 1, "test", datetime.now(UTC))
store.close()
"""

DIES_WITHIN = """
import sys
from datetime import datetime, UTC
from state import controls
from state.store import Store
store = Store(sys.argv[1])
with store.begin() as conn:
    for number in range(2000):
        controls.put(conn, f"half-done {number}", "x" * 1000, "test", datetime.now(UTC))
    print("within", flush=True)
    sys.stdin.read()
"""


def started(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def file_store(sqlite_url: str) -> Iterator[Store]:
    store = Store(sqlite_url, patience=0.05)
    yield store
    store.close()


def test_two_writers_in_two_processes_never_interleave(store: Store, store_url: str, make: Any) -> None:
    writers = [started(COUNTS_UP, store_url, "40") for _ in range(2)]
    for _ in range(20):
        with store.begin() as conn:
            controls.put(conn, "count", (controls.get(conn, "count") or 0) + 1, "test", make.now)
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    with store.read() as conn:
        assert controls.get(conn, "count") == 100


def test_two_writers_in_two_threads_never_interleave(store: Store, make: Any) -> None:
    def count_up() -> None:
        for _ in range(25):
            with store.begin() as conn:
                controls.put(conn, "count", (controls.get(conn, "count") or 0) + 1, "test", make.now)

    threads = [threading.Thread(target=count_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as conn:
        assert controls.get(conn, "count") == 75


def test_a_kill_in_the_middle_of_a_transaction_leaves_nothing(
    store: Store, store_url: str, make: Any
) -> None:
    victim = started(DIES_WITHIN, store_url)
    assert victim.stdout is not None
    assert victim.stdout.readline() == "within\n"
    os.kill(victim.pid, signal.SIGKILL)
    victim.communicate()
    with store.begin() as conn:
        assert controls.get(conn, "half-done 0") is None
        assert controls.get(conn, "half-done 1999") is None
        controls.put(conn, "after", True, "test", make.now)
    with store.read() as conn:
        assert controls.get(conn, "after") is True


def test_what_raises_leaves_nothing(store: Store, make: Any) -> None:
    with pytest.raises(KeyError), store.begin() as conn:
        controls.put(conn, "pause:*", True, "test", make.now)
        raise KeyError
    with store.read() as conn:
        assert controls.get(conn, "pause:*") is None


def test_a_reader_sees_one_state_while_others_write(store: Store, make: Any) -> None:
    with store.begin() as conn:
        controls.put(conn, "pause:*", 1, "test", make.now)
    with store.read() as reading:
        assert controls.get(reading, "pause:*") == 1
        with store.begin() as conn:
            controls.put(conn, "pause:*", 2, "test", make.now)
        assert controls.get(reading, "pause:*") == 1
    with store.read() as reading:
        assert controls.get(reading, "pause:*") == 2


def test_a_reader_cannot_write(store: Store, make: Any) -> None:
    with pytest.raises((StoreFault, StoreUnavailable)), store.read() as conn:
        controls.put(conn, "pause:*", True, "test", make.now)


def test_a_transaction_within_a_transaction_is_refused_at_once(store: Store) -> None:
    with store.begin(), pytest.raises(RuntimeError), store.begin():
        pass


def test_a_full_disk_raises_store_full_and_the_store_works_on_after(store: Store, make: Any) -> None:
    full = {
        "sqlite": "PRAGMA max_page_count = 1",
        "postgresql": "DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$",
    }
    with pytest.raises(StoreFull), store.begin() as conn:
        conn.exec_driver_sql(full[store.dialect])
        for number in range(500):
            controls.put(conn, f"much {number}", "x" * 5000, "test", make.now)
    with store.begin() as conn:
        if store.dialect == "sqlite":
            conn.exec_driver_sql("PRAGMA max_page_count = 1073741823")
        controls.put(conn, "after", True, "test", make.now)
    with store.read() as conn:
        assert controls.get(conn, "after") is True
        assert controls.get(conn, "much 0") is None


def test_a_refused_statement_does_not_quote_what_it_was_about(store: Store) -> None:
    insert = "INSERT INTO controls (name, value, put_by) VALUES ('jane@acme.example', 'secret', 'x')"
    with pytest.raises(StoreFault) as refusal, store.begin() as conn:
        conn.exec_driver_sql(insert)
    assert "jane" not in str(refusal.value)
    assert "secret" not in str(refusal.value)
    assert "put_at" in str(refusal.value)


def test_a_store_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(StoreMissing), store.read():
        pass
    with pytest.raises(StoreMissing), store.begin():
        pass
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    store = Store(f"postgresql://nobody@/none?host={tmp_path}")
    with pytest.raises(StoreUnavailable), store.read():
        pass
    store.close()


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database\n" * 200)
    store = Store(f"sqlite:///{tmp_path / 'text.db'}")
    with pytest.raises(StoreUnavailable), store.read():
        pass
    store.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql+pymysql://u@h/d"])
def test_a_url_that_is_no_store_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="store"):
        Store(url)


def test_a_writer_that_waits_too_long_for_its_turn_gives_up(sqlite_url: str, file_store: Store) -> None:
    first = Store(sqlite_url)
    with first.begin(), pytest.raises(StoreBusy), file_store.begin():
        pass
    first.close()


def test_a_writer_that_waits_too_long_for_a_thread_gives_up(file_store: Store) -> None:
    refused = []

    def write() -> None:
        try:
            with file_store.begin():
                pass
        except StoreBusy as busy:
            refused.append(busy)

    with file_store.begin():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_a_sqlite_store_is_durable_and_careful(file_store: Store) -> None:
    with file_store.begin() as conn:
        setting = {
            name: conn.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "secure_delete",
                "wal_autocheckpoint",
            )
        }
    assert setting == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "wal_autocheckpoint": 0,
    }


def test_only_its_owner_can_read_a_new_sqlite_store(tmp_path: Path) -> None:
    path = tmp_path / "var" / "pointsman.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    with store.begin():
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    store.close()
    assert set(modes.values()) == {0o600}
    assert "pointsman.db-wal" in modes


def test_the_write_ahead_log_is_emptied_when_it_grows_long(file_store: Store, make: Any) -> None:
    assert file_store.file is not None
    log = file_store.file.path.with_name(file_store.file.path.name + "-wal")
    lengths = []
    for number in range(6):
        with file_store.begin() as conn:
            controls.put(conn, f"long {number}", "x" * 5_000_000, "test", make.now)
        lengths.append(log.stat().st_size)
    assert max(lengths) < 25_000_000
    assert 0 in lengths
    file_store.checkpoint()
    assert log.stat().st_size == 0


def test_a_reader_that_holds_the_log_delays_its_emptying_and_nothing_else(
    file_store: Store, make: Any
) -> None:
    with file_store.read() as reading:
        assert controls.get(reading, "after") is None
        with file_store.begin() as conn:
            controls.put(conn, "after", "x" * 20_000_000, "test", make.now)
        file_store.checkpoint()
        assert controls.get(reading, "after") is None
    with file_store.read() as reading:
        assert len(controls.get(reading, "after")) == 20_000_000


def test_a_closed_store_is_one_plain_file(file_store: Store, make: Any) -> None:
    with file_store.begin() as conn:
        controls.put(conn, "pause:*", True, "test", make.now)
    file_store.close()
    assert file_store.file is not None
    path = file_store.file.path
    assert not path.with_name(path.name + "-wal").exists()
    plain = sqlite3.connect(path)
    assert plain.execute("SELECT name FROM controls").fetchall() == [("pause:*",)]
    plain.close()
