"""Every policy text that was ever in force, by its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from mappings.instants import to_text
from state import jsontext
from state.bulk import insert_many
from state.schema import editions


def name_of(text: str) -> str:
    """What an edition of this text is called."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def put(conn: Connection, text: str, words: Mapping[str, Any], now: datetime) -> str:
    """Keeps the text, with the words that it was read with, and returns its edition: the SHA-256 of its UTF-8
    bytes, in hex."""
    edition = name_of(text)
    row = (edition, text, jsontext.dumps(words), to_text(now))
    insert_many(conn, editions, ("edition", "text", "words", "first_at"), [row], "ON CONFLICT DO NOTHING")
    return edition


def get(conn: Connection, edition: str) -> str | None:
    """The text of an edition; None where it was never in force here."""
    return conn.execute(select(editions.c.text).where(editions.c.edition == edition)).scalar()


def with_words(conn: Connection, edition: str) -> tuple[str, Mapping[str, Any]] | None:
    """The text of an edition and the words that it was read with."""
    query = select(editions.c.text, editions.c.words).where(editions.c.edition == edition)
    row = conn.execute(query).first()
    return None if row is None else (row[0], jsontext.loads(row[1]))
