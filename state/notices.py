"""Messages to people. Sent at least once; what a notice said is forgotten once it is settled,
because it may speak of a lead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, literal_column, select, update

from mappings.instants import to_text
from state import audit, jsontext
from state.bulk import among, insert_many
from state.record_schema import decisions
from state.schema import OPEN_NOTICE, notices


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A message for `channel`, to `email` where it is for one person.

    `waits_for` is the key of the write that has to be confirmed first; None: it is due at once.
    `answers` is the lead (`crm:record id`) that `email` may accept or decline from it, None for no lead.
    """

    key: str
    decision_id: str | None
    channel: str
    email: str | None
    title: str
    body: str
    waits_for: str | None = None
    answers: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """A notice in the outbox. `attempts` counts postponed tries."""

    notice: NoticeRow
    attempts: int
    created_at: datetime


_NOTICE = ("key", "decision_id", "channel", "email", "title", "body", "waits_for", "answers")
_DUE: ColumnElement[bool] = literal_column("status = 'due'")
_WAITING: ColumnElement[bool] = literal_column("status = 'waiting'")


def put_notices(conn: Connection, rows: Sequence[NoticeRow], now: datetime) -> None:
    """Queues the notices; one whose key is known already is the same notice."""
    at = to_text(now)
    plain = jsontext.plain
    values = [
        (
            row.key,
            row.decision_id,
            row.channel,
            row.email,
            plain(row.title),
            plain(row.body),
            row.waits_for,
            row.answers,
            "waiting" if row.waits_for else "due",
            at,
            at,
        )
        for row in rows
    ]
    insert_many(conn, notices, (*_NOTICE, "status", "due_at", "created_at"), values, "ON CONFLICT DO NOTHING")


def claim_notices(conn: Connection, now: datetime, limit: int) -> list[NoticeItem]:
    """Up to `limit` notices that are due, the longest due first."""
    rows = conn.execute(
        select(notices.c.attempts, notices.c.created_at, *(notices.c[name] for name in _NOTICE))
        .where(OPEN_NOTICE, _DUE, notices.c.due_at <= now)
        .order_by(notices.c.due_at, notices.c.id)
        .limit(limit)
    )
    return [NoticeItem(NoticeRow(*row[2:]), row[0], row[1]) for row in rows]


def settle_notice(conn: Connection, key: str, ok: bool, detail: str, now: datetime) -> None:
    """Puts on record that the notice was sent, or that it could not be, and forgets its text."""
    row = conn.execute(
        select(notices.c.decision_id, notices.c.channel, notices.c.email, notices.c.attempts).where(
            OPEN_NOTICE, notices.c.key == key
        )
    ).first()
    if row is None:
        return
    detail = jsontext.plain(detail)
    audit.record_notice(conn, key, tuple(row[:3]), "sent" if ok else "failed", None if ok else detail, now)
    conn.execute(
        update(notices)
        .where(notices.c.key == key)
        .values(status="sent" if ok else "failed", reason=detail, title="", body="")
    )


def postpone_notice(conn: Connection, key: str, until: datetime, reason: str) -> None:
    """The notice could not be sent and is to be tried again at `until`."""
    conn.execute(
        update(notices)
        .where(OPEN_NOTICE, _DUE, notices.c.key == key)
        .values(attempts=notices.c.attempts + 1, due_at=until, reason=jsontext.plain(reason))
    )


def release_waiting(conn: Connection, write_keys: Collection[str], now: datetime) -> None:
    """The writes are confirmed: what waits for them is due."""
    if write_keys:
        conn.execute(
            update(notices)
            .where(OPEN_NOTICE, _WAITING, among(conn, notices.c.waits_for, write_keys))
            .values(status="due", due_at=now)
        )


def drop_waiting(conn: Connection, write_keys: Collection[str]) -> None:
    """The writes will not be made: what waits for them is not sent."""
    if write_keys:
        conn.execute(
            update(notices)
            .where(OPEN_NOTICE, _WAITING, among(conn, notices.c.waits_for, write_keys))
            .values(status="dropped", title="", body="")
        )


def forget(conn: Connection, crm: str, record_ids: Collection[str]) -> int:
    """Leaves unsent what speaks of these leads, and forgets what any notice about them said; returns how many
    were still to be sent."""
    of_leads = among(conn, decisions.c.lead_id, record_ids), decisions.c.crm == crm
    about = notices.c.decision_id.in_(select(decisions.c.decision_id).where(*of_leads))
    dropped = conn.execute(update(notices).where(OPEN_NOTICE, about).values(status="dropped")).rowcount
    conn.execute(update(notices).where(about).values(title="", body="", reason=None, answers=None))
    return dropped


def counts(conn: Connection) -> dict[str, int]:
    """How many notices are due, and how many wait for their write."""
    query = select(notices.c.status, func.count()).where(OPEN_NOTICE).group_by(notices.c.status)
    found = {row[0]: row[1] for row in conn.execute(query)}
    return {"notices due": found.get("due", 0), "notices waiting": found.get("waiting", 0)}


def next_due(conn: Connection) -> datetime | None:
    """When the first notice is due."""
    due: datetime | None = conn.execute(select(func.min(notices.c.due_at)).where(OPEN_NOTICE, _DUE)).scalar()
    return due
