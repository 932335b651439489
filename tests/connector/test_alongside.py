"""Activities are read beside leads and accounts, and hold none of them up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from adapters.errors import Broken, Retry
from connector.alongside import HISTORY
from connector.clock import SetClock
from connector.loops.poll import Poll, PollPlan
from mappings.changes import Page, Window
from mappings.records import ACTIVITIES, Kind
from state import cursors
from state.cursors import Cursor
from state.store import Store

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
KINDS = (Kind.LEAD, Kind.CONTACT, Kind.ACCOUNT, Kind.OPPORTUNITY)


class Shy:
    """A CRM that answers four windows a second, and has `long` pages of calls; `failure` strikes whoever asks
    for a call."""

    name = "marketing"
    lead_object = "leads"
    kinds = KINDS
    activities = (Kind.CALL, Kind.EMAIL, Kind.MEETING)

    def __init__(self, clock: SetClock, long: int = 1) -> None:
        self.clock, self.long = clock, long
        self.failure: Exception | None = None
        self.asked: list[Window] = []
        self._allowed: dict[datetime, int] = {}

    def identity(self) -> Any:
        return SimpleNamespace(org_id="1", clock=NOW)

    def changes(self, windows: Sequence[Window]) -> list[Page]:
        if self.failure is not None and any(window.kind is Kind.CALL for window in windows):
            raise self.failure
        at = self.clock.now()
        allowed = self._allowed.get(at, 4)
        if not allowed:
            raise Retry("too fast", after=0.5)
        self._allowed[at] = max(0, allowed - len(windows))
        self.asked += windows[:allowed]
        read = [self._page(window, at) for window in windows[:allowed]]
        return [*read, *(Page(window.kind, (), window, at) for window in windows[allowed:])]

    def _page(self, window: Window, at: datetime) -> Page:
        number = int(window.after or 0) + 1
        more = window.kind is Kind.CALL and number < self.long
        return Page(window.kind, (), Window(window.kind, window.since, str(number)) if more else None, at)

    def took(self) -> list[Kind]:
        """What was asked for since the last look."""
        asked, self.asked = self.asked, []
        return [window.kind for window in asked]


class Bench:
    def __init__(self, store: Store, long: int = 1) -> None:
        self.store, self.clock = store, SetClock(NOW)
        self.crm = Shy(self.clock, long)
        binding: Any = SimpleNamespace(organisation=lambda: "1")
        policy: Any = lambda: SimpleNamespace(asks_activities=True)  # noqa: E731
        crm: Any = self.crm
        plan = PollPlan("live", policy, timedelta(seconds=30))
        self.poll = Poll(crm, binding, store, self.clock, plan)
        with store.begin() as conn:
            for kind in KINDS:
                cursors.put(conn, Cursor("marketing", kind, "load", None, None, NOW))
                cursors.put(conn, Cursor("marketing", kind, "hot", NOW, None, NOW))

    def tick(self, seconds: float = 10) -> None:
        """The next poll, taken up again after the pause that the CRM asks for."""
        self.clock.advance(seconds)
        try:
            self.poll.tick()
        except Retry as error:
            assert error.after is not None
            self.clock.advance(error.after)
            self.poll.tick()


def test_one_kind_is_read_a_pass_and_each_once_a_minute(store: Store) -> None:
    bench = Bench(store)
    for _ in range(12):
        bench.tick()
    took = bench.crm.took()
    assert [kind for kind in took if kind in ACTIVITIES] == [Kind.CALL, Kind.EMAIL, Kind.MEETING] * 2
    assert len(took) == 12 * 4 + 6


def test_the_first_reading_begins_thirty_days_ago_and_later_ones_overlap(store: Store) -> None:
    bench = Bench(store)
    for _ in range(8):
        bench.tick()
    first, second = [window.since for window in bench.crm.asked if window.kind is Kind.CALL]
    assert first == NOW - HISTORY
    assert second is not None
    assert timedelta(minutes=10) <= NOW - second <= timedelta(minutes=11)


def test_a_long_history_is_read_bit_by_bit_beside_the_leads(store: Store) -> None:
    bench = Bench(store, long=30)
    calls: list[str | None] = []
    for _ in range(10):
        bench.tick()
        assert [window.kind for window in bench.crm.asked[:4]] == [*KINDS]
        calls += [window.after for window in bench.crm.asked if window.kind is Kind.CALL]
        bench.crm.took()
    assert calls[:30] == [None, *(str(page) for page in range(1, 30))]


def test_a_crm_that_fails_over_an_activity_still_has_its_leads_read(store: Store) -> None:
    bench = Bench(store)
    bench.crm.failure = Broken("no list of results")
    with pytest.raises(Broken):
        bench.tick()
    for _ in range(3):
        bench.tick()
    assert bench.crm.took() == [*KINDS] * 3
    bench.crm.failure = None
    for _ in range(6):
        bench.tick()
    assert Kind.CALL in bench.crm.took()
