"""What may stand in the lists that users add to, and how the matcher compares it.

Nothing here depends on what is added already, so that the order of files and lines changes nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache

from connector.core.matching import place_names, tables
from connector.core.matching.east import is_native
from connector.core.matching.fold import words
from connector.core.matching.hosts import host_of
from connector.core.matching.junk import shipped_nobody
from connector.core.matching.lists.persons import NICKNAMES
from connector.core.matching.places import area_keys, city_words, country_code, country_key
from connector.core.matching.plain import plain_words
from mappings.spelling import suggest

MOST_WORDS = 10
"""Words of a legal form, or of a form of the vocabulary."""

SHORTEST_STEM = 4
"""Letters of a stem (`klinik*`)."""

_LONGEST_ENDING = 7
_NATIVE_FORM = "coltd"  # what legal forms in scripts of their own become
_NO_LETTERS = "no letters"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text cannot stand in a list, and how to mend it."""

    message: str
    mend: str


def domain(text: str) -> str | Problem:
    """A host as the matcher compares it."""
    host = host_of(text)
    if host is None:
        return Problem("no domain", "write it like `acme.com`")
    if any(sign in text for sign in "/@:"):
        return Problem("a domain alone belongs here", f"write `{host}`")
    return host


def suffix(text: str) -> str | Problem:
    """An ending below which names stand; with `*.` any label, with `!` an exception."""
    mark = next((mark for mark in ("*.", "!") if text.startswith(mark)), "")
    rest = text[len(mark) :]
    host = host_of(f"x.{rest}" if mark == "*." else rest)
    if host is None or any(sign in rest for sign in "/@:"):
        mend = "write it like `co.uk`; an ending without a dot is one anyway"
        return Problem("no ending below which names stand", mend)
    return mark + (host.removeprefix("x.") if mark == "*." else host)


def legal_form(text: str) -> str | Problem:
    """A legal form: its folded words, or, in a script of its own, as it stands."""
    native = unicodedata.normalize("NFKC", text).casefold()
    if is_native(native):
        return native
    if _has_native(native):
        return Problem("in these letters a legal form is one word", "write it alone, without other letters")
    found = words(text)
    if not found:
        return Problem(_NO_LETTERS, "write the form as it stands in names")
    if len(found) > MOST_WORDS:
        return Problem(f"longer than {MOST_WORDS} words", "shorten it")
    return " ".join(found)


def stands_for_form(form: str) -> str:
    """What a legal form becomes: one in a script of its own is read as another in Latin letters."""
    return _NATIVE_FORM if is_native(form) else ""


def _has_native(text: str) -> bool:
    return any(is_native(sign) for sign in unicodedata.normalize("NFKC", text))


def word(text: str) -> str | Problem:
    """One folded word."""
    if _has_native(text):
        return Problem("not in Latin, Greek or Cyrillic letters", "say in words.txt what it means in English")
    found = words(text)
    return found[0] if len(found) == 1 else Problem("one word belongs here", "write one word a line")


def plain_word(text: str) -> str | Problem:
    """One word in its own script."""
    found = plain_words(text)
    return found[0] if len(found) == 1 else Problem("one word belongs here", "write one word a line")


def company_text(text: str) -> str | Problem:
    """What people type into a company's field, its words joined."""
    return "".join(plain_words(text)) or Problem(_NO_LETTERS, "write what people type")


def country_name(text: str) -> str | Problem:
    """The key of a country's name."""
    key = country_key(text)
    if len(key) == 2 and key.upper() in shipped_by("countries"):
        return Problem(f"`{text}` is itself a country's code", "write a name")
    return key or Problem(_NO_LETTERS, "write a name of the country")


def country(text: str) -> str | Problem:
    """A country's code."""
    codes = shipped_by("countries")
    if text.upper() in codes:
        return text.upper()
    known = country_code(text)
    return Problem(f"no country's code `{text}`", f"write `{known}`" if known else suggest(text, codes))


def state_name(text: str) -> str | Problem:
    """The key of a state's name."""
    return area_keys(text)[0] or Problem(_NO_LETTERS, "write a name of the state")


def state(text: str) -> str | Problem:
    """A state's code."""
    codes, code = shipped_by("states"), text.upper()
    if code in codes:
        return code
    within = [one for one in codes if one.startswith(code.partition("-")[0] + "-")]
    mend = suggest(code, within) if within else "write country and state, like `US-CA`"
    return Problem(f"no state's code `{text}`", mend)


def city_name(text: str) -> str | Problem:
    """The key of one spelling of a city."""
    return "".join(city_words(text)) or Problem(_NO_LETTERS, "write a name of the city")


def city(text: str) -> str | Problem:
    """The key that a city's spellings stand for."""
    key = city_name(text)
    return key if isinstance(key, Problem) else _shipped_cities().get(key, key)


def concept(text: str) -> str | Problem:
    """A concept of the vocabulary, shipped or new."""
    name, known = "_".join(words(text)), shipped_by("words")
    if not name.isascii() or not name or _has_native(text):
        return Problem("no English word for what the forms mean", "write it like `clinic: poliklinika`")
    if name in known:
        return name
    stems = [f"{name[:size]}*" for size in range(len(name) - 1, SHORTEST_STEM - 1, -1)]
    forms = _concepts_by_form()
    for form in (name, f"{name}*", *stems[:_LONGEST_ENDING]):
        if form in forms:
            return Problem(f"`{text}` is itself a form of `{forms[form]}`", f"begin with `{forms[form]}:`")
    return name


def form_of_concept(text: str) -> str | Problem:
    """A form of a concept: words joined by `_`, or the beginning of a word with `*`."""
    form = "_".join(text.casefold().replace("_", " ").split())
    bare = form.removesuffix("*")
    letters = "".join(words(bare.replace("_", " ")))
    if "*" in bare:
        return Problem("`*` stands at the end only", "write the beginning of the word, then `*`")
    if form != bare and ("_" in form or len(letters) < SHORTEST_STEM):
        return Problem(f"`*` stands after one word of {SHORTEST_STEM} letters or more", "write the word out")
    if not letters:
        return Problem(_NO_LETTERS, "write the form as it stands in names")
    if bare.count("_") >= MOST_WORDS:
        return Problem(f"longer than {MOST_WORDS} words", "shorten it")
    return form


@cache
def shipped_by(name: str) -> Mapping[str, Collection[str]]:
    """The entries of a list as it is shipped, by what they stand for; all by the empty text where they
    stand for nothing."""
    if name == "words":
        lines = [line.partition(": ") for line in tables.LEXICON.splitlines()]
        return {one: tuple(forms.split()) for one, _, forms in lines}
    if name == "nicknames":
        return {name: names for line in NICKNAMES.splitlines() for names in [line.split()] for name in names}
    if name == "no_company":
        return {"": frozenset(shipped_nobody())}
    if name == "states":
        by_country = place_names.shipped_states().values()
        return _inverted([pair for within in by_country for pair in within.items()])
    if name == "countries":
        return _inverted(place_names.shipped_countries().items())
    if name == "cities":
        return _inverted(_shipped_cities().items())
    return {"": frozenset(tables.shipped(name))}


def _inverted(pairs: Collection[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for text, meaning in pairs:
        found.setdefault(meaning, set()).add(text)
    return found


@cache
def _shipped_cities() -> Mapping[str, str]:
    return place_names.shipped_cities()[0]


@cache
def _concepts_by_form() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, forms in shipped_by("words").items():
        for form in forms:
            found.setdefault(form, name)
    return found


@dataclass(frozen=True, slots=True)
class WordList:
    """How a list is read: `entry` each text, `means` what stands before the colon, where lines have one."""

    example: str
    entry: Callable[[str], str | Problem]
    means: Callable[[str], str | Problem] | None = None


LISTS = {
    "free_mail": WordList("acme-mail.com", domain),
    "page_hosts": WordList("shop-builder.com", domain),
    "public_suffixes": WordList("firms.example", suffix),
    "legal_forms": WordList("sp. z o.o.", legal_form),
    "leading_forms": WordList("Grupo", legal_form),
    "words": WordList("clinic: poliklinika, poradnia", form_of_concept, concept),
    "small_words": WordList("og", word),
    "common_words": WordList("solutions", word),
    "structure_words": WordList("holding", word),
    "trades": WordList("roofing", word),
    "units": WordList("emea", word),
    "bodies": WordList("hospital", word),
    "generic_words": WordList("technology", plain_word),
    "no_company": WordList("none of your business", company_text),
    "countries": WordList("DE: Alemanha Ocidental", country_name, country),
    "states": WordList("US-CA: Golden State", state_name, state),
    "cities": WordList("Kirchheim: Kirchheim unter Teck", city_name, city),
    "nicknames": WordList("William: Wim, Willem", word, word),
}
