"""Fits what each kind of key is worth when candidates are chosen: a conditional logit of the right account
against those that share keys with the lead, over ten sums, one a kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from connector.core.matching.candidates import hashed, plan, rarity
from connector.core.matching.keys import account_keys, lead_keys
from deploy.training.benchmark import Benchmark, Floats

KINDS = "dnpwgskfex"

RIVALS = 100
"""With how many others the right account competes: those with the greatest plain sums."""

RIDGE = 0.1

UNIT = "n"
"""The kind whose worth is set; the others' are relative to it."""

SET = 30


def fit_worths(half: Benchmark) -> dict[str, int]:
    """The worth of each kind of key, in whole numbers; those of people's keys are not in any benchmark."""
    rows: list[NDArray[np.float64]] = []
    starts = [0]
    for right, others in _competitions(half):
        rows += [right, *others]
        starts.append(len(rows))
    matrix, first = np.array(rows), np.array(starts[:-1])
    whose = np.repeat(np.arange(len(first)), np.diff(starts))

    def loss(worths: Floats) -> tuple[float, Floats]:
        sums = matrix @ worths
        top = np.maximum.reduceat(sums, first)
        odds = np.exp(sums - top[whose])
        total = np.add.reduceat(odds, first)
        value = (top + np.log(total) - sums[first]).sum() + RIDGE / 2 * (worths**2).sum()
        grad = matrix.T @ (odds / total[whose]) - matrix[first].sum(0) + RIDGE * worths
        return float(value), grad

    found = minimize(
        loss,
        np.ones(len(KINDS)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, None)] * len(KINDS),
        options={"maxiter": 2000, "ftol": 1e-13, "gtol": 1e-6},
    )
    scale = SET / found.x[KINDS.index(UNIT)]
    return {kind: max(1, round(worth * scale)) for kind, worth in zip(KINDS, found.x, strict=True)}


def _competitions(half: Benchmark) -> Iterator[tuple[Floats, list[Floats]]]:
    """For each lead whose account shares a key: the sums by kind of that account and of its rivals."""
    goes_by = {id_: account_keys(account) for id_, account in half.accounts.items()}
    holders: dict[str, list[str]] = defaultdict(list)
    for id_, keys in goes_by.items():
        for key in keys:
            holders[key].append(id_)
    for lead, truth in zip(half.leads, half.truths, strict=True):
        if truth.account is None:
            continue
        sums = _sums(lead_keys(lead), holders)
        if truth.account in sums:
            right = sums.pop(truth.account)
            others = sorted(sums, key=lambda id_: (-sums[id_].sum(), id_))[:RIVALS]
            yield right, [sums[id_] for id_ in others]


def _sums(keys: Sequence[str], holders: Mapping[str, Sequence[str]]) -> dict[str, Floats]:
    """What each account shares of a lead's keys that would be read, by kind."""
    numbers = {key: hashed(key) for key in keys}
    held = {numbers[key]: len(holders[key]) for key in keys if key in holders}
    read = {number for number, _ in plan(keys, numbers, held)}
    sums: dict[str, Floats] = defaultdict(lambda: np.zeros(len(KINDS)))
    for key in keys:
        if numbers[key] in read:
            for id_ in holders[key]:
                sums[id_][KINDS.index(key[0])] += rarity(len(holders[key])) / rarity(0)
    return sums
