"""A quarter of the demo's company, lived through twice: once under the demo's policy and once under a changed
one. What a backtest of the first says of the changed policy is held against what the second really did.

python -m tests.proofs.quarter --days 90 --leads 1500 --dir var/quarter
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from adapters.simulators.traffic import Arrivals, people_edit
from connector import logs
from connector.policy.read import read_policy
from connector.replay.backtest import backtest, period_of
from connector.replay.columns import WAS, Column, Tried, tried
from connector.settings import load
from connector.stores import open_store
from tests.bench.stage import say
from tests.company import Company, founded

DEMO = Path(__file__).parents[2] / "deploy" / "demo"
STARTS = datetime(2026, 8, 3, 6, tzinfo=UTC)  # a Monday
STEP, SOON = timedelta(hours=1), timedelta(seconds=30)
"""How often the daemon works: and once more soon after, as it acts on a deadline once the CRM was read up to
it. Deadlines are whole steps, so that it acts when they are due."""
DAY = timedelta(days=1)
OPEN = range(7, 18)
"""Hours (UTC) in which people work."""

DEADLINE = "sla: {first_touch: 8h, on_miss: {reassign: otherwise}}"  # once: a second would be off the step
CHANGED: Mapping[str, Sequence[tuple[str, str]]] = {
    "people.yaml": [
        ("ann.adler@arvenhall.example, skills", "ann.adler@arvenhall.example, weight: 3, skills"),
        ("  - name: EMEA\n", "  - name: EMEA\n    cap: {per_day: 5}\n"),
        ("ben.brandt@arvenhall.example, weight: 2", "ben.brandt@arvenhall.example"),
    ],
    "routes.yaml": [
        ("at_least: 1000", "at_least: 200"),
        ("turn: equal", "turn: weighted"),
        (
            "to: {team: EMEA}\n",
            f"to: {{team: EMEA}}\n        {DEADLINE}\n",
        ),
        ("match: {auto: 0.87", "match: {auto: 0.97"),
        ("    to: {team: Americas}\n", "    out_of_hours: wait\n    to: {team: Americas}\n"),
    ],
}
"""What is otherwise in the changed policy: weights, a cap, a boundary, a threshold, a deadline after which
somebody else gets the lead, waiting for the morning."""

COMPARED = ("owners", "routes", "ways", "given", "clocks", "converted")


@dataclass(frozen=True)
class Shape:
    """How long it lasts, how many leads come, and which of all such periods it is."""

    days: int
    leads: int
    seed: int = 0


def changed_policy(folder: Path) -> Path:
    """The demo's policy with the changes, in `folder`."""
    shutil.copytree(DEMO / "policy", folder)
    for name, changes in CHANGED.items():
        text = (folder / name).read_text()
        for old, new in changes:
            if old not in text:
                raise LookupError(f"{name} of the demo does not say {old!r} any more")
            text = text.replace(old, new)
        (folder / name).write_text(text)
    return folder


def live(folder: Path, policy: Path, shape: Shape) -> Path:
    """The company's quarter under a policy, with a daemon beside it; returns the settings of what it left."""
    folder.mkdir(parents=True)
    with _unhurried(), founded(folder, f"sqlite:///{folder / 'pointsman.db'}", STARTS) as company:
        _settle_in(company, policy)
        company.settles()
        arrivals = Arrivals(company.world)
        for day in range(shape.days):
            _day(company, arrivals, day, shape)
            say(f"{folder.name}: day {day + 1} of {shape.days}")
    return folder / "pointsman.yaml"


def try_again(config: Path, policy: Path) -> Tried:
    """What is on record, and what a backtest says of the policy."""
    loaded = load(config, require_references=True)
    if loaded.settings is None:
        raise ValueError("; ".join(map(str, loaded.faults)))
    settings = loaded.settings
    kept = config.parent / "policy"
    shutil.rmtree(kept)
    shutil.copytree(policy, kept)
    draft, faults, _ = read_policy(settings)
    if draft is None:
        raise ValueError("; ".join(map(str, faults)))
    with closing(open_store(settings)) as store, store.read() as conn:
        period = period_of(conn, "live", None, None)
        if period is None:
            raise ValueError("nothing was decided")
        return tried(conn, backtest(conn, period, {"draft": draft}))


def apart(would: Column, really: Column) -> list[str]:
    """What was counted otherwise by the backtest than it came, a line each."""
    told = []
    for what in COMPARED:
        one, other = getattr(would, what), getattr(really, what)
        told += [
            f"{what}, {name}: the backtest says {one[name]}, the daemon did {other[name]}"
            for name in {**one, **other}
            if one[name] != other[name]
        ]
    return told


def _settle_in(company: Company, policy: Path) -> None:
    """The demo's mappings, and the policy on trial."""
    for name, source in (("mappings", DEMO / "mappings"), ("policy", policy)):
        shutil.rmtree(company.folder / name, ignore_errors=True)
        shutil.copytree(source, company.folder / name)
    config = company.folder / "pointsman.yaml"
    config.write_text(config.read_text() + "mappings: mappings/\n")


def _day(company: Company, arrivals: Arrivals, day: int, shape: Shape) -> None:
    """Leads come at any hour, most of them by day; people work with them."""
    chance = random.Random(f"{shape.seed} day {day}")
    until = STARTS + (day + 1) * DAY
    weekday = (STARTS + day * DAY).weekday() < 5
    coming = shape.leads * (day + 1) // shape.days - shape.leads * day // shape.days
    due = sorted(chance.triangular(0, 22 * 3600, 8 * 3600) for _ in range(coming))
    begins = company.clock.now()
    while (now := company.clock.now()) < until:
        while due and due[0] <= (now - begins).total_seconds():
            due.pop(0)
            with company.world.lock:
                arrivals.make(chance.choice(("salesforce", "hubspot")))
        if weekday and now.hour in OPEN and chance.random() < 0.6:
            with company.world.lock:
                people_edit(company.world, arrivals, chance)
        for length in (STEP - SOON, SOON):
            company.passes(length.total_seconds(), step=length.total_seconds())


@contextmanager
def _unhurried() -> Iterator[None]:
    """HubSpot's searches at the pace of the virtual clock."""
    with patch("adapters.hubspot.session.SEARCHES_PER_SECOND", 10_000):
        yield


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--leads", type=int, default=1_500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dir", type=Path, help="keep both stores here")
    asked = parser.parse_args()
    logs.configure()
    shape = Shape(asked.days, asked.leads, asked.seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.dir or Path(scratch)
        draft = changed_policy(folder / "draft")
        first, second = live(folder / "first", DEMO / "policy", shape), live(folder / "second", draft, shape)
        would, really = try_again(first, draft), try_again(second, draft)
    column, came, was = would.columns["draft"], really.columns[WAS], would.columns[WAS]
    moved = sum((was.owners - column.owners).values())
    print(f"{sum(was.ways.values()):,} leads in {asked.days} days, {moved:,} fewer or more at somebody")
    differ = apart(column, came)
    print("\n".join(f"  {line}" for line in differ))
    print("the backtest says what the daemon did" if not differ else "apart")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
