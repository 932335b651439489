"""Writes owners to one CRM and settles what became of each write.

Attempts repeat, outcomes do not: every try begins with a read of the present owner, so a write
whose reply was lost is recognised, and a person's newer choice is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from adapters.contract import Crm
from adapters.errors import AdapterError
from connector.binding import Binding
from connector.clock import Clock
from connector.handovers import note_others
from connector.mirroring import admitted, put
from connector.pace import backoff
from mappings.changes import Change
from mappings.records import Kind
from mappings.writes import Receipt, Result, SetOwner
from state import controls, inbox, mirror, outbox
from state.inbox import Arrival
from state.outbox import WriteItem
from state.store import Store
from state.tombstones import Tombstones

BATCH = 1000
TRIES = 12
FEED_TIME = timedelta(seconds=30)
ANEW = (Result.CONFLICT, Result.OWNER_GONE)
AGAIN = (Result.RETRY, Result.UNKNOWN)


@dataclass
class DeliverReport:
    """What one tick did, by result; `stale_directory` asks for a fresh list of owners."""

    results: dict[str, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    stale_directory: bool = False
    paused: bool = False


class Deliver:
    """The owner writes of one CRM."""

    def __init__(self, crm: Crm, binding: Binding, store: Store, clock: Clock) -> None:
        self._crm = crm
        self._binding = binding
        self._store = store
        self._clock = clock
        self._tombstones = Tombstones(store)

    def tick(self) -> DeliverReport:
        """Makes the writes that are due. Raises adapter errors where nothing could be written."""
        report = DeliverReport()
        with self._store.read() as conn:
            if paused(conn, self._crm.name):
                report.paused = True
                return report
            items = outbox.claim_writes(conn, self._crm.name, self._clock.now(), BATCH)
        if items:
            self._binding.organisation()
            with self._store.begin() as conn:
                outbox.mark_tried(conn, [item.write.key for item in items], self._clock.now())
            receipts = self._crm.set_owners([self._order(item) for item in items])
            self._settle(items, receipts, report)
        return report

    @staticmethod
    def _order(item: WriteItem) -> SetOwner:
        write = item.write
        return SetOwner(write.key, write.record_id, write.owner_id, write.expects, write.extra)

    def _settle(self, items: Sequence[WriteItem], receipts: list[Receipt], report: DeliverReport) -> None:
        by_key = {receipt.key: receipt for receipt in receipts}
        pairs = [(item, by_key[item.write.key]) for item in items if item.write.key in by_key]
        now = self._clock.now()
        final = [self._give_up(item, receipt) for item, receipt in pairs]
        fresh = self._reread([item for item, receipt in final if receipt.result in (*ANEW, Result.GONE)])
        with self._store.begin() as conn:
            outbox.settle_writes(conn, final, now)
            for item, receipt in final:
                if receipt.result in AGAIN:
                    reason = receipt.detail or receipt.result.value
                    outbox.postpone_writes(conn, [item.write.key], now + backoff(item.attempts), reason)
            if fresh:
                fresh = admitted(conn, self._tombstones, self._crm.name, fresh)[0]
                before = mirror.get_many(
                    conn, self._crm.name, Kind.LEAD, [change.record.id for change in fresh]
                )
                put(conn, self._crm.name, fresh)
                note_others(conn, self._crm.name, fresh, before, now)
            self._decide_anew(conn, final, {change.record.id for change in fresh}, now)
        self._count(final, now, report)

    def _give_up(self, item: WriteItem, receipt: Receipt) -> tuple[WriteItem, Receipt]:
        if receipt.result is Result.RETRY and item.attempts + 1 >= TRIES:
            detail = f"gave up after {TRIES} tries: {receipt.detail}"
            receipt = replace(receipt, result=Result.REFUSED, detail=detail)
        return item, receipt

    def _reread(self, items: Sequence[WriteItem]) -> list[Change]:
        """Facts before the next decision: the leads as they are now (best effort: the feed follows)."""
        if not items:
            return []
        try:
            return self._crm.read(Kind.LEAD, [item.write.record_id for item in items])
        except AdapterError:
            return []

    def _decide_anew(
        self,
        conn: Connection,
        final: Sequence[tuple[WriteItem, Receipt]],
        reread: Collection[str],
        now: datetime,
    ) -> None:
        """Due at once where the lead was read again, else when the feed has had time to bring it."""
        org = self._binding.organisation()
        arrivals = [
            Arrival(
                mode=item.write.mode,
                crm=self._crm.name,
                org_id=org,
                object=self._crm.lead_object,
                record_id=item.write.record_id,
                trigger="conflict",
                generation=item.write.key,
                seen_at=now,
                due_at=now if item.write.record_id in reread else now + FEED_TIME,
            )
            for item, receipt in final
            if receipt.result in ANEW
        ]
        inbox.put(conn, arrivals, now)

    def _count(
        self, final: Sequence[tuple[WriteItem, Receipt]], now: datetime, report: DeliverReport
    ) -> None:
        for item, receipt in final:
            report.results[receipt.result.value] = report.results.get(receipt.result.value, 0) + 1
            if receipt.result in (Result.WRITTEN, Result.ALREADY):
                report.latencies.append((now - item.created_at).total_seconds())
            if receipt.result is Result.OWNER_GONE:
                report.stale_directory = True


def paused(conn: Connection, crm: str) -> bool:
    """Whether a person has stopped owner writes and notices, for all CRMs or for this one."""
    return any(controls.get(conn, name) for name in ("pause:*", f"pause:{crm}"))
