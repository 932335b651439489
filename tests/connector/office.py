"""A small office: Ann and Ben in two CRMs, a store, and the routing stage on a clock that is set."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from connector.clock import SetClock
from connector.core.rules import (
    Fallback,
    MatchRules,
    OwnerRef,
    Person,
    Policy,
    Route,
    Target,
    TargetKind,
    Team,
    Triggers,
)
from connector.core.staff.limits import Cap
from connector.gather import CrmFacts
from connector.loops.route import Route as Routing
from connector.loops.route import RoutePlan
from connector.replay.replay import Again, Replayed
from mappings.changes import Change, version_of
from mappings.instants import to_text
from mappings.records import Directory, Kind, Record, Seat, SeatKind, Value
from mappings.writes import Receipt, Result
from state import audit, inbox, mirror, outbox, recalled
from state.inbox import Arrival
from state.store import Store

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
ANN, BEN = "ann@acme.com", "ben@acme.com"


class Office:
    """Ann and Ben in two CRMs, and leads that arrive in a queue's or nobody's hands."""

    def __init__(self, store: Store, mode: str = "live", **route: Any) -> None:
        self.store, self.clock, self.mode = store, SetClock(NOW), mode
        self._replayed = 0
        self.policy = Policy(
            edition="0" * 64,
            people={email: Person(email) for email in (ANN, BEN)},
            teams={"Team": Team("Team", (ANN, BEN))},
            lists={},
            owned_by=(OwnerRef("queue", "Inbound"), OwnerRef("nobody")),
            triggers=Triggers(),
            match=MatchRules(),
            routes=(Route("all", "all", None, Target(TargetKind.TEAM, "Team"), **route),),
            otherwise=Fallback(Target(TargetKind.NOBODY)),
        )
        queue = Seat("00Q", SeatKind.QUEUE, "Inbound")
        self.crms = {
            "sales": CrmFacts(Directory((queue, *_seats("005"))), True, 0.0),
            "marketing": CrmFacts(Directory(_seats("77")), False, 0.0),
        }

    def cap(self, cap: Cap) -> None:
        """A cap for the whole team."""
        self.policy = replace(self.policy, teams={"Team": Team("Team", (ANN, BEN), cap=cap)})

    def owns(self, crm: str, *owners: str) -> None:
        """Leads from before, one for each owner."""
        with self.store.begin() as conn:
            mirror.put(conn, crm, [_lead(f"old{n}", owner) for n, owner in enumerate(owners)])

    def sells(self, crm: str, *deals: tuple[str, str | None, float | None]) -> None:
        """Open opportunities from before: owner, stage, amount."""
        made = [
            Record(
                Kind.OPPORTUNITY, f"deal{n}", owner, NOW, NOW, None,
                {"stage": stage, "amount": amount},
            )
            for n, (owner, stage, amount) in enumerate(deals)
        ]  # fmt: skip
        with self.store.begin() as conn:
            mirror.put(conn, crm, [Change(record, version_of(record)) for record in made])

    def arrive(self, crm: str, *names: str, **fields: Value) -> None:
        with self.store.begin() as conn:
            owner, now = "00Q" if crm == "sales" else None, self.clock.now()
            mirror.put(conn, crm, [_lead(name, owner, now, **fields) for name in names])
            inbox.put(conn, [self._arrival(crm, name) for name in names], self.clock.now())

    def route(self) -> None:
        plan = RoutePlan(self.mode, lambda: self.policy, lambda: self.crms, None, "test", 10**9, 10**9)
        report = Routing(self.store, self.clock, plan).tick()
        assert report.faults == []
        self._replays()
        self.clock.advance(30)

    def _replays(self) -> None:
        """What was just decided comes out the same when it is decided again from the store alone."""
        found = Replayed()
        with self.store.read() as conn:
            again = Again(conn, "test", lambda _: self.policy)
            for batch in recalled.batches(conn, self._replayed + 1):
                assert [*again.each(batch, found)] == []
                self._replayed = batch[-1].number
        assert dict(found.untold) == {}

    def owner(self, crm: str, name: str) -> str:
        with self.store.read() as conn:
            return str(audit.history(conn, crm, name)[0]["owner_id"])

    def owners(self, crm: str, *names: str) -> list[str]:
        return [self.owner(crm, name) for name in names]

    def deliver(self) -> None:
        """The CRMs take every owner that is due, and show it."""
        now = self.clock.now()
        for crm in self.crms:
            with self.store.begin() as conn:
                items = outbox.claim_writes(conn, crm, now, 100)
                taken = [(item, Receipt(item.write.key, Result.WRITTEN)) for item in items]
                outbox.settle_writes(conn, taken, now)
                for item in items:
                    self._shows(conn, crm, item.write.record_id, item.write.owner_id)

    def takes(self, crm: str, name: str, owner: str) -> None:
        """Somebody gives a lead another owner in the CRM."""
        with self.store.begin() as conn:
            self._shows(conn, crm, name, owner)

    def edited(self, crm: str, name: str) -> None:
        """A watched field of a lead changes."""
        now = self.clock.now()
        with self.store.begin() as conn:
            inbox.put(conn, [self._arrival(crm, name, "changed", to_text(now))], now)

    def request(self, crm: str, name: str, detail: dict[str, str]) -> None:
        """Somebody asks for something about a lead."""
        now = self.clock.now()
        arrival = replace(self._arrival(crm, name, "request", to_text(now)), detail=detail)
        with self.store.begin() as conn:
            inbox.put(conn, [arrival], now)

    def _shows(self, conn: Connection, crm: str, name: str, owner: str | None) -> None:
        before = mirror.get(conn, crm, Kind.LEAD, name)
        assert before is not None
        record = replace(before, owner_id=owner, modified_at=self.clock.now())
        mirror.put(conn, crm, [Change(record, version_of(record))])

    def _arrival(self, crm: str, name: str, trigger: str = "created", generation: str = "1") -> Arrival:
        now = self.clock.now()
        return Arrival(self.mode, crm, "org", "Lead", name, trigger, generation, now, now)


def _seats(prefix: str) -> tuple[Seat, ...]:
    return tuple(Seat(f"{prefix}{who}", SeatKind.USER, who, f"{who}@acme.com") for who in ("ann", "ben"))


def _lead(name: str, owner: str | None, at: datetime = NOW, **fields: Value) -> Change:
    record = Record(Kind.LEAD, name, owner, at, at, None, fields)
    return Change(record, version_of(record))
