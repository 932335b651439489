"""Whatever holds the accounts, a lead meets the same ones: arrays in memory, SQLite, PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from connector.accounts import find_each
from connector.core.matching.arrays import Arrays
from connector.core.matching.candidates import CEILING, FAR, Ref, find, hashed
from mappings.changes import Change, version_of
from mappings.records import Kind, Record
from state import match_waiting, mirror
from state.match_keys import Postings
from state.mirror import FoundBy
from state.store import Store

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
KEYS = [f"{kind}:{name}" for kind in "dnwpx" for name in ("acme", "robo", "Ärzte", "日本")]

refs = st.tuples(st.sampled_from(["marketing", "sales"]), st.text("aB9é日\U0001f600", min_size=1, max_size=3))
accounts = st.dictionaries(refs, st.lists(st.sampled_from(KEYS), max_size=6, unique=True), max_size=12)
asked = st.lists(
    st.tuples(st.sampled_from(KEYS), st.integers(1, 30)), max_size=8, unique_by=lambda one: one[0]
)


class Undone(Exception):
    """Ends a transaction of which nothing shall stay."""


@contextmanager
def nothing_kept(store: Store) -> Iterator[Connection]:
    try:
        with store.begin() as conn:
            yield conn
            raise Undone
    except Undone:
        pass


def mirrored(conn: Connection, held: Mapping[Ref, Sequence[str]], first_load: bool, second: int = 0) -> None:
    for crm in sorted({crm for crm, _ in held}):
        keys = {id_: [hashed(key) for key in own] for (of, id_), own in held.items() if of == crm}
        mirror.put(conn, crm, [account(id_, second) for id_ in keys], FoundBy(keys), first_load=first_load)


def account(id_: str, second: int) -> Change:
    record = Record(Kind.ACCOUNT, id_, None, NOW, NOW.replace(second=second), None, {})
    return Change(record, version_of(record))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(before=accounts, after=accounts, leads=st.lists(asked, max_size=4), most=st.integers(1, 6), loads=...)
def test_the_store_answers_as_arrays_do(
    store: Store,
    before: dict[Ref, list[str]],
    after: dict[Ref, list[str]],
    leads: list[list[tuple[str, int]]],
    most: int,
    loads: bool,
) -> None:
    arrays = Arrays.of({ref: [hashed(key) for key in own] for ref, own in before.items()})
    for ref, own in after.items():
        arrays.changed(ref, [hashed(key) for key in own])
    weighted = [[(hashed(key), weight) for key, weight in lead] for lead in leads]
    with nothing_kept(store) as conn:
        mirrored(conn, before, loads)
        match_waiting.take_in(conn, 3)
        mirrored(conn, after, False, 1)
        match_waiting.take_in(conn)
        postings = Postings(conn, CEILING, FAR)
        every = [hashed(key) for key in KEYS]
        assert postings.held(every) == arrays.held(every)
        assert postings.best_of_each(weighted, most) == [arrays.best(lead, most) for lead in weighted]
        names = [[key for key, _ in lead] for lead in leads]
        assert find_each(conn, names) == [find(arrays, own) for own in names]
        assert find_each(conn, names) == [find(postings, own) for own in names]
