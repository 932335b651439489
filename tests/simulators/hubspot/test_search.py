"""HubSpot's search finds what it should, late, and no further than it is documented to."""

from __future__ import annotations

import pytest

from adapters.simulators.clock import to_ms
from tests.simulators.hubspot.client import BY_ID, CONTACTS, a_filter, new


def test_a_closed_window_drained_by_id_shows_every_change_though_a_thousand_share_a_stamp(hub, org):
    org.clock.advance(60)
    expected = {new(org) for _ in range(1000)}
    now = str(to_ms(org.clock.now()))
    seen, last = [], "0"
    while True:
        window = a_filter("lastmodifieddate", "BETWEEN", now, highValue=now)
        page = hub.found("contacts", window, a_filter("hs_object_id", "GT", last), sorts=BY_ID)
        if not page:
            break
        seen += page
        last = page[-1]
    assert len(seen) == len(set(seen)) == 1000
    assert set(seen) == expected


def test_the_wrong_modified_property_finds_nothing_and_says_nothing(hub, org):
    new(org)
    new(org, "companies")
    for name, right in (("contacts", "lastmodifieddate"), ("companies", "hs_lastmodifieddate")):
        wrong = "hs_lastmodifieddate" if right == "lastmodifieddate" else "lastmodifieddate"
        assert hub.found(name, a_filter(right, "GTE", "1000"))
        assert hub.found(name, a_filter(wrong, "GTE", "1000")) == []


def test_search_goes_no_further_than_the_ten_thousandth_hit(hub):
    assert hub.search("contacts", limit=200, after="9800")[0] == 200
    assert hub.search("contacts", limit=200, after="9801")[0] == 400


def test_search_refuses_what_the_documentation_forbids(hub):
    one = a_filter("email", "EQ", "a")
    assert hub.search("contacts", limit=201)[0] == 400
    assert hub.search("contacts", *[one] * 7)[0] == 400
    assert hub.post(f"{CONTACTS}/search", {"filterGroups": [{"filters": [one]}] * 6})[0] == 400
    assert hub.post(f"{CONTACTS}/search", {"filterGroups": [{"filters": [one] * 4}] * 5})[0] == 400
    assert hub.search("contacts", sorts=BY_ID * 2)[0] == 400
    assert hub.search("contacts", a_filter("no_such_thing", "EQ", "1"))[0] == 400
    assert hub.search("contacts", a_filter("email", "LIKE", "1"))[0] == 400
    assert hub.search("contacts", a_filter("lastmodifieddate", "GTE", 1763600000000))[0] == 400
    assert hub.search("contacts", a_filter("lastmodifieddate", "GTE", "0"))[0] == 500


@pytest.mark.parametrize(
    ("tests", "hit"),
    [
        ([a_filter("company", "EQ", "acme gmbh")], True),
        ([a_filter("company", "NEQ", "Acme GmbH")], False),
        ([a_filter("company", "IN", values=["acme gmbh"])], True),
        ([a_filter("company", "IN", values=["Acme GmbH"])], False),
        ([a_filter("company", "NOT_IN", values=["other"])], True),
        ([a_filter("company", "CONTAINS_TOKEN", "acme")], True),
        ([a_filter("email", "CONTAINS_TOKEN", "*@acme.example")], True),
        ([a_filter("email", "NOT_CONTAINS_TOKEN", "acme")], False),
        ([a_filter("phone", "HAS_PROPERTY")], False),
        ([a_filter("phone", "NOT_HAS_PROPERTY")], True),
        ([a_filter("hubspotscore", "GT", "9"), a_filter("hubspotscore", "LTE", "12")], True),
        ([a_filter("hubspotscore", "LT", "100")], True),
        ([a_filter("createdate", "BETWEEN", "2026-11-20", highValue="2026-11-20T12:00:00Z")], True),
        ([a_filter("company", "EQ", "Acme GmbH"), a_filter("email", "EQ", "other")], False),
    ],
)
def test_every_operator_finds_what_it_should(hub, org, tests, hit):
    contact = new(org, company="Acme GmbH", email="a.b@acme.example", hubspotscore="12")
    assert (contact in hub.found("contacts", *tests)) is hit


def test_groups_are_joined_by_or(hub, org):
    one, other = new(org, company="one"), new(org, company="other")
    groups = [{"filters": [a_filter("company", "EQ", name)]} for name in ("one", "other")]
    _, body = hub.post(f"{CONTACTS}/search", {"filterGroups": groups, "sorts": BY_ID})
    assert [record["id"] for record in body["results"]] == [one, other]
    assert body["total"] == 2
    assert "paging" not in body


def test_search_shows_the_old_copy_until_the_index_has_caught_up(hub, org, world):
    contact = new(org, company="Before")
    world.switches.set(hubspot_search_lag_seconds=30)
    org.clock.advance(100)
    org.update("contacts", contact, {"company": "After"}, None)
    assert contact in hub.found("contacts", a_filter("company", "EQ", "Before"))
    assert contact not in hub.found("contacts", a_filter("company", "EQ", "After"))
    assert hub.get(f"{CONTACTS}/{contact}", properties="company")[1]["properties"]["company"] == "After"
    fresh = new(org, company="Fresh")
    org.clock.advance(31)
    assert hub.found("contacts", a_filter("company", "IN", values=["after", "fresh"])) == [contact, fresh]


def test_a_record_that_becomes_visible_later_is_found_then_although_nothing_else_changed(hub, org):
    late = org.create("contacts", {}, None, visible_after=4000).id
    window = a_filter("lastmodifieddate", "GTE", str(to_ms(org.clock.now())))
    assert hub.found("contacts", window, sorts=BY_ID) == []
    org.clock.advance(4001)
    assert hub.found("contacts", window, sorts=BY_ID) == [late]


def test_search_can_ignore_the_order_asked_for(hub, org, world):
    ids = [new(org) for _ in range(60)]
    window = a_filter("hs_object_id", "GTE", ids[0])
    for position in ("shuffled", "unsorted"):
        world.switches.set(hubspot_search_order=position)
        found = hub.found("contacts", window, sorts=BY_ID)
        assert found != ids
        assert sorted(found) == sorted(ids)
