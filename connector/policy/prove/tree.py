"""The routes of a policy, and what comes before them, as sets of leads: where each fires, and which leads
never get past it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from connector.core.conditions import fields_of
from connector.core.rules import Blank, Nobody, OutOfHours, Policy, Route, TargetKind
from connector.policy.owners import NOT_FOR_ALL
from connector.policy.prove.boxes import Box, TooMany, Want, leads_of, product
from connector.policy.prove.cells import MATCH, Space
from connector.policy.prove.early import early_rules
from connector.policy.routes import every_route

Path = tuple[str | int, ...]


@dataclass(slots=True, eq=False)
class Node:
    """One route. `at` is its place in the policy's text, `above` the routes around it from the outermost,
    `before` those that are asked before it, here and further out. `fires` are the leads of which its own
    condition is taken to hold, `taken` those that never get past it. `ragged` marks a condition that is too
    intricate for boxes: nothing is claimed of it or by it. `early` marks what is no route, but a rule of
    `before:` that keeps leads from all routes."""

    route: Route
    at: Path
    trusts: bool
    above: tuple[Node, ...] = ()
    before: tuple[Node, ...] = ()
    children: tuple[Node, ...] = ()
    fires: Sequence[Box] = ()
    taken: Sequence[Box] = ()
    ragged: bool = False
    early: bool = False

    @property
    def certain(self) -> bool:
        """Whether a lead for which the route fires goes no further, whoever is there: the owner of something
        that is known around it may be gone, `nobody: next` goes on, and so do `out_of_hours: next` and, for
        somebody by name, `soon`."""
        to, route = self.route.to, self.route
        if to is None or to.kind in NOT_FOR_ALL or route.nobody is Nobody.NEXT:
            return False
        if route.out_of_hours is not None:
            return route.out_of_hours is not OutOfHours.NEXT
        return route.soon is None or to.kind is not TargetKind.USER

    @property
    def name(self) -> str:
        return self.route.path

    def below(self) -> Iterator[Node]:
        """It and every route inside it, in order."""
        yield self
        for child in self.children:
            yield from child.below()


@dataclass(slots=True)
class Tree:
    """All routes of one policy, over one space."""

    policy: Policy
    space: Space
    first: tuple[Node, ...] = field(default=())
    roots: tuple[Node, ...] = field(default=())

    def __post_init__(self) -> None:
        asked = [route.when for route in every_route(self.policy.routes) if route.when is not None]
        early = list(early_rules(self.policy.before, frozenset().union(*map(fields_of, asked))))
        self.space.take([*asked, *(route.when for _, route in early if route.when is not None)])
        self.first = tuple([Node(route, at, trusts=False, early=True) for at, route in early])
        for node in self.first:
            self._measure(node)
        self.roots = self._nodes(self.policy.routes, ("routes",), (), self.first)

    @property
    def takers(self) -> tuple[Node, ...]:
        """All that takes leads, in the order in which it is asked."""
        return (*self.first, *self.roots)

    def every(self) -> Iterator[Node]:
        """All routes, outer ones before those inside."""
        for root in self.roots:
            yield from root.below()

    def _nodes(
        self, routes: Sequence[Route], at: Path, above: tuple[Node, ...], before: tuple[Node, ...]
    ) -> tuple[Node, ...]:
        found: list[Node] = []
        for index, route in enumerate(routes):
            trusts = any(node.trusts for node in above) or MATCH in fields_of(route.when)
            node = Node(route, (*at, index), trusts, above, (*before, *found))
            node.children = self._nodes(route.routes, (*at, index, "routes"), (*above, node), node.before)
            self._measure(node)
            found.append(node)
        return tuple(found)

    def _measure(self, node: Node) -> None:
        want = Want.NOT_FALSE if node.route.blank is Blank.FIRES else Want.TRUE
        try:
            node.fires = leads_of(node.route.when, want, self.space, trusts=node.trusts)
            inside = [box for child in node.children for box in child.taken]
            node.taken = node.fires if node.certain else product(node.fires, inside)
        except TooMany:
            node.ragged, node.fires, node.taken = True, (), ()

    def reaching(self, node: Node) -> list[Box]:
        """The leads for which the node and every route around it fires. Raises TooMany."""
        found: list[Box] = list(node.fires)
        for above in node.above:
            found = product(found, above.fires)
        return found
