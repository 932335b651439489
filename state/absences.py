"""Who is away or paused because a person said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from state.schema import absences


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """`kind` is `away` or `paused`; from `start` until before `until` (None: further notice).
    `cover` is the e-mail of who takes over."""

    email: str
    kind: str
    start: datetime
    until: datetime | None
    cover: str | None
    by: str


def put(
    conn: Connection,
    email: str,
    kind: str,
    start: datetime,
    until: datetime | None,
    cover: str | None,
    by: str,
    now: datetime,
) -> None:
    """Puts down an absence."""
    conn.execute(
        insert(absences).values(
            email=email, kind=kind, start=start, until=until, cover=cover, put_by=by, put_at=now
        )
    )


def clear(conn: Connection, email: str, by: str, now: datetime) -> int:
    """Ends all absences of the person that are not over; returns how many those were."""
    query = update(absences).where(absences.c.email == email, *_not_over(now))
    return conn.execute(query.values(cleared_by=by, cleared_at=now)).rowcount


def active(conn: Connection, now: datetime) -> dict[str, list[AbsenceRow]]:
    """The absences that are not over, those that have yet to begin included, by e-mail."""
    rows = conn.execute(
        select(*(absences.c[name] for name in ("email", "kind", "start", "until", "cover", "put_by")))
        .where(*_not_over(now))
        .order_by(absences.c.start, absences.c.id)
    )
    found: dict[str, list[AbsenceRow]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(AbsenceRow(*row))
    return found


def _not_over(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return absences.c.cleared_at.is_(None), or_(absences.c.until.is_(None), absences.c.until > now)
