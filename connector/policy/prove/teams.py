"""Hours of the week at which a team has nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from connector.core.hours import minute_of, open_at, wall
from connector.core.rules import Policy, QueueMembers, TargetKind, Team
from connector.policy.prove.finding import Severity
from connector.policy.prove.routes import Claim
from connector.policy.routes import every_route
from connector.policy.times import DAYS
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

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch without anybody: minutes since 1970, `end` exclusive."""

    start: int
    end: int


def empty_hours(policy: Policy) -> Iterator[Claim]:
    """Of each team that a route sends to: holes within its day, which nobody plans, as warnings; nights
    and weekends as a note. A team with members from a CRM's queue is not judged: they are not known here."""
    used = {
        route.to.name for route in every_route(policy.routes) if route.to and route.to.kind is TargetKind.TEAM
    }
    for number, (name, team) in enumerate(policy.teams.items()):
        if name not in used or any(isinstance(member, QueueMembers) for member in team.members):
            continue
        hours = _hours(policy, team, frozenset({name}))
        if hours is not None:
            yield from _team(name, hours, ("teams", number, "name"))


def _hours(policy: Policy, team: Team, seen: frozenset[str]) -> list[Hours] | None:
    """The hours, once each, of the members and of whoever the team overflows to; None where one of them has
    none and so is always there, or is not known here. `seen` are the teams on the way."""
    found: list[Hours] = []
    for member in team.members:
        person = policy.people.get(str(member))
        hours = (person.hours if person else None) or team.hours
        if hours is None:
            return None
        if hours not in found:
            found.append(hours)
    further = policy.teams.get(team.overflow) if team.overflow is not None else None
    if further is None or further.name in seen:
        return found
    if any(isinstance(member, QueueMembers) for member in further.members):
        return None
    after = _hours(policy, further, seen | {further.name})
    return None if after is None else [*found, *(hours for hours in after if hours not in found)]


def _team(name: str, hours: Sequence[Hours], at: tuple[str | int, ...]) -> Iterator[Claim]:
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
