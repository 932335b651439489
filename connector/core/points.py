"""The points of a lead by a declared table, in whole numbers.

A signal that ages is worth half after each of its half-lives, and in between it falls evenly; what is left
is rounded towards nothing. So every contribution is a whole number, and the same instant gives the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from connector.core.comparing import instant
from connector.core.conditions import Truth
from connector.core.desk import Desk
from connector.core.screening import NO_TIER, POINTS, TIER, Line, Score

_MICROSECOND = timedelta(microseconds=1)
_GONE_AFTER = 64
"""Half-lives after which nothing is left of any number of points."""


def faded(add: int, age: timedelta, halves_after: int) -> int:
    """What is left of `add` points at an age; one that lies ahead counts as none."""
    half = halves_after * 1_000_000
    halvings, rest = divmod(max(0, age // _MICROSECOND), half)
    if halvings >= _GONE_AFTER:
        return 0
    left = abs(add) * (2 * half - rest) // (half << (halvings + 1))
    return left if add >= 0 else -left


def score(desk: Desk, rules: Score) -> str | None:
    """Counts the points, each contribution a step; the tier, None under the lowest. Conditions know both
    from then on."""
    total, counted = 0, 0
    blanks: dict[str, None] = {}
    for line in rules.lines:
        verdict = desk.known.test(line.when, trusts_match=False)
        if verdict.truth is Truth.BLANK:
            blanks |= dict.fromkeys(verdict.blanks)
        desk.reads.extend(verdict.reads)
        if verdict.truth is not Truth.TRUE:
            continue
        worth, why = _worth(desk, line, desk.view.now)
        if worth is None:
            blanks[line.since or ""] = None
            continue
        total, counted = total + worth, counted + 1
        named = f"{line.name}: {verdict.detail}" if line.name else verdict.detail
        reads = (*verdict.reads, line.since) if line.since else verdict.reads
        desk.note("points", f"{worth:+d}", named + why, reads)
    tier = next((name for name, least in rules.tiers if total >= least), None)
    detail = f"{counted} of {len(rules.lines)} lines count"
    if blanks:
        detail += f"; blank: {', '.join(blanks)}"
    desk.note("score", f"{total} points", f"tier {tier or NO_TIER}, {detail}" if rules.tiers else detail)
    desk.known.take_note(POINTS, total)
    desk.known.take_note(TIER, tier or NO_TIER)
    return tier


def _worth(desk: Desk, line: Line, now: datetime) -> tuple[int | None, str]:
    """The points of a line that holds, and a clause about their age; None where the age is not known."""
    if line.halves_after is None or line.since is None:
        return line.add, ""
    then = instant(desk.known.look(line.since))
    if then is None:
        return None, ""
    worth = faded(line.add, now - then, line.halves_after)
    return worth, f"; {line.add:+d} at {line.since}, half after each {_words(line.halves_after)}"


def _words(seconds: int) -> str:
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
