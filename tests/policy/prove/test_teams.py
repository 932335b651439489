"""Whose hours are a team's, where it overflows into others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connector.policy.prove import Finding
from connector.policy.prove.teams import staff_of
from tests.policy.prove.conftest import sound, written

Proven = Callable[..., tuple[Finding, ...]]
ROUTES = "routes: [{name: Everyone, to: {team: A}}]"
DAY, NIGHT = 'from: "08:00", to: "20:00"', 'from: "20:00", to: "08:00"'


def teams(*lines: str) -> str:
    return "teams:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


def closed(found: tuple[Finding, ...]) -> list[str]:
    return [one.message for one in found if one.kind in ("closed", "empty")]


def hours(when: str) -> str:
    return f"hours: {{zone: UTC, days: mon-sun, {when}}}"


def test_the_night_of_the_team_that_it_overflows_into_counts(proven: Proven) -> None:
    day = f"name: A, members: [ann@acme.com], {hours(DAY)}"
    night = f"name: B, members: [ben@acme.com], {hours(NIGHT)}"
    assert closed(proven(teams=teams(f"{day}, overflow: {{team: B}}", night), routes=ROUTES)) == []
    assert len(closed(proven(teams=teams(day, night), routes=ROUTES))) == 1


def test_overflow_goes_on_from_team_to_team(proven: Proven) -> None:
    found = proven(
        teams=teams(
            f"name: A, members: [ann@acme.com], {hours(DAY)}, overflow: {{team: B}}",
            f"name: B, members: [ann@acme.com], {hours(DAY)}, overflow: {{team: C}}",
            f"name: C, members: [ben@acme.com], {hours(NIGHT)}",
        ),
        routes=ROUTES,
    )
    assert closed(found) == []


@pytest.mark.parametrize("who", ["ben@acme.com", "{from: {crm: sales, queue: Reps}}"])
def test_who_is_always_there_or_unknown_here_settles_it(proven: Proven, who: str) -> None:
    found = proven(
        teams=teams(
            f"name: A, members: [ann@acme.com], {hours(DAY)}, overflow: {{team: B}}",
            f"name: B, members: [{who}]",
        ),
        routes=ROUTES,
    )
    assert closed(found) == []


def test_who_may_take_nothing_is_left_out_of_all_teams_on_the_way() -> None:
    _, policy = sound(
        written(
            people="people: [{email: ann@acme.com, cap: {per_day: 0}}, {email: ben@acme.com}]",
            teams=teams(
                "name: A, members: [ann@acme.com], overflow: {team: B}",
                "name: B, members: [ann@acme.com, ben@acme.com]",
            ),
            routes=ROUTES,
        )
    )
    assert [(person.email, team.name) for person, team in staff_of(policy, "A") or ()] == [
        ("ben@acme.com", "B")
    ]


def test_of_a_team_without_a_route_nothing_is_said(proven: Proven) -> None:
    found = proven(
        teams=teams("name: A, members: [ben@acme.com]", f"name: B, members: [ann@acme.com], {hours(DAY)}"),
        routes=ROUTES,
    )
    assert closed(found) == []


def test_a_holiday_of_all_is_told_and_a_persons_own_stand_in_place_of_the_teams(proven: Proven) -> None:
    team = teams("name: A, members: [ann@acme.com, ben@acme.com], holidays: DE-BE")
    one = "people: [{email: ann@acme.com, holidays: AT}, {email: ben@acme.com}]"
    both = "people: [{email: ann@acme.com, holidays: AT}, {email: ben@acme.com, holidays: AT}]"
    (message,) = closed(proven(people=one, teams=team, routes=ROUTES))
    assert "public holidays (AT, DE-BE)" in message
    (message,) = closed(proven(people=both, teams=team, routes=ROUTES))
    assert "public holidays (AT)" in message
