"""When the records that decisions knew were last modified, as each decision knew it. It needs none of the
values about persons, so it is known of who was erased, too."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from connector.keeping import shared
from connector.keeping.codec import instant
from state import recalled

Stamps = Mapping[tuple[str, str, str], datetime]
"""By CRM, kind and id."""


def stamps(conn: Connection, decision_ids: Collection[str]) -> dict[str, Stamps]:
    """By decision; those of which nothing was kept are left out."""
    kept = recalled.own(conn, decision_ids)
    rows = shared.rows(conn, {number for _, told in kept.values() for number in shared.numbers(told)})
    return {name: dict(_stamps(crm, told, rows)) for name, (crm, told) in kept.items()}


def _stamps(
    crm: str, told: Mapping[str, Any], rows: Mapping[int, Mapping[str, Any]]
) -> Iterator[tuple[tuple[str, str, str], datetime]]:
    yield _stamp(crm, told["lead"])
    for of, person in told.get("people", ()):
        yield _stamp(of, person)
    for of, *records in told.get("related", {}).values():
        for record in records:
            yield _stamp(of, rows[record] if isinstance(record, int) else record)
    above = [shared.number_of(each) for each in told["candidates"]]
    while above:
        account = rows[above.pop()]
        yield _stamp(account["crm"], account["record"])
        above += account.get("ancestors", ())


def _stamp(crm: str, record: Mapping[str, Any]) -> tuple[tuple[str, str, str], datetime]:
    return (crm, record["kind"], record["id"]), instant(record["modified_at"])
