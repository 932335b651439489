"""Who can own a lead: users, and queues with their members through nested groups and roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from adapters.salesforce.session import Row, Session
from mappings.instants import from_text
from mappings.records import Directory, Seat, SeatKind, Span

_QUERIES = (
    "SELECT Id, Name, Email, Username, IsActive, TimeZoneSidKey, ManagerId, UserRoleId"
    " FROM User WHERE UserType = 'Standard'",
    "SELECT Id, Name, DeveloperName, Email, Type, RelatedId FROM Group",
    "SELECT GroupId, UserOrGroupId FROM GroupMember",
    "SELECT QueueId FROM QueueSobject WHERE SobjectType = 'Lead'",
    "SELECT UserId, StartDate, EndDate, IsEnabled FROM OutOfOffice",
    "SELECT UserId FROM UserLogin WHERE IsFrozen = true",
    "SELECT Id, ParentRoleId FROM UserRole",
)
_OPTIONAL = frozenset({3, 4, 5, 6})  # out-of-office may be off; the others need rights that not all give


def read_directory(session: Session) -> Directory:
    """Every user of the standard kind, inactive ones marked, and every queue for leads. Two calls.

    Where Salesforce does not say which queues are for leads, all of them count.
    Working hours are None: Salesforce has none for a person.
    """
    users, groups, members, queues, absences, frozen, roles = session.select(_QUERIES, _OPTIONAL)[0]
    off = {row["UserId"] for row in frozen}
    zones = {row["Id"]: str(row.get("TimeZoneSidKey") or "UTC") for row in users}
    away = _absences(absences, zones)
    seats = [
        Seat(
            row["Id"],
            SeatKind.USER,
            str(row.get("Name") or row["Id"]),
            row.get("Email"),
            active=bool(row["IsActive"]) and row["Id"] not in off,
            login=row.get("Username"),
            away=away.get(row["Id"], ()),
            manager_id=row.get("ManagerId"),
        )
        for row in users
    ]
    inside = _Groups(users, groups, members, roles)
    for_leads = {row["QueueId"] for row in queues} or {r["Id"] for r in groups if r.get("Type") == "Queue"}
    seats += [
        Seat(
            row["Id"],
            SeatKind.QUEUE,
            str(row.get("Name") or row["Id"]),
            row.get("Email"),
            login=row.get("DeveloperName"),
            members=inside.users_of(row["Id"]),
        )
        for row in groups
        if row["Id"] in for_leads
    ]
    return Directory(tuple(seats))


class _Groups:
    def __init__(
        self, users: Sequence[Row], groups: Sequence[Row], members: Sequence[Row], roles: Sequence[Row]
    ) -> None:
        self._users = [row["Id"] for row in users]
        self._groups = {row["Id"]: row for row in groups}
        self._members = _by(members, "GroupId", "UserOrGroupId")
        self._in_role = _by(users, "UserRoleId", "Id")
        self._below = _by(roles, "ParentRoleId", "Id")

    def users_of(self, group_id: str) -> tuple[str, ...]:
        """Users in the group, those of nested groups and roles included, each once, in id order."""
        known, seen, waiting = set(self._users), {group_id}, [group_id]
        found: set[str] = set()
        while waiting:
            one = waiting.pop()
            inner = {*self._members.get(one, ()), *self._by_role(self._groups.get(one, {}))} - seen
            seen |= inner
            found |= inner & known
            waiting += [other for other in inner if other in self._groups]
        return tuple(sorted(found))

    def _by_role(self, group: Row) -> Iterable[str]:
        kind, role = group.get("Type"), group.get("RelatedId")
        if kind == "Organization":
            return self._users
        if kind == "Role":
            return self._in_role.get(role, ())
        if kind not in ("RoleAndSubordinates", "RoleAndSubordinatesInternal"):
            return ()
        reached, waiting = {role}, [role]
        while waiting:
            below = set(self._below.get(waiting.pop(), ())) - reached
            reached |= below
            waiting += below
        return [user for one in reached for user in self._in_role.get(one, ())]


def _by(rows: Sequence[Row], key: str, value: str) -> Mapping[str | None, list[str]]:
    found: dict[str | None, list[str]] = defaultdict(list)
    for row in rows:
        if row.get(key):
            found[row[key]].append(row[value])
    return found


def _absences(rows: Sequence[Row], zones: Mapping[str, str]) -> dict[str, tuple[Span, ...]]:
    found: dict[str, tuple[Span, ...]] = {}
    for row in rows:
        zone = zones.get(row["UserId"])
        if zone and row.get("IsEnabled", True) and row.get("StartDate"):
            end = row.get("EndDate")
            span = Span(
                _instant(row["StartDate"], zone, 0), _instant(end, zone, 1) if end else None, "out of office"
            )
            found[row["UserId"]] = (*found.get(row["UserId"], ()), span)
    return found


def _instant(text: str, zone: str, days: int) -> datetime:
    """A point in time; of a bare date its first moment in the person's zone, `days` later."""
    if len(text) > 10:
        return from_text(text)
    return datetime.combine(date.fromisoformat(text) + timedelta(days), time(), ZoneInfo(zone)).astimezone(
        UTC
    )
