"""Tiers of the score that no lead can reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from connector.core.conditions import Truth, fields_of
from connector.core.rules import Policy
from connector.core.samples import atoms
from connector.core.screening import Line, Score
from connector.policy.prove.cells import MATCH, Space, Variable, variable_of
from connector.policy.prove.finding import Severity
from connector.policy.prove.ground import Example
from connector.policy.prove.routes import Claim
from mappings.records import Value

MOST_SUMS = 64
"""Different points that a lead can have, of which each is tried."""

MOST_TRIED = 20_000
"""Combinations of values of which the best is looked for; of more, all points count as reached."""


def sums_of(score: Score) -> list[int] | None:
    """All points that a lead can have; None where some age, which makes of few points any number, or where
    these are too many."""
    if any(line.halves_after is not None for line in score.lines):
        return None
    sums = {0}
    for line in score.lines:
        sums |= {points + line.add for points in sums}
        if len(sums) > MOST_SUMS:
            return None
    return sorted(sums)


def tiers_out_of_reach(policy: Policy, space: Space) -> Iterator[Claim]:
    """Tiers that ask for more points than any lead has, with one that has the most. `space` is fresh."""
    score = policy.before.score
    if score is None or not score.tiers:
        return
    space.take([line.when for line in score.lines])
    most = 0
    values: dict[str, Value] = {}
    for lines in _tied(score.lines):
        points, best = _best(lines, space)
        most += points
        values |= best
    for name, least in score.tiers:
        if least > most:
            message = f"no lead ever reaches tier `{name}`: it asks for {least} points, the most is {most}"
            mend = f"lower it to {most} or less, or give more points"
            example = Example(space.lists, values, {}, values)
            at = ("before", "score", "tiers", name)
            yield Claim(at, Severity.WARNING, "tier", message, mend, example, key=True)


def _tied(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in groups: those that ask about the same fields hang together."""
    groups: list[tuple[set[str], list[Line]]] = []
    for line in lines:
        names, tied = _names(line), [line]
        apart = []
        for others, members in groups:
            if others & names:
                names, tied = names | others, [*members, *tied]
            else:
                apart.append((others, members))
        groups = [*apart, (names, tied)]
    return [tied for _, tied in groups]


def _names(line: Line) -> set[str]:
    names = {variable_of(atom) for atom in atoms(line.when)}
    return names | {MATCH} if any(name.startswith("account.") for name in names) else names


def _best(lines: Sequence[Line], space: Space) -> tuple[int, dict[str, Value]]:
    """The most points that one lead can have from these lines, and its values; without values, a number that
    none exceeds."""
    variables = [space.variables[name] for name in sorted({name for line in lines for name in _names(line)})]
    plain = not any(" " in each.name or each.name in space.cut for each in variables)
    if not plain or prod(len(each.values) for each in variables) > MOST_TRIED:
        return sum(max(line.add, 0) for line in lines), {}
    tried = (_values(variables, cells) for cells in product(*(each.values for each in variables)))
    return max(((_points(lines, values, space), values) for values in tried), key=lambda each: each[0])


def _values(variables: Sequence[Variable], cells: Sequence[object]) -> dict[str, Value]:
    return {each.name: value for each, value in zip(variables, cells, strict=True)}  # type: ignore[misc]


def _points(lines: Sequence[Line], values: dict[str, Value], space: Space) -> int:
    lead = Example(space.lists, values)
    truths = [lead.truth(line.when, trusts=MATCH in fields_of(line.when)) for line in lines]
    return sum(line.add for line, truth in zip(lines, truths, strict=True) if truth is Truth.TRUE)
