"""`match:` -> the matcher's rules: thresholds, evidence in use, hierarchy, tie-breakers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from connector.core.conditions import All, Any, Condition, Not, Operator, Related, Test, fields_of
from connector.core.matching.preferences import PREFERENCES
from connector.core.rules import Extreme, Hierarchy, MatchRules, Preference, Use
from connector.core.screening import POINTS, TIER
from connector.policy.conditions import ConditionReader, Path
from connector.policy.folder import Book
from connector.shapes import Shape, fit
from mappings.spelling import suggest

UNKNOWN_YET = frozenset(
    {"account.match", "account.confidence", "account.owner", "lead.owner", "crm", "trigger", POINTS, TIER}
)
"""Fields that say nothing while accounts are still compared."""

_FORM = (
    "write a tie-breaker's name, `{when: {account.type: Partner}}` or `{field: account.tier, order: [gold]}`"
)
PREFERENCE = ("when", "field", "order")
_HIERARCHIES = tuple(each.value for each in Hierarchy)
_USES = tuple(each.value for each in Use)
_EXTREMES = tuple(each.value for each in Extreme)
_SHIPPED: list[str | dict[str, object]] = [each for each in MatchRules().prefer if isinstance(each, str)]
_Share = Annotated[float, Field(ge=0, le=1)]


class MatchShape(Shape):
    later: ClassVar = {"weights": "drop it; the matcher is calibrated as a whole"}
    auto: _Share = MatchRules().auto
    review: _Share = MatchRules().review
    prefer: list[str | dict[str, object]] = Field(default_factory=_SHIPPED.copy)
    hierarchy: str = MatchRules().hierarchy.value
    use: list[str] = Field(default_factory=lambda: list(_USES))


def read_match(book: Book, conditions: ConditionReader) -> MatchRules:
    """The meaning of `match:`; faults go to the book."""
    value = book.plain.get("match")
    shape = None if value is None else fit(MatchShape, value, book, ("match",))
    if shape is None:
        return MatchRules()
    if shape.review > shape.auto:
        book.fault(("match", "review"), "`review` is above `auto`", "choose it at or below `auto`")
    if shape.hierarchy not in _HIERARCHIES:
        book.fault(
            ("match", "hierarchy"),
            f"unknown rule `{shape.hierarchy}`",
            suggest(shape.hierarchy, _HIERARCHIES),
        )
        return MatchRules()
    for index, word in enumerate(shape.use):
        if word not in _USES:
            book.fault(("match", "use", index), f"unknown evidence `{word}`", suggest(word, _USES))
    reader = _WishReader(book, conditions, conditions.lists)
    return MatchRules(
        shape.auto,
        shape.review,
        reader.read(shape.prefer),
        Hierarchy(shape.hierarchy),
        frozenset(Use(word) for word in shape.use if word in _USES),
    )


def fields_of_match(rules: MatchRules) -> frozenset[str]:
    """Every field that the policy's own tie-breakers read."""
    found: set[str] = set()
    for wish in rules.prefer:
        if isinstance(wish, Preference):
            found |= fields_of(wish.when) | ({wish.by} if wish.by else set())
    return frozenset(found)


class _WishReader:
    """Reads `prefer:`."""

    def __init__(
        self, book: Book, conditions: ConditionReader, lists: Mapping[str, Mapping[str, frozenset[str]]]
    ) -> None:
        self._book = book
        self._conditions = conditions
        self._lists = lists

    def read(self, wishes: list[str | dict[str, object]]) -> tuple[str | Preference, ...]:
        found: list[str | Preference] = []
        for index, wish in enumerate(wishes):
            at: Path = ("match", "prefer", index)
            if isinstance(wish, dict):
                own = self._own(wish, at)
                found += [own] if own is not None else []
            elif wish not in PREFERENCES:
                self._book.fault(at, f"unknown tie-breaker `{wish}`", suggest(wish, PREFERENCES))
            elif wish in found:
                self._book.fault(at, f"`{wish}` stands here twice", "drop one", warning=True)
            else:
                found.append(wish)
        return tuple(found)

    def _own(self, wish: dict[str, object], at: Path) -> Preference | None:
        for key in wish:
            if key not in PREFERENCE:
                self._book.fault((*at, key), f"unknown key `{key}`", suggest(key, PREFERENCE), key=True)
                return None
        if set(wish) == {"when"}:
            return self._condition(wish["when"], (*at, "when"))
        if set(wish) == {"field", "order"}:
            return self._ordered(wish["field"], wish["order"], at)
        self._book.fault(at, "no tie-breaker", _FORM)
        return None

    def _condition(self, value: object, at: Path) -> Preference | None:
        when = self._conditions.read(value, at)
        if when is None:
            return None
        for part in _parts(when):
            if isinstance(part, Related):
                self._book.fault(at, "related records are not read for every candidate", _INSTEAD)
                return None
            if isinstance(part, Test) and part.operator is Operator.WITHIN:
                self._book.fault(at, "an age changes while nothing else does", _INSTEAD)
                return None
        if not self._known_by_then(fields_of(when), at):
            return None
        name = " and ".join(sorted(field for field in fields_of(when) if field.startswith("account.")))
        return Preference(f"the policy's condition on {name or 'the lead'}", when=when, lists=self._lists)

    def _ordered(self, field: object, order: object, at: Path) -> Preference | None:
        known = {name for name in self._conditions.words.fields if name.startswith("account.")} - UNKNOWN_YET
        if not isinstance(field, str) or field not in known:
            mend = suggest(str(field), known, most=0)
            mend = mend if mend.startswith("did") else "write `account.` and a mapped field"
            self._book.fault((*at, "field"), f"no field of an account `{field}`", mend)
            return None
        if isinstance(order, str) and order in _EXTREMES:
            return Preference(f"{order} {field}", by=field, order=Extreme(order))
        words = order if isinstance(order, list) else []
        plain = [str(word) for word in words if isinstance(word, str | int) and str(word).strip()]
        if not plain or len(plain) < len(words):
            self._book.fault((*at, "order"), "no order", "write `[gold, silver]`, `highest` or `lowest`")
            return None
        return Preference(f"order of {field}", by=field, order=tuple(plain))

    def _known_by_then(self, fields: frozenset[str], at: Path) -> bool:
        unknown = sorted(fields & UNKNOWN_YET)
        if unknown:
            mend = "ask for `has_owner` or `active_owner`, or for mapped fields"
            self._book.fault(at, f"`{unknown[0]}` is not known while accounts are compared", mend)
        return not unknown


_INSTEAD = "name a mapped field of the account, or `open_opportunity`, `most_contacts`"


def _parts(condition: Condition) -> Iterator[Condition]:
    yield condition
    if isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _parts(part)
    elif isinstance(condition, Not):
        yield from _parts(condition.part)
