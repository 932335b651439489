"""Decides what is due. One transaction takes a batch of arrivals to their audit rows, outbox rows,
timers and turns; what happens to one arrival never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector.brake import Brake
from connector.clock import Clock
from connector.core.clocks import FALLBACK
from connector.core.decide import decide
from connector.core.decision import Decision, Outcome
from connector.core.rules import Policy
from connector.core.view import TurnState, View
from connector.deadlines import Following
from connector.gather import CrmFacts, Surroundings, gather, matched, shares_of
from connector.keeping.keeper import Keeper
from connector.logs import place_of
from connector.recording import assignment, decision_id, entry, notices, owner_write
from connector.seen import as_decided
from connector.shares import Shares
from mappings.instants import to_text
from mappings.records import Kind
from state import assignments, audit, inbox, match_waiting, outbox, timers, turns
from state.assignments import Assignment
from state.audit import DecisionEntry
from state.entries import Knew
from state.inbox import Item
from state.outbox import NoticeRow, OwnerWrite
from state.store import Store, StoreError, StoreFault
from state.tombstones import Tombstones
from state.turns import Standing

BATCH = 100
TRIES = 3
RETRY_AFTER = timedelta(seconds=30)


@dataclass(frozen=True)
class RoutePlan:
    """What routing needs besides the tables. `crms` gives the facts of each CRM as of now; `tells_owner`
    is whether a channel tells the new owner."""

    mode: str
    policy: Callable[[], Policy]
    crms: Callable[[], Mapping[str, CrmFacts]]
    owner_of_record: str | None
    code_version: str
    writes_per_hour: int
    stale_per_hour: int
    tells_owner: bool = True


@dataclass
class RouteReport:
    """What one tick did. `left_alone` counts leads of people that were never ours to decide about;
    `held` is why the brake keeps owner writes back; `fallback` counts leads that no route took."""

    decided: int = 0
    faults: list[str] = field(default_factory=list)
    left_alone: int = 0
    fallback: int = 0
    held: str | None = None
    outcomes: dict[str, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A decision with what it rests on."""

    view: View
    decision: Decision
    knew: Knew


@dataclass
class _Harvest:
    """What a batch leaves behind, written in a few statements at its end."""

    entries: list[DecisionEntry] = field(default_factory=list)
    writes: list[OwnerWrite] = field(default_factory=list)
    held: dict[str, list[OwnerWrite]] = field(default_factory=dict)
    notices: list[NoticeRow] = field(default_factory=list)
    following: Following = field(default_factory=Following)
    moved: dict[str, list[str]] = field(default_factory=dict)
    done: list[int] = field(default_factory=list)
    parked: list[tuple[int, str]] = field(default_factory=list)
    turned: set[str] = field(default_factory=set)
    given: list[Assignment] = field(default_factory=list)


class Route:
    """The routing stage."""

    def __init__(self, store: Store, clock: Clock, plan: RoutePlan) -> None:
        self._store = store
        self._clock = clock
        self._plan = plan
        self._keeper = Keeper(plan.mode)
        self._tombstones = Tombstones(store)

    def tick(self) -> RouteReport:
        """Decides everything that is due now, batch by batch. Nothing while the index of accounts is being
        filled: a lead would go past its account."""
        report = RouteReport()
        while self._batch(report, BATCH):
            pass
        return report

    def _batch(self, report: RouteReport, size: int) -> bool:
        now = self._clock.now()
        around = self._around(now)
        with self._store.read() as conn:  # an idle second takes no writer's turn
            if not match_waiting.none(conn) or not inbox.claim(conn, self._plan.mode, now, 1, around.crms):
                return False
        try:
            with self._store.begin() as conn:
                due = inbox.claim(conn, self._plan.mode, now, size, around.crms)
                items = _one_each(due)
                self._decide_all(conn, items, around, report)
        except Exception as error:
            if not _is_of_the_record(error):
                raise
            self._one_by_one(around, report)
            return True
        return len(due) == size or len(items) < len(due)

    def _around(self, now: datetime) -> Surroundings:
        """What all decisions of a batch share. Leads of a CRM whose people are unknown wait."""
        plan = self._plan
        return Surroundings(now, plan.mode, plan.policy(), plan.crms(), plan.owner_of_record)

    def _one_by_one(self, around: Surroundings, report: RouteReport) -> None:
        """One poisonous arrival must not stop the others: it is tried alone, then quarantined."""
        with self._store.read() as conn:
            due = inbox.claim(conn, self._plan.mode, around.now, BATCH, around.crms)
        for item in _one_each(due):
            try:
                with self._store.begin() as conn:
                    self._decide_all(conn, [item], around, report)
            except Exception as error:
                if not _is_of_the_record(error):
                    raise
                self._failed(item, error, around.now)
                report.faults.append(place_of(error))

    def _failed(self, item: Item, error: Exception, now: datetime) -> None:
        """The type of the error is told, its text is not: it may quote the lead."""
        reason = f"could not be decided: {type(error).__name__}"
        with self._store.begin() as conn:
            if item.attempts + 1 >= TRIES:
                inbox.park(conn, item.id, reason, now)
            else:
                inbox.fail(conn, item.id, reason, now + RETRY_AFTER, now)

    def _decide_all(
        self, conn: Connection, items: Sequence[Item], around: Surroundings, report: RouteReport
    ) -> None:
        policy, now = around.policy, around.now
        self._keeper.begin(conn)
        shares = shares_of(conn, around)
        views = gather(conn, items, around, shares)
        brake = Brake(self._plan.writes_per_hour, self._plan.stale_per_hour)
        brake.count(conn, self._plan.mode, now)
        harvest = _Harvest()
        chosen: dict[tuple[str, str], str | None] = {}
        for item in items:
            view = views.get(item.id)
            if view is None:
                self._not_mirrored(conn, item, now)
                continue
            if view.people and chosen:
                view = replace(view, people=as_decided(view.people, chosen))
            view, match = matched(conn, policy, view)
            decision = decide(policy, view, match)
            lead = (item.arrival.crm, item.arrival.record_id)
            if decision.left_to_its_owner and not audit.ever_decided(conn, self._plan.mode, *lead):
                harvest.done.append(item.id)  # a person's lead of which we have nothing to tell is counted
                report.left_alone += 1
                continue
            if decision.outcome is Outcome.ASSIGN:
                chosen[lead] = decision.owner_id
            taken = _Taken(view, decision, self._keeper.knew(view, match))
            self._reap(item, taken, policy.edition, harvest, brake)
            shares.note(decision, view)
            self._keeper.moved(decision)
            report.decided += 1
            report.fallback += decision.route == FALLBACK
            report.outcomes[decision.outcome.value] = report.outcomes.get(decision.outcome.value, 0) + 1
            report.latencies.append((now - item.first_seen_at).total_seconds())
        self._store_all(conn, harvest, shares, now)
        report.held = next(iter(harvest.held), report.held)

    def _reap(
        self,
        item: Item,
        taken: _Taken,
        edition: str,
        harvest: _Harvest,
        brake: Brake,
    ) -> None:
        view, decision, mode = taken.view, taken.decision, self._plan.mode
        cause = view.cause
        name = decision_id(cause, mode)
        stamps = (to_text(view.now), edition, self._plan.code_version)
        harvest.entries.append(entry(name, mode, cause, decision, stamps, taken.knew))
        harvest.done.append(item.id)
        harvest.turned.update(turn.rotation for turn in (decision.credit, decision.turn) if turn is not None)
        if (given := assignment(mode, cause, decision, view.now)) is not None:
            harvest.given.append(given)
        harvest.following.note(item, name, view, decision)
        if not decision.stands:
            harvest.moved.setdefault(cause.crm, []).append(cause.record_id)
        if decision.outcome in (Outcome.REVIEW, Outcome.PARK):
            harvest.parked.append((item.id, decision.reason))
        if mode != "live":
            return
        write = owner_write(name, mode, cause, decision)
        told = notices(name, cause, decision, waits=write is not None)
        harvest.notices += [one for one in told if self._plan.tells_owner or one.channel != "owner"]
        if write is not None:
            reason = brake.holds(stale=item.arrival.stale)
            if reason is None:
                harvest.writes.append(write)
            else:
                harvest.held.setdefault(reason, []).append(write)

    def _store_all(self, conn: Connection, harvest: _Harvest, shares: Shares, now: datetime) -> None:
        self._keeper.save(conn)
        audit.record_many(conn, harvest.entries)
        for crm, ids in harvest.moved.items():
            if self._plan.mode == "live":
                outbox.supersede(conn, crm, ids, now)
            timers.cancel(conn, self._plan.mode, crm, ids)
        harvest.following.store(conn, self._plan.mode, now)
        outbox.put_writes(conn, harvest.writes, now)
        for reason, writes in harvest.held.items():
            outbox.put_writes(conn, writes, now, held_reason=reason)
        outbox.put_notices(conn, harvest.notices, now)
        changed = {name: _plain(shares.turns[name]) for name in harvest.turned}
        assignments.put(conn, harvest.given)
        turns.save(conn, self._plan.mode, changed)
        inbox.done(conn, harvest.done, now)
        for item_id, reason in harvest.parked:
            inbox.park(conn, item_id, reason, now)

    def _not_mirrored(self, conn: Connection, item: Item, now: datetime) -> None:
        """A lead whose person was erased is done with; another may still come."""
        lead = item.arrival.record_id
        if self._tombstones.erased(conn, item.arrival.crm, Kind.LEAD, [lead]):
            inbox.forget(conn, item.arrival.crm, [lead], now)
        elif item.attempts + 1 >= TRIES:
            inbox.park(conn, item.id, "the lead is not in the mirror", now)
        else:
            inbox.fail(conn, item.id, "the lead is not in the mirror yet", now + RETRY_AFTER, now)


def _plain(standings: Mapping[str, TurnState]) -> dict[str, Standing]:
    return {email: (one.taken, one.due, one.last, one.away) for email, one in standings.items()}


def _one_each(items: Sequence[Item]) -> list[Item]:
    """The first arrival of each record: a later one is decided on what the first has left."""
    first: dict[tuple[str, str, str], Item] = {}
    for item in items:
        first.setdefault((item.arrival.crm, item.arrival.object, item.arrival.record_id), item)
    return list(first.values())


def _is_of_the_record(error: Exception) -> bool:
    """Whether an error can be one record's fault: all but a store that is busy, away or taken over."""
    return not isinstance(error, StoreError) or isinstance(error, StoreFault)
