"""Whose turn it is: the standings of each rotation, live and shadow apart."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection, select

from state.bulk import among, insert_many
from state.schema import turns

Standing = tuple[int, int, int, int]
Standings = dict[str, Standing]

_REPLACE = "ON CONFLICT (mode, rotation) DO UPDATE SET standings = excluded.standings"


def load(conn: Connection, mode: str) -> dict[str, Standings]:
    """By rotation and e-mail: turns taken, turns due, when the last one was taken (microseconds since 1970),
    and what an absence has brought."""
    rows = conn.execute(select(turns.c.rotation, turns.c.standings).where(turns.c.mode == mode))
    return {row[0]: _read(row[1]) for row in rows}


def save(conn: Connection, mode: str, changed: Mapping[str, Mapping[str, tuple[int, int, int, int]]]) -> None:
    """Keeps the standings of the people named; those of others in the rotation stay."""
    if not changed:
        return
    before = conn.execute(
        select(turns.c.rotation, turns.c.standings).where(
            turns.c.mode == mode, among(conn, turns.c.rotation, changed)
        )
    )
    kept = {row[0]: _read(row[1]) for row in before}
    rows = [
        (mode, rotation, _write({**kept.get(rotation, {}), **standings}))
        for rotation, standings in changed.items()
    ]
    insert_many(conn, turns, ("mode", "rotation", "standings"), rows, _REPLACE)


def _read(text: str) -> Standings:
    """Python's own JSON: what is due is counted in small units and outgrows 64 bits."""
    return {email: (taken, due, last, away) for email, (taken, due, last, away) in json.loads(text).items()}


def _write(standings: Mapping[str, Standing]) -> str:
    return json.dumps(standings, separators=(",", ":"))
