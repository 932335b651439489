"""A policy that is edited while leads are being decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from connector.core.rules import Team
from connector.gather import CrmFacts
from connector.loops.route import BATCH, RoutePlan
from connector.loops.route import Route as Routing
from state import audit
from state.store import Store
from tests.connector.office import BEN, Office


def test_an_edit_in_the_middle_of_a_batch_counts_from_the_next_one_on(store: Store) -> None:
    """Each lead is decided by one edition, and by the one that its record names."""
    office = Office(store)
    old, new = office.policy, replace(office.policy, edition="1" * 64, teams={"Team": Team("Team", (BEN,))})

    def crms() -> Mapping[str, CrmFacts]:
        office.policy = new  # the batch has its policy by now
        return office.crms

    names = [f"n{number}" for number in range(BATCH + 40)]
    office.arrive("sales", *names)
    plan = RoutePlan("live", lambda: office.policy, crms, None, "test", 10**9, 10**9)
    report = Routing(store, office.clock, plan).tick()
    assert (report.decided, report.faults) == (len(names), [])
    with store.read() as conn:
        told = [audit.history(conn, "sales", name) for name in names]
    assert [len(decisions) for decisions in told] == [1] * len(names)
    by = [(decisions[0]["policy_edition"], decisions[0]["owner_id"]) for decisions in told]
    assert sum(edition == old.edition for edition, _ in by) == BATCH
    assert {owner for edition, owner in by if edition == old.edition} == {"005ann", "005ben"}
    assert {owner for edition, owner in by if edition == new.edition} == {"005ben"}
