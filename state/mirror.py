"""The CRMs' records as we last saw them: by id, by version, by account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from mappings.changes import Change, Version
from mappings.records import Kind, Record, State
from state import match_keys, organisations
from state.aliases import follow, note_mergers
from state.bulk import among, among_given, given, insert_many, update_many
from state.mirror_rows import CONTENT, IDENTITY, NOWHERE, RECORD, FoundBy, content_of, record_of
from state.relations import Relation, relations_by_domain
from state.schema import HAS_EMAIL, OF_ACCOUNT, records

__all__ = [
    "Change",
    "FoundBy",
    "Relation",
    "account_facts",
    "counts",
    "find_leads",
    "follow",
    "get",
    "get_many",
    "history",
    "known",
    "lead_ids",
    "long_id",
    "mark_history",
    "of_account",
    "put",
    "relations_by_domain",
]


_BY_ID_ONLY = FoundBy()
_VERSION = (records.c.id, records.c.stamp, records.c.hash)
_HISTORY = {"live": "history_live", "shadow": "history_shadow"}


def known(conn: Connection, crm: str, kind: Kind, ids: Collection[str]) -> dict[str, Version]:
    """The versions at hand of those of the ids that are mirrored."""
    if not ids:
        return {}
    rows = _rows(conn, crm, kind, ids, _VERSION)
    return {row[0]: Version(row[1], row[2]) for row in rows}


def put(
    conn: Connection,
    crm: str,
    changes: Sequence[Change],
    found_by: FoundBy = _BY_ID_ONLY,
    *,
    first_load: bool = False,
    history_for: str | None = None,
) -> None:
    """Mirrors what the CRM showed; the last reading wins, of two in one call the later one.

    An account that is not open loses its keys. A record that was merged away, by its own word or the
    survivor's, is followed from then on. Leads that are new here become history of the mode
    `history_for`; others keep their mark. `first_load` is the caller's word that none of the records
    is mirrored yet; their keys then wait to be taken into the index (`match_waiting`).
    """
    by_kind: dict[Kind, dict[str, Change]] = {}
    for change in changes:
        of_kind = by_kind.setdefault(change.record.kind, {})
        of_kind.pop(change.record.id, None)
        of_kind[change.record.id] = change
    for kind, latest in by_kind.items():
        latest, retired = note_mergers(conn, crm, kind, latest)
        held = _held(conn, crm, kind, retired if first_load else {*latest, *retired})
        marks = tuple(int(kind is Kind.LEAD and mode == history_for) for mode in _HISTORY)
        new, old = [], []
        for id_, change in latest.items():
            content = content_of(change, found_by.domains.get(id_), found_by.people.get(id_, NOWHERE))
            if id_ in held:
                old.append((*content, crm, kind.value, id_))
            else:
                new.append((crm, kind.value, id_, *content, *marks))
        insert_many(conn, records, (*IDENTITY, *CONTENT, *_HISTORY.values()), new)
        update_many(conn, records, CONTENT, IDENTITY, old)
        _retire(conn, crm, kind, retired)
        if kind is Kind.ACCOUNT:
            wanted = _wanted_keys(latest, found_by.keys)
            match_keys.change(conn, crm, wanted, first_load=first_load)
            match_keys.change(conn, crm, dict.fromkeys(held.intersection(retired), ()))


def mark_history(conn: Connection, crm: str, mode: str) -> None:
    """Marks every lead that is mirrored now as history of the mode."""
    column = _HISTORY[mode]
    conn.execute(
        update(records)
        .where(records.c.crm == crm, records.c.kind == Kind.LEAD.value, records.c[column] == 0)
        .values({column: 1})
    )


def history(conn: Connection, crm: str, mode: str, ids: Collection[str]) -> set[str]:
    """Those of the leads that existed before the mode's baseline."""
    if not ids:
        return set()
    rows = _rows(conn, crm, Kind.LEAD, ids, (records.c.id, records.c[_HISTORY[mode]]))
    return {id_ for id_, marked in rows if marked}


def get(conn: Connection, crm: str, kind: Kind, id: str) -> Record | None:
    """One record; None where it is not mirrored."""
    return get_many(conn, crm, kind, [id]).get(id)


def get_many(conn: Connection, crm: str, kind: Kind, ids: Collection[str]) -> dict[str, Record]:
    """The mirrored ones of the ids."""
    if not ids:
        return {}
    return {row[1]: record_of(row) for row in _rows(conn, crm, kind, ids, RECORD)}


def account_facts(
    conn: Connection, refs: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[Record, int, int]]:
    """For each open account of (crm, id): the record, its open contacts, its open opportunities.
    An opportunity is open unless its field `closed` is true."""
    ids_by_crm: dict[str, list[str]] = {}
    for crm, id_ in refs:
        ids_by_crm.setdefault(crm, []).append(id_)
    facts = {}
    for crm, ids in ids_by_crm.items():
        counted = conn.execute(_tally(conn.dialect.name), {"crm": crm, "given": given(conn, ids)})
        tally = {(row[0], row[1]): row[2] for row in counted}
        for id_, record in get_many(conn, crm, Kind.ACCOUNT, ids).items():
            if record.state is State.OPEN:
                contacts = tally.get((id_, Kind.CONTACT.value), 0)
                facts[crm, id_] = (record, contacts, tally.get((id_, Kind.OPPORTUNITY.value), 0))
    return facts


def find_leads(conn: Connection, text: str) -> list[tuple[str, Record]]:
    """Leads that go by this id (Salesforce: 15 or 18 characters) or e-mail address, in every CRM; `crm:id`
    is the one lead of that CRM."""
    text = text.strip()
    crm, _, id_ = text.rpartition(":")
    crms = [crm] if crm else organisations.names(conn)  # the key begins with it
    goes_by_it: list[Any] = [
        among(conn, records.c.crm, crms),
        among(conn, records.c.id, [id_, long_id(id_)]),
    ]
    if "@" in text:
        goes_by_it = [records.c.email == text.lower(), HAS_EMAIL]
    query = (
        select(records.c.crm, *RECORD)
        .where(records.c.kind == Kind.LEAD.value, *goes_by_it)
        .order_by(records.c.crm, records.c.id)
    )
    return [(row[0], record_of(row[1:])) for row in conn.execute(query)]


def of_account(conn: Connection, crm: str, kind: Kind, id: str) -> list[Record]:
    """The account's contacts or opportunities that were not deleted or merged away, by id."""
    query = (
        select(*RECORD)
        .where(
            OF_ACCOUNT,
            records.c.account_id == id,
            records.c.crm == crm,
            records.c.kind == kind.value,
            records.c.state == State.OPEN.value,
        )
        .order_by(records.c.id)
    )
    return [record_of(row) for row in conn.execute(query)]


def lead_ids(conn: Connection, crm: str, after: str = "", limit: int = 10_000) -> list[str]:
    """Ids of mirrored leads in order, from beyond `after`."""
    query = (
        select(records.c.id)
        .where(records.c.crm == crm, records.c.kind == Kind.LEAD.value, records.c.id > after)
        .order_by(records.c.id)
        .limit(limit)
    )
    return list(conn.execute(query).scalars())


def counts(conn: Connection) -> dict[tuple[str, Kind], int]:
    """How many records are mirrored, by CRM and kind."""
    rows = conn.execute(
        select(records.c.crm, records.c.kind, func.count()).group_by(records.c.crm, records.c.kind)
    )
    return {(row[0], Kind(row[1])): row[2] for row in rows}


def _rows(conn: Connection, crm: str, kind: Kind, ids: Collection[str], columns: tuple[Any, ...]) -> Any:
    asked = {"crm": crm, "kind": kind.value, "given": given(conn, ids)}
    return conn.execute(_by_ids(conn.dialect.name, columns), asked).all()


@cache
def _by_ids(dialect: str, columns: tuple[Any, ...]) -> Any:
    return select(*columns).where(
        records.c.crm == bindparam("crm"),
        records.c.kind == bindparam("kind"),
        among_given(dialect, records.c.id),
    )


@cache
def _tally(dialect: str) -> Any:
    return (
        select(records.c.account_id, records.c.kind, func.count())
        .where(
            OF_ACCOUNT,
            among_given(dialect, records.c.account_id),
            records.c.crm == bindparam("crm"),
            records.c.counted == 1,
        )
        .group_by(records.c.account_id, records.c.kind)
    )


def _retire(conn: Connection, crm: str, kind: Kind, survivors: Mapping[str, str]) -> None:
    """Marks records as merged away that only their survivors told of."""
    rows = [(State.MERGED.value, into, 0, None, crm, kind.value, id_) for id_, into in survivors.items()]
    update_many(conn, records, ("state", "merged_into", "counted", "domain"), IDENTITY, rows)


def _held(conn: Connection, crm: str, kind: Kind, ids: Collection[str]) -> set[str]:
    """Those of the ids that are mirrored already."""
    if not ids:
        return set()
    return {row[0] for row in _rows(conn, crm, kind, ids, (records.c.id,))}


def _wanted_keys(
    latest: Mapping[str, Change], keys: Mapping[str, Collection[int]]
) -> dict[str, Collection[int]]:
    return {
        id_: keys.get(id_, ()) if change.record.state is State.OPEN else () for id_, change in latest.items()
    }


def long_id(text: str) -> str:
    """The 18 characters of a 15-character Salesforce id: each of the last three names the capitals
    among five. Any other text comes back as it is."""
    if len(text) != 15 or not text.isalnum() or not text.isascii():
        return text
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    fives = (text[start : start + 5] for start in (0, 5, 10))
    return text + "".join(
        alphabet[sum(1 << place for place, letter in enumerate(five) if letter.isupper())] for five in fives
    )
