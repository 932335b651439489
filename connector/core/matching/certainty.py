"""What would have made a match certain: missing pieces tried on the very matcher that was not sure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

from connector.core.matching.hierarchy import country_of
from connector.core.matching.hosts import firm_domain
from connector.core.matching.keys import company_key
from connector.core.matching.match import MatchResult
from connector.core.matching.places import city_key
from connector.core.matching.profile import phone_key
from connector.core.view import AccountFacts
from mappings.records import Kind, Record, Value

RIVALS = 12
"""How many of the ranked candidates compete in a trial; those behind them weigh next to nothing."""

TOGETHER = 2
"""How many pieces at once are tried: what takes more is no advice."""

Piece = tuple[str, dict[str, Value]]

_NAME = "the company's full name"
Text = tuple[str, str, Callable[[str], str | None], str, str]
"""Field of the lead, of the other, how they are compared, and what to call a missing and another one."""

_OF_ACCOUNTS: tuple[Text, ...] = (
    ("city", "city", city_key, "the city", "the account's city"),
    ("phone", "phone", phone_key, "the phone number", "the account's phone number"),
    ("company", "name", company_key, _NAME, _NAME),
)
_OF_PEOPLE: tuple[Text, ...] = (
    ("email", "email", str.lower, "the e-mail address", "the same e-mail address"),
    ("phone", "phone", phone_key, "the phone number", "the same phone number"),
    ("city", "city", city_key, "the city", "the same city"),
    ("company", "company", company_key, "the company", "the same company"),
    ("first_name", "first_name", str.lower, "the first name", "the same first name"),
)

Judge = Callable[[Record, Sequence[AccountFacts]], MatchResult]
"""The matcher, with all that it was given besides the lead and the candidates."""


def what_would_help(lead: Record, result: MatchResult, judge: Judge) -> list[str]:
    """The smallest additions to the lead that would have made `result` certain of the account, or person,
    it ranks first, each a phrase ("a work e-mail at acme.com", "the country and the city"). Empty where it
    is certain already, names nobody, or nothing a lead can say would help."""
    if result.band == "auto" or result.account is None or not result.ranked:
        return []
    target = result.ranked[0].facts
    candidates = [one.facts for one in result.ranked[:RIVALS]]
    if target.record.kind is Kind.ACCOUNT:
        pieces = _missing(lead, target.record)
    else:
        pieces = _differing(lead, target.record, _OF_PEOPLE)

    def convinces(chosen: Sequence[Piece]) -> bool:
        fields = dict(lead.fields)
        for _, values in chosen:
            fields |= values
        found = judge(replace(lead, fields=fields), candidates)
        return found.band == "auto" and found.ranked[0].facts.ref == target.ref

    for size in range(1, TOGETHER + 1):
        found = [
            " and ".join(phrase for phrase, _ in chosen)
            for chosen in combinations(pieces, size)
            if convinces(chosen)
        ]
        if found:
            return found
    return []


def _differing(lead: Record, other: Record, texts: Sequence[Text]) -> list[Piece]:
    """Of these fields, those that the other has and the lead has not or otherwise, as phrase and fields."""
    pieces: list[Piece] = []
    for name, of_other, key, missing, differs in texts:
        value, said = other.fields.get(of_other), lead.fields.get(name)
        if isinstance(value, str) and not (isinstance(said, str) and key(said) == key(value)):
            pieces.append((differs if said else missing, {name: value}))
    return pieces


def _missing(lead: Record, account: Record) -> list[Piece]:
    """What the lead could have said in agreement with the account, as phrase and fields. Values of the
    lead are never quoted; the account's domain is."""
    pieces: list[Piece] = []
    has, own = lead.fields, account.fields
    country = country_of(account)
    if country is not None and country != country_of(lead):
        pieces.append(
            ("the account's country" if has.get("country") else "the country", {"country": country})
        )
    pieces += _differing(lead, account, _OF_ACCOUNTS)
    domain = firm_domain(own.get("website"))
    if domain is not None and firm_domain(has.get("email")) != domain:
        if firm_domain(has.get("website")) != domain:
            pieces.append((f"the website {domain}", {"website": domain}))
        pieces.append((f"a work e-mail at {domain}", {"email": f"somebody@{domain}"}))
    return pieces
