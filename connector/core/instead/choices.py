"""The values that are worth a trial, field by field: those that between them show every answer of the
policy's tests, the traits that people have, and what would agree with an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from connector.core.conditions import Condition, FieldRef, Related, Test
from connector.core.instead.rights import accounts_of
from connector.core.instead.staff import person_of
from connector.core.instead.world import Wanted, World
from connector.core.known import Known
from connector.core.matching import match as matching
from connector.core.matching import people
from connector.core.matching.hosts import firm_domain
from connector.core.rules import Narrowing, Policy, Preference, Route
from connector.core.samples import answers_to, atoms, values_for
from connector.core.screening import POINTS, TIER
from mappings.instants import to_text
from mappings.records import Value

RIVALS = 5
"""Accounts with which a lead could agree."""

_FIXED = frozenset({"id", "owner", "modified_at", "record_state", "match", "confidence", "crm"})
"""What is no value that a lead or its account could have had otherwise."""

_ANYTHING: tuple[Value, ...] = ("Something else", None)
"""Tried where more than the policy's tests goes by a field."""

MOST_VALUES = 300
"""Values of one field that are tried."""

OF_JUNK = ("lead.company", "lead.first_name", "lead.last_name", "lead.email")
"""What junk is told by, besides a condition."""

_COUNTS = frozenset({"contacts", "open_opportunities"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to try; `same_as` names the field of the lead that it is taken from, which is told instead."""

    value: Value
    same_as: str | None = None


@dataclass(slots=True)
class Choices:
    """The fields of one lead and its account that can be tried, and with which values. `near` are tests whose
    values come first; `matching` are fields by which the account is found; `cut` says that of some field not
    every value is tried."""

    world: World
    who: Wanted
    near: Sequence[Test] = ()
    matching: frozenset[str] = frozenset()
    cut: bool = False
    _telling: frozenset[str] = frozenset()
    _tests: dict[str, list[Test]] = field(default_factory=dict)
    _wishes: dict[str, list[Narrowing]] = field(default_factory=dict)
    _since: frozenset[str] = frozenset()
    _scored: frozenset[str] = frozenset()
    _kept: dict[str, tuple[Choice, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        policy = self.world.policy
        for condition in conditions_of(policy):
            for test in tests_in(condition):
                own = self._tests.setdefault(test.field, [])
                if test not in own:
                    own.append(test)
        for route in every_route(policy.routes):
            for wish in (*route.narrow, *route.fit):
                if wish.field is not None:
                    self._wishes.setdefault(wish.field, []).append(wish)
        lines = policy.before.score.lines if policy.before.score is not None else ()
        self._since = frozenset(line.since for line in lines if line.since is not None)
        self._scored = self._since.union(*(_fields(line.when) for line in lines))
        if self.world.view.candidates:
            self.matching = frozenset(_of_matching(policy))
        self._telling = self.matching.union(self._wishes, self._since, people.READS, OF_JUNK)

    def behind(self, reads: Sequence[str]) -> list[str]:
        """The fields that can be tried on which these reads hang, in order: a score hangs on what it counts,
        an account on what it is found by."""
        found: set[str] = set()
        for name in reads:
            object_, _, own = name.partition(".")
            if name in (POINTS, TIER):
                found |= set(self.behind(sorted(self._scored - {POINTS, TIER})))
            elif object_ == "lead":
                found |= {name} if own not in _FIXED else set()
            elif object_ in ("account", "contact", "opportunity"):
                found |= {each for each in self.matching if each.startswith("lead.")}
                changes = object_ == "account" and own not in _FIXED | _COUNTS
                found |= {name} if changes and self.world.found.account is not None else set()
        return sorted(found, key=lambda name: (not name.startswith("lead."), name))

    def of(self, name: str) -> tuple[Choice, ...]:
        """The values of a field, all other than its own, those of the policy first and a blank last."""
        if name not in self._kept:
            self._kept[name] = tuple(self._worth_a_trial(name))
        return self._kept[name]

    def _worth_a_trial(self, name: str) -> Iterator[Choice]:
        policy, now, present = self.world.policy, self.world.view.now, self._look(name)
        tests = self._tests.get(name, [])
        plain = [test for test in tests if not isinstance(test.value, FieldRef)]
        yield from (one for one in self._special(name, tests) if one.value != present)
        seen = {answers_to(name, present, plain, policy.lists, now)}
        for value in (*self._values(name, plain), *_ANYTHING):
            said = answers_to(name, value, plain, policy.lists, now)
            if value != present and (said not in seen or (value in _ANYTHING and name in self._telling)):
                seen.add(said)
                yield Choice((value,) if isinstance(present, tuple) and isinstance(value, str) else value)

    def _values(self, name: str, tests: Sequence[Test]) -> Sequence[Value]:
        """What the policy's tests tell apart, what the nearest of them ask first."""
        lists, now = self.world.policy.lists, self.world.view.now
        near = [test for test in tests if test in self.near]
        asked = (values_for(name, some, lists, now)[0] for some in (near, tests))
        found = list(dict.fromkeys(value for values in asked for value in values))
        self.cut = self.cut or len(found) > MOST_VALUES
        return found[:MOST_VALUES]

    def _look(self, name: str) -> Value:
        world = self.world
        known = Known(world.policy, world.view)
        known.know_account(world.found.account, "auto", 1.0)
        return known.look(name)

    def _special(self, name: str, tests: Sequence[Test]) -> Iterator[Choice]:
        """What other fields hold that this one is compared with; the traits of people where they are asked
        for, those of `who` first; now, where something ages; what agrees with an account."""
        for test in tests:
            if isinstance(test.value, FieldRef):
                value = self._look(test.value.field)
                value = value[0] if isinstance(value, tuple) and value else value
                same_as = test.value.field if test.value.field.startswith("lead.") else None
                yield from () if value is None else (Choice(value, same_as),)
        found: list[Value] = []
        for wish in self._wishes.get(name, ()):
            for email in dict.fromkeys([self.who.email, *sorted(self.world.policy.people)]):
                person = person_of(self.world.policy, email or "")
                found += sorted(person.languages if wish.trait == "language" else person.skills)
        junk = self.world.policy.before.junk
        if name == "lead.company" and junk is not None and junk.to is not None:
            found.append("test")
        if name in self._since:
            found.append(to_text(self.world.view.now))
        if name in self.matching:
            found += self._agreeing(name.removeprefix("lead."))
        yield from map(Choice, dict.fromkeys(found))

    def _agreeing(self, name: str) -> Iterator[Value]:
        for account in accounts_of(self.world)[:RIVALS]:
            fields = account.record.fields
            host = firm_domain(fields.get("website"))
            if name == "email":
                value: Value = None if host is None else f"somebody@{host}"
            elif name == "website":
                value = host
            else:
                value = fields.get("name" if name == "company" else name)
            if isinstance(value, str):
                yield value


def _of_matching(policy: Policy) -> Iterator[str]:
    """What the matcher and the policy's tie-breakers go by."""
    yield from matching.READS
    yield from ("lead.first_name", "lead.last_name", "account.customer")
    for one in policy.match.prefer:
        if isinstance(one, Preference):
            yield from () if one.when is None else _fields(one.when)
            yield from () if one.by is None else (one.by,)


def conditions_of(policy: Policy) -> Iterator[Condition]:
    """Every condition that a decision can ask."""
    before = policy.before
    own = [before.suppress, before.junk.when if before.junk is not None else None]
    own += [line.when for line in (before.score.lines if before.score is not None else ())]
    for route in every_route(policy.routes):
        own += [route.when, route.wait.until if route.wait is not None else None]
    yield from (one for one in own if one is not None)


def every_route(routes: Sequence[Route]) -> Iterator[Route]:
    for route in routes:
        yield route
        yield from every_route(route.routes)


def tests_in(condition: Condition) -> Iterator[Test]:
    """All tests, those about related records among them only where they ask about the lead."""
    for atom in atoms(condition):
        if isinstance(atom, Test):
            yield atom
        elif isinstance(atom, Related) and atom.where is not None:
            yield from (test for test in tests_in(atom.where) if test.field.startswith(("lead.", "account.")))


def _fields(condition: Condition) -> frozenset[str]:
    return frozenset(test.field for test in tests_in(condition))
