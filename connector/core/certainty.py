"""What would have made a match certain: missing pieces tried on the very matcher that was not sure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from connector.core.hierarchy import country_of
from connector.core.hosts import firm_domain
from connector.core.keys import company_key
from connector.core.matching import NO_HOLDERS, MatchResult, match
from connector.core.places import city_key
from connector.core.profile import phone_key
from connector.core.rules import MatchRules
from mappings.records import Record, Value

RIVALS = 12
"""How many of the ranked candidates compete in a trial; those behind them weigh next to nothing."""

TOGETHER = 2
"""How many pieces at once are tried: what takes more is no advice."""

Piece = tuple[str, dict[str, Value]]

_NAME = "the company's full name"
_TEXTS: tuple[tuple[str, str, Callable[[str], str | None], str, str], ...] = (
    ("city", "city", city_key, "the city", "the account's city"),
    ("phone", "phone", phone_key, "the phone number", "the account's phone number"),
    ("company", "name", company_key, _NAME, _NAME),
)
"""Field of the lead, of the account, how they are compared, and what to call a missing and another one."""


def what_would_help(
    lead: Record,
    result: MatchResult,
    rules: MatchRules,
    *,
    home: str,
    holders: Mapping[str, int] = NO_HOLDERS,
) -> list[str]:
    """The smallest additions to the lead that would have made `result` certain of the account it ranks
    first, each a phrase ("a work e-mail at acme.com", "the country and the city"). Empty where it is
    certain already, names no account, or nothing a lead can say would help. `home` and `holders` are
    those that it was matched with."""
    if result.band == "auto" or result.account is None or not result.ranked:
        return []
    target = result.ranked[0].facts
    candidates = [one.facts for one in result.ranked[:RIVALS]]
    pieces = _missing(lead, target.record)

    def convinces(chosen: Sequence[Piece]) -> bool:
        fields = dict(lead.fields)
        for _, values in chosen:
            fields |= values
        found = match(replace(lead, fields=fields), candidates, rules, home=home, holders=holders)
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
    for field, of_account, key, missing, differs in _TEXTS:
        value, said = own.get(of_account), has.get(field)
        if isinstance(value, str) and not (isinstance(said, str) and key(said) == key(value)):
            pieces.append((differs if said else missing, {field: value}))
    domain = firm_domain(own.get("website"))
    if domain is not None and firm_domain(has.get("email")) != domain:
        if firm_domain(has.get("website")) != domain:
            pieces.append((f"the website {domain}", {"website": domain}))
        pieces.append((f"a work e-mail at {domain}", {"email": f"somebody@{domain}"}))
    return pieces
