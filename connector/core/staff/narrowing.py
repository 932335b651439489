"""A route's `with:` step by step: each narrowing keeps those who have what is asked for, and says what
happens where none of those left has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.core.rules import Narrowing, NobodyLeft
from connector.core.staff.asking import Need
from connector.core.staff.roster import Member


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is asked of the team in the end, and (step, result, detail) of each narrowing."""

    needs: tuple[Need, ...]
    told: tuple[tuple[str, str, str], ...]


def narrowed(asked: Sequence[tuple[Narrowing, Need]], able: Sequence[Member]) -> Narrowed:
    """Narrows those who can take the lead now, in the policy's order. Where nobody is left, a narrowing
    is skipped or ends the search, as it says; what stands after the end keeps nobody either."""
    left = list(able)
    needs: list[Need] = []
    told: list[tuple[str, str, str]] = []
    for narrowing, need in asked:
        step = f"with {narrowing.trait}"
        fit = [member for member in left if need.is_met_by(member)]
        of = f"{len(fit)} of {len(left)} who can take it now"
        if not fit and left and narrowing.nobody_left is NobodyLeft.SKIP:
            told.append((step, "skipped", f"{need.asked}: {of}, so it is left out"))
            continue
        needs.append(need)
        told.append((step, "narrows", f"{need.asked}: {of}"))
        left = fit
    return Narrowed(tuple(needs), tuple(told))
