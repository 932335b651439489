"""What we ask a CRM to write, and what it answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mappings.records import Value


@dataclass(frozen=True, slots=True)
class SetOwner:
    """Give the lead `record_id` to `owner_id` (None: nobody), if `expects` still owns it.

    `key` names the write in our outbox and correlates the receipt. `extra` are fields under our
    names (reason, decision_id, account_id, ...) that travel in the same request where the mapping
    names a CRM field for them and the CRM lets us write it; their refusal never costs the owner.
    """

    key: str
    record_id: str
    owner_id: str | None
    expects: str | None
    extra: Mapping[str, Value] = field(default_factory=dict)


class Result(StrEnum):
    """What became of a write, named by what follows from it."""

    WRITTEN = "written"
    ALREADY = "already"  # the owner was ours already: success
    CONFLICT = "conflict"  # somebody else changed the owner: decide anew
    GONE = "gone"  # the lead is deleted, merged or converted
    OWNER_GONE = "owner_gone"  # the new owner is inactive or unknown: decide anew
    REFUSED = "refused"  # permanent: waits for a person
    RETRY = "retry"  # not written; may be tried again
    UNKNOWN = "unknown"  # may have been written: read back before the next try


@dataclass(frozen=True, slots=True)
class Receipt:
    """The outcome of one SetOwner. `owner_before` is what the read right before the write saw.

    `stamp` is the record's modification time after the write where the CRM told it. `detail` is a
    sentence for people, free of secrets and of the lead's values. `merged_into` is the survivor
    where the lead was merged. `dropped` are extra fields that the CRM refused.
    """

    key: str
    result: Result
    owner_before: str | None = None
    owner_after: str | None = None
    stamp: datetime | None = None
    detail: str = ""
    code: str | None = None
    merged_into: str | None = None
    dropped: tuple[str, ...] = ()
