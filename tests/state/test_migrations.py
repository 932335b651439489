"""Stores old and new."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_mock_engine, make_url

from state import controls, migrations, views
from state.schema import REVISION, metadata
from state.store import SchemaTooNew, Store, StoreError


def test_an_empty_place_becomes_a_store(empty_url: str, make: Any) -> None:
    store = Store(empty_url)
    store.migrate()
    with store.begin() as conn:
        controls.put(conn, "pause:*", True, "ann", make.now)
        assert migrations.current(conn) == REVISION
        for view in views.NAMES:
            assert conn.exec_driver_sql(f"SELECT * FROM {view}").all() == []
    store.close()


def test_an_existing_store_keeps_what_it_holds(store: Store, make: Any) -> None:
    with store.begin() as conn:
        controls.put(conn, "pause:*", True, "ann", make.now)
    store.migrate()
    store.migrate()
    with store.read() as conn:
        assert controls.get(conn, "pause:*") is True


def test_an_older_store_is_brought_up_and_gets_its_views_anew(store: Store) -> None:
    with store.begin() as conn:
        views.drop(conn)
        for table in reversed(metadata.sorted_tables):
            conn.exec_driver_sql(f'DROP TABLE "{table.name}"')
        conn.exec_driver_sql("DELETE FROM alembic_version")
    store.migrate()
    with store.read() as conn:
        assert migrations.current(conn) == REVISION
        assert conn.exec_driver_sql("SELECT * FROM audit_inputs").all() == []


def test_a_store_of_a_newer_version_is_refused_and_left_alone(store: Store) -> None:
    with store.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaTooNew, match="newer version"):
        store.migrate()
    with store.read() as conn:
        assert migrations.current(conn) == "9999"
        assert conn.exec_driver_sql("SELECT * FROM audit_log").all() == []


def test_a_migration_that_fails_leaves_nothing(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(empty_url)
    real = migrations.statements
    monkeypatch.setattr(
        migrations, "statements", lambda *given: [*real(*given)[:30], "CREATE TABLE broken ("]
    )
    with pytest.raises(StoreError):
        store.migrate()
    monkeypatch.undo()
    store.migrate()
    with store.read() as conn:
        assert migrations.current(conn) == REVISION
    store.close()


def test_the_revisions_make_the_schema_that_the_code_describes(store: Store) -> None:
    with store.read() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_the_frozen_sql_is_what_the_code_would_make(store: Store) -> None:
    made: list[str] = []
    dialect = make_url({"sqlite": "sqlite://"}.get(store.dialect, "postgresql+psycopg://")).get_dialect()()

    def take(sql: Any, *_: Any, **__: Any) -> None:
        made.append(_squeezed(str(sql.compile(dialect=dialect))))

    metadata.create_all(create_mock_engine(f"{dialect.name}+{dialect.driver}://", take), checkfirst=False)
    frozen = [_squeezed(text) for text in migrations.statements(REVISION, store.dialect)]
    assert sorted(made) == sorted(text for text in frozen if text.startswith("CREATE"))


def test_the_code_names_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def _squeezed(sql: str) -> str:
    return " ".join(sql.split())
