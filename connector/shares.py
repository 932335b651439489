"""What everybody has been given so far, as one batch of decisions sees it: read once in a few statements,
then moved on from decision to decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector.core.decision import Decision
from connector.core.roster import roster_of
from connector.core.rules import Policy, Route, Turn
from connector.core.view import TurnState, View
from mappings.records import Directory
from state import assignments, turns

UNSEEN_FOR = timedelta(days=1)
"""How long a lead that we gave away counts for whom we gave it to, though its CRM does not show it."""


@dataclass
class Shares:
    """`turns` by rotation and e-mail, `loads` (open leads) by e-mail: the very objects that views hold.
    `seats` are those of the people whose loads count: (CRM, seat) -> e-mail."""

    turns: dict[str, dict[str, TurnState]] = field(default_factory=dict)
    loads: dict[str, int] = field(default_factory=dict)
    seats: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, decision: Decision, view: View) -> None:
        """Takes a decision into account."""
        if decision.turn is not None:
            self.turns.setdefault(decision.turn.rotation, {}).update(decision.turn.standings)
        if decision.gives:
            before = view.pending_owner if view.pending_owner is not None else view.lead.owner_id
            self.move(view.cause.crm, before, decision.owner_id)

    def move(self, crm: str, before: str | None, after: str | None) -> None:
        """A lead goes from one owner to another."""
        for owner, change in ((before, -1), (after, 1)):
            email = self.seats.get((crm, owner)) if owner is not None else None
            if email is not None:
                self.loads[email] += change


def read_shares(
    conn: Connection, policy: Policy, mode: str, now: datetime, directories: Mapping[str, Directory]
) -> Shares:
    """What is on record up to now. Open leads are counted only where the policy asks for them."""
    found = Shares(
        {
            name: {email: TurnState(*standing) for email, standing in standings.items()}
            for name, standings in turns.load(conn, mode).items()
        }
    )
    if any(route.turn is Turn.LEAST_LOADED for route in _every(policy.routes)):
        _read_loads(conn, found, (policy, mode, now), directories)
    return found


def _every(routes: tuple[Route, ...]) -> Iterator[Route]:
    for route in routes:
        yield route
        yield from _every(route.routes)


def _read_loads(
    conn: Connection,
    found: Shares,
    around: tuple[Policy, str, datetime],
    directories: Mapping[str, Directory],
) -> None:
    policy, mode, now = around
    for crm in directories:
        seats = roster_of(policy, directories, crm).seats_of_teams()
        counts = assignments.open_leads(conn, crm, list(seats))
        for seat, email in seats.items():
            found.seats[crm, seat] = email
            found.loads[email] = found.loads.get(email, 0) + counts[seat]
    for crm, before, after in assignments.not_mirrored(conn, mode, now - UNSEEN_FOR):
        found.move(crm, before, after)
