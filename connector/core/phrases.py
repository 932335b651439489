"""A comparison in words, from the policy's side: fields by name, constants as written, and never what
a record holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

LISTED = 5
"""How many of several constants are spelled out."""

_WORDS: Mapping[str, tuple[str, str]] = {
    "is": ("is", "is not"),
    "in": ("is one of", "is none of"),
    "in_list": ("is in list", "is not in list"),
    "at_least": ("is at least", "is less than"),
    "at_most": ("is at most", "is more than"),
    "between": ("is between", "is not between"),
    "starts_with": ("starts with", "does not start with"),
    "contains_word": ("contains the word", "does not contain the word"),
    "matches_domain": ("is of the domain", "is not of the domain"),
    "within": ("is within the last", "is not within the last"),
}


def phrase(field: str, operator: str, value: object, *, holds: bool, most: int = LISTED) -> str:
    """The clause that says whether the comparison holds: `lead.country is not in list EMEA`. Of several
    constants `most` are spelled out."""
    if operator == "is_blank":
        return f"{field} is {'blank' if holds is bool(value) else 'filled in'}"
    words = _WORDS[operator][0 if holds else 1]
    if isinstance(value, tuple):
        listed = [shown(item) for item in value[:most]]
        if len(value) > most:
            listed.append(f"{len(value) - most} more")
        return f"{field} {words} {(' and ' if operator == 'between' else ', ').join(listed)}"
    return f"{field} {words} {shown(value)}"


def shown(value: object) -> str:
    """A constant as words: yes and no, blank, a length of time in its greatest whole unit."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        return _span(value)
    return "blank" if value is None else str(value)


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds and seconds % size == 0:
            count = seconds // size
            return f"{count} {unit}" + ("" if count == 1 else "s")
    return f"{seconds} seconds"
