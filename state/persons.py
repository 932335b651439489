"""The one table that holds values about persons, and can lose them.

What is on record commits to such a value by HMAC-SHA256 under a random salt of the person's. With
the row goes the salt: the commitment stays, checks as before, and tells nothing any more. A person has
another row, and another salt, for each month in which decisions were taken, so that a month's values can
be forgotten by themselves.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select, tuple_

from state import jsontext
from state.bulk import among, insert_many, update_many
from state.record_schema import persons

Ref = tuple[str, str, str]
"""CRM, object and record id: one record about one person."""


def ref_of(crm: str, object: str, record_id: str) -> Ref:
    """The record that a decision about a lead of `crm` read; an object may name its CRM (`sales:Lead`)."""
    named, _, name = object.rpartition(":")
    return named or crm, name, record_id


def committed(
    crm: str, about: Iterable[Sequence[Any]], inputs: str
) -> Iterator[tuple[Ref, str, str, Sequence[Any]]]:
    """What a decision knew `about` persons: the record, the person's name on record, the commitment, the
    fields. Name and commitment stand once: with what it read (`inputs`, JSON), where it read any of it."""
    read = {
        ref_of(crm, object_, id_): (person, commitment)
        for object_, id_, person, commitment, _ in jsontext.loads(inputs)
        if commitment
    }
    for of, kind, id_, *own, fields in about:
        ref = (of, kind, id_)
        person, commitment = own or read.get(ref, ("", ""))
        yield ref, person, commitment, fields


@dataclass(slots=True)
class _Person:
    name: str
    salt: str
    known: dict[str, list[str]]
    new: bool
    changed: bool


class Book:
    """The persons that one transaction speaks of, in a month (`2026-05`). `save` writes what was added."""

    def __init__(self, conn: Connection, refs: Collection[Ref], month: str) -> None:
        self._conn = conn
        self._month = month
        self._persons: dict[Ref, _Person] = {}
        if refs:
            ids = {ref[2] for ref in refs}
            columns = ("crm", "object", "record_id", "person", "salt", "known")
            rows = conn.execute(
                select(*(persons.c[name] for name in columns)).where(
                    among(conn, persons.c.record_id, ids), persons.c.person.startswith(month)
                )
            )
            for row in rows:
                self._persons[row[0], row[1], row[2]] = _Person(
                    row[3], row[4], jsontext.loads(row[5]), new=False, changed=False
                )

    def commit(self, ref: Ref, values: Sequence[tuple[str, str]]) -> tuple[str, str]:
        """Keeps values by field; returns the person's name on record, and the commitment to them."""
        person = self._persons.get(ref)
        if person is None:
            name = f"{self._month}.{secrets.token_urlsafe(9)}"
            person = _Person(name, secrets.token_urlsafe(16), {}, new=True, changed=True)
            self._persons[ref] = person
        commitment = commitment_to(person.salt, values)
        if commitment not in person.known:
            person.known[commitment] = [text for _, text in values]
            person.changed = True
        return person.name, commitment

    def save(self) -> None:
        new, changed = [], []
        for ref, person in self._persons.items():
            if person.new:
                new.append((person.name, *ref, person.salt, jsontext.dumps(person.known)))
            elif person.changed:
                changed.append((jsontext.dumps(person.known), person.name))
        columns = ("person", "crm", "object", "record_id", "salt", "known")
        insert_many(self._conn, persons, columns, new)
        update_many(self._conn, persons, ("known",), ("person",), changed)


def commitment_to(salt: str, values: Sequence[tuple[str, str]]) -> str:
    """HMAC-SHA256 under the salt of the JSON list of [field, text], base64url without padding."""
    code = hmac.digest(salt.encode(), jsontext.dumps(values).encode(), "sha256")
    return urlsafe_b64encode(code).rstrip(b"=").decode()


def erase(conn: Connection, refs: Collection[Ref]) -> int:
    """Forgets what is on record about the persons behind these records; returns how many values that were."""
    record = tuple_(persons.c.crm, func.lower(persons.c.object), persons.c.record_id)
    asked = {(crm, object.lower(), record_id) for crm, object, record_id in refs}
    which = among(conn, persons.c.record_id, {ref[2] for ref in asked}), record.in_(asked)
    known = conn.execute(select(persons.c.known).where(*which)).scalars().all()
    conn.execute(delete(persons).where(*which))
    return sum(len(values) for each in known for values in jsontext.loads(each).values())


def before(month: str) -> ColumnElement[bool]:
    """Of the persons' rows those of decisions before a month (`2026-05`)."""
    return persons.c.person < month
