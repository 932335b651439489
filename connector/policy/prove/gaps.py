"""What falls between routes side by side: sizes, dates, states, countries, postal prefixes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from connector.core.comparing import instant, list_part, number
from connector.core.conditions import Operator, Test
from connector.core.matching.places import country_code, state_code
from connector.core.samples import atoms
from connector.policy.prove.boxes import Box, meet
from connector.policy.prove.finding import Severity
from connector.policy.prove.ground import example_in
from connector.policy.prove.routes import Bounds, Claim
from connector.policy.prove.siblings import BY_NAME, BY_SIZE, groups, one_field
from connector.policy.prove.tree import Node, Tree
from mappings.records import Value

MOSTLY, NEARLY = 0.5, 0.75
"""The shares of a whole (states and prefixes; countries of the European Union) from which routes are taken
to divide up all of it."""

LONGEST_PREFIX = 3
"""Digits of the postal prefixes of which gaps are looked for."""


def gaps(tree: Tree, bounds: Bounds) -> Iterator[Claim]:
    """Values between those of sibling routes that none of them takes, and nothing after them either."""
    for group in groups(tree.roots):
        for name, nodes in _by_field(group, BY_SIZE):
            yield from _size_gaps(tree, name, nodes, bounds)
        for name, nodes in _by_field(group, BY_NAME):
            yield from _territory_gaps(tree, name, nodes, bounds)


def _by_field(group: Sequence[Node], operators: frozenset[Operator]) -> Iterator[tuple[str, list[Node]]]:
    """The fields by which at least two of the routes, each by one alone, divide up leads."""
    found: dict[str, list[Node]] = {}
    for node in group:
        name = one_field(node, operators)
        if name is not None:
            found.setdefault(name, []).append(node)
    return ((name, nodes) for name, nodes in found.items() if len(nodes) > 1)


def _size_gaps(tree: Tree, name: str, nodes: Sequence[Node], bounds: Bounds) -> Iterator[Claim]:
    values = tree.space.variables[name].values
    sizes = sorted((size, cell) for cell, value in enumerate(values) if (size := _size(value)) is not None)
    taken = [any(box.get(name, 0) >> cell & 1 for node in nodes for box in node.fires) for _, cell in sizes]
    for place, is_taken in enumerate(taken):
        if not is_taken and any(taken[:place]) and any(taken[place + 1 :]):
            cell = sizes[place][1]
            value = values[cell]
            yield from _gap(tree, nodes, (name, cell, str(value), value), bounds)
            return


def _size(value: object) -> float | None:
    """Where a number, a date or an instant stands on its scale."""
    if (found := number(value)) is not None:
        return found
    mark = instant(value)
    return mark.timestamp() if mark is not None else None


def _gap(
    tree: Tree, nodes: Sequence[Node], at: tuple[str, int, str, Value], bounds: Bounds
) -> Iterator[Claim]:
    """A lead that comes to the routes and then to `otherwise`: `at` is the field, its cell, what is said of
    the values, and the value that shows it."""
    name, cell, told, value = at
    what = f"{name} {told}"
    inside: Box | None = {name: 1 << cell}
    for above in nodes[0].above:
        inside = next((both for each in above.fires if inside and (both := meet(inside, each))), None)
    if inside is None:
        return
    taken = [each for root in tree.takers for each in root.taken]
    search = bounds.search()
    left = search.outside(inside, taken, tree.space)
    if search.spent:
        bounds.left.append(f"whether {what} is a gap")
    if left is None:
        return
    found = example_in(left, tree.space)
    example = replace(found, values={**found.values, name: value}, shown={**found.shown, name: value})
    if example.taker(tree.takers) is not None or not example.reaches(nodes[0]):
        return
    last = nodes[-1]
    message = f"gap: {what} is in none of the routes `{nodes[0].route.name}` to `{last.route.name}`"
    mend = "widen one of them, or add a route; now it comes to `otherwise`"
    yield Claim((*last.at, "when"), Severity.WARNING, "gap", message, mend, example, key=True)


def _territory_gaps(tree: Tree, name: str, nodes: Sequence[Node], bounds: Bounds) -> Iterator[Claim]:
    """What is missing where routes divide up all of something: what the route around them lets in, the states
    of the United States, the countries of the European Union, prefixes of digits."""
    spoken = {_plain(name, value) for node in nodes for value in _spoken(tree, node, name)}
    for whole, least in _wholes(tree, name, nodes, spoken):
        missing = sorted(each for each in whole if not _is_spoken(name, each, spoken))
        cell = tree.space.cell_of(name, missing[0]) if missing else None
        if cell is None or len(missing) > (1 - least) * len(whole):
            continue
        told = ", ".join(missing[:8]) + (f" and {len(missing) - 8} more" if len(missing) > 8 else "")
        found = list(_gap(tree, nodes, (name, cell, told, missing[0]), bounds))
        yield from found
        if found:
            return


def _wholes(
    tree: Tree, name: str, nodes: Sequence[Node], spoken: Collection[str]
) -> Iterator[tuple[Collection[str], float]]:
    """What is divided up by routes that speak of these values, if it is something that has an end; and which
    share of it they must speak of."""
    above = next((one for one in reversed(nodes[0].above) if one_field(one, BY_NAME) == name), None)
    if above is not None and any(Operator.STARTS_WITH is test.operator for test in _tests(above)):
        above = None
    if above is not None:
        inner = {_plain(name, value) for value in _spoken(tree, above, name)}
        yield {value for value in inner if _lets_in(tree, above, name, value)}, 0.0
    if name.endswith(".state"):
        yield us_states(), MOSTLY
    if name.endswith((".country", ".country_code")):
        yield _UNION, NEARLY
    if name.endswith(("postal_code", "zip")) and spoken and all(each.isdigit() for each in spoken):
        length = max(len(each) for each in spoken)
        if length <= LONGEST_PREFIX:
            yield [f"{number:0{length}}" for number in range(10**length)], MOSTLY


def _lets_in(tree: Tree, node: Node, name: str, value: str) -> bool:
    cell = tree.space.cell_of(name, value)
    return cell is not None and any(box.get(name, 0) >> cell & 1 for box in node.fires)


def _is_spoken(name: str, value: str, spoken: Collection[str]) -> bool:
    if not name.endswith(("postal_code", "zip")):
        return value in spoken
    return any(value[:length] in spoken for length in range(1, len(value) + 1))


def _plain(name: str, value: Value) -> str:
    """A value as it is compared here: countries by code, the rest in capitals."""
    text = str(value).strip()
    code = country_code(text) if name.endswith((".country", ".country_code")) else None
    return code or text.upper()


def _tests(node: Node) -> Iterator[Test]:
    for atom in atoms(node.route.when) if node.route.when is not None else ():
        if isinstance(atom, Test):
            yield atom


def _spoken(tree: Tree, node: Node, name: str) -> Iterator[Value]:
    """Every constant that the route's tests of the field name."""
    for test in _tests(node):
        if test.operator is Operator.IN_LIST:
            part = list_part(name, tree.space.lists.get(str(test.value), {}))
            yield from part[1] if part else ()
        else:
            yield from test.value if isinstance(test.value, tuple) else (str(test.value),)


@lru_cache
def us_states() -> frozenset[str]:
    """The two-letter codes of the United States' states."""
    letters = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
    codes = {left + right for left in letters for right in letters}
    return frozenset(code for code in codes if state_code("US", code) == f"US-{code}" and code not in _APART)


_APART = frozenset({"AS", "GU", "MP", "PR", "UM", "VI", "AA", "AE", "AP"})
"""Territories that few divide up."""

_UNION = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
