"""Colleagues who left, read through their pseudonyms: by every view, on both databases, and elsewhere."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from mappings.records import Input
from mappings.writes import Receipt, Result
from state import audit, clocks, export, measure_views, pseudonyms, schema, searching, tombstones, views
from state.audit import CandidateGroup, StepEntry
from state.clocks import End
from state.flaws import Flaw
from state.pseudonyms import EMAIL, NAME, SEAT, Pseudonyms, Spelling
from state.schema import assignments
from state.seal import Sealer
from state.searching import Wanted
from state.store import Store
from state.stray import check_called
from state.tombstones import Erasure

CALLED = "former colleague 7"
LEFT = [
    Spelling(SEAT, "005A", CALLED),
    Spelling(SEAT, "7001", CALLED),
    Spelling(EMAIL, "ann@acme.com", CALLED),
    Spelling(NAME, "Ann Adler", CALLED),
    Spelling(NAME, "Adler, Ann", CALLED),
]
HERS = re.compile(r"ann@acme|Ann Adler|Adler, Ann", re.IGNORECASE)
SAID = "Ann Adler <Ann@Acme.com> (Adler, Ann) said so"
VIEWS = (*views.NAMES, *measure_views.NAMES)


@pytest.fixture
def lived(store: Store, make: Any) -> Store:
    """A store in which her name stands wherever one can stand."""
    with store.begin() as conn:
        told = {
            "owner_name": "Ann Adler",
            "route": "Ann Adler's leads",
            "reason": SAID,
            "steps": (StepEntry("route Ann Adler's leads", "Ann Adler", SAID),),
            "inputs": (
                Input("sales:Account", "001A", "owner_email", "ann@acme.com", False),
                Input("sales:Lead", "00Q1", "referred_by", "Ann Adler", True),
            ),
            "candidates": (
                CandidateGroup(True, SAID, (("005A", "Ann Adler"), ("005B", "Ben"))),
                CandidateGroup(False, "not Ann Adler", (("7001", "Adler, Ann"),)),
            ),
            "extra": {"matches": [["sales", "001A", 0.97, SAID]]},
        }
        audit.record_many(conn, [make.decision("d1", **told)])
        refused = Receipt("w", Result.REFUSED, code="FIELD", detail=SAID)
        audit.record_writes(conn, [("w1", "d1", refused)], make.now)
        audit.record_notice(conn, "n1", ("d1", "owner", "ann@acme.com"), "failed", SAID, make.now)
        audit.record_change(conn, "person:ann@acme.com", "Ann Adler", SAID, SAID, make.now)
        tombstones.put(conn, Erasure("e1", make.decision().decided_at, "ann@acme.com", "person", reason=SAID))
        conn.execute(insert(assignments).values(_given(make)))
        clocks.put(conn, [make.clock("d1:0", route="Ann Adler's leads")], make.now)
        clocks.settle(conn, ["d1:0"], End("met", "a call of Ann Adler", make.at(60)), make.at(60))
    Sealer(store, lambda: make.now).tick()
    return store


def _given(make: Any) -> dict[str, Any]:
    words = {"mode": "live", "crm": "sales", "record_id": "00Q1", "owner_id": "005A", "email": "ann@acme.com"}
    return words | {"at": make.now}


def everything(conn: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every view."""
    return {
        name: sorted(
            map(tuple, conn.execute(text(f"SELECT * FROM {name}"))),
            key=repr,
        )
        for name in VIEWS
    }


def exported(conn: Connection) -> list[Any]:
    return [tuple(row) for name in views.NAMES for _, rows in export.rows(conn, name, 0, 100) for row in rows]


def test_no_view_and_no_export_shows_who_left_and_taking_back_shows_all_again(lived: Store) -> None:
    with lived.read() as conn:
        before, rows_before = everything(conn), exported(conn)
    hers = {
        (name, n) for name, rows in before.items() for row in rows for n, one in enumerate(row) if _hers(one)
    }
    assert {name for name, _ in hers} >= {
        *("audit_decisions", "audit_steps", "audit_inputs", "audit_candidates", "audit_matches"),
        *("audit_writes", "audit_notices", "audit_changes", "audit_erasures", "audit_deadlines"),
        *("measure_leads", "measure_speed", "measure_given", "measure_deadlines"),
    }
    with lived.begin() as conn:
        pseudonyms.put(conn, LEFT)
    with lived.read() as conn:
        now, rows_now = everything(conn), exported(conn)
    assert HERS.search(repr(now)) is None
    assert HERS.search(repr(rows_now)) is None
    shown = {
        (name, n) for name, rows in now.items() for row in rows for n, one in enumerate(row) if _called(one)
    }
    assert shown == hers
    assert {name: len(rows) for name, rows in now.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    assert rows_now == Pseudonyms(LEFT).shown(rows_before)
    with lived.begin() as conn:
        pseudonyms.put(conn, [])
    with lived.read() as conn:
        assert (everything(conn), exported(conn)) == (before, rows_before)


def _hers(value: Any) -> bool:
    return HERS.search(str(value)) is not None


def _called(value: Any) -> bool:
    return CALLED in str(value)


def test_an_owner_goes_by_the_seat_whoever_else_has_the_name(lived: Store, make: Any) -> None:
    group = CandidateGroup(True, "both", (("005A", "Ann Adler"), ("005N", "Ann Adler")))
    with lived.begin() as conn:
        audit.record_many(
            conn, [make.decision("d2", owner_id="005N", owner_name="Ann Adler", candidates=(group,))]
        )
        pseudonyms.put(conn, [one for one in LEFT if one.form != NAME])
    with lived.read() as conn:
        d2 = audit.decision(conn, "d2")
    assert d2 is not None
    assert d2["owner_name"] == "Ann Adler"
    assert {(row["owner_id"], row["owner_name"]) for row in d2["candidates"]} == {
        ("005A", CALLED),
        ("005N", "Ann Adler"),
    }


def test_decisions_that_are_looked_up_show_the_pseudonym(lived: Store) -> None:
    with lived.begin() as conn:
        pseudonyms.put(conn, LEFT)
    with lived.read() as conn:
        [seats] = [pseudonyms.read(conn).seats("Former Colleague 7")]
        assert sorted(seats) == ["005A", "7001"]
        [found] = searching.search(conn, Wanted(owners=seats), 10)
        assert (found["owner_name"], HERS.search(repr(found))) == (CALLED, None)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Ann Adler", "former colleague 7"),
        ("Ann Adler's", "former colleague 7's"),
        ("„Ann Adler“", "„former colleague 7“"),
        ("AnnAnn Adler; Ann Adlerova; Ann-Ann Adler", "AnnAnn Adler; Ann Adlerova; Ann-Ann Adler"),
        ("ann adler", "ann adler"),
        ("ANN@ACME.com.", "former colleague 7."),
        (
            "joann@acme.com, jo.ann@acme.com, jo-ann@acme.com",
            "joann@acme.com, jo.ann@acme.com, jo-ann@acme.com",
        ),
        ("ann@acme.community", "ann@acme.community"),
        ('["Ann Adler","ann@acme.com"]', '["former colleague 7","former colleague 7"]'),
        ("Ann AdlerAnn Adler Ann Adler", "Ann AdlerAnn Adler former colleague 7"),
        ("Ann Adlerø Ann Adler", "Ann Adlerø former colleague 7"),
        ("安Ann Adler安", "安former colleague 7安"),
        ("", ""),
    ],
)
def test_a_spelling_is_replaced_where_it_is_a_word_of_its_own(
    store: Store, make: Any, said: str, shown: str
) -> None:
    assert Pseudonyms(LEFT).text(said) == shown
    assert through_the_view(store, make, [said]) == [shown]


def through_the_view(store: Store, make: Any, texts: list[str]) -> list[str]:
    with store.begin() as conn:
        pseudonyms.put(conn, LEFT)
        for said in texts:
            audit.record_change(conn, "lead:sales:00Q1", "ben", None, said, make.now)
    with store.read() as conn:
        query = text(f"{views.query(conn, 'audit_changes')} ORDER BY id")
        return [row.after for row in conn.execute(query)]


def test_views_and_everything_else_read_the_same(store: Store, make: Any) -> None:
    chance = random.Random(7)
    pieces = [
        *("Ann Adler", "Adler, Ann", "ann@acme.com", "ANN@ACME.COM", "Ann", "Adler", "@", "-", ".", "+", "_"),
        *(" ", " ", "é", "Ω", "”", "王", "7", "x", "\n", CALLED),
    ]
    texts = ["".join(chance.choices(pieces, k=chance.randint(0, 9))) for _ in range(400)]
    read = Pseudonyms(LEFT)
    assert through_the_view(store, make, texts) == [read.text(one) for one in texts]
    assert sum(one != read.text(one) for one in texts) > 50


class Pair(NamedTuple):
    one: str
    other: int


@dataclass(frozen=True)
class Page:
    owners: Counter[str]
    rows: list[dict[str, Any]]
    pair: Pair


def test_whatever_the_shape_every_text_in_it_is_read(lived: Store) -> None:
    page = Page(
        Counter({"ann@acme.com": 2, "Ann Adler": 3, "Ben": 0}),
        [{"a": ("Ann Adler", 1)}],
        Pair("Ann Adler", 2),
    )
    shown = Page(Counter({CALLED: 5, "Ben": 0}), [{"a": (CALLED, 1)}], Pair(CALLED, 2))
    assert Pseudonyms(LEFT).shown(page) == shown
    assert Pseudonyms([]).shown(page) is page
    with lived.read() as conn:
        assert pseudonyms.shown(conn, page) is page


def test_who_is_known_comes_from_directories_decisions_and_rosters(lived: Store) -> None:
    with lived.read() as conn:
        known = pseudonyms.known(conn)
        assert {(one.seat, one.name) for one in known if one.name} >= {
            ("005A", "Ann Adler"),
            ("7001", "Adler, Ann"),
            ("005B", "Ben"),
        }
        assert ("005A", "ann@acme.com") in {(one.seat, one.email) for one in known}
        assert pseudonyms.acted(conn) >= {"Ann Adler", "ann@acme.com"}


@pytest.fixture
def called(lived: Store, make: Any) -> Store:
    """She has a pseudonym, and another one has a pseudonym, too; a third was taken back."""
    other = [Spelling(NAME, "Cleo Cole", "former colleague 8")]
    with lived.begin() as conn:
        kept = [pseudonyms.salted(own) for own in (LEFT, other)]
        pseudonyms.put(conn, [one for own in kept for one in own])
        for own in kept:
            told = f"{pseudonyms.code(own)} stands for somebody"
            audit.record_change(conn, f"pseudonym:{own[0].pseudonym}", "dpo", None, told, make.now)
        audit.record_change(conn, "pseudonym:former colleague 9", "dpo", None, f"{'0' * 64} of x", make.now)
        audit.record_change(conn, "pseudonym:former colleague 9", "dpo", "x", "taken back", make.now)
    return lived


def proven(conn: Connection) -> str | None:
    try:
        check_called(conn)
    except Flaw as flaw:
        return str(flaw)
    return None


def test_whatever_is_altered_about_pseudonyms_is_found(called: Store) -> None:
    columns = [(column.name, column.type.python_type) for column in schema.pseudonyms.columns]
    with called.begin() as conn:
        assert proven(conn) is None
        rows = list(conn.execute(select(schema.pseudonyms)).mappings())
        assert len(rows) == len(LEFT) + 1
        for row in rows:
            which = schema.pseudonyms.c.spelling == row["spelling"]
            for name, kind in columns:
                saved = conn.begin_nested()
                other = row[name] + 1 if kind is int else f"{row[name][:-1]}~"
                conn.execute(update(schema.pseudonyms).where(which).values({name: other}))
                assert "is not as it was put on record" in str(proven(conn)), (name, row)
                saved.rollback()
            saved = conn.begin_nested()
            conn.execute(delete(schema.pseudonyms).where(which))
            gone = "is gone" if row["pseudonym"] != CALLED else "is not as it was put on record"
            assert gone in str(proven(conn))
            saved.rollback()
        assert proven(conn) is None


def test_a_pseudonym_that_nobody_put_on_record_is_found(called: Store) -> None:
    ben = Spelling(NAME, "Ben", "former colleague 9")
    with called.begin() as conn:
        pseudonyms.put(conn, [*pseudonyms.read(conn).spellings, *pseudonyms.salted([ben])])
        assert proven(conn) == "pseudonyms former colleague 9: is not as it was put on record"
