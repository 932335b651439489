"""Who was given which lead when, live and shadow apart, and how many open leads each owner has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select, update

from mappings.instants import to_text
from mappings.records import Kind
from state.bulk import among, insert_many
from state.schema import COUNTED, OPEN_LEAD, assignments, records

DECLINED = "decline"
"""By what a lead is taken back that somebody did not want."""

_GIVEN = [assignments.c[name] for name in ("id", "email", "owner_id", "at", "rotation")]


@dataclass(frozen=True, slots=True)
class Assignment:
    """`owner_id` is the seat in `crm` of the person `email`. `counts`: towards their caps; `rotation` is the
    one whose turn it was, if any."""

    mode: str
    crm: str
    record_id: str
    owner_id: str
    email: str
    at: datetime
    counts: bool
    rotation: str | None = None


def put(conn: Connection, rows: Sequence[Assignment]) -> None:
    """Puts down what was given."""
    columns = ("mode", "crm", "record_id", "owner_id", "email", "at", "counts", "rotation")
    values = [
        (
            *(row.mode, row.crm, row.record_id, row.owner_id, row.email),
            *(to_text(row.at), int(row.counts), row.rotation),
        )
        for row in rows
    ]
    insert_many(conn, assignments, columns, values)


@dataclass(frozen=True, slots=True)
class Given:
    """The last time that a lead was given to somebody, and all who were given it and declined."""

    id: int
    email: str
    owner_id: str
    at: datetime
    rotation: str | None
    declined: frozenset[str]


def latest(conn: Connection, mode: str, crm: str, ids: Collection[str]) -> dict[str, Given]:
    """To whom each of the leads was given last; leads that nobody was given are absent."""
    if not ids:
        return {}
    query = (
        select(assignments.c.record_id, assignments.c.ended, *_GIVEN)
        .where(among(conn, assignments.c.record_id, ids), assignments.c.crm == crm)
        .where(assignments.c.mode == mode)
        .order_by(assignments.c.id)
    )
    found: dict[str, Given] = {}
    for record_id, ended, id_, email, owner_id, at, rotation in conn.execute(query):
        before = found[record_id].declined if record_id in found else frozenset()
        declined = before | {email} if ended == DECLINED else before
        found[record_id] = Given(id_, email, owner_id, at, rotation, declined)
    return found


def end(conn: Connection, taken: Collection[tuple[int, str, bool]]) -> None:
    """These were taken back: by what (`declined`...), and whether the lead still counts towards the caps of
    whoever had it."""
    for id_, by, counts in taken:
        row = update(assignments).where(assignments.c.id == id_)
        conn.execute(row.values(ended=by) if counts else row.values(ended=by, counts=0))


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


def open_leads_of(conn: Connection, crm: str, owner: str) -> list[str]:
    """The ids of the open leads that the owner has in the CRM, as the mirror shows them, the oldest first."""
    query = (
        select(records.c.id)
        .where(OPEN_LEAD, records.c.crm == crm, records.c.owner_id == owner)
        .order_by(records.c.created_at, records.c.id)
    )
    return list(conn.execute(query).scalars())


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
