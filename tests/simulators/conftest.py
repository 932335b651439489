"""The simulators in this process, on a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests

from adapters.simulators.clock import WorldClock
from adapters.simulators.company import Size, build
from adapters.simulators.server import Sim
from adapters.simulators.serving import serving
from adapters.simulators.world import World

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    world = World(seed=11, clock=WorldClock(NOW))
    build(world, Size(accounts=40, leads=5))
    return world


@pytest.fixture
def sim(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sim]:
    with serving(world, folder=tmp_path_factory.mktemp("ca")) as running:
        yield running


@pytest.fixture
def http(sim: Sim) -> Iterator[requests.Session]:
    """A plain HTTPS client that trusts the simulators and nothing from the environment."""
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(sim.ca_file)
        yield session
