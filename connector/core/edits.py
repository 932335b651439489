"""Small edits of a policy and of who is there, as a person says them: a leaver, a weight, a team joined
or left. Nothing is changed; new values come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from connector.core.rules import Person, Policy, QueueMembers, Team
from connector.core.staff.roster import Roster, roster_of
from mappings.records import Directory, SeatKind
from mappings.spelling import suggest

HEAVIEST = 1_000
"""The greatest weight that a policy may give."""

Membership = tuple[str, str]
"""A person's e-mail and a team's name."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What is edited; e-mails are in lower case."""

    leavers: Sequence[str] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    joins: Sequence[Membership] = ()
    leaves: Sequence[Membership] = ()


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of it. With `faults`, sentences that each name their mend, the rest is not to be used;
    `notes` are what the admin would want to know."""

    policy: Policy
    directories: Mapping[str, Directory]
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def edited(policy: Policy, directories: Mapping[str, Directory], edits: Edits) -> Edited:
    """The policy and the directories with the edits.

    A leaver's seats are inactive in every CRM, which is what leaving means there: no turns, no standing
    in, and what they own has nobody.
    """
    bench = _Bench(policy, directories)
    for email, weight in edits.weights.items():
        bench.weigh(email, weight)
    for email, team in edits.joins:
        bench.join(email, team)
    for email, team in edits.leaves:
        bench.leave(email, team)
    emptied = dict(directories)
    for email in edits.leavers:
        if bench.knows(email, f"--leaver {email}"):
            emptied = without(bench.policy, emptied, email)
    changed = {name: emptied[name] if emptied[name] != kept else kept for name, kept in directories.items()}
    return Edited(bench.policy, changed, tuple(bench.faults), tuple(bench.notes))


def seats_of(policy: Policy, directories: Mapping[str, Directory], email: str) -> dict[str, list[str]]:
    """Every seat that the person has, by CRM."""
    return {
        crm: [
            seat.id
            for seat in directory.seats
            if seat.kind is SeatKind.USER
            and roster_of(policy, directories, crm).email_of(crm, seat.id) == email
        ]
        for crm, directory in directories.items()
    }


def without(policy: Policy, directories: Mapping[str, Directory], email: str) -> dict[str, Directory]:
    """The directories in which the person's seats are inactive."""
    gone = seats_of(policy, directories, email)
    return {
        crm: Directory(
            tuple([replace(seat, active=False) if seat.id in gone[crm] else seat for seat in directory.seats])
        )
        for crm, directory in directories.items()
    }


class _Bench:
    """The policy while it is edited."""

    def __init__(self, policy: Policy, directories: Mapping[str, Directory]) -> None:
        self.policy = policy
        self.directories = directories
        self.faults: list[str] = []
        self.notes: list[str] = []
        users = (seat for each in directories.values() for seat in each.by_email)
        self._known = {*policy.people, *users}

    def knows(self, email: str, said: str) -> bool:
        """Whether there is such a person; else that is a fault."""
        if email in self._known:
            return True
        self.faults.append(f"{said}: nobody goes by `{email}` ({suggest(email, self._known)})")
        return False

    def weigh(self, email: str, weight: int) -> None:
        said = f"--weight {email}={weight}"
        if not 1 <= weight <= HEAVIEST:
            self.faults.append(
                f"{said}: no weight from 1 to {HEAVIEST:,} (for no turns, use --leave or --leaver)"
            )
        elif self.knows(email, said):
            person = self.policy.people.get(email) or Person(email)
            people = {**self.policy.people, email: replace(person, weight=weight)}
            self.policy = replace(self.policy, people=people)
            if not self._has_weighted_turns(email):
                self.notes.append(
                    f"{said} counts where a route says `turn: weighted`, and none does to a team of {email}"
                )

    def join(self, email: str, name: str) -> None:
        said = f"--join {email}={name}"
        team = self._team(name, said)
        if self.knows(email, said) and team is not None:
            if self._is_of(email, team):
                self.faults.append(f"{said}: {email} is of team {team.name} already (drop it)")
            else:
                self._put(replace(team, members=(*team.members, email)))

    def leave(self, email: str, name: str) -> None:
        said = f"--leave {email}={name}"
        team = self._team(name, said)
        if not self.knows(email, said) or team is None:
            return
        left = tuple(member for member in team.members if member != email)
        queues = [one.queue for one in left if isinstance(one, QueueMembers)]
        if not self._is_of(email, team):
            self.faults.append(f"{said}: {email} is not of team {team.name} (drop it)")
            return
        self._put(replace(team, members=left))
        if self._is_of(email, self.policy.teams[team.name]):
            listed = ", ".join(queues)
            self.faults.append(
                f"{said}: {email} is of it by a queue ({listed}); only the CRM can change that"
            )

    def _team(self, name: str, said: str) -> Team | None:
        folded = {known.strip().lower(): known for known in self.policy.teams}
        found = folded.get(name.strip().lower())
        if found is None:
            self.faults.append(f"{said}: no team `{name}` ({suggest(name, self.policy.teams)})")
            return None
        return self.policy.teams[found]

    def _put(self, team: Team) -> None:
        self.policy = replace(self.policy, teams={**self.policy.teams, team.name: team})

    def _is_of(self, email: str, team: Team) -> bool:
        return any(member.email == email for member in self._roster.team(team.name) or ())

    def _has_weighted_turns(self, email: str) -> bool:
        weighted = {
            name for teams, by_weight in self._roster.rotations.values() if by_weight for name in teams
        }
        return any(self._is_of(email, team) for team in self.policy.teams.values() if team.name in weighted)

    @property
    def _roster(self) -> Roster:
        """Teams and rotations are the same from whichever CRM one looks."""
        return roster_of(self.policy, self.directories, next(iter(self.directories), ""))
