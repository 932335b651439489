"""What a decision is: the outcome, with everything that led to it and everything that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from connector.core.deadlines import Clock
from connector.core.view import TurnState
from mappings.records import Input


class Outcome(StrEnum):
    """The contract's outcomes."""

    ASSIGN = "assign"
    HOLD = "hold"
    LEAVE = "leave"
    REVIEW = "review"
    PARK = "park"


class Step(NamedTuple):  # tens a decision, made in half the time of a frozen dataclass
    """One thing that was looked at. `detail` is a sentence that never quotes a value about a person:
    it names the field, whose value stands in the inputs; `reads` are those fields
    (`lead.country`)."""

    step: str
    result: str
    detail: str
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PoolGroup:
    """People who left (or stayed in) the running together. `people` are (seat id or e-mail, name);
    for the eligible, in the order of their rank, the chosen one first."""

    eligible: bool
    reason: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """An account as it was compared: how sure it is on its own, and a sentence for each piece of
    evidence."""

    crm: str
    account_id: str
    confidence: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matched:
    """The account the lead belongs to, if any, with the matcher's confidence. `considered` are the one
    that the evidence names, first, and the runners-up."""

    crm: str | None
    account_id: str | None
    confidence: float
    band: str
    considered: tuple[Considered, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnTaken:
    """The rotation's standings that this decision changed (only those that changed)."""

    rotation: str
    standings: Mapping[str, TurnState]


@dataclass(frozen=True, slots=True)
class Notify:
    """A notice to send once the write is confirmed (or at once where nothing is written).

    `channel` is a channel's name in the settings; `email` the person it is for, if one; `answers`, whether
    they have the lead by it and may accept or decline.
    """

    channel: str
    email: str | None
    title: str
    body: str
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """`owner_id` is the seat in the lead's CRM (None with ASSIGN: nobody owns it from now on).

    `write` says whether the CRM's owner must change. `hold_until` only with HOLD, and with it
    `hold_for`: `blank` (a value is missing), `people` (nobody is there), `duplicate` (the person is
    known and owned) or `wait` (the route says so).
    `person` is the e-mail of the chosen person where one was chosen; `gives` says that they are given
    the lead anew, and do not merely keep it; `counts`, that it counts towards their caps.
    `clocks` start with it. `stands` says that what was decided before stays in force: its write, its holds,
    its clocks; otherwise `ends` tells why clocks that run end (None: they go on). `planned` marks a lead
    taken back from the owner that we gave it, `credit` the turn given back for it. `look_again` is when
    and by what name something is to be looked at anew.
    """

    outcome: Outcome
    reason: str
    steps: tuple[Step, ...]
    inputs: tuple[Input, ...] = ()
    pool: tuple[PoolGroup, ...] = ()
    owner_id: str | None = None
    owner_name: str | None = None
    person: str | None = None
    previous_owner_id: str | None = None
    route: str | None = None
    matched: Matched | None = None
    turn: TurnTaken | None = None
    write: bool = False
    undoes: bool = False
    hold_until: datetime | None = None
    notices: tuple[Notify, ...] = field(default=())
    hold_for: str | None = None
    gives: bool = False
    counts: bool = False
    clocks: tuple[Clock, ...] = ()
    stands: bool = False
    ends: str | None = None
    planned: bool = False
    credit: TurnTaken | None = None
    look_again: tuple[datetime, str] | None = None

    @property
    def left_to_its_owner(self) -> bool:
        """Whether the lead was left alone because its owner is none that leads are taken from."""
        return self.outcome is Outcome.LEAVE and bool(self.steps) and self.steps[-1].step == "owner"
