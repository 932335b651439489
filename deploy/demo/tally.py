"""What was decided against what is true: every lead that arrived must be owned as our newest decision
says, unless a person wanted it otherwise afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

from sqlalchemy import Connection

from deploy.demo.company import CRMS
from mappings.instants import from_text
from state import audit

EVER = datetime(2000, 1, 1, tzinfo=UTC)
LIMIT = 10_000_000

OWNED = "owned as decided"
TAKEN = "taken by a person"
LEFT = "left alone"
GONE = "deleted, merged or converted by a person"
WAITS = {"hold": "held", "review": "waits for a person", "park": "waits for a person"}
UNACCOUNTED = "unaccounted for"

RACE_SECONDS = 1.0
"""What a person does between our last read and our write is lost in HubSpot, which has no conditional
writes. An owner whom a person set longer ago than this was visible to that read."""

GRAIN_SECONDS = 1.0
COMMIT_SECONDS = 1.0
"""Salesforce compares whole seconds: a person's edit passes unseen that bears the second of the change
before it and is committed (in the simulation a second after its stamp) between our read and our write."""

Decision = Mapping[str, Any]
Lead = Mapping[str, Any]


@dataclass
class Verdict:
    """One lead: what became of it, and what is wrong with it (nothing, as a rule)."""

    fate: str
    problems: list[str] = field(default_factory=list)
    seconds: float | None = None
    raced: int = 0


@dataclass
class Tally:
    """All leads that arrived. `seconds` are the times to owner, from the instant the CRM shows the lead
    to our first owner write there; `raced` counts owners that a person set unseen, right before our write."""

    arrived: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    routes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    owners: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    problems: list[str] = field(default_factory=list)
    decisions: int = 0
    writes: int = 0
    raced: int = 0

    @property
    def unaccounted(self) -> int:
        """How many leads are not as they ought to be."""
        return self.fates[UNACCOUNTED]


def decisions(conn: Connection) -> list[dict[str, Any]]:
    """Every live decision, oldest first."""
    return audit.decisions_since(conn, EVER, limit=LIMIT, mode="live")[::-1]


def compare(truth: Mapping[str, Any], decided: Iterable[Decision]) -> Tally:
    """Holds the simulators' truth against the decisions (oldest first)."""
    by_lead: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for one in decided:
        by_lead[one["crm"], one["lead_id"]].append(one)
    tally = Tally()
    for crm, dialect in CRMS.items():
        for lead in truth["leads"][dialect]:
            if lead["arrived"]:
                _count(tally, crm, lead, by_lead.get((crm, lead["id"]), []))
    return tally


def _count(tally: Tally, crm: str, lead: Lead, decided: Sequence[Decision]) -> None:
    verdict = judge(crm, lead, decided)
    tally.arrived += 1
    tally.decisions += len(decided)
    tally.writes += len(_ours(lead))
    tally.raced += verdict.raced
    tally.fates[verdict.fate] += 1
    tally.problems += [f"{crm} {lead['id']}: {problem}" for problem in verdict.problems]
    newest = decided[-1] if decided else None
    tally.routes[(newest and newest["route"]) or f"({verdict.fate})"][verdict.fate] += 1
    if newest is not None and verdict.fate == OWNED:
        tally.owners[newest["owner_name"] or "nobody"][crm] += 1
    if verdict.seconds is not None:
        tally.seconds[crm].append(verdict.seconds)


def judge(crm: str, lead: Lead, decided: Sequence[Decision]) -> Verdict:
    """What became of one lead, by its decisions, oldest first."""
    ours = _ours(lead)
    verdict = Verdict(_fate(lead, decided))
    if verdict.fate == UNACCOUNTED:
        verdict.problems.append(_why(lead, decided))
    wanted = [
        d["owner_id"] for d in decided if d["outcome"] == "assign" and d["owner_id"] != d["previous_owner_id"]
    ]
    rest = iter(wanted)
    if not all(any(given == (wish or None) for wish in rest) for given in map(_owner, ours)):
        verdict.problems.append(f"we gave it to {[_owner(c) for c in ours]}, but decided {wanted}")
    _look_for_overwritten(crm, lead, verdict)
    causes = Counter((d["trigger"], d["generation"]) for d in decided)
    doubled = [f"{trigger} {number}" for (trigger, number), count in causes.items() if count > 1]
    if doubled:
        verdict.problems.append(f"decided more than once for {', '.join(doubled)}")
    if verdict.problems:
        verdict.fate = UNACCOUNTED
    if ours:
        verdict.seconds = (from_text(ours[0]["at"]) - from_text(lead["visible_at"])).total_seconds()
    return verdict


def _fate(lead: Lead, decided: Sequence[Decision]) -> str:
    last = lead["history"][-1]
    if lead["state"] != "open":
        return GONE
    if not decided:
        return TAKEN if _by_person(last) else UNACCOUNTED
    newest = decided[-1]
    if newest["outcome"] == "assign":
        if (lead["owner"] or None) == newest["owner_id"]:
            return OWNED
        return TAKEN if _by_person(last) else UNACCOUNTED
    if newest["outcome"] == "leave":
        if last["by"] == "us":
            return UNACCOUNTED
        return TAKEN if _by_person(last) else LEFT
    return WAITS[newest["outcome"]]


def _why(lead: Lead, decided: Sequence[Decision]) -> str:
    if not decided:
        return "no decision"
    newest = decided[-1]
    return (
        f"its owner is {lead['owner'] or 'nobody'} (by {lead['history'][-1]['by']}), the decision"
        f" {newest['decision_id']}: {newest['outcome']} {newest['owner_id'] or ''}".rstrip()
    )


def _look_for_overwritten(crm: str, lead: Lead, verdict: Verdict) -> None:
    """A person's choice that one of our writes replaced."""
    history = lead["history"]
    for place in range(1, len(history)):
        before, change = history[place - 1], history[place]
        if change["by"] != "us" or not _by_person(before):
            continue
        age = _between(before, change)
        unseen = age <= RACE_SECONDS
        if CRMS[crm] == "salesforce":
            at_once = place > 1 and _between(history[place - 2], before) < GRAIN_SECONDS
            unseen = at_once and age <= RACE_SECONDS + COMMIT_SECONDS
        if unseen:
            verdict.raced += 1
        else:
            verdict.problems.append(f"{before['by']} had chosen its owner {age:.1f} s before we replaced it")


def _between(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    return (from_text(other["at"]) - from_text(one["at"])).total_seconds()


def _ours(lead: Lead) -> list[Mapping[str, Any]]:
    return [change for change in lead["history"][1:] if change["by"] == "us"]


def _owner(change: Mapping[str, Any]) -> str | None:
    return change["owner"] or None


def _by_person(change: Mapping[str, Any]) -> bool:
    return "@" in change["by"]


# -- turns ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Evenness:
    """Two people of one rotation who were eligible for the same `turns`, and how far apart they ended."""

    team: str
    people: tuple[str, str]
    turns: int
    apart: float


def evenness(
    conn: Connection, decided: Sequence[Decision], weights: Mapping[str, Mapping[str, int]]
) -> list[Evenness]:
    """Every pair of people with the same eligibility in a team, by the recorded decisions. `weights` are
    those of teams with weighted turns, by person's name; elsewhere everybody counts 1."""
    taken: dict[str, Counter[str]] = defaultdict(Counter)
    able: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in decided:
        _, found, rest = one["reason"].partition(" has the next turn in team ")
        if not found:
            continue
        team = rest.rstrip(".")
        taken[team][one["owner_name"]] += 1
        full = next(d for d in audit.history(conn, one["crm"], one["lead_id"]) if _same(d, one))
        for person in full["candidates"]:
            if person["eligible"] == "yes":
                able[team][person["owner_name"]].add(one["decision_id"])
    return [
        Evenness(team, (a, b), len(people[a]), _apart(taken[team], weights.get(team, {}), a, b))
        for team, people in sorted(able.items())
        for a, b in combinations(sorted(people), 2)
        if people[a] == people[b]
    ]


def _same(one: Decision, other: Decision) -> bool:
    return bool(one["decision_id"] == other["decision_id"])


def _apart(taken: Counter[str], weights: Mapping[str, int], a: str, b: str) -> float:
    return abs(taken[a] / weights.get(a, 1) - taken[b] / weights.get(b, 1))
