"""Which accounts go by a match key: an index of accounts, changed with each of them.

An account has a number, and its keys stand in its own row too, so that a change replaces exactly what
differs. Keys are numbers of 63 bits; what they mean is for whoever makes them.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, func, insert, select

from state.bulk import among_given, delete_many, given, insert_many, update_many
from state.schema import match_accounts, match_keys, match_waiting

if TYPE_CHECKING:
    from state.bulk import Numbers

Ref = tuple[str, str]
"""CRM and id of an account."""

Asked = Sequence[tuple[int, int]]
"""Keys with the weight of each."""

_ROW = ("key", "account")

# As texts: each lead asks them, and to put them together takes longer than to answer.
_QUESTIONS = {
    ("held", "sqlite"): """
        SELECT value, (SELECT count(*) FROM (SELECT 1 FROM match_keys WHERE key = asked.value LIMIT ?))
        FROM json_each(?) AS asked""",
    ("held", "postgresql"): """
        SELECT value, (SELECT count(*) FROM (
            SELECT 1 FROM match_keys WHERE key = asked.value LIMIT %s) AS counted)
        FROM unnest(%s::bigint[]) AS asked (value)""",
    ("holders", "sqlite"): """
        SELECT key, group_concat(account) FROM match_keys
        WHERE key IN (SELECT value FROM json_each(?)) GROUP BY key""",
    ("holders", "postgresql"): """
        SELECT key, array_agg(account) FROM match_keys WHERE key = ANY(%s::bigint[]) GROUP BY key""",
    ("refs", "sqlite"): """
        SELECT number, crm, id FROM match_accounts WHERE number IN (SELECT value FROM json_each(?))""",
    ("refs", "postgresql"): """
        SELECT number, crm, id FROM match_accounts WHERE number = ANY(%s::bigint[])""",
}


class Postings:
    """The index as one transaction sees it. `ceiling` is how far the accounts of a key are counted;
    accounts with less than 1/`far` of the greatest sum of weights are left out."""

    def __init__(self, conn: Connection, ceiling: int, far: int) -> None:
        self._conn = conn
        self._ceiling = ceiling
        self._far = far

    def held(self, keys: Collection[int]) -> dict[int, int]:
        """How many accounts go by each key, counted no further than the ceiling + 1; a key of nobody is
        absent."""
        rows = self._ask("held", keys, self._ceiling + 1)
        return {key: count for key, count in rows if count}

    def best(self, asked: Asked, most: int) -> list[Ref]:
        """The `most` accounts with the greatest sum of weights over the asked keys that they go by,
        equals by (crm, id) in the order of code points; none with less than 1/`far` of the greatest."""
        return self.best_of_each([asked], most)[0]

    def best_of_each(self, asked: Sequence[Asked], most: int) -> list[list[Ref]]:
        """`best` of many at once, in as many statements as of one."""
        holders = self._holders({key for one in asked for key, _ in one})
        leading = [_leading(holders, one, most, self._far) for one in asked]
        refs = self._refs({number for sums in leading for number in sums})
        found = []
        for sums in leading:
            ranked = sorted((-total, refs[number]) for number, total in sums.items())
            found.append([ref for _, ref in ranked[:most]])
        return found

    def _holders(self, keys: Collection[int]) -> dict[int, Numbers]:
        """The numbers of the accounts that go by each key."""
        import numpy as np  # late: commands that ask the record need no arrays

        rows = self._ask("holders", keys)
        if self._conn.dialect.name == "sqlite":
            return {key: np.fromstring(listed, np.int64, sep=",") for key, listed in rows}
        return {key: np.array(listed, np.int64) for key, listed in rows}

    def _refs(self, numbers: Collection[int]) -> dict[int, Ref]:
        return {number: (crm, id_) for number, crm, id_ in self._ask("refs", numbers)}

    def _ask(self, question: str, numbers: Collection[int], *further: int) -> Sequence[Any]:
        if not numbers:
            return ()
        asked = (*further, given(self._conn, numbers))
        return self._conn.exec_driver_sql(_QUESTIONS[question, self._conn.dialect.name], asked).all()


def change(
    conn: Connection, crm: str, wanted: Mapping[str, Collection[int]], *, first_load: bool = False
) -> None:
    """Makes each account go by exactly the keys given.

    With `first_load`, the caller's word that all of them are new, their keys wait to be taken into the
    index together with many others'.
    """
    if not wanted:
        return
    kept = {id_: pack(keys) for id_, keys in wanted.items()}
    known = {} if first_load else _known(conn, crm, kept)
    _renew(conn, [(*known[id_], keys) for id_, keys in kept.items() if id_ in known])
    _add(conn, crm, {id_: keys for id_, keys in kept.items() if id_ not in known}, waits=first_load)


def pack(keys: Collection[int]) -> bytes:
    """Distinct keys in order, 8 bytes each."""
    distinct = sorted(set(keys))
    return struct.pack(f"<{len(distinct)}q", *distinct)


def unpack(kept: bytes) -> tuple[int, ...]:
    """What `pack` packed."""
    return struct.unpack(f"<{len(kept) // 8}q", kept)


def _known(conn: Connection, crm: str, ids: Collection[str]) -> dict[str, tuple[int, bytes | None, bool]]:
    """Number, kept keys and whether they wait, of those of the accounts that are known."""
    rows = conn.execute(_by_ids(conn.dialect.name), {"crm": crm, "given": given(conn, ids)})
    return {row[0]: (row[1], row[2], row[3] is not None) for row in rows}


@cache
def _by_ids(dialect: str) -> Any:
    account = match_accounts.c
    return (
        select(account.id, account.number, account.goes_by, match_waiting.c.account)
        .join_from(match_accounts, match_waiting, match_waiting.c.account == account.number, isouter=True)
        .where(account.crm == bindparam("crm"), among_given(dialect, account.id))
    )


def _renew(conn: Connection, accounts: Iterable[tuple[int, bytes | None, bool, bytes]]) -> None:
    """Replaces the keys of known accounts: number, kept keys, whether they wait, new keys."""
    changed, gone, new = [], [], []
    for number, before, waits, after in accounts:
        if before == after:
            continue
        changed.append((after, number))
        if not waits:
            held, wanted = set(unpack(before or b"")), set(unpack(after))
            gone += [(key, number) for key in held - wanted]
            new += [(key, number) for key in wanted - held]
    update_many(conn, match_accounts, ("goes_by",), ("number",), changed)
    delete_many(conn, match_keys, _ROW, gone)
    insert_many(conn, match_keys, _ROW, sorted(new))


def _add(conn: Connection, crm: str, accounts: Mapping[str, bytes], *, waits: bool) -> None:
    if not accounts:
        return
    number = match_accounts.c.number
    last = conn.execute(select(func.max(number))).scalar() or 0
    rows = [(crm, id_, keys) for id_, keys in accounts.items()]
    insert_many(conn, match_accounts, ("crm", "id", "goes_by"), rows)
    added = select(number).where(number > last)  # writers take turns, so these are ours
    if waits:
        conn.execute(insert(match_waiting).from_select(["account"], added))
        return
    numbers = conn.execute(added.add_columns(match_accounts.c.id)).all()
    new = [(key, own) for own, id_ in numbers for key in unpack(accounts[id_])]
    insert_many(conn, match_keys, _ROW, sorted(new))


def _leading(holders: Mapping[int, Numbers], asked: Asked, most: int, far: int) -> dict[int, int]:
    """The numbers and sums of the accounts with the greatest sums, all that equal the last included."""
    import numpy as np

    read = [(holders[key], weight) for key, weight in asked if key in holders]
    if not read:
        return {}
    accounts = np.concatenate([numbers for numbers, _ in read])
    weights = np.repeat([weight for _, weight in read], [len(numbers) for numbers, _ in read])
    distinct, places = np.unique(accounts, return_inverse=True)
    sums = np.bincount(places, weights).astype(np.int64)
    near = sums * far >= sums.max()
    distinct, sums = distinct[near], sums[near]
    if len(sums) > most:
        leading = sums >= np.partition(sums, -most)[-most]
        distinct, sums = distinct[leading], sums[leading]
    return dict(zip(distinct.tolist(), sums.tolist(), strict=True))
