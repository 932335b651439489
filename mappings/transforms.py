"""How a CRM's raw value becomes one of ours: `as: integer`, `as: yes_no`, ...

Each transform takes a value that is neither None nor empty text and returns ours, or raises
`Unfit` with what is kept instead. Messages never quote the value, which may be about a person.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from mappings.instants import from_text, to_text
from mappings.records import Value

LONGEST_TEXT = 4_000
"""Characters of a text that are kept; matching and routing need no more."""

_LARGEST = 2**63 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NUMERAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_YES = frozenset({"true", "yes", "1", "y", "t", "on"})
_NO = frozenset({"false", "no", "0", "n", "f", "off"})


class Unfit(ValueError):
    """The value does not fit; `kept` is what stands in its place."""

    def __init__(self, message: str, kept: Value = None) -> None:
        super().__init__(message)
        self.message = message
        self.kept = kept


Transform = Callable[[object], Value]


def text(raw: object) -> Value:
    """Text without outer blanks, NUL bytes and lone surrogates; None where nothing is left."""
    if type(raw) is not str:
        raw = _spelled(raw)
    kept = raw.strip()
    if not kept.isprintable():
        kept = _UNSTORABLE.sub("", kept).strip()
    if len(kept) > LONGEST_TEXT:
        raise Unfit(f"longer than {LONGEST_TEXT} characters: the rest is cut off", kept[:LONGEST_TEXT])
    return kept or None


def integer(raw: object) -> Value:
    """A whole number; `12.0` counts, `12.5` does not."""
    found = _finite(raw)
    if found is None:
        return None
    if isinstance(found, float):
        if not found.is_integer():
            raise Unfit("not a whole number")
        found = int(found)
    if abs(found) > _LARGEST:
        raise Unfit("a number too large to keep")
    return found


def number(raw: object) -> Value:
    """A finite number."""
    found = _finite(raw)
    return None if found is None else float(found)


def yes_no(raw: object) -> Value:
    """True or False from what CRMs write for them."""
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower()
    if not word:
        return None
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unfit("neither yes nor no")


def day(raw: object) -> Value:
    """`YYYY-MM-DD`; of a point in time the day in UTC."""
    word = str(raw).strip()
    if not word:
        return None
    try:
        return date.fromisoformat(word).isoformat() if len(word) == 10 else instant(word).date().isoformat()
    except (ValueError, OverflowError):
        raise Unfit("not a date") from None


def moment(raw: object) -> Value:
    """The canonical text of a point in time, from ISO 8601 with an offset or epoch milliseconds."""
    word = str(raw).strip()
    if not word:
        return None
    try:
        return to_text(instant(word))
    except (ValueError, OverflowError):
        raise Unfit("not a point in time with a zone") from None


def several(raw: object) -> Value:
    """The parts of a multi-select: text joined by `;`, or a list."""
    parts = raw if isinstance(raw, (list, tuple)) else str(raw).split(";")
    kept = (text(part) for part in parts if part is not None)
    return tuple(str(part) for part in kept if part is not None) or None


def instant(word: str) -> datetime:
    """The point in time that a CRM wrote, in UTC.

    Raises ValueError or OverflowError where it is none.
    """
    if word[-1:].isdigit() and word.lstrip("-").isdigit():
        return _EPOCH + timedelta(milliseconds=int(word))
    return from_text(word)


TRANSFORMS: Mapping[str, Transform] = {
    "text": text,
    "integer": integer,
    "number": number,
    "yes_no": yes_no,
    "date": day,
    "datetime": moment,
    "list": several,
}


def _spelled(raw: object) -> str:
    if isinstance(raw, str):
        return str(raw)
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, (int, float)):
        return str(raw)
    if isinstance(raw, (list, tuple)):
        return ";".join(_spelled(part) for part in raw if part is not None)
    raise Unfit("a compound value: map one of its parts instead")


def _finite(raw: object) -> int | float | None:
    if isinstance(raw, bool):
        raise Unfit("yes or no where a number belongs")
    if isinstance(raw, (int, float)):
        found: int | float = raw
    else:
        word = str(raw).strip()
        if not word:
            return None
        if not _NUMERAL.fullmatch(word) or len(word) > 400:
            raise Unfit("not a number")
        found = int(word) if word.lstrip("+-").isdigit() else float(word)
    if isinstance(found, float) and not math.isfinite(found):
        raise Unfit("not a finite number")
    return found
