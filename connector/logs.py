"""Structured logs on standard error: one JSON line each, or readable lines on a terminal.

No line holds a secret: every configured secret, and everything shaped like a token, is blotted out.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any
from urllib.parse import quote

import structlog

TOKEN_SHAPES = re.compile(
    r"pat-[a-z0-9]+-[0-9a-f-]{20,}"  # HubSpot private-app tokens
    r"|00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{20,}"  # Salesforce session ids
    r"|(?i:bearer)\s+[A-Za-z0-9._~+/=-]{12,}"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"  # user:password in URLs
    r"|(?<=/answer/)[A-Za-z0-9_-]{40,}"  # links of notices
)
BLOT = "[secret]"
SHORTEST = 4
"""Characters of the shortest secret that is looked for: shorter ones stand in every other word."""


class Redactor:
    """Blots out the given secrets, and whatever looks like a token."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = [secret for secret in secrets if len(secret) >= SHORTEST]
        forms = {form for secret in known for form in (secret, quote(secret, safe=""), quote(secret))}
        self._secrets = sorted(forms, key=len, reverse=True)

    def text(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, BLOT)
        return TOKEN_SHAPES.sub(BLOT, text)

    def __call__(self, _: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {self.text(key): self._clean(value) for key, value in event.items()}

    def _clean(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self._clean(each) for key, each in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self._clean(each) for each in value]
        return value if value is None or isinstance(value, (bool, int, float)) else self.text(str(value))


def configure(secrets: Iterable[str] = (), *, verbose: bool = False) -> None:
    """Sets logging up for the process."""
    redactor = Redactor(secrets)
    tty = sys.stderr.isatty()
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer() if tty else structlog.processors.JSONRenderer(sort_keys=True)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redactor,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if verbose else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("urllib3").setLevel(logging.ERROR)


def place_of(error: BaseException) -> str:
    """Type and place of an error without its text, which may quote a record."""
    trace = error.__traceback__
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(places[-6:])}"
