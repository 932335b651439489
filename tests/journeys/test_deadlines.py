"""Deadlines and answers, with the whole daemon: told in time, taken back, declined, claimed, given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adapters.simulators.activities import Deed, log
from connector import answers
from connector.commands import Actor
from connector.core.destinations import Target, TargetKind
from state import clocks
from tests.company import OBJECTS

INBOUND = ["Ann", "Ben", "Emma"]
BOTH = ["salesforce", "hubspot"]
NAME = {"salesforce": "LastName", "hubspot": "lastname"}
STATUS = {"salesforce": "Status", "hubspot": "hs_lead_status"}
CRM = {"salesforce": "sales", "hubspot": "marketing"}
FIRST_TOUCH = """
    sla:
      first_touch: 5m
      remind: 3m
      on_miss: [{after: 5m, notify: revops}, {after: 15m, reassign: next}]
"""
ANSWERS = """  answers:
    accepted: {lead.status: Working}
    declined: {lead.status: Rejected}
    touched: {lead.status: Contacted}
"""


@pytest.fixture
def promising(company: Any) -> Callable[..., Any]:
    """The company whose last route makes a promise."""

    def promise(sla: str = FIRST_TOUCH, more: str = "") -> Any:
        path = company.folder / "policy" / "policy.yaml"
        text = path.read_text()
        text = text.replace("    to: {team: Inbound}\n", f"    to: {{team: Inbound}}\n{sla.lstrip(chr(10))}")
        text = text.replace("  triggers: [created", f"{ANSWERS}  triggers: [created")
        path.write_text(text + more)
        company.settles()
        return company

    return promise


def dupont(company: Any, dialect: str = "salesforce") -> str:
    """A French lead that has just been given to somebody."""
    names = {"salesforce": ("LastName", "Country"), "hubspot": ("lastname", "country")}[dialect]
    lead: str = company.arrives(dialect, **{names[0]: "Dupont", names[1]: "France"})
    company.passes(15)
    assert company.owner(dialect, lead) in INBOUND
    return lead


def told(company: Any, words: str) -> list[str]:
    """To whom notices went whose title has these words."""
    return [notice.to.rpartition("/")[2] for notice in company.postbox.sent if words in notice.title]


def others(name: str) -> list[str]:
    return [each for each in INBOUND if each != name]


def ends(company: Any, dialect: str, lead: str) -> list[tuple[str, str | None]]:
    with company.parts.store.read() as conn:
        return [(row.status, row.how) for row in clocks.of_lead(conn, CRM[dialect], lead)]


@pytest.mark.parametrize("dialect", BOTH)
def test_a_lead_that_nobody_touches_is_told_of_and_then_taken_back(promising: Any, dialect: str) -> None:
    company = promising()
    lead = dupont(company, dialect)
    first = company.owner(dialect, lead)
    company.passes(150)
    assert told(company, "First touch is due") == []
    company.passes(60)
    assert len(told(company, "First touch is due")) == 1
    company.passes(120)
    assert told(company, "First touch was missed") == ["revops"]
    company.passes(600, 20)
    assert company.owner(dialect, lead) in others(first)
    newest = company.decisions(dialect, lead)[0]
    assert newest["reason"].startswith(
        "No first touch within 5 minutes by the wall clock. Route Everyone else:"
    )
    assert newest["trigger"] == "timer"
    assert ends(company, dialect, lead)[0] == ("ended", f"it went to {newest['owner_name']}")


GONE = {
    "route": ("- name: Everyone else", "- name: Whoever is left"),
    "team": ("name: Inbound\n", "name: Desk\n", "{team: Inbound}", "{team: Desk}"),
    "person": ("",),
}


@pytest.mark.parametrize("what", GONE)
def test_a_clock_goes_on_though_its_route_its_team_or_its_person_left_the_policy(
    promising: Any, what: str
) -> None:
    company = promising("    sla: {first_touch: 5m, clock: {team: Inbound}, on_miss: {reassign: next}}\n")
    lead = dupont(company)
    first = company.owner("salesforce", lead)
    path = company.folder / "policy" / "policy.yaml"
    text = path.read_text()
    email = next(
        word for word in text.replace(",", " ").replace("}", " ").split() if word.startswith(first.lower())
    )
    for old, new in zip(GONE[what][::2], GONE[what][1::2], strict=False):
        text = text.replace(old, new)
    if what == "person":
        text = (
            text.replace(f"  - {{email: {email}}}\n", "")
            .replace(f"{email}, ", "")
            .replace(f", {email}]", "]")
        )
    path.write_text(text)
    company.passes(400, 20)
    assert next(light for light in company.parts.status.lights() if light.name == "policy").colour == "green"
    assert company.owner("salesforce", lead) in others(first)
    newest = company.decisions("salesforce", lead)[0]
    assert newest["route"] == ("Whoever is left" if what == "route" else "Everyone else")
    assert "No first touch within 5 minutes" in newest["reason"]


@pytest.mark.parametrize("dialect", BOTH)
def test_a_touch_told_by_the_status_stops_the_clock(promising: Any, dialect: str) -> None:
    company = promising()
    lead = dupont(company, dialect)
    owner = company.owner(dialect, lead)
    company.passes(60)
    company.edits(dialect, lead, owner, **{STATUS[dialect]: "Contacted"})
    company.passes(1200, 20)
    assert company.owner(dialect, lead) == owner
    assert told(company, "First touch") == []
    assert ends(company, dialect, lead) == [("met", "the lead's fields say that it was touched")]


@pytest.mark.parametrize("dialect", BOTH)
def test_a_call_that_the_crm_shows_stops_the_clock(promising: Any, dialect: str) -> None:
    company = promising()
    lead = dupont(company, dialect)
    owner = company.owner(dialect, lead)
    with company.world.lock:
        log(company.world, dialect, (OBJECTS[dialect], lead), Deed("call", company.person(owner)))
    company.passes(1200, 20)
    assert company.owner(dialect, lead) == owner
    assert told(company, "First touch was missed") == []
    assert [status for status, _ in ends(company, dialect, lead)] == ["met"]


def test_a_lead_goes_round_no_more_often_than_the_policy_lets_it(promising: Any) -> None:
    company = promising("    sla: {first_touch: 5m, on_miss: {reassign: next}}\n")
    lead = dupont(company)
    company.passes(3600, 60)
    assert company.owner("salesforce", lead) == "Unrouted"
    assert len(company.our_writes("salesforce", lead)) == 2 + 5
    assert "taken back 5 times already" in str(company.decisions("salesforce", lead)[0]["steps"])


@pytest.mark.parametrize("dialect", BOTH)
def test_a_rep_declines_in_the_crm_and_the_next_one_gets_it(promising: Any, dialect: str) -> None:
    company = promising()
    lead = dupont(company, dialect)
    owner = company.owner(dialect, lead)
    company.edits(dialect, lead, owner, **{STATUS[dialect]: "Rejected"})
    company.passes(20)
    second = company.owner(dialect, lead)
    assert second in others(owner)
    assert "declined it" in company.decisions(dialect, lead)[0]["reason"]
    company.edits(dialect, lead, second, **{NAME[dialect]: "Dupont-Moretti"})
    company.passes(20)
    assert company.owner(dialect, lead) == second


def test_what_is_declined_by_all_is_released(promising: Any) -> None:
    company = promising()
    lead = dupont(company)
    for answer in ("Rejected", "Working", "Rejected", "Working", "Rejected"):
        company.edits("salesforce", lead, company.owner("salesforce", lead), Status=answer)
        company.passes(20)
    assert company.owner("salesforce", lead) == "Unrouted"


def test_a_rep_accepts_on_the_command_line(promising: Any) -> None:
    company = promising("    sla: {acknowledged: 5m, on_miss: {reassign: next}}\n")
    lead = dupont(company)
    owner = company.owner("salesforce", lead)
    actor = Actor("eve", company.clock.now())
    with company.parts.store.begin() as conn:
        assert answers.accept_lead(conn, actor, lead).done
    company.passes(600, 30)
    assert company.owner("salesforce", lead) == owner
    assert ends(company, "salesforce", lead)[0][0] == "met"


def test_somebody_in_charge_takes_all_leads_of_a_leaver(promising: Any) -> None:
    company = promising()
    leads = [dupont(company) for _ in range(6)]
    before = {lead: company.owner("salesforce", lead) for lead in leads}
    taken = company.arrives("salesforce", LastName="Weber", Country="Germany")
    company.passes(15)
    company.takes("salesforce", taken, "Ann")
    company.passes(15)
    seat = company.person("Ann").seat("salesforce")
    to = Target(TargetKind.USER, "emma.egede@arvenhall.example")
    with company.parts.store.begin() as conn:
        told = answers.reassign_all_of(conn, Actor("eve", company.clock.now()), {"sales": [seat]}, to)
    assert len(told) == 2
    company.passes(15)
    after = {lead: company.owner("salesforce", lead) for lead in leads}
    assert after == {lead: "Emma" if owner == "Ann" else owner for lead, owner in before.items()}
    assert company.owner("salesforce", taken) == "Ann"


def test_a_lead_in_a_queue_is_claimed_or_goes_on(promising: Any) -> None:
    company = promising()
    path = company.folder / "policy" / "policy.yaml"
    sla = "{acknowledged: 10m, on_miss: {reassign: {team: Inbound}}}"
    text = path.read_text()
    start = text.index("    to: {team: Inbound}")
    path.write_text(
        text[:start] + f"    to: {{queue: Unrouted}}\n    sla: {sla}\n" + text[text.index("otherwise:") :]
    )
    company.passes(5)
    claimed = company.arrives("salesforce", LastName="Dupont", Country="France")
    left = company.arrives("salesforce", LastName="Martin", Country="France")
    company.passes(15)
    assert company.owner("salesforce", claimed) == company.owner("salesforce", left) == "Unrouted"
    company.takes("salesforce", claimed, "Ben")
    company.passes(660, 30)
    assert company.owner("salesforce", claimed) == "Ben"
    assert ends(company, "salesforce", claimed) == [("met", "somebody claimed it")]
    assert company.owner("salesforce", left) in ("Ann", "Ben", "Emma")


def test_a_restart_forgets_no_deadline(promising: Any) -> None:
    company = promising()
    lead = dupont(company)
    first = company.owner("salesforce", lead)
    company.stop()
    company.moves_on(1200)
    company.start()
    company.passes(30)
    assert company.owner("salesforce", lead) in others(first)


def test_a_held_lead_goes_on_as_soon_as_what_it_waits_for_is_there(promising: Any) -> None:
    company = promising("    wait: {until: {lead.employees: {is_blank: false}}, at_most: 10m}\n")
    leads = [company.arrives("salesforce", LastName="Dupont", Country="France") for _ in range(2)]
    company.passes(30)
    assert {company.owner("salesforce", lead) for lead in leads} == {"Inbound"}
    company.edits("salesforce", leads[0], "Ann", NumberOfEmployees=70)
    company.passes(15)
    assert company.owner("salesforce", leads[0]) in INBOUND
    assert company.owner("salesforce", leads[1]) == "Inbound"
    company.passes(600, 30)
    assert company.owner("salesforce", leads[1]) in INBOUND


def test_an_edited_policy_moves_what_is_to_come_by_the_new_hours(promising: Any) -> None:
    company = promising("    sla: {first_touch: 2h, clock: {team: Inbound}, on_miss: {reassign: next}}\n")
    lead = dupont(company)
    first = company.owner("salesforce", lead)
    path = company.folder / "policy" / "policy.yaml"
    lunch = '    hours: {zone: UTC, from: "14:00", to: "15:00"}\n'
    path.write_text(path.read_text().replace("  - name: Germany\n", f"{lunch}  - name: Germany\n"))
    company.passes(15)
    with company.parts.store.read() as conn:
        (clock,) = clocks.of_lead(conn, "sales", lead)
    assert clock.due_at.isoformat().startswith("2026-11-20T14:00:")
    company.passes(3 * 3600, 600)
    assert company.owner("salesforce", lead) == first


def test_a_touched_lead_that_waits_for_an_owner_is_still_waiting_for_one(promising: Any) -> None:
    company = promising("    wait: 10m\n    sla: {assigned: 5m, on_miss: {notify: revops}}\n")
    lead = company.arrives("salesforce", LastName="Dupont", Country="France")
    company.passes(30)
    company.edits("salesforce", lead, "Ann", Status="Contacted")
    company.passes(330, 30)
    assert company.owner("salesforce", lead) == "Inbound"
    assert told(company, "Assignment was missed") == ["revops"]
