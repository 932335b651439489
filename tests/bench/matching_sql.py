"""Matching against the store on each database: real accounts, enlarged by recombining their names, and
the leads of the benchmark's development half. Skips where that half is absent.

The targets are for `--accounts 1000000`, which takes about ten minutes."""

from __future__ import annotations

import csv
import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from connector import collector, mirroring
from connector.accounts import InQuestion, candidates_of
from connector.core.matching.match import match
from connector.core.rules import MatchRules
from mappings.changes import Change, version_of
from mappings.records import Kind, Record
from state.store import Store
from tests.bench.figure import Figure, percentile
from tests.bench.postgres import postgres
from tests.bench.stage import ROOT, say

SHARED = ROOT.parent / "shared" / "matching"
ACCOUNTS = 200_000
LEADS = 5_681
CHANGES = 200
BATCH = 2_000
NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
RULES = MatchRules()

FIRST_MATCH = """
import sys
from tests.bench import matching_sql as bench
with bench.opened(sys.argv[1], sys.argv[2]) as store:
    bench.mirroring.complete_index(store, bench.NOW)
    with store.read() as conn:
        bench.matched(conn, next(bench.leads(bench.SHARED / "leads.csv")))
"""


def run(accounts: int = ACCOUNTS, leads_read: int = LEADS) -> Iterator[Figure]:
    """What a match costs, and what its index does, on both databases."""
    if not SHARED.is_dir():
        print(f"skipped: no benchmark data at ../{SHARED.parent.name}/{SHARED.name}", flush=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        enlarged = Path(folder) / "accounts.csv"
        say(f"enlarging the accounts to {accounts:,}")
        command = [sys.executable, SHARED / "scale.py", SHARED / "accounts.csv", enlarged, str(accounts)]
        subprocess.run(command, check=True)
        yield from _figures("SQLite", f"sqlite:///{folder}/bench.db", enlarged, leads_read)
        with postgres() as url:
            yield from _figures("PostgreSQL", url, enlarged, leads_read)


def opened(url: str, key_dir: str | Path) -> closing[Store]:
    """The store of the bench, migrated."""
    store = Store(url, key_dir=Path(key_dir))
    store.migrate()
    return closing(store)


def leads(path: Path) -> Iterator[Record]:
    """The leads of a file."""
    return (_record(Kind.LEAD, row.pop("lead_id"), row) for row in _rows(path))


def matched(conn: Connection, lead: Record) -> None:
    """Finds, gathers, compares, scores and breaks ties for one lead."""
    found = _in_question(conn, lead)
    match(lead, found.accounts, RULES, home="sales", holders=found.holders)


def _in_question(conn: Connection, lead: Record) -> InQuestion:
    return candidates_of(conn, {0: ("sales", lead)}, RULES, {})[0]


def _figures(name: str, url: str, accounts: Path, leads_read: int) -> Iterator[Figure]:
    with opened(url, accounts.parent) as store:
        count, loaded, indexed = _fill(store, accounts)
        note = f"{count:,} accounts; {loaded:.0f} s to mirror, {indexed:.0f} s to index"
        yield Figure(
            f"accounts ready to match, {name}", count / (loaded + indexed), "acc/s", 10_000, note=note
        )
        yield Figure(f"  store on disk, {name}", _megabytes(store), "MB")
        sample = list(itertools.islice(leads(SHARED / "leads.csv"), leads_read))
        _passed(store, sample)
        taken = _passed(store, sample)
        note = f"median {percentile(taken, 0.5):.2f} ms, p99 {percentile(taken, 0.99):.1f} ms"
        yield Figure(f"gather and match a lead, {name}, p95", percentile(taken, 0.95), "ms", 10, False, note)
        shown = _changed(store, accounts)
        note = f"both commits included; p95 {percentile(shown, 0.95):.2f} ms"
        yield Figure(f"changed account matched, {name}, median", percentile(shown, 0.5), "ms", 5, False, note)
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", FIRST_MATCH, url, accounts.parent], check=True, cwd=ROOT)
    yield Figure(f"process start to first match, {name}", time.perf_counter() - started, "s", 10, False)


def _fill(store: Store, path: Path) -> tuple[int, float, float]:
    """Mirrors the accounts as a first load does; how many, and seconds to mirror and to index them."""
    mirroring.complete_index(store, NOW)
    collector.settle()  # as `pointsman run` does
    count, rows = 0, _rows(path)
    started = time.perf_counter()
    while block := list(itertools.islice(rows, BATCH)):
        changes = [_change(_record(Kind.ACCOUNT, row.pop("account_id"), row)) for row in block]
        with store.begin() as conn:
            mirroring.put(conn, "sales", changes, first_load=True)
        count += len(changes)
        if count % 100_000 == 0:
            say(f"{count:,} accounts mirrored, {count / (time.perf_counter() - started):,.0f} a second")
    mirrored = time.perf_counter()
    mirroring.complete_index(store, NOW)
    store.checkpoint()
    return count, mirrored - started, time.perf_counter() - mirrored


def _passed(store: Store, sample: list[Record]) -> list[float]:
    """Milliseconds for each lead."""
    taken = []
    with store.begin() as conn:  # as the routing loop does
        for lead in sample:
            started = time.perf_counter()
            matched(conn, lead)
            taken.append((time.perf_counter() - started) * 1000)
    return taken


def _changed(store: Store, path: Path) -> list[float]:
    """Milliseconds until accounts that got another name and domain are found by them."""
    taken = []
    for number, row in enumerate(itertools.islice(_rows(path), CHANGES)):
        id_, name = row.pop("account_id"), f"Renamed Holdings {number}"
        row |= {"name": name, "website": f"renamed-{number}.example.com"}
        account = _record(Kind.ACCOUNT, id_, row, NOW + timedelta(hours=1))
        lead = _record(Kind.LEAD, "00Q", {"company": name})
        started = time.perf_counter()
        with store.begin() as conn:
            mirroring.put(conn, "sales", [_change(account)])
        with store.begin() as conn:
            found = _in_question(conn, lead)
        taken.append((time.perf_counter() - started) * 1000)
        if id_ not in {facts.record.id for facts in found.accounts}:
            raise RuntimeError("a changed account is not found")
    return taken


def _megabytes(store: Store) -> float:
    if store.file is not None:
        return store.file.path.stat().st_size / 1e6
    with store.read() as conn:
        size: int = conn.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
    return size / 1e6


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _record(kind: Kind, id_: str, fields: dict[str, str], at: datetime = NOW) -> Record:
    return Record(kind, id_, None, NOW, at, None, {name: text or None for name, text in fields.items()})


def _change(record: Record) -> Change:
    return Change(record, version_of(record))
