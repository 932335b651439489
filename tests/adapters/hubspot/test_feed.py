"""What the adapter reads: the first load, what changed, single records."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from adapters.contract import Crm
from adapters.errors import Gone, Refused, Retry
from adapters.simulators.server import Sim
from adapters.simulators.world import World
from mappings.changes import Window
from mappings.records import Kind, State
from tests.adapters.hubspot.portal import (
    NOW,
    READ,
    Making,
    contacts,
    drained,
    ids,
)


def test_the_first_load_shows_every_record_once(crm: Crm, world: World) -> None:
    contacts(world, 250)
    for kind, name in zip(crm.kinds, ("contacts", "companies", "deals"), strict=True):
        seen = ids(drained(crm, Window(kind)))
        assert sorted(seen) == sorted(row.id for row in world.hubspot.rows(name))


def test_a_first_load_goes_on_where_it_stopped_in_a_new_session(make: Making, world: World) -> None:
    contacts(world, 250)
    (page,) = make().changes([Window(Kind.LEAD)])
    assert page.rest is not None
    later = drained(make(), page.rest)
    assert sorted(ids([page, *later])) == sorted(row.id for row in world.hubspot.rows("contacts"))


def test_a_dead_bookmark_is_gone(crm: Crm, sim: Sim, world: World) -> None:
    contacts(world, 250)
    (page,) = crm.changes([Window(Kind.LEAD)])
    sim.faults.add("dead_cursor", dialect="hubspot")
    assert page.rest is not None
    with pytest.raises(Gone):
        crm.changes([page.rest])


def test_a_bookmark_of_a_search_that_is_none_of_ours_is_gone(crm: Crm) -> None:
    with pytest.raises(Gone):
        crm.changes([Window(Kind.LEAD, NOW, "nonsense")])


def test_the_feed_shows_what_changed_since_of_each_kind_in_one_search_each(crm: Crm, world: World) -> None:
    world.clock.advance(60)
    since = world.clock.now()
    changed = {}
    for kind, name, field in zip(
        crm.kinds, ("contacts", "companies", "deals"), ("city", "city", "dealname"), strict=True
    ):
        row = next(iter(world.hubspot.rows(name)))
        world.hubspot.update(name, row.id, {field: "Hanover"}, None)
        changed[kind] = row.id
    before = crm.calls

    pages = crm.changes([Window(kind, since) for kind in crm.kinds])

    assert {page.kind: ids([page]) for page in pages} == {kind: [row_id] for kind, row_id in changed.items()}
    assert crm.calls - before == 3
    assert all(page.seen_at == since and page.rest is None for page in pages)


@pytest.mark.usefixtures("unpaced")
@pytest.mark.parametrize("order", ["sorted", "shuffled", "unsorted"])
def test_ten_thousand_ties_on_one_stamp_come_completely_whatever_the_order(
    crm: Crm, world: World, order: str
) -> None:
    world.clock.advance(60)
    made = {row.id for row in contacts(world, 1_250 if order != "sorted" else 10_450)}
    world.switches.hubspot_search_order = order
    assert set(ids(drained(crm, Window(Kind.LEAD, world.clock.now())))) == made


@pytest.mark.usefixtures("unpaced")
def test_a_record_that_changes_while_we_page_is_still_shown(crm: Crm, world: World) -> None:
    world.clock.advance(60)
    since = world.clock.now()
    made = contacts(world, 450)
    (page,) = crm.changes([Window(Kind.LEAD, since)])
    world.clock.advance(5)
    world.hubspot.update("contacts", made[-1].id, {"city": "Hanover"}, None)
    assert page.rest is not None
    seen = ids([page, *drained(crm, page.rest)])
    assert sorted(seen) == sorted(row.id for row in made)


def test_windows_beyond_the_pace_come_back_unread_and_a_used_up_pace_says_when(
    crm: Crm, world: World
) -> None:
    windows = [Window(Kind.LEAD, NOW)] * 5
    pages = crm.changes(windows)
    assert [page.rest for page in pages] == [None] * 4 + [windows[4]]
    with pytest.raises(Retry) as later:
        crm.changes(windows[4:])
    assert later.value.after is not None and 0 < later.value.after <= 1


def test_a_rival_that_uses_up_the_searches_makes_us_come_back_in_a_second(crm: Crm, sim: Sim) -> None:
    sim.faults.add("rate_limit", dialect="hubspot", policy="SECONDLY")
    with pytest.raises(Retry) as later:
        crm.changes([Window(Kind.LEAD, NOW)])
    assert (later.value.after, later.value.quota) == (1.0, False)


def test_deals_name_their_primary_company_even_where_the_property_does_not(
    crm: Crm, sim: Sim, world: World
) -> None:
    def companies() -> dict[str, object]:
        pages = drained(crm, Window(Kind.OPPORTUNITY))
        return {c.record.id: c.record.fields["account_id"] for page in pages for c in page.changes}

    told = companies()
    assert told and all(told.values())
    sim.faults.add("hide_field", dialect="hubspot", object="deals", field="hs_primary_associated_company")
    assert companies() == told


def test_contacts_name_their_company(crm: Crm) -> None:
    (page,) = crm.changes([Window(Kind.LEAD)])
    assert page.changes[0].record.fields["account_id"]


def test_a_survivor_tells_whom_it_absorbed(crm: Crm, world: World) -> None:
    world.clock.advance(60)
    winner, *losers = contacts(world, 3)
    world.hubspot.merge("contacts", winner.id, [row.id for row in losers])
    (page,) = crm.changes([Window(Kind.LEAD, world.clock.now())])
    assert [change.record.absorbed for change in page.changes] == [tuple(row.id for row in losers)]


def test_more_properties_than_an_address_can_hold_are_read_all_the_same(make: Making, world: World) -> None:
    many = {
        f"mine_{number}": {"field": f"a_property_with_quite_a_long_name_{number}"} for number in range(200)
    }
    (row,) = contacts(world, 1, city="Hanover")
    crm = make(overrides={"lead": {"hubspot": {"read": many}}})
    pages = drained(crm, Window(Kind.LEAD))
    shown = {c.record.id: c.record for page in pages for c in page.changes}
    assert len(shown) == len(list(world.hubspot.rows("contacts")))
    assert shown[row.id].fields["city"] == "Hanover"


def test_half_a_character_in_one_record_does_not_cost_the_page(crm: Crm, sim: Sim) -> None:
    page = {
        "results": [
            {"id": "7", "properties": {"firstname": "Ann\ud83d", "lastmodifieddate": "2026-11-20T12:00:00Z"}},
            {"id": "8", "properties": {"firstname": "Ben"}, "updatedAt": "2026-11-20T12:00:00Z"},
            {"id": "9", "properties": {}},
            {"id": None, "properties": None},
        ]
    }
    text = json.dumps(page).encode()
    sim.faults.add("status", dialect="hubspot", status=200, body=text)
    (read,) = crm.changes([Window(Kind.LEAD)])
    assert [change.record.fields["first_name"] for change in read.changes] == ["Ann?", "Ben"]
    assert [key for key, _ in read.unreadable] == ["9", ""]


def test_a_kind_without_its_scope_is_refused_by_name_and_does_not_cost_the_others_a_search(
    crm: Crm, world: World
) -> None:
    world.switches.hubspot_missing_scopes = "crm.objects.deals.read"
    windows = [Window(kind, NOW) for kind in crm.kinds]
    with pytest.raises(Refused, match=r"opportunity \(deals\).*crm\.objects\.deals\.read"):
        crm.changes(windows[2:])
    before = crm.calls
    with pytest.raises(Refused):
        crm.changes(windows)
    assert crm.calls == before
    assert len(crm.changes(windows[:2])) == 2

    world.switches.hubspot_missing_scopes = ""
    crm.authorise()
    assert crm.changes(windows[2:])


def test_an_object_that_the_portal_does_not_have_is_refused_by_name(make: Making, sim: Sim) -> None:
    sim.faults.add("hide_object", dialect="hubspot", object="leads")
    with pytest.raises(Refused, match=r"lead \(leads\).*leads-read"):
        make("leads").changes([Window(Kind.LEAD)])


def test_where_leads_are_leads_contacts_are_a_kind_of_their_own(make: Making, world: World) -> None:
    contact = next(iter(world.hubspot.rows("contacts")))
    lead = world.hubspot.create("leads", {"hs_lead_name": "Acme"}, None)
    world.hubspot.associate(("leads", lead.id), ("contacts", contact.id), (578, 579))
    crm = make("leads")
    assert crm.kinds == (Kind.LEAD, Kind.CONTACT, Kind.ACCOUNT, Kind.OPPORTUNITY)
    pages = crm.changes([Window(kind, NOW - timedelta(days=1000)) for kind in crm.kinds])
    (record,) = [change.record for change in pages[0].changes]
    assert (record.id, record.fields["contact_id"]) == (lead.id, contact.id)
    assert contact.id in ids(pages[1:2])


@pytest.mark.parametrize("answer", ["survivor", "404"])
def test_reading_tells_open_deleted_merged_and_absent_records_apart(
    crm: Crm, world: World, answer: str
) -> None:
    world.switches.merged_id_get = answer
    plain, deleted, winner, loser, purged = contacts(world, 5)
    world.hubspot.delete("contacts", deleted.id)
    world.hubspot.merge("contacts", winner.id, [loser.id])
    world.hubspot.purge("contacts", purged.id)

    asked = [plain.id, deleted.id, loser.id, purged.id, "not-a-number"]
    read = {change.record.id: change.record for change in crm.read(Kind.LEAD, asked)}

    assert read[plain.id].state is State.OPEN
    assert read[deleted.id].state is State.DELETED
    if answer == "survivor":
        assert (read[loser.id].state, read[loser.id].merged_into) == (State.MERGED, winner.id)
    assert read.keys() <= {plain.id, deleted.id, loser.id}


def test_a_merge_that_makes_a_third_id_is_followed(crm: Crm, world: World) -> None:
    world.switches.merge_makes_new_id = True
    one_, other = list(world.hubspot.rows("companies"))[:2]
    survivor = world.hubspot.merge("companies", one_.id, [other.id])
    read = crm.read(Kind.ACCOUNT, [one_.id, other.id])
    assert {change.record.merged_into for change in read} == {survivor.id}
    assert sorted(change.record.id for change in read) == sorted([one_.id, other.id])


def test_a_record_that_a_bulk_answer_left_out_is_asked_for_again(crm: Crm, sim: Sim, world: World) -> None:
    rows = contacts(world, 3)
    sim.faults.add("truncate_results", dialect="hubspot", match={"path_contains": READ})
    assert len(crm.read(Kind.LEAD, [row.id for row in rows])) == 3
