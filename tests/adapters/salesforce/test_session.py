"""What the adapter makes of Salesforce's log-in, refusals, limits, and of failures of the wire."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
import responses

from adapters.contract import Crm
from adapters.errors import AdapterError, Broken, Reauthorise, Refused, Retry
from adapters.salesforce.crm import build
from adapters.wire import Unsure
from mappings.changes import Window
from mappings.records import Kind
from tests.adapters.salesforce.answers import (
    DATA,
    DATE,
    TOKEN,
    URL,
    composite,
    config,
    rows,
)


def test_the_log_in_asks_by_client_credentials_and_within_the_time_limits(
    net: responses.RequestsMock, crm: Crm
) -> None:
    request = net.calls[0].request
    assert request.body == "grant_type=client_credentials"
    assert str(request.headers["Authorization"]).startswith("Basic ")
    assert vars(request)["req_kwargs"]["timeout"] == (5.0, 30.0)


def test_every_call_switches_the_assignment_rules_off(net: responses.RequestsMock, crm: Crm) -> None:
    composite(net, lambda sub: rows())
    crm.changes([Window(Kind.LEAD)])
    headers = net.calls[1].request.headers
    assert headers["Sforce-Auto-Assign"] == "FALSE"
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert vars(net.calls[1].request)["req_kwargs"]["timeout"] == (5.0, 30.0)


def test_without_a_log_in_the_caller_is_told_to_log_in(net: responses.RequestsMock) -> None:
    with pytest.raises(Reauthorise):
        build(config()).changes([Window(Kind.LEAD)])


def test_an_ended_session_is_reported_after_one_request_and_no_log_in(
    net: responses.RequestsMock, crm: Crm
) -> None:
    net.post(f"{DATA}/composite", status=401, json=[{"errorCode": "INVALID_SESSION_ID", "message": "x"}])
    with pytest.raises(Reauthorise):
        crm.changes([Window(Kind.LEAD)])
    assert len(net.calls) == 2


def test_an_ended_session_with_a_page_for_a_body_is_told_all_the_same(
    net: responses.RequestsMock, crm: Crm
) -> None:
    net.post(f"{DATA}/composite", status=401, body="<html>session</html>")
    with pytest.raises(Reauthorise):
        crm.changes([Window(Kind.LEAD)])


def test_an_access_token_that_was_refused_is_not_taken_twice(net: responses.RequestsMock) -> None:
    crm = build(config(flow="access_token", token=TOKEN))
    crm.authorise()
    net.post(f"{DATA}/composite", status=401, json=[{"errorCode": "INVALID_SESSION_ID", "message": "x"}])
    net.get(f"{DATA}/limits/", status=401, json=[{"errorCode": "INVALID_SESSION_ID", "message": "x"}])
    with pytest.raises(Reauthorise):
        crm.changes([Window(Kind.LEAD)])
    with pytest.raises(Refused, match="new one"):
        crm.authorise()


@pytest.mark.parametrize(
    ("status", "body", "error", "quota"),
    [
        (
            403,
            [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}],
            Retry,
            True,
        ),
        (403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "ConcurrentRequests"}], Retry, False),
        (400, [{"errorCode": "QUERY_TIMEOUT", "message": "x"}], Retry, False),
        (403, [{"errorCode": "API_DISABLED_FOR_ORG", "message": "x"}], Refused, None),
        (403, [{"errorCode": "TXN_SECURITY_METERING_ERROR", "message": "x"}], Refused, None),
        (404, [{"errorCode": "NOT_FOUND", "message": "x"}], Refused, None),
        (410, [{"errorCode": "UNSUPPORTED_API_VERSION", "message": "x"}], Refused, None),
        (410, "<h1>Gone</h1>", Refused, None),
        (403, "<h1>maintenance</h1>", Retry, False),
        (406, "", Retry, False),
        (420, "", Retry, False),
        (429, "", Retry, False),
        (500, [{"errorCode": "UNKNOWN_EXCEPTION", "message": "x"}], Retry, False),
        (502, "<h1>bad gateway</h1>", Retry, False),
        (503, "<h1>maintenance</h1>", Retry, False),
        (302, "", Broken, None),
        (200, "<h1>log in</h1>", Retry, False),
        (200, "[]", Retry, False),
    ],
)
def test_an_answer_that_is_no_success_is_named_by_what_follows_from_it(
    net: responses.RequestsMock,
    crm: Crm,
    status: int,
    body: Any,
    error: type[AdapterError],
    quota: bool | None,
) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    net.post(
        f"{DATA}/composite", status=status, body=text, headers={"Date": DATE, "Location": "https://x.test/"}
    )
    with pytest.raises(error) as told:
        crm.changes([Window(Kind.LEAD)])
    assert getattr(told.value, "quota", None) is quota
    assert TOKEN not in repr(told.value)
    assert told.value.__cause__ is None


def test_the_wait_that_salesforce_asks_for_is_passed_on(net: responses.RequestsMock, crm: Crm) -> None:
    net.post(f"{DATA}/composite", status=503, body="busy", headers={"Retry-After": "17"})
    with pytest.raises(Retry) as told:
        crm.changes([Window(Kind.LEAD)])
    assert told.value.after == 17


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (requests.ConnectTimeout("canary-secret"), Retry),
        (requests.ReadTimeout("canary-secret"), Unsure),
        (requests.ConnectionError("('Connection aborted.', canary-secret)"), Unsure),
        (requests.exceptions.ChunkedEncodingError("canary-secret"), Unsure),
        (requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED canary-secret"), Refused),
    ],
)
def test_failures_of_the_wire_are_named_and_quote_nothing(
    net: responses.RequestsMock, crm: Crm, failure: Exception, error: type[AdapterError]
) -> None:
    net.post(f"{DATA}/composite", body=failure)
    with pytest.raises(error) as told:
        crm.changes([Window(Kind.LEAD)])
    assert "canary" not in repr(told.value)
    assert type(told.value) is error


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"error": "invalid_client_id", "error_description": "client identifier invalid"}, Refused),
        (400, {"error": "invalid_grant", "error_description": "no client credentials user enabled"}, Refused),
        (401, {"error": "invalid_client", "error_description": "invalid client credentials"}, Refused),
        (400, {"error": "invalid_grant", "error_description": "login rate exceeded"}, Retry),
        (503, {"error": "server_error"}, Retry),
    ],
)
def test_a_refused_log_in_says_why_without_secrets(
    net: responses.RequestsMock, status: int, body: Any, error: type[AdapterError]
) -> None:
    net.post(f"{URL}/services/oauth2/token", status=status, json=body)
    with pytest.raises(error) as told:
        build(config()).authorise()
    assert "canary" not in repr(told.value)


def test_a_log_in_page_instead_of_a_token_is_no_token(net: responses.RequestsMock) -> None:
    net.post(f"{URL}/services/oauth2/token", body="<html>log in</html>")
    with pytest.raises(AdapterError):
        build(config()).authorise()


def test_an_answer_without_a_date_is_no_answer_to_a_feed(net: responses.RequestsMock, crm: Crm) -> None:
    net.post(f"{DATA}/composite", json={"compositeResponse": []})
    with pytest.raises(Broken):
        crm.changes([Window(Kind.LEAD)])


def test_the_quota_is_read_from_the_header_of_any_answer(net: responses.RequestsMock, crm: Crm) -> None:
    told = {"Date": DATE, "Sforce-Limit-Info": "api-usage=10018/100000; api-bursts=1/750"}
    net.get(f"{DATA}/limits/", json={}, headers=told)
    assert crm.quota().used == 10018
    assert crm.quota().limit == 100000
    assert crm.calls == 1
