"""Teams and people: who is in them, when they work, how much they are given, who stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connector.core.rules import Person, Policy, QueueMembers, Team
from connector.core.staff.limits import AfterAbsence, Cap
from connector.core.staff.measures import shown
from connector.handbook.content import Part, Section, Table, listed, sentence
from connector.policy.times import DAYS
from mappings.records import Hours

_COLUMNS = (
    "who",
    "e-mail",
    "hours",
    "holidays",
    "weight",
    "skills and languages",
    "cap",
    "backup",
    "starting",
)
_LIMITS = (("per_hour", "an hour"), ("per_day", "a day"), ("per_week", "a week"), ("open_leads", "open"))


def teams(policy: Policy) -> Section:
    """Each team with its rules and its members; then who is in none."""
    parts = [_team(policy, team) for team in policy.teams.values()]
    inside = {member for team in policy.teams.values() for member in team.members}
    alone = [person for email, person in policy.people.items() if email not in inside]
    if alone:
        parts.append(Part("In no team", (), _members(policy, alone)))
    says = ("Hours, absences and seats that the CRMs know of are told by `pointsman people`, not here.",)
    return Section("teams", "Teams", says, parts=tuple(parts))


def _team(policy: Policy, team: Team) -> Part:
    rows = [policy.people[each] if isinstance(each, str) else each for each in team.members]
    return Part(f"Team {team.name}", tuple(sentence(words) for words in _says(team)), _members(policy, rows))


def _says(team: Team) -> Iterator[str]:
    if team.hours is not None:
        yield f"Members without hours of their own work {hours_in_words(team.hours)}"
    if team.holidays is not None:
        yield f"Away on the public holidays of {team.holidays}, but for members who have their own"
    if team.cap is not None:
        yield f"Members without a cap of their own are given at most {_cap(team.cap)}"
    if team.overflow is not None:
        yield f"What nobody of it can take now goes to team {team.overflow}"
    after = _after(team.after_absence)
    if after:
        yield after


def _after(left: AfterAbsence) -> str:
    if left.levelled:
        return "Who returns from an absence stands level with the others"
    if left.paid_back:
        return f"Who returns from an absence is owed up to {left.paid_back} of the turns they missed"
    return ""


def _members(policy: Policy, members: Sequence[Person | QueueMembers]) -> Table:
    weighs = any(each.weight != 1 for each in members if isinstance(each, Person))
    rows = [
        _queue(each) if isinstance(each, QueueMembers) else _person(policy, each, weighs=weighs)
        for each in members
    ]
    return Table(_COLUMNS, tuple(rows)).filled()


def _queue(source: QueueMembers) -> tuple[str, ...]:
    return (f"whoever is in queue {source.queue} of {source.crm}", *[""] * (len(_COLUMNS) - 1))


def _person(policy: Policy, person: Person, *, weighs: bool) -> tuple[str, ...]:
    backup = policy.people.get(person.backup or "")
    ramp = person.ramp
    return (
        person.name or person.email,
        person.email if person.name else "",
        hours_in_words(person.hours) if person.hours is not None else "",
        person.holidays or "",
        str(person.weight) if weighs else "",
        ", ".join([*_traits(person, "skill"), *_traits(person, "language")]),
        _cap(person.cap) if person.cap is not None else "",
        (backup.name or backup.email) if backup is not None else "",
        f"{ramp.share} % of a turn until {ramp.until.isoformat()}" if ramp is not None else "",
    )


def _traits(person: Person, trait: str) -> Iterator[str]:
    for word in sorted(person.skills if trait == "skill" else person.languages):
        level = person.levels.get((trait, word), 1)
        yield f"{word} ({level})" if level > 1 else word


def _cap(cap: Cap) -> str:
    limits = [f"{getattr(cap, key)} {words}" for key, words in _LIMITS if getattr(cap, key) is not None]
    if cap.open_value is not None:
        limits.append(f"{shown(cap.open_value.at_most)} of open {cap.open_value.measure.words}")
    return listed(limits) + (", rolling" if cap.rolling else "")


def hours_in_words(hours: Hours) -> str:
    """`mon-fri 09:00 to 18:00 Europe/Berlin`."""
    blocks = [f"{_days(block.days)} {_clock(block.start)} to {_clock(block.end)}" for block in hours.blocks]
    return f"{', '.join(blocks)} {hours.zone}"


def _days(days: frozenset[int]) -> str:
    """Days of the week in runs: `mon-wed, sat`."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
