"""What is kept beside what is on record and does not agree with it: somebody put it there, or took it."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator
from itertools import chain
from typing import Any

from sqlalchemy import Column, Connection, Table, func, or_, select, text, type_coerce

from state import facts, jsontext, pseudonyms
from state.bulk import in_order
from state.clocks import ON_RECORD
from state.columns import Words
from state.editions import name_of
from state.flaws import Flaw
from state.kept import MOST, REFERS, Told, asked_by, short
from state.pseudonyms import Spelling
from state.record_schema import deadline_events, decisions, erasures, persons, shared, tombstones
from state.schema import clocks, editions
from state.schema import pseudonyms as kept
from state.stretch import Stretch
from state.views import LATER

_OTHERWISE = "is not as it was put on record"
_COMMITMENTS = {
    "sqlite": "SELECT count(*) FROM persons, json_each(persons.known)",
    "postgresql": "SELECT count(*) FROM persons, json_object_keys(persons.known::json)",
}


class Strays:
    """Gathers what decisions refer to: what is shared, and 8 bytes for each person and each commitment."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._shared: set[str] = set()
        self._named, self._opened = array("Q"), array("Q")
        self._upto = 0

    def seen(self, stretch: Stretch) -> None:
        """Raises Flaw where rows of what was shared lie between two stretches."""
        if stretch.facts is not None:
            after, upto = stretch.facts
            if after != self._upto:
                raise Flaw("facts", str(self._upto + 1), "came with no decision")
            self._upto = upto
        self._shared |= stretch.shared
        self._named.frombytes(stretch.named)
        self._opened.frombytes(stretch.opened)

    def end(self) -> None:
        """Raises Flaw where a roster, what was shared or a value about a person is kept that no decision
        refers to."""
        for row in facts.between(self._conn, self._upto, MOST):
            raise Flaw("facts", str(row.id), "came with no decision")
        if self._count(shared) != len(self._shared):
            for (name,) in self._all(shared.c.hash):
                if name not in self._shared:
                    raise Flaw("shared", name, "no decision refers to it")
        if self._count(persons) != _distinct(self._named) or self._committed() != _distinct(self._opened):
            opened = set(self._opened)
            unknown = [
                row for row in self._all(persons.c.person, persons.c.known) if not _within(opened, *row)
            ]
            referred = self._referred() if unknown else set()
            for person, known in unknown:
                if not _within(referred, person, known):
                    raise Flaw("persons", person, "holds values that no decision refers to")

    def _count(self, table: Table) -> int:
        return self._conn.execute(select(func.count()).select_from(table)).scalar_one()

    def _committed(self) -> int:
        """How many commitments are kept. Every row was read by now, so all of them are JSON."""
        return int(self._conn.execute(text(_COMMITMENTS[self._conn.dialect.name])).scalar_one())

    def _referred(self) -> set[int]:
        """All that decisions refer to: of somebody who was erased meanwhile nothing was opened."""
        columns = (decisions.c.id, decisions.c.decision_id, *(decisions.c[name] for name in REFERS))
        told = (Told(*row[1:]) for row in self._all(*columns))
        return {_number(one.person, one.commitment) for each in told for one in asked_by(each)}

    def _all(self, *columns: Column[Any]) -> Iterator[Any]:
        return chain.from_iterable(in_order(self._conn, columns, columns[0]))


def check_laid(conn: Connection) -> None:
    """Raises Flaw where the tombstones are not those of the erasures on record, which fit their leaves: one
    too many, or one less, so that who was erased may come back."""
    laid: dict[str, str] = {}
    for batch in in_order(conn, [erasures.c.id, erasures.c.ref, erasures.c.marks], erasures.c.id):
        for row in batch:
            for mark in jsontext.loads(row.marks):
                laid.setdefault(mark, row.ref)
    for batch in in_order(conn, [tombstones.c.mark, tombstones.c.erasure], tombstones.c.mark):
        for row in batch:
            if laid.pop(row.mark, None) != row.erasure:
                raise Flaw("tombstones", row.mark, "is of no erasure on record")
    for mark, erasure in laid.items():
        raise Flaw("tombstones", mark, f"is gone: what erasure {erasure} erased may come back")


def check_clocks(conn: Connection) -> None:
    """Raises Flaw where a clock that the daemon works with is not as its last event on record left it."""
    event = deadline_events.alias("e")
    clock = [type_coerce(clocks.c[name], Words) for name in ON_RECORD]
    other = [one.is_distinct_from(event.c[name]) for one, name in zip(clock, ON_RECORD, strict=True)]
    joined = event.outerjoin(clocks, clocks.c.key == event.c.clock)
    differs = (
        select(event.c.clock, clocks.c.key)
        .select_from(joined)
        .where(text(f"NOT EXISTS ({LATER})"), or_(*other))
    )
    for name, key in conn.execute(differs.order_by(event.c.id).limit(1)):
        raise Flaw("clocks", name, "is gone, and on record" if key is None else "is not as the record has it")
    extra = select(clocks.c.key).where(clocks.c.key.not_in(select(event.c.clock)))
    for (key,) in conn.execute(extra.order_by(clocks.c.id).limit(1)):
        raise Flaw("clocks", key, "is not on record")


def check_editions(conn: Connection) -> None:
    """Raises Flaw where the text of a policy is not the one that its edition is named after."""
    for batch in in_order(conn, [editions.c.edition, editions.c.text], editions.c.edition):
        for row in batch:
            if name_of(row.text) != row.edition:
                raise Flaw("editions", row.edition, "the text does not give its name")


def check_called(conn: Connection) -> None:
    """Raises Flaw where pseudonyms are not those that changes on record tell of: one altered, too many, or
    gone, so that the views show somebody as they are not to."""
    said = pseudonyms.on_record(conn)
    columns = [kept.c[name] for name in (*Spelling._fields, "place")]
    rows = [tuple(row) for row in conn.execute(select(*columns))]
    for row in rows:
        if not all(isinstance(value, str) for value in row[:-1]):
            raise Flaw("pseudonyms", str(row[2]), _OTHERWISE)
    own = [Spelling(*row[:-1]) for row in rows]
    for name in sorted({one.pseudonym for one in own}):
        if said.pop(name, "") != pseudonyms.code(one for one in own if one.pseudonym == name):
            raise Flaw("pseudonyms", name, _OTHERWISE)
    for name in said:
        raise Flaw("pseudonyms", name, "is gone, and was not taken back")
    for one, place in pseudonyms.placed(own):
        if (*one, place) not in rows:
            raise Flaw("pseudonyms", one.pseudonym, _OTHERWISE)


def _within(known: set[int], person: str, held: Any) -> bool:
    """Whether a person's row holds nothing but these; not where it is nothing that was ever written."""
    try:
        told = jsontext.loads(held)
    except ValueError:
        return False
    return isinstance(told, dict) and told != {} and all(_number(person, each) in known for each in told)


def _number(person: str, commitment: str) -> int:
    return int.from_bytes(short(person, commitment), sys.byteorder)


def _distinct(numbers: array[int]) -> int:
    import numpy as np  # late: it takes longer to load than a small record to verify

    return len(np.unique(np.frombuffer(numbers, np.uint64))) if numbers else 0
