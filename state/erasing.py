"""Everything that a store holds of a person, found by records, and forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, ColumnElement, Connection, cast, delete, func, select

from mappings.records import Kind
from state import (
    aliases,
    audit,
    clocks,
    controls,
    inbox,
    jsontext,
    mirror,
    notices,
    outbox,
    persons,
    timers,
    touches,
)
from state.bulk import among
from state.record_schema import decisions
from state.record_schema import persons as person_rows
from state.schema import inbox as arrivals
from state.schema import records

PEOPLE = (Kind.LEAD, Kind.CONTACT)
"""Records that are about a person."""

PENDING = "erasing:rewrite"
"""The switch that holds the erasure after which the files are still to be rewritten."""

REWRITTEN = ("records", "persons", "touches", "aliases", "inbox", "writes", "notices")
"""The tables in which values about a person stood."""

_ERASED = "[erased]"


class Ref(NamedTuple):
    """A record about a person."""

    crm: str
    kind: Kind
    id: str

    def __str__(self) -> str:
        return f"{self.crm} {self.kind.value} {self.id}"


def named(conn: Connection, text: str) -> list[Ref]:
    """The records about persons that go by an e-mail address or by an id (Salesforce: 15 or 18 characters;
    `crm:id` is that CRM's), in order: mirrored ones, and those that only the record still knows."""
    text = text.strip()
    if "@" in text:
        return sorted({*_mirrored(conn, _has_email(conn, text)), *_remembered(conn, text)})
    crm, _, id_ = text.rpartition(":")
    ids = [id_, mirror.long_id(id_)]
    found = _mirrored(conn, among(conn, records.c.id, ids)) or [*_decided(conn, ids), *_persons(conn, ids)]
    return sorted({ref for ref in found if crm in ("", ref.crm)})


def merged_into(conn: Connection, refs: Iterable[Ref]) -> list[Ref]:
    """The records that were merged into these."""
    found = []
    for (crm, kind), ids in _grouped(refs).items():
        losers = aliases.absorbed(conn, crm, kind, ids)
        found += [Ref(crm, kind, id_) for each in losers.values() for id_ in each]
    return sorted(found)


def survivors(conn: Connection, refs: Iterable[Ref]) -> list[Ref]:
    """The other records under which these live on since they were merged."""
    ends = [Ref(ref.crm, ref.kind, aliases.follow(conn, *ref)) for ref in refs]
    return sorted(set(ends) - set(refs))


def emails(conn: Connection, refs: Iterable[Ref]) -> set[str]:
    """Every e-mail address that is known of these records, in small letters."""
    found: set[Any] = set()
    for (crm, kind), ids in _grouped(refs).items():
        found |= {record.fields.get("email") for record in mirror.get_many(conn, crm, kind, ids).values()}
        for id_ in ids if kind is Kind.LEAD else ():
            found |= _emails_read(conn, crm, id_)
    return {email.lower() for email in found if isinstance(email, str)}


def beside(conn: Connection, refs: Iterable[Ref]) -> list[Ref]:
    """The contacts that leads are held beside (HubSpot's leads)."""
    found = []
    for ref in refs:
        lead = mirror.get(conn, *ref) if ref.kind is Kind.LEAD else None
        contact = lead.fields.get("contact_id") if lead is not None else None
        if isinstance(contact, str) and mirror.get(conn, ref.crm, Kind.CONTACT, contact) is not None:
            found.append(Ref(ref.crm, Kind.CONTACT, contact))
    return found


def erase(conn: Connection, refs: Collection[Ref], ref: str, by: str, now: datetime) -> Counter[str]:
    """Forgets all of these records that says something about a person, ends what was still to be done about
    them, and notes that the erasure `ref` is to be followed by a rewrite. Returns how many went of what."""
    gone: Counter[str] = Counter()
    gone["values"] = persons.erase(conn, refs)
    by_crm: dict[str, set[str]] = {}
    for (crm, kind), ids in _grouped(refs).items():
        mirrored = delete(records).where(among(conn, records.c.id, ids), records.c.crm == crm)
        gone["records"] += conn.execute(mirrored.where(records.c.kind == kind.value)).rowcount
        aliases.forget(conn, crm, kind, ids)
        by_crm.setdefault(crm, set()).update(ids)
        if kind is Kind.LEAD:
            gone["notices"] += notices.forget(conn, crm, ids)
            gone["writes"] += outbox.forget(conn, crm, ids, now)
            gone["arrivals"] += inbox.forget(conn, crm, ids, now)
            timers.forget(conn, crm, ids)
            clocks.forget(conn, crm, ids, now)
    for crm, both in by_crm.items():
        gone["activities"] += touches.forget(conn, crm, both)
    controls.put(conn, PENDING, ref, by, now)
    return +gone


def everybody(conn: Connection) -> Iterator[Ref]:
    """Every record about a person that the store knows of, some of them more than once."""
    kinds = records.c.kind.in_([kind.value for kind in PEOPLE])
    for crm, kind, id_ in conn.execute(select(records.c.crm, records.c.kind, records.c.id).where(kinds)):
        yield Ref(crm, Kind(kind), id_)
    yield from _persons(conn, None)
    yield from _decided(conn, None)


def _grouped(refs: Iterable[Ref]) -> dict[tuple[str, Kind], list[str]]:
    found: dict[tuple[str, Kind], list[str]] = {}
    for ref in refs:
        found.setdefault((ref.crm, ref.kind), []).append(ref.id)
    return found


def _mirrored(conn: Connection, *which: Any) -> list[Ref]:
    kinds = records.c.kind.in_([kind.value for kind in PEOPLE])
    rows = conn.execute(select(records.c.crm, records.c.kind, records.c.id).where(kinds, *which))
    return [Ref(crm, Kind(kind), id_) for crm, kind, id_ in rows]


def _has_email(conn: Connection, email: str) -> ColumnElement[bool]:
    """Of leads by their column, of contacts by their fields: it reads every contact, and is seldom asked."""
    of_contact = (
        func.json_extract(records.c.fields, "$.email")
        if conn.dialect.name == "sqlite"
        else func.json_extract_path_text(cast(records.c.fields, JSON), "email")
    )
    contact = (records.c.kind == Kind.CONTACT.value) & (func.lower(of_contact) == email.lower())
    return (records.c.email == email.lower()) | contact


def _remembered(conn: Connection, email: str) -> list[Ref]:
    """Leads that are mirrored no more and whose decisions read this address."""
    text = jsontext.dumps(email.lower())
    holding = func.lower(person_rows.c.known).contains(text, autoescape=True)
    found = []
    for ref in set(_persons(conn, None, holding)):
        gone = ref.kind is Kind.LEAD and mirror.get(conn, *ref) is None
        if gone and email.lower() in _emails_read(conn, ref.crm, ref.id):
            found.append(ref)
    return found


def _emails_read(conn: Connection, crm: str, lead_id: str) -> set[str]:
    told = (each for decision in audit.history(conn, crm, lead_id) for each in decision["inputs"])
    read = {each["value"] for each in told if each["record_id"] == lead_id and each["field"] == "email"}
    return {value.lower() for value in read if value not in (None, _ERASED)}


def _persons(conn: Connection, ids: Collection[str] | None, *which: ColumnElement[bool]) -> list[Ref]:
    asked = select(person_rows.c.crm, person_rows.c.object, person_rows.c.record_id).where(*which)
    if ids is not None:
        asked = asked.where(among(conn, person_rows.c.record_id, ids))
    kinds = {kind.value: kind for kind in PEOPLE}
    rows = conn.execute(asked).all()
    return [Ref(crm, kinds[object.lower()], id_) for crm, object, id_ in rows if object.lower() in kinds]


def _decided(conn: Connection, ids: Collection[str] | None) -> list[Ref]:
    """The leads that decisions were taken of, or are to be."""
    found: set[Ref] = set()
    for crm, id_ in ((decisions.c.crm, decisions.c.lead_id), (arrivals.c.crm, arrivals.c.record_id)):
        asked = select(crm, id_).distinct()
        rows = conn.execute(asked if ids is None else asked.where(among(conn, id_, ids)))
        found |= {Ref(row[0], Kind.LEAD, row[1]) for row in rows}
    return sorted(found)
