"""What may stand between a lead and somebody: each bar knows the world without it, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from connector.core.decision import Decision, Step
from connector.core.instead.world import World, step_of
from connector.core.rules import Policy, Route

Lift = Callable[[World], World]
Tell = Callable[[World, Decision], Step]


@dataclass(frozen=True, slots=True)
class Bar:
    """`lift` gives the world in which it is out of the way: the very same where it does not stand there.
    `tell` says what it is, from a world in which it alone is in the way, and the decision there. `by_fields`
    says that other values of the lead or its account could move it, `anyhow` that it stands before every
    route alike."""

    lift: Lift
    tell: Tell
    by_fields: bool = False
    anyhow: bool = False


def lifted(world: World, bars: Iterable[Bar]) -> World:
    """The world without these bars."""
    for bar in bars:
        world = bar.lift(world)
    return world


def as_noted(*names: str) -> Tell:
    """Tells the first step of one of these names; where there is none, the decision's reason."""

    def tell(world: World, decision: Decision) -> Step:
        found = step_of(decision.steps, *names)
        return found or Step(names[0], decision.outcome.value, decision.reason.rstrip("."))

    return tell


def with_route(policy: Policy, path: str, change: Callable[[Route], Route | None]) -> Policy:
    """The policy in which the route of this path is another, or none at all."""
    routes = _changed(policy.routes, path, change)
    return policy if routes is policy.routes else replace(policy, routes=routes)


def _changed(
    routes: tuple[Route, ...], path: str, change: Callable[[Route], Route | None]
) -> tuple[Route, ...]:
    found: list[Route] = []
    same = True
    for route in routes:
        if route.path == path:
            new = change(route)
        else:
            inner = _changed(route.routes, path, change) if route.routes else route.routes
            new = route if inner is route.routes else replace(route, routes=inner)
        same = same and new is route
        found += [new] if new is not None else []
    return routes if same else tuple(found)


def only(routes: tuple[Route, ...], paths: Collection[str]) -> tuple[Route, ...]:
    """The routes without those that have another path."""
    return tuple([replace(one, routes=only(one.routes, paths)) for one in routes if one.path in paths])
