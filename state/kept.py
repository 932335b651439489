"""What decisions refer to and leaves commit to by hash only: rosters, evidence, and values about
persons."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, select

from state import facts, jsontext
from state.bulk import among
from state.flaws import Flaw
from state.packed import unpack
from state.persons import Ref, commitment_to, committed, ref_of
from state.record_schema import persons, shared

MOST = 2**62
"""More than rows will ever be."""

_REMEMBERED = 20_000
"""Rosters and evidence that are remembered as checked."""


class Told(NamedTuple):
    """What one decision refers to; its leaf fits already, so the JSON is as it was recorded."""

    decision_id: str
    crm: str
    inputs: str
    pool: str
    extra: str
    knew: bytes | None
    facts: str | None


REFERS = ("crm", "inputs", "pool", "extra", "knew", "facts")
"""The columns of a decision that refer to something, as `Told` has them."""


class _Asked(NamedTuple):
    """A commitment in a decision: to the values of which fields of a record about a person."""

    told: Told
    ref: Ref
    person: str
    commitment: str
    fields: tuple[str, ...]


class _Person(NamedTuple):
    name: str
    ref: Ref
    salt: str
    known: dict[str, list[str]]


class Kept:
    """Checks what decisions refer to, a stretch at a time. `sound` are rosters and evidence that were checked
    before, `shared` those that were checked now; `facts` is after which row what was shared begins, and up to
    which it goes. `named` has 8 bytes for each person, `opened` for each commitment that was opened; `erased`
    counts those whose person's row is gone: they are in a leaf and open no more."""

    def __init__(self, conn: Connection, sound: set[str]) -> None:
        self._conn = conn
        self._sound = sound
        self.shared: set[str] = set()
        self.facts: tuple[int, int] | None = None
        self.named, self.opened = bytearray(), bytearray()
        self.erased = 0

    def check(self, told: Sequence[Told]) -> None:
        """Raises Flaw where what is shared or a person's row does not give what a decision committed to."""
        referred = [(each, name) for each in told for name in _shared_by(each)]
        self._read_shared({name for _, name in referred})
        for each, name in referred:
            if name not in self._sound:
                raise Flaw("shared", name, f"is gone, and decision {each.decision_id} refers to it")
        self._persons([asked for each in told for asked in asked_by(each)])
        self._shared(told)

    def _shared(self, told: Sequence[Told]) -> None:
        """Whether the rows that came with each decision are there, and no others."""
        marks = [(each, jsontext.loads(each.facts)) for each in told if each.facts is not None]
        if not marks:
            return
        begin, end = self.facts or (marks[0][1][0],) * 2
        rows = deque(facts.between(self._conn, end, max(mark[1] for _, mark in marks)))
        for each, (after, upto, hash_) in marks:
            own = []
            while rows and rows[0].id <= upto:
                own.append(rows.popleft())
            if after != end or facts.digest(own) != hash_:
                first = str(own[0].id if own else upto)
                raise Flaw("facts", first, f"the rows do not give the hash of decision {each.decision_id}")
            end = upto
        self.facts = begin, end

    def _read_shared(self, asked: set[str]) -> None:
        if len(self._sound) > _REMEMBERED:
            self._sound.clear()
        new = asked - self._sound
        if not new:
            return
        found = select(shared.c.hash, shared.c.content).where(among(self._conn, shared.c.hash, new))
        for name, content in self._conn.execute(found):
            if hashlib.sha256(_bytes(content)).hexdigest() != name:
                raise Flaw("shared", name, "the content does not give its hash")
            self.shared.add(name)
        self._sound |= self.shared

    def _persons(self, asked: Sequence[_Asked]) -> None:
        """They are looked for by record: those of one time lie together, and names are random."""
        wanted = {one.person for one in asked}
        rows = {row[0]: row for row in self._read(persons.c.record_id, {one.ref[2] for one in asked})}
        rows |= {row[0]: row for row in self._read(persons.c.person, wanted - rows.keys())}
        by_name = {name: _person(*rows[name]) for name in wanted & rows.keys()}
        gone = {one.ref for one in asked if one.person not in by_name}
        others = [_person(*row) for row in rows.values() if row[1:4] in gone]
        holding = {(other.ref, each): other.name for other in others for each in other.known}
        for one in asked:
            person = by_name.get(one.person)
            if person is not None:
                _agree(person, one)
                self.opened += short(one.person, one.commitment)
                self.named += short(one.person)
            elif (one.ref, one.commitment) in holding:
                name = holding[one.ref, one.commitment]
                raise Flaw("persons", one.person, f"has another name now: {name}")
            else:
                self.erased += 1

    def _read(self, column: Any, values: Collection[str]) -> list[tuple[str, ...]]:
        if not values:
            return []
        names = ("person", "crm", "object", "record_id", "salt", "known")
        found = select(*(persons.c[name] for name in names)).where(among(self._conn, column, values))
        return [tuple(row) for row in self._conn.execute(found).all()]


def _shared_by(told: Told) -> Iterator[str]:
    """What the decision names by hash: who came into question, what spoke for an account."""
    for group in jsontext.loads(told.pool):
        yield group[2]
    for match in jsontext.loads(told.extra).get("matches", ()):
        yield match[3]


def short(person: str, commitment: str = "") -> bytes:
    """8 bytes that stand for a person on record, or one commitment of theirs: no two are alike by chance."""
    return hashlib.sha256(f"{person} {commitment}".encode()).digest()[:8]


def _person(name: str, crm: str, object: str, record_id: str, salt: str, known: str) -> _Person:
    try:
        values = jsontext.loads(known)
    except orjson.JSONDecodeError:
        values = None
    if not isinstance(values, dict) or jsontext.dumps(values) != known:
        raise Flaw("persons", name, "what is known is no more what was written")
    return _Person(name, (crm, object, record_id), salt, values)


def asked_by(told: Told) -> Iterator[_Asked]:
    """The commitments in a decision."""
    if told.knew is not None:
        about = unpack(told.knew)["about"]
        for ref, person, commitment, fields in committed(told.crm, about, told.inputs):
            names = tuple([field if isinstance(field, str) else field[0] for field in fields])
            yield _Asked(told, ref, person, commitment, names)
        return
    for object_, id_, person, commitment, fields in jsontext.loads(told.inputs):
        if commitment:
            names = tuple([field[0] for field in fields if type(field[-1]) is int])
            yield _Asked(told, ref_of(told.crm, object_, id_), person, commitment, names)


def _agree(person: _Person, asked: _Asked) -> None:
    """Whether the person's row opens this commitment."""
    where = f"decision {asked.told.decision_id}"
    if person.ref != asked.ref:
        raise Flaw("persons", person.name, f"stands for another record than {where} read")
    texts = person.known.get(asked.commitment)
    if texts is None:
        raise Flaw("persons", person.name, f"does not hold the values that {where} committed to")
    if not _opens(person.salt, texts, asked):
        raise Flaw("persons", person.name, f"the values do not give the commitment of {where}")


def _opens(salt: Any, texts: Any, asked: _Asked) -> bool:
    if not (isinstance(salt, str) and isinstance(texts, list) and len(texts) == len(asked.fields)):
        return False
    try:
        return commitment_to(salt, list(zip(asked.fields, texts, strict=True))) == asked.commitment
    except UnicodeEncodeError:  # bytes that are no text
        return False


def _bytes(text: Any) -> bytes:
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else b""
