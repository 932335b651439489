"""Decision -> rows: what the audit store and the outbox keep of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from connector.core.decision import Decision, Outcome
from connector.core.view import Cause
from mappings.records import Value
from state.assignments import Assignment
from state.audit import CandidateGroup, DecisionEntry, StepEntry
from state.entries import Knew
from state.inbox import Arrival, Item
from state.outbox import NoticeRow, OwnerWrite


def decision_id(cause: Cause, mode: str) -> str:
    """The decision's name: the same cause has the same, so that a redo cannot make a second."""
    key = (mode, cause.org_id, cause.object, cause.record_id, cause.trigger, cause.generation)
    return hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:24]


def entry(
    name: str,
    mode: str,
    cause: Cause,
    decision: Decision,
    stamps: tuple[str, str, str],
    knew: Knew | None = None,
) -> DecisionEntry:
    """The audit row. `stamps` are when it was decided (canonical text), the edition and our version; `knew`
    is what it rests on."""
    decided_at, edition, version = stamps
    matched = decision.matched
    extra: dict[str, Any] = {}
    if matched is not None and matched.considered:
        extra["matches"] = [
            [one.crm, one.account_id, one.confidence, "; ".join(one.evidence)] for one in matched.considered
        ]
    return DecisionEntry(
        decision_id=name,
        mode=mode,
        crm=cause.crm,
        org_id=cause.org_id,
        object=cause.object,
        lead_id=cause.record_id,
        decided_at=decided_at,
        trigger=cause.trigger,
        generation=cause.generation,
        outcome=decision.outcome.value,
        owner_id=decision.owner_id,
        owner_name=decision.owner_name,
        previous_owner_id=decision.previous_owner_id,
        route=decision.route,
        reason=decision.reason,
        account_id=matched.account_id if matched else None,
        match_confidence=matched.confidence if matched else None,
        match_band=matched.band if matched else None,
        policy_edition=edition,
        code_version=version,
        steps=tuple(_steps(decision)),
        inputs=decision.inputs,
        candidates=tuple(CandidateGroup(g.eligible, g.reason, g.people) for g in decision.pool),
        extra=extra,
        knew=knew,
    )


def _steps(decision: Decision) -> Iterator[StepEntry]:
    """The steps; of the matched account's evidence, which stands with it among the matches, no word twice."""
    considered = decision.matched.considered if decision.matched is not None else ()
    told = ": " + "; ".join(considered[0].evidence) if considered and considered[0].evidence else ""
    for each in decision.steps:
        detail = each.detail.removesuffix(told) if each.step == "match" and told else each.detail
        yield StepEntry(each.step, each.result, detail)


def owner_write(name: str, mode: str, cause: Cause, decision: Decision) -> OwnerWrite | None:
    """The write that follows, None where nothing changes in the CRM."""
    if decision.outcome is not Outcome.ASSIGN or not decision.write:
        return None
    extra: dict[str, Value] = {"reason": decision.reason, "decision_id": name}
    if decision.matched is not None and decision.matched.account_id and decision.matched.crm == cause.crm:
        extra["account_id"] = decision.matched.account_id
    return OwnerWrite(
        key=name,
        mode=mode,
        decision_id=name,
        crm=cause.crm,
        record_id=cause.record_id,
        owner_id=decision.owner_id,
        expects=decision.previous_owner_id,
        extra=extra,
        undoes=decision.undoes,
        planned=decision.planned,
    )


def assignment(mode: str, cause: Cause, decision: Decision, now: datetime) -> Assignment | None:
    """Who is given the lead by it, None where nobody is."""
    if not decision.gives or decision.person is None or decision.owner_id is None:
        return None
    rotation = decision.turn.rotation if decision.turn is not None else None
    return Assignment(
        mode, cause.crm, cause.record_id, decision.owner_id, decision.person, now, decision.counts, rotation
    )


def notices(name: str, cause: Cause, decision: Decision, waits: bool) -> list[NoticeRow]:
    """The notices that follow; with `waits`, once the write is confirmed."""
    return [
        NoticeRow(
            key=f"{name}:{number}",
            decision_id=name,
            channel=notice.channel,
            email=notice.email,
            title=notice.title,
            body=notice.body,
            waits_for=name if waits else None,
            answers=f"{cause.crm}:{cause.record_id}" if notice.answers else None,
        )
        for number, notice in enumerate(decision.notices)
    ]


def request(item: Item, number: str, now: datetime) -> Arrival:
    """The arrival by which a person asks for a new decision of `item`'s lead."""
    return replace(
        item.arrival, trigger="request", generation=number, due_at=now, seen_at=now, stale=False, detail=None
    )


def asked_again(decision: Mapping[str, Any], number: str, now: datetime) -> Arrival:
    """The arrival by which a person asks for a new decision after `decision`, a recorded one."""
    return Arrival(
        mode=decision["mode"],
        crm=decision["crm"],
        org_id=decision["org_id"],
        object=decision["object"],
        record_id=decision["lead_id"],
        trigger="request",
        generation=number,
        seen_at=now,
        due_at=now,
    )
