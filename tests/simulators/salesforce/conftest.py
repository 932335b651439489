"""A client of the Salesforce dialect over real HTTPS; it has a simulator of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from adapters.simulators.serving import serving
from adapters.simulators.world import World
from tests.simulators.salesforce.client import Org


@pytest.fixture
def org(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Org]:
    folder = tmp_path_factory.mktemp("ca")
    with serving(world, names=("salesforce", "control"), folder=folder) as sim, requests.Session() as http:
        http.trust_env = False
        http.verify = str(sim.ca_file)
        yield Org(sim, http)
