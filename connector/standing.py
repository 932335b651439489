"""Open leads by whose they are: given by us, nobody's yet, or of people who chose them themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from state import ledger, outbox, retrospect

ASKED_AT_ONCE = 5_000
"""Leads whose owners are looked up in one statement."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An open lead and its owner once our own writes are through; `ours` says that we gave it that owner,
    `before_us` that it is from before the live baseline."""

    crm: str
    lead_id: str
    owner_id: str | None
    ours: bool
    before_us: bool
    created_at: datetime | None


def standings(conn: Connection, crms: Iterable[str], now: datetime) -> Iterator[Standing]:
    """Every open lead of the CRMs, by id."""
    for crm in crms:
        leads = retrospect.open_leads(conn, crm)
        for start in range(0, len(leads), ASKED_AT_ONCE):
            block = leads[start : start + ASKED_AT_ONCE]
            ids = [lead.id for lead in block]
            pending = outbox.pending_for(conn, crm, ids)
            written = ledger.standings(conn, crm, ids, now)
            for lead in block:
                owner, ours, gave = lead.owner_id, lead.id in pending, written.get(lead.id)
                if ours:
                    owner = pending[lead.id].owner_id
                elif gave is not None:
                    if gave.last_at is not None and gave.last_at > lead.modified_at:
                        owner = gave.owner_id
                    ours = owner == gave.owner_id
                yield Standing(crm, lead.id, owner, ours, lead.before_us, lead.created_at)
