"""What is on record, read back through the auditors' views."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    TableClause,
    Text,
    and_,
    column,
    func,
    literal_column,
    select,
    table,
)

from mappings.instants import to_text
from mappings.records import State
from state.bulk import among
from state.entries import COLUMNS, DecisionEntry, shown_text
from state.record_schema import TO_REVIEW, decisions
from state.schema import OPEN_ITEM, inbox, records

_DECISION = (*COLUMNS, "leaf")
_PARTS = {
    "steps": ("audit_steps", ("position", "step", "result", "detail")),
    "inputs": ("audit_inputs", ("object", "record_id", "field", "value")),
    "candidates": ("audit_candidates", ("owner_id", "owner_name", "eligible", "reason", "rank")),
    "matches": ("audit_matches", ("rank", "crm", "account_id", "confidence", "evidence")),
    "writes": ("audit_writes", ("attempted_at", "result", "error", "owner_before", "owner_after")),
    "notices": ("audit_notices", ("attempted_at", "channel", "recipient", "result", "error")),
}


def history(conn: Connection, crm: str, lead_id: str) -> list[dict[str, Any]]:
    """Every decision about a lead, newest first, each with its steps, inputs, candidates, the accounts
    that were considered, writes and notices."""
    return _told(conn, decisions.c.lead_id == lead_id, decisions.c.crm == crm)


def decision(conn: Connection, decision_id: str) -> dict[str, Any] | None:
    """One decision in the same shape; None where there is none of that name."""
    return next(iter(_told(conn, decisions.c.decision_id == decision_id)), None)


def _told(conn: Connection, *which: ColumnElement[bool]) -> list[dict[str, Any]]:
    view = _view("audit_decisions", _DECISION)
    query = (
        select(view)
        .join(decisions, decisions.c.decision_id == view.c.decision_id)
        .where(*which)
        .order_by(decisions.c.id.desc())
    )
    found = [dict(row._mapping) for row in conn.execute(query)]
    parts = {
        name: _parts(conn, source, columns, [row["decision_id"] for row in found])
        for name, (source, columns) in _PARTS.items()
    }
    for row in found:
        for name in _PARTS:
            row[name] = _ordered(name, parts[name].get(row["decision_id"], []))
    return found


def ever_decided(conn: Connection, mode: str, crm: str, lead_id: str) -> bool:
    """Whether the record tells of a decision about this lead."""
    query = select(decisions.c.id).where(
        decisions.c.lead_id == lead_id, decisions.c.crm == crm, decisions.c.mode == mode
    )
    return conn.execute(query.limit(1)).first() is not None


def changed_since(
    conn: Connection, mode: str, crm: str, lead_ids: Collection[str], since: datetime
) -> dict[str, int]:
    """How many decisions about each lead a change of its fields caused since then; the others are absent."""
    if not lead_ids:
        return {}
    rows = conn.execute(
        select(decisions.c.lead_id, func.count())
        .where(
            among(conn, decisions.c.lead_id, lead_ids),
            decisions.c.crm == crm,
            decisions.c.mode == mode,
            decisions.c.trigger == "changed",
            decisions.c.decided_at >= to_text(since),
        )
        .group_by(decisions.c.lead_id)
    )
    return {row[0]: row[1] for row in rows}


def as_history(entry: DecisionEntry) -> dict[str, Any]:
    """A decision that is not on record in the shape of one that is."""
    shown: dict[str, Any] = {name: getattr(entry, name) for name in COLUMNS}
    shown["leaf"] = None
    shown["steps"] = [
        {"position": n, "step": step.step, "result": step.result, "detail": step.detail}
        for n, step in enumerate(entry.steps, 1)
    ]
    shown["inputs"] = [
        {
            "object": given.object,
            "record_id": given.record_id,
            "field": given.field,
            "value": shown_text(given.value),
        }
        for given in entry.inputs
    ]
    candidates = [
        {
            "owner_id": owner_id,
            "owner_name": name,
            "eligible": "yes" if group.eligible else "no",
            "reason": group.reason,
            "rank": rank if group.eligible else None,
        }
        for group in entry.candidates
        for rank, (owner_id, name) in enumerate(group.people, 1)
    ]
    shown["candidates"] = _ordered("candidates", candidates)
    shown["matches"] = [
        {"rank": rank, "crm": crm, "account_id": account_id, "confidence": confidence, "evidence": evidence}
        for rank, (crm, account_id, confidence, evidence) in enumerate(entry.extra.get("matches", ()), 1)
    ]
    return shown | {"writes": [], "notices": []}


def decisions_since(
    conn: Connection,
    since: datetime,
    *,
    limit: int = 1000,
    **narrowed: str | None,
) -> list[dict[str, Any]]:
    """The newest decisions since then, newest first, without their parts. Narrowed by equality of
    any column of the view: `mode`, `crm`, `route`, `policy_edition`, `outcome`, `owner_id`, ..."""
    view = _view("audit_decisions", _DECISION)
    query = (
        select(view)
        .join(decisions, decisions.c.decision_id == view.c.decision_id)
        .where(decisions.c.decided_at >= to_text(since))
    )
    for name, value in narrowed.items():
        query = query.where(view.c[name] == value)
    query = query.order_by(decisions.c.decided_at.desc(), decisions.c.id.desc()).limit(limit)
    return [dict(row._mapping) for row in conn.execute(query)]


def counts(conn: Connection, since: datetime) -> dict[tuple[str, str, str], int]:
    """How many decisions were taken since then, by mode, CRM and outcome."""
    view = _view("audit_decisions", _DECISION)
    by = (view.c.mode, view.c.crm, view.c.outcome)
    rows = conn.execute(select(*by, func.count()).where(view.c.decided_at >= to_text(since)).group_by(*by))
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def to_review(conn: Connection, since: datetime) -> list[dict[str, Any]]:
    """The newest decision of each lead that is still open, has nothing else to be decided, and whose match
    since then was for a person to look at; the oldest first. Plain columns, with the `matches`."""
    later = decisions.alias("later")
    newer = select(later.c.id).where(
        later.c.lead_id == decisions.c.lead_id,
        later.c.crm == decisions.c.crm,
        later.c.mode == decisions.c.mode,
        later.c.id > decisions.c.id,
    )
    asked = select(inbox.c.id).where(
        OPEN_ITEM,
        literal_column("status = 'waiting'"),
        inbox.c.record_id == decisions.c.lead_id,
        inbox.c.crm == decisions.c.crm,
        inbox.c.mode == decisions.c.mode,
    )
    lead = and_(
        records.c.crm == decisions.c.crm, records.c.kind == "lead", records.c.id == decisions.c.lead_id
    )
    query = (
        select(*(decisions.c[name] for name in COLUMNS))
        .join(records, lead)
        .where(
            TO_REVIEW,
            decisions.c.account_id.is_not(None),
            decisions.c.decided_at >= to_text(since),
            records.c.state == State.OPEN.value,
            ~newer.exists(),
            ~asked.exists(),
        )
        .order_by(decisions.c.decided_at, decisions.c.id)
    )
    found = [dict(row._mapping) for row in conn.execute(query)]
    matches = _parts(conn, *_PARTS["matches"], [row["decision_id"] for row in found])
    for row in found:
        row["matches"] = _ordered("matches", matches.get(row["decision_id"], []))
    return found


def _view(name: str, columns: Sequence[str]) -> TableClause:
    return table(name, *(column(name, Text) for name in columns))


def _parts(
    conn: Connection, source: str, columns: tuple[str, ...], ids: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    view = table(source, column("decision_id", Text), *(column(name) for name in columns))
    found: dict[str, list[dict[str, Any]]] = {}
    if ids:
        for row in conn.execute(select(view).where(among(conn, view.c.decision_id, ids))):
            found.setdefault(row[0], []).append(dict(zip(columns, row[1:], strict=True)))
    return found


def _ordered(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if name == "steps":
        return sorted(rows, key=lambda row: row["position"])
    if name == "candidates":
        return sorted(rows, key=_standing)
    if name == "matches":
        return sorted(rows, key=lambda row: row["rank"])
    if name == "inputs":
        return rows
    return sorted(rows, key=lambda row: row["attempted_at"])


def _standing(row: Mapping[str, Any]) -> tuple[bool, int, str, str]:
    return row["eligible"] != "yes", row["rank"] or 0, row["reason"], row["owner_id"]
