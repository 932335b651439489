"""What really is the case: every lead with its owners over time, and the people."""

from __future__ import annotations

from typing import Any

from adapters.simulators.clock import from_ms
from adapters.simulators.traffic import LEAD_OBJECTS
from adapters.simulators.world import Organisation, OwnerChange, Row, World


def instant(ms: int) -> str:
    """An instant as the control interface writes it: ISO 8601 in UTC, to the millisecond."""
    return from_ms(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def leads(
    world: World, dialect: str, since_ms: int | None = None, name: str | None = None
) -> list[dict[str, Any]]:
    """Every lead that was ever made there (from `since_ms` on), in the order of making."""
    org = world.organisation(dialect)
    name = name or LEAD_OBJECTS[dialect]
    return [
        _lead(world, org, row) for row in org.rows(name) if since_ms is None or row.created_ms >= since_ms
    ]


def people(world: World) -> list[dict[str, Any]]:
    """Everybody, with their seats."""
    return [
        {
            "email": person.email, "name": f"{person.first_name} {person.last_name}", "zone": person.zone,
            "active": person.active, "salesforce": person.salesforce_user, "hubspot": person.hubspot_owner,
            "hubspot_user": person.hubspot_user,
        }
        for person in world.people
    ]  # fmt: skip


def who(world: World, org: Organisation, change: OwnerChange) -> str:
    """Who made a change: `us`, `rule`, `form`, or a person's e-mail."""
    if change.source in ("rule", "form"):
        return change.source
    if change.source == "api" and change.by == org.our_user:
        return "us"
    for person in world.people:
        if change.by is not None and change.by in (person.salesforce_user, person.hubspot_user):
            return person.email
    return change.by or "system"


def _lead(world: World, org: Organisation, row: Row) -> dict[str, Any]:
    history = [
        {"at": instant(c.at_ms), "owner": c.owner, "by": who(world, org, c), "source": c.source}
        for c in row.owner_history
    ]
    state = "open"
    if row.purged:
        state = "purged"
    elif row.merged_into is not None:
        state = "merged"
    elif row.deleted_ms is not None:
        state = "deleted"
    elif row.values.get("IsConverted"):
        state = "converted"
    return {
        "id": row.id, "state": state, "merged_into": row.merged_into,
        "owner": row.values.get(org.owner_field), "history": history,
        "created": instant(row.created_ms), "modified": instant(row.modified_ms),
        "visible_at": instant(row.visible_ms), "indexed_at": instant(row.indexed_ms),
        "arrived": (org.name, row.id) in world.expected,
        "expected_account": world.expected.get((org.name, row.id)), "values": row.values,
    }  # fmt: skip
