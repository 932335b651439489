"""PostgreSQL as we use it: psycopg 3, one writer at a time by a transaction's advisory lock."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlalchemy import URL, Connection, Engine, create_engine, event

from state.errors import StoreBusy

WRITER_LOCK = 7_065_001
"""Advisory lock that a writing transaction holds, so that writers take turns as on SQLite."""

DAEMON_LOCK = 7_065_002
"""Advisory lock that the active daemon's session holds."""

_IDLE_LIMIT_MS = 60_000


def writer(url: URL, patience: float) -> Engine:
    """An engine whose transactions take turns. A session that falls silent within its transaction
    is ended by the server after a minute: a stopped process must not block the others."""
    options = (
        f"-c lock_timeout={int(patience * 1000)} -c idle_in_transaction_session_timeout={_IDLE_LIMIT_MS}"
    )
    engine = _engine(url, "pointsman", options, 1)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")

    return engine


def reader(url: URL) -> Engine:
    """An engine whose transactions see one state of the store and cannot write."""
    engine = _engine(url, "pointsman reader", "", 5)
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def session(url: URL) -> Engine:
    """An engine for the one session that holds the daemon's lock."""
    return _engine(url, "pointsman daemon", "", 1).execution_options(isolation_level="AUTOCOMMIT")


def rewrite(url: URL, patience: float, tables: Sequence[str]) -> None:
    """Writes the tables anew in the writer's turn, once nobody reads them as they were before: rows that
    somebody can still see would be kept. Waits `patience` seconds for whoever does. Raises StoreBusy."""
    engine = session(url)
    try:
        with engine.connect() as conn:
            conn.exec_driver_sql(f"SET lock_timeout = {int(patience * 1000)}")
            conn.exec_driver_sql(f"SELECT pg_advisory_lock({WRITER_LOCK})")
            _outlive_readers(conn, patience)
            for table in tables:
                conn.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')
            conn.exec_driver_sql(f"SELECT pg_advisory_unlock({WRITER_LOCK})")
    finally:
        engine.dispose()


def _outlive_readers(conn: Connection, patience: float) -> None:
    """Waits until every transaction of this database began after now."""
    now = conn.exec_driver_sql("SELECT pg_current_xact_id()::xid::text").scalar_one()
    older = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND age(backend_xmin) >= age(%s::xid)"
    )
    deadline = time.monotonic() + patience
    while conn.exec_driver_sql(older, (now,)).scalar_one():
        if time.monotonic() >= deadline:
            raise StoreBusy(
                "somebody has been reading the store for too long: what was erased is kept for them"
            )
        time.sleep(0.05)


def _engine(url: URL, name: str, options: str, size: int) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=size,
        max_overflow=0 if size == 1 else 20,
        hide_parameters=True,
        connect_args={
            "application_name": name,
            "connect_timeout": 10,
            "keepalives_idle": 30,
            "options": options,
        },
    )
