"""A lead's whole life as one timeline: what the CRM showed, what we decided and did, what people and other
systems did, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from connector.core.explain import CAUSES, sentence
from connector.core.recorded import clock_name, told_of, when, written
from mappings.instants import to_text
from mappings.records import Directory, Kind, Record, SeatKind, State
from state import life, owner_changes, touches
from state.owner_changes import OwnerChange

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_ORDER = ("created", "seen", "owner", "decided", "due", "write", "told", "said", "touched", "met", "missed")
"""What comes first of things that happened at the same moment; whatever is not named comes last."""

Event = dict[str, Any]


@dataclass(frozen=True)
class Lead:
    """A lead by its id; `record` is None where it is mirrored no more."""

    crm: str
    id: str
    record: Record | None


def timeline(
    conn: Connection, lead: Lead, directory: Directory, decisions: Sequence[Mapping[str, Any]], now: datetime
) -> list[Event]:
    """Everything known, the first first: `at` (canonical text), `event`, `text`, `by` (whoever did it, None
    where it was us or nobody is known) and `decision_id`. `decisions` are all of the lead, with their
    clocks."""
    events = [
        *_shown(conn, lead),
        *_seen(conn, lead, decisions),
        *_decided(decisions, directory),
        *_unwritten(conn, decisions),
        *_clocks(decisions, now),
        *(_moved(one, directory) for one in owner_changes.of_record(conn, lead.crm, Kind.LEAD, lead.id)),
        *_touched(conn, lead, directory),
    ]
    order = {name: place for place, name in enumerate(_ORDER)}
    return sorted(events, key=lambda one: (one["at"], order.get(one["event"], len(order))))


def erased(at: str, by: str) -> Event:
    """That the person was erased, at an instant (canonical text)."""
    return _event(at, "erased", f"The person was erased at {when(at)} by {by}.", by)


def owner_name(directory: Directory, owner_id: str | None) -> str:
    """How people call an owner."""
    if owner_id is None:
        return "nobody"
    seat = directory.by_id.get(owner_id)
    if seat is None:
        return owner_id
    return f"queue {seat.name}" if seat.kind is SeatKind.QUEUE else seat.name


def _event(
    at: str | datetime, event: str, text: str, by: str | None = None, decision: str | None = None
) -> Event:
    stamp = at if isinstance(at, str) else to_text(at)
    return {"at": stamp, "event": event, "text": text, "by": by, "decision_id": decision}


def _shown(conn: Connection, lead: Lead) -> Iterable[Event]:
    """What the CRM tells of the record itself."""
    record = lead.record
    if record is None:
        return
    if record.created_at is not None:
        yield _event(record.created_at, "created", f"Created in {lead.crm}.")
    ends = {
        State.CONVERTED: f"Converted in {lead.crm}.",
        State.DELETED: f"Deleted in {lead.crm}.",
        State.MERGED: f"Merged into {record.merged_into or 'another record'}.",
    }
    if record.state in ends:
        yield _event(record.modified_at, record.state.value, ends[record.state])
    absorbed = ", ".join(life.took_in(conn, lead.crm, lead.id))
    if absorbed:
        yield _event(record.modified_at, "merged", f"Others were merged into it by now: {absorbed}.")


def _seen(conn: Connection, lead: Lead, decisions: Sequence[Mapping[str, Any]]) -> Iterable[Event]:
    """When it was seen, what waited for people, and what they did about it."""
    rows = life.seen(conn, lead.crm, lead.id)
    told = {"created": "Seen for the first time", "changed": "A watched field was seen to have changed"}
    for row in rows:
        if row.trigger in told:
            shadow = " (shadow mode)" if row.mode == "shadow" else ""
            yield _event(row.at, "seen", f"{told[row.trigger]}{shadow}.")
        if row.status == "parked" and row.settled_at is not None:
            yield _event(row.settled_at, "waits", f"Waits for a person: {_clause(row.reason)}.")
    ids = [one["decision_id"] for one in decisions]
    names = [*(f"waiting:lead:{row.id}" for row in rows), *(f"waiting:write:{id_}" for id_ in ids)]
    for one in life.said(conn, lead.crm, lead.id, names):
        head = "Settled what waited: " if one.what.startswith("waiting:") else ""
        text = one.text if head else one.text[:1].upper() + one.text[1:]
        yield _event(one.at, "said", f"{head}{text}, by {one.by}.", one.by)
    for at, by, verdict, account in life.judged(conn, ids):
        words = "is its account" if verdict == "alias" else "is not its account"
        yield _event(at, "said", f"Account {account} {words}, by {by}.", by)


def _decided(decisions: Sequence[Mapping[str, Any]], directory: Directory) -> Iterable[Event]:
    for one in decisions:
        id_, cause = one["decision_id"], CAUSES.get(one["trigger"], one["trigger"])
        yield _event(one["decided_at"], "decided", f"Decided {cause}: {sentence(one)}", decision=id_)
        for row in one["writes"]:
            words, error = written(row)
            done = row["result"] in ("written", "already")
            why = f", {owner_name(directory, row['owner_after'])}" if done else _because(error)
            yield _event(row["attempted_at"], "write", f"{words}{why}.", decision=id_)
        for row in one["notices"]:
            words, error = told_of(row)
            yield _event(row["attempted_at"], "told", f"{words}{_because(error)}.", decision=id_)


def _unwritten(conn: Connection, decisions: Sequence[Mapping[str, Any]]) -> Iterable[Event]:
    """Writes that were held back, overtaken or given up."""
    told = {
        "held": "The owner write is held back",
        "superseded": "The owner write was overtaken by a newer decision",
        "dropped": "The owner write was given up",
    }
    for one in life.decided_writes(conn, [one["decision_id"] for one in decisions]):
        if one.status in told:
            at = one.created_at if one.status == "held" else one.settled_at or one.created_at
            why = _because(one.reason if one.status == "held" else None)
            yield _event(at, "write", f"{told[one.status]}{why}.", decision=one.decision_id)


def _clocks(decisions: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Event]:
    for id_, clock in ((one["decision_id"], clock) for one in decisions for clock in one["clocks"]):
        what, due, settled = clock_name(clock["checkpoint"]), clock["due_at"], clock["settled_at"]
        yield _event(clock["started_at"], "due", f"{what} is due by {when(due)}.", decision=id_)
        if (settled or to_text(now)) > due:
            yield _event(due, "missed", f"{what} was missed.", decision=id_)
        if clock["status"] == "met":
            yield _event(settled, "met", f"{what}: {clock['how']}.", decision=id_)
        elif clock["status"] == "ended":
            yield _event(settled, "ended", f"{what} is asked for no more: {clock['how']}.", decision=id_)


def _moved(change: OwnerChange, directory: Directory) -> Event:
    """A change of owner that we did not make, by whom the CRM names."""
    before, after = owner_name(directory, change.before), owner_name(directory, change.after)
    who = _person(directory, change.by)
    if who is not None and who == after:
        text = f"{who} took it from {before}."
    else:
        text = f"{who or 'Another system'} gave it to {after}; before, {before} had it."
    return _event(change.at, "owner", text, who or change.by)


def _touched(conn: Connection, lead: Lead, directory: Directory) -> Iterable[Event]:
    for touch in touches.touches(conn, lead.crm, [lead.id], _EVER).get(lead.id, ()):
        who = owner_name(directory, touch.owner_id) if touch.owner_id else None
        by = f" by {who}" if who else ""
        yield _event(touch.at, "touched", f"{touch.type[:1].upper()}{touch.type[1:]}{by}.", who)


def _person(directory: Directory, by: str | None) -> str | None:
    """The name of the seat that the CRM names for a change: by its user's id, or by its own."""
    if by is None:
        return None
    seat = next((one for one in directory.seats if one.login == by), None) or directory.by_id.get(by)
    return seat.name if seat is not None else None


def _because(error: str | None) -> str:
    return f": {_clause(error)}" if error else ""


def _clause(text: str | None) -> str:
    return when((text or "nobody said why").rstrip("."))
