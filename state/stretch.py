"""One stretch of the log against the rows that its leaves are of. Stretches depend on nothing but the store,
so that they can be looked at apart, wherever, and joined in order."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Table, select
from sqlalchemy.exc import OperationalError

from state.flaws import Flaw
from state.kept import REFERS, Kept, Told
from state.leaves import TABLES, digest, recorded
from state.merkle import Subtree, subtrees
from state.record_schema import heads, log

LONG = 16_000
"""Leaves in one stretch: about a second of work, so that what it takes to begin one counts for little."""

_HOT = 200
"""Rows that are read and worked on at once: they stay in the processor's cache, which halves the time."""

_WRITTEN = frozenset({str, float, bytes, memoryview, type(None)})


class Bounds(NamedTuple):
    """The record as it was when the proof began: leaves that were sealed, and the last row of each kind, None
    where there is none. What was added since is not looked at."""

    sealed: int
    last: Mapping[str, int | None]


class Part(NamedTuple):
    """A stretch to be looked at: the number of its first leaf, and the log's first and last id."""

    start: int
    first: int
    last: int


class Edge(NamedTuple):
    """The first row of a kind that a stretch took, and the one that comes after its last."""

    first: int
    following: int | None


@dataclass(slots=True)
class Stretch:
    """What was found in one. `pieces` are the subtrees over its sealed leaves, cut where heads were signed;
    `shared`, `facts`, `named` and `opened` are what decisions refer to: nothing else may be kept."""

    start: int
    leaves: Counter[str] = field(default_factory=Counter)
    edges: dict[str, Edge] = field(default_factory=dict)
    pieces: list[list[Subtree]] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)
    facts: tuple[int, int] | None = None
    named: bytes = b""
    opened: bytes = b""
    erased: int = 0
    flaw: Flaw | None = None


def look(conn: Connection, bounds: Bounds, part: Part, sound: set[str]) -> Stretch:
    """Looks at one stretch; `sound` are rosters and evidence that were looked at before."""
    try:
        return _looked(conn, bounds, part, sound)
    except (OperationalError, sqlite3.OperationalError) as error:
        if not no_text(error):
            raise
    with as_it_stands(conn):
        return _looked(conn, bounds, part, sound)


def no_text(error: Exception) -> bool:
    """Whether SQLite met bytes that are no UTF-8."""
    return "UTF-8" in str(getattr(error, "orig", error))


@contextmanager
def as_it_stands(conn: Connection) -> Iterator[None]:
    """SQLite's bytes that are no UTF-8 are read, too, so that the row they stand in can be named; apart,
    because it takes longer."""
    connection: Any = conn.connection.dbapi_connection
    connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        connection.text_factory = str


def _looked(conn: Connection, bounds: Bounds, part: Part, sound: set[str]) -> Stretch:
    found = Stretch(part.start)
    try:
        _compare(conn, bounds, part, Kept(conn, sound), found)
    except Flaw as flaw:
        found.flaw = flaw
    return found


def _compare(conn: Connection, bounds: Bounds, part: Part, kept: Kept, found: Stretch) -> None:
    columns = [log.c[name] for name in ("sequence", "recorded_at", "kind", "ref", "leaf")]
    query = select(*columns).where(log.c.id.between(part.first, part.last)).order_by(log.c.id)
    entries = conn.execute(query).all()
    rows, number = _Rows(conn, bounds, entries), part.start
    for begin in range(0, len(entries), _HOT):
        told = []
        for sequence, at, kind, ref, leaf in entries[begin : begin + _HOT]:
            row = rows.fits(kind, ref, at, leaf)
            if kind == "decision":
                told.append(Told(ref, *(row[name] for name in REFERS)))
            if sequence != number and (sequence is not None or number < bounds.sealed):
                raise Flaw("log", ref, f"has number {sequence} where {number} comes next")
            number += 1
        kept.check(told)
    leaves = [entry.leaf for entry in entries]
    found.leaves.update(entry.kind for entry in entries)
    found.edges = rows.edges()
    found.shared, found.facts, found.erased = kept.shared, kept.facts, kept.erased
    found.named, found.opened = bytes(kept.named), bytes(kept.opened)
    begin = part.start
    end = max(begin, min(bounds.sealed, begin + len(leaves)))
    for size in (*_heads_within(conn, begin, end), end):
        found.pieces.append(subtrees(begin, leaves[begin - part.start : size - part.start]))
        begin = size


def _heads_within(conn: Connection, start: int, end: int) -> Sequence[int]:
    query = select(heads.c.size).where(heads.c.size > start, heads.c.size <= end).order_by(heads.c.size)
    return conn.execute(query).scalars().all()


class _Rows:
    """The rows of every kind that a stretch of the log should be of, in the order of their ids."""

    def __init__(self, conn: Connection, bounds: Bounds, entries: Sequence[Row[Any]]) -> None:
        self._conn = conn
        self._bounds = bounds
        self._names: dict[str, list[str]] = {}
        self._next: dict[str, Iterator[Row[Any]]] = {}
        self._first: dict[str, int] = {}
        for kind, first in {entry.kind: entry.ref for entry in reversed(entries)}.items():
            if kind in TABLES:
                self._next[kind] = self._read(kind, first)

    def _read(self, kind: str, first: str) -> Iterator[Row[Any]]:
        table, ref = TABLES[kind]
        columns, last = recorded(table), self._bounds.last[kind]
        self._names[kind] = [str(column.name) for column in columns]
        begin = _id_of(self._conn, table, ref, first)
        query = select(*(*columns, table.c.leaf, table.c.id)).order_by(table.c.id).limit(_HOT)
        while begin is not None:
            self._first.setdefault(kind, begin)
            rows = self._conn.execute(query.where(table.c.id.between(begin, last))).all()
            yield from rows
            begin = rows[-1].id + 1 if len(rows) == _HOT else None

    def fits(self, kind: str, ref: str, at: str, leaf: bytes) -> dict[str, Any]:
        """The row that a leaf of the log is of. Raises Flaw where it is another or does not give the leaf."""
        if kind not in TABLES:
            raise Flaw("log", ref, "is of no kind that there is")
        table, name = TABLES[kind]
        found: Any = next(self._next[kind], None)
        row = {} if found is None else dict(zip(self._names[kind], found, strict=False))
        if found is None or row[name] != ref:
            raise displaced(self._conn, kind, ref, row.get(name))
        if not _plain(row) or _digest(kind, at, row) != found[-2]:
            raise Flaw(table.name, ref, "the row does not give its leaf")
        if leaf != found[-2]:
            raise Flaw("log", ref, f"has another leaf than the row in {table.name}")
        return row

    def edges(self) -> dict[str, Edge]:
        """By kind, where it began and what it would go on with."""
        following = {kind: next(rows, None) for kind, rows in self._next.items()}
        return {kind: Edge(self._first[kind], row and row.id) for kind, row in following.items()}


def displaced(conn: Connection, kind: str, ref: str, instead: str | None) -> Flaw:
    """Why the log goes on with one row, and `instead` the table with another."""
    table, name = TABLES[kind]
    if _id_of(conn, table, name, ref) is None:
        return Flaw(table.name, ref, "is gone; the log has its leaf")
    logged = select(log.c.id).where(log.c.kind == kind, log.c.ref == instead).limit(1)
    try:
        stands = conn.execute(logged).first() is not None
    except UnicodeEncodeError:  # no text that could be looked for
        stands = False
    if not stands:
        return Flaw(table.name, str(instead), "has no leaf in the log")
    return Flaw(table.name, ref, f"is not in its place: {instead} stands there")


def _id_of(conn: Connection, table: Table, name: str, ref: str) -> int | None:
    try:
        return conn.execute(select(table.c.id).where(table.c[name] == ref)).scalar()
    except UnicodeEncodeError:  # no text that could be looked for
        return None


def _plain(row: Mapping[str, Any]) -> bool:
    """Whether every value is one that was written: JSON has one word for NULL and what is no number."""
    confidence = row.get("match_confidence")
    return _WRITTEN.issuperset(map(type, row.values())) and (confidence is None or math.isfinite(confidence))


def _digest(kind: str, at: str, row: Mapping[str, Any]) -> bytes | None:
    try:
        return digest(kind, at, row)
    except (TypeError, ValueError):  # text that is no UTF-8
        return None
