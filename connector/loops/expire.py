"""Turns timers that are due into arrivals: late fires once, never zero times."""

from __future__ import annotations

from datetime import timedelta

from connector.clock import Clock
from state import inbox, timers
from state.inbox import Arrival
from state.store import Store

BATCH = 500


class Expire:
    """The timers of one mode. A step of a clock waits, at most `freshness`, until the CRM was read up to it:
    what would stop the clock may lie there."""

    def __init__(self, store: Store, clock: Clock, mode: str, freshness: timedelta) -> None:
        self._freshness = freshness
        self._store = store
        self._clock = clock
        self._mode = mode

    def tick(self) -> int:
        """Fires what is due; the number of arrivals made."""
        now = self._clock.now()
        with self._store.read() as conn:
            if not timers.due(conn, self._mode, now, 1):
                return 0
        with self._store.begin() as conn:
            due = timers.due(conn, self._mode, now, BATCH)
            arrivals = [
                Arrival(
                    mode=timer.mode,
                    crm=timer.crm,
                    org_id=timer.org_id,
                    object=timer.object,
                    record_id=timer.record_id,
                    trigger="timer",
                    generation=str(timer.id),
                    seen_at=now,
                    due_at=now + self._freshness if _awaits(timer.name) else now,
                    detail=timer.name,
                    awaiting_facts=_awaits(timer.name),
                )
                for timer in due
            ]
            inbox.put(conn, arrivals, now)
            timers.fired(conn, [timer.id for timer in due], now)
        return len(arrivals)


def _awaits(name: str) -> bool:
    return name.startswith((timers.DEADLINE, timers.GIVE_BACK))
