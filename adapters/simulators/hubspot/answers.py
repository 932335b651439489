"""What HubSpot's refusals look like, and how it writes instants."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

from adapters.simulators.hubspot.properties import SINGULAR
from adapters.simulators.server import Response

SCOPES_MESSAGE = (
    "This app hasn't been granted all required scopes to make this call. "
    "Read more about required scopes here: https://developers.hubspot.com/scopes."
)


class Refusal(Exception):
    """Ends the handling of a call with this answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def failure(status: int, message: str, category: str | None = None, **more: Any) -> Refusal:
    """An answer in HubSpot's standard shape; every field but `status` and `message` is optional there."""
    body = {"status": "error", "message": message, "correlationId": str(uuid.uuid4()), **more}
    if category is not None:
        body["category"] = category
    return Refusal(Response(status, body))


def invalid(message: str, **more: Any) -> Refusal:
    """400 VALIDATION_ERROR."""
    return failure(400, message, "VALIDATION_ERROR", **more)


def malformed(what: str) -> Refusal:
    """400 for a body that is no JSON of the wanted shape; it lacks a category."""
    return failure(400, f"Invalid input JSON on line 1, column 2: {what}")


def unauthorised(expired: bool = False) -> Refusal:
    """401: no or wrong token, or one that has expired."""
    if expired:
        message = "The OAuth token used to make this call expired 12 minute(s) ago."
        return failure(401, message, "EXPIRED_AUTHENTICATION")
    message = (
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find "
        "more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"
    )
    return failure(401, message, "INVALID_AUTHENTICATION")


def missing_scopes(scopes: Sequence[str]) -> Refusal:
    """403 MISSING_SCOPES."""
    errors = [
        {
            "message": "One or more of the following scopes are required.",
            "context": {"requiredGranularScopes": list(scopes)},
        }
    ]
    links = {"scopes": "https://developers.hubspot.com/scopes"}
    return failure(403, SCOPES_MESSAGE, "MISSING_SCOPES", errors=errors, links=links)


def hidden_object(singular: str, org_id: str) -> Refusal:
    """403 of an object that the account does not have or the user may not see; it lacks a category."""
    kind = singular.upper()
    return failure(
        403,
        f"You do not have permissions to view_schema object type ObjectTypeId{{legacyObjectType={kind}}} "
        f"in portal {org_id} (requires one of [{singular}s-read])",
    )


def not_found() -> Refusal:
    """404 of a record or an address; it lacks a category."""
    return failure(404, "resource not found")


def locked() -> Refusal:
    """423: somebody else's transaction holds the record."""
    return failure(423, "The resource is locked. Please wait at least 2 seconds before trying again.")


def too_fast(policy: str, retry_after: object = None) -> Refusal:
    """429. The message names the period; Retry-After is sent only where given."""
    period = {"DAILY": "daily", "SECONDLY": "secondly"}.get(policy.upper(), "ten_secondly_rolling")
    refusal = failure(
        429,
        f"You have reached your {period} limit.",
        "RATE_LIMITS",
        errorType="RATE_LIMIT",
        policyName=policy,
        requestId=str(uuid.uuid4()),
    )
    if retry_after is not None:
        refusal.response.headers["Retry-After"] = str(retry_after)
    return refusal


def absent(name: str, ids: Sequence[str]) -> dict[str, Any]:
    """The error of ids that a batch does not find."""
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "message": f"Could not get some {SINGULAR[name].upper()} objects, they may be deleted or not exist. "
        "Check that ids are valid.",
        "context": {"ids": list(ids)},
    }


def bad_properties(faults: Sequence[tuple[str, str, str]], org_id: str) -> dict[str, Any]:
    """The error of values that a record does not take: (property, code, message) each."""
    details = [
        {
            "isValid": False,
            "message": message,
            "error": code,
            "name": name,
            "localizedErrorMessage": message,
            "portalId": int(org_id),
        }
        for name, code, message in faults
    ]
    return {
        "status": "error",
        "message": f"Property values were not valid: {orjson.dumps(details).decode()}",
        "correlationId": str(uuid.uuid4()),
        "errors": [
            {"message": message, "code": code, "context": {"propertyName": [name]}}
            for name, code, message in faults
        ],
        "category": "VALIDATION_ERROR",
    }


@lru_cache(maxsize=200_000)
def _second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


def iso(ms: int) -> str:
    """HubSpot's way to write an instant: the fraction is left out where it is zero."""
    second, rest = divmod(ms, 1000)
    return f"{_second(second)}.{rest:03d}Z" if rest else f"{_second(second)}Z"


def instant_ms(text: str) -> int:
    """Milliseconds since 1970 of a date, an ISO 8601 instant or such a number. Raises ValueError."""
    if text.lstrip("-").isdigit():
        return int(text)
    instant = datetime.fromisoformat(text)
    return int((instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp() * 1000)


def as_text(value: Any) -> str | None:
    """A value as HubSpot shows it: text or null."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return orjson.dumps(value).decode()
    return str(value)
