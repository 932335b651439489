"""Who was given which lead when, live and shadow apart, and what each owner has in hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, select, update

from mappings.instants import to_text
from mappings.records import Kind
from state.bulk import among, insert_many
from state.schema import COUNTED, IN_HAND, assignments, records

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


class InHand(NamedTuple):
    """Open records of one owner in one stage (None: they have none): how many there are, of how many nobody
    says what they are worth, and what the others are worth together."""

    owner_id: str
    stage: str | None
    many: int
    blank: int
    worth: float


def in_hand(conn: Connection, crm: str, kind: Kind, owners: Collection[str]) -> list[InHand]:
    """The open leads or opportunities that the owners have in the CRM, as the mirror shows them."""
    held = (records.c.owner_id, records.c.stage)
    worths = func.count(records.c.worth), func.coalesce(func.sum(records.c.worth), 0.0)
    query = (
        select(*held, func.count(), *worths)
        .where(IN_HAND, records.c.crm == crm, records.c.kind == kind.value)
        .where(among(conn, records.c.owner_id, owners))
        .group_by(*held)
    )
    return [
        InHand(owner, stage, count, count - told, worth)
        for owner, stage, count, told, worth in conn.execute(query)
    ]


def open_leads_of(conn: Connection, crm: str, owner: str) -> list[str]:
    """The ids of the open leads that the owner has in the CRM, as the mirror shows them, the oldest first."""
    query = (
        select(records.c.id)
        .where(IN_HAND, records.c.crm == crm, records.c.kind == Kind.LEAD.value)
        .where(records.c.owner_id == owner)
        .order_by(records.c.created_at, records.c.id)
    )
    return list(conn.execute(query).scalars())


class Unseen(NamedTuple):
    """An open lead that was given from one owner to another, and what it is worth."""

    crm: str
    before: str | None
    after: str
    worth: float | None


def not_mirrored(conn: Connection, mode: str, since: datetime) -> list[Unseen]:
    """What was given since then and the mirror does not show, once for each open lead. A lead that has
    changed since it was given is as the mirror shows it."""
    same = and_(
        records.c.crm == assignments.c.crm,
        records.c.kind == Kind.LEAD.value,
        records.c.id == assignments.c.record_id,
    )
    given = (assignments.c.crm, assignments.c.record_id)
    moved = (records.c.owner_id, assignments.c.owner_id, records.c.worth)
    query = (
        select(*given, *moved)
        .join(records, same)
        .where(
            assignments.c.mode == mode,
            assignments.c.at >= since,
            records.c.counted == 1,
            records.c.modified_at <= assignments.c.at,
        )
        .order_by(assignments.c.id)
    )
    latest = {(row[0], row[1]): Unseen(row[0], *row[2:]) for row in conn.execute(query)}
    return [found for found in latest.values() if found.before != found.after]
