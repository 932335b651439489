"""What routes ask of a team that nobody of it can fulfil, or that has no effect on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connector.core.conditions import All, Operator, Test
from connector.core.rules import Blank, NobodyLeft, Person, Policy, TargetKind
from connector.core.staff.asking import need
from connector.policy.prove.boxes import TooMany
from connector.policy.prove.finding import Severity
from connector.policy.prove.ground import Example, example_in
from connector.policy.prove.routes import Bounds, Claim
from connector.policy.prove.teams import staff_of
from connector.policy.prove.tree import Node, Tree
from mappings.spelling import closest


def vain_wishes(tree: Tree, bounds: Bounds) -> Iterator[Claim]:
    """Skills and languages that nobody of a route's team has, also not well enough or not together; and words
    about working hours where everybody is always there. Of a route that never fires nothing is said."""
    for node in tree.every():
        to = node.route.to
        team = to.name if to is not None and to.kind is TargetKind.TEAM else None
        staff = staff_of(tree.policy, team) if team is not None else None
        if team is None or not staff:
            continue
        unmet = _unmet(node, [person for person, _ in staff])
        timeless = not any(
            person.hours or its.hours or person.holidays or its.holidays for person, its in staff
        )
        worded = timeless and (node.route.soon or node.route.out_of_hours)
        example = _coming(tree, node, bounds) if unmet is not None or worded else None
        if example is None:
            continue
        if unmet is not None:
            yield _nobody_has(tree.policy, node, unmet, example)
        if timeless:
            yield from _without_hours(node, team, example)


def _coming(tree: Tree, node: Node, bounds: Bounds) -> Example | None:
    """A lead that comes to the route, and for which it fires."""
    taken = [box for one in node.before for box in one.taken]
    try:
        reaching = tree.reaching(node)
    except TooMany:
        return None
    for box in reaching:
        left = bounds.search().outside(box, taken, tree.space)
        if left is not None:
            example = example_in(left, tree.space)
            if example.reaches(node) and example.fires(node) and example.taker(node.before) is None:
                return example
    return None


def _unmet(node: Node, people: Sequence[Person]) -> int | None:
    """The place of the first narrowing that leaves nobody, whichever lead comes; None where there is none."""
    left = list(people)
    for place, wish in enumerate(node.route.narrow):
        words = [wish.value] if wish.value is not None else _values(node, wish.field or "")
        needs = [need(wish.trait, (word,), word, wish.at_least) for word in words]
        found = [person for person in left if any(each.is_met_by(person) for each in needs)]
        if needs and not found:
            return place
        if wish.value is not None:
            left = found
    return None


def _values(node: Node, name: str) -> list[str]:
    """All that the field can hold in leads that come to the route, where it or one around it names them."""
    for one in (node, *reversed(node.above)):
        when = one.route.when
        for part in when.parts if isinstance(when, All) else (when,):
            if isinstance(part, Test) and part.field == name and one.route.blank is not Blank.FIRES:
                if part.operator is Operator.IS and isinstance(part.value, str):
                    return [part.value]
                if part.operator is Operator.IN and isinstance(part.value, tuple):
                    return [str(value) for value in part.value]
    return []


def _nobody_has(policy: Policy, node: Node, place: int, example: Example) -> Claim:
    wish, to = node.route.narrow[place], node.route.to
    word = wish.value or wish.field or ""
    asked = f"{wish.trait} {word}" + (f" at level {wish.at_least} or more" if wish.at_least > 1 else "")
    before = " of those left" if place else ""
    then = "so nobody takes a lead by it" if wish.nobody_left is NobodyLeft.STOP else "so it narrows nothing"
    team = to.name if to is not None else ""
    message = f"route `{node.route.name}` asks for {asked}, which nobody{before} of team `{team}` has: {then}"
    traits = [
        person.skills if wish.trait == "skill" else person.languages for person in policy.people.values()
    ]
    near = closest(word, frozenset().union(*traits)) if wish.value is not None else None
    mend = f"did you mean `{near}`?" if near not in (None, word) else "give it to somebody, or drop the line"
    return Claim((*node.at, "with"), Severity.WARNING, "unmet", message, mend, example, key=True)


def _without_hours(node: Node, team: str, example: Example) -> Iterator[Claim]:
    route = node.route
    for word, value in (("soon", route.soon), ("out_of_hours", route.out_of_hours)):
        if value is not None:
            message = f"`{word}` has no effect: everybody of team `{team}` is always there"
            mend = "give them or the team `hours:`, or drop it"
            yield Claim((*node.at, word), Severity.WARNING, "idle", message, mend, example, key=True)
