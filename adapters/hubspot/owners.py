"""Writes owners: read, compare, write in bulk, read again.

HubSpot has no conditional write. What a person changed between our read and our write is found in
the owner's history afterwards, given back, and reported as a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from adapters.errors import AdapterError, Broken, Gone
from adapters.hubspot.feed import MERGED, Feed
from adapters.hubspot.session import UPDATE, Rejected, Reply, Session, named_in
from adapters.wire import Unsure
from adapters.writing import Present, Round
from mappings.fieldmap import ObjectMap
from mappings.instants import from_text
from mappings.records import Directory, Kind, SeatKind
from mappings.writes import Receipt, Result, SetOwner

OWNER = "hubspot_owner_id"
_BATCH = 100
_FRESH, _USUAL = 5.0, 120.0  # seconds that the directory may be old: to call an owner gone, to let one pass
_NOBODY_MAY_WRITE = ("READ_ONLY_VALUE", "PROPERTY_DOESNT_EXIST")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Item:
    """A write under way. `extras` are CRM properties by our names; `sure`: HubSpot confirmed it."""

    place: int
    write: SetOwner
    before: str | None
    read_at: datetime
    extras: dict[str, str]
    dropped: tuple[str, ...] = ()
    sure: bool = False

    def drop(self, properties: Collection[str]) -> bool:
        """Leaves these extras out of the next try; false where none of them went along."""
        lost = tuple(ours for ours, theirs in self.extras.items() if theirs in properties)
        self.dropped += lost
        self.extras = {ours: theirs for ours, theirs in self.extras.items() if ours not in lost}
        return bool(lost)


@dataclass(slots=True)
class _Call(Round):
    """One call of `set_owners`; `sent` is what HubSpot took, or was silent about."""

    sent: list[_Item] = field(default_factory=list)

    def tell(self, item: _Item, result: Result, detail: str = "", code: str | None = None) -> None:
        self.give(item.place, result, detail, owner_before=item.before, code=code, dropped=item.dropped)

    def open(self) -> list[_Item]:
        return [item for item in self.sent if item.place not in self.receipts]

    def leave_unread(self) -> None:
        """Receipts for what was sent and could not be looked at again."""
        for item in self.open():
            self.tell(item, Result.WRITTEN if item.sure else Result.UNKNOWN, "not read again")


class Owners:
    """Sets the owners of leads. `directory` answers one that is at most so many seconds old."""

    def __init__(
        self, session: Session, feed: Feed, table: ObjectMap, directory: Callable[[float], Directory]
    ) -> None:
        self._session = session
        self._feed = feed
        self._table = table
        self._directory = directory
        self._closed: set[str] = set()  # properties that HubSpot let nobody write, since the last log-in

    def forget_refusals(self) -> None:
        """After a new log-in every property is tried again."""
        self._closed.clear()

    def set_owners(self, writes: Sequence[SetOwner]) -> list[Receipt]:
        """One receipt a write, in order. Raises only where nothing of it was written."""
        clean = [replace(one, owner_id=one.owner_id or None, expects=one.expects or None) for one in writes]
        this, failure = _Call(clean), None
        try:
            for block in _blocks(clean):
                self._send(self._ready(block, this), this)
                self._look_again(this)
        except AdapterError as fault:
            failure = fault
            this.leave_unread()
        return this.closed(failure)

    def _ready(self, block: Sequence[tuple[int, SetOwner]], this: _Call) -> list[_Item]:
        """What is left to write after a look at who owns the leads now."""
        ids = [write.record_id for _, write in block]
        read_at = self._session.clock or _BEGINNING
        found = self._feed.by_id(self._table.object, ids, [OWNER, MERGED])
        present = {key: Present(_owner(row)) for key, row in found.items() if str(row["id"]) == key}
        for change in self._feed.read(Kind.LEAD, [key for key in ids if key not in present]):
            lead = change.record
            present[lead.id] = Present(lead.owner_id, lead.state, lead.merged_into)
        ready = []
        for place, write in block:
            if this.settle(place, present.get(write.record_id)):
                continue
            extras = {ours: self._table.write[ours] for ours in write.extra if ours in self._table.write}
            item = _Item(place, write, present[write.record_id].owner_id, read_at, extras)
            item.drop(self._closed)
            if self._is_gone(write.owner_id):
                this.tell(item, Result.OWNER_GONE, "the new owner is archived, unknown or a queue")
            else:
                ready.append(item)
        return ready

    def _is_gone(self, owner: str | None) -> bool:
        for age in (_USUAL, _FRESH):
            try:
                seat = self._directory(age).by_id.get(owner or "")
            except AdapterError:  # not known: HubSpot itself will judge
                return False
            if owner is None or (seat is not None and seat.active and seat.kind is SeatKind.USER):
                return False
        return True

    # -- the write --------------------------------------------------------------------------------

    def _send(self, items: Sequence[_Item], this: _Call) -> None:
        if not items:
            return
        try:
            reply = self._update([self._input(item) for item in items])
        except (Unsure, Broken) as fault:
            for item in items:
                this.tell(item, Result.UNKNOWN, fault.message, fault.code)
            raise
        except (Rejected, Gone) as fault:
            self._send_apart(items, fault, this)
        else:
            self._match(items, reply, this)

    def _update(self, inputs: list[dict[str, Any]]) -> Reply:
        reply = self._session.post(UPDATE, {"inputs": inputs}, object=self._table.object)
        reply.results()  # an answer without any counts as none
        return reply

    def _input(self, item: _Item) -> dict[str, Any]:
        extras = self._table.to_payload({ours: item.write.extra[ours] for ours in item.extras})
        properties = {name: "" if value is None else str(value) for name, value in extras.items()}
        properties[OWNER] = item.write.owner_id or ""
        return {"id": item.write.record_id, "properties": properties, "objectWriteTraceId": item.write.key}

    def _send_apart(self, items: Sequence[_Item], fault: Rejected | Gone, this: _Call) -> None:
        """One bad value fails a whole batch: sent again without it, else in halves, down to single ones."""
        named = fault.named if isinstance(fault, Rejected) else {}
        if sum(item.drop(self._hopeless(named)) for item in items):
            self._send(items, this)
        elif len(items) > 1:
            half = len(items) // 2
            self._send(items[:half], this)
            self._send(items[half:], this)
        elif self._judge(items[0], fault.code or "OBJECT_NOT_FOUND", named, this):
            self._send(items, this)

    def _hopeless(self, named: Mapping[str, str]) -> set[str]:
        """Properties that HubSpot lets nobody write; they are not tried again."""
        found = {name for name, code in named.items() if code in _NOBODY_MAY_WRITE and name != OWNER}
        self._closed |= found
        return found

    def _match(self, items: Sequence[_Item], reply: Reply, this: _Call) -> None:
        """Finds each item's part of an answer; one that the answer is silent about stays unsure."""
        done = {str(result.get("id")) for result in reply.results()}
        failed: dict[str, dict[str, Any]] = {}
        for error in reply.data.get("errors") or ():
            context = error.get("context") or {}
            for told in (context.get("objectWriteTraceId") or [], context.get("ids") or []):
                failed |= dict.fromkeys([told] if isinstance(told, str) else map(str, told), error)
        again = []
        for item in items:
            error = failed.get(item.write.key) or failed.get(item.write.record_id)
            item.sure = item.write.record_id in done
            if item.sure or error is None:
                this.sent.append(item)
            elif self._judge(item, str(error.get("category") or ""), named_in(error), this):
                again.append(item)
        self._send(again, this)

    def _judge(self, item: _Item, code: str, named: Mapping[str, str], this: _Call) -> bool:
        """Whether to try again with fewer extras; otherwise the item is settled."""
        blamed = ", ".join(f"{name}: {why}" for name, why in named.items()) or code
        if code == "OBJECT_NOT_FOUND":
            this.tell(item, Result.GONE, "no such lead any more", code)
        elif item.drop(self._hopeless(named)) or (OWNER not in named and item.drop(item.extras.values())):
            return True
        elif named.get(OWNER) not in _NOBODY_MAY_WRITE and self._is_gone(item.write.owner_id):
            this.tell(item, Result.OWNER_GONE, f"HubSpot refuses the new owner ({blamed})", code)
        else:
            this.tell(item, Result.REFUSED, f"HubSpot refuses the write ({blamed})", code)
        return False

    # -- after the write --------------------------------------------------------------------------

    def _look_again(self, this: _Call) -> None:
        sent = this.open()
        try:
            ids = [item.write.record_id for item in sent]
            found = self._feed.by_id(self._table.object, ids, [OWNER, MERGED], history=OWNER)
        except AdapterError:
            found = {}
        overrun: list[tuple[_Item, str | None]] = []
        for item in sent:
            row = found.get(item.write.record_id)
            if row is None or str(row["id"]) != item.write.record_id:
                continue
            owner, between = _owner(row), _between(row, item)
            if owner == item.write.owner_id and between:
                overrun.append((item, between[0]))
            elif owner == item.write.owner_id:
                this.tell(item, Result.WRITTEN)
            elif owner == item.before and not item.sure:
                this.tell(item, Result.RETRY, "HubSpot was silent about this lead and did not write it")
            else:
                this.tell(item, Result.CONFLICT, "somebody changed the owner right after our write")
        if overrun:
            self._give_back(overrun, this)
        this.leave_unread()

    def _give_back(self, overrun: Sequence[tuple[_Item, str | None]], this: _Call) -> None:
        """People win: whoever set the owner between our read and our write gets it back."""
        inputs = [{"id": item.write.record_id, "properties": {OWNER: owner or ""}} for item, owner in overrun]
        try:
            done = {str(result.get("id")) for result in self._update(inputs).results()}
        except AdapterError:
            done = set()
        for item, _ in overrun:
            outcome = "given back" if item.write.record_id in done else "could not be given back"
            this.tell(item, Result.CONFLICT, f"somebody changed the owner while we wrote: {outcome}")


def _blocks(writes: Sequence[SetOwner]) -> Iterator[list[tuple[int, SetOwner]]]:
    """Batches without the same record twice: HubSpot keeps no order inside of one."""
    waiting = list(enumerate(writes))
    while waiting:
        block: list[tuple[int, SetOwner]] = []
        later: list[tuple[int, SetOwner]] = []
        seen: set[str] = set()
        for place, write in waiting:
            fits = len(block) < _BATCH and write.record_id not in seen
            (block if fits else later).append((place, write))
            seen.add(write.record_id)
        yield block
        waiting = later


def _between(row: Mapping[str, Any], item: _Item) -> list[str | None]:
    """The owner that somebody set after our read and before our write, if any.

    A merge brings the loser's history along: what is older than our read says nothing.
    """
    history = (row.get("propertiesWithHistory") or {}).get(OWNER) or []
    try:
        value, at = history[1].get("value") or None, from_text(str(history[1].get("timestamp")))
    except (IndexError, ValueError):
        return []
    return [value] if at >= item.read_at and value not in (item.before, item.write.owner_id) else []


def _owner(row: Mapping[str, Any]) -> str | None:
    return (row.get("properties") or {}).get(OWNER) or None
