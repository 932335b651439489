"""Who can own records in each CRM, as it last said: known again right after a restart."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from mappings.instants import from_text, to_text
from mappings.records import Directory, Hours, Seat, SeatKind, Span, WorkingBlock
from state import jsontext
from state.bulk import insert_many
from state.schema import directories

_REPLACE = "ON CONFLICT (crm) DO UPDATE SET seats = excluded.seats, put_at = excluded.put_at"


def put(conn: Connection, crm: str, directory: Directory, now: datetime) -> None:
    """Keeps the directory in place of the one before."""
    seats = jsontext.dumps([_plain(asdict(seat)) for seat in directory.seats])
    insert_many(conn, directories, ("crm", "seats", "put_at"), [(crm, seats, to_text(now))], _REPLACE)


def latest(conn: Connection, crm: str) -> Directory | None:
    """The directory as last put; None where there never was one."""
    seats = conn.execute(select(directories.c.seats).where(directories.c.crm == crm)).scalar()
    return None if seats is None else Directory(tuple(_seat(seat) for seat in jsontext.loads(seats)))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _seat(plain: dict[str, Any]) -> Seat:
    hours, away = plain["hours"], plain["away"]
    return Seat(
        **plain
        | {
            "kind": SeatKind(plain["kind"]),
            "hours": hours and Hours(hours["zone"], tuple(_block(block) for block in hours["blocks"])),
            "away": tuple(_span(span) for span in away),
            "members": tuple(plain["members"]),
            "teams": tuple(plain["teams"]),
        }
    )


def _block(plain: dict[str, Any]) -> WorkingBlock:
    return WorkingBlock(frozenset(plain["days"]), plain["start"], plain["end"])


def _span(plain: dict[str, Any]) -> Span:
    end = plain["end"]
    return Span(from_text(plain["start"]), end and from_text(end), plain["note"])
