"""Mirrors what a CRM showed together with what it is looked up by, and keeps the index of accounts whole."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy import Connection

from connector.core.matching.candidates import hashed
from connector.core.matching.hosts import firm_domain
from connector.core.matching.keys import account_keys, edition
from connector.core.matching.person import reached_at
from mappings.activities import people_of
from mappings.changes import Change
from mappings.records import ACTIVITIES, Kind, Record, State
from state import controls, match_waiting, mirror, people, relations, touches
from state.mirror_rows import Reached
from state.store import Store
from state.tombstones import Tombstones, none

log = structlog.get_logger("pointsman")

MADE_BY = "match_keys:edition"
"""The switch that names the edition of the keys in the store."""

TIED_BY = "mail_domains:edition"
"""The switch that names the edition by which contacts' and converted leads' domains were read."""

PEOPLE_BY = "people:edition"
"""The switch that names the edition by which people's mailboxes and phones were read."""

PEOPLE = frozenset({Kind.LEAD, Kind.CONTACT})

BATCH = 2_000
"""Records that are gone through anew within one transaction."""

TOLD_EVERY = 50_000
"""Accounts between two lines of progress."""


def put(
    conn: Connection,
    crm: str,
    changes: Sequence[Change],
    *,
    first_load: bool = False,
    history_for: str | None = None,
) -> None:
    """`mirror.put` with match keys and domains, and with the touches that activities are. After a first
    load the caller completes the index."""
    keys: dict[str, list[int]] = {}
    domains: dict[str, str] = {}
    reached: dict[str, Reached] = {}
    for change in changes:
        record = change.record
        if record.kind is Kind.ACCOUNT:
            keys[record.id] = keys_of(record)
            continue
        if record.state is State.OPEN and record.kind in PEOPLE:
            reached[record.id] = reached_by(record)
        if record.kind is Kind.CONTACT or record.state is State.CONVERTED:
            domain = firm_domain(record.fields.get("email"))
            if domain is not None:
                domains[record.id] = domain
    found_by = mirror.FoundBy(keys, domains, reached)
    mirror.put(conn, crm, changes, found_by, first_load=first_load, history_for=history_for)
    activities = [change.record for change in changes if change.record.kind in ACTIVITIES]
    if activities:
        touches.put(conn, crm, activities)


def admitted(
    conn: Connection, tombstones: Tombstones, crm: str, changes: Sequence[Change]
) -> tuple[list[Change], int]:
    """The changes without records about persons who were erased, and how many those are; of an activity that
    is about others, too, what is theirs. Nothing is looked for while nobody was erased."""
    if none(conn):
        return list(changes), 0
    asked: dict[Kind, set[str]] = {}
    for change in changes:
        for kind, id_ in _about(change.record):
            asked.setdefault(kind, set()).add(id_)
    gone = {(kind, id_) for kind, ids in asked.items() for id_ in tombstones.erased(conn, crm, kind, ids)}
    if not gone:
        return list(changes), 0
    kept = [left for change in changes if (left := _without(change, gone)) is not None]
    return kept, len(changes) - len(kept)


def _about(record: Record) -> list[tuple[Kind, str]]:
    """The records of persons that it is, or is about: an activity does not say of what kind they are."""
    if record.kind in ACTIVITIES:
        return [(kind, id_) for kind in PEOPLE for id_ in people_of(record)]
    return [(record.kind, record.id)] if record.kind in PEOPLE else []


def _without(change: Change, gone: Set[tuple[Kind, str]]) -> Change | None:
    record = change.record
    if gone.isdisjoint(_about(record)):
        return change
    people = people_of(record) if record.kind in ACTIVITIES else ()
    others = tuple([id_ for id_ in people if all((kind, id_) not in gone for kind in PEOPLE)])
    fields = {**record.fields, "lead_ids": others}
    return replace(change, record=replace(record, fields=fields)) if others else None


def reached_by(record: Record) -> Reached:
    """The numbers of the person's mailbox and phone."""
    mailbox, phone = reached_at(record)
    return hashed(mailbox) if mailbox else None, hashed(phone) if phone else None


def keys_of(account: Record) -> list[int]:
    """The numbers that an account is found by; none for one that is not open."""
    return [hashed(key) for key in account_keys(account)] if account.state is State.OPEN else []


def complete_index(store: Store, now: datetime) -> int:
    """Takes every account that waits into the index; how many there were. Where the keys in the store
    are of another edition or made by other lists, all are made anew from the mirror, and so are the
    domains and where people are reached. A process that is killed goes on here."""
    with store.read() as conn:
        made_by, tied_by, people_by = [controls.get(conn, name) for name in (MADE_BY, TIED_BY, PEOPLE_BY)]
    if made_by != edition():
        with store.begin() as conn:
            match_waiting.start_anew(conn)
            controls.put(conn, MADE_BY, edition(), "daemon", now)
    if tied_by != edition():
        _tie_anew(store, now)
    if people_by != edition():
        _reach_anew(store, now)
    with store.read() as conn:
        waiting = match_waiting.count(conn)
    if not waiting:
        return 0
    _make_keys(store)
    done = 0
    while taken := _take_in(store):
        done += taken
        log.info("accounts indexed", done=done, of=waiting)
    with store.begin() as conn:
        match_waiting.refresh_statistics(conn)
    return done


def made_otherwise(conn: Connection) -> bool:
    """Whether the keys in the store were made by another edition or other lists than are in force here."""
    return controls.get(conn, MADE_BY) not in (None, edition())


def _tie_anew(store: Store, now: datetime) -> None:
    """Reads the domains of contacts' and converted leads' mail anew."""
    after = ("", "", "")
    while True:
        with store.begin() as conn:
            batch = relations.ties(conn, after, BATCH)
            relations.tie_anew(conn, [(one, firm_domain(one[1].fields.get("email"))) for one in batch])
            if not batch:
                controls.put(conn, TIED_BY, edition(), "daemon", now)
                return
        crm, last = batch[-1]
        after = (crm, last.kind.value, last.id)


def _reach_anew(store: Store, now: datetime) -> None:
    """Reads where people are reached anew."""
    after = ("", "", "")
    while True:
        with store.begin() as conn:
            batch = people.page(conn, after, BATCH)
            people.give(conn, [(one, reached_by(one[1])) for one in batch])
            if not batch:
                controls.put(conn, PEOPLE_BY, edition(), "daemon", now)
                return
        crm, last = batch[-1]
        after = (crm, last.kind.value, last.id)


def _make_keys(store: Store) -> None:
    """Makes the keys of the accounts that have none of this edition."""
    made = last = 0
    while True:
        with store.begin() as conn:
            batch = match_waiting.without_keys(conn, last, BATCH)
            match_waiting.give(conn, {number: keys_of(one) if one else [] for number, one in batch})
        if not batch:
            return
        last = batch[-1][0]
        made += len(batch)
        if made % TOLD_EVERY < BATCH:
            log.info("match keys made anew", accounts=made)


def _take_in(store: Store) -> int:
    with store.begin() as conn:
        return match_waiting.take_in(conn)
