"""What is stored about a person, as one file that they can be given (GDPR, article 15)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

from connector.core.explain import explain
from connector.erasing import Person
from mappings.instants import to_text
from mappings.records import Kind
from state import audit, holdings
from state.tombstones import Erasure

ABOUT = {
    "records": "The record as the CRM last showed it, its mapped fields only, and activities about it: "
    "type and time, and nothing that was said or written.",
    "persons": "The values that decisions read, by month and by the code by which a decision refers to them.",
    "decisions": "What was decided of the lead, when and why, by which values, which accounts came into "
    "question, to whom it went, and who was told. Colleagues who did not get it are left out: those rows are "
    "about them.",
    "touches": "Who called, wrote to or met the person, and when.",
    "aliases": "Records that were merged into this one, or into which it was merged.",
    "inbox": "What caused each decision.",
    "writes": "The owners that were to be written to the CRM, and what became of that.",
    "ledger": "The owners that we wrote.",
    "owner_changes": "Owners that others than us gave the lead.",
    "timers": "Points in time at which something about the lead was to be looked at.",
    "clocks": "By when what was to be done for the lead.",
    "deadline_events": "The same each time that it was set, moved, kept or ended.",
    "assignments": "To whom of us the lead was given.",
    "notices": "Messages to colleagues about the lead; what one said is forgotten once it is sent.",
}
"""What each part of the file is."""

_LEFT_OUT = frozenset({"candidates"})


def gathered(
    conn: Connection, person: Person, erased: Sequence[Erasure], asked: str, now: datetime
) -> dict[str, Any]:
    """All that is stored about a person's records, each part by the table it stands in, and what the parts
    are; of earlier erasures when they were and how much went."""
    parts = {}
    for ref in person.refs:
        held: dict[str, Any] = dict(holdings.read(conn, ref))
        if ref.kind is Kind.LEAD and (told := audit.history(conn, ref.crm, ref.id)):
            held["decisions"] = [_decision(each) for each in told]
        parts[str(ref)] = held
    used = [name for name in ABOUT if any(name in held for held in parts.values())]
    return {
        "asked_for": asked,
        "made_at": to_text(now),
        "what_this_is": {name: ABOUT[name] for name in used},
        "records": parts,
        "other_records": [str(ref) for ref in person.others],
        "merged_into": [str(ref) for ref in person.survivors],
        "erasures": [{"erased_at": one.erased_at, "gone": dict(one.gone)} for one in erased],
    }


def write(told: dict[str, Any], place: Path) -> Path:
    """Writes what was gathered to a file that its owner alone may read: `place`, or in it where it is a
    folder. Returns the file. Raises OSError."""
    if place.is_dir():
        first = next(iter(told["records"]), told["asked_for"])
        place /= f"{first.replace(' ', '-').replace('/', '-')}.json"
    descriptor = os.open(place, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    return place


def _decision(told: dict[str, Any]) -> dict[str, Any]:
    return {"sentence": explain(told), **{name: told[name] for name in told if name not in _LEFT_OUT}}
