"""Who of a team can take a lead now, and why each of the others cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from connector.core.rules import Policy, Team
from connector.core.staff.asking import ABSENT, Asking, Terms
from connector.core.staff.roster import Member, Roster, emails_in, roster_of
from mappings.records import Directory


@dataclass(frozen=True, slots=True)
class Pool:
    """`able` are those who can take the lead, in the order of their e-mails; `out` the others by
    reason, in the order the reasons arose. `stands_for` maps a stand-in from outside the team to the
    first member they stand in for; `absent` are the members who are away and could take it else."""

    able: tuple[Member, ...]
    out: Mapping[str, tuple[Member, ...]]
    stands_for: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[Member, ...] = ()


def pool(roster: Roster, team: Team, terms: Terms) -> Pool:
    """The team's pool. Whoever stands in for a member who is away joins it, once, and with their own
    turn; a stand-in who is a member anyway gets no more than their own share."""
    members = roster.team(team.name) or ()
    asking = Asking(team, terms)
    able: list[Member] = []
    out: dict[str, list[Member]] = {}
    away: list[Member] = []
    stands_for: dict[str, str] = {}
    for member in members:
        reason = asking.reason(member)
        if reason is None:
            able.append(member)
        elif reason in ABSENT:
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
    absent = tuple([member for member in away if asking.otherwise(member) is None])
    return Pool(tuple(able), outside, stands_for, absent)


def alone(roster: Roster, email: str, terms: Terms) -> tuple[Member | None, Member, str | None]:
    """Who takes a lead meant for one person: they, or who stands in while they are away.

    Answers (taker or None, the person meant, why not they themselves). Where working
    time counts, their hours are as in the first of their teams.
    """
    team = roster.team_of(email) if terms.working_time else None
    asking = Asking(team, terms)
    member = roster.member(email, team)
    reason = asking.reason(member)
    if reason is None:
        return member, member, None
    deputy = _stand_in(roster, member, asking) if reason in ABSENT else None
    return deputy, member, reason


def first_opening(roster: Roster, team: Team, terms: Terms) -> datetime | None:
    """When the first of the team can take the lead who can't now; None if nobody ever will."""
    asking = Asking(team, terms)
    found = (asking.opening(member) for member in roster.team(team.name) or ())
    return min((at for at in found if at is not None), default=None)


def opening_of(roster: Roster, email: str, terms: Terms) -> datetime | None:
    """When somebody who is meant by name is there next; None if nobody knows."""
    team = roster.team_of(email)
    return Asking(team, terms).opening(roster.member(email, team))


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether somebody could be given a lead now, and if not, why not."""

    available: bool
    reason: str | None = None


def availability(
    policy: Policy,
    email: str,
    directories: Mapping[str, Directory],
    terms: Terms,
) -> Availability:
    """Whether the person can take a lead in at least one CRM, as a member of their first team."""
    reasons: list[str] = []
    for crm in directories:
        roster = roster_of(policy, directories, crm)
        own = roster.team_of(email)
        reason = Asking(own, terms if own else replace(terms, working_time=False)).reason(
            roster.member(email, own)
        )
        if reason is None:
            return Availability(True)
        reasons.append(reason)
    here = [reason for reason in reasons if not reason.startswith("no seat")]
    return Availability(False, (here or reasons or ["no seat in any CRM"])[0])


def members_of(team: Team, directories: Mapping[str, Directory]) -> tuple[str, ...]:
    """The e-mails of a team's members as the directories know them, in order."""
    return tuple(sorted(emails_in(team, directories, {})))


def _stand_in(roster: Roster, member: Member, asking: Asking) -> Member | None:
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
    return tuple([member.label for member in members])
