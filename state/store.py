"""The store: the only place that commits."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Literal

from sqlalchemy import URL, Connection, make_url

from state import migrations, postgresql
from state.errors import (
    Fenced,
    Held,
    SchemaTooNew,
    StoreBusy,
    StoreError,
    StoreFault,
    StoreFull,
    StoreMissing,
    StoreUnavailable,
    translated,
)
from state.sqlite import WAL_LIMIT, SqliteFile

__all__ = [
    "Fenced",
    "Held",
    "SchemaTooNew",
    "Store",
    "StoreBusy",
    "StoreError",
    "StoreFault",
    "StoreFull",
    "StoreMissing",
    "StoreUnavailable",
]

PATIENCE = 30.0
"""Seconds a writer waits for its turn."""


class Store:
    """One database, on SQLite (`sqlite:///PATH`) or PostgreSQL (`postgresql://USER@HOST/DB`).

    Usable from many threads. `epoch` is set by the guard of the active daemon; while it is set, a
    transaction begins only if no other daemon has taken over. `key_dir` is where the sealer's key
    lies; it defaults to the SQLite file's folder and must be given for PostgreSQL by whoever seals.
    Errors are those of `state.errors` only.
    """

    def __init__(self, url: str, *, key_dir: Path | None = None, patience: float = PATIENCE) -> None:
        self.url: URL = make_url(url)
        self.epoch: int | None = None
        self._patience = patience
        self._lock = threading.Lock()
        self._writing_thread: int | None = None
        self.dialect: Literal["sqlite", "postgresql"]
        backend = self.url.get_backend_name()
        self.file: SqliteFile | None = None
        if backend == "sqlite":
            if not self.url.database or self.url.database == ":memory:":
                raise ValueError("a SQLite store needs a path: sqlite:///PATH")
            self.dialect = "sqlite"
            self.file = SqliteFile(Path(self.url.database), patience)
            self._writer, self._reader = self.file.writer(), self.file.reader()
        elif backend in ("postgresql", "postgres"):
            self.dialect = "postgresql"
            self._writer, self._reader = postgresql.writer(self.url, patience), postgresql.reader(self.url)
        else:
            raise ValueError(f"a store is sqlite:///PATH or postgresql://..., not {backend}")
        self._key_dir = key_dir

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A write transaction: commits at the end of the block, or leaves nothing where it raises.

        One at a time, among threads and processes. Raises Fenced when another daemon has taken
        over, StoreBusy, StoreFull, StoreUnavailable. Not to be nested.
        """
        with self._turn(), translated():
            with self._writer.begin() as conn:
                if self.epoch is not None:
                    self._check_epoch(conn, self.epoch)
                yield conn
            if self.file is not None:
                self.file.checkpoint(self._writer, only_beyond=WAL_LIMIT)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view of the store that cannot write. To be short: while it is open, SQLite's
        write-ahead log cannot shrink."""
        with translated(), self._reader.connect() as conn:
            yield conn

    def migrate(self) -> None:
        """Brings the store to the schema of this code, in one transaction, making it where there is
        none. Raises SchemaTooNew for a store of a newer version."""
        if self.file is not None:
            with translated():
                self.file.create()
        with self._turn(), translated(), self._writer.begin() as conn:
            migrations.upgrade(conn)

    def checkpoint(self) -> None:
        """Empties SQLite's write-ahead log as far as readers allow; nothing on PostgreSQL."""
        if self.file is not None:
            with self._turn(), translated():
                self.file.checkpoint(self._writer)

    def rewrite(self, tables: Sequence[str]) -> None:
        """Writes what is kept anew, so that no byte of what was deleted from these tables is left in the
        database's files; SQLite's whole file, whatever the tables. It takes the writer's turn as long as a
        copy of them takes, and the room. Raises StoreBusy where somebody reads for too long: then it is to
        be done again."""
        if self.file is None:
            with self._turn(), translated():
                postgresql.rewrite(self.url, self._patience, tables)
            return
        with self._turn(), translated():
            self.file.rewrite(self._writer)

    def close(self) -> None:
        """Checkpoints and closes every connection."""
        if self.file is not None and self.file.path.exists():
            with suppress(StoreError):  # the log is kept and read at the next start
                self.checkpoint()
        self.leave()

    def leave(self) -> None:
        """Closes every connection, and leaves the checkpoint to whoever writes."""
        self._writer.dispose()
        self._reader.dispose()
        if self.file is not None:
            self.file.close()

    @property
    def key_file(self) -> Path:
        """Where the sealer's signing key lies."""
        folder = self._key_dir or (self.file.beside if self.file else None)
        if folder is None:
            raise ValueError("a PostgreSQL store needs key_dir to seal")
        return folder / f"{Path(self.url.database or 'pointsman').name}.seal-key"

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("a write transaction within a write transaction")
        if not self._lock.acquire(timeout=self._patience):
            raise StoreBusy("another thread holds the store's writing turn")
        among_processes: AbstractContextManager[None] = self.file.turn() if self.file else nullcontext()
        try:
            self._writing_thread = threading.get_ident()
            with among_processes:
                yield
        finally:
            self._writing_thread = None
            self._lock.release()

    @staticmethod
    def _check_epoch(conn: Connection, epoch: int) -> None:
        """The read is safe against a later take-over: that is a write, and has to wait its turn."""
        if conn.exec_driver_sql("SELECT epoch FROM guard").scalar() != epoch:
            raise Fenced("another daemon has taken over")
