from __future__ import annotations

from typing import Any

from connector.core.conditions import All, Operator, Test
from connector.core.decide import decide
from connector.core.decision import Outcome
from connector.core.rules import Fallback, Narrowing, OwnerRef, Route, Target, TargetKind, Turn
from connector.core.view import Absence
from mappings.records import Hours, Seat, SeatKind, Span, WorkingBlock

NOBODY = Target(TargetKind.NOBODY)
GERMAN = Test("lead.country", Operator.IS, "DE")


def queue(name: str) -> Target:
    return Target(TargetKind.QUEUE, name)


def user(name: str) -> Target:
    return Target(TargetKind.USER, name)


def steps(decision: Any) -> dict[str, tuple[str, str]]:
    return {step.step: (step.result, step.detail) for step in decision.steps}


# Users, queues, nobody, and the fallback


def test_a_user_takes_it_at_any_hour_but_not_while_away(firm: Any, office: Hours) -> None:
    firm.now = firm.now.replace(hour=23)
    ann = firm.person("Ann", hours=office)
    for name in ("Ann", "ann@acme.com", "005ann"):
        firm.routes = [Route("r", "r", None, user(name))]
        assert firm.decide().owner_name == "Ann"
    absent = {ann: (Absence("away", Span(firm.now, None)),)}
    assert firm.decide(absences=absent).route == "otherwise"


def test_a_queue_means_nobody_where_there_are_no_queues(firm: Any) -> None:
    firm.owned_by = (OwnerRef("user", "Bot"), OwnerRef("nobody"))
    firm.seats["marketing"].append(Seat("77bot", SeatKind.USER, "Bot", "bot@acme.com"))
    unowned = firm.decide(crm="marketing", owner=None)
    assert (unowned.outcome, unowned.owner_id, unowned.write) == (Outcome.ASSIGN, None, False)
    taken_back = firm.decide(crm="marketing", owner="77bot")
    assert (taken_back.owner_id, taken_back.write) == (None, True)


def test_where_every_lead_has_an_owner_nobody_leaves_the_present_one(firm: Any) -> None:
    firm.otherwise = Fallback(NOBODY)
    decision = firm.decide()
    assert (decision.outcome, decision.owner_id, decision.write) == (Outcome.ASSIGN, "00Ginbound", False)


def test_the_fallback_may_differ_by_crm(firm: Any) -> None:
    ann = firm.person("Ann")
    firm.otherwise = Fallback(queue("Unrouted"), per_crm={"marketing": user(ann)})
    assert firm.decide().owner_name == "Unrouted"
    assert firm.decide(crm="marketing").owner_name == "Ann"


def test_a_fallback_that_does_not_exist_waits_for_a_person(firm: Any) -> None:
    firm.otherwise = Fallback(queue("Lost"))
    decision = firm.decide()
    assert (decision.outcome, decision.write, decision.owner_id) == (Outcome.PARK, False, None)
    assert "queue Lost is unknown in sales" in decision.reason


def test_a_fallback_team_takes_it_off_hours_rather_than_leave_it_to_nobody(firm: Any, office: Hours) -> None:
    firm.now = firm.now.replace(hour=23)
    firm.otherwise = Fallback(firm.team("Team", firm.person("Ann", hours=office)))
    assert firm.decide().owner_name == "Ann"


def test_a_route_to_an_unknown_team_or_queue_falls_to_the_fallback(firm: Any) -> None:
    for target in (queue("Lost"), Target(TargetKind.TEAM, "Lost"), user("Lost")):
        firm.routes = [Route("r", "r", None, target)]
        assert firm.decide().route == "otherwise"


# What follows


def test_both_crms_share_one_rotation(firm: Any) -> None:
    firm.route("all", to=firm.team("Team", firm.person("Ann"), firm.person("Ben")))
    turns: dict[str, Any] = {}
    got = []
    for number in range(6):
        crm = ("sales", "marketing")[number % 2]
        decision = firm.decide(crm=crm, turns={"Team": turns})
        turns.update(decision.turn.standings)
        got.append(decision.owner_id)
    assert got == ["005ann", "77ben"] * 3


def test_weighted_turns_follow_the_weights(firm: Any) -> None:
    team = firm.team("Team", firm.person("Ann", weight=2), firm.person("Ben"))
    firm.route("all", to=team, turn=Turn.WEIGHTED)
    turns: dict[str, Any] = {}
    got = []
    for _ in range(6):
        decision = firm.decide(turns={"Team": turns})
        turns.update(decision.turn.standings)
        got.append(decision.owner_name)
    assert (got.count("Ann"), got.count("Ben")) == (4, 2)


def test_an_edited_field_does_not_hand_our_lead_from_one_to_the_other(firm: Any) -> None:
    office_closed = Hours("UTC", (WorkingBlock(frozenset({6}), 0, 1),))
    ann, ben = firm.person("Ann"), firm.person("Ben", hours=office_closed)
    firm.route("all", to=firm.team("Team", ann, ben))
    ours = {"owner": "005ben", "our_owner": "005ben", "wrote_before": True, "trigger": "changed"}
    kept = firm.decide(**ours)
    assert (kept.owner_name, kept.write, kept.turn, kept.notices) == ("Ben", False, None, ())
    moved = firm.decide(**ours, planned=True, exclude=frozenset({ben}))
    assert (moved.owner_name, moved.write) == ("Ann", True)


def test_the_new_owner_and_the_channels_are_told(firm: Any) -> None:
    ann = firm.person("Ann")
    firm.route("all", GERMAN, firm.team("Team", ann), notify=("inbound",))
    firm.otherwise = Fallback(queue("Unrouted"), notify=("revops",))
    assigned = firm.decide({"country": "DE"})
    assert [(n.channel, n.email) for n in assigned.notices] == [("owner", ann), ("inbound", None)]
    assert [n.answers for n in assigned.notices] == [True, False]
    assert [(n.channel, n.email) for n in firm.decide().notices] == [("revops", None)]


def test_every_value_read_is_an_input_and_those_about_a_person_are_marked(firm: Any) -> None:
    firm.person("Ann")
    same = Test("account.industry", Operator.IS, "Steel")
    firm.route("r", All((GERMAN, same)), queue("Unrouted"))
    decision = firm.decide({"country": "DE", "phone": "1"}, account=firm.account("005ann", industry="Steel"))
    read = {(i.object, i.field): (i.value, i.personal) for i in decision.inputs}
    assert read[("sales:lead", "owner")] == ("00Ginbound", False)
    assert read[("sales:lead", "country")] == ("DE", True)
    assert read[("sales:account", "industry")] == ("Steel", False)
    assert ("sales:lead", "phone") not in read


def test_steps_reasons_and_notices_quote_nothing_that_the_lead_says(firm: Any) -> None:
    secret = "Zebulon"
    test = Test("lead.last_name", Operator.STARTS_WITH, "A")
    firm.route("a", test, queue("Inbound"))
    narrow = (Narrowing("skill", field="lead.last_name"),)
    firm.route("b", None, firm.team("Team", firm.person("Ann")), narrow=narrow)
    decision = firm.decide({"last_name": secret, "email": f"{secret}@x.org"})
    said = [decision.reason, *(s.result + s.detail for s in decision.steps)]
    said += [n.title + n.body for n in decision.notices] + [g.reason for g in decision.pool]
    assert secret not in " ".join(said)


def test_the_age_of_each_source_is_on_record(firm: Any) -> None:
    decision = firm.decide(ages={"sales": 3.2, "marketing": 40.0})
    assert steps(decision)["facts"] == ("read", "marketing 40 s old, sales 3 s old")


def test_the_shipped_matcher_is_used_and_its_reads_are_inputs(firm: Any) -> None:
    firm.person("Ann")
    firm.route("known", to=Target(TargetKind.ACCOUNT_OWNER))
    account = firm.account("005ann", name="Acme Robotics", website="acme-robotics.com", country="DE")
    fields = {"email": "x@acme-robotics.com", "company": "Acme Robotics GmbH", "country": "Germany"}
    view = firm.view(fields, candidates=(account,))
    decision = decide(firm.policy(), view)
    assert decision.matched is not None
    assert (decision.matched.account_id, decision.matched.band, decision.owner_name) == (
        "001acme",
        "auto",
        "Ann",
    )
    read = {(i.object, i.field) for i in decision.inputs}
    assert {("sales:lead", "email"), ("sales:account", "website"), ("sales:account", "owner")} <= read


def test_the_same_view_gives_the_same_decision_to_the_byte(firm: Any) -> None:
    for name in ("Ann", "Ben", "Cleo"):
        firm.person(name, skills=frozenset({"a", "b", "c"}))
    firm.route("German", GERMAN, queue("Inbound"))
    firm.route("all", to=firm.team("Team", *firm.people), narrow=(Narrowing("skill", value="a"),))
    one = firm.decide({"country": "FR"})
    for seats in firm.seats.values():
        seats.reverse()
    firm.people = dict(reversed(firm.people.items()))
    firm.team("Team", *firm.people)
    assert repr(firm.decide({"country": "FR"})) == repr(one)
