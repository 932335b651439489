"""Files of people: a lead's contact, and the duplicates within one leads' file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from connector.offline import matching
from connector.offline.executor import Alone
from connector.offline.matching import Job, Matched, match_files
from connector.offline.pairings import CONTACTS, LEADS, PAIRINGS
from connector.offline.sheets import Sheet
from tests.offline.audits import quiet
from tests.offline.files import write

ANN = {"first_name": "Ann", "last_name": "Lee", "company": "Acme Robotics", "email": "ann@acme.com"}
Rows = Sequence[dict[str, str]]


def file_of(path: Path, header: Sequence[str], rows: Rows) -> Path:
    return write(path, header, [[row.get(name, "") for name in header] for row in rows])


def leads(path: Path, rows: Rows) -> Path:
    named = [{"lead_id": f"L{number:05d}"} | row for number, row in enumerate(rows)]
    return file_of(path / "leads.csv", LEADS.names, named)


def duplicates(leads: Path, told: bool = False) -> dict[str, Matched]:
    pairing = PAIRINGS["lead-lead"]
    job = Job("lead-lead", within=True, told=told)
    found = match_files(Sheet(leads, pairing.asked), Sheet(leads, pairing.held), job, Alone(), quiet)
    return {one.lead_id: one for one in found}


def contacts_of(asked: Path, held: Path) -> list[Matched]:
    pairing = PAIRINGS["lead-contact"]
    sheets = Sheet(asked, pairing.asked), Sheet(held, pairing.held)
    return list(match_files(*sheets, Job("lead-contact"), Alone(), quiet))


def test_duplicates_are_found_among_leads_and_no_lead_is_its_own(tmp_path) -> None:
    rows = [ANN, {"first_name": "Tom", "email": "tom@acme.com"}, ANN | {"email": "ANN@acme.com"}, {}]
    found = duplicates(leads(tmp_path, rows))
    assert {name: one.account_id for name, one in found.items()} == {
        "L00000": "L00002",
        "L00001": None,
        "L00002": "L00000",
        "L00003": None,
    }
    assert found["L00000"].band == "auto"
    assert found["L00000"].evidence[0] == "the e-mail is the same"


def test_of_three_that_are_one_each_names_another(tmp_path) -> None:
    found = duplicates(leads(tmp_path, [ANN, ANN, ANN]))
    assert [(one.account_id, one.band) for one in found.values()] == [
        ("L00001", "auto"),
        ("L00000", "auto"),
        ("L00000", "auto"),
    ]


def test_a_lead_finds_its_contact_whatever_columns_are_missing(tmp_path) -> None:
    rows = [ANN | {"contact_id": "C1", "account_id": "A1"}, {"contact_id": "C2", "email": "tom@acme.com"}]
    whole = file_of(tmp_path / "contacts.csv", CONTACTS.names, rows)
    bare = file_of(tmp_path / "bare.csv", ("title", "email", "contact_id"), rows)
    asked = leads(tmp_path, [{"email": "Ann+crm@acme.com", "first_name": "Ann", "last_name": "Lee"}])
    assert [(one.account_id, one.band) for one in contacts_of(asked, whole)] == [("C1", "auto")]
    assert [(one.account_id, one.band) for one in contacts_of(asked, bare)] == [("C1", "review")]


def test_blocks_and_the_order_of_people_change_nothing(tmp_path, monkeypatch) -> None:
    rows = [
        ANN | {"email": f"ann{number % 7}@acme.com", "phone": f"+49 30 3346{number % 5:04d}"}
        for number in range(40)
    ]
    expected = duplicates(leads(tmp_path, rows))
    path = tmp_path / "leads.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(lines)]), encoding="utf-8")
    monkeypatch.setattr(matching, "HELD_ROWS", 7)
    monkeypatch.setattr(matching, "ASKED_ROWS", 1)
    assert duplicates(path) == expected


@pytest.mark.parametrize("shared", [ANN, {"email": "ann@acme.com"}, {"phone": "+49 30 33464012"}])
def test_a_crowd_that_shares_all_is_no_burden(tmp_path, shared) -> None:
    crowd = [{"contact_id": f"C{number:05d}", **shared} for number in range(5_000)]
    held = file_of(tmp_path / "contacts.csv", CONTACTS.names, crowd)
    (found,) = contacts_of(leads(tmp_path, [shared]), held)
    assert (found.band, found.candidates) == ("none", 0)


def test_fifty_thousand_people_of_one_domain_are_told_apart(tmp_path) -> None:
    crowd = [
        {"contact_id": f"C{n:05d}", "first_name": "Ann", "last_name": f"Lee{n}", "email": f"p{n}@acme.com"}
        for n in range(50_000)
    ]
    held = file_of(tmp_path / "contacts.csv", CONTACTS.names, crowd)
    asked = leads(tmp_path, [{"email": "p777@acme.com"}, {"email": "nobody@acme.com"}])
    found = contacts_of(asked, held)
    assert [(one.account_id, one.candidates) for one in found] == [("C00777", 1), (None, 0)]


def test_a_report_tells_of_people_too(tmp_path) -> None:
    found = duplicates(leads(tmp_path, [ANN, ANN, ANN | {"email": "lee@acme.com"}]), told=True)
    one = found["L00000"]
    assert dict(one.said)["last_name"] == dict(one.account)["last_name"] == "Lee"
    assert [other.account_id for other in one.runners_up] == ["L00002"]
    assert one.would_help == ()
