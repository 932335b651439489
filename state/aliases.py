"""What became of merged records: the id that is gone, and the record that lives on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, or_, select

from mappings.changes import Change
from mappings.records import Kind, State
from state.bulk import among, among_given, delete_many, given, insert_many
from state.schema import aliases

_KEY = ("crm", "kind", "id")
_REPLACE = "ON CONFLICT (crm, kind, id) DO UPDATE SET survivor = excluded.survivor, stamp = excluded.stamp"


def follow(conn: Connection, crm: str, kind: Kind, id: str) -> str:
    """The id under which the record lives on after all mergers known; its own where there is none."""
    return follow_all(conn, crm, kind, [id])[id]


def follow_all(conn: Connection, crm: str, kind: Kind, ids: Collection[str]) -> dict[str, str]:
    """The same for many: each id with the one that its record lives on under. A circle of mergers ends
    where it closes."""
    ends = {id_: id_ for id_ in ids}
    passed = {id_: {id_} for id_ in ids}
    moving = set(ids)
    while moving:
        survivors = _aliases_of(conn, crm, kind, {ends[id_] for id_ in moving})
        for id_ in list(moving):
            survivor = survivors.get(ends[id_], (None,))[0]
            if survivor is None or survivor in passed[id_]:
                moving.discard(id_)
            else:
                passed[id_].add(survivor)
                ends[id_] = survivor
    return ends


def absorbed(conn: Connection, crm: str, kind: Kind, ids: Collection[str]) -> dict[str, set[str]]:
    """The ids that were merged into each of these, over however many mergers; those that absorbed none
    are left out."""
    found: dict[str, set[str]] = {}
    ends = {id_: id_ for id_ in ids}
    while ends:
        rows = conn.execute(
            select(aliases.c.id, aliases.c.survivor)
            .where(aliases.c.crm == crm, aliases.c.kind == kind.value)
            .where(among(conn, aliases.c.survivor, list(ends)))
        )
        further = {}
        for loser, survivor in rows:
            end = ends[survivor]
            if loser != end and loser not in found.setdefault(end, set()):
                found[end].add(loser)
                further[loser] = end
        ends = further
    return {id_: losers for id_, losers in found.items() if losers}


def forget(conn: Connection, crm: str, kind: Kind, ids: Collection[str]) -> None:
    """Follows nothing any more that leads to or from these records."""
    named = or_(among(conn, aliases.c.id, ids), among(conn, aliases.c.survivor, ids))
    conn.execute(delete(aliases).where(aliases.c.crm == crm, aliases.c.kind == kind.value, named))


def note_mergers(
    conn: Connection, crm: str, kind: Kind, latest: Mapping[str, Change]
) -> tuple[dict[str, Change], dict[str, str]]:
    """Keeps in mind which records were merged into which.

    Returns the changes as they are to be mirrored, and the survivors of those records that are not
    among them and turn out to be merged away. A lagging index may still show a record as open after
    it was merged: unless it was modified since, it stays merged. One that came back (an undelete)
    is followed no longer.
    """
    lost = _told(latest)
    known = _aliases_of(conn, crm, kind, {*latest, *lost})
    fresh = {id_: told for id_, told in lost.items() if known.get(id_, (None,))[0] != told[0]}
    merged = known | fresh
    mirrored, back = dict(latest), []
    for id_, change in latest.items():
        if id_ in merged and change.record.state is State.OPEN:
            survivor, merged_at = merged[id_]
            if change.version.stamp > merged_at:
                back.append(id_)
                fresh.pop(id_, None)
            else:
                gone = replace(change.record, state=State.MERGED, merged_into=survivor)
                mirrored[id_] = replace(change, record=gone)
    delete_many(conn, aliases, _KEY, [(crm, kind.value, id_) for id_ in back])
    rows = [(crm, kind.value, id_, *told) for id_, told in fresh.items()]
    insert_many(conn, aliases, (*_KEY, "survivor", "stamp"), rows, _REPLACE)
    return mirrored, {id_: told[0] for id_, told in fresh.items() if id_ not in latest}


def _told(latest: Mapping[str, Change]) -> dict[str, tuple[str, str]]:
    """The losers that these changes name, with survivor and stamp; a loser's own word counts more."""
    told = {}
    for id_, change in latest.items():
        for loser in change.record.absorbed:
            if loser != id_:
                told[loser] = (id_, change.version.stamp)
    for id_, change in latest.items():
        survivor = change.record.merged_into
        if survivor and survivor != id_:
            told[id_] = (survivor, change.version.stamp)
    return told


def _aliases_of(conn: Connection, crm: str, kind: Kind, ids: Collection[str]) -> dict[str, tuple[str, str]]:
    asked = {"crm": crm, "kind": kind.value, "given": given(conn, ids)}
    rows = conn.execute(_by_ids(conn.dialect.name), asked)
    return {id_: (survivor, stamp) for id_, survivor, stamp in rows}


@cache
def _by_ids(dialect: str) -> Any:
    return select(aliases.c.id, aliases.c.survivor, aliases.c.stamp).where(
        aliases.c.crm == bindparam("crm"),
        aliases.c.kind == bindparam("kind"),
        among_given(dialect, aliases.c.id),
    )
