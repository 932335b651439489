"""What it costs to ask a large record: one lead explained, decisions looked up, the auditors' questions."""

from __future__ import annotations

import os
import resource
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from connector.stories import Telling, find_leads, story
from state import page
from state.store import Store
from tests.bench import record
from tests.bench.figure import Figure
from tests.bench.stage import ROOT, pointsman, say

DECISIONS = 1_000_000
SETTINGS = """
store: sqlite:///record.db
crms:
  sales:
    kind: salesforce
    url: https://acme.my.salesforce.com
    auth: {flow: client_credentials, client_id: "${SF_ID}", client_secret: "${SF_SECRET}"}
policy: policy/
"""
SEARCHES: Sequence[tuple[str, ...]] = (
    ("--owner", "Rep 07"),
    ("--account", "001000000000007AAA"),
    ("--route", "DE / Energy", "--until", "2026-02-01"),
    ("--outcome", "review", "--reason", "contested writes"),
    ("--reason", "no such words"),
)


def run(decisions: int = DECISIONS, runs: int = 5) -> Iterator[Figure]:
    """Everything about one record of so many decisions, on SQLite; a command is the median of its runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "policy").mkdir()
        (folder / "pointsman.yaml").write_text(SETTINGS)
        store = Store(f"sqlite:///{folder}/record.db")
        record.fill(store, decisions)
        store.close()
        size = (folder / "record.db").stat().st_size / decisions
        yield Figure("bytes a decision, with the mirror of its lead", size, "bytes", 4_000, False)
        lead, among = record.lead_id(decisions // 2), f"among {decisions:,} decisions"
        yield Figure(
            "a lead's story from the store, in the process", _story(folder, lead), "s", 0.3, False, among
        )
        for words in ((), ("--tree",), ("--life",)):
            taken = _median("explain", lead, *words, folder=folder, runs=runs)
            named, note = " ".join(["pointsman explain", *words]), "as a process, processor time"
            yield Figure(named, taken, "s", 1.0, False, note)
        for words in SEARCHES:
            say(" ".join(words))
            taken = _median("decisions", *words, folder=folder, runs=runs)
            yield Figure(f"pointsman decisions {' '.join(words)}", taken, "s", 5, False)
        yield from _questions(folder / "record.db")


def _story(folder: Path, lead: str) -> float:
    """Seconds for all that `explain --json` tells, in a process that has its modules: the median of five."""
    store, taken = Store(f"sqlite:///{folder}/record.db"), []
    by = Telling({"sales": record.directory()}, "live", record.BEGAN + record.YEAR)
    for _ in range(5):
        started = time.perf_counter()
        with store.read() as conn:
            [found] = find_leads(conn, lead, {"sales": "Lead"})
            story(conn, found, by)
        taken.append(time.perf_counter() - started)
    store.close()
    return statistics.median(taken)


def _questions(store: Path) -> Iterator[Figure]:
    for question, query in page.questions():
        say(question)
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as plain:
            started = time.perf_counter()
            rows = len(plain.execute(query).fetchall())
            taken = time.perf_counter() - started
        yield Figure(question[:57], taken, "s", 60, False, f"{rows:,} rows")


def _median(*words: str, folder: Path, runs: int) -> float:
    """Processor seconds that a command takes as a process: the median of its runs, after one that leaves the
    modules compiled, as an installation has them."""
    command = pointsman(*words, "-c", folder / "pointsman.yaml")
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    kept["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    taken = []
    for _ in range(runs + 1):
        started = _used()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=kept)
        taken.append(_used() - started)
    return statistics.median(taken[1:])


def _used() -> float:
    """Processor seconds of all processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
