"""What decisions share is kept once, and any of it can be had as it was at any time."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state import facts
from state.deltas import changed_by, difference, ready
from state.facts import Facts
from state.packed import pack, unpack
from state.store import Store

numbers = st.integers(-5, 5)
rows = st.one_of(numbers, st.floats(-2, 2), st.booleans(), st.none(), st.text("ab", max_size=2)) | st.lists(
    numbers, max_size=5
)
states = st.dictionaries(st.text("abc", min_size=1, max_size=2), rows, max_size=8)
tables = st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.integers(0, 2**70), min_size=3, max_size=3))


def as_json(state: dict[str, Any]) -> str:
    return repr(unpack(pack(state)))


@given(states, states)
def test_a_change_makes_the_new_state_of_the_old(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert as_json(changed_by(old, unpack(pack(difference(ready(old), ready(new)))))) == as_json(new)


@given(tables, st.data())
def test_a_change_of_standings_does_too(old: dict[str, Any], data: Any) -> None:
    new = {key: [value + data.draw(st.integers(-1, 2**65)) for value in row] for key, row in old.items()}
    assert as_json(changed_by(old, unpack(pack(difference(ready(old), ready(new)))))) == as_json(new)


def test_a_turn_of_fifty_people_takes_few_bytes() -> None:
    share = 5_354_228_880 // 50
    old = {f"rep{n}@acme.com": [n, n * 5_354_228_880 + n, 1_700_000_000_000_000 + n, 0] for n in range(50)}
    new = {email: [taken, due + share, last, away] for email, (taken, due, last, away) in old.items()}
    new["rep7@acme.com"] = [8, new["rep7@acme.com"][1], 1_700_000_100_000_000, 0]
    assert len(pack(difference(ready(old), ready(new)))) < 100 < len(pack(old))


def test_lists_that_lose_the_first_and_get_others_are_told_by_that() -> None:
    old, new = {"ann": [*range(100)], "ben": [1, 2, 3]}, {"ann": [*range(2, 103)], "ben": [4]}
    assert difference(ready(old), ready(new)) == {"on": {"ann": [2, 100, 101, 102]}, "in": {"ben": [4]}}


def test_every_subject_can_be_had_as_it_was(store: Store) -> None:
    """Three subjects change two hundred times in ten transactions, of which some fail."""
    chance, noted, kept = random.Random(3), Facts(), []
    now: dict[str, dict[str, Any]] = {"turns:a": {}, "turns:b": {}, "loads:c": {"ann": 0}}

    def note(times: int) -> list[tuple[int, dict[str, dict[str, Any]]]]:
        told = []
        for _ in range(times):
            subject = chance.choice([*now])
            now[subject] = now[subject] | {chance.choice("abcd"): [chance.randrange(9)]}
            noted.follow(subject, now[subject])
            told.append((noted.mark()[1], dict(now)))
        return told

    for turn in range(10):
        before = dict(now)
        with store.begin() as conn:
            noted.begin(conn)
            told = note(20)
            if turn in (3, 7):
                now.update(before)
                continue  # nothing is saved
            noted.save(conn)
        kept += told
    with store.read() as conn:
        for number, were in chance.sample(kept, 60):
            found = facts.as_of(conn, ("turns:", "loads:"), number)
            assert found == {name: state for name, state in were.items() if name in found}
            assert all(not were[name] or name in found for name in were if were[name] != {"ann": 0})


def test_an_account_is_told_once_as_long_as_it_stays_the_same(store: Store) -> None:
    noted = Facts()
    with store.begin() as conn:
        noted.begin(conn)
        account = "account:sales:1"
        contents = [
            "as it is",
            {"a": 1},
            {"a": 1.0},
            {"a": True},
            {"a": 2**70},
            {"a": -1},
            {"a": -2},
            "as it is",
        ]
        numbers = [noted.say(account, one, lambda one=one: {"is": repr(one)}) for one in contents]  # type: ignore[misc]
        assert len(set(numbers)) == len(contents)
        assert noted.say(account, "as it is", lambda: {"is": "asked for in vain"}) == numbers[-1]
        noted.mark()
        noted.save(conn)
        told = {number: {"is": repr(one)} for number, one in zip(numbers, contents, strict=True)}
        assert facts.single(conn, numbers) == told


def test_the_rows_that_came_with_a_decision_are_told_by_their_hash(store: Store) -> None:
    noted = Facts()
    with store.begin() as conn:
        noted.begin(conn)
        noted.follow("absences", {"ann": [1]})
        first = noted.mark()
        noted.follow("absences", {"ann": [1]})
        assert noted.mark()[:2] == (1, 1)
        noted.follow("absences", {"ann": [2]})
        second = noted.mark()
        noted.save(conn)
        assert (first[:2], second[:2]) == ((0, 1), (1, 2))
        assert facts.digest([*facts.between(conn, 1, 2)]) == second[2] != first[2]


def test_bytes_that_are_not_ours_are_told() -> None:
    packed = pack({"a": 1})
    with pytest.raises(ValueError, match="no edition"):
        unpack(b"\x09" + packed[1:])
    with pytest.raises(ValueError, match="cannot be unpacked"):
        unpack(packed[:1] + b"\xff" + packed[2:])
