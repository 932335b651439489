"""The generated lists, taken apart into sets and dictionaries, with what users add and take out.

The containers stay the same objects for good, so that whoever has imported one sees what `fill` puts in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from connector.core.matching.additions import NONE, Additions, Change
from connector.core.matching.lists import addresses, kinds, manual, nobody
from connector.core.matching.lists.common import COMMON as _COMMON
from connector.core.matching.lists.endings import BRAND_TAILS as _BRAND_TAILS
from connector.core.matching.lists.endings import ENDINGS as _ENDINGS
from connector.core.matching.lists.forms import FORMS as _FORMS
from connector.core.matching.lists.lexicon import BODIES, FIELDS
from connector.core.matching.lists.mailboxes import MAILBOXES as _MAILBOXES
from connector.core.matching.lists.nations import PLACES
from connector.core.matching.lists.qualities import SUBJECTS
from connector.core.matching.lists.suffixes import SUFFIXES as _SUFFIXES

ADDED_LEVEL = 8
"""How common an added word counts: as if some 200 of 19,000 names held it."""


def _domains(text: str) -> list[str]:
    """`uk: ac co` -> `ac.uk`, `co.uk`; an exception's mark stays in front."""
    found: list[str] = []
    for line in text.splitlines():
        tail, _, heads = line.partition(": ")
        found += [f"{head}.{tail}" for head in heads.split(" ")]
    return found


def _levels(text: str) -> dict[str, int]:
    found = {}
    for line in text.splitlines():
        level, _, words = line.partition(": ")
        found.update(dict.fromkeys(words.split(" "), int(level)))
    return found


_SHIPPED: Mapping[str, Callable[[], Iterable[str]]] = {
    "free_mail": lambda: [*_domains(_MAILBOXES), *addresses.PROVIDERS.split()],
    "page_hosts": addresses.PAGE_HOSTS.split,
    "public_suffixes": lambda: [*_domains(_SUFFIXES), *addresses.TENANT_SUFFIXES.split()],
    "legal_forms": lambda: _FORMS.replace("\n", "|").strip("|").split("|"),
    "leading_forms": lambda: [form.replace("_", " ") for form in manual.LEADING_FORMS.split()],
    "small_words": manual.SMALL_WORDS.split,
    "common_words": lambda: _levels(_COMMON),
    "structure_words": kinds.STRUCTURE.split,
    "trades": kinds.TRADES.split,
    "units": kinds.UNITS.split,
    "bodies": kinds.BODIES.split,
    "generic_words": nobody.TRADES.split,
}

SUFFIXES: set[str] = set()
"""Public suffixes of two labels and more, and what acts as one; `*.` any label below, `!` an exception."""

MAILBOXES: set[str] = set()
"""Domains where anybody, or any customer of a provider, can have a mailbox."""

PAGE_HOSTS: set[str] = set()
"""Hosts where anybody has a page; a mailbox there is the host's own staff's."""

FORMS: set[str] = set()
"""Legal forms, folded, words joined by a space."""

FORM_ENDS: dict[str, int] = {}
"""Last word of a legal form -> how many words the longest form ending in it has."""

LEADING_FORMS: set[str] = set()
"""Legal forms that stand before the name, words joined by a space."""

LEADING_STARTS: dict[str, int] = {}
"""First word of such a form -> how many words the longest form beginning with it has."""

SMALL_WORDS: set[str] = set()

WORD_LEVELS: dict[str, int] = {}
"""Common word of companies' names -> bit length of how many of some 19,000 names hold it."""

LEXICON = BODIES + FIELDS + SUBJECTS + PLACES
"""A concept a line, with its forms in the languages of the world: `bank: banque banco* 銀行`. As shipped."""

COMPOUND_TAILS = frozenset(manual.COMPOUND_TAILS.split())
"""Second parts of compounds that say what kind of body it is."""

BRAND_TAILS = frozenset(_BRAND_TAILS.split())
"""What no word ends in but many brands do."""

ENDINGS = re.compile("|".join([line.partition(": ")[2] for line in _ENDINGS.splitlines()]))
"""What a stem may end in, to be matched in full."""

_SETS = {
    "free_mail": MAILBOXES,
    "page_hosts": PAGE_HOSTS,
    "public_suffixes": SUFFIXES,
    "legal_forms": FORMS,
    "leading_forms": LEADING_FORMS,
    "small_words": SMALL_WORDS,
}
_filled_with: list[Additions] = []


def fill(with_: Additions) -> None:
    """Puts the shipped lists and what is added to them into the tables, in place of what was there."""
    _filled_with[:] = [with_]
    for name, table in _SETS.items():
        table.clear()
        table.update(listed(name))
    _replace(FORM_ENDS, _longest(FORMS, -1))
    _replace(LEADING_STARTS, _longest(LEADING_FORMS, 0))
    levels = _levels(_COMMON)
    common = listed("common_words")
    added = {word for word, _ in changed("common_words").adds}
    _replace(WORD_LEVELS, {w: max(levels.get(w, 0), ADDED_LEVEL if w in added else 0) for w in common})


def filled_with() -> Additions:
    """What the tables hold besides the shipped lists."""
    return _filled_with[0]


def changed(name: str) -> Change:
    """What is added to a list and taken out."""
    return filled_with().of(name)


def shipped(name: str) -> Iterable[str]:
    """A list of words as it is shipped."""
    return _SHIPPED[name]()


def listed(name: str) -> list[str]:
    """A list of words with what is added and taken out, in the order of the shipped one."""
    return changed(name).to_words(shipped(name))


def lexicon_lines() -> list[str]:
    """The lines of the vocabulary, what is added first: of two concepts with one form the first keeps it."""
    change = changed("words")
    added: dict[str, list[str]] = {}
    for form, concept in change.adds:
        added.setdefault(concept, []).append(form)
    lines = [f"{concept}: {' '.join(forms)}" for concept, forms in added.items()]
    if not change.drops:
        return lines + LEXICON.splitlines()
    gone = set(change.drops)
    for line in LEXICON.splitlines():
        concept, _, forms = line.partition(": ")
        lines.append(f"{concept}: {' '.join(form for form in forms.split() if (form, concept) not in gone)}")
    return lines


def native_forms() -> str:
    """Legal forms in scripts of their own, a line for what they become in Latin letters."""
    added = [
        f"{latin} {form}"
        for name in ("legal_forms", "leading_forms")
        for form, latin in changed(name).adds
        if latin
    ]
    return "\n".join([*added, manual.NATIVE_FORMS])


def _replace(table: dict[str, int], content: dict[str, int]) -> None:
    table.clear()
    table.update(content)


def _longest(forms: Iterable[str], word: int) -> dict[str, int]:
    """The words that stand in a place of the forms, with how many words the longest of these has."""
    longest: dict[str, int] = {}
    for form in forms:
        parts = form.split(" ")
        longest[parts[word]] = max(longest.get(parts[word], 0), len(parts))
    return longest


fill(NONE)
