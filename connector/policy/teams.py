"""Teams of a policy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from connector.core.rules import QueueMembers, Team
from connector.policy.folder import Book
from connector.policy.people import Staff, circle, entries, working_hours
from connector.policy.shares import after_absence, cap
from connector.policy.times import check_holidays
from connector.policy.vocabulary import Vocabulary
from connector.shapes import Shape, fit
from mappings.spelling import suggest


class TeamShape(Shape):
    later: ClassVar = {
        "turn": "say it on the route: `turn: weighted`",
        "sla": "write `sla:` at a route",
    }
    name: Annotated[str, Field(min_length=1)] = Field(description="name: Inbound")
    members: Any = None
    holidays: str | None = None
    hours: Any = None
    cap: Any = None
    after_absence: Any = None
    overflow: Any = None


def read_teams(book: Book, staff: Staff, words: Vocabulary) -> None:
    """Adds the policy's teams to the staff."""
    for index, entry in entries(book, "teams", "write `- name: Inbound` with `members:`"):
        _team(book, ("teams", index), entry, staff, words)
    _overflows(book, staff)


def _overflows(book: Book, staff: Staff) -> None:
    """Names unknown teams and circles among those that teams overflow into."""
    places = {str(entry.get("name")): index for index, entry in entries(book, "teams", "")}
    links = {name: team.overflow for name, team in staff.teams.items() if team.overflow is not None}
    named: set[str] = set()
    for name, into in links.items():
        at = ("teams", places[name], "overflow", "team")
        if into not in staff.names:
            book.fault(at, f"unknown team `{into}`", suggest(into, staff.names))
        elif name not in named and (ring := circle(name, links)):
            named |= ring
            book.fault(at, "the overflows go round in a circle", "let one of them have no overflow")


def _overflow(value: object, book: Book, at: tuple[str | int, ...]) -> str | None:
    if value is None:
        return None
    name = value.get("team") if isinstance(value, dict) and set(value) == {"team"} else None
    if not isinstance(name, str) or not name.strip():
        book.fault(at, "no team to overflow into", "write `{team: Inbound}`")
        return None
    return name


def _team(
    book: Book, at: tuple[str, int], entry: Mapping[str, object], staff: Staff, words: Vocabulary
) -> None:
    shape = fit(TeamShape, entry, book, at)
    worked = working_hours(entry, book, at)
    members = _members(book, (*at, "members"), entry.get("members"), staff, words.crms)
    most = cap(entry.get("cap"), book, (*at, "cap"), words)
    after = after_absence(entry.get("after_absence"), book, (*at, "after_absence"))
    overflow = _overflow(entry.get("overflow"), book, (*at, "overflow"))
    check_holidays(entry.get("holidays"), book, (*at, "holidays"))
    name = entry.get("name")
    if isinstance(name, str):
        if name.strip().lower() in {known.strip().lower() for known in staff.names}:
            book.fault((*at, "name"), f"two teams of the name `{name}`", "give each a name of its own")
        staff.names.add(name)
    if shape is not None and members:
        team = Team(shape.name, members, shape.holidays, worked, most, after, overflow)
        staff.teams.setdefault(team.name, team)


def _members(
    book: Book, at: tuple[str | int, ...], value: object, staff: Staff, crms: Collection[str]
) -> tuple[str | QueueMembers, ...]:
    if value is None or value == []:
        book.fault(at, "the team is empty", "write `members: [ann@acme.com]`")
        return ()
    if not isinstance(value, list):
        book.fault(at, "a list belongs here", "write `members: [ann@acme.com]`")
        return ()
    found: list[str | QueueMembers] = []
    for index, item in enumerate(value):
        member = _member(book, (*at, index), item, staff, crms)
        if member is not None and member in found:
            book.fault((*at, index), "the same member twice", "drop one", warning=True)
        elif member is not None:
            found.append(member)
    return tuple(found)


def _member(
    book: Book, at: tuple[str | int, ...], item: object, staff: Staff, crms: Collection[str]
) -> str | QueueMembers | None:
    if isinstance(item, str):
        word = item.strip().lower()
        named = [p.email for p in staff.people.values() if (p.name or "").strip().lower() == word]
        if word in staff.emails:
            return word
        if len(named) == 1:
            return named[0]
        why = "several people go by" if named else "unknown person"
        book.fault(at, f"{why} `{item}`", suggest(word, staff.emails) if not named else "write the e-mail")
        return None
    source = item.get("from") if isinstance(item, dict) and set(item) == {"from"} else None
    if not isinstance(source, dict) or set(source) != {"crm", "queue"}:
        book.fault(at, "no member", "write an e-mail, or {from: {crm: sales, queue: Inbound reps}}")
        return None
    crm, queue = source["crm"], source["queue"]
    if crm not in crms:
        book.fault((*at, "from", "crm"), f"no CRM `{crm}`", suggest(str(crm), crms))
        return None
    if not isinstance(queue, (str, int)) or isinstance(queue, bool) or not str(queue).strip():
        book.fault((*at, "from", "queue"), "no queue", "write the queue's name or id")
        return None
    return QueueMembers(str(crm), str(queue))
