"""Who is meant when a colleague who left is to be called otherwise, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from connector.commands import Actor
from connector.leavers import Leaver, Refused, find, give, named, take_back
from mappings.records import Directory, Seat, SeatKind
from state import assignments, audit, directories, in_force, pseudonyms
from state.assignments import Assignment
from state.record_schema import shared
from state.store import Store

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
DPO = Actor("dpo", NOW)
ANN = Seat("005000000000001AAA", SeatKind.USER, "Ann Adler", "Ann@acme.com", active=False)
HUB = Seat("7001", SeatKind.USER, "Annie Adler", "ann@acme.com", active=False)
BEN = Seat("005B", SeatKind.USER, "Ben Brandt", "ben@acme.com")
QUEUE = Seat("00G1", SeatKind.QUEUE, "Ann Adler")


def known(store: Store, *seats: Seat, crm: str = "sales") -> None:
    with store.begin() as conn:
        directories.put(conn, crm, Directory(seats), NOW)


def found(store: Store, who: str, *also: str, called: str | None = None) -> Leaver:
    with store.read() as conn:
        return find(conn, who, also, called)


def given(store: Store, who: str, *also: str, called: str | None = None) -> Leaver:
    leaver = found(store, who, *also, called=called)
    with store.begin() as conn:
        give(conn, leaver, DPO, None)
    return leaver


def why_not(store: Store, who: str, *also: str, called: str | None = None) -> str:
    with pytest.raises(Refused) as refused:
        found(store, who, *also, called=called)
    return str(refused.value)


@pytest.mark.parametrize("who", ["ANN@acme.com", "ann adler", "Annie Adler", "005000000000001", "7001"])
def test_one_e_mail_ties_all_seats_and_all_spellings(store: Store, who: str) -> None:
    known(store, ANN, BEN, QUEUE)
    known(store, HUB, crm="marketing")
    leaver = found(store, who)
    assert leaver.pseudonym == "former colleague 1"
    assert sorted(leaver.of("seat")) == [ANN.id, HUB.id]
    assert leaver.of("email") == ["ann@acme.com"]
    assert sorted(leaver.of("name")) == ["Ann Adler", "Annie Adler"]


def test_who_is_gone_from_the_directory_is_known_by_the_record(store: Store) -> None:
    known(store, BEN)
    with store.begin() as conn:
        rosters = ['[["005A","Ann Adler"],["005B","Ben Brandt"]]', '[["7001","Adler, Ann"]]', '["evidence"]']
        conn.execute(insert(shared), [{"hash": text, "content": text} for text in rosters])
        assignments.put(
            conn,
            [
                Assignment("live", crm, "r1", seat, "ann@acme.com", NOW, False)
                for crm, seat in (("sales", "005A"), ("marketing", "7001"))
            ],
        )
    leaver = found(store, "Ann Adler")
    assert (sorted(leaver.of("seat")), sorted(leaver.of("name"))) == (
        ["005A", "7001"],
        ["Adler, Ann", "Ann Adler"],
    )


def test_who_only_ever_changed_settings_is_known_by_that(store: Store) -> None:
    with store.begin() as conn:
        audit.record_change(conn, "pause:*", "ann.admin", "running", "paused", NOW)
    leaver = given(store, "ann.admin")
    assert [(one.form, one.spelling) for one in leaver.spellings] == [("name", "ann.admin")]
    assert "nobody goes by" in why_not(store, "bob.admin")


def test_several_of_one_name_are_told_apart_and_joined_by_hand(store: Store) -> None:
    old = Seat("005Y", SeatKind.USER, "Ann Adler", active=False)
    known(store, ANN, old)
    said = why_not(store, "Ann Adler")
    assert said.startswith("2 go by 'Ann Adler': ")
    assert ANN.id in said
    assert "005Y" in said
    leaver = found(store, "Ann@acme.com", "005Y", "Frau Adler")
    assert sorted(leaver.of("seat")) == [ANN.id, "005Y"]
    assert sorted(leaver.of("name")) == ["Ann Adler", "Frau Adler"]


@pytest.mark.parametrize("other", ["Ann Adler", "Ann Adler Jr", "Jo (Ann Adler)"])
def test_a_name_that_is_in_another_ones_stays_in_texts(store: Store, other: str) -> None:
    known(store, ANN, Seat("005Y", SeatKind.USER, other, "jr@acme.com"))
    leaver = found(store, "ann@acme.com")
    assert (leaver.shared, leaver.of("name"), leaver.of("seat")) == (("Ann Adler",), [], [ANN.id])


def test_numbers_are_given_once_and_a_second_time_takes_in_what_is_new(store: Store) -> None:
    known(store, ANN)
    assert given(store, "ann@acme.com", "Frau Adler").pseudonym == "former colleague 1"
    known(store, HUB, crm="marketing")
    again = given(store, "ann@acme.com")
    assert (again.pseudonym, len(again.before)) == ("former colleague 1", 4)
    assert sorted(again.of("seat")) == [ANN.id, HUB.id]
    assert sorted(again.of("name")) == ["Ann Adler", "Annie Adler", "Frau Adler"]
    with store.begin() as conn:
        take_back(conn, named(conn, "FORMER colleague 1"), DPO, None)
        assert pseudonyms.read(conn).spellings == []
    assert given(store, "7001").pseudonym == "former colleague 2"
    with store.read() as conn:
        assert named(conn, "Annie Adler").pseudonym == "former colleague 2"
        with pytest.raises(Refused, match="nobody is called 'former colleague 1'"):
            named(conn, "former colleague 1")


def test_two_who_left_have_two_pseudonyms(store: Store) -> None:
    known(store, ANN, Seat("005C", SeatKind.USER, "Cleo Cole", "cleo@acme.com", active=False))
    given(store, "ann@acme.com")
    assert "is somebody else" in why_not(store, "Cleo Cole", called="Former Colleague 1")
    assert "has a name in it" in why_not(store, "Cleo Cole", called="not Ann Adler")
    given(store, "Cleo Cole")
    with store.read() as conn:
        read = pseudonyms.read(conn)
    assert read.text("Cleo Cole for Ann Adler") == "former colleague 2 for former colleague 1"


def test_a_policy_that_names_a_seat_an_e_mail_or_a_name_is_in_the_way(store: Store) -> None:
    known(store, ANN)
    for text in ("members: [ANN@acme.com]", "backup: Ann Adler", f"seats: {{sales: {ANN.id}}}"):
        with store.begin() as conn:
            in_force.put(conn, "policy", "files", text, NOW)
        assert "the policy in force still names them" in why_not(store, "ann@acme.com")
    with store.begin() as conn:
        in_force.put(conn, "policy", "files", "members: [joann@acme.com]", NOW)
    assert found(store, "ann@acme.com").pseudonym


def test_an_active_seat_in_any_crm_is_in_the_way(store: Store) -> None:
    known(store, ANN)
    known(store, Seat("7001", SeatKind.USER, "Annie", "ann@acme.com"), crm="marketing")
    assert "is active in a CRM" in why_not(store, ANN.id)
