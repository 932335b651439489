"""Whatever a policy says and whatever a lead lacks, there is one outcome, and it makes sense."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.core.conditions import All, Condition, Not, Operator, Related, Test
from connector.core.conditions import Any as AnyOf
from connector.core.deadlines import Allowance, Checkpoint, Mark, Pace, Sla, Whom
from connector.core.decision import Outcome
from connector.core.explain import explain, narrate, sentence
from connector.core.rules import (
    Blank,
    Fallback,
    Narrowing,
    Nobody,
    OutOfHours,
    Route,
    Target,
    TargetKind,
    Turn,
)
from connector.core.staff.limits import Cap
from connector.core.view import Absence
from mappings.records import Hours, Span, WorkingBlock
from tests.core.conftest import Firm

FIELDS = ["lead.country", "lead.employees", "lead.email", "lead.odd", "account.match", "account.industry"]
VALUES = st.one_of(
    st.none(),
    st.sampled_from(
        ["DE", "", "1000", "acme.com", "a@acme.com", "2026-01-01T00:00:00.000000Z", "\ud800", "﷽"]
    ),
    st.text(max_size=6),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.tuples(st.text(max_size=3)),
)
OPERANDS: dict[Operator, st.SearchStrategy[Any]] = {
    Operator.IN: st.tuples(VALUES.filter(lambda v: not isinstance(v, tuple))),
    Operator.IN_LIST: st.sampled_from(["EMEA", "Unknown"]),
    Operator.BETWEEN: st.tuples(st.integers(), st.integers()),
    Operator.WITHIN: st.just(timedelta(days=7)),
    Operator.IS_BLANK: st.booleans(),
}
TESTS = st.sampled_from(list(Operator)).flatmap(
    lambda operator: st.builds(
        Test, st.sampled_from(FIELDS), st.just(operator), OPERANDS.get(operator, st.text(max_size=4))
    )
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(lambda where: Related("any_of", "opportunity", where)),
    ),
    max_leaves=4,
)
TARGETS = st.one_of(
    st.just(Target(TargetKind.ACCOUNT_OWNER)),
    st.just(Target(TargetKind.NOBODY)),
    st.builds(Target, st.just(TargetKind.TEAM), st.sampled_from(["Team", "Empty", "Unknown"])),
    st.builds(Target, st.just(TargetKind.USER), st.sampled_from(["Ann", "ben@acme.com", "Zoe"])),
    st.builds(Target, st.just(TargetKind.QUEUE), st.sampled_from(["Inbound", "Unknown"])),
)


MARKS = st.builds(
    Mark,
    percent=st.sampled_from([50, 100, 200]),
    notify=st.sampled_from([(), ("owner",), ("manager", "revops")]),
    reassign=st.none() | st.sampled_from(Whom) | TARGETS,
    credit=st.booleans(),
    from_deadline=st.booleans(),
)
SLAS = st.builds(
    Sla,
    st.sampled_from(Checkpoint),
    st.builds(Allowance, st.sampled_from([None, timedelta(minutes=5), timedelta(hours=9)])),
    st.sampled_from(Pace),
    st.sampled_from([None, "Team", "Unknown"]),
    st.lists(MARKS, min_size=1, max_size=2).map(tuple),
)


def routes(inner: st.SearchStrategy[tuple[Route, ...]]) -> st.SearchStrategy[tuple[Route, ...]]:
    made = st.builds(
        Route,
        name=st.just("r"),
        path=st.text("abc", min_size=1, max_size=2),
        when=st.one_of(st.none(), CONDITIONS),
        to=st.one_of(st.none(), TARGETS),
        narrow=st.sampled_from([(), (Narrowing("skill", field="lead.odd"),)]),
        turn=st.sampled_from(Turn),
        blank=st.sampled_from(Blank),
        nobody=st.sampled_from(Nobody),
        routes=inner,
        notify=st.just(("desk",)),
        rotation=st.sampled_from([None, "Everybody"]),
        fit=st.sampled_from([(), (Narrowing("language", field="lead.odd"),)]),
        counts=st.booleans(),
        soon=st.sampled_from([None, timedelta(minutes=30)]),
        out_of_hours=st.none() | st.sampled_from(OutOfHours),
        slas=st.lists(SLAS, max_size=2).map(tuple),
    )
    return st.lists(made, max_size=3).map(tuple)


ROUTES = routes(routes(st.just(())))
LEADS = st.dictionaries(st.sampled_from(["country", "employees", "email", "odd"]), VALUES)
CAPS = st.none() | st.builds(Cap, per_day=st.integers(0, 2), open_leads=st.integers(0, 3))


def small_world(found: tuple[Route, ...], otherwise: Fallback, cap: Cap | None, hour: int) -> Firm:
    """Ann and Ben by day, Nina by night, an empty team, and these routes."""
    world = Firm()
    world.now = world.now.replace(hour=hour)
    office = Hours("Europe/Berlin", (WorkingBlock(frozenset(range(5)), 540, 1020),))
    ann, ben = world.person("Ann", hours=office, backup="ben@acme.com"), world.person("Ben", hours=office)
    world.team("Team", ann, ben, holidays="DE", cap=cap, overflow="Night")
    world.team("Night", world.person("Nina"), overflow="Team")
    world.team("Empty")
    world.lists = {"EMEA": {"countries": frozenset({"de"})}}
    world.routes, world.otherwise = list(found), otherwise
    return world


@settings(max_examples=300, deadline=None)
@given(
    lead=LEADS,
    found=ROUTES,
    otherwise=TARGETS,
    hour=st.integers(0, 23),
    crm=st.sampled_from(["sales", "marketing"]),
    band=st.sampled_from(["auto", "review", "none"]),
    away=st.booleans(),
    settle=st.booleans(),
    cap=CAPS,
)
def test_every_lead_gets_one_outcome_twice_the_same(
    lead: Any,
    found: Any,
    otherwise: Any,
    hour: int,
    crm: str,
    band: str,
    away: bool,
    settle: bool,
    cap: Any,
) -> None:
    world = small_world(found, Fallback(otherwise, ("revops",)), cap, hour)
    ann, ben = "ann@acme.com", "ben@acme.com"
    given_ = {
        "account": world.account("005ann", industry="Steel"),
        "band": band,
        "crm": crm,
        "absences": {ann: (Absence("away", Span(world.now, None)),)} if away else {},
        "settled": frozenset({"blank"} if settle else ()),
        "loads": {"open_leads": {ann: 2, ben: 1}},
        "given": {ann: (world.now,)},
    }
    decision = world.decide(lead, **given_)
    assert repr(world.decide(lead, **given_)) == repr(decision)
    seats = {seat.id for seat in world.seats[crm] if seat.active}
    if decision.outcome is Outcome.ASSIGN:
        assert decision.owner_id in seats or (decision.owner_id is None and crm == "marketing")
        assert decision.write == (decision.owner_id != decision.previous_owner_id)
    else:
        assert decision.outcome in (Outcome.HOLD, Outcome.PARK)
        assert not decision.write
        assert decision.turn is None
    assert (decision.hold_until is not None) == (decision.outcome is Outcome.HOLD)
    assert decision.hold_until is None or decision.hold_until > world.now
    told = world.told(lead, **given_)
    assert sentence(told).endswith(".")
    assert explain(told).startswith(sentence(told))
    assert sentence(told) in narrate(told)[0]
