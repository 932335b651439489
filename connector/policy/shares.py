"""How much falls to whom, as a policy writes it."""

from __future__ import annotations

from datetime import date

from connector.core.staff.limits import AS_LEFT, AfterAbsence, Bound, Cap, Ramp
from connector.policy.folder import Book
from connector.policy.measures import most
from connector.policy.owners import Path
from connector.policy.vocabulary import Vocabulary
from mappings.spelling import suggest

RAMP = ("share", "until")
"""The keys of a new person's share."""

_RAMP = "write `{share: 50, until: 2026-12-31}`: per cent of a full turn, and the last day"


def ramp(value: object, book: Book, at: Path) -> Ramp | None:
    """A new person's share."""
    if value is None:
        return None
    if not isinstance(value, dict):
        book.fault(at, "a share and a last day belong here", _RAMP)
        return None
    for key in value:
        if key not in RAMP:
            book.fault((*at, key), f"unknown key `{key}`", suggest(str(key), RAMP), key=True)
    share, until = value.get("share"), _day(value.get("until"))
    sound = isinstance(share, int) and not isinstance(share, bool) and 0 <= share <= 100
    if not sound:
        book.fault((*at, "share") if "share" in value else at, "no share from 0 to 100", _RAMP)
    if until is None:
        book.fault((*at, "until") if "until" in value else at, "no day", _RAMP)
    return Ramp(share, until) if isinstance(share, int) and sound and until is not None else None


_CAP = "write `{per_day: 10, per_week: 40}`, and `rolling: yes` or `open_leads: 30` where you like"
_LIMITS = ("per_hour", "per_day", "per_week", "open_leads")
WORTH = "open_value"
CAP = (*_LIMITS, WORTH, "rolling")
"""The keys of a cap."""


def cap(value: object, book: Book, at: Path, words: Vocabulary) -> Cap | None:
    """The most that somebody is given."""
    if value is None:
        return None
    if not isinstance(value, dict) or not value:
        book.fault(at, "limits belong here", _CAP)
        return None
    limits: dict[str, int] = {}
    worth: Bound | None = None
    sound = True
    for key, limit in value.items():
        place = (*at, key)
        if key in _LIMITS and isinstance(limit, int) and not isinstance(limit, bool) and limit >= 0:
            limits[key] = limit
        elif key in _LIMITS:
            book.fault(place, "no number of leads", "write a whole number; 0 is never")
            sound = False
        elif key == WORTH:
            found = most(limit, book, place, words)
            worth, sound = (None, False) if found is None else (Bound(*found), sound)
        elif key != "rolling":
            book.fault(place, f"unknown key `{key}`", suggest(str(key), CAP), key=True)
            sound = False
    rolling = yes_or_no(value.get("rolling", "no"), book, (*at, "rolling"))
    if not limits and worth is None and sound:
        book.fault(at, "no limit", _CAP)
    if rolling and sound and not set(limits) - {"open_leads"}:
        mend = "add `per_hour`, `per_day` or `per_week`, or drop it"
        book.fault((*at, "rolling"), "`rolling` has no effect here", mend, warning=True, key=True)
    if not sound or rolling is None or not (limits or worth):
        return None
    return Cap(**limits, open_value=worth, rolling=rolling)


_AFTER = "write `none`, `levelled` or `{paid_back: 5}`"


def after_absence(value: object, book: Book, at: Path) -> AfterAbsence:
    """What an absence leaves behind in a team's turns."""
    if value in (None, "none"):
        return AS_LEFT
    if value == "levelled":
        return AfterAbsence(levelled=True)
    turns = value.get("paid_back") if isinstance(value, dict) and set(value) == {"paid_back"} else None
    if isinstance(turns, int) and not isinstance(turns, bool) and 1 <= turns <= 99:
        return AfterAbsence(paid_back=turns)
    message = (
        "no number of turns from 1 to 99" if turns is not None else "no word for what follows an absence"
    )
    book.fault(at, message, _AFTER)
    return AS_LEFT


def yes_or_no(value: object, book: Book, at: Path) -> bool | None:
    """`yes` and `no`, which YAML 1.2 reads as text, or true and false."""
    words: dict[object, bool] = {"yes": True, "no": False, True: True, False: False}
    found = words.get(value) if isinstance(value, (str, bool)) else None
    if found is None:
        book.fault(at, "yes or no belongs here", "write yes or no")
    return found


def _day(value: object) -> date | None:
    """A day, as text: YAML 1.2 knows no dates."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
