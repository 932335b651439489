"""The imagined company: what happens to records, in both CRMs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.simulators.clock import WorldClock, salesforce_text
from adapters.simulators.company import Size, build
from adapters.simulators.faults import KNOWN, Call, FaultBook
from adapters.simulators.switches import Switches, realistic
from adapters.simulators.world import World, full_id

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def lead(world: World, name: str = "X") -> str:
    values = {"LastName": name, "Company": "X", "OwnerId": world.queues["Inbound"]}
    return world.salesforce.create("Lead", values, None, visible_after=0).id


def test_the_same_seed_makes_the_same_company() -> None:
    made = []
    for _ in range(2):
        world = World(seed=5, clock=WorldClock(NOON))
        build(world, Size(accounts=20))
        org = world.hubspot
        made.append([(row.id, row.values, row.stamp_ms) for row in org.rows("companies")])
    assert made[0] == made[1]


def test_some_people_sit_in_one_crm_only_and_some_are_inactive(world: World) -> None:
    assert any(p.salesforce_user is None for p in world.people)
    assert any(p.hubspot_owner is None for p in world.people)
    assert any(not p.active for p in world.people)
    assert len({p.email for p in world.people}) == len(world.people)


def test_the_inbound_queue_holds_a_group_within_a_group(world: World) -> None:
    members = [
        row.values["UserOrGroupId"]
        for row in world.salesforce.rows("GroupMember")
        if row.values["GroupId"] == world.queues["Inbound"]
    ]
    assert any(member.startswith("00G") for member in members)
    assert any(member.startswith("005") for member in members)


def test_an_id_of_fifteen_characters_gets_its_three_check_characters() -> None:
    assert full_id("001A0000006Vm9r") == "001A0000006Vm9rIAC"


def test_salesforce_writes_instants_without_a_colon_in_the_offset() -> None:
    assert salesforce_text(0) == "1970-01-01T00:00:00.000+0000"


def test_a_stopped_clock_moves_only_when_told() -> None:
    clock = WorldClock(NOON)
    clock.advance(1.5)
    assert clock.now() == datetime(2026, 11, 20, 12, 0, 1, 500_000, tzinfo=UTC)
    clock.run()
    assert not clock.virtual


def test_a_late_commit_has_the_stamp_of_its_beginning(world: World) -> None:
    org, row_id = world.salesforce, lead(world)
    row = org.rows("Lead")
    stamp = org.objects["Lead"].rows[row_id].stamp_ms
    org.update("Lead", row_id, {"Title": "late"}, None, visible_after=3)
    assert org.locked("Lead", row_id)
    world.clock.advance(2)
    org.settle()
    assert org.objects["Lead"].rows[row_id].values.get("Title") is None
    world.clock.advance(1)
    org.settle()
    changed = org.objects["Lead"].rows[row_id]
    assert (changed.values["Title"], changed.stamp_ms) == ("late", stamp)
    assert not org.locked("Lead", row_id) and row


def test_owner_changes_are_kept_with_who_and_how(world: World) -> None:
    org, row_id = world.salesforce, lead(world)
    person = next(p for p in world.people if p.salesforce_user)
    org.update("Lead", row_id, {"OwnerId": person.salesforce_user}, org.our_user, "api")
    org.update("Lead", row_id, {"Title": "no owner here"}, person.salesforce_user)
    history = org.objects["Lead"].rows[row_id].owner_history
    assert [(c.owner, c.source) for c in history] == [
        (world.queues["Inbound"], "ui"),
        (person.salesforce_user, "api"),
    ]


def test_a_salesforce_merge_leaves_the_loser_deleted_with_its_master(world: World) -> None:
    org = world.salesforce
    winner, loser = lead(world), lead(world)
    world.clock.advance(5)
    org.merge("Lead", winner, [loser])
    gone = org.objects["Lead"].rows[loser]
    assert gone.deleted_ms is not None and gone.merged_into == winner
    assert org.objects["Lead"].rows[winner].stamp_ms == world.clock.now_ms()


@pytest.mark.parametrize("stamped", [False, True])
def test_children_of_a_merged_account_move_and_are_stamped_by_the_switch(world: World, stamped: bool) -> None:
    org = world.salesforce
    world.switches.merge_stamps_children = stamped
    winner, loser = list(org.objects["Account"].rows)[:2]
    child = org.create("Contact", {"AccountId": loser, "LastName": "C"}, None)
    before = child.stamp_ms
    world.clock.advance(5)
    org.merge("Account", winner, [loser])
    assert child.values["AccountId"] == winner
    assert (child.stamp_ms > before) is stamped


@pytest.mark.parametrize("stamped", [False, True])
def test_an_undelete_is_stamped_by_the_switch(world: World, stamped: bool) -> None:
    org, row_id = world.salesforce, lead(world)
    world.switches.undelete_stamps = stamped
    org.delete("Lead", row_id)
    deleted = org.objects["Lead"].rows[row_id].stamp_ms
    world.clock.advance(5)
    org.undelete("Lead", row_id)
    row = org.objects["Lead"].rows[row_id]
    assert row.alive and (row.stamp_ms > deleted) is stamped


def test_a_hubspot_merge_makes_the_loser_vanish_and_tells_the_survivor(world: World) -> None:
    org = world.hubspot
    winner, loser = list(org.objects["contacts"].rows)[:2]
    survivor = org.merge("contacts", winner, [loser])
    assert survivor.values["hs_merged_object_ids"] == loser
    gone = org.objects["contacts"].rows[loser]
    assert gone.deleted_ms is None and not gone.alive


def test_a_hubspot_merge_of_companies_can_make_a_third_id(world: World) -> None:
    world.switches.merge_makes_new_id = True
    org = world.hubspot
    winner, loser = list(org.objects["companies"].rows)[:2]
    survivor = org.merge("companies", winner, [loser])
    assert survivor.id not in (winner, loser)
    assert survivor.values["hs_merged_object_ids"] == f"{winner};{loser}"


def test_a_conversion_keeps_the_lead_and_names_what_it_became(world: World) -> None:
    org, row_id = world.salesforce, lead(world)
    org.convert(row_id, org.our_user)
    values = org.objects["Lead"].rows[row_id].values
    assert values["IsConverted"] is True and values["ConvertedDate"] == "2026-11-20"
    assert org.row("Contact", values["ConvertedContactId"]) is not None
    assert org.row("Opportunity", values["ConvertedOpportunityId"]) is not None


def test_the_latest_covered_instant_is_the_beginning_of_the_oldest_open_transaction(world: World) -> None:
    org, row_id = world.salesforce, lead(world)
    assert org.oldest_open_ms() is None
    began = world.clock.now_ms()
    org.update("Lead", row_id, {"Title": "slow"}, None, visible_after=60)
    world.clock.advance(10)
    assert org.oldest_open_ms() == began


def test_a_fault_lets_calls_pass_then_acts_so_many_times() -> None:
    book = FaultBook()
    book.add("lock_row", times=2, after=1, match={"object": "Lead"})
    call = Call("salesforce", "PATCH", "/x", "Lead")
    struck = [book.take(call, ("lock_row",)) is not None for _ in range(4)]
    assert struck == [False, True, True, False]
    assert book.take(Call("salesforce", "PATCH", "/x", "Contact"), ("lock_row",)) is None


def test_a_fault_by_chance_is_the_same_for_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        book = FaultBook(seed)
        book.add("lock_row", times=None, probability=0.5)
        call = Call("salesforce", "PATCH", "/x")
        return [book.take(call, ("lock_row",)) is not None for _ in range(50)]

    assert struck(1) == struck(1) != struck(2)


def test_an_unknown_fault_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="cut_after"):
        FaultBook().add("explode")
    assert "person_edits" in KNOWN


def test_switches_read_text_and_refuse_what_is_not_there() -> None:
    switches = Switches()
    switches.set(assignment_rule="active", merge_makes_new_id="yes", latency_ms="3")
    assert (switches.assignment_rule, switches.merge_makes_new_id, switches.latency_ms) == ("active", True, 3)
    with pytest.raises(ValueError, match="one of"):
        switches.set(assignment_rule="sometimes")
    with pytest.raises(ValueError, match="no switch"):
        switches.set(nope=1)


def test_the_demo_runs_with_late_rows_and_an_active_rule() -> None:
    switches = realistic()
    assert switches.salesforce_visible_lag_seconds > 0 and switches.assignment_rule == "active"
