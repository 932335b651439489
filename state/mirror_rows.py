"""The shape of a mirrored record's row, and what it is looked up by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from mappings.changes import Change
from mappings.instants import to_text
from mappings.records import ACTIVITIES, Kind, Record, State
from state import jsontext
from state.schema import records

IDENTITY = ("crm", "kind", "id")
CONTENT = (
    "owner_id",
    "created_at",
    "modified_at",
    "modified_by",
    "fields",
    "state",
    "merged_into",
    "absorbed",
    "stamp",
    "hash",
    "email",
    "account_id",
    "domain",
    "mailbox",
    "dial",
    "stage",
    "worth",
    "counted",
)
_KINDS = {kind.value: kind for kind in Kind}
_STATES = {state.value: state for state in State}
RECORD = tuple([records.c[name] for name in ("kind", "id", *CONTENT[:8])])


Reached = tuple[int | None, int | None]
"""The numbers that stand for a person's mailbox and phone; None for what they don't have."""

STAGE_LENGTH = 255
"""Characters of a stage that are kept beside its record: an index cannot hold a whole text."""

NOWHERE: Reached = (None, None)


@dataclass(frozen=True, slots=True)
class FoundBy:
    """What records of one kind are looked up by, made by whoever knows what it means: accounts' match
    `keys`, the firm `domains` that contacts' and leads' mail is on, and the numbers of `people`'s mailboxes
    and phones, by id."""

    keys: Mapping[str, Collection[int]] = field(default_factory=dict)
    domains: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Reached] = field(default_factory=dict)


def content_of(change: Change, domain: str | None, reached: Reached) -> tuple[Any, ...]:
    """The values of CONTENT; `domain` is the firm's that the record's mail is on, `reached` says where the
    person is."""
    record = change.record
    fields, created, modified = record.fields, record.created_at, record.modified_at
    email = fields.get("email") if record.kind is Kind.LEAD else None
    modified_text = to_text(modified)
    account_id = _account_of(record)
    return (
        record.owner_id,
        modified_text if created == modified else created and to_text(created),
        modified_text,
        record.modified_by,
        jsontext.dumps(fields if fields.__class__ is dict else dict(fields)),
        record.state.value,
        record.merged_into,
        jsontext.dumps(record.absorbed) if record.absorbed else None,
        change.version.stamp,
        change.version.hash,
        jsontext.plain(email).lower() if isinstance(email, str) else None,
        account_id,
        jsontext.plain(domain) if domain and account_id and _ties(record) else None,
        *reached,
        _stage_of(record),
        record.worth,
        int(_counts(record)),
    )


def _account_of(record: Record) -> str | None:
    if record.kind is Kind.ACCOUNT:
        return None
    name = "converted_account_id" if record.kind is Kind.LEAD else "account_id"
    account_id = record.fields.get(name)
    return account_id if isinstance(account_id, str) else None


def _stage_of(record: Record) -> str | None:
    stage = record.fields.get("stage") if record.kind is Kind.OPPORTUNITY else None
    return jsontext.plain(stage)[:STAGE_LENGTH] if isinstance(stage, str) else None


def _ties(record: Record) -> bool:
    """Whether its mail speaks for an account: an open contact's or a converted lead's does."""
    of_lead = record.kind is Kind.LEAD and record.state is State.CONVERTED
    return of_lead or (record.kind is Kind.CONTACT and record.state is State.OPEN)


def _counts(record: Record) -> bool:
    """Whether it is a contact or opportunity that counts for its account, or a lead that counts for its
    owner: one that is linked to a lead of another CRM counts there."""
    if record.state is not State.OPEN or record.kind is Kind.ACCOUNT or record.kind in ACTIVITIES:
        return False
    if record.kind is Kind.CONTACT:
        return True
    linked = record.kind is Kind.LEAD and record.fields.get("linked_to") is not None
    return record.fields.get("closed") is not True and not linked


def record_of(row: Any) -> Record:
    """The record of a row of RECORD."""
    kind, id_, owner_id, created_at, modified_at, modified_by, fields, state, merged_into, absorbed = row
    values = jsontext.loads(fields)
    for name, value in values.items():
        if value.__class__ is list:
            values[name] = tuple(value)
    return Record(
        _KINDS[kind],
        id_,
        owner_id,
        created_at,
        modified_at,
        modified_by,
        values,
        _STATES[state],
        merged_into,
        tuple(jsontext.loads(absorbed)) if absorbed else (),
    )
