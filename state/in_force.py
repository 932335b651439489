"""What is in force because files say so: policy, settings, mappings. Each change of it goes on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from state import audit, jsontext
from state.record_schema import changes


def put(conn: Connection, what: str, by: str, text: str, now: datetime) -> bool:
    """Puts the text on record with the one before; false where it is what was in force last."""
    before = told(conn, what)
    if before == jsontext.plain(text):
        return False
    audit.record_change(conn, what, by, before or "", text, now)
    return True


def told(conn: Connection, what: str) -> str | None:
    """The text in force; None where there never was one."""
    query = select(changes.c.after).where(changes.c.what == what).order_by(changes.c.id.desc()).limit(1)
    return conn.execute(query).scalar()
