"""What is asked for about a lead that somebody has: a deadline's step, an answer, a return. Either the lead
stays where it is, with whoever is to be told; or it is taken back, and the desk set so that it goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connector.core.clocks import FALLBACK, due_at, hours_named, restarted
from connector.core.deadlines import Checkpoint, Clock, Whom
from connector.core.decision import Notify
from connector.core.desk import Desk, Taken, Untaken
from connector.core.destinations import Target, TargetKind
from connector.core.owners import resolve
from connector.core.phrases import shown
from connector.core.rules import Policy, Returns, Route
from connector.core.staff.asking import Terms
from connector.core.staff.eligible import alone, opening_of
from connector.core.targets import to_user
from connector.core.teams import turn_given_back
from connector.core.telling import manager_of, name_of, to_manager, told
from connector.core.view import HOLDS, Request, Verb
from connector.core.walk import Parked, Routed, fallback
from mappings.instants import to_text

LATE = timedelta(minutes=1)
"""How much later than decided an owner may be written before a clock counts from the writing."""

LOOK_AGAIN = timedelta(days=1)
"""How often it is looked whether somebody is back, at least: an absence may end earlier than was said."""


@dataclass(frozen=True, slots=True)
class Stays:
    """The lead stays as it was decided; `notices` go out, and `look_again` says when to look anew, by what
    name."""

    because: str
    notices: tuple[Notify, ...] = ()
    look_again: tuple[datetime, str] | None = None


def consider(desk: Desk, request: Request) -> Stays | None:
    """Whether the lead stays. If not, the desk is set to take it from whoever has it."""
    return _BY_VERB[request.verb](desk, request)


def elsewhere(desk: Desk, request: Request) -> Routed | Parked | None:
    """Where the lead goes that was taken back; None: as the routes say."""
    to = _destination(desk, request)
    if to is Whom.NEXT:
        return None
    if isinstance(to, Target):
        route = _route_of(desk.policy, request)
        taken = _resolved(desk, to, request)
        if isinstance(taken, Taken):
            return Routed(taken, route, route.notify if route is not None else (), on_request=True)
    return fallback(desk)


def _resolved(desk: Desk, to: Target, request: Request) -> Taken | Untaken:
    if to.kind is not TargetKind.USER:
        return resolve(desk, to, None, trusts_match=False)
    claim = "has it back" if request.verb is Verb.GIVE_BACK else "was named for it"
    found = to_user(desk, to.name, None, claim)
    desk.note(f"to user {to.name}", "taken" if isinstance(found, Taken) else "not taken", found.because)
    return found


def _deadline(desk: Desk, request: Request) -> Stays | None:
    clock = next((each for each in desk.view.clocks if _same(each, request.clock)), None)
    if clock is None:
        return Stays("its clock does not run any more")
    mark = clock.marks[request.mark]
    at = due_at(desk.roster, _from_delivery(desk, clock), request.mark)
    if at > desk.view.now:
        detail = f"not before {to_text(at)}: the hours changed, or the owner was written late"
        desk.note(_step(clock), "not yet", detail)
        return Stays(
            f"its deadline is not due before {to_text(at)}", (), (at, mark_name(clock, request.mark))
        )
    what = clock.checkpoint.noun
    if mark.from_deadline:
        because = f"no {what} within {shown(clock.allowed)} {hours_named(clock)}"
        desk.note(_step(clock), "missed", f"{because}; it was due by {to_text(clock.due_at)}")
    else:
        because = f"{what} is due by {to_text(clock.due_at)}"
        desk.note(_step(clock), "reminded", because)
    notices = told(desk, clock, mark, because)
    if mark.reassign is None:
        return Stays(because, notices)
    if clock.route == FALLBACK and _too_often(desk):
        return Stays(f"{because}, and it cannot go further than the fallback", notices)
    desk.because = because[0].upper() + because[1:]
    desk.notices.extend(notices)
    _take_back(desk, clock.email, credit=mark.credit)
    return None


def _decline(desk: Desk, request: Request) -> Stays | None:
    name = name_of(desk, request.email)
    if request.email is None or not _has(desk, request.email):
        return Stays(f"{name} does not have it any more")
    desk.note("declined", "taken back", f"{name} declined it")
    desk.because = f"{name} declined it"
    _take_back(desk, request.email, credit=True)
    return None


def _reassign(desk: Desk, request: Request) -> Stays | None:
    by = request.by or "somebody in charge"
    desk.note("reassign", "taken back", f"{by} asked for it")
    desk.because = f"Reassigned by {by}"
    _take_back(desk, request.email, credit=True)
    return None


def _give_back(desk: Desk, request: Request) -> Stays | None:
    email = request.email or ""
    view, name = desk.view, name_of(desk, email)
    if desk.policy.returns is Returns.NEVER:
        return Stays("the policy gives nothing back any more")
    if email in view.exclude:
        return Stays(f"{name} did not want it")
    taker, _, reason = alone(desk.roster, email, Terms(view.now, view.absences, working_time=False))
    if reason is not None or taker is None:
        desk.note("give back", "not yet", f"{name}: {reason}")
        return Stays(f"{name} is not back", (), looks_again(desk, email, request.path))
    touched = view.touched_at is not None and (view.written_at is None or view.touched_at > view.written_at)
    if desk.policy.returns is Returns.UNTOUCHED and touched:
        desk.note("give back", "stays", "somebody has been in touch with it since")
        return Stays(f"{name} is back, but whoever stood in has been in touch with it")
    desk.note("give back", "goes back", f"{name} is back")
    desk.because = f"{name} is back"
    desk.view = replace(view, planned=True, settled=HOLDS)
    return None


_BY_VERB: Mapping[Verb, Callable[[Desk, Request], Stays | None]] = {
    Verb.DEADLINE: _deadline,
    Verb.DECLINE: _decline,
    Verb.REASSIGN: _reassign,
    Verb.GIVE_BACK: _give_back,
}


def mark_name(clock: Clock, number: int) -> str:
    """By what name a clock's step is waited for."""
    return f"deadline:{clock.key}:{number}"


def looks_again(desk: Desk, email: str, path: str) -> tuple[datetime, str]:
    """When it is looked whether somebody is back to whom a lead goes back that went by the route of this
    path, and by what name that is waited for."""
    now, latest = desk.view.now, desk.view.now + LOOK_AGAIN
    back = opening_of(desk.roster, email, Terms(now, desk.view.absences, working_time=False))
    return latest if back is None or back <= now else min(back, latest), f"give_back:{email}:{path}"


def _destination(desk: Desk, request: Request) -> Whom | Target:
    view, wish = desk.view, request.to
    if request.verb is Verb.GIVE_BACK:
        return Target(TargetKind.USER, request.email or "")
    if request.verb is Verb.REASSIGN:
        return wish or Whom.NEXT
    if _too_often(desk):
        detail = f"taken back {view.reassigned} times already, so the fallback gets it"
        desk.note("reassignments", "too many", detail)
        desk.notices.extend(to_manager(desk, request.email, f"{desk.because}; {detail}"))
        return Whom.OTHERWISE
    if request.clock is None:
        return Whom.NEXT
    named = request.clock.marks[request.mark].reassign
    if named is Whom.MANAGER:
        manager = manager_of(desk, request.clock.email)
        if manager is None:
            desk.note("manager", "unknown", "nobody is known as the owner's manager, so the fallback gets it")
        return Target(TargetKind.USER, manager) if manager is not None else Whom.OTHERWISE
    if named is Whom.NEXT and request.clock.email is None:
        return Whom.OTHERWISE  # by the routes it would go to the same queue again
    return named or Whom.NEXT


def _too_often(desk: Desk) -> bool:
    return desk.view.reassigned >= desk.policy.max_reassignments


def _take_back(desk: Desk, email: str | None, *, credit: bool) -> None:
    """From here on the lead is anybody's but theirs who have it or did not want it."""
    view = desk.view
    turns = view.turns
    if credit and email is not None and view.rotation is not None:
        desk.credit = turn_given_back(desk, view.rotation, email)
        if desk.credit is not None:
            own = {**turns.get(view.rotation, {}), **desk.credit.standings}
            turns = {**turns, view.rotation: own}
    gone = {email} if email is not None else set()
    desk.view = replace(view, planned=True, exclude=view.exclude | gone, settled=HOLDS, turns=turns)


def _has(desk: Desk, email: str) -> bool:
    view = desk.view
    owner = view.pending_owner if view.pending_owner is not None else view.lead.owner_id
    return owner is not None and desk.roster.email_of(view.cause.crm, owner) == email


def _from_delivery(desk: Desk, clock: Clock) -> Clock:
    """The clock as it counts from when the owner was written, where that came late."""
    view = desk.view
    if clock.checkpoint is Checkpoint.ASSIGNED or clock.owner_id is None:
        return clock
    if view.lead.owner_id != clock.owner_id:
        return restarted(desk.roster, clock, view.now)
    late = view.written_at is not None and view.written_at - clock.started_at > LATE
    return restarted(desk.roster, clock, view.written_at) if late and view.written_at is not None else clock


def _same(clock: Clock, other: Clock | None) -> bool:
    return other is not None and clock.key == other.key


def _step(clock: Clock) -> str:
    return f"deadline: {clock.checkpoint.noun}"


def _route_of(policy: Policy, request: Request) -> Route | None:
    path = request.clock.route if request.clock is not None else request.path
    rest = list(policy.routes)
    while rest:
        route = rest.pop()
        if route.path == path:
            return route
        rest += route.routes
    return None
