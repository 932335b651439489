"""How two people's names compare: the same, short for the other, nearly the same, or another's."""

from __future__ import annotations

from functools import cache

from rapidfuzz import fuzz

from connector.core.matching.lists.persons import NICKNAMES
from connector.core.matching.tables import changed

Words = tuple[str, ...]

LEAST_NEAR, NEAR_FROM = 5, 85
"""Letters of a name that may be misspelt, and how alike of 100 two spellings of one name are."""

_WITH_SAME_LAST = {
    "same": "name",
    "short": "nickname",
    "initial": "initial",
    "near": "name_near",
    "other": "other_first",
    "": "last_name",
}


def measures_of_names(first: Words, last: Words, other_first: Words, other_last: Words) -> tuple[str, ...]:
    """The measures found in two people's names, given as folded words; none where too little is said."""
    firsts, lasts = _firsts(first, other_first), _lasts(last, other_last)
    if lasts == "same":
        return (_WITH_SAME_LAST[firsts],)
    against = ("other_first",) if firsts == "other" else ()
    if lasts == "other":
        return (*against, "other_last")
    if lasts == "near" and firsts in ("same", "short", "near"):
        return ("name_near",)
    return against


def _firsts(one: Words, other: Words) -> str:
    """`same`, `short`, `initial`, `near` or `other`; empty where one is blank."""
    if not one or not other:
        return ""
    here, there = one[0], other[0]
    if "".join(one) == "".join(other) or (here == there and len(here) > 1):
        return "same"
    if min(len(here), len(there)) == 1:
        return "initial" if here[0] == there[0] else "other"
    if not _nicknames().get(here, frozenset()).isdisjoint(_nicknames().get(there, ())):
        return "short"
    return "near" if _near("".join(one), "".join(other)) else "other"


def _lasts(one: Words, other: Words) -> str:
    """`same`, `near` or `other`; empty where one is blank or an initial that says nothing more."""
    here, there = "".join(one), "".join(other)
    if not here or not there:
        return ""
    if min(len(here), len(there)) == 1:
        return "" if here[0] == there[0] else "other"
    if here == there:
        return "same"
    inside = set(one) <= set(other) or set(other) <= set(one)
    return "near" if inside or _near(here, there) else "other"


def _near(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= LEAST_NEAR and fuzz.ratio(one, other) >= NEAR_FROM


@cache
def _nicknames() -> dict[str, frozenset[int]]:
    lines: dict[str, set[int]] = {}
    for number, names in enumerate(_circles()):
        for name in names:
            lines.setdefault(name, set()).add(number)
    return {name: frozenset(found) for name, found in lines.items()}


def _circles() -> list[list[str]]:
    """The names that one person may go by, a list for each such person."""
    change = changed("nicknames")
    gone = set(change.drops)
    known = [line.split() for line in NICKNAMES.splitlines()]
    known = [[one for one in names if not any((one, name) in gone for name in names)] for names in known]
    added: dict[str, list[str]] = {}
    for short, name in change.adds:
        added.setdefault(name, [name]).append(short)
    return [*known, *added.values()]
