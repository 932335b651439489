"""The record in a browser: Datasette over the auditors' views, in the words of the auditors' page."""

from __future__ import annotations

import re
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from connector.exports import ExtraMissing
from state import page
from state.glass import behind_glass

NAME = "record"
"""What the store is called there."""

_FACETS = {
    "audit_decisions": ["outcome", "route", "owner_name"],
    "audit_steps": ["step", "result"],
    "audit_inputs": ["object", "field"],
    "audit_candidates": ["eligible", "reason"],
    "audit_pools": ["eligible", "reason"],
    "audit_writes": ["result"],
    "audit_notices": ["channel", "result"],
    "audit_changes": ["what", "changed_by"],
    "audit_deadlines": ["checkpoint", "status", "in_time"],
    "audit_log": ["kind"],
}
_NEWEST_FIRST = {
    "audit_decisions": "decided_at",
    "audit_writes": "attempted_at",
    "audit_notices": "attempted_at",
    "audit_changes": "changed_at",
    "audit_deadlines": "started_at",
    "audit_log": "sequence",
    "audit_heads": "size",
}
_SETTINGS = {
    "sql_time_limit_ms": 60_000,
    "facet_time_limit_ms": 2_000,
    "suggest_facets": False,
    "allow_download": False,
    "default_page_size": 50,
    "max_returned_rows": 10_000,
}


def application(store: Path) -> Any:
    """The pages over a SQLite store, as an ASGI application. It shows the views and no other table, and reads
    no more than those, whatever SQL somebody types. Raises ExtraMissing."""
    try:
        from datasette.app import Datasette
        from datasette.database import Database
    except ImportError:
        raise ExtraMissing("this needs the extra `auditors`: pip install 'pointsman[auditors]'") from None

    class Record(Database):  # type: ignore[misc]
        def connect(self, write: bool = False) -> sqlite3.Connection:
            connection = behind_glass(store)
            self._all_file_connections.append(connection)
            return connection

        async def table_names(self) -> list[str]:
            return []

        async def hidden_table_names(self) -> list[str]:
            return []

        async def get_all_foreign_keys(self) -> dict[str, Any]:
            return {}

    shown = Datasette(metadata=_described(_tables(store)), settings=_SETTINGS)
    shown.add_database(Record(shown, path=str(store), is_mutable=True), name=NAME)
    return shown.app()


def serve(store: Path, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serves the pages until it is interrupted; `ready` is told the address. Raises ExtraMissing, OSError."""
    pages = application(store)
    import uvicorn

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        shown = f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{listening.getsockname()[1]}/{NAME}")
        server = uvicorn.Server(uvicorn.Config(pages, log_level="warning"))
        server.run(sockets=[listening])


def _described(tables: list[str]) -> dict[str, Any]:
    told = page.views()
    views = {
        name: {
            "description": view.says,
            "columns": {column: says.replace("`", "") for column, says in view.columns.items()},
            "facets": _FACETS.get(name, []),
            **({"sort_desc": _NEWEST_FIRST[name]} if name in _NEWEST_FIRST else {}),
        }
        for name, view in told.items()
    }
    questions = {_slug(each.asks): {"title": each.asks, "sql": each.sql} for each in page.questions()}
    hidden = {name: {"hidden": True, "allow": False} for name in tables}
    return {
        "title": "The record",
        "description": "Every decision about every lead, as it was recorded. Nothing can be changed here",
        "databases": {NAME: {"tables": hidden | views, "queries": questions}},
    }


def _slug(question: str) -> str:
    return "-".join(re.findall(r"[a-z]+", question.lower()))


def _tables(store: Path) -> list[str]:
    connection = behind_glass(store)
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    finally:
        connection.close()
    return [name for (name,) in names]
