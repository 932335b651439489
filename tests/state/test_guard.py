"""One active daemon per store."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from state import controls, guard
from state.store import Fenced, Store

ROOT = Path(__file__).resolve().parents[2]
HOLDS = """
import sys
from state import guard
from state.store import Store
held = guard.acquire(Store(sys.argv[1]), "first:1")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def second(store_url: str) -> Iterator[Store]:
    other = Store(store_url)
    yield other
    other.close()


def test_the_second_daemon_is_refused_and_told_who_is_active(store: Store, second: Store) -> None:
    held = guard.acquire(store, "host:1")
    with pytest.raises(guard.Held) as refusal:
        guard.acquire(second, "host:2")
    assert refusal.value.by == "host:1"
    held.release()


def test_a_released_guard_lets_the_next_daemon_in(store: Store, second: Store) -> None:
    guard.acquire(store, "host:1").release()
    held = guard.acquire(second, "host:2")
    held.release()
    held.release()


def test_a_daemon_that_was_killed_lets_the_next_one_in(store: Store, store_url: str) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", HOLDS, store_url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    with pytest.raises(guard.Held, match="first:1"):
        guard.acquire(store, "second:2")
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    held = _as_soon_as_the_server_noticed(store)
    assert store.epoch == 2
    held.release()


def _as_soon_as_the_server_noticed(store: Store) -> guard.Guard:
    for _ in range(2000):
        try:
            return guard.acquire(store, "second:2")
        except guard.Held:
            with store.read() as conn:
                conn.exec_driver_sql("SELECT 1")
    raise AssertionError("the lock of a dead daemon was not freed")


def test_a_revived_zombie_commits_nothing(store: Store, second: Store, make: Any) -> None:
    zombie = guard.acquire(store, "zombie")
    zombie.release()  # as when its session was cut: it does not know, and keeps its epoch
    held = guard.acquire(second, "heir")
    with pytest.raises(Fenced), store.begin() as conn:
        controls.put(conn, "pause:*", True, "zombie", make.now)
    with second.begin() as conn:
        assert controls.get(conn, "pause:*") is None
    held.release()


def test_commands_write_while_a_daemon_is_active(store: Store, second: Store, make: Any) -> None:
    held = guard.acquire(store, "host:1")
    with second.begin() as conn:
        controls.put(conn, "pause:*", True, "ann", make.now)
    with store.begin() as conn:
        assert controls.get(conn, "pause:*") is True
    held.release()
