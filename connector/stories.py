"""What `explain` tells of a lead: what is on record, and else what the mirror shows.

Apart from `queries`, because it needs none of the matcher or the policy: it answers at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from connector.core.drafts import what_changed
from connector.core.explain import explain, sentence
from connector.core.recorded import clock_name, when
from connector.lives import Lead, erased, owner_name, timeline
from connector.origins import origins
from mappings.instants import to_text
from mappings.records import Directory, Record, State
from state import audit, clocks, controls, editions, inbox, ledger, mirror, organisations, outbox
from state.clocks import ClockRow
from state.tombstones import Erasure

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCK = (
    *("checkpoint", "route", "owner_id", "email", "team", "pace", "started_at", "due_at", "status"),
    *("settled_at", "how"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A lead that goes by what was asked for. `object` is the CRM's name of what a lead is there."""

    crm: str
    object: str
    record: Record


@dataclass(frozen=True, slots=True)
class Telling:
    """What all stories are told by: the CRMs' directories, the mode whose state counts, and the time."""

    directories: Mapping[str, Directory]
    mode: str
    now: datetime

    def directory(self, crm: str) -> Directory:
        """Who can own records there; empty where that is not known."""
        return self.directories.get(crm, Directory())


def find_leads(conn: Connection, text: str, objects: Mapping[str, str]) -> list[Found]:
    """The mirrored leads with this id (15 or 18 characters) or e-mail; `objects` by CRM."""
    found = mirror.find_leads(conn, text.strip())
    return [Found(crm, objects.get(crm, record.kind.value), record) for crm, record in found]


def story(conn: Connection, found: Found, by: Telling, chosen: str | None = None) -> dict[str, Any]:
    """The contract's `explain --json` of one lead, newest decision first, with its clocks and its life; of
    all decisions only the `chosen` one, where one is."""
    lead, directory = found.record, by.directory(found.crm)
    decisions = _with_what_is_near(conn, audit.history(conn, found.crm, lead.id))
    if decisions:
        told = [explain(decisions[0]), _unwritten(conn, found), _since_then(conn, found, directory)]
        told += _promised(conn, found, by.mode)
        words = " ".join(filter(None, told))
    else:
        words = _undecided(conn, found, directory, by.mode)
    return _shape(conn, Lead(found.crm, lead.id, lead), found.object, (words, decisions, chosen), by)


def story_of_unmirrored(
    conn: Connection, text: str, by: Telling, chosen: str | None = None
) -> dict[str, Any] | None:
    """The same for a lead that is no longer mirrored but was once decided; None if there is none."""
    for crm in organisations.names(conn):
        decisions = _with_what_is_near(conn, audit.history(conn, crm, text.strip()))
        if decisions:
            lead = Lead(crm, decisions[0]["lead_id"], None)
            return _shape(conn, lead, decisions[0]["object"], (explain(decisions[0]), decisions, chosen), by)
    return None


def lead_of(conn: Connection, decision_id: str) -> str | None:
    """The lead (`crm:id`) that a decision is about; None where there is no such decision."""
    found = audit.decision(conn, decision_id)
    return None if found is None else f"{found['crm']}:{found['lead_id']}"


def with_erasures(told: list[dict[str, Any]], erasures: Sequence[Erasure], text: str) -> list[dict[str, Any]]:
    """What is told of whoever goes by this id or e-mail, with when they were erased and what remains."""
    if not erasures:
        return told
    events = [erased(one.erased_at, one.erased_by) for one in erasures]
    last = events[-1]["text"].rstrip(".")
    if not told:
        nothing = {"crm": "", "object": "", "lead_id": text.strip(), "decisions": [], "clocks": []}
        return [nothing | {"sentence": f"{last}. Nothing else is known of them.", "life": events}]
    remains = f"{last}: what they were is gone; what was decided, when and by which route remains."
    return [
        one | {"sentence": f"{one['sentence']} {remains}", "life": [*one["life"], *events]} for one in told
    ]


def _shape(
    conn: Connection,
    lead: Lead,
    object_name: str,
    told: tuple[str, list[dict[str, Any]], str | None],
    by: Telling,
) -> dict[str, Any]:
    words, decisions, chosen = told
    shown = [one for one in decisions if chosen in (None, one["decision_id"])]
    if shown and shown[0] is not decisions[0]:
        words = sentence(shown[0])  # what is told besides is about the lead as it is now
    return {
        "crm": lead.crm,
        "object": object_name,
        "lead_id": lead.id,
        "sentence": words,
        "decisions": shown,
        "clocks": [clock for one in reversed(decisions) for clock in one["clocks"]],
        "life": timeline(conn, lead, by.directory(lead.crm), decisions, by.now),
    }


def _with_what_is_near(conn: Connection, decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The decisions, each with the clocks that it started, how old what it read was, and what had changed
    in the policy since the one before it."""
    if not decisions:
        return []
    rows = clocks.of_lead(conn, decisions[0]["crm"], decisions[0]["lead_id"])
    started: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        started.setdefault(row.key.rpartition(":")[0], []).append(_clock(row))
    sources = origins(conn, decisions)
    texts = {one: editions.get(conn, one) or "" for one in {d["policy_edition"] for d in decisions}}
    for decision, former in zip(decisions, [*decisions[1:], None], strict=True):
        decision["clocks"] = started.get(decision["decision_id"], [])
        decision["sources"] = sources[decision["decision_id"]]
        decision["policy_change"] = _policy_change(decision, former, texts)
    return decisions


def _clock(row: ClockRow) -> dict[str, Any]:
    """A clock as it is shown: `in_time` as in the view `audit_deadlines`."""
    plain = {name: _plain(getattr(row, name)) for name in _CLOCK}
    settled = row.settled_at if row.status == "met" else None
    in_time = None if settled is None else ("yes" if settled <= row.due_at else "no")
    return plain | {"decision_id": row.key.rpartition(":")[0], "in_time": in_time}


def _plain(value: Any) -> Any:
    return to_text(value) if isinstance(value, datetime) else value


def _policy_change(
    decision: Mapping[str, Any], former: Mapping[str, Any] | None, texts: Mapping[str, str]
) -> str | None:
    """What differs between the policy of this decision and that of the one before it, in a line."""
    if former is None:
        return None
    edition, before = decision["policy_edition"], former["policy_edition"]
    if edition == before:
        return "the same as for the decision before"
    if not texts[edition] or not texts[before]:
        return f"not that of the decision before ({before[:12]})"
    named = what_changed(texts[before], texts[edition])
    return (
        f"since the decision before ({before[:12]}) changed: {named}" if named else "the same in other words"
    )


def _unwritten(conn: Connection, found: Found) -> str:
    """That the owner is not written yet, and what it waits for."""
    pending = outbox.pending_for(conn, found.crm, [found.record.id]).get(found.record.id)
    if pending is None:
        return ""
    held = next((why for item, why in outbox.held(conn) if item.write.key == pending.key), None)
    if held is not None:
        return f"Not written yet: {held}; `pointsman waiting` releases or drops it."
    if any(controls.get(conn, name) for name in ("pause:*", f"pause:{found.crm}")):
        return "Not written yet: owner writes are paused."
    return "Not written yet."


def _promised(conn: Connection, found: Found, mode: str) -> list[str]:
    """What its deadlines came to: those that run, and those of the present owner that were met."""
    rows = [row for row in clocks.of_lead(conn, found.crm, found.record.id) if row.mode == mode]
    told = []
    for row in rows:
        what = clock_name(row.checkpoint)
        if row.status == "running":
            told.append(f"{what} is due by {when(to_text(row.due_at))}.")
        elif row.status == "met" and row.settled_at is not None and row.owner_id == found.record.owner_id:
            late = "" if row.settled_at <= row.due_at else ", late"
            told.append(f"{what} at {when(to_text(row.settled_at))}{late}: {row.how}.")
    return told


def _since_then(conn: Connection, found: Found, directory: Directory) -> str:
    """That somebody else has changed the owner after our own last write."""
    lead = found.record
    ours = ledger.standings(conn, found.crm, [lead.id], _EVER).get(lead.id)
    if ours is None or ours.last_at is None or lead.owner_id == ours.owner_id or lead.state is not State.OPEN:
        return ""
    if lead.modified_at < ours.last_at:  # the feed has not brought our own write back yet
        return ""
    return f"Since then somebody else gave it to {owner_name(directory, lead.owner_id)}."


def _undecided(conn: Connection, found: Found, directory: Directory, mode: str) -> str:
    lead = found.record
    if lead.state is not State.OPEN:
        return f"Left alone: the lead is {lead.state.value}."
    pending = inbox.status_of(conn, mode, found.crm, lead.id)
    if pending is not None:
        return f"Not decided yet: {when(pending)}."
    since = when(to_text(lead.modified_at))
    owned = f"Left alone: owned by {owner_name(directory, lead.owner_id)} since {since} or earlier"
    if mirror.history(conn, found.crm, mode, [lead.id]):
        return f"{owned}. It was there before the first start, so it is history."
    return f"{owned}. No trigger applied to it, or that owner is not in `owned_by`."
