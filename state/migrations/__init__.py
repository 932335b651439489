"""Brings a store to the schema of this code, step by step, within the caller's transaction."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect

from state import views
from state.errors import SchemaTooNew
from state.schema import REVISION

FOLDER = Path(__file__).parent


def current(conn: Connection) -> str | None:
    """The revision that the store stands at; None where it has no schema yet."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    return conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def upgrade(conn: Connection) -> None:
    """Runs the missing revisions and makes the auditors' views anew.

    Raises SchemaTooNew where the store's revision is unknown here.
    """
    found = current(conn)
    if found == REVISION:
        return
    from alembic import command  # 0.2 s to import, and a store is migrated once
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    if found is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(found)
        except CommandError:
            raise SchemaTooNew(
                f"the store has schema {found}, this version knows up to {REVISION}: use a newer version"
            ) from None
        views.drop(conn)
    command.upgrade(config, "head")
    views.create(conn)


def statements(revision: str, dialect: str) -> list[str]:
    """The SQL of a revision, frozen: later changes of the schema's code must not change it."""
    text = (FOLDER / "sql" / f"{revision}.{dialect}.sql").read_text(encoding="utf-8")
    return [statement.strip() for statement in text.split(";\n") if statement.strip()]
