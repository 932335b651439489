"""Salesforce's log-in, sessions, versions and quota, each with its traps."""

from __future__ import annotations

import pytest
import requests

from tests.simulators.salesforce.client import DATA, Org


def token(org: Org, **form: str) -> requests.Response:
    full = {"grant_type": "client_credentials", **form}
    return org.call("POST", "/services/oauth2/token", data=full)


def test_client_credentials_come_as_basic_or_as_form(org: Org) -> None:
    known = org.world.secrets
    pair = (known.salesforce_client_id, known.salesforce_client_secret)
    form = token(org, client_id=pair[0], client_secret=pair[1])
    basic = requests.post(
        f"{org.sim.salesforce_url}/services/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=pair,
        verify=str(org.sim.ca_file),
        timeout=5,
    )
    for reply in (form, basic):
        assert reply.status_code == 200
        assert reply.json()["instance_url"] == org.sim.salesforce_url
        org.http.headers["Authorization"] = f"Bearer {reply.json()['access_token']}"
        assert org.query("SELECT COUNT() FROM Lead").status_code == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_id": "nobody", "client_secret": "x"}, "invalid_client_id"),
        ({"client_id": "3MVG9.simulated.client", "client_secret": "x"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_wrong_log_in_is_an_object_and_not_a_list(org: Org, form: dict[str, str], error: str) -> None:
    reply = token(org, **form)
    assert (reply.status_code, reply.json()["error"]) == (400, error)
    assert reply.json()["error_description"]


def test_without_a_run_as_user_the_log_in_says_so(org: Org) -> None:
    org.sim.faults.add("permission", match={"path_contains": "oauth2"})
    known = org.world.secrets
    reply = token(org, client_id=known.salesforce_client_id, client_secret=known.salesforce_client_secret)
    assert reply.json()["error_description"] == "no client credentials user enabled"


def test_a_wrong_token_is_an_invalid_session(org: Org) -> None:
    org.http.headers["Authorization"] = "Bearer wrong"
    reply = org.query("SELECT Id FROM Lead")
    assert reply.status_code == 401
    assert reply.json() == [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]


def test_a_session_ends_by_time_and_a_new_log_in_opens_another(org: Org) -> None:
    known = org.world.secrets
    pair = {"client_id": known.salesforce_client_id, "client_secret": known.salesforce_client_secret}
    org.http.headers["Authorization"] = f"Bearer {token(org, **pair).json()['access_token']}"
    assert org.query("SELECT COUNT() FROM Lead").status_code == 200
    org.world.clock.advance(7201)
    assert org.query("SELECT COUNT() FROM Lead").status_code == 401


def test_a_session_can_end_in_the_middle_of_a_page_walk(org: Org) -> None:
    org.world.switches.salesforce_page_size = 10
    org.sim.faults.add("expire_session", match={"path_contains": "01g"})
    more = org.query("SELECT Id FROM Account").json()["nextRecordsUrl"]
    assert org.call("GET", more).status_code == 401
    assert org.call("GET", more).status_code == 200


def test_user_info_names_the_organisation_and_us(org: Org) -> None:
    told = org.call("GET", "/services/oauth2/userinfo").json()
    assert told["organization_id"] == org.world.salesforce.org_id
    assert told["user_id"] == org.world.salesforce.our_user


def test_a_retired_version_is_gone_and_a_future_one_not_found(org: Org) -> None:
    old = org.call("GET", "/services/data/v30.0/limits")
    assert (old.status_code, old.json()[0]["errorCode"]) == (410, "UNSUPPORTED_API_VERSION")
    assert org.call("GET", "/services/data/v99.0/limits").status_code == 404
    org.sim.faults.add("retired_version", version=67)
    assert org.call("GET", f"{DATA}/limits").status_code == 410


def test_every_reply_tells_the_quota_and_a_composite_is_one_call(org: Org) -> None:
    query = {"method": "GET", "url": f"{DATA}/query?q=SELECT+COUNT()+FROM+Lead"}
    before = org.query("SELECT COUNT() FROM Lead").headers["Sforce-Limit-Info"]
    after = org.composite([query] * 5).headers["Sforce-Limit-Info"]
    assert before == "api-usage=1/100000; api-bursts=1/750"
    assert after.startswith("api-usage=2/100000")
    limits = org.call("GET", f"{DATA}/limits").json()["DailyApiRequests"]
    assert limits == {"Max": 100_000, "Remaining": 99_997}


def test_the_quota_ends_and_comes_back_after_a_day(org: Org) -> None:
    org.world.switches.api_quota = 2
    assert [org.query("SELECT COUNT() FROM Lead").status_code for _ in range(3)] == [200, 200, 403]
    refused = org.query("SELECT COUNT() FROM Lead")
    assert refused.json()[0]["errorCode"] == "REQUEST_LIMIT_EXCEEDED"
    assert "ConcurrentRequests" not in refused.json()[0]["message"]
    org.world.clock.advance(25 * 3600)
    assert org.query("SELECT COUNT() FROM Lead").status_code == 200


def test_too_many_long_calls_have_the_same_code_with_another_text(org: Org) -> None:
    org.sim.faults.add("concurrent")
    refused = org.query("SELECT COUNT() FROM Lead")
    assert refused.status_code == 403
    assert refused.json()[0]["errorCode"] == "REQUEST_LIMIT_EXCEEDED"
    assert "ConcurrentRequests" in refused.json()[0]["message"]
