"""Mirrors what a CRM showed together with what it is looked up by, and keeps the index of accounts whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import Connection

from connector.core.candidates import hashed
from connector.core.hosts import firm_domain
from connector.core.keys import EDITION, account_keys
from mappings.changes import Change
from mappings.records import Kind, Record, State
from state import controls, match_waiting, mirror
from state.store import Store

log = structlog.get_logger("pointsman")

MADE_BY = "match_keys:edition"
"""The switch that names the edition of the keys in the store."""

BATCH = 2_000
"""Accounts whose keys are made anew within one transaction."""

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
    """`mirror.put` with match keys and domains. After a first load the caller completes the index."""
    keys: dict[str, list[int]] = {}
    domains: dict[str, str] = {}
    for change in changes:
        record = change.record
        if record.kind is Kind.ACCOUNT:
            keys[record.id] = keys_of(record)
        elif record.kind is Kind.CONTACT or record.state is State.CONVERTED:
            domain = firm_domain(record.fields.get("email"))
            if domain is not None:
                domains[record.id] = domain
    found_by = mirror.FoundBy(keys, domains)
    mirror.put(conn, crm, changes, found_by, first_load=first_load, history_for=history_for)


def keys_of(account: Record) -> list[int]:
    """The numbers that an account is found by; none for one that is not open."""
    return [hashed(key) for key in account_keys(account)] if account.state is State.OPEN else []


def complete_index(store: Store, now: datetime) -> int:
    """Takes every account that waits into the index; how many there were. Where the keys in the store
    are of another edition, all are made anew from the mirror. A process that is killed goes on here."""
    with store.read() as conn:
        edition = controls.get(conn, MADE_BY)
    if edition != EDITION:
        with store.begin() as conn:
            match_waiting.start_anew(conn)
            controls.put(conn, MADE_BY, EDITION, "daemon", now)
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
