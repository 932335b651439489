"""Skills and languages: what people have and how well, and what routes ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connector.core.rules import Narrowing, NobodyLeft
from connector.policy.vocabulary import Vocabulary
from connector.texts import Notes
from mappings.spelling import suggest

Path = tuple[str | int, ...]

LOWEST, HIGHEST = 1, 10
"""How well somebody has a skill: whole numbers, whose meaning is the team's own."""

_LEVEL_FORM = f"write a whole number from {LOWEST} to {HIGHEST}"
TRAITS = ("skill", "language")
OPTIONS = ("at_least", "or")
"""The keys of a narrowing: what is asked for, and how strictly."""

LIKED: tuple[str, ...] = ()
"""The options of what is liked and not required: nobody is kept back for lack of it."""
_FORM = "write `{skill: lead.industry}` or `{language: lead.language, at_least: 2, or: skip}`"


def levels_of(value: object, at: Path, notes: Notes) -> dict[str, int]:
    """Skills or languages of a person with their levels: a list (each at level 1), or names with levels."""
    if value is None:
        return {}
    if isinstance(value, dict):
        found = {}
        for name, level in value.items():
            if _is_level(level):
                found[name.strip().lower()] = level
            else:
                notes.fault((*at, name), "no level", _LEVEL_FORM)
        return found
    names = value if isinstance(value, list) else [value]
    found = {}
    for index, name in enumerate(names):
        if isinstance(name, str):
            if name.strip():
                found[name.strip().lower()] = LOWEST
        else:
            place = (*at, index) if isinstance(value, list) else at
            mend = "write `[german, fintech]`, or `{german: 3, fintech: 1}`"
            notes.fault(place, "text belongs here", mend)
    return found


def _is_level(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and LOWEST <= value <= HIGHEST


@dataclass(frozen=True, slots=True)
class NarrowingReader:
    """Reads `with:` and `fit:` of a route; faults go to `notes`."""

    notes: Notes
    words: Vocabulary
    options: tuple[str, ...] = OPTIONS

    def read(self, value: object, at: Path) -> tuple[Narrowing, ...]:
        """The narrowings in their order."""
        if value is None:
            return ()
        found: list[Narrowing] = []
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            found.extend(self._item(item, (*at, index) if isinstance(value, list) else at))
        return tuple(found)

    def _item(self, item: object, at: Path) -> Iterator[Narrowing]:
        if not isinstance(item, dict) or not item.keys() - set(OPTIONS):
            self.notes.fault(at, "no trait", _FORM)
            return
        least, otherwise = self._options(item, at)
        for trait, wanted in item.items():
            if trait in self.options:
                continue
            place = (*at, trait)
            if trait not in TRAITS:
                mend = suggest(trait, (*TRAITS, *self.options))
                self.notes.fault(place, f"unknown key `{trait}`", mend, key=True)
                continue
            if isinstance(wanted, dict) and set(wanted) == {"field"}:
                wanted, place = wanted["field"], (*place, "field")
            if not isinstance(wanted, str) or not wanted.strip():
                mend = f"write a field like `lead.{trait}`, or a {trait}'s name"
                self.notes.fault(place, f"no {trait}", mend)
            elif not wanted.startswith(("lead.", "account.")):
                word = wanted.strip().lower()
                yield Narrowing(trait, value=word, at_least=least, nobody_left=otherwise)
            elif wanted in self.words.fields:
                yield Narrowing(trait, field=wanted, at_least=least, nobody_left=otherwise)
            else:
                mend = suggest(wanted, self.words.fields, most=0)
                self.notes.fault(place, f"unknown field `{wanted}`", mend)

    def _options(self, item: Mapping[str, object], at: Path) -> tuple[int, NobodyLeft]:
        if not self.options:
            return LOWEST, NobodyLeft.STOP
        least, word = item.get("at_least", LOWEST), item.get("or", NobodyLeft.STOP.value)
        if not _is_level(least):
            self.notes.fault((*at, "at_least"), "no level", _LEVEL_FORM)
            least = LOWEST
        ways = [way.value for way in NobodyLeft]
        if word not in ways:
            self.notes.fault((*at, "or"), "not a word that is known here", suggest(str(word), ways))
            word = NobodyLeft.STOP.value
        return least if isinstance(least, int) else LOWEST, NobodyLeft(word)
