"""Service levels: what must have happened to a lead by when, and what follows where it has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from connector.core.destinations import Target

if TYPE_CHECKING:
    from connector.core.conditions import Condition  # the record is read without them

OWNER, MANAGER = "owner", "manager"
"""Who is told of a deadline besides channels: the lead's owner, and the owner's manager."""


class Checkpoint(StrEnum):
    """What must have happened."""

    ASSIGNED = "assigned"  # the lead has an owner
    ACKNOWLEDGED = "acknowledged"  # the rep accepted it, or somebody claimed it from the queue
    FIRST_TOUCH = "first_touch"  # somebody called, wrote or met, as the CRM shows

    @property
    def noun(self) -> str:
        """What is missed where it has not."""
        return _NOUNS[self]


_NOUNS = {
    Checkpoint.ASSIGNED: "assignment",
    Checkpoint.ACKNOWLEDGED: "acknowledgement",
    Checkpoint.FIRST_TOUCH: "first touch",
}


class Pace(StrEnum):
    """When a clock runs."""

    WORKING = "working"  # in the owner's working hours
    TEAM = "team"  # in the hours of a team
    WALL = "wall"  # always


class Whom(StrEnum):
    """Where a lead goes that is taken back, besides the targets of routes."""

    NEXT = "next"  # as the routes say, without whoever has it
    MANAGER = "manager"  # of whoever has it
    OTHERWISE = "otherwise"  # the fallback


@dataclass(frozen=True, slots=True)
class Mark:
    """What is done `after` that long, or after `percent` of the time allowed, unless the checkpoint was met:
    who is told, and where the lead goes. It is never earlier than `from_deadline` lets it: a step of a
    missed deadline waits for the deadline. `credit` gives whoever loses it their turn back."""

    after: timedelta | None = None
    percent: int = 100
    notify: tuple[str, ...] = ()
    reassign: Whom | Target | None = None
    credit: bool = False
    from_deadline: bool = True

    def offset(self, allowed: timedelta) -> timedelta:
        """How long after the clock's start it is."""
        own = self.after if self.after is not None else allowed * self.percent / 100
        return max(own, allowed) if self.from_deadline else own


@dataclass(frozen=True, slots=True)
class Allowance:
    """How long a checkpoint may take: `by` the value of the field `asks` (folded), else `otherwise` (None:
    no limit)."""

    otherwise: timedelta | None
    asks: str | None = None
    by: Mapping[str, timedelta] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sla:
    """A service level of a route. `team` names whose hours count where `pace` says so."""

    checkpoint: Checkpoint
    within: Allowance
    pace: Pace = Pace.WALL
    team: str | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that runs for a lead: until `due_at` by the calendar it was started with. `owner_id` is the
    seat that has the lead, `email` the person there (None: a queue); `strikes` are when the `marks` come;
    `key` is what the store knows it by."""

    checkpoint: Checkpoint
    route: str
    owner_id: str | None
    email: str | None
    pace: Pace
    team: str | None
    started_at: datetime
    allowed: timedelta
    due_at: datetime
    marks: tuple[Mark, ...] = ()
    strikes: tuple[datetime, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the lead's own fields say of it in the CRM; each None where the policy does not say."""

    accepted: Condition | None = None
    declined: Condition | None = None
    touched: Condition | None = None


NO_ANSWERS = Answers()


@dataclass(frozen=True, slots=True)
class Wait:
    """A route that waits before it sends: until a condition is true (None: in any case) or the time is up."""

    at_most: timedelta
    until: Condition | None = None
