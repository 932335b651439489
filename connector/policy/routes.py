"""Routes of a policy: each entry with its condition, its target, and the routes inside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field
from rapidfuzz.distance import OSA

from connector.core.conditions import Condition, can_be_blank, fields_of
from connector.core.deadlines import Sla
from connector.core.rules import Blank, Fallback, Nobody, OutOfHours, Route, Target, TargetKind
from connector.policy.deadlines import DeadlineReader
from connector.policy.folder import Book
from connector.policy.measures import turn
from connector.policy.owners import NOT_FOR_ALL, TARGET_FORM, Path, target
from connector.policy.shares import yes_or_no
from connector.policy.times import length
from connector.policy.traits import LIKED, NarrowingReader
from connector.policy.vocabulary import Vocabulary
from connector.shapes import Names, Shape, fit
from mappings.spelling import suggest

DEEPEST = 20
"""Levels of routes inside routes."""

_LEAST_SLIP = 4
"""Letters of a word in which a slip is looked for: shorter ones, as in `Tier A`, differ on purpose."""

_SOONEST = timedelta(days=1)
_TO_ONE = (NOT_FOR_ALL - {TargetKind.ACCOUNT_TEAM}) | {TargetKind.USER}
"""Targets that mean one person."""


class RouteShape(Shape):
    later: ClassVar = {
        "escalate": "write `sla: {first_touch: 1h, on_miss: [{notify: manager}]}`",
        "accept": "write `sla: {acknowledged: 10m, on_miss: [{reassign: next}]}`",
        "cap": "write `cap:` at a person or a team",
    }
    name: Annotated[str, Field(min_length=1, max_length=200)] = Field(description="name: EMEA enterprise")
    when: Any = None
    to: Any = None
    with_: Any = Field(default=None, alias="with")
    fit: Any = None
    turn: Any = "equal"
    rotation: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    counts: Any = None
    soon: Any = None
    out_of_hours: Literal["next", "wait", "anyway", "otherwise"] | None = None
    blank: Literal["skips", "fires", "holds"] | None = None
    nobody: Literal["otherwise", "next", "wait"] | None = None
    because: str | None = None
    owner: str | None = None
    notify: Names = Field(default_factory=list)
    sla: Any = None
    wait: Any = None
    routes: Any = None


class FallbackShape(Shape):
    to: Any = Field(description="to: {queue: Unrouted}")
    notify: Names = Field(default_factory=list)
    crms: dict[str, Any] = Field(default_factory=dict)
    sla: Any = None


@dataclass(frozen=True, slots=True)
class Above:
    """What a route takes over from the routes around it."""

    path: str = ""
    depth: int = 0
    slas: tuple[Sla, ...] = ()


TOP = Above()


@dataclass(slots=True)
class RouteReader:
    """Reads routes; faults go to the book."""

    book: Book
    deadlines: DeadlineReader
    _paths: set[str] = field(default_factory=set)
    _rotations: dict[str, list[Path]] = field(default_factory=dict)
    _counting: list[tuple[Path, str]] = field(default_factory=list)

    @property
    def words(self) -> Vocabulary:
        """The words that the policy may use."""
        return self.deadlines.words

    @property
    def teams(self) -> Collection[str]:
        """The names of the teams."""
        return self.deadlines.teams

    def read(self, value: object, at: Path, above: Above = TOP) -> tuple[Route, ...]:
        """The routes of a list. One with faults is left out."""
        if not isinstance(value, list) or not value:
            self.book.fault(at, "a list of routes belongs here", "write lines with `- name:`")
            return ()
        if above.depth > DEEPEST:
            self.book.fault(at, "routes nested too deeply", "flatten them")
            return ()
        found = (self._route(entry, (*at, index), above) for index, entry in enumerate(value))
        routes = tuple([route for route in found if route is not None])
        if above.depth == 0:
            self._check_rotations()
        return routes

    def _check_rotations(self) -> None:
        """Names rotations in which nobody takes turns, and those that are one slip from another's name."""
        known = {*self._rotations, *self.teams}
        for place, name in self._counting:
            if name not in known:
                self.book.fault(place, f"no team takes turns in `{name}`", suggest(name, known))
        often = {name for name, places in self._rotations.items() if len(places) > 1}
        for number, (name, places) in enumerate(self._rotations.items()):
            others = {*self.teams, *often, *list(self._rotations)[:number]} - {name}
            near = next((other for other in sorted(others) if _is_slip(name, other)), None)
            if near is not None and name not in self.teams and len(places) == 1:
                message = f"no other route shares its turns in `{name}`"
                self.book.fault(places[0], message, f"did you mean `{near}`?", warning=True)

    def fallback(self, value: object) -> Fallback | None:
        """`otherwise`."""
        at = ("otherwise",)
        if value is None:
            self.book.fault(
                (), "no fallback: `otherwise` is missing", "add `otherwise: {to: {queue: Unrouted}}`"
            )
            return None
        shape = fit(FallbackShape, value, self.book, at)
        if shape is None:
            return None
        to = self._fallback_target(shape.to, (*at, "to"))
        per_crm: dict[str, Target] = {}
        for crm, entry in shape.crms.items():
            place = (*at, "crms", crm)
            if crm not in self.words.crms:
                self.book.fault(place, f"no CRM `{crm}`", suggest(crm, self.words.crms), key=True)
                continue
            inner = entry.get("to") if isinstance(entry, dict) and set(entry) == {"to"} else entry
            own = self._fallback_target(inner, (*place, "to") if inner is not entry else place)
            if own is not None:
                per_crm[crm] = own
        self._channels(shape.notify, (*at, "notify"))
        slas = self.deadlines.slas(shape.sla, (*at, "sla"))
        return None if to is None else Fallback(to, tuple(shape.notify), per_crm, slas)

    def _fallback_target(self, value: object, at: Path) -> Target | None:
        found = target(value, at, self.book, self.teams)
        if found is not None and found.kind in NOT_FOR_ALL:
            what = "an account" if found.kind is TargetKind.ACCOUNT_OWNER else "one"
            mend = "send it to a queue, a team, a user or nobody"
            self.book.fault(at, f"not every lead has {what}", mend)
            return None
        return found

    def _route(self, entry: object, at: Path, above: Above) -> Route | None:
        if not isinstance(entry, dict):
            self.book.fault(at, "a route belongs here", "write `name:`, `when:` and `to:`")
            return None
        shape = fit(RouteShape, entry, self.book, at)
        name = entry.get("name")
        path = f"{above.path} / {name}" if above.path else str(name)
        self._name(name, path, at)
        when, sound = self._when(entry, at)
        to = None
        if entry.get("to") is not None:
            to = self._target(entry["to"], (*at, "to"))
        slas = self.deadlines.slas(entry["sla"], (*at, "sla")) if "sla" in entry else above.slas
        wait = self.deadlines.wait(entry.get("wait"), (*at, "wait"))
        within = Above(path, above.depth + 1, slas)
        inner = self.read(entry["routes"], (*at, "routes"), within) if "routes" in entry else ()
        if entry.get("to") is None and "routes" not in entry:
            self.book.fault(at, "a route that leads nowhere", f"add `to:` or `routes:`; {TARGET_FORM}")
        narrow = NarrowingReader(self.book, self.words).read(entry.get("with"), (*at, "with"))
        liked = NarrowingReader(self.book, self.words, LIKED).read(entry.get("fit"), (*at, "fit"))
        counts = yes_or_no(entry.get("counts", "no"), self.book, (*at, "counts"))
        chosen = turn(entry.get("turn", "equal"), self.book, (*at, "turn"), self.words)
        soon = length(entry["soon"]) if "soon" in entry else None
        if "soon" in entry and (soon is None or soon > _SOONEST):
            self.book.fault((*at, "soon"), "no length of time up to a day", "write 30m")
            return None
        if shape is None or not sound or counts is None or chosen is None:
            return None
        self._channels(shape.notify, (*at, "notify"))
        self._idle(entry, to, at)
        self._say_blank(when, shape, at)
        return Route(
            name=shape.name,
            path=path,
            when=when,
            to=to,
            narrow=narrow,
            turn=chosen[0],
            measure=chosen[1],
            blank=Blank(shape.blank or "skips"),
            nobody=Nobody(shape.nobody or "otherwise"),
            routes=inner,
            notify=tuple(shape.notify),
            because=shape.because,
            owner=shape.owner,
            place=self.book.place(at),
            rotation=shape.rotation,
            fit=liked,
            counts=counts,
            soon=soon,
            out_of_hours=OutOfHours(shape.out_of_hours) if shape.out_of_hours else None,
            slas=slas,
            wait=wait,
        )

    def _target(self, value: object, at: Path) -> Target | None:
        to = target(value, at, self.book, self.teams)
        if to is None or to.kind is not TargetKind.OPPORTUNITY_OWNER:
            return to
        known = self.words.of("opportunity") if "opportunity" in self.words.related else frozenset()
        for each in to.order:
            if each.field != "created_at" and each.field not in known:
                bare = [name for name in known if "." not in name]
                mend = suggest(each.field, bare, most=0)
                self.book.fault(at, f"unknown field `{each.field}` of opportunities", mend)
                return None
        return to

    def _name(self, name: object, path: str, at: Path) -> None:
        if not isinstance(name, str):
            return
        if path in self._paths:
            self.book.fault((*at, "name"), f"two routes of the name `{name}`", "give each a name of its own")
        self._paths.add(path)

    def _when(self, entry: Mapping[str, object], at: Path) -> tuple[Condition | None, bool]:
        if "when" not in entry:
            return None, True
        when = self.deadlines.conditions.read(entry["when"], (*at, "when"))
        return when, when is not None

    def _channels(self, names: Collection[str], at: Path) -> None:
        for name in names:
            if name not in self.words.channels:
                mend = (
                    f"add it to `notices: channels:` in pointsman.yaml; {suggest(name, self.words.channels)}"
                )
                self.book.fault(at, f"no channel `{name}`, so nobody is told", mend, warning=True)

    def _idle(self, entry: Mapping[str, object], to: Target | None, at: Path) -> None:
        """Warns of what has no effect: where no team is chosen from, or in this way of choosing."""
        if entry.get("turn") == "best_fit" and not entry.get("with") and not entry.get("fit"):
            mend = "add `fit: [{skill: lead.industry}]`, or say `turn: equal`"
            self.book.fault((*at, "turn"), "nothing says what fits best", mend, warning=True)
        if entry.get("turn") != "best_fit" and "fit" in entry:
            mend = "say `turn: best_fit`, or `with:` for what is required"
            self.book.fault((*at, "fit"), "`fit` has no effect here", mend, warning=True, key=True)
        if to is None and entry.get("to") is not None:
            return
        name = entry.get("rotation")
        if to is not None and to.kind in (TargetKind.TEAM, TargetKind.ACCOUNT_TEAM):
            if isinstance(name, str):
                self._rotations.setdefault(name, []).append((*at, "rotation"))
            self._no_effect(entry, ("counts",), "drop it: turns of a team count", at)
            return
        alone = to is not None and to.kind in _TO_ONE
        self._no_effect(entry, ("with", "turn"), "move it to the route that sends to a team", at)
        if alone and "counts" in entry:
            self._counting += [((*at, "rotation"), name)] if isinstance(name, str) else []
        elif alone:
            self._no_effect(entry, ("rotation",), "add `counts: yes`: the lead counts as a turn of it", at)
        else:
            keys = ("rotation", "counts", "soon", "out_of_hours")
            self._no_effect(entry, keys, "move it to the route that sends to people", at)

    def _no_effect(self, entry: Mapping[str, object], keys: Collection[str], mend: str, at: Path) -> None:
        for key in keys:
            if key in entry:
                self.book.fault((*at, key), f"`{key}` has no effect here", mend, warning=True, key=True)

    def _say_blank(self, when: Condition | None, shape: RouteShape, at: Path) -> None:
        if not can_be_blank(when):
            if shape.blank is not None:
                mend = "drop it"
                self.book.fault(
                    (*at, "blank"), "`blank` has no effect: it never is", mend, warning=True, key=True
                )
        elif shape.blank is None:
            message, mend = undecided(shape.name, when)
            self.book.fault((*at, "when"), message, mend, warning=True, key=True)


def _is_slip(word: str, other: str) -> bool:
    """Whether two names are the same but for one letter of a longer word, or for capitals."""
    left, right = word.lower().split(), other.lower().split()
    apart = [(one, two) for one, two in zip(left, right, strict=False) if one != two]
    if len(left) != len(right) or len(apart) > 1:
        return False
    return all(min(map(len, pair)) >= _LEAST_SLIP and OSA.distance(*pair) == 1 for pair in apart)


def undecided(name: str, when: Condition | None) -> tuple[str, str]:
    """What is said, and the mend, of a route that can be blank and does not say what it does then."""
    names = ", ".join(sorted(field for field in fields_of(when) if "." in field))
    message = f"route `{name}` can be blank ({names}) and does not say what it does then"
    return message, "add `blank: skips` (what it does now), `fires` or `holds`"


def every_route(routes: Collection[Route]) -> Iterator[Route]:
    """All routes, outer ones before those inside."""
    for route in routes:
        yield route
        yield from every_route(route.routes)
