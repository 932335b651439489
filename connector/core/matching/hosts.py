"""Hosts: the domain somebody registered, the firm behind it, and the names that a URL gives away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from connector.core.matching.fold import words
from connector.core.matching.lists import addresses
from connector.core.matching.places import country_code
from connector.core.matching.tables import MAILBOXES, PAGE_HOSTS, SUFFIXES
from mappings.records import Value

_FILLERS = frozenset(addresses.FILLERS.split())
PORTAL_STEPS = frozenset(addresses.PORTAL_STEPS.split())
SUBDOMAIN_NOISE = frozenset(addresses.SUBDOMAIN_NOISE.split())
PATH_NOISE = frozenset(addresses.PATH_NOISE.split())
COMMON_TLDS = frozenset(addresses.COMMON_TLDS.split())

LONGEST = 400
"""Characters of a text that are read: a host has 253 at most, what stands before it rarely 100."""

_HOST = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:/{1,3}|h?t?tps?[:;.]?/{1,3}|mailto:|//)*(?:[^/?#@\s]*@)?([^/?#:@\s;,|<>()\"'\\]+)"
)
_VALID = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)\Z")
_BRACKETED = re.compile(r"<([^<>\s]+[.@][^<>\s]+)>")
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?/{1,3}", re.IGNORECASE)
_QUERY = re.compile("[?#]")
_PAGE_KIND = re.compile(r"\.(?:[sx]?html?|php\d?|aspx?|jsp|cfm)\Z")
_NAME = re.compile(r"[a-z][a-z0-9_-]{1,29}\Z")
_LOCALE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?\Z")
_WRITTEN_AS_ADDRESS = re.compile(r"[a-z]+://|www\d?\.|[^@\s]+@[^@\s]+\Z|[^/\s]+\.[a-z]{2,}/", re.IGNORECASE)


def host_of(text: str) -> str | None:
    """The host of a URL, a host or an e-mail address, lower case, `www.` off; None where there is none."""
    return _host_of(text if len(text) <= LONGEST else text[:LONGEST])


@lru_cache(maxsize=65536)
def _host_of(text: str) -> str | None:
    text = text.strip().lower()
    if "<" in text and (inner := _BRACKETED.search(text)):
        text = inner[1]
    found = _HOST.match(text)
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


def registrable_domain(text: str) -> str | None:
    """The domain somebody registered: `shop.acme.co.uk` -> `acme.co.uk`; None for a bare suffix or no host.

    By the public-suffix list with its private section: `acme.github.io` is a domain of its own.
    """
    return _registrable(text if len(text) <= LONGEST else text[:LONGEST])


@lru_cache(maxsize=65536)
def _registrable(text: str) -> str | None:
    host = _host_of(text)
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
    """The registrable domain if it can stand for one firm: no mailbox anybody can have, no page among many.

    `etsy.com` and `ann@etsy.com` are Etsy's own; `etsy.com/shop/acme` and `acme.etsy.com` are a tenant's.
    """
    if not isinstance(text, str):
        return None
    domain = registrable_domain(text)
    if domain is None or domain in MAILBOXES:
        return None
    return None if domain in PAGE_HOSTS and _is_tenant(text, domain) else domain


def _is_tenant(text: str, domain: str) -> bool:
    """Whether an address on a host of pages is a tenant's: a page, or a name before the domain."""
    text = text[:LONGEST]
    if _is_mail(text):
        return False
    above = _above(_host_of(text) or domain, domain)
    return bool(above) or any(_tells(step) for step in _steps(text))


def is_filler(website: str, company: str) -> bool:
    """Whether it is what people type for a website where they have none: the bare host of a search engine,
    a social network or a provider of mailboxes, unless the company is called so."""
    domain = registrable_domain(website)
    if domain is None or not (domain in _FILLERS or domain in MAILBOXES):
        return False
    if _is_mail(website) or _is_tenant(website, domain):
        return False
    return base_name(domain) not in "".join(words(company))


def base_name(domain: str) -> str:
    """What twins of one name in several countries share: `acme.co.uk`, `acme.de` -> `acme`.

    Of a registrable domain, lower case; letters beyond ASCII as people write them.
    """
    label = domain.partition(".")[0]
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode().decode("idna")
    except UnicodeError:
        return label


@lru_cache(maxsize=16384)
def _names(text: str) -> tuple[str, ...]:
    host, domain = _host_of(text), _registrable(text)
    if host is None or domain is None:
        return ()
    tenant = domain in PAGE_HOSTS and _is_tenant(text, domain)
    above = _above(host, domain)
    found = _in_path(text, shared=tenant) + (
        [one for one in above if one not in PORTAL_STEPS] if tenant else above
    )
    if not tenant and domain not in MAILBOXES:
        base = base_name(domain)
        found.append(base)
        if "-" in base:
            found += [part for part in words(base) if len(part) > 2]
    joined = [
        name if name.isascii() and name.isalnum() else "".join(words(name.replace("_", " ")))
        for name in found
    ]
    return tuple(dict.fromkeys([name for name in joined if name]))


def _above(host: str, domain: str) -> list[str]:
    """The labels before the domain that may be a name: neither a language nor what a host does."""
    if len(host) <= len(domain):
        return []
    return [
        label
        for label in host[: -len(domain) - 1].split(".")
        if len(label) > 1 and label.rstrip("0123456789") not in SUBDOMAIN_NOISE and not _LOCALE.match(label)
    ]


def _steps(text: str) -> list[str]:
    """The steps of the path of a URL; none of a mail address."""
    if "/" not in text:
        return []
    host, _, path = _SCHEME.sub("", text.strip().lower()).partition("/")
    return [] if "@" in host else [step for step in _QUERY.split(path)[0].split("/") if step]


def _is_mail(text: str) -> bool:
    return "@" in _SCHEME.sub("", text.strip()).partition("/")[0]


def _tells(step: str) -> bool:
    """Whether a step of a path is no kind of page and no language."""
    return step not in PATH_NOISE and not _LOCALE.match(step)


def _in_path(text: str, *, shared: bool) -> list[str]:
    """The names in a path, its last step and its first; on a host of pages the tenant's."""
    steps = [_PAGE_KIND.sub("", step).lstrip("@~") for step in _steps(text)]
    if not steps:
        return []
    if shared:
        if steps[:1] == ["in"]:  # a person's page
            return []
        steps = [step for step in steps if step not in PORTAL_STEPS][:1]
    telling = [step for step in steps if _tells(step)]
    return [step for step in dict.fromkeys(telling[-1:] + telling[:1]) if _is_name(step)]


def _is_name(step: str) -> bool:
    return bool(_NAME.match(step)) and step.count("-") < 3


def host_names(text: str) -> tuple[str, ...]:
    """The names in an account's URL that may be its short name, folded and joined, the nearest first.

    `sites.acme.edu/teams/orbis/` -> `orbis`, `acme`; `law.univ-acme.fr` -> `law`, `univacme`, `univ`, `acme`.
    Languages, shops, home pages and the like are no names; among many's pages only the tenant is one.
    """
    return _names(text if len(text) <= LONGEST else text[:LONGEST])


def as_host(company: str) -> str | None:
    """The host if what stands in a company's field is an address: `www.acme.com`, `jane@acme.com`.

    Without scheme, `www.`, `@` or a path only under a common top-level domain: `Booking.com` is one,
    `Node.js` and `St.Gallen` are names.
    """
    company = company.strip()[:LONGEST]
    if "." not in company or " " in company:
        return None
    host = host_of(company)
    if host is None or registrable_domain(host) is None:
        return None
    if is_address(company):
        return host
    end = host.rpartition(".")[2]
    known = end in COMMON_TLDS or end == "eu" or (len(end) == 2 and country_code(end) is not None)
    return host if known else None


def is_address(text: str) -> bool:
    """Whether it is written as an address and can be no name: with a scheme, `www.`, an `@` or a path."""
    return _WRITTEN_AS_ADDRESS.match(text) is not None


def websites(fields: Mapping[str, Value]) -> tuple[str, ...]:
    """The addresses of an account: its website, HubSpot's domain and additional domains."""
    website = fields.get("website")
    found = [website] if isinstance(website, str) and website else []
    if "domain" in fields or "additional_domains" in fields:
        more = fields.get("additional_domains")
        for text in (fields.get("domain"), *(more if isinstance(more, tuple | list) else (more,))):
            if isinstance(text, str) and text and text not in found:
                found.append(text)
    return tuple(found)
