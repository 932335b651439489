"""A lead's fields put right where people typed a thing into the wrong one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from connector.core.matching.hosts import as_host, host_of, is_address, is_filler
from connector.core.matching.places import country_code, state_code
from connector.core.matching.plain import plain_words
from mappings.records import Value

_MAIL = re.compile(r"(?:mailto:)?[^@\s<>,;]{1,64}@[^@\s<>,;/]{1,255}\Z", re.IGNORECASE)
_PHONE = re.compile(r"[+＋]?[\d\s()./-]{8,40}(?:\s*(?:x|ext\.?)\s*\d+)?\Z", re.IGNORECASE)
_LEGAL_FORMS = frozenset(
    {
        "gmbh",
        "ltd",
        "inc",
        "llc",
        "sarl",
        "srl",
        "bv",
        "nv",
        "pty",
        "plc",
        "corp",
        "corporation",
        "limited",
        "kg",
    }
)
_ANYWHERE = ("company", "website", "phone", "first_name", "last_name", "city", "state")
_READ = ("email", "country", *_ANYWHERE)
_LEAST_PHONE_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Untangled:
    """The fields as they were meant; `moved` names the field a thing was found in and the one it is for,
    empty for what is for none."""

    fields: Mapping[str, Value]
    moved: tuple[tuple[str, str], ...] = ()


def untangle(fields: Mapping[str, Value]) -> Untangled:
    """Mail, address, phone and country to the fields for them where those are blank; nothing is overwritten.
    A website that only says that there is none (`google.com`) is taken out.

    Done twice it is as done once.
    """
    texts = tuple([value if isinstance(value, str) else "" for value in map(fields.get, _READ)])
    meant, moved = _meant(texts)
    return Untangled({**fields, **meant}, moved) if moved else Untangled(fields)


@lru_cache(maxsize=1024)
def _meant(texts: tuple[str, ...]) -> tuple[Mapping[str, Value], tuple[tuple[str, str], ...]]:
    """What becomes of the fields of `_READ`; a lead's are asked for several times in a row."""
    desk = _Desk(dict(zip(_READ, texts, strict=True)))
    before = -1
    while before < len(desk.moved):  # what one move empties another may fill
        before = len(desk.moved)
        _contact(desk)
        _firm(desk)
        _place(desk)
    touched = {name for move in desk.moved for name in move}
    return {name: desk.fields[name] for name in _READ if name in touched}, tuple(desk.moved)


class _Desk:
    def __init__(self, fields: dict[str, Value]) -> None:
        self.fields = fields
        self.moved: list[tuple[str, str]] = []

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        return value.strip() if isinstance(value, str) else ""

    def move(self, source: str, target: str, value: str, *, left: str | None = None) -> None:
        """`left` is what stays in the source: nothing, unless told."""
        if not self.text(target):
            self.fields[target] = value
            self.fields[source] = left
            self.moved.append((source, target))

    def drop(self, name: str) -> None:
        self.fields[name] = None
        self.moved.append((name, ""))


def _contact(desk: _Desk) -> None:
    for name in _ANYWHERE:
        text = desk.text(name)
        if "@" in text and _MAIL.match(text) and host_of(text):
            desk.move(name, "email", text)
        elif name in ("company", "website", "city", "state") and _is_phone(text):
            desk.move(name, "phone", text)
    mail = desk.text("email")
    if mail and "@" not in mail and host_of(mail):
        desk.move("email", "website", mail)


def _is_phone(text: str) -> bool:
    return bool(_PHONE.match(text)) and sum(sign.isdigit() for sign in text) >= _LEAST_PHONE_DIGITS


def _firm(desk: _Desk) -> None:
    company, website = desk.text("company"), desk.text("website")
    if website and is_filler(website, company):
        desk.drop("website")
        website = ""
    if company and as_host(company):
        desk.move("company", "website", company, left=None if is_address(company) else company)
    elif website and not company and "." not in website and any(sign.isalpha() for sign in website):
        desk.move("website", "company", website)
    for name in ("last_name", "first_name"):
        found = plain_words(desk.text(name))
        if len(found) > 1 and found[-1] in _LEGAL_FORMS:
            desk.move(name, "company", desk.text(name))


def _place(desk: _Desk) -> None:
    for name in ("state", "city"):
        text = desk.text(name)
        if len(text) > 3 and country_code(text) and not state_code(None, text) and "," not in text:
            desk.move(name, "country", text)
    city, comma, rest = desk.text("city").rpartition(",")
    rest = rest.strip()
    if comma and state_code(country_code(desk.text("country")), rest):
        desk.move("city", "state", rest, left=city.strip())
    elif comma and country_code(rest):
        desk.move("city", "country", rest, left=city.strip())
