"""Benches for every adapter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.simulators.clock import WorldClock
from adapters.simulators.company import Size, build
from adapters.simulators.serving import serving
from adapters.simulators.switches import Switches
from adapters.simulators.world import World
from tests.adapters.bench import NOW, Bench

pytest.register_assert_rewrite("tests.adapters.contract")


@pytest.fixture
def benches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Bench]]:
    """Makes benches: `benches("salesforce", assignment_rule="active")`."""
    # Tests ask faster than a poll does; the adapter's own pace has tests of its own.
    monkeypatch.setattr("adapters.hubspot.session.SEARCHES_PER_SECOND", 10_000)
    with ExitStack() as stack:

        def make(dialect: str, *, clock: WorldClock | None = None, **positions: Any) -> Bench:
            switches = Switches()
            switches.set(**{"search_per_second": 0, "burst_per_10s": 0, **positions})
            world = World(seed=5, clock=clock or WorldClock(NOW - timedelta(days=1)), switches=switches)
            build(world, Size(accounts=12, reps=12, leads=4))
            if clock is None:
                world.clock.set(NOW)
            sim = stack.enter_context(serving(world, names=(dialect,), folder=tmp_path))
            bench = Bench(dialect, sim, crm=None)  # type: ignore[arg-type]
            bench.crm = bench.connect()
            stack.callback(bench.close)
            return bench

        yield make
