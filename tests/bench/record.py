"""A record of any size for whoever measures what it costs to ask it: decisions of a year, each with 25
inputs, 8 steps, a pool of 50 and a write, about leads that are mirrored. The same count gives the same
record, but for the salts of persons and the signing key."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from mappings.changes import Change, Version
from mappings.instants import to_text
from mappings.records import Directory, Input, Kind, Record, Seat, SeatKind
from mappings.writes import Receipt, Result
from state import audit, clocks, directories, editions, ledger, mirror, organisations, seal
from state.audit import CandidateGroup, DecisionEntry, StepEntry
from state.clocks import ClockRow
from state.store import Store
from tests.bench.stage import say

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
BATCH = 5_000
EDITIONS, ROUTES, ACCOUNTS = 12, 20, 100_000
PEOPLE = tuple((f"005{n:012d}AAA", f"Rep {n:02d}") for n in range(50))
QUEUE = "00G000000000001AAA"
COUNTRIES = ("DE", "FR", "GB", "US", "NL", "ES", "IT", "SE")
INDUSTRIES = ("Banking", "Retail", "Software", "Energy", "Health")
SHIFT = 1_000
"""Decisions in a row that find the same people there."""

AGAIN = 10
"""Of so many decisions one is about a lead that had one before."""


def fill(store: Store, count: int) -> None:
    """Puts so many decisions on record, sealed, with the leads that they are about; the store is made."""
    store.migrate()
    texts = [f"# edition {n}\nroutes: []\n" for n in range(EDITIONS)]
    with store.begin() as conn:
        organisations.bind(conn, "sales", "00D1")
        directories.put(conn, "sales", directory(), BEGAN)
        for number, text in enumerate(texts):
            at = BEGAN + YEAR * number / EDITIONS
            editions.put(conn, text, {}, at)
            before = texts[number - 1] if number else None
            audit.record_change(conn, "policy", f"admin {number % 3}", before, text, at)
    for start in range(0, count, BATCH):
        entries = [*decisions(start, min(start + BATCH, count), count, texts)]
        _put(store, entries)
        if start % 100_000 == 0:
            say(f"{start:,} decisions on record")
    signer = seal.Signer(store.key_file)
    while True:
        with store.begin() as conn:
            if not seal.seal(conn, BEGAN + YEAR, signer):
                break
    store.checkpoint()


def directory() -> Directory:
    """Everybody who owns a lead of the record."""
    users = [Seat(id_, SeatKind.USER, name, f"{_mail(name)}@acme.example") for id_, name in PEOPLE]
    return Directory((Seat(QUEUE, SeatKind.QUEUE, "Inbound"), *users))


def lead_id(number: int) -> str:
    """The lead of the decision of that number."""
    return f"00Q{number - 1 if number % AGAIN == AGAIN - 1 else number:012d}AAA"


def decisions(start: int, end: int, count: int, texts: Sequence[str]) -> Iterator[DecisionEntry]:
    """The decisions from number `start` until before `end` of a year that has `count`."""
    named = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    for number in range(start, end):
        chance = random.Random(number)
        at = BEGAN + YEAR * number / count
        edition = named[number * EDITIONS // count]
        yield _decision(number, at, edition, chance)


def _decision(number: int, at: datetime, edition: str, chance: random.Random) -> DecisionEntry:
    country, industry = chance.choice(COUNTRIES), chance.choice(INDUSTRIES)
    missing = random.Random(number // SHIFT).sample(PEOPLE, 8)
    able = [one for one in PEOPLE if one not in missing]
    chance.shuffle(able)
    route = f"{country} / {industry}" if chance.random() < 0.8 else f"Rest {chance.randrange(ROUTES)}"
    outcome = chance.choices(("assign", "hold", "leave", "review"), (94, 2, 3, 1))[0]
    owner = able[0] if outcome == "assign" else (None, None)
    account = f"001{chance.randrange(ACCOUNTS):012d}AAA" if chance.random() < 0.6 else None
    again = number % AGAIN == AGAIN - 1
    return DecisionEntry(
        decision_id=hashlib.sha256(str(number).encode()).hexdigest()[:24],
        mode="live",
        crm="sales",
        org_id="00D1",
        object="Lead",
        lead_id=lead_id(number),
        decided_at=to_text(at),
        trigger="changed" if again else "created",
        generation="1",
        outcome=outcome,
        owner_id=owner[0],
        owner_name=owner[1],
        previous_owner_id=QUEUE,
        route=route,
        reason=_reason(outcome, route, owner[1]),
        account_id=account,
        match_confidence=0.97 if account else None,
        match_band="auto" if account else "none",
        policy_edition=edition,
        code_version="0.1.0",
        steps=_steps(country, route, owner[1]),
        inputs=_inputs(number, country, industry, account),
        candidates=(
            CandidateGroup(True, "can take it", tuple(able)),
            CandidateGroup(False, "outside working hours", tuple(missing[:5])),
            CandidateGroup(False, "away", tuple(missing[5:])),
        ),
        extra={"matches": [["sales", account, 0.97, "the same domain"]]} if account else {},
    )


def _reason(outcome: str, route: str, name: str | None) -> str:
    if outcome == "assign":
        return f"Route {route}: {name} has the next turn in team {route.partition(' /')[0]}."
    return {
        "hold": f"Held: route {route} waits for lead.employees until it is there.",
        "leave": "Left alone: owned by somebody who is not in owned_by.",
        "review": "Contested: 3 of our writes in 24 h undid somebody else's change.",
    }[outcome]


def _steps(country: str, route: str, name: str | None) -> tuple[StepEntry, ...]:
    return (
        StepEntry("owner", "may be routed", "its present owner is in owned_by"),
        StepEntry("facts", "read", "marketing 2 s old, sales 0 s old"),
        StepEntry("match", "auto", "the same domain"),
        StepEntry("route Known", "false", "account.match is not auto"),
        StepEntry(f"route {country}", "true", f"lead.country is in list {country}"),
        StepEntry(f"route {route}", "true", "lead.employees is at least 1000"),
        StepEntry(f"team {country}", "42 of 50 can take it", "5 outside working hours, 3 away"),
        StepEntry("turn", name or "nobody", "was owed 0.50 turns, and nobody is owed more"),
    )


def _inputs(number: int, country: str, industry: str, account: str | None) -> tuple[Input, ...]:
    lead, person = lead_id(number), f"Person {number}"
    personal = {"email": f"p{number}@firm{number % ACCOUNTS}.example", "first_name": "Pat"}
    personal |= {"last_name": person, "phone": f"+49 30 {number:07d}", "title": "Head of Operations"}
    plain = {"company": f"Firm {number % ACCOUNTS}", "country": country, "industry": industry}
    plain |= {"employees": str(number % 5_000), "source": "web", "language": "de", "city": "Berlin"}
    plain |= {f"signal_{n}": f"value {number % (n + 7)}" for n in range(8)}
    rows = [Input("sales:lead", lead, name, value, True) for name, value in personal.items()]
    rows += [Input("sales:lead", lead, name, value, False) for name, value in plain.items()]
    of_account = {"name": f"Firm {number % ACCOUNTS}", "website": f"firm{number % ACCOUNTS}.example"}
    of_account |= {"owner": PEOPLE[number % 50][0], "country": country, "customer": "yes"}
    about = account or f"001{number % ACCOUNTS:012d}AAA"
    rows += [Input("sales:account", about, name, value, False) for name, value in of_account.items()]
    return tuple(rows)


def _put(store: Store, entries: Sequence[DecisionEntry]) -> None:
    at = datetime.fromisoformat(entries[-1].decided_at)
    given = [one for one in entries if one.outcome == "assign"]
    tried = [
        (one.decision_id, one.decision_id, Receipt(one.decision_id, Result.WRITTEN, QUEUE, one.owner_id))
        for one in given
    ]
    owned = [(one.crm, one.lead_id, one.owner_id, 0, 0, to_text(at)) for one in given]
    with store.begin() as conn:
        audit.record_many(conn, entries)
        audit.record_writes(conn, tried, at)
        ledger.note(conn, owned)
        leads = [_lead(one, at) for one in entries if one.trigger == "created"]
        mirror.put(conn, "sales", leads, first_load=True)
        clocks.put(conn, [_clock(one) for one in given if one.trigger == "changed"], at)


def _lead(entry: DecisionEntry, at: datetime) -> Change:
    fields = {given.field: given.value for given in entry.inputs if given.object == "sales:lead"}
    owner = entry.owner_id or QUEUE
    record = Record(Kind.LEAD, entry.lead_id, owner, at, at, None, fields)
    return Change(record, Version(entry.decided_at, "0"))


def _clock(entry: DecisionEntry) -> ClockRow:
    began = datetime.fromisoformat(entry.decided_at)
    met = began + timedelta(minutes=int(entry.decision_id[:4], 16) % 10)
    return ClockRow(
        key=f"{entry.decision_id}:0",
        mode="live",
        crm=entry.crm,
        org_id=entry.org_id,
        object=entry.object,
        record_id=entry.lead_id,
        checkpoint="first_touch",
        route=entry.route or "",
        pace="wall",
        marks=[],
        owner_id=entry.owner_id,
        email=f"{_mail(entry.owner_name or '')}@acme.example",
        team=None,
        started_at=began,
        due_at=began + timedelta(minutes=5),
        allowed=300.0,
        status="met",
        how="call on record",
        settled_at=met,
    )


def _mail(name: str) -> str:
    return name.lower().replace(" ", "")
