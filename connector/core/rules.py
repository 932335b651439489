"""The meaning of a policy: what the users' text says, read and resolved into values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from connector.core.conditions import Condition
from connector.core.deadlines import NO_ANSWERS, Answers, Sla, Wait
from connector.core.destinations import Extreme as Extreme
from connector.core.destinations import Order as Order
from connector.core.destinations import Target as Target
from connector.core.destinations import TargetKind as TargetKind
from connector.core.matching.additions import NONE, Additions
from connector.core.screening import Before
from connector.core.staff.limits import AS_LEFT, AfterAbsence, Cap, Ramp
from connector.core.staff.measures import OPEN_LEADS, Measure
from mappings.records import Hours, Span


@dataclass(frozen=True, slots=True)
class OwnerRef:
    """An owner as the policy names it: `kind` is `queue`, `user`, `owner` (either) or `nobody`;
    `name` a name, e-mail or CRM id."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        return self.kind if self.kind == "nobody" else f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be given leads. `email` is lower case and the identity across CRMs.

    `levels` say how well they have a trait, by (`skill` or `language`, its name): 1 where nothing is said.
    `holidays` is the code of those that they have in place of their team's.
    """

    email: str
    name: str | None = None
    weight: int = 1
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    hours: Hours | None = None
    backup: str | None = None
    manager: str | None = None
    seats: Mapping[str, str] = field(default_factory=dict)
    away: tuple[Span, ...] = ()
    levels: Mapping[tuple[str, str], int] = field(default_factory=dict)
    ramp: Ramp | None = None
    cap: Cap | None = None
    holidays: str | None = None


@dataclass(frozen=True, slots=True)
class QueueMembers:
    """Members taken from a CRM: those of the queue `queue` of `crm`, as its directory says now."""

    crm: str
    queue: str


@dataclass(frozen=True, slots=True)
class Team:
    """People who share work. `members` are e-mails or queues of a CRM whose members belong.

    `holidays` is a country or country-region code (`DE`, `DE-BE`), on whose public holidays members are
    away, each by the date in their own zone. It, `hours` and `cap` are for members without their own;
    `after_absence` is what an absence leaves behind in its rotation. What nobody of it can take now goes
    to the team `overflow`.
    """

    name: str
    members: tuple[str | QueueMembers, ...]
    holidays: str | None = None
    hours: Hours | None = None
    cap: Cap | None = None
    after_absence: AfterAbsence = AS_LEFT
    overflow: str | None = None


class Turn(StrEnum):
    """How one is chosen among those who remain."""

    EQUAL = "equal"
    WEIGHTED = "weighted"
    LEAST_LOADED = "least_loaded"  # who has least in hand, by the route's measure
    LONGEST_WAITING = "longest_waiting"  # whose last turn is the longest ago
    IN_ORDER = "in_order"  # down the team's list, and round again
    BEST_FIT = "best_fit"  # who has most of what is asked for; of equals, whose turn it is


class Blank(StrEnum):
    """What a route does when its condition is blank."""

    SKIPS = "skips"
    FIRES = "fires"
    HOLDS = "holds"


class Returns(StrEnum):
    """Whether a lead that went to a stand-in goes back when the absence is over."""

    NEVER = "never"
    UNTOUCHED = "untouched"  # unless somebody has been in touch with it
    ALWAYS = "always"


class Nobody(StrEnum):
    """What a route does when nobody of its team can take the lead now."""

    OTHERWISE = "otherwise"  # the policy's fallback
    NEXT = "next"  # later routes are tried
    WAIT = "wait"  # hold until the first of the team is there


class NobodyLeft(StrEnum):
    """What a narrowing does where none of those left has what it asks for."""

    STOP = "stop"  # nobody takes it by this route: as the route says about nobody
    SKIP = "skip"  # the narrowing is left out


class OutOfHours(StrEnum):
    """What a route does when working hours and holidays alone keep its people from the lead."""

    NEXT = "next"  # later routes are tried
    WAIT = "wait"  # hold until the first is there
    ANYWAY = "anyway"  # hours and holidays don't count
    OTHERWISE = "otherwise"  # the policy's fallback


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Keeps those of the pool whose `trait` (`skill` or `language`) includes the value of `field`
    (`lead.industry`) or the constant `value`, at a level of `at_least`. A blank field narrows nothing and
    says so; `nobody_left` is what happens where none of those left has it."""

    trait: str
    field: str | None = None
    value: str | None = None
    at_least: int = 1
    nobody_left: NobodyLeft = NobodyLeft.STOP


@dataclass(frozen=True, slots=True)
class Route:
    """One rule. `name` is its own, `path` the names from the outermost route down, joined by ` / `.

    A route with `routes` narrows: when it fires its children are tried in order; where none of
    them takes the lead, later siblings are tried. `because` and `owner` tell why the rule exists and who
    is responsible for it. `place` is `file:line` for messages. `fit` are traits
    that are liked and not required: `best_fit` counts them. Routes of one `rotation` share its turns;
    unless it is named, it is the team's own. `counts`, on a route to one person: the lead counts towards
    their caps, and as a turn of the `rotation` where one is named. Whoever is in working hours within
    `soon` counts as there if nobody is there now. `slas` are what it promises, its own or those of the
    nearest route around it; `wait` is what it waits for before it sends. `measure` is what least loaded
    means.
    """

    name: str
    path: str
    when: Condition | None
    to: Target | None
    narrow: tuple[Narrowing, ...] = ()
    turn: Turn = Turn.EQUAL
    blank: Blank = Blank.SKIPS
    nobody: Nobody = Nobody.OTHERWISE
    routes: tuple[Route, ...] = ()
    notify: tuple[str, ...] = ()
    because: str | None = None
    owner: str | None = None
    place: str = ""
    rotation: str | None = None
    fit: tuple[Narrowing, ...] = ()
    counts: bool = False
    soon: timedelta | None = None
    out_of_hours: OutOfHours | None = None
    slas: tuple[Sla, ...] = ()
    wait: Wait | None = None
    measure: Measure = OPEN_LEADS


@dataclass(frozen=True, slots=True)
class Fallback:
    """Where a lead goes that no route took. `notify` are channel names, `slas` what it promises."""

    to: Target
    notify: tuple[str, ...] = ()
    per_crm: Mapping[str, Target] = field(default_factory=dict)
    slas: tuple[Sla, ...] = ()


class Hierarchy(StrEnum):
    """Which account of one hierarchy a lead belongs to."""

    AS_FOUND = "as_found"  # the one that the evidence names
    COUNTRY_OFFICE = "country_office"  # the one in the lead's country, on the same domain
    PARENT = "parent"  # the one directly above
    ULTIMATE = "ultimate"  # the one at the top


class Use(StrEnum):
    """Evidence beyond the account's own record that the matcher may use."""

    CONTACTS = "contacts"  # whose contacts have mail on the lead's domain
    CONVERSIONS = "conversions"  # whose leads from that domain were converted
    MEMORY = "memory"  # what people accepted and rejected


@dataclass(frozen=True, slots=True)
class Preference:
    """A tie-breaker of the policy's own: accounts of which `when` is true, or else those whose value of
    the field `by` (`account.tier`) comes first in `order` (lower case, or an end of the scale).

    `name` is how steps call it; `lists` are those that `when` asks.
    """

    name: str
    when: Condition | None = None
    by: str | None = None
    order: tuple[str, ...] | Extreme = ()
    lists: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MatchRules:
    """Thresholds of confidence (0 to 1), the order of tie-breakers (the matcher's own by name), which
    account of a hierarchy is meant, and the evidence that may be used."""

    auto: float = 0.87
    review: float = 0.25
    prefer: tuple[str | Preference, ...] = (
        "same_country",
        "customer",
        "open_opportunity",
        "most_contacts",
        "oldest",
    )
    hierarchy: Hierarchy = Hierarchy.AS_FOUND
    use: frozenset[Use] = frozenset(Use)
    to_the_top: bool = False  # whether a route asks for accounts far above


@dataclass(frozen=True, slots=True)
class Triggers:
    """What starts a decision: creation, and changes of these `lead.` fields."""

    created: bool = True
    changed: tuple[str, ...] = ()


NOTHING_BEFORE = Before()
REASSIGNMENTS = 5
"""How often one lead is taken back from whoever has it before the fallback gets it."""

CHANGES_PER_DAY = 20
"""How often in 24 hours a change may have one lead decided: what changes more often is a loop."""


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it. `edition` is the SHA-256 (hex) of the users' text.

    `lists` map a name to its parts, field word to lower-case values: `{countries: {de, fr}}`.
    `additions` are what it adds to the matcher's lists, `before` is what comes before the routes.
    `activities` says that calls, e-mails and meetings count for something.
    `drift_alarm` is how many turns ahead or behind their share somebody may be before it is told.
    `max_reassignments` is how often one lead is taken back from whoever has it before the fallback gets it;
    `answers` is what a lead's own fields say of it; `returns` is when a stand-in's lead goes back;
    `asks_activities`, whether something goes by what people did with a lead, so that it must be read.
    """

    edition: str
    people: Mapping[str, Person]
    teams: Mapping[str, Team]
    lists: Mapping[str, Mapping[str, frozenset[str]]]
    owned_by: tuple[OwnerRef, ...]
    triggers: Triggers
    match: MatchRules
    routes: tuple[Route, ...]
    otherwise: Fallback
    max_undo_per_day: int = 3
    max_changes_per_day: int = CHANGES_PER_DAY
    freshness_seconds: int = 30
    hold_blank_seconds: int = 900
    fields_read: frozenset[str] = frozenset()
    additions: Additions = NONE
    before: Before = NOTHING_BEFORE
    drift_alarm: float = 5.0
    max_reassignments: int = REASSIGNMENTS
    answers: Answers = NO_ANSWERS
    returns: Returns = Returns.NEVER
    asks_activities: bool = False

    @property
    def asks_last_touch(self) -> bool:
        """Whether a route sends to who last spoke to the lead."""
        return TargetKind.ACTIVITY_OWNER.value in self.fields_read

    @property
    def asks_earlier_owners(self) -> bool:
        """Whether a route sends to an earlier owner of the lead."""
        return TargetKind.PREVIOUS_OWNER.value in self.fields_read

    def measures(self) -> tuple[Measure, ...]:
        """All that the policy measures people's work by, each once: in turns and in caps."""
        caps = [each.cap for each in self.people.values()] + [each.cap for each in self.teams.values()]
        bounds = (bound for cap in caps if cap is not None for bound in cap.in_hand)
        return tuple(dict.fromkeys([*_measures_of(self.routes), *(bound.measure for bound in bounds)]))

    def targets(self) -> Iterator[Target]:
        """Every place that the policy sends leads to: before the routes, by routes, where none took them, and
        when a deadline is missed."""
        junk, score = self.before.junk, self.before.score
        for early in (junk.to if junk is not None else None, score.below if score is not None else None):
            if early is not None:
                yield early
        yield from _targets_of(self.routes)
        yield self.otherwise.to
        yield from self.otherwise.per_crm.values()
        yield from _targets_of_slas(self.otherwise.slas)

    @property
    def related_kinds(self) -> frozenset[str]:
        """The kinds of records of the matched account that conditions ask about (`opportunity`)."""
        return _RELATED & {name.partition(".")[0] for name in self.fields_read}


def _measures_of(routes: Iterable[Route]) -> Iterator[Measure]:
    for route in routes:
        if route.turn is Turn.LEAST_LOADED:
            yield route.measure
        yield from _measures_of(route.routes)


def _targets_of(routes: Iterable[Route]) -> Iterator[Target]:
    for route in routes:
        if route.to is not None:
            yield route.to
        yield from _targets_of_slas(route.slas)
        yield from _targets_of(route.routes)


def _targets_of_slas(slas: Iterable[Sla]) -> Iterator[Target]:
    for sla in slas:
        yield from (mark.reassign for mark in sla.marks if isinstance(mark.reassign, Target))


_RELATED = frozenset({"contact", "opportunity"})
