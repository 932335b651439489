"""The ways by which somebody could get a lead at all: by which place, in what right, past which bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from connector.core.clocks import FALLBACK
from connector.core.conditions import All, Operator, Test, fields_of
from connector.core.deadlines import Whom
from connector.core.decision import Decision, Step
from connector.core.instead.bars import Bar, Lift, as_noted, with_route
from connector.core.instead.guards import DUPLICATES, JUNK, SCORE, guards, renewed
from connector.core.instead.rights import BY_RECORD, rights_of
from connector.core.instead.staff import barriers, person_of
from connector.core.instead.world import ROUTE, Wanted, World, chains_of
from connector.core.known import MATCH
from connector.core.rules import Route, Target, TargetKind
from connector.core.view import Verb

REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Way:
    """A place that could give somebody the lead: a route with those around it, the outermost first (`chain`),
    or what stands before or after all routes, by its `path`. `right` says in what right they could get it
    there; `bars` stand on the way, in the order in which a lead meets them, but for other routes."""

    path: str
    target: Target
    right: str
    chain: tuple[Route, ...] = ()
    bars: tuple[Bar, ...] = ()


def ways_of(world: World, who: Wanted) -> list[Way]:
    """Every way, in the order in which a lead meets them."""
    found: list[Way] = []
    for path, target, chain in _places(world):
        early = path if path in (JUNK, SCORE, DUPLICATES) else ""
        route = chain[-1] if chain else None
        for right in rights_of(world, who, target, path):
            bars = [*guards(who, early), *_of_routes(chain), *right.bars, *barriers(who, route)]
            found.append(Way(path, target, right.words, chain, tuple(bars)))
    return found


def by_records_of_others(world: World, who: Wanted) -> list[str]:
    """The paths of routes that go by whose a record is, where no record is theirs."""
    return [
        path
        for path, target, _ in _places(world)
        if path != DUPLICATES and target.kind in BY_RECORD and not list(rights_of(world, who, target, path))
    ]


def _places(world: World) -> Iterator[tuple[str, Target, tuple[Route, ...]]]:
    policy, before = world.policy, world.policy.before
    asked = _asked_for(world)
    if asked is not None:
        yield REQUEST, asked, ()
    if before.junk is not None and before.junk.to is not None:
        yield JUNK, before.junk.to, ()
    if before.duplicates is not None:
        yield DUPLICATES, Target(TargetKind.CONTACT_OWNER), ()
    if before.score is not None and before.score.below is not None:
        yield SCORE, before.score.below, ()
    for chain in chains_of(policy.routes):
        if chain[-1].to is not None:
            yield chain[-1].path, chain[-1].to, chain
    yield FALLBACK, policy.otherwise.per_crm.get(world.view.cause.crm, policy.otherwise.to), ()


def _asked_for(world: World) -> Target | None:
    """The place that a request or a deadline names."""
    request = world.view.request
    if request is None:
        return None
    if request.verb is Verb.GIVE_BACK:
        return Target(TargetKind.USER, request.email or "")
    if request.clock is None:
        return request.to
    named = request.clock.marks[request.mark].reassign
    if named is Whom.MANAGER and request.clock.email is not None:
        manager = person_of(world.policy, request.clock.email).manager
        return Target(TargetKind.USER, manager) if manager is not None else None
    return named if isinstance(named, Target) else None


def _of_routes(chain: Sequence[Route]) -> Iterator[Bar]:
    for route in chain:
        yield Bar(_fires(route), as_noted(f"{ROUTE}{route.path}"), by_fields=True)
    if chain and chain[-1].wait is not None:
        by_fields = chain[-1].wait.until is not None
        yield Bar(_at_once(chain[-1].path), as_noted("wait"), by_fields=by_fields)
    yield Bar(renewed, _keeps)


def _fires(route: Route) -> Lift:
    """The route with a condition that always holds; one that asks about the match trusts it still."""
    if route.when is None:
        return lambda world: world
    asks = MATCH in fields_of(route.when)
    always = Test(MATCH, Operator.IS_BLANK, value=False) if asks else All(())
    return lambda world: replace(
        world, policy=with_route(world.policy, route.path, lambda one: replace(one, when=always))
    )


def _at_once(path: str) -> Lift:
    def lift(world: World) -> World:
        return replace(world, policy=with_route(world.policy, path, lambda one: replace(one, wait=None)))

    return lift


def _keeps(world: World, decision: Decision) -> Step:
    return Step("keeps it", decision.owner_name or "nobody", decision.reason.rstrip("."))
