"""Routes that can never fire, tests that say nothing, and leads that no route takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from connector.core.conditions import All, Condition, Operator, Test, Truth
from connector.core.phrases import phrase
from connector.core.samples import atoms
from connector.policy.prove.boxes import EVERYTHING, Box, Search, TooMany, Total, Want, leads_of, meet
from connector.policy.prove.cells import Atom, Space, variable_of
from connector.policy.prove.finding import Severity
from connector.policy.prove.ground import Example, example_in
from connector.policy.prove.tree import Node, Path, Tree

STEPS, ALL_STEPS = 300_000, 6_000_000
"""Comparisons of boxes that one question may take, and all together, before they are left open."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A finding before it has its place in a file: `at` is its path in the policy's text."""

    at: Path
    severity: Severity
    kind: str
    message: str
    mend: str = ""
    example: Example | None = None
    when: str | None = None
    key: bool = False


@dataclass(slots=True)
class Bounds:
    """What the search may take, and the questions that it had to leave open, in words."""

    left: list[str] = field(default_factory=list)
    total: Total = field(default_factory=lambda: Total(ALL_STEPS))

    def search(self) -> Search:
        """For one question."""
        return Search(STEPS, self.total)

    def leave(self, node: Node) -> None:
        """Whether the route can fire stays open."""
        self.left.append(f"whether route `{node.name}` can fire")


def dead_routes(tree: Tree, bounds: Bounds) -> Iterator[Claim]:
    """Routes that no lead ever comes to, with what takes it all before; and those whose own condition
    holds for no lead. Of a dead route those inside are not told of again."""
    swallowed = _swallowed(tree, bounds)
    if swallowed is not None:
        yield swallowed
        return
    dead: set[int] = set()
    for node in tree.every():
        if any(id(above) in dead for above in node.above):
            continue
        if node.ragged or any(above.ragged for above in node.above):
            bounds.leave(node)
            continue
        try:
            reaching = tree.reaching(node)
        except TooMany:
            bounds.leave(node)
            continue
        blockers = _blockers(tree, node, reaching, bounds) if reaching else []
        if reaching and not blockers:
            continue
        if not tree.space.cut or _is_whole(tree, node, blockers):
            dead.add(id(node))
            yield from _shadowed(tree, node, reaching, blockers) if reaching else _impossible(tree, node)
        else:
            bounds.leave(node)


def _swallowed(tree: Tree, bounds: Bounds) -> Claim | None:
    """That no lead at all comes to the routes, where it is so."""
    taken = [box for node in tree.first for box in node.taken]
    if tree.space.cut or not taken or not bounds.search().covers([EVERYTHING], taken, tree.space):
        return None
    example = example_in(EVERYTHING, tree.space)
    if example.taker(tree.first) is None:
        return None
    alone = [one for one in tree.first if bounds.search().covers([EVERYTHING], one.taken, tree.space)]
    takers = alone[:1] or tree.first
    names = _names([node.name for node in takers])
    message = f"no lead ever comes to the routes: {names} {_takes(len(takers))} every one before"
    mend = "narrow it, or drop it"
    return Claim(takers[0].at, Severity.WARNING, "dead", message, mend, example, key=True)


def _takes(number: int) -> str:
    return "takes" if number == 1 else "take"


def _is_whole(tree: Tree, node: Node, blockers: Sequence[Node]) -> bool:
    """Whether every value of what the routes ask about was tried."""
    asking = [each.route.when for one in (node, *blockers) for each in (*one.above, *one.below())]
    names = {variable_of(atom) for when in asking if when is not None for atom in atoms(when)}
    return names.isdisjoint(tree.space.cut)


def _blockers(tree: Tree, node: Node, reaching: Sequence[Box], bounds: Bounds) -> list[Node]:
    """The earlier routes that between them take every lead of the node; none where one comes through."""
    search = bounds.search()
    near = [one for one in node.before if any(meet(a, b) is not None for a in reaching for b in one.taken)]
    if not search.covers(reaching, [box for one in near for box in one.taken], tree.space):
        if search.spent:
            bounds.leave(node)
        return []
    for one in near:
        if bounds.search().covers(reaching, one.taken, tree.space):
            return [one]
    kept = list(near)
    for one in near:
        rest = [other for other in kept if other is not one]
        if bounds.search().covers(reaching, [box for other in rest for box in other.taken], tree.space):
            kept = rest
    return kept


def _shadowed(tree: Tree, node: Node, reaching: Sequence[Box], blockers: Sequence[Node]) -> Iterator[Claim]:
    for box in reaching:
        example = example_in(box, tree.space)
        taker = example.taker(tree.takers)
        if taker is None or taker in node.below() or not (example.reaches(node) and example.fires(node)):
            continue
        names = _names([one.name for one in blockers])
        takes = _takes(len(blockers))
        message = f"route `{node.route.name}` can never fire: {names} {takes} every such lead before"
        narrow = f"narrow {'that' if len(blockers) == 1 else 'those'}, or drop it"
        mend = narrow if any(one.early for one in blockers) else f"put it before {names}, {narrow}"
        yield Claim((*node.at, "name"), Severity.WARNING, "dead", message, mend, example)
        return


def _names(names: Sequence[str]) -> str:
    shown = [f"`{name}`" for name in names[:3]]
    if len(names) > 3:
        shown.append(f"{len(names) - 3} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _impossible(tree: Tree, node: Node) -> Iterator[Claim]:
    """A condition that no lead fulfils, by itself or within the routes around it."""
    when = node.route.when
    if when is None:
        return
    alone = not node.fires
    parts = when.parts if alone and isinstance(when, All) else (when,)
    outer = [above.route.when for above in node.above if above.route.when is not None]
    shows = (_where(tree.space, node, condition) for condition in (*parts, *outer, *atoms(when)))
    for example in (*shows, _filled(tree.space, atoms(when))):
        if example is None or (example.fires(node) and example.reaches(node)):
            continue
        within = "" if alone else f" inside `{node.above[-1].name}`"
        message = f"route `{node.route.name}` can never fire: nothing fulfils its condition{within}"
        mend = f"{_clash(tree.space, node)}mend the test that is wrong, or drop the route"
        yield Claim((*node.at, "when"), Severity.WARNING, "contradiction", message, mend, example, key=True)
        return


def _where(space: Space, node: Node, condition: Condition) -> Example | None:
    """A lead of which one part of the condition is true."""
    try:
        boxes = leads_of(condition, Want.TRUE, space, trusts=node.trusts)
    except TooMany:
        return None
    for box in boxes:
        example = example_in(box, space)
        if example.truth(condition, trusts=node.trusts) is Truth.TRUE:
            return example
    return None


def _filled(space: Space, tests: Iterable[Atom]) -> Example:
    """A lead with a value in every field that is asked about."""
    names = {variable_of(test) for test in tests}
    return example_in({name: space.variables[name].filled for name in names}, space)


def _clash(space: Space, node: Node) -> str:
    """The field whose tests contradict each other, in words; nothing where it is not one field."""
    conditions = [one.route.when for one in (*node.above, node) if one.route.when is not None]
    parts = [part for each in conditions for part in (each.parts if isinstance(each, All) else (each,))]
    plain = [part for part in parts if isinstance(part, Test)]
    for number, left in enumerate(plain):
        for right in plain[number + 1 :]:
            if variable_of(left) != variable_of(right):
                continue
            if space.masks(left)[1] & space.masks(right)[1] == 0:
                return f"{_says(left)} and {_says(right)}: "
    return ""


def _says(test: Test) -> str:
    value = getattr(test.value, "field", test.value)
    return phrase(test.field, test.operator.value, value, holds=True)


def idle_tests(tree: Tree) -> Iterator[Claim]:
    """Parts of conditions that hold for every value there is: they sort nothing out."""
    for node in tree.every():
        when = node.route.when
        for part in when.parts if isinstance(when, All) else (when,) if when is not None else ():
            claim = _idle(tree.space, node, part)
            if claim is not None:
                yield claim


def _idle(space: Space, node: Node, part: Condition) -> Claim | None:
    tests = list(atoms(part))
    names = {variable_of(test) for test in tests}
    speaks = any(isinstance(test, Test) and test.operator is Operator.IS_BLANK for test in tests)
    if speaks or "crm" in names or not names.isdisjoint(space.cut) or any(" " in name for name in names):
        return None
    try:
        unmet = leads_of(part, Want.NOT_TRUE, space, trusts=True)
    except TooMany:
        return None
    filled: Box = {name: space.variables[name].filled for name in names}
    if any(meet(filled, box) is not None for box in unmet):
        return None
    example = example_in(filled, space)
    if example.truth(part, trusts=True) is not Truth.TRUE:
        return None
    what = " and ".join(sorted(names))
    message = f"in route `{node.route.name}` a test of {what} is true of every value, so it sorts nothing out"
    mend = f"drop it, or write `{{{sorted(names)[0]}: {{is_blank: false}}}}` if any value will do"
    return Claim((*node.at, "when"), Severity.WARNING, "idle", message, mend, example, key=True)


def unrouted(tree: Tree, bounds: Bounds) -> Iterator[Claim]:
    """What comes to `otherwise`: a lead all of whose fields are filled in, if there is one, else one with
    blanks."""
    if any(node.ragged for node in tree.every()):
        bounds.left.append("which leads come to `otherwise`")
        return
    taken = [box for root in tree.takers for box in root.taken]
    asked = {name: variable.filled for name, variable in tree.space.variables.items() if " " not in name}
    for start, which in ((asked, "with every field filled in"), (EVERYTHING, "with blanks")):
        search = bounds.search()
        left = search.outside(start, taken, tree.space)
        if search.spent:
            bounds.left.append("which leads come to `otherwise`")
            return
        if left is None:
            continue
        example = example_in(left, tree.space)
        if example.taker(tree.takers) is not None:
            continue
        message = f"leads {which} can come to `otherwise`: no route surely takes them"
        yield Claim(("otherwise",), Severity.NOTE, "otherwise", message, "", example, key=True)
        return
    if not any(tree.space.cut):
        message = "no lead comes to `otherwise` but where a route has nobody: every lead finds a route"
        yield Claim(("otherwise",), Severity.NOTE, "complete", message, key=True)
