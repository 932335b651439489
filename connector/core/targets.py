"""From a route's target to an owner: the matched account's owner, a team's next, a user, a queue.

Each answers Taken, or Untaken with the reason, so that the next route or the fallback can try.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from connector.core import turns
from connector.core.decision import PoolGroup, Step, TurnTaken
from connector.core.eligible import Need, Pool, Terms, alone, grouped, need, pool
from connector.core.known import Known
from connector.core.narrowing import narrowed
from connector.core.roster import Member, Roster
from connector.core.rules import Narrowing, NobodyLeft, Policy, Route, Target, TargetKind, Team, Turn
from connector.core.view import View
from mappings.records import SeatKind


@dataclass(frozen=True, slots=True)
class Taken:
    """Who gets the lead. `because` is a clause ("Ann has the next turn in team Inbound"); `kept`
    is true where the present owner stays and no turn is spent."""

    owner_id: str | None
    owner_name: str | None
    because: str
    person: str | None = None
    turn: TurnTaken | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Untaken:
    """Why nobody gets it this way. `passes` sends the lead to the next route whatever the route says
    about nobody; `team` is the one that somebody may come back to, on `terms`."""

    because: str
    passes: bool = False
    team: Team | None = None
    terms: Terms | None = None


@dataclass(slots=True)
class Desk:
    """The decision in the making: what is known, and what has been noted so far."""

    policy: Policy
    view: View
    roster: Roster
    known: Known
    steps: list[Step] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    groups: list[PoolGroup] = field(default_factory=list)

    def note(self, step: str, result: str, detail: str, reads: Sequence[str] = ()) -> None:
        """Put a step on record, and its fields among the inputs."""
        self.steps.append(Step(step, result, detail, tuple(reads)))
        self.reads.extend(reads)


def resolve(
    desk: Desk, target: Target, route: Route | None, *, trusts_match: bool, working_time: bool = True
) -> Taken | Untaken:
    """Who gets the lead by `target`; `route` is None for the fallback. Notes steps and candidates."""
    if target.kind is TargetKind.ACCOUNT_OWNER:
        found = _account_owner(desk, trusts_match)
    elif target.kind is TargetKind.TEAM:
        found = _team(desk, target.name, route, working_time)
    elif target.kind is TargetKind.USER:
        found = _user(desk, target.name)
    elif target.kind is TargetKind.QUEUE:
        found = _queue(desk, target.name)
    else:
        found = _nobody(desk, "the policy leaves it unowned")
    words = target.kind.value + (f" {target.name}" if target.name else "")
    desk.note(f"to {words}", "taken" if isinstance(found, Taken) else "not taken", found.because)
    return found


def _account_owner(desk: Desk, trusts_match: bool) -> Taken | Untaken:
    account, band = desk.known.account, desk.known.band
    if account is None:
        return Untaken("no account is matched", passes=True)
    if band != "auto" and not trusts_match:
        return Untaken("the match is not sure enough to act on", passes=True)
    desk.reads.append("account.owner")
    return owner_of(desk, account.crm, account.record.owner_id, "the matched account")


def owner_of(desk: Desk, crm: str, owner_id: str | None, thing: str, claim: str = "owns") -> Taken | Untaken:
    """Whoever sits on a seat of some CRM because of a thing that they own (`claim`), or who stands in."""
    directory = desk.view.directories.get(crm)
    seat = directory.by_id.get(owner_id) if directory is not None and owner_id is not None else None
    if seat is None:
        why = "has no owner" if owner_id is None else f"has an owner unknown in {crm}"
        return Untaken(f"{thing} {why}", passes=True)
    if seat.kind is SeatKind.QUEUE:
        return Untaken(f"{thing} belongs to queue {seat.name}", passes=True)
    email = desk.roster.email_of(crm, seat.id)
    if not seat.active or email is None:
        why = "has no e-mail" if seat.active else f"is inactive in {crm}"
        return Untaken(f"{seat.name}, who {claim} {thing}, {why}", passes=True)
    return _alone(desk, email, f"{claim} {thing}", passes=True)


def _user(desk: Desk, name: str) -> Taken | Untaken:
    email = desk.roster.named(name)
    if email is None:
        return Untaken(f"user {name} is unknown or not the only one of that name")
    return _alone(desk, email, "is named by the policy", passes=False)


def _alone(desk: Desk, email: str, claim: str, *, passes: bool) -> Taken | Untaken:
    terms = Terms(desk.view.now, desk.view.absences, desk.view.exclude)
    taker, meant, reason = alone(desk.roster, email, terms)
    if reason is not None:
        desk.groups.append(PoolGroup(False, reason, (meant.label,)))
    if taker is None or taker.seat is None:
        return Untaken(f"{meant.name} {claim}, but: {reason}", passes=passes)
    because = f"{taker.name} {claim}"
    if taker is not meant:
        because = f"{meant.name} {claim} ({reason}), {taker.name} stands in"
    desk.groups.append(PoolGroup(True, claim if taker is meant else "stands in", (taker.label,)))
    return Taken(taker.seat.id, taker.name, because, taker.email)


def _queue(desk: Desk, name: str) -> Taken | Untaken:
    if not desk.view.has_queues:
        return _nobody(desk, f"{desk.view.cause.crm} has no queues, which leaves it unowned")
    found = desk.roster.directory.named(name, SeatKind.QUEUE)
    if len(found) != 1 or not found[0].active:
        why = "unknown" if not found else "inactive" if len(found) == 1 else "the name of several"
        return Untaken(f"queue {name} is {why} in {desk.view.cause.crm}")
    return Taken(found[0].id, found[0].name, f"queue {found[0].name} takes it")


def _nobody(desk: Desk, why: str) -> Taken:
    if not desk.view.has_queues:
        return Taken(None, None, why)
    owner = desk.view.lead.owner_id
    seat = desk.roster.directory.by_id.get(owner) if owner else None
    stays = f"every lead in {desk.view.cause.crm} has an owner, so the present one stays"
    return Taken(owner, seat.name if seat else None, stays, kept=True)


def _team(desk: Desk, name: str, route: Route | None, working_time: bool) -> Taken | Untaken:
    team = desk.policy.teams.get(name)
    if team is None:
        return Untaken(f"team {name} is unknown")
    view = desk.view
    terms = Terms(view.now, view.absences, view.exclude, (), working_time)
    asked = _asked(desk, route.narrow) if route is not None else ()
    kept = _keeper(desk, team, replace(terms, needs=_strict(asked)))
    if kept is not None:
        return kept
    if asked:
        left = narrowed(asked, pool(desk.roster, team, terms).able)
        for (narrowing, _), told in zip(asked, left.told, strict=True):
            desk.note(*told, (narrowing.field,) if narrowing.field else ())
        terms = replace(terms, needs=left.needs)
    weighted = route is not None and route.turn is Turn.WEIGHTED
    found = pool(desk.roster, team, terms)
    able = found.able
    idle: tuple[Member, ...] = ()
    if weighted and any(member.weight < 1 for member in able):
        idle = tuple(member for member in able if member.weight < 1)
        able = tuple(member for member in able if member.weight >= 1)
    _note_pool(desk, team, found, able, idle)
    if not able:
        return Untaken(f"nobody of team {team.name} can take it now", team=team, terms=terms)
    return _next_of(desk, team.name, able, weighted=weighted)


def _next_of(desk: Desk, rotation: str, able: tuple[Member, ...], *, weighted: bool) -> Taken | Untaken:
    weights = {member.email: member.weight if weighted else 1 for member in able}
    before = desk.view.turns.get(rotation, {})
    turned = turns.take(before, weights)
    by_email = {member.email: member for member in able}
    chosen = by_email[turned.order[0]]
    if chosen.seat is None:
        return Untaken(f"{chosen.name} has no seat")
    group = tuple([by_email[email].label for email in turned.order])
    desk.groups.append(PoolGroup(True, "can take it", group))
    owed = 1 - turns.drift(turned.standings[chosen.email])
    detail = f"was owed {owed:.2f} turns, and nobody is owed more"
    desk.note("turn", chosen.name, detail if len(able) > 1 else "the only one who can take it now")
    because = f"{chosen.name} has the next turn in team {rotation}"
    turn = TurnTaken(rotation, turned.standings)
    return Taken(chosen.seat.id, chosen.name, because, chosen.email, turn)


def _note_pool(
    desk: Desk, team: Team, found: Pool, able: tuple[Member, ...], idle: tuple[Member, ...]
) -> None:
    out = dict(found.out)
    if idle:
        out["weight 0: takes no turns"] = idle
    for reason, people in out.items():
        desk.groups.append(PoolGroup(False, reason, grouped(people)))
    total = len(able) + sum(len(people) for people in out.values())
    detail = "; ".join(f"{len(people)} {reason}" for reason, people in out.items())
    desk.note(f"team {team.name}", f"{len(able)} of {total} can take it", detail or "all can take it")


def _keeper(desk: Desk, team: Team, terms: Terms) -> Taken | None:
    """Whoever we gave the lead to, or have chosen for it, keeps it as long as the team's terms still
    fit: an edited field is no reason to hand a lead from one to the other."""
    view = desk.view
    owner = view.lead.owner_id
    if view.pending_owner is not None:
        owner = view.pending_owner
    elif not (view.wrote_before and view.our_owner == owner):
        return None
    if owner is None or view.planned:
        return None
    email = desk.roster.email_of(view.cause.crm, owner)
    lasting = Terms(terms.now, terms.absences, terms.exclude, terms.needs, working_time=False)
    for member in pool(desk.roster, team, lasting).able:
        if member.email == email and member.seat is not None and member.seat.id == owner:
            desk.groups.append(PoolGroup(True, "keeps the lead", (member.label,)))
            has = "was chosen for it" if view.pending_owner is not None else "has it"
            because = f"{member.name} {has} already and is of team {team.name}"
            return Taken(owner, member.name, because, email, kept=True)
    return None


def _strict(asked: Sequence[tuple[Narrowing, Need]]) -> tuple[Need, ...]:
    """What whoever has the lead already must have to keep it."""
    return tuple(need for narrowing, need in asked if narrowing.nobody_left is NobodyLeft.STOP)


def _asked(desk: Desk, narrow: Sequence[Narrowing]) -> tuple[tuple[Narrowing, Need], ...]:
    found: list[tuple[Narrowing, Need]] = []
    for each in narrow:
        if each.field is None:
            if each.value is not None:
                found.append((each, need(each.trait, (each.value,), each.value, each.at_least)))
            continue
        value = desk.known.look(each.field)
        values = value if isinstance(value, tuple) else () if value is None else (str(value),)
        if values:
            found.append((each, need(each.trait, values, each.field, each.at_least)))
        else:
            detail = f"blank: {each.field}, which narrows nothing"
            desk.note(f"with {each.trait}", "blank", detail, (each.field,))
    return tuple(found)
