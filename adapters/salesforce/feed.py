"""The change feed: one query a window on SystemModstamp, five windows a call.

A window is paged by Salesforce's own cursor. Where that died (two days, a restart of theirs), it
goes on behind the last (SystemModstamp, Id), so that no tie is lost.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from simple_salesforce.format import format_soql

from adapters.errors import Gone, Refused
from adapters.salesforce.describe import Shapes
from adapters.salesforce.session import (
    CRM_ID,
    IDS_A_QUERY,
    QUERIES_A_CALL,
    Part,
    Row,
    Session,
    documented,
    fault,
    page_request,
    query_path,
)
from mappings.changes import Change, Page, Window, version_of
from mappings.fieldmap import ObjectMap, Unreadable
from mappings.instants import from_text, to_text
from mappings.records import Kind, State

_SETTLED = timedelta(minutes=3)  # longer than a query may run
_ROUNDS = 3  # the question, one with fewer fields, one after a dead cursor
_FATES: Mapping[Kind, tuple[str, ...]] = {
    Kind.LEAD: ("IsDeleted", "MasterRecordId", "IsConverted"),
    Kind.CONTACT: ("IsDeleted", "MasterRecordId"),
    Kind.ACCOUNT: ("IsDeleted", "MasterRecordId"),
    Kind.OPPORTUNITY: ("IsDeleted",),
    Kind.TASK: ("IsDeleted",),
    Kind.EVENT: ("IsDeleted",),
}


class Feed:
    """Reads records. `hidden` are the mapped fields that Salesforce does not show, by kind."""

    def __init__(self, session: Session, shapes: Shapes, maps: Mapping[Kind, ObjectMap]) -> None:
        self._session = session
        self._shapes = shapes
        self._whole = dict(maps)
        self._maps = dict(maps)
        self.hidden: dict[Kind, tuple[str, ...]] = {}

    def changes(self, windows: Sequence[Window]) -> list[Page]:
        """One page of each window."""
        pages: list[Page] = []
        for start in range(0, len(windows), QUERIES_A_CALL):
            pages += self._read_some(windows[start : start + QUERIES_A_CALL])
        return pages

    def read(self, kind: Kind, ids: Collection[str]) -> list[Change]:
        """These records as they are now, deleted ones included."""
        wanted = sorted({one for one in ids if CRM_ID.fullmatch(one)})
        chunks = [wanted[start : start + IDS_A_QUERY] for start in range(0, len(wanted), IDS_A_QUERY)]
        try:
            rows = self._session.select([self._query(kind, "Id IN {}", chunk) for chunk in chunks])[0]
        except Refused as refusal:
            if refusal.code != "INVALID_FIELD":
                raise
            self.leave_out_hidden(kind)
            rows = self._session.select([self._query(kind, "Id IN {}", chunk) for chunk in chunks])[0]
        return _page_content(self._maps[kind], [row for some in rows for row in some])[0]

    def leave_out_hidden(self, kind: Kind) -> tuple[str, ...]:
        """Compares the field table with what Salesforce describes and goes on without the rest.

        Raises Refused where a field is hidden without which a record cannot be judged.
        """
        whole = self._whole[kind]
        shape = self._shapes.of(whole.object, fresh=True)
        hidden = tuple(name for name in _columns(whole) if not shape.shows(name))
        needed = {*_FATES[kind], *(whole.system[key] for key in ("id", "owner_id", "modified_at"))}
        if not needed.isdisjoint(hidden):
            lost = ", ".join(sorted(needed.intersection(hidden)))
            raise Refused(f"{kind}: Salesforce hides {lost} of {whole.object} from the integration user")
        for name in hidden:
            whole = whole.without(name)
        self._maps[kind] = whole
        self.hidden[kind] = hidden
        return hidden

    def _read_some(self, windows: Sequence[Window]) -> list[Page]:
        pages: dict[int, Page] = {}
        waiting = dict(enumerate(windows))
        for _ in range(_ROUNDS):
            parts, at = self._session.composite([page_request(self._path(one)) for one in waiting.values()])
            asked, waiting = waiting, {}
            for (place, window), part in zip(asked.items(), parts, strict=True):
                if part.status == 200:
                    with documented():
                        pages[place] = self._page(window, part.body, at)
                else:
                    waiting[place] = self._asked_anew(window, part)
            if not waiting:
                return [pages[place] for place in sorted(pages)]
        kinds = ", ".join(window.kind for window in waiting.values())
        raise Refused(f"{kinds}: Salesforce refuses the query even without the fields that it hides")

    def _asked_anew(self, window: Window, part: Part) -> Window:
        if part.code == "INVALID_QUERY_LOCATOR" and window.after:
            mark = _read_mark(window.after)
            return replace(window, after=_mark({**mark, "next": None}) if "id" in mark else None)
        if part.code == "INVALID_FIELD" and self.leave_out_hidden(window.kind):
            return window
        raise fault(part.status, part.body, what=f"{window.kind}: ")

    def _path(self, window: Window) -> str:
        mark = _read_mark(window.after) if window.after else {}
        if mark.get("next") and mark.get("of") == self._imprint(window.kind):
            return str(mark["next"])
        if "id" in mark:
            stamp = from_text(mark["stamp"])
            where = "((SystemModstamp = {} AND Id > {}) OR SystemModstamp > {})"
            return query_path(self._query(window.kind, where, stamp, mark["id"], stamp))
        if window.since is None:
            return query_path(self._query(window.kind, ""))
        return query_path(self._query(window.kind, "SystemModstamp >= {}", window.since))

    def _query(self, kind: Kind, where: str, *values: Any) -> str:
        columns = ", ".join(_columns(self._maps[kind]))
        head = format_soql("SELECT {:literal} FROM {:literal}", columns, self._maps[kind].object)
        if where:
            head += format_soql(f" WHERE {where}", *values)
        return f"{head} ORDER BY SystemModstamp, Id"

    def _imprint(self, kind: Kind) -> int:
        """A cursor goes on with the fields of its query: one of another field table is not used."""
        return zlib.crc32(",".join(_columns(self._maps[kind])).encode())

    def _page(self, window: Window, body: Any, at: datetime) -> Page:
        rows = body["records"]
        changes, unreadable = _page_content(self._maps[window.kind], rows)
        rest = None
        if not body["done"]:
            mark = _read_mark(window.after) if window.after else {}
            going_on = mark.get("next") is not None
            asked_at = from_text(mark["at"]) if going_on and "at" in mark else at
            # A row edited while we page shows a stamp ahead of its place: only old stamps keep order.
            old = asked_at - _SETTLED
            place = next((row for row in reversed(rows) if from_text(row["SystemModstamp"]) < old), None)
            if place is not None:
                mark |= {"stamp": place["SystemModstamp"], "id": place["Id"]}
            mark |= {
                "next": body["nextRecordsUrl"],
                "of": self._imprint(window.kind),
                "at": to_text(asked_at),
            }
            rest = replace(window, after=_mark(mark))
        return Page(window.kind, tuple(changes), rest, at, tuple(unreadable))


def _columns(table: ObjectMap) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*table.crm_fields(), "SystemModstamp", *_FATES[table.kind])))


def _page_content(table: ObjectMap, rows: Sequence[Row]) -> tuple[list[Change], list[tuple[str, str]]]:
    changes: list[Change] = []
    unreadable: list[tuple[str, str]] = []
    paths = [name.split(".") for name in table.crm_fields() if "." in name]
    for row in rows:
        try:
            if paths:
                row = {**row, **{".".join(path): _reach(row, path) for path in paths}}
            state, winner = fate(row)
            record, faults = table.to_record(row, state=state, merged_into=winner)
            changes.append(Change(record, version_of(record), faults))
        except Unreadable as why:
            unreadable.append((str(row.get("Id")), str(why)))
        except (TypeError, ValueError) as odd:  # a poison record must not stop the feed
            unreadable.append((str(row.get("Id")), f"{table.object}: {type(odd).__name__} in the mapping"))
    return changes, unreadable


def fate(row: Row) -> tuple[State, str | None]:
    """What became of a record, and the survivor where it was merged."""
    if row.get("IsDeleted"):
        winner = row.get("MasterRecordId")
        return (State.MERGED, str(winner)) if winner else (State.DELETED, None)
    return (State.CONVERTED if row.get("IsConverted") else State.OPEN), None


def _reach(row: Any, path: Sequence[str]) -> Any:
    for step in path:
        row = row.get(step) if isinstance(row, Mapping) else None
    return row


def _mark(mark: Mapping[str, Any]) -> str:
    return orjson.dumps(mark).decode()


def _read_mark(text: str | None) -> dict[str, Any]:
    try:
        mark = orjson.loads(text or "")
        if "id" in mark and not (CRM_ID.fullmatch(mark["id"]) and from_text(mark["stamp"])):
            raise ValueError("no place in the feed")
        from_text(mark["at"])
        return dict(mark)
    except (KeyError, TypeError, ValueError):
        raise Gone("the feed's bookmark cannot be read: the window starts again") from None
