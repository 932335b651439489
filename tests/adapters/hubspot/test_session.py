"""Log-in, errors, pace and secrets."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

import pytest

from adapters.contract import Crm, CrmConfig
from adapters.errors import AdapterError, Broken, Gone, Reauthorise, Refused, Retry
from adapters.hubspot.crm import build
from adapters.hubspot.session import Pace
from adapters.simulators.server import Sim
from adapters.simulators.world import World
from adapters.wire import Unsure
from connector.settings.tables import field_tables
from mappings.changes import Window
from mappings.records import Kind
from tests.adapters.hubspot.portal import (
    NOW,
    Making,
)


def test_identity_tells_the_portal_and_its_clock(crm: Crm, world: World) -> None:
    who = crm.identity()
    assert (who.org_id, who.clock, who.sandbox) == (world.hubspot.org_id, NOW, True)


def test_a_wrong_token_is_over_at_first_and_refused_at_log_in(make: Making) -> None:
    crm = make(token="pat-eu1-wrong")
    with pytest.raises(Reauthorise):
        crm.identity()
    with pytest.raises(Refused, match="service key"):
        crm.authorise()


def test_without_a_token_nothing_is_built(make: Making) -> None:
    tables, _ = field_tables("hubspot", "contacts", {})
    with pytest.raises(Refused, match="token"):
        build(CrmConfig("marketing", "https://localhost", {"flow": "token"}, "contacts", tables))


def test_the_quota_is_known_from_the_replies(crm: Crm, world: World) -> None:
    assert crm.quota().used is None
    crm.identity()
    assert (crm.quota().used, crm.quota().limit) == (1, world.switches.api_quota)


ANSWERS: list[tuple[int, object, Mapping[str, str], type[AdapterError], float | None, str | None]] = [
    (400, {"category": "VALIDATION_ERROR"}, {}, Refused, None, "VALIDATION_ERROR"),
    (401, {"category": "EXPIRED_AUTHENTICATION"}, {}, Reauthorise, None, "EXPIRED_AUTHENTICATION"),
    (404, {"message": "resource not found"}, {}, Gone, None, None),
    (408, {}, {}, Unsure, None, "408"),
    (423, {}, {}, Retry, 2.0, "423"),
    (429, {"policyName": "daily"}, {}, Retry, 900.0, "DAILY"),
    (429, {"policyName": "ten_secondly_rolling"}, {}, Retry, 10.0, "TEN_SECONDLY_ROLLING"),
    (429, {"message": "You have reached your secondly limit."}, {}, Retry, 1.0, "SECONDLY"),
    (429, {"policyName": "TEN_SECONDLY_ROLLING"}, {"Retry-After": "4"}, Retry, 4.0, "TEN_SECONDLY_ROLLING"),
    (429, b"", {}, Retry, 10.0, "TEN_SECONDLY_ROLLING"),
    (477, {}, {"Retry-After": "60"}, Retry, 60.0, "477"),
    (500, {}, {}, Unsure, None, "500"),
    (502, "<html>b\u00e4d</html>".encode("latin-1"), {}, Unsure, None, "502"),
    (524, b"\xff\xfe", {}, Unsure, None, "524"),
    (530, {}, {}, Reauthorise, None, None),
    (302, {}, {"Location": "https://elsewhere.example"}, Broken, None, "302"),
    (200, b"<html>", {}, Broken, None, None),
    (200, [], {}, Broken, None, None),
]


@pytest.mark.parametrize(("status", "body", "headers", "error", "after", "code"), ANSWERS)
def test_every_answer_says_what_to_do_next(
    crm: Crm,
    sim: Sim,
    status: int,
    body: object,
    headers: Mapping[str, str],
    error: type[AdapterError],
    after: float | None,
    code: str | None,
) -> None:
    sim.faults.add("status", dialect="hubspot", status=status, body=body, headers=headers)
    with pytest.raises(error) as raised:
        crm.identity()
    assert raised.value.code == code
    assert getattr(raised.value, "after", None) == after
    assert getattr(raised.value, "quota", False) is (code == "DAILY")


def test_a_validation_error_never_repeats_the_leads_values(
    crm: Crm, sim: Sim, world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    canary = "canary@example.com"
    detail = [{"isValid": False, "message": canary, "error": "INVALID_EMAIL", "name": "email"}]
    body = {
        "message": f"Property values were not valid: {json.dumps(detail)}",
        "category": "VALIDATION_ERROR",
        "errors": [{"message": canary, "code": "INVALID_EMAIL", "context": {"propertyName": ["email"]}}],
    }
    sim.faults.add("status", dialect="hubspot", times=20, status=400, body=body)
    told: list[str] = []
    for act in (crm.identity, crm.directory, lambda: crm.changes([Window(Kind.LEAD, NOW)])):
        with pytest.raises(Refused, match="INVALID_EMAIL") as raised:
            act()
        told += [str(raised.value), repr(raised.value), repr(raised.value.__context__)]
    told += [caplog.text, *capfd.readouterr()]
    assert not any(canary in text or world.secrets.hubspot_token in text for text in told)


def test_a_certificate_of_an_unknown_authority_is_refused(make: Making) -> None:
    with pytest.raises(Refused, match="ca_file"):
        make(ca_file=None).identity()


def test_a_silent_hubspot_does_not_hold_us_for_ever(make: Making, sim: Sim) -> None:
    sim.faults.add("hang", dialect="hubspot")
    with pytest.raises(Retry):
        make(read_timeout=0.2).identity()


def test_half_an_answer_is_no_answer(crm: Crm, sim: Sim) -> None:
    sim.faults.add("cut_middle", dialect="hubspot")
    with pytest.raises(Unsure):
        crm.identity()


def test_a_hubspot_that_cannot_be_reached_was_sent_nothing(world: World, tmp_path: Any) -> None:
    tables, _ = field_tables("hubspot", "contacts", {})
    auth = {"flow": "token", "token": "pat-eu1-canary"}
    crm = build(CrmConfig("marketing", "https://127.0.0.1:1", auth, "contacts", tables))
    with pytest.raises(Retry, match="no connection") as raised:
        crm.identity()
    assert not isinstance(raised.value, Unsure)


def test_the_pace_lets_four_through_in_any_second() -> None:
    now = [100.0]
    pace = Pace(4, 1.0, lambda: now[0])
    assert pace.take(3) == 3
    with pytest.raises(Retry) as later:
        pace.take(2)
    assert later.value.after == pytest.approx(1.0)
    now[0] = 100.75
    assert pace.take() == 1
    with pytest.raises(Retry):
        pace.take()
    now[0] = 101.0
    assert pace.take(3) == 3
    now[0] = 105.0
    assert pace.take(40) == 4
