"""What speaks for and against one account: a lead and an account compared, piece by piece.

The pieces are numbers that only grow with agreement (or with disagreement, for those that count
against); each has a sentence that names fields and never quotes a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from connector.core.fold import fold
from connector.core.keys import (
    company_key,
    company_words,
    country_code,
    firm_domain,
    host_of,
    initials,
    phone_key,
    word_weight,
)
from connector.core.tables import JUNK, SMALL_WORDS
from mappings.records import Record, Value

PIECES = (
    ("mail_domain", "the e-mail's domain is the account's website domain"),
    ("web_domain", "the website's domain is the account's website domain"),
    ("same_host", "the whole host name is the same"),
    ("domain_label", "the domain has the same name under another ending"),
    ("name_is_domain", "the company is called as the account's website is"),
    ("other_domain", "the lead's domain is not the account's"),
    ("name_same", "the names are the same but for spelling and legal form"),
    ("name_telling", "the name they share is rare"),
    ("name_near", "the names are nearly the same"),
    ("name_shared", "the names share telling words"),
    ("name_within", "the company's name lies within the account's"),
    ("name_initials", "one name is the other's initials"),
    ("lead_extra", "the company's name has words that the account's lacks"),
    ("account_extra", "the account's name has words that the company's lacks"),
    ("country_same", "the country is the same"),
    ("country_other", "the countries differ"),
    ("city_same", "the city is the same"),
    ("city_other", "the cities differ"),
    ("phone_same", "the phone number is the same"),
)
"""Every piece with its sentence, in the order of `compare`'s numbers."""

AGAINST = frozenset({"other_domain", "lead_extra", "account_extra", "country_other", "city_other"})
"""Pieces that lower confidence."""


@dataclass(frozen=True, slots=True)
class Name:
    """A company's name taken apart: canonical words without small ones, joined key, weights, initials."""

    key: str
    words: frozenset[str]
    weight: float
    initials: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a lead or account is compared."""

    name: Name | None
    mail: str | None
    mail_host: str | None
    web: str | None
    web_host: str | None
    country: str | None
    city: str | None
    phone: str | None


def lead_profile(lead: Record) -> Profile:
    """A lead, prepared once for all its candidates. A company that is no firm's name counts as blank."""
    fields = lead.fields
    company = _text(fields.get("company"))
    as_host = host_of(company) if company and "." in company else None
    website = _text(fields.get("website")) or (company if as_host and firm_domain(company) else None)
    own_names = {
        fold(part) for part in (_text(fields.get("first_name")), _text(fields.get("last_name"))) if part
    }
    name = company if company and not as_host else None
    if name and all(word in own_names for word in company_words(name)):
        name = None
    return _profile(name, _text(fields.get("email")), website, *_places(fields))


def account_profile(account: Record) -> Profile:
    """An account, prepared for comparing."""
    fields = account.fields
    return _profile(_text(fields.get("name")), None, _text(fields.get("website")), *_places(fields))


def _places(fields: Mapping[str, Value]) -> tuple[str | None, str | None, str | None]:
    return _text(fields.get("country")), _text(fields.get("city")), _text(fields.get("phone"))


@lru_cache(maxsize=65536)
def _profile(
    name: str | None,
    mail: str | None,
    web: str | None,
    country: str | None,
    city: str | None,
    phone: str | None,
) -> Profile:
    mail_domain, web_domain = firm_domain(mail), firm_domain(web)
    return Profile(
        name=name_of(name) if name else None,
        mail=mail_domain,
        mail_host=host_of(mail) if mail and mail_domain else None,
        web=web_domain,
        web_host=host_of(web) if web and web_domain else None,
        country=country_code(country) if country else None,
        city=company_key(city) if city else None,
        phone=phone_key(phone) if phone else None,
    )


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) and value else None


def name_of(text: str) -> Name | None:
    """The name taken apart; None for text that names no firm."""
    found = company_words(text)
    key = "".join(found)
    if not key or key in JUNK or key.isdigit():
        return None
    telling = frozenset(word for word in found if word not in SMALL_WORDS) or frozenset(found)
    return Name(key, telling, sum([word_weight(word) for word in telling]), initials(found))


def compare(lead: Profile, account: Profile) -> tuple[float, ...]:
    """One number per piece of `PIECES`, each from 0 (absent) to 1 (in full)."""
    mail = 1.0 if lead.mail and lead.mail == account.web else 0.0
    web = 1.0 if lead.web and lead.web == account.web else 0.0
    host = label = named = other = 0.0
    if mail or web:
        host = 1.0 if account.web_host in (lead.mail_host, lead.web_host) else 0.0
    elif account.web:
        own = account.web.partition(".")[0]
        label = 1.0 if len(own) > 2 and own in (_label(lead.mail), _label(lead.web)) else 0.0
        other = 1.0 if lead.mail and not label else 0.0
        other = max(other, 0.5 if lead.web and not label else 0.0)
    if account.web and lead.name and len(lead.name.key) > 2 and not _same(lead.name, account.name):
        named = 1.0 if lead.name.key == account.web.partition(".")[0].replace("-", "") else 0.0
    return (
        *(mail, web, host, label, named, other),
        *_compare_names(lead.name, account.name),
        *_compare_places(lead, account),
    )


def _label(domain: str | None) -> str | None:
    return domain.partition(".")[0] if domain else None


def _same(lead: Name | None, account: Name | None) -> bool:
    return lead is not None and account is not None and lead.key == account.key


_NO_NAME = (0.0,) * 8


def _compare_names(lead: Name | None, account: Name | None) -> tuple[float, ...]:
    if lead is None or account is None:
        return _NO_NAME
    if lead.key == account.key:
        return (1.0, min(1.0, lead.weight / 2), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    shared = lead.words & account.words
    common = sum([word_weight(word) for word in shared])
    lead_rest, account_rest = lead.words - shared, account.words - shared
    if lead_rest and account_rest:
        near = _near_words(lead_rest, account_rest)
        common += near
    else:
        near = 0.0
    ratio = fuzz.ratio(lead.key, account.key) / 100
    lead_left = max(0.0, lead.weight - common)
    account_left = max(0.0, account.weight - common)
    total = common + lead_left + account_left
    overlap = common / total if total else 0.0
    within = 1.0 if not lead_rest else 0.0
    letters = 1.0 if lead.key in (account.initials, None) or account.key == lead.initials else 0.0
    close = max(0.0, ratio - 0.75) * 4
    return (
        0.0,
        min(1.0, common / 2),
        close,
        overlap,
        within * min(1.0, common),
        letters,
        0.0 if letters else min(1.0, lead_left / 2),
        0.0 if letters else min(1.0, account_left / 3),
    )


def _near_words(left: frozenset[str], right: frozenset[str]) -> float:
    """Weight of words that are each other's misspelling or abbreviation; each is used once."""
    found, free = 0.0, set(right)
    for word in sorted(left):
        for other in sorted(free):
            if word[0] == other[0] and (
                (len(word) > 2 and other.startswith(word))
                or (len(other) > 2 and word.startswith(other))
                or fuzz.ratio(word, other) >= 80
            ):
                found += 0.8 * min(word_weight(word), word_weight(other))
                free.discard(other)
                break
    return found


def _compare_places(lead: Profile, account: Profile) -> tuple[float, ...]:
    same = other = city = elsewhere = 0.0
    if lead.country and account.country:
        same = 1.0 if lead.country == account.country else 0.0
        other = 1.0 - same
    if lead.city and account.city:
        city = 1.0 if lead.city == account.city else 0.0
        elsewhere = 1.0 - city
    phone = 1.0 if lead.phone and lead.phone == account.phone else 0.0
    return (same, other, city, elsewhere, phone)
