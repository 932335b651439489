"""Random firms that make sense: three teams, routes that ask a handful of fields, people there or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from connector.core.conditions import All, Condition, Not, Operator, Test
from connector.core.conditions import Any as AnyOf
from connector.core.decide import match_lead
from connector.core.matching.match import MatchResult
from connector.core.rules import (
    Blank,
    Fallback,
    Narrowing,
    Nobody,
    NobodyLeft,
    OutOfHours,
    Policy,
    Route,
    Target,
    TargetKind,
    Turn,
)
from connector.core.screening import Before, Duplicates, Junk, Line, Score
from connector.core.staff.limits import Cap
from connector.core.view import Absence, AccountFacts, TurnState, View
from mappings.records import Hours, Kind, Record, Span, WorkingBlock
from tests.core.conftest import Firm

PEOPLE = ("ann@acme.com", "ben@acme.com", "nina@acme.com", "zoe@acme.com")
FIELDS = ("lead.country", "lead.employees", "lead.industry", "account.type")

TESTS = st.sampled_from(
    [
        Test("lead.country", Operator.IS, "DE"),
        Test("lead.country", Operator.IN, ("US", "CA")),
        Test("lead.country", Operator.IN_LIST, "EMEA"),
        Test("lead.country", Operator.IS_BLANK, value=True),
        Test("lead.employees", Operator.AT_LEAST, 1000),
        Test("lead.employees", Operator.BETWEEN, (50, 500)),
        Test("lead.industry", Operator.IS, "fintech"),
        Test("lead.industry", Operator.CONTAINS_WORD, "steel"),
        Test("account.match", Operator.IS, "auto"),
        Test("account.match", Operator.IN, ("auto", "review")),
        Test("account.type", Operator.IS, "Customer"),
        Test("score.points", Operator.AT_LEAST, 10),
    ]
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=3,
)
INBOUND = Target(TargetKind.QUEUE, "Inbound")
TARGETS = st.sampled_from(
    [
        Target(TargetKind.TEAM, "Days"),
        Target(TargetKind.TEAM, "Days"),
        Target(TargetKind.TEAM, "Nights"),
        Target(TargetKind.TEAM, "Others"),
        Target(TargetKind.USER, "ben@acme.com"),
        INBOUND,
        Target(TargetKind.ACCOUNT_OWNER),
        Target(TargetKind.ACCOUNT_TEAM),
        Target(TargetKind.PREVIOUS_OWNER),
    ]
)
NARROW = st.sampled_from(
    [
        (),
        (),
        (Narrowing("skill", field="lead.industry"),),
        (Narrowing("skill", field="lead.industry", nobody_left=NobodyLeft.SKIP),),
        (Narrowing("language", value="de"),),
    ]
)


def routes(inner: st.SearchStrategy[list[Route]]) -> st.SearchStrategy[list[Route]]:
    made = st.builds(
        Route,
        name=st.just(""),
        path=st.just(""),
        when=st.one_of(st.none(), CONDITIONS, CONDITIONS, CONDITIONS),
        to=st.one_of(st.none(), TARGETS, TARGETS, TARGETS),
        narrow=NARROW,
        turn=st.sampled_from(Turn),
        blank=st.sampled_from(Blank),
        nobody=st.sampled_from(Nobody),
        routes=inner,
        rotation=st.sampled_from([None, None, "Everybody"]),
        out_of_hours=st.sampled_from([None, None, *OutOfHours]),
        soon=st.sampled_from([None, None, timedelta(hours=3)]),
    )
    return st.lists(made, min_size=1, max_size=3)


ROUTES = routes(st.just([]) | routes(st.just([])))
LEADS = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["DE", "US", "FR", "JP"]),
        "employees": st.sampled_from([10, 100, 5000]),
        "industry": st.sampled_from(["fintech", "steel", "retail"]),
    },
)
POINTS = Score((Line(Test("lead.employees", Operator.AT_LEAST, 1000), 10),))
BEFORE = st.sampled_from(
    [
        Before(score=POINTS),
        Before(score=POINTS),
        Before(suppress=Test("lead.industry", Operator.IS, "retail"), score=POINTS),
        Before(
            junk=Junk(when=Test("lead.country", Operator.IS, "JP"), to=Target(TargetKind.QUEUE, "Inbound"))
        ),
        Before(score=replace(POINTS, tiers=(("hot", 5),), below=Target(TargetKind.TEAM, "Others"))),
        Before(duplicates=Duplicates(), score=POINTS),
    ]
)


@dataclass(frozen=True)
class Case:
    """A policy, a lead with what is known around it, and the match."""

    policy: Policy
    view: View
    found: MatchResult


def _named(found: list[Route], above: str = "") -> tuple[Route, ...]:
    return tuple(
        replace(route, name=f"R{n}", path=f"{above}R{n}", routes=_named([*route.routes], f"{above}R{n} / "))
        for n, route in enumerate(found)
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """One lead for one firm."""
    firm = Firm()
    firm.now = firm.now.replace(hour=draw(st.sampled_from([6, 12, 12, 12, 20])))
    office = Hours("Europe/Berlin", (WorkingBlock(frozenset(range(5)), 540, 1020),))
    cap = draw(st.sampled_from([None, None, Cap(per_day=1), Cap(open_leads=2)]))
    seats = draw(st.sampled_from([("sales", "marketing"), ("sales", "marketing"), ("marketing",)]))
    ann = firm.person("Ann", hours=office, backup="ben@acme.com", skills=frozenset({"fintech"}), cap=cap)
    ben = firm.person("Ben", weight=draw(st.sampled_from([0, 1, 2])), skills=frozenset({"steel"}))
    nina = firm.person("Nina", seats=seats, languages=frozenset({"de"}), backup="zoe@acme.com")
    zoe = firm.person("Zoe", hours=draw(st.sampled_from([None, office])))
    firm.team("Days", ann, ben, holidays=draw(st.sampled_from([None, "DE"])), overflow="Nights")
    firm.team("Nights", nina, ann)
    firm.team("Others", nina, zoe)
    firm.lists = {"EMEA": {"countries": frozenset({"de", "fr"})}}
    firm.routes = [*_named(draw(ROUTES))]
    firm.otherwise = Fallback(draw(TARGETS))
    gone = Absence("away", Span(firm.now - timedelta(hours=1), None), draw(st.sampled_from([None, zoe])))
    away = draw(st.sampled_from([(), (), (ann,), (ben,), (nina, zoe)]))
    shared: dict[str, Any] = {
        "absences": dict.fromkeys(away, (gone,)),
        "exclude": frozenset(draw(st.sampled_from([(), (), (), (ann,), (nina,)]))),
        "turns": {"Days": {ann: TurnState(draw(st.integers(0, 3)))}, "Others": {zoe: TurnState(1)}},
        "loads": {"open_leads": {ann: draw(st.integers(0, 4)), ben: 1}},
        "given": {ann: (firm.now,)},
        "earlier_owners": draw(st.sampled_from([(), ("005ben",)])),
        "settled": draw(st.sampled_from([frozenset(), frozenset({"blank"})])),
        "linked": draw(st.sampled_from([False] * 9 + [True])),
        "owner": draw(st.sampled_from(["00Ginbound"] * 9 + ["005robot"])),
    }
    owner = draw(st.sampled_from([None, "005ann", "005zoe", "005robot"]))
    band = draw(st.sampled_from(["auto", "review", "none"]))
    kind = draw(st.sampled_from(["Customer", "Prospect", None]))
    account = firm.account(owner, type=kind) if band != "none" else None
    found = MatchResult(account, 0.95 if account else 0.0, band, (), (), ())
    return Case(firm.policy(before=draw(BEFORE)), firm.view(draw(LEADS), **shared), found)


ACCOUNTS = (
    {
        "name": "Acme Robotics Inc.",
        "website": "acme-robotics.example",
        "country": "Germany",
        "type": "Customer",
    },
    {"name": "Globex Steel", "website": "globex.example", "country": "United States", "type": "Prospect"},
)
COMPANIES = st.fixed_dictionaries(
    {},
    optional={
        "company": st.sampled_from(["Acme Robotics", "Globex", "Initech"]),
        "website": st.sampled_from(["acme-robotics.example", "www.globex.example"]),
        "email": st.sampled_from(["jo@globex.example", "jo@gmail.com"]),
    },
)


@st.composite
def companies(draw: st.DrawFn) -> Case:
    """As `cases`, with two accounts that come into question and whatever the matcher says of them."""
    case, says = draw(cases()), draw(COMPANIES)
    old = case.view.now - timedelta(days=900)
    accounts = tuple(
        AccountFacts("sales", Record(Kind.ACCOUNT, f"001{n}", owner, old, old, None, fields))
        for n, (fields, owner) in enumerate(zip(ACCOUNTS, ("005ann", "005zoe"), strict=True))
    )
    lead = replace(case.view.lead, fields={**case.view.lead.fields, **says})
    view = replace(case.view, lead=lead, candidates=accounts)
    return Case(case.policy, view, match_lead(case.policy, view))
