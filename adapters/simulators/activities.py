"""What people do with leads, as each CRM keeps it: tasks and events, or calls, e-mails and meetings."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.simulators.clock import salesforce_text
from adapters.simulators.hubspot.answers import iso
from adapters.simulators.hubspot.association_types import PLAIN
from adapters.simulators.world import Person, Row, Values, World

_HOUR_MS = 3_600_000
_SAID = "Jane said: call me on +49 30 1234567"
_SUBTYPES = {"call": "Call", "email": "Email", "task": "Task", "list_email": "ListEmail"}


@dataclass(frozen=True)
class Deed:
    """`type` is call, email, meeting or, in Salesforce, task or list_email; `at_ms` when it took or is to
    take place (None: now). What is not `done` is planned, under way or fell through."""

    type: str
    by: Person | None = None
    at_ms: int | None = None
    inbound: bool = False
    done: bool = True


def log(world: World, dialect: str, about: tuple[str, str], deed: Deed) -> tuple[str, Row]:
    """Logs a deed about a record (object, id), and answers what was made: the object and its row.

    Raises ValueError for a deed that the CRM does not keep. The caller holds the world's lock.
    """
    at_ms = world.clock.now_ms() if deed.at_ms is None else deed.at_ms
    if dialect == "salesforce":
        return _in_salesforce(world, about[1], deed, at_ms)
    return _in_hubspot(world, about, deed, at_ms)


def _in_salesforce(world: World, who: str, deed: Deed, at_ms: int) -> tuple[str, Row]:
    seat = deed.by.salesforce_user if deed.by else world.salesforce.our_user
    at = salesforce_text(at_ms // 1000)
    values: Values = {
        "WhoId": who, "WhatId": None, "OwnerId": seat, "Subject": _SAID, "Description": _SAID,
        "ActivityDate": at[:10], "IsArchived": False,
    }  # fmt: skip
    if deed.type == "meeting":
        end = salesforce_text((at_ms + _HOUR_MS) // 1000)
        times = {"StartDateTime": at, "EndDateTime": end, "IsAllDayEvent": False, "EventSubtype": "Event"}
        return "Event", world.salesforce.create("Event", values | times, seat)
    if deed.type not in _SUBTYPES:
        raise ValueError(f"Salesforce keeps no {deed.type}")
    direction = ("Inbound" if deed.inbound else "Outbound") if deed.type == "call" else None
    values |= {
        "TaskSubtype": _SUBTYPES[deed.type], "CallType": direction, "IsClosed": deed.done,
        "Status": "Completed" if deed.done else "Not Started", "CallDurationInSeconds": None,
        "CompletedDateTime": at if deed.done else None,
    }  # fmt: skip
    return "Task", world.salesforce.create("Task", values, seat)


def _in_hubspot(world: World, about: tuple[str, str], deed: Deed, at_ms: int) -> tuple[str, Row]:
    """A lead's activities are its contact's; logging one changes the contact's stamp."""
    org, (name, row_id) = world.hubspot, about
    if name == "leads":
        row_id = next(iter(org.links.get(("leads", "contacts"), {}).get(row_id, {})))
    at = iso(at_ms)
    own: dict[str, Values] = {
        "calls": {
            "hs_call_direction": "INBOUND" if deed.inbound else "OUTBOUND",
            "hs_call_status": "COMPLETED" if deed.done else "CANCELED", "hs_call_body": _SAID,
        },
        "emails": {
            "hs_email_direction": "INCOMING_EMAIL" if deed.inbound else "EMAIL",
            "hs_email_status": "SENT" if deed.done else "SCHEDULED", "hs_email_text": _SAID,
        },
        "meetings": {
            "hs_meeting_start_time": at, "hs_meeting_end_time": iso(at_ms + _HOUR_MS),
            "hs_meeting_outcome": "SCHEDULED" if deed.done else "CANCELED", "hs_meeting_body": _SAID,
        },
    }  # fmt: skip
    made = f"{deed.type}s"
    if made not in own:
        raise ValueError(f"HubSpot keeps no {deed.type}")
    owner, user = (deed.by.hubspot_owner, deed.by.hubspot_user) if deed.by else (None, None)
    row = org.create(made, {**own[made], "hs_timestamp": at, "hubspot_owner_id": owner}, user)
    types = PLAIN[made, "contacts"], PLAIN["contacts", made]
    org.associate((made, row.id), ("contacts", row_id), types)
    org.touch("contacts", row_id)
    return made, row
