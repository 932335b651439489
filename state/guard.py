"""One active daemon per store: a lock that dies with its holder, and an epoch in each transaction.

The lock keeps a second daemon out. The epoch keeps a revived first one from committing: its
transactions begin with an older number than the store's.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from state import postgresql
from state.errors import Held, translated
from state.schema import guard
from state.sqlite import open_beside, try_flock
from state.store import Store

__all__ = ["Guard", "Held", "acquire"]


class Guard:
    """The right to be the active daemon, until released."""

    def __init__(self, let_go: Callable[[], None]) -> None:
        self._let_go = let_go
        self._released = False

    def release(self) -> None:
        """Lets another daemon in; from then on this store's transactions are refused."""
        if not self._released:
            self._released = True
            self._let_go()


def acquire(store: Store, holder: str) -> Guard:
    """Makes this process the active daemon. Raises Held when another one is.

    `holder` is how this one is named to the others (host and process).
    """
    let_go = _lock_file(store.file.path) if store.file else _lock_session(store)
    if let_go is None:
        raise Held(_named_holder(store))
    try:
        with store.begin() as conn:
            conn.execute(update(guard).values(epoch=guard.c.epoch + 1, holder=holder))
            epoch = conn.execute(select(guard.c.epoch)).scalar_one()
    except BaseException:
        let_go()
        raise
    store.epoch = int(epoch)
    return Guard(let_go)


def _lock_file(path: Path) -> Callable[[], None] | None:
    descriptor = open_beside(path, ".daemon")
    if not try_flock(descriptor):
        os.close(descriptor)
        return None
    return lambda: os.close(descriptor)


def _lock_session(store: Store) -> Callable[[], None] | None:
    """PostgreSQL frees a session's lock when the session ends, however that comes about; as that takes it a
    moment, whoever goes in peace says so."""
    engine = postgresql.session(store.url)
    with translated():
        session = engine.connect()
        taken = session.exec_driver_sql(f"SELECT pg_try_advisory_lock({postgresql.DAEMON_LOCK})").scalar()

    def let_go() -> None:
        if taken:
            with suppress(SQLAlchemyError):  # a session that has ended holds nothing
                session.exec_driver_sql(f"SELECT pg_advisory_unlock({postgresql.DAEMON_LOCK})")
        session.invalidate()
        session.close()
        engine.dispose()

    if not taken:
        let_go()
        return None
    return let_go


def _named_holder(store: Store) -> str:
    with store.read() as conn:
        return str(conn.execute(select(guard.c.holder)).scalar() or "unnamed")
