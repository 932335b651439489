"""What can be proven of a policy before any lead comes: that every lead reaches somebody, which routes
never fire, where the order decides, what falls between, and when nobody is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from connector.core.rules import Policy
from connector.core.screening import NO_TIER, POINTS
from connector.policy.folder import Book
from connector.policy.prove.blanks import undecided_blanks
from connector.policy.prove.cells import Space
from connector.policy.prove.finding import Finding, Severity
from connector.policy.prove.gaps import gaps
from connector.policy.prove.ground import Example
from connector.policy.prove.routes import Bounds, Claim, dead_routes, idle_tests, unrouted
from connector.policy.prove.siblings import Overlaps
from connector.policy.prove.teams import empty_teams
from connector.policy.prove.tiers import sums_of, tiers_out_of_reach
from connector.policy.prove.tree import Tree
from connector.policy.prove.wishes import vain_wishes
from connector.policy.vocabulary import Vocabulary
from mappings.records import Value

__all__ = ["Finding", "Severity", "prove"]

MOST_LEFT = 5
"""Questions left open that are told in words."""


def prove(
    book: Book, policy: Policy, words: Vocabulary, several: Collection[str] = ()
) -> tuple[Finding, ...]:
    """What the proof finds in a sound policy and its text, warnings first, each in the order of the text.
    `several` are fields that can hold more than one value at once."""
    closed = _closed(policy, words)
    space = Space(policy.lists, closed, _several(several))
    bounds = Bounds()
    tree = Tree(policy, space)
    overlaps = Overlaps(tree, bounds)
    claims = [
        *undecided_blanks(tree, book),
        *dead_routes(tree, bounds),
        *idle_tests(tree),
        *gaps(tree, bounds),
        *overlaps.find(),
        *vain_wishes(tree, bounds),
        *tiers_out_of_reach(policy, Space(policy.lists, closed, space.several)),
        *empty_teams(policy),
        *unrouted(tree, bounds),
        *_left_open(space, bounds, overlaps),
    ]
    found = [_placed(book, claim) for claim in claims]
    return tuple(
        sorted(found, key=lambda one: (one.severity is Severity.NOTE, one.file, one.line, one.column))
    )


def _several(names: Collection[str]) -> frozenset[str]:
    """Owners, too, go by several names at once."""
    return frozenset({*names, "lead.owner", "account.owner"})


def _closed(policy: Policy, words: Vocabulary) -> Mapping[str, Sequence[Value]]:
    """The only values that some fields have, the plainest first."""
    crms = tuple(words.crms)
    score = policy.before.score
    tiers = [name for name, _ in score.tiers] if score is not None else []
    sums = sums_of(score) if score is not None else None
    return {
        **({POINTS: sums} if sums is not None else {}),
        "account.match": ("none", "review", "auto"),
        "trigger": ("created", "changed", "timer", "conflict", "request"),
        "crm": crms,
        "account.crm": crms,
        "score.tier": (*tiers, NO_TIER),
    }


def _left_open(space: Space, bounds: Bounds, overlaps: Overlaps) -> Iterator[Claim]:
    """What the search did not settle, in so many words."""
    names = list(dict.fromkeys(bounds.left))
    for what in names[:MOST_LEFT]:
        yield _open(f"not proven, because it is too intricate: {what}")
    if len(names) > MOST_LEFT:
        yield _open(f"not proven, because it is too intricate: {len(names) - MOST_LEFT} more such questions")
    for name in space.cut:
        why = "its lists are too long beside tests of parts of it"
        yield _open(f"not proven to the last value of {name}: {why}")
    if overlaps.left or bounds.total.steps < 0:
        yield _open("not every pair of routes was compared")


def _open(message: str) -> Claim:
    return Claim(("routes",), Severity.NOTE, "bound", message, key=True)


def _placed(book: Book, claim: Claim) -> Finding:
    file, line, column = book.locate(claim.at, key=claim.key)
    example = _shown(claim.example) if claim.example is not None else {}
    return Finding(
        file, line, column, claim.severity, claim.kind, claim.message, claim.mend, example, claim.when
    )


def _shown(example: Example) -> dict[str, Value]:
    """The fields of an example that matter, else that it is any lead."""
    shown = dict(example.shown)
    return shown or {"lead": "any"}
