"""An owner write, and the shape of its row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mappings.records import Value
from state import jsontext
from state.schema import writes


@dataclass(frozen=True, slots=True)
class OwnerWrite:
    """Gives `record_id` to `owner_id` (None: nobody) if `expects` still owns it.

    `undoes` marks a write that undoes somebody else's change, `planned` one that was agreed on
    beforehand (a deadline, a give-back). `extra` travels with it where the CRM lets us write it.
    """

    key: str
    mode: str
    decision_id: str
    crm: str
    record_id: str
    owner_id: str | None
    expects: str | None
    extra: Mapping[str, Value] = field(default_factory=dict)
    undoes: bool = False
    planned: bool = False


@dataclass(frozen=True, slots=True)
class WriteItem:
    """A write in the outbox. `attempts` counts postponed tries; `tried` says that an earlier try
    was begun, whether or not it is known how it ended."""

    write: OwnerWrite
    attempts: int
    created_at: datetime
    tried: bool = False


WRITE = (
    "key",
    "mode",
    "decision_id",
    "crm",
    "record_id",
    "owner_id",
    "expects",
    "extra",
    "undoes",
    "planned",
)
PUT = (*WRITE, "status", "due_at", "created_at", "issued_at", "reason")
ITEM = [writes.c[name] for name in ("attempts", "created_at", "tried_at", *WRITE)]


def row_of(
    write: OwnerWrite, status: str, due: str, issued: str | None, reason: str | None
) -> tuple[Any, ...]:
    """The values of PUT; `due` and `issued` are canonical text."""
    return (
        write.key,
        write.mode,
        write.decision_id,
        write.crm,
        write.record_id,
        write.owner_id,
        write.expects,
        jsontext.dumps(dict(write.extra)),
        int(write.undoes),
        int(write.planned),
        status,
        due,
        due,
        issued,
        reason,
    )


def item_of(row: Any) -> WriteItem:
    """The write of a row of ITEM."""
    attempts, created_at, tried_at = row[:3]
    extra, undoes, planned = row[10:]
    values: Any = (*row[3:10], _extra(extra), bool(undoes), bool(planned))
    return WriteItem(OwnerWrite(*values), attempts, created_at, tried_at is not None)


def _extra(text: str) -> dict[str, Value]:
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in jsontext.loads(text).items()
    }
