"""HubSpot's own client library is content with the HubSpot dialect."""

from __future__ import annotations

from tests.simulators.hubspot.client import a_filter, new


def test_hubspots_own_client_library_reads_searches_and_writes(sim, org, seats):
    import hubspot

    sim.world.switches.set(search_per_second=0, burst_per_10s=0)
    client = hubspot.HubSpot(
        access_token=sim.world.secrets.hubspot_token,
        host=sim.hubspot_url,
        ssl_ca_cert=str(sim.ca_file),
        retry=False,
    )
    contact = new(org, email="one@lib.example")
    page = client.crm.objects.basic_api.get_page("companies", limit=5, properties=["name"])
    assert len(page.results) == 5
    assert page.paging.next.after
    found = client.crm.objects.search_api.do_search(
        "contacts",
        {"filterGroups": [{"filters": [a_filter("email", "EQ", "one@lib.example")]}], "limit": 200},
    )
    assert [record.id for record in found.results] == [contact]
    inputs = {"inputs": [{"id": contact, "properties": {"hubspot_owner_id": seats.ann}}]}
    written = client.crm.objects.batch_api.update("contacts", inputs)
    assert written.results[0].properties["hubspot_owner_id"] == seats.ann
    missing = {"inputs": [{"id": "404404"}], "properties": ["email"]}
    assert client.crm.objects.batch_api.read("contacts", missing).num_errors == 1
    assert client.crm.owners.owners_api.get_page(limit=100).results[0].email
    assert client.crm.properties.core_api.get_all("contacts").results
    linked = next(iter(org.links["contacts", "companies"]))
    read = client.crm.associations.v4.batch_api.get_page(
        "contacts", "companies", {"inputs": [{"id": linked}]}
    )
    assert read.results[0].to[0].to_object_id
