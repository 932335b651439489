"""A user's CSV file -> blocks of rows under our columns, and what is odd about it, each with its place.

Reads what spreadsheets and CRMs export: comma, semicolon, tab or bar; UTF-8, UTF-16, Windows-1252 and
mixtures; columns in any order, their names in any case, with spaces or underscores. No row is dropped
in silence.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

import orjson
from xxhash import xxh3_64_intdigest

from connector.texts import Fault
from mappings.spelling import closest

DELIMITERS = ",;\t|"

LISTED = 10
"""How many places of one kind of fault are listed; the rest are counted."""

_HEAD = 1 << 16
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SPELLING = re.compile(r"[\W_]+")


class Unreadable(Exception):
    """The file cannot be used at all; `fault` says why, where, and how to mend it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that are read, the id's first: it alone must be there. `unique`: of lines with one id
    the first stands, and a line without an id is left out."""

    names: tuple[str, ...]
    unique: bool = False

    @property
    def id(self) -> str:
        return self.names[0]


@dataclass(slots=True)
class Sheet:
    """One CSV file. Reading its `blocks` notes faults and counts `rows` and, by column, `blank` cells."""

    path: Path
    columns: Columns
    rows: int = 0
    blank: Counter[str] = field(default_factory=Counter)
    _line: int = 0
    _id_at: int = 0
    _noted: dict[str, list[Fault]] = field(default_factory=dict)
    _more: Counter[str] = field(default_factory=Counter)

    @property
    def faults(self) -> list[Fault]:
        """What was noted so far, in the order of lines: of each kind the first few, then how many more.
        All are warnings: the rows are read as well as they can be."""
        listed = [fault for found in self._noted.values() for fault in found]
        for message, count in self._more.items():
            last = self._noted[message][-1]
            also = f"{count:,} more lines after this one: {message}"
            listed.append(Fault(last.file, last.line, last.column, also, last.mend, True))
        return sorted(listed, key=lambda fault: (fault.line, fault.column))

    def lines(self) -> int:
        """About how many rows there are, for a progress bar: line ends, without reading the rows."""
        with self._opened() as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))

    def blocks(self, size: int) -> Iterator[bytes]:
        """The rows in order, `size` at a time, as JSON lists of trimmed cells, one for each column; a
        column that the file lacks is blank.

        Raises Unreadable where there is no file, no header, no id column, or no end to a cell.
        """
        seen: set[int] = set()
        block: list[tuple[str, ...]] = []
        for line, row in self._rows():
            cells = tuple([cell.strip() for cell in row])
            if self._stays(line, cells[0], seen):
                block.append(cells)
            if len(block) == size:
                yield self._packed(block)
                block = []
        if block:
            yield self._packed(block)

    def _packed(self, block: list[tuple[str, ...]]) -> bytes:
        self.rows += len(block)
        for name, cells in zip(self.columns.names, zip(*block, strict=True), strict=True):
            self.blank[name] += cells.count("")
        return orjson.dumps(block)

    def _stays(self, line: int, record_id: str, seen: set[int]) -> bool:
        number = xxh3_64_intdigest(record_id.encode())
        if record_id and number not in seen:
            seen.add(number)
            return True
        name, unique = self.columns.id, self.columns.unique
        what = f"the {name} stands on an earlier line too" if record_id else f"the {name} is blank"
        mend = "keep one line for each id" if record_id else "give every line an id"
        self._note(line, what + ("; this line is left out" if unique else ""), mend, self._id_at)
        return not unique

    def _rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Line number and the cells of our columns, for each row."""
        with self._opened() as file:
            lines = self._lines(file)
            first = next((line for line in lines if line.strip()), None)
            if first is not None and re.fullmatch(r"sep=.", first.strip(), re.IGNORECASE):
                first = next(lines, None)
            if first is None:
                raise self._unreadable("the file is empty", f"it needs a header with {self.columns.id}")
            reader = csv.reader(chain([first], lines), delimiter=self._delimiter(first))
            header = self._next(reader, self._line) or []
            wanted, width = itemgetter(*self._places(header)), len(header)
            while (row := self._next(reader, line := self._line + 1)) is not None:
                if not any(row):
                    continue
                if len(row) != width:
                    self._wrong_length(line, row, width)
                    row = row[:width] + [""] * (width - len(row))
                row.append("")
                yield line, wanted(row)

    def _opened(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise self._unreadable(f"cannot be read: {reason}", "check the path") from error

    def _next(self, reader: Iterator[list[str]], line: int) -> list[str] | None:
        try:
            return next(reader, None)
        except csv.Error as error:
            self._line = line
            mend = "close the quotation mark that opens a value on this line"
            raise self._unreadable(f"a row that cannot be read: {error}", mend) from error

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        for line in self._texts(file):
            self._line += 1
            if "\0" in line:
                self._note(self._line, "has NUL characters; they are taken out", "export the file anew")
                line = line.replace("\0", "")
            yield line

    def _texts(self, file: BinaryIO) -> Iterator[str]:
        head = file.read(_HEAD)
        bom = next((bom for bom in _BOMS if head.startswith(bom)), b"")
        encoding = _BOMS.get(bom) or _without_bom(head)
        file.seek(len(bom) if encoding == "utf-8" else 0)
        if encoding != "utf-8":
            with io.TextIOWrapper(file, encoding, errors="replace", newline="") as text:
                yield from text
        elif b"\r" in head and b"\n" not in head:
            yield from map(self._decoded, file.read().splitlines(keepends=True))
        else:
            yield from map(self._decoded, file)

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError as error:
            what = "is not UTF-8; the line is read as Windows-1252"
            self._note(self._line + 1, what, "save the file as UTF-8", error.start + 1)
            return line.decode("cp1252", "replace")

    def _delimiter(self, header: str) -> str:
        known = {_spelled(name) for name in self.columns.names}

        def tells(delimiter: str) -> tuple[int, int]:
            names = next(csv.reader(header.splitlines(), delimiter=delimiter), [])
            return sum(_spelled(name) in known for name in names), len(names)

        return max(DELIMITERS, key=tells)

    def _places(self, header: list[str]) -> list[int]:
        """Where each of our columns stands in a row; -1, the blank at its end, where it is missing."""
        line, places, ours = self._line, dict[str, int](), set(map(_spelled, self.columns.names))
        for place, name in enumerate(header):
            if places.setdefault(_spelled(name), place) != place and _spelled(name) in ours:
                what = f"there is a second column {name.strip()}; the first is read"
                self._note(line, what, "rename one of them", place + 1)
        others = [name.strip() for name in header if name.strip() and _spelled(name) not in ours]
        if _spelled(self.columns.id) not in places:
            near = closest(self.columns.id, others)
            named = ", ".join(name.strip() for name in header[:12])
            mend = f"did you mean {near!r}? rename it" if near else f"the header names: {named}"
            raise self._unreadable(f"there is no column {self.columns.id}", mend)
        self._id_at = places[_spelled(self.columns.id)] + 1
        for name in self.columns.names:
            if _spelled(name) not in places and (near := closest(name, others)):
                what = f"there is no column {name}; it counts as blank"
                self._note(line, what, f"did you mean {near!r}? rename it")
        return [places.get(_spelled(name), -1) for name in self.columns.names]

    def _wrong_length(self, line: int, row: list[str], width: int) -> None:
        if len(row) < width:
            self._note(line, "has fewer cells than the header; the rest counts as blank", _QUOTES, len(row))
        elif any(row[width:]):
            self._note(line, "has more cells than the header; the rest is not read", _QUOTES, width + 1)

    def _note(self, line: int, message: str, mend: str, column: int = 1) -> None:
        found = self._noted.setdefault(message, [])
        if len(found) < LISTED:
            found.append(Fault(str(self.path), line, column, message, mend, True))
        else:
            self._more[message] += 1

    def _unreadable(self, message: str, mend: str) -> Unreadable:
        return Unreadable(Fault(str(self.path), max(1, self._line), 1, message, mend))


_QUOTES = "put a value that holds the delimiter or a line end between quotation marks"


def _spelled(name: str) -> str:
    """A column's name as it is compared: `Account ID` is `account_id`."""
    return _SPELLING.sub("", name.lower())


def _without_bom(head: bytes) -> str:
    """UTF-16 where every other byte is NUL, as in its western texts; else UTF-8."""
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 3 and head[start::2].count(0) > len(head) // 4:
            return encoding
    return "utf-8"
