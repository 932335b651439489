"""The generated lists, taken apart once into sets and dictionaries."""

from __future__ import annotations

from connector.core.lists import manual
from connector.core.lists.common import COMMON as _COMMON
from connector.core.lists.forms import FORMS as _FORMS
from connector.core.lists.lexicon import BODIES, FIELDS
from connector.core.lists.mailboxes import MAILBOXES as _MAILBOXES
from connector.core.lists.nations import PLACES
from connector.core.lists.qualities import SUBJECTS
from connector.core.lists.suffixes import SUFFIXES as _SUFFIXES


def _domains(text: str) -> frozenset[str]:
    """`uk: ac co` -> `ac.uk`, `co.uk`; an exception's mark stays in front."""
    found: set[str] = set()
    for line in text.splitlines():
        tail, _, heads = line.partition(": ")
        found.update(f"{head}.{tail}" for head in heads.split(" "))
    return frozenset(found)


def _levels(text: str) -> dict[str, int]:
    found = {}
    for line in text.splitlines():
        level, _, words = line.partition(": ")
        found.update(dict.fromkeys(words.split(" "), int(level)))
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

FORMS = frozenset(_FORMS.replace("\n", "|").strip("|").split("|"))
"""Legal forms, folded, words joined by a space."""

FORM_ENDS = _longest_by_end(FORMS)
"""Last word of a legal form -> how many words the longest form ending in it has."""

WORD_LEVELS = _levels(_COMMON)
"""Common word of companies' names -> bit length of how many of some 19,000 names hold it."""

LEXICON = BODIES + FIELDS + SUBJECTS + PLACES
"""A concept a line, with its forms in the languages of the world: `bank: banque banco* 銀行`."""

SMALL_WORDS = frozenset(manual.SMALL_WORDS.split())
LEADING_FORMS = frozenset(form.replace("_", " ") for form in manual.LEADING_FORMS.split())
"""Legal forms that stand before the name, words joined by a space."""

LONGEST_LEADING_FORM = max(form.count(" ") + 1 for form in LEADING_FORMS)

COMPOUND_TAILS = frozenset(manual.COMPOUND_TAILS.split())
"""Second parts of compounds that say what kind of body it is."""
