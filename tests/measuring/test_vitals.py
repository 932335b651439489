"""What alerts are told of a store, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from connector.metrics import Metrics
from connector.pulse import Pulse
from mappings.records import Kind
from state import cursors
from state.cursors import Cursor
from state.store import Store
from tests.measuring.world import MONDAY, Story, World


def test_the_pulse_tells_how_it_stands(store: Store) -> None:
    world, metrics = World(store), Metrics()
    pulse = Pulse(metrics, "live")
    now = MONDAY + timedelta(minutes=30)
    world.lives(Story("L0"))
    take(store, pulse, MONDAY)
    late, early = Story("L1", written=45), Story("L2")
    world.lives(late)
    world.lives(early)
    world.deadline(late, "first_touch", 300, None)
    world.deadline(early, "first_touch", 3600, None)
    world.arrives(replace(early, id="L3", seen=60, eligible=70), status="waiting")
    with store.begin() as conn:
        for kind, at in ((Kind.LEAD, 25), (Kind.ACCOUNT, 20), (Kind.TASK, 1)):
            cursors.put(conn, Cursor("sales", kind, "hot", drained_at=MONDAY + timedelta(minutes=at)))
    take(store, pulse, now)
    take(store, pulse, now)
    told = dict(line.rsplit(" ", 1) for line in metrics.text().decode().splitlines() if line[0] != "#")
    start = MONDAY.timestamp()
    assert float(told["pointsman_oldest_waiting_seconds"]) == 30 * 60 - 60
    assert float(told['pointsman_deadlines{state="running"}']) == 1
    assert float(told['pointsman_deadlines{state="missed"}']) == 1
    assert float(told['pointsman_last_poll_timestamp_seconds{crm="sales"}']) == start + 25 * 60
    assert float(told['pointsman_mirror_timestamp_seconds{crm="sales"}']) == start + 20 * 60
    assert float(told['pointsman_owner_seconds_sum{crm="sales"}']) == 45 + 6
    assert float(told['pointsman_owner_seconds_count{crm="sales"}']) == 2
    assert float(told["pointsman_unsealed_leaves"]) == 11


def take(store: Store, pulse: Pulse, now: datetime) -> None:
    with store.read() as conn:
        pulse.take(conn, now)
