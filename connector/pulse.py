"""What alerts need to know, taken from the store now and then: each question reads a few rows by an index."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from connector.metrics import Metrics
from state import vitals


class Pulse:
    """Keeps the gauges of one daemon. Owners written before it began are no news."""

    def __init__(self, metrics: Metrics, mode: str) -> None:
        self._metrics = metrics
        self._mode = mode
        self._counted: int | None = None

    def take(self, conn: Connection, now: datetime) -> None:
        """How it stands now."""
        metrics = self._metrics
        oldest = vitals.oldest_due(conn, self._mode, now)
        metrics.oldest.set((now - oldest).total_seconds() if oldest is not None else 0)
        running, missed = vitals.deadlines(conn, self._mode, now)
        metrics.deadlines.labels("running").set(running)
        metrics.deadlines.labels("missed").set(missed)
        for crm, (leads, mirror) in vitals.read_until(conn).items():
            metrics.read.labels(crm).set(leads.timestamp())
            metrics.mirrored.labels(crm).set(mirror.timestamp())
        sealed_at = vitals.sealed_at(conn)
        if sealed_at is not None:
            metrics.sealed.set(sealed_at.timestamp())
        metrics.unsealed.set(vitals.unsealed(conn))
        self._owners(conn)

    def _owners(self, conn: Connection) -> None:
        if self._counted is None:
            self._counted = vitals.last_write(conn)
        self._counted, found = vitals.owned(conn, self._mode, self._counted)
        for crm, seconds in found:
            self._metrics.owning.labels(crm).observe(max(0.0, seconds))
