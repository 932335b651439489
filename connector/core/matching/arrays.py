"""An index of accounts in memory, as sorted arrays: a million accounts in a few hundred megabytes.

It answers as every index of accounts by key does. Accounts are numbered in the order of (crm, id), so
that a tie is settled by comparing two numbers. With each account its card is kept: whatever text the
maker wants back with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from connector.core.matching.candidates import CEILING, FAR, Asked, Ref

Numbers = NDArray[np.int64]

_KEYS = 1 << 63
_SLICE = 1 << 20
"""Postings that are sorted at a time: bounds what building needs besides the result."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Many texts as one block of UTF-8: 8 bytes each besides their own."""

    block: NDArray[np.uint8]
    ends: Numbers

    @classmethod
    def of(cls, encoded: Sequence[bytes]) -> Texts:
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), ends)

    def __len__(self) -> int:
        return len(self.ends)

    def encoded(self) -> list[bytes]:
        """Every text as bytes, whose order is that of code points."""
        block, start, found = self.block.tobytes(), 0, []
        for end in self.ends.tolist():
            found.append(block[start:end])
            start = end
        return found

    def __getitem__(self, number: int) -> str:
        start = self.ends[number - 1] if number else 0
        return self.block[start : self.ends[number]].tobytes().decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Run:
    """Some accounts with their keys, made apart from all others. `keys` are sorted; `rows` holds for
    each the account's place in `texts`."""

    texts: Texts
    keys: Numbers
    rows: NDArray[np.uint32]


def run_of(accounts: Iterable[tuple[Ref, str, Collection[int]]]) -> Run:
    """A run of accounts, each given by CRM and id, card and hashed keys. No NUL in CRM names and ids."""
    texts: list[bytes] = []
    keys: list[int] = []
    counts: list[int] = []
    for (crm, record_id), card, held in accounts:
        texts.append(f"{crm}\0{record_id}\0{card}".encode("utf-8", "surrogatepass"))
        own = set(held)
        keys += own
        counts.append(len(own))
    unsorted = np.fromiter(keys, np.int64, len(keys))
    rows = np.repeat(np.arange(len(texts), dtype=np.uint32), counts)
    order = np.argsort(unsorted, kind="stable")
    return Run(Texts.of(texts), unsorted[order], rows[order])


@dataclass(slots=True)
class Arrays:
    """The index. `keys` are sorted; the accounts that go by the n-th are those of `accounts` from the
    (n-1)-th of `ends` up to the n-th. The big arrays are never written to, so many processes may share
    them; accounts that changed since are kept beside them."""

    texts: Texts
    keys: Numbers
    ends: Numbers
    accounts: NDArray[np.uint32]
    _gone: set[int] = field(default_factory=set)
    _changed: dict[Ref, frozenset[int]] = field(default_factory=dict)
    _fresh: dict[int, set[Ref]] = field(default_factory=dict)

    @classmethod
    def of(cls, accounts: Mapping[Ref, Collection[int]]) -> Arrays:
        """The index of these accounts, without cards."""
        return cls.joined([run_of((ref, "", keys) for ref, keys in accounts.items())])

    @classmethod
    def joined(cls, runs: Sequence[Run]) -> Arrays:
        """One index of all runs, whatever their order. An account stands in one run, once."""
        runs = runs or [run_of([])]
        texts = [text for run in runs for text in run.texts.encoded()]
        order = sorted(range(len(texts)), key=texts.__getitem__)
        numbers = np.empty(len(texts), np.uint32)
        numbers[order] = np.arange(len(texts), dtype=np.uint32)
        firsts = np.cumsum([0, *(len(run.texts) for run in runs)])
        named = [numbers[first + run.rows] for first, run in zip(firsts[:-1], runs, strict=True)]
        keys, counts, accounts = _merged([run.keys for run in runs], named)
        ends = np.cumsum(counts, dtype=np.int64)
        return cls(Texts.of([texts[place] for place in order]), keys, ends, accounts)

    def __len__(self) -> int:
        return len(self.texts)

    def held(self, keys: Collection[int]) -> Mapping[int, int]:
        """How many accounts go by each key, counted no further than CEILING + 1; a key of nobody is
        absent."""
        found: dict[int, int] = {}
        for key, start, end in self._spans(list(keys)):
            count = end - start
            if self._gone and count <= CEILING + len(self._gone):
                count -= sum(1 for number in self.accounts[start:end].tolist() if number in self._gone)
            if count:
                found[key] = min(count, CEILING + 1)
        if self._fresh:
            for key in keys:
                if key in self._fresh:
                    found[key] = min(found.get(key, 0) + len(self._fresh[key]), CEILING + 1)
        return found

    def best(self, asked: Asked, most: int) -> list[Ref]:
        """The `most` accounts with the greatest sum of weights over the asked keys that they go by, equals
        by (crm, id) in the order of code points; none with less than 1/FAR of the greatest."""
        numbers, sums = self.numbered(asked, most)
        found = [self.ref(number) for number in numbers]
        if not self._fresh:
            return found
        fresh: dict[Ref, int] = {}
        for key, weight in asked:
            for ref in self._fresh.get(key, ()):
                fresh[ref] = fresh.get(ref, 0) + weight
        ranked = sorted((-total, ref) for ref, total in (*zip(found, sums, strict=True), *fresh.items()))
        return [ref for total, ref in ranked[:most] if total * FAR <= ranked[0][0]]

    def numbered(self, asked: Asked, most: int) -> tuple[list[int], list[int]]:
        """The numbers of the best accounts that have not changed since the index was made, and the sum
        of weights of each."""
        weights = dict(asked)
        spans = self._spans(list(weights))
        if not spans:
            return [], []
        accounts = np.concatenate([self.accounts[start:end] for _, start, end in spans])
        weight = np.repeat([weights[key] for key, _, _ in spans], [end - start for _, start, end in spans])
        if self._gone:
            stays = np.isin(accounts, list(self._gone), invert=True)
            accounts, weight = accounts[stays], weight[stays]
        order = np.argsort(accounts)
        accounts = accounts[order]
        starts = _starts(accounts)
        sums = np.add.reduceat(weight[order], starts) if len(starts) else weight
        rank = accounts[starts].astype(np.int64) - (sums << 32)
        if most < len(rank):
            rank = np.partition(rank, most)[:most]
        rank.sort()
        rank = rank[(-(rank >> 32)) * FAR >= -(rank[0] >> 32)] if len(rank) else rank
        return (rank & 0xFFFFFFFF).tolist(), (-(rank >> 32)).tolist()

    def ref(self, number: int) -> Ref:
        """CRM and id of an account by its number."""
        crm, record_id, _ = self.texts[number].split("\0", 2)
        return crm, record_id

    def card(self, number: int) -> tuple[Ref, str]:
        """CRM and id of an account by its number, and its card."""
        crm, record_id, card = self.texts[number].split("\0", 2)
        return (crm, record_id), card

    def changed(self, ref: Ref, keys: Collection[int]) -> None:
        """From now on the account, known or new, goes by these keys; by none it is gone."""
        number = self.number(ref)
        if number is not None:
            self._gone.add(number)
        for key in self._changed.pop(ref, ()):
            self._fresh[key].discard(ref)
            if not self._fresh[key]:
                del self._fresh[key]
        if keys:
            self._changed[ref] = frozenset(keys)
            for key in self._changed[ref]:
                self._fresh.setdefault(key, set()).add(ref)

    def number(self, ref: Ref) -> int | None:
        """The number of an account that stood in the index when it was made."""
        low, high = 0, len(self.texts)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.ref(middle) < ref else (low, middle)
        return low if low < len(self.texts) and self.ref(low) == ref else None

    def _spans(self, keys: list[int]) -> list[tuple[int, int, int]]:
        """Key, start and end in `accounts` of those of `keys` that any account went by."""
        if not len(self.keys):
            return []
        asked = np.fromiter(keys, np.int64, len(keys))
        places = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        known = self.keys[places] == asked
        places = places[known]
        starts = np.where(places > 0, self.ends[places - 1], 0)
        return list(zip(asked[known].tolist(), starts.tolist(), self.ends[places].tolist(), strict=True))


def _merged(
    keys: Sequence[Numbers], accounts: Sequence[NDArray[np.uint32]]
) -> tuple[Numbers, Numbers, NDArray[np.uint32]]:
    """The distinct keys of sorted runs, how many accounts go by each, and those accounts: one slice of
    the keys' range after the other."""
    total = sum(map(len, keys))
    slices = total // _SLICE + 1
    edges = np.array([_KEYS // slices * n for n in range(1, slices)], np.int64)
    cuts = [np.r_[0, np.searchsorted(run, edges), len(run)] for run in keys]
    distinct: list[Numbers] = [np.empty(0, np.int64)]
    counts: list[Numbers] = [np.empty(0, np.int64)]
    merged, filled = np.empty(total, np.uint32), 0
    for n in range(slices):
        part = np.concatenate([run[cut[n] : cut[n + 1]] for run, cut in zip(keys, cuts, strict=True)])
        whose = np.concatenate([run[cut[n] : cut[n + 1]] for run, cut in zip(accounts, cuts, strict=True)])
        order = np.argsort(part, kind="stable")  # sorted runs in a row: several times as fast
        part = part[order]
        starts = _starts(part)
        distinct.append(part[starts])
        counts.append(np.diff(starts, append=len(part)))
        merged[filled : filled + len(part)] = whose[order]
        filled += len(part)
    return np.concatenate(distinct), np.concatenate(counts), merged


def _starts(values: NDArray[np.int64] | NDArray[np.uint32]) -> Numbers:
    """Where each distinct value of a sorted array begins."""
    begins = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return np.flatnonzero(begins)
