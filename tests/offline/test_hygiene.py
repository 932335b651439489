"""The audit of the data: what it finds, what it leaves alone, the same however it is worked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connector.core.rules import MatchRules
from connector.offline.executor import Alone, executor
from connector.offline.findings import SUBJECTS, Severity, worst
from connector.offline.hygiene import audit
from connector.offline.hygiene_page import page
from connector.offline.mojibake import is_broken, repaired
from connector.offline.sources import Mirror
from mappings.changes import Change, version_of
from mappings.records import Directory, Kind, Record, Seat, SeatKind, State
from state import directories, mirror
from state.store import Store
from tests.offline.audits import ids, quiet, told

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)

# Domains ------------------------------------------------------------------------------------------


def test_a_domain_of_several_hierarchies_is_shared_and_one_of_a_family_is_not(audited):
    found = audited(
        [
            {"name": "Quorvex Holding", "website": "quorvex.com"},
            {"name": "Brimstoke Foods", "website": "shop.quorvex.com", "parent_id": "A0"},
            {"name": "Tamberlane Clinics", "website": "tamberlane.org"},
            {"name": "Osterwick Steel", "website": "www.tamberlane.org"},
        ]
    )["shared_domain"]
    assert [(row["account_id"], row["domain"], row["hierarchies"]) for row in found] == [
        ("A3", "tamberlane.org", "2"),
        ("A2", "tamberlane.org", "2"),
    ]


def test_duplicates_on_one_domain_are_told_as_duplicates_only(audited):
    found = audited([{"name": "Quorvex Robotics", "website": "quorvex.com"}] * 2)
    assert "duplicate_accounts" in found
    assert "shared_domain" not in found


@pytest.mark.parametrize(
    ("website", "finding", "says"),
    [
        ("", "no_website", "blank"),
        ("gmail.com", "borrowed_website", "mailboxes"),
        ("https://www.linkedin.com/company/quorvex", "borrowed_website", "linkedin.com"),
        ("co.uk", "borrowed_website", "ending"),
        ("https://bit.ly/3xYz", "borrowed_website", "short link"),
        ("n/a", "dead_website", "none"),
        ("see our page", "dead_website", "no address"),
        ("http://192.168.0.1/", "dead_website", "number"),
        ("quorvex.test", "dead_website", "reserved"),
        ("www.example.com", "dead_website", "reserved"),
        ("quorvex.con", "dead_website", ".com may be meant"),
        ("https://www.hugedomains.com/domain_profile.cfm?d=quorvex", "dead_website", "for sale"),
    ],
)
def test_a_website_that_cannot_be_a_companys_own_is_told(audited, website, finding, says):
    rows = audited([{"website": website}])[finding]
    assert ids(rows) == ["A0"]
    assert says in rows[0]["detail"]


@pytest.mark.parametrize("website", ["quorvex.com", "https://quorvex.co.uk/de", "info@quorvex.de"])
def test_a_companys_own_website_is_nothing_to_tell(audited, website):
    assert audited([{"website": website}]).keys() <= {"rarely_filled"}


# Parents and owners -------------------------------------------------------------------------------


def test_parents_in_a_circle_and_parents_that_are_gone_are_told_once_each(audited):
    found = audited(
        [
            {"parent_id": "A1"},
            {"parent_id": "A2"},
            {"parent_id": "A1"},
            {"parent_id": "A3"},
            {"parent_id": "A99"},
        ]
    )
    assert sorted(ids(found["parent_cycle"])) == ["A1", "A2", "A3"]
    assert {row["account_id"]: row["detail"] for row in found["parent_cycle"]}["A3"] == "is its own parent"
    assert ids(found["parent_missing"]) == ["A4"]


def account(record_id: str, owner_id: str | None, **fields: Any) -> Record:
    given = {"name": f"{record_id} Quorvex", "website": f"{record_id.lower()}quorvex.com", **fields}
    return Record(Kind.ACCOUNT, record_id, owner_id, NOW, NOW, None, given)


@pytest.fixture
def mirrored(store: Store) -> Callable[..., None]:
    """Mirrors records of one CRM."""

    def put(crm: str, *records: Record) -> None:
        with store.begin() as conn:
            mirror.put(conn, crm, [Change(one, version_of(one)) for one in records])

    return put


def test_the_mirror_tells_owners_who_are_inactive_unknown_or_missing(store, mirrored):
    mirrored("sales", account("A1", "U1"), account("B2", "U2"), account("C3", "U9"), account("D4", None))
    seats = (Seat("U1", SeatKind.USER, "Ann"), Seat("U2", SeatKind.USER, "Ben", active=False))
    with store.begin() as conn:
        directories.put(conn, "sales", Directory(seats), NOW)
    with store.read() as conn:
        found = audit(Mirror(conn, ["sales"]), MatchRules(), Alone(), quiet)
    assert ids(told(found)["owner_inactive"]) == ["B2"]
    assert "Ben" in told(found)["owner_inactive"][0]["detail"]
    assert ids(told(found)["owner_unknown"]) == ["C3", "D4"]
    assert told(found)["owner_inactive"][0]["crm"] == "sales"
    assert found.notes == ()


def test_a_company_in_both_crms_is_no_duplicate_and_deleted_accounts_are_not_looked_at(store, mirrored):
    twin = account("A1", None, name="Quorvex Robotics", website="quorvex.com", city="Berlin")
    mirrored("sales", twin, replace(account("A2", None), state=State.DELETED))
    mirrored("marketing", twin)
    with store.read() as conn:
        found = audit(Mirror(conn, ["sales", "marketing"]), MatchRules(), Alone(), quiet)
    assert found.accounts == 2
    assert {"duplicate_accounts", "shared_domain", "owner_unknown"}.isdisjoint(told(found))
    assert found.notes == (
        "owners in marketing were not checked: its people are not known yet",
        "owners in sales were not checked: its people are not known yet",
    )


def test_the_mirror_is_read_page_by_page(store, mirrored, monkeypatch):
    monkeypatch.setattr("connector.offline.sources.ROWS", 2)
    mirrored("sales", *[account(f"A{n}", None, website="") for n in range(5)])
    with store.read() as conn:
        found = audit(Mirror(conn, ["sales"]), MatchRules(), Alone(), quiet)
    assert found.accounts == 5


# Names, places, blanks ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "test", "n/a", "???", "asdfgh"])
def test_a_name_that_is_no_companys_is_told(audited, name):
    assert ids(audited([{"name": name}])["junk_name"]) == ["A0"]


@pytest.mark.parametrize("meant", ["München", "Société Générale", "東京大学", "Москва", "L’Oréal", "Łódź"])
@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1"])
def test_letters_that_broke_are_seen_and_mended_where_nothing_is_lost(meant, taken_for):
    broken = meant.encode().decode(taken_for, "ignore")
    assert is_broken(broken)
    if taken_for == "latin-1":
        assert repaired(broken) == meant
    assert not is_broken(meant)


@pytest.mark.parametrize("name", ["What??", "« Café »", "ÅÄÖ", "Ça va ?", "naïve Œuvre™", "5 °C — 10 °C"])
def test_unusual_letters_are_not_broken_ones(name):
    assert not is_broken(name)


def test_a_broken_name_is_told_with_what_it_may_mean(audited):
    rows = audited([{"name": "Stadtwerke MÃ¼nchen"}, {"name": "Soci\ufffdt\ufffd Quorvex"}])["broken_text"]
    assert [row["detail"] for row in rows] == ["may mean Stadtwerke München", "letters are lost"]


def test_a_country_that_is_none_or_disagrees_with_phone_and_website_is_told(audited):
    found = audited(
        [
            {"country": "Absurdistan"},
            {"country": "Germany", "phone": "+33 1 42 68 53 00", "website": "quorvex.fr"},
            {"country": "Germany", "phone": "+49 30 901820", "website": "quorvex.com"},
        ]
    )
    assert ids(found["unknown_country"]) == ["A0"]
    assert ids(found["place_conflict"]) == ["A1"]
    assert "phone number is of FR and the website is of FR" in found["place_conflict"][0]["detail"]


def test_fields_that_less_than_a_third_fill_are_told(audited):
    rows = audited([{"city": "Berlin"}, {"city": "Berlin"}, {}, {}])["rarely_filled"]
    assert {row["field"] for row in rows} == {"website", "country", "phone"}
    assert rows[0]["share"] == "0.0%"


# Leads --------------------------------------------------------------------------------------------


def test_leads_that_nothing_can_match_and_leads_with_the_name_alone_are_told(audited):
    found = audited(
        [],
        [
            {"email": "jane@gmail.com"},
            {"email": "jane@gmail.com", "company": "Quorvex Robotics"},
            {"email": "jane@quorvex.io", "company": "n/a"},
            {"first_name": "Jane", "last_name": "Doe", "email": "j@gmail.com", "company": "Jane Doe"},
            {"email": "jane@quorvex.io", "company": "Quorvex MÃ¼nchen"},
        ],
    )
    assert ids(found["lead_nameless"]) == ["L0", "L3"]
    assert ids(found["lead_private_mail"]) == ["L1"]
    assert ids(found["lead_junk_company"]) == ["L2", "L3"]
    assert ids(found["lead_broken_text"]) == ["L4"]


# The whole ----------------------------------------------------------------------------------------


def test_clean_data_has_no_finding(audited):
    firms = ("Quorvex Robotics", "Tamberlane Foods", "Osterwick Steel")
    rows = [
        {
            "name": name,
            "website": f"{name.split()[0].lower()}.com",
            "country": "US",
            "state": "TX",
            "city": "Austin",
            "phone": f"+1 512 555 01{n}{n + 3}",
        }
        for n, name in enumerate(firms)
    ]
    assert audited(rows) == {}


def test_files_without_rows_are_audited_too(audited):
    assert audited([], []) == {}


def test_hostile_values_break_nothing_and_stay_text_on_the_page(files):
    evil = "<script>alert(1)</script>"
    rows = [
        {"name": evil, "website": evil, "country": evil, "city": evil, "phone": evil, "parent_id": evil},
        {"name": "\u202e" * 50 + "x" * 10_000, "website": "http://" + "a" * 10_000, "country": "\u200f"},
        {"name": "Quorvex", "website": "http://[::1]/", "parent_id": "A2"},
    ]
    found = audit(files(rows), MatchRules(), Alone(), quiet)
    shown = page(found, "accounts.csv")
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_the_findings_are_the_same_whatever_works_on_them(files, monkeypatch):
    monkeypatch.setattr("connector.offline.sources.ROWS", 7)
    rows = [
        {
            "name": f"Quorvex Works {n // 2}",
            "website": f"quorvex{n // 3}.com",
            "country": ("DE", "", "FR")[n % 3],
            "parent_id": f"A{n - 1}" if n % 5 else "",
        }
        for n in range(60)
    ]
    source = files(rows)
    alone = audit(source, MatchRules(), Alone(), quiet).plain()
    with executor(2) as processes:
        assert audit(source, MatchRules(), processes, quiet).plain() == alone
    assert {one["finding"] for one in alone["findings"]} >= {"duplicate_accounts", "shared_domain"}


def test_every_finding_says_why_it_costs_and_how_to_mend_it():
    assert len({subject.name for subject in SUBJECTS}) == len(SUBJECTS)
    for subject in SUBJECTS:
        assert subject.why.endswith(".") and subject.mend.endswith(".")
        assert subject.columns[0] == "crm"


def test_the_gravest_finding_sets_the_severity(audited, files):
    found = audit(files([{"website": "gmail.com"}]), MatchRules(), Alone(), quiet)
    assert worst(found.findings) is Severity.HIGH
    assert worst(()) is None
