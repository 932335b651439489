"""Which organisation each CRM name is bound to, and when its history ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from state.schema import baselines, organisations


def bind(conn: Connection, crm: str, org_id: str) -> str | None:
    """Binds the name to the organisation for good. Returns the id of the other organisation where
    it is bound already to another one, else None: a refreshed sandbox must not be written to."""
    bound = org_of(conn, crm)
    if bound is None:
        conn.execute(insert(organisations).values(crm=crm, org_id=org_id))
        return None
    return bound if bound != org_id else None


def org_of(conn: Connection, crm: str) -> str | None:
    """The organisation that the name is bound to."""
    return conn.execute(select(organisations.c.org_id).where(organisations.c.crm == crm)).scalar()


def names(conn: Connection) -> list[str]:
    """The CRM names that are bound, in order."""
    return list(conn.execute(select(organisations.c.crm).order_by(organisations.c.crm)).scalars())


def set_baseline(conn: Connection, mode: str, crm: str, at: datetime) -> None:
    """Marks the end of history. The first mark stays: a later call changes nothing."""
    if baseline(conn, mode, crm) is None:
        conn.execute(insert(baselines).values(mode=mode, crm=crm, at=at))


def baseline(conn: Connection, mode: str, crm: str) -> datetime | None:
    """When the first pass over the CRM was complete in this mode; None before."""
    found: datetime | None = conn.execute(
        select(baselines.c.at).where(baselines.c.mode == mode, baselines.c.crm == crm)
    ).scalar()
    return found
