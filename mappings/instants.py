"""One way to write a point in time: `YYYY-MM-DDTHH:MM:SS.ffffffZ`, always UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(instant: datetime) -> str:
    """The canonical text of an aware instant; sorts as time does."""
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    return instant.isoformat("T", "microseconds")[:-6] + "Z"


def from_text(text: str) -> datetime:
    """The instant that a text names (ISO 8601 with an offset, or `Z`), in UTC.

    Raises ValueError where the text is no instant or carries no offset.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)
