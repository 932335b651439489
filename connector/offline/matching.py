"""Matching of files: blocks of rows in, matches out, by the one matcher that routing uses too.

The functions on blocks are pure and stand alone, so that any executor may run them anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import orjson

from connector.core.matching.arrays import Arrays, Run, run_of
from connector.core.matching.candidates import Asked, Ref, find, hashed
from connector.core.matching.certainty import Judge, what_would_help
from connector.core.matching.hierarchy import climb, parent_of
from connector.core.matching.hosts import firm_domain
from connector.core.matching.keys import account_keys, lead_keys
from connector.core.matching.match import MatchResult, match
from connector.core.matching.people import match_person
from connector.core.matching.person import asked_keys, held_keys
from connector.core.rules import Hierarchy, MatchRules
from connector.core.view import AccountFacts
from connector.offline.executor import Executor
from connector.offline.pairings import FILE, PAIRINGS, Pairing
from connector.offline.sheets import Sheet
from mappings.records import Record

HELD_ROWS, ASKED_ROWS = 5000, 200
"""Rows of a block: of what is indexed, of what is matched."""

RUNNERS_UP = 3


Progress = Callable[[str, int, int], None]
"""Told of the stage, the rows that are done, and about how many there are."""


Said = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of every block. `within`: both files are one, and nothing matches itself. `told`:
    runners-up and what would have helped are wanted too, which takes several times as long."""

    pairing: str = "lead-account"
    rules: MatchRules = field(default_factory=MatchRules)
    within: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """An account that was not chosen; `account` are its values by column."""

    account_id: str
    confidence: float
    evidence: tuple[str, ...]
    account: Said = ()


@dataclass(frozen=True, slots=True)
class Matched:
    """One row's match. `account_id` is None where nothing was found; `reason` is one line. `mail` is
    `firm`, `free` (or any shared domain) or `none`. What comes after `evidence` is blank unless it was
    asked for: `said` and `account` are what the row and the account say, by column."""

    lead_id: str
    account_id: str | None
    confidence: float
    band: str
    reason: str
    mail: str
    candidates: int
    evidence: tuple[str, ...] = ()
    runners_up: tuple[RunnerUp, ...] = ()
    would_help: tuple[str, ...] = ()
    said: Said = ()
    account: Said = ()


def indexed(block: bytes, pairing: str = "lead-account") -> Run:
    """The accounts, or people, of a block with their keys."""
    as_held = PAIRINGS[pairing].as_held
    keys_of = held_keys if PAIRINGS[pairing].people else account_keys
    return run_of(
        ((FILE, cells[0]), "\0".join(cells[1:]), [hashed(key) for key in keys_of(as_held(cells))])
        for cells in orjson.loads(block)
    )


def matched(accounts: Arrays, block: bytes, job: Job) -> list[Matched]:
    """The match of each row of a block, in the order of rows."""
    as_lead = PAIRINGS[job.pairing].as_lead
    return [_matched(accounts, as_lead(cells), job) for cells in orjson.loads(block)]


def match_files(asked: Sheet, held: Sheet, job: Job, on: Executor, progress: Progress) -> Iterator[Matched]:
    """The match of every row of `asked` in `held`, in the order of rows. Raises sheets.Unreadable and
    executor.Lost."""
    accounts = indexed_file(held, on, progress, job.pairing)
    total, done = asked.lines(), 0
    for found in on.each(partial(matched, job=job), accounts, asked.blocks(ASKED_ROWS)):
        done += len(found)
        progress("matching", done, total)
        yield from found


def indexed_file(held: Sheet, on: Executor, progress: Progress, pairing: str = "lead-account") -> Any:
    """The index of a file's accounts, or people, where the executor's workers have it."""
    total = held.lines()

    def blocks() -> Iterator[bytes]:
        for block in held.blocks(HELD_ROWS):
            yield block
            progress(f"reading {held.path.name}", held.rows, total)

    return on.shared(partial(indexed, pairing=pairing), blocks(), Arrays.joined)


def _matched(accounts: Arrays, lead: Record, job: Job) -> Matched:
    candidates, holders = _candidates(accounts, lead, job)

    def judge(one: Record, others: Sequence[AccountFacts]) -> MatchResult:
        if PAIRINGS[job.pairing].people:
            return match_person(one, others, job.rules)
        return match(one, others, job.rules, home=FILE, holders=holders)

    result = judge(lead, candidates)
    found = Matched(
        lead_id=lead.id,
        account_id=result.account.record.id if result.account else None,
        confidence=result.confidence,
        band=result.band,
        reason="; ".join(step.detail for step in result.steps),
        mail=_mail(lead),
        candidates=len(candidates),
        evidence=result.evidence,
    )
    return _told(found, lead, result, judge) if job.told else found


def _told(found: Matched, lead: Record, result: MatchResult, judge: Judge) -> Matched:
    """The match with all that a report tells of it."""
    others = [one for one in result.ranked if one.facts.record.id != found.account_id][:RUNNERS_UP]
    return replace(
        found,
        runners_up=tuple(
            RunnerUp(one.facts.record.id, round(one.confidence, 4), one.evidence, _said(one.facts.record))
            for one in others
        ),
        would_help=tuple(what_would_help(lead, result, judge)),
        said=_said(lead),
        account=_said(result.account.record) if result.account else (),
    )


def _said(record: Record) -> Said:
    return tuple((name, value) for name, value in record.fields.items() if isinstance(value, str))


def _mail(lead: Record) -> str:
    if not lead.fields.get("email"):
        return "none"
    return "firm" if firm_domain(lead.fields["email"]) else "free"


class _ByNumber:
    """The index with an account's number for its id, which makes its card a look-up away."""

    def __init__(self, accounts: Arrays) -> None:
        self._accounts = accounts

    def held(self, keys: Collection[int]) -> Mapping[int, int]:
        return self._accounts.held(keys)

    def best(self, asked: Asked, most: int) -> list[Ref]:
        return [(FILE, str(number)) for number in self._accounts.numbered(asked, most)[0]]


def _candidates(accounts: Arrays, lead: Record, job: Job) -> tuple[list[AccountFacts], Mapping[str, int]]:
    """The accounts, or people, to compare, and how many accounts hold each word of the lead's."""
    pairing = PAIRINGS[job.pairing]
    keys_of = asked_keys if pairing.people else lead_keys
    refs, holders = find(_ByNumber(accounts), keys_of(lead))
    found = [_facts(accounts, int(number), pairing) for _, number in refs]
    if job.within:
        found = [one for one in found if one.record.id != lead.id]
    levels = 1 if job.rules.hierarchy is Hierarchy.AS_FOUND else None
    found = [
        replace(one, ancestors=climb(one, _above(accounts, one, levels, pairing))) if parent_of(one) else one
        for one in found
    ]
    return found, holders


def _facts(accounts: Arrays, number: int, pairing: Pairing) -> AccountFacts:
    (_, record_id), card = accounts.card(number)
    return AccountFacts(FILE, pairing.as_held((record_id, *card.split("\0"))))


def _above(
    accounts: Arrays, account: AccountFacts, levels: int | None, pairing: Pairing
) -> dict[Ref, AccountFacts]:
    """The accounts above one, so many levels of them; None for all."""
    known: dict[Ref, AccountFacts] = {}
    ref = parent_of(account)
    while (
        ref is not None
        and len(known) != levels
        and ref not in known
        and (number := accounts.number(ref)) is not None
    ):
        known[ref] = _facts(accounts, number, pairing)
        ref = parent_of(known[ref])
    return known
