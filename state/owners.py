"""Who had a lead before: the owners that our confirmed writes gave it and those that decisions saw."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from mappings.instants import to_text
from state.bulk import among
from state.recorded import decisions
from state.schema import ledger


def earlier_owners(conn: Connection, crm: str, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For each of the leads the seats that had it, the latest first, once each; leads of which nothing is
    known are absent."""
    if not ids:
        return {}
    seen = select(decisions.c.lead_id, decisions.c.decided_at, decisions.c.previous_owner_id).where(
        among(conn, decisions.c.lead_id, ids),
        decisions.c.crm == crm,
        decisions.c.previous_owner_id.is_not(None),
    )
    given = select(ledger.c.record_id, ledger.c.written_at, ledger.c.owner_id).where(
        among(conn, ledger.c.record_id, ids), ledger.c.crm == crm, ledger.c.owner_id.is_not(None)
    )
    had = [(id_, at, owner) for id_, at, owner in conn.execute(seen)]
    had += [(id_, to_text(at), owner) for id_, at, owner in conn.execute(given)]
    found: dict[str, dict[str, None]] = {}
    for id_, _, owner in sorted(had, key=lambda row: (row[1], row[2]), reverse=True):
        found.setdefault(id_, {})[owner] = None
    return {id_: tuple(owners) for id_, owners in found.items()}
