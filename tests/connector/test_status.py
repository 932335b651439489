from __future__ import annotations

from datetime import timedelta

from connector.clock import SetClock
from connector.metrics import Metrics
from connector.status import Colour, Status
from tests.company import NOW


def test_a_light_keeps_the_time_since_which_it_has_its_colour(clock: SetClock) -> None:
    status = Status(clock)
    assert status.show("poll:sales", Colour.AMBER, "waits") is True
    clock.advance(60)
    assert status.show("poll:sales", Colour.AMBER, "waits") is False
    assert status.show("poll:sales", Colour.AMBER, "still waits") is True
    (light,) = status.lights()
    assert (light.since, light.checked_at) == (NOW, NOW + timedelta(seconds=60))
    status.show("poll:sales", Colour.GREEN)
    assert status.lights()[0].since == NOW + timedelta(seconds=60)


def test_the_worst_light_speaks_for_the_board(clock: SetClock) -> None:
    status = Status(clock)
    assert status.worst() is Colour.GREEN
    status.show("b", Colour.AMBER)
    status.show("a", Colour.GREEN)
    assert status.worst() is Colour.AMBER
    status.show("c", Colour.RED)
    assert status.worst() is Colour.RED
    status.clear("c")
    status.clear("unknown")
    assert [light.name for light in status.lights()] == ["a", "b"]


def test_figures_start_with_our_name_and_hold_no_lead() -> None:
    metrics = Metrics()
    metrics.writes.labels("sales", "written").inc()
    names = [line.split("{")[0].split()[0] for line in metrics.text().decode().splitlines() if line[0] != "#"]
    assert names
    assert all(name.startswith("pointsman_") for name in names)
