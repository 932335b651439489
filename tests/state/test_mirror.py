"""The CRMs' records as last seen."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.records import Kind, State
from state import mirror, organisations
from state.match_keys import Postings
from state.mirror import FoundBy
from state.store import Store

ACCOUNT, CONTACT, LEAD, DEAL = Kind.ACCOUNT, Kind.CONTACT, Kind.LEAD, Kind.OPPORTUNITY


def test_a_record_comes_back_as_it_was_put(store: Store, make: Any) -> None:
    change = make.change(
        LEAD,
        "00Q1",
        5,
        owner_id=None,
        modified_by="005X",
        email="Jane@Acme.example",
        employees=12,
        revenue=0.1,
        linked=False,
        products=("a", "b"),
        country=None,
        city="Zürich 🏔",
    )
    with store.begin() as conn:
        mirror.put(conn, "sales", [change])
    with store.read() as conn:
        assert mirror.get(conn, "sales", LEAD, "00Q1") == change.record
        assert mirror.known(conn, "sales", LEAD, ["00Q1", "00Q2"]) == {"00Q1": change.version}
        assert mirror.get(conn, "marketing", LEAD, "00Q1") is None
        assert mirror.get_many(conn, "sales", CONTACT, ["00Q1"]) == {}


def test_the_last_reading_of_a_record_wins(store: Store, make: Any) -> None:
    readings = [make.change(LEAD, "00Q1", n, score=n) for n in range(4)]
    with store.begin() as conn:
        mirror.put(conn, "sales", readings[:2], first_load=True)
        assert mirror.get(conn, "sales", LEAD, "00Q1") == readings[1].record
        mirror.put(conn, "sales", readings[2:])
        assert mirror.get(conn, "sales", LEAD, "00Q1") == readings[3].record
        assert mirror.counts(conn) == {("sales", LEAD): 1}


def test_text_that_a_database_cannot_keep_does_not_stop_the_feed(store: Store, make: Any) -> None:
    odd = make.change(LEAD, "00Q1", name="a\x00b", city="\ud800", email="\ud800\x00@x.example", huge=2**70)
    with store.begin() as conn:
        mirror.put(conn, "sales", [odd])
        kept = mirror.get(conn, "sales", LEAD, "00Q1")
        assert kept is not None
        assert kept.fields == {
            "name": "ab",
            "city": "\ufffd",
            "email": "\ufffd@x.example",
            "huge": str(2**70),
        }


def test_an_account_counts_its_open_contacts_and_opportunities(store: Store, make: Any) -> None:
    account = make.change(ACCOUNT, "001A", name="Acme")
    with store.begin() as conn:
        mirror.put(
            conn,
            "sales",
            [
                account,
                make.change(ACCOUNT, "001B", state=State.DELETED),
                make.change(CONTACT, "003A", account_id="001A"),
                make.change(CONTACT, "003B", account_id="001A", state=State.DELETED),
                make.change(CONTACT, "003C", account_id=None),
                make.change(DEAL, "006A", account_id="001A", closed=False),
                make.change(DEAL, "006B", account_id="001A", closed=None),
                make.change(DEAL, "006C", account_id="001A", closed=True),
            ],
        )
        mirror.put(conn, "marketing", [make.change(CONTACT, "9", account_id="001A")])
        facts = mirror.account_facts(conn, [("sales", "001A"), ("sales", "001B"), ("marketing", "5")])
        assert facts == {("sales", "001A"): (account.record, 1, 2)}
        deals = [record.id for record in mirror.of_account(conn, "sales", DEAL, "001A")]
        assert deals == ["006A", "006B", "006C"]
        assert [record.id for record in mirror.of_account(conn, "sales", CONTACT, "001A")] == ["003A"]


def test_a_contact_that_moves_counts_for_its_new_account_only(store: Store, make: Any) -> None:
    accounts = [make.change(ACCOUNT, "001A"), make.change(ACCOUNT, "001B")]
    with store.begin() as conn:
        mirror.put(conn, "sales", [*accounts, make.change(CONTACT, "003A", account_id="001A")])
        mirror.put(conn, "sales", [make.change(CONTACT, "003A", 1, account_id="001B")])
        facts = mirror.account_facts(conn, [("sales", "001A"), ("sales", "001B")])
    assert {ref: fact[1] for ref, fact in facts.items()} == {("sales", "001A"): 0, ("sales", "001B"): 1}


def test_a_merged_lead_is_followed_to_where_it_lives_on(store: Store, make: Any) -> None:
    with store.begin() as conn:
        mirror.put(
            conn,
            "sales",
            [
                make.change(LEAD, "00Q1", 1, state=State.MERGED, merged_into="00Q2"),
                make.change(LEAD, "00Q2", 2, state=State.MERGED, merged_into="00Q3"),
                make.change(LEAD, "00Q3", 3),
            ],
        )
        assert mirror.follow(conn, "sales", LEAD, "00Q1") == "00Q3"
        assert mirror.follow(conn, "sales", LEAD, "00Q3") == "00Q3"
        assert mirror.follow(conn, "sales", LEAD, "00Q9") == "00Q9"
        assert mirror.follow(conn, "sales", CONTACT, "00Q1") == "00Q1"


def test_mergers_in_a_circle_come_to_an_end(store: Store, make: Any) -> None:
    with store.begin() as conn:
        mirror.put(
            conn,
            "sales",
            [
                make.change(LEAD, "00Q1", state=State.MERGED, merged_into="00Q2"),
                make.change(LEAD, "00Q2", state=State.MERGED, merged_into="00Q1"),
            ],
        )
        assert mirror.follow(conn, "sales", LEAD, "00Q1") == "00Q2"


def test_a_record_that_only_its_survivor_tells_of_is_merged_away(store: Store, make: Any) -> None:
    with store.begin() as conn:
        mirror.put(conn, "marketing", [make.change(ACCOUNT, "1")], FoundBy({"1": [7]}))
        survivor = make.change(ACCOUNT, "2", 9, absorbed=("1", "unseen"))
        mirror.put(conn, "marketing", [survivor], FoundBy({"2": [7]}))
        gone = mirror.get(conn, "marketing", ACCOUNT, "1")
        assert gone is not None
        assert (gone.state, gone.merged_into) == (State.MERGED, "2")
        assert mirror.get(conn, "marketing", ACCOUNT, "2") == survivor.record
        assert Postings(conn, 9, 8).best([(7, 1)], 9) == [("marketing", "2")]
        assert mirror.follow(conn, "marketing", ACCOUNT, "unseen") == "2"


@pytest.mark.parametrize("together", [True, False])
def test_an_index_that_lags_does_not_bring_a_merged_record_back(
    store: Store, make: Any, together: bool
) -> None:
    survivor, stale = make.change(LEAD, "2", 9, absorbed=("1",)), make.change(LEAD, "1", 3)
    with store.begin() as conn:
        for page in ([survivor, stale],) if together else ([survivor], [stale]):
            mirror.put(conn, "marketing", page)
        gone = mirror.get(conn, "marketing", LEAD, "1")
        assert gone is not None
        assert gone.state is State.MERGED
        assert mirror.follow(conn, "marketing", LEAD, "1") == "2"


def test_a_merged_record_that_is_undeleted_lives_again(store: Store, make: Any) -> None:
    with store.begin() as conn:
        mirror.put(conn, "sales", [make.change(LEAD, "1", 3, state=State.MERGED, merged_into="2")])
        mirror.put(conn, "sales", [make.change(LEAD, "1", 9)])
        back = mirror.get(conn, "sales", LEAD, "1")
        assert back is not None
        assert back.state is State.OPEN
        assert mirror.follow(conn, "sales", LEAD, "1") == "1"


def test_leads_of_the_first_load_are_history_of_that_mode_only(store: Store, make: Any) -> None:
    with store.begin() as conn:
        mirror.put(conn, "sales", [make.change(LEAD, "1")], first_load=True, history_for="live")
        mirror.put(conn, "sales", [make.change(LEAD, "2")])
        mirror.put(conn, "sales", [make.change(LEAD, "1", 5), make.change(LEAD, "2", 5)], history_for="live")
        assert mirror.history(conn, "sales", "live", ["1", "2", "3"]) == {"1"}
        assert mirror.history(conn, "sales", "shadow", ["1", "2"]) == set()
        mirror.mark_history(conn, "sales", "shadow")
        assert mirror.history(conn, "sales", "shadow", ["1", "2"]) == {"1", "2"}
        assert mirror.history(conn, "marketing", "shadow", ["1"]) == set()


@pytest.mark.parametrize("text", ["00Q5g00000ABCde", "00Q5g00000ABCdeEAH", " jane@ACME.example "])
def test_a_lead_is_found_by_its_short_id_its_long_id_and_its_address(
    store: Store, make: Any, text: str
) -> None:
    lead = make.change(LEAD, "00Q5g00000ABCdeEAH", email="Jane@acme.example")
    account = make.change(ACCOUNT, "001A", email="jane@acme.example")
    with store.begin() as conn:
        organisations.bind(conn, "sales", "00D1")
        mirror.put(conn, "sales", [lead, account, make.change(LEAD, "00Q2", email="joe@acme.example")])
        assert mirror.find_leads(conn, text) == [("sales", lead.record)]
        assert mirror.find_leads(conn, "nobody@acme.example") == []


def test_a_lead_of_one_crm_is_named_with_it_where_another_has_the_same_id(store: Store, make: Any) -> None:
    ours, theirs = make.change(LEAD, "101", email="a@x"), make.change(LEAD, "101", email="b@x")
    with store.begin() as conn:
        for crm, lead in (("emea", ours), ("amer", theirs)):
            organisations.bind(conn, crm, f"00D {crm}")
            mirror.put(conn, crm, [lead])
        assert len(mirror.find_leads(conn, "101")) == 2
        assert mirror.find_leads(conn, "emea:101") == [("emea", ours.record)]
        assert mirror.find_leads(conn, "apac:101") == []


def test_lead_ids_come_in_order_and_in_pages(store: Store, make: Any) -> None:
    with store.begin() as conn:
        mirror.put(conn, "sales", [make.change(LEAD, id) for id in ("b", "C", "a")])
        assert mirror.lead_ids(conn, "sales") == ["C", "a", "b"]
        assert mirror.lead_ids(conn, "sales", after="C", limit=1) == ["a"]
