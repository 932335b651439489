"""What decisions refer to and leaves commit to by hash only: rosters, and values about persons."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, select

from state import jsontext
from state.bulk import among
from state.flaws import Flaw
from state.persons import Ref, commitment_to, ref_of
from state.record_schema import persons, rosters

_ROSTERS = 20_000
"""Rosters that are remembered as checked."""


class Told(NamedTuple):
    """What one decision refers to; its leaf fits already, so the JSON is as it was recorded."""

    decision_id: str
    crm: str
    inputs: str
    pool: str


class _Person(NamedTuple):
    name: str
    ref: Ref
    salt: str
    known: dict[str, list[str]]


class Kept:
    """Checks what decisions refer to, a batch at a time. `erased` counts the commitments whose person's
    row is gone: they stand in a leaf and open no more."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._sound: dict[str, int] = {}
        self.erased = 0

    def check(self, batch: Sequence[Told]) -> None:
        """Raises Flaw where a roster or a person's row does not give what a decision committed to."""
        pools = [jsontext.loads(told.pool) for told in batch]
        self._read_rosters({group[2] for pool in pools for group in pool})
        for told, pool in zip(batch, pools, strict=True):
            for group in pool:
                self._roster(told, group)
        self._persons([(told, group) for told in batch for group in jsontext.loads(told.inputs) if group[3]])

    def _read_rosters(self, asked: Collection[str]) -> None:
        new = asked - self._sound.keys() if isinstance(asked, set) else asked
        if not new:
            return
        if len(self._sound) > _ROSTERS:
            self._sound.clear()
            new = asked
        found = select(rosters.c.hash, rosters.c.people).where(among(self._conn, rosters.c.hash, new))
        for name, people in self._conn.execute(found):
            if hashlib.sha256(_bytes(people)).hexdigest() != name:
                raise Flaw("rosters", name, "the people do not give its hash")
            self._sound[name] = len(jsontext.loads(people))

    def _roster(self, told: Told, group: list[Any]) -> None:
        if group[2] not in self._sound:
            raise Flaw("rosters", group[2], f"is gone, and decision {told.decision_id} refers to it")

    def _persons(self, asked: Sequence[tuple[Told, list[Any]]]) -> None:
        named = self._read(persons.c.person, {group[2] for _, group in asked})
        by_name = {person.name: person for person in named}
        gone = {group[1] for _, group in asked if group[2] not in by_name}
        by_ref = {person.ref: person for person in self._read(persons.c.record_id, gone)}
        for told, group in asked:
            ref = ref_of(told.crm, group[0], group[1])
            person = by_name.get(group[2])
            if person is not None:
                _agree(person, ref, told, group)
            elif ref in by_ref and group[3] in by_ref[ref].known:
                raise Flaw("persons", group[2], f"has another name now: {by_ref[ref].name}")
            else:
                self.erased += 1

    def _read(self, column: Any, values: Collection[str]) -> list[_Person]:
        if not values:
            return []
        names = ("person", "crm", "object", "record_id", "salt", "known")
        found = select(*(persons.c[name] for name in names)).where(among(self._conn, column, values))
        return [_person(*row) for row in self._conn.execute(found).all()]


def _person(name: str, crm: str, object: str, record_id: str, salt: str, known: str) -> _Person:
    try:
        values = jsontext.loads(known)
    except orjson.JSONDecodeError:
        values = None
    if not isinstance(values, dict) or jsontext.dumps(values) != known:
        raise Flaw("persons", name, "what is known is no more what was written")
    return _Person(name, (crm, object, record_id), salt, values)


def _agree(person: _Person, ref: Ref, told: Told, group: list[Any]) -> None:
    """Whether the person's row opens the commitment of this input."""
    where = f"decision {told.decision_id}"
    if person.ref != ref:
        raise Flaw("persons", person.name, f"stands for another record than {where} read")
    texts = person.known.get(group[3])
    fields = [field[0] for field in group[4] if isinstance(field[1], int)]
    if texts is None:
        raise Flaw("persons", person.name, f"does not hold the values that {where} committed to")
    opened = isinstance(texts, list) and len(texts) == len(fields) and isinstance(person.salt, str)
    if not opened or commitment_to(person.salt, list(zip(fields, texts, strict=True))) != group[3]:
        raise Flaw("persons", person.name, f"the values do not give the commitment of {where}")


def _bytes(text: Any) -> bytes:
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else b""
