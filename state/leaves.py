"""What is on record, one leaf each: the hash that the sealed tree holds.

A leaf is the SHA-256 of the record's canonical bytes: one JSON object with the record's kind, columns
and the time it was recorded at, keys sorted, compact, UTF-8. Values about persons are in it as commitments
only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Column, Connection, Table, select

from state.bulk import insert_many
from state.record_schema import (
    changes,
    deadline_events,
    decisions,
    erasures,
    log,
    notice_attempts,
    write_attempts,
)

TABLES: dict[str, tuple[Table, str]] = {
    "decision": (decisions, "decision_id"),
    "write": (write_attempts, "ref"),
    "notice": (notice_attempts, "ref"),
    "deadline": (deadline_events, "ref"),
    "change": (changes, "ref"),
    "erasure": (erasures, "ref"),
}
"""By kind, where it stands and the column of its ref."""

_JSON = ("steps", "inputs", "pool", "extra")


def digest(kind: str, at: str, columns: Mapping[str, Any]) -> bytes:
    """The leaf of what was recorded `at` a time. Columns that hold JSON text enter as that JSON, byte for
    byte; what a decision knew, by its SHA-256."""
    content = {**columns, "kind": kind, "recorded_at": at}
    if kind == "decision":
        for name in _JSON:
            content[name] = orjson.Fragment(content[name])
        if content["knew"] is not None:
            content["knew"] = hashlib.sha256(content["knew"]).hexdigest()
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).digest()


def record(
    conn: Connection, kind: str, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]], at: str
) -> None:
    """Writes the rows with their leaves, and the leaves into the log, not yet numbered."""
    table, ref = TABLES[kind]
    place = columns.index(ref)
    leaves = [digest(kind, at, dict(zip(columns, row, strict=True))) for row in rows]
    both = list(zip(rows, leaves, strict=True))
    insert_many(conn, table, (*columns, "leaf"), [(*row, leaf) for row, leaf in both])
    logged = [(at, kind, row[place], leaf) for row, leaf in both]
    insert_many(conn, log, ("recorded_at", "kind", "ref", "leaf"), logged)


def recompute(conn: Connection, kind: str, ref: str) -> bytes | None:
    """The leaf as it follows from what stands in the store now; None where nothing does."""
    table, name = TABLES[kind]
    columns = recorded(table)
    query = select(log.c.recorded_at, *columns).join(log, (log.c.kind == kind) & (log.c.ref == ref))
    row = conn.execute(query.where(table.c[name] == ref)).first()
    if row is None:
        return None
    return digest(kind, row[0], dict(zip((str(column.name) for column in columns), row[1:], strict=True)))


def recorded(table: Table) -> list[Column[Any]]:
    """The columns that a leaf commits to."""
    return [column for column in table.columns if column.name not in ("id", "leaf")]
