"""What users add to the shipped lists, and what they take out of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Entry = tuple[str, str]
"""A text as the matcher compares it, and what it stands for: (`minga`, `munich`). In a list of words
alone the latter is empty."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to one list. Entries stand in order, each once."""

    adds: tuple[Entry, ...] = ()
    drops: tuple[Entry, ...] = ()

    def to_words(self, shipped: Iterable[str]) -> list[str]:
        """A list of words with the change made: the shipped ones in their order, then what is added."""
        gone = {text for text, _ in self.drops}
        kept = dict.fromkeys(word for word in shipped if word not in gone)
        return list(kept | dict.fromkeys(text for text, meaning in self.adds if not meaning))

    def to_map(self, shipped: dict[str, str]) -> dict[str, str]:
        """The same for texts that stand for something; what is added goes before what is shipped."""
        for text, meaning in self.drops:
            if shipped.get(text) == meaning:
                del shipped[text]
        shipped.update(self.adds)
        return shipped


@dataclass(frozen=True, slots=True)
class Additions:
    """The changes to all lists, by the list's name. `digest` names their content, whatever the order in
    which it was written; it is empty where nothing is changed."""

    lists: Mapping[str, Change] = field(default_factory=dict, compare=False)
    digest: str = ""

    def of(self, name: str) -> Change:
        """The change to one list."""
        return self.lists.get(name, UNCHANGED)

    def told(self) -> list[str]:
        """What is done to each list, a line for each, and the digest."""
        lines = []
        for name, change in self.lists.items():
            done = [f"adds {_entries(change.adds)}"] if change.adds else []
            done += [f"takes out {_entries(change.drops)}"] if change.drops else []
            lines.append(f"matching/{name}.txt: {' and '.join(done)}")
        return [*lines, f"lists as changed: {self.digest[:12]}"] if lines else []


def _entries(found: tuple[Entry, ...]) -> str:
    return f"{len(found):,} entr{'y' if len(found) == 1 else 'ies'}"


UNCHANGED = Change()
NONE = Additions()
"""The lists as they are shipped."""


def additions(changes: Mapping[str, tuple[Iterable[Entry], Iterable[Entry]]]) -> Additions:
    """The additions that change lists so: by name, the entries to add and those to take out."""
    lists = {
        name: Change(tuple(sorted({*adds})), tuple(sorted({*drops})))
        for name, (adds, drops) in sorted(changes.items())
    }
    lists = {name: change for name, change in lists.items() if change != UNCHANGED}
    if not lists:
        return NONE
    content = hashlib.sha256()
    for name, change in lists.items():
        for sign, entries in (("+", change.adds), ("-", change.drops)):
            for text, meaning in entries:
                content.update(f"{name}\t{sign}{text}\t{meaning}\n".encode("utf-8", "surrogatepass"))
    return Additions(lists, content.hexdigest())
