"""The one door: what becomes of a lead, by the policy, from what is known. The same view gives the
same decision, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from connector.core.before import screen, weigh
from connector.core.concluding import conclude, finish, stays, would_undo
from connector.core.decision import Decision, Outcome
from connector.core.desk import Desk
from connector.core.duplicates import ForPerson, duplicate
from connector.core.known import Known
from connector.core.matching import match as matching
from connector.core.matching.certainty import what_would_help
from connector.core.matching.match import MatchResult
from connector.core.planned import consider, elsewhere
from connector.core.rules import MatchRules, Policy
from connector.core.staff.roster import roster_of
from connector.core.view import AccountFacts, View
from connector.core.walk import Held, Parked, Routed, walk
from mappings.records import Record, SeatKind, State

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
    view = replace(view, exclude=view.exclude | view.declined) if view.declined else view
    roster = roster_of(policy, view.directories, crm)
    desk = Desk(policy, view, roster, Known(policy, view))
    settled = _guard(desk)
    if settled is not None:
        return finish(desk, *settled)
    if view.request is not None:
        found = consider(desk, view.request)
        if found is not None:
            return stays(desk, found)
    screened = screen(desk) if not desk.view.planned else None
    if screened is not None:
        return conclude(desk, screened, None)
    if view.ages:
        detail = ", ".join(f"{name} {round(age)} s old" for name, age in sorted(view.ages.items()))
        desk.note("facts", "read", detail)
    matched = match if isinstance(match, MatchResult) else match_lead(policy, view, match)
    desk.steps.extend(matched.steps)
    for step in matched.steps:
        desk.reads.extend(step.reads)
    _note_help(desk, matched)
    desk.known.know_account(matched.account, matched.band, matched.confidence)
    return conclude(desk, _sent(desk), matched)


def _sent(desk: Desk) -> Routed | Held | Parked | ForPerson:
    request = desk.view.request
    if request is None or not desk.view.planned:
        return duplicate(desk) or weigh(desk) or walk(desk)
    below = weigh(desk)  # deadlines of the next owner may go by the score
    return elsewhere(desk, request) or below or walk(desk)


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
    if would_undo(view) and view.undone >= desk.policy.max_undo_per_day:
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


def _owner_name(desk: Desk, owner: str | None) -> str:
    if owner is None:
        return "nobody"
    seat = desk.roster.directory.by_id.get(owner)
    if seat is None:
        return f"{owner} (unknown in {desk.view.cause.crm})"
    return f"queue {seat.name}" if seat.kind is SeatKind.QUEUE else seat.name
