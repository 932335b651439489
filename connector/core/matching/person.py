"""A person as a lead or a contact tells of one: names, mailbox, company, and the keys to be found by.

A key's first letter says what it is: `m:` a mailbox, `p:` phone, `h:` a last name and the first letter of
the first, at a company.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from connector.core.matching.fold import words
from connector.core.matching.hosts import LONGEST, firm_domain, host_of
from connector.core.matching.junk import junk_kind
from connector.core.matching.lists.persons import OFFICES
from connector.core.matching.person_names import Words
from connector.core.matching.profile import Profile, lead_profile, phone_key
from connector.core.matching.tables import SMALL_WORDS
from connector.core.matching.untangle import untangle
from mappings.records import Record

_NO_PERSON = frozenset({"none", "test", "unknown", "mash", "signs"})
_ADDRESS = re.compile(r"([^\s<>@,;:\"']{1,64})@([^\s<>@,;:\"'/]+)")
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
_OFFICES = frozenset(OFFICES.split())


@dataclass(frozen=True, slots=True)
class Person:
    """What of a person is compared. `mail` is the whole address, `mailbox` the address without what
    its provider ignores, `firm` what a lead of that company says of it."""

    first: Words
    last: Words
    mail: str
    mailbox: str
    office: bool
    firm: Profile


def person_of(record: Record) -> Person:
    """A lead or a contact, things typed into the wrong field put right."""
    fields = untangle(record.fields).fields
    texts = {name: value[:LONGEST] for name, value in fields.items() if isinstance(value, str)}
    first, last = texts.get("first_name", ""), texts.get("last_name", "")
    named = (tuple(words(first)), tuple(words(last)))
    if junk_kind(f"{first} {last}".strip() or "-") in _NO_PERSON:
        named = ((), ())
    elif not named[0] and len(named[1]) > 1 and named[1][0] not in SMALL_WORDS:
        named = (named[1][:1], named[1][1:])
    elif not named[1] and len(named[0]) > 1:
        named = (named[0][:-1], named[0][-1:])
    mail, mailbox = _mailbox(texts.get("email", ""))
    office = mailbox.partition("@")[0].replace("-", "").replace(".", "") in _OFFICES
    return Person(*named, mail, mailbox, office, lead_profile(record))


def asked_keys(record: Record) -> tuple[str, ...]:
    """The keys to look a person up by; made so that they meet those of `held_keys`."""
    person = person_of(record)
    return tuple(_keys(person, ((person.first, person.last),)))


def held_keys(record: Record) -> tuple[str, ...]:
    """The keys a person is found by, with first and last name swapped too."""
    person = person_of(record)
    return tuple(_keys(person, ((person.first, person.last), (person.last, person.first))))


def reached_at(record: Record) -> tuple[str | None, str | None]:
    """A person's mailbox and phone, as keys that the same person shares; None for what is not there.

    Made of two fields as they stand, because every lead and contact of a mirror has its keys made.
    """
    mail, phone = record.fields.get("email"), record.fields.get("phone")
    mailbox = _mailbox(mail[:LONGEST])[1] if isinstance(mail, str) else ""
    number = phone_key(phone[:LONGEST]) if isinstance(phone, str) else None
    return "m:" + mailbox if mailbox else None, "p:" + number[-8:] if number else None


def _mailbox(text: str) -> tuple[str, str]:
    """An e-mail's address, and what of it tells mailboxes apart: no tag, no dots where they are ignored,
    the firm's domain for its hosts. Empty where it is none."""
    found = _ADDRESS.search(text.lower())
    host = host_of(found[2]) if found else None
    if found is None or host is None:
        return "", ""
    local, domain = found[1].partition("+")[0] or found[1], firm_domain(host) or host
    if host in _DOTLESS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{found[1]}@{host}", f"{local}@{domain}"


def _keys(person: Person, names: Sequence[tuple[Words, Words]]) -> dict[str, None]:
    keys = {"m:" + person.mailbox: None} if person.mailbox else {}
    if person.firm.phone:
        keys["p:" + person.firm.phone[-8:]] = None
    firms = set(person.firm.labels)
    if person.firm.name:
        firms.add("".join(person.firm.name[0].raw))
    for first, last in names:
        if first and last:
            called = "".join(last) + " " + first[0][0]
            keys |= dict.fromkeys(sorted(f"h:{called} {firm}" for firm in firms))
    return keys
