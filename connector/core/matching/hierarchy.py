"""Accounts above and beside each other: who is whose parent, and which of a hierarchy a lead belongs to.

CRMs hold circles, parents that are gone, and parents that were merged away: each ends the climb, none
ends the decision.
"""

from __future__ import annotations

from collections.abc import Mapping

from connector.core.matching.candidates import Ref
from connector.core.matching.hosts import firm_domain
from connector.core.matching.places import country_code
from connector.core.rules import Hierarchy
from connector.core.view import AccountFacts
from mappings.records import Record

LEVELS = 20
"""How far up is climbed: no real hierarchy is deeper, and what is deeper costs a statement a level."""


def parent_of(account: AccountFacts) -> Ref | None:
    """The account that it names as its parent, in its own CRM; None at the top."""
    parent = account.record.fields.get("parent_id")
    return (account.crm, parent) if isinstance(parent, str) and parent else None


def climb(account: AccountFacts, known: Mapping[Ref, AccountFacts]) -> tuple[AccountFacts, ...]:
    """The accounts above it, the nearest first, as far as `known` tells and until a circle closes.
    `known` may hold a merged parent's survivor under the id that is gone."""
    above: list[AccountFacts] = []
    seen, ref = {account.ref}, parent_of(account)
    while ref is not None and len(above) < LEVELS:
        parent = known.get(ref)
        if parent is None or parent.ref in seen:
            break
        seen.add(parent.ref)
        above.append(parent)
        ref = parent_of(parent)
    return tuple(above)


def rolled_up(account: AccountFacts, rule: Hierarchy) -> tuple[AccountFacts, str]:
    """The account that `rule` (parent or ultimate) names in place of `account`, and a sentence about it;
    the sentence is empty for an account without a parent."""
    name, stops = account.record.id, _stops(account)
    if not stops:
        return account, ""
    if stops == "circle":
        return account, f"the parents of account {name} run in a circle, so it stays as found"
    reach = account.ancestors[:1] if rule is Hierarchy.PARENT else account.ancestors
    allowed = [one for one in reach if not one.vetoed]
    if not allowed:
        why = "was rejected by a person" if reach else "is not mirrored (gone, or not readable)"
        return account, f"the parent of account {name} {why}, so it stays as found"
    named = allowed[-1]
    if rule is Hierarchy.PARENT:
        return named, f"account {name} was found; the policy names its parent, {named.record.id}"
    ends = ", the highest that is mirrored" if stops == "missing" and named is reach[-1] else ""
    return named, f"account {name} was found; the policy names the top above it, {named.record.id}{ends}"


def _stops(account: AccountFacts) -> str:
    """Why the climb ends: `circle`, `missing` (a parent that is not known), `top` above it, or nothing
    where it has no parent."""
    chain = (account, *account.ancestors)
    last = parent_of(chain[-1])
    if last is None:
        return "top" if account.ancestors else ""
    return "circle" if last in {one.ref for one in chain} else "missing"


def top_level(account: AccountFacts) -> bool:
    """Whether no account is above it, in its own words."""
    return parent_of(account) is None


def related(one: AccountFacts, other: AccountFacts) -> bool:
    """Whether both stand in one hierarchy, as far as it is known."""
    return not _family(one).isdisjoint(_family(other))


def _family(account: AccountFacts) -> set[Ref]:
    chain = (account, *account.ancestors)
    return {one.ref for one in chain} | {ref for one in chain if (ref := parent_of(one)) is not None}


def is_office(account: AccountFacts, best: AccountFacts, lead: Record) -> bool:
    """Whether `account` is the office of `best`'s hierarchy in the lead's country, on the same domain."""
    country = country_of(lead)
    domain = firm_domain(best.record.fields.get("website"))
    return (
        country is not None
        and domain is not None
        and country_of(account.record) == country
        and firm_domain(account.record.fields.get("website")) == domain
        and related(account, best)
    )


def country_of(record: Record) -> str | None:
    """The code of the record's country."""
    text = record.fields.get("country")
    return country_code(text) if isinstance(text, str) else None
