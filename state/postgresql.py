"""PostgreSQL as we use it: psycopg 3, one writer at a time by a transaction's advisory lock."""

from __future__ import annotations

from sqlalchemy import URL, Connection, Engine, create_engine, event

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
