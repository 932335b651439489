"""Blanks that nobody decided: routes that can be blank and do not say what they do then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connector.core.conditions import Truth, can_be_blank
from connector.policy.folder import Book
from connector.policy.prove.boxes import TooMany, Want, leads_of, product
from connector.policy.prove.finding import Severity
from connector.policy.prove.ground import Example, example_in
from connector.policy.prove.routes import Claim
from connector.policy.prove.tree import Node, Tree
from connector.policy.routes import undecided


def undecided_blanks(tree: Tree, book: Book) -> Iterator[Claim]:
    """The reader's own warning about each such route, with a lead that is blank to it."""
    for node in tree.every():
        entry = _written(book, node)
        if node.route.when is None or entry.get("blank") is not None or not can_be_blank(node.route.when):
            continue
        example = _blank_to(tree, node)
        if example is not None:
            message, mend = undecided(node.route.name, node.route.when)
            yield Claim((*node.at, "when"), Severity.WARNING, "undecided", message, mend, example, key=True)


def _written(book: Book, node: Node) -> Mapping[str, object]:
    """The route as its file has it."""
    here: object = book.plain
    for part in node.at:
        if isinstance(here, dict) and isinstance(part, str):
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int):
            here = here[part]
    return here if isinstance(here, dict) else {}


def _blank_to(tree: Tree, node: Node) -> Example | None:
    when, trusts = node.route.when, node.trusts
    try:
        neither = product(
            leads_of(when, Want.NOT_TRUE, tree.space, trusts=trusts),
            leads_of(when, Want.NOT_FALSE, tree.space, trusts=trusts),
        )
    except TooMany:
        return None
    examples = (example_in(box, tree.space) for box in neither)
    return next((one for one in examples if one.truth(when, trusts=trusts) is Truth.BLANK), None)
