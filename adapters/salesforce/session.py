"""One session with a Salesforce organisation: log-in, calls, and their failures in our words.

It never logs in by itself, never retries and never follows a redirect. Threads may share it: the
pool below is safe for that, no cookie is kept, and what changes is changed under a lock.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from urllib.parse import quote

import orjson
import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceError
from simple_salesforce.util import call_salesforce

from adapters.contract import CrmConfig, Quota
from adapters.errors import AdapterError, Broken, Reauthorise, Refused, Retry
from adapters.wire import FAILURES, Unsure, open_http, parsed, told_time, unanswered

VERSION = "66.0"
DATA = f"/services/data/v{VERSION}/"
CRM_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
QUERIES_A_CALL = 5
IDS_A_QUERY = 200
_TRANSIENT = {"QUERY_TIMEOUT", "SERVER_UNAVAILABLE", "UNABLE_TO_LOCK_ROW", "PROCESSING_HALTED"}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one subrequest."""

    status: int
    body: Any

    @property
    def code(self) -> str | None:
        return code_and_text(self.body)[0]


class Session:
    """Calls to one organisation. `calls` counts API calls, `quota` is what the last reply told."""

    def __init__(self, config: CrmConfig) -> None:
        self._config = config
        self._url = config.url.rstrip("/")
        self._http = open_http(config.ca_file, config.connect_timeout, config.read_timeout)
        self._http.headers["Sforce-Auto-Assign"] = "FALSE"
        self._lock = Lock()
        self._client: Salesforce | None = None
        self._token_refused = False
        self.user_id: str | None = None
        self.org_id: str | None = None
        self.calls = 0
        self.quota = Quota(None, None)

    def authorise(self) -> None:
        """Logs in. Raises Refused where Salesforce does not take the credentials."""
        flow = self._config.auth.get("flow")
        if flow == "access_token":
            token, url = self._config.auth["token"], self._url
        elif flow == "client_credentials":
            token, url = self._fetch_token()
        else:
            raise Refused(f"{self._config.name}: Salesforce has no log-in flow {flow!r} here")
        self._client = Salesforce(session_id=token, instance_url=url, version=VERSION, session=self._http)
        if flow == "access_token" and self._token_refused:
            try:
                self.call("GET", f"{DATA}limits/")
            except Reauthorise:
                raise Refused(f"{self._config.name}: the access token has expired: give a new one") from None
            self._token_refused = False

    def call(self, method: str, path: str, payload: object = None) -> tuple[Any, datetime]:
        """The answer's body and Salesforce's own time. `path` starts with a slash."""
        client = self._client
        if client is None:
            raise Reauthorise("not logged in yet")
        heard: list[requests.Response] = []
        headers = {name: text for name, text in client.headers.items() if name != "X-PrettyPrint"}
        with self._lock:
            self.calls += 1
        try:
            answer = call_salesforce(
                f"https://{client.sf_instance}{path}",
                method,
                self._http,
                headers,
                data=None if payload is None else orjson.dumps(payload),
                hooks={"response": lambda response, **_: heard.append(response)},
                allow_redirects=False,
            )
            return parsed(answer.content), told_time(answer)
        except SalesforceError as refusal:
            wait = heard[0].headers.get("Retry-After", "") if heard else ""
            failure = fault(refusal.status, refusal.content, float(wait) if wait.isdigit() else None)
            self._token_refused = self._token_refused or isinstance(failure, Reauthorise)
            raise failure from None
        except FAILURES as failed:
            raise unanswered(failed, bool(heard)) from None
        finally:
            self._note_quota(heard)

    def composite(self, requests_: Sequence[Mapping[str, object]]) -> tuple[list[Part], datetime]:
        """Up to 25 subrequests in one call, answers in the same order."""
        numbered = [{"referenceId": f"r{place}", **request} for place, request in enumerate(requests_)]
        payload = {"allOrNone": False, "compositeRequest": numbered}
        body, at = self.call("POST", f"{DATA}composite", payload)
        try:
            found = {
                part["referenceId"]: Part(part["httpStatusCode"], part.get("body"))
                for part in body["compositeResponse"]
            }
            return [found.get(f"r{place}", Part(0, None)) for place in range(len(numbered))], at
        except (KeyError, TypeError):
            raise Unsure("Salesforce's answer to a composite request is not what it documents") from None

    def select(
        self, queries: Sequence[str], optional: Collection[int] = ()
    ) -> tuple[list[list[Row]], datetime]:
        """All rows of each query, deleted ones included, and the time of the first answer.

        The refusal of a query whose place is in `optional` (an object that is not there) is no rows.
        """
        rows: list[list[Row]] = [[] for _ in queries]
        waiting = [(place, query_path(soql)) for place, soql in enumerate(queries)]
        first: datetime | None = None
        while waiting:
            now, waiting = waiting[:QUERIES_A_CALL], waiting[QUERIES_A_CALL:]
            parts, at = self.composite([page_request(path) for _, path in now])
            first = first or at
            for (place, _), part in zip(now, parts, strict=True):
                if part.status == 200:
                    with documented():
                        rows[place] += part.body["records"]
                        if not part.body["done"]:
                            waiting.append((place, part.body["nextRecordsUrl"]))
                elif place not in optional or not isinstance(fault(part.status, part.body), Refused):
                    raise fault(part.status, part.body)
        return rows, first or datetime.now(UTC)

    def close(self) -> None:
        """Gives back connections."""
        self._http.close()

    def _fetch_token(self) -> tuple[str, str]:
        auth, url = self._config.auth, f"{self._url}/services/oauth2/token"
        pair = (auth["client_id"].encode(), auth["client_secret"].encode())
        grant = {"grant_type": "client_credentials"}
        try:
            answer = self._http.post(url, data=grant, auth=pair, allow_redirects=False)  # type: ignore[arg-type]
            body = parsed(answer.content)
        except FAILURES as failed:
            raise unanswered(failed) from None
        if answer.ok and isinstance(body, dict) and body.get("access_token"):
            who = str(body.get("id") or "").split("/")  # https://.../id/ORGANISATION/USER
            if len(who) > 2 and who[-3] == "id":
                self.org_id, self.user_id = who[-2:]
            told = str(body.get("instance_url") or "")
            return str(body["access_token"]), told if told.startswith("https://") else self._url
        code, text = code_and_text(body)
        if answer.status_code >= 420 or "rate exceeded" in text or code is None:
            raise Retry(f"log-in: Salesforce answered {answer.status_code} without a reason", code=code)
        raise Refused(f"log-in refused: {code}. {_LOGIN_MENDS.get(code, _LOGIN_MEND)}", code=code)

    def _note_quota(self, heard: Sequence[requests.Response]) -> None:
        for answer in heard:
            usage = Salesforce.parse_api_usage(answer.headers.get("Sforce-Limit-Info", "")).get("api-usage")
            if usage is not None:
                with self._lock:
                    self.quota = Quota(usage.used, usage.total)


_LOGIN_MEND = "Check the client id and secret, and that the external client app allows this flow"
_LOGIN_MENDS = {
    "invalid_grant": "Give the app's client-credentials policy a 'Run As' user who is active",
    "unsupported_grant_type": "Use the My Domain host as `url` and enable the flow in the app",
}


@contextmanager
def documented() -> Iterator[None]:
    """Around the reading of an answer: what its documentation does not allow is Broken."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError) as odd:
        raise Broken(f"Salesforce's answer is not what it documents ({type(odd).__name__})") from None


def query_path(soql: str) -> str:
    """Where a query is asked: queryAll, which shows deleted and merged records too."""
    return f"{DATA}queryAll/?q={quote(soql)}"


def page_request(path: str) -> dict[str, object]:
    """The subrequest for a query's first or next page, as large as Salesforce makes them."""
    return {"method": "GET", "url": path, "httpHeaders": {"Sforce-Query-Options": "batchSize=2000"}}


def code_and_text(body: object) -> tuple[str | None, str]:
    """Salesforce's error code and its text. The text may quote a record: it is for judging only."""
    first = body[0] if isinstance(body, list) and body else body
    if not isinstance(first, Mapping):
        return None, ""
    code = first.get("errorCode") or first.get("statusCode") or first.get("error")
    return (str(code) if code else None), str(first.get("message") or first.get("error_description") or "")


def fault(status: int, body: object, after: float | None = None, what: str = "") -> AdapterError:
    """What an answer that is no success means for whoever asked; the message begins with `what`."""
    code, text = code_and_text(body)
    said = f"{what}Salesforce answered {status}" + (f" {code}" if code else "")
    if status == 401 or code == "INVALID_SESSION_ID":
        return Reauthorise("the session has ended", code=code)
    if code == "REQUEST_LIMIT_EXCEEDED" and "concurrent" not in text.lower():
        return Retry("the daily allowance of API calls is used up", after=after, code=code, quota=True)
    if code == "REQUEST_LIMIT_EXCEEDED":
        return Retry("too many calls are under way in this organisation", after=after or 60.0, code=code)
    if status in (420, 429) or code in _TRANSIENT:
        return Retry(f"{said}: busy", after=after, code=code)
    if status >= 500 or status == 0:
        return Unsure(f"{said}: out of order for now", after=after, code=code)
    if status == 410 or code == "UNSUPPORTED_API_VERSION":
        return Refused(f"{said}: API version {VERSION} is retired there: update Pointsman", code=code)
    if code is None and status != 406 and 300 <= status < 400:
        return Broken(f"{said}: a redirect; the organisation may have moved: check `url`")
    if code is None:
        return Retry(f"{said} with a page instead of data: maintenance, or a proxy in between", after=after)
    return Refused(f"{said}{_REFUSALS.get(code, '')}", code=code)


_REFUSALS = {
    "API_DISABLED_FOR_ORG": ": the API is off: the edition or the user's profile must allow it",
    "INVALID_TYPE": ": this object is not there or not visible to the integration user",
    "INVALID_FIELD": ": a field is not there or not visible to the integration user",
    "TXN_SECURITY_METERING_ERROR": ": a transaction security policy stops the integration user",
    "INSUFFICIENT_ACCESS": ": the integration user lacks the right",
}
