"""Accounts that are one company put down twice: found by what they share, judged by the one matcher.

The matcher answers which account a lead belongs to, and a lead of a laboratory may belong to its
university. Twins need more: their names must say the same, and nothing may tell them apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from connector.core.matching.candidates import Ref
from connector.core.matching.hosts import base_name
from connector.core.matching.match import match
from connector.core.matching.names import Form, name_of, word_weight
from connector.core.matching.places import city_key, country_code, tld_country
from connector.core.matching.profile import phone_key
from connector.core.matching.tables import SMALL_WORDS, WORD_LEVELS
from connector.core.rules import MatchRules
from connector.core.view import AccountFacts
from connector.offline import findings
from connector.offline.cards import Card
from connector.offline.families import Groups, above
from connector.offline.findings import Finding

Numbers = NDArray[np.int64]

NEIGHBOURS = 8
"""With how many of those that go by the same key, the next by name, an account is compared."""

RARE = 20
"""A word that more accounts have is no reason for a comparison."""

REASONS = 2
"""Shared words that make a comparison; a domain, a whole name or a phone number does alone."""

SLIPS = ((6, 1), (12, 2))
"""From how many letters on how many of them may differ between two spellings of one word."""

LITTLE = 0.25
"""Weight of words that one of two names on the same domain may have beyond the other: `Group`."""


@dataclass(frozen=True, slots=True)
class Twin:
    """Two accounts that look like one, by their places in the list. `bare`: their names are all that
    speaks for it, because one of them says nothing else."""

    one: int
    other: int
    confidence: float
    evidence: tuple[str, ...]
    bare: bool


def neighbours(keys: Numbers, whose: Numbers, exact: NDArray[np.bool_]) -> Numbers:
    """Which accounts to compare, two by two, in order. `keys` of the accounts `whose` numbers follow the
    order of names; `exact` marks keys of which one in common is enough."""
    order = np.lexsort((whose, keys))
    keys, whose, exact = keys[order], whose[order], exact[order]
    _, place, count = np.unique(keys, return_inverse=True, return_counts=True)
    near = exact | (count[place] <= RARE)
    keys, whose, exact = keys[near], whose[near], exact[near]
    span = int(whose.max()) + 1 if len(whose) else 1
    found, reasons = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for step in range(1, NEIGHBOURS + 1):
        shared = keys[:-step] == keys[step:]
        found.append(whose[:-step][shared] * span + whose[step:][shared])
        reasons.append(np.where(exact[:-step][shared], REASONS, 1))
    pairs, place = np.unique(np.concatenate(found), return_inverse=True)
    enough = np.bincount(place, np.concatenate(reasons), len(pairs)) >= REASONS
    return np.stack(np.divmod(pairs[enough], span), axis=1)


def compared(rules: MatchRules, pairs: Sequence[tuple[int, int, Card, Card]]) -> list[Twin]:
    """Those of the pairs that look like one company, from the rules' threshold for review on."""
    found = []
    for one, other, left, right in pairs:
        agreed = agreement(left, right)
        if agreed is None:
            continue
        there = _judged(left, right, rules)
        confidence = min(there[0], _judged(right, left, rules)[0]) if there[0] >= rules.review else 0.0
        if confidence >= rules.review:
            found.append(Twin(one, other, confidence, there[1], not agreed))
    return found


def _judged(lead: Card, account: Card, rules: MatchRules) -> tuple[float, tuple[str, ...]]:
    found = match(lead.lead(), [AccountFacts(account.crm, account.account())], rules, home=account.crm)
    return found.confidence, found.evidence


def agreement(left: Card, right: Card) -> frozenset[str] | None:
    """In what two accounts agree besides their names (domain, phone, country, city); None where the names
    do not say the same, or something tells the two apart. Domains that differ in their ending only are
    one where the place is."""
    one, other = name_of(left.name), name_of(right.name)
    if not one or not other:
        return None
    told = [
        ("domain", left.domain, right.domain),
        ("phone", (phone_key(left.phone) or "")[-8:], (phone_key(right.phone) or "")[-8:]),
        ("country", country_of(left), country_of(right)),
        ("city", city_key(left.city), city_key(right.city)),
    ]
    agreed = {what for what, here, there in told if here and here == there}
    differ = {what for what, here, there in told if here and there and here != there}
    if differ & {"country", "city"}:
        return None
    if "domain" in differ and "phone" not in agreed:
        if not agreed or base_name(left.domain) != base_name(right.domain):
            return None
        agreed.add("domain")
    return frozenset(agreed) if _say_the_same(one[0], other[0], agreed) else None


def country_of(card: Card) -> str:
    """The code of the country that the account names, else of the one its domain is under; empty without."""
    return (country_code(card.country) if card.country else tld_country(card.domain)) or ""


def _say_the_same(one: Form, other: Form, agreed: Collection[str]) -> bool:
    """Whether two names are written alike, in any order of words. A slip counts only where anything else
    agrees; translations, initials and little words beyond the other's name where domain or phone do."""
    here, there = _written(one), _written(other)
    if set(here) == set(there) or "".join(here) == "".join(there):
        return True
    left = sorted([word for word in here if word not in there])
    right = sorted([word for word in there if word not in here])
    if agreed and len(left) == len(right) and all(map(_spelled_alike, left, right)):
        return True
    if "domain" not in agreed and "phone" not in agreed:
        return False
    if one.key == other.key or one.key in other.initials or other.key in one.initials:
        return True
    rest = left + right
    one_sided = not left or not right
    return one_sided and sum(map(word_weight, rest)) <= LITTLE and not any(map(_has_digit, rest))


def _written(name: Form) -> list[str]:
    return [word for word in name.raw if word not in SMALL_WORDS] or list(name.raw)


def _spelled_alike(one: str, other: str) -> bool:
    if _has_digit(one) or _has_digit(other) or (one in WORD_LEVELS and other in WORD_LEVELS):
        return False
    shorter = min(len(one), len(other))
    allowed = max((slips for letters, slips in SLIPS if shorter >= letters), default=0)
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def duplicates(
    cards: Sequence[Card], twins: Sequence[Twin], known: Mapping[Ref, Card]
) -> tuple[Finding | None, dict[Ref, str]]:
    """The groups of accounts that look like one, the surest first, and the group's name of each account.

    An account and the one above it in a hierarchy are known to each other and are no twins. A name that
    several accounts have says too little on its own.
    """
    names = Counter(card.key for card in cards)
    sure = [
        twin
        for twin in sorted(twins, key=lambda twin: (-twin.confidence, twin.one, twin.other))
        if not (twin.bare and names[cards[twin.one].key] > 2)
        and not _one_above_the_other(cards[twin.one], cards[twin.other], known)
    ]
    best = _grouped(cards, sure)
    members: dict[int, list[int]] = defaultdict(list)
    for number, (top, _) in sorted(best.items()):
        members[top].append(number)
    ordered = sorted(
        members.values(), key=lambda own: (-min(best[n][1].confidence for n in own), cards[own[0]].ref)
    )
    rows = tuple(row for place, own in enumerate(ordered, 1) for row in _rows(place, own, cards, best))
    groups = {cards[number].ref: f"group {place}" for place, own in enumerate(ordered, 1) for number in own}
    if not rows:
        return None, groups
    return Finding(findings.DUPLICATES, len(rows), len(cards), "accounts", rows, len(ordered)), groups


def _grouped(cards: Sequence[Card], twins: Sequence[Twin]) -> dict[int, tuple[int, Twin]]:
    """The group of each account with the surest of its twins, the surest joined first. No group comes to
    hold two countries, cities or domains by way of an account that names none."""
    groups: Groups[int] = Groups()
    best: dict[int, Twin] = {}
    facts: dict[int, tuple[frozenset[str], ...]] = {}
    for twin in twins:
        tops = groups.top(twin.one), groups.top(twin.other)
        here, there = (facts.get(top) or _facts(cards[top]) for top in tops)
        both = tuple([one | other for one, other in zip(here, there, strict=True)])
        if max(map(len, both)) > 1:
            continue
        groups.join(*tops)
        facts[groups.top(twin.one)] = both
        best.setdefault(twin.one, twin)
        best.setdefault(twin.other, twin)
    return {number: (groups.top(number), twin) for number, twin in best.items()}


def _facts(card: Card) -> tuple[frozenset[str], ...]:
    told = (country_of(card), city_key(card.city), base_name(card.domain))
    return tuple([frozenset({one} - {""}) for one in told])


def _one_above_the_other(one: Card, other: Card, known: Mapping[Ref, Card]) -> bool:
    return other.ref in above(one, known) or one.ref in above(other, known)


def _rows(
    place: int, own: Sequence[int], cards: Sequence[Card], best: Mapping[int, tuple[int, Twin]]
) -> Iterator[tuple[str, ...]]:
    """A row for each account of a group, the one to keep first: the fullest, then the oldest, then the
    lowest id."""
    ordered = sorted((cards[number] for number in own), key=lambda c: (-c.filled, c.created or 1e18, c.id))
    twin_of = {cards[number].ref: best[number][1] for number in own}
    for card in ordered:
        twin = twin_of[card.ref]
        yield (
            card.crm,
            card.id,
            card.name,
            str(place),
            f"{twin.confidence:.2f}",
            ordered[0].id,
            card.website,
            card.country,
            card.city,
            "; ".join(twin.evidence),
        )
