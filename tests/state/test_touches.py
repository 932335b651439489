"""Who called, wrote to or met a lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connector.mirroring import put
from mappings.activities import Touch
from mappings.changes import Change
from mappings.instants import to_text
from mappings.records import Kind, State
from state.store import Store
from state.touches import last, touches

CALL, LEAD, CONTACT, TASK = Kind.CALL, Kind.LEAD, Kind.CONTACT, Kind.TASK


def activity(make: Any, id_: str, about: Sequence[str], seconds: float = 0, /, **told: Any) -> Change:
    """A call by Ann that took place so many seconds from now, unless told otherwise."""
    kind, own = told.pop("kind", CALL), {"owner_id": told.pop("owner", "005A")}
    own |= {"state": told.pop("state")} if "state" in told else {}
    fields = {"type": "call", "lead_ids": tuple(about), "done": True, "inbound": False} | told
    change: Change = make.change(kind, id_, 0, done_at=to_text(make.at(seconds)), **own, **fields)
    return change


def mirror(store: Store, *changes: Change, crm: str = "sales") -> None:
    with store.begin() as conn:
        put(conn, crm, changes)


def test_they_come_by_lead_and_in_the_order_of_time(store: Store, make: Any) -> None:
    mirror(
        store,
        activity(make, "c3", ["00Q1"], 30, owner=None),
        activity(make, "t1", ["00Q1"], 10, kind=TASK, type="email", owner="005B"),
        activity(make, "c2", ["00Q1", "00Q2"], 20),
        make.change(LEAD, "00Q1"),
    )
    with store.read() as conn:
        found = touches(conn, "sales", ["00Q1", "00Q2", "00Q3"], make.at(10), make.at(30))
        assert found == {
            "00Q1": (
                Touch(make.at(10), "005B", "email"),
                Touch(make.at(20), "005A", "call"),
                Touch(make.at(30), None, "call"),
            ),
            "00Q2": (Touch(make.at(20), "005A", "call"),),
        }
        assert last(conn, "sales", ["00Q1", "00Q3"], make.at(99)) == {"00Q1": found["00Q1"][-1]}
        assert [one.at for one in touches(conn, "sales", ["00Q1"], make.at(11))["00Q1"]] == [
            make.at(20),
            make.at(30),
        ]
        assert last(conn, "sales", ["00Q1"], make.at(29))["00Q1"] == found["00Q1"][1]
        assert touches(conn, "marketing", ["00Q1"], make.now) == {}
        assert touches(conn, "sales", [], make.now) == last(conn, "sales", [], make.now) == {}


def test_what_is_no_touch_does_not_count(store: Store, make: Any) -> None:
    mirror(
        store,
        activity(make, "c1", ["00Q1"], inbound=True),
        activity(make, "c2", ["00Q1"], done=False),
        activity(make, "c3", ["00Q1"], state=State.DELETED),
        activity(make, "c4", []),
    )
    with store.read() as conn:
        assert last(conn, "sales", ["00Q1"], make.at(99)) == {}


def test_an_activity_that_changes_is_what_it_was_last(store: Store, make: Any) -> None:
    mirror(store, activity(make, "c1", ["00Q1"]), activity(make, "c2", ["00Q1"], 5))
    mirror(store, activity(make, "c1", ["00Q1"], 9), activity(make, "c1", ["00Q2"], 9))
    mirror(store, activity(make, "c2", ["00Q1"], 5, done=False))
    with store.read() as conn:
        found = last(conn, "sales", ["00Q1", "00Q2"], make.at(99))
        assert {lead: touch.at for lead, touch in found.items()} == {"00Q2": make.at(9)}


def test_a_merged_lead_brings_its_activities_along_over_several_mergers(store: Store, make: Any) -> None:
    mirror(store, *(activity(make, f"c{n}", [f"00Q{n}"], n) for n in (1, 2, 3)))
    mirror(store, activity(make, "both", ["00Q1", "00Q2"], 4))
    mirror(store, make.change(LEAD, "00Q2", 1, absorbed=("00Q1",)))
    mirror(store, make.change(LEAD, "00Q2", 2, state=State.MERGED, merged_into="00Q3"))
    with store.read() as conn:
        (found,) = touches(conn, "sales", ["00Q3"], make.now).values()
        assert [touch.at for touch in found] == [make.at(n) for n in (1, 2, 3, 4)]
        assert touches(conn, "sales", ["00Q1"], make.now) == {"00Q1": found}


def test_a_lead_beside_its_contact_has_the_contact_s(store: Store, make: Any) -> None:
    mirror(store, make.change(LEAD, "900", contact_id="512"), make.change(LEAD, "901", contact_id=None))
    mirror(store, activity(make, "c1", ["512"], 1), activity(make, "c2", ["900"], 2))
    mirror(store, activity(make, "c3", ["511"], 3), activity(make, "c4", ["901"], 4))
    mirror(store, make.change(CONTACT, "512", absorbed=("511",)))
    with store.read() as conn:
        found = touches(conn, "sales", ["900", "901"], make.now)
        assert {lead: [one.at for one in ones] for lead, ones in found.items()} == {
            "900": [make.at(1), make.at(3)],
            "901": [make.at(4)],
        }
