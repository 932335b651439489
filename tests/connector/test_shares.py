"""What everybody has been given so far, as the routing stage reads it and moves it on."""

from __future__ import annotations

import pytest

from connector.core.rules import Turn
from connector.core.staff.limits import Bound, Cap
from connector.core.staff.measures import PLAIN, Measure
from connector.shares import read_shares
from mappings.records import Kind
from state import audit
from state.store import Store
from tests.connector.office import ANN, BEN, NOW, Office


def test_open_leads_of_both_crms_count_and_those_of_one_batch(store: Store) -> None:
    office = Office(store, turn=Turn.LEAST_LOADED)
    office.owns("sales", "005ann", "005ann")
    office.owns("marketing", "77ann", "77ben")
    office.arrive("sales", "a", "b", "c", "d")
    office.route()
    assert office.owners("sales", "a", "b", "c", "d") == ["005ben", "005ben", "005ann", "005ben"]


@pytest.mark.parametrize("mode", ["live", "shadow"])
def test_what_was_given_counts_before_the_mirror_shows_it(store: Store, mode: str) -> None:
    office = Office(store, mode, turn=Turn.LEAST_LOADED)
    for number in range(4):
        office.arrive("sales", f"n{number}")
        office.route()
    assert office.owners("sales", "n0", "n1", "n2", "n3") == ["005ann", "005ben", "005ann", "005ben"]


def test_a_rotation_goes_on_over_batches_crms_and_restarts(store: Store) -> None:
    office = Office(store, turn=Turn.LONGEST_WAITING, rotation="Everybody")
    office.arrive("sales", "a", "b", "c")
    office.route()
    again = Office(store, turn=Turn.LONGEST_WAITING, rotation="Everybody")
    again.clock = office.clock
    again.arrive("marketing", "x")
    again.route()
    assert office.owners("sales", "a", "b", "c") == ["005ann", "005ben", "005ann"]
    assert again.owner("marketing", "x") == "77ben"


@pytest.mark.parametrize("mode", ["live", "shadow"])
def test_caps_count_over_batches_and_crms_and_each_mode_on_its_own(store: Store, mode: str) -> None:
    office = Office(store, mode)
    office.cap(Cap(per_day=2))
    office.arrive("sales", "a", "b")
    office.route()
    office.arrive("marketing", "c", "d", "e")
    office.route()
    assert office.owners("sales", "a", "b") == ["005ann", "005ben"]
    assert office.owners("marketing", "c", "d", "e") == ["77ann", "77ben", "None"]
    office.clock.advance(24 * 3600)
    office.arrive("sales", "f")
    office.route()
    assert office.owner("sales", "f") == "005ben"
    other = Office(store, "shadow" if mode == "live" else "live")
    other.cap(Cap(per_day=2))
    with store.read() as conn:
        assert read_shares(conn, other.policy, other.mode, NOW, {}).given == {ANN: [], BEN: []}


def test_open_leads_cap_across_crms_and_within_one_batch(store: Store) -> None:
    office = Office(store)
    office.cap(Cap(open_leads=2))
    office.owns("sales", "005ann")
    office.owns("marketing", "77ann", "77ben")
    office.arrive("sales", "a", "b")
    office.route()
    assert office.owners("sales", "a", "b") == ["005ben", "00Q"]


def test_open_opportunities_of_both_crms_are_counted(store: Store) -> None:
    office = Office(store, turn=Turn.LEAST_LOADED, measure=PLAIN["open_opportunities"])
    office.sells("sales", ("005ann", None, 1))
    office.sells("marketing", ("77ann", None, 1), ("77ben", None, 1_000))
    office.arrive("sales", "a", "b", "c")
    office.route()
    assert office.owners("sales", "a", "b", "c") == ["005ben", "005ben", "005ben"]


def test_amounts_are_weighed_by_stage_and_blank_ones_are_told(store: Store) -> None:
    by_stage = (("negotiation", 1.0), ("prospecting", 0.2))
    office = Office(store, turn=Turn.LEAST_LOADED, measure=Measure(Kind.OPPORTUNITY, True, by_stage, 0.5))
    office.sells("sales", ("005ann", "Negotiation", 100), ("005ann", None, 50.4))
    office.sells("marketing", ("77ben", "PROSPECTING", 600), ("77ben", "other", None))
    office.arrive("sales", "a")
    office.route()
    with store.read() as conn:
        (decision,) = audit.history(conn, "sales", "a")
    (step,) = [step for step in decision["steps"] if step["step"] == "turn"]
    assert (step["result"], step["detail"]) == (
        "ben",
        "owns 120 of opportunity.amount by stage (1 of them blank, which counts 0), the least",
    )


@pytest.mark.parametrize("mode", ["live", "shadow"])
def test_value_that_was_given_counts_within_a_batch_and_before_the_mirror_shows_it(
    store: Store, mode: str
) -> None:
    office = Office(store, mode, turn=Turn.LEAST_LOADED, measure=PLAIN["lead.revenue"])
    office.arrive("sales", "big", revenue=100)
    office.arrive("sales", "x", "y", revenue=40)
    office.route()
    assert office.owners("sales", "big", "x", "y") == ["005ann", "005ben", "005ben"]
    office.arrive("marketing", "z", revenue=40)
    office.arrive("sales", "blank")
    office.route()
    assert (office.owner("marketing", "z"), office.owner("sales", "blank")) == ("77ben", "005ann")


def test_a_cap_by_value_holds_within_one_batch(store: Store) -> None:
    office = Office(store)
    office.cap(Cap(open_value=Bound(PLAIN["lead.revenue"], 100)))
    office.arrive("sales", "a", "b", "c", "d", "e", revenue=60)
    office.route()
    assert office.owners("sales", "a", "b", "c", "d", "e") == ["005ann", "005ben", "005ann", "005ben", "00Q"]
