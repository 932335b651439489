"""What everybody has been given so far, as one batch of decisions sees it: read once in a few statements,
then moved on from decision to decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector.core import caps
from connector.core.decision import Decision
from connector.core.limits import Cap
from connector.core.roster import roster_of
from connector.core.rules import Policy, Route, Turn
from connector.core.view import TurnState, View
from mappings.records import Directory
from state import assignments, turns

UNSEEN_FOR = timedelta(days=1)
"""How long a lead that we gave away counts for whom we gave it to, though its CRM does not show it."""


@dataclass
class Shares:
    """The very objects that views hold: `turns` by rotation and e-mail, `loads` (open leads) by e-mail,
    and `given` (when leads that count towards caps were given) of those who have caps. `seats` are those
    of the people whose loads count: (CRM, seat) -> e-mail."""

    turns: dict[str, dict[str, TurnState]] = field(default_factory=dict)
    loads: dict[str, int] = field(default_factory=dict)
    seats: dict[tuple[str, str], str] = field(default_factory=dict)
    given: dict[str, list[datetime]] = field(default_factory=dict)

    def note(self, decision: Decision, view: View) -> None:
        """Takes a decision into account."""
        for turn in (decision.credit, decision.turn):
            if turn is not None:
                self.turns.setdefault(turn.rotation, {}).update(turn.standings)
        if decision.gives:
            before = view.pending_owner if view.pending_owner is not None else view.lead.owner_id
            self.move(view.cause.crm, before, decision.owner_id)
        if decision.counts and decision.person in self.given:
            self.given[decision.person].append(view.now)

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
    found = no_shares(policy, directories)
    found.turns = {
        name: {email: TurnState(*standing) for email, standing in standings.items()}
        for name, standings in turns.load(conn, mode).items()
    }
    if found.seats:
        _read_loads(conn, found, mode, now)
    reach = max(
        (reach for _, cap in _caps(policy, directories) if (reach := caps.reach(cap)) is not None),
        default=None,
    )
    if reach is not None:
        found.given.update(assignments.counted(conn, mode, list(found.given), now - reach))
    return found


def no_shares(policy: Policy, directories: Mapping[str, Directory]) -> Shares:
    """A clean sheet: nobody has been given anything yet. It counts what the policy asks for."""
    found = Shares()
    capped = _caps(policy, directories)
    by_load = any(route.turn is Turn.LEAST_LOADED for route in _every(policy.routes))
    if by_load or any(cap.open_leads is not None for _, cap in capped):
        for crm in directories:
            for seat, email in roster_of(policy, directories, crm).seats_of_people().items():
                found.seats[crm, seat] = email
                found.loads[email] = 0
    if any(caps.reach(cap) is not None for _, cap in capped):
        found.given = {email: [] for email, _ in capped}
    return found


def _caps(policy: Policy, directories: Mapping[str, Directory]) -> list[tuple[str, Cap]]:
    """Everybody's caps: their own, and those of each team that they are of without having their own."""
    found = [(email, person.cap) for email, person in policy.people.items() if person.cap is not None]
    roster = roster_of(policy, directories, next(iter(directories), ""))
    for team in policy.teams.values():
        if team.cap is not None:
            found += [(member.email, team.cap) for member in roster.team(team.name) or ()]
    return found


def _every(routes: tuple[Route, ...]) -> Iterator[Route]:
    for route in routes:
        yield route
        yield from _every(route.routes)


def _read_loads(conn: Connection, found: Shares, mode: str, now: datetime) -> None:
    for crm in {crm for crm, _ in found.seats}:
        seats = {seat: email for (of, seat), email in found.seats.items() if of == crm}
        counts = assignments.open_leads(conn, crm, list(seats))
        for seat, email in seats.items():
            found.loads[email] += counts[seat]
    for crm, before, after in assignments.not_mirrored(conn, mode, now - UNSEEN_FOR):
        found.move(crm, before, after)
