"""Erases a person: what the store holds goes in one transaction, what is left in its files afterwards, and
the person stays away from then on.

Whoever is ended between the two leaves a note in the store: the next run of the daemon, or the same command
again, does the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection

from mappings.instants import to_text
from state import controls, erasing, mirror, tombstones
from state.erasing import PENDING, PEOPLE, REWRITTEN, Ref
from state.store import Store
from state.tombstones import Erasure, Tombstones

if TYPE_CHECKING:
    from connector.commands import Actor


class Unclear(Exception):
    """What was asked for names no record, or several that an id must tell apart."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an erasure is about: `refs` are the records that go, with those that were merged into them;
    `others` share an e-mail with one of them, or are the contact beside a lead, and stay; `survivors` are
    what they were merged into, which stays, too."""

    refs: tuple[Ref, ...]
    others: tuple[Ref, ...]
    survivors: tuple[Ref, ...]
    emails: frozenset[str]


def find(conn: Connection, text: str, crm: str | None = None, also: Sequence[str] = ()) -> Person | None:
    """Whom an id or an e-mail names: an id one record, an e-mail every record that has it, in `crm` or in
    all; `also` names more of them. None where the store holds nothing of the kind. Raises Unclear."""
    asked = [ref for ref in erasing.named(conn, text) if crm in (None, ref.crm)]
    if not asked:
        return None
    if "@" not in text and len(asked) > 1:
        told = ", ".join(map(str, asked))
        raise Unclear(f"several records go by {text!r}: {told}; name the CRM, as in {asked[0].crm}:{text}")
    for more in also:
        found = erasing.named(conn, more)
        if not found or ("@" not in more and len(found) > 1):
            raise Unclear(f"--also {more}: {'several go by that' if found else 'no such record is known'}")
        asked += found
    refs = sorted({*asked, *erasing.merged_into(conn, asked)})
    emails = erasing.emails(conn, refs)
    others = {ref for email in emails for ref in erasing.named(conn, email)}
    others |= set(erasing.beside(conn, refs))
    return Person(
        tuple(refs),
        tuple(sorted(others - set(refs))),
        tuple(erasing.survivors(conn, refs)),
        frozenset(emails),
    )


def erase(conn: Connection, stones: Tombstones, person: Person, actor: Actor, reason: str | None) -> Erasure:
    """Forgets the person and puts that on record; `finish` is to follow, once it is committed."""
    marks = {stones.of_record(*ref) for ref in person.refs} | set(map(stones.of_email, person.emails))
    return _erase(conn, stones, (person.refs, marks), actor, reason)


def is_gone(conn: Connection, stones: Tombstones, person: Person) -> bool:
    """Whether all of it was erased before and is kept away."""
    marks = {stones.of_record(*ref) for ref in person.refs}
    return len(stones.standing(conn, marks)) == len(marks)


def finish(store: Store) -> bool:
    """Leaves no byte of what was erased in the database's files; false where nothing is left to do. Raises
    StoreBusy where somebody reads for too long: it is done by whoever comes next."""
    with store.read() as conn:
        pending = controls.get(conn, PENDING)
    if not pending:
        return False
    store.rewrite(REWRITTEN)
    with store.begin() as conn:
        controls.drop(conn, PENDING, pending)  # unless another was erased meanwhile
    return True


def erasures_of(
    conn: Connection, stones: Tombstones, text: str, crms: Iterable[str], crm: str | None = None
) -> list[Erasure]:
    """The erasures of whoever goes by this e-mail or id, the oldest first; none where the store's key is not
    at hand, as with a copy of the store."""
    if not stones.can_tell(conn):
        return []
    if "@" in text:
        marks = {stones.of_email(text)}
    else:
        named, _, id_ = text.strip().rpartition(":")
        ids = {id_, mirror.long_id(id_)}
        where = [one for one in crms if named in ("", one) and crm in (None, one)]
        marks = {stones.of_record(one, kind, id_) for one in where for kind in PEOPLE for id_ in ids}
    return tombstones.read(conn, set(stones.standing(conn, marks).values()))


def replay(
    conn: Connection, stones: Tombstones, told: Sequence[Mapping[str, Any]], actor: Actor
) -> list[Erasure]:
    """Erases once more, in a store that was put back from a backup, whom the rows of `audit_erasures` of a
    later state tell of. Whoever is kept away already is left out. Raises Unclear where the rows are of
    another store. `finish` is to follow."""
    rows = [row for row in told if row.get("what") == "person"]
    listed = [(row, set(orjson.loads(row["tombstones"]))) for row in rows]
    if any(stones.of_key not in marks for _, marks in listed):
        raise Unclear("these erasures were made with another key than this store has")
    known = {stones.of_record(*ref): ref for ref in erasing.everybody(conn)}
    made = []
    for row, marks in listed:
        if stones.standing(conn, marks).keys() >= marks - {stones.of_key}:
            continue
        refs = [known[mark] for mark in marks if mark in known]
        was = f"again, after erasure {row['erasure_id']} of {row['erased_at']}"
        reason = f"{was}: {row['reason']}" if row["reason"] else was
        made.append(_erase(conn, stones, (refs, marks), actor, reason))
    return made


def _erase(
    conn: Connection,
    stones: Tombstones,
    what: tuple[Collection[Ref], Collection[str]],
    actor: Actor,
    reason: str | None,
) -> Erasure:
    refs, marks = what
    ref = tombstones.new_ref()
    gone = erasing.erase(conn, refs, ref, actor.name, actor.now) if refs else Counter[str]()
    laid = stones.lay(conn, marks, ref)
    erasure = Erasure(ref, to_text(actor.now), actor.name, "person", gone, laid, reason)
    tombstones.put(conn, erasure)
    return erasure
