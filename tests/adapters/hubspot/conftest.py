"""The HubSpot adapter against the simulated portal, over real HTTPS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from adapters.contract import Crm, CrmConfig
from adapters.hubspot import session as hubspot_session
from adapters.hubspot.crm import build
from adapters.simulators.clock import WorldClock
from adapters.simulators.company import Size
from adapters.simulators.company import build as fill
from adapters.simulators.server import Sim
from adapters.simulators.serving import serving
from adapters.simulators.world import World
from connector.settings.tables import field_tables
from tests.adapters.hubspot.portal import (
    NOW,
    Making,
)


@pytest.fixture
def world() -> World:
    world = World(seed=5, clock=WorldClock(NOW))
    fill(world, Size(accounts=40, leads=0))
    world.switches.burst_per_10s = 0
    return world


@pytest.fixture
def sim(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sim]:
    with serving(world, names=("hubspot",), folder=tmp_path_factory.mktemp("ca")) as running:
        yield running


@pytest.fixture
def unpaced(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubspot_session, "SEARCHES_PER_SECOND", 10_000)
    world.switches.search_per_second = 0


@pytest.fixture
def make(sim: Sim, world: World) -> Iterator[Making]:
    made: list[Crm] = []

    def one(
        lead_object: str = "contacts",
        overrides: Mapping[str, Any] | None = None,
        token: str = "",
        **more: Any,
    ) -> Crm:
        tables, faults = field_tables("hubspot", lead_object, overrides or {})
        assert not faults
        auth = {"flow": "token", "token": token or world.secrets.hubspot_token}
        given = {"ca_file": sim.ca_file, **more}
        made.append(build(CrmConfig("marketing", sim.hubspot_url, auth, lead_object, tables, **given)))
        return made[-1]

    yield one
    for crm in made:
        crm.close()


@pytest.fixture
def crm(make: Making) -> Crm:
    return make()
