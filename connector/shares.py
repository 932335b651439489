"""What everybody has been given so far, as one batch of decisions sees it: read once in a few statements,
then moved on from decision to decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector.core.decision import Decision
from connector.core.rules import Policy
from connector.core.staff import caps
from connector.core.staff.limits import Cap
from connector.core.staff.measures import Measure
from connector.core.staff.roster import roster_of
from connector.core.view import TurnState, View
from mappings.records import Directory, Kind
from state import assignments, turns

UNSEEN_FOR = timedelta(days=1)
"""How long a lead that we gave away counts for whom we gave it to, though its CRM does not show it."""


@dataclass
class Shares:
    """The very objects that views hold: `turns` by rotation and e-mail, `loads` and `blanks` (what people
    have in hand) by measure and e-mail, and `given` (when leads that count towards caps were given) of
    those who have caps. `measures` are those that the policy asks for, `seats` those of the people whose
    loads count: (CRM, seat) -> e-mail."""

    turns: dict[str, dict[str, TurnState]] = field(default_factory=dict)
    loads: dict[str, dict[str, float]] = field(default_factory=dict)
    blanks: dict[str, dict[str, int]] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    seats: dict[tuple[str, str], str] = field(default_factory=dict)
    given: dict[str, list[datetime]] = field(default_factory=dict)

    def note(self, decision: Decision, view: View) -> None:
        """Takes a decision into account."""
        for turn in (decision.credit, decision.turn):
            if turn is not None:
                self.turns.setdefault(turn.rotation, {}).update(turn.standings)
        if decision.gives:
            before = view.pending_owner if view.pending_owner is not None else view.lead.owner_id
            self.move(view.cause.crm, before, decision.owner_id, view.lead.worth)
        if decision.counts and decision.person in self.given:
            self.given[decision.person].append(view.now)

    def move(self, crm: str, before: str | None, after: str | None, worth: float | None) -> None:
        """A lead that is worth so much (None: blank) goes from one owner to another."""
        for owner, change in ((before, -1), (after, 1)):
            email = self.seats.get((crm, owner)) if owner is not None else None
            if email is None:
                continue
            for measure in self.measures:
                if measure.kind is Kind.LEAD:
                    self.add(
                        measure, email, measure.of(change, change * (worth or 0)), change * (worth is None)
                    )

    def add(self, measure: Measure, email: str, load: float, blank: int) -> None:
        """Somebody has so much more in hand, in whole hundredths, so that no order of adding up shows."""
        loads = self.loads[measure.name]
        loads[email] = round(loads[email] + round(load, 2), 2)
        self.blanks[measure.name][email] += blank


def read_shares(
    conn: Connection, policy: Policy, mode: str, now: datetime, directories: Mapping[str, Directory]
) -> Shares:
    """What is on record up to now. What people have in hand is read only where the policy asks for it."""
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
    found = Shares(measures=policy.measures())
    capped = _caps(policy, directories)
    if found.measures:
        for crm in directories:
            for seat, email in roster_of(policy, directories, crm).seats_of_people().items():
                found.seats[crm, seat] = email
    for measure in found.measures:
        found.loads[measure.name] = dict.fromkeys(found.seats.values(), 0)
        found.blanks[measure.name] = dict.fromkeys(found.seats.values(), 0)
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


def _read_loads(conn: Connection, found: Shares, mode: str, now: datetime) -> None:
    for crm in {crm for crm, _ in found.seats}:
        seats = {seat: email for (of, seat), email in found.seats.items() if of == crm}
        for kind in {measure.kind for measure in found.measures}:
            for held in assignments.in_hand(conn, crm, kind, list(seats)):
                for measure in found.measures:
                    if measure.kind is kind:
                        load = measure.of(held.many, held.worth, held.stage)
                        found.add(measure, seats[held.owner_id], load, held.blank)
    for unseen in assignments.not_mirrored(conn, mode, now - UNSEEN_FOR):
        found.move(*unseen)
