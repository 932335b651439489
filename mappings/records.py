"""The record types on which all rooms stand. Frozen values; no behaviour beyond look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

Value = str | int | float | bool | tuple[str, ...] | None
"""What a mapped field may hold. Points in time are canonical text (see `instants.to_text`)."""


class Kind(StrEnum):
    """What a record is in our words, whatever the CRM calls its object."""

    LEAD = "lead"
    CONTACT = "contact"
    ACCOUNT = "account"
    OPPORTUNITY = "opportunity"
    TASK = "task"
    EVENT = "event"
    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"


ACTIVITIES = frozenset({Kind.TASK, Kind.EVENT, Kind.CALL, Kind.EMAIL, Kind.MEETING})
"""What people did with a lead: read only where a policy asks for it, and kept without any text."""


WORTH = {Kind.LEAD: "revenue", Kind.OPPORTUNITY: "amount"}
"""The field that says what a record of the kind is worth."""

_NO_WORTH = 1e15


class State(StrEnum):
    """Whether a record can still be owned, and if not, what became of it."""

    OPEN = "open"
    CONVERTED = "converted"
    DELETED = "deleted"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Record:
    """One CRM record in our words.

    `fields` holds the mapped fields only, under our names (`email`, `company`, `country`, ...;
    a contact or opportunity carries `account_id`, an account `parent_id`). A blank is None and
    never an empty string. Instants are aware and in UTC. `merged_into` is the surviving record's
    id where `state` is MERGED; `absorbed` lists ids that were merged into this one. An activity has
    the fields of `activities.FIELDS` and no other.
    """

    kind: Kind
    id: str
    owner_id: str | None
    created_at: datetime | None
    modified_at: datetime
    modified_by: str | None
    fields: Mapping[str, Value]
    state: State = State.OPEN
    merged_into: str | None = None
    absorbed: tuple[str, ...] = ()

    @property
    def worth(self) -> float | None:
        """What it is worth; None where that is blank, no number that can be meant, or nothing of its kind
        says it."""
        value = self.fields.get(WORTH.get(self.kind, ""))
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value) if abs(value) < _NO_WORTH else None


@dataclass(frozen=True, slots=True)
class WorkingBlock:
    """A stretch of open minutes: `days` are 0 (Monday) to 6; minutes count from local midnight.

    `end` is exclusive and at most 1440; a shift over midnight is two blocks.
    """

    days: frozenset[int]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly working hours in an IANA time zone."""

    zone: str
    blocks: tuple[WorkingBlock, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of time in UTC: `start` inclusive, `end` exclusive; None is open-ended."""

    start: datetime
    end: datetime | None
    note: str | None = None


class SeatKind(StrEnum):
    """What can own a record in a CRM."""

    USER = "user"
    QUEUE = "queue"


class Input(NamedTuple):
    """A value that a decision read. `object` is `crm:object`; `personal` marks values about a person, which
    the store keeps apart and erasable."""

    object: str
    record_id: str
    field: str
    value: Value
    personal: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """A user or a queue of one CRM; `id` is what the CRM's owner field holds.

    `members` (queues only) are the ids of the users in it, nested groups resolved.
    `active` is false for a user who is inactive, archived, frozen or may not own leads.
    `hours` is None where the CRM does not say; `away` are absences that the CRM knows.
    `login` is another name that the CRM knows the seat by (user name, queue's developer name, the id of a
    user whose seat has one of its own).
    """

    id: str
    kind: SeatKind
    name: str
    email: str | None = None
    active: bool = True
    login: str | None = None
    hours: Hours | None = None
    away: tuple[Span, ...] = ()
    members: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    manager_id: str | None = None
    available: bool = True


@dataclass(frozen=True)
class Directory:
    """Who can own records in one CRM, with look-ups by id, e-mail and name."""

    seats: tuple[Seat, ...] = field(default=())

    @cached_property
    def by_id(self) -> Mapping[str, Seat]:
        return {seat.id: seat for seat in self.seats}

    @cached_property
    def by_email(self) -> Mapping[str, Seat]:
        """Users by lower-case e-mail; an active user wins over an inactive one, then the lower id."""
        found: dict[str, Seat] = {}
        for seat in sorted(self.seats, key=lambda s: (not s.active, s.id)):
            if seat.kind is SeatKind.USER and seat.email:
                found.setdefault(seat.email.lower(), seat)
        return found

    def named(self, text: str, kind: SeatKind | None = None) -> tuple[Seat, ...]:
        """Every seat that goes by `text`: its id (Salesforce: 15 or 18 characters), e-mail, login or name.

        More than one means that the name is ambiguous; an id or e-mail beats a name.
        """
        exact = self.by_id.get(text)
        if exact is not None and kind in (None, exact.kind):
            return (exact,)
        return self._by_name.get((text.strip().lower(), kind), ())

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, SeatKind | None], tuple[Seat, ...]]:
        ranked: dict[tuple[str, SeatKind | None], dict[int, list[Seat]]] = {}
        for seat in self.seats:
            short_id = seat.id[:15] if len(seat.id) == 18 else None
            names = ((short_id, 0), (seat.email, 1), (seat.login, 1), (seat.name, 2))
            for name, rank in names:
                if name:
                    for kind in (None, seat.kind):
                        slot = ranked.setdefault((name.strip().lower(), kind), {})
                        found = slot.setdefault(rank, [])
                        if seat not in found:
                            found.append(seat)
        return {key: _prefer_active(slot[min(slot)]) for key, slot in ranked.items()}


def _prefer_active(seats: list[Seat]) -> tuple[Seat, ...]:
    active = [seat for seat in seats if seat.active]
    return tuple(active or seats)
