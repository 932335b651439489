"""A SQLite store behind glass: the auditors' views can be read, and nothing else, whatever is asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from state.measure_views import NAMES as MEASURES
from state.views import NAMES, POOLED

_SCHEMA = frozenset({"sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema"})
_HARMLESS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
_FUNCTIONS = frozenset({"json_each", "json_tree"})
_TELLING = frozenset(
    {
        "schema_version",
        "database_list",
        "table_info",
        "table_xinfo",
        "index_list",
        "index_info",
        "index_xinfo",
        "foreign_key_list",
    }
)


def behind_glass(path: Path) -> sqlite3.Connection:
    """A connection, usable from any thread, that reads the auditors' views only. Of the rest it tells the
    names. Whatever asks for more raises sqlite3.DatabaseError."""
    uri = f"file:{quote(str(path))}?mode=ro"
    return sqlite3.connect(uri, uri=True, check_same_thread=False, factory=_Glass)


class _Glass(sqlite3.Connection):
    """Two panes. Every query is put to an empty store first that has the views, as tables, and no more: what
    cannot be asked there asks for something else. Then SQLite itself refuses whatever is no plain reading of
    tables: writes, other files, settings, its own raw pages."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        ask = super().execute
        self._empty = sqlite3.connect(":memory:", check_same_thread=False)
        for view in (*NAMES, *POOLED, *MEASURES):
            columns = [f'"{row[1]}"' for row in ask(f"PRAGMA table_info({view})")]
            self._empty.execute(f"CREATE TABLE {view} ({', '.join(columns)})")
        here = {row[0] for row in ask("SELECT name FROM sqlite_master WHERE sql NOT LIKE 'CREATE VIRTUAL%'")}
        self.set_authorizer(_reads(frozenset(here | _SCHEMA | _FUNCTIONS)))

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(_Pane)

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> Any:
        return self.cursor().executemany(sql, parameters)

    def executescript(self, script: Any, /) -> Any:
        return self.cursor().executescript(script)

    def close(self) -> None:
        self._empty.close()
        super().close()

    def ask_first(self, sql: str, parameters: Any) -> None:
        """Raises sqlite3.DatabaseError where the views are not enough for it."""
        explains = sql.lstrip()[:7].lower() == "explain"
        self._empty.execute(sql if explains else f"EXPLAIN {sql}", parameters)


class _Pane(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> _Pane:
        if isinstance(self.connection, _Glass):
            self.connection.ask_first(sql, parameters)
        super().execute(sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Any, /) -> _Pane:
        raise sqlite3.ProgrammingError("one question at a time")

    def executescript(self, script: Any, /) -> _Pane:
        raise sqlite3.ProgrammingError("one question at a time")


def _reads(tables: frozenset[str]) -> Callable[..., int]:
    def may(action: int, name: str | None, *_: str | None) -> int:
        fine = action in _HARMLESS
        fine |= action == sqlite3.SQLITE_READ and name in tables
        fine |= action == sqlite3.SQLITE_PRAGMA and name in _TELLING
        return sqlite3.SQLITE_OK if fine else sqlite3.SQLITE_DENY

    return may
