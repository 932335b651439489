"""The promises between the daemon and the outside world.

An adapter does one request (or one logical read) and returns or raises. It never retries, never
sleeps, keeps no state beyond its session, and lets no vendor exception out: only `adapters.errors`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from mappings.changes import Change, Page, Window
from mappings.fieldmap import ObjectMap
from mappings.records import Directory, Kind, Span
from mappings.writes import Receipt, SetOwner


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are there. `org_id` binds the store to one organisation; `clock` is the CRM's own."""

    org_id: str
    user_id: str | None
    user_name: str | None
    clock: datetime
    sandbox: bool = False


@dataclass(frozen=True, slots=True)
class CrmField:
    """A field as the CRM describes it. `fill` is the share of sampled records that hold a value."""

    name: str
    label: str
    type: str
    updateable: bool
    custom: bool
    fill: float | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """Calls used and allowed in the CRM's own accounting period; None where it does not say."""

    used: int | None
    limit: int | None


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was found, and how to mend it where it is not fine."""

    level: Level
    what: str
    detail: str
    mend: str | None = None


class Crm(Protocol):
    """One CRM organisation."""

    @property
    def name(self) -> str:
        """The user's name for it."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that are mirrored in any case; LEAD comes first."""

    @property
    def activities(self) -> tuple[Kind, ...]:
        """The kinds of what people did with leads, which are read where they are asked for."""

    @property
    def lead_object(self) -> str:
        """The CRM's name of what a lead is here: `Lead`, `contacts`, `leads`."""

    @property
    def has_queues(self) -> bool:
        """Whether a queue can own a lead there."""

    @property
    def calls(self) -> int:
        """API calls made since this object was made."""

    def authorise(self) -> None:
        """Logs in afresh. Raises Refused where the credentials are wrong."""

    def identity(self) -> Identity:
        """Who we are there, and what time it is there."""

    def changes(self, windows: Sequence[Window]) -> list[Page]:
        """One page of each window, in the order of the windows, in as few calls as the CRM allows.

        Each record that the CRM shows for the window is on some page of it before `rest` is None,
        ties on a stamp and more than 10,000 records included. Deleted, merged and converted
        records come as such where the CRM's feed shows them. A window whose bookmark died raises
        Gone. Where one kind cannot be read at all (rights, hidden object) raises Refused naming it.
        """

    def directory(self) -> Directory:
        """Every user and queue that can own a lead, with nested members, hours and absences."""

    def read(self, kind: Kind, ids: Collection[str]) -> list[Change]:
        """These records as they are now; those that do not exist are absent. A record that was
        merged away comes under its own id with `merged_into` where the CRM tells."""

    def set_owners(self, writes: Sequence[SetOwner]) -> list[Receipt]:
        """Writes owners; one receipt a write, in order; never raises for a single item.

        Right before the write the present owner is read: the wanted one is ALREADY, another than
        `expects` is CONFLICT. The write itself is conditional where the CRM can do that. Raises
        Retry / Reauthorise / Refused only where nothing of the call was written.
        """

    def fields(self, kind: Kind, sample: int = 0) -> list[CrmField]:
        """The fields of a kind; with `sample`, fill rates over that many recent records."""

    def quota(self) -> Quota:
        """The last known use of the daily allowance (no call of its own where a reply told it)."""

    def examine(self, *, activities: bool = False) -> list[Finding]:
        """What `doctor` needs to know: rights, fields, rules of the CRM that would fight us; with
        `activities`, also whether those can be read."""

    def probe(self, lead_id: str) -> list[Finding]:
        """Tries on one test lead what the documentation leaves open; leaves it as it was."""

    def address_of(self, org_id: str, lead_id: str) -> str:
        """Where people see the lead in their browser; `org_id` is the organisation's. Asks nobody."""

    def close(self) -> None:
        """Gives back connections."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for people: `to` is a channel's address (may hold a secret: never log it)."""

    to: str
    title: str
    body: str


class Notifier(Protocol):
    """Tells people. Raises Retry or Refused."""

    def send(self, notice: Notice) -> None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a calendar: the time from `start` until before `end`, of the person with that
    `email`. `zone` is where a calendar that doesn't say where it is kept is taken to be."""

    email: str
    start: datetime
    end: datetime
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Engagements:
    """When somebody is out of office, and when they are busy otherwise: spans within the time asked about,
    in order, none of a list touching the next. `unread` counts entries that nobody can make sense of."""

    away: tuple[Span, ...] = ()
    busy: tuple[Span, ...] = ()
    unread: int = 0


class Calendar(Protocol):
    """One person's calendar."""

    def read(self, asked: Asked) -> Engagements:
        """What it holds now, and nothing of what it is about. Raises Retry, Refused or Broken."""

    def close(self) -> None:
        """Gives back connections."""


@dataclass(frozen=True, slots=True)
class CalendarConfig:
    """What a calendar is reached by. The address is a secret: never log it."""

    url: str = field(repr=False)
    ca_file: Path | None = None
    connect_timeout: float = 5.0
    read_timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class CrmConfig:
    """What a builder gets to make a Crm: settings with all references resolved.

    `auth` holds `flow` and its secrets. `lead_object` is the CRM's object that is a lead here.
    `maps` are the compiled field tables. Timeouts are seconds. Never log one: it holds secrets.
    """

    name: str
    url: str
    auth: Mapping[str, str] = field(repr=False)
    lead_object: str
    maps: Mapping[Kind, ObjectMap]
    ca_file: Path | None = None
    connect_timeout: float = 5.0
    read_timeout: float = 30.0


Builder = Callable[[CrmConfig], Crm]
