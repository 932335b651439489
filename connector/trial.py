"""`try`: what would happen to a lead now. Reads the store, writes nothing anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from connector.core.decide import decide
from connector.core.decision import Decision
from connector.core.explain import explain
from connector.core.matching.match import MatchResult
from connector.core.view import View
from connector.gather import Surroundings, arriving, gather, matched, shares_of
from connector.recording import entry
from mappings.instants import from_text, to_text
from mappings.records import Kind, Record, Value
from state import audit, pseudonyms
from state.inbox import Item
from state.pseudonyms import Pseudonyms

TRIED = "tried"


@dataclass(frozen=True)
class Tried:
    """The decision that would be taken from `view` and what was `found` by the matcher; `shown` has the
    shape of a recorded one, as it is read through the pseudonyms (`read`)."""

    view: View
    found: MatchResult
    decision: Decision
    shown: dict[str, Any]
    sentence: str
    read: Pseudonyms


def lead_from_plain(plain: Mapping[str, Any], now: datetime) -> tuple[Record, list[str]]:
    """A lead as a user wrote it, under our names; with it, what is wrong with the text.

    `owner` is an owner id, `created` an instant; everything else is a mapped field.
    """
    wrong = [f"{key}: a list or mapping is no field value" for key, v in plain.items() if isinstance(v, dict)]
    fields: dict[str, Value] = {}
    for key, value in plain.items():
        if key in ("id", "owner", "created", "crm") or isinstance(value, dict):
            continue
        fields[key] = tuple(str(v) for v in value) if isinstance(value, list) else _scalar(value)
    created = now
    if plain.get("created") is not None:
        try:
            created = from_text(str(plain["created"]))
        except ValueError:
            wrong.append("created: write it like 2026-01-31T09:30:00Z")
    owner = plain.get("owner")
    return (
        Record(
            kind=Kind.LEAD,
            id=str(plain.get("id") or TRIED),
            owner_id=None if owner in (None, "", "nobody") else str(owner),
            created_at=created,
            modified_at=now,
            modified_by=None,
            fields=fields,
        ),
        wrong,
    )


def _scalar(value: Any) -> Value:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    return str(value)


def try_lead(conn: Connection, crm: str, object_name: str, lead: Record, around: Surroundings) -> Tried:
    """Decides one lead as it is given, with the store's accounts, turns and absences."""
    now = around.now
    item = Item(0, arriving(crm, object_name, lead.id, around), 0, now)
    view = gather(conn, [item], around, shares_of(conn, around), {(crm, lead.id): lead})[0]
    view, found = matched(conn, around.policy, view)
    decision = decide(around.policy, view, found)
    row = entry(TRIED, around.mode, view.cause, decision, (to_text(now), around.policy.edition, ""))
    read = pseudonyms.read(conn)
    shown = read.shown(audit.as_history(row))
    return Tried(view, found, decision, shown, explain(shown), read)
