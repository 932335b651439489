"""Ways to alter what is on record behind everybody's back, one small step at a time."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, LargeBinary, Table, func, select, text, type_coerce

from state.clocks import ON_RECORD
from state.columns import Instant, Words
from state.record_schema import (
    changes,
    deadline_events,
    decisions,
    erasures,
    facts,
    heads,
    log,
    notice_attempts,
    persons,
    shared,
    tombstones,
    tree,
)
from state.record_schema import write_attempts as writes
from state.schema import clocks

REFS = {
    decisions: "decision_id",
    writes: "ref",
    notice_attempts: "ref",
    deadline_events: "ref",
    changes: "ref",
    erasures: "ref",
    tombstones: "mark",
    log: "ref",
    heads: "size",
    persons: "person",
    shared: "hash",
    facts: "id",
    tree: "id",
    clocks: "key",
}
"""Every table on record or held to it, and what its rows are called."""

HELD = {clocks: {"key", *ON_RECORD}}
"""The columns that are held to the record where not all are."""

MOVED = (decisions, writes, notice_attempts, deadline_events, changes, log)
"""Whose order is part of the record."""


class Mutation(NamedTuple):
    """What was done, where, and the names under which it may be found."""

    what: str
    table: str
    column: str
    names: frozenset[str]


class Mutator:
    """Makes one random change in a transaction. Rows are chosen by the names that they had at first."""

    def __init__(self, conn: Connection, seed: int) -> None:
        self._chance = random.Random(seed)
        names = {table: list(conn.execute(select(table.c[ref])).scalars()) for table, ref in REFS.items()}
        self._names = {table: own for table, own in names.items() if own}
        self._cells = self._every_cell()
        self._ways = (self._flip,) * 6 + (self._delete, self._insert, self._swap, self._exchange, self._cut)

    def mutate(self, conn: Connection) -> Mutation | None:
        """Does something; None where it changed nothing after all. A constraint may refuse it."""
        return self._chance.choice(self._ways)(conn)

    def _every_cell(self) -> Iterator[tuple[Table, str]]:
        cells = [
            (table, str(c.name))
            for table in self._names
            for c in table.columns
            if (c.name != "id" or table is facts) and c.name in HELD.get(table, table.columns)
        ]
        while True:
            self._chance.shuffle(cells)
            yield from cells

    def _row(self, table: Table) -> Any:
        return self._chance.choice(self._names[table])

    def _flip(self, conn: Connection) -> Mutation | None:
        """One bit of one value the other way; a blank becomes something."""
        table, column = next(self._cells)
        name = self._row(table)
        before = _value(conn, table, column, name)
        try:
            after = self._flipped(before, table.c[column].type, conn.dialect.name == "sqlite")
        except UnicodeDecodeError:
            return None
        _put(conn, table, column, name, after)
        return Mutation("flip", table.name, column, frozenset({str(name), _shown(after)}))

    def _flipped(self, value: Any, kind: Any, any_bytes: bool) -> Any:
        if value is None or value == "":
            return {float: 0.5, int: 0.5, bytes: b"x"}.get(kind.python_type, "x")
        if isinstance(value, int):
            return value ^ (1 << self._chance.randrange(20))
        if isinstance(value, float):
            raw = bytearray(struct.pack(">d", value))
        else:
            raw = bytearray(value.encode() if isinstance(value, str) else bytes(value))
        raw[self._chance.randrange(len(raw))] ^= 1 << self._chance.randrange(8)
        if isinstance(value, float):
            return struct.unpack(">d", bytes(raw))[0]
        if isinstance(value, str) and not any_bytes:
            return bytes(raw).decode().replace("\0", "?")
        return bytes(raw)

    def _delete(self, conn: Connection) -> Mutation:
        """A row less. Of a person's row that is erasure, which is counted and no flaw."""
        table = self._chance.choice([table for table in self._names if table is not persons])
        name = self._row(table)
        conn.execute(table.delete().where(table.c[REFS[table]] == name))
        return Mutation("delete", table.name, "", frozenset({str(name)}))

    def _insert(self, conn: Connection) -> Mutation:
        """A copy of a row under another name."""
        table = self._chance.choice(list(self._names))
        name, ref = self._row(table), REFS[table]
        row = dict(conn.execute(select(table).where(table.c[ref] == name)).one()._mapping)
        new = row[ref] + 1 if isinstance(row[ref], int) else f"{row[ref][:-1]}~"
        row[ref] = new
        for column in {"id", "sequence"} & row.keys() - {ref}:
            row[column] = None
        if table is persons:
            row["record_id"] += "~"
        conn.execute(table.insert().values({key: value for key, value in row.items() if value is not None}))
        return Mutation("insert", table.name, "", frozenset({str(name), str(new)}))

    def _swap(self, conn: Connection) -> Mutation | None:
        """Two rows in each other's place."""
        table = self._chance.choice(MOVED)
        one, other = self._row(table), self._row(table)
        ids = [_value(conn, table, "id", name) for name in (one, other)]
        if one == other:
            return None
        for name, row_id in ((one, -1), (other, ids[0]), (one, ids[1])):
            _put(conn, table, "id", name, row_id)
        return Mutation("swap", table.name, "id", frozenset({one, other}))

    def _exchange(self, conn: Connection) -> Mutation | None:
        """The value of one row in another."""
        table, column = next(self._cells)
        one, other = self._row(table), self._row(table)
        was, taken = (_value(conn, table, column, name) for name in (one, other))
        if was == taken:
            return None
        _put(conn, table, column, one, taken)
        return Mutation("exchange", table.name, column, frozenset({str(one), str(other)}))

    def _cut(self, conn: Connection) -> Mutation:
        """The last few rows less."""
        table = self._chance.choice((*MOVED, heads))
        key = table.c.size if table is heads else table.c.id
        beyond = conn.execute(select(func.max(key))).scalar_one() - self._chance.randrange(1, 9)
        gone = conn.execute(select(table.c[REFS[table]]).where(key > beyond)).scalars().all()
        conn.execute(table.delete().where(key > beyond))
        return Mutation("cut", table.name, "", frozenset(map(str, gone)))


def _shown(value: Any) -> str:
    """As a flaw names it: bytes that are no text with their numbers."""
    if not isinstance(value, bytes):
        return str(value)
    return value.decode("utf-8", "surrogateescape").encode("utf-8", "backslashreplace").decode()


def _value(conn: Connection, table: Table, column: str, name: Any) -> Any:
    found = table.c[column]
    raw = type_coerce(found, Words) if isinstance(found.type, Instant) else found
    return conn.execute(select(raw).where(table.c[REFS[table]] == name)).scalar_one()


def _put(conn: Connection, table: Table, column: str, name: Any, value: Any) -> None:
    whole = isinstance(value, bytes) and not isinstance(table.c[column].type, LargeBinary)
    put = "CAST(:value AS TEXT)" if whole else ":value"
    where = f'"{REFS[table]}" = :name'
    statement = text(f'UPDATE "{table.name}" SET "{column}" = {put} WHERE {where}')
    conn.execute(statement, {"value": value, "name": name})
