"""Reads the change feeds of one CRM into the mirror and puts what needs a decision in the inbox.

Each page lands in one transaction: mirror, match keys, inbox, cursors, or nothing of it. Cursors
move only when a window is drained, and only by the CRM's own clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from adapters.contract import Crm
from adapters.errors import AdapterError, Gone, Reauthorise, Refused, Retry
from connector.alongside import PAGES_A_PASS, Alongside, Pass
from connector.arrivals import arrivals
from connector.binding import Binding
from connector.clock import Clock
from connector.core.rules import Policy
from connector.handovers import note_others
from connector.mirroring import admitted, complete_index, put
from connector.sightings import Watch, touched
from mappings.changes import Page, Window
from mappings.records import ACTIVITIES, Kind
from state import cursors, inbox, mirror, organisations
from state.cursors import Cursor
from state.inbox import Arrival
from state.store import Store
from state.tombstones import Tombstones

HOT_OVERLAP = timedelta(seconds=15)
WARM_OVERLAP = timedelta(minutes=10)  # a REST transaction may run that long before its rows show
WARM_EVERY = timedelta(seconds=60)
LOAD_BATCH = 2_000
"""Records of the first load that go into one transaction, at least."""


@dataclass
class PollReport:
    """What one tick did. `erased` counts records that were shown and left out, because their persons were
    erased; `refused` names kinds that could not be read, with why."""

    loaded: int = 0
    fresh: int = 0
    arrivals: int = 0
    seen_at: datetime | None = None
    erased: int = 0
    refused: dict[Kind, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PollPlan:
    """What a poll needs to know that is not the CRM's: mode, policy and waiting for facts."""

    mode: str
    policy: Callable[[], Policy]
    freshness: timedelta


class Poll:
    """The feed of one CRM. `tick` is one poll of every mirrored kind, and of activities as they are due."""

    def __init__(self, crm: Crm, binding: Binding, store: Store, clock: Clock, plan: PollPlan) -> None:
        self._crm = crm
        self._binding = binding
        self._store = store
        self._clock = clock
        self._plan = plan
        self._pass: Pass | None = None
        self._alongside = Alongside(crm, plan.mode)
        self._tombstones = Tombstones(store)
        self.progress: Callable[[int], None] = lambda records: None

    def tick(self) -> PollReport:
        """Reads what is new. Raises adapter errors; nothing of an undrained window is forgotten."""
        report = PollReport()
        org = self._binding.organisation()
        with self._store.read() as conn:
            marks = cursors.all_of(conn, self._crm.name)
            ready = organisations.baseline(conn, self._plan.mode, self._crm.name) is not None
        if not all(self._is_loaded(marks, kind) for kind in self._crm.kinds):
            self._first_load(marks, report)
        if not ready:
            self._set_baseline()
        if report.loaded == 0:
            self._follow(org, report)
        return report

    # -- first load ---------------------------------------------------------------------------

    @staticmethod
    def _is_loaded(marks: dict[tuple[Kind, str], Cursor], kind: Kind) -> bool:
        mark = marks.get((kind, "load"))
        return mark is not None and mark.drained_at is not None

    def _first_load(self, marks: dict[tuple[Kind, str], Cursor], report: PollReport) -> None:
        missing = [kind for kind in self._crm.kinds if not self._is_loaded(marks, kind)]
        self._note_start(marks, missing)
        windows = []
        for kind in missing:
            mark = marks.get((kind, "load"))
            windows.append(Window(kind, None, mark.after if mark else None))
        try:
            for pages in self._read_through(windows, report.refused, LOAD_BATCH):
                with self._store.begin() as conn:
                    for page in pages:
                        report.loaded += self._mirror(conn, page, report, loading=True)[0]
                        self._move_load_cursor(conn, page)
                self.progress(report.loaded)
                if any(page.kind is Kind.ACCOUNT and page.rest is None for page in pages):
                    complete_index(self._store, self._clock.now())
        finally:  # no lead is decided while an account waits, so what was read is taken in
            complete_index(self._store, self._clock.now())
        with self._store.begin() as conn:
            for kind in report.refused:  # what cannot be read is not waited for for ever
                cursors.put(conn, Cursor(self._crm.name, kind, "load", None, None, self._clock.now()))

    def _note_start(self, marks: dict[tuple[Kind, str], Cursor], kinds: Sequence[Kind]) -> None:
        """The feed starts where the load began, by the CRM's clock, so nothing falls between."""
        started = self._crm.identity().clock - WARM_OVERLAP
        with self._store.begin() as conn:
            for kind in kinds:
                if (kind, "hot") not in marks:
                    cursors.put(conn, Cursor(self._crm.name, kind, "hot", started, None, None))

    def _move_load_cursor(self, conn: Connection, page: Page) -> None:
        after = page.rest.after if page.rest else None
        drained = None if page.rest else page.seen_at
        cursors.put(conn, Cursor(self._crm.name, page.kind, "load", None, after, drained))

    def _set_baseline(self) -> None:
        with self._store.begin() as conn:
            mirror.mark_history(conn, self._crm.name, self._plan.mode)
            organisations.set_baseline(conn, self._plan.mode, self._crm.name, self._clock.now())

    # -- following the feed ---------------------------------------------------------------------

    def _follow(self, org: str, report: PollReport) -> None:
        """One pass over all windows. A pass that the CRM interrupts goes on where it stopped."""
        if self._pass is None:
            self._pass = self._new_pass()
        one = self._pass
        try:
            for pages in self._read_through(one.windows, one.refused):
                self._land(pages, org, report, one)
                one.windows = _rests(pages)
        except Reauthorise:
            raise
        except AdapterError as error:
            self._break_off(one, report, error)
        else:
            self._end(one, report)

    def _break_off(self, one: Pass, report: PollReport, error: AdapterError) -> None:
        """Activities are no reason to go over leads and accounts again: the rest of them is read by itself
        once the CRM lets us, and after that beside the next pass."""
        now = self._clock.now()
        self._alongside.stumble(one, error, now)
        if one.windows:
            raise error
        self._end(one, report)
        if isinstance(error, Retry) and not one.of_activities:
            self._pass = Pass([], [], {})
            self._alongside.go_on(self._pass, self._crm.activities)
            raise error

    def _end(self, one: Pass, report: PollReport) -> None:
        self._pass = None
        self._alongside.end(one, self._clock.now())
        report.refused = {kind: why for kind, why in one.refused.items() if kind not in ACTIVITIES}
        report.refused |= self._alongside.refused
        self._close_windows(one)

    def _new_pass(self) -> Pass:
        with self._store.read() as conn:
            marks = cursors.all_of(conn, self._crm.name)
            now = self._clock.now()
            one = Pass([], [], dict.fromkeys(self._crm.kinds, now))
            for kind in self._crm.kinds:
                since, last_warm = marks[kind, "hot"].since, marks.get((kind, "warm"))
                drained_at = last_warm.drained_at if last_warm else None
                if drained_at is None or now - drained_at >= WARM_EVERY:
                    one.warm.append(kind)
                    since = since - (WARM_OVERLAP - HOT_OVERLAP) if since else None
                one.windows.append(Window(kind, since))
            if self._plan.policy().asks_activities:
                self._alongside.join(one, conn, marks, now)
            else:
                self._alongside.drop()
        return one

    def _land(self, pages: Sequence[Page], org: str, report: PollReport, one: Pass) -> None:
        whole = all(page.rest is None or page.kind in ACTIVITIES for page in pages)
        whole = whole and ACTIVITIES.issuperset(one.refused)
        with self._store.begin() as conn:
            for page in sorted(pages, key=lambda p: p.kind is Kind.LEAD):
                one.started.setdefault(page.kind, page.seen_at)
                fresh, arrivals = self._mirror(conn, page, report, loading=False, org=org)
                report.fresh += fresh
                if arrivals:
                    if not whole:
                        arrivals = [self._awaiting(arrival) for arrival in arrivals]
                    report.arrivals += inbox.put(conn, arrivals, self._clock.now())
                self._quarantine(conn, page, org)
                report.seen_at = page.seen_at

    def _awaiting(self, arrival: Arrival) -> Arrival:
        due = self._clock.now() + self._plan.freshness
        return replace(arrival, due_at=due, awaiting_facts=True)

    def _close_windows(self, one: Pass) -> None:
        with self._store.begin() as conn:
            for kind, seen_at in one.started.items():
                if kind in one.refused:
                    continue
                since = seen_at - HOT_OVERLAP
                cursors.put(conn, Cursor(self._crm.name, kind, "hot", since, None, one.begun[kind]))
                if kind in one.warm:
                    cursors.put(conn, Cursor(self._crm.name, kind, "warm", None, None, one.begun[kind]))
            if ACTIVITIES.issuperset(one.refused):
                now, marks = self._clock.now(), cursors.all_of(conn, self._crm.name)
                known_until = self._alongside.known_until(marks, now)
                inbox.release(conn, self._plan.mode, self._crm.name, now, known_until)

    # -- reading ----------------------------------------------------------------------------------

    def _read_through(
        self, windows: Sequence[Window], refused: dict[Kind, str], at_least: int = 0
    ) -> Iterator[list[Page]]:
        """Pages of all windows until each is drained, the next ones fetched while these are stored.
        Where nothing is left but activities, it ends sooner."""
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="fetch") as fetcher:
            ahead: Future[list[Page]] | None
            ahead = fetcher.submit(self._read_many, list(windows), refused, at_least)
            turn = 0
            while ahead is not None:
                pages, turn = ahead.result(), turn + 1
                rest = _rests(pages)
                if turn >= PAGES_A_PASS and all(window.kind in ACTIVITIES for window in rest):
                    rest = []
                ahead = fetcher.submit(self._read_many, rest, refused, at_least) if rest else None
                yield pages

    def _read_many(self, windows: list[Window], refused: dict[Kind, str], at_least: int) -> list[Page]:
        """One page of each window, joined with those that follow until they hold `at_least` records."""
        pages = {page.kind: page for page in self._read(windows, refused)}
        while (rest := _rests(pages.values())) and sum(len(p.changes) for p in pages.values()) < at_least:
            try:
                following = self._read(rest, refused)
            except AdapterError:
                break  # raised when it is asked again; what was read before is stored first
            for window in rest:
                pages[window.kind] = replace(pages[window.kind], rest=None)  # unless it goes on below
            for page in following:
                changes = (*pages[page.kind].changes, *page.changes)
                pages[page.kind] = replace(page, changes=changes)
        return list(pages.values())

    def _read(self, windows: list[Window], refused: dict[Kind, str]) -> list[Page]:
        try:
            return self._crm.changes(windows)
        except (Refused, Gone) as error:
            if len(windows) == 1 and (windows[0].after is None or isinstance(error, Refused)):
                raise
        pages = []
        for window in windows:
            try:
                pages += self._crm.changes([window])
            except Gone:  # the bookmark died: the window is read again from its start
                pages += self._crm.changes([replace(window, after=None)])
            except Refused as refusal:
                if window.kind is Kind.LEAD:
                    raise
                refused[window.kind] = refusal.message
        return pages

    # -- storing ------------------------------------------------------------------------------------

    def _mirror(
        self, conn: Connection, page: Page, report: PollReport, *, loading: bool, org: str = ""
    ) -> tuple[int, list[Arrival]]:
        crm, kind = self._crm.name, page.kind
        shown, erased = admitted(conn, self._tombstones, crm, page.changes)
        report.erased += erased
        fresh = {change.record.id: change for change in shown}
        known = mirror.known(conn, crm, kind, list(fresh))
        fresh = {key: change for key, change in fresh.items() if known.get(key) != change.version}
        if not fresh:
            return 0, []
        leads = kind is Kind.LEAD and not loading
        before = mirror.get_many(conn, crm, kind, [key for key in fresh if key in known]) if leads else {}
        changes = list(fresh.values())
        history_for = self._plan.mode if loading and kind is Kind.LEAD else None
        put(conn, crm, changes, first_load=loading and not known, history_for=history_for)
        if loading:
            return len(fresh), []
        note_others(conn, crm, changes, before, self._clock.now())
        watch = Watch(self._plan.mode, crm, org, self._crm.lead_object, self._plan.policy())
        if kind in ACTIVITIES:
            touched(conn, watch, self._clock.now())
        if not leads:
            return len(fresh), []
        return len(fresh), arrivals(conn, watch, (changes, before), page.seen_at, self._clock.now())

    def _quarantine(self, conn: Connection, page: Page, org: str) -> None:
        """A lead that no record can be made of waits for a person; the feed moves on."""
        if page.kind is not Kind.LEAD or not page.unreadable:
            return
        now = self._clock.now()
        erased = self._tombstones.erased(conn, self._crm.name, page.kind, [id_ for id_, _ in page.unreadable])
        for record_id, why in page.unreadable:
            if record_id in erased:
                continue
            arrival = Arrival(
                mode=self._plan.mode,
                crm=self._crm.name,
                org_id=org,
                object=self._crm.lead_object,
                record_id=record_id,
                trigger="created",
                generation="1",
                seen_at=page.seen_at,
                due_at=now,
                detail=why,
            )
            inbox.put_parked(conn, arrival, f"unreadable: {why}", now)


def _rests(pages: Iterable[Page]) -> list[Window]:
    return [page.rest for page in pages if page.rest is not None]
