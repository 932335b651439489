"""Whatever is asked for about a lead that somebody has: it stays, goes on or waits for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.core.clocks import FALLBACK
from connector.core.deadlines import Allowance, Checkpoint, Clock, Mark, Pace, Sla, Whom
from connector.core.decision import Decision, Outcome
from connector.core.rules import Fallback, Returns, Target, TargetKind, Turn
from connector.core.staff.turns import drift
from connector.core.view import Absence, Request, TurnState, Verb, View
from connector.recording import entry
from mappings.records import Span
from tests.core.conftest import MONDAY_NOON, Firm
from tests.core.test_every_lead import CAPS, LEADS, MARKS, ROUTES, SLAS, TARGETS, small_world

STAFF = ("ann", "ben", "nina")
EMAILS = tuple(f"{name}@acme.com" for name in STAFF)
SEATS = {"sales": ("005ann", "005ben", "005nina", "00Gunrouted"), "marketing": ("77ann", "77ben", "77nina")}
UNOWNED = {"sales": "00Ginbound", "marketing": None}
AGO = st.integers(0, 3000).map(lambda minutes: timedelta(minutes=minutes))
SOME = st.frozensets(st.sampled_from(EMAILS), max_size=2)
FALLBACKS = st.builds(Fallback, TARGETS, st.just(("revops",)), slas=st.lists(SLAS, max_size=1).map(tuple))
WORLDS = st.tuples(ROUTES, FALLBACKS, CAPS, st.integers(0, 23))
AWAY = st.dictionaries(
    st.sampled_from(EMAILS),
    st.builds(lambda ago: (Absence("away", Span(MONDAY_NOON - ago, None)),), AGO),
    max_size=2,
)
PATHS = st.text("abc", min_size=1, max_size=2) | st.sampled_from([FALLBACK, "a route that is gone"])


def person(seat: str | None) -> str | None:
    """The e-mail of whoever sits there."""
    name = (seat or "").removeprefix("005").removeprefix("77")
    return f"{name}@acme.com" if name in STAFF else None


@st.composite
def clocks(draw: Any, owner: str | None) -> Clock:
    """A clock that runs for the lead of this owner; now and then with what has changed since."""
    seat = draw(st.sampled_from([owner, owner, owner, "005ben", None]))
    ago, allowed = draw(AGO), draw(st.sampled_from([timedelta(minutes=5), timedelta(hours=3)]))
    begun = MONDAY_NOON - ago
    return Clock(
        checkpoint=draw(st.sampled_from(Checkpoint)),
        route=draw(PATHS),
        owner_id=seat,
        email=person(seat),
        pace=draw(st.sampled_from(Pace)),
        team=draw(st.sampled_from([None, "Team", "a team that is gone"])),
        started_at=begun,
        allowed=allowed,
        due_at=begun + allowed,
        marks=tuple(draw(st.lists(MARKS, min_size=1, max_size=2))),
        key=draw(st.sampled_from(["d:0", "d:1"])),
    )


@st.composite
def asked(draw: Any, crm: str) -> dict[str, Any]:
    """A view of a lead that somebody has from us, or that waits for its first owner, and of what is asked."""
    waits = draw(st.integers(0, 5)) == 0
    owner = UNOWNED[crm] if waits else draw(st.sampled_from(SEATS[crm]))
    clock, verb = draw(clocks(owner)), draw(st.sampled_from(Verb))
    email = draw(st.sampled_from([person(owner), person(owner), *EMAILS]))
    request = Request(verb, email, path=draw(PATHS), by="eve", to=draw(st.none() | TARGETS))
    if verb is Verb.DEADLINE:
        at = draw(st.integers(0, len(clock.marks) - 1))
        request = Request(verb, clock.email, draw(st.sampled_from([clock, clock, None])), at)
    return {
        "crm": crm,
        "owner": owner,
        "our_owner": None if waits else owner,
        "wrote_before": not waits,
        "pending_owner": draw(st.sampled_from([None, None, None, *SEATS[crm]])),
        "trigger": "timer" if verb in (Verb.DEADLINE, Verb.GIVE_BACK) else "request",
        "request": request,
        "clocks": draw(st.sampled_from([(clock,), (clock,), (replace(clock, key="d:1"),), ()])),
        "rotation": draw(st.sampled_from([None, "Team", "a rotation that is gone"])),
        "turns": draw(st.sampled_from([{}, {"Team": {"ann@acme.com": TurnState(2, 0)}}])),
        "reassigned": draw(st.integers(0, 7)),
        "declined": draw(SOME),
        "exclude": draw(SOME),
        "absences": draw(AWAY),
        "written_at": draw(st.none() | AGO.map(lambda ago: MONDAY_NOON - ago)),
        "touched_at": draw(st.none() | AGO.map(lambda ago: MONDAY_NOON - ago)),
        "loads": {"open_leads": {"ann@acme.com": 2, "ben@acme.com": 1}},
    }


def unwanted(view: View) -> set[str | None]:
    """Who must not get the lead of this view."""
    request = view.request
    barred: set[str | None] = {*view.exclude, *view.declined}
    if request is not None and request.verb is not Verb.GIVE_BACK:
        barred.add(request.clock.email if request.clock is not None else request.email)
    return barred - {None}


def holds_true(view: View, decision: Decision) -> None:
    """What is so of every answer to a request, whatever the policy."""
    assert decision.outcome in (Outcome.ASSIGN, Outcome.LEAVE, Outcome.PARK)
    assert decision.stands is (decision.outcome is Outcome.LEAVE)
    assert decision.reason.endswith(".")
    assert len(decision.reason) > len("Waits for a person: .")
    lead = view.lead.owner_id
    assert decision.write is (decision.outcome is Outcome.ASSIGN and decision.owner_id != lead)
    assert decision.planned is (decision.write and view.wrote_before and lead == view.our_owner)
    if decision.outcome is Outcome.ASSIGN:
        assert person(decision.owner_id) == decision.person or decision.person is None
        assert person(decision.owner_id) not in unwanted(view)
        assert decision.owner_id is not None or "unowned" in decision.reason
    else:
        left = (decision.owner_id, decision.turn, decision.credit, decision.clocks, decision.ends)
        assert left == (None, None, None, (), None)
    assert decision.look_again is None or decision.look_again[0] > view.now


@settings(max_examples=250, deadline=None)
@given(of=WORLDS, lead=LEADS, returns=st.sampled_from(Returns), view=st.sampled_from([*SEATS]).flatmap(asked))
def test_a_lead_that_somebody_has_stays_goes_on_or_waits_for_a_person(
    of: Any, lead: Any, returns: Returns, view: dict[str, Any]
) -> None:
    told = []
    for _ in range(2):
        world = small_world(*of)
        policy = world.policy(returns=returns)
        seen = world.view(lead, **view)
        decision = world.decide(lead, policy=policy, **view)
        holds_true(seen, decision)
        stamps = ("2026-03-02T12:00:00.000000Z", policy.edition, "0")
        told.append((repr(entry("d", "live", seen.cause, decision, stamps)).encode(), repr(decision)))
    assert told[0] == told[1]


# A lead that nobody ever touches.


@dataclass
class Neglected:
    """A lead in the hands of one after the other, each of whom misses every deadline."""

    world: Firm
    policy: Any
    crm: str
    lead: dict[str, Any]
    absences: dict[str, Any]
    owner: str | None
    now: datetime
    ours: bool = False
    moves: int = 0
    decided: int = 0

    def ask(self, **more: Any) -> tuple[View, Decision]:
        """What is decided now; the CRM takes a new owner at once."""
        given_ = {
            "crm": self.crm, "owner": self.owner, "our_owner": self.owner if self.ours else None,
            "wrote_before": self.ours, "absences": self.absences, "reassigned": self.moves, "now": self.now,
            **more,
        }  # fmt: skip
        view = self.world.view(self.lead, **given_)
        decision = self.world.decide(self.lead, policy=self.policy, **given_)
        self.decided += 1
        self.moves += decision.planned
        if decision.write:
            self.owner, self.ours = decision.owner_id, True
        return view, decision

    def goes_on(self, most: int) -> Iterator[tuple[View, Decision]]:
        """Each step of each clock in the order of time, up to so many."""
        _, decision = self.ask()
        running: list[Clock] = []
        due: list[tuple[datetime, str, int]] = []
        for _ in range(most):
            if decision.ends is not None:
                running, due = [], []
            for number, clock in enumerate(decision.clocks):
                running.append(replace(clock, key=f"{self.decided}:{number}"))
                due += [(at, running[-1].key, mark) for mark, at in enumerate(clock.strikes)]
            assert all(at >= self.now for at, _, _ in due)
            if decision.look_again is not None and decision.look_again[1].startswith("deadline:"):
                key, _, mark = decision.look_again[1].removeprefix("deadline:").rpartition(":")
                due.append((decision.look_again[0], key, int(mark)))
            if not due:
                return
            self.now, key, mark_ = first = min(due)
            due.remove(first)
            clock = next(one for one in running if one.key == key)
            request = Request(Verb.DEADLINE, clock.email, clock, mark_)
            view, decision = self.ask(trigger="timer", clocks=tuple(running), request=request)
            yield view, decision


MISSED = st.builds(
    lambda to, tells: Sla(
        Checkpoint.FIRST_TOUCH,
        Allowance(timedelta(minutes=5)),
        marks=(Mark(percent=50, notify=tells, from_deadline=False), Mark(reassign=to)),
    ),
    st.sampled_from([Whom.NEXT, Whom.NEXT, Whom.MANAGER, Whom.OTHERWISE]) | TARGETS,
    st.sampled_from([(), ("owner", "revops")]),
)


@settings(max_examples=120, deadline=None)
@given(
    of=st.tuples(ROUTES, FALLBACKS, st.none(), st.integers(8, 16)),
    lead=LEADS,
    crm=st.sampled_from([*SEATS]),
    away=st.just({}) | AWAY,
    most=st.integers(0, 3),
    slas=MISSED,
)
def test_a_lead_that_nobody_touches_comes_to_the_fallback_and_rests_there(
    of: Any, lead: Any, crm: str, away: Any, most: int, slas: Any
) -> None:
    world = small_world(*of)
    world.routes = [replace(route, slas=(*route.slas, slas)) for route in world.routes]
    world.route("all", to=Target(TargetKind.TEAM, "Team"), slas=(slas,))
    world.otherwise = replace(world.otherwise, slas=(slas,))
    start = UNOWNED[crm]
    case = Neglected(
        world,
        world.policy(max_reassignments=most),
        crm,
        lead,
        away,
        start,
        world.now,
    )
    steps = 0
    for view, decision in case.goes_on(60):
        steps += 1
        holds_true(view, decision)
        if decision.planned and view.reassigned >= most:
            assert decision.route == FALLBACK
    assert case.moves <= most + 1
    assert steps < 60


# Turns that are given back.

TEAM = ("ann", "ben", "cleo", "dora")
DAYS = st.lists(
    st.tuples(st.sets(st.sampled_from(TEAM), min_size=1), st.sets(st.sampled_from(TEAM)), st.integers(0, 2)),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(days=DAYS, weight=st.integers(1, 3))
def test_turns_less_credits_of_equals_differ_by_at_most_one_whoever_else_declines(
    days: list[tuple[set[str], set[str], int]], weight: int
) -> None:
    world = Firm()
    for name in TEAM:
        world.person(name.title(), weight=weight if name == "ann" else 1)
    world.route("all", to=world.team("Team"), turn=Turn.WEIGHTED)
    turns: dict[str, TurnState] = {}
    got: Counter[str] = Counter()
    seen: dict[str, list[tuple[bool, bool, bool]]] = {name: [] for name in TEAM}

    def give(away: set[str], members: set[str], **more: Any) -> Decision:
        absences = {f"{name}@acme.com": (Absence("away", Span(world.now, None)),) for name in away}
        decision = world.decide(turns={"Team": dict(turns)}, absences=absences, **more)
        gone = {(more["request"].email or "").partition("@")[0]} if "request" in more else set()
        gone |= {email.partition("@")[0] for email in more.get("declined", ())}
        for change, sign in ((decision.credit, -1), (decision.turn, 1)):
            turns.update(change.standings if change is not None else {})
            whose = more["request"].email if sign < 0 and change is not None else decision.person
            got[whose or ""] += sign if change is not None else 0
        for name in TEAM:
            seen[name].append((name in members, name in away, name in gone))
        return decision

    for members, away, declines in days:
        world.team("Team", *sorted(f"{name}@acme.com" for name in members))
        decision, declined = give(away, members), frozenset[str]()
        for _ in range(declines):
            if decision.person is None:
                break
            asks = Request(Verb.DECLINE, decision.person)
            ours = {"owner": decision.owner_id, "our_owner": decision.owner_id, "wrote_before": True}
            given_ = {**ours, "trigger": "request", "request": asks, "rotation": "Team", "declined": declined}
            declined |= {decision.person}
            decision = give(away, members, **given_)
    standings = {name: turns.get(f"{name}@acme.com", TurnState()) for name in TEAM}
    assert {name: state.taken for name, state in standings.items()} == {
        name: got[f"{name}@acme.com"] for name in TEAM
    }
    assert abs(sum(drift(state) for state in turns.values())) < 1e-4
    for one, other in combinations(TEAM, 2):
        if seen[one] == seen[other]:
            shares = [
                Fraction(standings[each].taken, world.people[f"{each}@acme.com"].weight)
                for each in (one, other)
            ]
            assert abs(shares[0] - shares[1]) <= 1
