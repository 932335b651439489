"""Runs the loops: one thread each, ticked by APScheduler, woken by one another. The only place that
retries or waits."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor as PoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from adapters.errors import AdapterError, Reauthorise, Refused, Retry
from connector.binding import WrongOrganisation
from connector.logs import place_of
from connector.mirroring import complete_index
from connector.pace import Pace
from connector.status import Colour
from connector.wiring import Parts
from connector.work import Loop, loops, watch
from state import inbox, outbox, timers
from state.store import Fenced, StoreBusy, StoreError

log = structlog.get_logger("pointsman")

STOP_WITHIN = 9.0
ONCE_HORIZON = 10.0
BREATH = 1.0
"""Seconds that a CRM may ask for, once, before it is worth a word: adapters keep to a pace of their own."""


@dataclass
class _Runner:
    """A loop with its pace and the event that wakes it."""

    loop: Loop
    pace: Pace = field(default_factory=Pace)
    wake: threading.Event = field(default_factory=threading.Event)
    busy: threading.Lock = field(default_factory=threading.Lock)


class Daemon:
    """The work of one `pointsman run`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._runners = {loop.name: _Runner(loop) for loop in loops(parts)}
        self._stop = threading.Event()
        self._fenced: str | None = None

    def start_up(self) -> None:
        """Reads the policy and what is known of people, and completes the index of accounts if an earlier
        run or another version left it incomplete. Raises LookupError without a sound policy."""
        watch(self._parts)
        self._parts.shelf.policy  # noqa: B018 - raises where there is none
        self._parts.directories.recall()
        self._parts.calendars.settle()
        complete_index(self._parts.store, self._parts.clock.now())

    def run(self) -> int:
        """Works until `stop`; 0, or 1 where another daemon took over."""
        self.start_up()
        scheduler = BackgroundScheduler(executors={"default": PoolExecutor(2)}, timezone="UTC")
        threads = []
        for runner in self._runners.values():
            seconds = runner.loop.every
            options = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
            scheduler.add_job(runner.wake.set, "interval", seconds=seconds, **options)
            runner.wake.set()
            thread = threading.Thread(target=self._work, args=(runner,), name=runner.loop.name, daemon=True)
            threads.append(thread)
        scheduler.start()
        for thread in threads:
            thread.start()
        self._stop.wait()
        scheduler.shutdown(wait=False)
        for runner in self._runners.values():
            runner.wake.set()
        deadline = time.monotonic() + STOP_WITHIN
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        log.info("stopped", reason=self._fenced or "asked to")
        return 1 if self._fenced else 0

    def stop(self) -> None:
        """Asks all loops to end after their present tick; safe in a signal handler."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether somebody asked it to end."""
        return self._stop.is_set()

    def step(self) -> int:
        """Runs each loop once, in the order a lead meets them, in this thread; how much was done."""
        return sum(self._tick(runner) for runner in self._runners.values())

    def once(self, max_seconds: float) -> bool:
        """Polls everything, then works until nothing is due within 10 s; False if time ran out."""
        self.start_up()
        deadline = time.monotonic() + max_seconds
        working = [runner for runner in self._runners.values() if runner.loop.in_once]
        for runner in working:
            self._tick_through(runner, deadline)
        idle_since = time.monotonic()
        while not self._stop.is_set() and time.monotonic() < deadline:
            pause = self._next_due()
            if pause is None or pause > ONCE_HORIZON or time.monotonic() - idle_since > ONCE_HORIZON:
                self._tick(self._runners["seal"])
                return True
            self._stop.wait(min(max(pause, 0.0), deadline - time.monotonic()))
            rounds = [one for one in working if not one.loop.name.startswith(("poll:", "directory:"))]
            if sum(self._tick(runner) for runner in rounds):
                idle_since = time.monotonic()
            elif pause <= 0:  # what is due waits for a CRM or for a person
                self._stop.wait(0.2)
        return False

    def _tick_through(self, runner: _Runner, deadline: float) -> None:
        """One tick, taken up again where the CRM only asked for a short pause."""
        while not self._stop.is_set():
            self._tick(runner)
            pause = runner.pace.remaining(self._parts.clock.now())
            if pause is None or pause > ONCE_HORIZON or time.monotonic() + pause > deadline:
                return
            self._stop.wait(pause)

    def _next_due(self) -> float | None:
        """Seconds until the next row is due; None where nothing is."""
        now = self._parts.clock.now()
        with self._parts.store.read() as conn:
            dues = [
                inbox.next_due(conn, self._parts.mode),
                timers.next_due(conn, self._parts.mode),
                outbox.next_due(conn) if self._parts.mode == "live" else None,
            ]
        known = [due for due in dues if due is not None]
        return max(0.0, (min(known) - now).total_seconds()) if known else None

    def _work(self, runner: _Runner) -> None:
        while not self._stop.is_set():
            runner.wake.wait(runner.pace.remaining(self._parts.clock.now()))
            runner.wake.clear()
            if self._stop.is_set():
                return
            if self._tick(runner):
                for name in runner.loop.wakes:
                    if name in self._runners:
                        self._runners[name].wake.set()

    def _tick(self, runner: _Runner) -> int:
        if not runner.pace.ready(self._parts.clock.now()):
            return 0
        with runner.busy:
            return self._guarded(runner)

    def _guarded(self, runner: _Runner) -> int:
        loop = runner.loop
        try:
            done = self._authorised(loop)
        except Fenced as fenced:
            self._fenced = str(fenced)
            log.error("another daemon took over", detail=str(fenced))
            self._stop.set()
        except Retry as error:
            self._rest(runner, Colour.AMBER, error.message, error.after, quota=error.quota)
        except (Refused, Reauthorise, WrongOrganisation) as error:
            self._rest(runner, Colour.RED, str(error), None)
        except StoreBusy as error:
            self._rest(runner, Colour.AMBER, str(error), None)
        except (AdapterError, StoreError) as error:
            self._rest(runner, Colour.RED, str(error), None)
        except Exception as error:  # noqa: BLE001 - the loop goes on, the log has the place
            self._rest(runner, Colour.RED, f"unexpected {type(error).__name__}", None)
            log.error("unexpected", loop=loop.name, place=place_of(error))
        else:
            runner.pace.fine()
            if self._parts.status.show(loop.name, Colour.GREEN):
                log.debug("fine", loop=loop.name)
            return done
        return 0

    def _authorised(self, loop: Loop) -> int:
        """One tick; an ended session is renewed once."""
        try:
            return loop.tick()
        except Reauthorise:
            if loop.crm is None:
                raise
        self._parts.crms[loop.crm].authorise()
        return loop.tick()

    def _rest(
        self, runner: _Runner, colour: Colour, message: str, wish: float | None, *, quota: bool = False
    ) -> None:
        rest = runner.pace.failed(self._parts.clock.now(), wish, quota=quota)
        if wish is not None and wish <= BREATH and runner.pace.failures == 1:
            return
        if self._parts.status.show(runner.loop.name, colour, message):
            log.warning(
                "waiting", loop=runner.loop.name, reason=message, seconds=round(rest.total_seconds(), 1)
            )
