"""Writing: one row, collections of rows, composites; the assignment rule and scripted refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import orjson

from adapters.simulators.faults import Call
from adapters.simulators.salesforce.answers import Answer, Failure, failure
from adapters.simulators.salesforce.checks import check_values, clean_values, find_row
from adapters.simulators.salesforce.conditions import BadCondition, unmodified_since
from adapters.simulators.salesforce.query import Queries
from adapters.simulators.salesforce.rows import get_row
from adapters.simulators.salesforce.schema import fields_of, object_names
from adapters.simulators.salesforce.view import View
from adapters.simulators.server import Request
from adapters.simulators.world import Row

_MAX_RECORDS, _MAX_PARTS, _MAX_QUERIES, _MAX_CHUNKS = 200, 25, 5, 10
_INHERITED = ("accept", "authorization", "content-type")
_LOCKED = Failure("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records")


@dataclass(frozen=True, slots=True)
class _Write:
    """One record's write, with the headers that hold for it."""

    object: str
    id: str
    values: Mapping[str, Any]
    headers: Mapping[str, str]
    path: str
    batch: bool


class Writes:
    """Every resource that changes records."""

    def __init__(self, view: View, queries: Queries) -> None:
        self._view = view
        self._queries = queries

    def patch(self, request: Request, name: str, row_id: str) -> Answer:
        """PATCH /sobjects/{object}/{id}: 204, 412 where If-Unmodified-Since does not hold."""
        values = _body(request)
        if not isinstance(values, dict):
            return failure(400, "JSON_PARSER_ERROR", "The request body is not a JSON object")
        write = _Write(name, row_id, values, request.headers, request.path, batch=False)
        outcome = self._write(write, conditional=True)
        if outcome is None:
            return Answer(204)
        if outcome.status == 412:
            return Answer(412)
        return failure(outcome.status, outcome.code, outcome.message, outcome.fields)

    def create(self, request: Request, name: str) -> Answer:
        """POST /sobjects/{object}: 201; the assignment rule runs here too."""
        values = _body(request)
        if not isinstance(values, dict):
            return failure(400, "JSON_PARSER_ERROR", "The request body is not a JSON object")
        org = self._view.org
        full = {"OwnerId": org.our_user, **values}
        required = [f.name for f in fields_of(name).values() if f.required and f.name != "Status"]
        missing = [field for field in required if not full.get(field)]
        if missing:
            said = f"Required fields are missing: [{', '.join(missing)}]"
            return failure(400, "REQUIRED_FIELD_MISSING", said, missing)
        refused = check_values(self._view, name, None, full)
        if refused is not None:
            return failure(refused.status, refused.code, refused.message, refused.fields)
        row = org.create(name, clean_values(name, full), org.our_user, source="api", visible_after=0)
        self._rule(name, row, request.headers)
        return Answer(201, {"id": row.id, "success": True, "errors": []})

    def delete(self, name: str, row_id: str) -> Answer:
        """DELETE /sobjects/{object}/{id}: into the recycle bin."""
        row = find_row(self._view, name, row_id, batch=False)
        if isinstance(row, Failure):
            return failure(row.status, row.code, row.message, row.fields)
        self._view.org.delete(name, row.id, self._view.org.our_user)
        return Answer(204)

    def composite(self, request: Request, version: str, parts: list[str]) -> Answer:
        """POST /composite and PATCH /composite/sobjects."""
        if request.method == "PATCH" and parts == ["sobjects"]:
            return self._collection(request)
        if request.method == "POST" and not parts:
            return self._parts(request, version)
        return failure(404, "NOT_FOUND", "The requested resource does not exist")

    def _collection(self, request: Request) -> Answer:
        """200 with one result a record, whatever became of them."""
        body = _body(request)
        records = body.get("records") if isinstance(body, dict) else None
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            return failure(400, "JSON_PARSER_ERROR", "records must be a list of objects")
        if len(records) > _MAX_RECORDS:
            said = "record count exceeds maximum number of records allowed: 200"
            return failure(400, "EXCEEDED_ID_LIMIT", said)
        names = [str((record.get("attributes") or {}).get("type", "")) for record in records]
        chunks = sum(1 for number, name in enumerate(names) if number == 0 or names[number - 1] != name)
        if chunks > _MAX_CHUNKS or any(name.lower() not in object_names() for name in names):
            return failure(
                400, "INVALID_INPUT", "the type of each record must be named, in 10 chunks at most"
            )
        writes = [
            _Write(
                object_names()[name.lower()],
                str(record.get("id") or record.get("Id") or ""),
                {key: value for key, value in record.items() if key not in ("attributes", "id", "Id")},
                request.headers,
                request.path,
                batch=True,
            )
            for name, record in zip(names, records, strict=True)
        ]
        all_or_none = isinstance(body, dict) and body.get("allOrNone") is True
        outcomes = self._all_or_none(writes) if all_or_none else [self._write(write) for write in writes]
        results = [self._result(w, outcome) for w, outcome in zip(writes, outcomes, strict=True)]
        call = Call("salesforce", request.method, request.path)
        if self._view.faults.take(call, ("missing_result",)) is not None:
            results.pop()
        return Answer(200, results)

    def _all_or_none(self, writes: list[_Write]) -> list[Failure | None]:
        refusals = [self._refusal(write) for write in writes]
        if not any(refusals):
            return [self._write(write) for write in writes]
        said = (
            "Record rolled back because not all records were valid and the request was using AllOrNone header"
        )
        rolled_back = Failure("ALL_OR_NONE_OPERATION_ROLLED_BACK", said)
        return [refusal or rolled_back for refusal in refusals]

    def _result(self, write: _Write, outcome: Failure | None) -> dict[str, Any]:
        if outcome is None:
            return {"id": write.id, "success": True, "errors": []}
        switches = self._view.world.switches
        error = {switches.error_code_key: outcome.code, "message": outcome.message}
        made: dict[str, Any] = {"success": False, "errors": [{**error, "fields": list(outcome.fields)}]}
        if switches.collections_missing_id != "omitted":
            made = {"id": write.id if switches.collections_missing_id == "present" else None, **made}
        return made

    def _parts(self, request: Request, version: str) -> Answer:
        body = _body(request)
        parts = body.get("compositeRequest") if isinstance(body, dict) else None
        if not isinstance(parts, list) or not parts:
            return failure(400, "JSON_PARSER_ERROR", "compositeRequest is missing")
        if len(parts) > _MAX_PARTS:
            said = f"Number of subrequests exceeds the limit of {_MAX_PARTS}"
            return failure(400, "INVALID_INPUT", said)
        heavy = sum(1 for part in parts if "/query" in part["url"] or "/composite/" in part["url"])
        if heavy > _MAX_QUERIES:
            said = f"No more than {_MAX_QUERIES} subrequests can be queries or collections"
            return failure(400, "INVALID_INPUT", said)
        references = [part.get("referenceId") for part in parts]
        if len(set(references)) != len(references) or None in references:
            return failure(400, "INVALID_INPUT", "each subrequest needs a referenceId of its own")
        answers: list[Answer] = []
        for part in parts:
            answers.append(self._part(part, request, version))
            if isinstance(body, dict) and body.get("allOrNone") is True and not answers[-1].ok:
                break
        done = [_part_answer(p, a) for p, a in zip(parts, answers, strict=False)]
        halted = failure(400, "PROCESSING_HALTED", "The transaction was rolled back since another failed.")
        done += [_part_answer(part, halted) for part in parts[len(answers) :]]
        return Answer(200, {"compositeResponse": done})

    def _part(self, part: Mapping[str, Any], outer: Request, version: str) -> Answer:
        target = urlsplit(str(part["url"]))
        path = unquote(target.path)
        own = {str(k).lower(): str(v) for k, v in (part.get("httpHeaders") or {}).items()}
        if any(name in own for name in _INHERITED):
            return failure(400, "INVALID_INPUT", "this header cannot be set in a subrequest")
        headers = {name: outer.headers[name] for name in _INHERITED if name in outer.headers} | own
        switch = self._view.world.switches.conditional_in_composite
        if switch != "honoured" and any(name.startswith("if-") for name in own):
            if switch == "rejected":
                return failure(400, "INVALID_INPUT", "conditional headers are not supported in a subrequest")
            headers = {name: value for name, value in headers.items() if not name.startswith("if-")}
        query = parse_qs(target.query, keep_blank_values=True)
        inner = Request(str(part["method"]), path, query, headers, orjson.dumps(part.get("body")))
        prefix, _, rest = path.partition("/services/data/")
        if prefix or not rest:
            return failure(404, "NOT_FOUND", "The requested resource does not exist")
        steps = rest.rstrip("/").split("/")[1:]
        return self._inner(inner, version, steps)

    def _inner(self, inner: Request, version: str, steps: list[str]) -> Answer:
        name = object_names().get(steps[1].lower()) if len(steps) > 1 and steps[0] == "sobjects" else None
        if inner.method == "GET" and steps[0] in ("query", "queryAll"):
            return self._queries.answer(inner, version, steps)
        if inner.method == "PATCH" and steps == ["composite", "sobjects"]:
            return self._collection(inner)
        if name is not None and len(steps) == 3 and inner.method == "GET":
            return get_row(self._view, inner, (name, steps[2]), version)
        if name is not None and len(steps) == 3 and inner.method == "PATCH":
            return self.patch(inner, name, steps[2])
        if name is not None and len(steps) == 2 and inner.method == "POST":
            return self.create(inner, name)
        return failure(404, "NOT_FOUND", "The requested resource does not exist")

    def _write(self, write: _Write, *, conditional: bool = False) -> Failure | None:
        """Writes one record; None is success. Scripted people step in before or after."""
        view = self._view
        call = Call("salesforce", "PATCH", write.path, write.object, (write.id,))
        row = find_row(view, write.object, write.id, batch=write.batch)
        if isinstance(row, Row):
            view.faults.person_edits(view.world, call, row, "before")
        fault = view.faults.take(call, ("lock_row", "fail_item"))
        if fault is not None:
            if fault.do == "lock_row":
                return _LOCKED
            code, message = fault.args.get("code", "UNKNOWN_EXCEPTION"), fault.args.get("message", "refused")
            return Failure(str(code), str(message), int(fault.args.get("status", 400)))
        if conditional and isinstance(row, Row):
            try:
                if unmodified_since(write.headers, row) is False:
                    return Failure("PRECONDITION_FAILED", "", 412)
            except BadCondition as error:
                return Failure("INVALID_HEADER", str(error))
        refused = self._refusal(write)
        if refused is not None or isinstance(row, Failure):
            return refused
        org = view.org
        org.update(write.object, row.id, clean_values(write.object, write.values), org.our_user, "api")
        self._rule(write.object, row, write.headers)
        view.faults.person_edits(view.world, call, row, "after")
        return None

    def _refusal(self, write: _Write) -> Failure | None:
        row = find_row(self._view, write.object, write.id, batch=write.batch)
        if isinstance(row, Failure):
            return row
        if self._view.org.locked(write.object, row.id):
            return _LOCKED
        return check_values(self._view, write.object, row, write.values)

    def _rule(self, name: str, row: Row, headers: Mapping[str, str]) -> None:
        """The active assignment rule, unless the very request says no."""
        world = self._view.world
        wanted = headers.get("sforce-auto-assign", "TRUE").strip().lower() != "false"
        if name == "Lead" and wanted and world.switches.assignment_rule == "active" and world.rule_owner:
            change = {"OwnerId": world.rule_owner}
            self._view.org.update(name, row.id, change, self._view.org.our_user, "rule", visible_after=0)


def _body(request: Request) -> Any:
    try:
        return request.json
    except ValueError:
        return None


def _part_answer(part: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    return {
        "body": answer.body, "httpHeaders": answer.headers,
        "httpStatusCode": answer.status, "referenceId": part["referenceId"],
    }  # fmt: skip
