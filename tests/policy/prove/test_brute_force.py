"""The prover against brute force: small random policies, every combination of cells."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.policy.prove.cells import Space
from connector.policy.prove.ground import Example
from connector.policy.prove.routes import Bounds, dead_routes, unrouted
from connector.policy.prove.tree import Tree
from tests.policy.prove.conftest import sound, written

CLOSED = {"account.match": ("none", "review", "auto"), "crm": ("sales", "marketing")}

TESTS = st.sampled_from([
    "lead.country: DE", "lead.country: [DE, FR]", "lead.country: {in_list: EMEA}", "lead.country: US",
    "lead.country: {is_blank: true}", "lead.country: {is_blank: false}",
    "lead.employees: {at_least: 100}", "lead.employees: {at_most: 99}",
    "lead.employees: {between: [50, 150]}",
    "account.match: auto", "account.match: [auto, review]", "account.type: Customer", "crm: sales",
])  # fmt: skip
LEAVES = TESTS.map(lambda test: f"{{{test}}}")
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"{{all: [{', '.join(parts)}]}}"),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"{{any: [{', '.join(parts)}]}}"),
        inner.map(lambda part: f"{{not: {part}}}"),
    ),
    max_leaves=4,
)
TARGETS = st.sampled_from(["account.owner", "{team: A}", "{team: B}", "{queue: Unrouted}"])


@st.composite
def routes(draw: st.DrawFn, depth: int = 0) -> str:
    """A list of routes, in one line."""
    found = []
    for number in range(draw(st.integers(1, 4 if depth == 0 else 2))):
        parts = [f"name: R{number}"]
        when = draw(st.one_of(st.none(), CONDITIONS) if number else CONDITIONS)
        if when is not None:
            parts += [f"when: {when}", f"blank: {draw(st.sampled_from(['skips', 'fires', 'holds']))}"]
        inner = draw(routes(depth + 1)) if depth < 1 and draw(st.booleans()) else None
        if inner is not None:
            parts.append(f"routes: {inner}")
        if inner is None or draw(st.booleans()):
            parts += [f"to: {draw(TARGETS)}", f"nobody: {draw(st.sampled_from(['otherwise', 'next']))}"]
        found.append(f"{{{', '.join(parts)}}}")
    return f"[{', '.join(found)}]"


def every_example(tree: Tree) -> list[Example]:
    """Each combination of the cells' values."""
    names = list(tree.space.variables)
    values: list[tuple[Any, ...]] = [tuple(tree.space.variables[name].values) for name in names]
    return [Example(tree.space.lists, dict(zip(names, each, strict=True))) for each in product(*values)]


@given(text=routes())
@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
def test_the_prover_agrees_with_every_combination(text: str) -> None:
    _, policy = sound(written(routes=f"routes: {text}"))
    space = Space(policy.lists, CLOSED)
    tree = Tree(policy, space)
    bounds = Bounds()
    claimed = {claim.at for claim in dead_routes(tree, bounds)}
    every = every_example(tree)
    for node in tree.every():
        alive = any(
            lead.reaches(node) and lead.fires(node) and not any(_stops(lead, one) for one in node.before)
            for lead in every
        )
        outer = any(claim[:-1] == above.at for claim in claimed for above in node.above)
        inner = any(claim[:-1] == node.at for claim in claimed)
        assert alive != (inner or outer), node.name
    rest = [lead for lead in every if lead.taker(tree.roots) is None]
    kinds = {claim.kind for claim in unrouted(tree, bounds)}
    assert kinds == ({"otherwise"} if rest else {"complete"})
    assert bounds.left == []


def _stops(lead: Example, node: Any) -> bool:
    """Whether a route, once it is asked, surely keeps the lead from all after it."""
    return lead.reaches(node) and lead.taker([node]) is not None
