"""Leads of somebody who is away, with the whole daemon: a stand-in has them, and gives them back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from adapters.simulators.activities import Deed, log
from connector.commands import Actor, set_away, set_back
from tests.company import OBJECTS, POLICY, Company

ANN, BEN = "ann.adler@arvenhall.example", "ben.brandt@arvenhall.example"
NAMES = {"salesforce": ("LastName", "Country"), "hubspot": ("lastname", "country")}
FRANCE = f"""routes:
  - {{name: France, when: {{lead.country: FR}}, blank: skips, to: {{user: {ANN}}}}}"""
BOTH = pytest.mark.parametrize("dialect", ["salesforce", "hubspot"])


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    """One database is enough here: what is asked of it is asked of both elsewhere."""
    return sqlite_url


@pytest.fixture
def covered(company: Company) -> Company:
    """The company whose French leads are Ann's; she is away for two hours, and Ben stands in."""
    text = POLICY.replace("routes:", FRANCE) + "leave: {give_back: untouched}\n"
    (company.folder / "policy" / "policy.yaml").write_text(text)
    company.settles()
    company.passes(180, 30)
    now = company.clock.now()
    assert company.parts is not None
    with company.parts.store.begin() as conn:
        set_away(conn, Actor("eve", now), ANN, (now, now + timedelta(hours=2)), BEN)
    return company


def french(company: Company, dialect: str) -> str:
    """A lead from France that Ben has just been given, for Ann."""
    name, country = NAMES[dialect]
    lead = company.arrives(dialect, **{name: "Dupont", country: "France"})
    company.passes(15)
    assert company.owner(dialect, lead) == "Ben"
    return lead


def newest(company: Company, dialect: str, lead: str) -> Any:
    return company.decisions(dialect, lead)[0]


@BOTH
def test_a_stand_in_s_lead_goes_back_when_the_absence_ends(covered: Company, dialect: str) -> None:
    lead = french(covered, dialect)
    covered.passes(6600, 300)
    assert covered.owner(dialect, lead) == "Ben"
    covered.passes(900, 60)
    assert covered.owner(dialect, lead) == "Ann"
    assert newest(covered, dialect, lead)["reason"].startswith("Ann Adler is back.")
    assert covered.our_writes(dialect, lead) == [
        covered.person(name).seat(dialect) for name in ("Ben", "Ann")
    ]


@BOTH
def test_who_comes_back_early_has_their_leads_at_once(covered: Company, dialect: str) -> None:
    lead = french(covered, dialect)
    assert covered.parts is not None
    with covered.parts.store.begin() as conn:
        assert set_back(conn, Actor("eve", covered.clock.now()), ANN.upper())
    covered.passes(90)
    assert covered.owner(dialect, lead) == "Ann"


@BOTH
def test_what_the_stand_in_has_begun_they_keep(covered: Company, dialect: str) -> None:
    lead = french(covered, dialect)
    covered.passes(60)
    with covered.world.lock:
        log(covered.world, dialect, (OBJECTS[dialect], lead), Deed("call", covered.person("Ben")))
    covered.passes(8000, 200)
    assert covered.owner(dialect, lead) == "Ben"
    told = newest(covered, dialect, lead)
    assert (told["trigger"], told["outcome"]) == ("timer", "leave")
    assert "Ann Adler is back, but whoever stood in has been in touch with it" in told["reason"]


@BOTH
def test_an_edit_meanwhile_does_not_keep_the_lead_from_going_back(covered: Company, dialect: str) -> None:
    lead = french(covered, dialect)
    name, country = NAMES[dialect]
    covered.edits(dialect, lead, "Farid", **{country: "FR", name: "Dupont-Moretti"})
    covered.passes(30)
    assert covered.owner(dialect, lead) == "Ben"
    covered.passes(7500, 300)
    assert covered.owner(dialect, lead) == "Ann"
