"""A lead's whole life, as people, other systems and we made it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adapters.simulators.activities import Deed, log
from connector import answers, commands, stories
from connector.commands import Actor
from connector.stories import Telling
from mappings.records import Kind
from state import directories, owner_changes
from tests.company import CRMS, OBJECTS, OWNER_FIELDS, POLICY, Company

NAME = {"salesforce": "LastName", "hubspot": "lastname"}
BOTH = pytest.mark.parametrize("dialect", ["salesforce", "hubspot"])
TOUCHED = """
    sla: {first_touch: 5m, remind: 3m, on_miss: [{after: 15m, reassign: next}]}
"""
Events = list[tuple[str, str]]


def full(company: Company, first_name: str | None) -> str:
    """What the CRMs call somebody."""
    person = company.person(first_name or "")
    return f"{person.first_name} {person.last_name}"


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    """One database is enough here: what is asked of it is asked of both elsewhere."""
    return sqlite_url


@pytest.fixture
def told(company: Company) -> Callable[[str, str], Events]:
    """The life of a lead: what happened and how it is told, the first first."""

    def tell(dialect: str, lead: str) -> Events:
        assert company.parts is not None
        with company.parts.store.read() as conn:
            known = {crm: directories.latest(conn, crm) for crm in CRMS.values()}
            by = Telling({crm: d for crm, d in known.items() if d}, "live", company.clock.now())
            objects = {CRMS[each]: name for each, name in OBJECTS.items()}
            found = [one for one in stories.find_leads(conn, lead, objects) if one.crm == CRMS[dialect]]
            life = stories.story(conn, found[0], by)["life"] if found else []
        assert [one["at"] for one in life] == sorted(one["at"] for one in life)
        return [(one["event"], one["text"]) for one in life]

    return tell


def arrived(company: Company, dialect: str, **values: object) -> tuple[str, str]:
    """A lead that has just been given to somebody, and whom."""
    if company.daemon is None:
        company.settles()
    lead = company.arrives(dialect, **{NAME[dialect]: "Dupont", **values})
    company.passes(15)
    owner = company.owner(dialect, lead)
    assert owner in ("Ann", "Ben", "Emma")
    return lead, owner


def others(company: Company, dialect: str, lead: str) -> list[tuple[Any, ...]]:
    """The owner changes on file: before, after, and who made them, by first name."""
    people = company.world.people
    names = {person.seat(dialect): person.first_name for person in people}
    users = names if dialect == "salesforce" else {one.hubspot_user: one.first_name for one in people}
    assert company.parts is not None
    with company.parts.store.read() as conn:
        found = owner_changes.of_record(conn, CRMS[dialect], Kind.LEAD, lead)
    return [(names.get(one.before), names.get(one.after), users.get(one.by)) for one in found]


@BOTH
def test_our_own_writes_are_no_changes_of_others(company: Company, dialect: str) -> None:
    lead, _ = arrived(company, dialect)
    company.passes(120)
    assert others(company, dialect, lead) == []


@BOTH
def test_who_takes_a_lead_and_who_gives_it_on_is_told_by_name(
    company: Company, told: Any, dialect: str
) -> None:
    lead, first = arrived(company, dialect)
    company.passes(30)
    company.takes(dialect, lead, "Farid")
    company.passes(30)
    company.edits(dialect, lead, "Farid", **{OWNER_FIELDS[dialect]: company.person("Liam").seat(dialect)})
    company.passes(30)
    assert others(company, dialect, lead) == [(first, "Farid", "Farid"), ("Farid", "Liam", "Farid")]
    before, farid, liam = (full(company, name) for name in (first, "Farid", "Liam"))
    assert [text for event, text in told(dialect, lead) if event == "owner"] == [
        f"{farid} took it from {before}.",
        f"{farid} gave it to {liam}; before, {farid} had it.",
    ]


@BOTH
def test_somebody_who_gives_a_lead_back_to_whom_we_gave_it_is_seen_too(
    company: Company, dialect: str
) -> None:
    lead, first = arrived(company, dialect)
    company.passes(30)
    company.takes(dialect, lead, "Farid")
    company.passes(30)
    company.takes(dialect, lead, first)
    company.passes(30)
    assert others(company, dialect, lead) == [(first, "Farid", "Farid"), ("Farid", first, first)]


@BOTH
def test_another_system_is_called_that(company: Company, told: Any, dialect: str) -> None:
    lead, _ = arrived(company, dialect)
    company.passes(30)
    seat = company.person("Liam").seat(dialect)
    with company.world.lock:
        org = company.world.organisation(dialect)
        org.update(OBJECTS[dialect], lead, {OWNER_FIELDS[dialect]: seat}, "unknown app", "api")
    company.passes(30)
    [moved] = [text for event, text in told(dialect, lead) if event == "owner"]
    assert moved.startswith(f"Another system gave it to {full(company, 'Liam')}; before, ")


@BOTH
def test_a_change_that_our_write_ran_into_is_noted_once(company: Company, told: Any, dialect: str) -> None:
    company.settles()
    assert company.parts is not None
    with company.parts.store.begin() as conn:
        commands.set_pause(conn, Actor("eve", company.clock.now()), None, True)
    lead = company.arrives(dialect, **{NAME[dialect]: "Dupont"})
    company.passes(15)
    company.takes(dialect, lead, "Farid")
    with company.parts.store.begin() as conn:
        commands.set_pause(conn, Actor("eve", company.clock.now()), None, False)
    assert company.daemon is not None
    company.passes(60)
    assert company.owner(dialect, lead) == "Farid"
    assert len(others(company, dialect, lead)) == 1
    events = [event for event, _ in told(dialect, lead)]
    assert events[:3] == ["created", "seen", "decided"]
    assert "owner" in events


def test_deadlines_answers_and_touches_stand_in_the_order_of_time(company: Company, told: Any) -> None:
    policy = company.folder / "policy" / "policy.yaml"
    policy.write_text(POLICY.replace("    to: {team: Inbound}\n", "    to: {team: Inbound}" + TOUCHED))
    company.settles()
    lead, first = arrived(company, "salesforce")
    assert company.parts is not None
    with company.parts.store.begin() as conn:
        asked = answers.accept_lead(conn, Actor("eve", company.clock.now()), lead)
    assert asked.done
    company.passes(1200, 60)
    second = company.owner("salesforce", lead)
    assert second != first
    with company.world.lock:
        log(company.world, "salesforce", (OBJECTS["salesforce"], lead), Deed("call", company.person(second)))
    company.passes(150, 30)
    life = told("salesforce", lead)
    events = [event for event, _ in life]
    for former, later in (
        ("created", "seen"),
        ("seen", "decided"),
        ("decided", "due"),
        ("due", "said"),
        ("said", "missed"),
        ("missed", "touched"),
        ("touched", "met"),
    ):
        assert events.index(former) < events.index(later), (former, later, life)
    texts = [text for _, text in life]
    assert f"Accepted by {company.person(first).email}, by eve." in texts
    assert "First touch was missed." in texts
    assert f"Call by {full(company, second)}." in texts
    assert sum(text.startswith("Decided because its time had come: ") for text in texts) >= 2


def test_a_lead_that_is_converted_or_merged_or_deleted_ends_so(company: Company, told: Any) -> None:
    leads = [arrived(company, "salesforce", LastName=name)[0] for name in ("A", "B", "C", "D")]
    org = company.world.organisation("salesforce")
    with company.world.lock:
        org.convert(leads[0], company.person("Ann").seat("salesforce"))
        org.delete("Lead", leads[1])
        org.merge("Lead", leads[2], [leads[3]])
    company.passes(60)
    ends = [told("salesforce", lead)[-1] for lead in leads]
    assert ends[0] == ("converted", "Converted in sales.")
    assert ends[1] == ("deleted", "Deleted in sales.")
    assert ends[2] == ("merged", f"Others were merged into it by now: {leads[3]}.")
    assert ends[3] == ("merged", f"Merged into {leads[2]}.")
