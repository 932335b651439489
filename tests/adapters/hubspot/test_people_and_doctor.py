"""Who can own a lead, and what `doctor` and `fields` tell of a portal."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from adapters.contract import Crm, Level
from adapters.simulators.clock import to_ms
from adapters.simulators.server import Sim
from adapters.simulators.world import World
from mappings.records import Hours, Kind, SeatKind, WorkingBlock
from tests.adapters.hubspot.portal import (
    NOW,
    contacts,
    owner_of,
    reps,
)


def test_the_directory_holds_active_and_archived_owners_with_hours_absences_and_teams(
    crm: Crm, world: World
) -> None:
    people = [row for row in world.hubspot.rows("owners") if row.alive]
    hours = [
        {"days": "MONDAY_TO_FRIDAY", "startMinute": 540, "endMinute": 1020},
        {"days": "SATURDAY", "startMinute": 1320, "endMinute": 120},
    ]
    away = [{"startTimestamp": to_ms(NOW), "endTimestamp": to_ms(NOW + timedelta(days=7))}]
    for row in world.hubspot.rows("users"):
        row.values["hs_working_hours"] = row.values["hs_out_of_office_hours"] = None
        if row.values["hs_internal_user_id"] == str(people[0].values["userId"]):
            row.values |= {
                "hs_working_hours": json.dumps(hours),
                "hs_out_of_office_hours": json.dumps(away),
                "hs_standard_time_zone": "Europe/Berlin",
                "hs_availability_status": "away",
            }
    found = crm.directory()
    seat = found.by_id[people[0].id]
    weekdays = frozenset(range(5))
    assert seat.hours == Hours(
        "Europe/Berlin",
        (
            WorkingBlock(weekdays, 540, 1020),
            WorkingBlock(frozenset({5}), 1320, 1440),
            WorkingBlock(frozenset({6}), 0, 120),
        ),
    )
    assert [(span.start, span.end) for span in seat.away] == [(NOW, NOW + timedelta(days=7))]
    assert (seat.active, seat.available, seat.kind, bool(seat.teams)) == (True, False, SeatKind.USER, True)
    assert found.by_id[people[1].id].hours is None
    archived = [row.id for row in world.hubspot.rows("owners") if not row.alive]
    assert archived and not any(found.by_id[key].active for key in archived)
    assert len(found.seats) == len(list(world.hubspot.rows("owners")))


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{}", "not json", '[{"days":"SOMEDAY"}]', '[{"days":[]}]', "[1]"]
)
def test_working_hours_that_say_nothing_are_unknown(crm: Crm, world: World, text: str) -> None:
    for row in world.hubspot.rows("users"):
        row.values |= {"hs_working_hours": text, "hs_out_of_office_hours": text}
    found = crm.directory()
    assert {(seat.hours, seat.away) for seat in found.seats} == {(None, ())}


def test_without_the_right_to_read_users_the_directory_still_names_owners(crm: Crm, world: World) -> None:
    world.switches.hubspot_missing_scopes = "crm.objects.users.read"
    assert {seat.hours for seat in crm.directory().seats} == {None}
    (finding,) = [one for one in crm.examine() if one.what == "users"]
    assert (finding.level, "crm.objects.users.read" in finding.detail) == (Level.WARNING, True)


def test_doctor_finds_a_healthy_portal_without_a_fault(crm: Crm) -> None:
    assert not [finding for finding in crm.examine() if finding.level is Level.FAULT]


def test_doctor_names_missing_scopes_and_a_read_only_owner(crm: Crm, sim: Sim, world: World) -> None:
    world.switches.hubspot_missing_scopes = "crm.objects.companies.read"
    sim.faults.add("readonly_field", dialect="hubspot", object="contacts", field="hubspot_owner_id")
    faults = {one.what: one for one in crm.examine() if one.level is Level.FAULT}
    assert "crm.objects.companies.read" in faults["account: companies"].detail
    assert "writing hubspot_owner_id" in faults


def test_doctor_warns_of_the_salesforce_sync(crm: Crm) -> None:
    assert "owner_of_record" in next(one.mend or "" for one in crm.examine() if one.what == "Salesforce sync")


def test_the_probe_leaves_the_lead_as_it_was(crm: Crm, world: World) -> None:
    (row,) = contacts(world, 1, hubspot_owner_id=reps(world)[0])
    findings = crm.probe(row.id)
    assert {finding.level for finding in findings} == {Level.OK}
    assert owner_of(row) == reps(world)[0]
    assert crm.probe("424242")[0].level is Level.FAULT


def test_fields_tell_type_writability_and_fill(crm: Crm, world: World) -> None:
    fields = {one.name: one for one in crm.fields(Kind.LEAD, sample=50)}
    assert fields["email"].fill == 1.0
    assert fields["phone"].fill == 0.0
    assert fields["hubspot_owner_id"].updateable and not fields["lastmodifieddate"].updateable
    assert fields["pointsman_reason"].custom
    assert {one.fill for one in crm.fields(Kind.ACCOUNT)} == {None}
