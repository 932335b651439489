"""Owner writes that follow from decisions, until it is known what became of them.

Statuses: due, held (by the brake), refused (by the CRM; both wait for a person); written, already,
conflict, gone; superseded by a newer decision; dropped by a person.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Update, func, literal_column, select, update

from mappings.instants import to_text
from mappings.writes import Receipt, Result
from state import audit, jsontext, ledger, notices
from state.bulk import among, insert_many, update_many
from state.notices import (
    NoticeItem,
    NoticeRow,
    claim_notices,
    postpone_notice,
    put_notices,
    settle_notice,
)
from state.schema import OPEN_WRITE, writes
from state.write_rows import ITEM, PUT, OwnerWrite, WriteItem, item_of, row_of

__all__ = [
    "NoticeItem",
    "NoticeRow",
    "OwnerWrite",
    "WriteItem",
    "claim_notices",
    "claim_writes",
    "counts",
    "drop_held",
    "forget",
    "held",
    "hold",
    "issued_since",
    "mark_tried",
    "next_due",
    "pending_for",
    "postpone_notice",
    "postpone_writes",
    "put_notices",
    "put_writes",
    "refused",
    "release_held",
    "settle_notice",
    "settle_writes",
    "supersede",
]


_DUE: ColumnElement[bool] = literal_column("status = 'due'")
_SETTLED = {
    Result.WRITTEN: "written",
    Result.ALREADY: "already",
    Result.CONFLICT: "conflict",
    Result.OWNER_GONE: "conflict",
    Result.GONE: "gone",
    Result.REFUSED: "refused",
}


def put_writes(
    conn: Connection, owner_writes: Sequence[OwnerWrite], due_at: datetime, *, held_reason: str | None = None
) -> None:
    """Queues the writes, due at `due_at`; with `held_reason`, a person has to release them."""
    due = to_text(due_at)
    status, issued = ("due", due) if held_reason is None else ("held", None)
    rows = [row_of(write, status, due, issued, held_reason) for write in owner_writes]
    insert_many(conn, writes, PUT, rows)


def claim_writes(conn: Connection, crm: str, now: datetime, limit: int) -> list[WriteItem]:
    """Up to `limit` live writes of a CRM that are due, the longest due first."""
    rows = conn.execute(
        select(*ITEM)
        .where(OPEN_WRITE, _DUE, writes.c.crm == crm, writes.c.due_at <= now, writes.c.mode == "live")
        .order_by(writes.c.due_at, writes.c.id)
        .limit(limit)
    )
    return [item_of(row) for row in rows]


def mark_tried(conn: Connection, keys: Collection[str], now: datetime) -> None:
    """Puts down, before the CRM is asked, that these are being tried: after a crash in between, an
    owner found to be the wanted one is then known to be our own doing and not a person's."""
    conn.execute(_of(conn, keys).values(tried_at=now))


def postpone_writes(conn: Connection, keys: Collection[str], until: datetime, reason: str) -> None:
    """These were tried and are to be tried again at `until`."""
    query = _of(conn, keys).where(writes.c.status == "due")
    conn.execute(query.values(attempts=writes.c.attempts + 1, due_at=until, reason=jsontext.plain(reason)))


def settle_writes(conn: Connection, settled: Sequence[tuple[WriteItem, Receipt]], now: datetime) -> None:
    """Puts on record what became of the writes, and lets what waits for them go on.

    A confirmed owner goes into the ledger, one that was there already only if an earlier try of ours
    may have set it. Notices that wait for a write go out when the owner is as decided and are
    dropped when not. A write whose outcome is open (RETRY, UNKNOWN) is recorded and stays due.
    """
    at = to_text(now)
    tried = [(item.write.key, item.write.decision_id, receipt) for item, receipt in settled]
    audit.record_writes(conn, tried, now)
    rows, ours = [], []
    confirmed: list[str] = []
    failed: list[str] = []
    for item, receipt in settled:
        write, status = item.write, _SETTLED.get(receipt.result)
        if status is None:
            continue
        rows.append((status, at, jsontext.plain(receipt.detail) or None, write.key))
        (confirmed if status in ("written", "already") else failed).append(write.key)
        again = item.tried or item.attempts > 0
        if receipt.result is Result.WRITTEN or (receipt.result is Result.ALREADY and again):
            owned = (write.crm, write.record_id, write.owner_id, int(write.undoes), int(write.planned), at)
            ours.append(owned)
    update_many(conn, writes, ("status", "settled_at", "reason"), ("key",), rows)
    ledger.note(conn, ours)
    notices.release_waiting(conn, confirmed, now)
    notices.drop_waiting(conn, failed)


def hold(conn: Connection, keys: Collection[str] | None, now: datetime, reason: str = "held") -> int:
    """Keeps back these due writes, or all of them, until a person releases them."""
    query = _of(conn, keys).where(OPEN_WRITE, _DUE)
    return conn.execute(query.values(status="held", reason=reason, issued_at=None, settled_at=now)).rowcount


def release_held(conn: Connection, keys: Collection[str] | None, now: datetime) -> int:
    """Makes due again what a person lets go: the named held or refused writes, or all held ones."""
    query = _of(conn, keys).where(OPEN_WRITE, writes.c.status.in_(_person_s(keys)))
    values = {"status": "due", "due_at": now, "issued_at": now, "attempts": 0, "reason": None}
    return conn.execute(query.values(values)).rowcount


def drop_held(conn: Connection, keys: Collection[str] | None, now: datetime) -> int:
    """Gives up the named held or refused writes, or all held ones, with the notices of them."""
    return _give_up(
        conn, now, "dropped", OPEN_WRITE, writes.c.status.in_(_person_s(keys)), *_named(conn, keys)
    )


def supersede(conn: Connection, crm: str, record_ids: Collection[str], now: datetime) -> int:
    """Cancels what is still to be written to these records, because they are decided anew."""
    if not record_ids:
        return 0
    of_records = among(conn, writes.c.record_id, record_ids)
    return _give_up(conn, now, "superseded", OPEN_WRITE, of_records, writes.c.crm == crm)


def forget(conn: Connection, crm: str, record_ids: Collection[str], now: datetime) -> int:
    """Gives up what is still to be written to these records, and forgets what was to go with any write;
    returns how many were given up."""
    of_records = among(conn, writes.c.record_id, record_ids), writes.c.crm == crm
    given_up = _give_up(conn, now, "dropped", OPEN_WRITE, *of_records)
    conn.execute(update(writes).where(*of_records).values(extra="{}", reason=None))
    return given_up


def held(conn: Connection) -> list[tuple[WriteItem, str]]:
    """The writes that are kept back, with the reason, the oldest first."""
    return _waiting_for_a_person(conn, "held")


def refused(conn: Connection) -> list[tuple[WriteItem, str]]:
    """The writes that the CRM refused for good, with the reason, the oldest first."""
    return _waiting_for_a_person(conn, "refused")


def pending_for(conn: Connection, crm: str, ids: Collection[str]) -> dict[str, OwnerWrite]:
    """The write that is still to be made, or is kept back, by record."""
    if not ids:
        return {}
    rows = conn.execute(
        select(*ITEM)
        .where(OPEN_WRITE, among(conn, writes.c.record_id, ids), writes.c.crm == crm)
        .where(writes.c.status.in_(("due", "held")))
        .order_by(writes.c.id)
    )
    return {item.write.record_id: item.write for item in map(item_of, rows)}


def issued_since(conn: Connection, since: datetime) -> int:
    """How many writes became due since then, released ones included, kept-back ones not."""
    query = select(func.count()).select_from(writes).where(writes.c.issued_at >= since)
    return int(conn.execute(query).scalar_one())


def counts(conn: Connection) -> dict[str, int]:
    """How many writes are due, held, refused, and how many notices are due or wait for a write."""
    query = select(writes.c.status, func.count()).where(OPEN_WRITE).group_by(writes.c.status)
    found = {row[0]: row[1] for row in conn.execute(query)}
    return {"due": 0, "held": 0, "refused": 0} | found | notices.counts(conn)


def next_due(conn: Connection) -> datetime | None:
    """When the first write or notice is due."""
    query = select(func.min(writes.c.due_at)).where(OPEN_WRITE, _DUE, writes.c.mode == "live")
    dues = (conn.execute(query).scalar(), notices.next_due(conn))
    return min((due for due in dues if due is not None), default=None)


def _person_s(keys: Collection[str] | None) -> tuple[str, ...]:
    return ("held",) if keys is None else ("held", "refused")


def _named(conn: Connection, keys: Collection[str] | None) -> tuple[Any, ...]:
    return () if keys is None else (among(conn, writes.c.key, keys),)


def _of(conn: Connection, keys: Collection[str] | None) -> Update:
    return update(writes).where(*_named(conn, keys))


def _give_up(conn: Connection, now: datetime, status: str, *which: Any) -> int:
    keys = list(conn.execute(select(writes.c.key).where(*which)).scalars())
    if keys:
        conn.execute(_of(conn, keys).values(status=status, settled_at=now))
        notices.drop_waiting(conn, keys)
    return len(keys)


def _waiting_for_a_person(conn: Connection, status: str) -> list[tuple[WriteItem, str]]:
    rows = conn.execute(
        select(writes.c.reason, *ITEM).where(OPEN_WRITE, writes.c.status == status).order_by(writes.c.id)
    )
    return [(item_of(row[1:]), row[0] or "") for row in rows]
