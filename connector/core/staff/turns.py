"""Whose turn it is: a fair rotation in whole numbers.

Each decision grants every eligible person a share of one turn, their weight over the weight of all
who are eligible. Next is whoever has taken least against their share so far. Who is absent is
granted nothing, unless their team pays absences back up to a bound; who is new starts level. Among
people eligible for the same decisions the turns taken, divided by weight, never differ by more than 1.

Whatever happens, as many turns are due as were taken: what one is given or let off, the others bear.
So 0 is always the level of the rotation, and that is where a newcomer stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from math import gcd, lcm

from connector.core.staff.limits import AS_LEFT, AfterAbsence
from connector.core.view import TurnState

SCALE = 5_354_228_880
"""Units of one turn: divisible by every total weight up to 24, so that their shares are exact."""

_LEVEL = TurnState()
_state = partial(tuple.__new__, TurnState)  # for hundreds of people a lead: a third of the time
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Turned:
    """The people in the order of their rank, the chosen one first, and the standings that changed."""

    order: tuple[str, ...]
    standings: Mapping[str, TurnState]


@dataclass(frozen=True, slots=True)
class Round:
    """What goes with one turn besides who can take it. `order` is the order that another way of choosing
    found (empty: by what is owed); `absent` are the weights of members who are away, `after` what that
    leaves behind; `stamp` is the time in any ascending unit."""

    order: tuple[str, ...] = ()
    absent: Mapping[str, int] = field(default_factory=dict)
    after: AfterAbsence = AS_LEFT
    stamp: int = 0


_PLAIN = Round()


def take(standings: Mapping[str, TurnState], weights: Mapping[str, int], turn: Round = _PLAIN) -> Turned:
    """Choose one of `weights` (e-mail -> whole number of at least 1), who must not be empty.

    The least drift per weight goes first, then the fewest turns per weight, then the e-mail. All
    are compared exactly: divisions are by a common multiple of the weights.
    """
    changed = _levelled(standings, weights, turn) if turn.after.levelled and turn.absent else {}
    order = turn.order or rank(standings, weights)
    accruing = _accruing(standings, turn) if turn.after.paid_back and turn.absent else {}
    share = SCALE // (sum(weights.values()) + sum(accruing.values()))
    for email, weight in accruing.items():
        state = standings[email]
        changed[email] = TurnState(state.taken, state.due + weight * share, state.last, state.away + share)
    before = {**standings, **changed} if changed else standings
    granted = {weight: weight * share for weight in set(weights.values())}
    for email, weight in weights.items():
        taken, due, last, _ = before.get(email, _LEVEL)
        changed[email] = _state((taken, due + granted[weight], last, 0))
    chosen = changed[order[0]]
    changed[order[0]] = TurnState(chosen.taken + 1, chosen.due, _next_stamp(standings, turn.stamp))
    return Turned(order, changed)


def rank(standings: Mapping[str, TurnState], weights: Mapping[str, int]) -> tuple[str, ...]:
    """The e-mails of `weights`, whose turn is next first."""
    share = SCALE // sum(weights.values())
    known = set(weights.values())
    common = lcm(*known)
    by_weight = {weight: (common // weight, weight * share) for weight in known}
    keys: list[tuple[int, int, str]] = []
    for email, weight in weights.items():
        taken, due, _, _ = standings.get(email, _LEVEL)
        factor, granted = by_weight[weight]
        keys.append(((taken * SCALE - due - granted) * factor, taken * factor, email))
    keys.sort()
    return tuple([key[2] for key in keys])


def charge(
    standings: Mapping[str, TurnState], weights: Mapping[str, int], email: str, stamp: int
) -> Mapping[str, TurnState]:
    """The standings that change when `email` is given a lead outside the rotation that counts as a turn.
    `weights` are those of all members, away or not: each is granted their share of it."""
    share = SCALE // (sum(weights.values()) or 1)
    changed = {one: _granted(standings, one, weight * share) for one, weight in weights.items()}
    state = changed.get(email) or standings.get(email, _LEVEL)
    changed[email] = TurnState(state.taken + 1, state.due, _next_stamp(standings, stamp))
    return changed


def give_back(
    standings: Mapping[str, TurnState], weights: Mapping[str, int], email: str
) -> Mapping[str, TurnState]:
    """The standings that change when `email` gives a lead back, declined or reassigned: the turn counts as
    not taken, and each of the members (`weights`) as granted their share of one turn less.

    Nobody's turns go below none: a second credit for the same turn finds nothing to give back. How long
    they have waited stays: who declines one lead is not the first in line for the next by that.
    """
    state = standings.get(email, _LEVEL)
    if state.taken < 1:
        return {}
    share = SCALE // sum(weights.values())
    changed = {one: _granted(standings, one, -weight * share) for one, weight in weights.items()}
    state = changed.get(email, state)
    changed[email] = state._replace(taken=state.taken - 1)
    return changed


def stamp_of(now: datetime) -> int:
    """An instant as standings keep it: microseconds since 1970."""
    return (now - _EPOCH) // _MICROSECOND


def drift(state: TurnState) -> float:
    """How many turns ahead of the ideal share (negative: behind)."""
    return (state.taken * SCALE - state.due) / SCALE


def reduced(weights: Mapping[str, int]) -> Mapping[str, int]:
    """The same proportions in the smallest whole numbers, which keeps shares exact for longer."""
    common = gcd(*weights.values())
    return {email: weight // common for email, weight in weights.items()} if common > 1 else weights


def _levelled(
    standings: Mapping[str, TurnState], weights: Mapping[str, int], turn: Round
) -> dict[str, TurnState]:
    """Those put level who went away since the last turn; what they were ahead or behind is shared out
    among those who are there. Who went together is put level together: what lies between them stays, or
    people with the same history would not stay within one turn."""
    leaving = {
        email: weight
        for email, weight in turn.absent.items()
        if email in standings and not standings[email].away and weight > 0
    }
    if not leaving:
        return {}
    ahead = sum(standings[email].taken * SCALE - standings[email].due for email in leaving)
    forgiven = ahead // sum(leaving.values())
    borne = forgiven * sum(leaving.values()) // sum(weights.values())
    changed = {email: _granted(standings, email, -borne * weight) for email, weight in weights.items()}
    for email, weight in leaving.items():
        state = standings[email]
        changed[email] = TurnState(state.taken, state.due + forgiven * weight, state.last, away=1)
    return changed


def _accruing(standings: Mapping[str, TurnState], turn: Round) -> Mapping[str, int]:
    """The absent, with their weights, to whom this absence has not yet brought all that is paid back."""
    most = turn.after.paid_back * SCALE
    return {
        email: weight
        for email, weight in turn.absent.items()
        if email in standings and standings[email].away < most
    }


def _granted(standings: Mapping[str, TurnState], email: str, units: int) -> TurnState:
    state = standings.get(email, _LEVEL)
    return TurnState(state.taken, state.due + units, state.last, state.away)


def _next_stamp(standings: Mapping[str, TurnState], stamp: int) -> int:
    """Later than every stamp before: turns of one instant, and of a clock set back, keep their order."""
    return max(stamp, 1 + max([state.last for state in standings.values()], default=0))
