"""Decisions read back with what they knew, in the order in which they were taken."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from mappings.instants import to_text
from mappings.records import Value
from state import jsontext
from state.audit import DECIDED, About
from state.bulk import among, in_order
from state.entries import value_of
from state.facts import Mark
from state.packed import unpack
from state.persons import Ref, committed
from state.record_schema import decisions, persons

_COLUMNS = [decisions.c[name] for name in ("id", *DECIDED, "knew", "facts")]


@dataclass(frozen=True, slots=True)
class Recalled:
    """A decision as it stands. `row` has the columns of DECIDED; `told` is what it knew, `about` what of
    persons, and `values` those values by record: None where one of the persons was erased. `told` is empty
    where nothing was kept."""

    number: int
    row: Mapping[str, Any]
    told: Mapping[str, Any]
    about: Mapping[Ref, About]
    values: Mapping[Ref, Mapping[str, Value]] | None
    facts: Mark


def count(conn: Connection, *only: ColumnElement[bool]) -> int:
    """How many decisions there are."""
    return conn.execute(select(func.count()).select_from(decisions).where(*only)).scalar_one()


def rows(
    conn: Connection, since: datetime | None, until: datetime | None, *only: ColumnElement[bool]
) -> tuple[int, int] | None:
    """The first and the last row number of what was decided in a period; None where nothing was."""
    when = [*only]
    if since is not None:
        when.append(decisions.c.decided_at >= to_text(since))
    if until is not None:
        when.append(decisions.c.decided_at <= to_text(until))
    first, last = conn.execute(select(func.min(decisions.c.id), func.max(decisions.c.id)).where(*when)).one()
    return None if first is None else (first, last)


def batches(
    conn: Connection, first: int = 0, last: int | None = None, *only: ColumnElement[bool]
) -> Iterator[Sequence[Recalled]]:
    """The decisions from one row number to another, a thousand at a time."""
    upper = (decisions.c.id <= last,) if last is not None else ()
    for rows in in_order(conn, _COLUMNS, decisions.c.id, decisions.c.id >= first, *upper, *only):
        yield _recalled(conn, rows)


def one(conn: Connection, decision_id: str) -> Recalled | None:
    """One decision by its id."""
    row = conn.execute(select(*_COLUMNS).where(decisions.c.decision_id == decision_id)).first()
    return None if row is None else _recalled(conn, [row])[0]


def own(conn: Connection, decision_ids: Collection[str]) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Of each of these decisions of which something was kept, the lead's CRM, and what it knew of its own
    without values about persons."""
    named = select(decisions.c.decision_id, decisions.c.crm, decisions.c.knew).where(
        among(conn, decisions.c.decision_id, decision_ids), decisions.c.knew.is_not(None)
    )
    return {row[0]: (row[1], unpack(bytes(row[2]))) for row in conn.execute(named)}


def _recalled(conn: Connection, rows: Sequence[Row[Any]]) -> list[Recalled]:
    told = [{} if row.knew is None else unpack(bytes(row.knew)) for row in rows]
    people = [
        [*committed(row.crm, each.pop("about", ()), row.inputs)] for row, each in zip(rows, told, strict=True)
    ]
    known = _known(conn, {person for each in people for _, person, _, _ in each})
    found = []
    for row, each, persons_of in zip(rows, told, people, strict=True):
        about: dict[Ref, About] = {}
        values: dict[Ref, dict[str, Value]] | None = {}
        for ref, name, commitment, fields in persons_of:
            kinds = {field[0]: field[1] for field in map(_with_kind, fields)}
            texts = known.get(name, {}).get(commitment)
            own = dict(zip(kinds, texts or [""] * len(kinds), strict=True))
            told_so = {field: (own[field], form) for field, form in kinds.items()}
            places = {field: place for place, field in enumerate(kinds)}
            about[ref] = About(name, commitment, told_so, places)
            if texts is None:
                values = None
            elif values is not None:
                values[ref] = {field: value_of(*text) for field, text in told_so.items()}
        columns: dict[str, Any] = dict(zip(DECIDED, row[1:-2], strict=True))
        mark = tuple(jsontext.loads(row.facts)) if row.facts is not None else (0, 0, "")
        found.append(Recalled(row.id, columns, each, about, values, mark))
    return found


def _with_kind(field: Any) -> tuple[str, str | None]:
    return (field[0], field[1]) if isinstance(field, list) else (field, None)


def _known(conn: Connection, names: Collection[str]) -> dict[str, dict[str, list[str]]]:
    if not names:
        return {}
    rows = conn.execute(select(persons.c.person, persons.c.known).where(among(conn, persons.c.person, names)))
    return {row[0]: jsontext.loads(row[1]) for row in rows}
