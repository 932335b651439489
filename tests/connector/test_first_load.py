"""The first load: small pages are stored together, and nothing that was read is lost or read for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from adapters.errors import Refused, Retry
from connector.clock import SetClock
from connector.loops.poll import Poll, PollPlan
from mappings.changes import Change, Page, Window, version_of
from mappings.records import Kind, Record
from state import cursors, mirror
from state.store import Store

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
PAGES = 6


class Pager:
    """A CRM that shows three records a page, and fails once where it is told to."""

    name = "sales"
    lead_object = "Lead"
    kinds = (Kind.LEAD, Kind.ACCOUNT)
    activities = ()

    def __init__(self, failure: Exception | None = None, at: tuple[Kind, int] | None = None) -> None:
        self.failure, self.at = failure, at
        self.asked: list[tuple[Kind, str | None]] = []

    def identity(self) -> Any:
        return SimpleNamespace(org_id="00D1", clock=NOW)

    def changes(self, windows: Sequence[Window]) -> list[Page]:
        for window in windows:
            self.asked.append((window.kind, window.after))
            if self.failure is not None and self.at == (window.kind, int(window.after or 0)):
                failure = self.failure
                if isinstance(failure, Retry):
                    self.failure = None
                raise failure
        return [self._page(window) for window in windows]

    def _page(self, window: Window) -> Page:
        if window.since is not None:
            return Page(window.kind, (), None, NOW)
        number = int(window.after or 0)
        records = [self._record(window.kind, number * 3 + n) for n in range(3)]
        last = number + 1 == PAGES
        rest = None if last else Window(window.kind, None, str(number + 1))
        return Page(window.kind, tuple(Change(one, version_of(one)) for one in records), rest, NOW)

    @staticmethod
    def _record(kind: Kind, number: int) -> Record:
        return Record(kind, f"{kind}{number:03d}", None, NOW, NOW, None, {"name": f"Firm {number}"})


def poll(crm: Any, store: Store) -> Poll:
    binding: Any = SimpleNamespace(organisation=lambda: "00D1")
    policy: Any = lambda: SimpleNamespace(asks_activities=False)  # noqa: E731
    return Poll(crm, binding, store, SetClock(NOW), PollPlan("live", policy, timedelta(minutes=2)))


def mirrored(store: Store) -> dict[Kind, int]:
    with store.read() as conn:
        return {kind: count for (_, kind), count in mirror.counts(conn).items()}


def test_every_page_of_every_kind_is_mirrored_and_marked_as_loaded(store: Store) -> None:
    report = poll(Pager(), store).tick()
    assert report.loaded == 36
    assert mirrored(store) == {Kind.LEAD: 18, Kind.ACCOUNT: 18}
    with store.read() as conn:
        marks = cursors.all_of(conn, "sales")
    assert all(marks[kind, "load"].drained_at for kind in (Kind.LEAD, Kind.ACCOUNT))


def test_what_was_read_before_the_crm_asked_for_a_pause_is_stored_and_not_read_again(store: Store) -> None:
    crm = Pager(Retry("too many calls"), (Kind.LEAD, 3))
    first = poll(crm, store)
    crm_again = crm.changes
    refusals = [Retry("too many calls")]

    def twice(windows: Sequence[Window]) -> list[Page]:
        if crm.failure is None and refusals:
            raise refusals.pop()
        return crm_again(windows)

    crm.changes = twice  # type: ignore[method-assign]
    with pytest.raises(Retry):
        first.tick()
    assert mirrored(store) == {Kind.LEAD: 9, Kind.ACCOUNT: 9}
    crm.asked.clear()
    first.tick()
    assert mirrored(store) == {Kind.LEAD: 18, Kind.ACCOUNT: 18}
    assert (Kind.LEAD, "2") not in crm.asked


def test_a_kind_that_is_refused_half_way_ends_and_the_others_go_on(store: Store) -> None:
    crm = Pager(Refused("no right to accounts"), (Kind.ACCOUNT, 2))
    report = poll(crm, store).tick()
    assert report.refused == {Kind.ACCOUNT: "no right to accounts"}
    assert mirrored(store) == {Kind.LEAD: 18, Kind.ACCOUNT: 6}
