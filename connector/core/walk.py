"""Down the routes, in order, to the first that takes the lead; then the fallback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.core.conditions import Truth
from connector.core.decision import Step
from connector.core.desk import Desk, Taken, Untaken
from connector.core.lanes import FEW, Passed, lanes_of
from connector.core.owners import resolve
from connector.core.rules import Blank, Nobody, OutOfHours, Route, TargetKind
from connector.core.staff.asking import Terms
from connector.core.staff.eligible import first_opening, opening_of
from mappings.instants import to_text
from mappings.records import Value


@dataclass(frozen=True, slots=True)
class Routed:
    """A lead that has its owner. `route` is None where the fallback took it; `notify` are channels;
    `on_request`, that somebody or a deadline named the place."""

    taken: Taken
    route: Route | None
    notify: tuple[str, ...]
    on_request: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A lead that waits until `until`, for `what`: `blank`, `people`, `duplicate` or `wait`."""

    until: datetime
    because: str
    route: Route
    what: str


@dataclass(frozen=True, slots=True)
class Parked:
    """A lead that not even the fallback takes: it waits for a person."""

    because: str


_FALLS = "falls"


def walk(desk: Desk) -> Routed | Held | Parked:
    """Where the policy sends the lead."""
    found = _among(desk, desk.policy.routes, trusts_match=False)
    if isinstance(found, (Routed, Held)):
        return found
    return fallback(desk)


def tested(desk: Desk, path: str) -> Step | None:
    """The step of one route by its path, whatever stands before it; None where there is no such route."""
    asking, trusts, routes = lanes_of(desk.policy).asks_match, False, desk.policy.routes
    while routes:
        route = next((one for one in routes if f"{path} / ".startswith(f"{one.path} / ")), None)
        if route is None:
            return None
        trusts = trusts or id(route) in asking
        if route.path == path:
            _fires(desk, route, trusts)
            return desk.steps[-1]
        routes = route.routes
    return None


def _among(desk: Desk, routes: Sequence[Route], *, trusts_match: bool) -> Routed | Held | str | None:
    """The first of these neighbours that takes the lead. Those that can't fire are passed over."""

    def ask(name: str, asks_match: bool) -> Value:
        return desk.known.look_as(name, trusts_match=trusts_match or asks_match)

    lanes = lanes_of(desk.policy)
    beside = lanes.of(routes)
    worth = range(len(routes)) if beside is None else beside.worth(ask)
    at = 0
    for place in (*worth, len(routes)):
        if beside is not None and place - at >= FEW:
            _note_passed(desk, routes[at:place], beside.passed(at, place, ask))
            at = place
        for route in routes[at : place + 1]:
            trusts = trusts_match or id(route) in lanes.asks_match
            found = _try(desk, route, trusts)
            if found is not None:
                return found
        at = place + 1
    return None


def _note_passed(desk: Desk, routes: Sequence[Route], passed: Passed) -> None:
    step = f"routes {routes[0].path} to {routes[-1].path}"
    truth = Truth.BLANK if passed.blank else Truth.FALSE
    desk.note(step, truth.value, passed.detail, passed.reads)


def _try(desk: Desk, route: Route, trusts: bool) -> Routed | Held | str | None:
    fires = _fires(desk, route, trusts)
    if isinstance(fires, Held):
        return fires
    if not fires:
        return None
    if route.routes:
        found = _among(desk, route.routes, trusts_match=trusts)
        if isinstance(found, Routed) and found.route is not None:
            _note_rule(desk, route)
        if found is not None:
            return found
    if route.to is None:
        return None
    held = _waits(desk, route, trusts)
    if held is not None:
        return held
    taken = resolve(desk, route.to, route, trusts_match=trusts)
    if isinstance(taken, Taken):
        _note_rule(desk, route)
        return Routed(taken, route, route.notify)
    return _without_anybody(desk, route, taken)


def _note_rule(desk: Desk, route: Route) -> None:
    """Why the rule exists and who is responsible for it, where the policy says so."""
    owned = f"{route.owner} is responsible for it" if route.owner else ""
    if route.because or owned:
        desk.note(f"rule {route.path}", "because", "; ".join(filter(None, (route.because, owned))))


def _fires(desk: Desk, route: Route, trusts: bool) -> bool | Held:
    step = f"route {route.path}"
    if route.when is None:
        desk.note(step, Truth.TRUE.value, "has no condition")
        return True
    verdict = desk.known.test(route.when, trusts_match=trusts)
    detail = verdict.detail
    if verdict.truth is not Truth.BLANK:
        desk.note(step, verdict.truth.value, detail, verdict.reads)
        return verdict.truth is Truth.TRUE
    if route.blank is Blank.HOLDS and "blank" not in desk.view.settled:
        until = _until(desk, timedelta(seconds=desk.policy.hold_blank_seconds))
        desk.note(step, Truth.BLANK.value, f"{detail}; waits for it until {to_text(until)}", verdict.reads)
        return Held(until, f"{', '.join(verdict.blanks)} blank", route, "blank")
    desk.note(step, Truth.BLANK.value, detail + _ON_BLANK[route.blank], verdict.reads)
    return route.blank is Blank.FIRES


def _waits(desk: Desk, route: Route, trusts: bool) -> Held | None:
    """The wait of a route before it sends, unless it is over or what it waits for is true."""
    wait = route.wait
    if wait is None or "wait" in desk.view.settled:
        return None
    reads: tuple[str, ...] = ()
    until = _until(desk, wait.at_most)
    what = "its time"
    if wait.until is not None:
        verdict = desk.known.test(wait.until, trusts_match=trusts)
        if verdict.truth is Truth.TRUE:
            desk.note("wait", "over", verdict.detail, verdict.reads)
            return None
        what, reads = verdict.detail, verdict.reads
    desk.note("wait", "waits", f"{what}; until {to_text(until)} at the latest", reads)
    return Held(until, what, route, "wait")


def _until(desk: Desk, length: timedelta) -> datetime:
    """When a hold ends that begins now; one that runs already is not extended."""
    until = desk.view.now + length
    return until if desk.view.held_until is None else min(until, desk.view.held_until)


_ON_BLANK = {
    Blank.SKIPS: "",
    Blank.FIRES: "; the route takes such leads",
    Blank.HOLDS: "; the wait for it is over",
}


def _without_anybody(desk: Desk, route: Route, untaken: Untaken) -> Routed | Held | str | None:
    wish = _AS_NOBODY.get(route.out_of_hours) if untaken.off_hours else None
    if wish is None:
        wish = Nobody.NEXT if untaken.passes else route.nobody
    if untaken.off_hours and route.out_of_hours is not None:
        desk.note("out of hours", route.out_of_hours.value, untaken.because)
    if wish is Nobody.NEXT:
        return None
    if wish is Nobody.WAIT and untaken.terms is not None and not desk.view.planned:
        return _wait(desk, route, untaken, untaken.terms)
    return _FALLS


_AS_NOBODY: Mapping[OutOfHours | None, Nobody] = {
    OutOfHours.NEXT: Nobody.NEXT,
    OutOfHours.WAIT: Nobody.WAIT,
    OutOfHours.OTHERWISE: Nobody.OTHERWISE,
}


def _wait(desk: Desk, route: Route, untaken: Untaken, terms: Terms) -> Held | str:
    if untaken.team is not None:
        whom, until = f"of team {untaken.team.name}", first_opening(desk.roster, untaken.team, terms)
    else:
        whom, until = "of them", opening_of(desk.roster, untaken.person or "", terms)
    if until is None or until <= desk.view.now:
        desk.note("nobody", "no end in sight", f"nobody {whom} comes back")
        return _FALLS
    desk.note("nobody", "waits", f"the first {whom} is back then")
    return Held(until, untaken.because, route, "people")


def fallback(desk: Desk) -> Routed | Parked:
    """What takes the lead that no route took."""
    last = desk.policy.otherwise
    target = last.per_crm.get(desk.view.cause.crm, last.to)
    desk.note("otherwise", "tried", "no route took the lead")
    taken = resolve(desk, target, None, trusts_match=False)
    if isinstance(taken, Untaken) and target.kind is TargetKind.TEAM:
        desk.note("otherwise", "tried again", "off hours too: better than no owner")
        taken = resolve(desk, target, None, trusts_match=False, working_time=False)
    if isinstance(taken, Taken):
        return Routed(taken, None, last.notify)
    return Parked(taken.because)
