"""`run`: the daemon, or one pass of its work."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from connector.cli.app import Config, fail, say, settings_of

if TYPE_CHECKING:
    from types import FrameType

    from connector.daemon import Daemon
    from connector.wiring import Parts
    from state.guard import Guard


TOLD_EVERY = 10_000
WAITING = {
    "waiting": "{} waiting",
    "due": "{} waiting",
    "held": "{} held (`pointsman waiting`)",
    "parked": "{} waiting for a person (`pointsman waiting`)",
    "refused": "{} refused (`pointsman waiting`)",
}
DONE = {
    "pointsman_changes_total": "records mirrored: {}",
    "pointsman_arrivals_total": "arrivals: {}",
    "pointsman_decisions_total": "decided: {}",
    "pointsman_left_alone_total": "left alone: {}",
    "pointsman_owner_writes_total": "owner writes settled: {}",
    "pointsman_notices_total": "notices sent: {}",
}


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(run)


def run(
    config: Config = None,
    once: Annotated[
        bool,
        typer.Option("--once", help="Poll all, then route and deliver what is due within 10 s, and exit."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Decide and record in shadow mode; write nothing to a CRM.")
    ] = False,
    max_seconds: Annotated[float, typer.Option(help="Upper limit for --once.", min=1)] = 300,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log more.")] = False,
) -> None:
    """Run the daemon: poll, route, write owners, tell people.

    Runs until SIGTERM or Ctrl-C and then stops within 10 seconds; one daemon per store. --once exits 0
    also when work waits for a CRM (it is listed), 1 on faults in settings, log-in or policy.

    Example: pointsman run -c /etc/pointsman/pointsman.yaml
    """
    settings = settings_of(config, resolved=True)
    from connector import logs
    from connector.daemon import Daemon
    from connector.wiring import build
    from state import guard
    from state.store import StoreError

    logs.configure(settings.secrets, verbose=verbose)
    try:
        parts = build(settings, "shadow" if dry_run else "live")
    except StoreError as error:
        fail(f"store: {error}")
    try:
        held = guard.acquire(parts.store, f"{socket.gethostname()}:{os.getpid()}")
    except guard.Held as other:
        parts.close()
        fail(f"another daemon is active on this store: {other.by}")
    except StoreError as error:
        parts.close()
        fail(f"store: {error}")
    try:
        code = _work(Daemon(parts), parts, max_seconds if once else None)
    finally:
        _leave(parts, held)
    raise typer.Exit(code)


def _work(daemon: Daemon, parts: Parts, once_within: float | None) -> int:
    from connector import collector

    def stop(_signal: int, _frame: FrameType | None) -> None:
        daemon.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        daemon.start_up()
    except LookupError:
        for fault in parts.shelf.faults:
            say(str(fault))
        say("the policy has faults: `pointsman check` lists them")
        return 1
    collector.settle()
    _show_loading(parts, once_within)
    return _serve(daemon, parts) if once_within is None else _once(daemon, parts, once_within)


def _show_loading(parts: Parts, within: float | None) -> None:
    """Shows how far a first load is; ends it where the time of `--once` is over."""
    import structlog

    from adapters.errors import Retry

    log = structlog.get_logger("pointsman")
    deadline = None if within is None else time.monotonic() + within
    told: dict[str, int] = {}

    def loaded(name: str, records: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{name}: {records:,} records loaded", end="", file=sys.stderr, flush=True)
        elif records - told.get(name, 0) >= TOLD_EVERY:
            told[name] = records
            log.info("loading", crm=name, records=records)
        if deadline is not None and time.monotonic() > deadline:
            raise Retry("the time of this run is over; the next one goes on loading")

    for name, poll in parts.polls.items():
        poll.progress = partial(loaded, name)


def _serve(daemon: Daemon, parts: Parts) -> int:
    import structlog

    from connector import answering, health
    from connector.pages import Pages

    log = structlog.get_logger("pointsman")
    console = parts.settings.console
    table = health.pages(parts.status, parts.metrics) | answering.pages(parts)
    try:
        pages = Pages(console.host, console.port, table)
    except OSError as error:
        say(f"console: cannot listen on {console.host}:{console.port}: {error.strerror}")
        return 1
    log.info("running", mode=parts.mode, health=f"{pages.address}/readyz", crms=sorted(parts.crms))
    try:
        return daemon.run()
    finally:
        pages.close()


def _once(daemon: Daemon, parts: Parts, max_seconds: float) -> int:
    from connector.status import Colour
    from connector.work import waiting_counts

    finished = daemon.once(max_seconds)
    with parts.store.read() as conn:
        counts = waiting_counts(conn, parts.mode)
    print(_done(parts))
    for (table, status), count in sorted(counts.items()):
        if status in WAITING and count:
            say(f"{WAITING[status].format('arrivals' if table == 'inbox' else 'owner writes')}: {count}")
    lights = [light for light in parts.status.lights() if light.colour is not Colour.GREEN]
    for light in lights:
        say(f"{light.name}: {light.message}")
    if daemon.stopped:
        say("stopped as asked; the rest stays in the store for the next run")
    elif not finished:
        say(f"stopped after {max_seconds:.0f} s; the rest stays in the store for the next run")
    red = [light for light in lights if light.colour is Colour.RED]
    return int(any(light.name.startswith(("policy", "poll:", "directory:")) for light in red))


def _done(parts: Parts) -> str:
    """What the run did, in one line."""
    figures: dict[str, int] = {}
    for metric in parts.metrics.registry.collect():
        for sample in metric.samples:
            if sample.name in DONE and sample.value:
                figures[sample.name] = figures.get(sample.name, 0) + int(sample.value)
    done = [words.format(figures[name]) for name, words in DONE.items() if name in figures]
    return "; ".join(done) or "nothing was due"


def _leave(parts: Parts, held: Guard) -> None:
    held.release()
    parts.close()
