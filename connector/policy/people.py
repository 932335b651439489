"""People and teams of a policy."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from connector.core.rules import Person, QueueMembers, Team
from connector.policy.folder import Book
from connector.policy.times import hours
from connector.policy.traits import levels_of
from connector.shapes import Id, Shape, Whole, fit, refuse
from mappings.records import Hours
from mappings.spelling import suggest

_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+")
_CAPS = "drop it; this version gives turns by weight and keeps no caps"


def email(value: object) -> object:
    """An e-mail address in lower case."""
    if not isinstance(value, str):
        return value
    if not is_email(value):
        raise refuse("no e-mail address", "write it as ann@acme.com")
    return value.strip().lower()


def is_email(text: str) -> bool:
    """Whether a person's entry may name it."""
    return _EMAIL.fullmatch(text.strip()) is not None


Email = Annotated[str, BeforeValidator(email)]


class PersonShape(Shape):
    later: ClassVar = {
        "cap": _CAPS,
        "caps": _CAPS,
        "capacity": _CAPS,
        "away": "drop it; put absences on record with `pointsman people`",
        "calendar": "drop it; give `hours:`",
    }
    email: Email = Field(description="email: ann@acme.com")
    name: str | None = None
    weight: Annotated[Whole, Field(ge=1, le=1_000)] = 1
    skills: Any = None
    languages: Any = None
    hours: Any = None
    backup: Email | None = None
    manager: Email | None = None
    seats: dict[str, Id] = Field(default_factory=dict)


class TeamShape(Shape):
    later: ClassVar = {
        "cap": _CAPS,
        "caps": _CAPS,
        "capacity": _CAPS,
        "turn": "say `turn: equal` or `turn: weighted` on the route",
        "sla": "drop it; this version keeps no deadlines",
    }
    name: Annotated[str, Field(min_length=1)] = Field(description="name: Inbound")
    members: Any = None
    holidays: str | None = None
    hours: Any = None


@dataclass(slots=True)
class Staff:
    """The people by e-mail and the teams by name. `emails` and `names` also hold those whose entry
    has a fault, so that one slip is named once."""

    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    emails: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def read_staff(book: Book, crms: Collection[str]) -> Staff:
    """The policy's people and teams; `crms` are the names that the settings know."""
    staff = Staff()
    for index, entry in _entries(book, "people", "write `- email: ann@acme.com`"):
        _person(book, ("people", index), entry, staff, crms)
    _backups(book, staff)
    for index, entry in _entries(book, "teams", "write `- name: Inbound` with `members:`"):
        _team(book, ("teams", index), entry, staff, crms)
    return staff


def _entries(book: Book, part: str, mend: str) -> list[tuple[int, dict[str, object]]]:
    value = book.plain.get(part)
    if value is None:
        return []
    if not isinstance(value, list):
        book.fault((part,), f"`{part}` is a list", mend)
        return []
    found = []
    for index, entry in enumerate(value):
        if isinstance(entry, dict):
            found.append((index, entry))
        else:
            book.fault((part, index), "keys and values belong here", mend)
    return found


def _person(
    book: Book, at: tuple[str, int], entry: Mapping[str, object], staff: Staff, crms: Collection[str]
) -> None:
    shape = fit(PersonShape, entry, book, at)
    worked = _hours(entry, book, at)
    skills = levels_of(entry.get("skills"), (*at, "skills"), book)
    languages = levels_of(entry.get("languages"), (*at, "languages"), book)
    address = entry.get("email")
    known = address.strip().lower() if isinstance(address, str) else None
    if known is not None:
        if known in staff.emails:
            book.fault((*at, "email"), f"`{known}` stands here twice", "keep one entry for each person")
        staff.emails.add(known)
    if shape is None:
        return
    for crm in shape.seats:
        if crm not in crms:
            book.fault((*at, "seats", crm), f"no CRM `{crm}`", suggest(crm, crms), key=True)
    person = Person(
        email=shape.email,
        name=shape.name,
        weight=shape.weight,
        skills=frozenset(skills),
        languages=frozenset(languages),
        hours=worked,
        backup=shape.backup,
        manager=shape.manager,
        seats=dict(shape.seats),
        levels={
            (trait, word): level
            for trait, own in (("skill", skills), ("language", languages))
            for word, level in own.items()
            if level > 1
        },
    )
    staff.people.setdefault(person.email, person)


def _hours(entry: Mapping[str, object], book: Book, at: tuple[str | int, ...]) -> Hours | None:
    return None if entry.get("hours") is None else hours(entry["hours"], book, (*at, "hours"))


def _backups(book: Book, staff: Staff) -> None:
    value = book.plain.get("people")
    links: dict[str, str] = {}
    places: dict[str, int] = {}
    for index, entry in enumerate(value if isinstance(value, list) else []):
        if isinstance(entry, dict) and isinstance(entry.get("email"), str):
            address = entry["email"].strip().lower()
            if isinstance(entry.get("backup"), str) and address not in links:
                links[address], places[address] = entry["backup"].strip().lower(), index
    named: set[str] = set()
    for address, backup in links.items():
        at = ("people", places[address], "backup")
        if backup not in staff.emails:
            book.fault(at, f"unknown person `{backup}`", suggest(backup, staff.emails))
        elif address not in named and (circle := _circle(address, links)):
            named |= circle
            book.fault(at, "the backups go round in a circle", "let one of them have no backup")


def _circle(start: str, links: Mapping[str, str]) -> set[str]:
    """Everybody on the circle that leads from `start` back to it; empty where there is none."""
    seen: set[str] = set()
    here = links.get(start)
    while here is not None and here not in seen:
        seen.add(here)
        here = links.get(here)
    return seen if start in seen else set()


def _team(
    book: Book, at: tuple[str, int], entry: Mapping[str, object], staff: Staff, crms: Collection[str]
) -> None:
    shape = fit(TeamShape, entry, book, at)
    worked = _hours(entry, book, at)
    members = _members(book, (*at, "members"), entry.get("members"), staff, crms)
    _holidays(book, (*at, "holidays"), entry.get("holidays"))
    name = entry.get("name")
    if isinstance(name, str):
        if name.strip().lower() in {known.strip().lower() for known in staff.names}:
            book.fault((*at, "name"), f"two teams of the name `{name}`", "give each a name of its own")
        staff.names.add(name)
    if shape is not None and members:
        team = Team(shape.name, members, shape.holidays, worked)
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


def _holidays(book: Book, at: tuple[str | int, ...], value: object) -> None:
    if not isinstance(value, str):
        return
    from holidays import list_supported_countries

    known = list_supported_countries()
    country, _, region = value.upper().partition("-")
    if country not in known:
        book.fault(at, f"no public holidays are known for `{value}`", suggest(country, known))
    elif region and region not in known[country]:
        book.fault(at, f"`{country}` has no region `{region}`", suggest(region, known[country]))
