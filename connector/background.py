"""What is known of candidate accounts beyond their own rows: what people said of them and the lead's
company, and the accounts above them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from connector.core.matching.candidates import Ref
from connector.core.matching.hierarchy import LEVELS, climb, parent_of
from connector.core.matching.memory import Verdict, companies, standing
from connector.core.view import AccountFacts
from mappings.records import Kind, Record
from state import memory
from state.aliases import follow_all

Facts = Mapping[Ref, AccountFacts]


def verdicts(conn: Connection, leads: Mapping[int, Record]) -> dict[int, dict[Ref, Verdict]]:
    """For each lead, what people said of its company, by account; accounts that were merged away count
    as their survivors."""
    asked = {item: companies(lead) for item, lead in leads.items()}
    said = [_verdict(row) for row in memory.in_force(conn, {key for keys in asked.values() for key in keys})]
    return {item: standing(keys, said) if said else {} for item, keys in asked.items()}


def _verdict(row: memory.Remembered) -> Verdict:
    said = row.said
    told = f"by {row.by} on {row.at:%Y-%m-%d}"
    return Verdict(said.company, said.crm, said.account_id, said.verdict == memory.VETO, told)


def with_ancestors(
    conn: Connection, facts: Facts, read: Callable[[Collection[Ref]], Facts], levels: int = LEVELS
) -> dict[Ref, AccountFacts]:
    """The accounts with those above them, as many levels, of which `read` gives the facts; one call of it
    a level."""
    known = dict(facts)
    asked: set[Ref] = set(known)
    for _ in range(levels):
        wanted = {ref for one in known.values() if (ref := parent_of(one)) is not None} - asked
        if not wanted:
            break
        asked |= wanted
        lives = _survivors(conn, wanted)
        known |= read(set(lives.values()) - known.keys())
        known |= {ref: known[end] for ref, end in lives.items() if end in known}
    return {
        ref: replace(one, ancestors=climb(one, known)) if parent_of(one) is not None else one
        for ref, one in facts.items()
    }


def _survivors(conn: Connection, refs: Collection[Ref]) -> dict[Ref, Ref]:
    ids: dict[str, list[str]] = {}
    for crm, id_ in refs:
        ids.setdefault(crm, []).append(id_)
    return {
        (crm, id_): (crm, end)
        for crm, of_crm in ids.items()
        for id_, end in follow_all(conn, crm, Kind.ACCOUNT, of_crm).items()
    }
