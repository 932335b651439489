"""Values of a field that between them show every answer its tests can give together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations, pairwise, product

from connector.core.comparing import COMPARE, SKEW, domain, fold, instant, list_part, number
from connector.core.conditions import (
    All,
    Any,
    Condition,
    Facts,
    Not,
    Operator,
    Related,
    Test,
    Truth,
    evaluate,
)
from connector.core.matching.places import country_code
from connector.core.sample_codes import codes_for, is_code
from mappings.instants import to_text
from mappings.records import Value

Lists = Mapping[str, Mapping[str, frozenset[str]]]

MOST_VALUES = 3_000
"""Of a field with more constants, those that are in the same lists and tests are one value."""

MOST_WORDS = 8
"""Of words that tests tell apart, so many are tried in every combination."""

_OTHER: Mapping[str, tuple[Value, ...]] = {
    "country": ("JP", "BR", "ZA", "IS", "FJ", "TO", "NR"),
    "state": ("HI", "AK", "Bavaria", "Elsewhere"),
    "industry": ("Forestry", "Other"),
    "email": ("jane@example.com",),
    "website": ("www.example.com",),
    "domain": ("example.com",),
    "postal_code": ("X0X 0X0",),
    "owner": ("somebody@example.com",),
}
_ORDERED = (Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN)
_NOT_OF_CODES = (Operator.AT_LEAST, Operator.AT_MOST, Operator.CONTAINS_WORD)
_DAY = timedelta(days=1)


def atoms(condition: Condition) -> Iterator[Test | Related]:
    """Every test and question about related records in a condition."""
    if isinstance(condition, Test | Related):
        yield condition
    elif isinstance(condition, Not):
        yield from atoms(condition.part)
    elif isinstance(condition, All | Any):
        for part in condition.parts:
            yield from atoms(part)


def answers_to(
    name: str, value: Value, tests: Sequence[Test], lists: Lists, now: datetime
) -> tuple[Truth, ...]:
    """What each of the tests, all on this field, says of the value."""
    facts = Facts({name: value}.get, now, lists)
    return tuple([evaluate(test, facts).truth for test in tests])


def values_for(name: str, tests: Sequence[Test], lists: Lists, now: datetime) -> tuple[list[Value], bool]:
    """The values, constants of the policy first, and whether they show everything: of very long lists
    beside tests of parts of a text (prefixes, words, domains) not each entry is tried."""
    if is_code(name):
        return list(codes_for(name, tests, lists)), not any(test.operator in _NOT_OF_CODES for test in tests)
    constants = list(_constants(name, tests, lists))
    switches = [value for value in constants if isinstance(value, bool)]
    if switches and len(switches) == len(constants):
        return [True, False], True
    found: list[Value] = []
    whole = complete = True
    if constants or not any(test.operator in (*_ORDERED, Operator.WITHIN) for test in tests):
        texts, whole = _few(name, [value for value in constants if isinstance(value, str)], tests, lists)
        found += [*texts, *(value for value in constants if not isinstance(value, str))]
        parts, complete = _parts(name, tests, now)
        found += parts
        found += [other for other in _others(name) if not _is_among(other, constants)][:1]
    found += _points(tests, now)
    return list(dict.fromkeys(found)) if not switches else found, whole and complete


def _constants(name: str, tests: Sequence[Test], lists: Lists) -> Iterator[Value]:
    for test in tests:
        value = test.value
        if test.operator is Operator.IS and isinstance(value, (str, int, float, bool)):
            yield value
        elif test.operator is Operator.IN and isinstance(value, tuple):
            yield from value
        elif test.operator is Operator.IN_LIST:
            part = list_part(name, lists.get(str(value), {}))
            yield from sorted(_written(name, entry) for entry in part[1]) if part else ()


def _written(name: str, entry: str) -> str:
    """A list's entry, which is kept in lower case, as people write it."""
    if name.rpartition(".")[2] in ("country", "country_code"):
        return country_code(entry) or entry
    if name.rpartition(".")[2] == "email" and "@" not in entry:
        return f"jane@{entry}"
    return entry.upper() if len(entry) == 2 and entry.isalpha() else entry


def _few(
    name: str,
    constants: Sequence[Value],
    tests: Sequence[Test],
    lists: Lists,
) -> tuple[list[Value], bool]:
    """The constants; of very many, one of each that stand in the same places."""
    once = {_key(name, value): value for value in reversed(constants)}
    if len(once) <= MOST_VALUES:
        return [once[key] for key in dict.fromkeys(_key(name, value) for value in constants)], True
    places: dict[str, list[int]] = {}
    for place, test in enumerate(tests):
        for value in _constants(name, [test], lists):
            places.setdefault(_key(name, value), []).append(place)
    by_place: dict[tuple[int, ...], Value] = {}
    for key, where in places.items():
        if key in once:
            by_place.setdefault(tuple(where), once[key])
    parts = any(test.operator in _OF_PARTS for test in tests) or _is_host(name)
    return list(by_place.values()), not parts


_OF_PARTS = (Operator.STARTS_WITH, Operator.CONTAINS_WORD, Operator.MATCHES_DOMAIN)


def _key(name: str, value: Value) -> str:
    text = fold(str(value))
    if name.rpartition(".")[2] in ("country", "country_code"):
        return country_code(text) or text
    return domain(text) if _is_host(name) else text


def _is_host(name: str) -> bool:
    return name.rpartition(".")[2] in ("email", "website", "domain")


def _parts(name: str, tests: Sequence[Test], now: datetime) -> tuple[list[Value], bool]:
    """Texts for tests that look at a part of the text, alone and together; and whether these are all
    that there can be."""
    starts = list(_texts(tests, Operator.STARTS_WITH))
    words, whole = _word_texts(name, tests, now)
    hosts = [host.removeprefix("*.") for host in _texts(tests, Operator.MATCHES_DOMAIN)]
    before = "jane@" if name.rpartition(".")[2] == "email" else ""
    found: list[Value] = [f"{before}{below}{host}" for host in hosts for below in ("", "eu.")]
    found += [*starts, *sorted({_longer(start) for start in starts}), *words]
    if len(starts) * len(words) <= MOST_VALUES:
        found += [f"{start} {word}" for start, word in product(starts, words)]
    elif words:
        whole = False
    return found, whole and not (hosts and (starts or words))


def _word_texts(name: str, tests: Sequence[Test], now: datetime) -> tuple[list[str], bool]:
    """Words, and texts of several of them: what such a text passes, one of its words does."""
    asking = [test for test in tests if test.operator is Operator.CONTAINS_WORD]
    passes: dict[tuple[bool | None, ...], str] = {}
    for word in _texts(asking, Operator.CONTAINS_WORD):
        answers = [COMPARE["contains_word"](name, word, test.value, now)[0] for test in asking]
        passes.setdefault(tuple(answers), word)
    apart = list(passes.values())
    sizes = range(1, len(apart) + 1) if len(apart) <= MOST_WORDS else (1, 2)
    texts = [" ".join(each) for size in sizes for each in combinations(apart, size)]
    return [*texts, " ".join(apart)] if apart else [], len(apart) <= MOST_WORDS


def _longer(start: str) -> str:
    return start + ("99" if start[-1:].isdigit() else "z")


def _texts(tests: Sequence[Test], operator: Operator) -> Iterator[str]:
    for test in tests:
        if test.operator is operator:
            yield from map(str, test.value if isinstance(test.value, tuple) else (test.value,))


def _others(name: str) -> Iterator[Value]:
    """A value that no test may name."""
    yield from _OTHER.get(name.rpartition(".")[2].removesuffix("_code"), ())
    yield from _OTHER.get(name.rpartition(".")[2], ())
    yield from ("Something else", "Another thing", "Anything")


def _is_among(other: Value, constants: Iterable[Value]) -> bool:
    text = fold(str(other))
    return any(fold(str(value)) == text for value in constants)


def _points(tests: Sequence[Test], now: datetime) -> Iterator[Value]:
    """Numbers and instants on, between and beyond the bounds."""
    bounds: list[object] = []
    for test in tests:
        if test.operator in _ORDERED:
            bounds += test.value if isinstance(test.value, tuple) else [test.value]
        elif test.operator in (Operator.IS, Operator.IN):
            each = test.value if isinstance(test.value, tuple) else (test.value,)
            bounds += [value for value in each if not isinstance(value, str) and number(value) is not None]
    yield from _numbers(sorted({size for bound in bounds if (size := number(bound)) is not None}))
    marks = {mark for bound in bounds if number(bound) is None and (mark := instant(bound)) is not None}
    ages = [test.value for test in tests if test.operator is Operator.WITHIN]
    for age in ages:
        if isinstance(age, timedelta):
            marks |= {now - age - _DAY, now - age, now, now + SKEW + _DAY}
    ordered = sorted(marks)
    between = [low + (high - low) / 2 for low, high in pairwise(ordered)]
    edges = [ordered[0] - _DAY, ordered[-1] + _DAY] if ordered else []
    yield from (to_text(mark) for mark in sorted({*ordered, *between, *edges}))


def _numbers(bounds: Sequence[int | float]) -> Iterator[Value]:
    """The bounds, what lies beyond them, and between two neighbours; whole where all bounds are."""
    if not bounds:
        return
    whole = all(float(bound).is_integer() for bound in bounds)
    yield from bounds
    yield bounds[-1] + 1
    yield bounds[0] - 1
    for low, high in pairwise(bounds):
        if not whole:
            yield (low + high) / 2
        elif high - low > 1:
            yield int(low) + int(high - low) // 2
