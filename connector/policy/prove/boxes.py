"""Sets of leads as boxes: for some variables the cells that are allowed, for the others all of them.

Where a condition is true, and where it is not false, is a union of boxes, exactly; so whether one set
lies within others is answered by cutting them out, one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from connector.core.conditions import All, Condition, Facts, Not, Related, Test, Truth, evaluate
from connector.core.samples import atoms
from connector.policy.prove.cells import MATCH, NOW, Atom, Space, asks_account

Box = Mapping[str, int]
"""Variable -> mask of cells; a variable that is missing may have any."""

EVERYTHING: Box = {}

MOST_BOXES = 2_000
"""Boxes that one condition may need."""


class TooMany(Exception):
    """A set is too ragged to be written as boxes."""


class Want(StrEnum):
    """Which leads are meant, by what a condition says of them."""

    TRUE = "true"
    FALSE = "false"
    NOT_TRUE = "not true"
    NOT_FALSE = "not false"


_OPPOSITE = {
    Want.TRUE: Want.FALSE,
    Want.FALSE: Want.TRUE,
    Want.NOT_TRUE: Want.NOT_FALSE,
    Want.NOT_FALSE: Want.NOT_TRUE,
}


def meet(left: Box, right: Box) -> Box | None:
    """What lies in both; None where nothing does."""
    found = dict(left)
    for name, mask in right.items():
        both = found.get(name, mask) & mask
        if not both:
            return None
        found[name] = both
    return found


def product(left: Sequence[Box], right: Sequence[Box]) -> list[Box]:
    """What lies in one of each. Raises TooMany."""
    if len(left) * len(right) > MOST_BOXES * 10:
        raise TooMany
    found = [both for one in left for other in right if (both := meet(one, other)) is not None]
    return joined(found)


def joined(boxes: Sequence[Box]) -> list[Box]:
    """The same set in fewer boxes: those that differ in one variable are one. Raises TooMany."""
    single: dict[str, int] = {}
    rest: dict[tuple[tuple[str, int], ...], Box] = {}
    for box in boxes:
        if not box:
            return [EVERYTHING]
        if len(box) == 1:
            ((name, mask),) = box.items()
            single[name] = single.get(name, 0) | mask
        else:
            rest.setdefault(tuple(sorted(box.items())), box)
    if len(rest) > MOST_BOXES:
        raise TooMany
    return [*({name: mask} for name, mask in single.items()), *rest.values()]


def boxes_of(condition: Condition, want: Want, space: Space, *, sure: bool = True) -> list[Box]:
    """The leads of which the condition is as wanted; `sure` is whether the account's fields may be read.
    Raises TooMany."""
    if isinstance(condition, Not):
        return boxes_of(condition.part, _OPPOSITE[want], space, sure=sure)
    if isinstance(condition, Test | Related):
        return _of_atom(condition, want, space, sure)
    parts = [boxes_of(part, want, space, sure=sure) for part in condition.parts]
    together = isinstance(condition, All) is (want in (Want.TRUE, Want.NOT_FALSE))
    if not together:
        return joined([box for part in parts for box in part])
    found: list[Box] = [EVERYTHING]
    for part in parts:
        found = product(found, part)
    return found


def _of_atom(atom: Atom, want: Want, space: Space, sure: bool) -> list[Box]:
    if not sure and asks_account(atom):
        truth = evaluate(atom, Facts(lambda name: None, NOW, space.lists)).truth
        return [EVERYTHING] if _fits(truth, want) else []
    variable, true, false = space.masks(atom)
    every = variable.every
    mask = {
        Want.TRUE: true,
        Want.FALSE: false,
        Want.NOT_TRUE: every & ~true,
        Want.NOT_FALSE: every & ~false,
    }[want]
    return [] if not mask else [EVERYTHING] if mask == every else [{variable.name: mask}]


def _fits(truth: Truth, want: Want) -> bool:
    return {
        Want.TRUE: truth is Truth.TRUE,
        Want.FALSE: truth is Truth.FALSE,
        Want.NOT_TRUE: truth is not Truth.TRUE,
        Want.NOT_FALSE: truth is not Truth.FALSE,
    }[want]


def leads_of(condition: Condition | None, want: Want, space: Space, *, trusts: bool) -> list[Box]:
    """`boxes_of` as a route sees it: until the match is sure the account's fields are blank to a route
    that does not ask about the match (`trusts`). Raises TooMany."""
    if condition is None:
        return [EVERYTHING] if want in (Want.TRUE, Want.NOT_FALSE) else []
    if trusts or not any(asks_account(atom) for atom in atoms(condition)):
        return boxes_of(condition, want, space)
    match = space.variables[MATCH]
    auto = 1 << list(match.values).index("auto")
    sure = product([{MATCH: auto}], boxes_of(condition, want, space))
    unsure = product([{MATCH: match.every & ~auto}], boxes_of(condition, want, space, sure=False))
    return joined([*sure, *unsure])


@dataclass(slots=True)
class Total:
    """What all questions together may take."""

    steps: int


@dataclass(slots=True)
class Search:
    """Looks for what is left of a box, in comparisons of boxes: at most `steps` for this question, and no
    more than `total` has for all of them. Where they do not suffice, it is `spent` and nothing is known."""

    steps: int
    total: Total
    spent: bool = False

    def outside(self, box: Box, taken: Sequence[Box], space: Space) -> Box | None:
        """A part of `box` that lies in none of `taken`; None where there is none, or `spent`."""
        return self._cut(box, [each for each in taken if meet(box, each) is not None], space)

    def _cut(self, box: Box, taken: Sequence[Box], space: Space) -> Box | None:
        pending: list[tuple[Box, Sequence[Box]]] = [(box, taken)]
        while pending:
            box, taken = pending.pop()
            if not taken:
                return box
            self.steps -= len(taken)
            self.total.steps -= len(taken)
            if self.steps < 0 or self.total.steps < 0:
                self.spent = True
                return None
            pieces = _pieces(box, taken[0], space)
            pending += [(each, [far for far in taken[1:] if _meets(each, far)]) for each in reversed(pieces)]
        return None

    def covers(self, boxes: Sequence[Box], taken: Sequence[Box], space: Space) -> bool:
        """Whether all of `boxes` lies within `taken`; not where the search is spent."""
        return not any(self.outside(box, taken, space) is not None or self.spent for box in boxes)


def _pieces(box: Box, hole: Box, space: Space) -> list[Box]:
    """`box` without `hole`, in parts that don't overlap."""
    found: list[Box] = []
    inside = dict(box)
    for name, mask in hole.items():
        every = inside.get(name, space.variables[name].every)
        if every & ~mask:
            found.append({**inside, name: every & ~mask})
        inside[name] = every & mask
    return found


def _meets(left: Box, right: Box) -> bool:
    for name, mask in right.items():  # noqa: SIM110  (a generator costs three times as much)
        if name in left and not left[name] & mask:
            return False
    return True
