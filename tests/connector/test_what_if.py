"""The same leads decided twice: who moves, and what is known when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.core.edits import Edits, edited
from connector.core.moves import Comparison, Part
from connector.core.rules import Nobody, Policy, Route, Target, TargetKind, Turn
from connector.core.staff.limits import Cap
from connector.gather import Surroundings
from connector.whatif import Answer, Question, what_if
from mappings.instants import to_text
from mappings.records import Hours, Kind, Record, WorkingBlock
from state import touches
from state.store import Store
from tests.connector.office import ANN, BEN, NOW, Office

NONE = Edits()


def asked(office: Office, edits: Edits = NONE, policy: Policy | None = None) -> Answer:
    """The answer about all leads of the last week."""
    before = Surroundings(office.clock.now(), "live", office.policy, office.crms, None)
    found = edited(policy or office.policy, before.directories, edits)
    assert found.faults == ()
    crms = {crm: replace(facts, directory=found.directories[crm]) for crm, facts in office.crms.items()}
    after = replace(before, policy=found.policy, crms=crms)
    question = Question(dict.fromkeys(office.crms, "Lead"), edits.leavers, before.now - timedelta(days=7))
    with office.store.read() as conn:
        return what_if(conn, before, after, question, lambda stage, done, total: None)


def given(office: Office, *names: str) -> None:
    """Leads that come one after the other, are decided and written."""
    for name in names:
        office.arrive("sales", name)
        office.route()
        office.deliver()


def moved(comparison: Comparison) -> dict[str, tuple[str, str]]:
    return {move.lead_id: (move.before.owner, move.after.owner) for move in comparison.moves}


def counts(comparison: Comparison) -> dict[str, tuple[int, int]]:
    return {owner: (count.before, count.after) for owner, count in comparison.owners.items()}


def test_without_a_difference_nothing_moves(store: Store) -> None:
    office = Office(store)
    given(office, "a", "b", "c", "d")
    answer = asked(office, policy=replace(office.policy))
    assert {part: (one.leads, one.moves) for part, one in answer.parts.items()} == {
        Part.OPEN: (4, []),
        Part.PAST: (4, []),
    }


def test_a_weight_changes_who_would_have_got_the_past_leads(store: Store) -> None:
    office = Office(store, turn=Turn.WEIGHTED)
    given(office, "a", "b", "c", "d")
    past = asked(office, Edits(weights={ANN: 3})).parts[Part.PAST]
    assert counts(past) == {ANN: (2, 3), BEN: (2, 1)}
    assert past.by_route == 0


def test_turns_of_the_past_start_from_none_whatever_stands_now(store: Store) -> None:
    office = Office(store)
    given(office, "long ago 1")
    office.clock.advance(8 * 86_400)
    given(office, "a", "b")
    assert office.owners("sales", "a", "b") == ["005ben", "005ann"]
    past = asked(office, Edits(leavers=(BEN,))).parts[Part.PAST]
    assert moved(past) == {"b": (BEN, ANN)}


def test_open_leads_are_decided_from_the_turns_of_now(store: Store) -> None:
    office = Office(store)
    given(office, "a")
    office.arrive("sales", "new")
    open_ = asked(office, Edits(leavers=(BEN,))).parts[Part.OPEN]
    assert moved(open_)["a"] == (BEN, ANN)
    assert open_.leads == 2


def test_a_lead_that_comes_anew_does_not_count_for_who_has_it(store: Store) -> None:
    office = Office(store, turn=Turn.LEAST_LOADED)
    office.owns("sales", "005ben")
    given(office, "a", "b", "c")
    assert office.owners("sales", "a", "b", "c") == ["005ann", "005ben", "005ann"]
    open_ = asked(office, Edits(leaves=((BEN, "Team"),))).parts[Part.OPEN]
    assert counts(open_) == {ANN: (2, 3), BEN: (1, 0)}
    assert moved(open_) == {"b": (BEN, ANN)}


def test_a_lead_that_we_took_back_ourselves_is_nobody_elses_choice(store: Store) -> None:
    office = Office(store)
    given(office, "a")
    office.request("sales", "a", {"ask": "decline", "email": ANN})
    office.route()
    office.deliver()
    assert office.owner("sales", "a") == "005ben"
    office.edited("sales", "a")
    office.route()
    past = asked(office, Edits(leavers=(ANN,))).parts[Part.PAST]
    assert moved(past) == {"a": (ANN, BEN)}


def test_the_leads_of_a_leaver_go_to_those_who_stay(store: Store) -> None:
    office = Office(store)
    given(office, "a", "b", "c")
    office.takes("sales", "b", "005ann")
    answer = asked(office, Edits(leavers=(ANN,)))
    assert moved(answer.parts[Part.LEAVER]) == dict.fromkeys(("a", "b", "c"), (ANN, BEN))
    assert answer.by_people == 1
    assert answer.loads == {ANN: (3, 0), BEN: (0, 3)}
    assert answer.parts[Part.OPEN].leads == 0


def test_a_lead_that_a_person_took_is_left_alone_on_both_sides(store: Store) -> None:
    office = Office(store)
    given(office, "a", "b")
    office.takes("sales", "a", "005ben")
    office.clock.advance(60)
    office.edited("sales", "a")
    office.route()
    answer = asked(office, Edits(leavers=(BEN,)))
    assert answer.parts[Part.PAST].leads == 2
    assert moved(answer.parts[Part.PAST]) == {"b": (BEN, ANN)}
    draft = replace(office.policy, teams={"Team": replace(office.policy.teams["Team"], members=(BEN,))})
    answer = asked(office, policy=draft)
    assert answer.left_alone == 1
    assert answer.parts[Part.OPEN].leads == 1


def test_a_change_leaves_a_lead_with_whom_each_side_gave_it(store: Store) -> None:
    office = Office(store)
    given(office, "a")
    office.clock.advance(60)
    office.edited("sales", "a")
    office.route()
    past = asked(office, Edits(leavers=(ANN,))).parts[Part.PAST]
    assert past.leads == 1
    assert moved(past) == {"a": (ANN, BEN)}
    assert "has it already" in past.moves[0].after.reason


def test_a_lead_that_was_decided_and_is_not_written_yet_is_ours(store: Store) -> None:
    office = Office(store)
    office.arrive("sales", "a")
    office.route()
    answer = asked(office, Edits(leavers=(ANN,)))
    assert moved(answer.parts[Part.LEAVER]) == {"a": (ANN, BEN)}
    assert answer.by_people == 0


def test_caps_count_by_the_days_on_which_leads_came(store: Store) -> None:
    office = Office(store)
    for day in range(3):
        given(office, f"{day}a", f"{day}b")
        office.clock.advance(86_400)
    team = replace(office.policy.teams["Team"], cap=Cap(per_day=1))
    past = asked(office, policy=replace(office.policy, teams={"Team": team})).parts[Part.PAST]
    assert counts(past) == {ANN: (3, 3), BEN: (3, 3)}
    team = replace(team, members=(ANN,))
    past = asked(office, policy=replace(office.policy, teams={"Team": team})).parts[Part.PAST]
    assert counts(past) == {ANN: (3, 3), BEN: (3, 0), "queue Inbound": (0, 3)}


def test_hours_count_as_at_the_time_of_each_decision(store: Store) -> None:
    office = Office(store)
    given(office, "noon")  # Wednesday, 14:00 UTC
    office.clock.advance(8 * 3600)
    given(office, "night")
    day = Hours("UTC", (WorkingBlock(frozenset(range(7)), 9 * 60, 18 * 60),))
    people = {**office.policy.people, BEN: replace(office.policy.people[BEN], hours=day)}
    past = asked(office, Edits(leavers=(ANN,)), replace(office.policy, people=people)).parts[Part.PAST]
    assert moved(past) == {"noon": (ANN, BEN), "night": (BEN, "queue Inbound")}


def test_a_lead_that_would_wait_is_decided_as_when_the_wait_is_over(store: Store) -> None:
    office = Office(store, nobody=Nobody.WAIT)
    office.clock.advance(8 * 3600)
    given(office, "night")
    day = Hours("UTC", (WorkingBlock(frozenset(range(7)), 9 * 60, 18 * 60),))
    people = {email: replace(person, hours=day) for email, person in office.policy.people.items()}
    past = asked(office, Edits(leavers=(ANN,)), replace(office.policy, people=people)).parts[Part.PAST]
    assert moved(past) == {"night": (ANN, BEN)}


@pytest.mark.parametrize("turn", [Turn.EQUAL, Turn.LEAST_LOADED])
def test_both_sides_move_on_their_own_copy(store: Store, turn: Turn) -> None:
    office = Office(store, turn=turn)
    given(office, "a", "b", "c", "d")
    past = asked(office, Edits(leaves=((BEN, "Team"),))).parts[Part.PAST]
    assert counts(past) == {ANN: (2, 4), BEN: (2, 0)}


def test_a_draft_is_told_what_it_alone_asks_for(store: Store) -> None:
    office = Office(store)
    given(office, "a", "b")
    call = {"type": "call", "lead_ids": ("a",), "done": True, "done_at": to_text(NOW), "inbound": False}
    with store.begin() as conn:
        touches.put(conn, "sales", [Record(Kind.CALL, "call", "005ben", NOW, NOW, None, call)])
    asks = Route("spoke", "spoke", None, Target(TargetKind.ACTIVITY_OWNER))
    routes = (asks, *office.policy.routes)
    draft = replace(office.policy, routes=routes, fields_read=frozenset({"activity.owner"}))
    answer = asked(office, policy=draft)
    for part in (Part.OPEN, Part.PAST):
        (move,) = [move for move in answer.parts[part].moves if move.by_route]
        assert (move.lead_id, move.after.owner, move.after.route) == ("a", BEN, "spoke")
