"""What a Salesforce resource answers, before it becomes an HTTP response or a composite's part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.simulators.server import Response


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body (None: none) and headers."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return self.status < 300

    def response(self) -> Response:
        """As HTTP."""
        return Response(self.status, self.body, dict(self.headers))


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one record could not be written, and the status of a single request that fails so."""

    code: str
    message: str
    status: int = 400
    fields: Sequence[str] = ()


def failure(status: int, code: str, message: str, fields: Sequence[str] | None = None) -> Answer:
    """An error as single requests give it: a list, with the key `errorCode`."""
    entry: dict[str, Any] = {"message": message, "errorCode": code}
    if fields is not None:
        entry["fields"] = list(fields)
    return Answer(status, [entry])
