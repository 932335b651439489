"""Routes side by side: where two of them hold and the order decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from connector.core.conditions import Operator, Test
from connector.core.samples import atoms
from connector.policy.owners import NOT_FOR_ALL
from connector.policy.prove.boxes import meet
from connector.policy.prove.finding import Severity
from connector.policy.prove.ground import example_in
from connector.policy.prove.routes import Bounds, Claim
from connector.policy.prove.tree import Node, Tree

MOST_OVERLAPS = 5
"""Overlaps that are told; of more, the number."""

MOST_PAIRS = 300_000
"""Pairs of routes side by side that are compared."""

BY_NAME = frozenset({Operator.IS, Operator.IN, Operator.IN_LIST, Operator.STARTS_WITH})
BY_SIZE = frozenset({Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN})
_OF_PLACES = BY_NAME | {Operator.BETWEEN}
_PLACES = ("country", "country_code", "state", "postal_code", "zip")
"""Fields of places, the widest first."""


@dataclass(slots=True)
class Overlaps:
    """The overlaps of a policy. `left` is whether not every pair was compared."""

    tree: Tree
    bounds: Bounds
    left: bool = False
    _pairs: int = 0
    _notes: list[Claim] = field(default_factory=list)

    def find(self) -> Iterator[Claim]:
        """Ambiguous territories, each; of other overlaps the first few."""
        for group in groups(self.tree.roots):
            fields = {id(node): _territory(node) for node in group}
            for first, second in combinations(group, 2):
                territory = fields[id(first)] is not None and fields[id(first)] == fields[id(second)]
                if len(self._notes) > MOST_OVERLAPS and not territory:
                    continue
                self._pairs += 1
                if self._pairs > MOST_PAIRS:
                    self.left = True
                    break
                claim = self._pair(first, second)
                if claim is not None and claim.severity is Severity.WARNING:
                    yield claim
                elif claim is not None:
                    self._notes.append(claim)
        yield from self._notes[:MOST_OVERLAPS]
        if len(self._notes) > MOST_OVERLAPS:
            claim = self._notes[MOST_OVERLAPS]
            message = f"{claim.message}; there may be more of these, which are not told"
            yield Claim(claim.at, Severity.NOTE, "overlap", message, "", claim.example, key=True)

    def _pair(self, first: Node, second: Node) -> Claim | None:
        """Two routes both of which hold for some lead, neither being a case of the other."""
        both = [box for a in first.fires for b in second.fires if (box := meet(a, b)) is not None]
        if not both or first.route.when is None or second.route.when is None or not _differ(first, second):
            return None
        search = self.bounds.search()
        space = self.tree.space
        if search.covers(first.fires, second.fires, space) or search.covers(second.fires, first.fires, space):
            return None
        outer = [box for node in first.before for box in node.taken]
        for box in both:
            at = search.outside(box, outer, space)
            example = example_in(at, space) if at is not None else None
            if example is None or not (example.fires(second) and example.reaches(first)):
                continue
            taker = example.taker(self.tree.takers)
            if taker is None or taker not in first.below():
                continue
            names = _territory(first)
            if names is not None and names == _territory(second):
                place = " with ".join(f"{name} {example.values.get(name)}" for name in reversed(names))
                message = (
                    f"{place} is in route `{first.route.name}` and in `{second.route.name}`: "
                    "the first takes it"
                )
                mend = "take it out of one of the two"
                return Claim(
                    (*second.at, "when"), Severity.WARNING, "ambiguous", message, mend, example, key=True
                )
            message = (
                f"routes `{first.name}` and `{second.name}` both hold for some leads: the first takes them"
            )
            return Claim((*second.at, "when"), Severity.NOTE, "overlap", message, "", example, key=True)
        if search.spent:
            self.bounds.left.append(f"whether `{first.name}` and `{second.name}` overlap")
        return None


def _differ(first: Node, second: Node) -> bool:
    """Whether it matters which of the two takes a lead. That an owner of
    something known comes first is meant."""
    targets = (first.route.to, second.route.to)
    if any(to is not None and to.kind in NOT_FOR_ALL for to in targets):
        return False
    return targets[0] != targets[1] or targets == (None, None)


def groups(nodes: Sequence[Node]) -> Iterator[Sequence[Node]]:
    """The routes that stand side by side, level by level."""
    yield nodes
    for node in nodes:
        if node.children:
            yield from groups(node.children)


def _territory(node: Node) -> tuple[str, ...] | None:
    """The fields, the finest last, where a route's condition is a territory: plain tests of names of one
    field, or of places in one another."""
    name = one_field(node, BY_NAME)
    if name is not None:
        return (name,)
    tests = list(atoms(node.route.when)) if node.route.when is not None else []
    names = {test.field for test in tests if isinstance(test, Test) and test.operator in _OF_PLACES}
    if len(names) == 0 or any(not isinstance(test, Test) or test.field not in names for test in tests):
        return None
    kinds = [name.rpartition(".")[2] for name in names]
    if any(kind not in _PLACES for kind in kinds):
        return None
    return tuple(sorted(names, key=lambda name: _PLACES.index(name.rpartition(".")[2])))


def one_field(node: Node, operators: frozenset[Operator]) -> str | None:
    """The one field that a route's condition tests, all by some of `operators`; None where it is not so."""
    tests = list(atoms(node.route.when)) if node.route.when is not None else []
    plain = [test for test in tests if isinstance(test, Test) and test.operator in operators]
    names = {test.field for test in plain}
    return names.pop() if len(plain) == len(tests) and len(names) == 1 else None
