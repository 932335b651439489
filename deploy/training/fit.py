"""Fits the weights: a conditional logit over each lead's candidates and `none`, with the signs held.

Every measure is cut at its knots; each stretch has one weight of the measure's sign, so that the score is
additive, monotone and readable. Fitted by L-BFGS-B with a small ridge, to convergence.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from connector.core.matching.evidence import APART, MEASURES
from connector.core.matching.match import TWIN_FROM
from deploy.training.benchmark import Floats, Pairs

KNOTS: dict[str, tuple[float, ...]] = {
    "lead_covered": (0, 0.3, 0.6, 0.8, 0.9, 1),
    "account_covered": (0, 0.3, 0.6, 0.8, 0.9, 1),
    "name_rare": (0, 0.5, 1, 1.5, 2, 3),
    "word_common": (0, 1.5, 3, 5),
    "name_near": (0.6, 0.75, 0.85, 0.92, 1),
    "name_generic": (0.5, 0.8, 1),
    "slip": (0, 0.4, 0.7, 1),
    "initials_long": (2, 3, 4, 6),
    "initials_part": (1, 2, 3, 4),
    "name_is_host": (0, 0.4, 0.8, 1),
    "lead_words": (0, 1, 2, 4),
    "account_words": (0, 1, 2, 4),
    "lead_telling": (0.2, 0.5, 0.8),
    "account_telling": (0.2, 0.5, 0.8),
    "name_part": (0, 0.5, 1),
    "parent_named": (0, 0.5, 1),
    "domain_named": (0.6, 0.8, 1),
}
"""Where a measure's worth may bend; others have one stretch from 0 to 1."""

RIDGE = 1.0

GIVEN = {"contacts": 4.0, "converted": 1.5, "accepted": 25.0}
"""Log-odds of what no benchmark holds, by comparison: the majority of a domain's contacts is taken for as
good as the website's domain, a person's word for better than anything."""

CALIBRATION_KNOTS = (-6.0, -3.0, -1.5, 0.0, 1.0, 2.0, 3.0, 4.5, 7.0)

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """One weight: a stretch of a measure, on a shared domain, elsewhere, or (None) in both."""

    measure: str
    start: float
    end: float
    on_domain: bool | None
    sign: int


@dataclass(frozen=True)
class Design:
    """The pairs as the fit sees them: every stretch, and which pairs are on a shared domain."""

    columns: tuple[Column, ...]
    stretches: Floats
    on_domain: Bools
    same_name: Bools
    lead: Ints


def design(pairs: Pairs) -> Design:
    names = [measure.name for measure in MEASURES]
    values = pairs.measures
    shared = (values[:, names.index("mail_domain")] + values[:, names.index("web_domain")]) > 0
    columns: list[Column] = []
    stretches: list[Floats] = []
    for place, measure in enumerate(MEASURES):
        if measure.name in GIVEN:
            continue
        knots = KNOTS.get(measure.name, (0, 1))
        for start, end in itertools.pairwise(knots):
            stretch = np.clip((values[:, place] - start) / (end - start), 0, 1)
            for regime in (False, True) if measure.twofold else (None,):
                columns.append(Column(measure.name, start, end, regime, measure.sign))
                stretches.append(stretch)
    lead = np.repeat(np.arange(len(pairs.starts) - 1), np.diff(pairs.starts))
    return Design(tuple(columns), np.stack(stretches, 1), shared, _twins(pairs, lead), lead)


def _twins(pairs: Pairs, lead: Ints) -> Bools:
    """Which pairs `matching.twins` levels."""
    same, written, alike = (
        pairs.measures[:, [measure.name for measure in MEASURES].index(name)]
        for name in ("name_same", "name_written", "words_written")
    )
    one_written = np.bincount(lead, weights=(same > 0) & (written > 0))[lead] > 0
    return (same > 0) & (~one_written | (alike >= TWIN_FROM))


def _masked(made: Design) -> Floats:
    """Each pair with the stretches of its own table alone."""
    on, off = tables(made)
    return np.where(np.outer(made.on_domain, on) | np.outer(~made.on_domain, off), made.stretches, 0.0)


def tables(made: Design) -> tuple[Bools, Bools]:
    """Which columns count on a shared domain, and which elsewhere."""
    regimes = [column.on_domain for column in made.columns]
    return np.array([regime is not False for regime in regimes]), np.array(
        [regime is not True for regime in regimes]
    )


def scored(made: Design, weights: Floats) -> tuple[Floats, Floats]:
    """Each pair's score, and the part of it that sets accounts of one name apart, as `matching` has them: on
    a shared domain the table counts that gives more."""
    apart = np.array([column.measure in APART for column in made.columns])
    totals, parts = [], []
    for table in tables(made):
        totals.append(made.stretches[:, table] @ weights[:-1][table] + weights[-1])
        parts.append(made.stretches[:, table & apart] @ weights[:-1][table & apart])
    take = made.on_domain & (totals[0] >= totals[1])
    return np.where(take, totals[0], totals[1]), np.where(take, parts[0], parts[1])


def undecidable(pairs: Pairs, made: Design) -> Bools:
    """Leads without an account where several go by the very name: `none` is then no answer to learn from,
    for it is one of them and nobody can tell which."""
    leads = len(pairs.starts) - 1
    twins = np.bincount(made.lead, weights=made.same_name & ~made.on_domain, minlength=leads)
    hits = np.bincount(made.lead, weights=pairs.right, minlength=leads)
    return (hits == 0) & (twins >= 2)


def fit(pairs: Pairs, made: Design, use: Bools) -> Floats:
    """A weight per column and the start, from the pairs that `use` picks."""
    matrix, right = _masked(made)[use], pairs.right[use].astype(float)
    _, inverse = np.unique(made.lead[use], return_inverse=True)
    starts = np.flatnonzero(np.r_[True, np.diff(inverse) != 0])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = matrix @ weights[:-1] + weights[-1]
        top = np.maximum(np.maximum.reduceat(scores, starts), 0)
        odds = np.exp(scores - top[inverse])
        total = np.add.reduceat(odds, starts) + np.exp(-top)
        off = right - odds / total[inverse]
        value = (top + np.log(total)).sum() - (scores * right).sum() + RIDGE / 2 * (weights[:-1] ** 2).sum()
        return float(value), np.r_[RIDGE * weights[:-1] - matrix.T @ off, -off.sum()]

    bounds = [(0, None) if column.sign > 0 else (None, 0) for column in made.columns] + [(None, None)]
    found = minimize(
        loss,
        np.zeros(len(made.columns) + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 5000, "maxfun": 10000, "ftol": 1e-13, "gtol": 1e-6},
    )
    return np.asarray(found.x)


@dataclass(frozen=True)
class Best:
    """The first of each lead's candidates: its pair (-1 without candidates) and its log-odds against all
    others and none."""

    pair: Ints
    raw: Floats


def best_of(pairs: Pairs, made: Design, scores: Floats, apart: Floats) -> Best:
    """As `matching.rank` has it: accounts that go by the lead's very name are levelled."""
    leads = len(pairs.starts) - 1
    pair, raw = np.full(leads, -1), np.full(leads, -10.0)
    for number, (start, end) in enumerate(zip(pairs.starts[:-1], pairs.starts[1:], strict=True)):
        if start == end:
            continue
        own = scores[start:end].copy()
        same = made.same_name[start:end]
        if same.sum() > 1:
            shared = (own - apart[start:end])[same].max()
            own = np.where(same, np.maximum(own, shared + apart[start:end]), own)
        first = int(np.argmax(own))
        rest = np.exp(np.delete(own, first)).sum() + 1
        pair[number], raw[number] = start + first, own[first] - np.log(rest)
    return Best(pair, raw)


def calibrate(raw: Floats, right: Bools) -> list[tuple[float, float]]:
    """Points (log-odds, logit of confidence), monotone, through which confidence is drawn."""
    knots = np.array(CALIBRATION_KNOTS)
    stretches = np.stack([np.clip(raw, low, high) - low for low, high in itertools.pairwise(knots)], 1)
    target = right.astype(float)

    def loss(slopes: Floats) -> tuple[float, Floats]:
        logits = stretches @ slopes[:-1] + slopes[-1]
        off = 1 / (1 + np.exp(-logits)) - target
        bend = np.diff(slopes[:-1])
        value = (np.logaddexp(0, logits) - logits * target).sum() + (bend**2).sum()
        grad = np.r_[stretches.T @ off, off.sum()]
        grad[:-1] += 2 * (np.r_[0, bend] - np.r_[bend, 0])
        return float(value), grad

    bounds = [(0.05, None)] * (len(knots) - 1) + [(None, None)]
    start = np.r_[np.ones(len(knots) - 1), knots[0]]
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000, "ftol": 1e-13}
    )
    slopes, low = found.x[:-1], found.x[-1]
    heights = low + np.r_[0, np.cumsum(slopes * np.diff(knots))]
    return [(float(knot), float(height)) for knot, height in zip(knots, heights, strict=True)]
