"""From a team to the one whose turn it is: the pool, the way to choose, the turn that is spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from connector.core.decision import PoolGroup, TurnTaken
from connector.core.desk import Desk, Taken, Untaken
from connector.core.rules import Narrowing, NobodyLeft, OutOfHours, Route, Team, Turn
from connector.core.staff import turns
from connector.core.staff.asking import Need, Terms, need
from connector.core.staff.caps import Tallies
from connector.core.staff.choosing import Choice, Facts, choose, weights_of
from connector.core.staff.eligible import Pool, grouped, pool
from connector.core.staff.measures import OPEN_LEADS
from connector.core.staff.narrowing import narrowed
from connector.core.staff.roster import Member

Asked = tuple[tuple[Narrowing, Need], ...]


@dataclass(frozen=True, slots=True)
class _Call:
    """A lead for a team: by which route (None: the fallback), on what terms, what it asks for step by step
    and what it likes; `source` is the team that overflows into it."""

    team: Team
    route: Route | None
    terms: Terms
    asked: Asked = ()
    fit: tuple[Need, ...] = ()
    source: str | None = None

    @property
    def turn(self) -> Turn:
        return self.route.turn if self.route is not None else Turn.EQUAL

    @property
    def rotation(self) -> str:
        named = self.route.rotation if self.route is not None and self.source is None else None
        return named or self.team.name


def of_team(desk: Desk, name: str, route: Route | None, working_time: bool) -> Taken | Untaken:
    """The one of the team whose turn it is; `route` is None for the fallback."""
    team = desk.policy.teams.get(name)
    if team is None:
        return Untaken(f"team {name} is unknown")
    view = desk.view
    tallies = Tallies(view.given, view.loads)
    terms = Terms(view.now, view.absences, view.exclude, (), working_time, tallies)
    asked = _asked(desk, route.narrow, "with") if route is not None else ()
    kept = _keeper(desk, team, replace(terms, needs=_strict(asked)) if asked else terms)
    if kept is not None:
        return kept
    liked = _asked(desk, route.fit, "fit") if route is not None and route.turn is Turn.BEST_FIT else ()
    call = _Call(team, route, terms, asked, tuple(need for _, need in liked))
    answer = _turn_of(desk, call)
    return answer if isinstance(answer, Taken) else _without_anybody(desk, call, answer)


def _without_anybody(desk: Desk, call: _Call, answer: Untaken) -> Taken | Untaken:
    """Where the team sends what nobody of it can take: to the team it overflows into, and on from there;
    then, where the route says so, to its own people whatever the hour."""
    tried = {call.team.name}
    team = call.team
    while team.overflow is not None and team.overflow not in tried and team.overflow in desk.policy.teams:
        tried.add(team.overflow)
        source, team = team.name, desk.policy.teams[team.overflow]
        desk.note("overflow", team.name, f"team {source} overflows into it")
        over = _turn_of(desk, replace(call, team=team, source=source))
        if isinstance(over, Taken):
            return over
    wish = call.route.out_of_hours if call.route is not None else None
    if wish is None or not call.terms.working_time:
        return answer
    anyway = replace(call, terms=replace(call.terms, working_time=False))
    if not _pool(desk, anyway)[0].able:
        return answer
    if wish is OutOfHours.ANYWAY:
        desk.note("out of hours", "anyway", "working hours and holidays don't count")
        return _turn_of(desk, anyway)
    return replace(answer, off_hours=True)


def _turn_of(desk: Desk, call: _Call) -> Taken | Untaken:
    found = _pool_now(desk, call)
    weights = weights_of((*found.able, *found.absent), call.turn, desk.view.now)
    able, own = found.able, weights
    idle: tuple[Member, ...] = ()
    if min(weights.values(), default=1) < 1:
        able = tuple([member for member in found.able if weights[member.email] >= 1])
        idle = tuple([member for member in found.able if weights[member.email] < 1])
    _note_pool(desk, call.team, found, len(able), idle)
    if not able:
        because = f"nobody of team {call.team.name} can take it now"
        return Untaken(because, team=call.team, terms=_lasting(call))
    if len(weights) > len(able):
        own = {member.email: weights[member.email] for member in able}
    choice = _choose(desk, call, found, able, own)
    turned = turns.take(
        desk.view.turns.get(call.rotation, {}),
        own,
        turns.Round(
            choice.order,
            {member.email: weights[member.email] for member in found.absent},
            call.team.after_absence,
            turns.stamp_of(desk.view.now),
        ),
    )
    return _taken(desk, call, {member.email: member for member in able}, turned, choice.why)


def _pool_now(desk: Desk, call: _Call) -> Pool:
    """Who is there now; if that is nobody, who is there soon, where the route says so."""
    found, told = _pool(desk, call)
    _note_narrowing(desk, call, told)
    soon = call.route.soon if call.route is not None and call.terms.working_time else None
    if found.able or soon is None:
        return found
    later, told = _pool(desk, replace(call, terms=replace(call.terms, soon=soon)))
    if later.able:
        minutes = int(soon.total_seconds() // 60)
        desk.note("soon", "counts as there", f"whoever is in working hours within {minutes} minutes")
        _note_narrowing(desk, call, told)
    return later


def _pool(desk: Desk, call: _Call) -> tuple[Pool, Sequence[tuple[str, str, str]]]:
    """The team's pool, narrowed step by step, and the steps."""
    found = pool(desk.roster, call.team, call.terms)
    if not call.asked:
        return found, ()
    left = narrowed(call.asked, found.able)
    return pool(desk.roster, call.team, replace(call.terms, needs=left.needs)), left.told


def _note_narrowing(desk: Desk, call: _Call, told: Sequence[tuple[str, str, str]]) -> None:
    for (narrowing, _), step in zip(call.asked, told, strict=True):
        desk.note(*step, (narrowing.field,) if narrowing.field else ())


def _lasting(call: _Call) -> Terms:
    """On what terms somebody may come back to the lead."""
    return replace(call.terms, needs=_strict(call.asked))


def turn_outside(desk: Desk, rotation: str, member: Member) -> TurnTaken | None:
    """The turn that a lead given outside the rotation counts as: all who are not away bear their share.
    None where the person is not one of them."""
    weights = _shares(desk, rotation)
    if member.email not in weights:
        desk.note(f"rotation {rotation}", "does not count", f"{member.name} takes no turns in it")
        return None
    before = desk.view.turns.get(rotation, {})
    standings = turns.charge(before, weights, member.email, turns.stamp_of(desk.view.now))
    desk.note(f"rotation {rotation}", "counts", f"the lead counts as a turn of {member.name}")
    return TurnTaken(rotation, standings)


def turn_given_back(desk: Desk, rotation: str, email: str) -> TurnTaken | None:
    """The turn that somebody gives back with the lead; None where there is none to give back."""
    weights = _shares(desk, rotation)
    before = desk.view.turns.get(rotation, {})
    standings = turns.give_back(before, weights, email) if weights else {}
    if not standings:
        desk.note(f"rotation {rotation}", "no credit", "there is no turn to give back")
        return None
    desk.note(f"rotation {rotation}", "credit", "the turn is given back")
    return TurnTaken(rotation, standings)


def _shares(desk: Desk, rotation: str) -> Mapping[str, int]:
    """The weights of all who take turns in a rotation and are not away."""
    teams, weighted = desk.roster.rotations.get(rotation, (frozenset(), False))
    lasting = Terms(desk.view.now, desk.view.absences, working_time=False)
    known = [desk.policy.teams[name] for name in sorted(teams) if name in desk.policy.teams]
    there = {each.email: each for team in known for each in pool(desk.roster, team, lasting).able}
    if not there:
        return {}
    return weights_of([*there.values()], Turn.WEIGHTED if weighted else Turn.EQUAL, desk.view.now)


def _choose(
    desk: Desk, call: _Call, found: Pool, able: Sequence[Member], weights: Mapping[str, int]
) -> Choice:
    places: Mapping[str, int] = {}
    if call.turn is Turn.IN_ORDER:
        listed = desk.roster.places(call.team.name)
        places = {**listed, **{deputy: listed[member] for deputy, member in found.stands_for.items()}}
    standings = desk.view.turns.get(call.rotation, {})
    needs = (*(need for _, need in call.asked), *call.fit)
    view, measure = desk.view, call.route.measure if call.route is not None else OPEN_LEADS
    has = (view.loads.get(measure.name, {}), view.blanks.get(measure.name, {}))
    return choose(call.turn, able, Facts(standings, weights, places, needs, view.now, measure, *has))


def _taken(
    desk: Desk, call: _Call, able: Mapping[str, Member], turned: turns.Turned, why: str
) -> Taken | Untaken:
    chosen = able[turned.order[0]]
    if chosen.seat is None:
        return Untaken(f"{chosen.name} has no seat")
    desk.groups.append(PoolGroup(True, "can take it", grouped([able[email] for email in turned.order])))
    owed = 1 - turns.drift(turned.standings[chosen.email])
    detail = why or f"was owed {owed:.2f} turns, and nobody is owed more"
    detail = detail if len(able) > 1 else "the only one who can take it now"
    if call.rotation != call.team.name:
        detail += f"; the turn is one of rotation {call.rotation}"
    desk.note("turn", chosen.name, detail)
    because = f"{chosen.name} has the next turn in team {call.team.name}"
    because += f", into which team {call.source} overflows" if call.source is not None else ""
    turn = TurnTaken(call.rotation, turned.standings)
    return Taken(chosen.seat.id, chosen.name, because, chosen.email, turn, counts=True)


def _note_pool(desk: Desk, team: Team, found: Pool, able: int, idle: Sequence[Member]) -> None:
    out = dict(found.out)
    for member in idle:
        reason = "weight 0: takes no turns" if member.weight < 1 else "share 0: takes no turns yet"
        out[reason] = (*out.get(reason, ()), member)
    for reason, people in out.items():
        desk.groups.append(PoolGroup(False, reason, grouped(people)))
    total = able + sum(len(people) for people in out.values())
    detail = "; ".join(f"{len(people)} {reason}" for reason, people in out.items())
    desk.note(f"team {team.name}", f"{able} of {total} can take it", detail or "all can take it")


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


def _strict(asked: Asked) -> tuple[Need, ...]:
    """What whoever has the lead already must have to keep it."""
    return tuple(need for narrowing, need in asked if narrowing.nobody_left is NobodyLeft.STOP)


_EFFECT = {"with": "narrows", "fit": "counts"}


def _asked(desk: Desk, wishes: Sequence[Narrowing], word: str) -> Asked:
    """What each of the wishes asks for, but for those whose field is blank. What narrows is told with its
    numbers once it does."""
    found: list[tuple[Narrowing, Need]] = []
    for each in wishes:
        if each.field is None:
            if each.value is not None:
                found.append((each, need(each.trait, (each.value,), each.value, each.at_least)))
            continue
        value = desk.known.look(each.field)
        values = value if isinstance(value, tuple) else () if value is None else (str(value),)
        step = f"{word} {each.trait}"
        if not values:
            desk.note(step, "blank", f"blank: {each.field}, which {_EFFECT[word]} nothing", (each.field,))
            continue
        one = need(each.trait, values, each.field, each.at_least)
        found.append((each, one))
        if word == "fit":
            desk.note(step, _EFFECT[word], one.asked, (each.field,))
    return tuple(found)
