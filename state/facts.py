"""What decisions shared when they were taken, each thing once: who can own records, whose turn it was, what
people had in hand, what was known of an account.

A row says how a subject was from its number on: all of it (`whole`), or what changed since its row before. A
decision keeps the number of the newest row of its time; so every subject can be had as it was then. The rows
that are new with a decision are part of its leaf by their hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, func, select

from state.bulk import among, in_order, insert_many
from state.deltas import Plain, State, changed_by, difference, ready
from state.packed import pack, unpack
from state.record_schema import WHOLE, facts

LONGEST = 64
"""Rows of one subject of which the first is whole: to know it again at most so many are read."""

REMEMBERED = 50_000
"""Accounts and their like whose newest row is known without asking the store: some 15 MB."""

Mark = tuple[int, int, str]
"""The rows that a decision brought: after the first number, up to the second, and their hash."""


class Fact(NamedTuple):
    """One row."""

    id: int
    subject: str
    whole: int
    told: bytes


@dataclass(slots=True)
class _Followed:
    state: State
    rows: int


@dataclass
class Facts:
    """Takes note of what decisions know; one for all transactions of a stage. `begin` and `save` bracket what
    one transaction notes; what was noted in one that failed is forgotten."""

    _newest: int = -1
    _rows: list[Fact] = field(default_factory=list)
    _unmarked: list[Fact] = field(default_factory=list)
    _followed: dict[str, _Followed] = field(default_factory=dict)
    _single: dict[str, tuple[int, int]] = field(default_factory=dict)

    def begin(self, conn: Connection) -> None:
        newest = conn.execute(select(func.max(facts.c.id))).scalar() or 0
        if newest != self._newest:
            self._followed.clear()
            self._single.clear()
        self._newest = newest
        self._rows.clear()
        self._unmarked.clear()

    def follow(self, subject: str, now: Plain) -> None:
        """A subject that changes little and often is so now; `now` must not be changed after."""
        state, known = ready(now), self._followed.get(subject)
        if known is None:
            self._add(subject, now, whole=True)
            self._followed[subject] = _Followed(state, 1)
            return
        if known.state.is_like(state):
            return
        if known.rows >= LONGEST:
            self._add(subject, now, whole=True)
            known.rows = 0
        else:
            self._add(subject, difference(known.state, state), whole=False)
        known.state, known.rows = state, known.rows + 1

    def subjects(self) -> Collection[str]:
        """Those that are followed."""
        return self._followed.keys()

    def say(self, subject: str, content: Any, tell: Callable[[], Plain]) -> int:
        """A single subject is so now; `content` is what it is compared by. Returns the number of the row that
        says it: the last one about the subject, or else a new one with what `tell` answers."""
        code = _code(content)
        known = self._single.get(subject)
        if known is not None and known[0] == code:
            return known[1]
        if len(self._single) >= REMEMBERED:
            self._single.clear()
        number = self._add(subject, tell(), whole=True)
        self._single[subject] = (code, number)
        return number

    def mark(self) -> Mark:
        """The rows since the last mark."""
        before = self._newest - len(self._unmarked)
        found = (before, self._newest, digest(self._unmarked))
        self._rows += self._unmarked
        self._unmarked.clear()
        return found

    def save(self, conn: Connection) -> None:
        """Writes what has been marked."""
        insert_many(conn, facts, ("id", "subject", "whole", "told"), self._rows)

    def _add(self, subject: str, told: Plain, *, whole: bool) -> int:
        self._newest += 1
        self._unmarked.append(Fact(self._newest, subject, int(whole), pack(told)))
        return self._newest


def _code(content: Any) -> int:
    """64 bits that stand for a content in this process: of one subject no two contents are alike by
    chance, and 1, 1.0 and true are three."""
    try:
        return hash(orjson.dumps(content))
    except TypeError:  # it has what JSON has no words for
        return hash(repr(content))


def digest(rows: Sequence[Fact]) -> str:
    """SHA-256 (hex, its first half) over the rows: number, subject, whole or not, bytes."""
    content = hashlib.sha256()
    for row in rows:
        head = f"{row.id}\n{row.subject}\n{row.whole}\n{len(row.told)}\n"
        content.update(head.encode("utf-8", "surrogatepass"))
        content.update(row.told)
    return content.hexdigest()[:32]


def between(conn: Connection, after: int, upto: int) -> Iterator[Fact]:
    """The rows after a number and up to another, in order."""
    for batch in in_order(conn, _COLUMNS, facts.c.id, facts.c.id > after, facts.c.id <= upto):
        yield from (_fact(row) for row in batch)


def single(conn: Connection, numbers: Collection[int]) -> dict[int, Plain]:
    """What rows of single subjects say, by number."""
    rows = conn.execute(select(*_COLUMNS).where(among(conn, facts.c.id, numbers)))
    return {row[0]: unpack(bytes(row[3])) for row in rows} if numbers else {}


def as_of(conn: Connection, kinds: Sequence[str], number: int) -> dict[str, Plain]:
    """Every followed subject whose name starts with one of these, as it was when this row was the newest."""
    found = {}
    for kind in kinds:
        for subject in _subjects(conn, kind, number):
            first = select(func.max(facts.c.id)).where(
                WHOLE, facts.c.subject == subject, facts.c.id <= number
            )
            rows = conn.execute(
                select(*_COLUMNS)
                .where(
                    facts.c.id >= first.scalar_subquery(), facts.c.id <= number, facts.c.subject == subject
                )
                .order_by(facts.c.id)
            )
            state: Plain = {}
            for row in rows:
                state = moved_on(state, _fact(row))
            found[subject] = state
    return found


def moved_on(state: Plain, row: Fact) -> Plain:
    """The subject's state once this row of it is said."""
    told = unpack(row.told)
    return dict(told) if row.whole else changed_by(state, told)


def _subjects(conn: Connection, kind: str, number: int) -> Iterator[str]:
    """The subjects of a kind, from one to the next in the index."""
    beyond = facts.c.subject >= kind
    while True:
        found = conn.execute(select(func.min(facts.c.subject)).where(WHOLE, beyond)).scalar()
        if found is None or not found.startswith(kind):
            return
        beyond = facts.c.subject > found
        born = select(facts.c.id).where(WHOLE, facts.c.subject == found, facts.c.id <= number).limit(1)
        if conn.execute(born).first() is not None:
            yield found


_COLUMNS = (facts.c.id, facts.c.subject, facts.c.whole, facts.c.told)


def _fact(row: Any) -> Fact:
    told = row[3].encode("utf-8", "surrogateescape") if isinstance(row[3], str) else bytes(row[3])
    return Fact(row[0], row[1], row[2], told)
