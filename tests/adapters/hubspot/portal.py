"""What the tests of the HubSpot adapter arrange in the simulated portal, and how they read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from adapters.contract import Crm
from adapters.simulators.world import Row, World
from mappings.changes import Page, Window
from mappings.writes import Receipt, SetOwner

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
READ, UPDATE = "batch/read", "batch/update"
Making = Callable[..., Crm]


def drained(crm: Crm, *windows: Window) -> list[Page]:
    pages, rest = [], list(windows)
    while rest:
        some = crm.changes(rest)
        pages += some
        rest = [page.rest for page in some if page.rest is not None]
    return pages


def ids(pages: Sequence[Page]) -> list[str]:
    return [change.record.id for page in pages for change in page.changes]


def contacts(world: World, count: int, **values: object) -> list[Row]:
    """New contacts, all with the same stamp."""
    return [
        world.hubspot.create("contacts", {"email": f"new{number}@example.com", **values}, None)
        for number in range(count)
    ]


def reps(world: World) -> list[str]:
    return [row.id for row in world.hubspot.rows("owners") if row.alive]


def owner_of(row: Row) -> str | None:
    return row.values.get("hubspot_owner_id") or None


def give(row: Row, owner: str | None, expects: str | None = None, key: str = "", **extra: str) -> SetOwner:
    return SetOwner(key or f"key-{row.id}", row.id, owner, expects or owner_of(row), extra)


def one(crm: Crm, write: SetOwner) -> Receipt:
    (receipt,) = crm.set_owners([write])
    return receipt
