"""What has to be decided. One row per cause, for good: a cause that comes again changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Update, func, literal_column, or_, select, update

from mappings.instants import to_text
from state import jsontext
from state.bulk import among, insert_many
from state.schema import OPEN_ITEM, inbox


@dataclass(frozen=True, slots=True)
class Arrival:
    """A cause for a decision: (mode, organisation, object, record, trigger, generation) names it.

    `seen_at` is when the CRM showed it, by the CRM's clock. It is due at `due_at`, or as soon as
    facts it waits for are there (`awaiting_facts`). `stale` marks a lead that was old when it became
    visible. `detail` is any JSON value.
    """

    mode: str
    crm: str
    org_id: str
    object: str
    record_id: str
    trigger: str
    generation: str
    seen_at: datetime
    due_at: datetime
    stale: bool = False
    detail: Any = None
    awaiting_facts: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An arrival in the inbox. `attempts` counts decisions that failed."""

    id: int
    arrival: Arrival
    attempts: int
    first_seen_at: datetime


_ARRIVAL = (
    "mode",
    "crm",
    "org_id",
    "object",
    "record_id",
    "trigger",
    "generation",
    "seen_at",
    "due_at",
    "stale",
    "detail",
    "awaiting_facts",
)
_PUT = (*_ARRIVAL, "status", "first_seen_at", "reason")
_ITEM = [inbox.c[name] for name in ("id", "attempts", "first_seen_at", *_ARRIVAL)]
_WAITING: ColumnElement[bool] = literal_column("status = 'waiting'")


def put(conn: Connection, arrivals: Sequence[Arrival], now: datetime) -> int:
    """Takes the arrivals in, and returns how many of them are new causes."""
    return insert_many(conn, inbox, _PUT, [_row(a, "waiting", now, None) for a in arrivals], _ONCE)


def put_parked(conn: Connection, arrival: Arrival, reason: str, now: datetime) -> int:
    """Takes in an arrival that cannot be decided and waits for a person from the start."""
    return insert_many(conn, inbox, _PUT, [_row(arrival, "parked", now, reason)], _ONCE)


def next_generation(conn: Connection, mode: str, crm: str, object: str, record_id: str, trigger: str) -> int:
    """One more than the highest numbered cause of this trigger that the record had; 1 at first."""
    used = conn.execute(
        select(inbox.c.generation).where(
            inbox.c.record_id == record_id,
            inbox.c.trigger == trigger,
            inbox.c.object == object,
            inbox.c.crm == crm,
            inbox.c.mode == mode,
        )
    ).scalars()
    return max((int(number) for number in used if number.isdecimal()), default=0) + 1


def claim(
    conn: Connection, mode: str, now: datetime, limit: int, crms: Collection[str] | None = None
) -> list[Item]:
    """Up to `limit` items that are due, of `crms` where given, the longest due first. They are the
    caller's until its transaction ends; what it does not settle is due again."""
    of_crms = () if crms is None else (inbox.c.crm.in_(sorted(crms)),)
    rows = conn.execute(
        select(*_ITEM)
        .where(OPEN_ITEM, _WAITING, inbox.c.mode == mode, inbox.c.due_at <= now, *of_crms)
        .order_by(inbox.c.due_at, inbox.c.id)
        .limit(limit)
    )
    return [_item(row) for row in rows]


def done(conn: Connection, ids: Collection[int], now: datetime) -> None:
    """These were decided."""
    if ids:
        conn.execute(_of(conn, ids).values(status="done", settled_at=now))


def park(conn: Connection, id: int | Collection[int], reason: str, now: datetime) -> None:
    """Waits for a person from now on, decided or not."""
    conn.execute(_of(conn, id).values(status="parked", reason=reason, settled_at=now))


def fail(conn: Connection, id: int | Collection[int], reason: str, retry_at: datetime, now: datetime) -> None:
    """The decision could not be made: one attempt more, and another try at `retry_at`."""
    conn.execute(
        _of(conn, id).values(
            attempts=inbox.c.attempts + 1,
            due_at=retry_at,
            awaiting_facts=0,
            reason=jsontext.plain(reason),
            settled_at=now,
        )
    )


def release(
    conn: Connection, mode: str, crm: str, now: datetime, timers_until: datetime | None = None
) -> int:
    """The facts are there: what waited for those of this CRM is due. Timers wait for activities, too:
    of them only those that went off by `timers_until`, and none without it."""
    late = inbox.c.trigger != "timer"
    if timers_until is not None:
        late = or_(late, inbox.c.seen_at <= timers_until)
    query = update(inbox).where(
        OPEN_ITEM,
        _WAITING,
        inbox.c.mode == mode,
        inbox.c.crm == crm,
        inbox.c.due_at > now,
        inbox.c.awaiting_facts == 1,
        late,
    )
    return conn.execute(query.values(due_at=now, awaiting_facts=0)).rowcount


def timer_awaits(conn: Connection, mode: str, crm: str, now: datetime) -> bool:
    """Whether a timer went off that waits for this CRM's activities."""
    query = select(inbox.c.id).where(
        OPEN_ITEM,
        _WAITING,
        inbox.c.mode == mode,
        inbox.c.due_at > now,
        inbox.c.crm == crm,
        inbox.c.awaiting_facts == 1,
        inbox.c.trigger == "timer",
    )
    return conn.execute(query.limit(1)).first() is not None


def parked(conn: Connection) -> list[tuple[Item, str]]:
    """What waits for a person, with the reason, the oldest first."""
    rows = conn.execute(
        select(inbox.c.reason, *_ITEM)
        .where(OPEN_ITEM, literal_column("status = 'parked'"))
        .order_by(inbox.c.first_seen_at, inbox.c.id)
    )
    return [(_item(row[1:]), row[0] or "") for row in rows]


def drop(conn: Connection, id: int, now: datetime, by: str) -> bool:
    """A person settled a parked item without a decision. False where it is not parked."""
    query = _of(conn, id).where(inbox.c.status == "parked")
    return conn.execute(query.values(status="dropped", settled_at=now, settled_by=by)).rowcount == 1


def forget(conn: Connection, crm: str, record_ids: Collection[str], now: datetime) -> int:
    """These records are decided no more, and what was noted beside their causes is forgotten; returns how
    many were open."""
    of_records = among(conn, inbox.c.record_id, record_ids), inbox.c.crm == crm
    ended = update(inbox).where(OPEN_ITEM, *of_records)
    opened = conn.execute(ended.values(status="dropped", settled_at=now, settled_by="erasure")).rowcount
    conn.execute(update(inbox).where(*of_records).values(detail=None, reason=None))
    return opened


def status_of(conn: Connection, mode: str, crm: str, record_id: str) -> str | None:
    """What of the record is still to be decided, in words; None where nothing is."""
    row = conn.execute(
        select(inbox.c.status, inbox.c.due_at, inbox.c.reason)
        .where(OPEN_ITEM, inbox.c.record_id == record_id, inbox.c.crm == crm, inbox.c.mode == mode)
        .order_by(inbox.c.due_at)
        .limit(1)
    ).first()
    if row is None:
        return None
    where = "waits for a person" if row[0] == "parked" else f"due at {to_text(row[1])}"
    return f"{where} ({row[2]})" if row[2] else where


def stale_since(conn: Connection, mode: str, since: datetime) -> int:
    """How many arrivals since then were marked stale."""
    query = select(func.count()).where(
        literal_column("stale = 1"), inbox.c.mode == mode, inbox.c.first_seen_at >= since
    )
    return int(conn.execute(query.select_from(inbox)).scalar_one())


def counts(conn: Connection, mode: str) -> dict[str, int]:
    """How many wait and how many are parked. What is settled is counted by the audit store."""
    query = select(inbox.c.status, func.count()).where(OPEN_ITEM, inbox.c.mode == mode)
    found = {row[0]: row[1] for row in conn.execute(query.group_by(inbox.c.status))}
    return {"waiting": 0, "parked": 0} | found


def next_due(conn: Connection, mode: str) -> datetime | None:
    """When the first waiting item is due."""
    query = select(func.min(inbox.c.due_at)).where(OPEN_ITEM, _WAITING, inbox.c.mode == mode)
    due: datetime | None = conn.execute(query).scalar()
    return due


_ONCE = "ON CONFLICT DO NOTHING"


def _of(conn: Connection, id: int | Collection[int]) -> Update:
    if isinstance(id, int):
        return update(inbox).where(inbox.c.id == id)
    return update(inbox).where(among(conn, inbox.c.id, id))


def _row(arrival: Arrival, status: str, now: datetime, reason: str | None) -> tuple[Any, ...]:
    detail = arrival.detail
    return (
        arrival.mode,
        arrival.crm,
        arrival.org_id,
        arrival.object,
        jsontext.plain(arrival.record_id),
        arrival.trigger,
        str(arrival.generation),
        to_text(arrival.seen_at),
        to_text(arrival.due_at),
        int(arrival.stale),
        None if detail is None else jsontext.dumps(detail),
        int(arrival.awaiting_facts),
        status,
        to_text(now),
        None if reason is None else jsontext.plain(reason),
    )


def _item(row: Any) -> Item:
    id_, attempts, first_seen_at = row[:3]
    stale, detail, awaiting = row[12:]
    detail = None if detail is None else jsontext.loads(detail)
    values: Any = (*row[3:12], bool(stale), detail, bool(awaiting))
    return Item(id_, Arrival(*values), attempts, first_seen_at)
