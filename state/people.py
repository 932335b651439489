"""Open leads and contacts by where their person is reached: mailbox and phone, each a number of 63 bits
whose meaning is for whoever makes them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, select, tuple_

from mappings.records import Kind, Record, State
from state.bulk import given, update_many
from state.mirror_rows import IDENTITY, RECORD, Reached, record_of
from state.schema import records

MOST = 50
"""Records that are read of one mailbox or phone, in the order of CRM, kind and id: an office's mailbox or a
switchboard names nobody."""

Held = tuple[str, Record]
"""A lead or contact with its CRM."""

_QUESTIONS = {
    "sqlite": """
        SELECT asked.value, found.crm, found.kind, found.id FROM json_each(?) AS asked
        JOIN records AS found ON found.rowid IN (
            SELECT own.rowid FROM records AS own
            WHERE own.{by} IS NOT NULL AND own.{by} = asked.value AND own.state = 'open'
            ORDER BY own.crm, own.kind, own.id LIMIT {most})""",
    "postgresql": """
        SELECT asked.value, found.crm, found.kind, found.id FROM unnest(%s::bigint[]) AS asked (value)
        CROSS JOIN LATERAL (
            SELECT own.crm, own.kind, own.id FROM records AS own
            WHERE own.{by} IS NOT NULL AND own.{by} = asked.value AND own.state = 'open'
            ORDER BY own.crm, own.kind, own.id LIMIT {most}) AS found""",
}
_KEY = tuple_(records.c.crm, records.c.kind, records.c.id)


def reached(
    conn: Connection, mailboxes: Collection[int], dials: Collection[int]
) -> list[tuple[int, str, Kind, str]]:
    """The open leads and contacts of these mailboxes and phones: the number each was found by, CRM, kind
    and id."""
    found: list[Any] = []
    for by, numbers in (("mailbox", mailboxes), ("dial", dials)):
        if numbers:
            question = _QUESTIONS[conn.dialect.name].format(by=by, most=MOST)
            found += conn.exec_driver_sql(question, (given(conn, numbers),)).all()
    return [(number, crm, Kind(kind), id_) for number, crm, kind, id_ in found]


def page(conn: Connection, after: tuple[str, str, str], most: int) -> list[Held]:
    """Open leads and contacts in the order of CRM, kind and id, from beyond `after`."""
    columns: list[Any] = [records.c.crm, *RECORD]
    kinds = records.c.kind.in_([Kind.CONTACT.value, Kind.LEAD.value])
    wanted = select(*columns).where(kinds, records.c.state == State.OPEN.value, after < _KEY)
    rows = conn.execute(wanted.order_by(records.c.crm, records.c.kind, records.c.id).limit(most))
    return [(row[0], record_of(row[1:])) for row in rows]


def give(conn: Connection, found: Sequence[tuple[Held, Reached]]) -> None:
    """Keeps where each record's person is reached."""
    rows = [(*numbers, crm, record.kind.value, record.id) for (crm, record), numbers in found]
    update_many(conn, records, ("mailbox", "dial"), IDENTITY, rows)
