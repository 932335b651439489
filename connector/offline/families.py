"""Which accounts stand in one hierarchy, whose parents are lost, and who shares a domain with strangers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from connector.core.matching.candidates import Ref
from connector.offline import findings
from connector.offline.cards import Card
from connector.offline.findings import Finding

T = TypeVar("T", bound=Hashable)
Known = Mapping[Ref, Card]


class Groups(Generic[T]):
    """Members joined two by two: who is in one group with whom."""

    def __init__(self) -> None:
        self._above: dict[T, T] = {}

    def top(self, one: T) -> T:
        """What stands for the member's group."""
        above = self._above
        top = one
        while (up := above.get(top, top)) != top:
            top = up
        while (up := above.get(one, one)) != top:
            above[one], one = top, up
        return top

    def join(self, one: T, other: T) -> None:
        """Puts both groups into one."""
        self._above[self.top(other)] = self.top(one)


def hierarchies(known: Known) -> Groups[Ref]:
    """The accounts by hierarchy, as their parents say."""
    groups: Groups[Ref] = Groups()
    for card in known.values():
        if (parent := parent_of(card)) in known:
            groups.join(parent, card.ref)
    return groups


def parent_of(card: Card) -> Ref:
    """The parent's CRM and id; the id is empty at the top."""
    return card.crm, card.parent_id


def above(card: Card, known: Known) -> Iterator[Ref]:
    """The accounts above it, the nearest first, each once."""
    seen, ref = {card.ref}, parent_of(card)
    while ref in known and ref not in seen:
        seen.add(ref)
        yield ref
        ref = parent_of(known[ref])


def parents(cards: Sequence[Card], known: Known) -> list[Finding]:
    """Parents that do not exist, and parents in a circle."""
    missing = [
        (card.crm, card.id, card.name, f"no account {card.parent_id}")
        for card in cards
        if card.parent_id and parent_of(card) not in known
    ]
    turning = []
    done: set[Ref] = set()
    for card in cards:
        if card.parent_id and card.ref not in done:
            turning += _circle(card, known, done)
    found = [
        Finding(findings.PARENT_CYCLE, len(turning), len(cards), "accounts", tuple(turning)),
        Finding(findings.PARENT_MISSING, len(missing), len(cards), "accounts", tuple(missing)),
    ]
    return [one for one in found if one.count]


def _circle(card: Card, known: Known, done: set[Ref]) -> list[tuple[str, ...]]:
    """A row for each account of the circle that lies above `card`, if there is one that is not told yet."""
    path: list[Ref] = []
    places: dict[Ref, int] = {}
    ref = card.ref
    while ref in known and ref not in done and ref not in places:
        places[ref] = len(path)
        path.append(ref)
        ref = parent_of(known[ref])
    done.update(path)
    round_ = path[places[ref] :] if ref in places else []
    if len(round_) == 1:
        return [(*ref, known[ref].name, "is its own parent")]
    told = " > ".join(id_ for _, id_ in round_[:6]) + (" > ..." if len(round_) > 6 else "")
    return [(*one, known[one].name, f"in the circle {told}") for one in round_]


def shared_domains(cards: Sequence[Card], known: Known, twins: Mapping[Ref, str]) -> Finding | None:
    """Domains of several hierarchies. `twins` name the group of each account that looks like another:
    where all of a domain are of one group they are told there."""
    families = hierarchies(known)
    by_domain: dict[tuple[str, str], list[Card]] = defaultdict(list)
    for card in cards:
        if card.domain:
            by_domain[card.crm, card.domain].append(card)
    rows, domains = [], 0
    for (_, domain), own in sorted(by_domain.items(), key=lambda one: (-len(one[1]), one[0])):
        tops = {families.top(card.ref) for card in own}
        if len(tops) < 2 or len({twins.get(card.ref, card.id) for card in own}) == 1:
            continue
        domains += 1
        rows += [
            (card.crm, card.id, card.name, domain, str(len(own)), str(len(tops)), card.parent_id)
            for card in own
        ]
    if not rows:
        return None
    return Finding(findings.SHARED_DOMAIN, len(rows), len(cards), "accounts", tuple(rows), domains)
