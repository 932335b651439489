"""A policy's text and what it means."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from connector.core.conditions import All, Any, Condition, FieldRef, Not, Operator, Related, Test
from connector.core.rules import (
    Blank,
    Narrowing,
    Nobody,
    OwnerRef,
    Policy,
    QueueMembers,
    Target,
    TargetKind,
    Turn,
)
from connector.core.staff.limits import Bound, Cap
from connector.core.staff.measures import OPEN_LEADS, PLAIN, Measure
from connector.policy.folder import read_folder
from connector.policy.read import Reading, read_policy
from connector.settings import load
from mappings.records import Kind, WorkingBlock

Read = Callable[..., Reading]


def sound(reading: Reading) -> Policy:
    assert reading.policy is not None, reading.faults
    return reading.policy


def condition(read: Read, text: str) -> Condition | None:
    """The condition of a single route."""
    reading = read(("when: {account.match: auto}", f"when: {text}"))
    return sound(reading).routes[0].when


def test_a_sound_policy_has_no_fault(read: Read) -> None:
    reading = read()
    assert reading.faults == ()
    policy = sound(reading)
    assert [route.name for route in policy.routes] == [
        "A known account keeps its owner",
        "EMEA",
        "Everyone else",
    ]
    assert policy.owned_by == (
        OwnerRef("queue", "Inbound"),
        OwnerRef("user", "integration@acme.com"),
        OwnerRef("nobody"),
    )
    assert policy.triggers.created
    assert policy.triggers.changed == ("lead.country", "lead.rating")
    assert policy.match.prefer == ("same_country", "customer")
    assert policy.lists == {"EMEA": {"countries": frozenset({"de", "fr", "gb"})}}


def test_the_edition_is_the_hash_of_the_whole_text(read: Read) -> None:
    reading = read()
    assert sound(reading).edition == hashlib.sha256(reading.text.encode()).hexdigest()
    assert sound(read(("weight: 2", "weight: 3"))).edition != sound(reading).edition


def test_people_are_known_by_their_e_mail_in_lower_case(read: Read) -> None:
    ann = sound(read()).people["ann@acme.com"]
    assert (ann.weight, ann.backup, ann.seats) == (2, "ben@acme.com", {"sales": "005xx0000012345AAA"})
    assert ann.skills == {"german", "fintech"}
    assert ann.hours is not None
    assert ann.hours.blocks == (WorkingBlock(frozenset(range(5)), 540, 1080),)


def test_members_are_people_by_e_mail_or_name_and_queues(read: Read) -> None:
    teams = sound(read()).teams
    assert teams["Inbound"].members == ("ann@acme.com", QueueMembers("sales", "Inbound reps"))
    assert teams["EMEA Enterprise"].members == ("ben@acme.com",)


def test_hours_over_midnight_are_two_blocks(read: Read) -> None:
    policy = sound(read(('from: "09:00", to: "18:00"', "from: 22:00, to: 06:30")))
    hours = policy.people["ann@acme.com"].hours
    assert hours is not None
    assert hours.blocks == (
        WorkingBlock(frozenset({0, 1, 2, 3, 4}), 1320, 1440),
        WorkingBlock(frozenset({1, 2, 3, 4, 5}), 0, 390),
    )


@pytest.mark.parametrize(
    ("days", "numbers"),
    [("mon-fri", {0, 1, 2, 3, 4}), ("sat-mon", {5, 6, 0}), ("[Monday, wed]", {0, 2}), ('"mon, fri"', {0, 4})],
)
def test_days_are_said_in_many_ways(read: Read, days: str, numbers: set[int]) -> None:
    hours = sound(read(("days: mon-fri", f"days: {days}"))).people["ann@acme.com"].hours
    assert hours is not None
    assert hours.blocks[0].days == numbers


def test_a_day_may_have_two_stretches(read: Read) -> None:
    block = '{zone: Europe/Berlin, days: mon-fri, from: "09:00", to: "18:00"}'
    two = "[{zone: UTC, days: mon, from: 08:00, to: 12:00}, {zone: UTC, days: mon, from: 13:00, to: 24:00}]"
    hours = sound(read((block, two))).people["ann@acme.com"].hours
    assert hours is not None
    assert [(b.start, b.end) for b in hours.blocks] == [(480, 720), (780, 1440)]


def test_a_nested_route_carries_everything_it_says(read: Read) -> None:
    outer = sound(read()).routes[1]
    inner = outer.routes[0]
    assert (outer.blank, outer.to) == (Blank.FIRES, None)
    assert inner.path == "EMEA / EMEA enterprise"
    assert inner.to == Target(TargetKind.TEAM, "EMEA Enterprise")
    assert (inner.turn, inner.nobody, inner.because) == (Turn.WEIGHTED, Nobody.WAIT, "enterprise")
    assert inner.narrow == (Narrowing("skill", field="lead.industry"), Narrowing("language", value="german"))
    assert inner.notify == ("revops",)
    assert inner.place == "policy/policy.yaml:30"


MEASURES = {
    "least_loaded": OPEN_LEADS,
    "{least_loaded: open_leads}": OPEN_LEADS,
    "{least_loaded: open_opportunities}": PLAIN["open_opportunities"],
    "{least_loaded: {sum: lead.revenue}}": PLAIN["lead.revenue"],
    "{least_loaded: {sum: opportunity.amount, by_stage: {Won: 1, Lost : 0.25, else: 0}}}": Measure(
        Kind.OPPORTUNITY, True, (("lost", 0.25), ("won", 1.0)), 0.0
    ),
}


@pytest.mark.parametrize("turn", MEASURES)
def test_least_loaded_has_a_measure(read: Read, turn: str) -> None:
    policy = sound(read(("turn: weighted", f"turn: {turn}")))
    (inner,) = policy.routes[1].routes
    assert (inner.turn, inner.measure) == (Turn.LEAST_LOADED, MEASURES[turn])
    assert policy.measures() == (MEASURES[turn],)


def test_caps_have_measures_too(read: Read) -> None:
    cap = "cap: {open_leads: 9, open_value: {sum: lead.revenue, at_most: 1e5}}"
    policy = sound(read(("weight: 2", cap)))
    worth = Bound(PLAIN["lead.revenue"], 100_000.0)
    assert policy.people["ann@acme.com"].cap == Cap(open_leads=9, open_value=worth)
    assert policy.measures() == (OPEN_LEADS, PLAIN["lead.revenue"])


def test_the_fallback_may_differ_by_crm(read: Read) -> None:
    fallback = sound(read()).otherwise
    assert fallback.to == Target(TargetKind.QUEUE, "Unrouted")
    assert fallback.per_crm == {"marketing": Target(TargetKind.NOBODY)}
    assert fallback.notify == ("revops",)


def test_the_fields_that_a_policy_reads_are_known(read: Read) -> None:
    assert sound(read()).fields_read == {
        "account.match",
        "account.owner",
        "lead.country",
        "lead.employees",
        "lead.industry",
        "lead.rating",
    }


def test_a_wait_for_blanks_has_a_length(read: Read) -> None:
    assert sound(read()).hold_blank_seconds == 900
    assert sound(read(("lists:", "hold_blank: 2h\nlists:"))).hold_blank_seconds == 7200


def test_how_often_a_change_may_have_a_lead_decided_is_said(read: Read) -> None:
    assert sound(read()).max_changes_per_day == 20
    change = ("  triggers: [", "  changes_per_day: 5\n  triggers: [")
    assert sound(read(change)).max_changes_per_day == 5
    (fault,) = read(("  triggers: [", "  changes_per_day: many\n  triggers: [")).faults
    assert (fault.message, fault.mend) == ("no whole number from 1 to 1,000", "write 20")


CONDITIONS: list[tuple[str, Condition]] = [
    ("{lead.country: DE}", Test("lead.country", Operator.IS, "DE")),
    ("{lead.employees: 5}", Test("lead.employees", Operator.IS, 5)),
    ("{account.customer: true}", Test("account.customer", Operator.IS, True)),
    ("{lead.country: [DE, FR]}", Test("lead.country", Operator.IN, ("DE", "FR"))),
    ("{lead.country: {in: [DE]}}", Test("lead.country", Operator.IN, ("DE",))),
    ("{lead.country: {is: DE}}", Test("lead.country", Operator.IS, "DE")),
    ("{lead.country: {in_list: EMEA}}", Test("lead.country", Operator.IN_LIST, "EMEA")),
    ("{lead.employees: {at_least: 10}}", Test("lead.employees", Operator.AT_LEAST, 10)),
    ("{lead.created_at: {at_most: 2026-01-31}}", Test("lead.created_at", Operator.AT_MOST, "2026-01-31")),
    ("{lead.employees: {between: [10, 99]}}", Test("lead.employees", Operator.BETWEEN, (10, 99))),
    (
        "{lead.postal_code: {starts_with: [01067, 02]}}",
        Test("lead.postal_code", Operator.STARTS_WITH, ("01067", "02")),
    ),
    ("{lead.title: {contains_word: VP}}", Test("lead.title", Operator.CONTAINS_WORD, "VP")),
    ("{lead.email: {matches_domain: acme.com}}", Test("lead.email", Operator.MATCHES_DOMAIN, "acme.com")),
    ("{lead.created_at: {within: 7d}}", Test("lead.created_at", Operator.WITHIN, timedelta(days=7))),
    ("{lead.phone: {is_blank: false}}", Test("lead.phone", Operator.IS_BLANK, False)),
    ("{lead.owner: {field: account.owner}}", Test("lead.owner", Operator.IS, FieldRef("account.owner"))),
    (
        "{lead.revenue: {at_least: {field: account.revenue}}}",
        Test("lead.revenue", Operator.AT_LEAST, FieldRef("account.revenue")),
    ),
    (
        "{lead.employees: {at_least: 5, at_most: 9}}",
        All((Test("lead.employees", Operator.AT_LEAST, 5), Test("lead.employees", Operator.AT_MOST, 9))),
    ),
    (
        "{lead.country: DE, crm: sales}",
        All((Test("lead.country", Operator.IS, "DE"), Test("crm", Operator.IS, "sales"))),
    ),
    (
        "{any: [{lead.country: DE}, {not: {trigger: changed}}]}",
        Any((Test("lead.country", Operator.IS, "DE"), Not(Test("trigger", Operator.IS, "changed")))),
    ),
    (
        "{any_of: opportunity, where: {closed: false, opportunity.amount: {at_least: 10}, lead.country: DE}}",
        Related(
            "any_of",
            "opportunity",
            All(
                (
                    Test("closed", Operator.IS, False),
                    Test("opportunity.amount", Operator.AT_LEAST, 10),
                    Test("lead.country", Operator.IS, "DE"),
                )
            ),
        ),
    ),
    ("{any_of: contact}", Related("any_of", "contact")),
    ("{count_of: opportunity, at_least: 2, at_most: 5}", Related("count_of", "opportunity", None, 2, 5)),
    ("{count_of: opportunity, at_most: 0}", Related("count_of", "opportunity", None, 0, 0)),
    ("{not: {any_of: opportunity}}", Not(Related("any_of", "opportunity"))),
]


@pytest.mark.parametrize(("text", "meaning"), CONDITIONS)
def test_a_condition_means_what_it_says(read: Read, text: str, meaning: Condition) -> None:
    assert condition(read, text) == meaning


def test_several_files_make_one_policy(read: Read) -> None:
    reading = read(
        more="people:\n  - email: eve@acme.com\nteams:\n  - {name: Late, members: [eve@acme.com]}\n"
        "routes:\n  - {name: Later, to: {team: Late}}\nlists: {APAC: {countries: [JP]}}\n"
    )
    policy = sound(reading)
    assert list(policy.people) == ["ann@acme.com", "ben@acme.com", "eve@acme.com"]
    assert policy.routes[-1].name == "Later"
    assert policy.routes[-1].place == "policy/more.yaml:6"
    assert set(policy.lists) == {"EMEA", "APAC"}


def test_a_fault_in_the_second_file_has_its_place(read: Read) -> None:
    reading = read(more="people:\n  - email: eve@acme.com\n    weight: 0\n")
    assert [(f.file, f.line, f.column) for f in reading.faults] == [("policy/more.yaml", 3, 13)]


def test_two_files_may_not_say_the_same_thing(read: Read) -> None:
    reading = read(more="match: {auto: 0.8}\nlists: {EMEA: {countries: [DE]}}\n", other="routes: {a: 1}\n")
    assert [(f.file, f.line, f.column) for f in reading.faults] == [
        ("policy/more.yaml", 1, 9),
        ("policy/more.yaml", 2, 9),
        ("policy/other.yaml", 1, 1),
    ]
    assert all("policy/policy.yaml" in fault.message for fault in reading.faults)


def test_an_empty_file_changes_nothing(read: Read) -> None:
    assert sound(read(more="# nothing yet\n", other="people:\n"))


def test_users_tests_and_hidden_files_are_not_policy(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "tests/t.yaml", ".hidden.yaml", "sub/c.yaml", "notes.txt"):
        path = tmp_path / "policy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"lists: {{{path.stem}: [x]}}\n", encoding="utf-8")
    book = read_folder(tmp_path / "policy")
    assert [text.file for text in book.texts] == ["policy/a.yml", "policy/b.yaml", "policy/sub/c.yaml"]


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    book = read_folder(tmp_path / "policy")
    assert [fault.message for fault in book.faults] == ["no such folder"]


def test_a_policy_is_read_by_its_settings(tmp_path: Path) -> None:
    from connector.policy.scaffold import scaffold

    scaffold(tmp_path)
    loaded = load(tmp_path / "pointsman.yaml", environment={})
    assert loaded.settings is not None
    policy, faults, text = read_policy(dataclasses.replace(loaded.settings, freshness_seconds=7))
    assert faults == ()
    assert policy is not None
    assert policy.freshness_seconds == 7
    assert "# policy/people.yaml" in text
