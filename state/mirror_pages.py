"""All open records of a kind, page by page: for work over the whole base."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, func, select

from mappings.records import Kind, Record, State
from state.mirror_rows import RECORD, record_of
from state.schema import records


def count(conn: Connection, crm: str, kind: Kind) -> int:
    """How many open records of the kind are mirrored."""
    query = select(func.count()).select_from(records).where(*_open(crm, kind))
    return int(conn.execute(query).scalar_one())


def pages(conn: Connection, crm: str, kind: Kind, size: int) -> Iterator[list[Record]]:
    """The open records in the order of ids, `size` at a time."""
    after = ""
    while True:
        query = select(*RECORD).where(*_open(crm, kind), records.c.id > after)
        page = [record_of(row) for row in conn.execute(query.order_by(records.c.id).limit(size))]
        if page:
            yield page
            after = page[-1].id
        if len(page) < size:
            return


def _open(crm: str, kind: Kind) -> tuple[ColumnElement[bool], ...]:
    return records.c.crm == crm, records.c.kind == kind.value, records.c.state == State.OPEN.value
