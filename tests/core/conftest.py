"""A small firm to decide for: people, seats, teams and routes, put together by each test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connector.core.decide import decide
from connector.core.decision import Decision
from connector.core.matching.match import MatchResult
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
from connector.core.view import AccountFacts, Cause, View
from mappings.instants import to_text
from mappings.records import Directory, Hours, Kind, Record, Seat, SeatKind, Value, WorkingBlock

MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WEEKDAYS = frozenset(range(5))


@dataclass
class Firm:
    """Two CRMs, `sales` with queues and `marketing` without."""

    now: datetime = MONDAY_NOON
    people: dict[str, Person] = field(default_factory=dict)
    seats: dict[str, list[Seat]] = field(
        default_factory=lambda: {
            "sales": [
                Seat("00Ginbound", SeatKind.QUEUE, "Inbound"),
                Seat("00Gunrouted", SeatKind.QUEUE, "Unrouted"),
                Seat("005robot", SeatKind.USER, "Robot", "robot@acme.com"),
            ],
            "marketing": [],
        }
    )
    teams: dict[str, Team] = field(default_factory=dict)
    lists: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    otherwise: Fallback = field(default_factory=lambda: Fallback(Target(TargetKind.QUEUE, "Unrouted")))
    owned_by: tuple[OwnerRef, ...] = (OwnerRef("queue", "Inbound"), OwnerRef("nobody"))

    def person(self, name: str, *, seats: tuple[str, ...] = ("sales", "marketing"), **rest: Any) -> str:
        """Ann: ann@acme.com, with an active seat `005ann` in sales and `77ann` in marketing."""
        email = f"{name.lower()}@acme.com"
        self.people[email] = Person(email, name, **rest)
        prefix = {"sales": "005", "marketing": "77"}
        for crm in seats:
            self.seats[crm].append(Seat(prefix[crm] + name.lower(), SeatKind.USER, name, email))
        return email

    def reseat(self, crm: str, seat_id: str, **changes: Any) -> None:
        self.seats[crm] = [replace(s, **changes) if s.id == seat_id else s for s in self.seats[crm]]

    def team(self, name: str, *members: Any, **rest: Any) -> Target:
        self.teams[name] = Team(name, members, **rest)
        return Target(TargetKind.TEAM, name)

    def route(self, name: str, when: Any = None, to: Target | None = None, **rest: Any) -> Route:
        """Adds a route and returns it."""
        made = Route(name, name, when, to, **rest)
        self.routes.append(made)
        return made

    def policy(self, **rest: Any) -> Policy:
        return Policy(
            edition="0" * 64,
            people=self.people,
            teams=self.teams,
            lists=self.lists,
            owned_by=self.owned_by,
            triggers=Triggers(),
            match=MatchRules(),
            routes=tuple(self.routes),
            otherwise=self.otherwise,
            **rest,
        )

    def view(self, fields: Mapping[str, Value] | None = None, *, crm: str = "sales", **rest: Any) -> View:
        owner = rest.pop("owner", "00Ginbound" if crm == "sales" else None)
        state = rest.pop("state", None)
        trigger = rest.pop("trigger", "created")
        lead = Record(Kind.LEAD, "00Qlead", owner, self.now, self.now, None, fields or {})
        rest.setdefault("has_queues", crm == "sales")
        return View(
            now=rest.pop("now", self.now),
            cause=Cause(crm, "org", "lead", "00Qlead", trigger, "1", self.now),
            lead=replace(lead, state=state) if state else lead,
            directories={name: Directory(tuple(seats)) for name, seats in self.seats.items()},
            **rest,
        )

    def account(self, owner: str | None = None, crm: str = "sales", **fields: Value) -> AccountFacts:
        old = datetime(2020, 1, 1, tzinfo=UTC)
        return AccountFacts(crm, Record(Kind.ACCOUNT, "001acme", owner, old, old, None, fields))

    def told(self, fields: Mapping[str, Value] | None = None, **rest: Any) -> dict[str, Any]:
        """The decision about such a lead as it is recorded."""
        return recorded(self.decide(fields, **rest), self.now)

    def decide(
        self,
        fields: Mapping[str, Value] | None = None,
        *,
        account: AccountFacts | None = None,
        band: str = "auto",
        policy: Policy | None = None,
        **rest: Any,
    ) -> Decision:
        """Decides about a lead with `fields`, matched to `account` in `band`."""
        found = MatchResult(account, 0.95 if account else 0.0, band if account else "none", (), (), ())
        return decide(policy or self.policy(), self.view(fields, **rest), found)


def recorded(decision: Decision, now: datetime) -> dict[str, Any]:
    """A decision in the contract's shape, as the audit store gives it back."""
    candidates = [
        {
            "owner_id": owner_id,
            "owner_name": name,
            "reason": group.reason,
            "eligible": "yes" if group.eligible else "no",
            "rank": rank if group.eligible else None,
        }
        for group in decision.pool
        for rank, (owner_id, name) in enumerate(group.people, 1)
    ]
    return {
        "mode": "live",
        "decided_at": to_text(now),
        "trigger": "created",
        "outcome": decision.outcome.value,
        "owner_id": decision.owner_id,
        "owner_name": decision.owner_name,
        "route": decision.route,
        "reason": decision.reason,
        "match_band": decision.matched.band if decision.matched else None,
        "policy_edition": "f" * 64,
        "code_version": "0.1.0",
        "steps": [{"step": s.step, "result": s.result, "detail": s.detail} for s in decision.steps],
        "inputs": [
            {"object": i.object, "record_id": i.record_id, "field": i.field, "value": i.value}
            for i in decision.inputs
        ],
        "candidates": candidates,
        "writes": [],
        "notices": [],
    }


@pytest.fixture
def firm() -> Firm:
    return Firm()


@pytest.fixture
def office() -> Hours:
    """Weekdays nine to five in Berlin."""
    return Hours("Europe/Berlin", (WorkingBlock(WEEKDAYS, 9 * 60, 17 * 60),))
