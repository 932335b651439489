"""What writing owners promises."""

from __future__ import annotations

import pytest

from adapters.errors import Reauthorise
from mappings.writes import Result
from tests.adapters.bench import Bench
from tests.adapters.contract.terms import Terms


class OwnersContract(Terms):
    """A receipt for each write, and no person's change overwritten."""

    def test_an_owner_is_written(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        receipt = bench.give(lead)[0]
        assert receipt.key == f"key-{lead}"
        assert (receipt.result, receipt.owner_before, receipt.owner_after) == (
            Result.WRITTEN,
            bench.reps[0],
            bench.reps[1],
        )
        assert bench.owner(lead) == bench.reps[1]
        assert bench.lead(lead).modified_by == bench.org.our_user

    def test_receipts_come_in_the_order_of_the_writes(self, bench: Bench) -> None:
        leads = bench.arrive(120)
        bench.edit(leads[7], owner=bench.reps[2])
        bench.edit(leads[8], owner=bench.reps[1])
        bench.org.delete(bench.lead_object, leads[9])
        receipts = bench.give(*reversed(leads))
        assert [one.key for one in receipts] == [f"key-{lead}" for lead in reversed(leads)]
        found = {one.key.removeprefix("key-"): one.result for one in receipts}
        assert found.pop(leads[7]) is Result.CONFLICT
        assert found.pop(leads[8]) is Result.ALREADY
        assert found.pop(leads[9]) is Result.GONE
        assert set(found.values()) == {Result.WRITTEN}
        assert bench.owner(leads[7]) == bench.reps[2]

    def test_nothing_to_write_is_no_call(self, bench: Bench) -> None:
        assert bench.crm.set_owners([]) == []

    def test_writing_twice_writes_once(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        assert [bench.outcome(lead), bench.outcome(lead)] == [Result.WRITTEN, Result.ALREADY]
        assert len(bench.lead(lead).owner_history) == 2

    def test_an_owner_who_is_not_there_is_told(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        nobody = "005Qy00000zzzzzAAA" if bench.dialect == "salesforce" else "1"
        assert bench.outcome(lead, owner=nobody) is Result.OWNER_GONE
        assert bench.outcome(lead, owner="nonsense") is Result.OWNER_GONE
        assert bench.owner(lead) == bench.reps[0]

    def test_an_inactive_owner_is_told(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        seats = [one.seat(bench.dialect) for one in bench.world.people if not one.active]
        assert bench.outcome(lead, owner=next(seat for seat in seats if seat)) is Result.OWNER_GONE

    def test_a_person_who_edits_right_before_the_write_wins(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        bench.later(60)
        taken = {bench.word("owner"): bench.reps[2]}
        bench.break_("person_edits", match={"object": bench.lead_object}, values=taken, by=bench.reps[2])
        result = bench.outcome(lead)
        if self.conditional:
            assert (result, bench.owner(lead)) == (Result.CONFLICT, bench.reps[2])
        else:
            assert (result, bench.owner(lead)) in (
                (Result.CONFLICT, bench.reps[2]),
                (Result.WRITTEN, bench.reps[1]),
            )

    def test_another_edit_right_before_the_write_costs_a_try_at_most(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        bench.later(60)
        edit = {bench.word("country"): "FR"}
        bench.break_("person_edits", match={"object": bench.lead_object}, values=edit, by=bench.reps[2])
        first = bench.outcome(lead)
        assert first in (Result.RETRY, Result.WRITTEN)
        assert bench.outcome(lead) in (Result.WRITTEN, Result.ALREADY)
        assert bench.owner(lead) == bench.reps[1]

    def test_a_lost_answer_is_unknown_and_the_next_try_finds_out(self, bench: Bench) -> None:
        first, lead = bench.arrive(2)
        assert bench.outcome(first) is Result.WRITTEN
        bench.break_(
            "cut_after", match={"method": "POST", "path_contains": self._write_path}, after=self._reads
        )
        assert bench.outcome(lead) in (Result.UNKNOWN, Result.WRITTEN)
        assert bench.owner(lead) == bench.reps[1]
        assert bench.outcome(lead) is Result.ALREADY

    def test_half_an_answer_is_unknown(self, bench: Bench) -> None:
        first, lead = bench.arrive(2)
        assert bench.outcome(first) is Result.WRITTEN
        bench.break_(
            "cut_middle", match={"method": "POST", "path_contains": self._write_path}, after=self._reads
        )
        assert bench.outcome(lead) in (Result.UNKNOWN, Result.WRITTEN)
        assert bench.outcome(lead) is Result.ALREADY

    def test_a_locked_record_is_worth_another_try(self, bench: Bench) -> None:
        if bench.dialect != "salesforce":
            return
        locked, free = bench.arrive(2)
        bench.break_("lock_row", match={"id": locked})
        assert [one.result for one in bench.give(locked, free)] == [Result.RETRY, Result.WRITTEN]
        assert bench.outcome(locked) is Result.WRITTEN

    def test_a_session_that_ends_before_the_write_is_raised(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        bench.break_("expire_session")
        with pytest.raises(Reauthorise):
            bench.give(lead)
        assert bench.owner(lead) == bench.reps[0]
        bench.crm.authorise()
        assert bench.outcome(lead) is Result.WRITTEN

    def test_extra_fields_travel_with_the_owner(self, bench: Bench) -> None:
        if bench.dialect != "salesforce":
            return
        (lead,) = bench.arrive()
        bench.crm = bench.connect(extras={"reason": "Pointsman_Reason__c", "decision_id": "Nowhere__c"})
        receipt = bench.give(lead, extra={"reason": "by name", "decision_id": "d1", "route": "x"})[0]
        assert (receipt.result, receipt.dropped) == (Result.WRITTEN, ("decision_id",))
        assert bench.lead(lead).values["Pointsman_Reason__c"] == "by name"
