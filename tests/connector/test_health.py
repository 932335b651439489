"""/healthz, /readyz, /metrics: what a probe, an admin and Prometheus read."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from connector.clock import SetClock
from connector.health import pages
from connector.metrics import Metrics
from connector.pages import Pages
from connector.status import Colour, Status


@pytest.fixture
def status(clock: SetClock) -> Status:
    return Status(clock)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def health(status: Status, metrics: Metrics) -> Iterator[Pages]:
    served = Pages("127.0.0.1", 0, pages(status, metrics))
    yield served
    served.close()


def told(health: Pages, page: str) -> tuple[int, str, str]:
    """Code, type and text of a page."""
    try:
        with urllib.request.urlopen(health.address + page) as reply:
            return reply.status, reply.headers["Content-Type"], reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read().decode()


def test_it_lives_from_the_start_but_is_not_ready_before_a_light_shows(health: Pages) -> None:
    assert told(health, "/healthz") == (200, "text/plain", "ok\n")
    code, kind, text = told(health, "/readyz")
    assert (code, kind) == (503, "application/json")
    assert json.loads(text) == {"ready": False, "lights": []}


def test_it_is_ready_while_no_light_is_red(health: Pages, status: Status) -> None:
    status.show("poll:sales", Colour.GREEN)
    status.show("poll:marketing", Colour.AMBER, "HubSpot answered 503")
    code, _, text = told(health, "/readyz")
    assert code == 200
    lights = {light["name"]: light for light in json.loads(text)["lights"]}
    assert lights["poll:marketing"] == {
        "name": "poll:marketing",
        "colour": "amber",
        "message": "HubSpot answered 503",
        "since": "2026-11-18T14:00:00+00:00",
    }
    status.show("poll:sales", Colour.RED, "log-in refused")
    assert told(health, "/readyz")[0] == 503


def test_prometheus_reads_figures_and_lights(health: Pages, status: Status, metrics: Metrics) -> None:
    status.show("poll:sales", Colour.RED, "log-in refused")
    metrics.decisions.labels("assign").inc(3)
    code, kind, text = told(health, "/metrics")
    assert (code, kind.partition(";")[0]) == (200, "text/plain")
    assert 'pointsman_decisions_total{outcome="assign"} 3.0' in text
    assert 'pointsman_light{loop="poll:sales"} 2.0' in text


def test_a_light_that_is_taken_down_leaves_the_figures_too(
    health: Pages, status: Status, metrics: Metrics
) -> None:
    status.show("brake", Colour.RED, "more than 500 owner writes an hour")
    assert 'loop="brake"' in told(health, "/metrics")[2]
    status.clear("brake")
    assert 'loop="brake"' not in told(health, "/metrics")[2]


def test_other_pages_are_not_there_and_nothing_may_be_posted(health: Pages) -> None:
    assert told(health, "/")[0] == 404
    assert told(health, "/healthz?x=1")[0] == 200
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(health.address + "/healthz", data=b"x"))
    with refused.value as error:
        assert (error.code, error.headers["Allow"]) == (405, "GET")


def test_an_address_of_version_6_is_written_with_brackets(status: Status, metrics: Metrics) -> None:
    try:
        served = Pages("::1", 0, pages(status, metrics))
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    try:
        assert served.address.startswith("http://[::1]:")
        assert told(served, "/healthz")[0] == 200
    finally:
        served.close()
