"""HubSpot's search: filters, one sort, an index that lags, and no way past the 10,000th hit."""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from adapters.simulators.hubspot.answers import failure, instant_ms, invalid, malformed
from adapters.simulators.hubspot.portal import Portal, Shown
from adapters.simulators.hubspot.properties import CREATED, MODIFIED

PAGE, MOST_HITS = 200, 10_000
_GROUPS, _FILTERS, _ALL_FILTERS, _QUERY_LENGTH = 5, 6, 18, 3000
_HELD_AT_MOST = 8
_QUERIED = (
    "email",
    "firstname",
    "lastname",
    "phone",
    "company",
    "name",
    "domain",
    "dealname",
    "hs_lead_name",
)
_SILENT = frozenset(("lastmodifieddate", "hs_lastmodifieddate"))
_WORD = re.compile(r"[\w.@+-]+")

Test = Callable[[str | None], bool]


@dataclass(frozen=True)
class Filter:
    """One filter: the property, and the test of its value."""

    prop: str
    operator: str
    value: str
    high: str
    test: Test


@dataclass(frozen=True)
class Search:
    """A search that was understood. `after` is the offset of the page, `sort` (property, descending)."""

    groups: tuple[tuple[Filter, ...], ...]
    sort: tuple[str, bool]
    limit: int
    after: int
    properties: list[str]
    query: str


@dataclass
class _Held:
    """All hits of a search but for its bound on the id, in the order of ids, while nothing changes."""

    changes: int
    ids: list[int]
    hits: list[Shown]


class Searcher:
    """Answers searches of one account."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._held: dict[tuple[object, ...], _Held] = {}
        self._waiting = False

    def answer(self, name: str, body: Any) -> dict[str, Any]:
        """The body of the answer to one search. Raises Refusal."""
        search = self._read(name, body)
        hits = self._hits(name, search)
        order = self._portal.world.switches.hubspot_search_order
        if order == "unsorted":
            random.Random(len(hits)).shuffle(hits)
        end = search.after + search.limit
        page = hits[search.after : end]
        if order == "shuffled":
            self._portal.random.shuffle(page)
        answer: dict[str, Any] = {
            "total": len(hits),
            "results": self._portal.records(name, page, search.properties),
        }
        if end < len(hits):
            answer["paging"] = {"next": {"after": str(end)}}
        return answer

    def _read(self, name: str, body: Any) -> Search:
        if not isinstance(body, dict):
            raise malformed("Cannot deserialize value of type `PublicObjectSearchRequest`")
        groups = body.get("filterGroups") or []
        filters = [group.get("filters") or [] for group in groups]
        if len(groups) > _GROUPS or sum(map(len, filters)) > _ALL_FILTERS:
            raise invalid("There was a problem with the request: too many filter groups or filters.")
        if any(len(group) > _FILTERS for group in filters):
            raise invalid(f"There was a problem with the request: more than {_FILTERS} filters in a group.")
        limit, after = body.get("limit", 10), int(body.get("after") or 0)
        if not isinstance(limit, int) or not 0 <= limit <= PAGE:
            raise invalid(f"Invalid limit: the maximum is {PAGE}")
        if after + limit > MOST_HITS:
            raise invalid(f"Paging beyond {MOST_HITS} results is not supported by search.")
        query = str(body.get("query") or "")
        if len(query) > _QUERY_LENGTH:
            raise invalid(f"The query is longer than {_QUERY_LENGTH} characters.")
        read = tuple(tuple(self._filter(name, item) for item in group) for group in filters if group)
        return Search(
            read, _sort(name, body.get("sorts") or []), limit, after, body.get("properties") or [], query
        )

    def _filter(self, name: str, item: dict[str, Any]) -> Filter:
        prop, operator = str(item.get("propertyName", "")), str(item.get("operator", ""))
        for key in ("value", "highValue"):
            if item.get(key) is not None and not isinstance(item[key], str):
                raise malformed(f"Cannot deserialize value of type `java.lang.String` from {key}")
        known = self._portal.properties(name).get(prop)
        if known is None and prop not in _SILENT:
            raise invalid(f'There was a problem with the request: Property "{prop}" does not exist.')
        value, high = item.get("value") or "", item.get("highValue") or ""
        if prop == MODIFIED[name] and operator in ("GT", "GTE", "BETWEEN") and value == "0":
            raise failure(500, "internal error")
        try:
            kind = "datetime" if prop in _SILENT else known.type if known else "string"
            test = _test(kind, operator, value, high, item.get("values"))
        except ValueError:
            raise invalid(f"There was a problem with the request: invalid value for {prop}.") from None
        return Filter(prop, operator, value, high, test)

    def _hits(self, name: str, search: Search) -> list[Shown]:
        by_id = search.sort == ("hs_object_id", False) and len(search.groups) == 1 and not search.query
        if by_id:
            return self._by_id(name, search)
        hits = list(self._matching(name, search.groups, search.query))
        prop, descending = search.sort
        hits.sort(key=lambda hit: self._sort_key(name, prop, hit), reverse=descending)
        return hits

    def _by_id(self, name: str, search: Search) -> list[Shown]:
        (group,) = search.groups
        bounds = [f for f in group if f.prop == "hs_object_id" and f.operator == "GT"]
        others = tuple(f for f in group if f not in bounds)
        table = self._portal.org.objects[name]
        key = (name, *((f.prop, f.operator, f.value, f.high) for f in others))
        held = self._held.get(key)
        if held is None or held.changes != table.changes:
            self._waiting = False
            hits = sorted(self._matching(name, (others,), ""), key=lambda hit: int(hit[0].id))
            held = _Held(table.changes, [int(hit[0].id) for hit in hits], hits)
            if not self._waiting and all(f.prop in (MODIFIED[name], CREATED[name]) for f in others):
                self._held[key] = held
                if len(self._held) > _HELD_AT_MOST:
                    del self._held[next(iter(self._held))]
        start = max((bisect_right(held.ids, int(f.value)) for f in bounds), default=0)
        return held.hits[start:]

    def _matching(self, name: str, groups: tuple[tuple[Filter, ...], ...], query: str) -> Iterator[Shown]:
        low, high = _bounds(name, groups)
        value = self._portal.value
        for shown in self._indexed(name, low, high):
            if groups and not any(all(f.test(value(name, f.prop, shown)) for f in g) for g in groups):
                continue
            if query and not any(
                query.lower() in (value(name, prop, shown) or "").lower() for prop in _QUERIED
            ):
                continue
            yield shown

    def _indexed(self, name: str, low: int | None, high: int | None) -> Iterator[Shown]:
        """What the index holds: a change shows late, the old copy until then. Notes whether any waits."""
        org = self._portal.org
        now_ms = org.clock.now_ms()
        table = org.objects[name]
        for row in table.since(low):
            if high is not None and row.stamp_ms > high:
                break
            if row.indexed_ms > now_ms or row.visible_ms > now_ms:
                self._waiting = True
            elif self._portal.visible(row):
                yield row, row.values, row.stamp_ms
        if org.index_lag_ms:
            for row in table.since(now_ms - org.index_lag_ms):
                self._waiting = self._waiting or row.indexed_ms > now_ms
                if row.indexed_ms > now_ms and row.indexed is not None and self._portal.visible(row):
                    yield row, row.indexed[1], row.indexed[0]

    def _sort_key(self, name: str, prop: str, shown: Shown) -> tuple[bool, float, str, int]:
        row = shown[0]
        if prop == CREATED[name]:
            return (False, row.created_ms, "", int(row.id))
        if prop == MODIFIED[name]:
            return (False, shown[2], "", int(row.id))
        value = self._portal.value(name, prop, shown)
        number = _number(value) if value else None
        return (not value, number if number is not None else 0.0, value or "", int(row.id))


def _sort(name: str, sorts: list[Any]) -> tuple[str, bool]:
    if len(sorts) > 1:
        raise invalid("There was a problem with the request: only one sort is supported.")
    if not sorts:
        return (CREATED[name], False)
    if isinstance(sorts[0], str):
        return (sorts[0].removeprefix("-"), sorts[0].startswith("-"))
    return (str(sorts[0].get("propertyName")), sorts[0].get("direction") == "DESCENDING")


def _bounds(name: str, groups: tuple[tuple[Filter, ...], ...]) -> tuple[int | None, int | None]:
    """The stretch of stamps outside which nothing can match, to save looking there."""
    if len(groups) != 1:
        return None, None
    low = high = None
    for item in groups[0]:
        if item.prop != MODIFIED[name]:
            continue
        if item.operator in ("GT", "GTE", "EQ", "BETWEEN"):
            low = max(low or 0, instant_ms(item.value))
        if item.operator in ("LT", "LTE", "EQ"):
            high = min(high or 1 << 60, instant_ms(item.value))
        if item.operator == "BETWEEN":
            high = min(high or 1 << 60, instant_ms(item.high))
    return low, high


def _test(kind: str, operator: str, value: str, high: str, values: Any) -> Test:
    """The test that an operator makes. Raises ValueError for values that the type does not take."""
    if operator == "HAS_PROPERTY":
        return lambda found: bool(found)
    if operator == "NOT_HAS_PROPERTY":
        return lambda found: not found
    if operator in ("IN", "NOT_IN"):
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise ValueError("values")
        # Values of IN are compared with the lower-cased index: an upper-case letter never matches.
        wanted = frozenset(values)
        inside = operator == "IN"
        return lambda found: bool(found) and (str(found).lower() in wanted) is inside
    if not value:
        raise ValueError("value")
    if operator in ("CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"):
        contains = operator == "CONTAINS_TOKEN"
        return lambda found: bool(found) and _has_token(str(found).lower(), value.lower()) is contains
    return _comparison(kind, operator, value, high)


def _comparison(kind: str, operator: str, value: str, high: str) -> Test:
    read = _READERS.get(kind, str.lower)
    wanted = read(value)
    if operator == "BETWEEN":
        upper = read(high)
        return lambda found: bool(found) and wanted <= read(str(found)) <= upper
    compare = {
        "EQ": lambda found: found == wanted,
        "NEQ": lambda found: found != wanted,
        "GT": lambda found: found > wanted,
        "GTE": lambda found: found >= wanted,
        "LT": lambda found: found < wanted,
        "LTE": lambda found: found <= wanted,
    }.get(operator)
    if compare is None:
        raise ValueError("operator")

    def test(found: str | None) -> bool:
        try:
            return bool(found) and compare(read(str(found)))
        except ValueError:
            return False

    return test


def _has_token(text: str, pattern: str) -> bool:
    if "*" in pattern:
        return any(fnmatchcase(word, pattern) for word in (text, *_WORD.findall(text)))
    words = re.findall(r"\w+", text)
    return pattern in words or pattern == text or set(re.findall(r"\w+", pattern)) <= set(words)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _milliseconds(text: str) -> int:
    return instant_ms(text.partition(".")[0] if text.replace(".", "", 1).isdigit() else text)


_READERS: dict[str, Callable[[str], Any]] = {
    "number": float,
    "datetime": _milliseconds,
    "date": _milliseconds,
}
