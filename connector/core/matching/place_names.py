"""The lists of places, taken apart when first asked for, with what users add and take out."""

from __future__ import annotations

from functools import cache

from connector.core.matching.lists.addresses import PLACE_TLDS
from connector.core.matching.lists.dialling import CALLING_CODES, NORTH_AMERICA
from connector.core.matching.lists.places import WELL_KNOWN
from connector.core.matching.tables import changed

_WELL_KNOWN = frozenset(WELL_KNOWN.split())
_BY_LETTERS = frozenset({"US", "CA", "AU"})  # whose states people write by two or three letters


@cache
def country_names() -> dict[str, str]:
    """Key of a country's name -> ISO code."""
    return changed("countries").to_map(shipped_countries())


def shipped_countries() -> dict[str, str]:
    """The same without what users change."""
    from connector.core.matching.lists.country_names import COUNTRY_NAMES

    found = {}
    for line in COUNTRY_NAMES.splitlines():
        code, _, names = line.partition(": ")
        found[code.lower()] = code
        found.update(dict.fromkeys(names.split("|"), code))
    return found


@cache
def state_names() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Key -> code within each country, and key -> code where no country is given."""
    by_country, change = shipped_states(), changed("states")
    for name, code in change.drops:
        if by_country[code[:2]].get(name) == code:
            del by_country[code[:2]][name]
    for name, code in change.adds:
        by_country[code[:2]][name] = code
    anywhere: dict[str, set[str]] = {}
    for country, within in by_country.items():
        for name, code in within.items():
            if len(name) > 3 or not name.isascii() or (country in _BY_LETTERS and name.isalpha()):
                anywhere.setdefault(name, set()).add(code)
    told: dict[str, str] = {}
    for name, codes in anywhere.items():
        known = {code for code in codes if code[:2] in _WELL_KNOWN}
        if len(known or codes) == 1:
            told[name] = next(iter(known or codes))
    return by_country, told


def shipped_states() -> dict[str, dict[str, str]]:
    """Key -> code within each country, without what users change."""
    from connector.core.matching.lists.states import STATES

    by_country: dict[str, dict[str, str]] = {}
    for line in STATES.splitlines():
        country, _, states = line.partition(": ")
        within = by_country[country] = {}
        for state in states.split("|"):
            part, _, names = state.partition("=")
            within.update(dict.fromkeys(names.split(","), f"{country}-{part}"))
    return by_country


@cache
def city_names() -> tuple[dict[str, str], dict[str, str]]:
    """Spelling -> key, and key -> country of the cities that have a name for themselves."""
    keys, countries = shipped_cities()
    return changed("cities").to_map(keys), countries


def shipped_cities() -> tuple[dict[str, str], dict[str, str]]:
    """The same without what users change."""
    from connector.core.matching.lists.cities import CITIES

    keys: dict[str, str] = {}
    countries: dict[str, str] = {}
    for line in CITIES.splitlines():
        country, _, cities = line.partition(": ")
        for city in cities.split("|"):
            key, _, others = city.partition("=")
            keys[key] = key
            if others:
                keys.update(dict.fromkeys(others.split(","), key))
            if country != "-":
                countries[key] = country
    return keys, countries


@cache
def calling_codes() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    calling = {}
    for line in CALLING_CODES.splitlines():
        code, _, countries = line.partition(": ")
        calling[code] = tuple(countries.split(" "))
    areas = {}
    for line in NORTH_AMERICA.splitlines():
        country, _, codes = line.partition(": ")
        areas.update(dict.fromkeys(codes.split(" "), country))
    return calling, areas


@cache
def place_endings() -> dict[str, str]:
    found = {}
    for line in PLACE_TLDS.splitlines():
        country, _, ends = line.partition(": ")
        found.update(dict.fromkeys(ends.split(" "), country))
    return found
