"""Matching of files and the index in memory behind it: real accounts, enlarged by recombining their names,
and the leads of the benchmark's development half. Skips where that half is absent."""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from connector.core.matching.arrays import Arrays
from connector.core.matching.candidates import find, hashed
from connector.offline.executor import executor
from connector.offline.matching import Job, indexed_file, matched
from connector.offline.pairings import ACCOUNTS, LEADS
from connector.offline.sheets import Sheet
from tests.bench.figure import Figure, percentile
from tests.bench.stage import ROOT, pointsman, say

SHARED = ROOT.parent / "shared" / "matching"
SMALL, LARGE = 100_000, 1_000_000
SAMPLE = 5_681
ASKED = 10_000
CHANGES = 200


@dataclass(frozen=True)
class Measured:
    """What one worker found: the index's size in bytes and postings, and milliseconds of each step."""

    size: int
    postings: int
    whole: list[float]
    changed: list[float]


def run(accounts: int = LARGE, sample: int = SAMPLE, asked: int = ASKED) -> Iterator[Figure]:
    """What the index costs and gives at 100,000 accounts and at `accounts`, then the command as a whole."""
    if not SHARED.is_dir():
        print(f"skipped: no benchmark data at ../{SHARED.parent.name}/{SHARED.name}", flush=True)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in sorted({min(SMALL, accounts), accounts}):
            say(f"enlarging the accounts to {count:,}")
            command = [
                sys.executable,
                SHARED / "scale.py",
                SHARED / "accounts.csv",
                _file(folder, count),
                str(count),
            ]
            subprocess.run(command, check=True)
            yield from _index(_file(folder, count), count, sample)
        yield _command(folder, accounts, asked)


def _file(folder: Path, count: int) -> Path:
    return folder / f"accounts-{count}.csv"


def _index(path: Path, count: int, sample: int) -> Iterator[Figure]:
    def tell(stage: str, done: int, total: int) -> None:
        if done % 50_000 == 0:
            say(f"{stage}: {done:,}")

    with executor() as on:
        started = time.perf_counter()
        accounts = indexed_file(Sheet(path, ACCOUNTS), on, tell)
        built = time.perf_counter() - started
        leads = list(islice(Sheet(SHARED / "leads.csv", LEADS).blocks(1), sample))
        (found,) = on.each(measure, accounts, [leads])
    note = f"{found.postings / count:.1f} keys an account; names and places included"
    yield Figure(f"index of {count:,} accounts", found.size / 1e6, "MB", 600, False, note)
    yield Figure(f"  to read and index them, {count:,}", built, "s", note="every core")
    half, most = (1, 3) if count <= SMALL else (3, 6)
    median, high = percentile(found.whole, 0.5), percentile(found.whole, 0.95)
    yield Figure(f"match a lead in memory, {count:,}, median", median, "ms", half, False)
    yield Figure(f"match a lead in memory, {count:,}, p95", high, "ms", most, False)
    changed = percentile(found.changed, 0.95)
    yield Figure(f"changed account found, {count:,}, p95", changed, "ms", 5, False)


def measure(accounts: Arrays, blocks: Sequence[bytes]) -> Measured:
    """In a worker: what each lead takes, the second time round, and each change of an account until it is
    found by its new key."""
    arrays = (accounts.texts.block, accounts.texts.ends, accounts.keys, accounts.ends, accounts.accounts)
    whole: list[float] = []
    for taken in ([], whole):
        for block in blocks:
            started = time.perf_counter()
            matched(accounts, block, Job())
            taken.append((time.perf_counter() - started) * 1e3)
    changed = []
    for number in range(0, len(accounts), len(accounts) // CHANGES + 1):
        ref, key = accounts.ref(number), f"n:changed{number}"
        started = time.perf_counter()
        accounts.changed(ref, [hashed(key)])
        refs, _ = find(accounts, [key])
        changed.append((time.perf_counter() - started) * 1e3)
        assert refs == [ref]
    return Measured(sum(array.nbytes for array in arrays), len(accounts.accounts), whole, changed)


def _command(folder: Path, accounts: int, asked: int) -> Figure:
    with (SHARED / "leads.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with (folder / "leads.csv").open("w", encoding="utf-8", newline="") as file:
        many = ((f"L{number}", *row[1:]) for number, row in enumerate(islice(cycle(rows), asked)))
        csv.writer(file).writerows([header, *many])
    out = folder / "matched.csv"
    words = pointsman("match", folder / "leads.csv", _file(folder, accounts), "-o", out)
    say(f"matching {asked:,} leads with {accounts:,} accounts")
    started = time.perf_counter()
    subprocess.run(words, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    taken = time.perf_counter() - started
    assert out.read_bytes().count(b"\n") == asked + 1
    name = f"pointsman match, {asked:,} leads, {accounts:,} accounts"
    return Figure(name, taken, "s", 60, False, "files read and written included")
