"""The decision in the making: what is known, what has been noted, and how a target answers.

A target answers Taken, or Untaken with the reason, so that the next route or the fallback can try.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from connector.core.decision import Notify, PoolGroup, Step, TurnTaken
from connector.core.known import Known
from connector.core.rules import Policy, Team
from connector.core.staff.asking import Terms
from connector.core.staff.roster import Roster
from connector.core.view import View


@dataclass(frozen=True, slots=True)
class Taken:
    """Who gets the lead. `because` is a clause ("Ann has the next turn in team Inbound"); `kept`
    is true where the present owner stays and no turn is spent; `counts` that the lead counts towards
    the person's caps. `stands_for` is the e-mail of whom the person stands in for, by right of whom it is."""

    owner_id: str | None
    owner_name: str | None
    because: str
    person: str | None = None
    turn: TurnTaken | None = None
    kept: bool = False
    counts: bool = False
    stands_for: str | None = None


@dataclass(frozen=True, slots=True)
class Untaken:
    """Why nobody gets it this way. `passes` sends the lead to the next route whatever the route says
    about nobody; `team` is the one that somebody may come back to, on `terms`, or `person` the one who may.
    `off_hours` says that working hours and holidays alone stand in the way."""

    because: str
    passes: bool = False
    team: Team | None = None
    terms: Terms | None = None
    person: str | None = None
    off_hours: bool = False


@dataclass(slots=True)
class Desk:
    """The decision in the making: what is known, and what has been noted so far. Of a lead that is taken
    back: `because`, whom to tell besides, and the turn given back."""

    policy: Policy
    view: View
    roster: Roster
    known: Known
    steps: list[Step] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    groups: list[PoolGroup] = field(default_factory=list)
    notices: list[Notify] = field(default_factory=list)
    because: str = ""
    credit: TurnTaken | None = None

    def note(self, step: str, result: str, detail: str, reads: Sequence[str] = ()) -> None:
        """Put a step on record, and its fields among the inputs."""
        self.steps.append(Step(step, result, detail, tuple(reads)))
        self.reads.extend(reads)

    def holds(self, owner_id: str | None) -> bool:
        """Whether this owner has the lead already, or was chosen for it."""
        pending = self.view.pending_owner
        return owner_id == (pending if pending is not None else self.view.lead.owner_id)
