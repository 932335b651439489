"""One session with HubSpot: the vendor's client, every path, the pace, and the border for its errors.

Nothing of a vendor's exception gets out but status, category, codes, property names and scopes: its
text may quote a lead's values, and its headers the token.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
from urllib3 import exceptions as wire

from adapters.contract import CrmConfig, Quota
from adapters.errors import AdapterError, Broken, Gone, Reauthorise, Refused, Retry
from adapters.wire import Unsure, parsed

# Every path and version; the client's typed methods would pin older ones in a dozen places.
LIST = "/crm/v3/objects/{object}"
ONE = "/crm/v3/objects/{object}/{id}"
SEARCH = "/crm/v3/objects/{object}/search"
READ = "/crm/v3/objects/{object}/batch/read"
UPDATE = "/crm/v3/objects/{object}/batch/update"
LINKS = "/crm/v4/associations/{object}/{to}/batch/read"
OWNERS = "/crm/v3/owners/"
PROPERTIES = "/crm/v3/properties/{object}"
ACCOUNT = "/account-info/v3/details"
USAGE = "/account-info/v3/api-usage/daily/private-apps"

SEARCHES_PER_SECOND = 4  # HubSpot allows 5 an account, all applications together
_HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}
_UNSENT = (wire.NewConnectionError, wire.ConnectTimeoutError, wire.ProxyError, wire.LocationValueError)


class Rejected(Refused):
    """HubSpot found fault with the request. `named` maps properties that it named to its codes."""

    def __init__(self, message: str, code: str | None, named: dict[str, str]) -> None:
        super().__init__(message, code=code)
        self.named = named


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its JSON object, and HubSpot's clock (whole seconds, rounded down)."""

    data: dict[str, Any]
    at: datetime

    def results(self) -> list[dict[str, Any]]:
        """The list that every bulk answer holds. Raises Broken where there is none."""
        found = self.data.get("results")
        if not isinstance(found, list):
            raise Broken("HubSpot answered without a list of results")
        return [one for one in found if isinstance(one, dict)]

    def after(self) -> str | None:
        """The bookmark of the next page, if there is one."""
        after = ((self.data.get("paging") or {}).get("next") or {}).get("after")
        return str(after) if after else None


class Pace:
    """At most `limit` calls in any `seconds`; it never waits, it says how long to."""

    def __init__(self, limit: int, seconds: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._seconds, self._clock = limit, seconds, clock
        self._recent: deque[float] = deque(maxlen=limit)
        self._lock = threading.Lock()

    def take(self, wanted: int = 1) -> int:
        """Reserves `wanted` calls, or `limit` if that is less, and answers how many. Raises Retry."""
        wanted = min(wanted, self._limit)
        with self._lock:
            now = self._clock()
            recent = [at for at in self._recent if now - at < self._seconds]
            excess = len(recent) + wanted - self._limit
            if excess > 0:
                after = recent[excess - 1] + self._seconds - now
                raise Retry("HubSpot's searches of this second are used up", after=after, code="SECONDLY")
            self._recent.extend([now] * wanted)
        return wanted


class Session:
    """Calls HubSpot as one application. Safe to share between threads."""

    def __init__(self, config: CrmConfig) -> None:
        self.calls = 0
        self.quota = Quota(None, None)
        self.clock: datetime | None = None  # HubSpot's, at its last answer
        self.pace = Pace(SEARCHES_PER_SECOND)
        self._config = config
        self._timeout = (config.connect_timeout, config.read_timeout)
        self._api: Any = None
        self._building = threading.Lock()

    def get(self, path: str, query: Sequence[tuple[str, str]] = (), **names: str) -> Reply:
        """GET. Raises adapter errors."""
        return self._call("GET", path, names, list(query), None)

    def post(
        self, path: str, body: dict[str, Any], query: Sequence[tuple[str, str]] = (), **names: str
    ) -> Reply:
        """POST. Raises adapter errors; Unsure where it may have been carried out."""
        return self._call("POST", path, names, list(query), body)

    def close(self) -> None:
        """Gives back connections; the next call opens new ones."""
        api, self._api = self._api, None
        if api is not None:
            api.rest_client.pool_manager.clear()

    def _client(self) -> Any:
        with self._building:
            if self._api is None:
                from hubspot import HubSpot  # 80 ms, and only those who use HubSpot pay

                ca_file = self._config.ca_file
                self._api = HubSpot(
                    access_token=self._config.auth["token"],
                    host=self._config.url.rstrip("/"),
                    retry=False,  # its own retries sleep inside the call
                    ssl_ca_cert=str(ca_file) if ca_file else None,
                ).crm.objects.basic_api.api_client
            return self._api

    def _call(self, method: str, path: str, names: dict[str, str], query: list[Any], body: Any) -> Reply:
        self.calls += 1
        what = f"{method} {path.format(**{**names, 'id': '…'})}"
        try:
            response = self._client().call_api(
                path,
                method,
                names,
                query,
                dict(_HEADERS),
                body=body,
                auth_settings=["oauth2"],
                _preload_content=False,
                _request_timeout=self._timeout,
            )
            text, headers = response.data, response.headers
            response.release_conn()
        except Exception as error:  # noqa: BLE001 - the vendor has no common class; all of it stops here
            fault = fault_of(error, what)
        else:
            self._note_quota(headers)
            self.clock = _clock(headers)
            return Reply(_object(text, what), self.clock)
        raise fault  # outside of the handler, so that no vendor exception hangs on it

    def _note_quota(self, headers: Any) -> None:
        limit = headers.get("X-HubSpot-RateLimit-Daily")
        left = headers.get("X-HubSpot-RateLimit-Daily-Remaining")
        if limit and left and limit.isdigit() and left.isdigit():
            self.quota = Quota(int(limit) - int(left), int(limit))


def named_in(error: dict[str, Any]) -> dict[str, str]:
    """Properties that an error body names, with its code for each."""
    named: dict[str, str] = {}
    for item in error.get("errors") or ():
        if isinstance(item, dict):
            for name in (item.get("context") or {}).get("propertyName") or ():
                named[str(name)] = str(item.get("code") or "")
    message = str(error.get("message") or "")
    try:  # "Property values were not valid: [{...}]": JSON inside of a sentence
        for item in json.loads(message[message.index("[") :]):
            named.setdefault(str(item["name"]), str(item.get("error") or ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    return named


def fault_of(error: BaseException, what: str) -> AdapterError:
    """What follows from an exception of the vendor's client, in our words."""
    link: BaseException | None = error  # UnicodeDecodeError and AttributeError hide the answer behind them
    while link is not None and not hasattr(link, "status"):
        link = link.__context__
    if link is not None and link.status:
        return _fault_of_answer(link, what)
    reason = str(getattr(link, "reason", "") or error)
    if "CERTIFICATE_VERIFY_FAILED" in reason or ("match" in reason.lower() and "hostname" in reason.lower()):
        return Refused(f"{what}: the certificate is not trusted: see `url` and `ca_file`", code="TLS")
    kind = type(error).__name__ if link is None else "SSLError"
    if isinstance(error, _UNSENT):
        return Retry(f"{what}: no connection ({kind})", code=kind)
    if link is not None or isinstance(error, wire.HTTPError | OSError):
        return Unsure(f"{what}: the connection broke ({kind})", code=kind)
    return Broken(f"{what}: no way to read the answer ({kind})", code=kind)


def _fault_of_answer(answer: Any, what: str) -> AdapterError:
    status, body = int(answer.status), _error_body(answer.body)
    category = str(body.get("category") or body.get("errorType") or "") or None
    named = named_in(body)
    blamed = ", ".join(f"{name}: {code}" for name, code in named.items())
    message = f"{what}: HubSpot answered {' '.join(filter(None, (str(status), category, blamed)))}"
    after = _seconds((answer.headers or {}).get("Retry-After"))
    if status == 429:
        return _limit(body, message, after)
    if status in (401, 530):  # 530: a malformed token
        return Reauthorise(message, code=category)
    if status == 403:
        scopes = ", ".join(_scopes(body)) or "not named"
        return Refused(f"{message}; missing scope: {scopes}", code=category or "MISSING_SCOPES")
    if status == 404:
        return Gone(message, code=category)
    if status in (423, 477):
        return Retry(message, after=after or (2.0 if status == 423 else 600.0), code=category or str(status))
    if status >= 500 or status == 408:
        return Unsure(message, after=after, code=category or str(status))
    if status < 400:
        return Broken(message, code=str(status))
    return Rejected(message, category or str(status), named)


def _limit(body: dict[str, Any], message: str, after: float | None) -> Retry:
    told = str(body.get("policyName") or body.get("message") or "").upper()
    if "DAILY" in told:
        return Retry(message, after=after or 900.0, code="DAILY", quota=True)
    if "SECONDLY" in told and "TEN_SECONDLY" not in told:
        return Retry(message, after=after or 1.0, code="SECONDLY")
    return Retry(message, after=after or 10.0, code="TEN_SECONDLY_ROLLING")


def _scopes(body: dict[str, Any]) -> list[str]:
    told = [item for item in body.get("errors") or () if isinstance(item, dict)]
    found = [s for item in told for s in (item.get("context") or {}).get("requiredGranularScopes") or ()]
    older = re.search(r"requires one of \[([\w.,\s-]+)]", str(body.get("message") or ""))
    return found or ([older.group(1)] if older else [])


def _error_body(text: Any) -> dict[str, Any]:
    try:
        body = orjson.loads(text)
    except (orjson.JSONDecodeError, TypeError):
        return {}
    return body if isinstance(body, dict) else {}


def _object(text: bytes, what: str) -> dict[str, Any]:
    try:
        data = parsed(text)
    except ValueError:
        data = None
    if isinstance(data, dict):
        return data
    raise Broken(f"{what}: HubSpot's answer is no JSON object")


def _clock(headers: Any) -> datetime:
    try:
        return parsedate_to_datetime(headers["Date"]).astimezone(UTC)
    except (KeyError, TypeError, ValueError):
        return datetime.now(UTC).replace(microsecond=0)


def _seconds(text: str | None) -> float | None:
    return min(float(text), 86_400.0) if text and text.isdigit() else None
