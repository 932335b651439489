"""One concrete lead, and what the policy does with it: the conditions of the core, asked on values.

Nothing is printed that does not hold here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connector.core.conditions import Condition, Facts, FieldRef, Related, Test, Truth, evaluate
from connector.core.rules import Blank
from connector.policy.prove.boxes import EVERYTHING, Box, TooMany, Want, boxes_of
from connector.policy.prove.cells import MATCH, NOW, Lists, Space
from mappings.records import Kind, Record, Value

if TYPE_CHECKING:
    from connector.policy.prove.tree import Node


@dataclass(frozen=True, slots=True)
class Example:
    """A lead's values by field, and the related records of its account."""

    lists: Lists
    values: Mapping[str, Value]
    related: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    shown: Mapping[str, Value] = field(default_factory=dict)

    def truth(self, condition: Condition | None, *, trusts: bool) -> Truth:
        """What a route says of the lead; `trusts` as in a decision: whether it asks about the match."""
        if condition is None:
            return Truth.TRUE
        sure = trusts or self.values.get(MATCH) == "auto"
        facts = Facts(self._look(sure=sure), NOW, self.lists, self.related if sure else {})
        return evaluate(condition, facts).truth

    def fires(self, node: Node) -> bool:
        """Whether the node's own route fires, a wait for blanks having ended."""
        truth = self.truth(node.route.when, trusts=node.trusts)
        return truth is Truth.TRUE or (truth is Truth.BLANK and node.route.blank is Blank.FIRES)

    def reaches(self, node: Node) -> bool:
        """Whether every route around the node fires."""
        return all(self.fires(above) for above in node.above)

    def taker(self, nodes: Sequence[Node]) -> Node | None:
        """The route that surely takes the lead, the first in order; None where none does."""
        for node in nodes:
            if self.fires(node):
                found = self.taker(node.children)
                if found is not None:
                    return found
                if node.certain:
                    return node
        return None

    def _look(self, *, sure: bool) -> _Look:
        return _Look(self.values, sure)


@dataclass(frozen=True, slots=True)
class _Look:
    values: Mapping[str, Value]
    sure: bool

    def __call__(self, name: str) -> Value:
        if not self.sure and name.startswith("account.") and name != MATCH:
            return None
        return self.values.get(name)


def example_in(box: Box, space: Space) -> Example:
    """A lead of the box: where it may choose, as plain as possible. Its questions about other fields and
    related records are answered as far as one can; whether they are shows when it is asked."""
    values: dict[str, Value] = {}
    wanted: list[tuple[str, int]] = []
    for name, variable in space.variables.items():
        mask = box.get(name, variable.every)
        if " " in name:
            wanted.append((name, mask))
        else:
            filled = mask & variable.filled if name in box else mask
            chosen = variable.values[_lowest(filled or mask)]
            values[name] = chosen if not isinstance(chosen, Truth) else None
    related: dict[str, tuple[Record, ...]] = {}
    for name, mask in wanted:
        for atom in space.variables[name].truths:
            if isinstance(atom, Test):
                _compare(atom, mask, values)
            elif mask & 1 and name in box:
                related[atom.object] = _records(atom, space)
    shown = {name: value for name, value in values.items() if name in box or _refers(name, space, box)}
    shown |= {f"{kind} records": len(records) for kind, records in related.items()}
    return Example(space.lists, values, related, shown)


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _compare(atom: Test, mask: int, values: dict[str, Value]) -> None:
    """Makes two fields the same, different, or blank, as the mask of the answers has it."""
    if not isinstance(atom.value, FieldRef) or mask & 4:
        return
    other = values.get(atom.value.field)
    if other is None:
        other = values[atom.value.field] = values.get(atom.field) or "somebody@example.com"
    if mask & 1:
        values[atom.field] = other
    elif values.get(atom.field) in (None, other):
        values[atom.field] = "somebody.else@example.com"


def _refers(name: str, space: Space, box: Box) -> bool:
    """Whether a field is one of two that the box speaks of together."""
    tests = [atom for other in box if " " in other for atom in space.variables[other].truths]
    return any(
        isinstance(test, Test)
        and (test.field == name or (isinstance(test.value, FieldRef) and test.value.field == name))
        for test in tests
    )


def _records(atom: Related, space: Space) -> tuple[Record, ...]:
    """As many records as the question asks for, each of which fits."""
    if atom.at_least == 0:
        return ()
    fields: Mapping[str, Value] = {}
    if atom.where is not None:
        inner = Space(space.lists)
        inner.take([atom.where])
        try:
            boxes = boxes_of(atom.where, Want.TRUE, inner)
        except TooMany:
            boxes = []
        bare = example_in(boxes[0] if boxes else EVERYTHING, inner).values
        fields = {name.removeprefix(f"{atom.object}."): value for name, value in bare.items()}
    record = Record(Kind(atom.object), "example", None, NOW, NOW, None, fields)
    return (record,) * atom.at_least
