"""The clocks of service levels: which start with a decision, by whose hours they run, when they strike."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from connector.core.comparing import fold
from connector.core.deadlines import Checkpoint, Clock, Pace, Sla
from connector.core.desk import Desk
from connector.core.known import Known
from connector.core.phrases import shown
from connector.core.rules import Route, TargetKind, Team
from connector.core.staff.roster import Roster
from connector.core.staff.worktime import Calendar, after
from mappings.instants import to_text

FALLBACK = "otherwise"
"""What stands for a route where the fallback took the lead."""

ITS_DUE = -1
"""The number of the deadline itself among the steps of a clock."""


def started(desk: Desk, route: Route | None, owner: tuple[str | None, str | None]) -> tuple[Clock, ...]:
    """The clocks that start as the lead goes by `route` (None: the fallback) to `owner`: a seat (None:
    nobody) and, of a person, the e-mail."""
    policy = desk.policy
    slas = route.slas if route is not None else policy.otherwise.slas
    path = route.path if route is not None else FALLBACK
    found = [
        _start(desk, sla, (path, route), owner) for sla in slas if sla.checkpoint is not Checkpoint.ASSIGNED
    ]
    return tuple(clock for clock in found if clock is not None)


def waiting(desk: Desk, route: Route) -> tuple[Clock, ...]:
    """The clock that starts as a lead begins to wait by `route`; none where one runs already."""
    if any(clock.checkpoint is Checkpoint.ASSIGNED for clock in desk.view.clocks):
        return ()
    found = [
        _start(desk, sla, (route.path, route), (None, None))
        for sla in route.slas
        if sla.checkpoint is Checkpoint.ASSIGNED
    ]
    return tuple(clock for clock in found if clock is not None)


def due_at(roster: Roster, clock: Clock, number: int) -> datetime:
    """When a step of a clock comes, or its deadline (`ITS_DUE`), by the hours of today."""
    offset = clock.allowed if number == ITS_DUE else clock.marks[number].offset(clock.allowed)
    at = after(_calendar(roster, clock), clock.started_at, offset)
    return at if at is not None else clock.started_at + offset


def restarted(roster: Roster, clock: Clock, at: datetime) -> Clock:
    """The clock as it runs from another instant on."""
    moved = replace(clock, started_at=at)
    strikes = tuple(due_at(roster, moved, number) for number in range(len(clock.marks)))
    return replace(moved, due_at=due_at(roster, moved, ITS_DUE), strikes=strikes)


def hours_named(clock: Clock) -> str:
    """How the clock runs, in words."""
    if clock.pace is Pace.WALL or (clock.pace is Pace.WORKING and clock.email is None and clock.team is None):
        return "by the wall clock"
    return f"in the hours of team {clock.team}" if clock.pace is Pace.TEAM else "in their working hours"


def _start(
    desk: Desk, sla: Sla, by: tuple[str, Route | None], owner: tuple[str | None, str | None]
) -> Clock | None:
    path, route = by
    allowed = allowed_for(desk.known, sla)
    words = sla.checkpoint.noun
    reads = (sla.within.asks,) if sla.within.asks is not None else ()
    if allowed is None:
        desk.note(f"deadline: {words}", "none", "no time is set for this value", reads)
        return None
    seat, email = owner
    team = sla.team or _team_meant(desk, route, email)
    pace = Pace.TEAM if sla.pace is Pace.WORKING and email is None and team is not None else sla.pace
    clock = Clock(
        sla.checkpoint, path, seat, email, pace, team, desk.view.now, allowed, desk.view.now, sla.marks
    )
    clock = restarted(desk.roster, clock, desk.view.now)
    detail = f"within {shown(allowed)} {hours_named(clock)}, so by {to_text(clock.due_at)}"
    desk.note(f"deadline: {words}", "runs", detail, reads)
    return clock


def allowed_for(known: Known, sla: Sla) -> timedelta | None:
    """How long the checkpoint may take for this lead; None: no limit."""
    within = sla.within
    if within.asks is None:
        return within.otherwise
    value = known.look(within.asks)
    if value is None:
        return within.otherwise
    texts = value if isinstance(value, tuple) else (str(value),)
    return next((within.by[word] for word in map(fold, texts) if word in within.by), within.otherwise)


def _team_meant(desk: Desk, route: Route | None, email: str | None) -> str | None:
    """The team whose hours and holidays count for an owner without their own, and while nobody owns it."""
    target = route.to if route is not None else desk.policy.otherwise.to
    if target is not None and target.kind is TargetKind.TEAM:
        return target.name
    own = desk.roster.team_of(email) if email is not None else None
    return own.name if own is not None else None


def _calendar(roster: Roster, clock: Clock) -> Calendar | None:
    team = roster.policy.teams.get(clock.team) if clock.team is not None else None
    if clock.pace is Pace.WALL:
        return None
    if clock.pace is Pace.TEAM or clock.email is None:
        return _of_team(team)
    member = roster.member(clock.email, team)
    return Calendar(member.hours, member.holidays, member.zone)


def _of_team(team: Team | None) -> Calendar | None:
    if team is None:
        return None
    return Calendar(team.hours, team.holidays, team.hours.zone if team.hours is not None else "UTC")
