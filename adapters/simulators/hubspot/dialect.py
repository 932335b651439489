"""The HubSpot dialect: addresses, log-in, limits, and the calls that only read.

Older addresses (/crm/v3, /crm/v4) and dated ones (/crm/objects/2026-09) are the same calls.
"""

from __future__ import annotations

import re
from typing import Any

from adapters.simulators.faults import Call, FaultBook
from adapters.simulators.hubspot import account, links
from adapters.simulators.hubspot.account import bookmark, flag, paging
from adapters.simulators.hubspot.answers import (
    Refusal,
    absent,
    failure,
    invalid,
    iso,
    malformed,
    missing_scopes,
    not_found,
    too_fast,
    unauthorised,
)
from adapters.simulators.hubspot.limits import Meter
from adapters.simulators.hubspot.portal import Portal
from adapters.simulators.hubspot.properties import SCOPE_OF
from adapters.simulators.hubspot.search import Searcher
from adapters.simulators.hubspot.writes import BATCH, Writer
from adapters.simulators.server import Request, Response
from adapters.simulators.world import Row, World

_DATED = re.compile(r"\d{4}-\d{2}")
_LIST_PAGE, _HISTORY_PAGE = 100, 50


class HubspotDialect:
    """One HubSpot account over HTTP."""

    name = "hubspot"

    def __init__(self, world: World, faults: FaultBook) -> None:
        self.portal = Portal(world, faults)
        self.meter = Meter(world)
        self._world = world
        self._searcher = Searcher(self.portal)
        self._writer = Writer(self.portal)

    def handle(self, request: Request) -> Response:
        """Answers one call; the caller holds the world's lock."""
        parts = request.path.strip("/").split("/")
        search = parts[-1] == "search"
        admitted = False
        try:
            self._log_in(request)
            self._strike(request)
            self.meter.admit(search)
            admitted = True
            response = self._route(request, *_older(parts))
        except Refusal as refusal:
            response = refusal.response
        except (ValueError, KeyError, TypeError, AttributeError):
            response = malformed("Unexpected value").response
        if not search and (admitted or response.status == 429):
            response.headers.update(self.meter.headers())
        return response

    def _log_in(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {self._world.secrets.hubspot_token}":
            raise unauthorised()

    def _strike(self, request: Request) -> None:
        call = Call("hubspot", request.method, request.path)
        fault = self.portal.fault(call, "expire_session", "rate_limit", "quota")
        if fault is None:
            return
        if fault.do == "expire_session":
            raise unauthorised(expired=True)
        policy = "DAILY" if fault.do == "quota" else str(fault.args.get("policy", "TEN_SECONDLY_ROLLING"))
        raise too_fast(policy, fault.args.get("retry_after"))

    def _route(self, request: Request, parts: list[str], version: str) -> Response:
        for args in self.portal.faults.standing("retired_version", "hubspot"):
            if version == args.get("version"):
                raise failure(410, f"Version {version} of this API is no longer available.")
        match parts:
            case ["crm", "objects", kind, *rest]:
                return self._objects(request, self.portal.object_named(kind), rest, version)
            case ["crm", "associations", kind, other, "batch", *action] if request.method == "POST":
                pair = (self.portal.object_named(kind), self.portal.object_named(other))
                return self._associations(request, pair, "/".join(action))
            case ["crm", "owners", *rest] if request.method == "GET":
                return account.owners(self.portal, request, rest)
            case ["crm", "properties", kind, *rest] if request.method == "GET":
                return account.properties(self.portal, self.portal.object_named(kind), rest)
            case ["account-info", _, "details"]:
                return account.details(self.portal)
            case ["account-info", _, "api-usage", "daily", "private-apps"]:
                return Response(200, {"results": [self.meter.usage()]})
        raise not_found()

    def _objects(self, request: Request, name: str, rest: list[str], version: str) -> Response:
        reading = request.method == "GET" or rest[-1:] in (["search"], ["read"])
        self._permit(request, name, "read" if reading else "write")
        match request.method, rest:
            case "GET", []:
                return self._list(request, name)
            case "POST", []:
                return self._writer.create(request, name)
            case "POST", ["search"]:
                return self._search(request, name)
            case "POST", ["batch", "read"]:
                return self._batch_read(request, name)
            case "POST", ["batch", "update"]:
                return self._writer.update_batch(request, name, _DATED.fullmatch(version) is not None)
            case "GET", [row_id]:
                return self._get(request, name, row_id)
            case "PATCH", [row_id]:
                return self._writer.update(request, name, row_id)
            case "DELETE", [row_id]:
                return self._writer.archive(name, row_id)
            case "GET", [row_id, "associations", other]:
                return links.listed(self.portal, (name, row_id), self.portal.object_named(other))
            case "PUT", [row_id, "associations", "default", other, to_id]:
                end = (self.portal.object_named(other), to_id)
                return links.put(self.portal, (name, row_id), end, ())
            case "PUT", [row_id, "associations", other, to_id]:
                kinds = [kind["associationTypeId"] for kind in request.json]
                return links.put(self.portal, (name, row_id), (self.portal.object_named(other), to_id), kinds)
        raise not_found()

    def _permit(self, request: Request, name: str, right: str) -> None:
        scope = f"crm.objects.{SCOPE_OF[name]}.{right}"
        if self.portal.fault(Call("hubspot", request.method, request.path, name), "permission"):
            raise missing_scopes([scope])
        self.portal.demand(scope)

    def _list(self, request: Request, name: str) -> Response:
        history = _names(request, "propertiesWithHistory")
        limit = int(request.arg("limit") or 10)
        if not 0 < limit <= (_HISTORY_PAGE if history else _LIST_PAGE):
            raise invalid(f"The maximum limit is {_HISTORY_PAGE if history else _LIST_PAGE}")
        call = Call("hubspot", "GET", request.path, name)
        after = request.arg("after")
        if after and self.portal.fault(call, "dead_cursor"):
            raise invalid("The paging token has expired.")
        archived = flag(request.arg("archived"))
        rows, more = self.portal.page(name, bookmark(after), limit, archived)
        results = self.portal.records(
            name, ((row, row.values, row.stamp_ms) for row in rows), _names(request, "properties")
        )
        linked = _names(request, "associations")
        for row, record in zip(rows, results, strict=True):
            if history:
                record["propertiesWithHistory"] = self.portal.history(name, row, history)
            if linked and (found := self.portal.associations(name, row, linked)):
                record["associations"] = found
        body: dict[str, Any] = {"results": self._cut(call, results)}
        if more:
            body["paging"] = paging(request, rows[-1].id)
        return Response(200, body)

    def _cut(self, call: Call, results: list[Any]) -> list[Any]:
        fault = self.portal.fault(call, "truncate_results")
        return results if fault is None else results[: -int(fault.args.get("count", 1))]

    def _search(self, request: Request, name: str) -> Response:
        call = Call("hubspot", "POST", request.path, name)
        if self.portal.fault(call, "query_timeout"):
            raise failure(504, "The request timed out.", "TIMEOUT")
        answer = self._searcher.answer(name, request.json)
        answer["results"] = self._cut(call, answer["results"])
        return Response(200, answer)

    def _get(self, request: Request, name: str, row_id: str) -> Response:
        row = self.portal.find(name, row_id, flag(request.arg("archived")))
        if row is None:
            raise not_found()
        record = self.portal.record(name, row, _names(request, "properties"))
        history = _names(request, "propertiesWithHistory")
        if history:
            record["propertiesWithHistory"] = self.portal.history(name, row, history)
        found = self.portal.associations(name, row, _names(request, "associations"))
        if found:
            record["associations"] = found
        return Response(200, record)

    def _batch_read(self, request: Request, name: str) -> Response:
        body = request.json
        history = body.get("propertiesWithHistory") or []
        ids = list(dict.fromkeys(str(item["id"]) for item in body["inputs"]))
        most = _HISTORY_PAGE if history else BATCH
        if len(ids) > most:
            raise invalid(f"The maximum number of inputs is {most}")
        archived = flag(request.arg("archived"))
        started = iso(self.portal.org.clock.now_ms())
        found: dict[str, Row] = {}
        missing = []
        for row_id in ids:
            row = self.portal.find(name, row_id, archived)
            if row is None:
                missing.append(row_id)
            else:
                found[row.id] = row
        results = []
        for row in found.values():
            record = self.portal.record(name, row, body.get("properties"))
            if history:
                record["propertiesWithHistory"] = self.portal.history(name, row, history)
            results.append(record)
        if self._world.switches.batch_read_order == "shuffled":
            self.portal.random.shuffle(results)
        results = self._cut(Call("hubspot", "POST", request.path, name, tuple(ids)), results)
        answer = {"status": "COMPLETE", "results": results, "startedAt": started, "completedAt": started}
        if not missing:
            return Response(200, answer)
        return Response(207, {**answer, "numErrors": 1, "errors": [absent(name, missing)]})

    def _associations(self, request: Request, pair: tuple[str, str], action: str) -> Response:
        known = {"read": "read", "associate/default": "default", "create": "create", "archive": "archive"}
        if action not in known:
            raise not_found()
        right = "read" if action == "read" else "write"
        self.portal.demand(*(f"crm.objects.{SCOPE_OF[name]}.{right}" for name in pair))
        return links.batch(self.portal, request, pair, known[action])


def _older(parts: list[str]) -> tuple[list[str], str]:
    """An address without its version, and the version: /crm/v3/objects/x and /crm/objects/2026-09/x."""
    if len(parts) > 2 and parts[0] == "crm":
        for place in (1, 2):
            if re.fullmatch(r"v\d", parts[place]) or _DATED.fullmatch(parts[place]):
                return [*parts[:place], *parts[place + 1 :]], parts[place]
    return parts, ""


def _names(request: Request, key: str) -> list[str]:
    return [name for text in request.query.get(key, ()) for name in text.split(",") if name]
