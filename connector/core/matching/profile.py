"""What of a lead and of an account is compared, prepared once for all comparisons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from connector.core.matching.fold import words
from connector.core.matching.hosts import (
    as_host,
    base_name,
    firm_domain,
    host_names,
    host_of,
    is_address,
    websites,
)
from connector.core.matching.junk import is_junk, looks_like_person
from connector.core.matching.lexicon import concepts
from connector.core.matching.names import Form, name_of
from connector.core.matching.places import (
    city_country,
    city_key,
    country_code,
    dial_countries,
    state_code,
    tld_country,
)
from connector.core.matching.tables import SMALL_WORDS
from connector.core.matching.untangle import untangle
from mappings.records import Record, Value

_DIGITS = re.compile("[0-9]+")


@dataclass(slots=True)  # not frozen: that would double the time to make one
class Profile:
    """What is compared of one side; nobody writes to it.

    `name` are the readings of the company's name, `parent` those of the account above it.

    `mail` and `web` are the domains that can stand for one firm, with the whole host of each, `webs` all of
    an account's; `labels` is what these domains are called, `called` all names a website gives away,
    `own_domain` whether the lead's domain is called as its company. `countries` are guessed from number,
    city and domain where the country is blank.
    """

    name: tuple[Form, ...]
    mail: str | None
    mail_host: str | None
    web: str | None
    webs: frozenset[str]
    web_host: str | None
    labels: frozenset[str]
    called: frozenset[str]
    own_domain: bool
    countries: tuple[str, ...]
    guessed: bool
    state: str | None
    city: str | None
    phone: str | None
    places: frozenset[str]
    parent: tuple[Form, ...] = ()


def lead_profile(lead: Record) -> Profile:
    """A lead's. A company that names no firm (`n/a`, the lead's own name) counts as blank; one typed as
    an address gives a domain and its name."""
    fields = untangle(lead.fields).fields
    company = _text(fields.get("company"))
    website, email = _text(fields.get("website")), _text(fields.get("email"))
    host = as_host(company) if company else None
    if host and firm_domain(host):
        website = website or host
        called = base_name(firm_domain(host) or host)
        company = called if is_address(company) else f"{company} / {called}"
    elif company and (
        is_junk(company)
        or looks_like_person(company, _text(fields.get("first_name")), _text(fields.get("last_name")))
    ):
        company = ""
    return _profile(company, email, (website,), _places(fields), "")


def account_profile(account: Record, parent: str = "") -> Profile:
    """An account's; `parent` is the name of the account above it."""
    fields = account.fields
    return _profile(_text(fields.get("name")), "", websites(fields), _places(fields), parent)


def _places(fields: Mapping[str, Value]) -> tuple[str, str, str, str]:
    return (
        _text(fields.get("country")),
        _text(fields.get("state")),
        _text(fields.get("city")),
        _text(fields.get("phone")),
    )


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


@lru_cache(maxsize=131072)
def _profile(
    name: str, mail: str, urls: tuple[str, ...], places: tuple[str, str, str, str], parent: str
) -> Profile:
    country, state, city, phone = places
    forms = name_of(name) if name else ()
    mail_domain = firm_domain(mail or None)
    hosts = {domain: url for url in reversed(urls) if (domain := firm_domain(url or None))}
    web_domain = next(reversed(hosts), None)
    labels = frozenset([base_name(one).replace("-", "") for one in (mail_domain, *hosts) if one])
    code = country_code(country) if country else None
    countries = (code,) if code else _guessed(phone, city, mail_domain, web_domain)
    return Profile(
        name=forms,
        mail=mail_domain,
        mail_host=host_of(mail) if mail_domain else None,
        web=web_domain,
        webs=frozenset(hosts),
        web_host=host_of(hosts[web_domain]) if web_domain else None,
        labels=labels,
        called=frozenset([called for url in urls if url for called in host_names(url)]),
        own_domain=_is_own(forms, labels),
        countries=countries,
        guessed=code is None,
        state=state_code(code, state) if state else None,
        city=city_key(city) or None if city else None,
        phone=phone_key(phone) if phone else None,
        places=_place_words(country, state, city),
        parent=name_of(parent) if parent else (),
    )


def _guessed(phone: str, city: str, *domains: str | None) -> tuple[str, ...]:
    """Countries by the number's calling code, else by a big city, else by the domain's ending."""
    if phone and (dialled := dial_countries(phone)):
        return dialled
    if city and (code := city_country(city_key(city))):
        return (code,)
    for domain in domains:
        if domain and (code := tld_country(domain)):
            return (code,)
    return ()


@lru_cache(maxsize=16384)
def _place_words(country: str, state: str, city: str) -> frozenset[str]:
    found: set[str] = set()
    for text in (country, state, city):
        if text:
            plain = words(text[:100])
            found.update(plain)
            found.update(concepts(plain))
    return frozenset(found - SMALL_WORDS)


def _is_own(name: tuple[Form, ...], labels: frozenset[str]) -> bool:
    """Whether a domain is called as the company: `khidi.or.kr` of the Korea Health Industry Development
    Institute."""
    if not name:
        return False
    whole = name[0].written
    for label in labels:
        for form in name:
            if label in (form.key, form.base) or label in form.initials:
                return True
        if min(len(label), len(whole)) > 3 and fuzz.partial_ratio(label, whole) > 80:
            return True
    return False


def phone_key(text: str) -> str | None:
    """Eight or nine digits that stay the same however prefix and trunk zero are written: of two keys of one
    number, one ends with the other.

    None for fewer than eight digits and for numbers of one repeated digit.
    """
    digits = "".join(_DIGITS.findall(text[:60]))
    if len(digits) < 8 or len(set(digits[-8:])) < 3:
        return None
    return digits[-8:] if len(digits) == 8 or digits[-9] == "0" else digits[-9:]


def same_phone(key: str, other: str) -> bool:
    """Whether two phone keys are of one number."""
    return key.endswith(other) or other.endswith(key)
