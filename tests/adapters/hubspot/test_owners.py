"""What the adapter writes, and what it says became of it."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.contract import Crm
from adapters.errors import AdapterError, Reauthorise, Refused, Retry
from adapters.simulators.server import Sim
from adapters.simulators.world import World
from mappings.writes import Result, SetOwner
from tests.adapters.hubspot.portal import (
    READ,
    UPDATE,
    Making,
    contacts,
    give,
    one,
    owner_of,
    reps,
)


def test_an_owner_is_written_and_the_receipt_tells_before_and_after(crm: Crm, world: World) -> None:
    (row,) = contacts(world, 1, hubspot_owner_id=reps(world)[0])
    receipt = one(crm, give(row, reps(world)[1]))
    assert (receipt.result, receipt.owner_before, receipt.owner_after) == (
        Result.WRITTEN,
        reps(world)[0],
        reps(world)[1],
    )
    assert owner_of(row) == reps(world)[1]


def test_nobody_is_an_owner_too(crm: Crm, world: World) -> None:
    owned, free = contacts(world, 1, hubspot_owner_id=reps(world)[0]) + contacts(world, 1)
    assert [r.result for r in crm.set_owners([give(owned, None), give(free, None)])] == [
        Result.WRITTEN,
        Result.ALREADY,
    ]
    assert owner_of(owned) is None


def test_a_write_is_judged_by_what_is_there_right_before_it(crm: Crm, world: World) -> None:
    ann, ben, eve = reps(world)[:3]
    already, taken, deleted, loser, winner = contacts(world, 5, hubspot_owner_id=ann)
    world.hubspot.delete("contacts", deleted.id)
    world.hubspot.merge("contacts", winner.id, [loser.id])
    gone = give(winner, ben)
    writes = [
        give(already, ann),
        give(taken, ben, expects=eve),
        give(deleted, ben, expects=ann),
        SetOwner("merged", loser.id, ben, ann),
        SetOwner("never", "424242", ben, ann),
        SetOwner("owner", gone.record_id, "999", ann),
    ]
    receipts = crm.set_owners(writes)
    assert [r.result for r in receipts] == [
        Result.ALREADY,
        Result.CONFLICT,
        Result.GONE,
        Result.GONE,
        Result.GONE,
        Result.OWNER_GONE,
    ]
    assert [r.key for r in receipts] == [w.key for w in writes]
    assert receipts[3].merged_into == winner.id
    assert owner_of(taken) == ann


def test_an_archived_owner_is_found_out_before_the_write(crm: Crm, sim: Sim, world: World) -> None:
    (row,) = contacts(world, 1)
    rep = reps(world)[0]
    world.hubspot.delete("owners", rep)
    assert one(crm, give(row, rep)).result is Result.OWNER_GONE
    assert not any(UPDATE in path for path in sim.calls("hubspot"))


def test_an_owner_that_was_archived_a_moment_ago_is_refused_by_hubspot(crm: Crm, world: World) -> None:
    row, other = contacts(world, 2)
    rep, fine = reps(world)[:2]
    crm.directory()
    world.hubspot.delete("owners", rep)
    receipts = crm.set_owners([give(row, rep), give(other, fine)])
    assert [r.result for r in receipts] in (
        [Result.OWNER_GONE, Result.WRITTEN],
        [Result.REFUSED, Result.WRITTEN],  # the directory is seconds old: a person looks
    )
    assert owner_of(row) is None


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_person_who_changes_the_owner_while_we_write_wins(
    crm: Crm, sim: Sim, world: World, moment: str
) -> None:
    ann, ben, eve = reps(world)[:3]
    rows = contacts(world, 3, hubspot_owner_id=ann)
    world.clock.advance(5)
    sim.faults.add(
        "person_edits",
        dialect="hubspot",
        match={"id": rows[1].id},
        values={"hubspot_owner_id": eve},
        by="9500001",
        moment=moment,
    )
    receipts = crm.set_owners([give(row, ben) for row in rows])
    assert [r.result for r in receipts] == [Result.WRITTEN, Result.CONFLICT, Result.WRITTEN]
    assert [owner_of(row) for row in rows] == [ben, eve, ben]


def test_a_history_that_a_merge_brought_along_is_no_person_in_between(crm: Crm, world: World) -> None:
    ann, ben, eve = reps(world)[:3]
    (row,) = contacts(world, 1, hubspot_owner_id=ann)
    for owner in (eve, ann):
        world.clock.advance(60)
        world.hubspot.update("contacts", row.id, {"hubspot_owner_id": owner}, "9500001")
    del row.owner_history[-1]
    world.clock.advance(60)
    crm.identity()
    assert one(crm, give(row, ben)).result is Result.WRITTEN


@pytest.mark.parametrize("listed", ["all", "first", "none"])
@pytest.mark.parametrize("manner", ["207", "400", "200_errors"])
def test_one_bad_item_costs_the_others_nothing(make: Making, world: World, manner: str, listed: str) -> None:
    world.switches.hubspot_partial_failure = manner
    world.switches.hubspot_errors_listed = listed
    write = {"lead": {"hubspot": {"write": {"reason": "hs_lead_status"}}}}
    crm = make(overrides=write)
    rows = contacts(world, 9)
    rep = reps(world)[0]
    writes = [
        give(row, rep, reason="NO_SUCH_OPTION" if place in (2, 6) else "OPEN")
        for place, row in enumerate(rows)
    ]

    receipts = crm.set_owners(writes)

    if listed == "all" or manner == "400":
        assert [r.result for r in receipts] == [Result.WRITTEN] * 9
        assert [r.dropped for r in receipts] == [("reason",) if p in (2, 6) else () for p in range(9)]
    else:  # HubSpot does not say whom it failed: those come again
        assert {r.result for p, r in enumerate(receipts) if p not in (2, 6)} == {Result.WRITTEN}
        assert receipts[6].result is Result.RETRY


@pytest.mark.parametrize("manner", ["207", "400"])
def test_an_extra_that_nobody_may_write_is_left_out_of_this_and_later_writes(
    make: Making, sim: Sim, world: World, manner: str
) -> None:
    world.switches.hubspot_partial_failure = manner
    write = {
        "reason": "pointsman_reason",
        "decision_id": "pointsman_decision",
        "account_id": "no_such_property",
    }
    crm = make(overrides={"lead": {"hubspot": {"write": write}}})
    sim.faults.add("readonly_field", dialect="hubspot", object="contacts", field="pointsman_reason")
    extra = {"reason": "because", "decision_id": "d-1", "account_id": "77", "unmapped": "x"}
    rows = contacts(world, 120)
    rep = reps(world)[0]

    receipts = crm.set_owners([give(row, rep, **extra) for row in rows])

    assert {r.result for r in receipts} == {Result.WRITTEN}
    assert {r.dropped for r in receipts} == {("reason", "account_id")}
    assert {row.values.get("pointsman_decision") for row in rows} == {"d-1"}
    updates = sum(count for path, count in sim.calls("hubspot").items() if UPDATE in path)
    assert updates == 3


def test_a_read_only_owner_is_refused_for_a_person_to_mend(crm: Crm, sim: Sim, world: World) -> None:
    sim.faults.add("readonly_field", dialect="hubspot", object="contacts", field="hubspot_owner_id")
    (row,) = contacts(world, 1)
    receipt = one(crm, give(row, reps(world)[0]))
    assert receipt.result is Result.REFUSED
    assert "READ_ONLY_VALUE" in receipt.detail


def test_a_lost_reply_is_unknown_and_read_back_before_the_next_try(crm: Crm, sim: Sim, world: World) -> None:
    (row,) = contacts(world, 1)
    write = give(row, reps(world)[0])
    sim.faults.add("cut_after", dialect="hubspot", match={"path_contains": UPDATE})
    assert one(crm, write).result is Result.UNKNOWN
    assert one(crm, write).result is Result.ALREADY
    assert len(row.owner_history) == 2


def test_writes_behind_a_lost_reply_are_not_tried(crm: Crm, sim: Sim, world: World) -> None:
    rows = contacts(world, 150)
    rep = reps(world)[0]
    sim.faults.add("html_503", dialect="hubspot", match={"path_contains": UPDATE})
    receipts = crm.set_owners([give(row, rep) for row in rows])
    assert [r.result for r in receipts] == [Result.UNKNOWN] * 100 + [Result.RETRY] * 50


def test_a_record_that_the_answer_leaves_out_is_settled_by_looking(crm: Crm, sim: Sim, world: World) -> None:
    rows = contacts(world, 3)
    rep = reps(world)[0]
    sim.faults.add("missing_result", dialect="hubspot", match={"id": rows[1].id})
    assert [r.result for r in crm.set_owners([give(row, rep) for row in rows])] == [Result.WRITTEN] * 3


def test_an_answer_that_cannot_be_read_leaves_the_write_unknown(crm: Crm, sim: Sim, world: World) -> None:
    (row,) = contacts(world, 1)
    sim.faults.add("status", dialect="hubspot", match={"path_contains": UPDATE}, status=200, body={"odd": 1})
    assert one(crm, give(row, reps(world)[0])).result is Result.UNKNOWN


def test_a_second_look_that_fails_does_not_hide_the_write(crm: Crm, sim: Sim, world: World) -> None:
    (row,) = contacts(world, 1)
    sim.faults.add("html_503", dialect="hubspot", match={"path_contains": READ}, after=1)
    assert one(crm, give(row, reps(world)[0])).result is Result.WRITTEN


@pytest.mark.parametrize(
    ("fault", "how", "error"),
    [
        ("rate_limit", {}, Retry),
        ("quota", {}, Retry),
        ("lock_row", {}, Retry),
        ("expire_session", {}, Reauthorise),
        ("permission", {}, Refused),
    ],
)
def test_a_call_of_which_nothing_was_written_raises(
    crm: Crm, sim: Sim, world: World, fault: str, how: dict[str, Any], error: type[AdapterError]
) -> None:
    (row,) = contacts(world, 1)
    sim.faults.add(fault, dialect="hubspot", match={"path_contains": UPDATE}, **how)
    with pytest.raises(error):
        crm.set_owners([give(row, reps(world)[0])])
    assert owner_of(row) is None


def test_the_same_record_is_never_twice_in_one_batch(crm: Crm, world: World) -> None:
    ann, ben, eve = reps(world)[:3]
    (row,) = contacts(world, 1)
    writes = [
        SetOwner("1", row.id, ann, None),
        SetOwner("2", row.id, ben, ann),
        SetOwner("3", row.id, eve, None),
    ]
    assert [r.result for r in crm.set_owners(writes)] == [Result.WRITTEN, Result.WRITTEN, Result.CONFLICT]
    assert owner_of(row) == ben


def test_many_writes_take_four_calls_a_hundred(crm: Crm, sim: Sim, world: World) -> None:
    rows = contacts(world, 250)
    rep = reps(world)[0]
    crm.directory()
    before = crm.calls
    assert {r.result for r in crm.set_owners([give(row, rep) for row in rows])} == {Result.WRITTEN}
    assert crm.calls - before == 3 + 3 + 5
