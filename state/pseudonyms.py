"""What colleagues who left are called wherever the record is shown.

Rows on record keep the names: leaves cover them. A pseudonym stands for a person's seats, e-mails and names;
the views read through it by themselves (`shown`), everything else by `Pseudonyms`, alike.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import Connection, delete, select

from mappings.records import SeatKind
from state import jsontext
from state.bulk import insert_many
from state.record_schema import changes, decisions, notice_attempts, shared
from state.schema import assignments, directories, pseudonyms
from state.shown import AFTER, BEFORE

CHANGE = "pseudonym:"
"""How a change is called on record, before the pseudonym; its text after begins with the code."""

SEAT, EMAIL, NAME = "seat", "email", "name"
T = TypeVar("T")

_COLUMNS = ("form", "spelling", "pseudonym", "salt", "place")
_CODE = re.compile(r"[0-9a-f]{64}(?= )")
_CAPITALS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class Spelling(NamedTuple):
    """A way in which somebody stands on record: by `seat`, `email` or `name`. The salt is of all with the
    same pseudonym, once they are kept."""

    form: str
    spelling: str
    pseudonym: str
    salt: str = ""


class Known(NamedTuple):
    """Somebody as one place of the store knows them; `active` in a CRM's directory of now."""

    seat: str | None
    name: str | None
    email: str | None
    active: bool = False


class Pseudonyms:
    """Reads texts through pseudonyms, as the views do."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        self.spellings = in_order(spellings)
        self._turns: list[tuple[Callable[..., str], str]] = [
            (_pattern(one).sub, one.pseudonym) for one in self.spellings if one.form != SEAT
        ]

    def text(self, text: str) -> str:
        """The text with each spelling that is a word of its own replaced."""
        for replaced, pseudonym in self._turns:
            text = replaced(lambda _, to=pseudonym: to, text)
        return text

    def shown(self, value: T) -> T:
        """The value with every text in it so: in dicts (what Counters count is added up), lists, tuples and
        dataclasses, however deep. Anything else stays as it is."""
        return cast("T", self._shown(value)) if self.spellings else value

    def _shown(self, value: Any) -> Any:
        if type(value) is str:
            return self.text(value)
        if isinstance(value, Counter):
            counted = Counter[Any]()
            for key, many in value.items():
                counted[self._shown(key)] += many
            return counted
        if isinstance(value, dict):
            return {self._shown(key): self._shown(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            made = list if isinstance(value, list) else getattr(value, "_make", tuple)
            return made([self._shown(one) for one in value])
        if is_dataclass(value) and not isinstance(value, type):
            told = {each.name: self._shown(getattr(value, each.name)) for each in fields(value)}
            return replace(value, **told)
        return value

    def seats(self, pseudonym: str) -> list[str]:
        """The seats of whoever is called so, in any case of its letters."""
        called = pseudonym.strip().lower()
        return [
            one.spelling for one in self.spellings if one.form == SEAT and one.pseudonym.lower() == called
        ]


def in_order(spellings: Iterable[Spelling]) -> list[Spelling]:
    """The longer before what it may contain, and seats last."""
    return sorted(spellings, key=lambda one: (one.form == SEAT, -len(one.spelling), one.spelling, one.form))


def low(email: str) -> str:
    """An e-mail as it is kept: ASCII letters small."""
    return email.strip().translate(_CAPITALS)


def read(conn: Connection) -> Pseudonyms:
    """All that there are."""
    columns = [pseudonyms.c[name] for name in Spelling._fields]
    return Pseudonyms(Spelling(*row) for row in conn.execute(select(*columns)))


def shown(conn: Connection, value: T) -> T:
    """A value as it may be shown: see `Pseudonyms.shown`."""
    return read(conn).shown(value)


def put(conn: Connection, spellings: Iterable[Spelling]) -> None:
    """These are all the pseudonyms from now on."""
    conn.execute(delete(pseudonyms))
    insert_many(conn, pseudonyms, _COLUMNS, [(*one, place) for one, place in placed(spellings)])


def placed(spellings: Iterable[Spelling]) -> list[tuple[Spelling, int]]:
    """Each with its turn when a text is read, from 1; seats have none."""
    return [(one, 0 if one.form == SEAT else n) for n, one in enumerate(in_order(spellings), 1)]


def salted(spellings: Iterable[Spelling]) -> list[Spelling]:
    """How they are kept, under one new salt."""
    salt = secrets.token_hex(16)
    return [one._replace(spelling=jsontext.plain(one.spelling), salt=salt) for one in spellings]


def code(spellings: Iterable[Spelling]) -> str:
    """The HMAC-SHA256 (hex) of what one pseudonym stands for, under its salt: it tells nothing once the salt
    is gone."""
    own = sorted(spellings)
    key = "".join(sorted({one.salt for one in own}))
    return hmac.digest(key.encode(), jsontext.dumps([one[:3] for one in own]).encode(), "sha256").hex()


def on_record(conn: Connection) -> dict[str, str]:
    """The code of each pseudonym in force, by what was said of it last."""
    said = select(changes.c.what, changes.c.after).where(changes.c.what.startswith(CHANGE))
    found = {}
    for what, after in conn.execute(said.order_by(changes.c.id)):
        code = _CODE.match(after or "")
        found[what.removeprefix(CHANGE)] = code.group() if code else ""
    return {pseudonym: code for pseudonym, code in found.items() if code}


def known(conn: Connection) -> set[Known]:
    """Everybody who stands in a directory or is on record as an owner, once for each way of writing."""
    found = {
        Known(seat["id"], seat["name"], seat["email"], seat["active"])
        for (seats,) in conn.execute(select(directories.c.seats))
        for seat in jsontext.loads(seats)
        if seat["kind"] != SeatKind.QUEUE.value
    }
    named = (decisions.c.owner_id, decisions.c.owner_name)
    asked = select(*named).where(named[0].is_not(None), named[1].is_not(None)).distinct()
    found |= {Known(seat, name, None) for seat, name in conn.execute(asked)}
    given = select(assignments.c.owner_id, assignments.c.email).distinct()
    found |= {Known(seat, None, email) for seat, email in conn.execute(given)}
    rosters = select(shared.c.content).where(shared.c.content.startswith("[["))
    for (content,) in conn.execute(rosters):
        found |= {Known(seat, name, None) for seat, name in jsontext.loads(content)}
    return found


def acted(conn: Connection) -> set[str]:
    """Everybody who changed something or was told something, as it stands on record."""
    found = set(conn.execute(select(changes.c.changed_by).distinct()).scalars())
    told = select(notice_attempts.c.recipient).where(notice_attempts.c.recipient.is_not(None)).distinct()
    return found | set(conn.execute(told).scalars())


def numbers(conn: Connection, beginning: str) -> set[int]:
    """The numbers of all pseudonyms of this beginning that ever were, also of those taken back."""
    ever = select(changes.c.what).where(changes.c.what.startswith(f"{CHANGE}{beginning} ")).distinct()
    endings = [what.rpartition(" ")[2] for what in conn.execute(ever).scalars()]
    return {int(ending) for ending in endings if ending.isdecimal()}


def _pattern(one: Spelling) -> re.Pattern[str]:
    flags = re.ASCII | re.IGNORECASE if one.form == EMAIL else re.ASCII
    return re.compile(f"(?<![{BEFORE}]){re.escape(one.spelling)}(?![{AFTER}])", flags)
