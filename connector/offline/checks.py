"""What one record shows by itself: a website that cannot be one, a name that is none, letters that broke."""

from __future__ import annotations

import re
from collections.abc import Iterator

from connector.core.matching.hosts import firm_domain, host_of, is_filler, is_free_mail, registrable_domain
from connector.core.matching.junk import junk_kind, looks_like_person
from connector.core.matching.places import country_code, dial_countries, tld_country
from connector.core.matching.tables import PAGE_HOSTS
from connector.offline import findings
from connector.offline.cards import Card, text
from connector.offline.findings import Subject
from connector.offline.mojibake import is_broken, repaired
from mappings.records import Record

Seen = tuple[Subject, str]
"""A subject, and what exactly was seen."""

SHOWN = 80
"""Characters of a value that a detail quotes."""

_LISTS = {
    "reserved": "example test invalid localhost local internal intranet lan home corp arpa onion",
    "examples": "example.com example.net example.org domain.com yourdomain.com mycompany.com",
    "parked": "sedo.com sedoparking.com parkingcrew.net bodis.com dan.com afternic.com hugedomains.com "
    "above.com uniregistry.com undeveloped.com domainmarket.com parklogic.com archive.org",
    "short": "bit.ly tinyurl.com ow.ly t.co goo.gl is.gd buff.ly rebrand.ly cutt.ly lnkd.in youtu.be fb.me",
}
_RESERVED, _EXAMPLES, _PARKED, _SHORTENERS = (frozenset(words.split()) for words in _LISTS.values())
_MISTYPED = {"con": "com", "cmo": "com", "ocm": "com", "comm": "com", "vom": "com", "nte": "net"}
_ADDRESS = re.compile(
    r"(?:[a-z]+://)?\[?(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]+:[0-9a-f:]+)\]?(?::\d+)?(?:/|$)", re.I
)
_KINDS = {
    "none": "says that there is none",
    "self": "means oneself",
    "private": "a private person",
    "student": "a student",
    "idle": "means out of work",
    "test": "a test",
    "unknown": "says that it is unknown",
    "company": "only the word for a company",
    "role": "a profession",
    "mash": "keys hit at random",
    "signs": "no letter in it",
    "generic": "nothing but words for a trade",
    "listed": "on the policy's list of what names no company",
}


def of_account(card: Card) -> Iterator[Seen]:
    """What is wrong with an account by itself."""
    if not card.website:
        yield findings.NO_WEBSITE, "the website is blank"
    elif (wrong := _of_website(card.website, card.name)) is not None:
        yield wrong
    if not card.name:
        yield findings.JUNK_NAME, "the name is blank"
    elif (kind := junk_kind(card.name)) is not None:
        yield findings.JUNK_NAME, _KINDS.get(kind, kind)
    if is_broken(card.name):
        yield findings.BROKEN_TEXT, _reads(card.name)
    yield from _of_country(card)


def of_lead(lead: Record) -> Iterator[Seen]:
    """What is wrong with a lead by itself. No detail quotes a person."""
    fields = lead.fields
    company, mail = text(fields.get("company")), text(fields.get("email"))
    nothing = _no_company(lead, company)
    address = firm_domain(mail) or firm_domain(fields.get("website"))
    if address is None and (nothing or not company):
        yield findings.LEAD_NAMELESS, nothing or "the company is blank"
    elif address is None and mail and not fields.get("website"):
        yield findings.LEAD_PRIVATE_MAIL, "only the company's name is left to match by"
    if nothing:
        yield findings.LEAD_JUNK_COMPANY, nothing
    if is_broken(company):
        yield findings.LEAD_BROKEN_TEXT, _reads(company)


def _of_website(website: str, name: str) -> Seen | None:
    host = host_of(website)
    if host is None:
        return findings.DEAD_WEBSITE, _not_a_host(website)
    domain, end = registrable_domain(website), host.rpartition(".")[2]
    if end in _RESERVED or domain in _EXAMPLES:
        return findings.DEAD_WEBSITE, "a name that is reserved for examples or for inside a network"
    if end in _MISTYPED:
        return findings.DEAD_WEBSITE, f".{end} is no ending; .{_MISTYPED[end]} may be meant"
    if domain in _PARKED:
        return findings.DEAD_WEBSITE, f"a page of {domain}, as domains for sale or given up show"
    own = domain is not None and firm_domain(website) and not is_filler(website, name)
    return None if own else _borrowed(website, host, domain)


def _borrowed(website: str, host: str, domain: str | None) -> Seen:
    if domain is None:
        what = f"{host} is an ending; others have their names below it"
    elif domain in _SHORTENERS:
        what = f"a short link of {domain}, which leads elsewhere"
    elif is_free_mail(domain):
        what = f"{domain} is a provider of mailboxes"
    elif domain in PAGE_HOSTS:
        what = f"a page on {domain}, where many have one"
    else:
        what = f"{domain} is no company's own"
    return findings.BORROWED_WEBSITE, what


def _not_a_host(website: str) -> str:
    if _ADDRESS.match(website.strip()):
        return "a number in place of a name"
    if junk_kind(website) is not None:
        return "says that there is none"
    return "no name that a website can have" if "." in website else "no address at all"


def _no_company(lead: Record, company: str) -> str:
    """Why the lead's company names none; empty where it may name one, or is blank."""
    if not company:
        return ""
    kind = junk_kind(company)
    if kind is not None:
        return _KINDS.get(kind, kind)
    first, last = text(lead.fields.get("first_name")), text(lead.fields.get("last_name"))
    return "the lead's own name" if looks_like_person(company, first, last) else ""


def _of_country(card: Card) -> Iterator[Seen]:
    if not card.country:
        return
    code = country_code(card.country)
    if code is None:
        yield findings.UNKNOWN_COUNTRY, f"says {card.country[:SHOWN]}"
        return
    against = []
    dialled = dial_countries(card.phone) if card.phone else ()
    if dialled and code not in dialled:
        against.append(f"the phone number is of {' or '.join(dialled[:3])}")
    host = host_of(card.website) if card.website else None
    ending = tld_country(host) if host else None
    if ending not in (None, code):
        against.append(f"the website is of {ending}")
    if against:
        yield findings.PLACE_CONFLICT, f"the country is {code}, {' and '.join(against)}"


def _reads(name: str) -> str:
    meant = repaired(name)
    return f"may mean {meant[:SHOWN]}" if meant else "letters are lost"
