from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.core.turns import SCALE, drift, rank, take
from connector.core.view import TurnState

NAMES = "abcdefgh"
WHO = st.sets(st.sampled_from(NAMES), min_size=1)
HISTORY = st.lists(WHO, min_size=1, max_size=120)
WEIGHTS = st.fixed_dictionaries({name: st.integers(1, 7) for name in NAMES})


def play(history: list[set[str]], weights: dict[str, int]) -> list[str]:
    standings: dict[str, TurnState] = {}
    chosen = []
    for eligible in history:
        turned = take(standings, {name: weights[name] for name in sorted(eligible)})
        standings.update(turned.standings)
        chosen.append(turned.order[0])
    return chosen


def twins(history: list[set[str]]) -> list[tuple[str, str]]:
    """Pairs who were eligible for exactly the same decisions."""
    seen = {name: [name in eligible for eligible in history] for name in NAMES}
    return [(a, b) for a in NAMES for b in NAMES if a < b and seen[a] == seen[b]]


@settings(max_examples=300, deadline=None)
@given(HISTORY, st.sets(st.sampled_from(NAMES)))
def test_turns_of_equals_never_differ_by_more_than_one(history: list[set[str]], group: set[str]) -> None:
    together = [who | group if who & group else who for who in history]
    chosen = play(together, dict.fromkeys(NAMES, 1))
    for end in range(1, len(together) + 1):
        counts = Counter(chosen[:end])
        assert all(abs(counts[a] - counts[b]) <= 1 for a, b in twins(together[:end]))


@settings(max_examples=300, deadline=None)
@given(HISTORY, st.sets(st.sampled_from(NAMES)), WEIGHTS)
def test_weighted_turns_differ_by_at_most_one_per_weight(
    history: list[set[str]], group: set[str], weights: dict[str, int]
) -> None:
    together = [who | group if who & group else who for who in history]
    chosen = play(together, weights)
    for end in range(1, len(together) + 1):
        counts = Counter(chosen[:end])
        for a, b in twins(together[:end]):
            assert abs(Fraction(counts[a], weights[a]) - Fraction(counts[b], weights[b])) <= 1


def test_weights_interleave_and_come_out_exactly() -> None:
    chosen = play([{"a", "b", "c"}] * 70, {**dict.fromkeys(NAMES, 1), "a": 5})
    assert Counter(chosen) == {"a": 50, "b": 10, "c": 10}
    assert all(chosen[n : n + 7].count("b") == 1 for n in range(0, 70, 7))


def test_who_was_away_is_not_flooded_on_return() -> None:
    history = [{"a", "b"}] * 10 + [{"a"}] * 50 + [{"a", "b"}] * 10
    after = play(history, dict.fromkeys(NAMES, 1))[60:]
    assert after.count("b") == 5


def test_a_newcomer_starts_level() -> None:
    history = [{"a", "b"}] * 100 + [{"a", "b", "c"}] * 9
    assert Counter(play(history, dict.fromkeys(NAMES, 1))[100:]) == {"a": 3, "b": 3, "c": 3}


def test_ties_go_to_the_fewest_turns_then_to_the_e_mail() -> None:
    assert rank({}, {"b": 1, "a": 1}) == ("a", "b")
    even = {"a": TurnState(3, 3 * SCALE), "b": TurnState(1, 1 * SCALE)}
    assert rank(even, {"a": 1, "b": 1}) == ("b", "a")


@given(HISTORY)
def test_the_order_in_which_people_are_listed_changes_nothing(history: list[set[str]]) -> None:
    standings: dict[str, TurnState] = {}
    for eligible in history:
        forwards = take(standings, dict.fromkeys(sorted(eligible), 1))
        backwards = take(standings, dict.fromkeys(sorted(eligible, reverse=True), 1))
        assert forwards == backwards
        standings.update(forwards.standings)


@settings(max_examples=200, deadline=None)
@given(HISTORY)
def test_nobody_drifts_from_their_share_by_more_than_half_the_others(history: list[set[str]]) -> None:
    standings: dict[str, TurnState] = {}
    for eligible in history:
        standings.update(take(standings, dict.fromkeys(sorted(eligible), 1)).standings)
        assert all(abs(drift(state)) <= (len(NAMES) - 1) / 2 for state in standings.values())
