"""When a team has nobody: hours of the week, public holidays, and always."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from connector.core.rules import Person, Policy, QueueMembers, TargetKind, Team
from connector.core.staff.hours import is_holiday, minute_of, open_at, wall
from connector.core.staff.limits import Cap
from connector.policy.prove.cells import NOW
from connector.policy.prove.finding import Severity
from connector.policy.prove.routes import Claim
from connector.policy.prove.tree import Path
from connector.policy.routes import every_route
from connector.policy.times import DAYS
from mappings.instants import to_text
from mappings.records import Hours

WEEKS = (
    datetime(2026, 1, 12, tzinfo=UTC),
    datetime(2026, 3, 9, tzinfo=UTC),  # New York's clocks have changed, Europe's have not
    datetime(2026, 3, 23, tzinfo=UTC),  # with the Sunday on which Europe's change
    datetime(2026, 7, 13, tzinfo=UTC),
    datetime(2026, 10, 26, tzinfo=UTC),  # Europe's have changed back, New York's change on the Sunday
)
"""Mondays of the weeks that are looked at: winter, summer, and those in which zones drift apart."""

MOST_HOLES = 4
"""Kinds of stretches that are told of one team."""

LONGEST_HANDOVER = 120
"""Minutes between the shifts of two zones that count as a hole in the day."""

_YEAR = date(2026, 1, 1)
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch without anybody: minutes since 1970, `end` exclusive."""

    start: int
    end: int


def empty_teams(policy: Policy) -> Iterator[Claim]:
    """Of each team that leads are sent to, as warnings: that it never has anybody; holes within its day,
    which nobody plans. As notes: nights and weekends, public holidays. A team with members from a CRM's
    queue is not judged: they are not known here."""
    used = {target.name for target in policy.targets() if target.kind is TargetKind.TEAM}
    routed = {
        route.to.name for route in every_route(policy.routes) if route.to and route.to.kind is TargetKind.TEAM
    }
    for number, name in enumerate(policy.teams):
        staff = staff_of(policy, name)
        if name not in used or staff is None:
            continue
        at = ("teams", number, "name")
        if not staff:
            yield _never(name, at)
        elif name in routed:
            hours = _hours(staff)
            if hours is not None:
                yield from _team(name, hours, at)
            yield from _closed_on_holidays(name, staff, at)


Staff = Sequence[tuple[Person, Team]]


def staff_of(policy: Policy, name: str) -> Staff | None:
    """Whoever may take turns for the team, with the team they are in: its members, and those of the teams it
    overflows into. Who has a cap of 0 takes none. None where not all of them are known here: members of
    a CRM's queue."""
    found: list[tuple[Person, Team]] = []
    seen: set[str] = set()
    team = policy.teams.get(name)
    while team is not None and team.name not in seen:
        seen.add(team.name)
        if any(isinstance(member, QueueMembers) for member in team.members):
            return None
        people = (policy.people[str(member)] for member in team.members if str(member) in policy.people)
        found += [(person, team) for person in people if not _is_nothing(person.cap or team.cap)]
        team = policy.teams.get(team.overflow) if team.overflow is not None else None
    return found


def _is_nothing(cap: Cap | None) -> bool:
    """Whether a cap lets somebody take no lead at all."""
    return cap is not None and 0 in (cap.per_hour, cap.per_day, cap.per_week, cap.open_leads)


def _never(name: str, at: Path) -> Claim:
    message = f"team `{name}` never has anybody: a cap of 0 keeps each of them, and who they overflow to"
    mend = "raise a cap, or give the team an `overflow` that has somebody"
    return Claim(at, Severity.WARNING, "empty", message, mend, when=to_text(NOW))


def _closed_on_holidays(name: str, staff: Staff, at: Path) -> Iterator[Claim]:
    """The public holidays that keep all of them away at once."""
    codes = {person.holidays or team.holidays for person, team in staff}
    days = [_YEAR + timedelta(days=number) for number in range(365)]
    free = [day for day in days if all(code is not None and is_holiday(code, day) for code in codes)]
    if free:
        named = ", ".join(sorted(code for code in codes if code is not None))
        count = f"{len(free)} days of {_YEAR.year}" if len(free) > 1 else f"1 day of {_YEAR.year}"
        message = f"team `{name}` has nobody on public holidays ({named}): {count}, the first on {free[0]}"
        zone = next((hours.zone for person, team in staff if (hours := person.hours or team.hours)), "UTC")
        yield Claim(at, Severity.NOTE, "closed", message, when=f"{free[0]} 12:00 {zone}")


def _hours(staff: Staff) -> list[Hours] | None:
    """The hours, once each, of these people; None where one of them has none and so is always there."""
    found: list[Hours] = []
    for person, team in staff:
        hours = person.hours or team.hours
        if hours is None:
            return None
        if hours not in found:
            found.append(hours)
    return found


def _team(name: str, hours: Sequence[Hours], at: Path) -> Iterator[Claim]:
    zone = hours[0].zone
    inner: dict[Hole, None] = {}
    outer: dict[Hole, None] = {}
    for monday in WEEKS:
        for hole in _holes(hours, minute_of(monday)):
            (inner if _is_inside(hours, hole) else outer)[hole] = None
    if inner:
        message = f"team `{name}` has nobody {_listed(inner, zone)} ({zone})"
        mend = "give somebody these hours, or split the team"
        yield Claim(at, Severity.WARNING, "empty", message, mend, when=_instant(next(iter(inner)), zone))
    if outer:
        message = f"team `{name}` has nobody {_listed(outer, zone)} ({zone})"
        yield Claim(at, Severity.NOTE, "closed", message, when=_instant(next(iter(outer)), zone))


def _listed(holes: Iterable[Hole], zone: str) -> str:
    """The stretches in the zone's clock, those of the same hours together: `mon, tue 12:00-13:00`."""
    days: dict[str, list[int]] = {}
    for hole in holes:
        _, first, start = wall(zone, hole.start)
        _, last, end = wall(zone, hole.end)
        length = (hole.end - hole.start + _DAY - 1) // _DAY
        until = f"-{_clock(end)}" if first == last and length == 1 else f" to {_clock(end)} the next day"
        if length > 1:
            until = f" to {DAYS[last]} {_clock(end)}"
        where = days.setdefault(f" {_clock(start)}{until}", [])
        if first not in where:
            where.append(first)
    told = [", ".join(DAYS[day] for day in sorted(on)) + text for text, on in days.items()]
    more = len(told) - MOST_HOLES
    return "; ".join(told[:MOST_HOLES]) + (f"; and {more} more stretches" if more > 0 else "")


def _holes(hours: Sequence[Hours], monday: int) -> list[Hole]:
    """The stretches without anybody that begin within the week from a Monday's midnight in UTC."""
    edges = sorted({edge for each in hours for edge in _edges(each, monday)})
    found: list[Hole] = []
    for start, end in pairwise(edges):
        if any(open_at(each, start) for each in hours):
            continue
        if found and found[-1].end == start:
            found[-1] = Hole(found[-1].start, end)
        else:
            found.append(Hole(start, end))
    return [hole for hole in found if monday <= hole.start < monday + 7 * _DAY]


def _edges(hours: Hours, monday: int) -> Iterator[int]:
    """The minutes of the week and a day around it at which a block can begin or end."""
    noons = [monday + day * _DAY + _DAY // 2 for day in range(-2, 10)]
    clocks = [wall(hours.zone, noon)[2] for noon in noons]
    for place, (noon, clock) in enumerate(zip(noons, clocks, strict=True)):
        changes = len(set(clocks[max(0, place - 1) : place + 2])) > 1
        for shift in (-60, -30, 0, 30, 60) if changes else (0,):
            midnight = noon - clock + shift
            yield midnight
            for block in hours.blocks:
                yield midnight + block.start
                yield midnight + block.end


def _is_inside(hours: Sequence[Hours], hole: Hole) -> bool:
    """Whether the team works on the same day, by its own clock, before the hole and after it, and means
    to be there between: of people in several zones only a short hole is a slip."""
    zone = hours[0].zone
    if len({each.zone for each in hours}) > 1 and hole.end - hole.start > LONGEST_HANDOVER:
        return False
    date, _, clock = wall(zone, hole.start)
    last, _, _ = wall(zone, hole.end - 1)
    if date != last:
        return False
    midnight = hole.start - clock
    before = any(open_at(each, minute) for each in hours for minute in range(midnight, hole.start, 5))
    return before and any(
        open_at(each, minute) for each in hours for minute in range(hole.end, midnight + _DAY, 5)
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _instant(hole: Hole, zone: str) -> str:
    date, _, clock = wall(zone, hole.start)
    return f"{date.isoformat()} {_clock(clock)} {zone}"
