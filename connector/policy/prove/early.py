"""The rules of `before:` that keep leads from all routes, as if they were routes themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from connector.core.conditions import Any, Condition, Operator, Test, fields_of
from connector.core.rules import Route, Target, TargetKind
from connector.core.screening import NO_TIER, TIER, Before

Path = tuple[str | int, ...]


def early_rules(before: Before, asked: Collection[str]) -> Iterator[tuple[Path, Route]]:
    """Each rule with its place in the policy's text. `asked` are the fields of the routes' conditions: what
    is suppressed by a field that no route asks about takes nothing from any of them. Junk that is told by
    reading names is not thought of."""
    suppressed = _within(before.suppress, asked)
    if suppressed is not None:
        yield _rule(suppressed, "suppress")
    if before.junk is not None and before.junk.when is not None:
        yield _rule(before.junk.when, "junk")
    if before.score is not None and before.score.below is not None:
        yield _rule(Test(TIER, Operator.IS, NO_TIER), "score", "below")


def _within(condition: Condition | None, asked: Collection[str]) -> Condition | None:
    """The part of a suppression, which has a test for each field, that is about these fields."""
    parts = condition.parts if isinstance(condition, Any) else ()
    kept = tuple([part for part in parts if fields_of(part) & frozenset(asked)])
    return Any(kept) if kept else None


def _rule(when: Condition, *at: str) -> tuple[Path, Route]:
    name = ": ".join(("before", *at))
    return ("before", *at), Route(name, name, when, Target(TargetKind.NOBODY))
