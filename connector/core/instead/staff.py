"""What keeps a person from a lead: no seat, an absence, the hour, a cap, the turn of somebody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from connector.core.decision import Decision, Step
from connector.core.instead.bars import Bar, Lift, Tell, with_route
from connector.core.instead.world import Wanted, World, step_of
from connector.core.rules import Narrowing, Person, Policy, Route, TargetKind, Turn
from connector.core.staff import turns
from connector.core.staff.asking import Asking, Terms
from connector.core.staff.caps import Tallies
from connector.core.staff.hours import covering
from connector.core.staff.limits import Cap
from connector.core.view import BUSY, TurnState
from mappings.records import Directory, Hours, Seat, SeatKind, WorkingBlock

_AROUND_THE_CLOCK = (WorkingBlock(frozenset(range(7)), 0, 24 * 60),)
_OWED = 10**6
"""Turns owed that put somebody before everybody."""


def barriers(who: Wanted, route: Route | None) -> list[Bar]:
    """What can stand against a person on the way by this route (None: the fallback), in the order in which
    they are asked about it; none of a queue."""
    email = who.email
    if email is None:
        return []
    found = [
        Bar(_seated(email), _kept_out(email, "seat")),
        Bar(_back(email), _kept_out(email, "absence")),
        Bar(_no_holidays(email), _kept_out(email, "holiday")),
        Bar(_always_open(email), _kept_out(email, "working hours")),
        Bar(_not_busy(email), _kept_out(email, "calendar")),
        Bar(_asked_anew(email), _kept_out(email, "had it before")),
    ]
    for narrowing in route.narrow if route is not None else ():
        lift = _wider(route.path, narrowing) if route is not None else _same
        asks = narrowing.field is not None
        found.append(Bar(lift, _kept_out(email, f"with {narrowing.trait}"), by_fields=asks))
    found += [
        Bar(_uncapped(email), _kept_out(email, "cap")),
        Bar(_counted(email), _kept_out(email, "weight")),
        Bar(_next(email, route), _turn(email), by_fields=asks_fields(route)),
    ]
    return found


def _same(world: World) -> World:
    return world


def person_of(policy: Policy, email: str) -> Person:
    """What the policy says of somebody, also of those whom only a queue names."""
    return policy.people.get(email) or Person(email)


def as_person(world: World, email: str, change: Callable[[Person], Person]) -> World:
    """The world in which the policy says something else of a person."""
    person = person_of(world.policy, email)
    new = change(person)
    if new == person:
        return world
    people = {**world.policy.people, email: new}
    return replace(world, policy=replace(world.policy, people=people))


def _in_directories(world: World, change: Callable[[str, Seat], Seat]) -> World:
    changed: dict[str, Directory] = {}
    for crm, directory in world.view.directories.items():
        seats = tuple([change(crm, seat) for seat in directory.seats])
        changed[crm] = directory if seats == directory.seats else Directory(seats)
    if all(changed[crm] is directory for crm, directory in world.view.directories.items()):
        return world
    return replace(world, view=replace(world.view, directories=changed))


def _is_theirs(world: World, email: str) -> Callable[[str, Seat], bool]:
    roster = world.roster
    return lambda crm, seat: seat.kind is SeatKind.USER and roster.email_of(crm, seat.id) == email


def _seated(email: str) -> Lift:
    """With a seat in the lead's CRM, and an active one."""

    def lift(world: World) -> World:
        crm, member = world.view.cause.crm, world.roster.member(email)
        if member.barrier is None:
            return world
        seat = member.seat
        if seat is not None:
            own = seat
            return _in_directories(
                world, lambda name, one: replace(one, active=True) if (name, one) == (crm, own) else one
            )
        seats = (*world.roster.directory.seats, Seat(f"seat of {email}", SeatKind.USER, member.name, email))
        view = replace(world.view, directories={**world.view.directories, crm: Directory(seats)})

        def unnamed(person: Person) -> Person:
            return replace(person, seats={name: one for name, one in person.seats.items() if name != crm})

        return as_person(replace(world, view=view), email, unnamed)

    return lift


def _back(email: str) -> Lift:
    """There: by the policy, by the CRMs, and by what is on record."""

    def lift(world: World) -> World:
        now, member = world.view.now, world.roster.member(email)
        own = world.view.absences.get(email, ())
        left = tuple(each for each in own if each.kind == BUSY or covering((each.span,), now) is None)
        if left != own:
            absences = {**world.view.absences, email: left}
            world = replace(world, view=replace(world.view, absences=absences))
        if member.out or covering(member.away, now) is not None:
            theirs = _is_theirs(world, email)
            world = _in_directories(
                world,
                lambda crm, seat: replace(seat, away=(), available=True) if theirs(crm, seat) else seat,
            )
            world = as_person(world, email, lambda person: replace(person, away=()))
        return world

    return lift


def _no_holidays(email: str) -> Lift:
    """With no public holidays, neither their own nor those of teams."""

    def lift(world: World) -> World:
        policy = world.policy
        if any(team.holidays for team in policy.teams.values()):
            teams = {name: replace(team, holidays=None) for name, team in policy.teams.items()}
            world = replace(world, policy=replace(policy, teams=teams))
        return as_person(world, email, lambda person: replace(person, holidays=None))

    return lift


def _always_open(email: str) -> Lift:
    """At work at any hour, in the zone where they are."""

    def lift(world: World) -> World:
        roster = world.roster
        teams = [None, *(team for team in world.policy.teams.values() if team.hours is not None)]
        hours = next((own for team in teams if (own := roster.member(email, team).hours) is not None), None)
        if hours is None:
            return world
        always = Hours(hours.zone, _AROUND_THE_CLOCK)
        return as_person(world, email, lambda person: replace(person, hours=always))

    return lift


def _not_busy(email: str) -> Lift:
    def lift(world: World) -> World:
        own = world.view.absences.get(email, ())
        left = tuple(each for each in own if each.kind != BUSY)
        if left == own:
            return world
        return replace(world, view=replace(world.view, absences={**world.view.absences, email: left}))

    return lift


def _asked_anew(email: str) -> Lift:
    """As if they had not had the lead, and had not declined it."""

    def lift(world: World) -> World:
        view, gone = world.view, {email}
        if email not in view.exclude | view.declined:
            return world
        return replace(world, view=replace(view, exclude=view.exclude - gone, declined=view.declined - gone))

    return lift


def _wider(path: str, narrowing: Narrowing) -> Lift:
    """The route without one of its narrowings."""

    def without(route: Route) -> Route:
        left = tuple([one for one in route.narrow if one is not narrowing])
        return replace(route, narrow=left) if left != route.narrow else route

    return lambda world: replace(world, policy=with_route(world.policy, path, without))


def _uncapped(email: str) -> Lift:
    def lift(world: World) -> World:
        caps = [person_of(world.policy, email).cap, *(team.cap for team in world.policy.teams.values())]
        if not any(caps):
            return world
        return as_person(world, email, lambda person: replace(person, cap=Cap()))

    return lift


def _counted(email: str) -> Lift:
    """With turns of their own, from the first day."""

    def change(person: Person) -> Person:
        new = person.ramp is not None and person.ramp.share < 1
        return replace(person, weight=max(1, person.weight), ramp=None if new else person.ramp)

    return lambda world: as_person(world, email, change)


def _next(email: str, route: Route | None) -> Lift:
    """Owed more turns than anybody else; where the route goes by something else than what is owed, it goes
    by that."""

    def by_turns(one: Route) -> Route:
        return one if one.turn in (Turn.EQUAL, Turn.WEIGHTED) else replace(one, turn=Turn.EQUAL)

    def lift(world: World) -> World:
        named = {route.rotation} if route is not None and route.rotation is not None else set()
        standings = {
            name: {**world.view.turns.get(name, {}), email: TurnState(due=_OWED * turns.SCALE)}
            for name in sorted({*world.policy.teams, *named})
        }
        view = replace(world.view, turns={**world.view.turns, **standings})
        policy = with_route(world.policy, route.path, by_turns) if route is not None else world.policy
        return replace(world, view=view, policy=policy)

    return lift


def asks_fields(route: Route | None) -> bool:
    """Whether who else can take the lead, or how well each fits, goes by its fields or by its account."""
    if route is None:
        return False
    by_account = route.to is not None and route.to.kind is TargetKind.ACCOUNT_TEAM
    return by_account or any(one.field is not None for one in (*route.narrow, *route.fit))


def _kept_out(email: str, what: str) -> Tell:
    """Tells why the person could not take it, as the decision has it."""

    def tell(world: World, decision: Decision) -> Step:
        label = world.roster.member(email).label
        reasons = [group.reason for group in decision.pool if not group.eligible and label in group.people]
        detail = reasons[-1] if reasons else _reason(world, email) or _last_word(decision)
        asked = step_of(decision.steps, what)
        return Step(what, "kept out", detail, asked.reads if asked is not None else ())

    return tell


def _reason(world: World, email: str) -> str | None:
    """Why somebody cannot take it who was asked as a stand-in."""
    view = world.view
    tallies = Tallies(view.given, view.loads)
    terms = Terms(view.now, view.absences, view.exclude | view.declined, tallies=tallies)
    return Asking(world.roster.team_of(email), terms).reason(world.roster.member(email))


def _last_word(decision: Decision) -> str:
    told = [step.detail for step in decision.steps if step.result in ("not taken", "taken")]
    return told[-1] if told else decision.reason.rstrip(".")


def _turn(email: str) -> Tell:
    def tell(world: World, decision: Decision) -> Step:
        chosen = step_of(decision.steps[::-1], "turn")
        if chosen is None or decision.turn is None:
            return Step("turn", "somebody else", _last_word(decision))
        detail = f"{chosen.result} is next: {chosen.detail}"
        label = world.roster.member(email).label
        for group in decision.pool:
            if group.eligible and label in group.people:
                place = f"number {group.people.index(label) + 1} of {len(group.people)}"
                detail += f"; they are {place}{_owed(decision.turn.standings, email)}"
        return Step("turn", "somebody else", detail)

    return tell


def _owed(standings: Mapping[str, TurnState], email: str) -> str:
    state = standings.get(email)
    return "" if state is None else f", and are owed {-turns.drift(state):.2f}"
