"""What else is known of a lead beside its decisions: when it was seen, what became of its writes, what people
said about it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from mappings.records import Kind
from state.bulk import among
from state.record_schema import changes
from state.schema import aliases, inbox, match_memory, writes


class Seen(NamedTuple):
    """A cause for a decision, as the inbox has it; `status` is waiting, parked, done or dropped."""

    id: int
    mode: str
    trigger: str
    at: datetime
    status: str
    reason: str | None
    settled_by: str | None
    settled_at: datetime | None


class Written(NamedTuple):
    """An owner write that was decided; `status` as the outbox has it."""

    decision_id: str
    status: str
    reason: str | None
    created_at: datetime
    settled_at: datetime | None


class Said(NamedTuple):
    """What somebody did about the lead; `at` is canonical text."""

    at: str
    by: str
    what: str
    text: str


def seen(conn: Connection, crm: str, record_id: str) -> list[Seen]:
    """Everything that asked for a decision about the lead, in the order in which it came."""
    columns = ("id", "mode", "trigger", "first_seen_at", "status", "reason", "settled_by", "settled_at")
    query = (
        select(*(inbox.c[name] for name in columns))
        .where(inbox.c.record_id == record_id, inbox.c.crm == crm)
        .order_by(inbox.c.id)
    )
    return [Seen(*row) for row in conn.execute(query)]


def decided_writes(conn: Connection, decision_ids: Collection[str]) -> list[Written]:
    """The owner writes that followed from these decisions."""
    columns = ("decision_id", "status", "reason", "created_at", "settled_at")
    query = select(*(writes.c[name] for name in columns)).where(among(conn, writes.c.key, decision_ids))
    return [Written(*row) for row in conn.execute(query.order_by(writes.c.id))]


def said(conn: Connection, crm: str, record_id: str, names: Collection[str]) -> list[Said]:
    """What people answered and settled about the lead; `names` are those under which it, or a write to it,
    waited."""
    about = changes.c.what == f"lead:{crm}:{record_id}"
    waited = among(conn, changes.c.what, names)
    query = select(changes.c.changed_at, changes.c.changed_by, changes.c.what, changes.c.after)
    rows = conn.execute(query.where(or_(about, waited)).order_by(changes.c.id))
    return [Said(row[0], row[1], row[2], row[3] or "") for row in rows]


def judged(conn: Connection, decision_ids: Collection[str]) -> list[tuple[datetime, str, str, str]]:
    """What people said of the matches of these decisions: when, who, `alias` or `veto`, of which account."""
    kept = match_memory.c
    query = select(kept.put_at, kept.put_by, kept.verdict, kept.account_id)
    rows = conn.execute(query.where(among(conn, kept.decision_id, decision_ids)).order_by(kept.id))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def took_in(conn: Connection, crm: str, record_id: str) -> list[str]:
    """The ids of the leads that were merged into this one."""
    query = select(aliases.c.id).where(
        aliases.c.survivor == record_id, aliases.c.crm == crm, aliases.c.kind == Kind.LEAD.value
    )
    return sorted(conn.execute(query).scalars())
