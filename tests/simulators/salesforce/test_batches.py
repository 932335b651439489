"""Salesforce's collections and composites: many writes in one call, and an answer for each."""

from __future__ import annotations

import pytest

from tests.simulators.salesforce.client import DATA, NO_RULE, Org

# Collections


def test_a_collection_answers_200_though_every_record_failed_and_ids_may_be_missing(org: Org) -> None:
    lead = org.lead()
    results = org.collection([{"id": lead, "Nope": 1}, {"id": "bad", "OwnerId": org.rep()}])
    assert results.status_code == 200
    assert [result["success"] for result in results.json()] == [False, False]
    assert all("id" not in result for result in results.json())
    org.world.switches.set(collections_missing_id="present", error_code_key="errorCode")
    (result,) = org.collection([{"id": lead, "Nope": 1}]).json()
    assert (result["id"], result["errors"][0]["errorCode"]) == (lead, "INVALID_FIELD")


def test_a_collection_is_never_conditional(org: Org) -> None:
    lead, read_at = org.lead(), org.http_date(-60)
    headers = {**NO_RULE, "If-Unmodified-Since": read_at}
    assert org.collection([{"id": lead, "OwnerId": org.rep()}], headers).json()[0]["success"]


def test_a_collection_without_the_header_loses_its_leads_to_the_rule(org: Org) -> None:
    org.world.switches.assignment_rule = "active"
    lead = org.lead()
    assert org.collection([{"id": lead, "OwnerId": org.rep()}], headers={}).json()[0]["success"]
    assert org.owner(lead) == org.world.rule_owner


def test_over_200_records_or_ten_chunks_are_a_bad_request(org: Org) -> None:
    lead, account = org.lead(), next(iter(org.world.salesforce.objects["Account"].rows))
    assert org.collection([{"id": lead, "Title": "x"}] * 201).status_code == 400
    pair = [{"id": lead}, {"id": account, "attributes": {"type": "Account"}}]
    assert org.collection(pair * 6).status_code == 400


def test_all_or_none_rolls_back_what_was_fine(org: Org) -> None:
    lead, other = org.lead(), org.lead()
    records = [{"id": lead, "OwnerId": org.rep()}, {"id": other, "Nope": 1}]
    codes = [r["errors"][0]["statusCode"] for r in org.collection(records, allOrNone=True).json()]
    assert codes == ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "INVALID_FIELD"]
    assert org.owner(lead) == org.world.queues["Inbound"]


# Composites


def test_a_composite_answers_each_part_with_its_own_status(org: Org) -> None:
    lead = org.lead()
    query = f"{DATA}/queryAll/?q=SELECT+Id%2C+OwnerId+FROM+Lead+WHERE+Id%3D%27{lead}%27"
    parts = [
        org.part(lead, {"OwnerId": org.rep()}),
        org.part("00Q000000000000AAA", {}),
        {"method": "GET", "url": query},
    ]
    reply = org.composite(parts)
    assert reply.status_code == 200
    first, second, third = reply.json()["compositeResponse"]
    assert (first["httpStatusCode"], first["body"], first["referenceId"]) == (204, None, "r0")
    assert (second["httpStatusCode"], second["body"][0]["errorCode"]) == (404, "NOT_FOUND")
    assert third["body"]["records"][0]["OwnerId"] == org.rep()


def test_the_outer_header_does_not_reach_the_parts(org: Org) -> None:
    org.world.switches.assignment_rule = "active"
    kept, lost = org.lead(), org.lead()
    parts = [org.part(kept, {"OwnerId": org.rep()}), org.part(lost, {"OwnerId": org.rep()}, headers={})]
    org.composite(parts, headers=NO_RULE)
    assert (org.owner(kept), org.owner(lost)) == (org.rep(), org.world.rule_owner)


@pytest.mark.parametrize(("position", "status"), [("honoured", 412), ("ignored", 204), ("rejected", 400)])
def test_a_condition_in_a_part_is_honoured_ignored_or_rejected(org: Org, position: str, status: int) -> None:
    org.world.switches.set(conditional_in_composite=position)
    lead = org.lead()
    headers = {**NO_RULE, "If-Unmodified-Since": org.http_date(-60)}
    (part,) = org.composite([org.part(lead, {"OwnerId": org.rep()}, headers)]).json()["compositeResponse"]
    assert part["httpStatusCode"] == status


def test_a_composite_holds_25_parts_of_which_five_may_be_queries(org: Org) -> None:
    lead = org.lead()
    query = {"method": "GET", "url": f"{DATA}/query?q=SELECT+COUNT()+FROM+Lead"}
    assert org.composite([org.part(lead, {"Title": "x"})] * 25).status_code == 200
    assert org.composite([org.part(lead, {"Title": "x"})] * 26).status_code == 400
    assert org.composite([query] * 6).status_code == 400


def test_a_part_cannot_bring_its_own_authorization(org: Org) -> None:
    part = org.part(org.lead(), {"Title": "x"}, {"Authorization": "Bearer other"})
    (answer,) = org.composite([part]).json()["compositeResponse"]
    assert answer["httpStatusCode"] == 400


def test_a_refused_query_in_a_composite_does_not_fail_the_others(org: Org) -> None:
    bad = {"method": "GET", "url": f"{DATA}/query?q=SELECT+Nope+FROM+Lead"}
    good = {"method": "GET", "url": f"{DATA}/query?q=SELECT+COUNT()+FROM+Lead"}
    one, other = org.composite([bad, good]).json()["compositeResponse"]
    assert (one["httpStatusCode"], one["body"][0]["errorCode"]) == (400, "INVALID_FIELD")
    assert other["httpStatusCode"] == 200
