"""Who was given which lead when, live and shadow apart, and how many open leads each owner has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from mappings.instants import to_text
from mappings.records import Kind
from state.bulk import among, insert_many
from state.schema import COUNTED, OPEN_LEAD, assignments, records


@dataclass(frozen=True, slots=True)
class Assignment:
    """`owner_id` is the seat in `crm` of the person `email`. `counts`: towards their caps."""

    mode: str
    crm: str
    record_id: str
    owner_id: str
    email: str
    at: datetime
    counts: bool


def put(conn: Connection, rows: Sequence[Assignment]) -> None:
    """Puts down what was given."""
    columns = ("mode", "crm", "record_id", "owner_id", "email", "at", "counts")
    values = [
        (row.mode, row.crm, row.record_id, row.owner_id, row.email, to_text(row.at), int(row.counts))
        for row in rows
    ]
    insert_many(conn, assignments, columns, values)


def counted(
    conn: Connection, mode: str, emails: Collection[str], since: datetime
) -> dict[str, list[datetime]]:
    """When each of the people was given leads that count towards their caps, in the order of time."""
    query = (
        select(assignments.c.email, assignments.c.at)
        .where(COUNTED, among(conn, assignments.c.email, emails), assignments.c.at >= since)
        .where(assignments.c.mode == mode)
        .order_by(assignments.c.at)
    )
    found: dict[str, list[datetime]] = {}
    for email, at in conn.execute(query):
        found.setdefault(email, []).append(at)
    return found


def open_leads(conn: Connection, crm: str, owners: Collection[str]) -> Counter[str]:
    """How many open leads each of the owners has in the CRM, as the mirror shows them."""
    query = (
        select(records.c.owner_id, func.count())
        .where(OPEN_LEAD, records.c.crm == crm, among(conn, records.c.owner_id, owners))
        .group_by(records.c.owner_id)
    )
    return Counter({row[0]: row[1] for row in conn.execute(query)})


def not_mirrored(conn: Connection, mode: str, since: datetime) -> list[tuple[str, str | None, str]]:
    """What was given since then and the mirror does not show: CRM, owner before, owner now, once for each
    open lead. A lead that has changed since it was given is as the mirror shows it."""
    same = and_(
        records.c.crm == assignments.c.crm,
        records.c.kind == Kind.LEAD.value,
        records.c.id == assignments.c.record_id,
    )
    given = (assignments.c.crm, assignments.c.record_id, records.c.owner_id, assignments.c.owner_id)
    query = (
        select(*given)
        .join(records, same)
        .where(
            assignments.c.mode == mode,
            assignments.c.at >= since,
            records.c.counted == 1,
            records.c.modified_at <= assignments.c.at,
        )
        .order_by(assignments.c.id)
    )
    latest = {(row[0], row[1]): (row[0], row[2], row[3]) for row in conn.execute(query)}
    return [found for found in latest.values() if found[1] != found[2]]
