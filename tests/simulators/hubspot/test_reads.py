"""HubSpot's lists, single reads and batch reads answer as documented, and never more kindly."""

from __future__ import annotations

from itertools import pairwise

from tests.simulators.hubspot.client import COMPANIES, CONTACTS, a_filter, new


def test_paging_through_a_list_shows_every_record_once_in_the_order_of_ids(hub, org):
    ids, after = [], None
    while True:
        query = {"limit": 7, "properties": "name"} | ({"after": after} if after else {})
        _, body = hub.get(COMPANIES, **query)
        ids += [record["id"] for record in body["results"]]
        if "paging" not in body:
            break
        after = body["paging"]["next"]["after"]
    assert sorted(ids) == sorted(org.objects["companies"].rows)
    assert all(int(one) < int(other) for one, other in pairwise(ids))


def test_a_list_takes_at_most_100_and_with_history_50_and_only_bookmarks_of_its_own(hub):
    assert hub.get(CONTACTS, limit=101)[0] == 400
    assert hub.get(CONTACTS, limit=51, propertiesWithHistory="hubspot_owner_id")[0] == 400
    assert hub.get(CONTACTS, limit=50, propertiesWithHistory="hubspot_owner_id")[0] == 200
    assert hub.get(CONTACTS, after="nonsense")[0] == 400


def test_values_are_text_or_null_and_unknown_properties_are_left_out(hub, org):
    contact = new(org, email="a@b.example", numemployees=12, hs_is_unworked=True)
    asked = "email,phone,numemployees,hs_is_unworked,no_such_thing"
    _, body = hub.get(f"{CONTACTS}/{contact}", properties=asked)
    assert body["properties"] == {
        "email": "a@b.example",
        "phone": None,
        "numemployees": "12",
        "hs_is_unworked": "true",
        "createdate": "2026-11-20T12:00:00Z",
        "lastmodifieddate": "2026-11-20T12:00:00Z",
        "hs_object_id": contact,
    }
    assert body["createdAt"] == "2026-11-20T12:00:00Z"


def test_instants_have_milliseconds_unless_they_are_zero(hub, org):
    contact = new(org)
    org.clock.advance(1.25)
    org.touch("contacts", contact)
    assert hub.get(f"{CONTACTS}/{contact}")[1]["updatedAt"] == "2026-11-20T12:00:01.250Z"


def test_a_list_can_carry_associations_with_one_entry_a_label(hub, org):
    contact = next(iter(org.links["contacts", "companies"]))
    _, body = hub.get(f"{CONTACTS}/{contact}", associations="companies", properties="associatedcompanyid")
    results = body["associations"]["companies"]["results"]
    assert [item["type"] for item in results] == ["contact_to_company", "contact_to_company_unlabeled"]
    assert body["properties"]["associatedcompanyid"] == results[0]["id"]


def test_archived_records_show_only_where_they_are_asked_for(hub, org):
    contact = new(org)
    org.delete("contacts", contact)
    assert hub.get(f"{CONTACTS}/{contact}")[0] == 404
    _, body = hub.get(CONTACTS, archived="true", limit=100)
    assert [(r["id"], r["archived"], "archivedAt" in r) for r in body["results"]] == [(contact, True, True)]
    assert contact not in hub.found("contacts", a_filter("hs_object_id", "EQ", contact))


def test_a_merged_id_answers_with_the_survivor_or_not_at_all(hub, org, world):
    winner, loser = new(org), new(org)
    org.merge("contacts", winner, [loser])
    _, body = hub.get(f"{CONTACTS}/{loser}", properties="hs_merged_object_ids")
    assert (body["id"], body["properties"]["hs_merged_object_ids"]) == (winner, loser)
    assert loser not in hub.found("contacts", a_filter("hs_object_id", "GTE", loser))
    assert loser not in {r["id"] for r in hub.get(CONTACTS, archived="true", limit=100)[1]["results"]}
    world.switches.set(merged_id_get="404")
    assert hub.get(f"{CONTACTS}/{loser}")[0] == 404


def test_a_batch_read_tells_what_is_missing_in_a_207(hub, org):
    contact = new(org, email="x@y.example")
    body = {"inputs": [{"id": contact}, {"id": "999999999"}], "properties": ["email"]}
    status, answer = hub.post(f"{CONTACTS}/batch/read", body)
    assert status == 207
    assert [record["id"] for record in answer["results"]] == [contact]
    assert answer["errors"][0]["category"] == "OBJECT_NOT_FOUND"
    assert answer["errors"][0]["context"]["ids"] == ["999999999"]


def test_a_batch_read_takes_at_most_100_and_with_history_50(hub):
    inputs = [{"id": str(number)} for number in range(101)]
    assert hub.post(f"{CONTACTS}/batch/read", {"inputs": inputs})[0] == 400
    history = {"inputs": inputs[:51], "propertiesWithHistory": ["hubspot_owner_id"]}
    assert hub.post(f"{CONTACTS}/batch/read", history)[0] == 400


def test_the_history_of_the_owner_tells_ours_from_a_persons(hub, org, seats):
    contact = new(org)
    org.update("contacts", contact, {"hubspot_owner_id": seats.ann}, "9500001")
    org.clock.advance(5)
    hub.call("PATCH", f"{CONTACTS}/{contact}", {"properties": {"hubspot_owner_id": seats.ben}})
    org.update("contacts", contact, {"hubspot_owner_id": seats.ann}, None, "rule")
    asked = {"inputs": [{"id": contact}], "propertiesWithHistory": ["hubspot_owner_id"]}
    _, body = hub.post(f"{CONTACTS}/batch/read", asked)
    history = body["results"][0]["propertiesWithHistory"]["hubspot_owner_id"]
    assert [(entry["value"], entry["sourceType"]) for entry in history[:3]] == [
        (seats.ann, "AUTOMATION_PLATFORM"),
        (seats.ben, "INTEGRATION"),
        (seats.ann, "CRM_UI"),
    ]
    assert history[1]["sourceId"] == "8111832"
    assert history[2]["updatedByUserId"] == 9500001
