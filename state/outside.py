"""What became of leads besides our decisions, and when: for a past that is played again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from mappings.instants import from_text
from mappings.records import Kind
from state import recalled
from state.assignments import InHand
from state.bulk import among, in_order
from state.recalled import Recalled
from state.record_schema import decisions
from state.schema import aliases, assignments, clocks, cursors, records, timers, writes


class Taken(NamedTuple):
    """A decision, by its row."""

    number: int
    crm: str
    lead_id: str
    trigger: str
    generation: str


class Shown(NamedTuple):
    """A lead as the mirror shows it last; `changed_at` is when it was modified last, or merged away: not
    every CRM shows that as a change of the record itself."""

    owner_id: str | None
    state: str
    created_at: datetime | None
    changed_at: datetime


class Fate(NamedTuple):
    """What became of an owner's write: its status, whether an earlier try of ours may have set the owner, and
    when it was settled (None: it is open)."""

    status: str
    tried: bool
    at: datetime | None


class End(NamedTuple):
    """How a clock ended."""

    checkpoint: str
    status: str
    how: str
    at: datetime


class Kept(NamedTuple):
    """A clock that was started: when it is due, and its end, if it has one."""

    checkpoint: str
    route: str
    due_at: datetime
    status: str
    settled_at: datetime | None


def span(
    conn: Connection, mode: str, since: datetime | None, until: datetime | None
) -> tuple[int, int] | None:
    """The first and the last row of a mode's decisions in a period; None where there are none. Rows stand in
    the order of time."""
    return recalled.rows(conn, since, until, decisions.c.mode == mode)


def times(conn: Connection, first: int, last: int) -> tuple[str, str]:
    """When the decisions of two rows were taken, as canonical text."""
    query = select(decisions.c.decided_at).where(decisions.c.id.in_((first, last))).order_by(decisions.c.id)
    found = conn.execute(query).scalars().all()
    return found[0], found[-1]


Leads = tuple[str, str | None] | None
"""From one id on, and before another (None: to the last); None: all."""


def scan(conn: Connection, mode: str, first: int, last: int, leads: Leads = None) -> Iterator[Taken]:
    """Which decisions were taken, in short."""
    columns = [decisions.c[name] for name in ("id", "crm", "lead_id", "trigger", "generation")]
    within = decisions.c.id >= first, decisions.c.id <= last
    for rows in in_order(conn, columns, decisions.c.id, *within, *_only(mode, leads)):
        yield from (Taken(*tuple(row)) for row in rows)


def decided(
    conn: Connection, mode: str, first: int, last: int, leads: Leads = None
) -> Iterator[Sequence[Recalled]]:
    """The decisions themselves, with what they knew."""
    return recalled.batches(conn, first, last, *_only(mode, leads))


def parts(conn: Connection, mode: str, span: tuple[int, int], size: int) -> list[Leads]:
    """The leads of a span cut into parts of about so many decisions, all of one lead in one part."""
    query = (
        select(decisions.c.lead_id, func.count())
        .where(decisions.c.id >= span[0], decisions.c.id <= span[1], decisions.c.mode == mode)
        .group_by(decisions.c.lead_id)
    )
    starts, count = [""], 0
    for lead, many in sorted((row[0], row[1]) for row in conn.execute(query)):
        if count >= size:
            starts.append(lead)
            count = 0
        count += many
    return [(start, end) for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _only(mode: str, leads: Leads) -> list[ColumnElement[bool]]:
    return [decisions.c.mode == mode, *_within(decisions.c.lead_id, leads)]


def _within(lead: ColumnElement[str], leads: Leads) -> list[ColumnElement[bool]]:
    if leads is None:
        return []
    return [lead >= leads[0], *([lead < leads[1]] if leads[1] is not None else [])]


def due(conn: Connection, mode: str, numbers: Collection[int]) -> dict[int, datetime]:
    """When the timers of these numbers were due."""
    query = select(timers.c.id, timers.c.due_at).where(
        among(conn, timers.c.id, numbers), timers.c.mode == mode
    )
    return {row[0]: row[1] for row in conn.execute(query)} if numbers else {}


def shown(conn: Connection, crm: str, ids: Collection[str]) -> dict[str, Shown]:
    """The leads as the mirror shows them."""
    merged = and_(*(aliases.c[name] == records.c[name] for name in ("crm", "kind", "id")))
    columns = [records.c[name] for name in ("id", "owner_id", "state", "created_at", "modified_at")]
    query = (
        select(*columns, aliases.c.stamp)
        .select_from(records.outerjoin(aliases, merged))
        .where(records.c.crm == crm, records.c.kind == Kind.LEAD.value, among(conn, records.c.id, ids))
    )
    found = {}
    for row in conn.execute(query):
        *_, modified_at, stamp = row
        changed_at = max(modified_at, from_text(stamp)) if stamp else modified_at
        found[row.id] = Shown(row.owner_id, row.state, row.created_at, changed_at)
    return found


def fates(conn: Connection, ids: Collection[str]) -> dict[str, Fate]:
    """What became of the writes of these decisions."""
    query = select(writes.c.decision_id, writes.c.status, writes.c.attempts, writes.c.settled_at)
    rows = conn.execute(query.where(among(conn, writes.c.decision_id, ids)))
    return {row[0]: Fate(row[1], row[2] > 0, row[3]) for row in rows}


def ends(conn: Connection, mode: str, crm: str, ids: Collection[str]) -> dict[str, list[End]]:
    """How the clocks of the leads ended, by time."""
    names = ("record_id", "checkpoint", "status", "how", "settled_at")
    query = (
        select(*(clocks.c[name] for name in names))
        .where(among(conn, clocks.c.record_id, ids), clocks.c.crm == crm, clocks.c.mode == mode)
        .where(clocks.c.settled_at.is_not(None))
        .order_by(clocks.c.settled_at, clocks.c.id)
    )
    found: dict[str, list[End]] = {}
    for lead, checkpoint, status, how, at in conn.execute(query):
        found.setdefault(lead, []).append(End(checkpoint, status, how or "", at))
    return found


def fell_due(
    conn: Connection, mode: str, when: tuple[datetime, datetime], leads: Leads = None
) -> Iterator[Kept]:
    """The clocks that were started in a period."""
    query = select(*(clocks.c[name] for name in Kept._fields)).where(
        clocks.c.mode == mode, clocks.c.started_at >= when[0], clocks.c.started_at <= when[1]
    )
    query = query.where(*_within(clocks.c.record_id, leads)).order_by(clocks.c.id)
    return (Kept(*tuple(row)) for row in conn.execute(query))


def in_hand_at(conn: Connection, crm: str, kind: Kind, owners: Collection[str], at: datetime) -> list[InHand]:
    """What the owners had in hand at an instant, as far as the mirror of today knows: what was there by then
    and open, or has changed since, with the owners of today."""
    held = (records.c.owner_id, records.c.stage)
    worths = func.count(records.c.worth), func.coalesce(func.sum(records.c.worth), 0.0)
    there = or_(records.c.created_at.is_(None), records.c.created_at < at)
    closed_later = and_(records.c.counted == 0, records.c.modified_at > at)
    query = (
        select(*held, func.count(), *worths)
        .where(records.c.crm == crm, records.c.kind == kind.value, among(conn, records.c.owner_id, owners))
        .where(there, or_(records.c.counted == 1, closed_later))
        .group_by(*held)
    )
    return [InHand(owner, stage, n, n - told, worth) for owner, stage, n, told, worth in conn.execute(query)]


def read_until(conn: Connection) -> datetime | None:
    """When a CRM was last read to its end; None where none ever was."""
    found: datetime | None = conn.execute(select(func.max(cursors.c.drained_at))).scalar()
    return found


def given(
    conn: Connection, mode: str, when: tuple[datetime, datetime], leads: Leads = None
) -> Iterator[tuple[str, datetime]]:
    """To whom leads were given in a period, and when."""
    query = select(assignments.c.email, assignments.c.at).where(
        assignments.c.mode == mode, assignments.c.at >= when[0], assignments.c.at <= when[1]
    )
    query = query.where(*_within(assignments.c.record_id, leads)).order_by(assignments.c.id)
    return ((row[0], row[1]) for row in conn.execute(query))


def next_after(conn: Connection, mode: str, last: int) -> int | None:
    """The row of the first decision after this one; None where there is none."""
    query = select(func.min(decisions.c.id)).where(decisions.c.id > last, decisions.c.mode == mode)
    found: int | None = conn.execute(query).scalar()
    return found


class Said(NamedTuple):
    """A decision, in short. `decided_at` is canonical text."""

    crm: str
    lead_id: str
    decided_at: str
    outcome: str
    owner_id: str | None
    previous_owner_id: str | None
    route: str | None
    reason: str


def said(conn: Connection, mode: str, since: datetime | None, until: datetime | None) -> Iterator[Said]:
    """The decisions of a period, in their order."""
    found = span(conn, mode, since, until)
    if found is None:
        return
    columns = [decisions.c[name] for name in ("id", *Said._fields)]
    within = decisions.c.id >= found[0], decisions.c.id <= found[1], decisions.c.mode == mode
    for rows in in_order(conn, columns, decisions.c.id, *within):
        yield from (Said(*tuple(row)[1:]) for row in rows)
