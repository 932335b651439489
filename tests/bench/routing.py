"""The routing stage alone: gather, match, decide, and the commit of decision, audit and outbox."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from adapters.simulators.company import companies
from adapters.simulators.forms import Company, Form, lead_forms
from connector import collector
from connector.clock import SetClock
from connector.core.conditions import Operator, Test
from connector.core.rules import (
    Fallback,
    MatchRules,
    OwnerRef,
    Person,
    Policy,
    Target,
    TargetKind,
    Team,
    Triggers,
)
from connector.core.rules import Route as Rule
from connector.gather import CrmFacts
from connector.loops.route import Route, RoutePlan
from connector.mirroring import complete_index, put
from mappings.changes import Change, version_of
from mappings.records import Directory, Kind, Record, Seat, SeatKind
from state import inbox
from state.inbox import Arrival
from state.store import Store
from tests.bench.figure import Figure
from tests.bench.postgres import postgres
from tests.bench.stage import say

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
ACCOUNTS = 100_000
LEADS = 4_000
BURSTS = 3


def run(accounts: int = ACCOUNTS, leads: int = LEADS) -> Iterator[Figure]:
    """Leads a second on both databases, each the median of three bursts."""
    note = f"{accounts:,} accounts, {leads:,} leads"
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(f"sqlite:///{folder}/bench.db", Path(folder), accounts, leads)
        say(f"SQLite: filling the mirror with {accounts:,} accounts")
        bench.fill()
        yield Figure("routing stage, SQLite, pools of 50", bench.rate(50), "lead/s", 1_000, note=note)
        yield Figure("routing stage, SQLite, pools of 300", bench.rate(300), "lead/s", 500)
        bench.store.close()
    with tempfile.TemporaryDirectory() as folder, postgres() as url:
        bench = Bench(url, Path(folder), accounts, leads)
        say(f"PostgreSQL: filling the mirror with {accounts:,} accounts")
        bench.fill()
        yield Figure("routing stage, PostgreSQL, pools of 50", bench.rate(50), "lead/s", 400)
        bench.store.close()


class Bench:
    """A filled mirror, and bursts of leads that arrive in it."""

    def __init__(
        self,
        url: str,
        key_dir: Path,
        accounts: int,
        leads: int,
        plan: Callable[[int], RoutePlan] | None = None,
    ) -> None:
        self.store = Store(url, key_dir=key_dir)
        self.store.migrate()
        self.leads, self._accounts, self._plan = leads, accounts, plan or _plan
        self._bursts, self._clock = 0, SetClock(NOW)
        self._routes: dict[int, tuple[str, Route]] = {}

    def fill(self, bursts: int = BURSTS) -> None:
        """Mirrors the accounts and so many bursts' worth of the demo's mix of leads."""
        firms = list(companies(self._accounts))
        for start in range(0, len(firms), 2_000):
            block = enumerate(firms[start : start + 2_000], start)
            changes = [_change(_account(number, firm)) for number, firm in block]
            with self.store.begin() as conn:
                put(conn, "sales", changes, first_load=True)
        complete_index(self.store, NOW)
        forms = lead_forms(random.Random(4), firms[:3_000])
        leads = [_change(_lead(number, next(forms))) for number in range(self.leads * bursts)]
        with self.store.begin() as conn:
            put(conn, "sales", leads, first_load=True)
        self.store.checkpoint()

    def rate(self, pool: int) -> float:
        """Leads a second: the median of three bursts of different leads."""
        say(f"pools of {pool}")
        return statistics.median(self.burst(pool, number) for number in range(BURSTS))

    def burst(self, pool: int, number: int) -> float:
        """Leads a second of one burst: every number has leads of its own."""
        self._bursts += 1
        self._clock.advance(1)
        first = number * self.leads
        mode, route = self._route(pool)
        with self.store.begin() as conn:
            numbers = range(first, first + self.leads)
            arrivals = [_arrival(mode, number, str(self._bursts)) for number in numbers]
            inbox.put(conn, arrivals, self._clock.now())
        collector.settle()  # as `pointsman run` does
        started = time.perf_counter()
        report = route.tick()
        taken = time.perf_counter() - started
        if report.decided != self.leads:
            raise RuntimeError(f"{report.decided} of {self.leads} leads were decided")
        return self.leads / taken

    def _route(self, pool: int) -> tuple[str, Route]:
        """The mode, and one routing stage for all bursts, as a daemon has it for weeks: the first burst finds
        the accounts not yet indexed."""
        if pool not in self._routes:
            plan = self._plan(pool)
            self._routes[pool] = plan.mode, Route(self.store, self._clock, plan)
        return self._routes[pool]


def _plan(pool: int) -> RoutePlan:
    people = {f"rep{n}@acme.example": Person(f"rep{n}@acme.example", weight=1 + n % 3) for n in range(pool)}
    seats = [Seat(f"005{n:012d}AAA", SeatKind.USER, f"Rep {n}", f"rep{n}@acme.example") for n in range(pool)]
    queue = Seat("00G000000000001AAA", SeatKind.QUEUE, "Inbound")
    teams = {f"Team {n}": Team(f"Team {n}", tuple(people)) for n in range(4)}
    codes = ("DE", "FR", "GB")
    routes = [
        Rule("Known", "Known", Test("account.match", Operator.IS, "auto"), Target(TargetKind.ACCOUNT_OWNER)),
        *(
            Rule(code, code, Test("lead.country", Operator.IS, code), Target(TargetKind.TEAM, f"Team {n}"))
            for n, code in enumerate(codes)
        ),
        Rule("Rest", "Rest", None, Target(TargetKind.TEAM, "Team 3")),
    ]
    policy = Policy(
        edition="0" * 64,
        people=people,
        teams=teams,
        lists={},
        owned_by=(OwnerRef("queue", "Inbound"), OwnerRef("nobody")),
        triggers=Triggers(),
        match=MatchRules(),
        routes=tuple(routes),
        otherwise=Fallback(Target(TargetKind.QUEUE, "Inbound")),
        fields_read=frozenset({"lead.country"}),
    )
    facts = {"sales": CrmFacts(Directory((queue, *seats)), True, 0.0)}
    return RoutePlan("live", lambda: policy, lambda: facts, None, "bench", 10**9, 10**9)


def _change(record: Record) -> Change:
    return Change(record, version_of(record))


def _account(number: int, firm: Company) -> Record:
    fields = {
        "name": firm.name,
        "website": firm.website or None,
        "country": firm.country or None,
        "state": firm.state or None,
        "city": firm.city or None,
    }
    owner = f"005{number % 50:012d}AAA"
    return Record(Kind.ACCOUNT, f"001{number:012d}AAA", owner, NOW, NOW, None, fields)


def _lead(number: int, form: Form) -> Record:
    names = ("first_name", "last_name", "email", "company", "website", "country", "state", "city", "phone")
    fields = {name: getattr(form, name) or None for name in names}
    fields |= {"industry": form.industry or None, "language": form.language or None}
    queue = "00G000000000001AAA"
    return Record(Kind.LEAD, f"00Q{number:012d}AAA", queue, NOW, NOW, None, fields)


def _arrival(mode: str, number: int, generation: str) -> Arrival:
    return Arrival(mode, "sales", "00D1", "Lead", f"00Q{number:012d}AAA", "created", generation, NOW, NOW)
