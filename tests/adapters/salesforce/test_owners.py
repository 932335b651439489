"""What the adapter makes of Salesforce's answers to its owner writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import pytest
import requests
import responses

from adapters.contract import Crm
from adapters.errors import Retry
from adapters.salesforce.crm import build
from mappings.writes import Result
from tests.adapters.salesforce.answers import (
    DATA,
    DATE,
    LEAD,
    NEW,
    OLD,
    TOKEN,
    Answer,
    Sub,
    composite,
    config,
    describe,
    lead,
    part,
    refusal,
    rows,
    write,
    written,
)


def test_the_write_is_conditional_and_switches_the_rules_off_in_its_own_headers(
    net: responses.RequestsMock, crm: Crm
) -> None:
    asked = composite(net, lambda sub: rows(lead()) if sub["method"] == "GET" else (204, None))
    receipt = crm.set_owners([write()])[0]
    assert (receipt.result, receipt.owner_before, receipt.owner_after) == (Result.WRITTEN, OLD, NEW)
    assert asked[1][0] == {
        "referenceId": "r0",
        "method": "PATCH",
        "url": f"/services/data/v66.0/sobjects/Lead/{LEAD}",
        "httpHeaders": {
            "Sforce-Auto-Assign": "FALSE",
            "If-Unmodified-Since": "Fri, 20 Nov 2026 11:59:58 GMT",
        },
        "body": {"OwnerId": NEW},
    }


@pytest.mark.parametrize(
    ("present", "result"),
    [
        ({"OwnerId": NEW}, Result.ALREADY),
        ({"OwnerId": "005Qy0000000009AAA"}, Result.CONFLICT),
        ({"IsDeleted": True}, Result.GONE),
        ({"IsDeleted": True, "MasterRecordId": "00QQy0000000002AAA"}, Result.GONE),
        ({"IsConverted": True}, Result.GONE),
        ({"Id": "00QQy0000000007AAA"}, Result.GONE),
    ],
)
def test_what_the_reading_before_the_write_settles_is_not_written(
    net: responses.RequestsMock, crm: Crm, present: Mapping[str, object], result: Result
) -> None:
    asked = composite(net, lambda sub: rows(lead(**present)))
    assert crm.set_owners([write()])[0].result is result
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("code", "message", "result"),
    [
        ("UNABLE_TO_LOCK_ROW", "", Result.RETRY),
        ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "trigger: UNABLE_TO_LOCK_ROW, unable", Result.RETRY),
        ("REQUEST_LIMIT_EXCEEDED", "", Result.RETRY),
        ("PROCESSING_HALTED", "", Result.RETRY),
        ("ENTITY_IS_DELETED", "", Result.GONE),
        ("NOT_FOUND", "", Result.GONE),
        ("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", Result.GONE),
        ("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", Result.OWNER_GONE),
        ("INACTIVE_OWNER_OR_USER", "operation performed with inactive user", Result.OWNER_GONE),
        ("OP_WITH_INVALID_USER_TYPE_EXCEPTION", "", Result.REFUSED),
        ("OPERATION_WITH_INVALID_USER_TYPE_EXCEPTION", "", Result.REFUSED),
        ("INVALID_OWNER", "", Result.REFUSED),
        ("FIELD_INTEGRITY_EXCEPTION", "Owner ID: id value of incorrect type", Result.REFUSED),
        ("TRANSFER_REQUIRES_READ", "", Result.REFUSED),
        ("INSUFFICIENT_ACCESS_OR_READONLY", "", Result.REFUSED),
        ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Ms Canary must be called first", Result.REFUSED),
        ("CUSTOM_APEX_ERROR", "", Result.REFUSED),
        ("DUPLICATES_DETECTED", "Ms Canary", Result.REFUSED),
        ("STORAGE_LIMIT_EXCEEDED", "", Result.REFUSED),
        ("ENTITY_IS_LOCKED", "", Result.REFUSED),
        ("SOMETHING_NEW", "", Result.REFUSED),
    ],
)
def test_each_error_code_is_judged_and_its_text_kept_back(
    net: responses.RequestsMock, crm: Crm, code: str, message: str, result: Result
) -> None:
    receipt = written(net, crm, refusal(code, message, ["OwnerId"]))
    assert (receipt.result, receipt.code) == (result, code)
    assert "Canary" not in receipt.detail
    assert receipt.detail


@pytest.mark.parametrize(
    "answer", [None, (500, [{"errorCode": "UNKNOWN_EXCEPTION", "message": "x"}]), (502, "x")]
)
def test_an_item_without_a_clear_answer_may_have_been_written(
    net: responses.RequestsMock, crm: Crm, answer: Answer | None
) -> None:
    assert written(net, crm, answer).result is Result.UNKNOWN


def test_a_refused_condition_is_given_up_and_the_write_goes_once_more(
    net: responses.RequestsMock, crm: Crm
) -> None:
    def answer(sub: Sub) -> Answer:
        if sub["method"] == "GET":
            return rows(lead())
        if "If-Unmodified-Since" in sub["httpHeaders"]:
            return refusal("INVALID_HEADER", "header If-Unmodified-Since is not supported here")
        return 204, None

    asked = composite(net, answer)
    assert crm.set_owners([write()])[0].result is Result.WRITTEN
    assert crm.set_owners([write()])[0].result is Result.WRITTEN
    assert len(asked) == 3 + 2


def test_a_lead_that_was_modified_meanwhile_is_read_again(net: responses.RequestsMock, crm: Crm) -> None:
    owners = iter([OLD, "005Qy0000000009AAA"])
    composite(net, lambda sub: rows(lead(OwnerId=next(owners))) if sub["method"] == "GET" else (412, None))
    receipt = crm.set_owners([write()])[0]
    assert (receipt.result, receipt.owner_before) == (Result.CONFLICT, "005Qy0000000009AAA")


def test_a_condition_that_counts_fractions_is_met_on_the_next_try(
    net: responses.RequestsMock, crm: Crm
) -> None:
    def answer(sub: Sub) -> Answer:
        if sub["method"] == "GET":
            return rows(lead())
        exact = sub["httpHeaders"]["If-Unmodified-Since"] == "Fri, 20 Nov 2026 11:59:58 GMT"
        return (412, None) if exact else (204, None)

    composite(net, answer)
    assert crm.set_owners([write()])[0].result is Result.RETRY
    assert crm.set_owners([write()])[0].result is Result.WRITTEN


def test_extra_fields_travel_along_and_never_cost_the_owner(net: responses.RequestsMock) -> None:
    crm = build(config({"reason": "Reason__c", "account_id": "Account__c"}, flow="access_token", token=TOKEN))
    crm.authorise()
    describe(net, "Lead", ["Id", "OwnerId", "Reason__c"])

    def answer(sub: Sub) -> Answer:
        if sub["method"] == "GET":
            return rows(lead())
        return refusal("STRING_TOO_LONG", "x", ["Reason__c"]) if "Reason__c" in sub["body"] else (204, None)

    asked = composite(net, answer)
    receipt = crm.set_owners([write(extra={"reason": "why", "account_id": "001", "other": 1})])[0]
    assert receipt.result is Result.WRITTEN
    assert set(receipt.dropped) == {"reason", "account_id"}
    assert [sub["body"] for call in asked[1:] for sub in call] == [
        {"OwnerId": NEW, "Reason__c": "why"},
        {"OwnerId": NEW},
    ]


def test_nothing_is_raised_once_something_may_be_written(net: responses.RequestsMock, crm: Crm) -> None:
    ids = [f"00QQy00000{number:05d}AAA" for number in range(60)]
    sent: list[int] = []

    def reply(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        subs = json.loads(request.body or b"")["compositeRequest"]
        if subs[0]["method"] == "GET":
            told: Any = rows(*[lead(Id=one) for one in ids])[1]
            return 200, {"Date": DATE}, json.dumps({"compositeResponse": [part("r0", 200, told)]})
        sent.append(len(subs))
        if len(sent) == 2:
            raise requests.ReadTimeout("no answer")
        parts = [part(sub["referenceId"], 204, None) for sub in subs]
        return 200, {"Date": DATE}, json.dumps({"compositeResponse": parts})

    net.add_callback(responses.POST, f"{DATA}/composite", reply)
    receipts = crm.set_owners([write(key=one, record_id=one) for one in ids])
    assert [one.key for one in receipts] == ids
    assert [one.result for one in receipts] == [Result.WRITTEN] * 25 + [Result.UNKNOWN] * 25 + [
        Result.RETRY
    ] * 10
    assert sent == [25, 25]


def test_what_fails_before_anything_was_written_is_raised(net: responses.RequestsMock, crm: Crm) -> None:
    net.post(f"{DATA}/composite", status=503, body="maintenance")
    with pytest.raises(Retry):
        crm.set_owners([write()])


def test_a_thousand_leads_cost_at_most_fifty_calls(net: responses.RequestsMock, crm: Crm) -> None:
    ids = [f"00QQy0000{number:06d}AAA" for number in range(1000)]
    overtaken = set(ids[::40])

    def answer(sub: Sub) -> Answer:
        if sub["method"] == "GET":
            found = [one for one in ids if one in unquote(str(sub["url"]))]
            return rows(*[lead(Id=one) for one in found])
        return (412, None) if str(sub["url"])[-18:] in overtaken else (204, None)

    composite(net, answer)
    before = crm.calls
    receipts = crm.set_owners([write(key=one, record_id=one) for one in ids])
    assert crm.calls - before <= 50
    assert sum(one.result is Result.WRITTEN for one in receipts) == 975
    assert {one.key for one in receipts if one.result is Result.RETRY} == overtaken
