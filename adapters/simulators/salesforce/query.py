"""query and queryAll: pages, cursors, and the ways in which they fail."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adapters.simulators.faults import Call
from adapters.simulators.salesforce.answers import Answer, failure
from adapters.simulators.salesforce.soql import SoqlError, parse
from adapters.simulators.salesforce.soql_run import Found, run
from adapters.simulators.salesforce.view import View
from adapters.simulators.server import Request
from adapters.simulators.world import Row, salesforce_id

_LOCATOR = re.compile(r"(01g[A-Za-z0-9]{15})-(\d+)$")
_BATCH = re.compile(r"batchSize\s*=\s*(\d+)", re.IGNORECASE)
_WIDE_TEXT = 2


@dataclass(frozen=True, slots=True)
class _Cursor:
    object: str
    rows: list[Row]
    total: int
    deleted_too: bool
    expires_ms: int
    size: int
    project: Callable[[Row], dict[str, Any]]


class Queries:
    """Answers queries and keeps their cursors.

    A cursor holds which rows were found; their values are read when a page is asked for, so that a row
    edited meanwhile shows its new stamp on a later page.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._cursors: dict[str, _Cursor] = {}
        self._numbers = itertools.count(1)

    def answer(self, request: Request, version: str, parts: list[str]) -> Answer:
        """GET /query, /queryAll with `q`, or with a locator as the last part of the path."""
        if len(parts) > 1:
            return self._page(request, version, parts[1])
        text = request.arg("q")
        if not text:
            return failure(400, "MALFORMED_QUERY", "SOQL statements cannot be empty or null")
        view = self._view
        view.refresh()
        try:
            query = parse(text)
            if query.limit is None and len(query.fields) > 1000:
                raise SoqlError("QUERY_TOO_COMPLICATED", "too many fields")
            fault = view.faults.take(
                Call("salesforce", request.method, request.path, query.object),
                ("query_timeout", "truncate_results"),
            )
            if fault is not None and fault.do == "query_timeout":
                raise SoqlError("QUERY_TIMEOUT", "Your query request was running for too long.")
            deleted_too = parts[0] == "queryAll"
            hidden = view.hidden_objects()
            found = run(query, view.sight(version), all_rows=deleted_too, hidden_objects=hidden)
        except SoqlError as error:
            return failure(400, error.code, error.message)
        if query.count:
            return Answer(200, {"totalSize": found.total, "done": True, "records": []})
        if fault is not None:
            del found.rows[-int(fault.args.get("count", 1)) :]
        cursor = self._cursor(found, deleted_too, self._size(request, query.fields))
        return self._first(cursor, version)

    def _first(self, cursor: _Cursor, version: str) -> Answer:
        if len(cursor.rows) <= cursor.size:
            return Answer(200, self._body(cursor, 0, None, version))
        now_ms = self._view.world.clock.now_ms()
        self._cursors = {key: held for key, held in self._cursors.items() if held.expires_ms > now_ms}
        locator = "01g" + salesforce_id("01g", next(self._numbers))[3:18]
        self._cursors[locator] = cursor
        return Answer(200, self._body(cursor, 0, locator, version))

    def _page(self, request: Request, version: str, text: str) -> Answer:
        match = _LOCATOR.match(text)
        cursor = self._cursors.get(match[1]) if match else None
        call = Call("salesforce", request.method, request.path, cursor.object if cursor else None)
        dead = self._view.faults.take(call, ("dead_cursor",)) is not None
        if match is None or cursor is None or dead or self._view.world.clock.now_ms() >= cursor.expires_ms:
            if match is not None:
                self._cursors.pop(match[1], None)
            return failure(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        if self._view.faults.take(call, ("query_timeout",)) is not None:
            return failure(400, "QUERY_TIMEOUT", "Your query request was running for too long.")
        return Answer(200, self._body(cursor, int(match[2]), match[1], version))

    def _body(self, cursor: _Cursor, start: int, locator: str | None, version: str) -> dict[str, Any]:
        end = start + cursor.size
        done = end >= len(cursor.rows)
        page = cursor.rows[start:end]
        kept = [r for r in page if not r.purged and (cursor.deleted_too or r.deleted_ms is None)]
        body: dict[str, Any] = {"totalSize": cursor.total, "done": done}
        if not done:
            # It says /query even for queryAll, and goes on to include deleted rows.
            body["nextRecordsUrl"] = f"/services/data/{version}/query/{locator}-{end}"
        body["records"] = [cursor.project(row) for row in kept]
        return body

    def _cursor(self, found: Found, deleted_too: bool, size: int) -> _Cursor:
        life_ms = self._view.world.switches.query_cursor_seconds * 1000
        expires_ms = self._view.world.clock.now_ms() + life_ms
        return _Cursor(found.object, found.rows, found.total, deleted_too, expires_ms, size, found.project)

    def _size(self, request: Request, fields: tuple[str, ...]) -> int:
        wide = sum(1 for name in fields if name.lower() in ("description", "longtext__c"))
        asked = _BATCH.search(request.headers.get("sforce-query-options", ""))
        size = min(2000, max(200, int(asked[1]))) if asked else 2000
        return min(size, self._view.world.switches.salesforce_page_size, 200 if wide >= _WIDE_TEXT else 2000)
