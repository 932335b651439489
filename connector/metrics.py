"""Figures for Prometheus. Names start with `pointsman_`; times are seconds."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from connector.status import Colour, Light

SECONDS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 900, 3600)


class Metrics:
    """The registry of one daemon."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own = self.registry
        self.decisions = Counter("pointsman_decisions", "Decisions by outcome", ["outcome"], registry=own)
        self.failures = Counter("pointsman_undecidable", "Arrivals that could not be decided", registry=own)
        self.left_alone = Counter(
            "pointsman_left_alone", "Arrivals that belong to a person, without a decision", registry=own
        )
        self.fallback = Counter(
            "pointsman_fallback", "Leads that no route took, so that the fallback did", registry=own
        )
        self.writes = Counter(
            "pointsman_owner_writes", "Owner writes by result", ["crm", "result"], registry=own
        )
        self.notices = Counter("pointsman_notices", "Notices sent", registry=own)
        self.changes = Counter("pointsman_changes", "Changed records mirrored", ["crm"], registry=own)
        self.erased = Counter(
            "pointsman_erased_skipped", "Records of erased persons, shown and left out", ["crm"], registry=own
        )
        self.arrivals = Counter("pointsman_arrivals", "Arrivals put in the inbox", ["crm"], registry=own)
        self.calls = Gauge("pointsman_crm_calls", "API calls since the start", ["crm"], registry=own)
        self.quota = Gauge(
            "pointsman_crm_quota_used_ratio", "Share of the daily allowance used", ["crm"], registry=own
        )
        self.deciding = Histogram(
            "pointsman_decide_seconds", "From seen to decided", buckets=SECONDS, registry=own
        )
        self.writing = Histogram(
            "pointsman_write_seconds", "From decided to confirmed", ["crm"], buckets=SECONDS, registry=own
        )
        self.waiting = Gauge(
            "pointsman_waiting", "Rows by table and status", ["table", "status"], registry=own
        )
        self.oldest = Gauge(
            "pointsman_oldest_waiting_seconds", "Age of the oldest arrival that is due", registry=own
        )
        self.deadlines = Gauge(
            "pointsman_deadlines", "Deadlines that run, in time (running) or past it (missed)", ["state"],
            registry=own,
        )  # fmt: skip
        self.read = Gauge(
            "pointsman_last_poll_timestamp_seconds",
            "When new leads were last looked for",
            ["crm"],
            registry=own,
        )
        self.mirrored = Gauge(
            "pointsman_mirror_timestamp_seconds",
            "Up to when the mirror is complete: its oldest kind of record", ["crm"], registry=own,
        )  # fmt: skip
        self.sealed = Gauge(
            "pointsman_seal_timestamp_seconds", "When the newest head of the record was signed", registry=own
        )
        self.unsealed = Gauge("pointsman_unsealed_leaves", "What is on record and not sealed", registry=own)
        self.owning = Histogram(
            "pointsman_owner_seconds", "From created in the CRM to owner written, of new leads", ["crm"],
            buckets=SECONDS, registry=own,
        )  # fmt: skip
        self.lights = Gauge("pointsman_light", "0 green, 1 amber, 2 red", ["loop"], registry=own)

    def show(self, lights: list[Light]) -> None:
        """Takes over the board of lights; those that were taken down go."""
        self.lights.clear()
        for light in lights:
            self.lights.labels(light.name).set(list(Colour).index(light.colour))

    def text(self) -> bytes:
        """The exposition text."""
        return generate_latest(self.registry)
