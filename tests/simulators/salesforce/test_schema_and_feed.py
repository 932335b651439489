"""What Salesforce tells about its objects and its people, and getUpdated and getDeleted."""

from __future__ import annotations

from tests.simulators.salesforce.client import DATA, Org


def test_a_hidden_field_fails_the_query_and_is_missing_from_describe(org: Org) -> None:
    org.sim.faults.add("hide_field", object="Lead", field="Industry")
    assert org.query("SELECT Id, Industry FROM Lead").json()[0]["errorCode"] == "INVALID_FIELD"
    told = org.call("GET", f"{DATA}/sobjects/Lead/describe").json()["fields"]
    assert "Industry" not in {field["name"] for field in told}
    assert "Industry" not in org.call("GET", f"{DATA}/sobjects/Lead/{org.lead()}").json()


def test_a_hidden_object_is_an_invalid_type(org: Org) -> None:
    org.sim.faults.add("hide_object", object="OutOfOffice")
    assert org.query("SELECT Id FROM OutOfOffice").json()[0]["errorCode"] == "INVALID_TYPE"
    names = {o["name"] for o in org.call("GET", f"{DATA}/sobjects").json()["sobjects"]}
    assert "OutOfOffice" not in names and "Lead" in names


def test_describe_tells_types_and_what_may_be_written_and_filtered(org: Org) -> None:
    org.sim.faults.add("readonly_field", object="Lead", field="Pointsman_Reason__c")
    told = {f["name"]: f for f in org.call("GET", f"{DATA}/sobjects/Lead/describe").json()["fields"]}
    assert told["OwnerId"]["updateable"] and told["OwnerId"]["referenceTo"] == ["User", "Group"]
    assert not told["SystemModstamp"]["updateable"] and told["SystemModstamp"]["filterable"]
    assert not told["Pointsman_Reason__c"]["updateable"] and told["Pointsman_Reason__c"]["custom"]
    assert not told["Description"]["filterable"]


def test_the_directory_can_be_read(org: Org) -> None:
    rule = org.query("SELECT Active FROM AssignmentRule WHERE SobjectType = 'Lead'").json()["records"]
    assert rule[0]["Active"] is False
    org.world.switches.assignment_rule = "active"
    rule = org.query("SELECT Active FROM AssignmentRule WHERE SobjectType = 'Lead'").json()["records"]
    assert rule[0]["Active"] is True
    for text in (
        "SELECT Id, Name, Email, IsActive, UserType, TimeZoneSidKey, ManagerId FROM User",
        "SELECT Id, Name, DeveloperName, Type FROM Group",
        "SELECT GroupId, UserOrGroupId FROM GroupMember",
        "SELECT QueueId FROM QueueSobject WHERE SobjectType = 'Lead'",
        "SELECT MondayStartTime, TimeZoneSidKey FROM BusinessHours WHERE IsDefault = true",
        "SELECT UserId, StartDate, EndDate, IsEnabled FROM OutOfOffice WHERE EndDate > 2026-11-20T00:00:00Z",
        "SELECT Id, IsSandbox FROM Organization",
    ):
        assert org.query(text).json()["records"], text


def test_get_updated_covers_no_more_than_the_oldest_open_transaction(org: Org) -> None:
    lead = org.lead()
    org.world.clock.advance(600)
    org.world.salesforce.update("Lead", lead, {"Title": "slow"}, None, visible_after=3600)
    org.world.clock.advance(600)
    span = {"start": "2026-11-20T11:55:00Z", "end": "2026-11-20T12:20:00Z"}
    told = org.call("GET", f"{DATA}/sobjects/Lead/updated", params=span).json()
    assert told == {"ids": [lead], "latestDateCovered": "2026-11-20T12:10:00.000+0000"}


def test_get_deleted_tells_ids_and_a_span_of_nothing_is_refused(org: Org) -> None:
    lead = org.lead()
    org.world.salesforce.delete("Lead", lead)
    span = {"start": "2026-11-20T11:55:00Z", "end": "2026-11-20T12:05:00Z"}
    told = org.call("GET", f"{DATA}/sobjects/Lead/deleted", params=span).json()
    assert [row["id"] for row in told["deletedRecords"]] == [lead]
    same = {"start": "2026-11-20T11:55:10Z", "end": "2026-11-20T11:55:50Z"}
    refused = org.call("GET", f"{DATA}/sobjects/Lead/deleted", params=same)
    assert refused.json()[0]["errorCode"] == "INVALID_REPLICATION_DATE"
