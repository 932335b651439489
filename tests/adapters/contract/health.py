"""What is told of people, fields, the quota and the organisation's health."""

from __future__ import annotations

from collections.abc import Callable

from adapters.contract import Level
from adapters.simulators.clock import WorldClock
from mappings.records import Kind, SeatKind
from tests.adapters.bench import Bench, seen
from tests.adapters.contract.terms import SINCE, Terms


class HealthContract(Terms):
    """The directory, the fields, and examinations that leave no trace."""

    def test_the_directory_knows_everybody_who_can_own_a_lead(self, bench: Bench) -> None:
        found = bench.crm.directory()
        for person in bench.world.people:
            seat = person.seat(bench.dialect)
            if seat:
                assert found.by_id[seat].email == person.email
                assert found.by_id[seat].active is person.active
                assert found.by_id[seat].kind is SeatKind.USER
        assert set(found.by_email) >= {p.email for p in bench.world.people if p.seat(bench.dialect)}

    def test_fields_say_what_may_be_written_and_how_full_they_are(self, bench: Bench) -> None:
        bench.arrive(20, country="DE")
        fields = {one.name: one for one in bench.crm.fields(Kind.LEAD, sample=10)}
        assert fields[bench.word("owner")].updateable
        assert fields[bench.word("country")].fill == 1.0
        assert all(one.fill is None for one in bench.crm.fields(Kind.LEAD))

    def test_the_quota_is_known_without_much_ado(self, bench: Bench) -> None:
        seen(bench.crm, SINCE)
        bench.crm.directory()
        before = bench.crm.calls
        quota = bench.crm.quota()
        assert bench.crm.calls - before <= 1
        assert quota.limit is None or quota.limit >= (quota.used or 0)

    def test_a_healthy_organisation_has_no_fault(self, benches: Callable[..., Bench]) -> None:
        bench = benches(self.dialect, clock=WorldClock(), **self.switches)
        faults = [one for one in bench.crm.examine() if one.level is Level.FAULT]
        assert faults == []

    def test_the_probe_leaves_the_test_lead_as_it_was(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        before = dict(bench.lead(lead).values)
        findings = bench.crm.probe(lead)
        assert findings
        assert bench.lead(lead).values == before

    def test_the_probe_of_no_lead_is_a_fault(self, bench: Bench) -> None:
        assert bench.crm.probe("00QQy000000999zAAA")[0].level is Level.FAULT
