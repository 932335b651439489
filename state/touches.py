"""Who called, wrote to or met a lead, and when: the activities that count, by whom they are about.

Mergers are followed when read: what was done about a record that was merged away was done about its
survivor.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, or_, select

from mappings.activities import Touch, people_of, touch_of
from mappings.instants import to_text
from mappings.records import ACTIVITIES, Kind, Record
from state import jsontext, mirror
from state.aliases import absorbed, follow_all
from state.bulk import among, delete_many, insert_many, update_many
from state.mirror_rows import IDENTITY
from state.schema import records
from state.schema import touches as kept

_COLUMNS = ("crm", "lead_id", "at", "kind", "id", "owner_id", "type")
_OF_ACTIVITY = ("id", "kind", "crm")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def put(conn: Connection, crm: str, activities: Sequence[Record]) -> None:
    """What these activities are from now on; of two readings of one the later counts."""
    latest = {(one.kind, one.id): one for one in activities}
    delete_many(conn, kept, _OF_ACTIVITY, [(id_, kind.value, crm) for kind, id_ in latest])
    rows = [
        (crm, lead_id, to_text(touch.at), one.kind.value, one.id, touch.owner_id, touch.type)
        for one in latest.values()
        if (touch := touch_of(one)) is not None
        for lead_id in people_of(one)
    ]
    insert_many(conn, kept, _COLUMNS, rows)


def forget(conn: Connection, crm: str, ids: Collection[str]) -> int:
    """Forgets that anything was done about these leads and contacts; returns how many activities that were.
    Of an activity that is about others, too, theirs is kept."""
    conn.execute(delete(kept).where(kept.c.crm == crm, among(conn, kept.c.lead_id, ids)))
    of_crm = records.c.crm == crm, records.c.kind.in_([kind.value for kind in ACTIVITIES])
    named = or_(*(records.c.fields.contains(jsontext.dumps(id_), autoescape=True) for id_ in ids))
    found = conn.execute(select(records.c.kind, records.c.id, records.c.fields).where(*of_crm, named)).all()
    alone: list[tuple[str, ...]] = []
    shared: list[tuple[str, ...]] = []
    for kind, id_, text in found:
        fields = jsontext.loads(text)
        others = [one for one in fields["lead_ids"] or () if one not in ids]
        fields["lead_ids"] = others
        (shared if others else alone).append((jsontext.dumps(fields), crm, kind, id_))
    update_many(conn, records, ("fields",), IDENTITY, shared)
    delete_many(conn, records, IDENTITY, [row[1:] for row in alone])
    return len(found)


def touches(
    conn: Connection, crm: str, ids: Collection[str], since: datetime, until: datetime | None = None
) -> dict[str, tuple[Touch, ...]]:
    """The touches of each of the leads from `since` to `until`, both included, by time; of a lead that
    is held as an object beside its contact (its field `contact_id`), those of the contact. Leads that
    nobody touched are left out."""
    if not ids:
        return {}
    about = _about(conn, crm, ids)
    asked = {one for ones in about.values() for one in ones}
    query = select(kept).where(kept.c.crm == crm, among(conn, kept.c.lead_id, asked), kept.c.at >= since)
    if until is not None:
        query = query.where(kept.c.at <= until)
    by_person: dict[str, list[tuple[datetime, str, str, Touch]]] = {}
    for row in conn.execute(query):
        one = (row.at, row.kind, row.id, Touch(row.at, row.owner_id, row.type))
        by_person.setdefault(row.lead_id, []).append(one)
    found: dict[str, tuple[Touch, ...]] = {}
    for lead, people in about.items():
        once = {one[:3]: one[3] for person in people for one in by_person.get(person, ())}
        if once:
            found[lead] = tuple(once[key] for key in sorted(once))
    return found


def last(conn: Connection, crm: str, ids: Collection[str], now: datetime) -> dict[str, Touch]:
    """The latest touch of each of the leads up to `now`."""
    return {lead: found[-1] for lead, found in touches(conn, crm, ids, _EVER, now).items()}


def _about(conn: Connection, crm: str, ids: Collection[str]) -> dict[str, set[str]]:
    """The ids that each lead's activities may be about."""
    leads = mirror.get_many(conn, crm, Kind.LEAD, ids)
    named = {id_: lead.fields.get("contact_id") for id_, lead in leads.items()}
    contacts = {id_: contact for id_, contact in named.items() if isinstance(contact, str)}
    own = {id_: id_ for id_ in ids if id_ not in contacts}
    return _ever(conn, crm, Kind.LEAD, own) | _ever(conn, crm, Kind.CONTACT, contacts)


def _ever(conn: Connection, crm: str, kind: Kind, people: Mapping[str, str]) -> dict[str, set[str]]:
    """Each lead with all ids that the record of its person has had."""
    ends = follow_all(conn, crm, kind, set(people.values()))
    gone = absorbed(conn, crm, kind, set(ends.values()))
    return {lead: {ends[id_], *gone.get(ends[id_], ())} for lead, id_ in people.items()}
