"""The honest measure: every family's leads judged by weights and calibration that never saw the family."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deploy.training.benchmark import Benchmark, Floats, Pairs, families, folds
from deploy.training.fit import (
    CALIBRATION_KNOTS,
    Best,
    Bools,
    Design,
    Ints,
    best_of,
    calibrate,
    fit,
    scored,
    undecidable,
)

FOLDS = 5


@dataclass(frozen=True)
class Judged:
    """For every lead: the best candidate's account (None without candidates), its log-odds, whether it is
    right, whether the lead shares its domain, and the confidence in it."""

    accounts: tuple[str | None, ...]
    raw: Floats
    right: Bools
    shared: Bools
    confidence: Floats


def held_out(half: Benchmark, pairs: Pairs, made: Design) -> Judged:
    """Every lead judged without its family."""
    fold = folds(families(half), FOLDS)
    learnable = ~undecidable(pairs, made)
    scores, apart = np.zeros(len(pairs.right)), np.zeros(len(pairs.right))
    for number in range(FOLDS):
        weights = fit(pairs, made, ((fold != number) & learnable)[made.lead])
        asked = fold[made.lead] == number
        scores[asked], apart[asked] = (part[asked] for part in scored(made, weights))
    best = best_of(pairs, made, scores, apart)
    right = is_right(pairs, best)
    shared = on_domain(made, best)
    return Judged(named(pairs, best), best.raw, right, shared, _calibrated(best, right, fold, shared))


def on_domain(made: Design, best: Best) -> Bools:
    return np.array([place >= 0 and bool(made.on_domain[place]) for place in best.pair], dtype=np.bool_)


def is_right(pairs: Pairs, best: Best) -> Bools:
    return np.array([place >= 0 and bool(pairs.right[place]) for place in best.pair], dtype=np.bool_)


def named(pairs: Pairs, best: Best) -> tuple[str | None, ...]:
    return tuple([pairs.accounts[place] if place >= 0 else None for place in best.pair])


def _calibrated(best: Best, right: Bools, fold: Ints, shared: Bools) -> Floats:
    confidence = np.zeros(len(right))
    for number in range(FOLDS):
        elsewhere = (fold != number) & (best.pair >= 0) & ~shared
        for regime in (True, False):
            others = (fold != number) & (best.pair >= 0) & (shared == regime)
            asked = (fold == number) & (shared == regime)
            drawn = confident(best.raw[asked], calibrate(best.raw[others], right[others]))
            confidence[asked] = (
                drawn
                if not regime
                else np.maximum(
                    drawn, confident(best.raw[asked], calibrate(best.raw[elsewhere], right[elsewhere]))
                )
            )
    confidence[best.pair < 0] = 0.0
    return confidence


def confident(raw: Floats, points: list[tuple[float, float]]) -> Floats:
    knots = np.clip(raw, CALIBRATION_KNOTS[0], CALIBRATION_KNOTS[-1])
    return 1 / (1 + np.exp(-np.interp(knots, [knot for knot, _ in points], [logit for _, logit in points])))
