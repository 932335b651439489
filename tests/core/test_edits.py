"""Small edits of who is there and what they weigh, as values."""

from __future__ import annotations

from typing import Any

import pytest

from connector.core.edits import Edits, edited, seats_of
from connector.core.rules import Person, QueueMembers, Team
from mappings.records import Directory, Seat, SeatKind

ANN, BEN = "ann@acme.com", "ben@acme.com"


@pytest.fixture
def directories() -> dict[str, Directory]:
    return {
        "sales": Directory(
            (
                Seat("005ann", SeatKind.USER, "Ann", ANN),
                Seat("005old", SeatKind.USER, "Ann before", "Ann@Acme.com", active=False),
                Seat("005ben", SeatKind.USER, "Ben", BEN),
                Seat("00G", SeatKind.QUEUE, "Reps", members=("005ben",)),
            )
        ),
        "marketing": Directory((Seat("77ben", SeatKind.USER, "Ben", BEN),)),
    }


def test_a_leaver_has_no_active_seat_anywhere_and_others_keep_theirs(
    firm: Any, directories: dict[str, Directory]
) -> None:
    found = edited(firm.policy(), directories, Edits(leavers=(ANN,)))
    active = {seat.id for each in found.directories.values() for seat in each.seats if seat.active}
    assert active == {"005ben", "00G", "77ben"}
    assert found.directories["marketing"] is directories["marketing"]
    assert seats_of(firm.policy(), directories, ANN) == {"sales": ["005ann", "005old"], "marketing": []}


def test_a_seat_that_the_policy_names_goes_with_its_person(
    firm: Any, directories: dict[str, Directory]
) -> None:
    cleo = "cleo@acme.com"
    firm.people[cleo] = Person(cleo, seats={"sales": "005old"})
    found = edited(firm.policy(), directories, Edits(leavers=(cleo,)))
    assert [seat.id for seat in found.directories["sales"].seats if not seat.active] == ["005old"]


def test_who_is_of_a_team_by_a_queue_cannot_leave_it_here(
    firm: Any, directories: dict[str, Directory]
) -> None:
    firm.teams["Inbound"] = Team("Inbound", (ANN, QueueMembers("sales", "Reps")))
    found = edited(firm.policy(), directories, Edits(leaves=((BEN, "Inbound"),)))
    assert found.faults == (
        f"--leave {BEN}=Inbound: {BEN} is of it by a queue (Reps); only the CRM can change that",
    )


def test_joins_leaves_and_weights_come_together(firm: Any, directories: dict[str, Directory]) -> None:
    firm.teams["Inbound"] = Team("Inbound", (ANN,))
    edits = Edits(weights={BEN: 3}, joins=((BEN, "inbound"),), leaves=((ANN, "Inbound"),))
    found = edited(firm.policy(), directories, edits)
    assert found.faults == ()
    assert found.policy.teams["Inbound"].members == (BEN,)
    assert found.policy.people[BEN].weight == 3
    assert firm.teams["Inbound"].members == (ANN,)


@pytest.mark.parametrize("weight", [0, 1_001])
def test_a_weight_that_no_policy_may_give_is_a_fault(
    firm: Any, directories: dict[str, Directory], weight: int
) -> None:
    (fault,) = edited(firm.policy(), directories, Edits(weights={ANN: weight})).faults
    assert fault.startswith(f"--weight {ANN}={weight}: no weight from 1 to 1,000")
