"""What the record costs: time and bytes for each decision. And what it gives: decisions taken again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import mean, median
from unittest.mock import patch

from connector.core.rules import Policy
from connector.gather import CrmFacts
from connector.keeping.keeper import Keeper
from connector.loops import route
from connector.loops.route import RoutePlan
from connector.policy.folder import read_texts
from connector.policy.read import read_book
from connector.policy.vocabulary import Vocabulary
from connector.replay.backtest import backtest, period_of
from connector.replay.replay import replay
from mappings.records import Directory, Seat, SeatKind
from state import audit, editions
from tests.bench.figure import Figure
from tests.bench.routing import NOW, Bench
from tests.bench.stage import say

ACCOUNTS = 20_000
LEADS = 2_000
POOL = 50
BEFORE, PAIRS = 3, 5
MILLION = 1_000_000

WORDS = Vocabulary(
    {
        "lead": (
            *("first_name", "last_name", "email", "company", "website", "country", "state", "city", "phone"),
            *("industry", "language", "title", "source", "score", "employees"),
        ),
        "account": ("name", "website", "country", "state", "city"),
    },
    ("sales",),
)


def run(accounts: int = ACCOUNTS, leads: int = LEADS) -> Iterator[Figure]:
    """In shadow mode: no write needs its decision there, so all but the record is the same without it."""
    note = f"{accounts:,} accounts, pool of {POOL}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        bench, other = (_filled(at, accounts, leads) for at in (path, path.with_name("other.db")))
        recorded, bare, grown = _with_and_without(bench, other, path)
        other.store.close()
        slower = f"{recorded:,.0f} lead/s with the record, {bare:,.0f} without"
        yield Figure(
            "time that the record adds to routing", 100 * (bare / recorded - 1), "%", 30, False, slower
        )
        yield Figure("a million decisions, SQLite", grown * MILLION / 1e9, "GB", 4, False, note)
        yield Figure("replay on one core", _replayed(bench), "dec/s", 3_000, note=_shape(bench))
        yield Figure("backtest on one core", _backtested(bench), "lead/s", 2_000, note="the policy in force")
        bench.store.close()


def plan(pool: int) -> RoutePlan:
    """Routes that read most fields; teams that share a pool of people."""
    policy = _policy()
    seats = [Seat(f"005{n:012d}AAA", SeatKind.USER, f"Rep {n}", f"rep{n}@acme.example") for n in range(pool)]
    queue = Seat("00G000000000001AAA", SeatKind.QUEUE, "Inbound")
    facts = {"sales": CrmFacts(Directory((queue, *seats)), True, 0.0)}
    return RoutePlan("shadow", lambda: policy, lambda: facts, None, "bench", 10**9, 10**9)


def _policy() -> Policy:
    reading = read_book(read_texts([("policy/bench.yaml", CONTENT)]), WORDS)
    if reading.policy is None:
        raise ValueError("; ".join(map(str, reading.faults)))
    return reading.policy


def _filled(path: Path, accounts: int, leads: int) -> Bench:
    bench = Bench(f"sqlite:///{path}", path.parent, accounts, leads, plan)
    say(f"SQLite: filling the mirror with {accounts:,} accounts")
    bench.fill(bursts=2 * (BEFORE + PAIRS))
    with bench.store.begin() as conn:
        editions.put(conn, TEXT, WORDS.told, NOW)
    return bench


def _with_and_without(bench: Bench, other: Bench, path: Path) -> tuple[float, float, float]:
    """Leads a second with the record and, in the other store, without it: the median of pairs, one after
    the other, each burst with leads of its own. And by how many bytes a lead the store grew with it. Before
    them both see some bursts: the accounts that leads are about have been considered once by then, as they
    are but for a sliver of a million decisions."""
    say(f"pools of {POOL}")
    recorded, bare, grown = [], [], []
    for number in range(BEFORE + PAIRS):
        before = _bytes(bench, path)
        recorded.append(bench.burst(POOL, 2 * number))
        grown.append((_bytes(bench, path) - before) / bench.leads)
        with _unrecorded():
            bare.append(other.burst(POOL, 1 + 2 * number))
    recorded, bare, grown = (figures[BEFORE:] for figures in (recorded, bare, grown))
    return median(recorded), median(bare), mean(grown)


def _unrecorded() -> ExitStack:
    """Routing as it would be if nothing were put on record."""
    off = ExitStack()
    off.enter_context(patch.object(audit, "record_many", lambda *_: None))
    off.enter_context(patch.object(route, "entry", lambda *_: None))
    off.enter_context(patch.object(Keeper, "knew", lambda *_: None))
    return off


def _replayed(bench: Bench) -> float:
    with bench.store.read() as conn:
        started = time.perf_counter()
        found = replay(conn, "bench")
        taken = time.perf_counter() - started
    if found.differ or found.untold:
        raise RuntimeError(f"not as it was: {found.differences[:1]} {found.untold}")
    return found.same / taken


def _backtested(bench: Bench) -> float:
    with bench.store.read() as conn:
        period = period_of(conn, "shadow", None, None)
        if period is None:
            raise RuntimeError("nothing was decided")
        started = time.perf_counter()
        past = backtest(conn, period, {"again": _policy()})
        taken = time.perf_counter() - started
    if past.sides[0].apart:
        raise RuntimeError(f"{past.sides[0].apart} decisions came out otherwise")
    return past.decisions / taken


def _bytes(bench: Bench, path: Path) -> int:
    bench.store.checkpoint()
    return path.stat().st_size


def _shape(bench: Bench) -> str:
    with bench.store.read() as conn:
        counted = [
            conn.exec_driver_sql(f"SELECT count(*) FROM {view}").scalar_one()
            for view in ("audit_inputs", "audit_steps", "audit_candidates", "audit_decisions")
        ]
    inputs, steps, people = (number / counted[-1] for number in counted[:-1])
    return f"{inputs:.0f} inputs, {steps:.0f} steps, {people:.0f} candidates a decision"


_PEOPLE = "\n".join(f"  - {{email: rep{n}@acme.example, weight: {1 + n % 3}}}" for n in range(POOL))
_MEMBERS = ", ".join(f"rep{n}@acme.example" for n in range(POOL))
CONTENT = f"""
people:
{_PEOPLE}
teams:
  - {{name: Inbound, members: [{_MEMBERS}]}}
  - {{name: Abroad, members: [{_MEMBERS}]}}
leads:
  owned_by: [{{queue: Inbound}}, nobody]
routes:
  - name: A matter for specialists
    when:
      any:
        - {{lead.industry: Banking, lead.language: de}}
        - {{lead.title: Chief, lead.source: Fair}}
        - {{lead.score: {{at_least: 90}}, lead.employees: {{at_least: 5000}}}}
        - {{account.match: auto, account.city: {{is: {{field: lead.city}}}}, account.country: LI}}
    blank: skips
    to: {{team: Abroad}}
  - name: Everyone else
    to: {{team: Inbound}}
    turn: weighted
otherwise: {{to: {{queue: Inbound}}}}
"""
TEXT = read_texts([("policy/bench.yaml", CONTENT)]).text
