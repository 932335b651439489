"""The brake: when far more is written, or far older leads arrive, than is usual, the rest waits
for a person instead of flooding the CRM."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from state import inbox, outbox

HOUR = timedelta(hours=1)


@dataclass
class Brake:
    """Counts within one transaction. `writes_per_hour` and `stale_per_hour` are the limits."""

    writes_per_hour: int
    stale_per_hour: int
    written: int = 0
    stale: int = 0

    def count(self, conn: Connection, mode: str, now: datetime) -> None:
        """Reads how much of each limit the last hour has used."""
        self.written = outbox.issued_since(conn, now - HOUR)
        self.stale = inbox.stale_since(conn, mode, now - HOUR)

    def holds(self, *, stale: bool) -> str | None:
        """Why the next owner write must wait, None where it may go (and is then counted)."""
        if stale and self.stale > self.stale_per_hour:
            return (
                f"brake: more than {self.stale_per_hour} leads arrived within an hour that are over a day old"
            )
        if self.written >= self.writes_per_hour:
            return f"brake: more than {self.writes_per_hour} owner writes within an hour"
        self.written += 1
        return None
