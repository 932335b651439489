"""What a report tells of many matches: counts, calibration, and a few examples of each kind.

Counts are whole numbers and examples are the first of their kind, so that the same rows in the same
order give the same report wherever they were worked on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connector.offline.matching import Matched

BANDS = ("auto", "review", "none")
EXAMPLES = 2
"""How many examples of a kind are kept in each band."""

BINS = 20
WHOLE = 10_000
"""A confidence of 1: confidences are summed as whole numbers, which add up the same in any order."""

NOTHING_SHARED = "nothing in common with any {}"
EQUALS = "several {}s are equally good, too many to name one"
TOO_WEAK = "what speaks for any {} is too weak to name one"


def kind_of(one: Matched, noun: str) -> str:
    """The kind of evidence that led to the match: its strongest piece as a phrase. `noun` is what was
    looked for."""
    if not one.candidates:
        return NOTHING_SHARED.format(noun)
    if one.account_id is None or not one.evidence:
        return (EQUALS if one.band == "review" else TOO_WEAK).format(noun)
    return one.evidence[0]


@dataclass(slots=True)
class Bin:
    """Named accounts of about one confidence: how many, their confidences' sum in 1/WHOLE, how many are
    right."""

    named: int = 0
    said: int = 0
    right: int = 0


@dataclass(slots=True)
class Truth:
    """The matches held against what is known to be right."""

    leads: int = 0
    with_account: int = 0
    auto: int = 0
    auto_right: int = 0
    found: int = 0
    left_alone: int = 0
    bins: list[Bin] = field(default_factory=lambda: [Bin() for _ in range(10)])

    def add(self, one: Matched, right: str) -> None:
        """Takes note of a match; `right` is the account's id, empty where no account is right."""
        auto = one.band == "auto" and bool(one.account_id)
        hit = bool(right) and one.account_id == right
        self.leads += 1
        self.with_account += bool(right)
        self.auto += auto
        self.auto_right += auto and hit
        self.found += hit and one.band in ("auto", "review")
        self.left_alone += not auto and not right
        if one.account_id:
            bin_ = self.bins[min(9, int(one.confidence * 10))]
            bin_.named += 1
            bin_.said += round(one.confidence * WHOLE)
            bin_.right += hit

    @property
    def precision(self) -> float:
        """Of the leads matched in the auto band, the share with the right account."""
        return self.auto_right / self.auto if self.auto else 0.0

    @property
    def recall(self) -> float:
        """Of the leads that have an account, the share that the auto band finds."""
        return self.auto_right / self.with_account if self.with_account else 0.0

    @property
    def accuracy(self) -> float:
        """The share of leads with the right account in the auto band, or rightly without one."""
        return (self.auto_right + self.left_alone) / self.leads if self.leads else 0.0

    @property
    def suggested(self) -> float:
        """Of the leads that have an account, the share for which auto or review names it."""
        return self.found / self.with_account if self.with_account else 0.0

    @property
    def calibration_error(self) -> float:
        """By how much confidence is off on average (expected calibration error, ten bins)."""
        named = sum(one.named for one in self.bins)
        off = sum(abs(one.said - one.right * WHOLE) for one in self.bins)
        return off / named / WHOLE if named else 0.0


@dataclass(slots=True)
class Tally:
    """All that a report tells of the matches added so far; `noun` is what was looked for."""

    noun: str = "account"
    leads: int = 0
    bands: Counter[str] = field(default_factory=Counter)
    confidence: list[Counter[str]] = field(default_factory=lambda: [Counter() for _ in range(BINS)])
    kinds: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    examples: defaultdict[tuple[str, str], list[Matched]] = field(default_factory=lambda: defaultdict(list))
    mail: Counter[str] = field(default_factory=Counter)
    truth: Truth = field(default_factory=Truth)

    def add(self, one: Matched, right: str | None = None) -> None:
        """Takes note of a match; `right` is the right account's id, empty where none is right, None where
        that is not known."""
        kind = kind_of(one, self.noun)
        self.leads += 1
        self.bands[one.band] += 1
        self.mail[one.mail] += 1
        self.kinds[kind][one.band] += 1
        if one.account_id:
            self.confidence[min(BINS - 1, int(one.confidence * BINS))][one.band] += 1
        kept = self.examples[kind, one.band]
        if len(kept) < EXAMPLES:
            kept.append(one)
        if right is not None:
            self.truth.add(one, right)
