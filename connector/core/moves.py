"""Two answers to the same leads, compared: who would get what, and what would move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from connector.core.decision import Decision, Outcome
from connector.core.staff.roster import Roster
from mappings.records import SeatKind

OTHER = {
    Outcome.HOLD: "(held)",
    Outcome.LEAVE: "(left alone)",
    Outcome.REVIEW: "(waits for review)",
    Outcome.PARK: "(waits for a person)",
}
"""What stands in the owner's place where a decision gives none."""


class Part(StrEnum):
    """Which leads are compared."""

    LEAVER = "leaver"  # open, and of somebody who leaves: they must move
    OPEN = "open"  # open, if they came now: nothing touches those that have an owner
    PAST = "past"  # what came lately, if it came again


@dataclass(frozen=True, slots=True)
class Got:
    """What becomes of a lead: `owner` is a person's e-mail, `queue NAME`, `nobody`, or in brackets what else
    is the case; `route` is None where none took it."""

    owner: str
    route: str | None
    reason: str

    @property
    def way(self) -> str:
        """The route, or in brackets what stands in its place."""
        return self.route or (self.owner if self.owner.startswith("(") else "(no route)")


@dataclass(frozen=True, slots=True)
class Move:
    """A lead that another owner gets."""

    crm: str
    lead_id: str
    before: Got
    after: Got

    @property
    def by_route(self) -> bool:
        """Whether another route takes it; else it is another turn, or somebody else, within the same."""
        return self.before.route != self.after.route


@dataclass(slots=True)
class Count:
    """How many leads, before and after."""

    before: int = 0
    after: int = 0


@dataclass(slots=True)
class Comparison:
    """All leads of one part: how many, those that move, and the counts by owner and by route."""

    part: Part
    leads: int = 0
    moves: list[Move] = field(default_factory=list)
    owners: dict[str, Count] = field(default_factory=dict)
    routes: dict[str, Count] = field(default_factory=dict)

    def add(self, lead: tuple[str, str], before: Got, after: Got) -> None:
        """Takes in a lead, named by CRM and id."""
        self.leads += 1
        if before.owner != after.owner:
            self.moves.append(Move(*lead, before, after))
        for counts, old, new in (
            (self.owners, before.owner, after.owner),
            (self.routes, before.way, after.way),
        ):
            counts.setdefault(old, Count()).before += 1
            counts.setdefault(new, Count()).after += 1

    @property
    def share(self) -> float:
        """The part of the leads that moves, 0 to 1."""
        return len(self.moves) / self.leads if self.leads else 0.0

    @property
    def by_route(self) -> int:
        """How many of those that move do so by another route."""
        return sum(move.by_route for move in self.moves)

    def why(self, move: Move) -> str:
        """Why a lead moves, in two words."""
        if self.part is Part.LEAVER:
            return "must move"
        return "another route" if move.by_route else "same route"

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "leads": self.leads,
            "moved": len(self.moves),
            "by_route": self.by_route,
            "share": round(self.share, 4),
            "owners": {name: asdict(count) for name, count in ranked(self.owners)},
            "routes": {name: asdict(count) for name, count in ranked(self.routes)},
            "moves": list(self.rows()),
        }

    def rows(self) -> Iterator[dict[str, str | None]]:
        """A flat row for each lead that moves."""
        for move in self.moves:
            yield {
                "part": self.part.value,
                "crm": move.crm,
                "lead_id": move.lead_id,
                "old_owner": move.before.owner,
                "old_route": move.before.route,
                "new_owner": move.after.owner,
                "new_route": move.after.route,
                "why": self.why(move),
                "reason": move.after.reason,
            }


def ranked(counts: dict[str, Count]) -> list[tuple[str, Count]]:
    """The greatest first."""
    return sorted(counts.items(), key=lambda one: (-max(one[1].before, one[1].after), one[0]))


def got(decision: Decision, roster: Roster) -> Got:
    """What a decision makes of its lead, as seen from the lead's CRM."""
    if decision.outcome is not Outcome.ASSIGN:
        return Got(OTHER[decision.outcome], decision.route, decision.reason)
    return Got(decision.person or called(decision.owner_id, roster), decision.route, decision.reason)


def called(owner_id: str | None, roster: Roster) -> str:
    """An owner by e-mail, by a queue's name, else by id."""
    if owner_id is None:
        return "nobody"
    seat = roster.directory.by_id.get(owner_id)
    if seat is not None and seat.kind is SeatKind.QUEUE:
        return f"queue {seat.name}"
    return roster.email_of(roster.crm, owner_id) or (seat.name if seat is not None else owner_id)
