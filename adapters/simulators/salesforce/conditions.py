"""If-Modified-Since and If-Unmodified-Since: weak, to the second, over LastModifiedDate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from adapters.simulators.clock import to_ms
from adapters.simulators.world import Row


class BadCondition(Exception):
    """A header whose value is no HTTP date."""


def unmodified_since(headers: Mapping[str, str], row: Row) -> bool | None:
    """Whether the row kept still since the header's second; None without the header.

    A change within the same second passes. Raises BadCondition.
    """
    second = _second(headers, "if-unmodified-since")
    return None if second is None else row.modified_ms // 1000 <= second


def modified_since(headers: Mapping[str, str], row: Row) -> bool | None:
    """Whether the row changed after the header's second; None without the header. Raises BadCondition."""
    second = _second(headers, "if-modified-since")
    return None if second is None else row.modified_ms // 1000 > second


def _second(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name)
    if text is None:
        return None
    try:
        instant = parsedate_to_datetime(text)
    except (TypeError, ValueError) as error:
        raise BadCondition(f"Invalid value for header {name}") from error
    return to_ms(instant if instant.tzinfo else instant.replace(tzinfo=UTC)) // 1000
