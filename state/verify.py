"""Whether what is on record still is what was put there: every row against its leaf, every leaf against
the tree, the tree against every signed head.

Rows and leaves are read side by side in the order in which they were written, so memory does not grow
with the record.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Table, func, select
from sqlalchemy.exc import OperationalError

from state import jsontext
from state.bulk import in_order
from state.flaws import Flaw
from state.heads import Head
from state.kept import Kept, Told
from state.leaves import TABLES, digest, recorded
from state.merkle import Frontier
from state.record_schema import log, tree
from state.verify_heads import Signed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_TIMES = {"decision": "decided_at", "write": "attempted_at", "notice": "attempted_at", "change": "changed_at"}

_REFERS = ("crm", "inputs", "pool", "knew", "facts")

_WRITTEN = frozenset({str, float, bytes, memoryview, type(None)})

Watch = Callable[[str, int, int], None]
"""Is told the stage, how much is done, and of how much."""


@dataclass(slots=True)
class Verdict:
    """What was found. `leaves` counts by kind what fits; `sealed` of them are under `head`, `unsealed` are
    not yet; `erased` counts commitments to values that are gone; `heads` of the store and `heads_kept` of a
    file agree; `flaw` is the first thing that does not fit."""

    leaves: Counter[str] = field(default_factory=Counter)
    sealed: int = 0
    unsealed: int = 0
    erased: int = 0
    heads: int = 0
    heads_kept: int = 0
    head: Head | None = None
    flaw: Flaw | None = None


def verify(
    conn: Connection, key: Ed25519PublicKey | None, heads_file: Path | None, watch: Watch = lambda *_: None
) -> Verdict:
    """Checks the whole record as it stands in this transaction; `key` may be None while nothing is signed.

    An altered, missing, added or moved row is found if it was sealed, and told where it is not sealed but
    no longer fits its own leaf. `heads_file` holds heads that were kept elsewhere.
    """
    try:
        return _verdict(conn, key, heads_file, watch)
    except OperationalError as error:
        if "UTF-8" not in str(error.orig):
            raise
    with _as_it_stands(conn):
        return _verdict(conn, key, heads_file, watch)


def _verdict(
    conn: Connection, key: Ed25519PublicKey | None, heads_file: Path | None, watch: Watch
) -> Verdict:
    verdict = Verdict()
    try:
        _verify(conn, Signed(conn, key, heads_file), verdict, watch)
    except Flaw as flaw:
        verdict.flaw = flaw
    return verdict


def _verify(conn: Connection, signed: Signed, verdict: Verdict, watch: Watch) -> None:
    frontier, rows, kept, moments = Frontier(), _Rows(conn), Kept(conn), _Moments()
    columns = (log.c.id, log.c.sequence, log.c.recorded_at, log.c.kind, log.c.ref, log.c.leaf)
    total = conn.execute(select(func.count()).select_from(log)).scalar_one()
    for batch in in_order(conn, columns, log.c.id):
        told: list[Told] = []
        for entry in batch:
            row = rows.fits(entry)
            moments.add(entry, row[_TIMES[entry.kind]])
            if entry.kind == "decision":
                told.append(Told(entry.ref, *(row[name] for name in _REFERS)))
            verdict.leaves[entry.kind] += 1
            if entry.sequence is None:
                verdict.unsealed += 1
                continue
            if entry.sequence != frontier.size or verdict.unsealed:
                raise Flaw("log", entry.ref, f"has number {entry.sequence} where {frontier.size} comes next")
            frontier.add(bytes(entry.leaf))
            signed.grown(frontier)
        kept.check(told)
        verdict.sealed, verdict.erased = frontier.size, kept.erased
        watch("leaves", verdict.sealed + verdict.unsealed, total)
    moments.close()
    rows.end()
    signed.end(frontier)
    verdict.head, verdict.heads, verdict.heads_kept = signed.newest, signed.stored, signed.kept
    _check_tree(conn, frontier)
    kept.end()


def _check_tree(conn: Connection, frontier: Frontier) -> None:
    roots = jsontext.dumps([root.hex() for root in frontier.roots])
    if [tuple(row) for row in conn.execute(select(tree.c.size, tree.c.frontier))] != [(frontier.size, roots)]:
        raise Flaw("tree", "1", "is not the tree of the log's leaves")


class _Rows:
    """The rows of every kind, each in the order in which they were written, as the log is."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._next: dict[str, Iterator[Row[Any]]] = {}
        self._names: dict[str, list[str]] = {}
        for kind, (table, _) in TABLES.items():
            columns = recorded(table)
            self._names[kind] = [str(column.name) for column in columns]
            batches = in_order(conn, [*columns, table.c.leaf, table.c.id], table.c.id)
            self._next[kind] = chain.from_iterable(batches)

    def fits(self, entry: Row[Any]) -> dict[str, Any]:
        """The row that a leaf of the log is of. Raises Flaw where it is another or does not give the leaf."""
        if entry.kind not in TABLES:
            raise Flaw("log", entry.ref, "is of no kind that there is")
        table, ref = TABLES[entry.kind]
        found = next(self._next[entry.kind], None)
        row = {} if found is None else dict(zip(self._names[entry.kind], found, strict=False))
        if found is None or row[ref] != entry.ref:
            raise self._displaced(entry, row.get(ref))
        if not _plain(row) or _digest(entry.kind, row) != found.leaf:
            raise Flaw(table.name, entry.ref, "the row does not give its leaf")
        if entry.leaf != found.leaf:
            raise Flaw("log", entry.ref, f"has another leaf than the row in {table.name}")
        return row

    def end(self) -> None:
        """Raises Flaw where a row is left that the log has no leaf of."""
        for kind, rows in self._next.items():
            table, ref = TABLES[kind]
            for row in rows:
                raise Flaw(table.name, row._mapping[ref], "has no leaf in the log")

    def _displaced(self, entry: Row[Any], instead: str | None) -> Flaw:
        table, ref = TABLES[entry.kind]
        if not self._stands(table, {ref: entry.ref}):
            return Flaw(table.name, entry.ref, "is gone; the log has its leaf")
        if not self._stands(log, {"kind": entry.kind, "ref": instead}):
            return Flaw(table.name, str(instead), "has no leaf in the log")
        return Flaw(table.name, entry.ref, f"is not in its place: {instead} stands there")

    def _stands(self, table: Table, row: dict[str, Any]) -> bool:
        try:
            same = [table.c[name] == value for name, value in row.items()]
            return self._conn.execute(select(table.c.id).where(*same).limit(1)).first() is not None
        except UnicodeEncodeError:  # no text that could be looked for
            return False


class _Moments:
    """When leaves were recorded is in no leaf; it is held to the rows' own times. Decisions that are recorded
    at once have the time of the latest of them."""

    def __init__(self) -> None:
        self._at = self._latest = self._ref = ""

    def add(self, entry: Row[Any], at: str) -> None:
        if entry.kind != "decision":
            self.close()
            if entry.recorded_at != at:
                raise self._wrong(entry.ref)
            return
        if entry.recorded_at != self._at:
            self.close()
        if not isinstance(entry.recorded_at, str) or at > entry.recorded_at:
            raise self._wrong(entry.ref)
        self._at, self._ref, self._latest = entry.recorded_at, entry.ref, max(at, self._latest)

    def close(self) -> None:
        if self._latest != self._at:
            raise self._wrong(self._ref)
        self._at = self._latest = ""

    @staticmethod
    def _wrong(ref: str) -> Flaw:
        return Flaw("log", ref, "recorded_at is not the time of what was recorded")


def _plain(row: dict[str, Any]) -> bool:
    """Whether every value is one that was written: JSON has one word for NULL and what is no number."""
    confidence = row.get("match_confidence")
    return _WRITTEN.issuperset(map(type, row.values())) and (confidence is None or math.isfinite(confidence))


def _digest(kind: str, row: dict[str, Any]) -> bytes | None:
    try:
        return digest(kind, row)
    except (TypeError, ValueError):  # text that is no UTF-8
        return None


@contextmanager
def _as_it_stands(conn: Connection) -> Iterator[None]:
    """SQLite's bytes that are no UTF-8 are read, too, so that the row they stand in can be named; apart,
    because it takes longer."""
    connection: Any = conn.connection.dbapi_connection
    connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        connection.text_factory = str
