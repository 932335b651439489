"""`when:` as users write it -> the condition it means, or every fault in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from connector.core.comparing import POSTAL, Scalar, instant, list_part, number, part_name
from connector.core.conditions import All, Any, Condition, FieldRef, Not, Operand, Operator, Related, Test
from connector.core.postal import RANGE, wrong_with
from connector.policy.reused import Reused
from connector.policy.times import length
from connector.policy.vocabulary import Vocabulary
from connector.texts import Notes
from mappings.spelling import suggest

Path = tuple[str | int, ...]

DEEPEST = 20
"""Levels of `all`, `any`, `not` in one condition."""

JOINS = ("all", "any", "not")
RELATED: Mapping[str, tuple[str, ...]] = {
    "any_of": ("any_of", "where"),
    "count_of": ("count_of", "where", "at_least", "at_most"),
}
"""The keys of a question about related records, by the one that asks it."""

_OPERATORS = tuple(operator.value for operator in Operator)
_ORDERED = frozenset({Operator.AT_LEAST, Operator.AT_MOST})
_TEXTS = frozenset({Operator.STARTS_WITH, Operator.CONTAINS_WORD, Operator.MATCHES_DOMAIN})
_FIELD_FORM = "write `lead.country: DE`, or `all:`, `any:`, `not:`"


@dataclass(slots=True)
class ConditionReader:
    """Reads conditions; faults go to `notes`. `lists` are the policy's, by name and part, `reused` its
    named conditions."""

    notes: Notes
    words: Vocabulary
    lists: Mapping[str, Mapping[str, frozenset[str]]]
    reused: Reused | None = None

    def read(
        self, value: object, at: Path, *, related: str | None = None, depth: int = 0
    ) -> Condition | None:
        """The condition at `at`; None where it has faults. `related` is the object whose records a
        `where` speaks about."""
        if depth > DEEPEST:
            self.notes.fault(at, "nested too deeply", "compute it in the CRM as a field and map that")
            return None
        if not isinstance(value, dict) or not value:
            self.notes.fault(at, "a condition belongs here", _FIELD_FORM)
            return None
        if any(key in value for key in RELATED):
            return self._related(value, at, depth)
        parts = [self._part(key, each, (*at, key), related, depth) for key, each in value.items()]
        sound = [part for part in parts if part is not None]
        if len(sound) < len(parts):
            return None
        return sound[0] if len(sound) == 1 else All(tuple(sound))

    def _part(self, key: str, value: object, at: Path, related: str | None, depth: int) -> Condition | None:
        if key == "not":
            inner = self.read(value, at, related=related, depth=depth + 1)
            return None if inner is None else Not(inner)
        if key == "condition" and self.reused is not None:
            return self.reused.named(value, at, self)
        if key in JOINS:
            return self._join(key, value, at, related, depth)
        name = self._field(key, at, related, key=True)
        tests = self._tests(name, value, at)
        if name is None or tests is None:
            return None
        return tests[0] if len(tests) == 1 else All(tuple(tests))

    def _join(self, key: str, value: object, at: Path, related: str | None, depth: int) -> Condition | None:
        if not isinstance(value, list) or not value:
            self.notes.fault(at, f"`{key}` is a list of conditions", f"write `{key}:` and lines with `- `")
            return None
        parts = [
            self.read(each, (*at, index), related=related, depth=depth + 1)
            for index, each in enumerate(value)
        ]
        sound = tuple(part for part in parts if part is not None)
        if len(sound) < len(parts):
            return None
        return All(sound) if key == "all" else Any(sound)

    def _related(self, value: Mapping[str, object], at: Path, depth: int) -> Condition | None:
        kind = next(each for each in RELATED if each in value)
        known = RELATED[kind]
        sound = True
        for key in value:
            if key not in known:
                self.notes.fault((*at, key), f"unknown key `{key}`", suggest(key, known), key=True)
                sound = False
        object_ = value[kind]
        if object_ not in self.words.related:
            mend = suggest(str(object_), self.words.related)
            self.notes.fault((*at, kind), "no related records of that name", mend)
            return None
        where = None
        if value.get("where") is not None:
            where = self.read(value["where"], (*at, "where"), related=str(object_), depth=depth + 1)
            sound = sound and where is not None
        low = self._count(value, "at_least", at)
        high = self._count(value, "at_most", at)
        if kind == "count_of" and "at_least" not in value and "at_most" not in value:
            self.notes.fault(at, "a count without a bound", "add `at_least: 1` or `at_most: 0`")
            return None
        if not sound or low == -1 or high == -1:
            return None
        least = low if low is not None else 1 if kind == "any_of" else 0
        return Related(kind, str(object_), where, least, high)

    def _count(self, value: Mapping[str, object], key: str, at: Path) -> int | None:
        """The bound; None where there is none, -1 where it is faulty."""
        found = value.get(key)
        if found is None or (isinstance(found, int) and not isinstance(found, bool) and found >= 0):
            return found
        self.notes.fault((*at, key), "a whole number from 0 belongs here", "write it without quotes")
        return -1

    def _field(self, name: str, at: Path, related: str | None, *, key: bool = False) -> str | None:
        """The field's full name, or None with a fault."""
        known = self.words.fields if related is None else self.words.fields | self.words.of(related)
        if name in known:
            return name
        message = f"unknown field `{name}`"
        if name in _OPERATORS:
            message, mend = f"`{name}` without a field", _FIELD_FORM
        elif name.partition(".")[0] == "lead" or "." not in name:
            near = suggest(name if "." in name or related else f"lead.{name}", known, most=0)
            mend = near if near.startswith("did") else "map it in mappings/, or see `pointsman fields`"
        else:
            near = suggest(name, known, most=0)
            mend = near if near.startswith("did") else "map it in mappings/ for that object"
        self.notes.fault(at, message, mend, key=key)
        return None

    def _tests(self, name: str | None, value: object, at: Path) -> list[Test] | None:
        """The tests of one field. `name` None: the field is unknown, the value is checked all the same."""
        if value is None:
            self.notes.fault(at, "a value is missing", "write one, or `{is_blank: true}`")
            return None
        if isinstance(value, list):
            operand = self._operand(name, Operator.IN, value, at)
            return None if operand is None else [Test(name or "", Operator.IN, operand)]
        if not isinstance(value, dict):
            operand = self._operand(name, Operator.IS, value, at)
            return None if operand is None else [Test(name or "", Operator.IS, operand)]
        if set(value) == {"field"}:
            operand = self._operand(name, Operator.IS, value, at)
            return None if operand is None else [Test(name or "", Operator.IS, operand)]
        return self._operators(name, value, at)

    def _operators(self, name: str | None, value: Mapping[str, object], at: Path) -> list[Test] | None:
        tests: list[Test] = []
        sound = bool(value)
        if not value:
            self.notes.fault(at, "a test belongs here", "write `DE`, `[DE, FR]` or `{at_least: 10}`")
        for word, operand in value.items():
            if word not in _OPERATORS:
                self.notes.fault((*at, word), f"unknown test `{word}`", suggest(word, _OPERATORS), key=True)
                sound = False
                continue
            operator = Operator(word)
            found = self._operand(name, operator, operand, (*at, word))
            sound = sound and found is not None
            if found is not None:
                tests.append(Test(name or "", operator, found))
        return tests if sound else None

    def _operand(self, name: str | None, operator: Operator, value: object, at: Path) -> Operand | None:
        if isinstance(value, dict):
            return self._other_field(operator, value, at)
        reader = {
            Operator.IN: self._in,
            Operator.IN_LIST: self._in_list,
            Operator.BETWEEN: self._between,
            Operator.WITHIN: self._within,
            Operator.IS_BLANK: self._is_blank,
        }.get(operator)
        if reader is not None:
            return reader(name, value, at)
        if operator in _TEXTS:
            return self._texts(value, at)
        if operator in _ORDERED:
            return self._bound(value, at)
        if value is None or isinstance(value, list):
            self.notes.fault(
                at, "a single value belongs here", "write `DE`; several values are `in: [DE, FR]`"
            )
            return None
        return self._constant(name, value, at)

    def _other_field(self, operator: Operator, value: Mapping[str, object], at: Path) -> Operand | None:
        other = value.get("field")
        if (
            operator in _ORDERED | _TEXTS | {Operator.IS}
            and set(value) == {"field"}
            and isinstance(other, str)
        ):
            name = self._field(other, (*at, "field"), None)
            return None if name is None else FieldRef(name)
        self.notes.fault(at, "no value for this test", "write a plain value, or `{field: account.owner}`")
        return None

    def _constant(self, name: str | None, value: object, at: Path) -> Scalar | None:
        """A constant that a field is compared with; words of closed fields are checked."""
        if not isinstance(value, (str, int, float, bool)):
            self.notes.fault(at, "a plain value belongs here", "write text, a number, true or false")
            return None
        known = self.words.closed.get(name or "")
        if known is not None and str(value).lower() not in known:
            self.notes.fault(at, f"never a value of `{name}`", suggest(str(value), known))
            return None
        if name and part_name(name) == "countries" and not self.words.has_country(str(value)):
            self.notes.fault(
                at, "no country that we know", "write its two-letter code or its name", warning=True
            )
        return value

    def _in(self, name: str | None, value: object, at: Path) -> Operand | None:
        if not isinstance(value, list) or not value:
            self.notes.fault(at, "a list of values belongs here", "write `[DE, FR]`")
            return None
        found = [self._constant(name, each, (*at, index)) for index, each in enumerate(value)]
        return None if any(each is None for each in found) else tuple(found)

    def _in_list(self, name: str | None, value: object, at: Path) -> Operand | None:
        if not isinstance(value, str) or value not in self.lists:
            self.notes.fault(at, "no list of that name", suggest(str(value), self.lists))
            return None
        parts = self.lists[value]
        if name is not None and parts and list_part(name, parts) is None:
            mend = f"give it `{part_name(name)}: [...]`"
            self.notes.fault(at, f"list `{value}` has nothing to say about `{name}`", mend)
            return None
        return value

    def _between(self, name: str | None, value: object, at: Path) -> Operand | None:
        if not isinstance(value, list) or len(value) != 2:
            self.notes.fault(at, "two values belong here", "write `[10, 99]`")
            return None
        if name is not None and part_name(name) == POSTAL:
            return self._codes(value, at)
        low, high = self._bound(value[0], (*at, 0)), self._bound(value[1], (*at, 1))
        if low is None or high is None:
            return None
        if _later(low, high):
            self.notes.fault(at, "the first value is greater than the second", "write the smaller one first")
            return None
        return (low, high)

    def _codes(self, value: list[object], at: Path) -> Operand | None:
        low, high = (str(each) if isinstance(each, (str, int)) else "" for each in value)
        wrong = wrong_with(f"{low}{RANGE}{high}")
        if wrong:
            self.notes.fault(at, wrong, 'write both as texts of one length: `["80000", "81999"]`')
            return None
        return (low, high)

    def _bound(self, value: object, at: Path) -> str | int | float | None:
        usable = isinstance(value, (int, float)) and not isinstance(value, bool)
        if isinstance(value, str) and (number(value) is not None or instant(value) is not None):
            usable = True
        if not usable:
            self.notes.fault(at, "a number or a date belongs here", "write 100, or 2026-01-31")
            return None
        return value if isinstance(value, (int, float, str)) else None

    def _texts(self, value: object, at: Path) -> Operand | None:
        values = value if isinstance(value, list) else [value]
        words = [str(each) for each in values if isinstance(each, (str, int)) and not isinstance(each, bool)]
        if not words or len(words) < len(values) or any(not word.strip() for word in words):
            self.notes.fault(at, "text belongs here", "write one text, or a list of them")
            return None
        return tuple(words) if isinstance(value, list) else words[0]

    def _within(self, name: str | None, value: object, at: Path) -> timedelta | None:
        found = length(value)
        if found is None:
            self.notes.fault(at, "no length of time", "write 30m, 24h, 7d or 2w")
        return found

    def _is_blank(self, name: str | None, value: object, at: Path) -> bool | None:
        if isinstance(value, bool):
            return value
        self.notes.fault(at, "true or false belongs here", "write `{is_blank: true}`")
        return None


def _later(low: str | int | float, high: str | int | float) -> bool:
    numbers = number(low), number(high)
    if numbers[0] is not None and numbers[1] is not None:
        return numbers[0] > numbers[1]
    times = instant(low), instant(high)
    return times[0] is not None and times[1] is not None and times[0] > times[1]
