"""From visible to owned: ten leads a second, 100 ms for each API call, polls every 10 s, a real daemon."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tests.bench.figure import Figure, percentile
from tests.bench.stage import Stage, daemon, loaded, rows, say, settled, stage, wait_for

ACCOUNTS = 2_000
RATE = 10
SECONDS = 90
LATENCY_MS = 100


def run(accounts: int = ACCOUNTS, rate: float = RATE, seconds: float = SECONDS) -> Iterator[Figure]:
    """95 of 100 leads, of both CRMs together."""
    with (
        tempfile.TemporaryDirectory() as folder,
        stage(Path(folder), accounts, latency_ms=LATENCY_MS) as on,
        daemon(on),
    ):
        wait_for(on, lambda: loaded(on), 300)
        count = round(rate * seconds)
        say(f"{count} leads at {rate} a second")
        on.control("traffic", {"leads": count, "rate": rate})
        wait_for(on, lambda: on.control("traffic")["done"], seconds * 2 + 30)
        wait_for(on, lambda: settled(on, count), 60)
        whole, ours = _delays(on)
    late = f"median {percentile(whole, 0.5):.1f} s, p99 {percentile(whole, 0.99):.1f}"
    note = f"{len(whole)} writes of {count} leads; {late}"
    yield Figure("visible to owner confirmed, p95", percentile(whole, 0.95), "s", 11, False, note)
    note = f"median {percentile(ours, 0.5):.2f} s, p99 {percentile(ours, 0.99):.2f}"
    yield Figure("seen by the poll to owner confirmed, p95", percentile(ours, 0.95), "s", 1, False, note)


def _delays(on: Stage) -> tuple[list[float], list[float]]:
    """Seconds from visible, and from the poll that saw it, to the confirmed write."""
    visible = {  # nothing lags here: what is made shows at once
        lead["id"]: datetime.fromisoformat(lead["created"])
        for dialect in ("salesforce", "hubspot")
        for lead in on.leads(dialect)
    }
    query = """
        SELECT d.lead_id, i.first_seen_at, min(w.attempted_at)
        FROM decisions d JOIN write_attempts w ON w.decision_id = d.decision_id
        JOIN inbox i ON i.record_id = d.lead_id AND i.trigger = d.trigger AND i.generation = d.generation
        WHERE w.result = 'written' GROUP BY d.lead_id
    """
    found = [(lead, *map(datetime.fromisoformat, times)) for lead, *times in rows(on, query)]
    whole = [(written - visible[lead]).total_seconds() for lead, _, written in found if lead in visible]
    return whole, [(written - seen).total_seconds() for _, seen, written in found]
