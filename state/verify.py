"""Whether what is on record still is what was put there: every row against its leaf, every leaf against
the tree, the tree against every signed head.

The log is cut into stretches of a fixed length that can be looked at apart; what they tell is joined in
their order. So the verdict is the same wherever they are looked at, and memory hardly grows with the record.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import OperationalError

from state import jsontext
from state.flaws import Flaw
from state.heads import Head
from state.leaves import TABLES
from state.merkle import Frontier
from state.record_schema import log, tree
from state.store import Store
from state.stray import Strays, check_called, check_clocks, check_editions, check_laid
from state.stretch import LONG, Bounds, Part, Stretch, as_it_stands, displaced, look, no_text
from state.verify_heads import Signed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Watch = Callable[[str, int, int], None]
"""Is told the stage, how much is done, and of how much."""

Each = Callable[[Bounds, Iterable[Part]], Iterator[Stretch]]
"""Looks at every part, wherever; gives what it found in their order."""


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


@dataclass(frozen=True, slots=True)
class Source:
    """The store to whoever looks at parts of it elsewhere; `proof` tells one proof from the next."""

    url: str = field(repr=False)
    bounds: Bounds
    proof: str = field(default_factory=lambda: secrets.token_hex(8))


def look_elsewhere(source: Source, part: Part) -> Stretch:
    """Looks at one part in another process, on another machine. Raises StoreError where there is no store."""
    store = Store(source.url)
    try:
        with store.read() as conn:
            return look(conn, source.bounds, part, _sound(source.proof))
    finally:
        store.leave()


@lru_cache(maxsize=1)
def _sound(proof: str) -> set[str]:
    """The rosters and evidence that were looked at in this process, apart for each proof."""
    return set()


def verify(
    conn: Connection,
    key: Ed25519PublicKey | None,
    heads_file: Path | None,
    watch: Watch = lambda *_: None,
    each: Each | None = None,
) -> Verdict:
    """Checks the whole record as it stands in this transaction; `key` may be None while nothing is signed.
    `each` has others look at it: they see what was committed, up to where this transaction's record ends.

    An altered, missing, added or moved row is found if it was sealed, and told where it is not sealed but
    no longer fits its own leaf. `heads_file` holds heads that were kept elsewhere.
    """
    try:
        return _verdict(conn, key, heads_file, watch, each)
    except OperationalError as error:
        if not no_text(error):
            raise
    with as_it_stands(conn):
        return _verdict(conn, key, heads_file, watch, each)


def counted(conn: Connection) -> int:
    """How many leaves there are."""
    return conn.execute(select(func.count()).select_from(log)).scalar_one()


def _verdict(
    conn: Connection, key: Ed25519PublicKey | None, heads_file: Path | None, watch: Watch, each: Each | None
) -> Verdict:
    verdict = Verdict()
    try:
        _verify(conn, Signed(conn, key, heads_file), verdict, (watch, each or _here(conn)))
    except Flaw as flaw:
        verdict.flaw = flaw
    return verdict


def _here(conn: Connection) -> Each:
    sound: set[str] = set()
    return lambda bounds, parts: (look(conn, bounds, part, sound) for part in parts)


def _verify(conn: Connection, signed: Signed, verdict: Verdict, told: tuple[Watch, Each]) -> None:
    watch, each = told
    total, sealed = counted(conn), conn.execute(select(func.count(log.c.sequence))).scalar_one()
    bounds = Bounds(sealed, {kind: _end(conn, kind, func.max) for kind in TABLES})
    frontier, borders, strays = Frontier(), _Borders(conn), Strays(conn)
    for stretch in each(bounds, _parts(conn)):
        if stretch.flaw is not None:
            raise stretch.flaw
        borders.meet(stretch)
        for pieces in stretch.pieces:
            frontier.join(pieces)
            signed.grown(frontier)
        strays.seen(stretch)
        verdict.leaves += stretch.leaves
        verdict.erased += stretch.erased
        watch("leaves", verdict.leaves.total(), total)
    borders.end()
    signed.end(frontier)
    verdict.sealed, verdict.unsealed = frontier.size, total - frontier.size
    verdict.head, verdict.heads, verdict.heads_kept = signed.newest, signed.stored, signed.kept
    _check_tree(conn, frontier)
    strays.end()
    check_laid(conn)
    check_clocks(conn)
    check_editions(conn)
    check_called(conn)


def _parts(conn: Connection) -> Iterator[Part]:
    """The log from its first row to its last, each stretch of one length but the last."""
    ids = select(log.c.id).order_by(log.c.id)
    first, start = conn.execute(ids.limit(1)).scalar(), 0
    while first is not None:
        after = conn.execute(ids.where(log.c.id >= first).offset(LONG - 1).limit(2)).scalars().all()
        last = after[0] if after else conn.execute(select(func.max(log.c.id))).scalar_one()
        yield Part(start, first, last)
        first, start = after[1] if len(after) > 1 else None, start + LONG


def _end(conn: Connection, kind: str, which: Callable[..., Any]) -> int | None:
    return conn.execute(select(which(TABLES[kind][0].c.id))).scalar()


class _Borders:
    """Where stretches meet, no row may lie between."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._next = {kind: _end(conn, kind, func.min) for kind in TABLES}

    def meet(self, stretch: Stretch) -> None:
        """Raises Flaw where the stretch does not begin with the rows that come next."""
        for kind, edge in stretch.edges.items():
            if edge.first != self._next[kind]:
                raise self._left(kind)
            self._next[kind] = edge.following

    def end(self) -> None:
        """Raises Flaw where a row is left that the log has no leaf of."""
        for kind, following in self._next.items():
            if following is not None:
                raise self._left(kind)

    def _left(self, kind: str) -> Flaw:
        table, name = TABLES[kind]
        left = self._conn.execute(select(table.c[name]).where(table.c.id == self._next[kind])).scalar()
        return displaced(self._conn, kind, str(left), str(left))


def _check_tree(conn: Connection, frontier: Frontier) -> None:
    roots = jsontext.dumps([root.hex() for root in frontier.roots])
    if [tuple(row) for row in conn.execute(select(tree.c.size, tree.c.frontier))] != [(frontier.size, roots)]:
        raise Flaw("tree", "1", "is not the tree of the log's leaves")
