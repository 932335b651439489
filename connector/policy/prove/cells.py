"""Every value that a policy can tell apart: the fields' values cut into finitely many cells.

A cell is a set of values on which every test of the policy answers alike; one value stands for it. The
answers come from the very conditions of the core, so a cell means what it means in a decision.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations

from connector.core.conditions import (
    NEVER_BLANK,
    Condition,
    FieldRef,
    Related,
    Test,
    Truth,
)
from connector.core.samples import answers_to, atoms, values_for
from mappings.records import Value

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
"""The instant of all examples."""

Lists = Mapping[str, Mapping[str, frozenset[str]]]
Atom = Test | Related

MATCH = "account.match"

MOST_TOGETHER, MOST_PAIRED = 8, 40
"""Values of a field that holds several: so many are tried in every combination, of more so many in pairs."""

ANSWERS = (Truth.TRUE, Truth.FALSE, Truth.BLANK)


@dataclass(slots=True)
class Variable:
    """One field with its cells. `values` has a value of each; None, where the field can be blank, first.
    Of an open question (another field's value, related records) the cells are its three answers.
    `every` is the mask of all cells, `truths` gives for a test the masks where it is true and false."""

    name: str
    values: Sequence[Value | Truth]
    truths: dict[Atom, tuple[int, int]]

    @property
    def every(self) -> int:
        return (1 << len(self.values)) - 1

    @property
    def filled(self) -> int:
        """The cells that hold a value."""
        return self.every & ~1 if self.values and self.values[0] is None else self.every


@dataclass(slots=True)
class Space:
    """The variables of a policy's conditions. `closed` are the only values that some fields have;
    `several` names fields that can hold more than one value at once."""

    lists: Lists
    closed: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    several: Collection[str] = ()
    variables: dict[str, Variable] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)

    def take(self, conditions: Iterable[Condition]) -> None:
        """Cuts the fields that the conditions ask about."""
        asked: dict[str, dict[Atom, None]] = {}
        for condition in conditions:
            for atom in atoms(condition):
                asked.setdefault(variable_of(atom), {})[atom] = None
        if any(name.startswith("account.") or " " in name for name in asked):
            asked.setdefault(MATCH, {})
        for name, tests in asked.items():
            self.variables[name] = self._cut(name, list(tests))

    def masks(self, atom: Atom) -> tuple[Variable, int, int]:
        """The variable that a test is about, and its cells where the test is true and where it is false."""
        variable = self.variables[variable_of(atom)]
        return (variable, *variable.truths[atom])

    def cell_of(self, name: str, value: Value) -> int | None:
        """The cell that a value lies in; None where no value tried answers the tests as it does."""
        variable = self.variables[name]
        tests = [test for test in variable.truths if isinstance(test, Test)]
        wanted = self._answers(name, value, tests)
        for cell, other in enumerate(variable.values):
            if (
                not isinstance(other, Truth)
                and other is not None
                and self._answers(name, other, tests) == wanted
            ):
                return cell
        return None

    def _cut(self, name: str, tests: list[Atom]) -> Variable:
        if not all(_is_plain(test) for test in tests):
            return Variable(name, ANSWERS, dict.fromkeys(tests, (1, 2)))
        plain = [test for test in tests if isinstance(test, Test)]
        if name in self.closed:
            values: list[Value] = list(self.closed[name])
        else:
            values, whole = values_for(name, plain, self.lists, NOW)
            if not whole:
                self.cut.append(name)
        if name not in NEVER_BLANK:
            values.insert(0, None)
        found: dict[tuple[object, ...], Value] = {}
        for value in values:  # closed values, which are few, stay apart even where no test tells them apart
            alone = (value,) if name in self.closed else ()
            found.setdefault((*self._answers(name, value, plain), *alone), value)
        if name in self.several:
            kept = [value for value in found.values() if value is not None]
            if len(kept) > MOST_TOGETHER:
                self.cut.append(name)
            sizes = range(2, len(kept) + 1) if len(kept) <= MOST_TOGETHER else (2,)
            for several in (each for size in sizes for each in combinations(kept[:MOST_PAIRED], size)):
                together = tuple(map(str, several))
                found.setdefault(self._answers(name, together, plain), together)
        return _variable(name, found, plain)

    def _answers(self, name: str, value: Value, tests: Sequence[Test]) -> tuple[Truth, ...]:
        return answers_to(name, value, tests, self.lists, NOW)


def _variable(name: str, found: Mapping[tuple[object, ...], Value], tests: Sequence[Test]) -> Variable:
    truths: dict[Atom, tuple[int, int]] = {}
    for number, test in enumerate(tests):
        true = false = 0
        for cell, answers in enumerate(found):
            true |= (answers[number] is Truth.TRUE) << cell
            false |= (answers[number] is Truth.FALSE) << cell
        truths[test] = (true, false)
    return Variable(name, tuple(found.values()), truths)


def variable_of(atom: Atom) -> str:
    """The name of the variable that an atom is about; one that no field has where it is a question."""
    if isinstance(atom, Related):
        return f"related {atom!r}"
    if isinstance(atom.value, FieldRef):
        return f"same {atom!r}"
    return atom.field


def asks_account(atom: Atom) -> bool:
    """Whether the answer hangs on the matched account, so that it is blank until the match is sure."""
    if isinstance(atom, Related):
        return True
    names = [atom.field, atom.value.field if isinstance(atom.value, FieldRef) else ""]
    return any(name.startswith("account.") and name != MATCH for name in names)


def _is_plain(atom: Atom) -> bool:
    return isinstance(atom, Test) and not isinstance(atom.value, FieldRef)
