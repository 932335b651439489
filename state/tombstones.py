"""What was erased and is to stay away while a CRM still has it.

A tombstone is an HMAC-SHA256 of a record's CRM, kind and id, or of an e-mail, under a key that is derived
from the store's signing key: without it nobody can tell whom it stands for, nor try addresses out. Only
records are kept out; an e-mail's tombstone answers whether its person was erased.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection, select

from mappings.instants import to_text
from mappings.records import Kind
from state import jsontext, leaves
from state.bulk import among, insert_many
from state.errors import KeyLost
from state.record_schema import erasures, tombstones
from state.seal import Signer
from state.store import Store

_PURPOSE = b"pointsman tombstones 1"
_COLUMNS = ("ref", "erased_at", "erased_by", "what", "gone", "marks", "reason")
_KEPT = [erasures.c[name] for name in _COLUMNS]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is put on record of an erasure, and no value about a person: `what` is person or retention, `gone`
    counts what went, `marks` are the tombstones."""

    ref: str
    erased_at: str
    erased_by: str
    what: str
    gone: Counter[str] = field(default_factory=Counter)
    marks: tuple[str, ...] = ()
    reason: str | None = None


class Tombstones:
    """Makes tombstones and looks for them. The signing key beside the store is made where there is none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_record(self, crm: str, kind: Kind, id: str) -> str:
        """The tombstone of a record."""
        return self._mark("record", crm, kind.value, id)

    def of_email(self, email: str) -> str:
        """The tombstone of an e-mail address, in any spelling of its letters."""
        return self._mark("email", email.strip().lower())

    @cached_property
    def of_key(self) -> str:
        """The tombstone of nothing: it stands among the others and tells that the key is still theirs."""
        return self._mark("key")

    def can_tell(self, conn: Connection) -> bool:
        """Whether something was erased, and the key by which it is kept away is at hand."""
        if none(conn) or not self._store.key_file.exists():
            return False
        return (
            conn.execute(select(tombstones.c.mark).where(tombstones.c.mark == self.of_key)).first()
            is not None
        )

    def erased(self, conn: Connection, crm: str, kind: Kind, ids: Iterable[str]) -> set[str]:
        """Those of the ids that stand for an erased record of this kind."""
        if none(conn):
            return set()
        marks = {self.of_record(crm, kind, id_): id_ for id_ in ids}
        return {marks[mark] for mark in self.standing(conn, marks)}

    def standing(self, conn: Connection, marks: Collection[str]) -> dict[str, str]:
        """The erasure by which each of the marks was laid; the others are absent. Raises KeyLost where the
        tombstones in the store were made with another key."""
        if none(conn):
            return {}
        asked = select(tombstones).where(among(conn, tombstones.c.mark, [*marks, self.of_key]))
        found = {row.mark: row.erasure for row in conn.execute(asked)}
        if found.pop(self.of_key, None) is None:
            raise KeyLost(
                f"{self._store.key_file.name} is not the key by which erased persons are kept away: "
                "put the store's own key back from its backup"
            )
        return found

    def lay(self, conn: Connection, marks: Collection[str], ref: str) -> tuple[str, ...]:
        """Keeps these away from now on, by the erasure `ref`; returns what is laid, in order. Raises
        KeyLost."""
        self.standing(conn, ())
        laid = tuple(sorted({*marks, self.of_key}))
        insert_many(
            conn, tombstones, ("mark", "erasure"), [(mark, ref) for mark in laid], "ON CONFLICT DO NOTHING"
        )
        return laid

    @cached_property
    def _key(self) -> bytes:
        return Signer(self._store.key_file).secret_for(_PURPOSE)

    def _mark(self, *parts: str) -> str:
        code = hmac.digest(self._key, jsontext.dumps(parts).encode(), "sha256")
        return urlsafe_b64encode(code).rstrip(b"=").decode()


def none(conn: Connection) -> bool:
    """Whether nothing was ever erased."""
    return conn.execute(select(tombstones.c.mark).limit(1)).first() is None


def new_ref() -> str:
    """A name for an erasure."""
    return secrets.token_hex(12)


def put(conn: Connection, erasure: Erasure) -> None:
    """Puts an erasure on record."""
    gone = jsontext.dumps(dict(sorted(erasure.gone.items())))
    told = (erasure.ref, erasure.erased_at, erasure.erased_by, erasure.what, gone)
    reason = None if erasure.reason is None else jsontext.plain(erasure.reason)
    row = (*told, jsontext.dumps(erasure.marks), reason)
    leaves.record(conn, "erasure", _COLUMNS, [row], erasure.erased_at)


def read(conn: Connection, refs: Collection[str]) -> list[Erasure]:
    """These erasures, the oldest first."""
    asked = select(*_KEPT).where(among(conn, erasures.c.ref, refs)).order_by(erasures.c.id)
    return [
        Erasure(ref, at, by, what, Counter(jsontext.loads(gone)), tuple(jsontext.loads(marks)), reason)
        for ref, at, by, what, gone, marks, reason in conn.execute(asked)
    ]


def retained(conn: Connection, by: str, gone: Counter[str], reason: str, now: datetime) -> None:
    """Puts on record what was forgotten because its time was over."""
    put(conn, Erasure(new_ref(), to_text(now), by, "retention", gone, (), reason))
