"""How two values compare: text without regard to case, numbers as numbers, countries by their code.

Each comparison answers True, False, or None with a note where the value cannot be compared that
way. Notes never quote the value.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import cast

from connector.core import postal
from connector.core.matching.hosts import host_of
from connector.core.matching.places import country_code, state_code
from connector.core.phrases import shown

Scalar = str | int | float | bool | None
Answer = tuple[bool | None, str]
Compare = Callable[[str, object, object, datetime], Answer]
Key = str | int | float
"""What values are looked up by."""

SKEW = timedelta(minutes=5)
"""How far ahead of our clock a CRM's stamp may lie and still count as just now."""

_NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})")
_SHORT_ID, _LONG_ID = 15, 18
_WORD = re.compile(r"\w+")
_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
POSTAL = "postal_codes"
"""The part of lists that speaks of postal codes: codes, `80*`, `80000..81999`."""

_PARTS = {
    "country": "countries",
    "country_code": "countries",
    "email": "domains",
    "website": "domains",
    "domain": "domains",
    "company": "names",
    "name": "names",
    "city": "cities",
    "industry": "industries",
    "zip": POSTAL,
    "postcode": POSTAL,
}


def is_blank(value: object) -> bool:
    """Whether there is nothing to compare: None, empty or all-white text, no values, not a number."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value or value.isspace()
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, tuple) and all(is_blank(item) for item in value)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Text as it is compared: NFKC, case folded, without white space around it."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def number(value: object) -> int | float | None:
    """The number that a value is or that a text spells; None otherwise (yes/no is no number)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        if _NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text)
    return None


def instant(value: object) -> datetime | None:
    """The instant that a value names; a bare date is its midnight in UTC. None otherwise."""
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else None
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=4096)
def domain(text: str) -> str:
    """The host that an e-mail address or a web address names, lower case, without `www.`; a bare
    suffix (`edu`) stands for itself."""
    return host_of(text) or fold(text).strip(".")


def part_name(field: str) -> str:
    """The part of a list that a field is looked up in (`lead.country`: `countries`)."""
    word = field.rpartition(".")[2]
    return _PARTS.get(word, word if word.endswith("s") else word + "s")


def list_part(field: str, parts: Mapping[str, frozenset[str]]) -> tuple[str, frozenset[str]] | None:
    """The entries of a list that speak about `field`, with the part's name; None where none do.

    The field's own part comes first, then `values`, then `names`.
    """
    own = part_name(field)
    for name in (own, field.rpartition(".")[2], "values", "names"):
        if name in parts:
            return name, parts[name]
    return None


def _is_country(field: str) -> bool:
    return field.rpartition(".")[2] in ("country", "country_code")


@lru_cache(maxsize=4096)
def _country(text: str) -> str:
    return country_code(text) or fold(text)


def equal(field: str, actual: object, wanted: object) -> bool | None:
    """Whether two scalars are the same; None where a yes/no meets something that is neither."""
    if isinstance(actual, bool) or isinstance(wanted, bool):
        return _same_switch(actual, wanted)
    if isinstance(actual, str) and isinstance(wanted, str):
        if _is_country(field):
            return _country(actual) == _country(wanted)
        return fold(actual) == fold(wanted)
    left, right = number(actual), number(wanted)
    if left is None or right is None:
        return fold(str(actual)) == fold(str(wanted))
    return left == right


def _same_switch(actual: object, wanted: object) -> bool | None:
    left, right = _switch(actual), _switch(wanted)
    return None if left is None or right is None else left is right


def _switch(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    text = fold(str(value))
    return True if text in _TRUE else False if text in _FALSE else None


def _items(value: object) -> tuple[object, ...]:
    return tuple(v for v in value if not is_blank(v)) if isinstance(value, tuple) else (value,)


def _is(field: str, actual: object, wanted: object, now: datetime) -> Answer:
    unclear = False
    for have in _items(actual):
        for want in _items(wanted):
            same = equal(field, have, want)
            if same:
                return True, ""
            unclear = unclear or same is None
    return (None, "neither yes nor no") if unclear else (False, "")


@lru_cache(maxsize=1024)
def prepared(entries: frozenset[str], part: str) -> frozenset[str]:
    """The entries of a part as they are compared: done once, at the latest when they are first asked."""
    if part == "countries":
        return frozenset(_country(entry) for entry in entries)
    if part == "domains":
        return frozenset(fold(one) if "@" in one else domain(one.removeprefix("*.")) for one in entries)
    if part == "states":
        return frozenset(key for entry in entries for key in _state_keys(entry))
    if part == "ids":
        return frozenset(_short_id(entry) for entry in entries)
    return frozenset(fold(entry) for entry in entries)


def _in_list(field: str, actual: object, wanted: object, now: datetime) -> Answer:
    part, entries = cast("tuple[str, frozenset[str]]", wanted)
    if part == POSTAL:
        area = postal.areas(entries)
        return any(area.has(shown(item)) for item in _items(actual)), ""
    ready = prepared(entries, part)
    return any(_stands_in(part, shown(item), ready) for item in _items(actual)), ""


def _stands_in(part: str, text: str, ready: frozenset[str]) -> bool:
    return any(key in ready for key in _keys_in(part, text))


def _keys_in(part: str, text: str) -> Iterator[str]:
    """What a text goes by in a part of a list: the part has it if one of them is an entry."""
    if part == "countries":
        yield _country(text)
    elif part == "domains":
        yield from _and_above(domain(text))
        if "@" in text:
            yield fold(text)
    elif part == "states":
        yield from _state_keys(text)
    else:
        yield _short_id(text) if part == "ids" else fold(text)


def keys_of(field: str, part: str | None, value: object) -> Sequence[Key] | None:
    """What a value is looked up by, in a part of a list or (`part` None) among constants: values that
    pass the test `in_list`, `is` or `in` share a key, others may. None where that is not so: yes/no among
    constants."""
    if part is not None:
        return [key for item in _items(value) for key in _keys_in(part, shown(item))]
    found: list[Key] = []
    for item in _items(value):
        if isinstance(item, bool) or item != item:  # not a number
            return None
        found.append(fold(str(item)))
        if isinstance(item, str) and _is_country(field):
            found.append(_country(item))
        if (size := number(item)) is not None:
            found.append(size)
    return found


def _state_keys(text: str) -> tuple[str, ...]:
    """A state as it is written, and its code where one country alone can be meant (`Calif.`: `US-CA`)."""
    code = state_code(None, text)
    return (fold(text),) if code is None else (fold(text), code)


def _short_id(text: str) -> str:
    """The 15 characters of a Salesforce id of 18; they tell capitals from small letters."""
    return text.strip()[:_SHORT_ID] if len(text.strip()) == _LONG_ID else text.strip()


def _and_above(host: str) -> Iterator[str]:
    """A host and the domains that it lies below."""
    while host:
        yield host
        host = host.partition(".")[2]


def _order(actual: object, wanted: object) -> tuple[int | None, str]:
    """-1, 0 or 1 as `actual` lies before, at or after `wanted`; None with a note otherwise."""
    limit = number(wanted)
    if limit is not None:
        size = number(actual)
        return (None, "not a number") if size is None else ((size > limit) - (size < limit), "")
    then, mark = instant(actual), instant(wanted)
    if then is None or mark is None:
        return None, "not a point in time"
    return (then > mark) - (then < mark), ""


def _at_least(field: str, actual: object, wanted: object, now: datetime) -> Answer:
    return _ordered(actual, lambda value: _bound(value, wanted, low=True))


def _at_most(field: str, actual: object, wanted: object, now: datetime) -> Answer:
    return _ordered(actual, lambda value: _bound(value, wanted, low=False))


def _between(field: str, actual: object, wanted: object, now: datetime) -> Answer:
    low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
    if part_name(field) == POSTAL:
        return _in_list(field, actual, (POSTAL, frozenset({f"{low}{postal.RANGE}{high}"})), now)

    def inside(value: object) -> Answer:
        above, note = _bound(value, low, low=True)
        below, second = _bound(value, high, low=False)
        if above is None or below is None:
            return None, note or second
        return above and below, ""

    return _ordered(actual, inside)


def _bound(value: object, wanted: object, *, low: bool) -> Answer:
    sign, note = _order(value, wanted)
    return (None, note) if sign is None else (sign >= 0 if low else sign <= 0, "")


def _ordered(actual: object, test: Callable[[object], Answer]) -> Answer:
    answers = [test(item) for item in _items(actual)]
    if any(found for found, _ in answers):
        return True, ""
    return next(((None, note) for found, note in answers if found is None), (False, ""))


def _starts_with(field: str, actual: object, wanted: object, now: datetime) -> Answer:
    if part_name(field) == POSTAL:
        return _in_list(field, actual, (POSTAL, frozenset(f"{item}*" for item in _items(wanted))), now)
    starts = tuple(fold(str(item)) for item in _items(wanted))
    return any(fold(str(item)).startswith(starts) for item in _items(actual)), ""


def _words(value: object) -> str:
    return " " + " ".join(_WORD.findall(fold(str(value)))) + " "


def _contains_word(field: str, actual: object, wanted: object, now: datetime) -> Answer:
    texts = [_words(item) for item in _items(actual)]
    wants = [words for item in _items(wanted) if (words := _words(item)).strip()]
    return any(want in text for want in wants for text in texts), ""


def _matches_domain(field: str, actual: object, wanted: object, now: datetime) -> Answer:
    wants = frozenset(domain(str(item).removeprefix("*.")) for item in _items(wanted))
    hosts = (host for item in _items(actual) for host in _and_above(domain(str(item))))
    return any(host in wants for host in hosts), ""


def _within(field: str, actual: object, wanted: object, now: datetime) -> Answer:
    if not isinstance(wanted, timedelta):
        return None, "no length of time"
    for item in _items(actual):
        then = instant(item)
        if then is None:
            return None, "not a point in time"
        if -SKEW <= now - then <= wanted:
            return True, ""
    return False, ""


COMPARE: Mapping[str, Compare] = {
    "is": _is,
    "in": _is,
    "in_list": _in_list,
    "at_least": _at_least,
    "at_most": _at_most,
    "between": _between,
    "starts_with": _starts_with,
    "contains_word": _contains_word,
    "matches_domain": _matches_domain,
    "within": _within,
}
"""The comparison behind each operator's word."""
