"""Somebody asks to be forgotten, and the CRM still has them: over real HTTP, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from connector import erasing
from connector.commands import Actor
from connector.status import Colour
from state import controls
from state.erasing import PENDING
from state.schema import metadata
from state.seal import Sealer, public_key
from state.store import Store, StoreBusy
from state.tombstones import Tombstones
from state.verify import Verdict, verify
from tests.company import CRMS, Company

BOTH = ["salesforce", "hubspot"]
FIELDS = {
    "salesforce": ("FirstName", "LastName", "Email", "Company", "Phone", "Street", "Title"),
    "hubspot": ("firstname", "lastname", "email", "company", "phone", "address", "jobtitle"),
}
VALUES = (
    "Quendolyn",
    "Zyxmarrow",
    "q.zyxmarrow@vurple-canary.example",
    "Vurple Canary Works",
    "+44 20 7946 0123",
    "Canarystrasse 17",
    "Chief Canary",
)
CANARIES = (
    "Quendolyn",
    "Zyxmarrow",
    "vurple",
    "Vurple",
    "VURPLE",
    "79460123",
    "7946 0123",
    "Canary",
    "canary",
)


def comes(company: Company, dialect: str, **more: Any) -> str:
    return company.arrives(dialect, **dict(zip(FIELDS[dialect], VALUES, strict=True)), **more)


def erased(company: Company, text: str, reason: str | None = None) -> Any:
    """The person is erased as the command does it, the daemon running beside."""
    store = Store(company.store_url, key_dir=company.folder)
    try:
        with store.begin() as conn:
            person = erasing.find(conn, text)
            assert person is not None
            actor = Actor("dpo", company.clock.now())
            done = erasing.erase(conn, Tombstones(store), person, actor, reason)
        erasing.finish(store)
    finally:
        store.close()
    return done


def found_in(company: Company, words: tuple[str, ...] = CANARIES) -> set[tuple[str, str]]:
    """The words that are left anywhere: in any byte of the folder's store, or in any row of any table."""
    assert company.parts is not None
    store, left = company.parts.store, set()
    if store.file is not None:
        for path in store.file.beside.glob("pointsman.db*"):
            content = path.read_bytes()
            left |= {(path.name, word) for word in words if word.encode() in content}
    with store.read() as conn:
        for table in metadata.sorted_tables:
            for row in conn.execute(text(f'SELECT * FROM "{table.name}"')):
                left |= {(table.name, word) for word in words if word in str(tuple(row))}
    return left


def looked(company: Company) -> Verdict:
    assert company.parts is not None
    store = company.parts.store
    Sealer(store, company.clock.now).tick()
    with store.read() as conn:
        return verify(conn, public_key(store.key_file), None)


def test_the_words_are_found_before(company: Company) -> None:
    company.settles()
    comes(company, "salesforce")
    company.passes(15)
    assert {word for _, word in found_in(company)} >= {"Zyxmarrow", "vurple", "Canary"}


@pytest.mark.parametrize("dialect", BOTH)
def test_an_erased_person_stays_away_while_the_crm_has_them(company: Company, dialect: str) -> None:
    company.settles()
    lead, other = comes(company, dialect), company.arrives(dialect, **{FIELDS[dialect][1]: "Remains"})
    company.passes(15)
    assert len(company.decisions(dialect, lead)) == 1
    erasure = erased(company, lead, "request 17")
    assert erasure.gone["values"] > 0
    assert found_in(company) == set()
    for number in range(2):
        company.edits(dialect, lead, "Ann", **{FIELDS[dialect][6]: f"Chief Canary {number}"})
        company.passes(70)  # polls with the wide window among them
    assert found_in(company) == set()
    company.start()
    company.passes(70)
    assert found_in(company) == set()
    verdict = looked(company)
    assert (verdict.flaw, verdict.leaves["erasure"]) == (None, 1)
    assert verdict.erased > 0
    assert "Remains" in {word for _, word in found_in(company, ("Remains",))}
    [told] = company.decisions(dialect, lead)
    assert {each["value"] for each in told["inputs"] if each["field"] == "email"} == {"[erased]"}
    assert len(company.decisions(dialect, other)) == 1
    assert company.parts is not None
    assert [light for light in company.parts.status.lights() if light.colour is Colour.RED] == []


@pytest.mark.parametrize("dialect", BOTH)
def test_a_new_record_of_the_same_person_is_read_and_decided(company: Company, dialect: str) -> None:
    company.settles()
    lead = comes(company, dialect)
    company.passes(15)
    erased(company, lead)
    again = company.arrives(dialect, **{FIELDS[dialect][1]: "Zyxmarrow", FIELDS[dialect][2]: VALUES[2]})
    company.passes(15)
    assert len(company.decisions(dialect, again)) == 1


@pytest.mark.parametrize("dialect", BOTH)
def test_a_person_erased_before_anything_was_decided_is_done_with(company: Company, dialect: str) -> None:
    company.settles()
    lead = comes(company, dialect)
    assert company.daemon is not None
    company.moves_on(5)
    company.parts.polls[CRMS[dialect]].tick()
    erased(company, lead)
    company.passes(200, 20)
    assert company.decisions(dialect, lead) == []
    assert found_in(company) == set()
    with company.parts.store.read() as conn:
        waiting = conn.exec_driver_sql("SELECT count(*) FROM inbox WHERE status IN ('waiting', 'parked')")
        assert waiting.scalar() == 0


def test_an_erasure_while_a_write_is_under_way_costs_nothing(company: Company) -> None:
    company.settles()
    lead = comes(company, "salesforce")
    company.moves_on(5)
    parts = company.parts
    assert parts is not None
    parts.polls["sales"].tick()
    parts.route.tick()
    org = company.world.organisation("salesforce")
    with company.world.lock:  # somebody else takes it: the write conflicts and the lead is read again
        org.update("Lead", lead, {"OwnerId": company.person("Emma").seat("salesforce")}, None, "ui")
    real = parts.crms["sales"].set_owners

    def meanwhile(orders: Any) -> Any:
        receipts = real(orders)
        erased(company, lead)
        return receipts

    parts.crms["sales"].set_owners = meanwhile  # type: ignore[method-assign]
    parts.delivers["sales"].tick()
    parts.crms["sales"].set_owners = real  # type: ignore[method-assign]
    company.passes(200, 20)
    assert found_in(company) == set()
    assert looked(company).flaw is None
    with parts.store.read() as conn:
        waiting = conn.exec_driver_sql("SELECT count(*) FROM inbox WHERE status IN ('waiting', 'parked')")
        assert waiting.scalar() == 0


def test_what_a_stop_left_undone_the_daemon_does_at_its_next_start(company: Company) -> None:
    company.settles()
    lead = comes(company, "salesforce")
    company.passes(15)
    store = Store(company.store_url, key_dir=company.folder)
    with store.begin() as conn:
        person = erasing.find(conn, lead)
        assert person is not None
        erasing.erase(conn, Tombstones(store), person, Actor("dpo", company.clock.now()), None)
    store.close()  # and killed before the files were rewritten
    company.start()
    company.passes(35)
    assert found_in(company) == set()
    assert company.parts is not None
    with company.parts.store.read() as conn:
        assert controls.get(conn, PENDING) is None


def test_whoever_reads_for_too_long_puts_the_rewriting_off(company: Company) -> None:
    company.settles()
    lead = comes(company, "salesforce")
    company.passes(15)
    store = Store(company.store_url, key_dir=company.folder, patience=0.1)
    with store.begin() as conn:
        person = erasing.find(conn, lead)
        assert person is not None
        erasing.erase(conn, Tombstones(store), person, Actor("dpo", company.clock.now()), None)
    with store.read() as conn:
        assert controls.get(conn, PENDING)
        with pytest.raises(StoreBusy):
            erasing.finish(store)
    assert erasing.finish(store)
    assert not erasing.finish(store)
    store.close()
    assert found_in(company) == set()


def test_another_key_stops_the_polls_rather_than_bring_anybody_back(company: Company) -> None:
    company.settles()
    lead = comes(company, "salesforce")
    company.passes(15)
    erased(company, lead)
    assert company.parts is not None
    company.parts.store.key_file.unlink()
    company.start()
    company.edits("salesforce", lead, "Ann", Title="Chief Canary 2")
    company.passes(70)
    assert company.parts is not None
    told = {light.name: light.message for light in company.parts.status.lights()}
    assert "put the store's own key back" in told["poll:sales"]
    assert found_in(company) == set()


def test_a_restored_store_erases_again_whom_a_later_export_names(company: Company) -> None:
    company.settles()
    lead = comes(company, "salesforce")
    company.passes(15)
    assert company.parts is not None
    store = company.parts.store
    kept = {table: rows_of(store, table) for table in ("records", "persons", "tombstones")}
    erased(company, lead, "request 17")
    with store.begin() as conn:
        told = [dict(row._mapping) for row in conn.exec_driver_sql("SELECT * FROM audit_erasures")]
        for table in ("records", "persons", "tombstones"):  # as an older backup has them
            put_back(conn, table, kept[table])
        for statement in ("DELETE FROM erasures", "DELETE FROM log WHERE kind = 'erasure'"):
            conn.exec_driver_sql(statement)
    assert found_in(company) != set()
    with store.begin() as conn:
        actor = Actor("dpo", company.clock.now())
        [again] = erasing.replay(conn, Tombstones(store), told, actor)
    erasing.finish(store)
    assert again.reason is not None
    assert again.reason.endswith("request 17")
    assert found_in(company) == set()
    company.edits("salesforce", lead, "Ann", Title="Chief Canary 2")
    company.passes(70)
    assert found_in(company) == set()
    with store.begin() as conn:
        again_told = [dict(row._mapping) for row in conn.exec_driver_sql("SELECT * FROM audit_erasures")]
        assert erasing.replay(conn, Tombstones(store), again_told, actor) == []


def rows_of(store: Store, table: str) -> list[dict[str, Any]]:
    with store.read() as conn:
        return [dict(row._mapping) for row in conn.exec_driver_sql(f'SELECT * FROM "{table}"')]


def put_back(conn: Any, table: str, rows: list[dict[str, Any]]) -> None:
    conn.exec_driver_sql(f'DELETE FROM "{table}"')
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        conn.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(f":{n}" for n in row)})'), row)


def test_the_daemon_forgets_what_is_past_its_time(company: Company) -> None:
    company.settles()
    lead = comes(company, "salesforce")
    company.passes(15)
    company.moves_on(800 * 86_400)
    company.passes(35)
    [told] = company.decisions("salesforce", lead)
    assert {each["value"] for each in told["inputs"] if each["field"] == "email"} == {"[erased]"}
    assert company.parts is not None
    with company.parts.store.read() as conn:
        rows = conn.exec_driver_sql("SELECT erased_by, what FROM audit_erasures").all()
    assert [tuple(row) for row in rows] == [("daemon", "retention")]
    assert looked(company).flaw is None
