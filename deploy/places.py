"""Makes the tables of places in connector/core/matching/lists from their sources; run by hand, see the README
there.

python -m deploy.places countries iso_3166-1.json      (needs the package `babel`)
python -m deploy.places states iso_3166-2.json cldr/common/subdivisions
python -m deploy.places cities cities15000.json
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from connector.core.matching.places import (
    area_keys,
    city_words,
    country_key,
    without_city_words,
    without_cjk_kind,
)
from deploy.lists import write

SPELLINGS = Path(__file__).resolve().parent / "spellings"

WRITTEN = """\
en de fr es it pt pt_PT nl sv da nb fi pl cs sk hu ro tr ru uk el ja zh zh_Hant ko he ar vi id th fa hi bg hr
sr sl et lv lt ca
"""
"""Languages that countries are kept in."""

LATIN = ("en", "de", "fr", "es", "it", "pt", "nl")
_SPOKEN = """\
JP=ja CN=zh,ja TW=zh,ja HK=zh KR=ko RU=ru UA=uk,ru BY=be BG=bg RS=sr,sr_Latn MK=mk KZ=kk GR=el CY=el IL=he
TH=th GE=ka AM=hy VN=vi TR=tr PL=pl DE=de AT=de CH=de,fr,it CZ=cs SK=sk HU=hu RO=ro HR=hr SI=sl LT=lt LV=lv
EE=et FI=fi,sv SE=sv NO=no DK=da IS=is AL=sq ID=id FR=fr IT=it,de ES=es,ca,eu,gl PT=pt BR=pt NL=nl
BE=nl,fr,de LU=fr,de CA=fr AE=ar SA=ar EG=ar QA=ar KW=ar OM=ar BH=ar JO=ar LB=ar IQ=ar MA=ar,fr TN=ar,fr
DZ=ar,fr
"""
SPOKEN = dict(pair.split("=") for pair in _SPOKEN.split())
"""Languages that all the states of a country are kept in, beside English."""

RENUMBERED = frozenset({"IR", "NP"})
"""Countries whose codes stand for other provinces than in the names' source."""

MANY_NAMES = frozenset(SPOKEN) | {"US", "MX", "AR", "CL", "CO", "GB", "IE", "IN", "AU", "NZ", "ZA"}
"""Countries whose highest states are kept by their names in all the languages of `LATIN`."""

SCRIPTS = {
    "JP CN TW HK MO": re.compile("[\u4e00-\u9fff々ヶケ]+"),
    "KR": re.compile("[\uac00-\ud7af]+"),
    "RU UA BY BG RS MK KZ KG MN": re.compile("[\u0400-\u04ff -]+"),
    "GR CY": re.compile("[\u0370-\u03ff ]+"),
    "IL": re.compile("[\u0590-\u05ff ]+"),
    "TH": re.compile("[\u0e00-\u0e7f]+"),
    "AE SA EG IQ JO KW LB LY MA OM QA SY TN YE DZ": re.compile("[\u0600-\u06ff ]+"),
}
"""Scripts that cities are kept in, by country."""

NOWHERE: dict[str, Any] = {"countrycode": "-", "population": 0}

MOST_OTHERS = ((1_000_000, 8), (300_000, 3), (0, 0))
"""How many other names a city keeps, by its inhabitants."""


def _by_hand(name: str) -> Iterable[tuple[str, list[str]]]:
    """What the sources lack, collected by hand: a code or key, and the names that it also goes by."""
    for line in (SPELLINGS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        code, _, names = line.partition(": ")
        yield code, names.split("|")


def countries(codes: Path) -> None:
    """A line for each country, with what it is called."""
    from babel import Locale  # type: ignore[import-not-found, unused-ignore]

    entries = json.loads(codes.read_text(encoding="utf-8"))["3166-1"]
    own = {country_key(name): code for code, names in _by_hand("countries") for name in names}
    found = {country_key(entry["alpha_3"]): entry["alpha_2"] for entry in entries} | {"xkx": "XK"} | own
    for entry in entries:
        for field in ("name", "official_name", "common_name"):
            found.setdefault(country_key(entry.get(field, "")), entry["alpha_2"])
    known = set(found.values())
    for language in WRITTEN.split():
        for code, name in Locale.parse(language).territories.items():
            if code in known:
                found.setdefault(country_key(name), code)
    rows: dict[str, list[str]] = defaultdict(list)
    for key, code in found.items():
        if len(key) > 2 or not key.isascii() or key in own:
            rows[code].append(key)
    write(
        "country_names",
        "What countries are called, in plain letters joined, by ISO 3166 code.",
        "COUNTRY_NAMES",
        (f"{code}: {'|'.join(sorted(names))}" for code, names in sorted(rows.items())),
        by="deploy/places.py",
    )


def states(codes: Path, names: Path) -> None:
    """A line for each state of the highest level, with what it and what lies within it are called."""
    entries = {entry["code"]: entry for entry in json.loads(codes.read_text(encoding="utf-8"))["3166-2"]}
    found: dict[str, Counter[str]] = defaultdict(Counter)

    def name(code: str, text: str, weight: int = 1) -> None:
        highest = code
        while parent := entries[highest].get("parent"):
            highest = parent if "-" in parent else f"{code[:2]}-{parent}"
        for form in (text, re.sub(r"\s*[\[(].*", "", text), *re.findall(r"[\[(]([^\])]*)[\])]", text)):
            whole, bare = area_keys(form)
            if weight == 2:
                found[code][whole] = 3
            if bare:
                found[highest][bare] = max(found[highest][bare], weight if highest == code else 0)

    for code, entry in entries.items():
        name(code, code.partition("-")[2])
        name(code, entry["name"])
    for language in {*LATIN, *",".join(SPOKEN.values()).split(",")}:
        for code, text in _subdivisions(names / f"{language}.xml"):
            spoken = language in ("en", *SPOKEN.get(code[:2], "").split(","))
            highest = code[:2] in MANY_NAMES and language in LATIN and not entries.get(code, {}).get("parent")
            if code in entries and code[:2] not in RENUMBERED and (spoken or highest):
                name(code, text)
    for code, others in _by_hand("states"):
        for text in others:
            name(code, text, 2)
    _write_states(found)


def _subdivisions(source: Path) -> Iterable[tuple[str, str]]:
    for element in ElementTree.parse(source).iter("subdivision"):  # noqa: S314
        code = (element.get("type") or "").upper()
        yield f"{code[:2]}-{code[2:]}", element.text or ""


def _write_states(found: dict[str, Counter[str]]) -> None:
    """A name that two states of a country share is the one's whose own name it is, or nobody's."""
    claims: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for code, keys in found.items():
        for key, weight in keys.items():
            claims[code[:2], key].append((weight, code))
    kept: dict[str, list[str]] = defaultdict(list)
    for (_, key), claimed in claims.items():
        best = [code for weight, code in claimed if weight == max(claimed)[0]]
        if len(best) == 1:
            kept[best[0]].append(key)
    rows: dict[str, list[str]] = defaultdict(list)
    for code, names in sorted(kept.items()):
        rows[code[:2]].append(f"{code[3:]}={','.join(sorted(names))}")
    write(
        "states",
        "What states, provinces and regions are called, by the ISO 3166-2 code of the highest level.",
        "STATES",
        (f"{country}: {'|'.join(states)}" for country, states in sorted(rows.items())),
        by="deploy/places.py",
    )


def cities(source: Path) -> None:
    """Cities of 100,000 and more (in Japan 30,000), by country, with the other names they go by."""
    places = sorted(
        json.loads(source.read_text(encoding="utf-8")).values(), key=lambda city: -int(city["population"])
    )
    largest: dict[str, dict[str, Any]] = {}
    runner_up: dict[str, int] = {}
    for city in places:
        key = _key(city["name"])
        if key in largest and largest[key]["countrycode"] != city["countrycode"]:
            runner_up.setdefault(key, city["population"])
        largest.setdefault(key, city)
    owners: dict[str, list[tuple[int, str]]] = defaultdict(list)
    chosen = {key: city for key, city in largest.items() if _is_kept(city)}
    for key, city in chosen.items():
        for other in _others(key, city):
            rival = largest.get(other)
            if rival is None or rival["population"] * 50 < city["population"]:
                owners[other].append((city["population"], key))
    others: dict[str, list[str]] = defaultdict(list)
    for other, claimed in owners.items():
        claimed.sort(reverse=True)
        if len(claimed) == 1 or claimed[0][0] > 5 * claimed[1][0]:
            others[claimed[0][1]].append(other)
    for key, names in _by_hand("cities"):
        for name in map(_key, names):
            for held in others.values():
                if name in held:
                    held.remove(name)
            others[key] += [name, *others.pop(name, ())]
            absorbed = chosen.pop(name, NOWHERE)
            if key not in chosen or chosen[key] is NOWHERE:
                chosen[key] = absorbed
    rows: dict[str, list[str]] = defaultdict(list)
    for key, city in chosen.items():
        alone = city["population"] > 10 * runner_up.get(key, 0)
        held = sorted(set(others[key]) - {key})
        rows[city["countrycode"] if alone else "-"].append(f"{key}={','.join(held)}" if held else key)
    write(
        "cities",
        "Cities by country (`-`: several countries have one), with the other names they go by.",
        "CITIES",
        (f"{country}: {'|'.join(sorted(names))}" for country, names in sorted(rows.items())),
        by="deploy/places.py",
    )


def _is_kept(city: dict[str, Any]) -> bool:
    return bool(city["population"] >= (30_000 if city["countrycode"] == "JP" else 100_000))


def _key(name: str) -> str:
    return without_cjk_kind("".join(without_city_words(city_words(name))))


def _others(key: str, city: dict[str, Any]) -> list[str]:
    """What else a city is called: in its country's script, and in Latin letters what most languages say.

    Of spellings that sound as the name itself only those with `ue` for `ü` and the like are kept.
    """
    spoken = [name for name in city["alternatenames"] if _is_local(name, city["countrycode"])]
    if city["population"] >= 1_000_000:
        spoken += [name for name in city["alternatenames"] if EAST_ASIAN.fullmatch(name)]
    local = {_key(name) for name in spoken}
    local |= {_key(_written_out(name)) for name in city["alternatenames"] if _key(name) == key}
    latin: Counter[str] = Counter()
    for name in city["alternatenames"]:
        other = _key(name)
        if name[:1].isupper() and other.isascii() and 3 < len(other) < 24 and not NO_NAME.search(name):
            latin[other] += 1 if _sound(other) != _sound(key) else 0
    most = next(count for size, count in MOST_OTHERS if city["population"] >= size)
    ranked = sorted((-count, name) for name, count in latin.items() if count)
    return sorted(local | {name for _, name in ranked[:most]})


EAST_ASIAN = re.compile("[\u3040-\u30ff]+|[\u4e00-\u9fff]+|[\uac00-\ud7af]+")
NO_NAME = re.compile(r"\d|\[|^(Lungsod|Cathair|Bandar|Arrondissement|Bezirk|Grad|Iri|Kota|Qyteti)\b")
_SOUNDS = str.maketrans("qczwyj", "kksvii")


def _sound(key: str) -> str:
    """The consonants of a name as a transcript of any language has them, without an ending's s."""
    plain = key.replace("ch", "k").replace("sh", "s").replace("zh", "s").replace("kh", "k").replace("h", "")
    bare = re.sub("[aeiou]", "", plain.translate(_SOUNDS))
    return re.sub(r"(.)\1+", r"\1", bare).rstrip("s")


def _written_out(name: str) -> str:
    for letter, pair in (("ü", "ue"), ("ö", "oe"), ("ä", "ae"), ("å", "aa"), ("ø", "oe")):
        name = name.replace(letter, pair).replace(letter.upper(), pair)
    return name


def _is_local(name: str, country: str) -> bool:
    return any(country in countries and script.fullmatch(name) for countries, script in SCRIPTS.items())


def main(arguments: list[str]) -> int:
    match arguments:
        case ["countries", codes]:
            countries(Path(codes))
        case ["states", codes, names]:
            states(Path(codes), Path(names))
        case ["cities", source]:
            cities(Path(source))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
