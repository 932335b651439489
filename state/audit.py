"""What was decided, tried, told and changed: put on record in the transaction that does it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from mappings.instants import to_text
from mappings.records import Value
from mappings.writes import Receipt
from state import jsontext, leaves
from state.audit_reading import (
    as_history,
    changed_since,
    counts,
    decision,
    decisions_since,
    ever_decided,
    history,
    to_review,
)
from state.bulk import insert_many
from state.entries import (
    COLUMNS,
    CandidateGroup,
    DecisionEntry,
    People,
    StepEntry,
    shown_text,
    value_text,
)
from state.packed import pack
from state.persons import Book, Ref, ref_of
from state.record_schema import shared

__all__ = [
    "CandidateGroup",
    "DecisionEntry",
    "StepEntry",
    "as_history",
    "changed_since",
    "counts",
    "decision",
    "decisions_since",
    "ever_decided",
    "history",
    "record_change",
    "record_many",
    "record_notice",
    "record_writes",
    "to_review",
]

_plain_columns = attrgetter(*COLUMNS)
DECIDED = (*COLUMNS, "steps", "inputs", "pool", "extra")
_DECISION = (*DECIDED, "knew", "facts")

Commit = Callable[[Ref, Sequence[tuple[str, str]]], tuple[str, str]]
"""Keeps values of a record about a person; returns the person's name on record, and the commitment."""


@dataclass(frozen=True, slots=True)
class About:
    """What a decision says of one person: by field the text and, where it was no text, its type; and where
    each field stands among the values that the commitment covers."""

    person: str
    commitment: str
    values: Mapping[str, tuple[str, str | None]]
    places: Mapping[str, int]


_WRITE = ("ref", "decision_id", "attempted_at", "result", "error", "owner_before", "owner_after")
_NOTICE = ("ref", "decision_id", "channel", "recipient", "attempted_at", "result", "error")
_CHANGE = ("ref", "changed_at", "changed_by", "what", "before", "after")


def record_many(conn: Connection, entries: Sequence[DecisionEntry]) -> None:
    """Puts the decisions on record with their leaves, values about persons apart."""
    if not entries:
        return
    latest = max(entry.decided_at for entry in entries)
    book = Book(
        conn,
        {ref for entry in entries for ref in _persons_of(entry)},
        latest[:7],
    )
    known_texts: dict[str, str] = {}
    rows = [_decision(entry, book, known_texts) for entry in entries]
    book.save()
    insert_many(conn, shared, ("hash", "content"), sorted(known_texts.items()), "ON CONFLICT DO NOTHING")
    leaves.record(conn, "decision", _DECISION, rows, latest)


def record_writes(conn: Connection, tried: Sequence[tuple[str, str, Receipt]], now: datetime) -> None:
    """Puts attempts to write on record: write key, decision, receipt."""
    at = to_text(now)
    rows = []
    for key, decision_id, receipt in tried:
        told = "; ".join(filter(None, (receipt.code, receipt.detail)))
        fine = receipt.result in ("written", "already") and not receipt.dropped
        error = None if fine or not told else _sound(told)
        outcome = (receipt.result.value, error, receipt.owner_before, receipt.owner_after)
        rows.append((f"{key}@{secrets.token_hex(6)}", decision_id, at, *outcome))
    leaves.record(conn, "write", _WRITE, rows, at)


def record_notice(
    conn: Connection,
    key: str,
    to: tuple[str | None, str, str | None],
    result: str,
    error: str | None,
    now: datetime,
) -> None:
    """Puts on record what became of a notice; `to` is the decision it is about, channel, recipient.
    What the notice said is not: it may speak of a person."""
    at = to_text(now)
    row = (f"{key}@{secrets.token_hex(6)}", *to, at, result, error)
    leaves.record(conn, "notice", _NOTICE, [row], at)


def record_change(
    conn: Connection, what: str, by: str, before: str | None, after: str | None, now: datetime
) -> None:
    """Puts on record who changed which setting, with both texts."""
    at = to_text(now)
    row = (secrets.token_hex(12), at, by, what, _sound(before), _sound(after))
    leaves.record(conn, "change", _CHANGE, [row], at)


def _persons_of(entry: DecisionEntry) -> Iterator[Ref]:
    if entry.knew is not None:
        yield from entry.knew.apart
    for given in entry.inputs:
        if given.personal:
            yield ref_of(entry.crm, given.object, given.record_id)


def _decision(entry: DecisionEntry, book: Book, known_texts: dict[str, str]) -> tuple[Any, ...]:
    about = _about_persons(entry, book.commit)
    return *decided(entry, about, known_texts), *_knew(entry, about)


def decided(entry: DecisionEntry, about: Mapping[Ref, About], known_texts: dict[str, str]) -> tuple[Any, ...]:
    """What a decision puts on record but for what it rests on: the values of DECIDED. What it refers
    to by hash, rosters and evidence, is added to the texts known."""
    return (
        *[_sound(value) for value in _plain_columns(entry)],
        jsontext.dumps([*map(tuple, entry.steps)]),
        jsontext.dumps(_inputs(entry, about)),
        jsontext.dumps([_group(group, known_texts) for group in entry.candidates]),
        jsontext.dumps(_extra(entry, known_texts)),
    )


def _about_persons(entry: DecisionEntry, commit: Commit) -> dict[Ref, About]:
    """What a decision says of persons, by record: all that it knew of it, or else what it read."""
    apart: dict[Ref, dict[str, tuple[str, str | None]]] = {}
    if entry.knew is not None:
        for ref, values in entry.knew.apart.items():
            apart[ref] = {name: found for name, value in values if (found := _told(value)) is not None}
    for given in entry.inputs:
        if given.personal and given.value is not None:
            of = apart.setdefault(ref_of(entry.crm, given.object, given.record_id), {})
            if given.field not in of and (found := _told(given.value)) is not None:
                of[given.field] = found
    return {
        ref: About(
            *commit(ref, [(name, text) for name, (text, _) in values.items()]),
            values,
            {name: place for place, name in enumerate(values)},
        )
        for ref, values in apart.items()
        if values
    }


def _told(value: Value) -> tuple[str, str | None] | None:
    if value.__class__ is str and value.isprintable():  # most are
        return value, None
    text, kind = value_text(value)
    return None if text is None else (text, kind)


def _inputs(entry: DecisionEntry, about: Mapping[Ref, About]) -> list[list[Any]]:
    """By record: object, id, person, commitment, and the fields. A field is its name and, unless it was
    blank, its text; in place of a text about a person stands its number among those that the commitment
    covers."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for given in entry.inputs:
        where = (given.object, given.record_id)
        group = groups.get(where)
        if group is None:
            group = groups[where] = [*where, None, None, []]
        if given.value is None:
            group[4].append((given.field,))
        elif given.personal:
            of = about[ref_of(entry.crm, *where)]
            group[2], group[3] = of.person, of.commitment
            group[4].append((given.field, of.places[given.field]))
        else:
            group[4].append((given.field, shown_text(given.value)))
    return list(groups.values())


def _knew(entry: DecisionEntry, about: Mapping[Ref, About]) -> tuple[bytes | None, str | None]:
    """What it knew besides, packed: with each person's record the fields in the commitment's order, and the
    commitment where the inputs do not have it (see `persons.committed`)."""
    if entry.knew is None:
        return None, None
    asked = {one[:2] for one in entry.inputs if one.personal and one.value is not None}
    read = {ref_of(entry.crm, *where) for where in asked}
    persons = [
        [
            *ref,
            *(() if ref in read else (of.person, of.commitment)),
            [[name, kind] if kind else name for name, (_, kind) in of.values.items()],
        ]
        for ref, of in about.items()
    ]
    return pack({**entry.knew.told, "about": persons}), jsontext.dumps(entry.knew.facts)


def _group(group: CandidateGroup, known: dict[str, str]) -> list[Any]:
    """Whether eligible, why, whose roster, and each one's rank in the roster's order. The roster is
    in an order of its own, so that many decisions share it."""
    ordered = tuple(sorted(group.people))
    key, text = _hashed(ordered)
    known[key] = text
    if not group.eligible:
        return [0, group.reason, key]
    ranks = {person: rank for rank, person in enumerate(group.people, 1)}
    return [1, group.reason, key, [ranks[person] for person in ordered]]


def _extra(entry: DecisionEntry, known: dict[str, str]) -> dict[str, Any]:
    """What more there is; what speaks for an account by hash: the same is often said."""
    if "matches" not in entry.extra:
        return dict(entry.extra)
    matches = []
    for *match, evidence in entry.extra["matches"]:
        key, text = _hashed((evidence,))
        known[key] = text
        matches.append([*match, key])
    return {**entry.extra, "matches": matches}


@lru_cache(maxsize=4096)
def _hashed(told: People | tuple[str]) -> tuple[str, str]:
    text = jsontext.dumps(told)
    return hashlib.sha256(text.encode()).hexdigest(), text


def _sound(value: Any) -> Any:
    return jsontext.plain(value) if isinstance(value, str) and not value.isprintable() else value
