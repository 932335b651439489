"""`lists:` of a policy: values written here, rows of CSV files, other lists joined."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from connector.core.comparing import POSTAL, part_name, prepared
from connector.core.postal import areas, wrong_with
from connector.policy.entries import Problem
from connector.policy.folder import Book
from connector.policy.rows import Cell, cells
from connector.policy.vocabulary import Vocabulary
from mappings.spelling import suggest

Path = tuple[str | int, ...]
Parts = dict[str, frozenset[str]]

BEGINNINGS, MAILBOXES, IDS = "postal_prefixes", "emails", "ids"
"""Parts of their own form: beginnings of postal codes, whole addresses, records by id."""

_FORM = "write `EMEA: {countries: [DE, FR]}`"
_FILE_FORM = "write `file: lists/emea.csv`, a file beside the policy"
_LISTS_FORM = "write `lists: [DACH, Nordics]`"
SOURCES = ("file", "lists")
FURTHER = ("values", "names", "domains", BEGINNINGS, MAILBOXES, IDS)


@dataclass(slots=True)
class ListReader:
    """Reads lists; faults go to the book. A list is read when it is first asked for."""

    book: Book
    words: Vocabulary
    _raw: Mapping[str, object] = field(init=False)
    _known: dict[str, Parts] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _files: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        value = self.book.plain.get("lists")
        self._raw = value if isinstance(value, dict) else {}
        if value is not None and not isinstance(value, dict):
            self.book.fault(("lists",), "names and their entries belong here", _FORM)

    def read_all(self) -> dict[str, Mapping[str, frozenset[str]]]:
        """Every list by its name."""
        return {name: self._named(name) for name in self._raw}

    def warn_of_files(self) -> None:
        """Names the CSV files that no list reads."""
        for name in self.book.rows.keys() - self._files:
            mend = "name it in a list's `file:`, or take it out"
            self.book.rows[name].fault((), "no list reads this file", mend, warning=True)

    def read(self, entry: object, at: Path) -> Parts:
        """The parts of one list."""
        content = entry if isinstance(entry, dict) else {"values": entry}
        if not content:
            self.book.fault(at, "an empty list", "write `{countries: [DE, FR]}`")
        found: dict[str, set[str]] = {}
        for part, values in content.items():
            place = (*at, part) if isinstance(entry, dict) else at
            if part == "file":
                self._files_of(values, place, found)
            elif part == "lists":
                self._joined(values, place, found)
            else:
                self._values(part, values, place, found)
        parts = {part: frozenset(values) for part, values in found.items()}
        for part, entries in parts.items():  # now rather than at the first lead
            areas(entries) if part == POSTAL else prepared(entries, part)
        return parts

    def _named(self, name: str) -> Parts:
        if name not in self._known:
            self._open.append(name)
            self._known[name] = self.read(self._raw[name], ("lists", name))
            self._open.pop()
        return self._known[name]

    def _values(self, part: str, values: object, at: Path, found: dict[str, set[str]]) -> None:
        if not isinstance(values, list) or not values:
            self.book.fault(at, "a list of values belongs here", "write `[DE, FR]`")
            return
        own = found.setdefault(_home(part), set())
        for index, word in enumerate(values):
            if isinstance(word, bool) or not isinstance(word, (str, int, float)) or not str(word).strip():
                self.book.fault((*at, index), "a plain value belongs here", "write text or a number")
                continue
            problem = self._wrong(part, str(word))
            if problem is not None:
                warning = part == "countries"
                self.book.fault((*at, index), problem.message, problem.mend, warning=warning)
            if problem is None or part == "countries":
                own.add(as_kept(part, str(word)))

    def _wrong(self, part: str, word: str) -> Problem | None:
        if part == "countries" and not self.words.has_country(word):
            return Problem("no country that we know", "write its two-letter code or its name")
        if part == MAILBOXES and "@" not in word:
            return Problem("no e-mail address", "write it as ann@acme.com")
        if _home(part) == POSTAL:
            wrong = wrong_with(as_kept(part, word))
            return Problem(wrong, "write `80331`, `80*` or `80000..81999`") if wrong else None
        return None

    def _joined(self, value: object, at: Path, found: dict[str, set[str]]) -> None:
        names = value if isinstance(value, list) else [value]
        if not names:
            self.book.fault(at, "names of lists belong here", _LISTS_FORM)
        for index, name in enumerate(names):
            place = (*at, index) if isinstance(value, list) else at
            if not isinstance(name, str) or name not in self._raw:
                self.book.fault(place, f"no list `{name}`", suggest(str(name), self._raw))
            elif name in self._open:
                circle = " -> ".join([*self._open[self._open.index(name) :], name])
                self.book.fault(place, f"the lists go round in a circle: {circle}", "take one of them out")
            else:
                for part, entries in self._named(name).items():
                    found.setdefault(part, set()).update(entries)

    def _files_of(self, value: object, at: Path, found: dict[str, set[str]]) -> None:
        for index, name in enumerate(value if isinstance(value, list) else [value]):
            place = (*at, index) if isinstance(value, list) else at
            if not isinstance(name, str) or not name.strip():
                self.book.fault(place, "no name of a file", _FILE_FORM)
                continue
            text = self.book.rows.get(name)
            if text is None:
                near = suggest(name, self.book.rows) if self.book.rows else _FILE_FORM
                self.book.fault(place, f"no file `{name}` beside the policy", near)
                continue
            self._files.add(name)
            for cell in cells(text, self._columns()):
                self._cell(cell, found)

    def _cell(self, cell: Cell, found: dict[str, set[str]]) -> None:
        problem = self._wrong(cell.part, cell.value)
        if problem is not None:
            cell.fault(problem.message, problem.mend, warning=cell.part == "countries")
        if problem is None or cell.part == "countries":
            found.setdefault(_home(cell.part), set()).add(as_kept(cell.part, cell.value))

    def _columns(self) -> Collection[str]:
        return {*FURTHER, *(part_name(name) for name in self.words.fields)}


def as_kept(part: str, word: str) -> str:
    """An entry as lists hold it: ids as they are, all else in lower case."""
    text = word.strip()
    if part == BEGINNINGS:
        return f"{text.removesuffix('*').lower()}*"
    return text if part == IDS else text.lower()


def _home(part: str) -> str:
    """The part that entries of another form are kept in."""
    return {BEGINNINGS: POSTAL, MAILBOXES: "domains"}.get(part, part)
