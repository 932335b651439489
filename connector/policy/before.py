"""`before:` of a policy: suppression, junk, duplicates, points."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from connector.core import conditions as core
from connector.core.conditions import Condition, Operator, Test, fields_of
from connector.core.matching.lists.nobody import NOBODY
from connector.core.matching.people import READS
from connector.core.rules import Target
from connector.core.screening import JUNK_KINDS, NO_TIER, Before, Duplicates, Junk, Line, Score, Way
from connector.policy.conditions import ConditionReader
from connector.policy.folder import Book
from connector.policy.lists import MAILBOXES, ListReader
from connector.policy.owners import NOT_FOR_ALL, TARGET_FORM, Path, target
from connector.policy.times import length
from connector.shapes import Shape, Whole, fit
from mappings.spelling import suggest

PARTS = ("suppress", "junk", "duplicates", "score")
SUPPRESSED = "before / suppress"
"""The name of the list that suppression asks."""

KINDS = frozenset({line.partition(": ")[0] for line in NOBODY.splitlines()}) | {
    "mash",
    "signs",
    "listed",
    "generic",
}
"""The kinds of what names no company or person, as the matcher calls them."""

_JUNK_FORM = "write `junk: leave`, or `junk: {to: {queue: Junk}}`"
_SUPPRESS_FORM = "write `suppress: {domains: [rival.com], emails: [eve@gmail.com], names: [Rival Inc]}`"
_SCORE_FORM = "write `score: {points: [{when: {lead.employees: {at_least: 1000}}, add: 40}]}`"
_DUPLICATES_FORM = "write `same_owner`, `{hold: 1h}`, `review` or `ignore`"
_BELOW_FORM = "write `below: {to: {queue: Nurture}}`"
_ASKED_BY = {"domains": ("lead.email", "lead.website"), "names": ("lead.company",)}
SUPPRESSING = (*_ASKED_BY, MAILBOXES)
"""The parts of a list by which leads are suppressed."""

_LONGEST_HOLD = 7 * 86_400
_LONGEST_HALF = 3_650 * 86_400


class JunkShape(Shape):
    kinds: list[str] = Field(default_factory=lambda: sorted(JUNK_KINDS))
    when: Any = None
    to: Any = None


class LineShape(Shape):
    when: Any = Field(description="when: {lead.employees: {at_least: 1000}}")
    add: Annotated[Whole, Field(ge=-100_000, le=100_000)] = Field(description="add: 40")
    name: str = ""
    halves_after: str | None = None
    since: str | None = None


class ScoreShape(Shape):
    points: Annotated[list[Any], Field(min_length=1)] = Field(description=_SCORE_FORM)
    tiers: dict[str, Whole] = Field(default_factory=dict)
    below: Any = None


@dataclass(slots=True)
class BeforeReader:
    """Reads `before:`; faults go to the book."""

    book: Book
    conditions: ConditionReader
    lister: ListReader
    teams: Collection[str]

    def read(self) -> tuple[Before, dict[str, Mapping[str, frozenset[str]]]]:
        """The rules, and the lists that they ask beside the policy's own."""
        value = self.book.plain.get("before")
        if value is None:
            return Before(), {}
        if not isinstance(value, dict):
            self.book.fault(("before",), "keys and values belong here", f"one of: {', '.join(PARTS)}")
            return Before(), {}
        for key in value:
            if key not in PARTS:
                self.book.fault(("before", key), f"unknown key `{key}`", suggest(key, PARTS), key=True)
        suppress, lists = self._suppress(value.get("suppress"), ("before", "suppress"))
        junk = self._junk(value.get("junk"), ("before", "junk"))
        score = self._score(value.get("score"), ("before", "score"))
        duplicates = self._duplicates(value.get("duplicates"), ("before", "duplicates"))
        return Before(suppress, junk, score, duplicates), lists

    def _suppress(
        self, value: object, at: Path
    ) -> tuple[Condition | None, dict[str, Mapping[str, frozenset[str]]]]:
        if value is None:
            return None, {}
        if not isinstance(value, dict):
            self.book.fault(at, "domains, e-mails and names belong here", _SUPPRESS_FORM)
            return None, {}
        parts = self.lister.read(value, at)
        for part in parts.keys() - _ASKED_BY.keys():
            message = f"leads are suppressed by domains, emails and names, not by `{part}`"
            self.book.fault(at, message, _SUPPRESS_FORM)
        known = self.conditions.words.fields
        tests = [
            Test(name, Operator.IN_LIST, SUPPRESSED)
            for part, names in _ASKED_BY.items()
            for name in names
            if part in parts and name in known
        ]
        return core.Any(tuple(tests)), {SUPPRESSED: parts}

    def _junk(self, value: object, at: Path) -> Junk | None:
        if value is None:
            return None
        if value == "leave":
            return Junk()
        if not isinstance(value, dict):
            self.book.fault(at, "no rule for junk", _JUNK_FORM)
            return None
        shape = fit(JunkShape, value, self.book, at)
        if shape is None:
            return None
        for index, kind in enumerate(shape.kinds):
            if kind not in KINDS:
                self.book.fault((*at, "kinds", index), f"no kind of junk `{kind}`", suggest(kind, KINDS))
        when = self._early(value.get("when"), (*at, "when"))
        to = None if shape.to is None else self._target(shape.to, (*at, "to"))
        return Junk(frozenset(shape.kinds), when, to)

    def _duplicates(self, value: object, at: Path) -> Duplicates | None:
        if value is None or value == "ignore":
            return None
        if isinstance(value, dict) and set(value) == {Way.HOLD.value}:
            wait = length(value[Way.HOLD.value])
            if wait is not None and wait.total_seconds() <= _LONGEST_HOLD:
                return Duplicates(Way.HOLD, int(wait.total_seconds()))
            self.book.fault((*at, Way.HOLD.value), "no length of time up to a week", "write 1h")
            return None
        if value in (Way.SAME_OWNER.value, Way.REVIEW.value):
            way = Way.SAME_OWNER if value == Way.SAME_OWNER.value else Way.REVIEW
            return Duplicates(way)
        self.book.fault(at, "no rule for duplicates", _DUPLICATES_FORM)
        return None

    def _early(self, value: object, at: Path) -> Condition | None:
        """A condition that is asked before the account is looked for."""
        when = None if value is None else self.conditions.read(value, at)
        if when is None:
            return None
        late = sorted(
            name for name in fields_of(when) if name.partition(".")[0] not in ("lead", "crm", "trigger")
        )
        if late:
            mend = "ask for fields of the lead; what asks for accounts and points is a route"
            self.book.fault(at, f"`{late[0]}` is not known before routes are asked", mend)
        return when

    def _target(self, value: object, at: Path) -> Target | None:
        found = target(value, at, self.book, self.teams)
        if found is not None and found.kind in NOT_FOR_ALL:
            self.book.fault(at, "not every lead has one", "send it to a queue, a team, a user or nobody")
        return found

    def _score(self, value: object, at: Path) -> Score | None:
        if value is None:
            return None
        shape = fit(ScoreShape, value, self.book, at)
        if shape is None:
            return None
        lines = tuple(
            line
            for index, entry in enumerate(shape.points)
            if (line := self._line(entry, (*at, "points", index))) is not None
        )
        tiers = sorted(shape.tiers.items(), key=lambda tier: (-tier[1], tier[0]))
        for name, least in tiers:
            if name.lower() == NO_TIER:
                self.book.fault(
                    (*at, "tiers", name), f"`{NO_TIER}` is the tier below all", "name it otherwise"
                )
            elif [points for _, points in tiers].count(least) > 1:
                self.book.fault((*at, "tiers", name), "two tiers with the same points", "keep one of them")
        return Score(lines, tuple(tiers), self._below(shape, at))

    def _below(self, shape: ScoreShape, at: Path) -> Target | None:
        if shape.below is None:
            return None
        if not isinstance(shape.below, dict) or set(shape.below) != {"to"}:
            self.book.fault((*at, "below"), f"no place to send a lead to; {TARGET_FORM}", _BELOW_FORM)
            return None
        if not shape.tiers:
            self.book.fault((*at, "below"), "`below` of no tier", "add `tiers: {A: 80, B: 50}`")
        return self._target(shape.below["to"], (*at, "below", "to"))

    def _line(self, entry: object, at: Path) -> Line | None:
        shape = fit(LineShape, entry, self.book, at)
        if shape is None:
            return None
        when = self.conditions.read(shape.when, (*at, "when"))
        half = self._half(shape, at)
        if when is None:
            return None
        if any(name.startswith("score.") for name in fields_of(when)):
            self.book.fault((*at, "when"), "points cannot depend on the score", "ask for fields")
        return Line(when, shape.add, shape.name, half, shape.since)

    def _half(self, shape: LineShape, at: Path) -> int | None:
        if (shape.halves_after is None) != (shape.since is None):
            missing, known = ("since", "halves_after") if shape.since is None else ("halves_after", "since")
            mend = f"for example `{'since: lead.created_at' if missing == 'since' else 'halves_after: 7d'}`"
            self.book.fault((*at, known), f"`{missing}` is missing", mend)
            return None
        if shape.halves_after is None or shape.since is None:
            return None
        if shape.since not in self.conditions.words.fields:
            mend = suggest(shape.since, self.conditions.words.fields, most=0)
            self.book.fault((*at, "since"), f"unknown field `{shape.since}`", mend)
        half = length(shape.halves_after)
        if half is None or half.total_seconds() > _LONGEST_HALF:
            self.book.fault((*at, "halves_after"), "no length of time up to ten years", "write 7d")
            return None
        return int(half.total_seconds())


def declared_tiers(book: Book) -> tuple[str, ...] | None:
    """The tiers that conditions may ask for; None where the policy has no score."""
    before = book.plain.get("before")
    score = before.get("score") if isinstance(before, dict) else None
    if not isinstance(score, dict):
        return None
    tiers = score.get("tiers")
    return (*(tiers if isinstance(tiers, dict) else ()), NO_TIER)


def fields_of_before(rules: Before) -> Iterator[str]:
    """Every field that these rules read."""
    yield from fields_of(rules.suppress)
    if rules.junk is not None:
        yield from fields_of(rules.junk.when)
        yield from ("lead.company", "lead.first_name", "lead.last_name", "lead.email")
    if rules.duplicates is not None:
        yield from READS
    for line in rules.score.lines if rules.score is not None else ():
        yield from fields_of(line.when)
        if line.since is not None:
            yield line.since
