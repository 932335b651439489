"""The simulators as a process: `python -m adapters.simulators.serve --help`.

Prints one JSON line with addresses, CA file and throw-away secrets, and runs until SIGTERM or SIGINT.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

import orjson

from adapters.simulators.clock import WorldClock
from adapters.simulators.company import Size, build
from adapters.simulators.control import Control
from adapters.simulators.server import Sim
from adapters.simulators.serving import serving
from adapters.simulators.switches import Switches, realistic
from adapters.simulators.traffic import Plan
from adapters.simulators.world import World

_OPTIONS: tuple[tuple[str, Any, Any, str], ...] = (
    ("dir", Path, Path("var/simulators"), "where the CA's PEM and simulators.json go"),
    ("seed", int, 1, "makes the world reproducible"),
    ("accounts", int, 2000, "accounts in each CRM"),
    ("reps", int, 24, "people who sell"),
    ("history", int, 20, "Salesforce leads from before"),
    ("leads", int, None, "arrivals in all (default: without end)"),
    ("rate", float, 0.0, "arrivals a second; 0: none until /control/traffic says so"),
    ("edits-per-minute", float, 0.0, "what people do to recent leads"),
    ("now", datetime.fromisoformat, None, "stops the clock at this instant (with an offset)"),
)


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="adapters.simulators.serve", description=__doc__)
    for name, kind, default, meaning in _OPTIONS:
        parser.add_argument(f"--{name}", type=kind, default=default, help=meaning)
    parser.add_argument("--hubspot-object", choices=("contacts", "leads"), default="contacts")
    parser.add_argument("--exact", action="store_true", help="no delays, no rule: the switches of the tests")
    parser.add_argument("--switch", action="append", default=[], metavar="NAME=VALUE", help="repeatable")
    for name in ("salesforce", "hubspot", "control"):
        parser.add_argument(f"--{name}-port", type=int, default=0, help="default: any free one")
    chosen = parser.parse_args(argv)
    if chosen.now is not None and chosen.now.tzinfo is None:
        parser.error("--now needs an offset, as in 2026-11-20T12:00:00+00:00")
    return chosen


def make_world(chosen: argparse.Namespace) -> World:
    """The company as the command line wants it. Raises ValueError for an unknown switch."""
    switches = Switches() if chosen.exact else realistic()
    switches.set(**dict(pair.partition("=")[::2] for pair in chosen.switch))
    world = World(chosen.seed, WorldClock(chosen.now), switches)
    build(world, Size(accounts=chosen.accounts, reps=chosen.reps, leads=chosen.history))
    # A grown company is a million small objects that never die: the collector need not walk them.
    gc.collect()
    gc.freeze()
    return world


def description(sim: Sim) -> dict[str, Any]:
    """What a client needs to know."""
    secrets, world = sim.world.secrets, sim.world
    return {
        "pid": os.getpid(), "seed": world.seed, "ca_file": str(sim.ca_file.resolve()),
        "control": sim.control_url,
        "salesforce": {
            "url": sim.salesforce_url, "org_id": world.salesforce.org_id,
            "client_id": secrets.salesforce_client_id, "client_secret": secrets.salesforce_client_secret,
            "access_token": secrets.salesforce_token, "queues": world.queues,
        },
        "hubspot": {"url": sim.hubspot_url, "org_id": world.hubspot.org_id, "token": secrets.hubspot_token},
    }  # fmt: skip


def main(argv: Sequence[str] | None = None, stop: Event | None = None) -> int:
    """Serves until a signal (or `stop`) ends it; 2 where the command line makes no sense."""
    chosen = arguments(argv)
    stop = stop or _signalled()
    try:
        world = make_world(chosen)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    ports = {name: getattr(chosen, f"{name}_port") for name in ("salesforce", "hubspot", "control")}
    with serving(world, ports=ports, folder=chosen.dir, hubspot_object=chosen.hubspot_object) as sim:
        told = orjson.dumps(description(sim))
        path = chosen.dir / "simulators.json"
        path.touch(mode=0o600)
        path.write_bytes(told + b"\n")
        print(told.decode(), flush=True)
        control = sim.listeners["control"].dialect
        if isinstance(control, Control) and (chosen.rate or chosen.edits_per_minute):
            control.start_traffic(Plan(chosen.leads, chosen.rate, chosen.edits_per_minute))
        stop.wait()
    return 0


def _signalled() -> Event:
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


if __name__ == "__main__":
    sys.exit(main())
