"""Where what decisions read came from, and how old it was then."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from connector.keeping.stamps import stamps
from mappings.instants import to_text
from mappings.records import Kind
from state import mirror

_AGE = re.compile(r"(\S+) (\d+) s old")
_KINDS = frozenset(kind.value for kind in Kind)

Ref = tuple[str, str, str]


def origins(conn: Connection, decisions: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """By decision, each record that it read: how many seconds ago its CRM had been in step, and when the
    record had last been modified, as the decision knew it. Where that was not kept, as the mirror has it;
    blank where the mirror has a newer version."""
    read = {one["decision_id"]: _read(one) for one in decisions}
    kept = stamps(conn, read)
    missing = {ref for name, of in read.items() for ref in of.values() if ref not in kept.get(name, {})}
    mirrored = _mirrored(conn, missing)
    found: dict[str, list[dict[str, Any]]] = {}
    for one in decisions:
        name = one["decision_id"]
        facts = "".join(step["detail"] for step in one["steps"] if step["step"] == "facts")
        ages = {crm: int(seconds) for crm, seconds in _AGE.findall(facts)}
        rows = found.setdefault(name, [])
        for (object_name, id_), ref in read[name].items():
            at = kept.get(name, {}).get(ref) or _unchanged(mirrored.get(ref), one["decided_at"])
            source = {"object": object_name, "record_id": id_, "crm": ref[0], "age_seconds": ages.get(ref[0])}
            rows.append(source | {"modified_at": None if at is None else to_text(at)})
    return found


def _unchanged(modified: datetime | None, decided_at: str) -> datetime | None:
    return None if modified is None or to_text(modified) > decided_at else modified


def _read(decision: Mapping[str, Any]) -> dict[tuple[str, str], Ref]:
    """The records that a decision read, by how it names them."""
    found = {}
    for row in decision["inputs"]:
        crm, _, kind = row["object"].rpartition(":")
        found[row["object"], row["record_id"]] = (crm or decision["crm"], kind.lower(), row["record_id"])
    return found


def _mirrored(conn: Connection, refs: set[Ref]) -> dict[Ref, datetime]:
    ids: dict[tuple[str, str], list[str]] = {}
    for crm, kind, id_ in refs:
        ids.setdefault((crm, kind), []).append(id_)
    return {
        (crm, kind, id_): record.modified_at
        for (crm, kind), of in ids.items()
        if kind in _KINDS
        for id_, record in mirror.get_many(conn, crm, Kind(kind), of).items()
    }
