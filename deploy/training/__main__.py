"""Fits the shipped weights anew: python -m deploy.training [FOLDER OF THE BENCHMARK]

Writes connector/core/matching/weights.py: the same bytes from the same files. Needs the extra `train`.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np

from deploy.training.benchmark import load, pairs_of
from deploy.training.fit import calibrate, design, fit, undecidable
from deploy.training.folds import held_out
from deploy.training.measures import summary
from deploy.training.worths import fit_worths
from deploy.training.write import written

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "connector" / "core" / "matching" / "weights.py"
BENCHMARK = ROOT.parent / "shared" / "matching"


def main(folder: Path) -> None:
    half = load(folder)
    worths = fit_worths(half)
    pairs = pairs_of(half, worths=worths)
    found = sum(pairs.right) / sum(truth.account is not None for truth in half.truths)
    print(f"{len(half.leads):,} leads, {len(half.accounts):,} accounts, {len(pairs.accounts):,} comparisons")
    print(f"the right account is among the candidates of {found:.4f}")
    made = design(pairs)
    judged = held_out(half, pairs, made)
    figures = summary(half, judged)
    print(figures)
    weights = np.round(fit(pairs, made, ~undecidable(pairs, made)[made.lead]), 2)
    # Confidence is drawn through the held-out scores: those of leads that the weights have seen flatter.
    has = np.array([account is not None for account in judged.accounts])
    points = {
        regime: calibrate(
            judged.raw[has & (judged.shared == regime)], judged.right[has & (judged.shared == regime)]
        )
        for regime in (True, False)
    }
    WEIGHTS.write_text(
        written(made, weights, points, worths, f"{figures}\n\nBenchmark, SHA-256: {digest(folder)}")
    )


FILES = ("accounts.csv", "leads.csv", "truth.csv")


def digest(folder: Path) -> str:
    """What tells this benchmark from any other."""
    return hashlib.sha256(b"".join([(folder / name).read_bytes() for name in FILES])).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else BENCHMARK)
