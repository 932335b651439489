"""How long a loop rests after a failure: the CRM's own wish where it has one, else growing pauses."""

from __future__ import annotations

from datetime import datetime, timedelta

from tenacity import RetryCallState, Retrying
from tenacity.wait import wait_exponential_jitter

QUOTA_REST = timedelta(minutes=15)


class Pace:
    """One loop's pauses. `ready` says whether it may run; `failed` and `fine` keep the count."""

    def __init__(self, first: float = 1.0, longest: float = 300.0) -> None:
        self._wait = wait_exponential_jitter(initial=first, max=longest, jitter=first)
        self._failures = 0
        self._not_before: datetime | None = None

    def ready(self, now: datetime) -> bool:
        """Whether the pause is over."""
        return self._not_before is None or now >= self._not_before

    def remaining(self, now: datetime) -> float | None:
        """Seconds until the pause is over; None where there is none."""
        return None if self._not_before is None else max(0.0, (self._not_before - now).total_seconds())

    @property
    def failures(self) -> int:
        """Ticks that failed since the last that went well."""
        return self._failures

    def fine(self) -> None:
        """A tick went well."""
        self._failures = 0
        self._not_before = None

    def failed(self, now: datetime, wish: float | None = None, *, quota: bool = False) -> timedelta:
        """A tick failed; returns how long to rest. `wish` is what the CRM asked for, in seconds."""
        self._failures += 1
        if wish is not None:
            rest = timedelta(seconds=wish)
        elif quota:
            rest = QUOTA_REST
        else:
            state = RetryCallState(Retrying(), None, (), {})
            state.attempt_number = self._failures
            rest = timedelta(seconds=self._wait(state))
        self._not_before = now + rest
        return rest


def backoff(attempts: int) -> timedelta:
    """How long a write that could not be made waits before its next try: 2 s doubling to 10 min."""
    return timedelta(seconds=min(600.0, 2.0 * 2 ** min(attempts, 10)))
