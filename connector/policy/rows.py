"""CSV files beside a policy, whose columns are named by the parts of lists. Rows tie nothing together:
each column is a set of its own.

UTF-8, comma or semicolon, a first line with the columns' names; `#` before a name makes the column a note.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from connector.texts import Fault, Text
from mappings.spelling import suggest

LARGEST = 10_000_000
"""Bytes of one file that are read."""

MOST_FAULTS = 20
"""Faults of one file that are named; whoever has more has one cause for them."""

LONGEST = 200
"""Characters of one cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the part it belongs to; `fault` notes what is wrong with it at its place."""

    part: str
    value: str
    note: Callable[[str, str, bool], None]

    def fault(self, message: str, mend: str, *, warning: bool = False) -> None:
        self.note(message, mend, warning)


def read_csv(path: Path, name: str) -> Text:
    """The text of a file, shown to users as `name`; an unreadable one is a text with a fault."""
    text = Text(name)
    try:
        if path.stat().st_size > LARGEST:
            text.fault((), f"larger than {LARGEST:,} bytes", "split it into several files")
            return text
        content = path.read_bytes()
        text.content = content.decode("utf-8-sig")
    except OSError as error:
        text.fault((), f"cannot be read: {error.strerror}", "check the file's rights")
    except UnicodeDecodeError as error:
        line = bytes(error.object[: error.start]).count(b"\n") + 1
        text.faults.append(Fault(name, line, 1, "not UTF-8 text", "save the file as UTF-8"))
    return text


def cells(text: Text, columns: Collection[str]) -> Iterator[Cell]:
    """Every filled cell of the columns that are known; what is wrong with the file is noted in it."""
    if text.faults or not text.content.strip():
        if not text.faults:
            text.fault((), "an empty file", "write a line with the columns' names first")
        return
    reading = _Reading(text, ";" if _has_semicolons(text.content) else ",")
    try:
        yield from reading.cells(columns)
    except csv.Error as error:
        reading.note(reading.line, 0, f"not CSV: {error}", "check the quotes around here")


def _has_semicolons(content: str) -> bool:
    first = content.partition("\n")[0]
    return ";" in first and "," not in first


class _Reading:
    def __init__(self, text: Text, comma: str) -> None:
        self.text = text
        self.comma = comma
        self.line = 1
        self._lines = text.content.splitlines(keepends=True)
        self._noted = len(text.faults)

    def cells(self, columns: Collection[str]) -> Iterator[Cell]:
        rows = csv.reader(self._lines, delimiter=self.comma, strict=True)
        parts = self._header(next(rows), columns)
        self.line = rows.line_num + 1
        for row in rows:
            if len(row) > len(parts):
                self.note(self.line, len(parts), "more cells than columns", "put text with commas in quotes")
            for index, (part, cell) in enumerate(zip(parts, row, strict=False)):
                value = cell.strip()
                if part is None or not value:
                    continue
                if len(value) > LONGEST:
                    self.note(self.line, index, f"longer than {LONGEST} characters", "shorten it")
                    continue
                yield Cell(part, value, self._noter(index))
            self.line = rows.line_num + 1

    def _header(self, names: list[str], columns: Collection[str]) -> list[str | None]:
        found: list[str | None] = []
        for index, name in enumerate(names):
            word = name.strip().lower()
            known = word in columns
            if not known and word and not word.startswith("#"):
                mend = f"{suggest(word, columns)}; a note's name begins with `#`"
                self.note(1, index, f"no part of a list `{name.strip()}`", mend)
            elif known and word in found:
                self.note(1, index, f"two columns `{word}`", "make them one")
            found.append(word if known else None)
        return found

    def _noter(self, index: int) -> Callable[[str, str, bool], None]:
        line = self.line
        return lambda message, mend, warning: self.note(line, index, message, mend, warning=warning)

    def note(self, line: int, index: int, message: str, mend: str, *, warning: bool = False) -> None:
        """Notes a fault at a cell; of many only the first."""
        if len(self.text.faults) - self._noted < MOST_FAULTS:
            column = self._column(line, index)
            self.text.faults.append(Fault(self.text.file, line, column, message, mend, warning))

    def _column(self, line: int, index: int) -> int:
        """Where a cell of a line begins, counted from 1."""
        raw = self._lines[line - 1] if line <= len(self._lines) else ""
        quoted, seen = False, 0
        for at, sign in enumerate(raw):
            if seen == index:
                return at + 1
            if sign == '"':
                quoted = not quoted
            elif sign == self.comma and not quoted:
                seen += 1
        return len(raw.rstrip("\r\n")) + 1
