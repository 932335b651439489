"""Owner writes: read the present owner, write conditionally, judge each answer.

Leads go in blocks: one call reads a block, ten write it. So a thousand leads cost 4 + 40 calls, and
no lead waits longer than ten calls between its reading and its write. Salesforce compares whole
seconds: a change in the very second of the last one read passes unseen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from simple_salesforce.format import format_soql

from adapters.errors import AdapterError, Broken
from adapters.salesforce.describe import Shapes
from adapters.salesforce.feed import fate
from adapters.salesforce.session import CRM_ID, DATA, IDS_A_QUERY, Part, Session, code_and_text
from adapters.wire import Unsure
from adapters.writing import Present, Round, batches
from mappings.fieldmap import ObjectMap
from mappings.instants import from_text
from mappings.writes import Receipt, Result, SetOwner

BLOCK = 250
CHUNK = 25
_PRESENT = (
    "SELECT Id, OwnerId, LastModifiedDate, IsDeleted, MasterRecordId, IsConverted FROM Lead WHERE Id IN {}"
)


@dataclass(frozen=True, slots=True)
class Seen(Present):
    """`modified` is the time of the last edit by a user, to the second."""

    modified: datetime = field(kw_only=True)


@dataclass(slots=True)
class _Item:
    """One write on its way: the extras that go along, and whether it is conditional (`guarded`)."""

    place: int
    write: SetOwner
    seen: Seen
    extras: tuple[str, ...]
    dropped: tuple[str, ...]
    guarded: bool


class Owners:
    """Writes owners of leads. `conditional` turns false where Salesforce refuses the condition."""

    def __init__(self, session: Session, shapes: Shapes, table: ObjectMap) -> None:
        self._session = session
        self._shapes = shapes
        self._table = table
        self._slack = timedelta(0)
        self.conditional = True

    def set(self, writes: Sequence[SetOwner]) -> list[Receipt]:
        """One receipt a write, in order. Raises only where nothing of the call was written."""
        round_ = Round(writes)
        overtaken: list[_Item] = []
        try:
            extras = self._writable(writes)
            for block in batches(range(len(writes)), BLOCK):
                overtaken += self._send(self._ready(block, extras, round_), round_)
            self._settle_overtaken(overtaken, round_)
        except AdapterError as failure:
            return round_.closed(failure)
        return round_.closed()

    def present(self, ids: Sequence[str]) -> dict[str, Seen]:
        """Leads as they are now, by the first 15 characters of their ids."""
        known = sorted({one for one in ids if CRM_ID.fullmatch(one)})
        queries = [format_soql(_PRESENT, list(chunk)) for chunk in batches(known, IDS_A_QUERY)]
        rows = [row for some in self._session.select(queries)[0] for row in some]
        return {
            row["Id"][:15]: Seen(row["OwnerId"], *fate(row), modified=from_text(row["LastModifiedDate"]))
            for row in rows
        }

    def patch(
        self, lead_id: str, body: Mapping[str, object], unchanged_since: datetime | None
    ) -> dict[str, object]:
        """The subrequest that updates a lead unless it was modified after `unchanged_since`."""
        headers = {"Sforce-Auto-Assign": "FALSE"}
        if unchanged_since is not None:
            headers["If-Unmodified-Since"] = format_datetime(unchanged_since + self._slack, usegmt=True)
        url = f"{DATA}sobjects/{self._table.object}/{lead_id}"
        return {"method": "PATCH", "url": url, "httpHeaders": headers, "body": body}

    def _writable(self, writes: Sequence[SetOwner]) -> frozenset[str]:
        """Our names of the extra fields that describe lets us write; asked only where there are any."""
        wanted = {name for write in writes for name in write.extra} & set(self._table.write)
        if not wanted:
            return frozenset()
        shape = self._shapes.of(self._table.object)
        return frozenset(name for name in wanted if shape.may_write(self._table.write[name]))

    def _ready(self, block: Sequence[int], extras: frozenset[str], round_: Round) -> list[_Item]:
        found = self.present([round_.writes[place].record_id for place in block])
        ready = []
        for place in block:
            write = round_.writes[place]
            seen = found.get(write.record_id[:15])
            if round_.settle(place, seen, _same) or seen is None:
                continue
            mapped = [name for name in write.extra if name in self._table.write]
            kept = tuple(name for name in mapped if name in extras)
            if write.owner_id is None:
                round_.give(place, Result.REFUSED, "a Salesforce lead always has an owner")
            elif not CRM_ID.fullmatch(write.owner_id):
                round_.give(place, Result.OWNER_GONE, "the new owner is no Salesforce id")
            else:
                dropped = tuple(name for name in mapped if name not in extras)
                ready.append(_Item(place, write, seen, kept, dropped, self.conditional))
        return ready

    def _send(self, items: Sequence[_Item], round_: Round) -> list[_Item]:
        """Writes; what was answered 412 comes back."""
        overtaken: list[_Item] = []
        again: list[_Item] = []
        for chunk in batches(items, CHUNK):
            try:
                parts, _ = self._session.composite([self._request(item) for item in chunk])
            except (Unsure, Broken) as failure:
                for item in chunk:
                    round_.give(item.place, Result.UNKNOWN, failure.message, owner_before=item.seen.owner_id)
                raise
            for item, part in zip(chunk, parts, strict=True):
                if part.status == 412:
                    overtaken.append(item)
                elif self._mended(item, part):
                    again.append(item)
                else:
                    self._judge(item, part, round_)
        return overtaken + self._send(again, round_) if again else overtaken

    def _request(self, item: _Item) -> dict[str, object]:
        extra = {name: item.write.extra[name] for name in item.extras}
        body = {self._table.system["owner_id"]: item.write.owner_id, **self._table.to_payload(extra)}
        return self.patch(item.write.record_id, body, item.seen.modified if item.guarded else None)

    def _mended(self, item: _Item, part: Part) -> bool:
        """Whether the item can go once more, without what was refused: the condition or the extras."""
        code, text = code_and_text(part.body)
        if not 400 <= part.status < 500:
            return False
        if item.guarded and code not in _KNOWN and "header" in text.lower():
            self.conditional = item.guarded = False
            return True
        if item.extras and _verdict(code, text)[0] in _FINAL and _blamed(part.body) != {"OwnerId"}:
            item.dropped, item.extras = (*item.dropped, *item.extras), ()
            return True
        return False

    def _judge(self, item: _Item, part: Part, round_: Round) -> None:
        code, text = code_and_text(part.body)
        if 200 <= part.status < 300:
            result, why = Result.WRITTEN, ""
        elif code is None or part.status >= 500:
            result, why = Result.UNKNOWN, f"Salesforce answered {part.status or 'nothing'}"
        else:
            result, why = _verdict(code, text)
            why = ": ".join((code, why, *sorted(_blamed(part.body))))
        round_.give(item.place, result, why, code=code, dropped=item.dropped, owner_before=item.seen.owner_id)

    def _settle_overtaken(self, items: Sequence[_Item], round_: Round) -> None:
        if not items:
            return
        found = self.present([item.write.record_id for item in items])
        for item in items:
            seen = found.get(item.write.record_id[:15])
            if seen is not None and seen.modified == item.seen.modified:
                # Refused although nothing changed: there the condition counts fractions that no reply shows.
                self._slack = timedelta(seconds=1)
            if not round_.settle(item.place, seen, _same):
                why = "modified between reading and writing; the owner is still the same"
                round_.give(item.place, Result.RETRY, why, owner_before=item.seen.owner_id)


def _same(one: str | None, other: str | None) -> bool:
    """Ids of 15 and 18 characters name the same record."""
    return (one or "")[:15] == (other or "")[:15]


def _blamed(body: object) -> set[str]:
    errors = body if isinstance(body, list) else [body]
    return {str(name) for one in errors if isinstance(one, Mapping) for name in one.get("fields") or ()}


def _verdict(code: str | None, text: str) -> tuple[Result, str]:
    if "UNABLE_TO_LOCK_ROW" in text:  # wrapped in a trigger's or flow's failure
        code = "UNABLE_TO_LOCK_ROW"
    return next(
        ((result, why) for result, why, codes in _VERDICTS if code in codes), (Result.REFUSED, "refused")
    )


_FINAL = (Result.REFUSED, Result.OWNER_GONE)
_VERDICTS: tuple[tuple[Result, str, frozenset[str]], ...] = tuple(
    (result, why, frozenset(codes.split()))
    for result, why, codes in (
        (Result.RETRY, "the record is locked", "UNABLE_TO_LOCK_ROW"),
        (Result.RETRY, "the allowance of calls is used up", "REQUEST_LIMIT_EXCEEDED"),
        (Result.RETRY, "busy", "SERVER_UNAVAILABLE QUERY_TIMEOUT"),
        (
            Result.RETRY,
            "not carried out",
            "PROCESSING_HALTED ALL_OR_NONE_OPERATION_ROLLED_BACK INVALID_SESSION_ID",
        ),
        (Result.GONE, "the lead is gone", "ENTITY_IS_DELETED NOT_FOUND"),
        (Result.GONE, "the lead is converted", "CANNOT_UPDATE_CONVERTED_LEAD"),
        (
            Result.OWNER_GONE,
            "the new owner is not there or not visible",
            "INVALID_CROSS_REFERENCE_KEY MALFORMED_ID",
        ),
        (Result.OWNER_GONE, "the new owner is inactive", "INACTIVE_OWNER_OR_USER"),
        (
            Result.REFUSED,
            "this user or queue may not own leads there",
            "OP_WITH_INVALID_USER_TYPE_EXCEPTION OPERATION_WITH_INVALID_USER_TYPE_EXCEPTION INVALID_OWNER"
            " FIELD_INTEGRITY_EXCEPTION",
        ),
        (
            Result.REFUSED,
            "a right is missing: Edit and Transfer Leads for us, Read for the new owner",
            "TRANSFER_REQUIRES_READ INSUFFICIENT_ACCESS_OR_READONLY"
            " INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        ),
        (
            Result.REFUSED,
            "a rule, flow or trigger of the organisation refuses it",
            "FIELD_CUSTOM_VALIDATION_EXCEPTION CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"
            " CANNOT_EXECUTE_FLOW_TRIGGER FLOW_EXCEPTION CUSTOM_APEX_ERROR",
        ),
        (Result.REFUSED, "a duplicate rule refuses it", "DUPLICATES_DETECTED"),
        (Result.REFUSED, "an approval holds the lead", "ENTITY_IS_LOCKED"),
    )
)
_KNOWN = frozenset(code for _, _, codes in _VERDICTS for code in codes)
