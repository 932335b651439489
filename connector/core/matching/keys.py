"""What a lead and its account have in common, as short strings that a table can look up.

Everything here is pure and gives the same keys for the same record for ever: a change of this file
or of what it builds on means that stored keys must be made anew, so raise `EDITION` with it.

A key's first letter says what it is: `d:` domain, `p:` phone, `n:` a whole name, initials or a website's
name, `w:` a telling word, `g:` two neighbouring words, `s:` a word's sound, `k:` the name's sound,
`f:` `e:` `x:` its beginning, its end, both.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from connector.core.matching.hosts import as_host, base_name, firm_domain, host_names, is_address, websites
from connector.core.matching.junk import is_junk
from connector.core.matching.names import Form, heard, name_of, taken_apart, word_weight
from connector.core.matching.profile import phone_key
from connector.core.matching.tables import SMALL_WORDS, filled_with
from connector.core.matching.untangle import untangle
from mappings.records import Record, Value

EDITION = 4
"""Raised whenever the same record would get other keys than before."""


def edition() -> int | str:
    """By what keys are made: this edition, and the lists that users have changed."""
    digest = filled_with().digest
    return f"{EDITION} {digest}" if digest else EDITION


_WORDS = 6  # telling words of a name that are keys
_SOUNDS = 4  # of these, how many are keys by their sound too
_PAIRS = 6
_HEARD = 20  # letters of a name of which the sound is taken
_LEAST_TELLING = 0.4  # weight of a word whose sound is worth a key


def company_key(name: str) -> str:
    """What is left of a name when spelling is taken away: `ACME Robotics, Inc.` -> `acmerobotics`."""
    forms = name_of(name)
    return forms[0].written if forms else ""


def account_keys(account: Record) -> tuple[str, ...]:
    """The keys an account is found by."""
    fields = account.fields
    keys: dict[str, None] = {}
    for website in websites(fields):
        _add_website(website, keys)
    name = _text(fields.get("name"))
    _add_forms(taken_apart(name) if name else (), keys)  # most are never asked for again
    _add_phone(fields.get("phone"), keys)
    return tuple(keys)


def lead_keys(lead: Record) -> tuple[str, ...]:
    """The keys to look a lead's account up by; made so that they meet those of `account_keys`."""
    fields = untangle(lead.fields).fields
    company = _text(fields.get("company"))
    address = as_host(company) if company else None
    keys: dict[str, None] = {}
    for host in (_text(fields.get("email")), _text(fields.get("website")), address or ""):
        domain = firm_domain(host) if host else None
        if domain:
            keys["d:" + domain] = None
            keys["n:" + base_name(domain).replace("-", "")] = None
            for called in host_names(host.rpartition("@")[2])[:2]:
                keys["n:" + called] = None
    if company and not is_address(company) and not is_junk(company):
        forms = name_of(company)  # the comparison asks for it again
        _add_forms(forms, keys)
        keys.update(_short_names(forms))
    _add_phone(fields.get("phone"), keys)
    return tuple(keys)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _add_website(website: str, keys: dict[str, None]) -> None:
    domain = firm_domain(website)
    if domain:
        keys["d:" + domain] = None
        keys["n:" + base_name(domain).replace("-", "")] = None
    for called in host_names(website):
        if len(called) > 2:
            keys["n:" + called] = None


def _add_phone(value: Value, keys: dict[str, None]) -> None:
    if isinstance(value, str) and (digits := phone_key(value)):
        keys["p:" + digits[-8:]] = None


def _add_forms(forms: tuple[Form, ...], keys: dict[str, None]) -> None:
    for form in forms:
        _add_names(form, keys)
    if forms:
        _add_parts(forms[0], keys)


def _add_names(form: Form, keys: dict[str, None]) -> None:
    for whole in (form.key, form.written, form.base):
        if len(whole) > 1:
            keys["n:" + whole] = None
    if len(form.words) > 1:
        for letters in sorted(form.initials):
            if len(letters) > 2:
                keys["n:" + letters] = None


def _add_parts(form: Form, keys: dict[str, None]) -> None:
    words = form.words
    if len(words) > _SOUNDS:
        words = tuple(sorted(set(words), key=_by_weight))
    for word in words[:_WORDS]:
        if len(word) > 1:
            keys["w:" + word] = None
    for word in words[:_SOUNDS]:
        if by_sound := _sound_key(word):
            keys[by_sound] = None
    for first, second in pairwise(form.words[: _PAIRS + 1]):
        keys[f"g:{first} {second}" if first < second else f"g:{second} {first}"] = None
    key = form.key
    if len(key) > 4:
        keys["f:" + key[:5]] = None
        keys["x:" + key[:2] + key[-3:]] = None
        if len(key) > 6:
            keys["e:" + key[-6:]] = None
    if len(whole := heard(key[:_HEARD])) > 3:
        keys["k:" + whole[:8]] = None


def _by_weight(word: str) -> tuple[float, int, str]:
    """What sorts the most telling word first."""
    return -word_weight(word), -len(word), word


@lru_cache(maxsize=65536)
def _sound_key(word: str) -> str:
    """The key of a word's sound; empty where it has none."""
    sounds = heard(word) if len(word) > 4 and word_weight(word) >= _LEAST_TELLING else ""
    return "s:" + sounds if len(sounds) > 2 else ""


def _short_names(forms: tuple[Form, ...]) -> dict[str, None]:
    """A telling word may be the whole short name of the firm: `GRC Hamcre`."""
    if not forms or len(forms[0].raw) < 2:
        return {}
    return {
        "n:" + word: None
        for word in forms[0].raw
        if len(word) > 2 and word not in SMALL_WORDS and word_weight(word) >= 0.8
    }
