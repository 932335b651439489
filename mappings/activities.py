"""Activities in our words: what was done about whom, when, and whether it counts as a touch by us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mappings.instants import from_text, to_text
from mappings.records import ACTIVITIES, Kind, Record, State, Value

FIELDS = ("type", "lead_ids", "done", "done_at", "inbound")
"""All that is kept: nothing that was said or written.

`type` is call, email, meeting, task, or list_email, which is nobody's touch; `lead_ids` are the leads
and contacts that it is about; `done_at` is when it took place.
"""

_NOT_PERSONAL = "list_email"
_TYPES = {Kind.TASK: "task", Kind.EVENT: "meeting"}


@dataclass(frozen=True, slots=True)
class Touch:
    """Somebody of ours called, wrote to or met a lead, or finished a task about it. `owner_id` is theirs."""

    at: datetime
    owner_id: str | None
    type: str


def activity_fields(
    kind: Kind, told: Mapping[str, Value], created_at: datetime | None
) -> Mapping[str, Value]:
    """The five fields, from what the CRM told of them.

    A task is done where it says so, anything else unless it says that it is not. A meeting takes place
    at its start or when it was booked, whichever was first: booking it is a touch. What names no time
    took place when it was created.
    """
    type_ = told.get("type") or _TYPES.get(kind, kind.value)
    done = told.get("done") is True if kind is Kind.TASK else told.get("done") is not False
    at, booked = told.get("done_at"), None if created_at is None else to_text(created_at)
    if kind in (Kind.EVENT, Kind.MEETING) and isinstance(at, str) and booked is not None:
        at = min(at, booked)
    return {
        "type": type_,
        "lead_ids": told.get("lead_ids"),
        "done": done and type_ != _NOT_PERSONAL,
        "done_at": at or booked,
        "inbound": told.get("inbound") is True,
    }


def touch_of(record: Record) -> Touch | None:
    """The touch that an activity is; None where it is none: open, deleted, or come from the lead."""
    fields, at = record.fields, record.fields.get("done_at")
    counts = record.kind in ACTIVITIES and record.state is State.OPEN
    if not counts or fields.get("done") is not True or fields.get("inbound") or not isinstance(at, str):
        return None
    return Touch(from_text(at), record.owner_id, str(fields.get("type")))


def people_of(record: Record) -> tuple[str, ...]:
    """The ids of the leads and contacts that an activity is about, once each."""
    ids = record.fields.get("lead_ids")
    return tuple(dict.fromkeys(ids)) if isinstance(ids, tuple) else ()
