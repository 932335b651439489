"""The world that a decision is taken in, and whoever is asked about in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connector.core.clocks import FALLBACK
from connector.core.decide import Matcher, decide, match_lead
from connector.core.decision import Decision, Outcome, Step
from connector.core.matching.match import MatchResult
from connector.core.rules import Policy, Route
from connector.core.staff.roster import Roster, roster_of
from connector.core.view import View
from mappings.records import SeatKind

ROUTE = "route "
"""How the steps of single routes begin."""


@dataclass(frozen=True, slots=True)
class World:
    """A policy, what is known, and what the matcher found."""

    policy: Policy
    view: View
    found: MatchResult

    @property
    def roster(self) -> Roster:
        """The people as seen from the lead's CRM."""
        return roster_of(self.policy, self.view.directories, self.view.cause.crm)


def world_of(policy: Policy, view: View, match: Matcher | MatchResult) -> World:
    """The world as it is; `match` is the matcher, or what it has found already."""
    found = match if isinstance(match, MatchResult) else match_lead(policy, view, match)
    return World(policy, view, lean(found))


def lean(found: MatchResult) -> MatchResult:
    """The match without what is only told of it: no decision goes by its rivals."""
    return replace(found, ranked=(), steps=())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whoever is asked about: a person by `email`, or the queue of the lead's CRM that is `seat`."""

    name: str
    email: str | None = None
    seat: str | None = None

    def has(self, world: World, owner_id: str | None) -> bool:
        """Whether this owner is they."""
        if owner_id is None or self.email is None:
            return owner_id is not None and owner_id == self.seat
        return world.roster.email_of(world.view.cause.crm, owner_id) == self.email


def wanted(world: World, text: str) -> Wanted | None:
    """Whom a name, an e-mail or a CRM id means; None where that is nobody, or not clear."""
    roster = world.roster
    email = roster.named(text)
    if email is None and any(email == text.strip().lower() for email in roster.seats_of_people().values()):
        email = text.strip().lower()
    if email is not None:
        return Wanted(roster.member(email).name, email)
    queues = roster.directory.named(text, SeatKind.QUEUE)
    return Wanted(f"queue {queues[0].name}", seat=queues[0].id) if len(queues) == 1 else None


@dataclass(slots=True)
class Trial:
    """Decisions about `who`, each counted."""

    who: Wanted
    count: int = 0

    def decide(self, world: World) -> Decision:
        """What would be decided in this world."""
        self.count += 1
        return decide(world.policy, world.view, world.found)

    def given(self, world: World, decision: Decision) -> bool:
        """Whether the decision gives them the lead, or leaves it with them by a route."""
        return decision.outcome is Outcome.ASSIGN and self.who.has(world, decision.owner_id)


def ended_at(decision: Decision) -> str | None:
    """The path of the route at which the routes came to an end: it took the lead, holds it, or sent it to
    the fallback. Where all of them let it go, that is the last that was asked."""
    if decision.route not in (None, FALLBACK):
        return decision.route
    asked = [step.step.removeprefix(ROUTE) for step in decision.steps if step.step.startswith(ROUTE)]
    return asked[-1] if asked else None


def step_of(steps: Sequence[Step], *names: str) -> Step | None:
    """The first step that has one of these names."""
    return next((step for step in steps if step.step in names), None)


def chains_of(routes: Sequence[Route], above: tuple[Route, ...] = ()) -> list[tuple[Route, ...]]:
    """Every route that sends somewhere, with the routes around it, the outermost first; in the order in which
    a lead meets them."""
    found: list[tuple[Route, ...]] = []
    for route in routes:
        chain = (*above, route)
        found += chains_of(route.routes, chain)
        if route.to is not None:
            found.append(chain)
    return found


def chain_to(routes: Sequence[Route], path: str) -> tuple[Route, ...]:
    """The route of this path with those around it, the outermost first; empty where there is none."""
    for route in routes:
        inner = () if route.path == path else chain_to(route.routes, path)
        if route.path == path or inner:
            return (route, *inner)
    return ()
