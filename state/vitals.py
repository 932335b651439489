"""How the whole stands now, in questions that each read a few rows by an index."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, case, func, literal_column, select

from mappings.instants import from_text
from mappings.records import ACTIVITIES, Kind
from state.record_schema import UNSEALED, decisions, heads, log, write_attempts
from state.schema import OPEN_ITEM, RUNNING, clocks, cursors, inbox, records

AT_ONCE = 5000
"""Owner writes looked at in one go."""


def oldest_due(conn: Connection, mode: str, now: datetime) -> datetime | None:
    """When the oldest of the arrivals was first seen that are due and not decided."""
    query = select(func.min(inbox.c.first_seen_at)).where(
        OPEN_ITEM, literal_column("status = 'waiting'"), inbox.c.mode == mode, inbox.c.due_at <= now
    )
    found: datetime | None = conn.execute(query).scalar()
    return found


def deadlines(conn: Connection, mode: str, now: datetime) -> tuple[int, int]:
    """How many clocks run in time, and how many past it."""
    late = func.coalesce(func.sum(case((clocks.c.due_at < now, 1), else_=0)), 0)
    running, missed = conn.execute(select(func.count(), late).where(RUNNING, clocks.c.mode == mode)).one()
    return running - missed, int(missed)


def read_until(conn: Connection) -> dict[str, tuple[datetime, datetime]]:
    """Up to when each CRM's leads have been read, and the kind of record that was read the longest ago; CRMs
    whose leads were never read are absent. Activities have a pace of their own."""
    others = [kind.value for kind in ACTIVITIES]
    query = select(cursors.c.crm, cursors.c.kind, cursors.c.drained_at).where(
        cursors.c.tier == "hot", cursors.c.drained_at.is_not(None), cursors.c.kind.not_in(others)
    )
    found: dict[str, dict[str, datetime]] = {}
    for crm, kind, at in conn.execute(query):
        found.setdefault(crm, {})[kind] = at
    lead = Kind.LEAD.value
    return {crm: (kinds[lead], min(kinds.values())) for crm, kinds in found.items() if lead in kinds}


def sealed_at(conn: Connection) -> datetime | None:
    """When the newest head was signed."""
    found = conn.execute(select(heads.c.signed_at).order_by(heads.c.size.desc()).limit(1)).scalar()
    return None if found is None else from_text(found)


def unsealed(conn: Connection) -> int:
    """How much is on record and not sealed yet."""
    return int(conn.execute(select(func.count()).select_from(log).where(UNSEALED)).scalar_one())


def last_write(conn: Connection) -> int:
    """The number of the latest attempt to write an owner; 0 before there is any."""
    return int(conn.execute(select(func.coalesce(func.max(write_attempts.c.id), 0))).scalar_one())


def owned(conn: Connection, mode: str, after: int) -> tuple[int, list[tuple[str, float]]]:
    """How many seconds after it was created each new lead had its owner in the CRM, with the CRM's name, of
    the attempts after this number; and the number up to which they were looked at."""
    until = min(last_write(conn), after + AT_ONCE)
    lead = and_(
        records.c.crm == decisions.c.crm,
        records.c.kind == Kind.LEAD.value,
        records.c.id == decisions.c.lead_id,
    )
    query = (
        select(decisions.c.crm, records.c.created_at, write_attempts.c.attempted_at)
        .join(decisions, decisions.c.decision_id == write_attempts.c.decision_id)
        .join(records, lead)
        .where(
            write_attempts.c.id > after,
            write_attempts.c.id <= until,
            write_attempts.c.result == "written",
            decisions.c.mode == mode,
            decisions.c.trigger == "created",
            records.c.created_at.is_not(None),
        )
        .order_by(write_attempts.c.id)
    )
    found = [(crm, (from_text(at) - created).total_seconds()) for crm, created, at in conn.execute(query)]
    return until, found
