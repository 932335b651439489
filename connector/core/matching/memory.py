"""What people settled about a company: which account it is, and which it is not.

A company is kept in mind by keys only, as narrowly as the question was that a person answered: by its
domain; by domain and name where the account itself has that domain (then the domain was not the
question); by name where the lead has no domain of a firm; and within the lead's country, if it has one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connector.core.decision import Step
from connector.core.matching.candidates import Ref
from connector.core.matching.hierarchy import country_of
from connector.core.matching.hosts import firm_domain, websites
from connector.core.matching.junk import is_junk, looks_like_person
from connector.core.matching.keys import company_key
from connector.core.rules import Use
from connector.core.view import AccountFacts
from mappings.records import Record

_NAMELESS = "n:-"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's word that `company` (a key of `companies`) is the account or, `vetoed`, is not. `told`
    says who said so and when."""

    company: str
    crm: str
    account_id: str
    vetoed: bool
    told: str


def companies(lead: Record) -> tuple[str, ...]:
    """The keys under which the lead's company may be remembered, the narrowest first. Empty where it
    names none: a person's own name and junk are no company."""
    domain, name, country = _domain(lead), _name(lead), country_of(lead)
    if domain is not None:
        bodies = [f"d:{domain} {name or _NAMELESS}", f"d:{domain}"]
    else:
        bodies = [name] if name else []
    return tuple([key for body in bodies for key in _with_country(body, country)])


def company_about(lead: Record, account: Record) -> str | None:
    """The key under which a verdict on `lead` and `account` is remembered; None where the lead names no
    company."""
    found = companies(lead)
    if not found:
        return None
    domain = _domain(lead)
    if domain is None or domain in _domains(account):
        return found[0]
    return found[len(found) // 2]


def company_named(text: str, country: str | None) -> str | None:
    """The key of a company that an admin names by its domain or by its name."""
    domain = firm_domain(text) if "." in text else None
    name = company_key(text)
    if domain is None and (not name or is_junk(text)):
        return None
    return _with_country(f"d:{domain}" if domain else f"n:{name}", country)[0]


def company_shown(key: str) -> str:
    """The key as people read it: `acme.com, acmefoods, DE`."""
    parts = [part[2:] for part in key.split(" ") if part != _NAMELESS]
    return ", ".join(parts)


def standing(asked: Sequence[str], verdicts: Iterable[Verdict]) -> dict[Ref, Verdict]:
    """The verdict in force on each account for a company that goes by `asked` (narrowest first): the
    narrowest wins, of equals the one that comes last in `verdicts`."""
    width = {key: place for place, key in enumerate(asked)}
    found: dict[Ref, Verdict] = {}
    for one in verdicts:
        if one.company not in width:
            continue
        ref = (one.crm, one.account_id)
        if ref not in found or width[one.company] <= width[found[ref].company]:
            found[ref] = one
    return found


def accepted(verdicts: Mapping[Ref, Verdict]) -> list[Ref]:
    """The accounts that the company is, by these verdicts."""
    return [ref for ref, verdict in verdicts.items() if not verdict.vetoed]


def marked(account: AccountFacts, verdicts: Mapping[Ref, Verdict]) -> AccountFacts:
    """The account, and those above it, with what people said of them and the lead's company."""
    if not verdicts:
        return account
    if account.ancestors:
        account = replace(account, ancestors=tuple([marked(one, verdicts) for one in account.ancestors]))
    verdict = verdicts.get(account.ref)
    if verdict is None:
        return account
    return replace(account, alias=not verdict.vetoed, vetoed=verdict.vetoed, settled=verdict.told)


def admitted(
    candidates: Iterable[AccountFacts], use: Collection[Use]
) -> tuple[list[AccountFacts], list[Step]]:
    """The candidates that may be named, without the evidence that the policy does not use, and a step
    for each that a person spoke about."""
    kept: list[AccountFacts] = []
    steps: list[Step] = []
    unused = {name: blank for word in Use if word not in use for name, blank in _FIELDS[word]}
    for one in candidates:
        seen = replace(one, **unused) if unused else one
        if seen.alias or seen.vetoed:
            word = "rejected" if seen.vetoed else "accepted"
            detail = f"{seen.crm} account {seen.record.id} was {word} for this company {seen.settled}".strip()
            steps.append(Step("match: memory", word, detail))
        if not seen.vetoed:
            kept.append(seen)
    return kept, sorted(steps, key=lambda step: step.detail)


_FIELDS: Mapping[Use, tuple[tuple[str, Any], ...]] = {
    Use.CONTACTS: (("domain_contacts", 0), ("domain_share", 0.0)),
    Use.CONVERSIONS: (("converted", 0),),
    Use.MEMORY: (("alias", False), ("vetoed", False), ("settled", "")),
}


def _with_country(body: str, country: str | None) -> tuple[str, ...]:
    return (f"{body} c:{country}", body) if country else (body,)


def _domain(lead: Record) -> str | None:
    company = lead.fields.get("company")
    hosts = (lead.fields.get("email"), lead.fields.get("website"))
    typed = company if isinstance(company, str) and "." in company else None
    return next((domain for host in (*hosts, typed) if (domain := firm_domain(host))), None)


def _domains(account: Record) -> set[str | None]:
    return {firm_domain(address) for address in websites(account.fields)}


def _name(lead: Record) -> str | None:
    company = lead.fields.get("company")
    if not isinstance(company, str) or is_junk(company):
        return None
    first, last = (str(lead.fields.get(field) or "") for field in ("first_name", "last_name"))
    key = "" if looks_like_person(company, first, last) else company_key(company)
    return f"n:{key}" if key else None
