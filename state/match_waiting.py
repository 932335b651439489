"""Accounts whose keys wait to be taken into the index: those of a first load, because rows in the order
of their keys are written several times as fast, and all of them once keys are made in another way.

An account is in the index wholly or not at all, whenever the process ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from mappings.records import Kind, Record
from state.bulk import insert_numbers, update_many
from state.match_keys import pack
from state.mirror_rows import RECORD, record_of
from state.schema import match_accounts, match_keys, match_waiting, records

RUN = 100_000
"""Accounts that are taken in within one transaction: sorting them needs some 150 MB, other writers wait."""


def none(conn: Connection) -> bool:
    """Whether the index holds every account that is mirrored."""
    return conn.execute(select(match_waiting.c.account).limit(1)).first() is None


def count(conn: Connection) -> int:
    """How many accounts wait."""
    return conn.execute(select(func.count()).select_from(match_waiting)).scalar_one()


def start_anew(conn: Connection) -> None:
    """Empties the index: every account waits, and its keys are to be made anew."""
    if conn.dialect.name == "sqlite":
        conn.execute(delete(match_keys))
        conn.execute(delete(match_waiting))
    else:
        conn.exec_driver_sql("TRUNCATE match_keys, match_waiting")
    conn.execute(update(match_accounts).values(goes_by=None))
    conn.execute(insert(match_waiting).from_select(["account"], select(match_accounts.c.number)))


def without_keys(conn: Connection, after: int, most: int) -> list[tuple[int, Record | None]]:
    """Accounts by number from beyond `after` whose keys are to be made: the record, None where it is
    not mirrored."""
    account = match_accounts.c
    mirrored = (
        (records.c.crm == account.crm) & (records.c.kind == Kind.ACCOUNT.value) & (records.c.id == account.id)
    )
    columns: list[Any] = [account.number, *RECORD]
    rows = conn.execute(
        select(*columns)
        .join_from(match_accounts, records, mirrored, isouter=True)
        .where(account.goes_by.is_(None), account.number > after)
        .order_by(account.number)
        .limit(most)
    )
    return [(row[0], record_of(row[1:]) if row[1] is not None else None) for row in rows]


def give(conn: Connection, keys: Mapping[int, Sequence[int]]) -> None:
    """Keeps the keys of accounts by number; they go on waiting."""
    rows = [(pack(own), number) for number, own in keys.items()]
    update_many(conn, match_accounts, ("goes_by",), ("number",), rows)


def take_in(conn: Connection, most: int = RUN) -> int:
    """Takes the keys of up to `most` waiting accounts into the index, in the order of the keys. Returns
    how many accounts; 0 where none waits whose keys are made."""
    account = match_accounts.c
    waiting = conn.execute(
        select(account.number, account.goes_by)
        .join_from(match_waiting, match_accounts, match_waiting.c.account == account.number)
        .order_by(account.number)
        .limit(most)
    )
    numbers, sizes, kept = [], [], bytearray()
    for number, keys in waiting:
        if keys is None:
            break
        numbers.append(number)
        sizes.append(len(keys) // 8)
        kept += keys
    if not numbers:
        return 0
    import numpy as np

    keys = np.frombuffer(bytes(kept), np.dtype("<i8"))
    accounts = np.repeat(np.array(numbers, np.int64), sizes)
    order = np.argsort(keys, kind="stable")
    insert_numbers(conn, match_keys, ("key", "account"), (keys[order], accounts[order]))
    conn.execute(delete(match_waiting).where(match_waiting.c.account <= numbers[-1]))
    return len(numbers)


def refresh_statistics(conn: Connection) -> None:
    """Tells the database's planner how much it holds now."""
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("PRAGMA analysis_limit = 1000")
    for table in (match_keys, match_accounts, records):
        conn.exec_driver_sql(f'ANALYZE "{table.name}"')
