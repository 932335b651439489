"""Users' texts: YAML 1.2 with the line and column of every value, and faults as values in a list.

One text is read into nodes that know their places; nothing here raises for what a text holds.
Duplicate keys, anchors, aliases and tags are faults: each value stands where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from mappings.spelling import closest, suggest

__all__ = ["Fault", "Notes", "Text", "closest", "read_text", "read_yaml", "suggest"]

LARGEST_FILE = 2_000_000
"""Bytes of one file that are read; a policy of 5,000 routes has a third of it."""

DEEPEST = 60
"""Levels of nesting that are followed."""

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong in a user's file, where (lines and columns count from 1), and how to mend it.

    `warning` marks what does not keep the daemon from running. Messages never quote a secret.
    """

    file: str
    line: int
    column: int
    message: str
    mend: str = ""
    warning: bool = False

    def plain(self) -> dict[str, str | int | bool]:
        """The fault as plain values, for JSON."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "mend": self.mend,
            "warning": self.warning,
        }

    def __str__(self) -> str:
        kind = "warning: " if self.warning else ""
        return f"{self.file}:{self.line}:{self.column}: {kind}{self.message}" + (
            f" ({self.mend})" if self.mend else ""
        )


class Notes(Protocol):
    """Where readers note what they find."""

    def fault(
        self,
        path: Sequence[str | int],
        message: str,
        mend: str = "",
        *,
        warning: bool = False,
        key: bool = False,
    ) -> None:
        """Notes a fault at `path`; `key` points at the key instead of its value."""


@dataclass(slots=True)
class Text:
    """One file's content as plain values (`plain`: dict, list, str, int, float, bool, None), with the
    place of each. `faults` grows as readers find more."""

    file: str
    plain: object = None
    faults: list[Fault] = field(default_factory=list)
    places: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    content: str = field(default="", repr=False)

    def fault(
        self,
        path: Sequence[str | int],
        message: str,
        mend: str = "",
        *,
        warning: bool = False,
        key: bool = False,
    ) -> None:
        """Notes a fault at `path`, or at the nearest place above it; `key` points at the key itself."""
        line, column = self.place(path, key=key)
        self.faults.append(Fault(self.file, line, column, message, mend, warning))

    def place(self, path: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:
        """Line and column (from 1) of the value at `path`, or of the nearest value above it."""
        at = tuple(path)
        if key and at in self.keys:
            return self.keys[at]
        while at and at not in self.places:
            at = at[:-1]
        return self.places.get(at, (1, 1))


def read_yaml(path: Path, shown_as: str | None = None) -> Text:
    """The text of a file; an unreadable one is a text with a fault."""
    name = shown_as or str(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            return _broken(name, f"larger than {LARGEST_FILE:,} bytes", "split it into several files")
        return read_text(path.read_bytes(), name)
    except FileNotFoundError:
        return _broken(name, "no such file", "create it, or `pointsman init DIR` for a first one")
    except OSError as error:
        return _broken(name, f"cannot be read: {error.strerror}", "check the file's rights")


def read_text(content: bytes | str, name: str) -> Text:
    """The text of `content`, shown to users as the file `name`."""
    text = Text(name)
    if isinstance(content, bytes):
        if len(content) > LARGEST_FILE:
            return _broken(name, f"larger than {LARGEST_FILE:,} bytes", "split it into several files")
        try:
            content = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = bytes(error.object[: error.start])
            text.faults.append(
                Fault(name, before.count(b"\n") + 1, 1, "not UTF-8 text", "save the file as UTF-8")
            )
            return text
    text.content = content
    _compose(content, text)
    return text


def _broken(name: str, message: str, mend: str) -> Text:
    return Text(name, faults=[Fault(name, 1, 1, message, mend)])


def _compose(content: str, text: Text) -> None:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = _Builder(text)
    try:
        for event in YAML(typ="safe", pure=True).parse(content):
            if not builder.take(event):
                break
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = " ".join(str(error.problem or error.context or "unclear").split())
        mend = "check indentation, colons, brackets and quotes around here"
        if "${" in (content.splitlines()[line - 1 : line] or [""])[0]:
            mend = 'inside { } a reference needs quotes: "${NAME}"'
        text.faults.append(Fault(text.file, line, column, f"not YAML: {problem}", mend))
    except (YAMLError, ValueError, TypeError, AttributeError, IndexError) as error:
        line = str(content)[: getattr(error, "position", 0) or 0].count("\n") + 1
        mend = "remove control and other unprintable characters"
        text.faults.append(Fault(text.file, line, 1, "not YAML: characters it does not allow", mend))
    else:
        text.plain = builder.root


_PLAIN_WORDS: Mapping[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})?(\.[0-9]{1,17})?([eE][-+]?[0-9]{1,2})?")
_SPELL_OUT = "write the value where it is used; put text with this sign in quotes"


class _Builder:
    """Builds plain values from a parser's events. A number with a leading zero stays text (a postal
    code), so do dates and times; `NO` is text."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.root: object = None
        self._documents = 0
        self._open: list[tuple[object, Path_]] = []
        self._keys: list[str | None] = []

    def take(self, event: object) -> bool:
        """Takes the next event; False where the rest of the file cannot be read."""
        name = type(event).__name__
        line, column = event.start_mark.line + 1, event.start_mark.column + 1  # type: ignore[attr-defined]
        if name == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                self._fault(line, column, "a second document", "keep one per file: drop `---`")
                return False
        elif name == "AliasEvent":
            self._fault(line, column, "an alias (`*name`)", _SPELL_OUT)
            self._put(None, (line, column))
        elif name == "ScalarEvent":
            self._look_at_marks(event, line, column)
            if self._awaits_key():
                self._key(str(event.value), (line, column))  # type: ignore[attr-defined]
            else:
                self._put(_scalar(event), (line, column))
        elif name in ("SequenceStartEvent", "MappingStartEvent"):
            self._look_at_marks(event, line, column)
            if len(self._open) >= DEEPEST:
                self._fault(line, column, "nested too deeply", "flatten it")
                return False
            self._enter([] if name == "SequenceStartEvent" else {}, (line, column))
        elif name in ("SequenceEndEvent", "MappingEndEvent"):
            self._open.pop()
            self._keys.pop()
        return True

    def _look_at_marks(self, event: object, line: int, column: int) -> None:
        if getattr(event, "anchor", None):
            self._fault(line, column, "an anchor (`&name`)", _SPELL_OUT)
        if getattr(event, "tag", None):
            self._fault(line, column, "a tag (`!name`)", "write the plain value; put text with `!` in quotes")

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][0], dict) and self._keys[-1] is None

    def _key(self, key: str, place: tuple[int, int]) -> None:
        holder, path = self._open[-1]
        assert isinstance(holder, dict)  # noqa: S101 - what awaits a key is a mapping
        if key == "<<":
            self._fault(*place, "a merge key (`<<`)", _SPELL_OUT)
        elif key in holder:
            first = self.text.keys[(*path, key)][0]
            self._fault(*place, f"`{key}` stands here twice, first in line {first}", "keep one of the two")
            key = f"\0{key}"
        self._keys[-1] = key
        self.text.keys.setdefault((*path, key), place)

    def _put(self, value: object, place: tuple[int, int]) -> None:
        if not self._open:
            self.root = value
            self.text.places[()] = place
            return
        path = self._attach(value)
        if path is not None:
            self.text.places[path] = place

    def _enter(self, value: object, place: tuple[int, int]) -> None:
        if self._awaits_key():
            self._fault(*place, "a key must be a single word or text", "put it in quotes, or check brackets")
            self._keys[-1] = "\0compound"
            self._open.append((value, ("\0compound",)))
            self._keys.append(None)
            return
        path: Path_ | None = ()
        if self._open:
            path = self._attach(value)
        else:
            self.root = value
        if path is not None:
            self.text.places[path] = place
        self._open.append((value, path if path is not None else ("\0twice",)))
        self._keys.append(None)

    def _attach(self, value: object) -> Path_ | None:
        holder, path = self._open[-1]
        if isinstance(holder, list):
            holder.append(value)
            return (*path, len(holder) - 1)
        assert isinstance(holder, dict)  # noqa: S101 - containers are lists and mappings
        key, self._keys[-1] = self._keys[-1], None
        if key is None or key.startswith("\0"):
            return None
        holder[key] = value
        return (*path, key)

    def _fault(self, line: int, column: int, message: str, mend: str) -> None:
        self.text.faults.append(Fault(self.text.file, line, column, message, mend))


def _scalar(event: object) -> object:
    value = str(event.value)  # type: ignore[attr-defined]
    if getattr(event, "style", None):
        return value
    if value in _PLAIN_WORDS:
        return _PLAIN_WORDS[value]
    if value[0].isdigit() or value[0] in "+-.":
        if _INTEGER.fullmatch(value):
            return int(value)
        if _FLOAT.fullmatch(value) and any(sign.isdigit() for sign in value):
            return float(value)
    return value
