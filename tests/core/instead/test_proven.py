"""Whatever the policy: what is said to stand in somebody's way does, and what is said to help does."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from connector.core.decide import decide
from connector.core.instead.choices import Choices
from connector.core.instead.nearest import MOST_DECISIONS, MOST_FIELDS, changed, nearest
from connector.core.instead.telling import lines, plain
from connector.core.instead.why import has_it, succeeds, why_not
from connector.core.instead.world import Trial, wanted, world_of
from tests.core.instead.conftest import FIELDS, PEOPLE, Case, cases, companies

ASKED = st.sampled_from([*PEOPLE, "Inbound"])
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)


@OFTEN
@given(case=cases(), asked=ASKED)
def test_they_get_the_lead_without_what_stands_in_the_way(case: Case, asked: str) -> None:
    why = why_not(case.policy, case.view, asked, case.found)
    world = world_of(case.policy, case.view, case.found)
    who = wanted(world, asked)
    assert who is not None
    trial = Trial(who)
    assert why.got == has_it(trial, world, decide(case.policy, case.view, case.found))
    event("got" if why.got else f"{min(len(why.ways), 3)} ways")
    for barred in why.ways:
        assert barred.obstacles
        assert succeeds(trial, barred.world, trial.decide(barred.world), barred.way)
        assert all(one.detail for one in barred.obstacles)
    again = why_not(case.policy, case.view, asked, case.found)
    near = nearest(case.policy, case.view, asked, case.found, why)
    assert plain(again, near) == plain(why, nearest(case.policy, case.view, asked, case.found, again))
    assert all(lines(why, near)) or why.ways


@OFTEN
@given(case=cases(), asked=ASKED)
def test_the_smallest_change_is_one_and_no_smaller_one_is(case: Case, asked: str) -> None:
    found = nearest(case.policy, case.view, asked, case.found)
    world = world_of(case.policy, case.view, case.found)
    who = wanted(world, asked)
    assert who is not None
    trial = Trial(who)
    event("got" if found.got else f"{len(found.changes)} fields" if found.changes else "none")
    if found.changes:
        there = changed(world, {each.field: each.value for each in found.changes})
        assert trial.given(there, trial.decide(there))
    if found.got or found.bounded:
        return
    choices = Choices(world, who)
    for size in range(1, min(len(found.changes) or MOST_FIELDS + 1, 3)):
        for names in combinations(FIELDS, size):
            for values in product(*(choices.of(name) for name in names)):
                change = {name: choice.value for name, choice in zip(names, values, strict=True)}
                there = changed(world, change)
                assert not trial.given(there, trial.decide(there)), change


@OFTEN
@given(case=companies(), asked=ASKED)
def test_a_changed_lead_goes_to_them_by_the_matcher_itself(case: Case, asked: str) -> None:
    found = nearest(case.policy, case.view, asked)
    who = wanted(world_of(case.policy, case.view, case.found), asked)
    assert who is not None
    event("got" if found.got else " ".join(sorted({each.field for each in found.changes})) or "none")
    assert not found.bounded or found.tried >= MOST_DECISIONS  # broken off for that reason alone
    if found.changes:
        there = changed(
            world_of(case.policy, case.view, case.found), {each.field: each.value for each in found.changes}
        )
        assert who.has(there, decide(there.policy, there.view).owner_id)
