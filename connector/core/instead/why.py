"""Why somebody did not get a lead: the first step that kept them from it, and all others that would have.

Nothing is guessed. Along each way by which they could get a lead at all, the bars are taken out of the way
and `decide` is asked again: the lead is theirs without those told, and not while one of them is left.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from connector.core.decide import Matcher
from connector.core.decision import Decision, Outcome, Step
from connector.core.instead.bars import Bar, lifted, only, with_route
from connector.core.instead.ways import REQUEST, Way, by_records_of_others, ways_of
from connector.core.instead.world import (
    ROUTE,
    Trial,
    Wanted,
    World,
    chain_to,
    ended_at,
    step_of,
    wanted,
    world_of,
)
from connector.core.matching import match as matching
from connector.core.matching.match import MatchResult
from connector.core.rules import Policy
from connector.core.view import View

MOST_ROUTES = 40
"""How many routes that would take the lead before a way are looked for."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One step that keeps somebody from a lead, in the shape of a decision's steps: `detail` quotes no value
    of a lead. `by_fields` says that other values of the lead or its account could move it, `anyhow` that it
    stands before every route alike."""

    step: str
    result: str
    detail: str
    reads: tuple[str, ...] = ()
    by_fields: bool = False
    anyhow: bool = False


@dataclass(frozen=True, slots=True)
class Barred:
    """A way by which somebody could get the lead, in what `right`, and what stands on it, in the order in
    which the lead meets it. With all of it out of the way they get the lead, and not while one of it is
    there: both were decided. `world` is the world without it."""

    way: Way
    obstacles: tuple[Obstacle, ...]
    world: World

    @property
    def firm(self) -> tuple[Obstacle, ...]:
        """What no value of the lead or its account could move."""
        return tuple([one for one in self.obstacles if not one.by_fields])


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The answer about `name` (None: nobody goes by what was asked). `got` says that they have the lead by
    this decision, or keep it; without `ways` there is nothing by which they could. `elsewhere` are routes
    that go by whose a record is, where no record is theirs. `tried` counts decisions."""

    name: str | None
    decision: Decision
    got: bool = False
    ways: tuple[Barred, ...] = ()
    elsewhere: tuple[str, ...] = ()
    tried: int = 0

    @property
    def steps(self) -> tuple[Obstacle, ...]:
        """Every obstacle once: what stands before every route alike, then way by way. The first is the one
        that the lead met first."""
        every = [one for barred in self.ways for one in barred.obstacles]
        return tuple(dict.fromkeys([one for one in every if one.anyhow] + every))


def why_not(policy: Policy, view: View, owner: str, match: Matcher | MatchResult = matching.match) -> WhyNot:
    """Why `owner` (a person's e-mail or name, or a seat of the lead's CRM) did not get the lead of `view`.
    `match` is the matcher, or what it has found already."""
    world = world_of(policy, view, match)
    who = wanted(world, owner)
    trial = Trial(who or Wanted(owner))
    decision = trial.decide(world)
    if who is None:
        return WhyNot(None, decision, tried=trial.count)
    if has_it(trial, world, decision):
        return WhyNot(who.name, decision, got=True, tried=trial.count)
    found = [barred for way in ways_of(world, who) if (barred := _barred(trial, world, way)) is not None]
    elsewhere = tuple(by_records_of_others(world, who))
    return WhyNot(who.name, decision, False, tuple(found), elsewhere, trial.count)


def has_it(trial: Trial, world: World, decision: Decision) -> bool:
    """Whether the decision gives them the lead, or leaves it with them."""
    if decision.outcome is Outcome.ASSIGN:
        return trial.given(world, decision)
    view = world.view
    owner = view.pending_owner if view.pending_owner is not None else view.lead.owner_id
    return trial.who.has(world, owner)


def _barred(trial: Trial, world: World, way: Way) -> Barred | None:
    """What stands on a way; None where nothing that can be changed makes it one."""
    bars = [bar for bar in way.bars if bar.lift(world) is not world]
    others = _in_front(trial, lifted(world, bars), way)
    if others is None:
        return None
    ordered = _in_order([bar for _, bar in others], bars)
    needed = _needed(trial, _small(world, way, [path for path, _ in others]), way, ordered)
    without = lifted(world, [bar for bar, _, _ in needed])
    if not succeeds(trial, without, trial.decide(without), way):
        needed = _needed(trial, world, way, ordered)
        without = lifted(world, [bar for bar, _, _ in needed])
    return Barred(way, tuple([_told(*each) for each in needed]), without)


def _small(world: World, way: Way, others: Sequence[str]) -> World:
    """The world with no more routes than this way's and those that keep the lead from it: all others let it
    go by. Of thousands of routes these few are soon asked."""
    if "" in others:
        return world
    chains = (way.chain, *(chain_to(world.policy.routes, path) for path in others))
    routes = only(world.policy.routes, {route.path for chain in chains for route in chain})
    return replace(world, policy=replace(world.policy, routes=routes))


def _in_order(others: Sequence[Bar], bars: Sequence[Bar]) -> list[Bar]:
    """The bars with other routes among them: behind what stands before all routes."""
    first = [bar for bar in bars if bar.anyhow]
    return [*first, *others, *(bar for bar in bars if not bar.anyhow)]


def _in_front(trial: Trial, world: World, way: Way) -> list[tuple[str, Bar]] | None:
    """The routes that keep the lead from this way, all else being out of the way, by their paths (of many at
    once, none); None where it is no way without them either."""
    found: list[tuple[str, Bar]] = []
    own, named = {route.path for route in way.chain}, set[str]()
    while True:
        decision = trial.decide(world)
        if succeeds(trial, world, decision, way):
            return found
        path = ended_at(decision)
        if path is None or path in own:
            return None
        many = len(found) >= MOST_ROUTES
        bar = _of_all_others(own | named) if many else _of_other(path)
        named |= {route.path for route in chain_to(world.policy.routes, path)}
        left = bar.lift(world)
        if left is world or (found and not found[-1][0]):
            return None
        found.append(("" if many else path, bar))
        world = left


def succeeds(trial: Trial, world: World, decision: Decision, way: Way) -> bool:
    """Whether they have the lead by this very way."""
    if not trial.given(world, decision):
        return False
    return way.path == REQUEST or decision.route == way.path


def _of_other(path: str) -> Bar:
    def lift(world: World) -> World:
        policy = with_route(world.policy, path, lambda _: None)
        return world if policy is world.policy else replace(world, policy=policy)

    def tell(world: World, decision: Decision) -> Step:
        verdict = step_of(decision.steps, f"{ROUTE}{path}")
        detail = verdict.detail if verdict is not None else decision.reason.rstrip(".")
        reads = verdict.reads if verdict is not None else ()
        if decision.outcome is Outcome.HOLD:
            return Step(f"{ROUTE}{path}", "waits", detail, reads)
        if decision.route == path:
            because = decision.reason.removeprefix(f"Route {path}: ").rstrip(".")
            return Step(f"{ROUTE}{path}", "took it", f"{detail}; {because}", reads)
        return Step(f"{ROUTE}{path}", "ended it", f"{detail}, and nobody there could take it", reads)

    return Bar(lift, tell, by_fields=True)


def _of_all_others(own: Collection[str]) -> Bar:
    def lift(world: World) -> World:
        return replace(world, policy=replace(world.policy, routes=only(world.policy.routes, own)))

    def tell(world: World, decision: Decision) -> Step:
        return Step("routes", "took it", f"more than {MOST_ROUTES} routes before it take it")

    return Bar(lift, tell, by_fields=True)


def _needed(trial: Trial, world: World, way: Way, bars: Sequence[Bar]) -> list[tuple[Bar, World, Decision]]:
    """As few of the bars as must be out of the way, each with the world in which it alone is left, and the
    decision there. Those that a lead meets first are kept where either of two would do."""
    kept = list(bars)
    while True:
        left: list[tuple[Bar, World, Decision]] = []
        for bar in kept[::-1]:
            rest = [one for one in kept if one is not bar]
            there = lifted(world, rest)
            decision = trial.decide(there)
            if succeeds(trial, there, decision, way):
                kept = rest
            else:
                left.insert(0, (bar, there, decision))
        if len(left) == len(bars):
            return left
        bars = kept


def _told(bar: Bar, world: World, decision: Decision) -> Obstacle:
    """The bar in words, from the world in which it alone is left."""
    return Obstacle(*bar.tell(world, decision), by_fields=bar.by_fields, anyhow=bar.anyhow)
