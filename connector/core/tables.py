"""The generated lists, taken apart once into sets and dictionaries."""

from __future__ import annotations

from connector.core.lists import manual
from connector.core.lists.common import COMMON as _COMMON
from connector.core.lists.countries import COUNTRIES as _COUNTRIES
from connector.core.lists.forms import FORMS as _FORMS
from connector.core.lists.mailboxes import MAILBOXES as _MAILBOXES
from connector.core.lists.suffixes import SUFFIXES as _SUFFIXES


def _domains(text: str) -> frozenset[str]:
    """`uk: ac co` -> `ac.uk`, `co.uk`; an exception's mark stays in front."""
    found: set[str] = set()
    for line in text.splitlines():
        tail, _, heads = line.partition(": ")
        found.update(f"{head}.{tail}" for head in heads.split(" "))
    return frozenset(found)


def _names(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        code, _, names = line.partition(": ")
        found[code.lower()] = code
        found.update(dict.fromkeys(names.split("|"), code))
    return found


def _levels(text: str) -> dict[str, int]:
    found = {}
    for line in text.splitlines():
        level, _, words = line.partition(": ")
        found.update(dict.fromkeys(words.split(" "), int(level)))
    return found


def _canonical(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        word, _, others = line.partition(": ")
        found.update(dict.fromkeys(others.split(" "), word))
    return found


def _longest_by_end(forms: frozenset[str]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for form in forms:
        parts = form.split(" ")
        longest[parts[-1]] = max(longest.get(parts[-1], 0), len(parts))
    return longest


SUFFIXES = _domains(_SUFFIXES)
"""Public suffixes of two labels and more; `*.` any label below, `!` an exception."""

MAILBOXES = _domains(_MAILBOXES)
"""Domains where anybody, or any customer of a provider, can have a mailbox."""

COUNTRIES = _names(_COUNTRIES)
"""Folded name or code -> ISO 3166 alpha-2 code."""

FORMS = frozenset(_FORMS.replace("\n", "|").strip("|").split("|"))
"""Legal forms, folded, words joined by a space."""

FORM_ENDS = _longest_by_end(FORMS)
"""Last word of a legal form -> how many words the longest form ending in it has."""

WORD_LEVELS = _levels(_COMMON)
"""Common word of companies' names -> bit length of how many of some 19,000 names hold it."""

SYNONYMS = _canonical(manual.SYNONYMS)
"""Abbreviated or foreign word -> the word that stands for all of them."""

SMALL_WORDS = frozenset(manual.SMALL_WORDS.split())
JUNK = frozenset(manual.JUNK.split())
SHARED_HOSTS = frozenset(manual.SHARED_HOSTS.split())
LEADING_FORMS = frozenset(manual.LEADING_FORMS.split())
