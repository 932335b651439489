"""The shape of a mirrored record's row."""

from __future__ import annotations

from typing import Any

from mappings.changes import Change
from mappings.instants import to_text
from mappings.records import Kind, Record, State
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
    "counted",
    "match_keys",
)
_KINDS = {kind.value: kind for kind in Kind}
_STATES = {state.value: state for state in State}
RECORD = [records.c[name] for name in ("kind", "id", *CONTENT[:8])]


def content_of(change: Change, keys: list[str] | None) -> tuple[Any, ...]:
    """The values of CONTENT; `keys` are the match keys that the account goes by."""
    record = change.record
    fields, created, modified = record.fields, record.created_at, record.modified_at
    email = fields.get("email") if record.kind is Kind.LEAD else None
    modified_text = to_text(modified)
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
        _account_of(record),
        int(_counts(record)),
        jsontext.dumps(keys) if keys else None,
    )


def _account_of(record: Record) -> str | None:
    if record.kind not in (Kind.CONTACT, Kind.OPPORTUNITY):
        return None
    account_id = record.fields.get("account_id")
    return account_id if isinstance(account_id, str) else None


def _counts(record: Record) -> bool:
    """Whether it is a contact or opportunity that counts for its account."""
    open_deal = record.kind is Kind.OPPORTUNITY and record.fields.get("closed") is not True
    return record.state is State.OPEN and (record.kind is Kind.CONTACT or open_deal)


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
