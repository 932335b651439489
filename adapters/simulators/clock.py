"""The world's clock: real time with an offset, or a time that stands still until it is moved."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970 of an aware instant."""
    return (instant - EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    """The aware UTC instant of so many milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=ms)


class WorldClock:
    """What time it is for both CRMs. Given `now`, it stands still (virtual); otherwise it runs."""

    def __init__(self, now: datetime | None = None) -> None:
        self._frozen_ms: int | None = None if now is None else to_ms(now)
        self._offset_ms = 0

    @property
    def virtual(self) -> bool:
        """Whether time moves only when it is told to."""
        return self._frozen_ms is not None

    def now_ms(self) -> int:
        """Milliseconds since 1970."""
        if self._frozen_ms is not None:
            return self._frozen_ms
        return time.time_ns() // 1_000_000 + self._offset_ms

    def now(self) -> datetime:
        """The present instant, aware and in UTC, to the millisecond."""
        return from_ms(self.now_ms())

    def set(self, now: datetime) -> None:
        """Stops the clock at `now`."""
        self._frozen_ms = to_ms(now)

    def advance(self, seconds: float) -> None:
        """Moves the clock on (or back) by `seconds`, whether it runs or stands still."""
        if self._frozen_ms is not None:
            self._frozen_ms += round(seconds * 1000)
        else:
            self._offset_ms += round(seconds * 1000)

    def run(self) -> None:
        """Lets a stopped clock run on from where it stands."""
        if self._frozen_ms is not None:
            self._offset_ms = self._frozen_ms - time.time_ns() // 1_000_000
            self._frozen_ms = None


@lru_cache(maxsize=200_000)
def salesforce_text(second: int) -> str:
    """Salesforce's way to write an instant: no colon in the offset, milliseconds always zero."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000+0000", time.gmtime(second))
