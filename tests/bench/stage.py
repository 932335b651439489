"""What the benches play on: the simulators as a process, a configuration, and the real daemon."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

# The teams work round the clock: a bench must not depend on the hour at which it runs.
POLICY = """
people:
  - {email: ann.adler@arvenhall.example}
  - {email: ben.brandt@arvenhall.example}
  - {email: chloe.castro@arvenhall.example}
  - {email: emma.egede@arvenhall.example}
teams:
  - name: Inbound
    hours: {zone: UTC, days: mon-sun, from: "00:00", to: "24:00"}
    members: [ann.adler@arvenhall.example, ben.brandt@arvenhall.example]
  - name: Germany
    hours: {zone: UTC, days: mon-sun, from: "00:00", to: "24:00"}
    members: [chloe.castro@arvenhall.example, emma.egede@arvenhall.example]
lists:
  DACH: {countries: [DE, AT, CH]}
leads:
  owned_by: [{queue: Inbound}, {user: pointsman.integration@arvenhall.example}, nobody]
  triggers: [created]
routes:
  - {name: A known account keeps its owner, when: {account.match: auto}, to: account.owner}
  - {name: DACH, when: {lead.country: {in_list: DACH}}, blank: skips, to: {team: Germany}}
  - {name: Everyone else, to: {team: Inbound}}
otherwise: {to: {queue: Unrouted}}
"""

SETTINGS = """
store: {store}
crms:
  sales:
    kind: salesforce
    url: {salesforce[url]}
    auth: {{flow: client_credentials, client_id: "${{file:sf_id}}", client_secret: "${{file:sf_secret}}"}}
    ca_file: {ca_file}
    poll_seconds: 10
  marketing:
    kind: hubspot
    url: {hubspot[url]}
    auth: {{flow: token, token: "${{file:hs_token}}"}}
    ca_file: {ca_file}
    poll_seconds: 10
brake: {{writes_per_hour: 1000000, stale_per_hour: 1000000}}
policy: policy/
console: {{host: 127.0.0.1, port: 0}}
"""


@dataclass(frozen=True)
class Stage:
    """Running simulators, and a folder with `pointsman.yaml`, policy and store."""

    folder: Path
    told: Mapping[str, Any]

    @property
    def settings(self) -> Path:
        return self.folder / "pointsman.yaml"

    def control(self, path: str, body: object = None) -> Any:
        """Calls the simulators' back door: GET, or POST of a body."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.told['control']}/control/{path}", data)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def calls(self, dialect: str) -> dict[str, int]:
        """API calls so far, by endpoint."""
        return dict(self.control("calls")[dialect])

    def leads(self, dialect: str) -> list[dict[str, Any]]:
        """What is really the case with the leads that arrived."""
        every = self.control(f"truth?dialect={dialect}")["leads"][dialect]
        return [lead for lead in every if lead["arrived"]]


@contextmanager
def stage(folder: Path, accounts: int, **switches: object) -> Iterator[Stage]:
    """The simulators with exact switches except those given, until the block ends."""
    command = [sys.executable, "-m", "adapters.simulators.serve", "--exact", "--dir", str(folder / "sim")]
    command += ["--accounts", str(accounts)]
    for name, value in switches.items():
        command += [f"--{name}", str(value)] if name == "history" else ["--switch", f"{name}={value}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            _configure(folder, told)
            yield Stage(folder, told)
        finally:
            process.terminate()


def _configure(folder: Path, told: Mapping[str, Any]) -> None:
    sales, market = told["salesforce"], told["hubspot"]
    secrets = {"sf_id": sales["client_id"], "sf_secret": sales["client_secret"], "hs_token": market["token"]}
    for name, value in secrets.items():
        (folder / name).write_text(value)
    (folder / "policy").mkdir(exist_ok=True)
    (folder / "policy" / "policy.yaml").write_text(POLICY)
    store = f"sqlite:///{folder}/bench.db"
    (folder / "pointsman.yaml").write_text(SETTINGS.format(store=store, **told))


def pointsman(*arguments: object) -> list[str]:
    """The command line of `pointsman`."""
    return [sys.executable, "-m", "connector", *map(str, arguments)]


@contextmanager
def daemon(on: Stage) -> Iterator[subprocess.Popen[bytes]]:
    """A real `pointsman run`, its log in the folder, until the block ends."""
    with (on.folder / "daemon.log").open("wb") as log:
        command = pointsman("run", "-c", on.settings)
        with subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as process:
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(30)


def resident(process: subprocess.Popen[bytes], peak: bool = False) -> float:
    """Megabytes of memory that a process holds, or held at most."""
    name = "VmHWM:" if peak else "VmRSS:"
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    raise LookupError(name)


def rows(on: Stage, query: str) -> list[tuple[Any, ...]]:
    """What the daemon's store answers to a query."""
    with closing(sqlite3.connect(f"file:{on.folder}/bench.db?mode=ro", uri=True)) as store:
        return store.execute(query).fetchall()


def wait_for(on: Stage, done: Callable[[], bool], seconds: float) -> float:
    """Waits until `done()` is true; how long it took. Raises TimeoutError with the daemon's last words."""
    started = time.monotonic()
    while not done():
        if time.monotonic() - started > seconds:
            said = (on.folder / "daemon.log").read_text()[-2_000:]
            raise TimeoutError(f"not within {seconds:.0f} s; the daemon's log ends with\n{said}")
        time.sleep(0.25)
    return time.monotonic() - started


def loaded(on: Stage) -> bool:
    """Whether both CRMs are mirrored."""
    return (on.folder / "daemon.log").read_text().count("first load done") == 2


def settled(on: Stage, expected: int) -> bool:
    """Whether so many leads are decided and no write is left to be made."""
    decided = rows(on, "SELECT count(DISTINCT lead_id) FROM decisions")[0][0]
    return decided >= expected and rows(on, "SELECT count(*) FROM writes WHERE status = 'due'") == [(0,)]


def say(text: str) -> None:
    """Progress, which is not part of the table."""
    if sys.stderr.isatty() or os.environ.get("BENCH_PROGRESS"):
        print(f"  ... {text}", file=sys.stderr, flush=True)
