"""Things that happen in a store, made short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mappings.changes import Change, version_of
from mappings.records import Input, Kind, Record
from state.audit import CandidateGroup, DecisionEntry, StepEntry
from state.clocks import ClockRow
from state.inbox import Arrival
from state.outbox import OwnerWrite

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


class Makes:
    """Makes values with everything that a test does not care about."""

    now = NOW

    def at(self, seconds: float) -> datetime:
        return NOW + timedelta(seconds=seconds)

    def record(self, kind: Kind, id: str, seconds: float = 0, /, **changed: Any) -> Record:
        own = ("owner_id", "state", "merged_into", "absorbed", "modified_by")
        given = {name: changed.pop(name) for name in own if name in changed}
        content = {"owner_id": "005A", "modified_by": None} | given
        return Record(
            kind=kind, id=id, created_at=NOW, modified_at=self.at(seconds), fields=changed, **content
        )

    def change(self, kind: Kind, id: str, seconds: float = 0, /, **changed: Any) -> Change:
        record = self.record(kind, id, seconds, **changed)
        return Change(record, version_of(record))

    def arrival(self, record_id: str = "00Q1", **changed: Any) -> Arrival:
        given: dict[str, Any] = {
            "mode": "live",
            "crm": "sales",
            "org_id": "00D1",
            "object": "Lead",
            "trigger": "created",
            "generation": "1",
            "seen_at": NOW,
            "due_at": NOW,
        }
        return Arrival(record_id=record_id, **given | changed)

    def decision(self, name: str = "d1", **changed: Any) -> DecisionEntry:
        given: dict[str, Any] = {
            "mode": "live",
            "crm": "sales",
            "org_id": "00D1",
            "object": "Lead",
            "lead_id": "00Q1",
            "decided_at": "2026-05-04T09:30:00.000000Z",
            "trigger": "created",
            "generation": "1",
            "outcome": "assign",
            "owner_id": "005A",
            "owner_name": "Ann",
            "previous_owner_id": None,
            "route": "EMEA",
            "reason": "EMEA took the lead.",
            "account_id": "001A",
            "match_confidence": 0.97,
            "match_band": "auto",
            "policy_edition": "e1",
            "code_version": "0.1.0",
            "steps": (
                StepEntry("match", "auto", "same domain"),
                StepEntry("route", "yes", "EMEA"),
            ),
            "inputs": (
                Input("sales:Lead", "00Q1", "email", "jane@acme.example", True),
                Input("sales:Lead", "00Q1", "country", "DE", False),
                Input("sales:Lead", "00Q1", "score", 1e22, False),
                Input("sales:Lead", "00Q1", "phone", None, True),
                Input("sales:Account", "001A", "customer", True, False),
            ),
            "candidates": (
                CandidateGroup(True, "fewest turns", (("005Z", "Zoe"), ("005A", "Ann"))),
                CandidateGroup(False, "away", (("005B", "Ben"),)),
            ),
            "extra": {"matches": [["sales", "001A", 0.97, "the same domain"]]},
        }
        return DecisionEntry(decision_id=name, **given | changed)

    def write(self, key: str = "d1", **changed: Any) -> OwnerWrite:
        given: dict[str, Any] = {
            "mode": "live",
            "decision_id": key,
            "crm": "sales",
            "record_id": "00Q1",
            "owner_id": "005Z",
            "expects": "005Q",
        }
        return OwnerWrite(key=key, **given | changed)

    def clock(self, key: str = "d1:0", **changed: Any) -> ClockRow:
        given: dict[str, Any] = {
            "mode": "live",
            "crm": "sales",
            "org_id": "00D1",
            "object": "Lead",
            "record_id": "00Q1",
            "checkpoint": "first_touch",
            "route": "Inbound",
            "pace": "wall",
            "marks": [{"after": 300.0}],
            "owner_id": "005A",
            "email": "ann@acme.com",
            "team": None,
            "allowed": 300.0,
            "started_at": NOW,
            "due_at": self.at(300),
        }
        return ClockRow(key=key, **given | changed)


@pytest.fixture
def make() -> Makes:
    return Makes()
