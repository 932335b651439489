"""How long the proof of a large record takes, with everything in it that a decision has."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connector.proving import prove
from mappings.instants import to_text
from mappings.records import Input, Value
from mappings.writes import Receipt, Result
from state import audit
from state.audit import CandidateGroup, DecisionEntry, StepEntry
from state.entries import Knew
from state.facts import Facts
from state.seal import Sealer
from state.store import Store
from tests.bench.figure import Figure
from tests.bench.stage import say

START = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 1_000
DECISIONS = 1_000_000


def fill(store: Store, decisions: int, heads_file: Path | None = None, at_once: int = AT_ONCE) -> None:
    """Puts so many decisions on record, each with 25 inputs of a lead and an account, 8 steps, a pool of 50,
    what it knew, and one write; sealed in turns of some thousand."""
    now, shared = [START], Facts()
    sealer = Sealer(store, lambda: now[0], heads_file)
    for first in range(0, decisions, at_once):
        now[0] = START + timedelta(seconds=first)
        numbers = range(first, min(first + at_once, decisions))
        with store.begin() as conn:
            shared.begin(conn)
            audit.record_many(conn, [replace(decision(n), knew=_knew(shared, n)) for n in numbers])
            shared.save(conn)
            tried = [
                (f"{n:024}:0", f"{n:024}", Receipt(str(n), Result.WRITTEN, "005Q", _seat(n))) for n in numbers
            ]
            audit.record_writes(conn, tried, now[0])
        sealer.tick()
        if first % 100_000 == 0:
            say(f"{first:,} decisions recorded")
    store.checkpoint()


def decision(number: int) -> DecisionEntry:
    """One decision with everything."""
    lead, account = f"00Q{number:012d}AAA", f"001{number % 50_000:012d}AAA"
    ahead, away = number % 50, (number % 7) + 3
    people = tuple((_seat(ahead + n), f"Rep {(ahead + n) % 50}") for n in range(50))
    return DecisionEntry(
        decision_id=f"{number:024}",
        mode="live",
        crm="sales",
        org_id="00D000000000001AAA",
        object="Lead",
        lead_id=lead,
        decided_at=to_text(START + timedelta(seconds=number)),
        trigger="created",
        generation="1",
        outcome="assign",
        owner_id=_seat(ahead),
        owner_name=f"Rep {ahead}",
        previous_owner_id="00G000000000001AAA",
        route=f"EMEA / Team {number % 12}",
        reason=f"EMEA / Team {number % 12} took the lead; Rep {ahead} was next of 40 by weight.",
        account_id=account,
        match_confidence=0.9 + (number % 1000) / 10_000,
        match_band="auto",
        policy_edition=f"{number // 80_000:064x}",
        code_version="0.1.0",
        steps=_steps(number, account),
        inputs=_inputs(number, lead, account),
        candidates=(
            CandidateGroup(True, "next by weight", people[:-away]),
            CandidateGroup(False, "away until 2026-02-01", people[-away:-2]),
            CandidateGroup(False, "at the cap of 20 a day", people[-2:]),
        ),
        extra={"matches": [["sales", account, 0.97, "the same domain; the same name; the same country"]]},
    )


def _seat(number: int) -> str:
    return f"005{number % 50:012d}AAA"


def _steps(number: int, account: str) -> tuple[StepEntry, ...]:
    return (
        StepEntry("owned by", "yes", "the queue Inbound has it"),
        StepEntry("match", "auto", f"account {account}: the same domain"),
        StepEntry("route Known", "no", "account.owner is away"),
        StepEntry("route EMEA", "yes", "lead.country is DE, in EMEA"),
        StepEntry(f"route EMEA / Team {number % 12}", "yes", "lead.employees is 420"),
        StepEntry("skill", "50 of 50", "nothing is asked for"),
        StepEntry("who is there", f"{number % 40} of 50", "the others are away or at their caps"),
        StepEntry("turn", f"Rep {number % 50}", "weighted, 12 of 40 turns"),
    )


def _knew(shared: Facts, number: int) -> Knew:
    """What it rests on: the turns move with each, an account is looked at again and again."""
    turns = {f"rep{n}@acme.example": [number // 50 + (n < number % 50), 0, 0, 0] for n in range(50)}
    shared.follow("turns:live:Inbound", turns)
    account = f"account:sales:001{number % 500:012d}AAA"
    told = {"name": f"Acme {number % 500}", "website": f"acme{number % 500}.example", "country": "DE"}
    row = shared.say(account, told, lambda: told)
    lead = {"kind": "lead", "fields": _lead(number), "about": [*_person(number)]}
    apart = {("sales", "Lead", f"00Q{number:012d}AAA"): list(_person(number).items())}
    return Knew({"lead": lead, "candidates": [row], "ages": {"sales": 1.0}}, apart, shared.mark())


def _person(number: int) -> dict[str, Value]:
    return {
        "first_name": "Jane",
        "last_name": f"Döe {number}",
        "email": f"jane{number}@acme{number % 50_000}.example",
        "phone": f"+49 30 {number:08}",
        "title": "VP Sales",
    }


def _lead(number: int) -> dict[str, Value]:
    return {
        "company": f"Acme {number % 50_000} GmbH",
        "website": f"acme{number % 50_000}.example",
        "country": "DE",
        "state": None,
        "city": "Berlin",
        "industry": "Software",
        "employees": number % 5_000,
        "score": number % 100 / 3,
        "language": "de",
        "source": "Web",
        "status": "New",
        "owner": "00G000000000001AAA",
    }


def _inputs(number: int, lead: str, account: str) -> tuple[Input, ...]:
    of_account: dict[str, Value] = {
        "name": f"Acme {number % 50_000} GmbH",
        "website": f"acme{number % 50_000}.example",
        "country": "DE",
        "city": "Berlin",
        "owner": _seat(number),
        "customer": number % 2 == 0,
        "open_opportunities": number % 3,
        "parent": None,
    }
    return (
        *(Input("Lead", lead, name, value, True) for name, value in _person(number).items()),
        *(Input("Lead", lead, name, value, False) for name, value in _lead(number).items()),
        *(Input("Account", account, name, value, False) for name, value in of_account.items()),
    )


def run(decisions: int = DECISIONS) -> Iterator[Figure]:
    """The proof of a million decisions and their writes, on all cores and on one."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/bench.db")
        store.migrate()
        say(f"putting {decisions:,} decisions on record")
        fill(store, decisions)
        for name, processes, target in (("on all cores", None, 60.0), ("on one core", 1, None)):
            began = time.perf_counter()
            verdict = prove(store, None, (processes, None))
            seconds = time.perf_counter() - began
            if verdict.flaw is not None or verdict.leaves["decision"] != decisions:
                raise RuntimeError(f"a record that nobody touched is not sound: {verdict}")
            note = f"{decisions / seconds:,.0f} decisions/s"
            yield Figure(f"proof of {decisions:,} decisions, {name}", seconds, "s", target, False, note)
        store.close()
