"""What matching is measured by: precision and recall of the auto band, accuracy, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.core.matching.match import NAMED_FROM
from connector.core.rules import MatchRules
from deploy.training.benchmark import Benchmark, Truth
from deploy.training.folds import Judged

BINS = 10


@dataclass(frozen=True)
class Answer:
    """What the matcher said of a lead."""

    account: str | None
    confidence: float
    band: str


@dataclass(frozen=True)
class Figures:
    """Shares, 0 to 1. `left_alone`: of leads without an account those not matched; `suggested`: of the
    others those whose account is named in auto or review."""

    leads: int
    auto: int
    precision: float
    recall: float
    accuracy: float
    left_alone: float
    suggested: float
    review: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def figures(truths: Sequence[Truth], answers: Sequence[Answer]) -> Figures:
    rows = list(zip(truths, answers, strict=True))
    having = sum(truth.account is not None for truth in truths)
    auto = [(truth, one) for truth, one in rows if one.band == "auto"]
    hits = sum(truth.account == one.account for truth, one in auto)
    alone = sum(truth.account is None and one.band != "auto" for truth, one in rows)
    told = sum(
        truth.account is not None and truth.account == one.account and one.band != "none"
        for truth, one in rows
    )
    return Figures(
        leads=len(rows),
        auto=len(auto),
        precision=hits / len(auto) if auto else 1.0,
        recall=hits / having if having else 0.0,
        accuracy=(hits + alone) / len(rows),
        left_alone=alone / (len(rows) - having) if having < len(rows) else 1.0,
        suggested=told / having if having else 0.0,
        review=sum(one.band == "review" for one in answers) / len(rows),
    )


def calibration_error(truths: Sequence[Truth], answers: Sequence[Answer]) -> float:
    """Expected calibration error over ten bins of confidence, of leads with a named account."""
    bins = [[0, 0.0, 0] for _ in range(BINS)]
    for truth, one in zip(truths, answers, strict=True):
        if one.account is not None:
            entry = bins[min(BINS - 1, int(one.confidence * BINS))]
            entry[0] += 1
            entry[1] += one.confidence
            entry[2] += truth.account == one.account
    total = sum(entry[0] for entry in bins)
    return sum(abs(entry[1] - entry[2]) for entry in bins) / total if total else 0.0


def answers_of(judged: Judged, rules: MatchRules) -> list[Answer]:
    found = []
    for account, confidence in zip(judged.accounts, judged.confidence.tolist(), strict=True):
        band = "auto" if confidence >= rules.auto else "review" if confidence >= rules.review else "none"
        found.append(Answer(account if confidence >= NAMED_FROM else None, confidence, band))
    return found


def recall_at(truths: Sequence[Truth], answers: Sequence[Answer], precision: float) -> tuple[float, float]:
    """The best recall of a threshold that keeps the precision, and the threshold."""
    having = sum(truth.account is not None for truth in truths)
    ranked = sorted(
        (
            (one.confidence, truth.account == one.account)
            for truth, one in zip(truths, answers, strict=True)
            if one.account
        ),
        key=lambda pair: -pair[0],
    )
    hits, best = 0, (0.0, 1.0)
    for count, (confidence, right) in enumerate(ranked, 1):
        hits += right
        if hits / count >= precision and hits / having > best[0]:
            best = (hits / having, confidence)
    return best


def summary(half: Benchmark, judged: Judged) -> str:
    """The figures of held-out leads at the shipped thresholds."""
    rules = MatchRules()
    answers = answers_of(judged, rules)
    one = figures(half.truths, answers)
    at, _ = recall_at(half.truths, answers, 0.992)
    return "\n".join(
        [
            f"Families held out, five folds, auto from {rules.auto:.2f}, review from {rules.review:.2f}:",
            f"precision {one.precision:.4f}, recall {one.recall:.4f}, F1 {one.f1:.4f},",
            f"accuracy {one.accuracy:.4f}, leads",
            f"without an account left alone {one.left_alone:.4f}, right account in auto or review",
            f"{one.suggested:.4f}, leads in review {one.review:.4f}, calibration error",
            f"{calibration_error(half.truths, answers):.4f}; recall at precision .992 {at:.4f}.",
        ]
    )
