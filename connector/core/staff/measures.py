"""What people have in hand, measured: the number by which one is more loaded than another."""

from __future__ import annotations

from dataclasses import dataclass

from connector.core.comparing import fold
from mappings.records import WORTH, Kind

_OPEN = {Kind.LEAD: ("lead", "leads"), Kind.OPPORTUNITY: ("opportunity", "opportunities")}


@dataclass(frozen=True, slots=True)
class Measure:
    """The open records of a `kind` (lead, opportunity) that somebody owns in all CRMs: how many, or, where it
    `sums`, what they are worth together. `by_stage` are factors by folded stage, `otherwise` is that of any
    other stage and of none."""

    kind: Kind
    sums: bool = False
    by_stage: tuple[tuple[str, float], ...] = ()
    otherwise: float = 1.0

    @property
    def word(self) -> str:
        """How policies and their tests call it: `open_leads`, `opportunity.amount`."""
        return f"{self.kind.value}.{WORTH[self.kind]}" if self.sums else f"open_{_OPEN[self.kind][1]}"

    @property
    def name(self) -> str:
        """What tells it from every other."""
        if not self.by_stage:
            return self.word
        factors = ", ".join(f"{stage} {factor:g}" for stage, factor in self.by_stage)
        return f"{self.word} by stage: {factors}, else {self.otherwise:g}"

    @property
    def words(self) -> str:
        """What is measured, in words: `open leads`, `opportunity.amount by stage`."""
        if not self.sums:
            return f"open {_OPEN[self.kind][1]}"
        return f"{self.word} by stage" if self.by_stage else self.word

    def of(self, count: int, worth: float, stage: str | None = None) -> float:
        """What so many records of one stage come to that are worth so much together."""
        if not self.sums:
            return count
        return worth * dict(self.by_stage).get(fold(stage or ""), self.otherwise)

    def told(self, load: float, blank: int) -> str:
        """What somebody has, in words; of `blank` of the records nobody says what they are worth."""
        if not self.sums:
            return f"owns {shown(load)} open {_OPEN[self.kind][load != 1]}"
        left_out = f" ({blank} of them blank, which counts 0)" if blank else ""
        return f"owns {shown(load)} of {self.words}{left_out}"


OPEN_LEADS = Measure(Kind.LEAD)
PLAIN = {
    each.word: each
    for each in (OPEN_LEADS, Measure(Kind.OPPORTUNITY), *(Measure(kind, sums=True) for kind in WORTH))
}
"""The measures without factors, by their words."""


def shown(number: float) -> str:
    """A number as people write it: `120,000`, `0.50`."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"
