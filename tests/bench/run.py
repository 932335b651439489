"""Prints the figures of speed and cost, each beside its target.

Run it by `make bench` on a quiet machine (`ARGS="--only routing"` runs one part, `--accounts N` and
`--decisions N` change its size, `--json FILE` keeps the results); nothing is asserted. All of it takes about
half an hour, half of that to put a million decisions on record.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench import (
    asking,
    deciding,
    first_load,
    latency,
    matching_files,
    matching_sql,
    proving,
    recording,
    routing,
    running,
    verifying,
)
from tests.bench.figure import HEAD, Figure

BENCHES: dict[str, Callable[..., Iterator[Figure]]] = {
    "routing": routing.run,
    "recording": recording.run,
    "deciding": deciding.run,
    "proving": proving.run,
    "first_load": first_load.run,
    "matching_sql": matching_sql.run,
    "matching_files": matching_files.run,
    "running": running.run,
    "latency": latency.run,
    "asking": asking.run,
    "verifying": verifying.run,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=BENCHES, action="append", help="run this part (repeatable)")
    parser.add_argument("--accounts", type=int, help="mirror or match against so many accounts")
    parser.add_argument("--decisions", type=int, help="ask a record of so many decisions")
    parser.add_argument("--json", type=Path, help="write the results here too")
    chosen = parser.parse_args()
    print(machine() + "\n\n" + HEAD, flush=True)
    figures = []
    for name in chosen.only or BENCHES:
        size = chosen.decisions if name == "asking" else chosen.accounts
        for figure in BENCHES[name](*(() if size is None else (size,))):
            figures.append(figure)
            print(figure.line(), flush=True)
    if chosen.json:
        told = [asdict(figure) | {"ratio": figure.ratio} for figure in figures]
        chosen.json.write_text(json.dumps({"machine": machine(), "figures": told}, indent=2) + "\n")
    return 0


def machine() -> str:
    """What the figures were measured on."""
    models = [
        line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")
    ]
    model = models[0].partition(":")[2].strip() if models else platform.processor()
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{os.cpu_count()} cores of {model}, {platform.machine()}, {versions}"


if __name__ == "__main__":
    sys.exit(main())
