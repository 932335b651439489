"""Who is not there: by an admin's word, by their calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector.core.view import BUSY, Absence
from mappings.records import Span
from state import absences, calendars

BUSY_AHEAD = timedelta(days=2)
"""How far ahead meetings are looked at: whoever waits for somebody is decided anew by then."""


def absences_known(conn: Connection, now: datetime) -> dict[str, tuple[Absence, ...]]:
    """All that keeps people away now or later, by e-mail: what an admin said comes first."""
    found: dict[str, list[Absence]] = {}
    for email, rows in absences.active(conn, now).items():
        found[email] = [Absence(row.kind, Span(row.start, row.until), row.cover) for row in rows]
    for email, spans in calendars.active(conn, now, now + BUSY_AHEAD).items():
        own = found.setdefault(email, [])
        own += [Absence("calendar", span) for span in spans.away]
        own += [Absence(BUSY, span) for span in spans.busy]
    return {email: tuple(own) for email, own in found.items()}
