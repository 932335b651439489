"""Skills and languages: who has which how well, and what a route asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connector.core.rules import Narrowing
from connector.policy.folder import Book
from connector.policy.owners import Path
from connector.policy.vocabulary import Vocabulary
from mappings.spelling import suggest

TRAITS = ("skill", "language")
HIGHEST = 10
"""The proficiency above which no more is told apart."""


def known(value: object, book: Book, at: Path) -> tuple[frozenset[str], Mapping[str, int]]:
    """Somebody's skills or languages, and how well they know each: `[german, fintech]`, all at level 1, or
    `{german: 3, fintech: 1}`."""
    if value is None:
        return frozenset(), {}
    levels = value if isinstance(value, dict) else dict.fromkeys(_listed(value, book, at), 1)
    found: dict[str, int] = {}
    for word, level in levels.items():
        if not is_level(level):
            book.fault((*at, word), "no level", f"write a whole number from 1 to {HIGHEST}")
        elif str(word).strip():
            found[str(word).strip().lower()] = level
    return frozenset(found), {word: level for word, level in found.items() if level > 1}


def is_level(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= HIGHEST


def _listed(value: object, book: Book, at: Path) -> list[str]:
    words = value if isinstance(value, list) else [value]
    sound = [word for word in words if isinstance(word, str)]
    if len(sound) < len(words):
        book.fault(at, "words belong here", "write `[german, fintech]`, or `{german: 3}` with levels")
    return sound


def narrowings(value: object, book: Book, at: Path, words: Vocabulary) -> tuple[Narrowing, ...]:
    """What `with` or `fit` asks for."""
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    found: list[Narrowing] = []
    for index, item in enumerate(items):
        found.extend(_narrowing(item, book, (*at, index) if isinstance(value, list) else at, words))
    return tuple(found)


def _narrowing(item: object, book: Book, at: Path, words: Vocabulary) -> Iterator[Narrowing]:
    if not isinstance(item, dict) or not item or set(item) == {"at_least"}:
        book.fault(at, "no trait", "write `{skill: lead.industry}` or `{language: lead.language}`")
        return
    level = item.get("at_least", 1)
    if not is_level(level):
        book.fault((*at, "at_least"), "no level", f"write a whole number from 1 to {HIGHEST}")
        level = 1
    for trait, wanted in item.items():
        place = (*at, trait)
        if trait == "at_least":
            continue
        if trait not in TRAITS:
            book.fault(place, f"unknown key `{trait}`", suggest(trait, (*TRAITS, "at_least")), key=True)
            continue
        if isinstance(wanted, dict) and set(wanted) == {"field"}:
            wanted = wanted["field"]
            place = (*place, "field")
        if not isinstance(wanted, str) or not wanted.strip():
            book.fault(place, f"no {trait}", f"write a field like `lead.{trait}`, or a {trait}'s name")
        elif not wanted.startswith(("lead.", "account.")):
            yield Narrowing(trait, value=wanted.strip().lower(), at_least=level)
        elif wanted in words.fields:
            yield Narrowing(trait, field=wanted, at_least=level)
        else:
            book.fault(place, f"unknown field `{wanted}`", suggest(wanted, words.fields, most=0))
