"""Every policy text that was ever in force, by its hash."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, select

from mappings.instants import to_text
from state.bulk import insert_many
from state.schema import editions


def put(conn: Connection, text: str, now: datetime) -> str:
    """Keeps the text and returns its edition: the SHA-256 of its UTF-8 bytes, in hex."""
    edition = hashlib.sha256(text.encode()).hexdigest()
    row = (edition, text, to_text(now))
    insert_many(conn, editions, ("edition", "text", "first_at"), [row], "ON CONFLICT DO NOTHING")
    return edition


def get(conn: Connection, edition: str) -> str | None:
    """The text of an edition; None where it was never in force here."""
    return conn.execute(select(editions.c.text).where(editions.c.edition == edition)).scalar()
