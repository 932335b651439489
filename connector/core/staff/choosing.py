"""The ways to choose one of those who can take a lead, and the value that decided, in words.

Every way ends in a total order: by what its name says, then by who waited longest, then by the e-mail;
of the best fit and of equals by what each is owed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from connector.core.rules import Turn
from connector.core.staff import turns
from connector.core.staff.asking import Need
from connector.core.staff.hours import minute_of, wall
from connector.core.staff.measures import OPEN_LEADS, Measure
from connector.core.staff.roster import Member
from connector.core.view import TurnState
from mappings.instants import to_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LEVEL = TurnState()
FULL = 100
"""A full share, in per cent."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a choice is made by: standings in the rotation, weights, places in the team's list (who stands in
    has the place of whom they stand in for), the traits asked for, and what each has in hand by `measure`,
    with how many records of it are blank."""

    standings: Mapping[str, TurnState]
    weights: Mapping[str, int]
    places: Mapping[str, int] = field(default_factory=dict)
    needs: Sequence[Need] = ()
    now: datetime = _EPOCH
    measure: Measure = OPEN_LEADS
    loads: Mapping[str, float] = field(default_factory=dict)
    blanks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """The e-mails, the chosen one first, and why; both empty where what each is owed decides alone."""

    order: tuple[str, ...] = ()
    why: str = ""


def choose(turn: Turn, able: Sequence[Member], facts: Facts) -> Choice:
    """The order of `able`, of whom there is at least one."""
    if turn is Turn.LEAST_LOADED:
        return _least_loaded(able, facts)
    if turn is Turn.LONGEST_WAITING:
        order = sorted((_last(facts, member), member.email) for member in able)
        return Choice(tuple(email for _, email in order), _waited(order[0][0]))
    if turn is Turn.IN_ORDER:
        return _in_order(able, facts)
    if turn is Turn.BEST_FIT:
        return _best_fit(able, facts)
    return Choice()


def weights_of(members: Sequence[Member], turn: Turn, now: datetime) -> Mapping[str, int]:
    """Each one's weight in a rotation: their own where turns are weighted, else 1; less for a new person."""
    weighted = turn is Turn.WEIGHTED
    own = {member.email: member.weight if weighted else 1 for member in members}
    shares = {member.email: share_of(member, now) for member in members if member.ramp is not None}
    if not shares:
        return own
    return turns.reduced({email: weight * shares.get(email, FULL) for email, weight in own.items()})


def share_of(member: Member, now: datetime) -> int:
    """The share of a full turn that the person has today, by the date where they are, in per cent."""
    ramp = member.ramp
    if ramp is None or wall(member.zone, minute_of(now))[0] > ramp.until:
        return FULL
    return ramp.share


def points(member: Member, needs: Sequence[Need]) -> int:
    """How well somebody fits what is asked for: the proficiency of each matching skill added up, and that
    of the best matching language for each language asked for."""
    found = 0
    for need in needs:
        levels = need.levels(member)
        found += max(levels, default=0) if need.trait == "language" else sum(levels)
    return found


def _last(facts: Facts, member: Member) -> int:
    return facts.standings.get(member.email, _LEVEL).last


def _waited(last: int) -> str:
    if not last:
        return "has had no turn yet"
    return f"has waited longest, since {to_text(_EPOCH + timedelta(microseconds=last))}"


def _least_loaded(able: Sequence[Member], facts: Facts) -> Choice:
    """What a new person has weighs the more, the smaller their share."""
    keys: list[tuple[Fraction | float, int, str]] = []
    for member in able:
        load = facts.loads.get(member.email, 0)
        share = share_of(member, facts.now) or 1
        counted = load if share == FULL else Fraction(load) * FULL / share
        keys.append((counted, _last(facts, member), member.email))
    keys.sort()
    least, last, email = keys[0]
    own = facts.loads.get(email, 0)
    why = facts.measure.told(own, facts.blanks.get(email, 0))
    why += f", counted as {float(least):,.1f}" if own != least else ""
    less, end = ("less", "the least") if facts.measure.sums else ("fewer", "the fewest")
    if len(keys) > 1 and keys[1][0] == least:
        return Choice(tuple(key[2] for key in keys), f"{why}, nobody {less}, and {_waited(last)}")
    return Choice(tuple(key[2] for key in keys), f"{why}, {end}")


def _in_order(able: Sequence[Member], facts: Facts) -> Choice:
    """Down the list from behind whoever had the last turn of those on it."""
    size = max(facts.places.values(), default=0) + 1
    turned = [(facts.standings[email].last, email) for email in facts.places if email in facts.standings]
    last, latest = max(turned, default=(0, ""))
    start = facts.places[latest] + 1 if last else 0
    order = sorted(
        ((facts.places.get(member.email, size) - start) % (size + 1), member.email) for member in able
    )
    why = f"comes next after {latest} in the team's order" if last else "comes first in the team's order"
    return Choice(tuple(email for _, email in order), why)


def _best_fit(able: Sequence[Member], facts: Facts) -> Choice:
    fits = {member.email: points(member, facts.needs) for member in able}
    order = sorted(turns.rank(facts.standings, facts.weights), key=lambda email: -fits[email])
    best = fits[order[0]]
    equals = sum(fit == best for fit in fits.values())
    why = f"fits best, with {best} point{'' if best == 1 else 's'} for what is asked for"
    return Choice(tuple(order), why if equals == 1 else f"{why} as {equals} do, and is owed the most of them")
