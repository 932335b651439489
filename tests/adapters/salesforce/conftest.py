"""The Salesforce adapter, logged in, on a wire without a server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses

from adapters.contract import Crm
from adapters.salesforce.crm import build
from tests.adapters.salesforce.answers import (
    OLD,
    TOKEN,
    URL,
    config,
)


@pytest.fixture
def net() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def crm(net: responses.RequestsMock) -> Crm:
    token = {"access_token": TOKEN, "instance_url": URL, "id": f"{URL}/id/00DQy0000000001AAA/{OLD}"}
    net.post(f"{URL}/services/oauth2/token", json=token)
    crm = build(config())
    crm.authorise()
    return crm
