"""Switches that people set and that survive restarts, such as `pause:*`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from mappings.instants import to_text
from state import jsontext
from state.bulk import insert_many
from state.schema import controls

_REPLACE = (
    'ON CONFLICT (name) DO UPDATE SET "value" = excluded."value", '
    "put_by = excluded.put_by, put_at = excluded.put_at"
)


def get(conn: Connection, name: str) -> Any:
    """The switch's value, any JSON value; None where it was never set."""
    value = conn.execute(select(controls.c.value).where(controls.c.name == name)).scalar()
    return None if value is None else jsontext.loads(value)


def drop(conn: Connection, name: str, value: Any) -> None:
    """Takes the switch away, if it still has this value."""
    same = controls.c.name == name, controls.c.value == jsontext.dumps(value)
    conn.execute(delete(controls).where(*same))


def put(conn: Connection, name: str, value: Any, by: str, now: datetime) -> None:
    """Sets the switch."""
    row = (name, jsontext.dumps(value), by, to_text(now))
    insert_many(conn, controls, ("name", "value", "put_by", "put_at"), [row], _REPLACE)
