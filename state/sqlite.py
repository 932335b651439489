"""SQLite as we use it: WAL, full sync, one writer at a time, checkpoints in a writer's turn.

SQLite before 3.51.3 can corrupt a WAL when a write races a checkpoint on another connection, so no
connection checkpoints by itself: whoever holds the turn does it.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from state.errors import StoreBusy, StoreMissing

WAL_LIMIT = 16 * 1024 * 1024
"""Bytes of write-ahead log after which a writer checkpoints."""

_PAGE = 16_384
"""Bytes. A decision's row is 2 to 3 KB: a page of 4 KB would hold one and waste the rest."""

_PRAGMAS = (
    "busy_timeout = 10000",
    "foreign_keys = ON",
    "synchronous = FULL",
    "wal_autocheckpoint = 0",
    "secure_delete = ON",
    "temp_store = MEMORY",
)
_WRITER_PRAGMAS = ("cache_size = -65536",)
_READER_PRAGMAS = ("query_only = ON",)


class SqliteFile:
    """One database file, readable by its owner only, with its lock file beside it."""

    def __init__(self, path: Path, patience: float) -> None:
        self.path = path
        self.beside = path.parent
        self._patience = patience
        self._lock: int | None = None

    def create(self) -> None:
        """Makes the file, and the folder it lies in, unless they exist."""
        self.beside.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(self._connect(_WRITER_PRAGMAS)) as connection:
            connection.execute("PRAGMA page_size = 16384")
            connection.execute("PRAGMA journal_mode = WAL")

    def writer(self) -> Engine:
        """An engine whose transactions hold SQLite's write lock from their first moment."""
        return self._engine("BEGIN IMMEDIATE", _WRITER_PRAGMAS, 1)

    def reader(self) -> Engine:
        """An engine whose transactions see one state of the store and cannot write."""
        return self._engine("BEGIN", _READER_PRAGMAS, 5)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The writers' turn among all processes. Raises StoreBusy after the patience has run out."""
        if self._lock is None:
            self._require()
            self._lock = open_beside(self.path, ".lock")
        if not _flock_within(self._lock, self._patience):
            raise StoreBusy("another process holds the store's writing turn")
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def checkpoint(self, engine: Engine, *, only_beyond: int = 0) -> None:
        """Moves the write-ahead log into the database and empties it, where no reader needs it.

        To be called within the turn; does nothing while the log is not longer than `only_beyond`.
        """
        try:
            length = self.path.with_name(self.path.name + "-wal").stat().st_size
        except FileNotFoundError:
            return
        if length <= only_beyond:
            return
        with self._bare(engine) as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def rewrite(self, engine: Engine) -> None:
        """Copies the database into fresh pages: `secure_delete` leaves copies that moved between pages. The
        copy goes by way of a file, because it may be larger than the memory. To be called within the turn."""
        with self._bare(engine) as cursor:
            cursor.execute("PRAGMA temp_store = FILE")
            cursor.execute("VACUUM")
            cursor.execute(f"PRAGMA busy_timeout = {int(self._patience * 1000)}")
            (busy, *_), *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if busy:
            raise StoreBusy("somebody has been reading the store for too long: its old log is still there")

    @contextmanager
    def _bare(self, engine: Engine) -> Iterator[sqlite3.Cursor]:
        """A cursor outside every transaction; its connection is as it was afterwards."""
        connection = engine.raw_connection()
        try:
            cursor: Any = connection.cursor()
            try:
                yield cursor
            finally:
                cursor.execute("PRAGMA busy_timeout = 10000")
                cursor.execute("PRAGMA temp_store = MEMORY")
        finally:
            connection.close()

    def close(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _engine(self, begin: str, pragmas: tuple[str, ...], size: int) -> Engine:
        engine = create_engine(
            "sqlite://",
            creator=lambda: self._connect(pragmas),
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=0 if size == 1 else 20,
            hide_parameters=True,
        )

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    def _connect(self, pragmas: tuple[str, ...]) -> sqlite3.Connection:
        self._require()
        connection = sqlite3.connect(
            f"file:{quote(str(self.path))}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        for pragma in (*_PRAGMAS, *pragmas):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _require(self) -> None:
        if not self.path.exists():
            raise StoreMissing(f"there is no store at {self.path}")


def open_beside(path: Path, suffix: str) -> int:
    """A descriptor of the file beside `path` that exists to be locked."""
    return os.open(path.with_name(path.name + suffix), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)


def try_flock(descriptor: int) -> bool:
    """Takes the exclusive lock if nobody has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _flock_within(descriptor: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not try_flock(descriptor):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.002)
    return True
