"""Service levels, waiting and answers, as a policy writes them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from connector.core.comparing import fold
from connector.core.conditions import Condition, fields_of
from connector.core.deadlines import (
    MANAGER,
    NO_ANSWERS,
    OWNER,
    Allowance,
    Answers,
    Checkpoint,
    Mark,
    Pace,
    Sla,
    Wait,
    Whom,
)
from connector.core.rules import Returns, Target, TargetKind
from connector.policy.conditions import ConditionReader
from connector.policy.folder import Book
from connector.policy.owners import Path, target
from connector.policy.shares import yes_or_no
from connector.policy.times import length
from connector.policy.vocabulary import OF_RECORDS, Vocabulary
from connector.shapes import Names, Shape, fit
from mappings.spelling import suggest

NONE = "none"
LONGEST = timedelta(days=365)
LONGEST_WAIT = timedelta(days=7)
MOST_PERCENT = 10_000

_SLA_FORM = "write `{first_touch: 5m, clock: working, on_miss: [{after: 15m, reassign: next}]}`"
_WITHIN_FORM = "write 5m, or `{by: score.tier, A: 5m, B: 1h, else: 1d}`"
_WHEN_FORM = "write 15m, or 150% of the time allowed"
_WAIT_FORM = "write `{at_most: 5m}`, or `{until: {lead.employees: {is_blank: false}}, at_most: 5m}`"
_ANSWERS_FORM = "write `{accepted: {lead.status: Working}, declined: {lead.status: Rejected}}`"
_TAKERS = frozenset({TargetKind.TEAM, TargetKind.USER, TargetKind.QUEUE})


class MarkShape(Shape):
    after: Any = None
    notify: Names | None = None
    reassign: Any = None
    credit: Any = None


class SlaShape(Shape):
    assigned: Any = None
    acknowledged: Any = None
    first_touch: Any = None
    clock: Any = "wall"
    remind: Any = None
    on_miss: Any = None


class WaitShape(Shape):
    until: Any = None
    at_most: Any = None


class AnswersShape(Shape):
    accepted: Any = None
    declined: Any = None
    touched: Any = None


class LeaveShape(Shape):
    give_back: Literal["never", "untouched", "always"] = "never"


@dataclass(frozen=True, slots=True)
class DeadlineReader:
    """Reads `sla:`, `wait:` and `answers:`; faults go to the book."""

    book: Book
    words: Vocabulary
    conditions: ConditionReader
    teams: Collection[str]

    def slas(self, value: object, at: Path) -> tuple[Sla, ...]:
        """The service levels of a route or of the fallback; those with faults are left out."""
        if value in (None, NONE):
            return ()
        found: list[Sla] = []
        for index, entry in enumerate(value if isinstance(value, list) else [value]):
            place = (*at, index) if isinstance(value, list) else at
            sla = self._sla(entry, place)
            if sla is not None and any(sla.checkpoint is other.checkpoint for other in found):
                self.book.fault(place, f"two service levels for `{sla.checkpoint}`", "join them into one")
            elif sla is not None:
                found.append(sla)
        return tuple(found)

    def wait(self, value: object, at: Path) -> Wait | None:
        """What a route waits for before it sends."""
        if value is None:
            return None
        if isinstance(value, str):
            value = {"at_most": value}
        shape = fit(WaitShape, value, self.book, at)
        if shape is None:
            return None
        until = self.conditions.read(shape.until, (*at, "until")) if shape.until is not None else None
        at_most = length(shape.at_most)
        if at_most is None or at_most > LONGEST_WAIT:
            self.book.fault((*at, "at_most"), "no length of time up to a week", _WAIT_FORM)
            return None
        if until is not None and not all(name.startswith("lead.") for name in fields_of(until)):
            mend = "wait for fields of the lead"
            self.book.fault((*at, "until"), "only the lead itself is waited for", mend)
        return Wait(at_most, until)

    def answers(self, value: object, at: Path) -> Answers:
        """What the lead's own fields say of its rep's answer."""
        if value is None:
            return NO_ANSWERS
        shape = fit(AnswersShape, value, self.book, at)
        if shape is None:
            return NO_ANSWERS
        parts = {
            "accepted": self._of_lead(shape.accepted, (*at, "accepted")),
            "declined": self._of_lead(shape.declined, (*at, "declined")),
            "touched": self._of_lead(shape.touched, (*at, "touched")),
        }
        return Answers(**parts)

    def _of_lead(self, value: object, at: Path) -> Condition | None:
        if value is None:
            return None
        found = self.conditions.read(value, at)
        own = {f"lead.{name}" for name in OF_RECORDS}
        if found is not None and not all(n.startswith("lead.") and n not in own for n in fields_of(found)):
            self.book.fault(at, "an answer is told by the lead's own fields", _ANSWERS_FORM)
        return found

    def _sla(self, entry: object, at: Path) -> Sla | None:
        shape = fit(SlaShape, entry, self.book, at)
        if shape is None or not isinstance(entry, dict):
            return None
        named = [point for point in Checkpoint if entry.get(point.value) is not None]
        if len(named) != 1:
            message = "no checkpoint" if not named else "several checkpoints in one service level"
            mend = _SLA_FORM if not named else "write a list: one entry for each checkpoint"
            self.book.fault(at, message, mend)
            return None
        (point,) = named
        within = self._within(entry[point.value], (*at, point.value))
        pace, team = self._pace(shape.clock, (*at, "clock"))
        marks = self._reminders(shape.remind, (*at, "remind")) + self._misses(shape.on_miss, (*at, "on_miss"))
        if within is None or pace is None:
            return None
        self._sensible(point, within, marks, at)
        return Sla(point, within, pace, team, marks)

    def _within(self, value: object, at: Path) -> Allowance | None:
        if not isinstance(value, dict):
            found = self._length(value, at)
            return None if found is None else Allowance(found)
        asks = value.get("by")
        if not isinstance(asks, str) or asks not in self.words.fields:
            mend = suggest(str(asks), self.words.fields, most=0) if asks is not None else _WITHIN_FORM
            self.book.fault((*at, "by") if asks is not None else at, "no field that it depends on", mend)
            return None
        otherwise: timedelta | None = None
        by: dict[str, timedelta] = {}
        known = self.words.closed.get(asks)
        for word, text in value.items():
            if word == "by":
                continue
            found = self._length(text, (*at, word))
            if word == "else":
                otherwise = found
            elif known is not None and fold(word) not in known:
                mend = suggest(word, known)
                self.book.fault((*at, word), f"`{asks}` is never `{word}`", mend, key=True)
            elif found is not None:
                by[fold(word)] = found
        return Allowance(otherwise, asks, by)

    def _length(self, value: object, at: Path) -> timedelta | None:
        found = length(value)
        if found is None or found > LONGEST:
            self.book.fault(at, "no length of time up to a year", _WITHIN_FORM)
            return None
        return found

    def _pace(self, value: object, at: Path) -> tuple[Pace | None, str | None]:
        if isinstance(value, dict) and set(value) == {"team"}:
            name = value["team"]
            if name not in self.teams:
                self.book.fault((*at, "team"), f"unknown team `{name}`", suggest(str(name), self.teams))
                return None, None
            return Pace.TEAM, str(name)
        if value in (Pace.WORKING.value, Pace.WALL.value):
            return Pace(value), None
        mend = "write `working` (the owner's hours), `{team: Inbound}` (a team's) or `wall`"
        self.book.fault(at, "no word for when a clock runs", mend)
        return None, None

    def _reminders(self, value: object, at: Path) -> tuple[Mark, ...]:
        found: list[Mark] = []
        for index, each in enumerate(
            value if isinstance(value, list) else [value] if value is not None else []
        ):
            when = self._when(each, (*at, index) if isinstance(value, list) else at)
            if when is not None:
                found.append(Mark(*when, notify=(OWNER,), from_deadline=False))
        return tuple(found)

    def _misses(self, value: object, at: Path) -> tuple[Mark, ...]:
        found: list[Mark] = []
        for index, each in enumerate(
            value if isinstance(value, list) else [value] if value is not None else []
        ):
            place = (*at, index) if isinstance(value, list) else at
            shape = fit(MarkShape, each, self.book, place)
            if shape is None:
                continue
            when = self._when(shape.after, (*place, "after")) if shape.after is not None else (None, 100)
            notify = tuple(shape.notify or ())
            self._known(notify, (*place, "notify"))
            taker = self._taker(shape.reassign, (*place, "reassign"))
            if not notify and shape.reassign is None:
                mend = "add `notify: manager` or `reassign: next`"
                self.book.fault(place, "a step that does nothing", mend)
            credit = False
            if shape.credit is not None:
                credit = bool(yes_or_no(shape.credit, self.book, (*place, "credit")))
            if when is not None:
                found.append(Mark(*when, notify, taker, credit))
        return tuple(found)

    def _when(self, value: object, at: Path) -> tuple[timedelta | None, int] | None:
        if isinstance(value, str) and value.endswith("%") and value[:-1].strip().isdigit():
            percent = int(value[:-1])
            if 1 <= percent <= MOST_PERCENT:
                return None, percent
        found = length(value)
        if found is None or found > LONGEST:
            self.book.fault(at, "no length of time up to a year", _WHEN_FORM)
            return None
        return found, 100

    def _taker(self, value: object, at: Path) -> Whom | Target | None:
        if value is None:
            return None
        if isinstance(value, str):
            if value in {each.value for each in Whom}:
                return Whom(value)
            mend = "write next, manager, otherwise, `{team: Inbound}`, `{user: ...}` or `{queue: ...}`"
            self.book.fault(at, "no place to send a lead on to", mend)
            return None
        found = target(value, at, self.book, self.teams)
        if found is not None and found.kind not in _TAKERS:
            self.book.fault(at, "not every lead has one", "send it to a team, a user or a queue")
            return None
        return found

    def _known(self, names: Collection[str], at: Path) -> None:
        for name in names:
            if name not in (OWNER, MANAGER) and name not in self.words.channels:
                known = (OWNER, MANAGER, *self.words.channels)
                mend = f"add it to `notices: channels:` in pointsman.yaml; {suggest(name, known)}"
                self.book.fault(at, f"no channel `{name}`, so nobody is told", mend, warning=True)

    def _sensible(self, point: Checkpoint, within: Allowance, marks: Collection[Mark], at: Path) -> None:
        """Steps that could never be taken."""
        least = min((*within.by.values(), *([within.otherwise] if within.otherwise else ())), default=None)
        only = least if within.asks is None else None
        gone = False
        for mark in sorted(marks, key=lambda each: each.offset(least or LONGEST)):
            if only is not None and mark.from_deadline and mark.after is not None and mark.after < only:
                mend = "`after` counts from the clock's start: write a longer time, or say it in `remind:`"
                self.book.fault((*at, "on_miss"), "a step before the deadline", mend, key=True)
            if only is not None and not mark.from_deadline and mark.offset(only) >= only:
                mend = "write a shorter time, or 50%"
                self.book.fault((*at, "remind"), "a reminder after the deadline", mend, key=True)
            if gone:
                mend = "drop it: the lead was given away in the step before it"
                self.book.fault((*at, "on_miss"), "a step that never comes", mend, warning=True, key=True)
            gone = gone or mark.reassign is not None
            if mark.reassign is Whom.NEXT and point is Checkpoint.ASSIGNED:
                mend = "write `reassign: otherwise`, or a team or queue"
                self.book.fault((*at, "on_miss"), "nobody has it yet, so there is no next", mend, key=True)


def read_returns(book: Book) -> Returns:
    """`leave:`: whether a stand-in's leads go back."""
    value = book.plain.get("leave")
    if value is None:
        return Returns.NEVER
    shape = fit(LeaveShape, value, book, ("leave",))
    return Returns(shape.give_back) if shape is not None else Returns.NEVER


def fields_of_slas(slas: Collection[Sla]) -> frozenset[str]:
    """The fields that service levels depend on."""
    return frozenset(sla.within.asks for sla in slas if sla.within.asks)


def fields_of_answers(answers: Answers) -> frozenset[str]:
    """The fields that answers are told by."""
    found: set[str] = set()
    for condition in (answers.accepted, answers.declined, answers.touched):
        found |= fields_of(condition)
    return frozenset(found)
