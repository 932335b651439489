"""The questions asked of each person: what stands against their taking a lead now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.core.comparing import fold
from connector.core.rules import Person, Team
from connector.core.staff import caps
from connector.core.staff.caps import Tallies
from connector.core.staff.hours import covering, is_holiday, minute_of, next_available, open_at, wall
from connector.core.staff.roster import Member
from connector.core.view import BUSY, Absence


@dataclass(frozen=True, slots=True)
class Need:
    """A trait that the lead asks for. `values` are folded; one of them, at a level of `at_least`, suffices.
    `reason` is what is said of those who lack it, `asked` who asks for what."""

    trait: str
    values: frozenset[str]
    reason: str
    at_least: int = 1
    asked: str = ""

    def levels(self, member: Member | Person) -> list[int]:
        """How well somebody has each of what suffices, of what they have at all."""
        own = member.languages if self.trait == "language" else member.skills
        return [member.levels.get((self.trait, value), 1) for value in own & self.values]

    def is_met_by(self, member: Member | Person) -> bool:
        """Whether somebody has what is asked for, well enough."""
        own = member.languages if self.trait == "language" else member.skills
        if self.at_least <= 1:
            return not own.isdisjoint(self.values)
        return max(self.levels(member), default=0) >= self.at_least


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what terms a pool is formed: the instant, absences on record (by e-mail), who must not
    get the lead, the traits needed, whether working time counts, and what caps are held against (None:
    they don't count). Whoever is there within `soon` counts as there."""

    now: datetime
    absences: Mapping[str, tuple[Absence, ...]]
    exclude: Collection[str] = ()
    needs: tuple[Need, ...] = ()
    working_time: bool = True
    tallies: Tallies | None = None
    soon: timedelta | None = None


def need(trait: str, values: Collection[str], asked_by: str, at_least: int = 1) -> Need:
    """What a narrowing asks for. `asked_by` names the field or the policy's constant."""
    wanted = {fold(value) for value in values}
    if trait == "language":
        wanted |= {value.replace("_", "-").partition("-")[0] for value in wanted}
    asked = f"{asked_by} at level {at_least} or more" if at_least > 1 else asked_by
    reason = f"does not have the {trait} asked for ({asked})"
    return Need(trait, frozenset(wanted), reason, at_least, f"asked for by {asked}")


_AWAY, _OUT = "away", "not available, says the CRM"
_BY_KIND = {"away": _AWAY, "paused": "paused", "calendar": "away, says the calendar"}
ABSENT = frozenset({_OUT, *_BY_KIND.values()})


class Asking:
    """One round of questions: what is the same for all members is worked out once."""

    def __init__(self, team: Team | None, terms: Terms) -> None:
        self.terms = terms
        self.minute = minute_of(terms.now)
        self.watch = terms.working_time
        self.holidays = team.holidays if team is not None else None
        self._holiday: dict[tuple[str, str], bool] = {}
        self._asks = bool(terms.exclude or terms.needs or self.holidays)

    def reason(self, member: Member) -> str | None:
        """Why this person can't take the lead; None if they can."""
        if not (member.bound or self._asks or member.email in self.terms.absences):
            return None
        found = self._reason_now(member)
        if found is None or self.terms.soon is None or not self._is_there_within(member, self.terms.soon):
            return found
        return self.never(member) or self._capped(member)

    def opening(self, member: Member) -> datetime | None:
        """When somebody is there next and may have another lead; None if nobody knows."""
        if self.never(member) is not None or member.out:
            return None
        terms, at = self.terms, self.terms.now
        if terms.tallies is not None and member.cap is not None:
            free = caps.free_at(member.cap, member.zone, member.email, terms.tallies, at)
            if free is None:
                return None
            at = free
        on_record = terms.absences.get(member.email, ())
        spans = (*member.away, *(each.span for each in on_record if self.watch or each.kind != BUSY))
        hours = member.hours if self.watch else None
        return next_available(hours, spans, self._holidays(member), member.zone, at)

    def _is_there_within(self, member: Member, soon: timedelta) -> bool:
        at = self.opening(member)
        return at is not None and at <= self.terms.now + soon

    def _reason_now(self, member: Member) -> str | None:
        if member.barrier is not None:
            return member.barrier
        if member.out:
            return _OUT
        if member.away and covering(member.away, self.terms.now):
            return _AWAY
        if member.email in self.terms.absences:
            absence = self.absence(member)
            if absence is not None:
                return _BY_KIND[absence.kind]
        return self.otherwise(member)

    def otherwise(self, member: Member) -> str | None:
        """Why this person can't take the lead though they are not away; None if they can."""
        if self.watch:
            holidays = self._holidays(member)
            if holidays is not None and self._is_holiday(holidays, member.zone):
                return f"public holiday ({holidays})"
            if member.hours is not None and not open_at(member.hours, self.minute):
                return "outside working hours"
            if self.terms.absences and self._is_busy(member):
                return "busy, says the calendar"
        return self.never(member) or (self._capped(member) if member.cap is not None else None)

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

    def _capped(self, member: Member) -> str | None:
        tallies = self.terms.tallies
        if tallies is None or member.cap is None:
            return None
        return caps.reason(member.cap, member.zone, member.email, tallies, self.terms.now)

    def absence(self, member: Member) -> Absence | None:
        """The absence on record that holds now; being busy is none."""
        for absence in self.terms.absences.get(member.email, ()):
            if absence.kind != BUSY and covering((absence.span,), self.terms.now):
                return absence
        return None

    def _is_busy(self, member: Member) -> bool:
        own = self.terms.absences.get(member.email, ())
        return covering((each.span for each in own if each.kind == BUSY), self.terms.now) is not None

    def _holidays(self, member: Member) -> str | None:
        """The code of those that count for the person; a stand-in from outside has the team's."""
        return (member.holidays or self.holidays) if self.watch else None

    def _is_holiday(self, code: str, zone: str) -> bool:
        found = self._holiday.get((code, zone))
        if found is None:
            found = self._holiday[code, zone] = is_holiday(code, wall(zone, self.minute)[0])
        return found
