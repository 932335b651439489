"""Conditions as data, and their truth: true, false, or blank where a value is missing (Kleene).

A condition is a Test on one field, a join of conditions (All, Any, Not), or a question about the
records that belong to the matched account (Related). `evaluate` also says which fields it read,
which blank ones left the answer open, and the reason in words that quote no value of a record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, NamedTuple

from connector.core import comparing
from connector.core.comparing import Scalar
from connector.core.phrases import phrase
from mappings.records import Record, Value


class Truth(StrEnum):
    """The three answers."""

    TRUE = "true"
    FALSE = "false"
    BLANK = "blank"


class Operator(StrEnum):
    """How a field's value is compared; the words are the policy's."""

    IS = "is"
    IN = "in"
    IN_LIST = "in_list"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    STARTS_WITH = "starts_with"
    CONTAINS_WORD = "contains_word"
    MATCHES_DOMAIN = "matches_domain"
    WITHIN = "within"
    IS_BLANK = "is_blank"


@dataclass(frozen=True, slots=True)
class FieldRef:
    """Another field whose value is compared with (`{field: account.owner}`)."""

    field: str


Operand = Scalar | tuple[Scalar, ...] | timedelta | FieldRef


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison. `field` is spelled in full (`lead.country`).

    `value` by operator: is, at_least, at_most: a scalar or FieldRef; in: a tuple; in_list: the
    list's name; between: (low, high), both included; starts_with, contains_word, matches_domain: a
    text or a tuple of texts, any of which will do; within: a timedelta (the greatest age);
    is_blank: True, or False for "is filled in". A multi-value field passes where one value does.
    """

    __test__: ClassVar[bool] = False

    field: str
    operator: Operator
    value: Operand


@dataclass(frozen=True, slots=True)
class All:
    """False if one part is false, else blank if one is blank, else true (also without parts)."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True if one part is true, else blank if one is blank, else false (also without parts)."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; of blank, blank."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Related:
    """Whether at least `at_least` (and at most `at_most`, where given) records of `object` that
    belong to the matched account satisfy `where` (None: all do).

    `kind` is `any_of` or `count_of`, for the words only: any_of is a count of at least one. Fields
    in `where` are the related record's when written bare (`stage`) or with its object
    (`opportunity.stage`); others (`lead.country`) are those of the decision. A lead without an
    account has none of them: the count is 0, not blank.
    """

    kind: str
    object: str
    where: Condition | None = None
    at_least: int = 1
    at_most: int | None = None


Condition = Test | All | Any | Not | Related


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions are tested on.

    `look` gives a field's value by its full name, None for blank or unknown. `lists` are the
    policy's. `related` maps an object (`opportunity`) to the matched account's records.
    """

    look: Callable[[str], Value]
    now: datetime
    lists: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    related: Mapping[str, Sequence[Record]] = field(default_factory=dict)


class Verdict(NamedTuple):
    """An answer. `blanks` are the fields that left it open (empty unless `truth` is BLANK), `reads`
    every field looked at, both in order and once each. `detail` quotes no value of a record."""

    truth: Truth
    blanks: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    detail: str = ""


def evaluate(condition: Condition, facts: Facts) -> Verdict:
    """The truth of `condition` for `facts`. Stops at the first part that settles it."""
    if isinstance(condition, Test):
        return _test(condition, facts)
    if isinstance(condition, All):
        return _join(condition.parts, facts, settles=Truth.FALSE, otherwise=Truth.TRUE)
    if isinstance(condition, Any):
        return _join(condition.parts, facts, settles=Truth.TRUE, otherwise=Truth.FALSE)
    if isinstance(condition, Not):
        inner = evaluate(condition.part, facts)
        return Verdict(_OPPOSITE[inner.truth], inner.blanks, inner.reads, inner.detail)
    return _related(condition, facts)


_OPPOSITE = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.BLANK: Truth.BLANK}


def fields_of(condition: Condition | None) -> frozenset[str]:
    """Every field that the condition can read; a related record's as `object.field`."""
    if condition is None:
        return frozenset()
    if isinstance(condition, Test):
        other = {condition.value.field} if isinstance(condition.value, FieldRef) else set()
        return frozenset({condition.field} | other)
    if isinstance(condition, Not):
        return fields_of(condition.part)
    if isinstance(condition, Related):
        inner = fields_of(condition.where)
        return frozenset({condition.object} | {_full(name, condition.object) for name in inner})
    return frozenset().union(*(fields_of(part) for part in condition.parts))


def can_be_blank(condition: Condition | None) -> bool:
    """Whether some missing value can leave the condition blank."""
    if condition is None:
        return False
    if isinstance(condition, Test):
        return condition.operator is not Operator.IS_BLANK and condition.field not in NEVER_BLANK
    if isinstance(condition, Not):
        return can_be_blank(condition.part)
    if isinstance(condition, Related):
        return can_be_blank(condition.where)
    return any(can_be_blank(part) for part in condition.parts)


NEVER_BLANK = frozenset(
    {"account.match", "crm", "trigger", "lead.id", "lead.modified_at", "score.points", "score.tier"}
)
"""Fields that always have a value."""


def _test(test: Test, facts: Facts) -> Verdict:
    actual = facts.look(test.field)
    reads: tuple[str, ...] = (test.field,)
    if test.operator is Operator.IS_BLANK:
        truth = Truth.TRUE if comparing.is_blank(actual) is bool(test.value) else Truth.FALSE
        return Verdict(truth, (), reads, _phrase(test, truth))
    wanted: object = test.value
    if isinstance(wanted, FieldRef):
        reads = (test.field,) if wanted.field == test.field else (test.field, wanted.field)
        value = facts.look(wanted.field)
        if comparing.is_blank(value):
            missing = tuple(f for f in reads if f == wanted.field or comparing.is_blank(actual))
            return Verdict(Truth.BLANK, missing, reads, "blank: " + ", ".join(missing))
        wanted = _identity(wanted.field, value)
        actual = _identity(test.field, actual)
    if comparing.is_blank(actual):
        return Verdict(Truth.BLANK, (test.field,), reads, f"blank: {test.field}")
    if test.operator is Operator.IN_LIST:
        wanted = comparing.list_part(test.field, facts.lists.get(str(wanted), {}))
        if wanted is None:
            detail = f"blank: list {test.value} has no entries for {test.field}"
            return Verdict(Truth.BLANK, (test.field,), reads, detail)
    found, note = comparing.COMPARE[test.operator](test.field, actual, wanted, facts.now)
    if found is None:
        return Verdict(Truth.BLANK, (test.field,), reads, f"blank: {test.field} ({note})")
    truth = Truth.TRUE if found else Truth.FALSE
    return Verdict(truth, (), reads, _phrase(test, truth))


def _identity(name: str, value: Value) -> Value:
    """Owners go by e-mail, id and name; two of them are the same person only by the first."""
    return value[0] if isinstance(value, tuple) and value and name.endswith(".owner") else value


def _join(parts: Sequence[Condition], facts: Facts, *, settles: Truth, otherwise: Truth) -> Verdict:
    reads: list[str] = []
    blanks: list[str] = []
    details: list[str] = []
    open_details: list[str] = []
    for part in parts:
        verdict = evaluate(part, facts)
        if verdict.truth is settles and not reads:
            return verdict
        reads.extend(verdict.reads)
        if verdict.truth is settles:
            return Verdict(settles, (), _once(reads), verdict.detail)
        if verdict.truth is Truth.BLANK:
            blanks.extend(verdict.blanks)
            open_details.append(verdict.detail)
        else:
            details.append(verdict.detail)
    if open_details:
        detail = open_details[0] if len(open_details) == 1 else "blank: " + ", ".join(_once(blanks))
        return Verdict(Truth.BLANK, _once(blanks), _once(reads), detail)
    return Verdict(otherwise, (), _once(reads), " and ".join(details))


def _related(condition: Related, facts: Facts) -> Verdict:
    reads: list[str] = [condition.object]
    blanks: list[str] = []
    certain = possible = 0
    for record in facts.related.get(condition.object, ()):
        verdict = _where(condition, record, facts)
        reads.extend(verdict.reads)
        certain += verdict.truth is Truth.TRUE
        possible += verdict.truth is not Truth.FALSE
        if verdict.truth is Truth.BLANK:
            blanks.extend(verdict.blanks)
    low, high = condition.at_least, condition.at_most
    phrase = f"{condition.object} records that fit: {certain}"
    if possible < low or (high is not None and certain > high):
        return Verdict(Truth.FALSE, (), _once(reads), phrase)
    if certain >= low and (high is None or possible <= high):
        return Verdict(Truth.TRUE, (), _once(reads), phrase)
    missing = _once(blanks)
    return Verdict(Truth.BLANK, missing, _once(reads), "blank: " + ", ".join(missing))


def _where(condition: Related, record: Record, facts: Facts) -> Verdict:
    if condition.where is None:
        return Verdict(Truth.TRUE)
    own = condition.object + "."

    def look(name: str) -> Value:
        if name.startswith(own):
            return record.fields.get(name[len(own) :])
        return facts.look(name) if "." in name else record.fields.get(name)

    verdict = evaluate(condition.where, Facts(look, facts.now, facts.lists, facts.related))
    blanks = tuple(_full(name, condition.object) for name in verdict.blanks)
    reads = tuple(_full(name, condition.object) for name in verdict.reads)
    return Verdict(verdict.truth, blanks, reads, verdict.detail)


def _full(name: str, object_: str) -> str:
    return name if "." in name or name == object_ else f"{object_}.{name}"


def _once(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _phrase(test: Test, truth: Truth) -> str:
    value = test.value.field if isinstance(test.value, FieldRef) else test.value
    return phrase(test.field, test.operator, value, holds=truth is Truth.TRUE)
