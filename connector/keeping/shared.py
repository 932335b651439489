"""Which rows of what decisions share one of them refers to, and those rows. Apart from `recall`, which loads
the core: asking when a record was modified must not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection

from state import facts


def number_of(candidate: Any) -> int:
    """The row of an account that was considered, told with or without what holds for the lead only."""
    number: int = candidate[0] if isinstance(candidate, list) else candidate
    return number


def numbers(told: Mapping[str, Any]) -> list[int]:
    """The single rows that a decision refers to."""
    found = [number_of(each) for each in told.get("candidates", ())]
    for _, *records in told.get("related", {}).values():
        found += [each for each in records if isinstance(each, int)]
    return found


def rows(conn: Connection, wanted: Collection[int], known: Collection[int] = ()) -> dict[int, dict[str, Any]]:
    """What these rows say, and those that they refer to, but for what is `known`."""
    found: dict[int, dict[str, Any]] = {}
    missing = {number for number in wanted if number not in known}
    while missing:
        told = facts.single(conn, missing)
        found |= told
        above = {up for each in told.values() for up in each.get("ancestors", ())}
        missing = {number for number in above if number not in known and number not in found}
    return found
