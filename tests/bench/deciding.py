"""How long one decision takes without matching, and how that grows with the number of routes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from connector import collector
from connector.core.decide import decide
from connector.core.decision import Outcome
from connector.core.matching.match import MatchResult
from connector.core.rules import Policy
from connector.core.staff.turns import SCALE
from connector.core.view import Cause, TurnState, View
from connector.policy.folder import read_texts
from connector.policy.read import read_book
from connector.policy.vocabulary import Vocabulary
from mappings.records import Directory, Kind, Record, Seat, SeatKind, Value
from tests.bench.figure import Figure, percentile
from tests.bench.proving import COUNTRIES

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
ROUTES, PEOPLE, TERRITORIES = (50, 500, 5_000), 200, 60
LEADS = 2_000
_FIELDS = ("country", "product", "industry", "employees", "language", "company", "email")
_SKILLS = ("banking", "retail", "software", "energy")
UNMATCHED = MatchResult(None, 0.0, "none", (), (), ())


def run(leads: int = LEADS) -> Iterator[Figure]:
    """The median and the 95th percentile for each number of routes: territories by country with segments
    by product within, and products that go their own way before them."""
    medians: list[float] = []
    for routes in ROUTES:
        times = _times(policy_of(routes), routes, leads)
        medians.append(percentile(times, 0.5))
        target = 300 if routes <= 500 else None
        name = f"a decision without matching, {routes:,} routes"
        yield Figure(f"{name}, median", medians[-1], "us", target, more_is_better=False)
        yield Figure(f"{name}, p95", percentile(times, 0.95), "us")
    growth = (medians[-1] - medians[1]) / max(medians[1] - medians[0], medians[0] * 0.1)
    note = "a tenfold of routes costs no more than the tenfold before it"
    yield Figure("growth from 500 to 5,000 over growth from 50 to 500", growth, "", 1, False, note)


def _times(policy: Policy, routes: int, leads: int) -> list[float]:
    """Microseconds of the processor for each decision, which waits for nothing; the first hundred warm up."""
    times = []
    views = [*views_of(policy, routes, leads + 100)]
    collector.settle()  # as `pointsman run` does
    for view in views:
        began = time.thread_time_ns()
        decision = decide(policy, view, UNMATCHED)
        times.append((time.thread_time_ns() - began) / 1_000)
        if decision.outcome not in (Outcome.ASSIGN, Outcome.HOLD):
            raise RuntimeError(f"a lead had the outcome {decision.outcome}")
    return times[100:]


def policy_of(routes: int) -> Policy:
    """A policy of so many routes, read from text as users write it."""
    words = Vocabulary({"lead": set(_FIELDS), "account": {"name"}}, ("sales",))
    policy = read_book(read_texts([("policy/policy.yaml", _text(routes))]), words).policy
    assert policy is not None
    return policy


def views_of(policy: Policy, routes: int, leads: int) -> Iterator[View]:
    """What is known of so many leads, each of some territory and product, a few of none."""
    chance = random.Random(7)
    users = tuple(Seat(f"005{n:012d}AAA", SeatKind.USER, f"Rep {n}", f"p{n}@acme.com") for n in range(PEOPLE))
    directory = Directory((Seat("00G000000000001AAA", SeatKind.QUEUE, "Unrouted"), *users))
    emails = [seat.email or "" for seat in users]
    standings = {email: _standing(chance) for email in emails}
    turns = {name: {each: standings[each] for each in team.members} for name, team in policy.teams.items()}
    given = {
        each: sorted(NOW - timedelta(minutes=chance.randint(1, 9_000)) for _ in range(30)) for each in emails
    }
    loads = {"open_leads": {email: chance.randint(0, 70) for email in emails}}
    for number in range(leads):
        lead = Record(Kind.LEAD, f"00Q{number:012d}AAA", None, NOW, NOW, None, _lead(chance, routes))
        cause = Cause("sales", "org", "lead", lead.id, "created", "1", NOW)
        now = NOW + number * timedelta(seconds=1)
        yield View(
            now, cause, lead, {"sales": directory}, turns=turns, loads=loads, given=given, ages={"sales": 3.0}
        )


def _standing(chance: random.Random) -> TurnState:
    taken = chance.randint(80, 120)
    return TurnState(taken, taken * SCALE + chance.randint(-SCALE, SCALE), chance.randint(1, 10**15))


def _lead(chance: random.Random, routes: int) -> dict[str, Value]:
    territory, product = chance.randrange(TERRITORIES), chance.randrange(routes)
    if chance.random() < 0.5:  # one that has a segment there
        product += (territory + routes // 10 - product) % TERRITORIES
    lead: dict[str, Value] = {
        "country": COUNTRIES[territory],
        "product": f"Product {product}",
        "industry": chance.choice(_SKILLS),
        "employees": chance.randint(1, 5_000),
        "language": chance.choice(["de", "en", "fr"]),
        "company": "Globex",
        "email": "j@globex.com",
    }
    if chance.random() < 0.05:
        lead[chance.choice(["country", "product"])] = None
    return lead


def _text(routes: int) -> str:
    chance = random.Random(1)
    people = "".join(_person(chance, n) for n in range(PEOPLE))
    teams, lists = "", ""
    for n in range(TERRITORIES):
        first, size = chance.randrange(PEOPLE), chance.randint(3, 20)
        members = ", ".join(f"p{each % PEOPLE}@acme.com" for each in range(first, first + size))
        teams += f"  - {{name: T{n}, members: [{members}], cap: {{per_day: 20}}}}\n"
        lists += f"  L{n}: {{countries: [{COUNTRIES[n]}]}}\n"
    return (
        f"people:\n{people}teams:\n{teams}lists:\n{lists}leads: {{owned_by: [nobody]}}\nroutes:\n"
        "  - {name: Known, when: {account.match: auto}, to: account.owner}\n"
        f"{''.join(_routes(routes - 2))}  - {{name: Rest, to: {{team: T0}}}}\n"
        "otherwise: {to: {queue: Unrouted}}\n"
    )


def _person(chance: random.Random, number: int) -> str:
    zone = chance.choice(["Europe/Berlin", "America/New_York", "Europe/London"])
    skills, languages = ", ".join(chance.sample(_SKILLS, 2)), ", ".join(chance.sample(["de", "en", "fr"], 2))
    start, end = f'"0{chance.randint(7, 9)}:00"', f'"1{chance.randint(6, 9)}:00"'
    hours = f"{{zone: {zone}, days: mon-fri, from: {start}, to: {end}}}"
    return (
        f"  - {{email: p{number}@acme.com, weight: {chance.randint(1, 3)}, skills: [{skills}], "
        f"languages: [{languages}], hours: {hours}, cap: {{per_day: 10, open_leads: 60}}}}\n"
    )


def _routes(count: int) -> Sequence[str]:
    """A tenth by product alone; the rest by territory, each with as many segments by product."""
    alone = count // 10
    found = [
        f"  - {{name: P{n}, when: {{lead.product: Product {n}}}, blank: skips, "
        f"to: {{team: T{n % TERRITORIES}}}}}\n"
        for n in range(alone)
    ]
    territories = min(TERRITORIES, count - alone)
    each, more = divmod(count - alone - territories, territories)
    for n in range(territories):
        inner = "".join(_segment(alone, n, k) for k in range(each + (n < more)))
        inner = f"    routes:\n{inner}" if inner else ""
        found.append(
            f"  - name: R{n}\n    when: {{lead.country: {{in_list: L{n}}}}}\n    blank: skips\n"
            f"    to: {{team: T{n}}}\n    turn: weighted\n    nobody: next\n{inner}"
        )
    return found


def _segment(alone: int, territory: int, number: int) -> str:
    product, size = alone + number * TERRITORIES + territory, 50 * (number % 10)
    return (
        f"      - name: S{number}\n"
        f"        when: {{lead.product: Product {product}, lead.employees: {{at_least: {size}}}}}\n"
        f"        blank: skips\n        to: {{team: T{(territory + number) % TERRITORIES}}}\n"
        "        turn: weighted\n"
        "        with: [{skill: lead.industry, or: skip}, {language: lead.language, or: skip}]\n"
    )
