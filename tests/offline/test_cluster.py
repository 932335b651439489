"""A real scheduler with two worker processes: the same bytes as alone, though one of them is killed."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from connector.core.matching.additions import additions
from connector.core.matching.installed import install
from connector.offline.executor import Executor, Lost, executor
from connector.offline.matching import ASKED_ROWS, Job, Matched, Progress, match_files
from connector.offline.pairings import ACCOUNTS, LEADS
from connector.offline.sheets import Sheet
from connector.proving import prove
from state import verify
from state.store import Store
from tests.bench.verifying import fill
from tests.offline.files import accounts, leads

QUIET = ("--no-dashboard", "--host", "127.0.0.1")


@dataclass(frozen=True)
class Cluster:
    """Where the scheduler answers, and its workers."""

    address: str
    workers: list[subprocess.Popen[str]]


@contextmanager
def running(tool: str, *words: str, says: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A tool of Dask in a process of its own, and what it `says` once it is ready."""
    command = [sys.executable, "-m", f"distributed.cli.{tool}", *words, *QUIET]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        assert process.stderr is not None
        ready = next(found for line in process.stderr if (found := re.search(says, line)))
        yield process, ready[1]
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        words = ("--port", "0")
        _, address = stack.enter_context(running("dask_scheduler", *words, says=r"Scheduler at:\s+(tcp\S+)"))
        words = (address, "--no-nanny", "--nthreads", "1", "--local-directory", str(tmp_path))
        ready = r"Registered to:\s+(tcp\S+)"
        workers = [stack.enter_context(running("dask_worker", *words, says=ready))[0] for _ in range(2)]
        yield Cluster(address, workers)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return leads(tmp_path / "leads.csv", ASKED_ROWS * 12), accounts(tmp_path / "accounts.csv")


def matched(files: tuple[Path, Path], on: Executor, progress: Progress) -> list[Matched]:
    asked, held = files
    return list(match_files(Sheet(asked, LEADS), Sheet(held, ACCOUNTS), Job(), on, progress))


def quiet(stage: str, done: int, total: int) -> None:
    pass


def test_a_worker_killed_in_the_middle_changes_no_byte(cluster: Cluster, files: tuple[Path, Path]) -> None:
    killed: list[int] = []

    def kill_one(stage: str, done: int, total: int) -> None:
        if stage == "matching" and not killed:
            killed.append(done)
            cluster.workers[0].send_signal(signal.SIGKILL)

    with executor(None, cluster.address) as on:
        shared = matched(files, on, kill_one)
    with executor(1) as alone:
        assert shared == matched(files, alone, quiet)
    assert killed == [ASKED_ROWS]
    assert cluster.workers[0].wait() == -signal.SIGKILL


@pytest.mark.usefixtures("shipped_lists")
def test_the_workers_match_by_the_lists_of_whoever_asks(cluster: Cluster, files: tuple[Path, Path]) -> None:
    found = []
    for domains in (["birchbrewing.com", "elmdairy.com"], []):
        install(additions({"free_mail": ([(domain, "") for domain in domains], [])}))
        with executor(None, cluster.address) as on:
            found.append(matched(files, on, quiet))
        with executor(1) as alone:
            assert found[-1] == matched(files, alone, quiet)
    assert found[0] != found[1]


def test_a_scheduler_without_workers_is_told(cluster: Cluster) -> None:
    for worker in cluster.workers:
        worker.kill()
        worker.wait()
    with pytest.raises(Lost, match=r"no worker has joined|gave up"), executor(None, cluster.address):
        pass


def test_a_record_is_proven_on_the_workers_as_alone(
    cluster: Cluster, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "LONG", 100)
    store = Store(sqlite_url)
    fill(store, 300)
    alone, there = (prove(store, None, by) for by in ((1, None), (None, cluster.address)))
    assert alone == there
    assert (there.flaw, there.sealed) == (None, 600)
    store.close()
