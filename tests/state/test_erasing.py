"""Whoever is erased is gone from every table and byte, stays away, and costs nobody else anything."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Any

import pytest
from sqlalchemy import text

from connector import erasing as erasures
from connector.commands import Actor
from connector.mirroring import admitted, put
from mappings.changes import Change, version_of
from mappings.records import Input, Kind, Record, State
from state import audit, clocks, holdings, inbox, mirror, outbox, timers
from state.erasing import Ref
from state.errors import KeyLost
from state.outbox import NoticeRow
from state.schema import metadata
from state.seal import Sealer, public_key
from state.store import Store
from state.timers import Timer
from state.tombstones import Tombstones
from state.verify import verify

ABOUT_NOBODY = {
    *("organisations", "baselines", "cursors", "directories", "controls", "editions", "guard", "turns"),
    *("match_accounts", "match_keys", "match_waiting", "match_memory", "facts", "shared"),
    *("calendar_spans", "absences", "pseudonyms"),  # our own people's
}
ON_RECORD = {
    *("decisions", "write_attempts", "notice_attempts", "changes", "erasures", "tombstones"),
    *("log", "tree", "heads"),
}
CRMS = ("sales", "marketing")


def test_every_table_is_known_to_hold_something_of_a_person_or_nothing() -> None:
    known = {*holdings.TABLES, *ABOUT_NOBODY, *ON_RECORD}
    assert {str(table.name) for table in metadata.sorted_tables} == known


class World:
    """A small world by chance: people with words that nobody else has, and all that can be about them."""

    def __init__(self, seed: int, make: Any) -> None:
        self.chance, self.make, self.next = random.Random(seed), make, 0
        self.words: dict[str, list[str]] = {}
        self.refs: dict[str, list[Ref]] = {}
        self.changes: list[tuple[str, Change]] = []
        for number in range(self.chance.randint(3, 7)):
            self._person(f"P{number}")
        self._activities()

    def words_of(self, people: Collection[str]) -> list[str]:
        return [word for person in people for word in self.words[person]]

    def _person(self, name: str) -> None:
        words = [f"{part}{self.chance.randrange(10**9):09d}x" for part in ("zap", "zup", "zip", "zop")]
        self.words[name], self.refs[name] = words, []
        for _ in range(self.chance.randint(1, 3)):
            crm, kind = self.chance.choice(CRMS), self.chance.choice((Kind.LEAD, Kind.LEAD, Kind.CONTACT))
            self._record(name, Ref(crm, kind, f"{kind[:1]}{crm[:1]}{self.next}"), State.OPEN)
        if self.chance.random() < 0.3:
            kept = self.chance.choice(self.refs[name])
            self._record(name, Ref(kept.crm, kept.kind, f"old{self.next}"), State.MERGED, kept.id)

    def _record(self, name: str, ref: Ref, state: State, into: str | None = None) -> None:
        self.next += 1
        first, last, mailbox, firm = self.words[name]
        fields = {
            "email": f"{mailbox}@{firm}.example",
            "first_name": first,
            "last_name": last,
            "company": firm.upper() if self.chance.random() < 0.5 else firm,
            "phone": "+49 30 1234567",
        }
        at = self.make.at(self.next)
        record = Record(ref.kind, ref.id, "005A", at, at, None, fields, state, into)
        self.refs[name].append(ref)
        self.changes.append((ref.crm, Change(record, version_of(record))))

    def _activities(self) -> None:
        everybody = [ref for refs in self.refs.values() for ref in refs]
        for number in range(self.chance.randint(0, 6)):
            about = self.chance.sample(everybody, min(len(everybody), self.chance.randint(1, 3)))
            ids = tuple(ref.id for ref in about if ref.crm == "sales")
            told = {"type": "call", "lead_ids": ids, "done": True, "done_at": "2026-05-04T09:00:00.000000Z"}
            record = self.make.record(Kind.CALL, f"call{number}", number, **told, inbound=False)
            self.changes.append(("sales", Change(record, version_of(record))))

    def lives(self, store: Store) -> None:
        """The CRMs show all of it, and things are decided, written, told and waited for."""
        with store.begin() as conn:
            self.shown(conn, Tombstones(store))
            audit.record_many(conn, self._decisions())
            for name, refs in self.refs.items():
                for ref in refs:
                    if ref.kind is Kind.LEAD:
                        self._to_do(conn, name, ref)

    def shown(self, conn: Any, stones: Tombstones) -> int:
        """The CRMs show all that they have, once more; how much of it is left out."""
        left_out = 0
        for crm, change in self.changes:
            kept, erased = admitted(conn, stones, crm, [change])
            put(conn, crm, kept)
            left_out += erased
        return left_out

    def _decisions(self) -> list[Any]:
        entries, everybody = [], [ref for refs in self.refs.values() for ref in refs]
        fields = {(crm, change.record.id): change.record.fields for crm, change in self.changes}
        for ref in everybody:
            for mode in ("live", "shadow"):
                if ref.kind is not Kind.LEAD or self.chance.random() < 0.3:
                    continue
                read = [ref, *self.chance.sample(everybody, self.chance.randint(0, 2))]
                inputs = [
                    Input(f"{one.crm}:{one.kind.value}", one.id, name, value, True)
                    for one in dict.fromkeys(read)
                    for name, value in fields[one.crm, one.id].items()
                ]
                name = f"{mode}:{ref.crm}:{ref.id}"
                more = {"mode": mode, "crm": ref.crm, "lead_id": ref.id, "inputs": tuple(inputs)}
                entries.append(self.make.decision(name, **more))
        return entries

    def _to_do(self, conn: Any, name: str, ref: Ref) -> None:
        word, at = self.words[name][0], self.make.now
        of = {"crm": ref.crm, "record_id": ref.id}
        inbox.put(conn, [self.make.arrival(ref.id, crm=ref.crm, detail={"said": word})], at)
        inbox.put_parked(conn, self.make.arrival(ref.id, crm=ref.crm, trigger="changed"), f"bad {word}", at)
        timers.put(conn, [Timer(0, "live", ref.crm, "00D1", "Lead", ref.id, "hold_x", at)])
        clocks.put(conn, [self.make.clock(f"{ref.crm}{ref.id}", **of)], at)
        decided = audit.history(conn, ref.crm, ref.id)
        if decided:
            key = decided[0]["decision_id"]
            outbox.put_writes(conn, [self.make.write(key, **of, extra={"reason": word})], at)
            notice = NoticeRow(f"{key}:0", key, "reps", "ann@x", word, word, None, f"{ref.crm}:{ref.id}")
            outbox.put_notices(conn, [notice], at)


def left(store: Store, words: Collection[str]) -> set[tuple[str, str]]:
    """Where any of the words is left: a row of a table, or a byte of SQLite's files."""
    found = set()
    if store.file is not None:
        for path in store.file.beside.glob("pointsman.db*"):
            content = path.read_bytes().lower()
            found |= {(path.name, word) for word in words if word.encode() in content}
    with store.read() as conn:
        for table in metadata.sorted_tables:
            for row in conn.execute(text(f'SELECT * FROM "{table.name}"')):
                told = str(tuple(row)).lower()
                found |= {(str(table.name), word) for word in words if word in told}
    return found


@pytest.mark.parametrize("seed", range(12))
def test_in_any_world_whoever_is_erased_is_gone_and_stays_away(store: Store, make: Any, seed: int) -> None:
    world = World(seed, make)
    world.lives(store)
    store.checkpoint()
    stones, actor = Tombstones(store), Actor("dpo", make.now)
    gone = world.chance.sample(sorted(world.words), world.chance.randint(1, len(world.words) - 1))
    kept = sorted(set(world.words) - set(gone))
    theirs = {where for where in left(store, world.words_of(kept)) if not where[0].startswith("pointsman")}
    for name in gone:
        email = f"{world.words[name][2]}@{world.words[name][3]}.example"
        one, *others = world.refs[name]
        asked = (email, ()) if world.chance.random() < 0.5 else (f"{one.crm}:{one.id}", others)
        with store.begin() as conn:
            person = erasures.find(conn, asked[0], also=[f"{other.crm}:{other.id}" for other in asked[1]])
            assert person is not None
            assert {*person.refs} == {*world.refs[name]}
            assert person.others == ()
            erasures.erase(conn, stones, person, actor, None)
    assert erasures.finish(store)
    assert left(store, world.words_of(gone)) == set()
    with store.begin() as conn:
        assert world.shown(conn, stones) >= sum(len(world.refs[name]) for name in gone)
    assert left(store, world.words_of(gone)) == set()
    still = {where for where in left(store, world.words_of(kept)) if not where[0].startswith("pointsman")}
    assert still == theirs
    ids = {ref.id for name in gone for ref in world.refs[name]}
    with store.read() as conn:
        for crm in CRMS:
            assert not ids & set(mirror.lead_ids(conn, crm))
        open_items = conn.exec_driver_sql(
            "SELECT record_id FROM inbox WHERE status IN ('waiting', 'parked') UNION ALL "
            "SELECT record_id FROM writes WHERE status IN ('due', 'held') UNION ALL "
            "SELECT record_id FROM timers WHERE status = 'set' UNION ALL "
            "SELECT record_id FROM clocks WHERE status = 'running' UNION ALL "
            "SELECT lead_id FROM audit_deadlines WHERE status = 'running'"
        )
        assert not ids & {row[0] for row in open_items}
        touched = {row[0] for row in conn.exec_driver_sql("SELECT lead_id FROM touches")}
        assert not ids & touched
    Sealer(store, lambda: make.now).tick()
    with store.read() as conn:
        verdict = verify(conn, public_key(store.key_file), None)
    assert (verdict.flaw, verdict.leaves["erasure"]) == (None, len(gone))


@pytest.fixture
def one_erased(store: Store, make: Any) -> Store:
    """A store from which one lead was erased, sealed."""
    with store.begin() as conn:
        put(conn, "sales", [make.change(Kind.LEAD, "00Q1", email="jane@acme.example")])
        audit.record_many(conn, [make.decision("d1")])
        person = erasures.find(conn, "00Q1")
        assert person is not None
        erasures.erase(conn, Tombstones(store), person, Actor("dpo", make.now), "request 17")
    erasures.finish(store)
    Sealer(store, lambda: make.now).tick()
    return store


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM tombstones WHERE mark = (SELECT min(mark) FROM tombstones)", "may come back"),
        ("INSERT INTO tombstones (mark, erasure) VALUES ('x', 'y')", "is of no erasure on record"),
        ("UPDATE tombstones SET erasure = 'y'", "is of no erasure on record"),
        ("UPDATE erasures SET reason = 'none'", "the row does not give its leaf"),
        ("UPDATE erasures SET gone = '{}'", "the row does not give its leaf"),
        ("DELETE FROM erasures", "is gone; the log has its leaf"),
    ],
)
def test_an_erasure_that_was_tampered_with_is_found(one_erased: Store, statement: str, told: str) -> None:
    with one_erased.begin() as conn:
        conn.exec_driver_sql(statement)
        flaw = verify(conn, public_key(one_erased.key_file), None).flaw
    assert told in str(flaw)


def test_an_address_is_known_as_erased_in_any_spelling_of_its_letters(one_erased: Store) -> None:
    stones = Tombstones(one_erased)
    with one_erased.read() as conn:
        for asked in ("jane@acme.example", " Jane@ACME.example", "00Q1", "sales:00Q1"):
            [found] = erasures.erasures_of(conn, stones, asked, ["sales"])
            assert (found.erased_by, found.reason) == ("dpo", "request 17")
        for asked in ("joe@acme.example", "00Q2", "marketing:00Q1"):
            assert erasures.erasures_of(conn, stones, asked, ["sales"]) == []


def test_with_another_key_nothing_is_laid_and_nothing_is_told(one_erased: Store, make: Any) -> None:
    one_erased.key_file.unlink()
    stones = Tombstones(one_erased)
    with one_erased.begin() as conn:
        assert erasures.erasures_of(conn, stones, "00Q1", ["sales"]) == []
        assert not one_erased.key_file.exists()
        put(conn, "sales", [make.change(Kind.LEAD, "00Q2", email="joe@acme.example")])
        person = erasures.find(conn, "00Q2")
        assert person is not None
        with pytest.raises(KeyLost):
            erasures.erase(conn, stones, person, Actor("dpo", make.now), None)


def test_an_erased_record_stays_away_when_the_crm_deletes_it(one_erased: Store, make: Any) -> None:
    record = make.record(Kind.LEAD, "00Q1", 9, email="jane@acme.example")
    deleted = Record(record.kind, "00Q1", None, None, make.at(9), None, record.fields, State.DELETED)
    with one_erased.begin() as conn:
        change = Change(deleted, version_of(deleted))
        assert admitted(conn, Tombstones(one_erased), "sales", [change]) == ([], 1)
        other = make.change(Kind.CONTACT, "00Q1", email="jane@acme.example")
        assert admitted(conn, Tombstones(one_erased), "sales", [other]) == ([other], 0)
        assert admitted(conn, Tombstones(one_erased), "other", [change]) == ([change], 0)


def test_an_id_that_two_crms_know_must_be_told_apart(store: Store, make: Any) -> None:
    with store.begin() as conn:
        for crm in CRMS:
            put(conn, crm, [make.change(Kind.LEAD, "17", email=f"{crm}@acme.example")])
        with pytest.raises(erasures.Unclear, match="name the CRM, as in marketing:17"):
            erasures.find(conn, "17")
        person = erasures.find(conn, "17", "sales")
        assert person is not None
        assert person.refs == (Ref("sales", Kind.LEAD, "17"),)


def test_whoever_was_merged_away_is_erased_and_the_survivor_is_named(store: Store, make: Any) -> None:
    with store.begin() as conn:
        put(conn, "sales", [make.change(Kind.LEAD, "1", email="a@x.example")])
        put(conn, "sales", [make.change(Kind.LEAD, "2", email="b@x.example")])
        merged = make.record(Kind.LEAD, "1", 5, email="a@x.example")
        gone = Record(merged.kind, "1", None, None, make.at(5), None, merged.fields, State.MERGED, "2")
        put(conn, "sales", [Change(gone, version_of(gone))])
        person = erasures.find(conn, "1")
        assert person is not None
        assert (person.refs, person.survivors) == (
            (Ref("sales", Kind.LEAD, "1"),),
            (Ref("sales", Kind.LEAD, "2"),),
        )


def test_the_contact_that_a_lead_is_held_beside_is_named(store: Store, make: Any) -> None:
    with store.begin() as conn:
        put(conn, "marketing", [make.change(Kind.LEAD, "71", contact_id="9")])
        put(conn, "marketing", [make.change(Kind.CONTACT, "9", email="jane@acme.example")])
        person = erasures.find(conn, "71")
        assert person is not None
        assert person.others == (Ref("marketing", Kind.CONTACT, "9"),)


def test_of_an_activity_about_several_what_is_about_others_stays(store: Store, make: Any) -> None:
    told = {"type": "call", "done": True, "inbound": False, "done_at": "2026-05-04T09:00:00.000000Z"}
    calls = [make.change(Kind.CALL, "both", lead_ids=("1", "2"), **told)]
    calls.append(make.change(Kind.CALL, "alone", lead_ids=("1",), **told))
    leads = [make.change(Kind.LEAD, id_, email=f"{id_}@x.example") for id_ in ("1", "2")]
    with store.begin() as conn:
        put(conn, "sales", [*leads, *calls])
        person = erasures.find(conn, "1")
        assert person is not None
        erasures.erase(conn, Tombstones(store), person, Actor("dpo", make.now), None)
        for _ in range(2):
            kept, left_out = admitted(conn, Tombstones(store), "sales", calls)
            assert left_out == 1
            put(conn, "sales", kept)
            assert mirror.get(conn, "sales", Kind.CALL, "alone") is None
            call = mirror.get(conn, "sales", Kind.CALL, "both")
            assert call is not None
            assert call.fields["lead_ids"] == ("2",)
            assert [row[0] for row in conn.exec_driver_sql("SELECT lead_id FROM touches")] == ["2"]
