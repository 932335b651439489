"""Who can own records: owners, with the working hours and absences of their users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from adapters.errors import Gone, Refused
from adapters.hubspot.session import LIST, OWNERS, Session
from mappings.records import Directory, Hours, Seat, SeatKind, Span, WorkingBlock

USER_PROPERTIES = (
    "hs_internal_user_id",
    "hs_availability_status",
    "hs_working_hours",
    "hs_out_of_office_hours",
    "hs_standard_time_zone",
)
_WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_DAYS = {
    **{name: (day,) for day, name in enumerate(_WEEK)},
    "MONDAY_TO_FRIDAY": tuple(range(5)),
    "SATURDAY_SUNDAY": (5, 6),
    "EVERY_DAY": tuple(range(7)),
}


def read_directory(session: Session) -> Directory:
    """Every owner, archived ones as inactive. Hours are None where we may not read users.

    Owners' own stamps do not move when their user changes: the whole list is read each time.
    """
    try:
        users = {str(user.get("hs_internal_user_id")): user for user in _users(session)}
    except (Refused, Gone):  # doctor tells; routing goes on with the hours of the policy
        users = {}
    seats = {
        str(owner["id"]): _seat(owner, users) for owner in _pages(session, OWNERS, [("archived", "true")])
    }
    seats |= {
        str(owner["id"]): _seat(owner, users) for owner in _pages(session, OWNERS, [("archived", "false")])
    }
    return Directory(tuple(seats.values()))


def _users(session: Session) -> Iterator[Mapping[str, Any]]:
    for user in _pages(session, LIST, [("properties", ",".join(USER_PROPERTIES))], object="users"):
        yield user.get("properties") or {}


def _pages(
    session: Session, path: str, query: list[tuple[str, str]], **names: str
) -> Iterator[dict[str, Any]]:
    after = None
    while True:
        reply = session.get(path, [("limit", "100"), *query, *([("after", after)] if after else [])], **names)
        yield from reply.results()
        after = reply.after()
        if not after:
            return


def _seat(owner: Mapping[str, Any], users: Mapping[str, Mapping[str, Any]]) -> Seat:
    user_id = str(owner.get("userId") or owner.get("userIdIncludingInactive") or "")
    user = users.get(user_id, {})
    email = owner.get("email") or None
    name = " ".join(filter(None, (owner.get("firstName"), owner.get("lastName"))))
    queue = owner.get("type") == "QUEUE"  # of HubSpot's help desk: owns no contacts and no leads
    return Seat(
        id=str(owner["id"]),
        kind=SeatKind.QUEUE if queue else SeatKind.USER,
        name=name or email or str(owner["id"]),
        email=email,
        active=not owner.get("archived") and not queue,
        login=user_id or None,  # what a record names who changed it by
        hours=_hours(user.get("hs_working_hours"), user.get("hs_standard_time_zone")),
        away=_away(user.get("hs_out_of_office_hours")),
        teams=tuple(str(team["name"]) for team in owner.get("teams") or () if team.get("name")),
        available=str(user.get("hs_availability_status") or "").lower() != "away",
    )


def _hours(text: object, zone: object) -> Hours | None:
    """None where HubSpot does not say; a shift over midnight becomes two blocks."""
    blocks: list[WorkingBlock] = []
    try:
        ZoneInfo(str(zone or ""))
        for one in _list(text):
            days, start, end = _DAYS[one["days"]], int(one["startMinute"]), int(one["endMinute"])
            if start < end:
                blocks.append(WorkingBlock(frozenset(days), start, end))
            else:
                blocks.append(WorkingBlock(frozenset(days), start, 1440))
                if end:
                    blocks.append(WorkingBlock(frozenset((day + 1) % 7 for day in days), 0, end))
    except (KeyError, ValueError, TypeError, OSError):
        return None
    return Hours(str(zone), tuple(blocks)) if blocks else None


def _away(text: object) -> tuple[Span, ...]:
    spans = []
    for one in _list(text):
        try:
            start, end = (
                datetime.fromtimestamp(int(one[key]) / 1000, UTC)
                for key in ("startTimestamp", "endTimestamp")
            )
        except (KeyError, ValueError, TypeError, OverflowError, OSError):
            continue
        spans.append(Span(start, end, "out of office"))
    return tuple(spans)


def _list(text: object) -> list[Any]:
    try:
        found = orjson.loads(str(text or "[]"))
    except orjson.JSONDecodeError:
        return []
    return found if isinstance(found, list) else []
