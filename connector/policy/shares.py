"""How much falls to whom, as a policy writes it."""

from __future__ import annotations

from datetime import date

from connector.core.limits import Ramp
from connector.policy.folder import Book
from connector.policy.owners import Path
from mappings.spelling import suggest

_RAMP = "write `{share: 50, until: 2026-12-31}`: per cent of a full turn, and the last day"


def ramp(value: object, book: Book, at: Path) -> Ramp | None:
    """A new person's share."""
    if value is None:
        return None
    if not isinstance(value, dict):
        book.fault(at, "a share and a last day belong here", _RAMP)
        return None
    for key in value:
        if key not in ("share", "until"):
            book.fault((*at, key), f"unknown key `{key}`", suggest(str(key), ("share", "until")), key=True)
    share, until = value.get("share"), _day(value.get("until"))
    sound = isinstance(share, int) and not isinstance(share, bool) and 0 <= share <= 100
    if not sound:
        book.fault((*at, "share") if "share" in value else at, "no share from 0 to 100", _RAMP)
    if until is None:
        book.fault((*at, "until") if "until" in value else at, "no day", _RAMP)
    return Ramp(share, until) if isinstance(share, int) and sound and until is not None else None


def _day(value: object) -> date | None:
    """A day, as text: YAML 1.2 knows no dates."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
