"""All that a decision may know, `now` included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from connector.core.deadlines import Clock
from connector.core.destinations import Target
from mappings.activities import Touch
from mappings.records import Directory, Record, Span


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a decision is due: the contract's unique key, and when the CRM showed it.

    `trigger` is created, changed, timer, conflict or request. `first` is the generation-1 `created`
    cause of this record's life with us, if any.
    """

    crm: str
    org_id: str
    object: str
    record_id: str
    trigger: str
    generation: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """A candidate account of some CRM with what the matcher asks besides the record.

    `contacts` and `open_opportunities` count what is open. Of all contacts whose mail is on the lead's
    own domain `domain_contacts` are this account's, `domain_share` (0 to 1) of those that have an
    account; `converted` counts earlier leads on that domain that became this account's. By what people
    settled in review, `alias` says that the lead's company is this account, `vetoed` that it is not;
    `settled` tells who said so and when. `owner_active` is None where that is not known. `ancestors` are
    the accounts above it, the nearest first; only the nearest where the policy names accounts as found
    and no route asks for the top.
    """

    crm: str
    record: Record
    contacts: int = 0
    open_opportunities: int = 0
    domain_contacts: int = 0
    domain_share: float = 0.0
    converted: int = 0
    alias: bool = False
    vetoed: bool = False
    settled: str = ""
    owner_active: bool | None = None
    ancestors: tuple[AccountFacts, ...] = ()

    @property
    def ref(self) -> tuple[str, str]:
        """CRM and id: what names it."""
        return self.crm, self.record.id


BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Absence:
    """When a person is not there: `kind` is `away` or `paused` as an admin put it on record, `calendar`
    where their calendar has them out of office, BUSY where it has a meeting, which counts as far as
    working hours do and is nobody else's turn to stand in."""

    kind: str
    span: Span
    cover: str | None = None


HOLDS = frozenset({"blank", "duplicate", "wait"})
"""What a lead may be held for that ends by itself."""


class Verb(StrEnum):
    """What is asked for about a lead that somebody has."""

    DEADLINE = "deadline"  # a step of a clock has come
    DECLINE = "decline"  # whoever has it doesn't want it
    REASSIGN = "reassign"  # somebody in charge gives it to another
    GIVE_BACK = "give_back"  # a stand-in has it, and an absence is over


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, of the lead that `email` has (or a queue: None). A deadline has its `clock` and the
    number of the `mark` that has come. `to` is the place somebody named for it; `by` who asks; `path` the
    route by which a stand-in got it."""

    verb: Verb
    email: str | None = None
    clock: Clock | None = None
    mark: int = 0
    to: Target | None = None
    by: str = ""
    path: str = ""


class TurnState(NamedTuple):
    """One person's standing in one rotation.

    `taken` counts turns. `due` is the ideal share so far, in units of 1/`turns.SCALE` turn: over
    every decision this person was eligible for, weight / total weight of the eligible. The
    difference is the drift that the rotation minimises. `last` is when they had their last turn, in
    microseconds since 1970, moved on where several turns fall into one instant (0: never). `away` is 0
    for those who are there; during an absence, the units that it has brought them for each unit of their
    weight, or 1 once they have been put level for it.
    """

    taken: int = 0
    due: int = 0
    last: int = 0
    away: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """What is known at `now` (UTC).

    `candidates` are the accounts that come into question, in any order; `holders` says how many accounts
    of all hold each word of the company's name.
    For people-win, `our_owner` is the owner that our last confirmed write gave this lead
    (`wrote_before`: whether there was one), and `pending_owner` the one that an earlier decision
    chose and that is not written yet. `undone` counts our writes of the last 24 h that undid somebody
    else's change, `redecided` our decisions of that time that a change of a watched field caused; read only
    where this one is such, too. `linked` is true where the record belongs to the owner of record elsewhere.
    `turns` maps rotation name -> person's e-mail -> standing. `absences` by e-mail. `loads`
    maps a measure's name -> e-mail -> what that person has in hand in all CRMs, `blanks` how many of those
    records are blank where worth is added up; `given` says when somebody was given leads that count
    towards their caps (ascending): all of it where the policy asks for that.
    `ages` gives, per CRM, how many seconds old its mirror is. `settled` are the holds that have run out
    (`blank`, `duplicate`, `wait`): the decision is taken with what is there. `held_until` says when the one
    that runs now ends. `related` maps an
    object's word (`opportunity`, `contact`) to the records of the candidate accounts; only those
    whose `account_id` is the matched account's are read.
    `people` are open leads and contacts that share the lead's mailbox or phone, with the owners that they
    will have once our own writes are through; read only where the policy asks.
    `earlier_owners` are the seats that had the lead before, the latest first, as far as our own writes and
    decisions saw them; read only where the policy asks. `last_touch` is the last time that somebody called,
    wrote to or met the lead, as far as the CRM's activities have been read; the same.
    `request` is what made this decision due besides the lead itself. `planned` marks one that takes
    the lead over from the owner that we gave it (SLA, decline, give-back, undo), and `exclude` are e-mails
    who must not get it. `clocks` run for the lead; `written_at` is when our last write was confirmed,
    `rotation` where the turn was taken by which its owner got it, `reassigned` how often it was taken back
    so far, `declined` who did not want it, `touched_at` when somebody was last in touch with it.
    """

    now: datetime
    cause: Cause
    lead: Record
    directories: Mapping[str, Directory]
    candidates: tuple[AccountFacts, ...] = ()
    holders: Mapping[str, int] = field(default_factory=dict)
    our_owner: str | None = None
    pending_owner: str | None = None
    wrote_before: bool = False
    undone: int = 0
    redecided: int = 0
    linked: bool = False
    turns: Mapping[str, Mapping[str, TurnState]] = field(default_factory=dict)
    absences: Mapping[str, tuple[Absence, ...]] = field(default_factory=dict)
    ages: Mapping[str, float] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    held_until: datetime | None = None
    owner_of_record: str | None = None
    has_queues: bool = True
    related: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    people: tuple[AccountFacts, ...] = ()
    earlier_owners: tuple[str, ...] = ()
    request: Request | None = None
    clocks: tuple[Clock, ...] = ()
    written_at: datetime | None = None
    rotation: str | None = None
    reassigned: int = 0
    declined: frozenset[str] = frozenset()
    touched_at: datetime | None = None
    last_touch: Touch | None = None
    planned: bool = False
    exclude: frozenset[str] = frozenset()
    loads: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    blanks: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    given: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
