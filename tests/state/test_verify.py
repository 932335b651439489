"""Whatever happens to what is on record, `verify` finds it; and it finds nothing where nothing happened."""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from mappings.records import Input
from mappings.writes import Receipt, Result
from state import audit, editions, heads, persons, tombstones
from state.audit import CandidateGroup
from state.entries import Knew
from state.errors import StoreError
from state.facts import Facts
from state.flaws import Flaw
from state.seal import Sealer, public_key_file
from state.store import Store
from state.tombstones import Erasure, Tombstones
from tests.state.mutations import REFS, Mutation, Mutator
from tests.state.tampered import Undone, deadlines_ran, does, found, looked

MUTATIONS = 300
RECORDED = ("decisions", "write_attempts", "notice_attempts", "changes", "log", "heads", "persons", "facts")
EDITION = hashlib.sha256(b"routes: []").hexdigest()
NOBODY = hashlib.sha256(b"[]").hexdigest()


@pytest.fixture
def heads_file(tmp_path: Path) -> Path:
    return tmp_path / "heads.jsonl"


@pytest.fixture
def lived(store: Store, make: Any, heads_file: Path) -> Store:
    """A store in which 200 decisions, their writes and notices, and some changes were recorded and sealed
    in several turns."""
    with store.begin() as conn:
        editions.put(conn, "routes: []", {}, make.now)
    sealer = Sealer(store, lambda: make.now, heads_file)
    for turn in range(10):
        record(store, make, range(turn * 20, turn * 20 + 20))
        sealer.tick()
    return store


def record(store: Store, make: Any, numbers: range) -> None:
    shared = Facts()
    with store.begin() as conn:
        shared.begin(conn)
        audit.record_many(conn, [replace(decision(make, n), knew=knew(shared, n)) for n in numbers])
        shared.save(conn)
        refused = Receipt("w", Result.REFUSED, code="X", detail="no")
        audit.record_writes(conn, [(f"w{n}", f"d{n}", refused) for n in numbers[::3]], make.at(numbers[0]))
        for n in numbers[::7]:
            audit.record_notice(conn, f"n{n}", (f"d{n}", "reps", "zoe@x"), "sent", None, make.at(n))
            audit.record_change(conn, "pause:*", "ann", None, "paüsed", make.at(n))


def knew(shared: Facts, n: int) -> Knew | None:
    """What a decision rests on; of every fifth nothing was kept."""
    if n % 5 == 4:
        return None
    shared.follow("turns:live:Team", {f"p{k}@x": [n, n * k, 0, 0] for k in range(8)})
    number = shared.say("account:sales:001A", n // 10, lambda: {"n": n})
    apart = {("sales", "Lead", f"00Q{n % 90}"): [("email", f"jane{n}@acme.example"), ("employees", n)]}
    return Knew({"candidates": [number]}, apart, shared.mark())


def decision(make: Any, n: int) -> Any:
    read = (
        Input("sales:Lead", f"00Q{n % 90}", "email", f"jane{n}@acme.example", True),
        Input("sales:Lead", f"00Q{n % 90}", "name", 'Jané "J" \n', True),
        Input("sales:Lead", f"00Q{n % 90}", "country", "DE", False),
        Input("marketing:Contact", f"{n}", "name", "Jane", True),
    )
    people = tuple((f"005{k}", f"Person {k}") for k in range(n % 5 + 1))
    at = f"2026-05-04T09:30:{n % 60:02}.000000Z"
    groups = (CandidateGroup(True, "next", people), CandidateGroup(False, "away", (("005B", "Ben"),)))
    confidence = None if n % 4 == 0 else n / 201
    return make.decision(
        f"d{n}",
        lead_id=f"00Q{n % 90}",
        decided_at=at,
        inputs=read,
        candidates=groups,
        match_confidence=confidence,
    )


def test_a_store_that_nobody_touched_is_clean(lived: Store, heads_file: Path) -> None:
    with lived.read() as conn:
        verdict = looked(lived, conn, heads_file)
    assert verdict.flaw is None
    assert verdict.leaves == {"decision": 200, "write": 70, "notice": 30, "change": 30}
    assert (verdict.sealed, verdict.unsealed, verdict.erased) == (330, 0, 0)
    assert (verdict.heads, verdict.heads_kept) == (10, 10)
    assert verdict.head is not None
    assert verdict.head.size == 330


def test_an_empty_store_is_clean(store: Store) -> None:
    with store.read() as conn:
        verdict = looked(store, conn)
    assert (verdict.flaw, verdict.sealed, verdict.head) == (None, 0, None)


def test_what_is_not_sealed_yet_is_counted_apart(lived: Store, heads_file: Path, make: Any) -> None:
    record(lived, make, range(200, 205))
    with lived.read() as conn:
        verdict = looked(lived, conn, heads_file)
    assert (verdict.flaw, verdict.sealed, verdict.unsealed) == (None, 330, 5 + 2 + 1 + 1)
    altered = found(lived, heads_file, does("UPDATE decisions SET reason = 'x' WHERE decision_id = 'd203'"))
    assert str(altered.flaw) == "decisions d203: the row does not give its leaf"


def test_erased_values_are_counted_and_no_flaw(lived: Store, heads_file: Path, make: Any) -> None:
    verdict = found(lived, heads_file, lambda conn: persons.erase(conn, [("sales", "Lead", "00Q1")]))
    assert (verdict.flaw, verdict.erased) == (None, 3)  # d1, d91 and d181

    def known_again(conn: Connection) -> None:
        persons.erase(conn, [("sales", "Lead", "00Q1")])
        audit.record_many(conn, [decision(make, 271)])

    again = found(lived, heads_file, known_again)
    assert (again.flaw, again.erased, again.unsealed) == (None, 3, 1)


def someone_was_erased(store: Store, make: Any) -> None:
    with store.begin() as conn:
        marks = Tombstones(store).lay(conn, ["one", "other"], "e1")
        told = Erasure("e1", "2026-05-04T09:31:00.000000Z", "dpo", "person", Counter(values=2), marks, "why")
        tombstones.put(conn, told)
    Sealer(store, lambda: make.now).tick()


def test_whatever_is_altered_is_found_and_named_without_heads_kept_elsewhere(lived: Store, make: Any) -> None:
    someone_was_erased(lived, make)
    deadlines_ran(lived, make)
    with lived.read() as conn:
        mutator = Mutator(conn, seed=11)
    missed, misnamed, done, seen = [], [], 0, set()
    while done < MUTATIONS:
        with suppress(Undone, StoreError), lived.begin() as conn:  # a constraint may refuse the value
            mutation = mutator.mutate(conn)
            if mutation is not None:
                done += 1
                seen.add((mutation.table, mutation.what))
                flaw = looked(lived, conn).flaw
                if flaw is None:
                    missed.append(mutation)
                elif not near(mutation, flaw):
                    misnamed.append((mutation, str(flaw)))
            raise Undone
    assert missed == []
    assert misnamed == []
    assert {table for table, _ in seen} == {table.name for table in REFS}
    assert {what for _, what in seen} == {"flip", "delete", "insert", "swap", "exchange", "cut"}


def near(mutation: Mutation, flaw: Flaw) -> bool:
    """Whether a flipped bit is told of its very row. Rows that came with one decision are told together, and
    a head by the next."""
    if mutation.what != "flip" or mutation.table in ("facts", "heads"):
        return mutation.what != "flip" or flaw.table == mutation.table
    return flaw.ref in mutation.names


def test_a_head_that_is_gone_between_others_is_missed_by_the_next(lived: Store) -> None:
    flaw = found(lived, None, does("DELETE FROM heads WHERE size = 66")).flaw
    assert str(flaw) == "heads 99: the head that it was signed after is not the one before it"


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (
            ("DELETE FROM decisions WHERE decision_id = 'd41'",),
            "decisions d41: is gone; the log has its leaf",
        ),
        (
            ("DELETE FROM log WHERE ref = 'd41'",),
            "decisions d41: has no leaf in the log",
        ),
        (
            ("DELETE FROM log WHERE ref = 'd41'", "DELETE FROM decisions WHERE decision_id = 'd41'"),
            "log d42: has number 68 where 67 comes next",
        ),
        (
            (
                "UPDATE decisions SET id = 100000 WHERE decision_id = 'd7'",
                "UPDATE decisions SET id = 8 WHERE decision_id = 'd5'",
                "UPDATE decisions SET id = 6 WHERE decision_id = 'd7'",
            ),
            "decisions d5: is not in its place: d7 stands there",
        ),
        (("UPDATE log SET sequence = 900 WHERE sequence = 9",), "log d9: has number 900 where 9 comes next"),
        (
            ("UPDATE log SET sequence = NULL WHERE sequence = 329",),
            "heads 330: was signed; the log has 329 leaves",
        ),
        (("DELETE FROM heads WHERE size = 330",), "heads 330: is not the head that heads.jsonl has"),
        (("DELETE FROM heads WHERE size = 66",), "heads 66: is not the head that heads.jsonl has"),
        (("DELETE FROM shared",), None),
        (("DELETE FROM facts WHERE id = 4",), None),
        (
            ("INSERT INTO facts VALUES (100000, 'turns:live:Team', 0, 'x')",),
            "facts 100000: came with no decision",
        ),
        ((f"INSERT INTO shared VALUES ('{NOBODY}', '[]')",), f"shared {NOBODY}: no decision refers to it"),
        (
            ("INSERT INTO persons VALUES ('p', 'sales', 'Lead', '00QX', 'salt', '{\"c\":[\"x\"]}')",),
            "persons p: holds values that no decision refers to",
        ),
        (
            ("INSERT INTO persons VALUES ('p', 'sales', 'Lead', '00QX', 'salt', 'x')",),
            "persons p: holds values that no decision refers to",
        ),
        (
            ("UPDATE log SET recorded_at = '2026' WHERE ref = 'd41'",),
            "decisions d41: the row does not give its leaf",
        ),
        (
            ("UPDATE editions SET text = 'routes: [ ]'",),
            f"editions {EDITION}: the text does not give its name",
        ),
        (("UPDATE tree SET size = 331",), "tree 1: is not the tree of the log's leaves"),
        (
            (
                "INSERT INTO changes (ref, changed_at, changed_by, what, leaf) "
                "VALUES ('c', '2026', 'ann', 'x', (SELECT leaf FROM log WHERE sequence = 0))",
            ),
            "changes c: has no leaf in the log",
        ),
    ],
)
def test_what_was_taken_added_or_moved_is_named(
    lived: Store, heads_file: Path, statements: tuple[str, ...], told: str | None
) -> None:
    flaw = found(lived, heads_file, does(*statements)).flaw
    assert flaw is not None
    assert told is None or str(flaw) == told


def cut_to(conn: Connection, size: int) -> None:
    """Takes the record back behind a head, as somebody would who knows every table but not the key."""
    gone = f"SELECT ref FROM log WHERE sequence >= {size}"
    conn.exec_driver_sql(f"DELETE FROM decisions WHERE decision_id IN ({gone})")
    for table in ("write_attempts", "notice_attempts", "changes"):
        conn.exec_driver_sql(f"DELETE FROM {table} WHERE ref IN ({gone})")
    conn.exec_driver_sql(f"DELETE FROM log WHERE sequence >= {size}")
    conn.exec_driver_sql(f"DELETE FROM heads WHERE size > {size}")


def test_a_record_that_was_cut_back_is_found(lived: Store, heads_file: Path) -> None:
    flaw = found(lived, heads_file, lambda conn: cut_to(conn, 297)).flaw
    assert str(flaw) == "heads.jsonl 330: was signed; the log has 297 leaves"
    alone = found(lived, None, lambda conn: cut_to(conn, 297)).flaw
    assert str(alone) == "tree 1: is not the tree of the log's leaves"


def test_a_record_made_anew_with_the_key_differs_from_heads_kept_elsewhere(
    lived: Store, heads_file: Path, make: Any
) -> None:
    with lived.begin() as conn:
        for table in RECORDED:
            conn.exec_driver_sql(f"DELETE FROM {table}")
        conn.exec_driver_sql("UPDATE tree SET size = 0, frontier = '[]'")
    record(lived, make, range(60))
    Sealer(lived, lambda: make.now).tick()
    with lived.read() as conn:
        assert looked(lived, conn).flaw is None
        assert str(looked(lived, conn, heads_file).flaw) == "heads 33: is not the head that heads.jsonl has"


def test_a_store_whose_file_of_heads_is_gone_or_spoilt_is_told(lived: Store, heads_file: Path) -> None:
    lines = heads_file.read_bytes().splitlines(keepends=True)
    for content, told in (
        (lines[1:2] + lines[:1], "heads.jsonl 33: its size is not beyond that of the head before"),
        ([lines[0], b"{}\n"], "heads.jsonl line 2: is no head"),
        ([lines[0].replace(b'"root":"', b'"root":"0')], "heads 33: is not the head that heads.jsonl has"),
    ):
        heads_file.write_bytes(b"".join(content))
        with lived.read() as conn:
            assert str(looked(lived, conn, heads_file).flaw) == told
    heads_file.unlink()
    with lived.read() as conn:
        flaw = looked(lived, conn, heads_file).flaw
    assert str(flaw).startswith("heads.jsonl as a whole: cannot be read")


def test_the_file_of_heads_is_made_whole_after_a_stop(lived: Store, heads_file: Path, make: Any) -> None:
    whole = heads_file.read_bytes()
    second = whole.index(b"\n") + 1
    for cut in (0, 1, second - 1, second, second + 40, len(whole) - 1, len(whole)):
        heads_file.write_bytes(whole[:cut])
        Sealer(lived, lambda: make.now, heads_file).tick()
        assert heads_file.read_bytes() == whole
    assert [head.size for head in heads.listed(heads_file)] == list(range(33, 331, 33))


def test_without_the_public_key_no_head_is_taken_for_sound(lived: Store) -> None:
    public_key_file(lived.key_file).unlink()
    with lived.read() as conn:
        flaw = looked(lived, conn).flaw
    assert str(flaw) == "heads 330: cannot be checked: the store's public key is missing"


def test_an_unwritable_file_of_heads_costs_no_leaf(store: Store, make: Any, tmp_path: Path) -> None:
    record(store, make, range(3))
    sealer = Sealer(store, lambda: make.now, tmp_path / "later" / "heads.jsonl")
    for _ in range(2):
        with pytest.raises(StoreError, match="cannot be written"):
            sealer.tick()
    (tmp_path / "later").mkdir()
    assert sealer.tick() == 0
    with store.read() as conn:
        assert looked(store, conn, tmp_path / "later" / "heads.jsonl").heads_kept == 1


def test_bytes_that_are_no_text_do_not_hide_their_row(sqlite_url: str, make: Any, tmp_path: Path) -> None:
    store = Store(sqlite_url, key_dir=tmp_path)
    record(store, make, range(3))
    Sealer(store, lambda: make.now).tick()
    for column in ("reason", "decision_id"):
        spoil = f"UPDATE decisions SET {column} = CAST(X'ff61' AS TEXT) WHERE decision_id = 'd1'"
        flaw = found(store, None, does(spoil)).flaw
        assert str(flaw).startswith("decisions d1: ")
    store.close()
