"""What a policy says of leads before any route is asked: suppressed, junk, seen already, scored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from connector.core.conditions import Condition

if TYPE_CHECKING:
    from connector.core.rules import Target

JUNK_KINDS = frozenset({"test", "mash"})
"""What counts as junk unless the policy says otherwise; words of `junk.junk_kind`."""

POINTS, TIER = "score.points", "score.tier"
"""What conditions ask of a score; `NO_TIER` is the tier of those under the lowest."""

NO_TIER = "none"


@dataclass(frozen=True, slots=True)
class Junk:
    """Junk and test records: company, name or address read as one of `kinds`, or `when` is true. They go
    `to`; None leaves them alone."""

    kinds: frozenset[str] = JUNK_KINDS
    when: Condition | None = None
    to: Target | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the points table. What counts for something at an instant (`since`, a field) is worth half
    after every `halves_after` seconds."""

    when: Condition
    add: int
    name: str = ""
    halves_after: int | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """`tiers` are names with the least points, the highest first; who is under the lowest goes to `below`,
    where the policy names one."""

    lines: tuple[Line, ...]
    tiers: tuple[tuple[str, int], ...] = ()
    below: Target | None = None


class Way(StrEnum):
    """What becomes of a lead whose person is known and owned."""

    SAME_OWNER = "same_owner"  # it goes to that owner
    HOLD = "hold"  # it waits for a merge in the CRM, then goes to that owner
    REVIEW = "review"  # a person decides


@dataclass(frozen=True, slots=True)
class Duplicates:
    """`hold_seconds` is how long `hold` waits."""

    way: Way = Way.SAME_OWNER
    hold_seconds: int = 3600


@dataclass(frozen=True, slots=True)
class Before:
    """Each part is None where the policy does not have it."""

    suppress: Condition | None = None
    junk: Junk | None = None
    score: Score | None = None
    duplicates: Duplicates | None = None
