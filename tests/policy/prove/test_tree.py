"""Which routes keep what they fire for, and what comes before them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.core.conditions import Truth
from connector.policy.prove.cells import Space
from connector.policy.prove.routes import Bounds, unrouted
from connector.policy.prove.tree import Tree
from tests.policy.prove.conftest import sound, written
from tests.policy.prove.test_brute_force import CLOSED, every_example


def tree_of(**parts: str) -> Tree:
    _, policy = sound(written(**parts))
    return Tree(policy, Space(policy.lists, CLOSED))


@pytest.mark.parametrize(
    ("says", "keeps"),
    [
        ("to: {team: A}", True),
        ("to: {queue: Q}", True),
        ("to: nobody", True),
        ("to: {user: ann@acme.com}", True),
        ("to: {team: A}, nobody: wait", True),
        ("to: {team: A}, nobody: next", False),
        ("to: {team: A}, soon: 30m", True),
        ("to: {user: ann@acme.com}, soon: 30m", False),
        ("to: {team: A}, out_of_hours: next", False),
        ("to: {user: ann@acme.com}, soon: 30m, out_of_hours: wait", True),
        ("to: {team: A}, out_of_hours: anyway, nobody: next", False),
        ("to: account.owner", False),
        ("to: account.owner.team", False),
        ("to: lead.previous_owner", False),
        ("routes: [{name: Inner, to: {team: A}}]", False),
    ],
)
def test_a_route_keeps_its_leads_unless_something_lets_them_go_on(says: str, keeps: bool) -> None:
    (root,) = tree_of(routes=f"routes: [{{name: R, {says}}}]").roots
    assert root.certain is keeps


def test_what_an_inner_route_keeps_the_outer_one_keeps() -> None:
    (root,) = tree_of(
        routes="""\
routes:
  - name: Europe
    when: {lead.country: {in_list: EMEA}}
    blank: skips
    routes: [{name: Germany, when: {lead.country: DE}, blank: skips, to: {team: A}}]
"""
    ).roots
    cells = root.taken[0]["lead.country"]
    assert cells == root.children[0].fires[0]["lead.country"]


EARLY = st.sampled_from([
    "suppress: {domains: [rival.com], names: [Rival]}",
    "junk: {when: {lead.country: DE}}",
    "junk: {when: {any: [{lead.employees: {at_most: 9}}, {lead.country: {is_blank: true}}]}, to: nobody}",
    "junk: {when: {not: {lead.country: FR}}}",
])  # fmt: skip
LATER = st.sampled_from([
    "lead.country: DE", "lead.country: [DE, FR]", "lead.country: {is_blank: false}",
    "lead.employees: {at_most: 5}", "lead.email: {matches_domain: rival.com}", "lead.company: Rival",
])  # fmt: skip


@given(early=st.lists(EARLY, max_size=2, unique_by=lambda each: each[:4]), later=st.lists(LATER, min_size=1))
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_what_comes_before_takes_what_the_very_conditions_say(early: list[str], later: list[str]) -> None:
    lines = "".join(f"  {each}\n" for each in early)
    routes = "".join(
        f"  - {{name: R{n}, when: {{{each}}}, blank: fires, to: {{team: A}}}}\n"
        for n, each in enumerate(dict.fromkeys(later))
        if "is_blank" not in each
    )
    routes += "  - {name: Known, when: {lead.country: {is_blank: false}}, to: {team: A}}\n"
    parts = {"before": f"before:\n{lines}"} if early else {}
    tree = tree_of(routes=f"routes:\n{routes}", **parts)
    before = tree.policy.before
    rules = [before.suppress, before.junk.when if before.junk else None]
    left = [
        lead
        for lead in every_example(tree)
        if not any(rule and lead.truth(rule, trusts=False) is Truth.TRUE for rule in rules)
        and lead.taker(tree.roots) is None
    ]
    kinds = {claim.kind for claim in unrouted(tree, Bounds())}
    assert kinds == ({"otherwise"} if left else {"complete"})
