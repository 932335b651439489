"""Whose turn it is: a fair rotation in whole numbers.

Each decision grants every eligible person a share of one turn, their weight over the weight of all
who are eligible. Next is whoever has taken least against their share so far. Who is absent is
granted nothing, so nobody is flooded on return; who is new starts level. Among people eligible for
the same decisions the turns taken, divided by weight, never differ by more than 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import lcm

from connector.core.view import TurnState

SCALE = 5_354_228_880
"""Units of one turn: divisible by every total weight up to 24, so that their shares are exact."""

_LEVEL = TurnState()


@dataclass(frozen=True, slots=True)
class Turned:
    """The people in the order of their rank, the chosen one first, and their new standings."""

    order: tuple[str, ...]
    standings: Mapping[str, TurnState]


def take(standings: Mapping[str, TurnState], weights: Mapping[str, int]) -> Turned:
    """Choose one of `weights` (e-mail -> whole number of at least 1), who must not be empty.

    The least drift per weight goes first, then the fewest turns per weight, then the e-mail. All
    are compared exactly: divisions are by a common multiple of the weights.
    """
    order = rank(standings, weights)
    share = SCALE // sum(weights.values())
    changed: dict[str, TurnState] = {}
    for email, weight in weights.items():
        state = standings.get(email, _LEVEL)
        changed[email] = TurnState(state.taken, state.due + weight * share)
    chosen = changed[order[0]]
    changed[order[0]] = TurnState(chosen.taken + 1, chosen.due)
    return Turned(order, changed)


def rank(standings: Mapping[str, TurnState], weights: Mapping[str, int]) -> tuple[str, ...]:
    """The e-mails of `weights`, whose turn is next first."""
    share = SCALE // sum(weights.values())
    common = lcm(*set(weights.values()))
    keys: list[tuple[int, int, str]] = []
    for email, weight in weights.items():
        state = standings.get(email, _LEVEL)
        factor = common // weight
        drift = state.taken * SCALE - state.due - weight * share
        keys.append((drift * factor, state.taken * factor, email))
    keys.sort()
    return tuple(key[2] for key in keys)


def drift(state: TurnState) -> float:
    """How many turns ahead of the ideal share (negative: behind)."""
    return (state.taken * SCALE - state.due) / SCALE
