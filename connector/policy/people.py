"""People of a policy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from connector.core.rules import Person, Team
from connector.policy.folder import Book
from connector.policy.shares import cap, ramp
from connector.policy.times import check_holidays, hours
from connector.policy.traits import levels_of
from connector.policy.vocabulary import Vocabulary
from connector.shapes import Id, Shape, Whole, fit, refuse
from mappings.records import Hours
from mappings.spelling import suggest

_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+")


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
        "away": "drop it; put absences on record with `pointsman people`",
        "calendar": "drop it; put it under `calendars:` in pointsman.yaml",
    }
    email: Email = Field(description="email: ann@acme.com")
    name: str | None = None
    weight: Annotated[Whole, Field(ge=1, le=1_000)] = 1
    skills: Any = None
    languages: Any = None
    ramp: Any = None
    cap: Any = None
    hours: Any = None
    holidays: str | None = None
    backup: Email | None = None
    manager: Email | None = None
    seats: dict[str, Id] = Field(default_factory=dict)


@dataclass(slots=True)
class Staff:
    """The people by e-mail and the teams by name. `emails` and `names` also hold those whose entry
    has a fault, so that one slip is named once."""

    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    emails: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def read_people(book: Book, words: Vocabulary) -> Staff:
    """The policy's people, with teams yet to be read."""
    staff = Staff()
    for index, entry in entries(book, "people", "write `- email: ann@acme.com`"):
        _person(book, ("people", index), entry, staff, words)
    _backups(book, staff)
    return staff


def entries(book: Book, part: str, mend: str) -> list[tuple[int, dict[str, object]]]:
    """The entries of a list of the policy that have keys and values, with their places in it."""
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
    book: Book, at: tuple[str, int], entry: Mapping[str, object], staff: Staff, words: Vocabulary
) -> None:
    shape = fit(PersonShape, entry, book, at)
    worked = working_hours(entry, book, at)
    check_holidays(entry.get("holidays"), book, (*at, "holidays"))
    skills = levels_of(entry.get("skills"), (*at, "skills"), book)
    languages = levels_of(entry.get("languages"), (*at, "languages"), book)
    share = ramp(entry.get("ramp"), book, (*at, "ramp"))
    most = cap(entry.get("cap"), book, (*at, "cap"), words)
    address = entry.get("email")
    who = address.strip().lower() if isinstance(address, str) else None
    if who is not None:
        if who in staff.emails:
            book.fault((*at, "email"), f"`{who}` stands here twice", "keep one entry for each person")
        staff.emails.add(who)
    if shape is None:
        return
    for crm in shape.seats:
        if crm not in words.crms:
            book.fault((*at, "seats", crm), f"no CRM `{crm}`", suggest(crm, words.crms), key=True)
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
        ramp=share,
        cap=most,
        holidays=shape.holidays,
    )
    staff.people.setdefault(person.email, person)


def working_hours(entry: Mapping[str, object], book: Book, at: tuple[str | int, ...]) -> Hours | None:
    """The `hours` of a person's or team's entry."""
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
        elif address not in named and (ring := circle(address, links)):
            named |= ring
            book.fault(at, "the backups go round in a circle", "let one of them have no backup")


def circle(start: str, links: Mapping[str, str]) -> set[str]:
    """Everybody on the circle that leads from `start` back to it; empty where there is none."""
    seen: set[str] = set()
    here = links.get(start)
    while here is not None and here not in seen:
        seen.add(here)
        here = links.get(here)
    return seen if start in seen else set()
