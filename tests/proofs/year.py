"""A year of decisions, simulated: twelve editions of a policy, people who come, go and are away, leads that
are edited, taken by hand and delivered."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


from adapters.simulators.company import companies
from adapters.simulators.forms import lead_forms
from connector import collector
from connector.clock import SetClock
from connector.core.rules import Policy
from connector.gather import CrmFacts
from connector.loops.route import Route, RoutePlan
from connector.mirroring import complete_index, put
from connector.policy.folder import read_texts
from connector.policy.read import read_book
from connector.policy.vocabulary import Vocabulary
from mappings.changes import Change, version_of
from mappings.instants import to_text
from mappings.records import Directory, Kind, Record, Seat, SeatKind
from mappings.writes import Receipt, Result
from state import absences, editions, inbox, outbox
from state.inbox import Arrival
from state.seal import Sealer
from state.store import Store

BEGIN = datetime(2025, 10, 1, tzinfo=UTC)
MONTHS = 12
PEOPLE = 40
BATCH = 100
CODES = ("DE", "FR", "GB", "US", "ES", "IT")
LEAD = ("first_name", "last_name", "email", "company", "website", "country", "state", "city", "phone")
ACCOUNT = ("name", "website", "country", "state", "city")
WORDS = Vocabulary(
    {
        "lead": (*LEAD, "industry", "language", "employees"),
        "account": ACCOUNT,
        "opportunity": ("stage", "amount", "closed", "account_id"),
    },
    ("sales",),
)


class Year:
    """One CRM, and a company that works through a year in batches of a hundred arrivals."""

    def __init__(self, store: Store, decisions: int, accounts: int, seed: int = 1) -> None:
        self.store, self.clock, self.chance = store, SetClock(BEGIN), random.Random(seed)
        self._step = timedelta(days=365) / max(1, decisions // BATCH)
        self._decisions, self._month = decisions, -1
        firms = list(companies(accounts))
        self._forms = lead_forms(self.chance, firms)
        self._accounts = [self._account(number, firm) for number, firm in enumerate(firms)]
        self._leads: list[Record] = []
        self._policy: Policy | None = None
        self._route = Route(store, self.clock, self._plan())
        self._sealer = Sealer(store, self.clock.now)
        for start in range(0, accounts, 2_000):
            self._mirror(self._accounts[start : start + 2_000], first=True)
        complete_index(store, BEGIN)

    def passes(self) -> int:
        """Lets the year pass; how many decisions were taken."""
        collector.settle()
        taken = 0
        while taken < self._decisions:
            self._new_month()
            self._people_work()
            self._arrive(min(BATCH, self._decisions - taken))
            report = self._route.tick()
            if report.faults:
                raise RuntimeError(report.faults[0])
            taken += report.decided
            self._delivered()
            self._sealer.tick()
            self.clock.advance(self._step.total_seconds() * self.chance.uniform(0.5, 1.5))
        return taken

    def _new_month(self) -> None:
        month = min(MONTHS - 1, int((self.clock.now() - BEGIN) / timedelta(days=365) * MONTHS))
        if month == self._month:
            return
        self._month = month
        book = read_texts([("policy/year.yaml", policy_of(month))])
        reading = read_book(book, WORDS)
        if reading.policy is None:
            raise ValueError("; ".join(map(str, reading.faults)))
        self._policy = reading.policy
        with self.store.begin() as conn:
            editions.put(conn, reading.text, WORDS.told, self.clock.now())

    def _people_work(self) -> None:
        """Somebody is away, somebody comes back; accounts are edited, deals are opened."""
        now = self.clock.now()
        email = f"rep{self.chance.randrange(PEOPLE)}@acme.example"
        with self.store.begin() as conn:
            if self.chance.random() < 0.3:
                back = now + timedelta(days=self.chance.randrange(1, 9))
                cover = f"rep{self.chance.randrange(PEOPLE)}@acme.example"
                kind = self.chance.choice(("away", "paused"))
                absences.put(conn, email, kind, now, back, cover, "admin", now)
            elif self.chance.random() < 0.1:
                absences.clear(conn, email, "admin", now)
        edited = self.chance.sample(range(len(self._accounts)), 3)
        for number in edited:
            before = self._accounts[number]
            owner = seat_of(self.chance.randrange(PEOPLE))
            city = self.chance.choice(("Berlin", "Paris", None))
            fields = {**before.fields, "city": city}
            self._accounts[number] = replace(before, owner_id=owner, fields=fields, modified_at=now)
        self._mirror([self._accounts[number] for number in edited])
        deal = self.chance.choice(self._accounts).id
        stage, amount = self.chance.choice(("Open", "Won")), self.chance.choice((1000.0, 2.5e4, None))
        fields = {"stage": stage, "amount": amount, "closed": stage == "Won", "account_id": deal}
        owner = seat_of(self.chance.randrange(PEOPLE))
        name = f"006{self.chance.randrange(10**9):012d}AAA"
        self._mirror([Record(Kind.OPPORTUNITY, name, owner, now, now, None, fields)])

    def _arrive(self, count: int) -> None:
        """New leads, and earlier ones that are edited or that somebody asks about."""
        now, again = self.clock.now(), count // 4 if len(self._leads) > count else 0
        new = [self._lead(len(self._leads) + number) for number in range(count - again)]
        old = self.chance.sample(range(len(self._leads)), again)
        for number in old:
            before = self._leads[number]
            country = self.chance.choice((*CODES, None))
            self._leads[number] = replace(
                before, fields={**before.fields, "country": country}, modified_at=now
            )
        edited = [self._leads[number] for number in old]
        self._leads += new
        self._mirror([*new, *edited])
        arrivals = [_arrival(lead, "created", "1", now) for lead in new]
        arrivals += [_arrival(lead, "changed", to_text(now), now) for lead in edited]
        with self.store.begin() as conn:
            inbox.put(conn, arrivals, now)

    def _delivered(self) -> None:
        """The CRM takes most owners; of some leads somebody else becomes the owner by hand."""
        now = self.clock.now() + timedelta(seconds=5)
        with self.store.begin() as conn:
            items = outbox.claim_writes(conn, "sales", now, 10 * BATCH)
            outbox.settle_writes(conn, [(i, Receipt(i.write.key, Result.WRITTEN)) for i in items], now)
        places = {lead.id: number for number, lead in enumerate(self._leads)}
        shown = []
        for item in items:
            number, owner = places[item.write.record_id], item.write.owner_id
            if self.chance.random() < 0.05:
                owner = seat_of(self.chance.randrange(PEOPLE))
            self._leads[number] = replace(self._leads[number], owner_id=owner, modified_at=now)
            shown.append(self._leads[number])
        self._mirror(shown)

    def _mirror(self, records: Sequence[Record], *, first: bool = False) -> None:
        with self.store.begin() as conn:
            put(conn, "sales", [Change(one, version_of(one)) for one in records], first_load=first)

    def _plan(self) -> RoutePlan:
        def policy() -> Policy:
            if self._policy is None:
                raise LookupError("the year has not begun")
            return self._policy

        return RoutePlan("live", policy, lambda: {"sales": self._facts()}, None, "year", 10**9, 10**9)

    def _facts(self) -> CrmFacts:
        return CrmFacts(directory_of(self._month), True, 1.5)

    def _account(self, number: int, firm: object) -> Record:
        fields = {name: getattr(firm, name) or None for name in ACCOUNT}
        return Record(
            Kind.ACCOUNT, f"001{number:012d}AAA", seat_of(number % PEOPLE), BEGIN, BEGIN, None, fields
        )

    def _lead(self, number: int) -> Record:
        form = next(self._forms)
        fields = {name: getattr(form, name) or None for name in (*LEAD, "industry", "language")}
        fields["employees"] = self.chance.choice((None, 5, 80, 1200))
        now = self.clock.now()
        return Record(Kind.LEAD, f"00Q{number:012d}AAA", QUEUE.id, now, now, None, fields)


QUEUE = Seat("00G000000000001AAA", SeatKind.QUEUE, "Inbound")
_DIRECTORIES: dict[int, Directory] = {}


def seat_of(number: int) -> str:
    return f"005{number:012d}AAA"


def directory_of(month: int) -> Directory:
    """Who can own leads in a month: two leave in each, and come back later."""
    if month not in _DIRECTORIES:
        seats = [
            Seat(
                seat_of(n), SeatKind.USER, f"Rep {n}", f"rep{n}@acme.example", active=n // 2 % MONTHS != month
            )
            for n in range(PEOPLE)
        ]
        _DIRECTORIES[month] = Directory((QUEUE, *seats))
    return _DIRECTORIES[month]


def _arrival(lead: Record, trigger: str, generation: str, now: datetime) -> Arrival:
    return Arrival("live", "sales", "00D1", "Lead", lead.id, trigger, generation, now, now)


def policy_of(month: int) -> str:
    """The edition of a month: weights, teams, ways of taking turns and thresholds change."""
    skills = ("Banking", "Energy", "Software")
    people = "\n".join(
        f"  - {{email: rep{n}@acme.example, weight: {1 + (n + month) % 4}, skills: [{skills[n % 3]}]}}"
        for n in range(PEOPLE)
    )
    teams = [
        ", ".join(f"rep{n}@acme.example" for n in range(PEOPLE) if n % 4 == team or n % 12 == month)
        for team in range(4)
    ]
    turns = ("equal", "weighted", "least_loaded", "longest_waiting", "in_order", "best_fit")
    day = "days: mon-sun, from: '06:00', to: '22:00'"
    return f"""
people:
{people}
teams:
  - {{name: Team 0, members: [{teams[0]}], cap: {{per_day: {20 + month}}}, overflow: {{team: Team 3}}}}
  - {{name: Team 1, members: [{teams[1]}], hours: {{zone: Europe/Berlin, {day}}}, overflow: {{team: Team 3}}}}
  - {{name: Team 2, members: [{teams[2]}], holidays: DE}}
  - {{name: Team 3, members: [{teams[3]}]}}
leads:
  owned_by: [{{queue: Inbound}}, nobody]
  triggers: [created, {{changed: [lead.country]}}]
match: {{auto: {0.8 + month % 3 / 20}, review: 0.3}}
routes:
  - name: A deal is open
    when:
      all:
        - {{account.match: auto}}
        - {{any_of: opportunity, where: {{opportunity.closed: false}}}}
    to: opportunity.owner
  - name: Known
    when: {{account.match: auto, lead.country: [{CODES[month % 6]}, DE]}}
    to: account.owner
  - name: Large
    when: {{lead.employees: {{at_least: {500 + month * 50}}}}}
    to: {{team: Team 0}}
    turn: {turns[month % 6]}
  - name: Germany
    when: {{lead.country: DE}}
    to: {{team: Team 1}}
    with: [{{skill: lead.industry, or: skip}}]
    turn: {turns[(month + 2) % 5]}
  - name: Abroad
    when: {{lead.country: [FR, GB, US]}}
    to: {{team: Team 2}}
    turn: {turns[(month + 3) % 5]}
  - name: The rest
    to: {{team: Team 3}}
otherwise: {{to: {{queue: Inbound}}}}
"""
