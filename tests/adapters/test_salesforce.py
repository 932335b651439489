"""Salesforce alone: queues, cursors, hidden fields, assignment rules, the cost in calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from adapters.contract import Level
from adapters.errors import Refused
from adapters.simulators.clock import WorldClock
from mappings.changes import Window
from mappings.records import Kind, SeatKind, State
from mappings.writes import Result
from tests.adapters.bench import NOW, Bench, drain, seen

SINCE = NOW - timedelta(seconds=15)


@pytest.fixture
def bench(benches: Callable[..., Bench]) -> Bench:
    return benches("salesforce")


def test_a_poll_of_all_kinds_is_one_call(bench: Bench) -> None:
    bench.crm.changes([Window(kind, SINCE) for kind in bench.crm.kinds])  # finds out what is hidden
    before = bench.crm.calls
    assert len(bench.crm.changes([Window(kind, SINCE) for kind in bench.crm.kinds])) == 4
    assert bench.crm.calls - before == 1


def test_a_burst_of_a_thousand_leads_costs_fifty_calls_at_most(bench: Bench) -> None:
    leads = bench.arrive(1000)
    bench.later(60)
    edit = {"Country": "FR"}
    for lead in leads[::100]:
        bench.break_("person_edits", match={"object": "Lead", "id": lead}, values=edit, by=bench.reps[2])
    before = bench.crm.calls
    results = [one.result for one in bench.give(*leads)]
    assert bench.crm.calls - before <= 50
    assert results.count(Result.WRITTEN) == 990
    assert results.count(Result.RETRY) == 10
    assert {bench.outcome(lead) for lead in leads[::100]} == {Result.WRITTEN}


def test_a_dead_cursor_costs_no_record(bench: Bench) -> None:
    leads = set(bench.arrive(3000))
    bench.later(3600)
    first = bench.crm.changes([Window(Kind.LEAD)])[0]
    assert first.rest is not None
    bench.break_("dead_cursor")
    rest = drain(bench.crm, first.rest)
    assert leads <= {c.record.id for page in [first, *rest] for c in page.changes}


def test_a_dead_cursor_behind_an_edited_record_costs_no_record(bench: Bench) -> None:
    early = bench.arrive(2500)
    bench.later(3600)
    late = bench.arrive(2000)
    bench.later(3600)
    bench.crm.authorise()
    first = bench.crm.changes([Window(Kind.LEAD)])[0]
    assert first.rest is not None
    bench.edit(early[2450], country="FR")  # its stamp on the next page is ahead of its place
    second = bench.crm.changes([first.rest])[0]
    assert second.rest is not None
    bench.break_("dead_cursor")
    rest = drain(bench.crm, second.rest)
    shown = {c.record.id for page in [first, second, *rest] for c in page.changes}
    assert set(early) | set(late) <= shown


def test_a_cursor_that_expired_over_night_costs_no_record(bench: Bench) -> None:
    leads = set(bench.arrive(3000))
    bench.later(3600)
    first = bench.crm.changes([Window(Kind.LEAD)])[0]
    assert first.rest is not None
    bench.later(3 * 86_400)
    bench.crm.authorise()
    rest = drain(bench.crm, first.rest)
    assert leads <= {c.record.id for page in [first, *rest] for c in page.changes}


def test_a_cursor_of_another_field_table_is_not_used(bench: Bench) -> None:
    bench.arrive(2500, country="DE")
    bench.later(3600)
    first = bench.crm.changes([Window(Kind.LEAD)])[0]
    assert first.rest is not None
    maps = dict(bench.crm_maps)
    narrow = bench.connect(maps=maps | {Kind.LEAD: maps[Kind.LEAD].without("Country")})
    page = narrow.changes([first.rest])[0]
    assert page.changes
    assert all("country" not in change.record.fields for change in page.changes)


def test_a_converted_lead_is_told_and_not_written(bench: Bench) -> None:
    (lead,) = bench.arrive()
    with bench.world.lock:
        bench.org.convert(lead, bench.reps[2])
    assert seen(bench.crm, SINCE)[lead].record.state is State.CONVERTED
    assert bench.outcome(lead) is Result.GONE


def test_a_lead_converted_right_before_the_write_is_gone(bench: Bench) -> None:
    (lead,) = bench.arrive()
    bench.break_("fail_item", match={"id": lead}, code="CANNOT_UPDATE_CONVERTED_LEAD")
    assert bench.outcome(lead) is Result.GONE


def test_the_assignment_rule_does_not_run_on_our_writes(benches: Callable[..., Bench]) -> None:
    bench = benches("salesforce", assignment_rule="active")
    leads = bench.arrive(30)
    assert {one.result for one in bench.give(*leads)} == {Result.WRITTEN}
    assert {bench.owner(lead) for lead in leads} == {bench.reps[1]}


def test_a_lead_may_go_to_a_queue_and_not_to_nobody(bench: Bench) -> None:
    (lead,) = bench.arrive()
    queue = bench.world.queues["Inbound"]
    assert bench.outcome(lead, owner=queue) is Result.WRITTEN
    nobody = bench.crm.set_owners([bench.write(lead, expects=queue, owner_id=None)])
    assert nobody[0].result is Result.REFUSED
    assert bench.owner(lead) == queue


def test_ids_of_fifteen_characters_are_the_same_ids(bench: Bench) -> None:
    (lead,) = bench.arrive()
    assert bench.outcome(lead[:15], owner=bench.reps[1][:15], expects=bench.reps[0][:15]) is Result.WRITTEN
    assert bench.outcome(lead) is Result.ALREADY


def test_a_queue_has_the_people_of_its_nested_groups(bench: Bench) -> None:
    found = bench.crm.directory()
    (inbound,) = found.named("inbound", SeatKind.QUEUE)
    users = [p.salesforce_user for p in bench.world.people if p.salesforce_user]
    assert inbound.id == bench.world.queues["Inbound"]
    assert set(inbound.members) == set(users[:8])
    assert found.named("Support") == ()  # a queue for cases owns no lead


def test_an_absence_in_salesforce_is_an_absence_here(bench: Bench) -> None:
    away = [seat for seat in bench.crm.directory().seats if seat.away]
    assert len(away) == 1
    span = away[0].away[0]
    yesterday = datetime(2026, 11, 19, tzinfo=UTC)  # the company was made a day ago
    assert (span.start, span.end) == (yesterday, yesterday + timedelta(seconds=86_399))


def test_the_directory_costs_two_calls_and_stands_without_absences(bench: Bench) -> None:
    bench.break_("hide_object", object="OutOfOffice")
    before = bench.crm.calls
    assert all(seat.away == () for seat in bench.crm.directory().seats)
    assert bench.crm.calls - before == 2


def test_a_field_that_vanishes_is_left_out_and_named_by_the_doctor(benches: Callable[..., Bench]) -> None:
    bench = benches("salesforce", clock=WorldClock())
    bench.later(-60)
    (lead,) = bench.arrive(country="DE")
    bench.later(60)
    since = bench.world.clock.now() - timedelta(seconds=90)
    bench.break_("hide_field", object="Lead", field="Country")
    record = seen(bench.crm, since)[lead].record
    assert "country" not in record.fields
    assert record.fields["company"] == "X"
    (named,) = [one for one in bench.crm.examine() if one.what == "read lead"]
    assert (named.level, "Country" in named.detail) == (Level.WARNING, True)
    bench.sim.faults.clear()
    assert next(one for one in bench.crm.examine() if one.what == "read lead").level is Level.OK
    assert seen(bench.crm, since)[lead].record.fields["country"] == "DE"


def test_a_hidden_owner_stops_the_feed(bench: Bench) -> None:
    bench.break_("hide_field", object="Lead", field="OwnerId")
    with pytest.raises(Refused, match="OwnerId"):
        bench.crm.changes([Window(Kind.LEAD, SINCE)])


def test_the_doctor_names_what_would_fight_us(benches: Callable[..., Bench]) -> None:
    bench = benches("salesforce", clock=WorldClock(), assignment_rule="active")
    bench.break_("readonly_field", object="Lead", field="OwnerId")
    bench.break_("hide_object", object="Opportunity")
    found = {one.what: one for one in bench.crm.examine()}
    assert found["assignment rules"].level is Level.WARNING
    assert found["owner"].level is Level.FAULT
    assert found["read opportunity"].level is Level.FAULT
    assert found["read account"].level is Level.OK
    assert all(one.mend for one in found.values() if one.level is Level.FAULT)


def test_a_wrong_clock_is_a_fault(benches: Callable[..., Bench]) -> None:
    bench = benches("salesforce", clock=WorldClock())
    bench.later(-600)
    found = {one.what: one for one in bench.crm.examine()}
    assert found["clock"].level is Level.FAULT


@pytest.mark.parametrize(
    ("position", "level"), [("honoured", Level.OK), ("ignored", Level.WARNING), ("rejected", Level.WARNING)]
)
def test_the_probe_tells_whether_conditions_hold(
    benches: Callable[..., Bench], position: str, level: Level
) -> None:
    bench = benches("salesforce", conditional_in_composite=position)
    (lead,) = bench.arrive()
    crm = bench.connect(extras={"reason": "Pointsman_Reason__c", "account_id": "Nowhere__c"})
    found = {one.what: one.level for one in crm.probe(lead)}
    assert found["conditional write"] is level
    assert found["assignment header"] is Level.OK
    assert found["write reason"] is Level.OK
    assert found["write account_id"] is Level.WARNING


def test_rows_that_commit_late_are_found_within_the_overlap(benches: Callable[..., Bench]) -> None:
    bench = benches("salesforce", salesforce_visible_lag_seconds=8)
    (lead,) = bench.arrive()
    assert lead not in seen(bench.crm, SINCE)
    bench.later(9)
    assert lead in seen(bench.crm, SINCE)


def test_a_session_that_ends_between_two_pages_costs_no_record(bench: Bench) -> None:
    leads = set(bench.arrive(2500))
    bench.later(3600)
    first = bench.crm.changes([Window(Kind.LEAD)])[0]
    assert first.rest is not None
    bench.later(2 * 3600 + 1)
    bench.crm.authorise()
    rest = drain(bench.crm, first.rest)
    assert leads <= {c.record.id for page in [first, *rest] for c in page.changes}


def test_many_ids_are_read_in_few_calls(bench: Bench) -> None:
    leads = bench.arrive(900)
    before = bench.crm.calls
    assert {c.record.id for c in bench.crm.read(Kind.LEAD, leads)} == set(leads)
    assert bench.crm.calls - before == 1


def test_an_access_token_serves_as_a_log_in(bench: Bench) -> None:
    auth = {"flow": "access_token", "token": bench.world.secrets.salesforce_token}
    crm = bench.connect(auth=auth)
    assert crm.identity().user_id == bench.org.our_user
