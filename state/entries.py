"""A decision as it is handed over to be put on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mappings.records import Input, Value
from state import jsontext

People = tuple[tuple[str, str], ...]
"""Seat id (or e-mail) and name."""


class StepEntry(NamedTuple):  # tens a decision, made in half the time of a frozen dataclass
    """One thing that was looked at."""

    step: str
    result: str
    detail: str


@dataclass(frozen=True, slots=True)
class CandidateGroup:
    """People who stayed in or left the running for one reason. The eligible stand in the order of
    their rank, the chosen one first."""

    eligible: bool
    reason: str
    people: People


@dataclass(frozen=True, slots=True)
class Knew:
    """What a decision knew: `told` as plain JSON, values about persons `apart` by CRM, kind and id, and the
    rows of `facts` that are new with it."""

    told: Mapping[str, Any]
    apart: Mapping[tuple[str, str, str], Sequence[tuple[str, Value]]]
    facts: tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """All that is put on record of one decision. `decided_at` is canonical text."""

    decision_id: str
    mode: str
    crm: str
    org_id: str
    object: str
    lead_id: str
    decided_at: str
    trigger: str
    generation: str
    outcome: str
    owner_id: str | None
    owner_name: str | None
    previous_owner_id: str | None
    route: str | None
    reason: str
    account_id: str | None
    match_confidence: float | None
    match_band: str | None
    policy_edition: str
    code_version: str
    steps: tuple[StepEntry, ...] = ()
    inputs: tuple[Input, ...] = ()
    candidates: tuple[CandidateGroup, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    knew: Knew | None = None


COLUMNS = (
    "decision_id",
    "mode",
    "crm",
    "org_id",
    "object",
    "lead_id",
    "decided_at",
    "trigger",
    "generation",
    "outcome",
    "owner_id",
    "owner_name",
    "previous_owner_id",
    "route",
    "reason",
    "account_id",
    "match_confidence",
    "match_band",
    "policy_edition",
    "code_version",
)
"""The plain columns of a decision, as the auditors' view names them."""


def value_text(value: Value) -> tuple[str | None, str | None]:
    """A value as text, and what it was where it was no text: i, f, b (`yes` or `no`), l (a JSON
    list)."""
    if value is None:
        return None, None
    if isinstance(value, str):
        return (value if value.isprintable() else jsontext.plain(value)), None
    if isinstance(value, bool):
        return ("yes" if value else "no"), "b"
    if isinstance(value, int):
        return str(value), "i"
    if isinstance(value, float):
        return repr(value), "f"
    return jsontext.dumps(value), "l"


def shown_text(value: Value) -> str | None:
    """A value as the views and their readers show it: a list as its items, apart by `; `."""
    return value_text("; ".join(value) if isinstance(value, tuple) else value)[0]


def value_of(text: str | None, kind: str | None) -> Value:
    """The value that `value_text` told so."""
    if text is None or kind is None:
        return text
    if kind == "b":
        return text == "yes"
    if kind == "l":
        return tuple(jsontext.loads(text))
    return int(text) if kind == "i" else float(text)
