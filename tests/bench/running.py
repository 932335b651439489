"""A real `pointsman run` beside 100,000 accounts: what it holds in memory, what a burst and a quiet
minute cost in API calls, and how long a person waits for an answer."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from connector import wiring
from connector.patrol import EVERY
from connector.settings import load
from connector.work import DIRECTORY_EVERY
from tests.bench.figure import Figure
from tests.bench.stage import (
    ROOT,
    Stage,
    daemon,
    loaded,
    pointsman,
    resident,
    rows,
    say,
    settled,
    stage,
    wait_for,
)

ACCOUNTS = 100_000
BURST = 1_000
QUIET_SECONDS = 90
DAY = 86_400
SAMPLE = 0.2


def run(accounts: int = ACCOUNTS, burst: int = BURST, quiet: float = QUIET_SECONDS) -> Iterator[Figure]:
    """Everything about one running daemon."""
    yield Figure("pointsman --help", _median(pointsman("--help")), "s", 0.3, False)
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder), accounts) as on, daemon(on) as process:
        say(f"first load of {accounts:,} accounts, contacts and opportunities")
        searches = Searches(on)
        taken = wait_for(on, lambda: loaded(on), 600)
        say(f"loaded in {taken:.0f} s; a burst of {burst:,} leads")
        before = sum(on.calls("salesforce").values())
        on.control("leads", {"dialect": "salesforce", "count": burst})
        owned = wait_for(on, lambda: settled(on, burst), 180)
        calls = sum(on.calls("salesforce").values()) - before
        written = rows(on, "SELECT count(*) FROM writes WHERE status = 'written'")[0][0]
        note = f"{written:,} written, the last {owned:.0f} s after they arrived; idle polls included"
        yield Figure(f"API calls for {burst:,} Salesforce leads at once", calls, "calls", 60, False, note)
        megabytes = resident(process)
        note = f"at most {resident(process, peak=True):.0f} MB, while loading"
        yield Figure(f"memory, {accounts:,} accounts and a burst", megabytes, "MB", 400, False, note)
        lead = on.leads("salesforce")[-1]["id"]
        explain = _median(pointsman("explain", lead, "-c", on.settings))
        yield Figure(f"pointsman explain, {accounts:,} accounts", explain, "s", 1.0, False, "daemon running")
        say(f"quiet for {quiet:.0f} s")
        yield from _quiet(on, quiet)
        yield Figure("HubSpot searches in any second", searches.most(), "/s", 4, False, "over the whole run")


def _quiet(on: Stage, seconds: float) -> Iterator[Figure]:
    """A day of polls by what a quiet stretch took, and what is asked more rarely by its own count (twice
    counted where it fell into the stretch)."""
    names = {"salesforce": ("sales", 10_000), "hubspot": ("marketing", 50_000)}
    before = {name: sum(on.calls(name).values()) for name in names}
    started = time.monotonic()
    time.sleep(seconds)
    taken = time.monotonic() - started
    calls = {name: sum(on.calls(name).values()) - before[name] for name in names}
    rare = _rare_calls(on)
    for name, (crm, limit) in names.items():
        note = (
            f"{calls[name]} in {taken:.0f} s, polls every 10 s; {rare[crm]:,.0f} a day for people and rights"
        )
        day = calls[name] / taken * DAY + rare[crm]
        yield Figure(f"idle API calls a day, {name}", day, "calls", limit, False, note)


def _rare_calls(on: Stage) -> dict[str, float]:
    """Calls a day to read the people and to examine rights, by CRM."""
    settings = load(on.settings).settings
    assert settings is not None
    rare = {}
    for name in settings.crms:
        crm = wiring.build_crm(settings, name)
        crm.authorise()
        at = [crm.calls]
        for ask in (crm.directory, crm.examine):
            ask()
            at.append(crm.calls)
        crm.close()
        rare[name] = (at[1] - at[0]) * DAY / DIRECTORY_EVERY + (at[2] - at[1]) * DAY / EVERY.total_seconds()
    return rare


class Searches:
    """Counts HubSpot searches, several times a second, for as long as the process lives."""

    def __init__(self, on: Stage) -> None:
        self._on = on
        self._seen: list[tuple[float, int]] = []
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            try:
                calls = self._on.calls("hubspot")
            except OSError:
                return
            self._seen.append((time.monotonic(), sum(n for path, n in calls.items() if "/search" in path)))
            time.sleep(SAMPLE)

    def most(self) -> int:
        """The most searches in a stretch of at most a second between two counts."""
        seen, most, first = self._seen, 0, 0
        for at, count in seen:
            while at - seen[first][0] > 1.0:
                first += 1
            most = max(most, count - seen[first][1])
        return most


def _median(command: list[str]) -> float:
    """Seconds that a command takes: the median of five runs."""
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)
