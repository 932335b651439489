"""What may be done by a person, each on the record: the command line and the console share these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from connector.recording import request
from mappings.instants import to_text
from state import absences, audit, controls, inbox, outbox


@dataclass(frozen=True)
class Actor:
    """Who does it, and when (UTC)."""

    name: str
    now: datetime


def set_pause(conn: Connection, actor: Actor, crm: str | None, on: bool) -> bool:
    """Stops or resumes owner writes and notices, for one CRM or all; false where it was so already."""
    name = f"pause:{crm or '*'}"
    before = bool(controls.get(conn, name))
    if before is on:
        return False
    controls.put(conn, name, on, actor.name, actor.now)
    audit.record_change(conn, name, actor.name, _on(before), _on(on), actor.now)
    return True


def set_away(
    conn: Connection, actor: Actor, email: str, span: tuple[datetime, datetime | None], cover: str | None
) -> str:
    """Marks a person away from `span[0]` until `span[1]` (None: until further notice); says so."""
    start, until = span
    absences.put(conn, email.lower(), "away", start, until, cover, actor.name, actor.now)
    told = f"away from {to_text(start)} until {to_text(until) if until else 'further notice'}"
    told += f", covered by {cover}" if cover else ""
    audit.record_change(conn, f"person:{email.lower()}", actor.name, "", told, actor.now)
    return told


def set_paused(conn: Connection, actor: Actor, email: str) -> None:
    """Takes a person out of all turns until resumed."""
    absences.put(conn, email.lower(), "paused", actor.now, None, None, actor.name, actor.now)
    audit.record_change(conn, f"person:{email.lower()}", actor.name, "", "paused", actor.now)


def set_back(conn: Connection, actor: Actor, email: str) -> bool:
    """Ends a person's absences and pauses; false where there were none."""
    if not absences.clear(conn, email.lower(), actor.name, actor.now):
        return False
    audit.record_change(conn, f"person:{email.lower()}", actor.name, "away or paused", "back", actor.now)
    return True


def settle(conn: Connection, actor: Actor, action: str, ids: Sequence[str]) -> dict[str, str]:
    """Settles what waits: `release` (held writes go out, leads are decided anew) or `drop`.

    `ids` are those of `waiting`, or `all`. Returns what became of each.
    """
    leads = {f"lead:{item.id}": item for item, _ in inbox.parked(conn)}
    held = {f"write:{item.write.key}" for item, _ in outbox.held(conn)}
    refused = {f"write:{item.write.key}" for item, _ in outbox.refused(conn)}
    wanted = [*leads, *held, *refused] if "all" in ids else ids
    told = {}
    for name in wanted:
        key = name.partition(":")[2]
        if name in leads and action == "release":
            number = f"{leads[name].id}@{to_text(actor.now)}"
            inbox.put(conn, [request(leads[name], number, actor.now)], actor.now)
            inbox.drop(conn, leads[name].id, actor.now, actor.name)
            told[name] = "will be decided anew"
        elif name in leads:
            inbox.drop(conn, leads[name].id, actor.now, actor.name)
            told[name] = "left as it is"
        elif name in held or name in refused:
            if action == "release":
                outbox.release_held(conn, [key], actor.now)
                told[name] = "will be written"
            else:
                outbox.drop_held(conn, [key], actor.now)
                told[name] = "dropped"
        else:
            told[name] = "not waiting"
            continue
        audit.record_change(conn, f"waiting:{name}", actor.name, "waiting", told[name], actor.now)
    return told


def _on(state: bool) -> str:
    return "paused" if state else "running"
