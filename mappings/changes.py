"""What a change feed hands over, and where it stands."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from mappings.instants import to_text
from mappings.records import Kind, Record


@dataclass(frozen=True, slots=True)
class Version:
    """The stamp and the content's hash: CRM stamps have one second, so the second edit of a
    second is told apart only by what the record holds."""

    stamp: str
    hash: str


@dataclass(frozen=True, slots=True)
class Change:
    """A record as the CRM showed it, with its version. `faults` name mapped fields whose value
    could not be read (they are blank in the record)."""

    record: Record
    version: Version
    faults: tuple[FieldFault, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A value that did not fit its mapping: our field, the CRM's field, and what to do about it.

    `message` never quotes the value, which may be about a person.
    """

    field: str
    crm_field: str
    message: str


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one feed to read: everything of `kind` modified at or after `since`.

    `since` None is the first load (every record). `after` is the adapter's own bookmark inside
    the window: opaque, durable across restarts, passed back verbatim from `Page.rest`.
    """

    kind: Kind
    since: datetime | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a window.

    `rest` is the window that reads on, None once it is drained. `seen_at` is the CRM's own clock
    when it answered. `unreadable` are ids of records that no record could be made of, with why.
    """

    kind: Kind
    changes: tuple[Change, ...]
    rest: Window | None
    seen_at: datetime
    unreadable: tuple[tuple[str, str], ...] = ()


def version_of(record: Record) -> Version:
    """The version of a record: its modification stamp and a hash over all that we keep of it.

    Fields count in the order of their table, so that a new table gives new versions.
    """
    content = (
        record.owner_id,
        record.state.value,
        record.merged_into,
        record.absorbed,
        dict(record.fields),
    )
    digest = hashlib.blake2b(repr(content).encode("utf-8", "surrogatepass"), digest_size=12)
    return Version(to_text(record.modified_at), digest.hexdigest())
