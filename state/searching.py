"""Decisions looked up by what is known of them, the newest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    and_,
    cast,
    column,
    false,
    func,
    or_,
    select,
    table,
    type_coerce,
)

from mappings.records import Kind
from state.bulk import among
from state.entries import COLUMNS
from state.record_schema import decisions
from state.schema import editions, records

MOST_ACCOUNTS = 1_000
"""How many accounts of one name are looked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the decisions must have in common; None asks for nothing. `leads` are (CRM, id); `owners` seats,
    `owner_name` what an owner was called; `route` is a route's path, which those within it go by, too;
    `accounts` ids; `since` and `until` (exclusive) canonical text; `words` all stand in the reason; `edition`
    may be its beginning."""

    leads: Collection[tuple[str, str]] | None = None
    owners: Collection[str] | None = None
    owner_name: str | None = None
    route: str | None = None
    accounts: Collection[str] | None = None
    since: str | None = None
    until: str | None = None
    outcome: str | None = None
    words: Sequence[str] = ()
    crm: str | None = None
    edition: str | None = None
    mode: str | None = None


def search(conn: Connection, wanted: Wanted, limit: int) -> list[dict[str, Any]]:
    """Up to `limit` decisions, without their parts, in the columns of the view `audit_decisions`."""
    at, number = decisions.c.decided_at, decisions.c.id
    newest = select(number).where(*_tests(conn, wanted)).order_by(at.desc(), number.desc()).limit(limit)
    ids = list(conn.execute(newest).scalars())  # first from the index alone, then the rows
    view = table("audit_decisions", *(column(name) for name in COLUMNS))
    rows = conn.execute(
        select(view)
        .join(decisions, decisions.c.decision_id == view.c.decision_id)
        .where(among(conn, number, ids))
        .order_by(at.desc(), number.desc())
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def accounts_named(conn: Connection, text: str) -> list[str]:
    """The ids of the accounts whose name holds this text in whatever case, or whose id it is; at most
    `MOST_ACCOUNTS`."""
    sqlite = conn.dialect.name == "sqlite"
    fields = type_coerce(records.c.fields, JSON) if sqlite else cast(records.c.fields, JSON)
    called = func.lower(fields["name"].as_string()).contains(text.lower(), autoescape=True)
    asked = or_(records.c.id == text, called)
    query = select(records.c.id).where(records.c.kind == Kind.ACCOUNT.value, asked)
    return sorted(conn.execute(query.limit(MOST_ACCOUNTS)).scalars())


def _tests(conn: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    c = decisions.c
    equal = (
        *(("crm", wanted.crm), ("mode", wanted.mode), ("outcome", wanted.outcome)),
        ("owner_name", wanted.owner_name),
    )
    tests = [c[name] == value for name, value in equal if value is not None]
    if wanted.leads is not None:
        pairs = [and_(c.crm == crm, c.lead_id == id_) for crm, id_ in wanted.leads]
        tests.append(or_(false(), *pairs))
    if wanted.owners is not None:
        tests.append(among(conn, c.owner_id, wanted.owners))
    if wanted.route is not None:
        beneath = c.route.startswith(f"{wanted.route} / ", autoescape=True)
        tests.append(or_(c.route == wanted.route, beneath))
    if wanted.accounts is not None:
        tests.append(among(conn, c.account_id, wanted.accounts))
    if wanted.since is not None:
        tests.append(c.decided_at >= wanted.since)
    if wanted.until is not None:
        tests.append(c.decided_at < wanted.until)
    if wanted.edition is not None:
        tests.append(among(conn, c.policy_edition, _editions(conn, wanted.edition)))
    return tests + [func.lower(c.reason).contains(one.lower(), autoescape=True) for one in wanted.words]


def _editions(conn: Connection, beginning: str) -> list[str]:
    query = select(editions.c.edition).where(editions.c.edition.startswith(beginning, autoescape=True))
    return [*conn.execute(query).scalars(), beginning]
