"""What people do with leads reaches the decisions, and is read only where a policy asks for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from adapters.simulators.activities import Deed, log
from connector.status import Colour
from mappings.records import ACTIVITIES
from state import inbox, mirror
from state.inbox import Arrival
from tests.company import CRMS, OBJECTS, POLICY, Company

SPOKEN = "routes:\n  - {name: Who spoke to them, to: {activity.owner: {within: 30d}}}"
COUNTRY = {"salesforce": "Country", "hubspot": "country"}
BOTH = pytest.mark.parametrize("dialect", ["salesforce", "hubspot"])


def write_policy(company: Company, text: str) -> None:
    (company.folder / "policy" / "policy.yaml").write_text(text)


@pytest.fixture
def talking(company: Company) -> Company:
    """The company with a route to who last spoke to the lead, loaded."""
    write_policy(company, POLICY.replace("routes:", SPOKEN))
    company.settles()
    company.passes(180, step=30)
    return company


def logs(company: Company, dialect: str, lead: str, by: str, **told: Any) -> str:
    deed = Deed(told.pop("type", "call"), company.person(by), **told)
    with company.world.lock:
        return log(company.world, dialect, (OBJECTS[dialect], lead), deed)[1].id


def mirrored(company: Company) -> int:
    assert company.parts is not None
    with company.parts.store.read() as conn:
        return sum(count for (_, kind), count in mirror.counts(conn).items() if kind in ACTIVITIES)


def red(company: Company) -> set[str]:
    assert company.parts is not None
    return {light.name for light in company.parts.status.lights() if light.colour is Colour.RED}


@BOTH
def test_who_spoke_to_a_lead_last_gets_it_at_its_next_turn(talking: Company, dialect: str) -> None:
    lead = talking.arrives(dialect, **{COUNTRY[dialect]: "France"})
    talking.passes(30)
    first = talking.owner(dialect, lead)
    other = "Emma" if first != "Emma" else "Ann"
    logs(talking, dialect, lead, first or "", at_ms=talking.world.clock.now_ms() - 60_000)
    logs(talking, dialect, lead, other)
    talking.passes(200, step=10)
    talking.edits(dialect, lead, "Farid", **{COUNTRY[dialect]: "Spain"})
    talking.passes(30)
    assert talking.owner(dialect, lead) == other
    decision = talking.decisions(dialect, lead)[0]
    assert decision["route"] == "Who spoke to them"
    assert "spoke to the lead last" in str(decision["reason"])


@BOTH
def test_an_activity_of_a_merged_lead_counts_for_the_one_that_lives_on(
    talking: Company, dialect: str
) -> None:
    lead, twin = (talking.arrives(dialect, **{COUNTRY[dialect]: "France"}) for _ in range(2))
    talking.passes(30)
    owner = talking.owner(dialect, lead)
    logs(talking, dialect, twin, "Emma" if owner != "Emma" else "Ann")
    talking.passes(200, step=10)
    with talking.world.lock:
        talking.world.organisation(dialect).merge(OBJECTS[dialect], lead, [twin])
    talking.passes(30)
    talking.edits(dialect, lead, "Farid", **{COUNTRY[dialect]: "Spain"})
    talking.passes(30)
    assert talking.owner(dialect, lead) not in (None, "Inbound", owner)


def test_nothing_is_read_until_an_edit_of_the_policy_asks_for_it(company: Company) -> None:
    company.settles()
    lead = company.arrives("salesforce", LastName="Quiet")
    logs(company, "salesforce", lead, "Ann")
    company.passes(200, step=20)
    assert mirrored(company) == 0
    write_policy(company, POLICY.replace("routes:", SPOKEN))
    company.passes(200, step=20)
    assert mirrored(company) == 1
    write_policy(company, POLICY)
    company.passes(30)
    logs(company, "salesforce", lead, "Ann")
    company.passes(200, step=20)
    assert mirrored(company) == 1


def test_the_first_reading_goes_back_thirty_days(company: Company) -> None:
    company.settles()
    for days in (31, 29):
        company.world.clock.advance(-days * 86_400)
        lead = company.arrives("hubspot", email=f"d{days}@x.example")
        logs(company, "hubspot", lead, "Ann")
        company.world.clock.advance(days * 86_400)
    write_policy(company, POLICY.replace("routes:", SPOKEN))
    company.passes(200, step=20)
    assert mirrored(company) == 1


def test_a_quiet_while_costs_salesforce_no_call_and_hubspot_three_a_minute(talking: Company) -> None:
    assert talking.parts is not None
    polls, crms = talking.parts.polls, talking.parts.crms
    before = {name: crm.calls for name, crm in crms.items()}
    for _ in range(60):
        talking.moves_on(10)
        for poll in polls.values():
            poll.tick()
    calls = {name: crm.calls - before[name] for name, crm in crms.items()}
    assert calls == {"sales": 60, "marketing": 60 * 3 + 10 * 3}


@BOTH
def test_rights_that_are_missing_are_shown_and_hold_up_no_lead(
    company: Company, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.hubspot.feed._REFUSED_FOR", 0)  # by the real clock
    company.world.switches.search_per_second = 0
    hidden = ("Task", "Event") if dialect == "salesforce" else ("calls", "emails", "meetings")
    for name in hidden:
        if dialect == "salesforce":
            company.sim.faults.add("hide_object", dialect=dialect, object=name)
        else:
            company.sim.faults.add("permission", dialect=dialect, match={"object": name}, times=None)
    write_policy(company, POLICY.replace("routes:", SPOKEN))
    company.settles()
    company.passes(240, step=20)
    lights = {f"feed:{CRMS[dialect]}:{kind}" for kind in company.parts.crms[CRMS[dialect]].activities}  # type: ignore[union-attr]
    assert lights <= red(company)
    lead = company.arrives(dialect, **{COUNTRY[dialect]: "France"})
    company.passes(10)
    assert company.owner(dialect, lead) in {"Ann", "Ben", "Emma"}
    company.sim.faults.clear()
    company.passes(2_000, step=50)
    assert red(company) == set()


@BOTH
def test_a_deadline_waits_until_the_activities_up_to_it_are_there(talking: Company, dialect: str) -> None:
    talking.world.switches.search_per_second = 0  # its clock stands still while we ask
    lead = talking.arrives(dialect, **{COUNTRY[dialect]: "France"})
    talking.passes(30)
    logs(talking, dialect, lead, "Emma" if talking.owner(dialect, lead) != "Emma" else "Ann")
    parts, now = talking.parts, talking.clock.now()
    assert parts is not None
    arrival = Arrival(
        mode="live", crm=CRMS[dialect], org_id="00D", object=OBJECTS[dialect], record_id=lead,
        trigger="timer", generation="1", seen_at=now, due_at=now + timedelta(seconds=30),
        awaiting_facts=True, detail="first_touch",
    )  # fmt: skip
    with parts.store.begin() as conn:
        inbox.put(conn, [arrival], now)
    talking.passes(5)
    newest = talking.decisions(dialect, lead)[0]
    assert (newest["trigger"], newest["route"]) == ("timer", "Who spoke to them")
