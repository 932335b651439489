"""Everything that a store holds of records about persons, table by table, as it stands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from mappings.instants import to_text
from mappings.records import ACTIVITIES, Kind
from state import jsontext
from state.erasing import Ref
from state.record_schema import deadline_events, decisions, persons
from state.schema import (
    aliases,
    assignments,
    clocks,
    inbox,
    ledger,
    notices,
    owner_changes,
    records,
    timers,
    touches,
    writes,
)

_OF_LEADS = (inbox, writes, ledger, owner_changes, timers, clocks, deadline_events, assignments)
"""Tables whose rows name a lead by CRM and id."""

TABLES = ("records", "persons", "touches", "aliases", "notices", *(str(table.name) for table in _OF_LEADS))
"""The tables that `read` looks into; decisions have a reader of their own."""

_WITHHELD = frozenset({"salt", "mailbox", "dial", "id", "leaf"})
_JSON = frozenset({"fields", "known", "detail", "extra", "marks", "absorbed"})

Rows = list[dict[str, Any]]


def read(conn: Connection, ref: Ref) -> dict[str, Rows]:
    """The rows about a record by the table they stand in, each column by its name, without what only serves
    to find them; points in time as text. Tables that hold nothing are left out."""
    found = {"records": _rows(conn, records, _is_it(ref)), "persons": _rows(conn, persons, _known_of(ref))}
    found["touches"] = _rows(conn, touches, and_(touches.c.crm == ref.crm, touches.c.lead_id == ref.id))
    merged = or_(aliases.c.id == ref.id, aliases.c.survivor == ref.id)
    same = and_(aliases.c.crm == ref.crm, aliases.c.kind == ref.kind.value, merged)
    found["aliases"] = _rows(conn, aliases, same, shown={"id"})
    if ref.kind is Kind.LEAD:
        for table in _OF_LEADS:
            found[str(table.name)] = _rows(conn, table, _of_lead(table, ref))
        decided = select(decisions.c.decision_id).where(
            decisions.c.lead_id == ref.id, decisions.c.crm == ref.crm
        )
        found["notices"] = _rows(conn, notices, notices.c.decision_id.in_(decided))
    return {name: rows for name, rows in found.items() if rows}


def _is_it(ref: Ref) -> ColumnElement[bool]:
    """The mirrored record, and activities that are about it."""
    own = and_(records.c.kind == ref.kind.value, records.c.id == ref.id)
    named = records.c.fields.contains(jsontext.dumps(ref.id), autoescape=True)
    about = and_(records.c.kind.in_([kind.value for kind in ACTIVITIES]), named)
    return and_(records.c.crm == ref.crm, or_(own, about))


def _known_of(ref: Ref) -> ColumnElement[bool]:
    object_ = func.lower(persons.c.object) == ref.kind.value
    return and_(persons.c.record_id == ref.id, persons.c.crm == ref.crm, object_)


def _of_lead(table: Table, ref: Ref) -> ColumnElement[bool]:
    return and_(table.c.record_id == ref.id, table.c.crm == ref.crm)


def _rows(conn: Connection, table: Table, which: ColumnElement[bool], shown: Collection[str] = ()) -> Rows:
    columns = [each for each in table.columns if each.name not in _WITHHELD or each.name in shown]
    order = list(table.primary_key.columns)
    return [
        {str(name): _plain(name, value) for name, value in row._mapping.items() if value is not None}
        for row in conn.execute(select(*columns).where(which).order_by(*order))
    ]


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return to_text(value)
    return jsontext.loads(value) if name in _JSON and isinstance(value, str) else value
