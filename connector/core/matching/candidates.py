"""Which accounts are worth a comparison with a lead: those that share the rarest keys with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from xxhash import xxh3_64_intdigest

from connector.core.matching import weights

Ref = tuple[str, str]
"""CRM (or file) name and id of an account."""

Asked = Sequence[tuple[int, int]]
"""Hashed keys with the weight of each."""

CEILING = 1000
"""A key that more accounts go by is never read: it tells nothing apart."""

BUDGET = 3000
"""How many postings are read for one lead, exact keys first, then the rarest."""

COMPARED = 12
"""How many accounts are compared with a lead at most: on the benchmark .004 of the right ones stand
further behind, and those would hardly be told from the others."""

FAR = 4
"""Accounts whose sum of weights is less than this part of the greatest are not worth a comparison: on
the benchmark a third fewer comparisons for .001 of the right accounts."""

_EXACT = frozenset({"d:", "n:", "p:", "m:", "h:"})

PEOPLE = {"m": 30, "h": 30}
"""What the keys of people are worth, which no benchmark holds: as much as a name."""

WORTHS: Mapping[str, int] = weights.KEYS | PEOPLE

_SPREAD = 22  # bits of the largest count that weighs anything


class Index(Protocol):
    """What an index of accounts by key can be asked. Every index answers alike for the same accounts."""

    def held(self, keys: Collection[int]) -> Mapping[int, int]:
        """How many accounts go by each key, counted no further than CEILING + 1; a key of nobody is
        absent."""

    def best(self, asked: Asked, most: int) -> list[Ref]:
        """The `most` accounts with the greatest sum of weights over the asked keys that they go by, equals
        by (crm, id) in the order of code points; none with less than 1/FAR of the greatest."""


def hashed(key: str) -> int:
    """A key as a number of 63 bits, the same on every machine."""
    try:
        return xxh3_64_intdigest(key.encode()) >> 1
    except UnicodeEncodeError:
        return xxh3_64_intdigest(key.encode("utf-8", "surrogatepass")) >> 1


def find(
    index: Index, keys: Sequence[str], worths: Mapping[str, int] = WORTHS
) -> tuple[list[Ref], dict[str, int]]:
    """The candidates for a lead that goes by `keys`, the most promising first, and how many accounts hold
    each of its words."""
    numbers = {key: hashed(key) for key in keys}
    held = index.held(numbers.values())
    return index.best(plan(keys, numbers, held, worths), COMPARED), word_holders(numbers, held)


def word_holders(numbers: Mapping[str, int], held: Mapping[int, int]) -> dict[str, int]:
    """How many accounts hold each word among the keys; CEILING + 1 stands for any more."""
    return {key[2:]: held.get(number, 0) for key, number in numbers.items() if key[:2] == "w:"}


def plan(
    keys: Sequence[str],
    numbers: Mapping[str, int],
    held: Mapping[int, int],
    worths: Mapping[str, int] = WORTHS,
) -> list[tuple[int, int]]:
    """What to read: exact keys, then words, the rarest first, within the budget. Where a few
    accounts share the domain, only exact keys. `numbers` are the keys hashed, `worths` what each kind of
    key is worth."""
    known = []
    for key in keys:
        count = held.get(numbers[key], 0)
        if 0 < count <= CEILING:
            known.append((key[:2] not in _EXACT, count, key))
    if any(key[:2] == "d:" and count <= COMPARED for _, count, key in known):
        known = [one for one in known if not one[0]]
    known.sort()
    asked: list[tuple[int, int]] = []
    read = 0
    for _, count, key in known:
        read += count
        if read > BUDGET and asked:
            break
        asked.append((numbers[key], worths[key[0]] * rarity(count)))
    return asked


def rarity(count: int) -> int:
    """What it tells that no more than so many accounts share a key."""
    return int((_SPREAD - count.bit_length()) ** 3)
