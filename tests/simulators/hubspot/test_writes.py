"""HubSpot's writes: what they set, what they refuse, and in which words."""

from __future__ import annotations

import pytest

from tests.simulators.hubspot.client import CONTACTS, new


def test_a_batch_update_sets_owners_and_bumps_the_stamp(hub, org, seats):
    one, other = new(org), new(org)
    org.clock.advance(10)
    inputs = [
        {"id": row_id, "properties": {"hubspot_owner_id": seats.ann}, "objectWriteTraceId": f"key-{row_id}"}
        for row_id in (one, other)
    ]
    status, body = hub.post(f"{CONTACTS}/batch/update", {"inputs": inputs})
    assert (status, body["status"]) == (200, "COMPLETE")
    assert {record["objectWriteTraceId"] for record in body["results"]} == {f"key-{one}", f"key-{other}"}
    for record in body["results"]:
        assert record["properties"]["hubspot_owner_id"] == seats.ann
        assert record["updatedAt"] == "2026-11-20T12:00:10Z"


def bad_batch(org, seats):
    good, bad = new(org), new(org)
    return good, [
        {"id": good, "properties": {"hubspot_owner_id": seats.ann}, "objectWriteTraceId": "good"},
        {"id": bad, "properties": {"hubspot_owner_id": seats.gone}, "objectWriteTraceId": "bad"},
    ]


def test_a_batch_with_one_bad_owner_writes_the_others_and_says_207(hub, org, seats):
    good, inputs = bad_batch(org, seats)
    status, body = hub.post(f"{CONTACTS}/batch/update", {"inputs": inputs})
    assert status == 207
    assert [record["id"] for record in body["results"]] == [good]
    assert body["numErrors"] == 1
    assert body["errors"][0]["category"] == "VALIDATION_ERROR"
    assert body["errors"][0]["context"]["objectWriteTraceId"] == ["bad"]


def test_a_batch_with_one_bad_owner_can_fail_as_a_whole(hub, org, seats, world):
    world.switches.set(hubspot_partial_failure="400")
    good, inputs = bad_batch(org, seats)
    status, body = hub.post(f"{CONTACTS}/batch/update", {"inputs": inputs})
    assert (status, body["category"]) == (400, "VALIDATION_ERROR")
    assert "hubspot_owner_id" in body["message"]
    assert org.row("contacts", good).values["hubspot_owner_id"] is None


def test_errors_can_hide_in_a_200_or_be_named_only_in_number(hub, org, seats, world):
    for address in ("/crm/v3/objects/contacts", "/crm/objects/2026-09/contacts"):
        world.switches.set(hubspot_partial_failure="207" if "2026" in address else "200_errors")
        world.switches.set(hubspot_errors_listed="none")
        good, inputs = bad_batch(org, seats)
        status, body = hub.post(f"{address}/batch/update", {"inputs": inputs})
        assert (status, body["numErrors"], body["errors"]) == (200, 1, [])
        assert [record["id"] for record in body["results"]] == [good]


def test_a_batch_refuses_repeated_ids_other_id_properties_and_more_than_100(hub, org, seats):
    item = {"id": new(org), "properties": {"hubspot_owner_id": seats.ann}}
    path = f"{CONTACTS}/batch/update"
    assert hub.post(path, {"inputs": [item, item]})[0] == 400
    assert hub.post(path, {"inputs": [{**item, "idProperty": "email"}]})[0] == 400
    assert hub.post(path, {"inputs": [{**item, "id": str(n)} for n in range(101)]})[0] == 400
    assert hub.post(path, {"nothing": 1})[0] == 400


def test_an_empty_text_clears_the_owner_and_null_leaves_it(hub, org, seats, world):
    contact = new(org, owner=seats.ann)
    hub.call("PATCH", f"{CONTACTS}/{contact}", {"properties": {"hubspot_owner_id": None}})
    assert org.row("contacts", contact).values["hubspot_owner_id"] == seats.ann
    _, body = hub.call("PATCH", f"{CONTACTS}/{contact}", {"properties": {"hubspot_owner_id": ""}})
    assert body["properties"]["hubspot_owner_id"] == ""
    assert org.row("contacts", contact).values["hubspot_owner_id"] is None
    world.switches.set(hubspot_cleared_value="null")
    _, body = hub.get(f"{CONTACTS}/{contact}", properties="hubspot_owner_id")
    assert body["properties"]["hubspot_owner_id"] is None


@pytest.mark.parametrize(
    ("prop", "value", "code"),
    [
        ("missing", "x", "PROPERTY_DOESNT_EXIST"),
        ("createdate", "1", "READ_ONLY_VALUE"),
        ("hs_lead_status", "MAYBE", "INVALID_OPTION"),
        ("email", "nobody", "INVALID_EMAIL"),
        ("hubspotscore", "many", "INVALID_LONG"),
        ("hubspot_owner_id", "9500000", "INVALID_OWNER_ID"),
    ],
)
def test_a_value_that_a_property_does_not_take_is_named_with_its_code(hub, org, prop, value, code):
    status, body = hub.call("PATCH", f"{CONTACTS}/{new(org)}", {"properties": {prop: value}})
    assert (status, body["category"]) == (400, "VALIDATION_ERROR")
    assert body["errors"][0] == {**body["errors"][0], "code": code, "context": {"propertyName": [prop]}}


def test_a_contact_is_made_once_for_each_email(hub):
    made = {"properties": {"email": "New@one.example"}}
    status, body = hub.post(CONTACTS, made)
    assert status == 201
    status, refused = hub.post(CONTACTS, made)
    assert (status, refused["message"]) == (409, f"Contact already exists. Existing ID: {body['id']}")


def test_a_lead_shows_its_contact_and_can_follow_the_contacts_owner(hub, org, seats, world):
    contact = new(org, email="lead@one.example")
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 578}]
    given = {"properties": {"hs_lead_name": "One"}, "associations": [{"to": {"id": contact}, "types": types}]}
    status, lead = hub.post("/crm/v3/objects/leads", given)
    assert status == 201
    asked = "hs_primary_contact_id,hs_associated_contact_email,hs_updated_by_user_id"
    _, body = hub.get(f"/crm/v3/objects/0-136/{lead['id']}", properties=asked)
    assert body["properties"]["hs_primary_contact_id"] == contact
    assert body["properties"]["hs_associated_contact_email"] == "lead@one.example"
    assert body["properties"]["hs_updated_by_user_id"] is None
    org.update("leads", lead["id"], {"hs_lead_label": "HOT"}, "9500003")
    _, body = hub.get(f"/crm/v3/objects/leads/{lead['id']}", properties="hs_updated_by_user_id")
    assert body["properties"]["hs_updated_by_user_id"] == "9500003"
    world.switches.set(write_sets_lead_owner=True)
    hub.call("PATCH", f"{CONTACTS}/{contact}", {"properties": {"hubspot_owner_id": seats.ann}})
    assert org.row("leads", lead["id"]).values["hubspot_owner_id"] == seats.ann
    assert hub.post("/crm/v3/objects/leads", {"properties": {"hs_lead_name": "Two"}})[0] == 400
