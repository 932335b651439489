"""The promise that nobody can alter the past unseen, proved: a record is altered at random, one small step
at a time, and each time the proof must find it, without the heads that were kept elsewhere.

python -m tests.bench.tampering --mutations 10000 --decisions 1000
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from connector import collector
from state import audit, clocks
from state.clocks import ClockRow, End
from state.errors import StoreError
from state.seal import Sealer, public_key
from state.store import Store
from state.verify import verify
from tests.bench.stage import say
from tests.bench.verifying import START, decision, fill
from tests.state.mutations import Mutation, Mutator

PLAN = ((10_000, 1_000), (20, 100_000))
"""How many mutations of a record of how many decisions."""

TOLD_EVERY = 500


class Undone(Exception):
    """Ends a transaction that is not to leave anything."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int)
    parser.add_argument("--decisions", type=int, default=1_000)
    asked = parser.parse_args()
    missed = 0
    for mutations, decisions in PLAN if asked.mutations is None else ((asked.mutations, asked.decisions),):
        missed += tamper(mutations, decisions)
    return int(missed > 0)


def tamper(mutations: int, decisions: int) -> int:
    """Alters a record so often, on every core; prints what was altered how often, and what was missed.
    Returns how many were missed."""
    began, cores = time.monotonic(), min(os.cpu_count() or 1, mutations)
    shares = [(seed, mutations // cores + (seed < mutations % cores), decisions) for seed in range(cores)]
    done: Counter[str] = Counter()
    missed: list[Mutation] = []
    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        for made, unseen in pool.map(_share, shares):
            done += made
            missed += unseen
    for what, count in sorted(done.items()):
        print(f"  {count:6,}  {what}")
    for mutation in missed:
        print(f"  MISSED  {mutation}")
    seconds = time.monotonic() - began
    print(f"{done.total():,} mutations of {decisions:,} decisions, {len(missed)} missed, {seconds:.0f} s")
    return len(missed)


def _share(share: tuple[int, int, int]) -> tuple[Counter[str], list[Mutation]]:
    seed, mutations, decisions = share
    done: Counter[str] = Counter()
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/record.db")
        store.migrate()
        fill(store, decisions, Path(folder) / "heads.jsonl", at_once=max(50, decisions // 100))
        _people_act(store)
        with store.read() as conn:
            mutator = Mutator(conn, seed)
        collector.settle()
        for mutation, found in _altered(store, mutator):
            done[f"{mutation.table} {mutation.what}"] += 1
            if not found:
                missed.append(mutation)
            if done.total() % TOLD_EVERY == 0:
                say(f"{done.total():,} of {mutations:,} in one process")
            if done.total() == mutations:
                break
        store.close()
    return done, missed


def _people_act(store: Store) -> None:
    """Notices, changes and deadlines that are met later, twenty of each, sealed."""
    with store.begin() as conn:
        for n in range(20):
            at = START + timedelta(days=30, seconds=n)
            audit.record_notice(conn, f"n{n}", (f"{n:024}", "reps", "zoe@acme.example"), "sent", None, at)
            audit.record_change(conn, "pause:*", "ann", None, f"paused {n}", at)
            clocks.put(conn, [_clock(n, at)], at)
        keys = [f"{n:024}:0" for n in range(0, 20, 2)]
        clocks.settle(conn, keys, End("met", "call on record", at), at)
    Sealer(store, lambda: START + timedelta(days=31)).tick()


def _clock(n: int, at: datetime) -> ClockRow:
    one = decision(n)
    return ClockRow(
        key=f"{n:024}:0",
        mode=one.mode,
        crm=one.crm,
        org_id=one.org_id,
        object=one.object,
        record_id=one.lead_id,
        checkpoint="first_touch",
        route=one.route or "",
        pace="wall",
        marks=[],
        owner_id=one.owner_id,
        email=f"rep{n}@acme.example",
        team=None,
        started_at=at,
        due_at=at + timedelta(minutes=5),
        allowed=300.0,
    )


def _altered(store: Store, mutator: Mutator) -> Iterator[tuple[Mutation, bool]]:
    """One mutation after the other, each undone, and whether the proof found it."""
    key = public_key(store.key_file)
    while True:
        seen = None
        with suppress(Undone, StoreError), store.begin() as conn:  # a constraint may refuse the value
            mutation = mutator.mutate(conn)
            if mutation is not None:
                seen = mutation, verify(conn, key, None).flaw is not None
            raise Undone
        if seen is not None:
            yield seen


if __name__ == "__main__":
    sys.exit(main())
