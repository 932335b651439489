"""The leads and contacts that may be the person of a lead that is to be decided, with their owners as they
will be once our own writes are through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from connector.core.matching.candidates import hashed
from connector.core.matching.person import reached_at
from connector.core.view import AccountFacts
from mappings.records import Kind, Record
from state import ledger, mirror, outbox, people

Ref = tuple[str, str]
"""CRM and id of a lead."""

Lead = tuple[str, Record]


def people_like(
    conn: Connection, leads: Mapping[int, Lead], since: datetime
) -> dict[int, tuple[AccountFacts, ...]]:
    """For each lead the open leads and contacts of any CRM that share its mailbox or phone, itself left
    out, in the order of CRM, kind and id."""
    asked = {item: {hashed(key) for key in reached_at(lead) if key} for item, (_, lead) in leads.items()}
    mailboxes, dials = set(), set()
    for _, lead in leads.values():
        mailbox, phone = reached_at(lead)
        mailboxes |= {hashed(mailbox)} if mailbox else set()
        dials |= {hashed(phone)} if phone else set()
    by_number: dict[int, set[tuple[str, Kind, str]]] = defaultdict(set)
    for number, crm, kind, id_ in people.reached(conn, mailboxes, dials):
        by_number[number].add((crm, kind, id_))
    known = _read(conn, {ref for refs in by_number.values() for ref in refs}, since)
    found = {}
    for item, (crm, lead) in leads.items():
        refs = {ref for number in asked[item] for ref in by_number.get(number, ())}
        refs.discard((crm, Kind.LEAD, lead.id))
        found[item] = tuple([known[ref] for ref in sorted(refs) if ref in known])
    return found


def as_decided(found: Collection[AccountFacts], chosen: Mapping[Ref, str | None]) -> tuple[AccountFacts, ...]:
    """The same people with the owners that decisions of this very batch chose."""
    return tuple(
        [
            replace(one, record=replace(one.record, owner_id=chosen[one.ref]))
            if one.record.kind is Kind.LEAD and one.ref in chosen
            else one
            for one in found
        ]
    )


def _read(
    conn: Connection, refs: Collection[tuple[str, Kind, str]], since: datetime
) -> dict[tuple[str, Kind, str], AccountFacts]:
    ids: dict[tuple[str, Kind], list[str]] = defaultdict(list)
    for crm, kind, id_ in refs:
        ids[crm, kind].append(id_)
    found = {}
    for (crm, kind), own in ids.items():
        records = mirror.get_many(conn, crm, kind, own)
        owners = _owners(conn, crm, records, since) if kind is Kind.LEAD else {}
        for id_, record in records.items():
            owned = replace(record, owner_id=owners.get(id_, record.owner_id))
            found[crm, kind, id_] = AccountFacts(crm, owned)
    return found


def _owners(
    conn: Connection, crm: str, leads: Mapping[str, Record], since: datetime
) -> dict[str, str | None]:
    """The owners of leads that the mirror does not show yet: confirmed by our write, or decided."""
    found = {
        id_: ours.owner_id
        for id_, ours in ledger.standings(conn, crm, leads, since).items()
        if ours.wrote and ours.last_at is not None and ours.last_at > leads[id_].modified_at
    }
    return found | {id_: write.owner_id for id_, write in outbox.pending_for(conn, crm, leads).items()}
