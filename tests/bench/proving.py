"""How long an admin waits for the proof of a large policy, and for its tests."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from connector.core.rules import Policy
from connector.policy.folder import read_texts
from connector.policy.prove import prove
from connector.policy.read import read_book
from connector.policy.suite.judging import run as play
from connector.policy.suite.reading import cases_of
from connector.policy.suite.stage import World
from connector.policy.vocabulary import Vocabulary
from connector.settings import field_tables
from connector.texts import read_text
from tests.bench.figure import Figure

ROUTES, PEOPLE, TERRITORIES, TESTS = 500, 200, 60, 1_000
COUNTRIES = """
DE FR GB US CA MX BR AR CL CO PE JP CN KR IN ID TH VN PH MY SG AU NZ ZA NG KE EG MA DZ TN
SA AE IL TR GR IT ES PT NL BE LU CH AT PL CZ SK HU RO BG RS HR SI SE NO DK FI IE IS EE LV
""".split()  # noqa: SIM905


def run() -> Iterator[Figure]:
    """Load and proof of a policy of 500 routes, in which territories and sizes cross and in which five
    kinds of tests do; a thousand tests of it."""
    for name, routes in (("territory by size", _by_size()), ("three tests of five kinds", _mixed())):
        seconds, policy = _proven(_text(routes))
        yield Figure(f"load and full proof, 500 routes: {name}", seconds, "s", 5, more_is_better=False)
    began = time.perf_counter()
    suite = cases_of([read_text(_tests(), "policy/tests/many.yaml")], policy, _words())
    ran = list(play(policy, World({"sales": True}), suite.cases))
    seconds = time.perf_counter() - began
    yield Figure(f"{len(ran):,} policy tests", seconds, "s", 10, more_is_better=False)


def _proven(text: str) -> tuple[float, Policy]:
    words = _words()
    began = time.perf_counter()
    book = read_texts([("policy/policy.yaml", text)])
    policy = read_book(book, words).policy
    assert policy is not None
    prove(book, policy, words)
    return time.perf_counter() - began, policy


def _words() -> Vocabulary:
    table = field_tables("salesforce", "Lead")[0]
    return Vocabulary(
        {kind.value: {rule.name for rule in each.read} for kind, each in table.items()}, ("sales",)
    )


def _text(routes: str) -> str:
    chance = random.Random(1)
    zones = ("Europe/Berlin", "America/New_York", "Asia/Tokyo")
    people = "".join(
        f"  - {{email: p{n}@acme.com, hours: {{zone: {chance.choice(zones)}, "
        f'from: "0{chance.randint(7, 9)}:00", to: "1{chance.randint(6, 9)}:00"}}}}\n'
        for n in range(PEOPLE)
    )
    teams, lists = "", ""
    for n in range(TERRITORIES):
        members = ", ".join(f"p{each}@acme.com" for each in range(n * 3, n * 3 + 8))
        teams += f"  - {{name: T{n}, members: [{members}]}}\n"
        lists += f"  L{n}: {{countries: [{COUNTRIES[n]}]}}\n"
    return (
        f"people:\n{people}teams:\n{teams}lists:\n{lists}leads: {{owned_by: [nobody]}}\n"
        f"routes:\n  - {{name: Known, when: {{account.match: auto}}, to: account.owner}}\n{routes}"
        "otherwise: {to: {queue: Unrouted}}\n"
    )


def _by_size() -> str:
    found = ""
    for n in range(ROUTES):
        territory, low = n % TERRITORIES, 10 * (n // TERRITORIES)
        when = f"lead.country: {{in_list: L{territory}}}, lead.employees: {{between: [{low}, {low + 9}]}}"
        found += f"  - {{name: R{n}, when: {{{when}}}, blank: skips, to: {{team: T{territory}}}}}\n"
    return found


def _mixed() -> str:
    chance = random.Random(2)
    found = ""
    for n in range(ROUTES):
        word = chance.choice(["VP", "Head", "Chief", "Sales"])
        kinds = [
            f"lead.country: {{in_list: L{n % TERRITORIES}}}",
            f"lead.industry: {chance.choice(['Banking', 'Retail', 'Software', 'Energy'])}",
            f"lead.employees: {{at_least: {chance.randint(1, 2000)}}}",
            f"lead.source: S{chance.randint(1, 20)}",
            f"lead.title: {{contains_word: {word}}}",
        ]
        when, blank = ", ".join(chance.sample(kinds, 3)), chance.choice(["skips", "skips", "fires"])
        found += f"  - {{name: R{n}, when: {{{when}}}, blank: {blank}, to: {{team: T{n % TERRITORIES}}}}}\n"
    return found


def _tests() -> str:
    return "".join(
        f"- name: Case {n}\n"
        f"  lead: {{country: {COUNTRIES[n % 60]}, employees: {n}, "
        f"company: Globex {n}, email: j@globex{n}.com}}\n"
        f"  account: {{name: Globex {n}, website: globex{n}.com, owner: p1@acme.com}}\n"
        "  expect: {outcome: assign}\n"
        for n in range(TESTS)
    )
