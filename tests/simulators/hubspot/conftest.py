"""A client of the HubSpot dialect over real HTTPS, and who sits where."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.simulators.hubspot.client import Client


@pytest.fixture
def hub(sim, http):
    sim.world.switches.set(search_per_second=0, burst_per_10s=0)
    return Client(sim, http)


@pytest.fixture
def org(world):
    return world.hubspot


@pytest.fixture
def seats(org):
    alive = [row.id for row in org.rows("owners") if row.alive]
    gone = [row.id for row in org.rows("owners") if not row.alive]
    return SimpleNamespace(ann=alive[0], ben=alive[1], gone=gone[0])
