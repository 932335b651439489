"""The one door: what becomes of a lead, by the policy, from what is known. The same view gives the
same decision, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from connector.core import matching
from connector.core.before import Left, screen, weigh
from connector.core.certainty import what_would_help
from connector.core.decision import Considered, Decision, Matched, Notify, Outcome
from connector.core.desk import Desk
from connector.core.duplicates import ForPerson, duplicate
from connector.core.known import Known, account_inputs
from connector.core.matching import MatchResult
from connector.core.roster import roster_of
from connector.core.rules import MatchRules, Policy
from connector.core.view import AccountFacts, View
from connector.core.walk import Held, Parked, Routed, walk
from mappings.instants import to_text
from mappings.records import Record, SeatKind, State

RIVALS = 3
"""How many of the matcher's candidates have their values recorded, the matched one included."""

RUNNERS_UP = 3
"""How many accounts besides the best are told with their evidence."""

TOLD_FROM = 0.01
"""Confidence from which an account is worth telling of."""

_ENDS = {
    State.CONVERTED: "it is converted",
    State.DELETED: "it is deleted",
    State.MERGED: "it was merged into another record",
}


class Matcher(Protocol):
    """How an account is found for a lead."""

    def __call__(
        self,
        lead: Record,
        candidates: Sequence[AccountFacts],
        rules: MatchRules,
        *,
        home: str,
        holders: Mapping[str, int],
    ) -> MatchResult:
        """The matched account, if any, with confidence and evidence."""


def decide(policy: Policy, view: View, match: Matcher | MatchResult = matching.match) -> Decision:
    """The decision about `view.lead`. `match` is the matcher, or what it has found already."""
    crm = view.cause.crm
    roster = roster_of(policy, view.directories, crm)
    desk = Desk(policy, view, roster, Known(policy, view))
    settled = _guard(desk)
    if settled is not None:
        return _finish(desk, *settled)
    screened = screen(desk)
    if screened is not None:
        return _conclude(desk, screened, None)
    if view.ages:
        detail = ", ".join(f"{name} {round(age)} s old" for name, age in sorted(view.ages.items()))
        desk.note("facts", "read", detail)
    found = match if isinstance(match, MatchResult) else match_lead(policy, view, match)
    desk.steps.extend(found.steps)
    for step in found.steps:
        desk.reads.extend(step.reads)
    _note_help(desk, found)
    desk.known.know_account(found.account, found.band, found.confidence)
    return _conclude(desk, duplicate(desk) or weigh(desk) or walk(desk), found)


def match_lead(policy: Policy, view: View, match: Matcher = matching.match) -> MatchResult:
    """What the matcher says of the view's lead. Between equals, accounts of the CRM that rules owners
    win, else those of the lead's own."""
    return match(view.lead, view.candidates, policy.match, home=_home(view), holders=view.holders)


def _home(view: View) -> str:
    return view.owner_of_record or view.cause.crm


def _note_help(desk: Desk, found: MatchResult) -> None:
    view = desk.view

    def judge(lead: Record, accounts: Sequence[AccountFacts]) -> MatchResult:
        return matching.match(lead, accounts, desk.policy.match, home=_home(view), holders=view.holders)

    ways = what_would_help(view.lead, found, judge)
    if ways:
        detail = f"the match would have been certain with {', or with '.join(ways)}"
        desk.note("match: certainty", "would need more", detail)


def _guard(desk: Desk) -> tuple[Outcome, str] | None:
    """What settles the matter before any route is asked: a lead that is no more, or is not ours."""
    view = desk.view
    lead, owner = view.lead, view.lead.owner_id
    if lead.state is not State.OPEN:
        why = _ENDS[lead.state]
        desk.note("lead", lead.state.value, why, ("lead.record_state",))
        return Outcome.LEAVE, f"Left alone: {why}."
    if view.linked:
        where = view.owner_of_record or "another CRM"
        desk.note("lead", "linked", f"it is linked to a record in {where}, which rules its owner")
        return Outcome.LEAVE, f"Left alone: its owner is ruled by {where}."
    ours = view.wrote_before and owner == view.our_owner
    allowed = owner in desk.roster.owned
    if not ours and not allowed:
        name = _owner_name(desk, owner)
        detail = f"owned by {name}, whom the policy does not take leads from (owned_by)"
        desk.note("owner", "left alone", detail, ("lead.owner",))
        return Outcome.LEAVE, f"Left alone: owned by {name}, who is not in owned_by."
    why = "our own write gave it this owner" if ours else "its present owner is in owned_by"
    desk.note("owner", "may be routed", why, ("lead.owner",))
    if _would_undo(view) and view.undone >= desk.policy.max_undo_per_day:
        count = f"{view.undone} of our writes in 24 h undid somebody else's change"
        desk.note("contested", "stopped", count, ("lead.owner",))
        return Outcome.REVIEW, f"Contested: {count}, so a person must settle it."
    return _loops(desk)


def _loops(desk: Desk) -> tuple[Outcome, str] | None:
    """A lead that changes again and again is somebody's loop: it is parked once, then left alone until
    its changes grow fewer."""
    most, before = desk.policy.max_changes_per_day, desk.view.redecided
    if desk.view.cause.trigger != "changed" or before < most:
        return None
    why = f"watched fields changed more than {most} times in 24 h, which looks like a loop"
    desk.note("loop", "stopped", why)
    if before == most:
        return Outcome.PARK, f"Waits for a person: {why}."
    return Outcome.LEAVE, f"Left alone: {why}, and a person was told."


def _would_undo(view: View) -> bool:
    """Whether giving the lead an owner now undoes what somebody did after our own last write."""
    return view.wrote_before and view.lead.owner_id != view.our_owner


def _owner_name(desk: Desk, owner: str | None) -> str:
    if owner is None:
        return "nobody"
    seat = desk.roster.directory.by_id.get(owner)
    if seat is None:
        return f"{owner} (unknown in {desk.view.cause.crm})"
    return f"queue {seat.name}" if seat.kind is SeatKind.QUEUE else seat.name


def _conclude(
    desk: Desk, found: Routed | Held | Parked | Left | ForPerson, match: MatchResult | None
) -> Decision:
    if isinstance(found, Left):
        return _finish(desk, Outcome.LEAVE, f"Left alone: {found.because}.", match=match)
    if isinstance(found, ForPerson):
        return _finish(desk, Outcome.REVIEW, f"Waits for a person: {found.because}.", match=match)
    if isinstance(found, Held):
        reason = f"Held until {to_text(found.until)} by route {found.route.path}: {found.because}."
        return _finish(desk, Outcome.HOLD, reason, match=match, held=found)
    if isinstance(found, Parked):
        reason = f"Waits for a person: no route took it, and the fallback can't: {found.because}."
        return _finish(desk, Outcome.PARK, reason, match=match)
    taken = found.taken
    by = f"Route {found.route.path}" if found.route else "No route took it, so the fallback does"
    return _finish(desk, Outcome.ASSIGN, f"{by}: {taken.because}.", match=match, routed=found)


def _finish(
    desk: Desk,
    outcome: Outcome,
    reason: str,
    *,
    match: MatchResult | None = None,
    routed: Routed | None = None,
    held: Held | None = None,
) -> Decision:
    lead = desk.view.lead
    taken = routed.taken if routed else None
    route = routed.route if routed else held.route if held else None
    write = taken is not None and taken.owner_id != lead.owner_id
    inputs = desk.known.inputs(desk.reads)
    gives = taken is not None and taken.person is not None and not desk.holds(taken.owner_id)
    if match is not None:
        rivals = [one.facts for one in match.ranked[:RIVALS] if one.facts is not match.account]
        inputs += account_inputs(rivals, dict.fromkeys(name for step in match.steps for name in step.reads))
    return Decision(
        outcome=outcome,
        reason=reason,
        steps=tuple(desk.steps),
        inputs=inputs,
        pool=tuple(desk.groups),
        owner_id=taken.owner_id if taken else None,
        owner_name=taken.owner_name if taken else None,
        person=taken.person if taken else None,
        previous_owner_id=lead.owner_id,
        route=route.path if route else "otherwise" if routed else None,
        matched=_matched(match),
        turn=taken.turn if taken else None,
        write=write,
        undoes=write and _would_undo(desk.view),
        hold_until=held.until if held else None,
        hold_for=held.what if held else None,
        notices=_notices(desk.view, routed, reason, write=write),
        gives=gives,
        counts=gives and taken is not None and taken.counts,
    )


def _matched(match: MatchResult | None) -> Matched | None:
    if match is None:
        return None
    account = match.account
    return Matched(
        crm=account.crm if account else None,
        account_id=account.record.id if account else None,
        confidence=match.confidence,
        band=match.band,
        considered=tuple(
            [
                Considered(one.facts.crm, one.facts.record.id, round(one.confidence, 4), one.evidence)
                for one in match.ranked[: 1 + RUNNERS_UP]
                if one.confidence >= TOLD_FROM
            ]
        ),
    )


def _notices(view: View, routed: Routed | None, reason: str, *, write: bool) -> tuple[Notify, ...]:
    """The new owner's, then the channels'. They name the lead by its id: what it says about a person
    stays in the CRM."""
    if routed is None or (routed.taken.kept and not write and routed.route is not None):
        return ()
    lead = f"{view.cause.crm} {view.cause.object} {view.lead.id}"
    found: list[Notify] = []
    if write and routed.taken.person is not None:
        found.append(Notify("owner", routed.taken.person, f"A lead for you: {lead}", reason))
    owner = routed.taken.owner_name or "nobody"
    channels = dict.fromkeys(routed.notify)
    found.extend(Notify(channel, None, f"{lead} goes to {owner}", reason) for channel in channels)
    return tuple(found)
