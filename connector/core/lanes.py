"""Which of many neighbouring routes are worth a test: those whose first test can hold.

Most routes of a large policy begin with an equality (`lead.country` is, is one of, is in a list). Such
routes lie in a lane by the field they ask, and the values they want are looked up in it at once. All
others are tried in their order. No route that could fire, or hold, is ever passed over.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from connector.core import comparing
from connector.core.comparing import Key
from connector.core.conditions import All, Condition, FieldRef, Operator, Test, fields_of
from connector.core.rules import Blank, Policy, Route
from mappings.records import Value

FEW = 8
"""So many routes in a row are told in one step; fewer are told one by one."""

Lists = Mapping[str, Mapping[str, frozenset[str]]]
Ask = Callable[[str, bool], Value]
"""A field's value by its full name; with True, as a route sees it that asks about the match."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Neighbours that begin with an equality on one field. `part` is the part of lists that they ask, None
    for plain values; `asks_match` whether they ask about the match, too. `places` are all of them,
    ascending, `by_key` those that want a value, `minding` those that say what they do when it is blank."""

    field: str
    part: str | None
    asks_match: bool
    places: tuple[int, ...]
    by_key: Mapping[Key, Sequence[int]]
    minding: tuple[int, ...]

    def worth(self, value: Value) -> Iterable[int]:
        """The places that can fire or hold where the field has this value."""
        if comparing.is_blank(value):
            return self.minding
        keys = comparing.keys_of(self.field, self.part, value)
        if keys is None:
            return self.places
        return [place for key in keys for place in self.by_key.get(key, ())]

    def between(self, start: int, end: int) -> int:
        """How many of its routes lie from place `start` to before `end`."""
        return bisect_left(self.places, end) - bisect_left(self.places, start)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Routes beside each other; `others` are the places that lie in no lane."""

    lanes: tuple[Lane, ...]
    others: tuple[int, ...]

    def worth(self, ask: Ask) -> Sequence[int]:
        """The places that are worth a test, in the policy's order."""
        found = set(self.others)
        for lane in self.lanes:
            found.update(lane.worth(ask(lane.field, lane.asks_match)))
        return sorted(found)

    def passed(self, start: int, end: int, ask: Ask) -> Passed:
        """What the routes from place `start` to before `end` ask for, none of which is worth a test."""
        another: dict[str, int] = {}
        blank: dict[str, int] = {}
        for lane in self.lanes:
            if count := lane.between(start, end):
                kind = blank if comparing.is_blank(ask(lane.field, lane.asks_match)) else another
                kind[lane.field] = kind.get(lane.field, 0) + count
        return Passed(another, blank)


@dataclass(frozen=True, slots=True)
class Passed:
    """Routes that were passed over, counted by field: those that ask for `another` value than it has, and
    those that ask for one that is `blank`."""

    another: Mapping[str, int]
    blank: Mapping[str, int]

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.another, *self.blank]))

    @property
    def detail(self) -> str:
        told = [(count, f"for another {name}") for name, count in self.another.items()]
        told += [(count, f"for {name}, which is blank") for name, count in self.blank.items()]
        (count, words), *more = told
        first = f"{count} route asks" if count == 1 else f"{count} routes ask"
        return ", ".join([f"{first} {words}", *(f"{n} {asked}" for n, asked in more)]) + _NONE


_NONE = ": none of them fires"


class Lanes:
    """All neighbours of a policy among whom it pays to look up."""

    def __init__(self, policy: Policy) -> None:
        self.asks_match = frozenset(_asking_for_match(policy.routes))
        self._by_list = {
            id(routes): _neighbours(routes, policy.lists, self.asks_match)
            for routes in _lists_of_routes(policy.routes)
            if len(routes) > FEW
        }

    def of(self, routes: Sequence[Route]) -> Neighbours | None:
        """The lanes of these very neighbours; None where they are few."""
        return self._by_list.get(id(routes))


def _neighbours(routes: Sequence[Route], lists: Lists, asks_match: frozenset[int]) -> Neighbours:
    found: dict[tuple[str, str | None, bool], dict[int, frozenset[Key]]] = {}
    others = []
    for place, route in enumerate(routes):
        test = _first_test(route.when)
        wanted = None if test is None else _wanted(test, lists)
        if test is None or wanted is None:
            others.append(place)
            continue
        part, keys = wanted
        found.setdefault((test.field, part, id(route) in asks_match), {})[place] = keys
    lanes = [_lane(name, wanted_at, routes) for name, wanted_at in found.items()]
    return Neighbours(tuple(lanes), tuple(others))


def _lane(
    name: tuple[str, str | None, bool], wanted: Mapping[int, frozenset[Key]], routes: Sequence[Route]
) -> Lane:
    by_key: dict[Key, list[int]] = {}
    for place, keys in wanted.items():
        for key in keys:
            by_key.setdefault(key, []).append(place)
    minding = tuple(place for place in wanted if routes[place].blank is not Blank.SKIPS)
    return Lane(*name, tuple(wanted), by_key, minding)


def _first_test(condition: Condition | None) -> Test | None:
    """The test that a condition begins with, if the whole is false where the test is."""
    while isinstance(condition, All) and condition.parts:
        condition = condition.parts[0]
    return condition if isinstance(condition, Test) else None


def _wanted(test: Test, lists: Lists) -> tuple[str | None, frozenset[Key]] | None:
    """The part of lists that a test asks and the keys it wants; None where they can't be looked up."""
    if isinstance(test.value, FieldRef):
        return None
    if test.operator is Operator.IN_LIST:
        found = comparing.list_part(test.field, lists.get(str(test.value), {}))
        return None if found is None or found[0] == comparing.POSTAL else (found[0], _entries(*found))
    if test.operator in (Operator.IS, Operator.IN):
        keys = comparing.keys_of(test.field, None, test.value)
        return None if keys is None else (None, frozenset(keys))
    return None


def _entries(part: str, entries: frozenset[str]) -> frozenset[Key]:
    return frozenset[Key](comparing.prepared(entries, part))


def _lists_of_routes(routes: tuple[Route, ...]) -> Iterator[tuple[Route, ...]]:
    yield routes
    for route in routes:
        yield from _lists_of_routes(route.routes)


def _asking_for_match(routes: tuple[Route, ...]) -> Iterator[int]:
    """The identities of the routes whose own condition reads the match."""
    for neighbours in _lists_of_routes(routes):
        for route in neighbours:
            if "account.match" in fields_of(route.when):
                yield id(route)


class _Very:
    """A policy as the very object that it is. What is kept by it keeps it: its identity stays its own."""

    __slots__ = ("policy",)

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __hash__(self) -> int:
        return id(self.policy)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Very) and other.policy is self.policy


def lanes_of(policy: Policy) -> Lanes:
    """The lanes of a policy, built when this very object is first seen and again when the lists change:
    they know how countries and the like are spelled."""
    return _lanes_of(_Very(policy))


@lru_cache(maxsize=16)
def _lanes_of(very: _Very) -> Lanes:
    return Lanes(very.policy)
