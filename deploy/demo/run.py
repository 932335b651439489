"""`make demo`: the router as users run it, on an embedded store, between two simulated CRMs in which leads
arrive and people work. Ends by Ctrl-C, or with --exit once every lead is accounted for.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from deploy.demo import summary, tally
from deploy.demo.company import (
    CONSOLE_PORT,
    CRMS,
    Child,
    Daemon,
    NotOurs,
    Simulators,
    Trouble,
    configure,
    free_port,
    fresh,
    tail,
    wait_for,
)
from deploy.demo.tally import Tally
from state import audit, inbox, mirror, organisations, outbox
from state.store import Store, StoreError

START_WITHIN = 90.0
SETTLE_WITHIN = 90.0
ARRIVE_WITHIN = 40.0
EDITS_PER_MINUTE = 40.0


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--leads", type=int, help="how many arrive in all (default: without end)")
    parser.add_argument("--rate", type=float, help="leads a second (default: 5, or what --leads asks for)")
    parser.add_argument("--exit", action="store_true", help="end once each lead is accounted for (1 if not)")
    parser.add_argument("--dir", type=Path, default=Path("var/demo"), help="emptied at the start")
    parser.add_argument("--seed", type=int, default=1, help="makes the world reproducible")
    parser.add_argument("--accounts", type=int, default=2000, help="accounts in each CRM")
    chosen = parser.parse_args(argv)
    if chosen.exit and not chosen.leads:
        parser.error("--exit needs --leads: without end there is nothing to wait for")
    for name in ("leads", "rate", "accounts"):
        if (given := getattr(chosen, name)) is not None and given <= 0:
            parser.error(f"--{name} must be more than 0")
    if chosen.rate is None:
        chosen.rate = max(5.0, (chosen.leads or 0) / ARRIVE_WITHIN)
    return chosen


@dataclass
class Demo:
    """Two processes and what is known of them."""

    chosen: argparse.Namespace
    folder: Path
    simulators: Simulators
    daemon: Daemon
    store: Store
    console: str
    progress: Progress = field(default_factory=lambda: Progress())

    @property
    def children(self) -> tuple[Child, ...]:
        """Both processes."""
        return self.simulators, self.daemon

    def wait_until_ready(self) -> None:
        """Until the daemon says that it is, and has loaded both CRMs."""
        say("Loading both CRMs ...")
        try:
            self._wait()
        except Trouble:
            if "cannot listen on" not in tail(self.daemon.log):
                raise
            self._move_console()
            self._wait()
        mirrored = self._mirrored()
        say(f"Loaded {mirrored:,} records; what is there already is history. From now on leads are routed.")

    def _wait(self) -> None:
        wait_for(
            lambda: bool((self.daemon.lights(self.console) or {}).get("ready")) and self._loaded(),
            self.children,
            START_WITHIN,
            "pointsman was not ready in time",
        )

    def _move_console(self) -> None:
        """Somebody took the port between our look and the daemon's start."""
        port = self.console.rpartition(":")[2]
        other = str(free_port())
        config = self.daemon.config
        config.write_text(config.read_text().replace(f"port: {port}}}", f"port: {other}}}"))
        self.console = console_of(config)
        say(f"Port {port} is taken; the console is at {self.console}")
        self.daemon.again()

    def _loaded(self) -> bool:
        try:
            with self.store.read() as conn:
                return all(organisations.baseline(conn, "live", crm) is not None for crm in CRMS)
        except StoreError:
            return False

    def _mirrored(self) -> int:
        with self.store.read() as conn:
            return sum(mirror.counts(conn).values())

    def start_traffic(self) -> None:
        """Leads begin to arrive, half in each CRM, and people to work."""
        plan = {"leads": self.chosen.leads, "rate": self.chosen.rate, "edits": EDITS_PER_MINUTE}
        self.simulators.post("traffic", plan)

    def watch(self) -> None:
        """Shows how it goes until every lead has arrived; without end if there is none."""
        told = False
        while True:
            self._look()
            traffic = self.simulators.get("traffic")
            counts = self.counts()
            self.progress.show(traffic["arrived"], counts)
            if not told and counts["decided"] >= 10:
                told = self._suggest()
            if traffic["done"]:
                break
            time.sleep(1)
        if self.chosen.exit:
            self.simulators.post("traffic", {"leads": 0, "rate": 0, "edits": 0})
            return
        self.progress.end()
        say(f"All {self.chosen.leads} leads have arrived; people go on working. Ctrl-C ends the demo.")
        while True:
            self._look()
            time.sleep(1)

    def _look(self) -> None:
        for child in self.children:
            child.check()

    def counts(self) -> dict[str, int]:
        """Live decisions so far, and what is still on its way."""
        with self.store.read() as conn:
            decided = sum(n for (mode, *_), n in audit.counts(conn, tally.EVER).items() if mode == "live")
            arrivals, writes = inbox.counts(conn, "live"), outbox.counts(conn)
        return {"decided": decided, "waiting": arrivals["waiting"], "writing": writes["due"]}

    def settle(self) -> Tally:
        """Waits until truth and record agree about every lead, or the time is over; how it stands then."""
        deadline = time.monotonic() + SETTLE_WITHIN
        while True:
            self._look()
            found = self.take_stock()
            counts = self.counts()
            self.progress.show(found.arrived, counts, found)
            idle = not counts["waiting"] and not counts["writing"]
            if (idle and found.arrived == self.chosen.leads and not found.problems) or (
                time.monotonic() > deadline
            ):
                return found
            time.sleep(2)

    def take_stock(self) -> Tally:
        """How every lead stands now."""
        with self.store.read() as conn:
            decided = tally.decisions(conn)
        return tally.compare(self.simulators.get("truth"), decided)

    def _suggest(self) -> bool:
        """Commands to try on a lead of which there is something to tell."""
        with self.store.read() as conn:
            known = audit.decisions_since(conn, tally.EVER, mode="live", outcome="assign", limit=200)
        if not known:
            return False
        lead = max(known, key=lambda d: (d["match_confidence"] or 0, d["decided_at"]))["lead_id"]
        self.progress.end()
        program, config = (
            _relative(Path(sys.executable).with_name("pointsman")),
            _relative(self.daemon.config),
        )
        say("\nTry, now or after the demo (`try --id` asks the CRM, so while it runs):")
        for command in (f"explain {lead}", f"try --id {lead}", "people", "waiting", "doctor"):
            say(f"  {program} {command} -c {config}")
        say("")
        return True


@dataclass
class Progress:
    """One line that renews itself on a terminal, a line every few seconds elsewhere."""

    every: float = 5.0
    _width: int = 0
    _last: float = 0.0

    def show(self, arrived: int, counts: dict[str, int], found: Tally | None = None) -> None:
        """How many leads are where."""
        text = f"arrived {arrived}   decisions {counts['decided']}"
        text += f"   undecided {counts['waiting']}   being written {counts['writing']}"
        if found is not None:
            text += f"   owned as decided {found.fates[tally.OWNED]}   open {found.unaccounted}"
        if sys.stdout.isatty():
            print("\r" + text.ljust(self._width), end="", flush=True)
            self._width = len(text)
        elif time.monotonic() - self._last >= self.every:
            self._last = time.monotonic()
            say(text)

    def end(self) -> None:
        """The line is complete."""
        if self._width:
            print(flush=True)
            self._width = 0


def say(text: str) -> None:
    """A line for whoever watches."""
    print(text, flush=True)


def _relative(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def announce(demo: Demo) -> None:
    """Where everything is."""
    told = demo.simulators.told
    say(f"Salesforce (simulated)  {told['salesforce']['url']}")
    say(f"HubSpot (simulated)     {told['hubspot']['url']}")
    say(f"the world's back door   {told['control']}/control/truth")
    say(f"pointsman               {demo.console}/readyz, /healthz, /metrics")
    say(f"its log                 {demo.folder}/pointsman.log")
    say(f"configuration, policy   {demo.folder}/pointsman.yaml, {demo.folder}/policy/\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the demo; 0, or 1 where something failed or a lead is unaccounted for."""
    chosen = arguments(argv)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    children: list[Child] = []
    try:
        return _run(chosen, children)
    except KeyboardInterrupt:
        say("\nStopping.")
        return 1 if chosen.exit else 0
    except NotOurs as error:
        say(str(error))
        return 1
    except (Trouble, StoreError) as error:
        _failed(str(error), chosen.dir)
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in reversed(children):
            if not child.stop():
                say(f"{child.name} did not end by itself and was killed")


def _run(chosen: argparse.Namespace, children: list[Child]) -> int:
    folder = chosen.dir
    lock = fresh(folder)
    say(f"Founding a company with {chosen.accounts:,} accounts in each CRM (seed {chosen.seed}) ...")
    simulators = Simulators(folder, lock, seed=chosen.seed, accounts=chosen.accounts)
    children.append(simulators)
    config = configure(folder, simulators.told, port=free_port(CONSOLE_PORT))
    daemon = Daemon(config, lock)
    children.append(daemon)
    with closing(Store(f"sqlite:///{folder.resolve()}/var/pointsman.db")) as store:
        return _show_it(Demo(chosen, folder, simulators, daemon, store, console_of(config)))


def _show_it(demo: Demo) -> int:
    chosen = demo.chosen
    announce(demo)
    demo.wait_until_ready()
    demo.start_traffic()
    try:
        demo.watch()
    except KeyboardInterrupt:
        demo.progress.end()
        if not chosen.exit:
            _show(demo.take_stock(), ended=False)
        raise
    found = demo.settle()
    demo.progress.end()
    _show(found)
    if found.problems or found.arrived != chosen.leads:
        _failed(f"{found.unaccounted} of {found.arrived} leads are unaccounted for", demo.folder)
        return 1
    return 0


def _show(found: Tally, *, ended: bool = True) -> None:
    say("\n" + "\n".join(summary.lines(found, ended=ended)))


def console_of(config: Path) -> str:
    """The console's address by the settings."""
    from connector.settings import load

    loaded = load(config, require_references=True)
    if loaded.settings is None:
        raise Trouble("\n".join(str(fault) for fault in loaded.faults))
    return f"http://{loaded.settings.console.host}:{loaded.settings.console.port}"


def _failed(why: str, folder: Path) -> None:
    say(f"\nThe demo failed: {why}")
    for name in ("simulators.log", "pointsman.log"):
        end = tail(folder / name)
        if end:
            say(f"\nThe end of {folder / name}:\n{end}")


if __name__ == "__main__":
    sys.exit(main())
