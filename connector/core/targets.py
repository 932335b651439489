"""From a route's target to an owner: the matched account's owner, a team's next, a user, a queue."""

from __future__ import annotations

from dataclasses import dataclass, replace

from connector.core.decision import PoolGroup
from connector.core.desk import Desk, Taken, Untaken
from connector.core.rules import OutOfHours, Route, Target, TargetKind
from connector.core.staff.asking import Terms
from connector.core.staff.eligible import alone
from connector.core.teams import of_team, turn_outside
from mappings.records import SeatKind


@dataclass(frozen=True, slots=True)
class Thing:
    """What makes a lead somebody's: that they own it, or what else `claim` says. `route` is the one that
    sends to them."""

    name: str
    route: Route | None = None
    claim: str = "owns"


def resolve(
    desk: Desk, target: Target, route: Route | None, *, trusts_match: bool, working_time: bool = True
) -> Taken | Untaken:
    """Who gets the lead by `target`; `route` is None for the fallback. Notes steps and candidates."""
    if target.kind is TargetKind.ACCOUNT_OWNER:
        found = _account_owner(desk, route, trusts_match)
    elif target.kind is TargetKind.TEAM:
        found = of_team(desk, target.name, route, working_time)
    elif target.kind is TargetKind.USER:
        found = to_user(desk, target.name, route)
    elif target.kind is TargetKind.QUEUE:
        found = _queue(desk, target.name)
    else:
        found = _nobody(desk, "the policy leaves it unowned")
    words = target.kind.value + (f" {target.name}" if target.name else "")
    desk.note(f"to {words}", "taken" if isinstance(found, Taken) else "not taken", found.because)
    return found


def _account_owner(desk: Desk, route: Route | None, trusts_match: bool) -> Taken | Untaken:
    account, band = desk.known.account, desk.known.band
    if account is None:
        return Untaken("no account is matched", passes=True)
    if band != "auto" and not trusts_match:
        return Untaken("the match is not sure enough to act on", passes=True)
    desk.reads.append("account.owner")
    return owner_of(desk, account.crm, account.record.owner_id, Thing("the matched account", route))


def owner_of(desk: Desk, crm: str, owner_id: str | None, thing: Thing) -> Taken | Untaken:
    """Whoever sits on a seat of some CRM because of a thing that is theirs, or who stands in."""
    directory = desk.view.directories.get(crm)
    seat = directory.by_id.get(owner_id) if directory is not None and owner_id is not None else None
    if seat is None:
        why = "has no owner" if owner_id is None else f"has an owner unknown in {crm}"
        return Untaken(f"{thing.name} {why}", passes=True)
    if seat.kind is SeatKind.QUEUE:
        return Untaken(f"{thing.name} belongs to queue {seat.name}", passes=True)
    email = desk.roster.email_of(crm, seat.id)
    if not seat.active or email is None:
        why = "has no e-mail" if seat.active else f"is inactive in {crm}"
        return Untaken(f"{seat.name}, who {thing.claim} {thing.name}, {why}", passes=True)
    return _alone(desk, email, f"{thing.claim} {thing.name}", thing.route, passes=True)


def to_user(
    desk: Desk, name: str, route: Route | None, claim: str = "is named by the policy"
) -> Taken | Untaken:
    """Somebody who is meant by name, or who stands in; `claim` says by what right."""
    email = desk.roster.named(name)
    if email is None:
        return Untaken(f"user {name} is unknown or not the only one of that name")
    return _alone(desk, email, claim, route, passes=False)


def _alone(desk: Desk, email: str, claim: str, route: Route | None, *, passes: bool) -> Taken | Untaken:
    terms = _terms_of_one(desk, route)
    taker, meant, reason = alone(desk.roster, email, terms)
    if reason is not None:
        desk.groups.append(PoolGroup(False, reason, (meant.label,)))
    if taker is None or taker.seat is None:
        off_hours = terms.working_time and _is_there_else(desk, email, terms)
        passes = passes or (off_hours and route is not None and route.out_of_hours is None)
        because = f"{meant.name} {claim}, but: {reason}"
        return Untaken(because, passes, terms=terms, person=email, off_hours=off_hours)
    because = f"{taker.name} {claim}"
    if taker is not meant:
        because = f"{meant.name} {claim} ({reason}), {taker.name} stands in"
    desk.groups.append(PoolGroup(True, claim if taker is meant else "stands in", (taker.label,)))
    counts = route is not None and route.counts
    turn = None
    if counts and route is not None and route.rotation is not None and not desk.holds(taker.seat.id):
        turn = turn_outside(desk, route.rotation, taker)
    stands_for = meant.email if taker is not meant else None
    return Taken(taker.seat.id, taker.name, because, taker.email, turn, False, counts, stands_for)


def _terms_of_one(desk: Desk, route: Route | None) -> Terms:
    """Working hours count for somebody who is meant by name where the route says something of them."""
    view = desk.view
    soon = route.soon if route is not None else None
    policy = route.out_of_hours if route is not None else None
    minds = soon is not None if policy is None else policy is not OutOfHours.ANYWAY
    return Terms(view.now, view.absences, view.exclude, working_time=minds, soon=soon if minds else None)


def _is_there_else(desk: Desk, email: str, terms: Terms) -> bool:
    return alone(desk.roster, email, replace(terms, working_time=False))[0] is not None


def _queue(desk: Desk, name: str) -> Taken | Untaken:
    if not desk.view.has_queues:
        return _nobody(desk, f"{desk.view.cause.crm} has no queues, which leaves it unowned")
    found = desk.roster.directory.named(name, SeatKind.QUEUE)
    if len(found) != 1 or not found[0].active:
        why = "unknown" if not found else "inactive" if len(found) == 1 else "the name of several"
        return Untaken(f"queue {name} is {why} in {desk.view.cause.crm}")
    return Taken(found[0].id, found[0].name, f"queue {found[0].name} takes it")


def _nobody(desk: Desk, why: str) -> Taken | Untaken:
    if not desk.view.has_queues:
        return Taken(None, None, why)
    if desk.view.planned:
        why = f"every lead in {desk.view.cause.crm} has an owner, and whoever has it must not keep it"
        return Untaken(why)
    owner = desk.view.lead.owner_id
    seat = desk.roster.directory.by_id.get(owner) if owner else None
    stays = f"every lead in {desk.view.cause.crm} has an owner, so the present one stays"
    return Taken(owner, seat.name if seat else None, stays, kept=True)
