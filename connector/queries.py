"""What may be asked of the whole: what waits, what is paused, who takes leads."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from connector.absent import absences_known
from connector.core.matching.memory import company_shown
from connector.core.rules import Policy
from connector.core.staff.asking import Terms
from connector.core.staff.caps import Tallies
from connector.core.staff.eligible import Availability, availability, members_of
from connector.core.staff.turns import drift
from connector.core.view import BUSY, Absence
from connector.shares import read_shares
from mappings.instants import to_text
from mappings.records import Directory, Kind
from state import audit, controls, inbox, memory, mirror, outbox
from state.memory import Remembered

REVIEWED_FOR = timedelta(days=30)
"""How long a match that was not sure is shown for review."""


def waiting(conn: Connection, now: datetime) -> list[dict[str, Any]]:
    """All that waits for a person: reviews and parked leads, held and refused writes, and matches that
    were not sure."""
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
    return rows + reviews(conn, now - REVIEWED_FOR)


def reviews(conn: Connection, since: datetime) -> list[dict[str, Any]]:
    """Leads whose match was for a person to look at, with the accounts that were considered: the one that
    was named first, each with its name as the mirror has it now."""
    found = audit.to_review(conn, since)
    names = _account_names(conn, {(m["crm"], m["account_id"]) for row in found for m in row["matches"]})
    rows = []
    for row in found:
        matches = [one | {"name": names.get((one["crm"], one["account_id"]))} for one in row["matches"]]
        matches.sort(key=lambda one: one["account_id"] != row["account_id"])
        why = matches[0]["evidence"] if matches else ""
        sure = f"{row['match_confidence']:.2f}"
        rows.append(
            {
                "id": f"match:{row['decision_id']}",
                "what": "match",
                "crm": row["crm"],
                "lead_id": row["lead_id"],
                "since": row["decided_at"],
                "reason": f"may belong to account {row['account_id']} ({sure}): {why}",
                "account_id": row["account_id"],
                "matches": matches,
            }
        )
    return rows


def remembered(conn: Connection, *, revoked: bool = False) -> list[dict[str, Any]]:
    """What people settled about companies and accounts. `against` are the numbers of verdicts in force
    that say otherwise of the same company and account, or name another account of the CRM."""
    rows = memory.every(conn, revoked=revoked)
    names = _account_names(conn, {(row.said.crm, row.said.account_id) for row in rows})
    return [
        {
            "id": row.id,
            "verdict": row.said.verdict,
            "company": company_shown(row.said.company),
            "crm": row.said.crm,
            "account_id": row.said.account_id,
            "name": names.get((row.said.crm, row.said.account_id)),
            "by": row.by,
            "at": to_text(row.at),
            "decision_id": row.said.decision_id,
            "revoked_by": row.revoked_by,
            "revoked_at": to_text(row.revoked_at) if row.revoked_at else None,
            "against": [other.id for other in rows if _contradicts(row, other)],
        }
        for row in rows
    ]


def _contradicts(one: Remembered, other: Remembered) -> bool:
    """Whether two verdicts in force about one company, in any width, cannot both be meant."""
    if one.revoked_at or other.revoked_at or one.said.crm != other.said.crm:
        return False
    parts, others = set(one.said.company.split(" ")), set(other.said.company.split(" "))
    if not (parts <= others or others <= parts):
        return False
    same = one.said.account_id == other.said.account_id
    if one.said.verdict != other.said.verdict:
        return same
    return not same and one.said.verdict == memory.ALIAS


def _account_names(conn: Connection, refs: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    ids: dict[str, list[str]] = {}
    for crm, id_ in refs:
        ids.setdefault(crm, []).append(id_)
    return {
        (crm, id_): str(record.fields.get("name") or id_)
        for crm, of_crm in ids.items()
        for id_, record in mirror.get_many(conn, crm, Kind.ACCOUNT, of_crm).items()
    }


def pauses(conn: Connection, crms: Sequence[str]) -> list[str]:
    """What is paused: `*` for everything, or CRM names."""
    return [name for name in ("*", *crms) if controls.get(conn, f"pause:{name}")]


def people(
    conn: Connection, policy: Policy, directories: Mapping[str, Directory], now: datetime
) -> list[dict[str, Any]]:
    """Everybody the policy can give leads to: seats, teams, whether available now, what keeps them away
    now or later, turns and drift, and in which rotations the drift is up to the policy's alarm."""
    away = absences_known(conn, now)
    shares = read_shares(conn, policy, "live", now, directories)
    terms = Terms(now, away, tallies=Tallies(shares.given, shares.loads))
    teams: dict[str, list[str]] = {}
    for team in policy.teams.values():
        for email in members_of(team, directories):
            teams.setdefault(email, []).append(team.name)
    rows = []
    for email in sorted({*policy.people, *teams}):
        person = policy.people.get(email)
        seats = _seats(email, dict(person.seats) if person else {}, directories)
        ahead = {name: drift(s[email]) for name, s in shares.turns.items() if email in s}
        state: Availability = availability(policy, email, directories, terms)
        rows.append(
            {
                "email": email,
                "teams": teams.get(email, []),
                "seats": seats,
                "available": state.available,
                "reason": state.reason,
                "absences": [_absence(each) for each in away.get(email, ()) if each.kind != BUSY],
                "turns": {name: s[email].taken for name, s in shares.turns.items() if email in s},
                "drift": {name: round(turned, 2) for name, turned in ahead.items()},
                "alarm": [name for name, turned in ahead.items() if abs(turned) >= policy.drift_alarm],
            }
        )
    return rows


def _absence(absence: Absence) -> dict[str, str | None]:
    span = absence.span
    return {
        "kind": absence.kind,
        "from": to_text(span.start),
        "until": to_text(span.end) if span.end else None,
        "cover": absence.cover,
    }


def _seats(email: str, given: dict[str, str], directories: Mapping[str, Directory]) -> dict[str, str]:
    found = {}
    for crm, directory in directories.items():
        seat = directory.by_id.get(given[crm]) if crm in given else directory.by_email.get(email)
        if seat is not None:
            found[crm] = seat.id
    return found
