"""What may be asked of the whole: what waits, what is paused, who takes leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from connector.core.eligible import Availability, availability, members_of
from connector.core.rules import Policy
from connector.core.turns import drift
from connector.core.view import Absence, TurnState
from mappings.instants import to_text
from mappings.records import Directory, Span
from state import absences, controls, inbox, outbox, turns
from state.absences import AbsenceRow


def waiting(conn: Connection) -> list[dict[str, Any]]:
    """All that waits for a person: reviews and parked leads, held and refused writes."""
    rows = [
        {
            "id": f"lead:{item.id}",
            "what": "lead",
            "crm": item.arrival.crm,
            "lead_id": item.arrival.record_id,
            "since": to_text(item.first_seen_at),
            "reason": reason,
        }
        for item, reason in inbox.parked(conn)
    ]
    for status, items in (("held write", outbox.held(conn)), ("refused write", outbox.refused(conn))):
        rows += [
            {
                "id": f"write:{item.write.key}",
                "what": status,
                "crm": item.write.crm,
                "lead_id": item.write.record_id,
                "since": to_text(item.created_at),
                "reason": reason,
            }
            for item, reason in items
        ]
    return rows


def pauses(conn: Connection, crms: Sequence[str]) -> list[str]:
    """What is paused: `*` for everything, or CRM names."""
    return [name for name in ("*", *crms) if controls.get(conn, f"pause:{name}")]


def people(
    conn: Connection, policy: Policy, directories: Mapping[str, Directory], now: datetime
) -> list[dict[str, Any]]:
    """Everybody the policy can give leads to: seats, teams, whether available now, what keeps them
    away now or later, turns and drift."""
    out = absences.active(conn, now)
    away = {
        email: tuple(Absence(row.kind, Span(row.start, row.until), row.cover) for row in rows)
        for email, rows in out.items()
    }
    standings = turns.load(conn, "live")
    teams: dict[str, list[str]] = {}
    for team in policy.teams.values():
        for email in members_of(team, directories):
            teams.setdefault(email, []).append(team.name)
    rows = []
    for email in sorted({*policy.people, *teams}):
        person = policy.people.get(email)
        seats = _seats(email, dict(person.seats) if person else {}, directories)
        state: Availability = availability(policy, email, directories, away, now)
        rows.append(
            {
                "email": email,
                "teams": teams.get(email, []),
                "seats": seats,
                "available": state.available,
                "reason": state.reason,
                "absences": [_absence(row) for row in out.get(email, [])],
                "turns": {name: s[email][0] for name, s in standings.items() if email in s},
                "drift": {
                    name: round(drift(TurnState(*s[email])), 2) for name, s in standings.items() if email in s
                },
            }
        )
    return rows


def _absence(row: AbsenceRow) -> dict[str, str | None]:
    return {
        "kind": row.kind,
        "from": to_text(row.start),
        "until": to_text(row.until) if row.until else None,
        "cover": row.cover,
    }


def _seats(email: str, given: dict[str, str], directories: Mapping[str, Directory]) -> dict[str, str]:
    found = {}
    for crm, directory in directories.items():
        seat = directory.by_id.get(given[crm]) if crm in given else directory.by_email.get(email)
        if seat is not None:
            found[crm] = seat.id
    return found
