"""Days on which something outside does not work: leads wait, nothing is lost, nobody is doubled."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from state import outbox

INBOUND = {"Ann", "Ben", "Emma"}
BOTH = ["salesforce", "hubspot"]
NAME = {"salesforce": "LastName", "hubspot": "lastname"}


@pytest.mark.parametrize("dialect", BOTH)
def test_a_crm_that_is_down_is_caught_up_with_afterwards(company: Any, dialect: str) -> None:
    company.settles()
    fault = company.sim.faults.add("html_503", dialect=dialect, times=None)
    leads = [company.arrives(dialect, **{NAME[dialect]: f"Waiting {n}"}) for n in range(5)]
    company.passes(60)
    assert all(company.our_writes(dialect, lead) == [] for lead in leads)
    fault.times = fault.taken
    company.passes(600, step=30)
    assert {company.owner(dialect, lead) for lead in leads} <= INBOUND
    assert all(len(company.our_writes(dialect, lead)) == 1 for lead in leads)


@pytest.mark.parametrize("dialect", BOTH)
def test_one_crm_that_is_down_does_not_delay_the_other(company: Any, dialect: str) -> None:
    other = {"salesforce": "hubspot", "hubspot": "salesforce"}[dialect]
    company.settles()
    company.sim.faults.add("html_503", dialect=dialect, times=None)
    lead = company.arrives(other, **{NAME[other]: "On time"})
    company.passes(15)
    assert company.owner(other, lead) in INBOUND


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize("kind", ["cut_after", "cut_before", "cut_middle"])
def test_a_lost_reply_to_a_write_is_read_back(company: Any, dialect: str, kind: str) -> None:
    company.settles()
    where = {"salesforce": "composite", "hubspot": "batch/update"}[dialect]
    leads = [company.arrives(dialect, **{NAME[dialect]: f"Cut {n}"}) for n in range(3)]
    after = 1 if dialect == "salesforce" else 0
    company.sim.faults.add(kind, dialect=dialect, match={"path_contains": where}, after=after, times=2)
    company.passes(120)
    assert {company.owner(dialect, lead) for lead in leads} <= INBOUND
    for lead in leads:
        owners = company.our_writes(dialect, lead)
        assert len(set(owners)) == 1
        assert len(company.decisions(dialect, lead)) == 1


def test_a_session_that_ends_in_the_middle_is_renewed(company: Any) -> None:
    company.settles()
    company.sim.faults.add("expire_session", dialect="salesforce", times=3)
    lead = company.arrives("salesforce", LastName="Renewed")
    company.passes(60)
    assert company.owner("salesforce", lead) in INBOUND


def test_an_owner_who_leaves_between_decision_and_write_is_replaced(company: Any) -> None:
    company.settles()
    with company.parts.store.begin() as conn:
        from state import controls

        controls.put(conn, "pause:sales", True, "test", company.clock.now())
    lead = company.arrives("salesforce", LastName="Orphan")
    company.passes(15)
    decided = company.decisions("salesforce", lead)[0]["owner_id"]
    with company.world.lock:
        company.world.salesforce.update("User", decided, {"IsActive": False}, None)
    with company.parts.store.begin() as conn:
        controls.put(conn, "pause:sales", False, "test", company.clock.now())
    company.passes(30)
    assert company.owner("salesforce", lead) in INBOUND
    assert company.row("salesforce", lead).values["OwnerId"] != decided
    assert len(company.decisions("salesforce", lead)) == 2


@pytest.mark.parametrize("dialect", BOTH)
def test_a_record_that_the_crm_locks_is_written_later(company: Any, dialect: str) -> None:
    company.settles()
    lead = company.arrives(dialect, **{NAME[dialect]: "Locked"})
    company.sim.faults.add("lock_row", dialect=dialect, match={"id": lead}, times=2)
    company.passes(120)
    assert company.owner(dialect, lead) in INBOUND
    assert len(company.our_writes(dialect, lead)) == 1


def test_a_refused_write_waits_for_a_person_and_stops_nobody(company: Any) -> None:
    company.settles()
    bad = company.arrives("salesforce", LastName="Bad")
    good = company.arrives("salesforce", LastName="Good")
    company.sim.faults.add(
        "fail_item",
        dialect="salesforce",
        match={"id": bad},
        times=None,
        code="FIELD_CUSTOM_VALIDATION_EXCEPTION",
        message="Postal code is required",
    )
    company.passes(60)
    assert company.owner("salesforce", bad) == "Inbound"
    assert company.owner("salesforce", good) in INBOUND
    with company.parts.store.read() as conn:
        assert [item.write.record_id for item, _ in outbox.refused(conn)] == [bad]


def test_fifty_old_records_that_become_visible_at_once_meet_the_brake(company: Any) -> None:
    company.settles()
    now_ms = company.world.clock.now_ms()
    with company.world.lock:
        rows = []
        for number in range(120):
            row = company.world.salesforce.create(
                "Lead",
                {"LastName": f"Old {number}", "OwnerId": company.world.queues["Inbound"]},
                None,
                created_ms=now_ms - 40 * 86_400_000,
            )
            company.world.salesforce.touch("Lead", row.id)
            rows.append(row.id)
    company.passes(120)
    written = sum(bool(company.our_writes("salesforce", row)) for row in rows)
    assert written <= 51
    with company.parts.store.read() as conn:
        held = outbox.held(conn)
    assert len(held) + written == 120
    assert Counter(notice.title for notice in company.postbox.sent)["Brake"] == 1


def test_a_daemon_dropped_at_any_step_neither_loses_nor_doubles(company: Any) -> None:
    company.settles()
    leads = []
    for number in range(6):
        leads += [(d, company.arrives(d, **{NAME[d]: f"Crash {number}"})) for d in BOTH]
        assert company.daemon is not None
        runners = list(company.daemon._runners.values())
        for count in range(1, len(runners) + 1, 3):
            company.moves_on(5)
            for runner in list(company.daemon._runners.values())[:count]:
                company.daemon._tick(runner)
            company.start()
    company.passes(60)
    for lead in leads:
        assert company.owner(*lead) in INBOUND
        assert len(company.our_writes(*lead)) == 1
        assert len(company.decisions(*lead)) == 1
    owners = Counter(company.owner(*lead) for lead in leads)
    assert max(owners.values()) - min(owners.values()) <= 1


def test_a_broken_policy_edit_keeps_the_old_policy_and_says_so(company: Any) -> None:
    company.settles()
    path = company.folder / "policy" / "policy.yaml"
    sound = path.read_text()
    path.write_text(sound.replace("otherwise:", "otherwize:"))
    lead = company.arrives("salesforce", LastName="Steady")
    company.passes(20)
    assert company.owner("salesforce", lead) in INBOUND
    (light,) = [light for light in company.parts.status.lights() if light.name == "policy"]
    assert light.colour == "red"
    assert "old one stays in force" in light.message
    path.write_text(sound)
    company.passes(10)
    (light,) = [light for light in company.parts.status.lights() if light.name == "policy"]
    assert light.colour == "green"


def test_an_edited_policy_counts_for_the_next_lead_and_moves_no_earlier_one(company: Any) -> None:
    company.settles()
    before = [company.arrives("salesforce", LastName=f"Before {n}") for n in range(3)]
    company.passes(15)
    owners = [company.owner("salesforce", lead) for lead in before]
    assert set(owners) == INBOUND
    path = company.folder / "policy" / "policy.yaml"
    path.write_text(path.read_text().replace("to: {team: Inbound}", "to: {team: Germany}"))
    company.passes(10)
    after = company.arrives("salesforce", LastName="After")
    company.passes(120)
    assert company.owner("salesforce", after) not in INBOUND | {"Inbound"}
    assert [company.owner("salesforce", lead) for lead in before] == owners
    assert [len(company.decisions("salesforce", lead)) for lead in before] == [1, 1, 1]


def test_shadow_mode_decides_and_records_but_writes_nothing(company: Any) -> None:
    company.mode = "shadow"
    company.settles()
    lead = company.arrives("salesforce", LastName="Shadow")
    company.passes(30)
    assert company.owner("salesforce", lead) == "Inbound"
    (decision,) = company.decisions("salesforce", lead)
    assert (decision["mode"], decision["outcome"]) == ("shadow", "assign")
    assert company.postbox.sent == []


def test_a_store_of_another_organisation_is_refused(company: Any) -> None:
    company.settles()
    company.stop()
    table = company.world.salesforce.objects["Organization"]
    (organisation,) = table.rows.values()
    organisation.id = "00DZZ0000009999MAA"
    table.rows = {organisation.id: organisation}
    table._index = [(organisation.stamp_ms // table.grain_ms, organisation.id)]
    lead = company.arrives("salesforce", LastName="Elsewhere")
    company.start()
    company.passes(20)
    assert company.our_writes("salesforce", lead) == []
    (light,) = [light for light in company.parts.status.lights() if light.name == "poll:sales"]
    assert light.colour == "red"
