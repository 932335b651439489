"""What is asked of the whole when a change is weighed: open leads with their owners, what people own,
and what was decided so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from mappings.instants import to_text
from mappings.records import Kind, State
from state.bulk import among
from state.recorded import decisions
from state.schema import records


class OpenLead(NamedTuple):
    """An open lead as the mirror shows it; `before_us` marks those from before the live baseline."""

    id: str
    owner_id: str | None
    created_at: datetime | None
    modified_at: datetime
    before_us: bool


class Decided(NamedTuple):
    """A decision on record, in short. `decided_at` is canonical text."""

    crm: str
    org_id: str
    object: str
    lead_id: str
    decided_at: str
    trigger: str
    outcome: str
    owner_id: str | None
    previous_owner_id: str | None


def open_leads(conn: Connection, crm: str) -> list[OpenLead]:
    """The open leads of a CRM, by id."""
    names = ("id", "owner_id", "created_at", "modified_at", "history_live")
    query = (
        select(*(records.c[name] for name in names))
        .where(records.c.crm == crm, records.c.kind == Kind.LEAD.value, records.c.state == State.OPEN.value)
        .order_by(records.c.id)
    )
    return [OpenLead(row[0], row[1], row[2], row[3], bool(row[4])) for row in conn.execute(query)]


def owned(conn: Connection, crm: str, kind: Kind, owners: Collection[str]) -> Counter[str]:
    """How many open records of the kind each of the owners has; an opportunity that is closed is none."""
    query = (
        select(records.c.owner_id, func.count())
        .where(
            records.c.crm == crm,
            records.c.kind == kind.value,
            records.c.state == State.OPEN.value,
            among(conn, records.c.owner_id, owners),
        )
        .group_by(records.c.owner_id)
    )
    if kind is Kind.OPPORTUNITY:
        query = query.where(records.c.counted == 1)
    return Counter({row[0]: row[1] for row in conn.execute(query)})


def decided_since(conn: Connection, mode: str, since: datetime) -> list[Decided]:
    """The decisions since then, in the order in which they were taken."""
    query = (
        select(*(decisions.c[name] for name in Decided._fields))
        .where(decisions.c.mode == mode, decisions.c.decided_at >= to_text(since))
        .order_by(decisions.c.id)
    )
    return [Decided(*row) for row in conn.execute(query)]


class Life(NamedTuple):
    """The owner with whom a lead came to us, and the route by which it was given away last."""

    start: str | None
    route: str | None


def lives(conn: Connection, mode: str, crm: str, lead_ids: Collection[str]) -> dict[str, Life]:
    """What is on record of each lead; those of which nothing is are absent."""
    if not lead_ids:
        return {}
    names = ("lead_id", "previous_owner_id", "route", "outcome")
    query = (
        select(*(decisions.c[name] for name in names))
        .where(among(conn, decisions.c.lead_id, lead_ids), decisions.c.crm == crm, decisions.c.mode == mode)
        .order_by(decisions.c.id)
    )
    found: dict[str, Life] = {}
    for lead_id, before, route, outcome in conn.execute(query):
        known = found.setdefault(lead_id, Life(before, None))
        if outcome == "assign" and route is not None:
            found[lead_id] = Life(known.start, route)
    return found
