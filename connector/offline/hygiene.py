"""The audit of the accounts' and leads' data: every finding with its count, its list, why it costs and how
to mend it.

Work on single records and on pairs is cut into parts of pure functions, for any executor; what takes the
whole base at once is done here. The same records give the same findings wherever they were worked on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from connector.core.matching.candidates import hashed
from connector.core.matching.keys import account_keys
from connector.core.rules import MatchRules
from connector.offline import checks
from connector.offline.cards import Card, text
from connector.offline.executor import Executor
from connector.offline.families import parents, shared_domains
from connector.offline.findings import (
    OWNER_INACTIVE,
    OWNER_UNKNOWN,
    RARELY_FILLED,
    SUBJECTS,
    Finding,
    Row,
    Subject,
)
from connector.offline.sources import Part, Source
from connector.offline.twins import Numbers, Twin, compared, duplicates, neighbours
from mappings.records import Kind

THINLY = 0.30
"""Share of records below which a field counts as mostly blank."""

PAIRS = 2000
"""Pairs of a part."""

EXACT = ("d:", "n:", "p:")
"""Keys of which one in common is reason enough to compare two accounts: domain, name, phone number."""

_MAY_BE_BLANK = frozenset({"parent_id", "linked_to", "account_id", "converted_account_id", "state"})
_ORDER = {subject.name: place for place, subject in enumerate(SUBJECTS)}

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Survey:
    """What the records of one part show by themselves: accounts as cards, each with its hashed match keys
    (the exact ones first, and how many those are), what is wrong, and how often each field is filled."""

    crm: str
    kind: Kind
    records: int
    cards: list[tuple[Card, list[int], int]] = field(default_factory=list)
    rows: list[tuple[str, Row]] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found, the gravest first, among how many records; `notes` say what could not be looked at."""

    accounts: int
    leads: int
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Everything as plain values, for JSON."""
        return {
            "accounts": self.accounts,
            "leads": self.leads,
            "findings": [one.plain() for one in self.findings],
            "notes": list(self.notes),
        }


def audit(source: Source, rules: MatchRules, on: Executor, progress: Progress) -> Audit:
    """Audits all records of a source. Raises what the source and the executor raise."""
    shared = on.shared(_same, [rules], _only)
    about, done, surveys = source.about(), 0, list[Survey]()
    for seen in on.each(survey, shared, source.parts()):
        done += seen.records
        progress("looking at records", done, about)
        surveys.append(seen)
    held = sorted((one for seen in surveys for one in seen.cards), key=lambda one: (one[0].key, one[0].ref))
    cards = [card for card, _, _ in held]
    known = {card.ref: card for card in cards}
    pairs, twins = _pairs(held), list[Twin]()
    for part, found in enumerate(on.each(compared, shared, _pair_parts(cards, pairs)), 1):
        progress("comparing accounts", min(len(pairs), part * PAIRS), len(pairs))
        twins += found
    doubled, groups = duplicates(cards, twins, known)
    told = [
        doubled,
        shared_domains(cards, known, groups),
        *parents(cards, known),
        *_owners(cards, source),
        *_by_themselves(surveys),
        _rarely_filled(surveys),
    ]
    return Audit(
        len(cards),
        sum(seen.records for seen in surveys if seen.kind is Kind.LEAD),
        tuple(sorted((one for one in told if one is not None), key=lambda one: _ORDER[one.subject.name])),
        _notes(cards, source),
    )


def survey(_: MatchRules, part: Part) -> Survey:
    """What the records of a part show by themselves."""
    seen = Survey(part.crm, part.kind, len(part.records))
    for record in part.records:
        for name, value in record.fields.items():
            seen.filled[name] += value is not None
        if part.kind is Kind.LEAD:
            called, wrong = text(record.fields.get("company")), checks.of_lead(record)
        else:
            card = Card.of(part.crm, record)
            called, wrong = card.name, checks.of_account(card)
            seen.cards.append((card, *_keys(part.crm, account_keys(record))))
        seen.rows += [(subject.name, (part.crm, record.id, called, detail)) for subject, detail in wrong]
    return seen


def _keys(crm: str, keys: Sequence[str]) -> tuple[list[int], int]:
    """Hashed, so that no two CRMs share a key: what stands in both of them is no duplicate."""
    exact = [key for key in keys if key[:2] in EXACT]
    rest = [key for key in keys if key[:2] not in EXACT]
    return [hashed(f"{crm}\0{key}") for key in exact + rest], len(exact)


def _pairs(held: Sequence[tuple[Card, list[int], int]]) -> Numbers:
    counts = [len(keys) for _, keys, _ in held]
    whose = np.repeat(np.arange(len(held), dtype=np.int64), counts)
    keys = np.fromiter((key for _, keys, _ in held for key in keys), np.int64, sum(counts))
    exact = np.fromiter((n < few for _, keys, few in held for n in range(len(keys))), np.bool_, sum(counts))
    return neighbours(keys, whose, exact)


def _pair_parts(cards: Sequence[Card], pairs: Numbers) -> Iterator[list[tuple[int, int, Card, Card]]]:
    for start in range(0, len(pairs), PAIRS):
        part = pairs[start : start + PAIRS].tolist()
        yield [(one, other, cards[one], cards[other]) for one, other in part]


def _same(rules: MatchRules) -> MatchRules:
    return rules


def _only(rules: Sequence[MatchRules]) -> MatchRules:
    return rules[0]


def _owners(cards: Sequence[Card], source: Source) -> list[Finding]:
    found: dict[Subject, list[Row]] = {OWNER_INACTIVE: [], OWNER_UNKNOWN: []}
    of = 0
    for card in cards:
        directory = source.directories.get(card.crm)
        if directory is None:
            continue
        of += 1
        seat = directory.by_id.get(card.owner_id)
        if seat is None:
            detail = f"owner {card.owner_id} is not listed" if card.owner_id else "no owner"
            found[OWNER_UNKNOWN].append((card.crm, card.id, card.name, detail))
        elif not seat.active:
            found[OWNER_INACTIVE].append((card.crm, card.id, card.name, f"owner {seat.name} is inactive"))
    return [Finding(what, len(rows), of, "accounts", tuple(rows)) for what, rows in found.items() if rows]


def _by_themselves(surveys: Sequence[Survey]) -> list[Finding]:
    of = Counter[Kind]()
    rows: dict[tuple[str, Kind], list[Row]] = defaultdict(list)
    for seen in surveys:
        of[seen.kind] += seen.records
        for name, row in seen.rows:
            rows[name, seen.kind].append(row)
    return [
        Finding(SUBJECTS[_ORDER[name]], len(own), of[kind], f"{kind.value}s", tuple(own))
        for (name, kind), own in rows.items()
    ]


def _rarely_filled(surveys: Sequence[Survey]) -> Finding | None:
    records: Counter[tuple[str, Kind]] = Counter()
    filled: dict[tuple[str, Kind], Counter[str]] = defaultdict(Counter)
    for seen in surveys:
        records[seen.crm, seen.kind] += seen.records
        filled[seen.crm, seen.kind].update(seen.filled)
    rows, fields = [], 0
    for (crm, kind), counts in filled.items():
        of = records[crm, kind]
        for name, count in sorted(counts.items()):
            fields += 1
            if count < THINLY * of and name not in _MAY_BE_BLANK:
                rows.append((crm, name, kind.value, str(count), str(of), f"{count / of:.1%}"))
    return Finding(RARELY_FILLED, len(rows), fields, "fields", tuple(rows)) if rows else None


def _notes(cards: Sequence[Card], source: Source) -> tuple[str, ...]:
    unknown = sorted({card.crm for card in cards} - set(source.directories))
    return tuple(
        f"owners in {crm} were not checked: its people are not known yet"
        if crm
        else "owners were not checked: that takes the mirror (-c) instead of a file"
        for crm in unknown
    )
