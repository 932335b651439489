"""Routes side by side: where two of them hold and the order decides, and what falls between them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

from connector.core.comparing import number
from connector.core.conditions import Operator, Test
from connector.core.places import state_code
from connector.policy.owners import NOT_FOR_ALL
from connector.policy.prove.boxes import Box, meet
from connector.policy.prove.cells import atoms
from connector.policy.prove.finding import Severity
from connector.policy.prove.ground import example_in
from connector.policy.prove.routes import Bounds, Claim
from connector.policy.prove.tree import Node, Tree
from mappings.records import Value

MOST_OVERLAPS = 5
"""Overlaps that are told; of more, the number."""

MOST_PAIRS = 300_000
"""Pairs of routes side by side that are compared."""

MOSTLY = 0.5
"""The share of a whole (states, prefixes) from which routes are taken to divide up all of it."""

LONGEST_PREFIX = 3
"""Digits of the postal prefixes of which gaps are looked for."""

_BY_NAME = frozenset({Operator.IS, Operator.IN, Operator.IN_LIST, Operator.STARTS_WITH})
_BY_SIZE = frozenset({Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN})


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
            fields = {id(node): _one_field(node) for node in group}
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
            taker = example.taker(self.tree.roots)
            if taker is None or taker not in first.below():
                continue
            name = _one_field(first)
            if name is not None and name == _one_field(second):
                value = example.values.get(name)
                message = (
                    f"{name} {value} is in route `{first.route.name}` and in `{second.route.name}`: "
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


def _one_field(node: Node) -> str | None:
    """The field, where a route's condition is one plain test of names: a territory."""
    return _field(node, _BY_NAME)


def _field(node: Node, operators: frozenset[Operator]) -> str | None:
    """The one field that a route's condition tests, all by some of `operators`."""
    tests = list(atoms(node.route.when)) if node.route.when is not None else []
    plain = [test for test in tests if isinstance(test, Test) and test.operator in operators]
    names = {test.field for test in plain}
    return names.pop() if len(plain) == len(tests) and len(names) == 1 else None


def gaps(tree: Tree, bounds: Bounds) -> Iterator[Claim]:
    """Values between those of sibling routes that none of them takes, and nothing after them either."""
    for group in groups(tree.roots):
        yield from _size_gaps(tree, group, bounds)
        yield from _territory_gaps(tree, group, bounds)


def _size_gaps(tree: Tree, group: Sequence[Node], bounds: Bounds) -> Iterator[Claim]:
    by_field: dict[str, list[Node]] = {}
    for node in group:
        name = _field(node, _BY_SIZE)
        if name is not None:
            by_field.setdefault(name, []).append(node)
    for name, nodes in by_field.items():
        if len(nodes) < 2:
            continue
        variable = tree.space.variables[name]
        sizes = sorted(
            (size, cell) for cell, value in enumerate(variable.values) if (size := number(value)) is not None
        )
        taken = [
            any(box.get(name, 0) >> cell & 1 for node in nodes for box in node.fires) for _, cell in sizes
        ]
        inner = [
            n for n, is_taken in enumerate(taken) if not is_taken and any(taken[:n]) and any(taken[n + 1 :])
        ]
        for place in inner[:1]:
            yield from _gap(tree, nodes, {name: 1 << sizes[place][1]}, f"{name} {sizes[place][0]}", bounds)


def _gap(tree: Tree, nodes: Sequence[Node], box: Box, what: str, bounds: Bounds) -> Iterator[Claim]:
    """A lead in the box that comes to the routes and then to `otherwise`."""
    inside: Box | None = box
    for above in nodes[0].above:
        inside = next((both for each in above.fires if inside and (both := meet(inside, each))), None)
    if inside is None:
        return
    taken = [each for root in tree.roots for each in root.taken]
    search = bounds.search()
    left = search.outside(inside, taken, tree.space)
    if search.spent:
        bounds.left.append(f"whether {what} is a gap")
    if left is None:
        return
    example = example_in(left, tree.space)
    if example.taker(tree.roots) is not None or not example.reaches(nodes[0]):
        return
    last = nodes[-1]
    message = f"gap: {what} is in none of the routes `{nodes[0].route.name}` to `{last.route.name}`"
    mend = "widen one of them, or add a route; now it comes to `otherwise`"
    yield Claim((*last.at, "when"), Severity.WARNING, "gap", message, mend, example, key=True)


def _territory_gaps(tree: Tree, group: Sequence[Node], bounds: Bounds) -> Iterator[Claim]:
    """States of the United States, or prefixes of digits, that are missing where most are divided up."""
    by_field: dict[str, list[Node]] = {}
    for node in group:
        name = _one_field(node)
        if name is not None:
            by_field.setdefault(name, []).append(node)
    for name, nodes in by_field.items():
        spoken = {str(value).strip().upper() for value in _spoken(tree, nodes)}
        for whole in _wholes(name, spoken):
            missing = sorted(each for each in whole if not _is_spoken(each, spoken))
            cell = tree.space.cell_of(name, missing[0]) if missing else None
            if len(nodes) < 2 or cell is None or len(missing) > (1 - MOSTLY) * len(whole):
                continue
            shown = ", ".join(missing[:8]) + (f" and {len(missing) - 8} more" if len(missing) > 8 else "")
            yield from _gap(tree, nodes, {name: 1 << cell}, f"{name} {shown}", bounds)


def _wholes(name: str, spoken: Collection[str]) -> Iterator[Collection[str]]:
    """What is divided up by routes that speak of these values, if it is something that has an end."""
    if name.endswith(".state"):
        yield us_states()
    if name.endswith(("postal_code", "zip")) and spoken and all(each.isdigit() for each in spoken):
        length = max(len(each) for each in spoken)
        if length <= LONGEST_PREFIX:
            yield [f"{number:0{length}}" for number in range(10**length)]


def _is_spoken(value: str, spoken: Collection[str]) -> bool:
    return any(value[:length] in spoken for length in range(1, len(value) + 1))


def _spoken(tree: Tree, nodes: Sequence[Node]) -> Iterator[Value]:
    """Every constant that the routes name."""
    for node in nodes:
        for test in atoms(node.route.when) if node.route.when is not None else ():
            if isinstance(test, Test) and test.operator is Operator.IN_LIST:
                parts = tree.space.lists.get(str(test.value), {})
                yield from (value for values in parts.values() for value in values)
            elif isinstance(test, Test):
                yield from test.value if isinstance(test.value, tuple) else (str(test.value),)


@lru_cache
def us_states() -> frozenset[str]:
    """The two-letter codes of the United States' states."""
    letters = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
    codes = {left + right for left in letters for right in letters}
    return frozenset(code for code in codes if state_code("US", code) == f"US-{code}" and code not in _APART)


_APART = frozenset({"AS", "GU", "MP", "PR", "UM", "VI", "AA", "AE", "AP"})
"""Territories that few divide up."""
