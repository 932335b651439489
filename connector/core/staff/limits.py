"""How much may fall to whom: caps, the share of new people, and what an absence leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from connector.core.staff.measures import OPEN_LEADS, Measure


@dataclass(frozen=True, slots=True)
class Bound:
    """Whoever has so much in hand, or more, is given nothing."""

    measure: Measure
    at_most: float


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many leads an hour, a day, a week, and at most so much in hand at a time; None is
    no limit, 0 is never. The clock's hour, day and week (from Monday) in the person's zone, or, where
    `rolling`, the last 60 minutes, 24 hours and 7 days."""

    per_hour: int | None = None
    per_day: int | None = None
    per_week: int | None = None
    open_leads: int | None = None
    open_value: Bound | None = None
    rolling: bool = False

    @property
    def in_hand(self) -> tuple[Bound, ...]:
        """The limits by what somebody has in hand."""
        leads = () if self.open_leads is None else (Bound(OPEN_LEADS, self.open_leads),)
        return leads if self.open_value is None else (*leads, self.open_value)


@dataclass(frozen=True, slots=True)
class Ramp:
    """A new person's share of a full turn, in per cent, up to and including the day `until`."""

    share: int
    until: date


@dataclass(frozen=True, slots=True)
class AfterAbsence:
    """What an absence leaves behind in the rotation. As it stands: nothing accrues, and who returns is
    as far ahead or behind as when they left. `levelled`: that is forgotten, too. `paid_back`: turns go
    on accruing, up to so many in one absence for each unit of weight."""

    levelled: bool = False
    paid_back: int = 0


AS_LEFT = AfterAbsence()
