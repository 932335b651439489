"""The smallest change that would have sent a lead to somebody: as few values of the lead and its account as
possible, found among those that the policy tells apart, and decided.

The search goes by what stood in the way: whatever did depends on the fields that were read there alone, so
one of those must change. Fewer fields come before more; of equals, those of the lead before the account's,
values before blanks, then by the fields' names and the order of their values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from connector.core.asked import desk_before_routes
from connector.core.clocks import FALLBACK
from connector.core.conditions import Truth, Verdict
from connector.core.decide import Matcher, match_lead
from connector.core.decision import Decision, Step
from connector.core.instead.choices import OF_JUNK, Choice, Choices, tests_in
from connector.core.instead.guards import JUNK
from connector.core.instead.rights import BY_RECORD
from connector.core.instead.ways import Way
from connector.core.instead.why import WhyNot, why_not
from connector.core.instead.world import ROUTE, Trial, World, chain_to, ended_at, lean, wanted, world_of
from connector.core.known import MATCH
from connector.core.lanes import lanes_of
from connector.core.matching import match as matching
from connector.core.matching.match import MatchResult
from connector.core.rules import Blank, Policy, Route, TargetKind
from connector.core.screening import POINTS
from connector.core.view import AccountFacts, View
from mappings.records import Record, Value

MOST_FIELDS = 3
"""How many fields may change at once."""

MOST_DECISIONS = 1_000
MOST_LOOKS = 20_000
"""So many decisions, and so many looks at what a route asks, one search may take."""

Change = Mapping[str, Choice]


@dataclass(frozen=True, slots=True)
class Changed:
    """One field with another value: `value`, or where `same_as` names a field of the lead, that one's."""

    field: str
    value: Value
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Nearest:
    """The smallest change, and by which `route` they would have the lead then; empty where there is none of
    up to `most` fields, or `bounded` says that the search was broken off. `got` says that they have it as it
    is. `firm` are what no value of the lead moves, way by way, where that stands on each of them. `tried`
    counts decisions."""

    changes: tuple[Changed, ...] = ()
    route: str | None = None
    got: bool = False
    firm: bool = False
    bounded: bool = False
    most: int = MOST_FIELDS
    tried: int = 0


def nearest(
    policy: Policy,
    view: View,
    owner: str,
    match: Matcher | MatchResult = matching.match,
    why: WhyNot | None = None,
) -> Nearest:
    """The smallest change of values by which `owner` would have had the lead of `view`. `why` is the answer
    of `why_not`, where that is known. Where `match` is what the matcher has found already, a lead that says
    otherwise is matched by the shipped matcher; without candidates the match stands as it is."""
    found = why if why is not None else why_not(policy, view, owner, match)
    world = world_of(policy, view, match)
    who = wanted(world, owner)
    if found.got or who is None:
        return Nearest(got=found.got)
    open_ = [barred.way for barred in found.ways if not barred.firm]
    if not open_:
        return Nearest(firm=True)
    again = matching.match if isinstance(match, MatchResult) else match
    near = [test for way in open_ for route in way.chain if route.when for test in tests_in(route.when)]
    search = _Search(Trial(who), world, again, Choices(world, who, near))
    best = search.best(open_)
    if best is None:
        return Nearest(bounded=search.spent, tried=search.trial.count)
    decision = search.decided(best)
    told = tuple([Changed(name, choice.value, choice.same_as) for name, choice in sorted(best.items())])
    return Nearest(told, decision.route, bounded=search.spent, tried=search.trial.count)


def changed(world: World, values: Mapping[str, Value], match: Matcher | None = matching.match) -> World:
    """The world in which the lead and its account have these values. It is matched anew by `match`, unless
    that is None or no account came into question."""
    names = {name.partition(".")[2]: value for name, value in values.items() if name.startswith("lead.")}
    own = {name.partition(".")[2]: value for name, value in values.items() if name.startswith("account.")}
    view, found = world.view, world.found
    if own and found.account is not None:
        new = _with(found.account, own)
        candidates = tuple([new if one.ref == new.ref else one for one in view.candidates])
        view, found = replace(view, candidates=candidates), replace(found, account=new)
    if names:
        view = replace(view, lead=replace(view.lead, fields={**view.lead.fields, **names}))
    if match is not None and view.candidates:
        found = lean(match_lead(world.policy, view, match))
    return World(world.policy, view, found)


def _with(account: AccountFacts, own: Mapping[str, Value]) -> AccountFacts:
    record: Record = replace(account.record, fields={**account.record.fields, **own})
    return replace(account, record=record)


@dataclass(slots=True)
class _Search:
    """Looks for a change by which the lead is theirs. Each world is made once."""

    trial: Trial
    world: World
    match: Matcher
    choices: Choices
    looks: int = 0
    _worlds: dict[tuple[tuple[str, Value], ...], World] = field(default_factory=dict)
    _decided: dict[tuple[tuple[str, Value], ...], Decision] = field(default_factory=dict)

    @property
    def spent(self) -> bool:
        """Whether not everything could be tried."""
        return self.choices.cut or self._over

    @property
    def _over(self) -> bool:
        return self.trial.count >= MOST_DECISIONS or self.looks >= MOST_LOOKS

    def best(self, ways: Sequence[Way]) -> Change | None:
        """The smallest change by one of the ways; None where there is none."""
        for size in range(1, MOST_FIELDS + 1):
            found: list[Change] = []
            for way in ways:
                seen: set[frozenset[str]] = set()
                found += self._down(way, {}, size, seen)
            if found:
                return self._least(min(found, key=self._order))
        return None

    def _least(self, change: Change) -> Change:
        """The change, or the part of it that does it alone."""
        for size in range(1, len(change)):
            for names in combinations(sorted(change), size):
                part = {name: change[name] for name in names}
                if self.trial.given(self._world(part), self.decided(part)):
                    return part
        return change

    def _down(self, way: Way, change: Change, left: int, seen: set[frozenset[str]]) -> Iterator[Change]:
        """All changes of `left` more fields by which the lead is theirs, by what stands on the way."""
        key = frozenset(f"{name} {choice!r}" for name, choice in change.items())
        if key in seen or self._over:
            return
        seen.add(key)
        self.looks += 1
        reads = self._in_the_way(way, change)
        if reads is None:
            yield change
        elif left:
            for name in self.choices.behind(reads):
                for choice in self.choices.of(name) if name not in change else ():
                    yield from self._down(way, {**change, name: choice}, left - 1, seen)

    def _in_the_way(self, way: Way, change: Change) -> Sequence[str] | None:
        """The fields on which what stands in the way depends; None where the lead is theirs."""
        world = self._world(change)
        shut = _shut(world, way.chain)
        if shut is not None:
            return shut.reads
        decision = self.decided(change)
        return None if self.trial.given(world, decision) else _reads(world, decision, way)

    def decided(self, change: Change) -> Decision:
        """The decision with this change."""
        key = _key(change)
        if key not in self._decided:
            self._decided[key] = self.trial.decide(self._world(change))
        return self._decided[key]

    def _world(self, change: Change) -> World:
        key = _key(change)
        if key not in self._worlds:
            values = {name: choice.value for name, choice in change.items()}
            anew = not self.choices.matching.isdisjoint(values)
            self._worlds[key] = changed(self.world, values, self.match if anew else None)
        return self._worlds[key]

    def _order(self, change: Change) -> tuple[object, ...]:
        values = [choice.value for choice in change.values()]
        places = [self.choices.of(name).index(choice) for name, choice in sorted(change.items())]
        accounts = sum(not name.startswith("lead.") for name in change)
        return accounts, values.count(None), sorted(change), places


def _key(change: Change) -> tuple[tuple[str, Value], ...]:
    return tuple(sorted((name, choice.value) for name, choice in change.items()))


def _shut(world: World, chain: Sequence[Route]) -> Verdict | None:
    """What the first of the routes on the way says that does not fire; None where all of them do."""
    if not chain:
        return None
    desk = desk_before_routes(world.policy, world.view, world.found)
    asks, trusts = lanes_of(world.policy).asks_match, False
    for route in chain:
        trusts = trusts or id(route) in asks
        if route.when is None:
            continue
        verdict = desk.known.test(route.when, trusts_match=trusts)
        fires = verdict.truth is Truth.TRUE or (verdict.truth is Truth.BLANK and route.blank is Blank.FIRES)
        if not fires:
            return verdict
    return None


def _reads(world: World, decision: Decision, way: Way) -> Sequence[str]:
    """The fields on which it depends that the lead did not go this way, and that it went where it did."""
    steps, asked = decision.steps, [step.step for step in decision.steps]
    path = way.path if f"{ROUTE}{way.path}" in asked else ended_at(decision) or ""
    if way.path == FALLBACK and decision.route == FALLBACK:
        return _of_target(way.target.kind)
    before_or_beside = not way.chain and way.path != FALLBACK
    if before_or_beside or f"{ROUTE}{path}" not in asked:
        return _once([*steps], (POINTS, *(OF_JUNK if way.path == JUNK else ())))
    chain = chain_to(world.policy.routes, path)
    above = [step for step in steps if step.step in {f"{ROUTE}{route.path}" for route in chain}]
    behind = steps[asked.index(f"{ROUTE}{path}") :]
    sent = [route.to.kind for route in chain if route.to is not None]
    return _once([*above, *behind], [name for kind in sent for name in _of_target(kind)])


def _of_target(kind: TargetKind) -> tuple[str, ...]:
    return (MATCH,) if kind in BY_RECORD else ()


def _once(steps: Sequence[Step], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*(name for step in steps for name in step.reads), *more]))
