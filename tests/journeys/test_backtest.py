"""The past under another policy: the same as a daemon that really ran under it from the start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.simulators.activities import Deed, log
from connector.core.matching.installed import install
from connector.core.matching.tables import filled_with
from connector.policy.read import read_policy
from connector.replay.backtest import backtest, period_of
from connector.replay.columns import WAS, Tried, tried
from connector.replay.tables import tables
from connector.settings import load
from connector.stores import open_store
from tests.company import OBJECTS, Company, founded

PEOPLE = """
people:
  - {email: ann.adler@arvenhall.example}
  - {email: ben.brandt@arvenhall.example}
  - {email: emma.egede@arvenhall.example}
  - {email: farid.fischer@arvenhall.example}
  - {email: liam.brandt@arvenhall.example}
"""
REST = """
lists:
  DACH: {countries: [DE, AT, CH]}
leads:
  owned_by: [{queue: Inbound}, {user: pointsman.integration@arvenhall.example}, nobody]
  triggers: [created, {changed: [lead.country]}]
match: {auto: 0.90, review: 0.60, prefer: [same_country, customer, open_opportunity, most_contacts, oldest]}
"""
FIRST = f"""{PEOPLE}
teams:
  - name: Inbound
    members: [ann.adler@arvenhall.example, ben.brandt@arvenhall.example, emma.egede@arvenhall.example]
  - name: Germany
    members: [farid.fischer@arvenhall.example, liam.brandt@arvenhall.example]
{REST}
routes:
  - {{name: DACH, when: {{lead.country: {{in_list: DACH}}}}, blank: skips, to: {{team: Germany}}}}
  - {{name: Everyone else, to: {{team: Inbound}}}}
otherwise: {{to: {{queue: Unrouted}}}}
"""
SECOND = f"""{PEOPLE.replace("ben.brandt@arvenhall.example}", "ben.brandt@arvenhall.example, weight: 2}")}
teams:
  - name: Inbound
    members: [ann.adler@arvenhall.example, ben.brandt@arvenhall.example, emma.egede@arvenhall.example]
    cap: {{per_hour: 3}}
  - name: Germany
    hours: {{zone: UTC, days: mon-fri, from: "14:10", to: "18:00"}}
    members: [farid.fischer@arvenhall.example, liam.brandt@arvenhall.example, emma.egede@arvenhall.example]
{REST}
routes:
  - name: DACH
    when: {{lead.country: {{in_list: DACH}}}}
    blank: holds
    out_of_hours: wait
    to: {{team: Germany}}
    turn: least_loaded
    sla: {{first_touch: 5m, on_miss: {{reassign: next}}}}
  - {{name: Everyone else, to: {{team: Inbound}}, turn: weighted, nobody: next}}
hold_blank: 3m
otherwise: {{to: {{queue: Unrouted}}}}
"""


def story(company: Company) -> list[str]:
    """What happens in the world, whichever policy is in force: leads come, one is called, one changes, one is
    taken, one is converted."""
    company.settles()
    leads = []
    for n in range(6):
        leads.append(
            company.arrives("salesforce", LastName=f"S{n}", Country=["Germany", "France", ""][n % 3])
        )
        leads.append(company.arrives("hubspot", lastname=f"H{n}", country=["Austria", "Spain", ""][n % 3]))
        company.passes(45, 15)
        if n == 3:
            company.edits("salesforce", leads[4], "Ann", Country="Germany")
    with company.world.lock:
        log(
            company.world,
            "salesforce",
            (OBJECTS["salesforce"], leads[0]),
            Deed("call", company.person("Ann")),
        )
    company.passes(90, 15)
    company.takes("hubspot", leads[3], "Liam")
    company.passes(330, 30)
    for n in range(6, 12):
        leads.append(company.arrives("salesforce", LastName=f"S{n}", Country=["Germany", "Italy"][n % 2]))
        company.passes(30, 15)
    company.passes(390, 30)
    return leads


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("adapters.hubspot.session.SEARCHES_PER_SECOND", 10_000)
    before = filled_with()
    yield
    install(before)


def lived(folder: Path, policy: str) -> tuple[Company, list[str]]:
    """The world's story under a policy; the store stays behind."""
    folder.mkdir()
    with founded(folder, f"sqlite:///{folder / 'pointsman.db'}") as company:
        (folder / "policy" / "policy.yaml").write_text(policy)
        return company, story(company)


def came(folder: Path, draft: str | None = None) -> Tried:
    """The record of a folder under a draft (None: under what was in force)."""
    loaded = load(folder / "pointsman.yaml", require_references=True)
    assert loaded.settings is not None
    if draft is not None:
        (folder / "policy" / "policy.yaml").write_text(draft)
    policy, faults, _ = read_policy(loaded.settings)
    assert policy is not None, [str(fault) for fault in faults]
    with closing(open_store(loaded.settings)) as store, store.read() as conn:
        period = period_of(conn, "live", None, None)
        assert period is not None
        return tried(conn, backtest(conn, period, {"draft": policy}))


@pytest.mark.usefixtures("unhurried")
def test_a_backtest_gives_what_a_daemon_gives_that_runs_under_that_policy(tmp_path: Path) -> None:
    lived(tmp_path / "first", FIRST)
    lived(tmp_path / "second", SECOND)
    really, would = came(tmp_path / "second"), came(tmp_path / "first", SECOND)
    assert really.columns["draft"].apart == 0
    assert would.columns[WAS].owners != would.columns["draft"].owners
    for what in ("owners", "routes", "ways", "given", "clocks"):
        assert getattr(would.columns["draft"], what) == getattr(really.columns[WAS], what), what
    assert tables(would)["owners"]
