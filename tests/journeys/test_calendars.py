"""Calendars over real HTTPS, with the whole daemon: who is out of office gets no lead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connector import queries
from tests.company import Company
from tests.publishing import SECRET, Published, calendar, published

ANN = "ann.adler@arvenhall.example"
BEN = "ben.brandt@arvenhall.example"
LEAVE = "DTSTART;VALUE=DATE:20261117;;DTEND;VALUE=DATE:20261120"
MEETING = "DTSTART:20261118T130000Z;;DTEND:20261118T150000Z"  # it is two o'clock in UTC
FRENCH = {"LastName": "Dupont", "Country": "France"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Published]:
    with published(tmp_path) as running:
        yield running


@pytest.fixture
def subscribed(company: Company, server: Published) -> Any:
    """The company with Ann's calendar; `busy` says whether her meetings count."""

    def start(content: bytes, busy: str = "ignored") -> Company:
        server.content = content
        (company.folder / "ann_ics").write_text(server.url)
        settings = company.folder / "pointsman.yaml"
        text = settings.read_text().partition("calendars:")[0]
        entry = f"{{url: '${{file:ann_ics}}', ca_file: {server.ca_file}, busy: {busy}}}"
        settings.write_text(f"{text}calendars:\n  {ANN}: {entry}\n")
        company.start()
        company.settles()
        return company

    return start


def owners(company: Company, count: int = 6) -> set[str | None]:
    """Who gets the next leads of team Inbound."""
    leads = [company.arrives("salesforce", **FRENCH | {"LastName": f"Dupont {n}"}) for n in range(count)]
    company.passes(20)
    return {company.owner("salesforce", lead) for lead in leads}


def light(company: Company) -> tuple[str, str]:
    assert company.parts is not None
    found = {each.name: each for each in company.parts.status.lights()}
    return found[f"calendar:{ANN}"].colour.value, found[f"calendar:{ANN}"].message


def test_who_is_out_of_office_gets_no_lead_until_they_are_back(subscribed: Any) -> None:
    company = subscribed(calendar(LEAVE))
    assert owners(company) == {"Ben", "Emma"}
    assert light(company) == ("green", "")
    company.moves_on(2 * 86_400)
    assert owners(company) == {"Ann", "Ben", "Emma"}


def test_the_backup_stands_in_for_who_is_out_of_office(subscribed: Any, company: Company) -> None:
    policy = company.folder / "policy" / "policy.yaml"
    text = policy.read_text().replace(f"email: {ANN}", f"email: {ANN}, backup: {BEN}")
    policy.write_text(
        text.replace(f"members: [{ANN}, {BEN}, emma.egede@arvenhall.example]", f"members: [{ANN}]")
    )
    subscribed(calendar(LEAVE))
    assert owners(company) == {"Ben"}


def test_a_meeting_keeps_a_lead_away_only_where_it_counts(subscribed: Any) -> None:
    assert owners(subscribed(calendar(MEETING))) == {"Ann", "Ben", "Emma"}
    assert owners(subscribed(calendar(MEETING), busy="counts")) == {"Ben", "Emma"}
    assert owners(subscribed(calendar(MEETING))) == {"Ann", "Ben", "Emma"}


def later(company: Company, seconds: float) -> None:
    """Time passes, the daemon working in the last ten seconds of it."""
    company.moves_on(seconds - 10)
    company.passes(10)


def test_a_calendar_is_read_again_every_five_minutes(subscribed: Any, server: Published) -> None:
    company = subscribed(calendar())
    server.content = calendar(LEAVE)
    later(company, 240)
    assert len(server.asked) == 1
    later(company, 60)
    assert len(server.asked) == 2
    assert owners(company) == {"Ben", "Emma"}


def test_a_calendar_that_fails_shows_amber_and_what_was_read_last_holds_over_a_restart(
    subscribed: Any, server: Published
) -> None:
    company = subscribed(calendar(LEAVE))
    server.status = 500
    later(company, 300)
    told = "the calendar is not available now (500); what was read last stays in force"
    assert light(company) == ("amber", told)
    company.start()
    company.settles()
    assert owners(company) == {"Ben", "Emma"}
    server.status, server.content = 200, calendar("DTSTART:whenever")
    later(company, 300)
    assert light(company) == ("amber", "entries left out, for they don't say when they are: 1")
    assert owners(company) == {"Ann", "Ben", "Emma"}


def test_a_server_that_asks_for_patience_gets_it(subscribed: Any, server: Published) -> None:
    company = subscribed(calendar())
    server.status, server.headers = 429, {"Retry-After": "1800"}
    later(company, 300)
    later(company, 1700)
    assert len(server.asked) == 2
    later(company, 100)
    assert len(server.asked) == 3


def test_a_calendar_taken_out_of_the_settings_is_forgotten(subscribed: Any) -> None:
    company = subscribed(calendar(LEAVE))
    settings = company.folder / "pointsman.yaml"
    settings.write_text(settings.read_text().partition("calendars:")[0])
    company.start()
    company.settles()
    assert owners(company) == {"Ann", "Ben", "Emma"}


def test_people_shows_the_leave_and_the_record_neither_address_nor_title(subscribed: Any) -> None:
    company = subscribed(calendar(LEAVE))
    lead = company.arrives("salesforce", **FRENCH)
    company.passes(20)
    parts = company.parts
    with parts.store.read() as conn:
        told = queries.people(conn, parts.shelf.policy, parts.directories.known(), company.clock.now())
    (ann,) = [row for row in told if row["email"] == ANN]
    assert (ann["available"], ann["reason"]) == (False, "away, says the calendar")
    assert [(each["kind"], each["until"]) for each in ann["absences"]] == [
        ("calendar", "2026-11-19T23:00:00.000000Z")
    ]
    shown = repr(company.decisions("salesforce", lead)) + repr(parts.status.lights()) + repr(told)
    assert "away, says the calendar" in shown
    assert SECRET not in shown
    assert "Surgery" not in shown
