"""Activities: what each CRM tells of them becomes the same five fields, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from connector.settings import field_tables
from mappings.activities import FIELDS, people_of, touch_of
from mappings.fieldmap import ObjectMap
from mappings.records import Kind, Record, State

STAMP = "2026-03-02T12:00:00.000Z"
CALL, EMAIL, MEETING = Kind.CALL, Kind.EMAIL, Kind.MEETING


def table(kind: Kind) -> ObjectMap:
    crm, lead = ("salesforce", "Lead") if kind in (Kind.TASK, Kind.EVENT) else ("hubspot", "contacts")
    return field_tables(crm, lead)[0][kind]


def record(kind: Kind, state: State = State.OPEN, **raw: Any) -> Record:
    system = table(kind).system
    own = {system["id"]: "7", system["modified_at"]: STAMP, system["created_at"]: STAMP}
    given = {name.replace("__", "."): value for name, value in raw.items()}
    made, faults = table(kind).to_record(own | given, state=state)
    assert not faults
    assert set(made.fields) == set(FIELDS)
    return made


@pytest.mark.parametrize(
    ("kind", "raw", "type_"),
    [
        (Kind.TASK, {"IsClosed": True, "TaskSubtype": "Call"}, "call"),
        (Kind.TASK, {"IsClosed": True, "TaskSubtype": "Email"}, "email"),
        (Kind.TASK, {"IsClosed": True, "TaskSubtype": "Task"}, "task"),
        (Kind.TASK, {"IsClosed": True, "TaskSubtype": "LinkedIn"}, "task"),
        (Kind.TASK, {"IsClosed": True, "TaskSubtype": None}, "task"),
        (Kind.EVENT, {}, "meeting"),
        (CALL, {"hs_call_status": "NO_ANSWER", "hs_call_direction": "OUTBOUND"}, "call"),
        (CALL, {}, "call"),
        (EMAIL, {"hs_email_status": "SENT", "hs_email_direction": "EMAIL"}, "email"),
        (MEETING, {"hs_meeting_outcome": "NO_SHOW"}, "meeting"),
    ],
)
def test_a_touch(kind: Kind, raw: dict[str, Any], type_: str) -> None:
    found = touch_of(record(kind, **raw))
    assert found is not None
    assert found.type == type_


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Kind.TASK, {"IsClosed": False, "TaskSubtype": "Call"}),
        (Kind.TASK, {"IsClosed": None}),
        (Kind.TASK, {"IsClosed": True, "TaskSubtype": "ListEmail"}),
        (Kind.TASK, {"IsClosed": True, "TaskSubtype": "Call", "CallType": "Inbound"}),
        (CALL, {"hs_call_status": "COMPLETED", "hs_call_direction": "INBOUND"}),
        (CALL, {"hs_call_status": "QUEUED"}),
        (EMAIL, {"hs_email_status": "SENT", "hs_email_direction": "INCOMING_EMAIL"}),
        (EMAIL, {"hs_email_direction": "FORWARDED_EMAIL"}),
        (EMAIL, {"hs_email_status": "SCHEDULED"}),
        (EMAIL, {"hs_email_status": "BOUNCED"}),
        (MEETING, {"hs_meeting_outcome": "CANCELED"}),
    ],
)
def test_no_touch(kind: Kind, raw: dict[str, Any]) -> None:
    assert touch_of(record(kind, **raw)) is None


def test_one_that_was_deleted_is_none() -> None:
    assert touch_of(record(CALL, State.DELETED)) is None


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("2026-03-05T09:00:00Z", "2026-03-02T12:00:00.000000Z"),  # booked ahead
        ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00.000000Z"),  # put down afterwards
        (None, "2026-03-02T12:00:00.000000Z"),
    ],
)
def test_a_meeting_is_when_it_was_booked_or_began(start: str | None, at: str) -> None:
    assert record(Kind.EVENT, StartDateTime=start).fields["done_at"] == at
    assert record(MEETING, hs_meeting_start_time=start).fields["done_at"] == at


def test_a_task_is_done_when_it_was_completed_and_else_when_it_was_made() -> None:
    done = record(Kind.TASK, IsClosed=True, CompletedDateTime="2026-03-02T11:00:00.000+0000")
    assert done.fields["done_at"] == "2026-03-02T11:00:00.000000Z"
    assert record(Kind.TASK, IsClosed=True).fields["done_at"] == "2026-03-02T12:00:00.000000Z"


def test_whom_it_is_about() -> None:
    assert people_of(record(Kind.TASK, WhoId="00QQy0000000001AAA")) == ("00QQy0000000001AAA",)
    assert people_of(record(CALL, associations__contacts="12;7;12")) == ("12", "7")
    assert people_of(record(Kind.TASK)) == ()


def test_users_cannot_have_more_of_an_activity_read() -> None:
    _, faults = field_tables("salesforce", "Lead", {"task": {"salesforce": {"read": {"text": "Subject"}}}})
    assert [message for _, message, _ in faults] == ["unknown object `task`"]
