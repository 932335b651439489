"""What stands in a company's field and names no company: nothing, oneself, a test, a trade, a person."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from connector.core.matching.lists.nobody import (
    COMMON,
    KEYBOARD_ROWS,
    KINDS_OF_FIRM,
    NOBODY,
    PERSONS,
    PERSONS_FIRST,
)
from connector.core.matching.plain import plain_words
from connector.core.matching.tables import changed, listed

LONGEST = 120
"""Characters of a text that are looked at: nothing longer is junk of these kinds."""

_KINDS_OF_FIRM = frozenset(KINDS_OF_FIRM.split())
_COMMON = frozenset(COMMON.split())
_PERSONS = frozenset(PERSONS.split())
_PERSONS_FIRST = frozenset(PERSONS_FIRST.split())
_TRADES: set[str] = set()
_GENERIC: set[str] = set()
_TRADES_OF_PERSONS: set[str] = set()
_ARTICLES = frozenset({"a", "an", "and", "the", "my", "of"})
_LEAST_MISSPELT = 9
"""Letters of a word whose misspellings are looked for: shorter ones lie close to true names."""

_AS_WRITTEN = frozenset({"test", "company", "role", "listed", ""})  # kinds of which a slip may be a name

_LEAST_RUN = 4
"""Keys in a row that make a mash: `asdf` is one, `wert` in a word of its own is not enough."""


def refill() -> None:
    """Puts into the tables what the list of generic words says now."""
    trades = {*listed("generic_words"), *_KINDS_OF_FIRM}
    for table, others in ((_TRADES, ()), (_GENERIC, _COMMON), (_TRADES_OF_PERSONS, _PERSONS)):
        table.clear()
        table.update(trades, others)


refill()


def junk_kind(company: str) -> str | None:
    """Which kind of nothing it is; None for what may be a firm's name.

    `none` (`n/a`), `self`, `private`, `student`, `idle` (retired, unemployed), `test`, `unknown`,
    `company` (the word alone), `role` (a profession), `mash` (keys hit at random), `signs` (no letter),
    `generic` (nothing but words for a trade: `Technology Solutions`), `listed` (a user's list has it).
    """
    return _kind(company) if len(company) <= LONGEST else None


@lru_cache(maxsize=16384)
def _kind(company: str) -> str | None:
    found = plain_words(company)
    key = "".join(found)
    if (known := _nobody().get(key)) is not None:
        return known or None
    if not any(sign.isalpha() for sign in key):
        return "signs"
    if len(found) > 1 and len(set(found)) == 1 and (known := _nobody().get(found[0])):
        return known
    if _is_mash(found):
        return "mash"
    return _by_words(found) or _misspelt(key)


def _by_words(found: Sequence[str]) -> str | None:
    if found[0] == "i" and found[1:2] in (["dont"], ["do"], ["have"]):
        return "none"
    persons = _TRADES_OF_PERSONS if found[0] in _PERSONS_FIRST else _PERSONS
    if len(found) > 1 and persons.issuperset(found):
        return "self"
    telling = [word for word in found if word not in _ARTICLES]
    if not telling or not _TRADES.issuperset(telling):
        return None
    return "generic" if len(telling) == 1 or telling[-1] in _KINDS_OF_FIRM else None


def _misspelt(key: str) -> str | None:
    """The kind of a long word for nobody that this is with a slip or two: `unemploied`."""
    if not _LEAST_MISSPELT <= len(key) <= 24:
        return None
    for known, kind in _long_nobody().get(key[0], ()):
        most = 2 if len(known) >= 12 else 1
        if abs(len(known) - len(key)) <= most and OSA.distance(key, known, score_cutoff=most) <= most:
            return kind
    return None


def is_junk(company: str) -> bool:
    """Whether the text names no firm. `Test Equipment Co`, `Home Depot`, `X` and `3M` do."""
    return junk_kind(company) is not None


def generic_share(words: Sequence[str]) -> float:
    """How much of a name is words for a trade, a form or a size, 0 to 1, by letters; 0 without words."""
    letters = sum(map(len, words))
    return sum(len(word) for word in words if word in _GENERIC) / letters if letters else 0.0


def _is_mash(found: Sequence[str]) -> bool:
    """`asdfgh`, `qwe qwe`, `aaaa`, `sdfsdfsdf`: one letter, a row of keys, or one beat again and again."""
    key = "".join(found)
    if len(key) < _LEAST_RUN:
        return False
    again = len(found) > 1 and len(set(found)) == 1
    if len(set(key)) == 1 or any((found[0] if again else key) in row for row in _rows()):
        return True
    return len(found) == 1 and any(
        key == (key[:size] * len(key))[: len(key)] for size in (2, 3, 4) if len(key) >= 3 * size - 1
    )


def looks_like_person(company: str, first: str, last: str) -> bool:
    """Whether the company is the lead's own name: in any order, with initials, or one of its parts alone."""
    return _person(company, first, last) if len(company) + len(first) + len(last) <= 2 * LONGEST else False


@lru_cache(maxsize=8192)
def _person(company: str, first: str, last: str) -> bool:
    own = plain_words(f"{first} {last}")
    named = plain_words(company)
    if not own or not named:
        return False
    left = list(own)
    for word in named:
        match = next((part for part in left if part == word or (len(word) == 1 and part[0] == word)), None)
        if match is None:
            return False
        left.remove(match)
    return any(len(word) > 1 for word in named)


def shipped_nobody() -> dict[str, str]:
    """What is shipped of texts that name no company, each with its kind."""
    kinds: dict[str, str] = {}
    for line in NOBODY.splitlines():
        kind, _, texts = line.partition(": ")
        for text in texts.split(" | "):
            key = "".join(plain_words(text))
            if key:
                kinds.setdefault(key, kind)
    return kinds


@cache
def _nobody() -> dict[str, str]:
    """Texts with their kind; with none those that a user's list says name a company."""
    kinds, change = shipped_nobody(), changed("no_company")
    kinds |= dict.fromkeys((key for key, _ in change.drops), "")
    return kinds | dict.fromkeys((key for key, _ in change.adds), "listed")


@cache
def _long_nobody() -> dict[str, list[tuple[str, str]]]:
    by_letter: dict[str, list[tuple[str, str]]] = {}
    for key, kind in _nobody().items():
        if len(key) >= _LEAST_MISSPELT and key.isascii() and kind not in _AS_WRITTEN:
            by_letter.setdefault(key[0], []).append((key, kind))
    return by_letter


@cache
def _rows() -> tuple[str, ...]:
    return tuple(KEYBOARD_ROWS.split())
