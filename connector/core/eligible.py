"""Who of a team can take a lead now, and why each of the others cannot."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from connector.core.comparing import fold
from connector.core.hours import covering, is_holiday, minute_of, next_available, open_at, wall
from connector.core.roster import Member, Roster, emails_in, roster_of
from connector.core.rules import Policy, Team
from connector.core.view import Absence
from mappings.records import Directory


@dataclass(frozen=True, slots=True)
class Need:
    """A trait that the lead asks for. `values` are folded; one of them suffices, known at the proficiency
    `level` or above. `reason` is what is said of those who lack it."""

    trait: str
    values: frozenset[str]
    reason: str
    level: int = 1

    def is_met_by(self, member: Member) -> bool:
        has = member.languages if self.trait == "language" else member.skills
        if self.level <= 1:
            return not has.isdisjoint(self.values)
        known = member.levels.get(self.trait, {})
        return any(known.get(word, 1) >= self.level for word in has & self.values)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what terms a pool is formed: the instant, absences on record (by e-mail), who must not
    get the lead, the traits needed, and whether working time counts."""

    now: datetime
    absences: Mapping[str, tuple[Absence, ...]]
    exclude: Collection[str] = ()
    needs: tuple[Need, ...] = ()
    working_time: bool = True


@dataclass(frozen=True, slots=True)
class Pool:
    """`able` are those who can take the lead, in the order of their e-mails; `out` the others by
    reason, in the order the reasons arose. `stands_for` maps a stand-in from outside the team to the
    first member they stand in for, `absent` are the members who are away."""

    able: tuple[Member, ...]
    out: Mapping[str, tuple[Member, ...]]
    stands_for: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[Member, ...] = ()


def need(trait: str, values: Collection[str], asked_by: str, level: int = 1) -> Need:
    """What a narrowing asks for. `asked_by` names the field or the policy's constant."""
    wanted = {fold(value) for value in values}
    if trait == "language":
        wanted |= {value.replace("_", "-").partition("-")[0] for value in wanted}
    at = f" at level {level}" if level > 1 else ""
    reason = f"does not have the {trait} asked for{at} ({asked_by})"
    return Need(trait, frozenset(wanted), reason, level)


def pool(roster: Roster, team: Team, terms: Terms) -> Pool:
    """The team's pool. Whoever stands in for a member who is away joins it, once, and with their own
    turn; a stand-in who is a member anyway gets no more than their own share."""
    members = roster.team(team.name) or ()
    asking = _Asking(team, terms)
    able: list[Member] = []
    out: dict[str, list[Member]] = {}
    away: list[Member] = []
    stands_for: dict[str, str] = {}
    for member in members:
        reason = asking.reason(member)
        if reason is None:
            able.append(member)
        elif reason in _ABSENT:
            away.append(member)
        else:
            out.setdefault(reason, []).append(member)
    if away:
        inside = {member.email for member in members}
        for member in away:
            deputy = _stand_in(roster, member, asking)
            reason = asking.reason(member) or ""
            if deputy is not None:
                reason = f"{reason}, {deputy.name} stands in"
                if deputy.email not in inside:
                    inside.add(deputy.email)
                    stands_for[deputy.email] = member.email
                    able.append(deputy)
            out.setdefault(reason, []).append(member)
        able.sort(key=lambda member: member.email)
    outside = {reason: tuple(people) for reason, people in out.items()}
    return Pool(tuple(able), outside, stands_for, tuple(away))


def alone(roster: Roster, email: str, terms: Terms) -> tuple[Member | None, Member, str | None]:
    """Who takes a lead meant for one person: they, or who stands in while they are away.

    Answers (taker or None, the person meant, why not they themselves). Working hours don't count
    for somebody who is meant by name.
    """
    asking = _Asking(None, terms)
    member = roster.member(email)
    reason = asking.reason(member)
    if reason is None:
        return member, member, None
    deputy = _stand_in(roster, member, asking) if reason in _ABSENT else None
    return deputy, member, reason


def first_opening(roster: Roster, team: Team, terms: Terms) -> datetime | None:
    """When the first of the team can take the lead who can't now; None if nobody ever will."""
    found: list[datetime] = []
    asking = _Asking(team, terms)
    for member in roster.team(team.name) or ():
        if asking.never(member) is None and not member.out:
            spans = (*member.away, *(absence.span for absence in terms.absences.get(member.email, ())))
            at = next_available(member.hours, spans, team.holidays, member.zone, terms.now)
            if at is not None:
                found.append(at)
    return min(found, default=None)


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether somebody could be given a lead now, and if not, why not."""

    available: bool
    reason: str | None = None


def availability(
    policy: Policy,
    email: str,
    directories: Mapping[str, Directory],
    absences: Mapping[str, tuple[Absence, ...]],
    now: datetime,
) -> Availability:
    """Whether the person can take a lead in at least one CRM, as a member of their first team."""
    reasons: list[str] = []
    for crm in directories:
        roster = roster_of(policy, directories, crm)
        teams = (team for _, team in sorted(policy.teams.items()))
        own = next((t for t in teams if any(m.email == email for m in roster.team(t.name) or ())), None)
        reason = _Asking(own, Terms(now, absences)).reason(roster.member(email, own))
        if reason is None:
            return Availability(True)
        reasons.append(reason)
    here = [reason for reason in reasons if not reason.startswith("no seat")]
    return Availability(False, (here or reasons or ["no seat in any CRM"])[0])


def members_of(team: Team, directories: Mapping[str, Directory]) -> tuple[str, ...]:
    """The e-mails of a team's members as the directories know them, in order."""
    return tuple(sorted(emails_in(team, directories, {})))


_AWAY, _PAUSED, _OUT = "away", "paused", "not available, says the CRM"
_ABSENT = frozenset({_AWAY, _PAUSED, _OUT})


class _Asking:
    """One round of questions: what is the same for all members is worked out once."""

    def __init__(self, team: Team | None, terms: Terms) -> None:
        self.terms = terms
        self.minute = minute_of(terms.now)
        self.watch = team is not None and terms.working_time
        self.holidays = team.holidays if team is not None and self.watch else None
        self._holiday: dict[str, bool] = {}

    def reason(self, member: Member) -> str | None:
        """Why this person can't take the lead; None if they can."""
        if member.barrier is not None:
            return member.barrier
        terms = self.terms
        if member.out:
            return _OUT
        if member.away and covering(member.away, terms.now):
            return _AWAY
        if member.email in terms.absences:
            absence = self.absence(member)
            if absence is not None:
                return _PAUSED if absence.kind == "paused" else _AWAY
        if self.watch:
            if self.holidays is not None and self._is_holiday(member.zone):
                return f"public holiday ({self.holidays})"
            if member.hours is not None and not open_at(member.hours, self.minute):
                return "outside working hours"
        return self.never(member)

    def never(self, member: Member) -> str | None:
        """What stands against this person at any time of day."""
        if member.barrier is not None:
            return member.barrier
        if member.email in self.terms.exclude:
            return "had this lead before"
        for need in self.terms.needs:
            if not need.is_met_by(member):
                return need.reason
        return None

    def absence(self, member: Member) -> Absence | None:
        """The absence on record that holds now."""
        for absence in self.terms.absences.get(member.email, ()):
            if covering((absence.span,), self.terms.now):
                return absence
        return None

    def _is_holiday(self, zone: str) -> bool:
        found = self._holiday.get(zone)
        if found is None and self.holidays is not None:
            found = is_holiday(self.holidays, wall(zone, self.minute)[0])
            self._holiday[zone] = found
        return bool(found)


def _stand_in(roster: Roster, member: Member, asking: _Asking) -> Member | None:
    """The first in the chain of covers and backups who can take it; a circle ends the chain."""
    seen = {member.email}
    at = member
    while True:
        absence = asking.absence(at)
        following = (absence.cover if absence else None) or at.backup
        if following is None or following.lower() in seen:
            return None
        at = roster.member(following.lower())
        seen.add(at.email)
        if asking.reason(at) is None:
            return at


def grouped(members: Sequence[Member]) -> tuple[tuple[str, str], ...]:
    """(seat id or e-mail, name) of each."""
    return tuple(member.label for member in members)
