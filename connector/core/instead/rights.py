"""In what right somebody could get a lead that is sent somewhere: as one of a team, by name, by a record, as
who stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from connector.core.clocks import FALLBACK
from connector.core.decision import Decision, Step
from connector.core.instead.bars import Bar, Lift, with_route
from connector.core.instead.guards import DUPLICATES
from connector.core.instead.staff import asks_fields
from connector.core.instead.world import ROUTE, Wanted, World, chain_to, step_of
from connector.core.rules import Target, TargetKind
from connector.core.staff.hours import covering
from connector.core.view import BUSY, Absence, AccountFacts
from mappings.records import SeatKind, Span

BY_RECORD = frozenset(
    {
        TargetKind.ACCOUNT_OWNER,
        TargetKind.ACCOUNT_TEAM,
        TargetKind.PARENT_OWNER,
        TargetKind.ULTIMATE_OWNER,
        TargetKind.OPPORTUNITY_OWNER,
        TargetKind.CONTACT_OWNER,
        TargetKind.PREVIOUS_OWNER,
        TargetKind.ACTIVITY_OWNER,
    }
)
"""Places that go by whose a record is."""


@dataclass(frozen=True, slots=True)
class Right:
    """In what right somebody could get a lead that is sent somewhere, and what stands against that right."""

    words: str
    bars: tuple[Bar, ...] = ()


def rights_of(world: World, who: Wanted, target: Target, path: str) -> Iterator[Right]:
    """Every right in which they could get a lead that the place of this path sends to the target."""
    if who.email is None:
        queues = world.roster.directory.named(target.name, SeatKind.QUEUE)
        if target.kind is TargetKind.QUEUE and any(queue.id == who.seat for queue in queues):
            yield Right("it is named")
    elif target.kind is TargetKind.TEAM:
        chain = chain_to(world.policy.routes, path)
        asks = asks_fields(chain[-1] if chain else None)
        yield from _in_team(world, who.email, target.name, by_fields=asks)
    elif target.kind is TargetKind.USER:
        named = world.roster.named(target.name)
        yield from _in_person(world, who.email, [named], "is named", None)
    elif target.kind is TargetKind.ACCOUNT_TEAM:
        yield from _of_account_team(world, who.email, path)
    elif target.kind in BY_RECORD:
        if path == DUPLICATES:
            owners = _emails(world, ((one.crm, one.record.owner_id) for one in world.view.people))
            words = "owns a record of the same person"
        else:
            owners, words = _owners(world, target.kind), f"is {_WORDS[target.kind]}"
        theirs = _sent_to(path, Target(TargetKind.USER, who.email)) if path != DUPLICATES else None
        yield from _in_person(world, who.email, owners, words, theirs)


def _in_team(world: World, email: str, name: str, *, by_fields: bool) -> Iterator[Right]:
    roster, before = world.roster, list[str]()
    team = world.policy.teams.get(name)
    while team is not None and team.name not in before:
        members = [member.email for member in roster.team(team.name) or ()]
        words, bars = f"is of team {team.name}", list[Bar]()
        if before:
            words = f"is of team {team.name}, into which team {before[-1]} overflows"
            bars = [Bar(_overflowing(before, email), _needed(before[0]), by_fields)]
        if email in members:
            yield Right(words, tuple(bars))
        else:
            for absent in members:
                nearer = _before_in_line(world, absent, email)
                if nearer is not None:
                    inner = f"stands in for {roster.member(absent).name} in team {team.name}"
                    yield Right(inner, (*bars, _stand_in(absent, nearer)))
        before.append(team.name)
        team = world.policy.teams.get(team.overflow or "")


def _in_person(
    world: World, email: str, meant: Iterable[str | None], words: str, theirs: Bar | None
) -> Iterator[Right]:
    """The right of those who are meant by name or by a record, and of those who stand in for them."""
    own = (theirs,) if theirs is not None else ()
    once = list(dict.fromkeys(one for one in meant if one is not None))
    if email in once:
        yield Right(words, own)
        return
    for absent in once:
        nearer = _before_in_line(world, absent, email)
        if nearer is not None:
            name = world.roster.member(absent).name
            yield Right(f"stands in for {name}, who {words}", (_stand_in(absent, nearer),))


def _of_account_team(world: World, email: str, path: str) -> Iterator[Right]:
    roster = world.roster
    theirs = {
        name
        for name in world.policy.teams
        if any(member.email == email for member in roster.team(name) or ())
    }
    for owner in _owners(world, TargetKind.ACCOUNT_OWNER):
        for name in world.policy.teams:
            if name in theirs and any(member.email == owner for member in roster.team(name) or ()):
                bar = _sent_to(path, Target(TargetKind.TEAM, name))
                yield Right(f"is of team {name}, of which the account's owner is", (bar,))
                return


_WORDS = {
    TargetKind.ACCOUNT_OWNER: "the owner of an account that came into question",
    TargetKind.PARENT_OWNER: "the owner of the account above",
    TargetKind.ULTIMATE_OWNER: "the owner of the account at the top",
    TargetKind.OPPORTUNITY_OWNER: "the owner of an opportunity of the account",
    TargetKind.CONTACT_OWNER: "the owner of a contact of the account",
    TargetKind.PREVIOUS_OWNER: "an earlier owner of the lead",
    TargetKind.ACTIVITY_OWNER: "the last to have spoken to the lead",
}


def accounts_of(world: World) -> list[AccountFacts]:
    """The matched account, if any, and the others that came into question."""
    matched = [] if world.found.account is None else [world.found.account]
    return [*matched, *(one for one in world.view.candidates if one.ref not in {m.ref for m in matched})]


def _owners(world: World, kind: TargetKind) -> list[str]:
    view, here = world.view, world.view.cause.crm
    accounts = accounts_of(world)
    found: list[tuple[str, str | None]] = []
    if kind is TargetKind.ACCOUNT_OWNER:
        found = [(one.crm, one.record.owner_id) for one in accounts]
    elif kind is TargetKind.PARENT_OWNER:
        found = [
            (one.ancestors[0].crm, one.ancestors[0].record.owner_id) for one in accounts if one.ancestors
        ]
    elif kind is TargetKind.ULTIMATE_OWNER:
        tops = [one.ancestors[-1] if one.ancestors else one for one in accounts]
        found = [(top.crm, top.record.owner_id) for top in tops]
    elif kind in (TargetKind.OPPORTUNITY_OWNER, TargetKind.CONTACT_OWNER):
        records = view.related.get(kind.value.partition(".")[0], ())
        matched = world.found.account
        found = [(matched.crm if matched is not None else here, one.owner_id) for one in records]
    elif kind is TargetKind.PREVIOUS_OWNER:
        found = [(here, id_) for id_ in view.earlier_owners if id_ != view.lead.owner_id]
    elif view.last_touch is not None:
        found = [(here, view.last_touch.owner_id)]
    return _emails(world, found)


def _emails(world: World, seats: Iterable[tuple[str, str | None]]) -> list[str]:
    found = [world.roster.email_of(crm, id_) for crm, id_ in seats if id_ is not None]
    return list(dict.fromkeys(email for email in found if email is not None))


def _sent_to(path: str, target: Target) -> Bar:
    """That the place names them by a record, which another record, or an unsure match, stands against."""

    def lift(world: World) -> World:
        if path == FALLBACK:
            otherwise = replace(world.policy.otherwise, to=target, per_crm={})
            return replace(world, policy=replace(world.policy, otherwise=otherwise))
        changed = with_route(world.policy, path, lambda one: replace(one, to=target))
        return replace(world, policy=changed)

    def tell(world: World, decision: Decision) -> Step:
        asked = [step.step for step in decision.steps]
        start = f"{ROUTE}{path}" if f"{ROUTE}{path}" in asked else FALLBACK
        behind = decision.steps[asked.index(start) :] if start in asked else ()
        found = next((step for step in behind if step.step.startswith("to ")), None)
        return found or Step("to", "not taken", decision.reason.rstrip("."))

    return Bar(lift, tell, by_fields=True)


def _before_in_line(world: World, absent: str, email: str) -> tuple[str, ...] | None:
    """Who stands in for somebody before this person does; None where this person never does."""
    seen, at = [absent], absent
    while True:
        own = world.view.absences.get(at, ())
        away = [one for one in own if one.kind != BUSY and covering((one.span,), world.view.now)]
        following = (away[0].cover if away else None) or world.roster.member(at).backup
        if following is None or following.lower() in seen:
            return None
        at = following.lower()
        if at == email:
            return tuple(seen[1:])
        seen.append(at)


def _stand_in(absent: str, nearer: Sequence[str]) -> Bar:
    """That somebody is there for whom they would stand in, or another stands in for them."""

    def lift(world: World) -> World:
        view = world.view
        own = view.absences.get(absent, ())
        if not any(one.kind != BUSY and covering((one.span,), view.now) for one in own):
            gone = Absence("away", Span(view.now, None))
            view = replace(view, absences={**view.absences, absent: (gone,)})
        return replace(world, view=replace(view, exclude=view.exclude | set(nearer)))

    def tell(world: World, decision: Decision) -> Step:
        name = world.roster.member(absent).name
        detail = f"they would stand in for {name}, and {decision.owner_name or 'nobody'} takes it"
        return Step("stand-in", "not needed", detail)

    return Bar(lift, tell)


def _overflowing(before: Sequence[str], email: str) -> Lift:
    """As if nobody of the teams that overflow could take it."""

    def lift(world: World) -> World:
        roster = world.roster
        others = {member.email for name in before for member in roster.team(name) or ()} - {email}
        deputies = {one.backup for member in others if (one := roster.member(member)).backup} - {email}
        view = world.view
        return replace(world, view=replace(view, exclude=view.exclude | others | {d for d in deputies if d}))

    return lift


def _needed(first: str) -> Callable[[World, Decision], Step]:
    def tell(world: World, decision: Decision) -> Step:
        turn = step_of(decision.steps, "turn")
        detail = f"team {first} can take it itself"
        return Step(
            "overflow", "not needed", detail + (f": {turn.result} is next" if turn is not None else "")
        )

    return tell
