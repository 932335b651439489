"""What can go wrong with the store, named by what the caller does next.

No message holds a recorded value: a database's own text may quote the row it refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StoreError(Exception):
    """Anything that the store raises."""


class StoreBusy(StoreError):
    """Another writer holds the store for too long, or the database chose us to give way: nothing
    was committed, the same transaction may work later."""


class StoreUnavailable(StoreError):
    """The database cannot be reached or read. Whether a commit that was under way took effect is
    unknown: look at what it would have left before doing it again."""


class StoreMissing(StoreUnavailable):
    """There is no store at this place yet."""


class StoreFull(StoreUnavailable):
    """The disk is full: nothing was committed."""


class StoreFault(StoreError):
    """The database refused a statement, which is a fault of ours and not of the moment."""


class KeyLost(StoreError):
    """The store's key is not the one by which it keeps erased persons away."""


class SchemaTooNew(StoreError):
    """The store was written by a newer version of this program."""


class Fenced(StoreError):
    """Another daemon has taken over: this one must stop and commits nothing."""


class Held(StoreError):
    """Another daemon is active; `by` is what it calls itself."""

    def __init__(self, by: str) -> None:
        super().__init__(f"another daemon is active: {by}")
        self.by = by


_PG_FULL = {"53100"}
_PG_BUSY = {"40001", "40P01", "55P03", "57014"}
_PG_AWAY_CLASSES = {"08", "53", "57", "58"}


@contextmanager
def translated() -> Iterator[None]:
    """Turns the driver's errors into ours, without the text that could quote recorded values."""
    try:
        yield
    except DBAPIError as error:
        raise _ours(error) from None
    except sqlite3.Error as error:
        raise _of_sqlite(error) from None
    except PoolTimeout:
        raise StoreBusy("no free connection to the store") from None


def _ours(error: DBAPIError) -> StoreError:
    original = error.orig
    if isinstance(original, sqlite3.Error):
        return _of_sqlite(original)
    state = getattr(original, "sqlstate", None)
    diagnosis = getattr(original, "diag", None)
    where = ", ".join(
        str(part)
        for name in ("table_name", "column_name", "constraint_name")
        if (part := getattr(diagnosis, name, None))
    )
    if state is not None and state.startswith("42"):  # about names in the statement, never about values
        where = str(getattr(diagnosis, "message_primary", where))
    what = f"{type(original).__name__} ({state or 'no code'}){' at ' + where if where else ''}"
    if state in _PG_FULL:
        return StoreFull(f"the database's disk is full: {what}")
    if state in _PG_BUSY:
        return StoreBusy(f"the database is busy: {what}")
    if error.connection_invalidated or (state or "08")[:2] in _PG_AWAY_CLASSES:
        return StoreUnavailable(f"the database cannot be reached: {what}")
    return StoreFault(f"the database refused a statement: {what}")


def _of_sqlite(error: sqlite3.Error) -> StoreError:
    """SQLite's messages name tables and columns and never a value."""
    code = getattr(error, "sqlite_errorname", "") or ""
    what = f"{error} ({code or type(error).__name__})"
    if code.startswith("SQLITE_FULL"):
        return StoreFull(f"the store's disk is full: {what}")
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(f"the store is busy: {what}")
    if code.startswith(
        ("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_READONLY")
    ):
        return StoreUnavailable(f"the store cannot be used: {what}")
    return StoreFault(f"the store refused a statement: {what}")
