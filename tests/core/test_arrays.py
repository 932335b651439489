"""The index in memory, held against the plainest index there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from connector.core.matching import arrays as module
from connector.core.matching.arrays import Arrays, Texts, run_of
from connector.core.matching.candidates import CEILING, FAR, Asked, Ref

refs = st.tuples(st.sampled_from(["marketing", "sales"]), st.text("aB9é\U0001f600", min_size=1, max_size=3))
keys = st.lists(st.integers(0, 12) | st.just(2**63 - 1), max_size=6)
books = st.dictionaries(refs, keys, max_size=12)
questions = st.dictionaries(st.integers(0, 14), st.integers(1, 20), max_size=8).map(
    lambda one: list(one.items())
)


def held(book: Mapping[Ref, Collection[int]], asked: Collection[int]) -> dict[int, int]:
    counts = Counter(key for own in book.values() for key in set(own))
    return {key: min(counts[key], CEILING + 1) for key in asked if counts[key]}


def best(book: Mapping[Ref, Collection[int]], asked: Asked, most: int) -> list[Ref]:
    sums = {ref: sum(weight for key, weight in asked if key in own) for ref, own in book.items()}
    ranked = sorted((-total, ref) for ref, total in sums.items() if total)
    return [ref for total, ref in ranked[:most] if total * FAR <= ranked[0][0]]


@given(book=books, asked=questions, most=st.integers(1, 5))
def test_it_counts_and_ranks_as_a_walk_over_all_accounts_would(
    book: dict[Ref, list[int]], asked: list[tuple[int, int]], most: int
) -> None:
    index = Arrays.of(book)
    every = [key for key, _ in asked]
    assert index.held(every) == held(book, every)
    assert index.best(asked, most) == best(book, asked, most)


@given(book=books, changes=st.lists(st.tuples(refs, keys), max_size=6), asked=questions)
def test_a_changed_new_or_gone_account_is_found_as_if_it_had_always_been_so(
    book: dict[Ref, list[int]], changes: list[tuple[Ref, list[int]]], asked: list[tuple[int, int]]
) -> None:
    index = Arrays.of(book)
    for ref, own in changes:
        index.changed(ref, own)
    now = book | dict(changes)
    every = [key for key, _ in asked]
    assert index.held(every) == held(now, every)
    assert index.best(asked, 4) == best(now, asked, 4)


@given(book=books, cut=st.integers(0, 12))
def test_runs_make_one_index_whatever_their_order_and_size(book: dict[Ref, list[int]], cut: int) -> None:
    cards = [(ref, f"card of {ref}", own) for ref, own in book.items()]
    index = Arrays.joined([run_of(cards[cut:]), run_of(cards[:cut])])
    whole = Arrays.joined([run_of(cards)])
    assert [index.card(n) for n in range(len(index))] == [(ref, f"card of {ref}") for ref in sorted(book)]
    assert index.held(range(13)) == whole.held(range(13))
    assert [index.number(ref) for ref in sorted(book)] == list(range(len(book)))
    assert index.number(("nowhere", "none")) is None


def test_a_key_of_a_crowd_is_counted_no_further_than_the_ceiling(monkeypatch) -> None:
    monkeypatch.setattr(module, "_SLICE", 500)  # several slices of the keys' range
    crowd = {("sales", f"{number:05d}"): [7, number << 48] for number in range(CEILING + 5)}
    index = Arrays.of(crowd)
    assert index.held([7]) == {7: CEILING + 1}
    for number in range(6):
        index.changed(("sales", f"{number:05d}"), [])
    assert index.held([7]) == {7: CEILING - 1}
    assert index.best([(7, 1), (900 << 48, 1)], 3) == [
        ("sales", "00900"),
        ("sales", "00006"),
        ("sales", "00007"),
    ]


def test_equals_at_the_cut_are_those_that_come_first_by_id() -> None:
    index = Arrays.of({("sales", f"{number:04d}"): [1] for number in reversed(range(3000))})
    assert index.best([(1, 2)], 3) == [("sales", "0000"), ("sales", "0001"), ("sales", "0002")]


def test_an_index_of_nothing_knows_nothing() -> None:
    index = Arrays.of({})
    assert (len(index), index.held([1]), index.best([(1, 1)], 5)) == (0, {}, [])
    assert Arrays.of({("sales", "1"): []}).best([(1, 1)], 5) == []


def test_the_arrays_are_never_written_to() -> None:
    index = Arrays.of({("sales", "1"): [1, 2], ("sales", "2"): [2]})
    for array in (index.texts.block, index.texts.ends, index.keys, index.ends, index.accounts):
        array.flags.writeable = False
    index.changed(("sales", "1"), [3])
    assert index.best([(2, 1), (3, 1)], 5) == [("sales", "1"), ("sales", "2")]


@given(texts=st.lists(st.text(st.characters(), max_size=5), max_size=8))
def test_packed_texts_come_back_as_they_were(texts: list[str]) -> None:
    packed = Texts.of([text.encode("utf-8", "surrogatepass") for text in texts])
    assert [packed[n] for n in range(len(packed))] == texts
    assert packed.ends.dtype == np.int64
