"""What people said of a company and an account in review: kept under the company's key, revocable.

Of a company and an account one verdict is in force, the latest; and a company has one alias in a CRM.
An account that was merged away is followed to its survivor.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, TextClause, insert, select, update

from mappings.records import Kind
from state.aliases import follow, follow_all
from state.bulk import among
from state.schema import VERDICT_IN_FORCE, match_memory

ALIAS, VETO = "alias", "veto"


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict as it is given: `alias` (the company is the account) or `veto` (it is not). `decision_id`
    is the decision that was under review, if any."""

    company: str
    crm: str
    account_id: str
    verdict: str
    decision_id: str | None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """A verdict as it stands, its account as it lives on today. Revoked where `revoked_at` is set."""

    id: int
    said: Said
    by: str
    at: datetime
    revoked_by: str | None = None
    revoked_at: datetime | None = None


_SAID = ("company", "crm", "account_id", "verdict", "decision_id")
_ROW = [match_memory.c[name] for name in ("id", "put_by", "put_at", "revoked_by", "revoked_at", *_SAID)]


def put(conn: Connection, said: Said, by: str, now: datetime) -> list[Remembered] | None:
    """Keeps a verdict and returns those that it takes the place of, which are revoked; None where the
    same is in force already."""
    account = follow(conn, said.crm, Kind.ACCOUNT, said.account_id)
    rivals = [one for one in in_force(conn, [said.company]) if one.said.crm == said.crm]
    replaced = []
    for one in rivals:
        same = one.said.account_id == account
        if same and one.said.verdict == said.verdict:
            return None
        if same or one.said.verdict == said.verdict == ALIAS:
            replaced.append(one)
    _revoke(conn, [one.id for one in replaced], by, now)
    row = {name: getattr(said, name) for name in _SAID} | {"account_id": account}
    conn.execute(insert(match_memory).values(**row, put_by=by, put_at=now))
    return replaced


def revoke(conn: Connection, id: int, by: str, now: datetime) -> Remembered | None:
    """Takes a verdict back and returns it; None where none of that number is in force."""
    found = _read(conn, match_memory.c.id == id, match_memory.c.revoked_at.is_(None))
    _revoke(conn, [one.id for one in found], by, now)
    return found[0] if found else None


def in_force(conn: Connection, companies: Collection[str]) -> list[Remembered]:
    """The verdicts in force on these companies, the oldest first."""
    if not companies:
        return []
    return _read(conn, VERDICT_IN_FORCE, among(conn, match_memory.c.company, companies))


def every(conn: Connection, *, revoked: bool = False) -> list[Remembered]:
    """All verdicts in force, the oldest first; with `revoked`, those too that were taken back."""
    return _read(conn, *(() if revoked else (VERDICT_IN_FORCE,)))


def _read(conn: Connection, *which: ColumnElement[bool] | TextClause) -> list[Remembered]:
    rows = conn.execute(select(*_ROW).where(*which).order_by(match_memory.c.id)).all()
    by_crm: dict[str, set[str]] = {}
    for row in rows:
        by_crm.setdefault(row.crm, set()).add(row.account_id)
    lives = {crm: follow_all(conn, crm, Kind.ACCOUNT, ids) for crm, ids in by_crm.items()}
    found = []
    for row in rows:
        account = lives[row.crm][row.account_id]
        said = Said(row.company, row.crm, account, row.verdict, row.decision_id)
        found.append(Remembered(row.id, said, row.put_by, row.put_at, row.revoked_by, row.revoked_at))
    return found


def _revoke(conn: Connection, ids: Collection[int], by: str, now: datetime) -> None:
    if ids:
        query = update(match_memory).where(among(conn, match_memory.c.id, ids))
        conn.execute(query.values(revoked_by=by, revoked_at=now))
