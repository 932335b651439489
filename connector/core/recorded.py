"""A decision as it is on record: its parts, and what became of it, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

Shape = Mapping[str, object]
"""A decision as `pointsman explain --json` prints it."""

_INSTANT = re.compile(r"\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)(?:\.\d+)?Z")
_WRITES = {
    "written": "The CRM took the new owner",
    "already": "The CRM had that owner already",
    "conflict": "Not written: somebody else had changed the owner meanwhile",
    "gone": "Not written: the lead is no more",
    "owner_gone": "Not written: the new owner can't own leads any more",
    "refused": "The CRM refused the write",
    "retry": "Not written yet, to be tried again",
    "unknown": "The CRM's answer was lost; read back before the next try",
}
_CLOCKS = {
    "first_touch": "First touch",
    "acknowledged": "Acknowledgement",
    "assigned": "Assignment",
}


def when(text: str) -> str:
    """The text with each instant in it as people write it: `2026-01-31 09:30:00 UTC`."""
    return _INSTANT.sub(r"\1 \2\3 UTC", text)


def parts(decision: Shape, name: str) -> Sequence[Shape]:
    """A part of the decision: `steps`, `inputs`..."""
    found = decision.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, Iterable) else []


def word(row: Shape, name: str) -> str:
    """A value as text; a blank is empty."""
    value = row.get(name)
    return "" if value is None else str(value)


def written(row: Shape) -> tuple[str, str]:
    """What became of an attempt to write: in words, and the CRM's own, if any."""
    result = word(row, "result")
    return _WRITES.get(result, result), word(row, "error")


def told_of(row: Shape) -> tuple[str, str]:
    """Whom a notice told or could not tell, and why not."""
    whom = word(row, "recipient") or f"channel {word(row, 'channel')}"
    if word(row, "result") == "sent":
        return f"Told {whom}", ""
    return f"Could not tell {whom}", word(row, "error")


def clock_name(checkpoint: str) -> str:
    """What must have happened, at the beginning of a sentence."""
    return _CLOCKS.get(checkpoint, checkpoint)


def clock_end(clock: Shape) -> str:
    """What became of a clock: `running`, or how and when it ended, and whether that was late."""
    if word(clock, "status") == "running":
        return "running"
    at, late = when(word(clock, "settled_at")), word(clock, "in_time") == "no"
    head = "met" if word(clock, "status") == "met" else "ended"
    return f"{head} at {at}{', late' if late else ''}: {word(clock, 'how')}"
