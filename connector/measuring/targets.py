"""What is aimed at, and how near a figure comes: the field's own targets."""

from __future__ import annotations

from dataclasses import dataclass

from connector.status import Colour

FEW = 20
"""Cases below which a share or a P95 says nothing."""


@dataclass(frozen=True, slots=True)
class Target:
    """One aim. Green from `aim` on, amber from `amber` on, red beyond; with `less`, green and amber below
    them. `unit` is `s`, or empty for a share of 1."""

    name: str
    title: str
    says: str
    aim: float
    amber: float
    less: bool = False
    unit: str = ""

    def colour(self, value: float) -> Colour:
        """What a figure is worth."""
        for colour, bound in ((Colour.GREEN, self.aim), (Colour.AMBER, self.amber)):
            if value < bound if self.less else value >= bound:
                return colour
        return Colour.RED


TARGETS = (
    Target("first_contact", "First contact", "median under 5 minutes", 300, 600, less=True, unit="s"),
    Target("match_rate", "Match rate", "at least 85%", 0.85, 0.75),
    Target("reassigned", "Reassigned", "under 3%", 0.03, 0.05, less=True),
    Target("sla", "Deadlines kept", "at least 80%", 0.80, 0.70),
    Target("coverage", "Routing coverage", "at least 99%", 0.99, 0.97),
)

BLANK = Target("blank", "Blank", "under 10%", 0.10, 0.30, less=True)
"""How often a field that is read may be blank; from 30 % on rules fail silently."""


@dataclass(frozen=True, slots=True)
class Light:
    """A figure against its target: `value` of `n` cases. No colour: there are too few cases, or none are
    known. A figure may be told without a colour."""

    target: Target
    value: float | None
    n: int

    @property
    def colour(self) -> Colour | None:
        if self.value is None or self.n < FEW:
            return None
        return self.target.colour(self.value)
