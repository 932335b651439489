"""Many rows in one statement, on both databases.

SQLite takes rows one by one through a prepared statement at no cost; PostgreSQL pays a round trip
for each, so there a batch travels as one array per column.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Float,
    Integer,
    LargeBinary,
    Table,
    Text,
    any_,
    bindparam,
    func,
    select,
)

from state import jsontext

Rows = Sequence[tuple[Any, ...]]


def insert_many(conn: Connection, table: Table, columns: tuple[str, ...], rows: Rows, tail: str = "") -> int:
    """Inserts rows of values in the order of `columns`; `tail` is an ON CONFLICT clause.

    Returns how many were inserted or, with DO UPDATE, changed.
    """
    if not rows:
        return 0
    return _run(conn, _insert(conn.dialect.name, table, columns, tail), rows)


def update_many(
    conn: Connection, table: Table, sets: tuple[str, ...], keys: tuple[str, ...], rows: Rows
) -> int:
    """Updates `sets` of the rows with the given `keys`; a row holds the new values, then the keys."""
    if not rows:
        return 0
    return _run(conn, _update(conn.dialect.name, table, sets, keys), rows)


def delete_many(conn: Connection, table: Table, keys: tuple[str, ...], rows: Rows) -> int:
    """Deletes the rows with these keys."""
    if not rows:
        return 0
    return _run(conn, _delete(conn.dialect.name, table, keys), rows)


def among(conn: Connection, column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether the column is one of `values`: one parameter however many there are."""
    if conn.dialect.name == "sqlite":
        listed = func.json_each(bindparam(None, jsontext.dumps(list(values)), Text)).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(bindparam(None, list(values), ARRAY(column.type)))


def _run(conn: Connection, sql: str, rows: Rows) -> int:
    if conn.dialect.name == "sqlite":
        return conn.exec_driver_sql(sql, list(rows)).rowcount
    return conn.exec_driver_sql(sql, tuple(list(column) for column in zip(*rows, strict=True))).rowcount


@cache
def _insert(dialect: str, table: Table, columns: tuple[str, ...], tail: str) -> str:
    into = f'INSERT INTO "{table.name}" ({_names(columns)})'
    if dialect == "sqlite":
        return f"{into} VALUES ({', '.join('?' * len(columns))}) {tail}"
    return f"{into} SELECT * FROM unnest({_arrays(table, columns)}) AS given {tail}"  # noqa: S608


@cache
def _update(dialect: str, table: Table, sets: tuple[str, ...], keys: tuple[str, ...]) -> str:
    if dialect == "sqlite":
        changed = ", ".join(f'"{name}" = ?' for name in sets)
        return f'UPDATE "{table.name}" SET {changed} WHERE {_equal(keys)}'  # noqa: S608 (names of ours)
    changed = ", ".join(f'"{name}" = given."{name}"' for name in sets)
    given = f"unnest({_arrays(table, sets + keys)}) AS given ({_names(sets + keys)})"
    return f'UPDATE "{table.name}" AS kept SET {changed} FROM {given} WHERE {_same(keys)}'  # noqa: S608


@cache
def _delete(dialect: str, table: Table, keys: tuple[str, ...]) -> str:
    if dialect == "sqlite":
        return f'DELETE FROM "{table.name}" WHERE {_equal(keys)}'  # noqa: S608 (names of ours)
    given = f"unnest({_arrays(table, keys)}) AS given ({_names(keys)})"
    return f'DELETE FROM "{table.name}" AS kept USING {given} WHERE {_same(keys)}'  # noqa: S608


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _equal(keys: tuple[str, ...]) -> str:
    return " AND ".join(f'"{name}" = ?' for name in keys)


def _same(keys: tuple[str, ...]) -> str:
    return " AND ".join(f'kept."{name}" = given."{name}"' for name in keys)


def _arrays(table: Table, columns: tuple[str, ...]) -> str:
    return ", ".join(f"%s::{_array_type(table, name)}" for name in columns)


def _array_type(table: Table, column: str) -> str:
    kind = table.c[column].type
    if isinstance(kind, Integer | BigInteger):
        return "bigint[]"
    if isinstance(kind, Float):
        return "double precision[]"
    if isinstance(kind, LargeBinary):
        return "bytea[]"
    return "text[]"
