"""What a lead and its account have in common, as short strings that a table can look up.

Everything here is pure and gives the same keys for the same record for ever: a change of this file
means that stored keys must be made anew, so raise `EDITION` with it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from connector.core.fold import words
from connector.core.tables import (
    COUNTRIES,
    FORM_ENDS,
    FORMS,
    JUNK,
    LEADING_FORMS,
    MAILBOXES,
    SHARED_HOSTS,
    SMALL_WORDS,
    SUFFIXES,
    SYNONYMS,
    WORD_LEVELS,
)
from mappings.records import Record, Value

EDITION = 1
"""Raised whenever the same record would get other keys than before."""

_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|mailto:|//)?(?:[^/?#@\s]*@)?([^/?#:@\s]+)")
_VALID = re.compile(r"^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)$")
_DIGITS = re.compile(r"\D+")
_ARTICLES = frozenset({"the"})
_CJK_FORMS = re.compile(
    "株式会社|有限会社|合同会社|合資会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人|国立大学法人|学校法人|"
    "医療法人|特定非営利活動法人|独立行政法人|股份有限公司|有限责任公司|有限責任公司|有限公司|集团|集團|公司$|주식회사|유한회사|"
    "재단법인|사단법인|\\(주\\)|㈜|㈱|\\(株\\)"
)


@lru_cache(maxsize=65536)
def host_of(text: str) -> str | None:
    """The host of a URL, a host or an e-mail address, lower case, `www.` off; None where there is none."""
    found = _HOST.match(text.strip().lower())
    if found is None:
        return None
    host = found[1].strip(".")
    if host.startswith("www.") and host.count(".") > 1:
        host = host[4:]
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return None
    return host if _VALID.match(host) else None


@lru_cache(maxsize=65536)
def registrable_domain(text: str) -> str | None:
    """The domain somebody registered: `shop.acme.co.uk` -> `acme.co.uk`; None for a bare suffix or no host.

    By the public-suffix list with its private section: `acme.github.io` is a domain of its own.
    """
    host = host_of(text)
    if host is None:
        return None
    rest, own = host, None
    while True:
        _, dot, tail = rest.partition(".")
        if not dot:
            return own
        if "!" + rest in SUFFIXES:
            return rest
        if rest in SUFFIXES or "*." + tail in SUFFIXES:
            return own
        own, rest = rest, tail


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have a mailbox there: free, disposable and internet providers' domains."""
    return domain in MAILBOXES


def firm_domain(text: Value) -> str | None:
    """The registrable domain if it can stand for one firm: no free mail, no host that many firms share."""
    if not isinstance(text, str):
        return None
    domain = registrable_domain(text)
    if domain is None or domain in MAILBOXES or domain in SHARED_HOSTS:
        return None
    return domain


@lru_cache(maxsize=65536)
def company_words(name: str) -> tuple[str, ...]:
    """The folded words of a company's name without its legal form and article.

    A name that is nothing but a legal form keeps its words.
    """
    if not name.isascii():
        name = _CJK_FORMS.sub(" ", name) or name
    found = words(name)
    if len(found) > 1 and found[0] in _ARTICLES:
        del found[0]
    end = _without_forms(found)
    start = 1 if end > 1 and found[0] in LEADING_FORMS else 0
    return tuple([SYNONYMS.get(word, word) for word in found[start:end]])


def _without_forms(found: list[str]) -> int:
    """Where the name ends once legal forms are taken off its end; at least one word stays."""
    end = len(found)
    while end > 1 and (longest := FORM_ENDS.get(found[end - 1], 0)):
        for size in range(min(longest, end - 1), 0, -1):
            if size == 1 or " ".join(found[end - size : end]) in FORMS:
                break
        if size == 1 and found[end - 1] not in FORMS:
            break
        end -= size
        if end > 1 and found[end - 1] == "and":
            end -= 1
    return end


def company_key(name: str) -> str:
    """What is left of a name when spelling is taken away: `ACME Robotics, Inc.` -> `acmerobotics`."""
    return "".join(company_words(name))


def word_weight(word: str) -> float:
    """How much a word tells one firm from another, 0 to 1: a word of no list tells most."""
    level = WORD_LEVELS.get(word)
    if level is None:
        return 1.0 if len(word) > 1 and not word.isdigit() else 0.3
    return max(0.1, 1.0 - 0.07 * level)


@lru_cache(maxsize=8192)
def country_code(text: str) -> str | None:
    """`Deutschland`, `GERMANY`, `de` -> `DE`; None for what is no country's name in our table."""
    return COUNTRIES.get(" ".join(words(text)))


def phone_key(text: str) -> str | None:
    """The last nine digits, which stay the same however prefix and trunk zero are written.

    None for fewer than eight digits and for numbers of one repeated digit.
    """
    digits = _DIGITS.sub("", text)
    if len(digits) < 8 or len(set(digits[-8:])) < 3:
        return None
    return digits[-9:]


def initials(found: tuple[str, ...]) -> str | None:
    """`building research association of new zealand` -> `branz`; None for fewer than three words."""
    letters = "".join([word[0] for word in found if word not in SMALL_WORDS])
    return letters if len(letters) >= 3 else None


def account_keys(account: Record) -> tuple[str, ...]:
    """The keys an account is found by: `d:` domain, `n:` names it goes by, `w:` telling words, `p:` phone."""
    name = account.fields.get("name")
    return _keys(name, (account.fields.get("website"),), account.fields.get("phone"))


def lead_keys(lead: Record) -> tuple[str, ...]:
    """The keys to look a lead's account up by; made so that they meet those of `account_keys`."""
    fields = lead.fields
    company = fields.get("company")
    return _keys(company, (fields.get("email"), fields.get("website"), company), fields.get("phone"))


def _keys(name: Value, hosts: tuple[Value, ...], phone: Value) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for host in hosts:
        domain = firm_domain(host) if host and (host is not name or "." in str(host)) else None
        if domain:
            keys["d:" + domain] = None
            keys["n:" + domain.partition(".")[0].replace("-", "")] = None
    if isinstance(name, str):
        keys.update(dict.fromkeys(_name_keys(name)))
    if isinstance(phone, str) and (digits := phone_key(phone)):
        keys["p:" + digits] = None
    return tuple(keys)


@lru_cache(maxsize=16384)
def _name_keys(name: str) -> tuple[str, ...]:
    found = company_words(name)
    key = "".join(found)
    if not key or key in JUNK:
        return ()
    keys = ["n:" + key]
    if len(found) > 1:
        short = initials(found)
        if short:
            keys.append("n:" + short)
        telling = sorted(set(found), key=lambda word: (-word_weight(word), -len(word), word))
        keys += ["w:" + word for word in telling[:3] if len(word) > 2 and word_weight(word) >= 0.5]
    else:
        keys.append("w:" + key)
    if len(key) >= 6:
        keys.append("x:" + key[:6])
    return tuple(keys)
