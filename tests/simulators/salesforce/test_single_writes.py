"""Salesforce's single writes: conditions, the assignment rule, and every refusal by its code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulators.salesforce.client import DATA, Org


def test_a_single_write_answers_nothing_and_takes_an_id_of_fifteen_characters(org: Org) -> None:
    lead, rep = org.lead(), org.rep()
    reply = org.patch(lead[:15], {"OwnerId": rep[:15], "Pointsman_Reason__c": "because"})
    assert (reply.status_code, reply.content) == (204, b"")
    assert org.owner(lead) == rep


def test_the_assignment_rule_takes_the_lead_unless_the_very_request_says_no(org: Org) -> None:
    org.world.switches.assignment_rule = "active"
    kept, lost = org.lead(), org.lead()
    org.patch(kept, {"OwnerId": org.rep()})
    org.call("PATCH", f"{DATA}/sobjects/Lead/{lost}", json={"OwnerId": org.rep()})
    assert (org.owner(kept), org.owner(lost)) == (org.rep(), org.world.rule_owner)


def test_if_unmodified_since_refuses_after_a_later_second_but_not_within_it(org: Org) -> None:
    lead = org.lead()
    read_at = org.http_date()
    org.world.clock.advance(0.5)
    org.world.salesforce.update("Lead", lead, {"Title": "same second"}, None)
    assert org.patch(lead, {"OwnerId": org.rep()}, If_Unmodified_Since=read_at).status_code == 204
    org.world.clock.advance(1)
    org.world.salesforce.update("Lead", lead, {"Title": "later"}, None)
    assert org.patch(lead, {"OwnerId": org.rep(1)}, If_Unmodified_Since=read_at).status_code == 412
    assert org.owner(lead) == org.rep()
    assert org.patch(lead, {"OwnerId": org.rep(1)}, If_Unmodified_Since="soon").status_code == 400


def test_a_person_edits_between_our_read_and_our_write(org: Org) -> None:
    lead, read_at = org.lead(), org.http_date()
    org.world.clock.advance(5)
    values = {"OwnerId": org.rep(2)}
    org.sim.faults.add("person_edits", values=values, by=org.rep(2), match={"object": "Lead", "id": lead})
    assert org.patch(lead, {"OwnerId": org.rep()}, If_Unmodified_Since=read_at).status_code == 412
    assert org.owner(lead) == org.rep(2)


Refusal = Callable[[Org], tuple[str, dict[str, Any]]]


def deleted(org: Org) -> tuple[str, dict[str, Any]]:
    lead = org.lead()
    org.world.salesforce.delete("Lead", lead)
    return lead, {"OwnerId": org.rep()}


def converted(org: Org) -> tuple[str, dict[str, Any]]:
    lead = org.lead()
    org.world.salesforce.convert(lead, org.rep())
    return lead, {"OwnerId": org.rep()}


def locked(org: Org) -> tuple[str, dict[str, Any]]:
    lead = org.lead()
    org.world.salesforce.update("Lead", lead, {"Title": "x"}, None, visible_after=30)
    return lead, {"OwnerId": org.rep()}


def robot(org: Org) -> tuple[str, dict[str, Any]]:
    values = {"IsActive": True, "UserType": "AutomatedProcess", "Name": "Robot"}
    return org.lead(), {"OwnerId": org.world.salesforce.create("User", values, None).id}


def unreadable(org: Org) -> tuple[str, dict[str, Any]]:
    org.sim.faults.add("readonly_field", object="Lead", field="OwnerId")
    return org.lead(), {"OwnerId": org.rep()}


REFUSALS: list[tuple[Refusal, str, int]] = [
    (deleted, "ENTITY_IS_DELETED", 404),
    (converted, "CANNOT_UPDATE_CONVERTED_LEAD", 400),
    (locked, "UNABLE_TO_LOCK_ROW", 400),
    (robot, "OP_WITH_INVALID_USER_TYPE_EXCEPTION", 400),
    (unreadable, "INVALID_FIELD_FOR_INSERT_UPDATE", 400),
    (lambda o: (o.lead(), {"OwnerId": o.rep(active=False)}), "INACTIVE_OWNER_OR_USER", 400),
    (lambda o: (o.lead(), {"OwnerId": "005000000000000AAA"}), "INVALID_CROSS_REFERENCE_KEY", 400),
    (lambda o: (o.lead(), {"OwnerId": o.world.queues["Support"]}), "INVALID_OWNER", 400),
    (lambda o: (o.lead(), {"OwnerId": o.lead()}), "FIELD_INTEGRITY_EXCEPTION", 400),
    (lambda o: (o.lead(), {"OwnerId": None}), "FIELD_INTEGRITY_EXCEPTION", 400),
    (lambda o: (o.lead(), {"Nope__c": 1}), "INVALID_FIELD", 400),
    (lambda o: (o.lead(), {"Pointsman_Reason__c": "x" * 256}), "STRING_TOO_LONG", 400),
    (lambda o: (o.lead(), {"Matched_Account__c": "001000000000000AAA"}), "INVALID_CROSS_REFERENCE_KEY", 400),
]


@pytest.mark.parametrize(("arrange", "code", "status"), REFUSALS)
def test_a_refusal_has_its_code_in_single_requests_and_in_collections(
    org: Org, arrange: Refusal, code: str, status: int
) -> None:
    lead, values = arrange(org)
    single = org.patch(lead, values)
    assert (single.status_code, single.json()[0]["errorCode"]) == (status, code)
    many = org.collection([{"id": lead, **values}])
    assert many.status_code == 200
    assert many.json()[0]["errors"][0]["statusCode"] == code


@pytest.mark.parametrize(
    "code",
    ["FIELD_CUSTOM_VALIDATION_EXCEPTION", "TRANSFER_REQUIRES_READ", "INSUFFICIENT_ACCESS_OR_READONLY",
     "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "DUPLICATES_DETECTED", "ENTITY_IS_LOCKED"],
)  # fmt: skip
def test_any_other_code_of_the_sheet_can_be_scripted(org: Org, code: str) -> None:
    lead, other = org.lead(), org.lead()
    org.sim.faults.add("fail_item", code=code, message="no", match={"id": lead})
    results = org.collection([{"id": other, "OwnerId": org.rep()}, {"id": lead, "OwnerId": org.rep()}]).json()
    assert results[0]["success"] and results[1]["errors"][0]["statusCode"] == code


def test_a_queue_cannot_own_an_account(org: Org) -> None:
    account = next(iter(org.world.salesforce.objects["Account"].rows))
    values = {"OwnerId": org.world.queues["Inbound"]}
    reply = org.call("PATCH", f"{DATA}/sobjects/Account/{account}", json=values)
    assert reply.json()[0]["errorCode"] == "FIELD_INTEGRITY_EXCEPTION"


def test_an_unknown_lead_is_not_found_or_a_bad_reference_in_a_collection(org: Org) -> None:
    ghost = "00Q000000000000AAA"
    assert org.patch(ghost, {"OwnerId": org.rep()}).status_code == 404
    result = org.collection([{"id": ghost, "OwnerId": org.rep()}]).json()[0]
    assert result["errors"][0]["statusCode"] == "INVALID_CROSS_REFERENCE_KEY"


def test_the_same_write_twice_is_a_success_and_one_owner_change(org: Org) -> None:
    lead = org.lead()
    for _ in range(2):
        assert org.patch(lead, {"OwnerId": org.rep()}).status_code == 204
    history = org.world.salesforce.objects["Lead"].rows[lead].owner_history
    assert len(history) == 2
