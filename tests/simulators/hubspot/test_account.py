"""HubSpot's associations, owners, users, properties, and the account itself."""

from __future__ import annotations

from tests.simulators.hubspot.client import CONTACTS, new


def test_associations_are_read_in_bulk_and_those_without_any_are_errors(hub, org):
    linked, alone = next(iter(org.links["contacts", "companies"])), new(org)
    body = {"inputs": [{"id": linked}, {"id": alone}]}
    status, answer = hub.post("/crm/v4/associations/contacts/companies/batch/read", body)
    assert status == 207
    (found,) = answer["results"]
    assert found["from"]["id"] == linked
    assert isinstance(found["to"][0]["toObjectId"], int)
    assert [kind["label"] for kind in found["to"][0]["associationTypes"]] == ["Primary", None]
    assert answer["errors"][0]["context"]["fromObjectId"] == [alone]


def test_a_default_association_leaves_the_stamp_and_a_primary_one_takes_the_place_of_another(hub, org):
    contact, one, other = new(org), new(org, "companies"), new(org, "companies")
    org.clock.advance(60)
    status, _ = hub.call("PUT", f"/crm/v4/objects/contact/{contact}/associations/default/company/{one}")
    assert status == 200
    primary = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    for company in (one, other):
        path = f"/crm/v4/objects/contact/{contact}/associations/company/{company}"
        status, body = hub.call("PUT", path, primary)
        assert (status, body["toObjectId"]) == (201, int(company))
    _, body = hub.get(f"{CONTACTS}/{contact}", properties="associatedcompanyid")
    assert body["properties"]["associatedcompanyid"] == other
    assert body["updatedAt"] == "2026-11-20T12:00:00Z"


def test_archived_owners_come_in_a_pass_of_their_own_without_a_user_id(hub, seats):
    _, active = hub.get("/crm/v3/owners/", limit=500)
    _, archived = hub.get("/crm/v3/owners/", limit=500, archived="true")
    assert seats.gone in {owner["id"] for owner in archived["results"]}
    assert not {o["id"] for o in active["results"]} & {o["id"] for o in archived["results"]}
    assert all(isinstance(o["userId"], int) and o["teams"] for o in active["results"])
    assert all("userId" not in o and o["userIdIncludingInactive"] for o in archived["results"])
    _, first = hub.get("/crm/v3/owners", limit=2)
    _, second = hub.get("/crm/v3/owners", limit=2, after=first["paging"]["next"]["after"])
    assert first["results"] + second["results"] == active["results"][:4]


def test_users_tell_their_hours_as_text_and_join_owners_by_the_user_id(hub):
    asked = "hs_internal_user_id,hs_email,hs_working_hours,hs_availability_status,hs_standard_time_zone"
    _, users = hub.get("/crm/v3/objects/users", properties=asked, limit=100)
    _, owners = hub.get("/crm/v3/owners")
    known = {user["properties"]["hs_internal_user_id"] for user in users["results"]}
    assert {str(owner["userId"]) for owner in owners["results"]} <= known
    hours = {user["properties"]["hs_working_hours"] for user in users["results"]}
    assert any(text and text.startswith('[{"days"') for text in hours)


def test_properties_tell_their_type_and_whether_they_can_be_written(hub, sim):
    sim.faults.add("readonly_field", dialect="hubspot", object="contacts", field="pointsman_reason")
    sim.faults.add("hide_field", dialect="hubspot", object="contacts", field="product")
    _, body = hub.get("/crm/v3/properties/contacts")
    by_name = {item["name"]: item for item in body["results"]}
    assert by_name["hubspot_owner_id"]["referencedObjectType"] == "OWNER"
    assert by_name["lastmodifieddate"]["modificationMetadata"]["readOnlyValue"] is True
    assert by_name["pointsman_reason"]["modificationMetadata"]["readOnlyValue"] is True
    assert by_name["hs_lead_status"]["options"][0]["value"] == "NEW"
    assert "product" not in by_name


def test_the_account_tells_its_number_its_zone_and_its_usage(hub, org):
    _, details = hub.get("/account-info/v3/details")
    assert (str(details["portalId"]), details["timeZone"]) == (org.org_id, "US/Eastern")
    assert details["utcOffset"] == "-05:00"
    _, usage = hub.get("/account-info/v3/api-usage/daily/private-apps")
    assert usage["results"][0]["currentUsage"] == 2
    assert usage["results"][0]["resetsAt"] == "2026-11-21T05:00:00Z"


def test_dated_addresses_are_the_same_calls(hub, org):
    contact = next(iter(org.links["contacts", "companies"]))
    assert hub.get(f"/crm/objects/2026-09/contacts/{contact}") == hub.get(f"{CONTACTS}/{contact}")
    assert hub.get("/crm/owners/2026-09") == hub.get("/crm/v3/owners")
    assert hub.get("/crm/properties/2026-09/leads") == hub.get("/crm/v3/properties/leads")
    body = {"inputs": [{"id": contact}]}
    assert hub.post("/crm/associations/2026-09/contacts/companies/batch/read", body)[0] == 200
