"""Places as people write them: countries, states, cities, and what a number or a host says of its country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from connector.core.matching.lists.addresses import WORLDWIDE_TLDS
from connector.core.matching.lists.places import AREA_WORDS, CITY_WORDS
from connector.core.matching.place_names import (
    calling_codes,
    city_names,
    country_names,
    place_endings,
    state_names,
)
from connector.core.matching.plain import plain_words

LONGEST = 200
"""Characters of a text that are read: no place has a longer name."""

_BREAK = re.compile(r"\s*[,;/|()\[\]、，（）]\s*|\s+[-–—]\s+")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FLAG_BASE = 0x1F1E6 - ord("A")
_CODE = re.compile(r"([A-Za-z]{2})-([A-Za-z0-9]{1,3})\Z")
_AREA_WORDS = frozenset(AREA_WORDS.split())
_SAINTS = frozenset({"st", "ste", "sankt", "sainte"})
_CITY_WORDS = frozenset(CITY_WORDS.split())
_CJK_AREA = re.compile(
    "(?:特别行政区|特別行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市|県|縣|都|府|특별자치도|특별자치시|광역시|특별시|도)$"
)
_CJK_ABOVE = re.compile("^(?:東京都|北海道|京都府|大阪府|[^県省市]{2,3}県|[^県省市]{2,3}省)(?=.)")
_CJK_CITY = re.compile("(?<=..)(?:市[^市]{1,4}[区區]|특별시|광역시|市|区|區|町|村|시|구)$")
_INTERNATIONAL = re.compile(r"[\s(]*(?:\+|＋|00(?=\W*[1-9])|011(?=\W*[2-9](?:\W*\d){9}))")
_NOT_DIGIT = re.compile(r"\D+")


def country_code(text: str) -> str | None:
    """`Deutschland`, `GERMANY`, `de`, `Germany - Berlin`, 🇩🇪 -> `DE`; None for what names no country."""
    return _country(text if len(text) <= LONGEST else text[:LONGEST])


@lru_cache(maxsize=8192)
def _country(text: str) -> str | None:
    known = _country_called(text)
    if known or not text:
        return known
    if flag := _FLAG.search(text):
        return _country_called("".join(chr(ord(sign) - _FLAG_BASE) for sign in flag[0]))
    if coded := _CODE.match(text.strip()):
        return _country_called(coded[1])
    parts = [part for part in _BREAK.split(text) if part]
    if len(parts) == 2 and (turned := _country_called(f"{parts[1]} {parts[0]}")):
        return turned  # `Congo, The Democratic Republic of the`
    codes = [code for part in parts if (code := _country_called(part))]
    return codes[-1] if codes else None


def _country_called(name: str) -> str | None:
    return country_names().get(country_key(name))


def country_key(name: str) -> str:
    """A country's name in plain letters joined: `St. Kitts & Nevis` -> `saintkittsandnevis`."""
    found = plain_words(name.replace("&", " and "))
    return "".join(["saint" if word == "st" else word for word in found if word != "the"])


def state_code(country: str | None, text: str) -> str | None:
    """ISO 3166-2 code of the state, province or region: `US`, `Calif.` -> `US-CA`.

    Always the highest level there is: a French department gives its region, a British county its
    nation. `country` is an ISO code; without one only what one country has, or one of the few whose states
    are told to everybody. None for what is no state's name.
    """
    return _state(country, text if len(text) <= LONGEST else text[:LONGEST])


@lru_cache(maxsize=16384)
def _state(country: str | None, text: str) -> str | None:
    by_country, anywhere = state_names()
    known = by_country.get(country, {}) if country else anywhere
    code = _CODE.match(text.strip())
    if code and country in (None, code[1].upper()):
        within = by_country.get(code[1].upper(), {})
        if code[2].lower() in within:
            return within[code[2].lower()]
    for part in _whole_then_parts(text):
        for key in area_keys(part):
            if key in known:
                return known[key]
    return None


def area_keys(text: str) -> tuple[str, str]:
    """A state's name joined, whole and without what only says that it is one.

    `Guangdong Province` -> `guangdongprovince`, `guangdong`.
    """
    found = plain_words(text)
    bare = "".join([word for word in found if word not in _AREA_WORDS] or found)
    return "".join(found), bare if bare.isascii() else _CJK_AREA.sub("", bare) or bare


def city_key(text: str) -> str:
    """One key for all spellings of a city: `München`, `Munich`, `80331 Monaco di Baviera` -> `munich`.

    Of several places in one text the first counts. Empty for a text without letters.
    """
    return _city(text if len(text) <= LONGEST else text[:LONGEST])


@lru_cache(maxsize=32768)
def _city(text: str) -> str:
    cities = city_names()[0]
    whole = "".join(city_words(text))
    if whole in cities:
        return cities[whole]
    first = next((part for part in _BREAK.split(text) if plain_words(part)), "")
    found = without_city_words(city_words(first))
    key = without_cjk_kind("".join(found))
    if key in cities:
        return cities[key]
    if len(found) > 1 and len(found[-1]) == 2:  # `San Francisco CA`
        return cities.get("".join(found[:-1]), key)
    return key


def without_cjk_kind(key: str) -> str:
    """A city's name without the sign for its kind and the province before: `東京都千代田区` -> `千代田`."""
    return key if key.isascii() else _CJK_CITY.sub("", _CJK_ABOVE.sub("", key))


def city_words(text: str) -> list[str]:
    """A city's name in words: `St.` before another is `saint`."""
    found = plain_words(text)
    return ["saint" if word in _SAINTS else word for word in found[:-1]] + found[-1:]


def without_city_words(found: list[str]) -> list[str]:
    """A city's words without post codes, and without the words at either end that say that it is a city."""
    bare = [word for word in found if not any(sign.isdigit() for sign in word)] or found
    start, end = 0, len(bare)
    while end - start > 1 and bare[end - 1] in _CITY_WORDS:
        end -= 1
    while end - start > 1 and bare[start] in _CITY_WORDS:
        start += 1
    return bare[start:end]


def city_country(key: str) -> str | None:
    """The country of a city by its key, if all the world means that one; None for small and shared names."""
    return city_names()[1].get(key)


def dial_countries(phone: str) -> tuple[str, ...]:
    """The countries a number written internationally belongs to: `+81 3 ...`, `0081 3 ...` -> `JP`.

    Empty for numbers in a national form. Several where a calling code is shared: North America's 1 is
    taken apart by its area codes.
    """
    found = _INTERNATIONAL.match(phone)
    if found is None:
        return ()
    digits = _NOT_DIGIT.sub("", phone[found.end() : found.end() + 40])
    calling, areas = calling_codes()
    if digits.startswith("1"):
        return (areas.get(digits[1:4], "US"),) if len(digits) >= 11 else ()
    if len(digits) < 8:
        return ()
    if digits.startswith("7") and digits[1] in "67":
        return ("KZ",)
    return next((calling[digits[:size]] for size in (3, 2, 1) if digits[:size] in calling), ())


def tld_country(host: str) -> str | None:
    """The country of a host's top-level domain; None for worldwide ones, `.io` and `.ai` among them."""
    rest, _, end = host.lower().rstrip(".").rpartition(".")
    named = place_endings().get(end)
    if named:
        return named
    code = _country(end) if len(end) == 2 else None
    worldwide = end in _WORLDWIDE and rest.rpartition(".")[2] not in _SECOND_LEVELS
    return None if worldwide or code != end.upper() else code


_WORLDWIDE = frozenset(WORLDWIDE_TLDS.split())
_SECOND_LEVELS = frozenset(["com", "co", "net", "org", "edu", "gov", "gob", "gouv", "ac", "mil"])


def _whole_then_parts(text: str) -> Iterator[str]:
    yield text
    parts = _BREAK.split(text)
    if len(parts) > 1:
        yield from parts


@lru_cache(maxsize=32768)
def is_place(word: str) -> bool:
    """Whether a word by itself is the name of a country, of a state known everywhere, or of a big city;
    not of fewer than four letters."""
    if len(word) < 4:
        return False
    return word in city_names()[1] or _country(word) is not None or _state(None, word) is not None
