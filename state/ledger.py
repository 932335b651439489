"""The owners that our own confirmed writes gave: how we know our echo from a person's choice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, literal_column, select

from state.bulk import among, insert_many
from state.schema import OPEN_WRITE, ledger, writes


@dataclass(frozen=True, slots=True)
class Standing:
    """`owner_id` is the owner that our last confirmed write gave (None: nobody), at `last_at`.

    `undone` counts our writes since the asked time that undid somebody else's change, `planned` those ever
    that took the record back from an owner of ours.
    """

    owner_id: str | None
    wrote: bool
    undone: int
    last_at: datetime | None
    planned: int = 0


_COLUMNS = ("crm", "record_id", "owner_id", "undoes", "planned", "written_at")


def note(conn: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Confirmed writes: crm, record, owner, undoes, planned, canonical time."""
    insert_many(conn, ledger, _COLUMNS, rows)


def standings(
    conn: Connection, crm: str, record_ids: Collection[str], since: datetime
) -> dict[str, Standing]:
    """How we stand with each record that we ever wrote to; the others are absent."""
    if not record_ids:
        return {}
    tally = (
        select(
            func.max(ledger.c.id).label("last"),
            func.sum(case((ledger.c.written_at >= since, ledger.c.undoes), else_=0)).label("undone"),
            func.sum(ledger.c.planned).label("planned"),
        )
        .where(among(conn, ledger.c.record_id, record_ids), ledger.c.crm == crm)
        .group_by(ledger.c.record_id)
    ).subquery()
    rows = conn.execute(
        select(
            *(ledger.c.record_id, ledger.c.owner_id, tally.c.undone, ledger.c.written_at, tally.c.planned)
        ).join(tally, ledger.c.id == tally.c.last)
    )
    return {row[0]: Standing(row[1], True, int(row[2]), row[3], int(row[4])) for row in rows}


def is_echo(conn: Connection, crm: str, record_id: str, owner_id: str | None) -> bool:
    """Whether this owner is our own doing: the last confirmed write gave it, or a write that is due
    gives it (the feed may show it before its receipt is settled)."""
    last = conn.execute(
        select(ledger.c.owner_id)
        .where(ledger.c.record_id == record_id, ledger.c.crm == crm)
        .order_by(ledger.c.id.desc())
        .limit(1)
    ).first()
    if last is not None and last[0] == owner_id:
        return True
    due = select(writes.c.id).where(
        OPEN_WRITE,
        literal_column("status = 'due'"),
        writes.c.record_id == record_id,
        writes.c.crm == crm,
        writes.c.owner_id.is_(None) if owner_id is None else writes.c.owner_id == owner_id,
    )
    return conn.execute(due.limit(1)).first() is not None
