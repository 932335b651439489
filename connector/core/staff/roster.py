"""Who is who: the policy's people and the seats they hold in the CRMs, looked up once and kept.

A person is an e-mail. Their seat in a CRM is the one the policy names, else the user with that
e-mail. Nothing here depends on the instant or on the lead, so it is built once per policy and
directory and shared by all decisions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from connector.core.comparing import fold
from connector.core.rules import OwnerRef, Person, Policy, QueueMembers, Team
from connector.core.staff.hours import zone_of
from connector.core.staff.limits import Cap, Ramp
from connector.core.staff.rotations import rotations_of
from mappings.records import Directory, Hours, Seat, SeatKind, Span

SHELF_SIZE = 32
"""How many rosters are kept before all are let go: policies in force or on trial, by CRM."""

_NOBODY_KNOWN = Directory()


@dataclass(frozen=True, slots=True)
class Member:
    """A person as a pool sees them, in the lead's CRM.

    `barrier` says why they can hold no lead there at all (None: they can). `hours` are the person's,
    else the team's, else what a CRM knows; `cap` and `holidays` the person's, else the team's. `away`
    joins the policy's absences and the CRMs'; `out` is true where the CRM says that they are not
    available now. `zone` is where their days begin. `levels` say how well they have a trait: 1 where
    nothing is said. `bound` is false where none of barrier, hours, cap, holidays, `away` and `out` stands.
    """

    email: str
    name: str
    weight: int
    seat: Seat | None
    barrier: str | None
    hours: Hours | None
    zone: str
    away: tuple[Span, ...]
    out: bool
    skills: frozenset[str]
    languages: frozenset[str]
    backup: str | None
    label: tuple[str, str]
    bound: bool
    levels: Mapping[tuple[str, str], int] = field(default_factory=dict)
    ramp: Ramp | None = None
    cap: Cap | None = None
    holidays: str | None = None


class Roster:
    """The people that a policy and the directories know, as seen from one CRM."""

    def __init__(self, policy: Policy, directories: Mapping[str, Directory], crm: str) -> None:
        self.policy = policy
        self.crm = crm
        self.directories = dict(sorted(directories.items()))
        self.directory = self.directories.get(crm, _NOBODY_KNOWN)
        self._members: dict[tuple[str, str], Member] = {}
        self._teams: dict[str, tuple[Member, ...]] = {}
        self._places: dict[str, Mapping[str, int]] = {}
        self._emails: dict[tuple[str, str], str] = {}
        for email, person in policy.people.items():
            for name, text in person.seats.items():
                for seat in self.directories.get(name, _NOBODY_KNOWN).named(text, SeatKind.USER):
                    self._emails[name, seat.id] = email
        self.owned = _owned(self.directory, policy.owned_by)
        self.rotations = rotations_of(policy)

    def email_of(self, crm: str, seat_id: str) -> str | None:
        """The person who sits on a seat of some CRM, None for a queue or nobody we can name."""
        return _email_of(crm, seat_id, self.directories, self._emails)

    def team(self, name: str) -> tuple[Member, ...] | None:
        """The members of a team by e-mail, each once, in the order of their e-mails; None if unknown."""
        found = self._teams.get(name)
        if found is None:
            team = self.policy.teams.get(name)
            if team is None:
                return None
            emails = emails_in(team, self.directories, self._emails)
            found = tuple(self.member(email, team) for email in sorted(emails))
            self._teams[name] = found
            self._places[name] = {email: place for place, email in enumerate(emails)}
        return found

    def team_of(self, email: str) -> Team | None:
        """The first of the person's teams, by name."""
        names = sorted(self.policy.teams)
        own = (name for name in names if any(member.email == email for member in self.team(name) or ()))
        name = next(own, None)
        return None if name is None else self.policy.teams[name]

    def places(self, name: str) -> Mapping[str, int]:
        """Where each member of a team stands in its list, from 0; a queue's people by e-mail."""
        self.team(name)
        return self._places.get(name, {})

    def seats_of_people(self) -> Mapping[str, str]:
        """Seat in this CRM -> e-mail, of everybody whom the policy names and everybody of a team."""
        members = [member for name in self.policy.teams for member in self.team(name) or ()]
        members += [self.member(email) for email in self.policy.people]
        return {member.seat.id: member.email for member in members if member.seat is not None}

    def member(self, email: str, team: Team | None = None) -> Member:
        """A person as a member of `team` (whose hours are theirs where they have none)."""
        key = (email, team.name if team else "")
        found = self._members.get(key)
        if found is None:
            found = self._members[key] = self._build(email, team)
        return found

    def named(self, text: str) -> str | None:
        """The one person that a policy means by a name, e-mail or CRM id; None if unknown or unclear."""
        email = text.strip().lower()
        if email in self.policy.people:
            return email
        people = [p.email for p in self.policy.people.values() if p.name and fold(p.name) == fold(text)]
        if len(people) == 1:
            return people[0]
        for crm in (self.crm, *self.directories):
            seats = self.directories.get(crm, _NOBODY_KNOWN).named(text, SeatKind.USER)
            if len(seats) == 1:
                return self.email_of(crm, seats[0].id)
        return None

    def _build(self, email: str, team: Team | None) -> Member:
        person = self.policy.people.get(email) or Person(email)
        seats = {crm: seat for crm in self.directories if (seat := self._seat(person, crm))}
        seat = seats.get(self.crm)
        nearest = [seat, *seats.values()] if seat else [*seats.values()]
        hours = person.hours or (team.hours if team else None)
        hours = hours or next((s.hours for s in nearest if _usable(s.hours)), None)
        name = person.name or next((s.name for s in nearest if s.name), email)
        barrier = _barrier(seat, self.crm)
        away = person.away + tuple(span for each in seats.values() for span in each.away)
        out = any(not each.available for each in seats.values())
        cap = person.cap or (team.cap if team else None)
        holidays = person.holidays or (team.holidays if team else None)
        return Member(
            email=email,
            name=name,
            weight=person.weight,
            seat=seat,
            barrier=barrier,
            hours=hours,
            zone=hours.zone if hours else "UTC",
            away=away,
            out=out,
            skills=frozenset(fold(skill) for skill in person.skills),
            languages=frozenset(fold(language) for language in person.languages),
            backup=person.backup.lower() if person.backup else None,
            label=(seat.id if seat else email, name),
            bound=any((barrier, hours, cap, holidays, away, out)),
            levels={(trait, fold(word)): level for (trait, word), level in person.levels.items()},
            ramp=person.ramp,
            cap=cap,
            holidays=holidays,
        )

    def _seat(self, person: Person, crm: str) -> Seat | None:
        directory = self.directories[crm]
        if crm in person.seats:
            found = directory.named(person.seats[crm], SeatKind.USER)
            return found[0] if len(found) == 1 else None
        return directory.by_email.get(person.email)


def _barrier(seat: Seat | None, crm: str) -> str | None:
    if seat is None:
        return f"no seat in {crm}"
    return None if seat.active else f"seat inactive in {crm}"


def emails_in(
    team: Team, directories: Mapping[str, Directory], seats: Mapping[tuple[str, str], str]
) -> tuple[str, ...]:
    """The e-mails of a team's members, each once, in the order of its list. `seats` are those that the
    policy names: (CRM, seat) -> e-mail."""
    emails: dict[str, None] = {}
    for entry in team.members:
        if isinstance(entry, QueueMembers):
            directory = directories.get(entry.crm, _NOBODY_KNOWN)
            for queue in directory.named(entry.queue, SeatKind.QUEUE):
                found = (_email_of(entry.crm, user, directories, seats) for user in queue.members)
                emails.update(dict.fromkeys(sorted({email for email in found if email})))
        else:
            emails[entry.lower()] = None
    return tuple(emails)


def _email_of(
    crm: str, seat_id: str, directories: Mapping[str, Directory], seats: Mapping[tuple[str, str], str]
) -> str | None:
    known = seats.get((crm, seat_id))
    if known is not None:
        return known
    seat = directories.get(crm, _NOBODY_KNOWN).by_id.get(seat_id)
    if seat is None or seat.kind is not SeatKind.USER or not seat.email:
        return None
    return seat.email.lower()


def _usable(hours: Hours | None) -> bool:
    """Whether a CRM's hours can be counted with: a zone that nobody knows must not stop every lead."""
    if hours is None:
        return False
    try:
        zone_of(hours.zone)
    except ValueError:
        return False
    return True


def _owned(directory: Directory, refs: tuple[OwnerRef, ...]) -> frozenset[str | None]:
    """The ids of the owners that leads may be taken from; None among them for nobody.

    A queue that the CRM doesn't have counts as nobody. A user's name that fits several is nobody's:
    people win where we can't tell.
    """
    kinds = {"queue": SeatKind.QUEUE, "user": SeatKind.USER}
    has_queues = any(seat.kind is SeatKind.QUEUE for seat in directory.seats)
    owners: set[str | None] = set()
    for ref in refs:
        if ref.kind == "nobody" or (ref.kind == "queue" and not has_queues):
            owners.add(None)
            continue
        found = directory.named(ref.name, kinds.get(ref.kind))
        if len(found) == 1 or all(seat.kind is SeatKind.QUEUE for seat in found):
            owners.update(seat.id for seat in found)
    return frozenset(owners)


_SHELF: dict[tuple[object, ...], Roster] = {}


def roster_of(policy: Policy, directories: Mapping[str, Directory], crm: str) -> Roster:
    """The roster of a policy and the directories, built when these very objects are first seen.

    A kept roster holds on to its policy and directories, so that their identities stay theirs.
    """
    key = (id(policy), crm, *((name, id(directories[name])) for name in sorted(directories)))
    found = _SHELF.get(key)
    if found is None:
        found = Roster(policy, directories, crm)
        if len(_SHELF) >= SHELF_SIZE:
            _SHELF.clear()
        _SHELF[key] = found
    return found
