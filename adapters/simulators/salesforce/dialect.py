"""The Salesforce dialect: log-in, versions, limits, describe, and the way to queries and writes."""

from __future__ import annotations

import base64
import re
import secrets
from collections import Counter
from typing import Any
from urllib.parse import parse_qs

from adapters.simulators.faults import Call, FaultBook
from adapters.simulators.salesforce.answers import Answer, failure
from adapters.simulators.salesforce.feed import deleted_ids, updated_ids
from adapters.simulators.salesforce.query import Queries
from adapters.simulators.salesforce.rows import get_row
from adapters.simulators.salesforce.schema import describe, describe_global, object_names
from adapters.simulators.salesforce.view import View
from adapters.simulators.salesforce.writes import Writes
from adapters.simulators.server import Request, Response
from adapters.simulators.world import World

_DATA = re.compile(r"/services/data/v(\d+)\.0(/.*)?$")
_OLDEST, _NEWEST = 31, 68
_HOUR_MS = 3_600_000


class SalesforceDialect:
    """One Salesforce organisation over HTTP."""

    name = "salesforce"

    def __init__(self, world: World, faults: FaultBook) -> None:
        self.world = world
        self.faults = faults
        self._tokens: dict[str, int] = {}
        self._calls: Counter[int] = Counter()
        self.view = View(world, faults)
        self.queries = Queries(self.view)
        self.writes = Writes(self.view, self.queries)

    def handle(self, request: Request) -> Response:
        """Answers one call; the caller holds the world's lock."""
        path = request.path.rstrip("/")
        if path == "/services/oauth2/token":
            return self._log_in(request)
        if path == "/services/data":
            return Response(200, [_version(number) for number in range(_OLDEST, _NEWEST + 1)])
        refused = self._refused(request)
        if refused is not None:
            return self._with_limits(failure(*refused).response())
        if path == "/services/oauth2/userinfo":
            return Response(200, self._user_info(request))
        match = _DATA.match(path)
        if match is None:
            return failure(404, "NOT_FOUND", "The requested resource does not exist").response()
        answer = self._wrong_version(int(match[1])) or self._route(request, f"v{match[1]}.0", match[2] or "/")
        return self._with_limits(answer.response())

    @property
    def used(self) -> int:
        """Calls in the last 24 hours."""
        oldest = self.world.clock.now_ms() // _HOUR_MS - 24
        return sum(count for hour, count in self._calls.items() if hour > oldest)

    def _route(self, request: Request, version: str, path: str) -> Answer:
        method, parts = request.method, path.strip("/").split("/")
        if method == "GET" and parts[0] in ("query", "queryAll"):
            return self.queries.answer(request, version, parts)
        if parts[0] == "composite":
            return self.writes.composite(request, version, parts[1:])
        if parts[0] == "limits" and method == "GET":
            return Answer(200, self._limits())
        if parts[0] == "sobjects":
            return self._sobjects(request, version, parts[1:])
        if parts[0] == "jobs":
            said = "Bulk API is not enabled for this organization"
            return failure(400, "FeatureNotEnabled", said)
        return failure(404, "NOT_FOUND", "The requested resource does not exist")

    def _sobjects(self, request: Request, version: str, parts: list[str]) -> Answer:
        gone = self.view.hidden_objects()
        shown = [real for key, real in object_names().items() if key not in gone]
        if not parts:
            return Answer(200, describe_global(shown))
        name = object_names().get(parts[0].lower())
        if name not in shown:
            return failure(404, "NOT_FOUND", "The requested resource does not exist")
        rest = parts[1:]
        if request.method == "GET" and rest == ["describe"]:
            hidden, readonly = self.view.hidden_fields(name), self.view.readonly_fields(name)
            return Answer(200, describe(name, hidden, readonly))
        if request.method == "GET" and rest in (["updated"], ["deleted"]):
            feed = updated_ids if rest == ["updated"] else deleted_ids
            return feed(self.world.salesforce, name, request)
        if request.method == "POST" and not rest:
            return self.writes.create(request, name)
        if len(rest) == 1 and request.method == "GET":
            return get_row(self.view, request, (name, rest[0]), version)
        if len(rest) == 1 and request.method == "PATCH":
            return self.writes.patch(request, name, rest[0])
        if len(rest) == 1 and request.method == "DELETE":
            return self.writes.delete(name, rest[0])
        return failure(405, "METHOD_NOT_ALLOWED", f"HTTP Method '{request.method}' not allowed.")

    def _refused(self, request: Request) -> tuple[int, str, str] | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ").removeprefix("OAuth ")
        expired = self._tokens.get(token, 0) <= self.world.clock.now_ms()
        call = Call(self.name, request.method, request.path)
        fault = self.faults.take(call, ("expire_session", "quota", "concurrent", "permission", "rate_limit"))
        if fault is not None and fault.do == "expire_session":
            self._tokens.pop(token, None)
        elif token == self.world.secrets.salesforce_token:
            expired = False
        if expired or (fault is not None and fault.do == "expire_session"):
            return 401, "INVALID_SESSION_ID", "Session expired or invalid"
        if fault is not None and fault.do == "concurrent":
            said = "ConcurrentRequests (Concurrent API Requests) Limit exceeded."
            return 403, "REQUEST_LIMIT_EXCEEDED", said
        if fault is not None and fault.do == "permission":
            code = str(fault.args.get("code", "API_DISABLED_FOR_ORG"))
            return 403, code, str(fault.args.get("message", "API is not enabled for this Organization"))
        if fault is not None and fault.do == "rate_limit":
            return 429, "TOO_MANY_REQUESTS", "Too many requests"
        if (fault is not None and fault.do == "quota") or self.used >= self.world.switches.api_quota:
            return 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."
        self._calls[self.world.clock.now_ms() // _HOUR_MS] += 1
        return None

    def _wrong_version(self, number: int) -> Answer | None:
        oldest = max(
            [_OLDEST, *(int(a["version"]) for a in self.faults.standing("retired_version", self.name))]
        )
        if number < oldest:
            return failure(410, "UNSUPPORTED_API_VERSION", f"API version {number}.0 is no longer supported")
        if number > _NEWEST:
            return failure(404, "NOT_FOUND", "The requested resource does not exist")
        return None

    def _with_limits(self, response: Response) -> Response:
        switches = self.world.switches
        usage = f"api-usage={self.used}/{switches.api_quota}{switches.limit_info_suffix}"
        response.headers["Sforce-Limit-Info"] = usage
        return response

    def _limits(self) -> dict[str, Any]:
        quota = self.world.switches.api_quota
        return {
            "DailyApiRequests": {"Max": quota, "Remaining": max(0, quota - self.used)},
            "DailyBulkV2QueryJobs": {"Max": 10_000, "Remaining": 10_000},
            "DataStorageMB": {"Max": 1024, "Remaining": 900},
        }

    def _log_in(self, request: Request) -> Response:
        form = {key: held[0] for key, held in parse_qs(request.body.decode("utf-8", "replace")).items()}
        identity = (form.get("client_id", ""), form.get("client_secret", ""))
        scheme, _, packed = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            text = base64.b64decode(packed.encode() + b"==").decode("utf-8", "replace")
            identity = (text.partition(":")[0], text.partition(":")[2])
        known = self.world.secrets
        if request.method != "POST" or form.get("grant_type") != "client_credentials":
            return _denied("unsupported_grant_type", "grant type not supported")
        if identity[0] != known.salesforce_client_id:
            return _denied("invalid_client_id", "client identifier invalid")
        if identity[1] != known.salesforce_client_secret:
            return _denied("invalid_client", "invalid client credentials")
        if self.faults.take(Call(self.name, "POST", request.path), ("permission",)):
            return _denied("invalid_grant", "no client credentials user enabled")
        token = f"{self.world.salesforce.org_id[:15]}!{secrets.token_urlsafe(24)}"
        now_ms = self.world.clock.now_ms()
        self._tokens[token] = now_ms + self.world.switches.session_seconds * 1000
        host = f"https://{request.headers.get('host', 'localhost')}"
        org, user = self.world.salesforce.org_id, self.world.salesforce.our_user
        made = {
            "access_token": token, "signature": "c2ltdWxhdGVk", "scope": "api", "instance_url": host,
            "id": f"{host}/id/{org}/{user}", "token_type": "Bearer", "issued_at": str(now_ms),
        }  # fmt: skip
        return Response(200, made)

    def _user_info(self, request: Request) -> dict[str, Any]:
        org = self.world.salesforce
        user = org.objects["User"].rows[org.our_user]
        host = f"https://{request.headers.get('host', 'localhost')}"
        return {
            "sub": f"{host}/id/{org.org_id}/{user.id}", "user_id": user.id, "organization_id": org.org_id,
            "preferred_username": user.values["Username"], "name": user.values["Name"],
            "email": user.values["Email"], "active": True, "user_type": "STANDARD", "zoneinfo": "UTC",
        }  # fmt: skip


def _version(number: int) -> dict[str, str]:
    return {"label": f"API {number}", "url": f"/services/data/v{number}.0", "version": f"{number}.0"}


def _denied(error: str, description: str) -> Response:
    return Response(400, {"error": error, "error_description": description})
