"""What the proof tells of a store to which something was done, which is undone afterwards."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from state import clocks
from state.clocks import End
from state.seal import Sealer, public_key
from state.store import Store
from state.verify import Verdict, verify


class Undone(Exception):
    """Ends a transaction that is not to leave anything."""


def found(store: Store, heads_file: Path | None, happens: Callable[[Connection], Any]) -> Verdict:
    """What is found where this happened; it is undone afterwards."""
    verdict = None
    with suppress(Undone), store.begin() as conn:
        happens(conn)
        verdict = looked(store, conn, heads_file)
        raise Undone
    assert verdict is not None
    return verdict


def looked(store: Store, conn: Connection, heads_file: Path | None = None) -> Verdict:
    return verify(conn, public_key(store.key_file), heads_file)


def does(*statements: str) -> Callable[[Connection], None]:
    return lambda conn: [conn.exec_driver_sql(statement) for statement in statements] and None


def deadlines_ran(store: Store, make: Any) -> None:
    """Thirty deadlines: of every six two are met, one is ended, one moved."""
    keys = [f"d{n}:0" for n in range(30)]
    with store.begin() as conn:
        clocks.put(conn, [make.clock(key, record_id=f"00Q{n}") for n, key in enumerate(keys)], make.at(400))
        clocks.move(conn, [(key, make.at(900)) for key in keys[3::6]], make.at(410))
        clocks.settle(conn, keys[::3], End("met", "call on record", make.at(405)), make.at(420))
        clocks.settle(conn, keys[1::6], End("ended", "Ben has it", make.at(430)), make.at(430))
    Sealer(store, lambda: make.now).tick()
