"""Two readings of companies' names laid side by side: which words they share, which are left over."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from connector.core.matching.names import Form, runs, sound
from connector.core.matching.tables import SMALL_WORDS

PLACE_SHARE = 0.35
"""What a word for a place that is known anyway counts, as a share of its weight."""

_MOST = 7  # words of one side that are compared with the other's


@dataclass(slots=True)
class Alignment:
    """What two names have in common, in weights of words. `left_lead` and `left_account` are the words that
    are left over with what remains of their weight; `by_initials` the letters of the longest word that
    stands for a run of the other's words."""

    left_lead: dict[str, float]
    left_account: dict[str, float]
    lead: float
    account: float
    shared: tuple[str, ...]
    exact: float = 0.0
    alike: float = 0.0
    by_initials: int = 0


def align(lead: Form, account: Form, places: frozenset[str]) -> Alignment:
    """The words of two names matched: the same, written as one, alike in letters or sound, initials."""
    ours, theirs = _weighed(lead.telling, places), _weighed(account.telling, places)
    shared = tuple([word for word in ours if word in theirs])
    found = Alignment(ours, theirs, sum(ours.values()), sum(theirs.values()), shared)
    for word in shared:
        found.exact += min(ours.pop(word), theirs.pop(word))
    if ours and theirs:
        _joined(found)
        _alike(found)
    if ours or theirs:
        letters = _stands_for(lead, account, ours, theirs)
        found.by_initials = max(letters, _stands_for(account, lead, theirs, ours))
    return found


def _weighed(telling: Mapping[str, float], places: frozenset[str]) -> dict[str, float]:
    if places.isdisjoint(telling):
        return dict(telling)
    return {word: weight * PLACE_SHARE if word in places else weight for word, weight in telling.items()}


def _joined(found: Alignment) -> None:
    """`wind river` and `windriver`: what one side writes as two words, the other as one."""
    for two, one in ((found.left_lead, found.left_account), (found.left_account, found.left_lead)):
        for first, second in itertools.pairwise(list(two)) if len(two) > 1 else ():
            whole = first + second
            if whole in one and two[first] and two[second]:
                found.alike += 0.95 * max(one[whole], two[first] + two[second])
                two[first] = two[second] = one[whole] = 0.0


def _alike(found: Alignment) -> None:
    """Misspelt, shortened and transliterated words; each is used once, the most telling first."""
    theirs = [word for word in list(found.left_account)[:_MOST] if found.left_account[word]]
    ours = sorted([(-weight, word) for word, weight in found.left_lead.items() if weight])
    for negative, word in ours[:_MOST]:
        weight = -negative
        best, other = 0.0, ""
        for candidate in theirs:
            likeness = alike(word, candidate)
            if likeness > best:
                best, other = likeness, candidate
        if other:
            theirs.remove(other)
            found.alike += best * min(weight, found.left_account[other])
            found.left_lead[word] = weight * (1 - best)
            found.left_account[other] *= 1 - best


def alike(word: str, other: str) -> float:
    """How surely two different words are one, 0 to 1: by letters, by sound, as abbreviation, as initial."""
    shorter = min(len(word), len(other))
    if word[0] == other[0]:
        if shorter == 1:
            return 0.3
        if shorter > 2 and (other.startswith(word) or word.startswith(other)):
            return 0.7
    if shorter < 4:
        return 0.0
    ratio = fuzz.ratio(word, other, score_cutoff=50)
    if ratio >= 80 and abs(len(word) - len(other)) <= 3:
        return 0.85
    if ratio and len(heard := sound(word)) > 2 and heard == sound(other):
        return 0.8
    return 0.5 if ratio >= 74 and word[0] == other[0] else 0.0


def _stands_for(short: Form, full: Form, left: dict[str, float], others: dict[str, float]) -> int:
    """`CAS` and `Czech Academy of Sciences`: takes both off what is left; the letters of the longest."""
    longest = 0
    if len(full.raw) < 2:
        return longest
    for word, weight in left.items():
        if weight <= 0.3 or not 2 <= len(word) <= 7 or word not in short.raw:
            continue
        stands_for = runs(full.raw).get(word)
        if stands_for is None:
            continue
        hit = [one for one in stands_for if others.get(one)]
        telling = sum(one not in SMALL_WORDS for one in stands_for)
        if len(hit) > 1 or (hit and len(word) > 2 and telling > 1):
            for one in hit:
                others[one] = 0.0
            left[word] = 0.0
            longest = max(longest, len(word))
    return longest


def abbreviates(short: str, raw: tuple[str, ...]) -> float:
    """How well a word is built of the beginnings of a name's words, in their order, 0 to 1.

    `cabimer` and `centro andaluz de biologia molecular y medicina regenerativa`: c, a, bi, m, e, r.
    """
    if not 3 <= len(short) <= 12 or short[0] != raw[0][0]:
        return 0.0
    if len(raw) == 1:
        return 0.5 if len(short) < len(raw[0]) and _in_order(short, raw[0]) else 0.0
    known: dict[tuple[int, int], float] = {}
    best = _beginnings(short, raw[:12], 0, 0, known)
    return min(0.9, 0.5 + 0.1 * best) if best >= 2 else 0.0


def _in_order(short: str, word: str) -> bool:
    """Whether all letters stand in the word in this order: `msft`, `microsoft`."""
    rest = iter(word)
    return all(letter in rest for letter in short)


def _beginnings(
    short: str, raw: tuple[str, ...], at: int, word: int, known: dict[tuple[int, int], float]
) -> float:
    """How many words `short` from `at` on takes letters of, less half for each telling word left out;
    -1 where it can't."""
    if at == len(short):
        return 0.0
    if word == len(raw):
        return -1.0
    if (at, word) in known:
        return known[at, word]
    best = -1.0
    if word > 0:
        skipped = _beginnings(short, raw, at, word + 1, known)
        if skipped >= 0:
            best = max(0.0, skipped - (0.0 if raw[word] in SMALL_WORDS else 0.5))
    for size in range(1, min(len(raw[word]), 4) + 1):
        if short[at : at + size] != raw[word][:size]:
            break
        rest = _beginnings(short, raw, at + size, word + 1, known)
        if rest >= 0:
            best = max(best, rest + 1)
    known[at, word] = best
    return best
