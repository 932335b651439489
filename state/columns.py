"""The column types that both databases share, short words to declare them, and where tables are put down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    event,
    text,
)
from sqlalchemy.sql.elements import TextClause

from mappings.instants import from_text, to_text

metadata = MetaData()

Words = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that compares by code point on both databases, so that orders agree."""

Number = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """The one type for points in time: aware datetimes in Python, canonical UTC text in the table."""

    impl = Words
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else to_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else from_text(value)


def row_id() -> Column[Any]:
    """A number of the database's own, never given twice."""
    return Column("id", Number, primary_key=True, autoincrement=True)


def texts(*names: str) -> list[Column[Any]]:
    return [Column(name, Words, nullable=False) for name in names]


def maybe_texts(*names: str) -> list[Column[Any]]:
    return [Column(name, Words, nullable=True) for name in names]


def instants(*names: str) -> list[Column[Any]]:
    return [Column(name, Instant, nullable=False) for name in names]


def maybe_instants(*names: str) -> list[Column[Any]]:
    return [Column(name, Instant, nullable=True) for name in names]


def maybe_numbers(*names: str) -> list[Column[Any]]:
    return [Column(name, Number, nullable=True) for name in names]


def counts(*names: str) -> list[Column[Any]]:
    """Numbers that start at 0; flags are such numbers too (1 for yes)."""
    return [Column(name, Integer, nullable=False, server_default="0") for name in names]


def leaf() -> Column[Any]:
    """The SHA-256 of what the row records."""
    return Column("leaf", LargeBinary, nullable=False)


def index_where(table: Table, name: str, where: str, *columns: str) -> TextClause:
    """A partial index. Returns its condition: a query uses the index only if it says the same."""
    condition = text(where)
    index = Index(name, *(table.c[column] for column in columns))

    @event.listens_for(table, "before_create")
    def _tell(_table: Table, conn: Connection, **_: Any) -> None:
        """Only now: to name a database in an option loads all that is known of it."""
        index.dialect_options[conn.dialect.name]["where"] = condition

    return condition
