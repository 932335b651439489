"""Many rows in one statement, on both databases.

SQLite takes rows one by one through a prepared statement at no cost; PostgreSQL pays a round trip
for each, so there a batch travels as one array per column.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Float,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    any_,
    bindparam,
    func,
    select,
    text,
)

from state import jsontext

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

Rows = Sequence[tuple[Any, ...]]

_AT_A_TIME = 1_000

_SLICE = 50_000
"""Rows of numbers that are handed over at a time."""


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


def insert_numbers(
    conn: Connection, table: Table, columns: tuple[str, ...], numbers: Sequence[Numbers]
) -> None:
    """Inserts rows of whole numbers, one array per column, in their order: for millions of rows."""
    parts = [
        [column[start : start + _SLICE] for column in numbers] for start in range(0, len(numbers[0]), _SLICE)
    ]
    if conn.dialect.name != "sqlite":
        _copy(conn, table, columns, parts)
        return
    for part in parts:
        insert_many(conn, table, columns, list(zip(*(column.tolist() for column in part), strict=True)))


def in_order(
    conn: Connection,
    columns: Sequence[ColumnElement[Any]],
    key: ColumnElement[Any],
    *only: ColumnElement[bool],
) -> Iterator[Sequence[Row[Any]]]:
    """Every row in the order of a unique key that `columns` hold, a thousand at a time: memory does not grow
    with the table."""
    query = select(*columns).where(*only).order_by(key).limit(_AT_A_TIME)
    rows = conn.execute(query).all()
    while rows:
        yield rows
        last = rows[-1]._mapping[key]
        rows = conn.execute(query.where(key > last)).all() if len(rows) == _AT_A_TIME else []


def among(conn: Connection, column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether the column is one of `values`: one parameter however many there are."""
    if conn.dialect.name == "sqlite":
        listed = func.json_each(bindparam(None, jsontext.dumps(list(values)), Text)).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(bindparam(None, list(values), ARRAY(column.type)))


def among_given(dialect: str, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """`among` for a statement that is put together once and asked often, which is ten times as fast: its
    parameter `given` takes what the function of that name makes."""
    if dialect == "sqlite":
        return column.in_(text("SELECT value FROM json_each(:given)"))
    return column == any_(bindparam("given", type_=ARRAY(column.type)))


def given(conn: Connection, values: Collection[Any]) -> str | list[Any]:
    """The values that `among_given` asks for, as one parameter."""
    return jsontext.dumps(list(values)) if conn.dialect.name == "sqlite" else list(values)


def _run(conn: Connection, sql: str, rows: Rows) -> int:
    if conn.dialect.name == "sqlite":
        return conn.exec_driver_sql(sql, list(rows)).rowcount
    return conn.exec_driver_sql(sql, tuple(list(column) for column in zip(*rows, strict=True))).rowcount


def _copy(
    conn: Connection, table: Table, columns: tuple[str, ...], parts: Sequence[Sequence[Numbers]]
) -> None:
    """In PostgreSQL's own format: the number of fields, then each with its length, big endian."""
    import numpy as np  # late: commands that ask the record need no arrays

    form = [("fields", ">i2")]
    for name in columns:
        form += [(f"length of {name}", ">i4"), (name, ">i8")]
    cursor: Any = conn.connection.cursor()
    into = f'COPY "{table.name}" ({_names(columns)}) FROM STDIN (FORMAT BINARY)'
    with cursor, cursor.copy(into) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        for part in parts:
            rows = np.empty(len(part[0]), form)
            rows["fields"] = len(columns)
            for name, column in zip(columns, part, strict=True):
                rows[f"length of {name}"], rows[name] = 8, column
            copy.write(rows.tobytes())
        copy.write(b"\xff\xff")


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
