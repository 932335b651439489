"""HTTP as every adapter needs it: time limits, one CA, nothing from the environment, failures named.

For clients that go through `requests`. No retry, no redirect, no cookie: those are decisions, and
decisions are the daemon's.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import orjson
import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from adapters.errors import AdapterError, Broken, Refused, Retry

FAILURES = (requests.RequestException, HTTPError, OSError, ValueError)
"""What a call through `requests` can raise before there is an answer to judge."""

_THREADS = 8
_NEVER_SENT = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


def hush_paths() -> None:
    """Keeps addresses out of the log where a path is a secret: at DEBUG urllib3 would write each."""
    log = logging.getLogger("urllib3")
    log.setLevel(max(log.level, logging.INFO))


class Unsure(Retry):
    """The request went out and no usable answer came back: a write in it may have happened."""


def open_http(ca_file: Path | None, connect: float, read: float) -> requests.Session:
    """A session that threads may share: its pool is safe for that, and nothing else in it changes.

    `connect` and `read` are seconds and hold for every request.
    """
    http = requests.Session()
    http.trust_env = False  # REQUESTS_CA_BUNDLE would beat `verify`, and a .netrc our token
    http.verify = str(ca_file) if ca_file else True
    http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    http.mount("https://", _Limited(connect, read))
    return http


class _Limited(HTTPAdapter):
    """Time limits: requests has none of its own."""

    def __init__(self, connect: float, read: float) -> None:
        self._limits = (connect, read)
        super().__init__(max_retries=0, pool_maxsize=_THREADS)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        return super().send(request, stream, timeout or self._limits, verify, cert, proxies)


def parsed(content: bytes) -> Any:
    """The JSON in `content`; None where there is nothing. Raises ValueError where it is no JSON."""
    if not content.strip():
        return None
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:  # a lone surrogate in one record must not cost the page
        return orjson.loads(json.dumps(json.loads(content), ensure_ascii=False).encode("utf-8", "replace"))


def unanswered(failed: Exception, heard: bool = False, who: str = "the CRM") -> AdapterError:
    """What a call to `who` without a usable answer means; `heard` is true where an answer had begun."""
    told = repr(failed)
    if "CERTIFICATE_VERIFY_FAILED" in told:
        return Refused("the certificate cannot be verified: set `ca_file` to your CA, or check `url`")
    if any(name in told for name in _NEVER_SENT) or isinstance(failed, requests.ConnectTimeout):
        return Retry(f"{who} cannot be reached")
    if heard:
        return Unsure(f"{who}'s answer was no JSON or stopped half-way")
    return Unsure(f"the connection to {who} broke or timed out before the answer")


def told_time(answer: requests.Response) -> datetime:
    """The CRM's own clock. Raises Broken where the answer does not tell."""
    try:
        return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
    except (KeyError, TypeError, ValueError):
        raise Broken("the CRM's answer carries no Date") from None
