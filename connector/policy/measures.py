"""What people have in hand, as a policy measures it."""

from __future__ import annotations

from collections.abc import Mapping

from connector.core.comparing import fold
from connector.core.rules import Turn
from connector.core.staff.measures import OPEN_LEADS, PLAIN, Measure
from connector.policy.folder import Book
from connector.policy.owners import Path
from connector.policy.vocabulary import Vocabulary
from mappings.records import Kind
from mappings.spelling import suggest

COUNTS = tuple(word for word, measure in PLAIN.items() if not measure.sums)
SUMS = tuple(word for word, measure in PLAIN.items() if measure.sums)
STAGED = tuple(word for word in SUMS if PLAIN[word].kind is Kind.OPPORTUNITY)
"""The sums that can be weighted by stage."""

SUM = ("sum", "by_stage")
"""The keys of a sum."""

AT_MOST = "at_most"
ELSE = "else"
_FORM = f"write `{COUNTS[0]}`, `{COUNTS[1]}` or `{{sum: {STAGED[0]}}}`"
_CAP = "write `{sum: lead.revenue, at_most: 500000}`"
_STAGES = "write `{Negotiation: 1.0, Prospecting: 0.2, else: 0.5}`: factors by stage, and that of all others"
MOST_FACTOR = 100


def turn(value: object, book: Book, at: Path, words: Vocabulary) -> tuple[Turn, Measure] | None:
    """How one is chosen, and what least loaded means."""
    loaded = Turn.LEAST_LOADED.value
    if isinstance(value, dict) and set(value) == {loaded}:
        found = measure(value[loaded], book, (*at, loaded), words)
        return None if found is None else (Turn.LEAST_LOADED, found)
    if isinstance(value, str) and value in tuple(Turn):
        return Turn(value), OPEN_LEADS
    book.fault(at, "not a word that is known here", suggest(str(value), [each.value for each in Turn]))
    return None


def measure(value: object, book: Book, at: Path, words: Vocabulary) -> Measure | None:
    """The measure that a word or a sum names."""
    if isinstance(value, dict):
        return _sum(value, book, at, words)
    if value not in COUNTS:
        book.fault(at, "nothing that is counted", suggest(str(value), COUNTS) if value in SUMS else _FORM)
        return None
    return _known(PLAIN[str(value)], book, at, words)


def most(value: object, book: Book, at: Path, words: Vocabulary) -> tuple[Measure, float] | None:
    """A sum, and the most of it that somebody may have."""
    if not isinstance(value, dict) or not _is_number(value.get(AT_MOST)) or not value[AT_MOST] > 0:
        book.fault(at, "no sum with a limit above 0", _CAP)
        return None
    found = _sum({key: each for key, each in value.items() if key != AT_MOST}, book, at, words)
    return None if found is None else (found, float(value[AT_MOST]))


def _sum(value: Mapping[str, object], book: Book, at: Path, words: Vocabulary) -> Measure | None:
    for key in value:
        if key not in SUM:
            book.fault((*at, key), f"unknown key `{key}`", suggest(key, SUM), key=True)
    named = value.get("sum")
    if named not in SUMS:
        mend = f"{suggest(str(named), SUMS)}; map the field that you mean to one of them in mappings/"
        book.fault((*at, "sum") if "sum" in value else at, "nothing that can be added up", mend)
        return None
    found = _known(PLAIN[str(named)], book, (*at, "sum"), words)
    if "by_stage" not in value or found is None:
        return found if set(value) <= set(SUM) else None
    return _weighted(found, value["by_stage"], book, (*at, "by_stage"), words)


def _weighted(found: Measure, value: object, book: Book, at: Path, words: Vocabulary) -> Measure | None:
    if found.word not in STAGED:
        book.fault(at, f"`{found.word}` has no stages", f"drop it, or sum {STAGED[0]}", key=True)
        return None
    if not _has(words, Kind.OPPORTUNITY, "stage"):
        book.fault(at, "no CRM here has `opportunity.stage`", "map it in mappings/", key=True)
        return None
    if not isinstance(value, dict) or ELSE not in map(fold, map(str, value)):
        book.fault(at, "no factors with an `else`", _STAGES)
        return None
    factors: dict[str, float] = {}
    for stage, factor in value.items():
        if not _is_number(factor) or not 0 <= factor <= MOST_FACTOR:
            book.fault((*at, stage), f"no factor from 0 to {MOST_FACTOR}", _STAGES)
            return None
        factors[fold(str(stage))] = float(factor)
    otherwise = factors.pop(ELSE)
    return Measure(found.kind, True, tuple(sorted(factors.items())), otherwise)


def _known(found: Measure, book: Book, at: Path, words: Vocabulary) -> Measure | None:
    """The measure, where some CRM has what it is about."""
    field = found.word.partition(".")[2]
    if _has(words, found.kind, field or None):
        return found
    what = found.word if field else f"{found.kind.value} records"
    book.fault(at, f"no CRM here has `{what}`", "map it in mappings/")
    return None


def _has(words: Vocabulary, kind: Kind, field: str | None) -> bool:
    known = words.mapped.get(kind.value)
    return known is not None and (field is None or field in known)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15
