"""What everybody has been given so far, as the routing stage reads it and moves it on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connector.clock import SetClock
from connector.core.limits import Cap
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
    Turn,
)
from connector.gather import CrmFacts
from connector.loops.route import Route as Routing
from connector.loops.route import RoutePlan
from connector.shares import read_shares
from mappings.changes import Change, version_of
from mappings.records import Directory, Kind, Record, Seat, SeatKind
from state import audit, inbox, mirror
from state.inbox import Arrival
from state.store import Store

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
ANN, BEN = "ann@acme.com", "ben@acme.com"


class Office:
    """Ann and Ben in two CRMs, and leads that arrive in a queue's or nobody's hands."""

    def __init__(self, store: Store, mode: str = "live", **route: Any) -> None:
        self.store, self.clock, self.mode = store, SetClock(NOW), mode
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

    def arrive(self, crm: str, *names: str) -> None:
        with self.store.begin() as conn:
            mirror.put(conn, crm, [_lead(name, "00Q" if crm == "sales" else None) for name in names])
            inbox.put(conn, [self._arrival(crm, name) for name in names], self.clock.now())

    def route(self) -> None:
        plan = RoutePlan(self.mode, lambda: self.policy, lambda: self.crms, None, "test", 10**9, 10**9)
        report = Routing(self.store, self.clock, plan).tick()
        assert report.faults == []
        self.clock.advance(30)

    def owner(self, crm: str, name: str) -> str:
        with self.store.read() as conn:
            return str(audit.history(conn, crm, name)[0]["owner_id"])

    def owners(self, crm: str, *names: str) -> list[str]:
        return [self.owner(crm, name) for name in names]

    def _arrival(self, crm: str, name: str) -> Arrival:
        now = self.clock.now()
        return Arrival(self.mode, crm, "org", "Lead", name, "created", "1", now, now)


def _seats(prefix: str) -> tuple[Seat, ...]:
    return tuple(Seat(f"{prefix}{who}", SeatKind.USER, who, f"{who}@acme.com") for who in ("ann", "ben"))


def _lead(name: str, owner: str | None) -> Change:
    record = Record(Kind.LEAD, name, owner, NOW, NOW, None, {})
    return Change(record, version_of(record))


def test_open_leads_of_both_crms_count_and_those_of_one_batch(store: Store) -> None:
    office = Office(store, turn=Turn.LEAST_LOADED)
    office.owns("sales", "005ann", "005ann")
    office.owns("marketing", "77ann", "77ben")
    office.arrive("sales", "a", "b", "c", "d")
    office.route()
    assert office.owners("sales", "a", "b", "c", "d") == ["005ben", "005ben", "005ann", "005ben"]


@pytest.mark.parametrize("mode", ["live", "shadow"])
def test_what_was_given_counts_before_the_mirror_shows_it(store: Store, mode: str) -> None:
    office = Office(store, mode, turn=Turn.LEAST_LOADED)
    for number in range(4):
        office.arrive("sales", f"n{number}")
        office.route()
    assert office.owners("sales", "n0", "n1", "n2", "n3") == ["005ann", "005ben", "005ann", "005ben"]


def test_a_rotation_goes_on_over_batches_crms_and_restarts(store: Store) -> None:
    office = Office(store, turn=Turn.LONGEST_WAITING, rotation="Everybody")
    office.arrive("sales", "a", "b", "c")
    office.route()
    again = Office(store, turn=Turn.LONGEST_WAITING, rotation="Everybody")
    again.clock = office.clock
    again.arrive("marketing", "x")
    again.route()
    assert office.owners("sales", "a", "b", "c") == ["005ann", "005ben", "005ann"]
    assert again.owner("marketing", "x") == "77ben"


@pytest.mark.parametrize("mode", ["live", "shadow"])
def test_caps_count_over_batches_and_crms_and_each_mode_on_its_own(store: Store, mode: str) -> None:
    office = Office(store, mode)
    office.cap(Cap(per_day=2))
    office.arrive("sales", "a", "b")
    office.route()
    office.arrive("marketing", "c", "d", "e")
    office.route()
    assert office.owners("sales", "a", "b") == ["005ann", "005ben"]
    assert office.owners("marketing", "c", "d", "e") == ["77ann", "77ben", "None"]
    office.clock.advance(24 * 3600)
    office.arrive("sales", "f")
    office.route()
    assert office.owner("sales", "f") == "005ben"
    other = Office(store, "shadow" if mode == "live" else "live")
    other.cap(Cap(per_day=2))
    with store.read() as conn:
        assert read_shares(conn, other.policy, other.mode, NOW, {}).given == {ANN: [], BEN: []}


def test_open_leads_cap_across_crms_and_within_one_batch(store: Store) -> None:
    office = Office(store)
    office.cap(Cap(open_leads=2))
    office.owns("sales", "005ann")
    office.owns("marketing", "77ann", "77ben")
    office.arrive("sales", "a", "b")
    office.route()
    assert office.owners("sales", "a", "b") == ["005ben", "00Q"]
