"""Salesforce's queries: pages, cursors, stamps, and what they show late or not at all."""

from __future__ import annotations

import pytest

from tests.simulators.salesforce.client import DATA, Org


def test_pages_go_on_by_next_records_url_and_lose_nothing(org: Org) -> None:
    org.world.switches.salesforce_page_size = 7
    ids: list[str] = []
    body = org.query("SELECT Id FROM Account ORDER BY SystemModstamp, Id", every=True).json()
    while True:
        assert body["totalSize"] == 40
        ids += [row["Id"] for row in body["records"]]
        if body["done"]:
            break
        assert "/query/01g" in body["nextRecordsUrl"]
        body = org.call("GET", body["nextRecordsUrl"]).json()
    assert len(ids) == len(set(ids)) == 40
    assert "nextRecordsUrl" not in body


def test_a_query_all_cursor_goes_on_to_include_deleted_rows(org: Org) -> None:
    org.world.switches.salesforce_page_size = 10
    text = "SELECT Id, IsDeleted FROM Account ORDER BY SystemModstamp, Id"
    bodies = {every: org.query(text, every=every).json() for every in (True, False)}
    last = list(org.world.salesforce.objects["Account"].since())[15]
    org.world.salesforce.delete("Account", last.id)
    for every, body in bodies.items():
        page = org.call("GET", body["nextRecordsUrl"]).json()["records"]
        assert (last.id in [row["Id"] for row in page if row["IsDeleted"]]) is every


def test_a_row_edited_while_paging_shows_its_new_stamp_on_a_later_page(org: Org) -> None:
    org.world.switches.salesforce_page_size = 10
    body = org.query("SELECT Id, SystemModstamp FROM Account ORDER BY SystemModstamp, Id").json()
    later = list(org.world.salesforce.objects["Account"].since())[12]
    org.world.salesforce.touch("Account", later.id)
    page = org.call("GET", body["nextRecordsUrl"]).json()["records"]
    assert {row["Id"]: row["SystemModstamp"] for row in page}[later.id] == "2026-11-20T12:00:00.000+0000"


def test_a_cursor_dies_after_two_days_or_by_a_fault(org: Org) -> None:
    org.world.switches.salesforce_page_size = 10
    more = org.query("SELECT Id FROM Account").json()["nextRecordsUrl"]
    org.world.clock.advance(172_801)
    reply = org.call("GET", more)
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, "INVALID_QUERY_LOCATOR")
    org.sim.faults.add("dead_cursor")
    more = org.query("SELECT Id FROM Account").json()["nextRecordsUrl"]
    assert org.call("GET", more).json()[0]["errorCode"] == "INVALID_QUERY_LOCATOR"


def test_the_batch_size_header_asks_for_smaller_pages_but_not_below_200(org: Org) -> None:
    for _ in range(205):
        org.lead()
    reply = org.query("SELECT Id FROM Lead", headers={"Sforce-Query-Options": "batchSize=50"})
    assert len(reply.json()["records"]) == 200


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SELECT Nope FROM Lead", "INVALID_FIELD"),
        ("SELECT FROM Lead", "MALFORMED_QUERY"),
        ("SELECT Id FROM Nope", "INVALID_TYPE"),
    ],
)
def test_a_bad_query_is_a_list_with_an_error_code(org: Org, text: str, code: str) -> None:
    reply = org.query(text)
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, code)


def test_stamps_are_cut_to_the_second_so_that_two_edits_look_alike(org: Org) -> None:
    lead = org.lead()
    text = f"SELECT SystemModstamp, LastModifiedDate FROM Lead WHERE Id = '{lead}'"
    first = org.query(text).json()["records"][0]
    org.world.clock.advance(0.9)
    org.world.salesforce.update("Lead", lead, {"Title": "second edit"}, None)
    assert org.query(text).json()["records"][0] == first


def test_an_automated_process_moves_the_stamp_but_not_the_last_modified_date(org: Org) -> None:
    lead = org.lead()
    org.world.clock.advance(60)
    org.world.salesforce.touch("Lead", lead)
    text = f"SELECT SystemModstamp, LastModifiedDate FROM Lead WHERE Id = '{lead}'"
    row = org.query(text).json()["records"][0]
    assert row["SystemModstamp"] > row["LastModifiedDate"]


def test_a_row_shows_late_and_behind_the_cursor(org: Org) -> None:
    org.world.switches.salesforce_visible_lag_seconds = 3
    late = org.world.salesforce.create("Lead", {"LastName": "L", "Company": "C"}, None).id
    org.world.clock.advance(1)
    seen = org.lead()
    text = "SELECT Id FROM Lead WHERE SystemModstamp >= 2026-11-20T12:00:00Z ORDER BY SystemModstamp, Id"
    assert [row["Id"] for row in org.query(text, every=True).json()["records"]] == [seen]
    assert org.call("GET", f"{DATA}/sobjects/Lead/{late}").status_code == 404
    org.world.clock.advance(2)
    assert [row["Id"] for row in org.query(text, every=True).json()["records"]] == [late, seen]


def test_merge_losers_are_in_query_all_with_their_master(org: Org) -> None:
    winner, loser = org.lead(), org.lead()
    org.world.salesforce.merge("Lead", winner, [loser])
    text = f"SELECT IsDeleted, MasterRecordId FROM Lead WHERE Id = '{loser}'"
    assert org.query(text).json()["records"] == []
    (row,) = org.query(text, every=True).json()["records"]
    assert (row["IsDeleted"], row["MasterRecordId"]) == (True, winner)


def test_count_answers_with_no_records(org: Org) -> None:
    body = org.query("SELECT COUNT() FROM Account").json()
    assert body == {"totalSize": 40, "done": True, "records": []}


def test_a_query_can_take_too_long_or_lose_its_last_rows(org: Org) -> None:
    org.sim.faults.add("query_timeout", match={"object": "Account"})
    assert org.query("SELECT Id FROM Account").json()[0]["errorCode"] == "QUERY_TIMEOUT"
    org.sim.faults.add("truncate_results", count=2)
    body = org.query("SELECT Id FROM Account").json()
    assert (body["totalSize"], len(body["records"])) == (40, 38)


def test_an_address_over_sixteen_kilobytes_is_refused(org: Org) -> None:
    ids = ",".join(f"'{'0' * 18}'" for _ in range(800))
    assert org.query(f"SELECT Id FROM Lead WHERE Id IN ({ids})").status_code == 414
