"""What ties a firm's mail domain to accounts: their open contacts, and leads that were converted into
them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, tuple_

from mappings.records import Kind, Record, State
from state import jsontext
from state.bulk import update_many
from state.mirror_rows import IDENTITY, RECORD, record_of
from state.schema import records

MOST = 5_000
"""Records that are counted of one domain, in the order of CRM and account: nobody's evidence gets
better by more."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How many open contacts of an account, and how many leads that were converted into it, have mail
    on a domain."""

    contacts: int
    converted: int


_SOME = f"""
    SELECT crm, account_id, state FROM records
    WHERE domain IS NOT NULL AND domain = given.value
    ORDER BY crm, account_id, state LIMIT {MOST}
"""  # noqa: S608 (a number of ours)
_OF_DOMAINS = {
    # SQLite has no lateral join; a subquery within an expression may look outwards, and gives one value.
    "sqlite": f"""
        SELECT given.value, (
            SELECT json_group_array(json_array(crm, account_id, state, many)) FROM (
                SELECT crm, account_id, state, count(*) AS many FROM ({_SOME})
                GROUP BY crm, account_id, state))
        FROM json_each(?) AS given""",  # noqa: S608
    "postgresql": f"""
        SELECT given.value, (
            SELECT json_agg(json_build_array(crm, account_id, state, many))::text FROM (
                SELECT crm, account_id, state, count(*) AS many FROM ({_SOME}) AS capped
                GROUP BY crm, account_id, state) AS counted)
        FROM unnest(%s::text[]) AS given (value)""",  # noqa: S608
}


def relations_by_domain(
    conn: Connection, domains: Collection[str]
) -> dict[str, dict[tuple[str, str], Relation]]:
    """The accounts (crm, id) that each domain is tied to. A domain without any is absent."""
    if not domains:
        return {}
    on_sqlite = conn.dialect.name == "sqlite"
    listed = [jsontext.plain(domain) for domain in domains]
    given = (jsontext.dumps(listed) if on_sqlite else listed,)
    found: dict[str, dict[tuple[str, str], Relation]] = {}
    for domain, counted in conn.exec_driver_sql(_OF_DOMAINS[conn.dialect.name], given):
        tied: dict[tuple[str, str], list[int]] = {}
        for crm, account_id, state, many in jsontext.loads(counted) if counted else ():
            tied.setdefault((crm, account_id), [0, 0])[state == State.CONVERTED.value] += many
        if tied:
            found[domain] = {ref: Relation(*counts) for ref, counts in tied.items()}
    return found


Tie = tuple[str, Record]
"""A record that ties its mail's domain to an account, with its CRM."""

_KEY = tuple_(records.c.crm, records.c.kind, records.c.id)
_TIES = (records.c.kind == Kind.CONTACT.value) & (records.c.state == State.OPEN.value)
_TIES |= (records.c.kind == Kind.LEAD.value) & (records.c.state == State.CONVERTED.value)


def ties(conn: Connection, after: tuple[str, str, str], most: int) -> list[Tie]:
    """Records that tie a domain to an account, in the order of CRM, kind and id, from beyond `after`."""
    columns: list[Any] = [records.c.crm, *RECORD]
    wanted = select(*columns).where(records.c.account_id.is_not(None), _TIES, after < _KEY)
    rows = conn.execute(wanted.order_by(records.c.crm, records.c.kind, records.c.id).limit(most))
    return [(row[0], record_of(row[1:])) for row in rows]


def tie_anew(conn: Connection, found: Sequence[tuple[Tie, str | None]]) -> None:
    """Keeps the firm's domain that each record's mail is on, None where it is on no firm's."""
    rows = [
        (jsontext.plain(domain) if domain else None, crm, record.kind.value, record.id)
        for (crm, record), domain in found
    ]
    update_many(conn, records, ("domain",), IDENTITY, rows)
