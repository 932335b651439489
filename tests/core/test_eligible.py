from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.core.decision import Decision
from connector.core.rules import (
    Narrowing,
    Nobody,
    OutOfHours,
    Person,
    QueueMembers,
    Route,
    Target,
    TargetKind,
)
from connector.core.staff.asking import Terms
from connector.core.staff.eligible import Availability, availability, members_of
from connector.core.view import Absence
from mappings.records import Hours, Seat, SeatKind, Span, WorkingBlock


def losers(decision: Decision) -> dict[str, set[str]]:
    return {g.reason: {name for _, name in g.people} for g in decision.pool if not g.eligible}


def winners(decision: Decision) -> list[str]:
    return [name for g in decision.pool if g.eligible for _, name in g.people]


def night() -> Hours:
    return Hours("Europe/Berlin", (WorkingBlock(frozenset(range(7)), 0, 300),))


def away(firm: Any, cover: str | None = None, kind: str = "away") -> tuple[Absence, ...]:
    return (Absence(kind, Span(firm.now - timedelta(days=1), firm.now + timedelta(days=1)), cover),)


def test_each_who_cannot_take_it_has_a_reason(firm: Any) -> None:
    names = ["Ann", "Ben", "Cleo", "Dora", "Eve", "Finn", "Gus"]
    team = [firm.person(name) for name in names if name not in ("Cleo", "Eve")]
    team += [firm.person("Cleo", seats=("marketing",)), firm.person("Eve", hours=night())]
    firm.reseat("sales", "005ben", active=False)
    firm.reseat("sales", "005finn", available=False)
    firm.route("all", to=firm.team("Team", *team))
    absences = {"dora@acme.com": away(firm), "gus@acme.com": away(firm, kind="paused")}
    decision = firm.decide(absences=absences)
    assert winners(decision) == ["Ann"]
    assert losers(decision) == {
        "seat inactive in sales": {"Ben"},
        "no seat in sales": {"Cleo"},
        "outside working hours": {"Eve"},
        "away": {"Dora"},
        "not available, says the CRM": {"Finn"},
        "paused": {"Gus"},
    }


def test_the_same_person_has_another_seat_in_the_other_crm(firm: Any) -> None:
    firm.route("all", to=firm.team("Team", firm.person("Ann")))
    assert firm.decide().owner_id == "005ann"
    assert firm.decide(crm="marketing").owner_id == "77ann"


def test_a_seat_that_the_policy_names_beats_the_e_mail(firm: Any) -> None:
    ann = firm.person("Ann")
    firm.seats["sales"].append(Seat("005other0000000AAA", SeatKind.USER, "Ann 2", "ann2@acme.com"))
    firm.people[ann] = Person(ann, "Ann", seats={"sales": "005other0000000"})
    firm.route("all", to=firm.team("Team", ann))
    assert firm.decide().owner_id == "005other0000000AAA"


def test_the_members_of_a_queue_are_a_team_and_explicit_seats_are_recognised(firm: Any) -> None:
    ann, ben = firm.person("Ann"), firm.person("Ben")
    firm.people[ann] = Person(ann, "Ann", seats={"sales": "005x"})
    firm.reseat("sales", "005ann", email=None, id="005x")
    reps = Seat("00Greps", SeatKind.QUEUE, "Inbound reps", members=("005x", "005ben", "005ghost"))
    firm.seats["sales"].append(reps)
    firm.route("all", to=firm.team("Team", QueueMembers("sales", "Inbound reps"), ben))
    assert winners(firm.decide()) == ["Ann", "Ben"]


def test_the_crms_own_hours_count_where_the_policy_gives_none(firm: Any, office: Hours) -> None:
    ann, ben = firm.person("Ann"), firm.person("Ben", hours=office)
    firm.reseat("sales", "005ann", hours=night())
    firm.reseat("sales", "005ben", hours=night())
    firm.route("all", to=firm.team("Team", ann, ben))
    decision = firm.decide()
    assert (winners(decision), losers(decision)) == (["Ben"], {"outside working hours": {"Ann"}})


def test_hours_in_a_zone_that_nobody_knows_are_not_counted_with(firm: Any) -> None:
    ann = firm.person("Ann")
    firm.reseat("sales", "005ann", hours=Hours("Mars/Olympus", night().blocks))
    firm.route("all", to=firm.team("Team", ann))
    assert firm.decide().owner_name == "Ann"


def test_whoever_has_no_hours_anywhere_is_always_there(firm: Any) -> None:
    firm.route("all", to=firm.team("Team", firm.person("Ann")))
    for day in range(1, 8):
        for hour in (0, 3, 23):
            firm.now = firm.now.replace(day=day, hour=hour)
            assert firm.decide().owner_name == "Ann"


def test_a_team_is_away_on_its_public_holidays_by_the_date_where_each_one_is(firm: Any) -> None:
    always = (WorkingBlock(frozenset(range(7)), 0, 1440),)
    berlin = firm.person("Berta", hours=Hours("Europe/Berlin", always))
    apia = firm.person("Api", hours=Hours("Pacific/Apia", always))
    firm.now = firm.now.replace(month=10, day=3)
    firm.route("all", to=firm.team("Team", berlin, apia, holidays="DE"))
    decision = firm.decide()
    assert winners(decision) == ["Api"]  # there it is the fourth already
    assert losers(decision) == {"public holiday (DE)": {"Berta"}}


def test_a_persons_own_holidays_stand_in_place_of_the_teams(firm: Any) -> None:
    vienna = firm.person("Vera", holidays="AT")
    firm.route("all", to=firm.team("Team", firm.person("Berta"), vienna, holidays="DE-BE"))
    assert losers(firm.decide(now=firm.now.replace(month=10, day=26))) == {"public holiday (AT)": {"Vera"}}
    assert winners(firm.decide(now=firm.now.replace(month=10, day=3))) == ["Vera"]


def test_a_lead_waits_for_the_end_of_the_persons_own_holiday(firm: Any) -> None:
    firm.route("all", to=firm.team("Team", firm.person("Vera", holidays="AT")), nobody=Nobody.WAIT)
    national_day = firm.now.replace(month=10, day=26)
    assert firm.decide(now=national_day).hold_until == national_day.replace(day=27, hour=0)


def test_who_had_the_lead_before_is_left_out_where_asked(firm: Any) -> None:
    firm.route("all", to=firm.team("Team", firm.person("Ann"), firm.person("Ben")))
    decision = firm.decide(exclude=frozenset({"ann@acme.com"}), planned=True)
    assert (winners(decision), losers(decision)) == (["Ben"], {"had this lead before": {"Ann"}})


@pytest.mark.parametrize(
    ("fields", "chosen"),
    [
        ({"industry": "FinTech", "language": "de-AT"}, ["Ann"]),
        ({"industry": "fintech"}, ["Ann", "Ben"]),
        ({}, ["Ann", "Ben", "Cleo"]),
    ],
)
def test_skills_and_languages_narrow_and_a_blank_narrows_nothing(
    firm: Any, fields: dict[str, str], chosen: list[str]
) -> None:
    ann = firm.person("Ann", skills=frozenset({"fintech"}), languages=frozenset({"de"}))
    ben = firm.person("Ben", skills=frozenset({"fintech"}), languages=frozenset({"fr"}))
    cleo = firm.person("Cleo")
    narrow = (Narrowing("skill", field="lead.industry"), Narrowing("language", field="lead.language"))
    firm.route("all", to=firm.team("Team", ann, ben, cleo), narrow=narrow)
    decision = firm.decide(fields)
    assert winners(decision) == chosen
    if not fields:
        assert "blank: lead.industry, which narrows nothing" in [s.detail for s in decision.steps]


def test_a_cover_takes_the_turn_of_whoever_is_away(firm: Any) -> None:
    ann, ben = firm.person("Ann"), firm.person("Ben")
    firm.route("all", to=firm.team("Team", ann))
    decision = firm.decide(absences={ann: away(firm, cover=ben)})
    assert decision.owner_name == "Ben"
    assert set(decision.turn.standings) == {ben}
    assert losers(decision) == {"away, Ben stands in": {"Ann"}}


def test_backups_are_followed_down_the_chain_and_a_circle_ends_it(firm: Any) -> None:
    ann = firm.person("Ann", backup="ben@acme.com")
    ben = firm.person("Ben", backup="cleo@acme.com")
    cleo = firm.person("Cleo", backup="ann@acme.com")
    firm.route("all", to=firm.team("Team", ann))
    both = {ann: away(firm), ben: away(firm)}
    assert firm.decide(absences=both).owner_name == "Cleo"
    everybody = {**both, cleo: away(firm)}
    decision = firm.decide(absences=everybody)
    assert decision.owner_name == "Unrouted"
    assert losers(decision) == {"away": {"Ann"}}


def test_a_backup_who_is_of_the_team_anyway_gets_no_more_than_their_share(firm: Any) -> None:
    team = [firm.person(name, backup="eve@acme.com") for name in ("Ann", "Ben", "Cleo")]
    team += [firm.person("Dora"), firm.person("Eve")]
    firm.route("all", to=firm.team("Team", *team))
    absences = {email: away(firm) for email in team[:3]}
    turns: dict[str, Any] = {}
    got = []
    for _ in range(10):
        decision = firm.decide(absences=absences, turns={"Team": turns})
        turns.update(decision.turn.standings)
        got.append(decision.owner_name)
    assert (got.count("Dora"), got.count("Eve")) == (5, 5)


def test_a_person_s_availability_is_told_with_the_reason(firm: Any, office: Hours) -> None:
    ann, zoe = firm.person("Ann", hours=office, seats=("marketing",)), "zoe@acme.com"
    firm.team("Team", ann, holidays="DE")
    directories, policy = firm.view().directories, firm.policy()

    def told(email: str, **when: int) -> Availability:
        return availability(policy, email, directories, Terms(firm.now.replace(**when), {}))

    assert told(ann) == Availability(True)
    assert told(ann, hour=23) == Availability(False, "outside working hours")
    assert told(ann, month=5, day=1) == Availability(False, "public holiday (DE)")
    assert told(zoe) == Availability(False, "no seat in sales")
    assert members_of(firm.teams["Team"], directories) == (ann,)


def test_weight_zero_takes_no_weighted_turns(firm: Any) -> None:
    ann, ben = firm.person("Ann", weight=0), firm.person("Ben", weight=2)
    route: Route = firm.route("all", to=firm.team("Team", ann, ben))
    firm.routes[0] = replace(route, turn=route.turn.WEIGHTED)
    decision = firm.decide()
    assert (winners(decision), losers(decision)) == (["Ben"], {"weight 0: takes no turns": {"Ann"}})


def test_who_is_out_of_office_by_their_calendar_is_away_and_their_backup_stands_in(firm: Any) -> None:
    ben = firm.person("Ben")
    ann = firm.person("Ann", backup=ben)
    firm.route("all", to=firm.team("Team", ann))
    decision = firm.decide(absences={ann: away(firm, kind="calendar")})
    assert decision.owner_name == "Ben"
    assert losers(decision) == {"away, says the calendar, Ben stands in": {"Ann"}}


def test_nobody_stands_in_for_who_is_in_a_meeting(firm: Any) -> None:
    ben = firm.person("Ben")
    ann, cleo = firm.person("Ann", backup=ben), firm.person("Cleo")
    firm.route("all", to=firm.team("Team", ann, cleo))
    decision = firm.decide(absences={ann: away(firm, kind="busy")})
    assert decision.owner_name == "Cleo"
    assert losers(decision) == {"busy, says the calendar": {"Ann"}}


def test_leave_within_a_meeting_is_leave(firm: Any) -> None:
    ben = firm.person("Ben")
    ann = firm.person("Ann", backup=ben)
    firm.route("all", to=firm.team("Team", ann))
    assert firm.decide(absences={ann: away(firm, kind="busy") + away(firm)}).owner_name == "Ben"


def test_a_meeting_counts_as_far_as_working_hours_do(firm: Any) -> None:
    ann = firm.person("Ann")
    absences = {ann: away(firm, kind="busy")}
    firm.route("all", to=firm.team("Team", ann), out_of_hours=OutOfHours.ANYWAY)
    assert firm.decide(absences=absences).owner_name == "Ann"
    firm.routes.clear()
    firm.route("all", to=Target(TargetKind.USER, ann))
    assert firm.decide(absences=absences).owner_name == "Ann"


def test_a_lead_waits_until_the_meeting_is_over(firm: Any, office: Hours) -> None:
    ann = firm.person("Ann", hours=office)
    firm.route("all", to=firm.team("Team", ann), nobody=Nobody.WAIT)
    until = firm.now + timedelta(minutes=45)
    busy = Absence("busy", Span(firm.now - timedelta(minutes=15), until))
    assert firm.decide(absences={ann: (busy,)}).hold_until == until
