"""The accounts that come into question for leads, read from the store in a handful of statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from connector.background import verdicts, with_ancestors
from connector.core.matching.candidates import CEILING, COMPARED, FAR, Ref, hashed, plan, word_holders
from connector.core.matching.hierarchy import LEVELS
from connector.core.matching.hosts import firm_domain
from connector.core.matching.keys import lead_keys
from connector.core.matching.memory import accepted, marked
from connector.core.rules import Hierarchy, MatchRules
from connector.core.view import AccountFacts
from mappings.records import Directory, Record
from state import mirror
from state.match_keys import Postings
from state.relations import Relation

Lead = tuple[str, Record]
"""A lead with the CRM it lives in."""

Ties = Mapping[Ref, Relation]
"""The accounts that a domain is tied to, and how."""

TIED = 10
"""How many accounts are compared only because the lead's domain is tied to them."""


@dataclass(frozen=True, slots=True)
class InQuestion:
    """What the matcher is given for one lead: accounts, and how many accounts of all hold each word of
    the company's name."""

    accounts: tuple[AccountFacts, ...]
    holders: Mapping[str, int]


def candidates_of(
    conn: Connection, leads: Mapping[int, Lead], rules: MatchRules, directories: Mapping[str, Directory]
) -> dict[int, InQuestion]:
    """The accounts worth a comparison with each lead: those that share its keys, those that its domain is
    tied to, and those that people said its company is."""
    found = dict(zip(leads, find_each(conn, [lead_keys(lead) for _, lead in leads.values()]), strict=True))
    ties = _ties(conn, leads)
    said = verdicts(conn, {item: lead for item, (_, lead) in leads.items()})
    refs = {
        item: dict.fromkeys([*own, *_most_tied(ties[item], own), *accepted(said[item])])
        for item, (own, _) in found.items()
    }

    def read(wanted: Collection[Ref]) -> dict[Ref, AccountFacts]:
        return {
            (crm, id_): AccountFacts(crm, *known, owner_active=_active(directories.get(crm), known[0]))
            for (crm, id_), known in mirror.account_facts(conn, wanted).items()
        }

    facts = read({ref for own in refs.values() for ref in own})
    nearest = rules.hierarchy is Hierarchy.AS_FOUND and not rules.to_the_top
    facts = with_ancestors(conn, facts, read, 1 if nearest else LEVELS)
    return {
        item: InQuestion(
            tuple([marked(_tied(facts[ref], ties[item]), said[item]) for ref in own if ref in facts]),
            found[item][1],
        )
        for item, own in refs.items()
    }


def _active(directory: Directory | None, account: Record) -> bool | None:
    """Whether the account's owner is one who can work; None where that is not known."""
    seat = directory.by_id.get(account.owner_id) if directory and account.owner_id else None
    return seat.active if seat is not None else None


def find_each(conn: Connection, keys: Sequence[Sequence[str]]) -> list[tuple[list[Ref], dict[str, int]]]:
    """`candidates.find` for many leads' keys at once."""
    index = Postings(conn, CEILING, FAR)
    numbers = [{key: hashed(key) for key in own} for own in keys]
    held = index.held({number for own in numbers for number in own.values()})
    asked = [plan(tuple(own), own, held) for own in numbers]
    refs = index.best_of_each(asked, COMPARED)
    return [(found, word_holders(own, held)) for found, own in zip(refs, numbers, strict=True)]


def _ties(conn: Connection, leads: Mapping[int, Lead]) -> dict[int, Ties]:
    """The accounts that each lead's domain is tied to. A HubSpot contact that is a lead here is also one
    of its company's contacts: it does not speak for itself."""
    domains = {
        item: firm_domain(lead.fields.get("email")) or firm_domain(lead.fields.get("website"))
        for item, (_, lead) in leads.items()
    }
    by_domain = mirror.relations_by_domain(conn, {domain for domain in domains.values() if domain})
    ties: dict[int, Ties] = {}
    for item, (crm, lead) in leads.items():
        tied = by_domain.get(domains[item] or "", {})
        company = (crm, str(lead.fields.get("account_id")))
        if company in tied:
            own = tied[company]
            tied = {**tied, company: replace(own, contacts=max(0, own.contacts - 1))}
        ties[item] = tied
    return ties


def _most_tied(tied: Ties, found: Collection[Ref]) -> list[Ref]:
    """The accounts that a domain is tied to most, without those found."""
    ranked = sorted((-one.contacts - one.converted, ref) for ref, one in tied.items() if ref not in found)
    return [ref for count, ref in ranked[:TIED] if count]


def _tied(account: AccountFacts, tied: Ties) -> AccountFacts:
    own = tied.get(account.ref)
    if own is None:
        return account
    on_domain = sum([relation.contacts for relation in tied.values()])
    return replace(
        account,
        domain_contacts=own.contacts,
        domain_share=own.contacts / on_domain if on_domain else 0.0,
        converted=own.converted,
    )
