from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.core.staff.limits import AS_LEFT, AfterAbsence
from connector.core.staff.turns import SCALE, Round, charge, drift, give_back, rank, take
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


# Joins, leaves, absences, credits


ABSENT = st.sets(st.sampled_from(NAMES), max_size=3)
AFTER = st.sampled_from([AS_LEFT, AfterAbsence(levelled=True), AfterAbsence(paid_back=3)])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(WHO, ABSENT), min_size=1, max_size=120),
    st.sets(st.sampled_from(NAMES)),
    WEIGHTS,
    AFTER,
)
def test_turns_of_people_eligible_for_the_same_differ_by_at_most_one_whatever_else_happens(
    history: list[tuple[set[str], set[str]]], group: set[str], weights: dict[str, int], after: AfterAbsence
) -> None:
    standings: dict[str, TurnState] = {}
    presence: list[tuple[set[str], set[str]]] = []
    for who, absent in history:
        there = who | group if who & group else who
        away = absent | group if absent & group else absent
        presence.append((there, away - there))
        turn = Round(absent={name: weights[name] for name in away - there}, after=after)
        standings.update(take(standings, {name: weights[name] for name in there}, turn).standings)
    for a, b in twins_of(presence):
        one, other = standings.get(a, TurnState()), standings.get(b, TurnState())
        assert abs(Fraction(one.taken, weights[a]) - Fraction(other.taken, weights[b])) <= 1


def twins_of(presence: list[tuple[set[str], set[str]]]) -> list[tuple[str, str]]:
    """Pairs who were there, and away, at exactly the same decisions."""
    seen = {name: [(name in there, name in away) for there, away in presence] for name in NAMES}
    return [(a, b) for a in NAMES for b in NAMES if a < b and seen[a] == seen[b]]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(WHO, ABSENT, st.booleans()), min_size=1, max_size=80), AFTER)
def test_as_many_turns_are_due_as_are_taken(
    history: list[tuple[set[str], set[str], bool]], after: AfterAbsence
) -> None:
    standings: dict[str, TurnState] = {}
    members = dict.fromkeys(NAMES, 1)
    for there, absent, gives_back in history:
        turn = Round(absent=dict.fromkeys(absent - there, 1), after=after)
        turned = take(standings, dict.fromkeys(there, 1), turn)
        standings.update(turned.standings)
        if gives_back:
            standings.update(give_back(standings, members, turned.order[0]))
            standings.update(charge(standings, members, turned.order[-1], 0))
    assert abs(sum(drift(state) for state in standings.values())) < 1e-4


def test_an_absence_leaves_behind_what_the_team_says() -> None:
    behind = {"a": TurnState(0, 2 * SCALE), "b": TurnState(4, 3 * SCALE), "c": TurnState(4, 3 * SCALE)}

    def returned(after: AfterAbsence) -> list[str]:
        standings = dict(behind)
        for _ in range(40):
            turn = Round(absent={"a": 1}, after=after)
            standings.update(take(standings, {"b": 1, "c": 1}, turn).standings)
        got = []
        for _ in range(12):
            turned = take(standings, {"a": 1, "b": 1, "c": 1})
            standings.update(turned.standings)
            got.append(turned.order[0])
        return got

    assert returned(AS_LEFT).count("a") == 6  # a third, and the two turns owed before
    assert returned(AfterAbsence(levelled=True)).count("a") == 4  # a third
    assert returned(AfterAbsence(paid_back=5))[:6].count("a") >= 5
    assert (
        returned(AfterAbsence(paid_back=5)).count("a") == 11
    )  # a third, the two, and the five of this absence


def test_an_absence_brings_no_more_than_is_paid_back_and_the_next_one_as_much_again() -> None:
    standings = {"a": TurnState(1, SCALE), "b": TurnState(1, SCALE)}
    for expected in (-4, -8):
        for _ in range(200):
            turn = Round(absent={"a": 1}, after=AfterAbsence(paid_back=4))
            standings.update(take(standings, {"b": 1}, turn).standings)
        assert expected - 1 <= drift(standings["a"]) <= expected
        standings["a"] = standings["a"]._replace(away=0)


def test_a_newcomer_stands_level_after_any_number_of_credits_and_counted_leads() -> None:
    standings: dict[str, TurnState] = {}
    pair = {"a": 1, "b": 1}
    for _ in range(100):
        turned = take(standings, pair)
        standings.update(turned.standings)
        standings.update(give_back(standings, pair, turned.order[0]))
        standings.update(charge(standings, pair, "a", 0))
        standings.update(charge(standings, pair, "b", 0))
    got = []
    for _ in range(9):
        turned = take(standings, {"a": 1, "b": 1, "c": 1})
        standings.update(turned.standings)
        got.append(turned.order[0])
    assert Counter(got) == {"a": 3, "b": 3, "c": 3}


def test_a_lead_given_back_is_made_up_for_by_the_next_turn_and_only_once() -> None:
    pair = {"a": 1, "b": 1}
    standings = dict(take({}, pair).standings)
    standings.update(give_back(standings, pair, "a"))
    assert standings["a"].taken == 0
    assert give_back(standings, pair, "a") == {}
    assert rank(standings, pair)[0] == "a"
    assert standings["a"].last > 0  # they have not waited any longer by it


def test_who_gave_back_gets_turns_until_they_are_level_again() -> None:
    pair = {"a": 1, "b": 1}
    standings: dict[str, TurnState] = {}
    for _ in range(20):
        standings.update(take(standings, pair).standings)
    for _ in range(3):
        standings.update(give_back(standings, pair, "a"))
    got = []
    for _ in range(7):
        turned = take(standings, pair)
        standings.update(turned.standings)
        got.append(turned.order[0])
    assert got[:3] == ["a", "a", "a"]
    assert abs(standings["a"].taken - standings["b"].taken) <= 1


def test_a_lead_that_counts_as_a_turn_is_one_turn_less() -> None:
    three = {"a": 1, "b": 1, "c": 1}
    standings: dict[str, TurnState] = {}
    for _ in range(4):
        standings.update(charge(standings, three, "a", 0))
    for _ in range(11):
        standings.update(take(standings, three).standings)
    assert [standings[name].taken for name in "abc"] == [5, 5, 5]
