"""What people's calendars say of the days ahead: times only, as each was last read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, or_, select

from mappings.instants import to_text
from mappings.records import Span
from state.bulk import insert_many
from state.schema import calendar_spans

AWAY, BUSY = "away", "busy"


@dataclass(frozen=True, slots=True)
class CalendarSpans:
    """One person's: out of office, and busy otherwise. No span of either is open-ended."""

    away: tuple[Span, ...] = ()
    busy: tuple[Span, ...] = ()


def of(conn: Connection, email: str) -> CalendarSpans:
    """All that was put for the person, in order."""
    return _by_person(conn, calendar_spans.c.email == email).get(email, CalendarSpans())


def put(conn: Connection, email: str, spans: CalendarSpans) -> None:
    """Keeps these in place of what was put for the person before."""
    conn.execute(delete(calendar_spans).where(calendar_spans.c.email == email))
    rows = [
        (email, kind, to_text(span.start), to_text(span.end))
        for kind, own in ((AWAY, spans.away), (BUSY, spans.busy))
        for span in own
        if span.end is not None
    ]
    insert_many(conn, calendar_spans, ("email", "kind", "start", "until"), rows)


def keep_only(conn: Connection, kind: str, emails: Collection[str]) -> None:
    """Forgets the spans of that kind of everybody else."""
    others = calendar_spans.c.email.not_in(sorted(emails))
    conn.execute(delete(calendar_spans).where(calendar_spans.c.kind == kind, others))


def active(conn: Connection, now: datetime, busy_before: datetime) -> dict[str, CalendarSpans]:
    """What is not over, by e-mail; of what makes busy only what begins before `busy_before`."""
    near = or_(calendar_spans.c.kind == AWAY, calendar_spans.c.start < busy_before)
    return _by_person(conn, calendar_spans.c.until > now, near)


def _by_person(conn: Connection, *where: ColumnElement[bool]) -> dict[str, CalendarSpans]:
    columns = (calendar_spans.c[name] for name in ("email", "kind", "start", "until"))
    rows = conn.execute(select(*columns).where(*where).order_by(calendar_spans.c.start))
    found: dict[str, dict[str, list[Span]]] = {}
    for email, kind, start, until in rows:
        found.setdefault(email, {AWAY: [], BUSY: []})[kind].append(Span(start, until))
    return {email: CalendarSpans(tuple(own[AWAY]), tuple(own[BUSY])) for email, own in found.items()}
