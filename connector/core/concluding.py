"""From what the desk has found to the decision: its outcome, and all that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from connector.core.before import Left
from connector.core.clocks import FALLBACK, started, waiting
from connector.core.deadlines import Clock
from connector.core.decision import Considered, Decision, Matched, Notify, Outcome
from connector.core.desk import Desk
from connector.core.duplicates import ForPerson
from connector.core.known import account_inputs
from connector.core.matching.match import MatchResult
from connector.core.planned import Stays, looks_again
from connector.core.rules import Returns
from connector.core.view import View
from connector.core.walk import Held, Parked, Routed
from mappings.instants import to_text

RIVALS = 3
"""How many of the matcher's candidates have their values recorded, the matched one included."""

RUNNERS_UP = 3
"""How many accounts besides the best are told with their evidence."""

TOLD_FROM = 0.01
"""Confidence from which an account is worth telling of."""


def stays(desk: Desk, found: Stays) -> Decision:
    """The decision that what was decided before stays in force."""
    decision = finish(desk, Outcome.LEAVE, f"Stays where it is: {found.because}.")
    return replace(decision, stands=True, ends=None, notices=found.notices, look_again=found.look_again)


def conclude(
    desk: Desk, found: Routed | Held | Parked | Left | ForPerson, match: MatchResult | None
) -> Decision:
    """The decision that follows from what was found."""
    if isinstance(found, Left):
        return finish(desk, Outcome.LEAVE, f"Left alone: {found.because}.", match=match)
    if isinstance(found, ForPerson):
        return finish(desk, Outcome.REVIEW, f"Waits for a person: {found.because}.", match=match)
    if isinstance(found, Held):
        reason = f"Held until {to_text(found.until)} by route {found.route.path}: {found.because}."
        return finish(desk, Outcome.HOLD, reason, match=match, held=found)
    if isinstance(found, Parked):
        reason = f"Waits for a person: no route took it, and the fallback can't: {found.because}."
        return finish(desk, Outcome.PARK, reason, match=match)
    by = f"Route {found.route.path}" if found.route else "No route took it, so the fallback does"
    reason = f"{found.taken.because}." if found.on_request else f"{by}: {found.taken.because}."
    reason = f"{desk.because}. {reason}" if desk.because else reason
    return finish(desk, Outcome.ASSIGN, reason, match=match, routed=found)


def finish(
    desk: Desk,
    outcome: Outcome,
    reason: str,
    *,
    match: MatchResult | None = None,
    routed: Routed | None = None,
    held: Held | None = None,
) -> Decision:
    """The decision of this outcome, for this reason, with what the desk has noted."""
    lead = desk.view.lead
    taken = routed.taken if routed else None
    route = routed.route if routed else held.route if held else None
    write = taken is not None and taken.owner_id != lead.owner_id
    moves = taken is not None and not desk.holds(taken.owner_id)
    gives = moves and taken is not None and taken.person is not None
    follows = _follow_up(desk, routed, held, moves=moves)
    inputs = desk.known.inputs(desk.reads)
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
        route=route.path if route else FALLBACK if routed and not routed.on_request else None,
        matched=_matched(match),
        turn=taken.turn if taken else None,
        write=write,
        undoes=write and would_undo(desk.view),
        hold_until=held.until if held else None,
        hold_for=held.what if held else None,
        notices=(*desk.notices, *_notices(desk.view, routed, reason, write=write)),
        gives=gives,
        counts=gives and taken is not None and taken.counts,
        clocks=follows.clocks,
        ends=follows.ends if routed is not None else reason if outcome is Outcome.LEAVE else None,
        planned=write and _takes_back(desk.view),
        credit=desk.credit if moves else None,
        look_again=follows.look_again,
    )


@dataclass(frozen=True, slots=True)
class _FollowUp:
    """What an owner's lead is held to from now on."""

    clocks: tuple[Clock, ...] = ()
    ends: str | None = None
    look_again: tuple[datetime, str] | None = None


def _follow_up(desk: Desk, routed: Routed | None, held: Held | None, *, moves: bool) -> _FollowUp:
    if held is not None:
        return _FollowUp(waiting(desk, held.route))
    if routed is None:
        return _FollowUp()
    taken, route = routed.taken, routed.route
    again = None
    if taken.stands_for is not None and desk.policy.returns is not Returns.NEVER:
        absent = desk.roster.member(taken.stands_for)
        desk.note("give back", "later", f"goes back to {absent.name} once they are there")
        again = looks_again(desk, absent.email, route.path if route else "")
    if not moves:
        return _FollowUp(look_again=again)
    clocks = (
        () if routed.on_request and route is None else started(desk, route, (taken.owner_id, taken.person))
    )
    return _FollowUp(clocks, f"it went to {taken.owner_name or 'nobody'}", again)


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
        found.append(Notify("owner", routed.taken.person, f"A lead for you: {lead}", reason, answers=True))
    owner = routed.taken.owner_name or "nobody"
    channels = dict.fromkeys(routed.notify)
    found.extend(Notify(channel, None, f"{lead} goes to {owner}", reason) for channel in channels)
    return tuple(found)


def _takes_back(view: View) -> bool:
    """Whether another owner now is agreed on with the one that our own last write gave."""
    return view.planned and view.wrote_before and not would_undo(view)


def would_undo(view: View) -> bool:
    """Whether giving the lead an owner now undoes what somebody did after our own last write."""
    return view.wrote_before and view.lead.owner_id != view.our_owner
