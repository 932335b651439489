"""Skills and languages with levels, and what each narrowing does where nobody is left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connector.core.decision import Decision
from connector.core.rules import Narrowing, Nobody, NobodyLeft, Target, TargetKind
from connector.core.view import Absence
from mappings.records import Span

SKIP = NobodyLeft.SKIP


@pytest.fixture
def team(firm: Any) -> Target:
    """Ann has good German, Ben some, Cora none but fintech."""
    firm.person("Ann", languages=frozenset({"de"}), levels={("language", "de"): 3})
    firm.person("Ben", languages=frozenset({"de"}))
    firm.person("Cora", skills=frozenset({"fintech"}), levels={("skill", "fintech"): 2})
    return firm.team("Team", "ann@acme.com", "ben@acme.com", "cora@acme.com")


def told(decision: Decision) -> list[tuple[str, str, str]]:
    return [(s.step, s.result, s.detail) for s in decision.steps if s.step.startswith("with")]


def test_a_level_is_asked_for(firm: Any, team: Target) -> None:
    firm.route("R", to=team, narrow=(Narrowing("language", value="de", at_least=2),))
    decision = firm.decide()
    assert decision.owner_name == "Ann"
    assert told(decision) == [
        ("with language", "narrows", "asked for by de at level 2 or more: 1 of 3 who can take it now")
    ]
    assert "does not have the language asked for (de at level 2 or more)" in {g.reason for g in decision.pool}


def test_whoever_has_a_trait_without_a_level_has_it_at_the_first(firm: Any, team: Target) -> None:
    firm.route("R", to=team, narrow=(Narrowing("language", value="de", at_least=1),))
    assert {p[1] for g in firm.decide().pool if g.eligible for p in g.people} == {"Ann", "Ben"}


def test_a_language_of_a_region_is_the_language_too(firm: Any, team: Target) -> None:
    firm.route("R", to=team, narrow=(Narrowing("language", field="lead.language", at_least=3),))
    assert firm.decide({"language": "de-AT"}).owner_name == "Ann"


def test_a_narrowing_that_may_be_skipped_is_left_out_where_nobody_is_left(firm: Any, team: Target) -> None:
    fintech = Narrowing("skill", value="fintech", nobody_left=SKIP)
    firm.route("R", to=team, narrow=(Narrowing("language", value="de"), fintech))
    decision = firm.decide()
    assert {p[1] for g in decision.pool if g.eligible for p in g.people} == {"Ann", "Ben"}
    assert told(decision)[1] == (
        "with skill",
        "skipped",
        "asked for by fintech: 0 of 2 who can take it now, so it is left out",
    )


def test_the_order_of_the_narrowings_decides_which_is_skipped(firm: Any, team: Target) -> None:
    german = Narrowing("language", value="de", nobody_left=SKIP)
    firm.route("R", to=team, narrow=(Narrowing("skill", value="fintech"), german))
    assert firm.decide().owner_name == "Cora"


def test_one_that_stops_leaves_it_to_what_the_route_says_about_nobody(firm: Any, team: Target) -> None:
    narrow = (Narrowing("language", value="de"), Narrowing("skill", value="fintech"))
    firm.route("R", to=team, narrow=narrow, nobody=Nobody.NEXT)
    firm.route("Else", to=Target(TargetKind.USER, "ben@acme.com"))
    decision = firm.decide()
    assert decision.route == "Else"
    assert told(decision)[1][2] == "asked for by fintech: 0 of 2 who can take it now"


def test_who_is_away_does_not_count_as_left(firm: Any, team: Target) -> None:
    firm.route("R", to=team, narrow=(Narrowing("skill", value="fintech", nobody_left=SKIP),))
    away = {"cora@acme.com": (Absence("away", Span(firm.now, None)),)}
    assert firm.decide(absences=away).owner_name in ("Ann", "Ben")


def test_whoever_has_the_lead_keeps_it_though_another_now_has_what_may_be_skipped(
    firm: Any, team: Target
) -> None:
    firm.route("R", to=team, narrow=(Narrowing("skill", value="fintech", nobody_left=SKIP),))
    decision = firm.decide(owner="005ben", our_owner="005ben", wrote_before=True)
    assert (decision.owner_name, decision.write) == ("Ben", False)
    firm.routes.clear()
    firm.route("R", to=team, narrow=(Narrowing("skill", value="fintech"),))
    assert firm.decide(owner="005ben", our_owner="005ben", wrote_before=True).owner_name == "Cora"


def test_a_team_that_another_overflows_into_is_narrowed_by_its_own_people(firm: Any, team: Target) -> None:
    firm.person("Dora", skills=frozenset({"fintech"}))
    firm.team("More", "dora@acme.com", "ann@acme.com")
    firm.teams["Team"] = replace(firm.teams["Team"], overflow="More")
    away = {f"{name}@acme.com": (Absence("away", Span(firm.now, None)),) for name in ("ben", "cora")}
    narrow = (Narrowing("skill", value="fintech"), Narrowing("language", value="de", nobody_left=SKIP))
    firm.route("R", to=team, narrow=narrow)
    decision = firm.decide(absences=away)
    assert decision.owner_name == "Dora"
    assert [result for _, result, _ in told(decision)] == ["narrows", "narrows", "narrows", "skipped"]
