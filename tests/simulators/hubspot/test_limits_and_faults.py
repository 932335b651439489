"""HubSpot's log-in, rights and limits, and the faults that can be scripted."""

from __future__ import annotations

from tests.simulators.hubspot.client import COMPANIES, CONTACTS, new


def test_a_wrong_token_is_an_authentication_error(hub):
    answer = hub.raw("GET", CONTACTS, headers={"Authorization": "Bearer pat-na1-wrong"})
    assert (answer.status_code, answer.json()["category"]) == (401, "INVALID_AUTHENTICATION")
    assert "X-HubSpot-RateLimit-Daily" not in answer.headers


def test_a_missing_scope_is_named(hub, world):
    world.switches.set(hubspot_missing_scopes="crm.objects.leads.read")
    status, body = hub.get("/crm/v3/objects/leads")
    assert (status, body["category"]) == (403, "MISSING_SCOPES")
    assert body["errors"][0]["context"]["requiredGranularScopes"] == ["crm.objects.leads.read"]
    assert hub.get(CONTACTS)[0] == 200


def test_the_sixth_search_of_a_second_is_refused_and_no_search_tells_of_limits(hub, world):
    world.switches.set(search_per_second=5)
    answers = [hub.raw("POST", f"{CONTACTS}/search", {}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[5].json()["policyName"] == "SECONDLY"
    assert answers[5].json()["message"] == "You have reached your secondly limit."
    assert not any(name.startswith("X-HubSpot") for answer in answers for name in answer.headers)
    world.clock.advance(1)
    assert hub.search("contacts")[0] == 200


def test_the_burst_and_the_day_have_limits_and_the_headers_count_them_down(hub, world):
    world.switches.set(burst_per_10s=3, api_quota=5)
    answers = [hub.raw("GET", CONTACTS) for _ in range(4)]
    assert answers[0].headers["X-HubSpot-RateLimit-Remaining"] == "2"
    assert answers[0].headers["X-HubSpot-RateLimit-Daily-Remaining"] == "4"
    assert answers[3].json()["policyName"] == "TEN_SECONDLY_ROLLING"
    world.clock.advance(10)
    assert [hub.get(CONTACTS)[0] for _ in range(2)] == [200, 200]
    world.clock.advance(10)
    status, body = hub.get(CONTACTS)
    assert (status, body["policyName"]) == (429, "DAILY")
    world.clock.advance(86_400)
    assert hub.get(CONTACTS)[0] == 200


def test_scripted_faults_speak_hubspot(hub, sim, org, seats):
    contact = new(org)

    def struck(do, **how):
        sim.faults.add(do, dialect="hubspot", **how)
        return hub.call("PATCH", f"{CONTACTS}/{contact}", {"properties": {"hubspot_owner_id": seats.ann}})

    assert struck("expire_session")[1]["category"] == "EXPIRED_AUTHENTICATION"
    assert struck("rate_limit", policy="ten_secondly_rolling", retry_after=7)[0] == 429
    assert struck("quota")[1]["policyName"] == "DAILY"
    assert struck("lock_row", match={"id": contact})[0] == 423
    assert struck("permission")[1]["category"] == "MISSING_SCOPES"
    assert struck("fail_item", code="INVALID_OPTION")[1]["errors"][0]["code"] == "INVALID_OPTION"
    assert struck("status", status=477, headers={"Retry-After": "3600"}, body={"status": "error"})[0] == 477
    assert org.row("contacts", contact).values["hubspot_owner_id"] is None
    sim.faults.add("hide_object", dialect="hubspot", object="leads")
    status, body = hub.get("/crm/v3/objects/leads")
    assert (status, "category" in body) == (403, False)
    sim.faults.add("retired_version", dialect="hubspot", version="v3")
    assert hub.get(CONTACTS)[0] == 410


def test_reads_can_lose_their_bookmark_time_out_or_lack_their_last_rows(hub, sim):
    sim.faults.add("dead_cursor", dialect="hubspot")
    sim.faults.add("query_timeout", dialect="hubspot")
    sim.faults.add("truncate_results", dialect="hubspot", count=3)
    _, page = hub.get(COMPANIES, limit=10)
    assert len(page["results"]) == 7
    after = page["paging"]["next"]["after"]
    assert hub.get(COMPANIES, limit=10, after=after)[0] == 400
    assert hub.get(COMPANIES, limit=10, after=after)[0] == 200
    assert hub.search("companies")[0] == 504
    assert hub.search("companies")[0] == 200


def test_a_person_can_slip_in_right_before_our_write(hub, sim, org, seats):
    contact = new(org)
    sim.faults.add(
        "person_edits",
        dialect="hubspot",
        match={"object": "contacts"},
        values={"hubspot_owner_id": seats.ben},
        by="7",
    )
    item = {"id": contact, "properties": {"hubspot_owner_id": seats.ann}}
    assert hub.post(f"{CONTACTS}/batch/update", {"inputs": [item]})[0] == 200
    history = [(change.owner, change.source) for change in org.row("contacts", contact).owner_history]
    assert history == [(None, "ui"), (seats.ben, "ui"), (seats.ann, "api")]


def test_a_write_can_be_done_and_left_out_of_the_answer(hub, sim, org, seats):
    contact = new(org)
    sim.faults.add("missing_result", dialect="hubspot")
    item = {"id": contact, "properties": {"hubspot_owner_id": seats.ann}}
    status, body = hub.post(f"{CONTACTS}/batch/update", {"inputs": [item]})
    assert (status, body["results"]) == (200, [])
    assert org.row("contacts", contact).values["hubspot_owner_id"] == seats.ann


def test_addresses_and_bodies_that_make_no_sense_are_refused_in_hubspots_words(hub):
    assert hub.get("/crm/v3/nothing")[0] == 404
    assert hub.get("/crm/v3/objects/unicorns")[0] == 400
    assert hub.get(f"{CONTACTS}/999999")[1]["message"] == "resource not found"
    answer = hub.http.post(hub.url + f"{CONTACTS}/search", data=b"{", headers=hub.headers)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Invalid input JSON")
