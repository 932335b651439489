"""One figure of speed or cost beside its target."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A line of the table. `ratio` is how many times better than the target (below 1: missed); a
    figure without a target is there to compare with."""

    name: str
    value: float
    unit: str
    target: float | None = None
    more_is_better: bool = True
    note: str = ""

    @property
    def ratio(self) -> float | None:
        if self.target is None:
            return None
        if not self.value:
            return float("inf") if not self.more_is_better else 0.0
        return self.value / self.target if self.more_is_better else self.target / self.value

    def line(self) -> str:
        """The figure as a row of the table."""
        sign = ">=" if self.more_is_better else "<="
        target = "" if self.target is None else f"{sign} {self.target:,g}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        measured = f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:,.2f}"
        return f"{self.name:<58}{measured:>12} {self.unit:<6}{target:>11}{ratio:>8}  {self.note}"


HEAD = f"{'figure':<58}{'measured':>12} {'':<6}{'target':>11}{'ratio':>8}  note"


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of them lie; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
