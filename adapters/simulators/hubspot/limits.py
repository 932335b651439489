"""HubSpot's rate limits, counted on the world's clock: a burst by app, searches by account, calls by day."""

from __future__ import annotations

from collections import deque
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from adapters.simulators.clock import from_ms, to_ms
from adapters.simulators.hubspot.answers import iso, too_fast
from adapters.simulators.hubspot.portal import ZONE
from adapters.simulators.switches import Switches
from adapters.simulators.world import World

_SECOND_MS, _BURST_MS = 1_000, 10_000


class Meter:
    """Counts calls and refuses those beyond a limit. The day ends at midnight in the account's zone."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._burst: deque[int] = deque()
        self._searches: deque[int] = deque()
        self._day = ""
        self.used = 0

    @property
    def _switches(self) -> Switches:
        return self._world.switches

    def admit(self, search: bool) -> None:
        """Counts one call. Raises Refusal (429) where a limit is used up."""
        now_ms = self._world.clock.now_ms()
        self._roll(now_ms)
        if self.used >= self._switches.api_quota:
            raise too_fast("DAILY")
        if search:
            _count(self._searches, now_ms - _SECOND_MS, now_ms, self._switches.search_per_second, "SECONDLY")
        else:
            limit = self._switches.burst_per_10s
            _count(self._burst, now_ms - _BURST_MS, now_ms, limit, "TEN_SECONDLY_ROLLING")
        self.used += 1

    def headers(self) -> dict[str, str]:
        """What every answer but a search's tells."""
        limit = self._switches.burst_per_10s
        quota = self._switches.api_quota
        return {
            "X-HubSpot-RateLimit-Max": str(limit),
            "X-HubSpot-RateLimit-Remaining": str(max(0, limit - len(self._burst))),
            "X-HubSpot-RateLimit-Interval-Milliseconds": str(_BURST_MS),
            "X-HubSpot-RateLimit-Daily": str(quota),
            "X-HubSpot-RateLimit-Daily-Remaining": str(max(0, quota - self.used)),
        }

    def usage(self) -> dict[str, object]:
        """The daily usage as its own endpoint tells it."""
        now_ms = self._world.clock.now_ms()
        self._roll(now_ms)
        tomorrow = from_ms(now_ms).astimezone(ZoneInfo(ZONE)).date() + timedelta(days=1)
        return {
            "name": "private-apps-api-calls-daily",
            "usageLimit": self._switches.api_quota,
            "currentUsage": self.used,
            "collectedAt": iso(now_ms),
            "resetsAt": iso(to_ms(datetime.combine(tomorrow, time.min, ZoneInfo(ZONE)))),
            "fetchStatus": "SUCCESS",
        }

    def _roll(self, now_ms: int) -> None:
        day = from_ms(now_ms).astimezone(ZoneInfo(ZONE)).date().isoformat()
        if day != self._day:
            self._day, self.used = day, 0


def _count(seen: deque[int], since_ms: int, now_ms: int, limit: int, policy: str) -> None:
    while seen and not since_ms < seen[0] <= now_ms:
        seen.popleft()
    if limit and len(seen) >= limit:
        raise too_fast(policy)
    seen.append(now_ms)
