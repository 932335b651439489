"""What goes wrong on the way to Salesforce, and what is not spoken here."""

from __future__ import annotations

import pytest
import requests

from tests.simulators.salesforce.client import DATA, NO_RULE, Org


def test_the_reply_can_be_lost_after_the_write_was_applied(org: Org) -> None:
    lead = org.lead()
    org.sim.faults.add("cut_after", match={"method": "PATCH"})
    with pytest.raises(requests.ConnectionError):
        org.patch(lead, {"OwnerId": org.rep()})
    assert org.owner(lead) == org.rep()


def test_the_connection_can_break_before_anything_was_applied(org: Org) -> None:
    lead = org.lead()
    org.sim.faults.add("cut_before", match={"method": "PATCH"})
    with pytest.raises(requests.ConnectionError):
        org.patch(lead, {"OwnerId": org.rep()})
    assert org.owner(lead) == org.world.queues["Inbound"]


def test_half_an_answer_is_no_answer(org: Org) -> None:
    org.sim.faults.add("cut_middle")
    with pytest.raises(requests.RequestException):
        org.query("SELECT Id, Name FROM Account")


def test_a_socket_that_never_answers_times_out_at_the_client(org: Org) -> None:
    org.sim.faults.add("hang")
    with pytest.raises(requests.Timeout):
        org.http.get(f"{org.sim.salesforce_url}{DATA}/limits", timeout=0.05)


def test_maintenance_is_an_html_page(org: Org) -> None:
    org.sim.faults.add("html_503")
    reply = org.query("SELECT Id FROM Lead")
    assert reply.status_code == 503 and reply.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("status", [420, 429, 500, 502, 504, 406])
def test_any_status_can_be_scripted_with_or_without_a_body(org: Org, status: int) -> None:
    org.sim.faults.add("status", status=status)
    assert org.query("SELECT Id FROM Lead").status_code == status


def test_the_date_header_is_the_organisations_own_clock(org: Org) -> None:
    assert org.query("SELECT COUNT() FROM Lead").headers["Date"] == "Fri, 20 Nov 2026 12:00:00 GMT"


def test_bulk_jobs_are_not_enabled_here(org: Org) -> None:
    reply = org.call(
        "POST", f"{DATA}/jobs/query", json={"operation": "queryAll", "query": "SELECT Id FROM Lead"}
    )
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, "FeatureNotEnabled")


def test_a_lead_can_be_created_read_and_deleted(org: Org) -> None:
    made = org.call(
        "POST", f"{DATA}/sobjects/Lead", json={"LastName": "New", "Company": "Co"}, headers=NO_RULE
    )
    assert made.status_code == 201
    lead = made.json()["id"]
    row = org.call("GET", f"{DATA}/sobjects/Lead/{lead}", params={"fields": "Id,OwnerId,Owner.Type"}).json()
    assert (row["OwnerId"], row["Owner"]["Type"]) == (org.world.salesforce.our_user, "User")
    assert org.call("DELETE", f"{DATA}/sobjects/Lead/{lead}").status_code == 204
    assert org.call("GET", f"{DATA}/sobjects/Lead/{lead}").json()[0]["errorCode"] == "ENTITY_IS_DELETED"
    missing = org.call("POST", f"{DATA}/sobjects/Lead", json={"LastName": "New"})
    assert missing.json()[0]["errorCode"] == "REQUIRED_FIELD_MISSING"
