"""`pointsman init`: a first configuration, and what a live CRM proposes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.contract import CrmField
from connector.core.rules import Policy
from connector.policy.proposal import Proposal, propose, quoted
from connector.policy.read import read_policy
from connector.policy.scaffold import scaffold
from connector.policy.schema import Of
from connector.policy.suite import read_suite, run
from connector.policy.suite.stage import World
from connector.policy.vocabulary import vocabulary
from connector.settings import load
from connector.texts import read_text
from mappings.records import Directory, Kind, Seat, SeatKind

ANN = Seat("005A", SeatKind.USER, "Ann: #1", "Ann@Acme.com", teams=("West",))
BEN = Seat("005B", SeatKind.USER, "Ben", "ben@acme.com", teams=("West", "true"))
GONE = Seat("005C", SeatKind.USER, "Gone", "gone@acme.com", active=False)
NAMELESS = Seat("005D", SeatKind.USER, "No mail", None)
QUEUE = Seat("00G1", SeatKind.QUEUE, "Inbound [all]", members=("005A",))
TWIN = Seat("00G2", SeatKind.QUEUE, "Inbound [all]", members=("005B",))
EMPTY = Seat("00G3", SeatKind.QUEUE, "Parked")
FIELDS = (
    CrmField("Email", "Email", "email", True, False, 1.0),
    CrmField("Product__c", "Product", "picklist", True, True, 0.5),
    CrmField("SeatCount__c", "Seats,\n planned", "double", True, True, 0.9),
    CrmField("Country__c", "Our country", "string", True, True, 0.4),
    CrmField("Rare__c", "Rare", "string", True, True, 0.0),
    CrmField("Pointsman_Reason__c", "Reason", "string", True, True, 0.0),
)


def read(folder: Path) -> Policy:
    """The policy of a scaffolded folder, which has no fault (references apart)."""
    loaded = load(folder / "pointsman.yaml", environment={})
    assert loaded.settings is not None, loaded.faults
    assert all("is not set" in fault.message for fault in loaded.faults)
    policy, faults, _ = read_policy(loaded.settings)
    assert faults == ()
    assert policy is not None
    return policy


def test_what_init_writes_passes_check(tmp_path: Path) -> None:
    done = scaffold(tmp_path / "new")
    assert {path.relative_to(tmp_path / "new").as_posix() for path in done.written} == {
        "pointsman.yaml",
        "mappings/lead.yaml",
        "policy/people.yaml",
        "policy/routes.yaml",
        "policy/tests/routes.yaml",
        "policy/matching/free_mail.txt",
        ".gitignore",
        *(f".schemas/{of}.json" for of in Of),
    }
    assert done.kept == ()
    assert [route.name for route in read(tmp_path / "new").routes][-1] == "Everyone else"


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "people.yaml").write_text("mine", encoding="utf-8")
    done = scaffold(tmp_path)
    assert done.kept == (tmp_path / "policy" / "people.yaml",)
    assert (tmp_path / "policy" / "people.yaml").read_text(encoding="utf-8") == "mine"
    assert scaffold(tmp_path).written == ()


def proposal(*seats: Seat, kind: str = "salesforce", fields: tuple[CrmField, ...] = FIELDS) -> Proposal:
    return propose("sales", kind, Directory(seats), fields)


def test_a_proposal_passes_check(tmp_path: Path) -> None:
    scaffold(tmp_path, proposal(ANN, BEN, GONE, NAMELESS, QUEUE, TWIN, EMPTY))
    policy = read(tmp_path)
    assert list(policy.people) == ["ann@acme.com", "ben@acme.com"]
    assert policy.people["ann@acme.com"].name == "Ann: #1"
    assert list(policy.teams) == ["Inbound [all]", "Inbound [all] 2"]
    assert [ref.name for ref in policy.owned_by] == ["00G1", "00G2", "Parked", ""]
    assert policy.otherwise.to.name == "00G1"


def test_a_proposal_takes_the_place_of_untouched_examples(tmp_path: Path) -> None:
    scaffold(tmp_path)
    done = scaffold(tmp_path, proposal(ANN))
    assert {path.name for path in done.replaced} == {"lead.yaml", "people.yaml", "routes.yaml"}
    assert list(read(tmp_path).people) == ["ann@acme.com"]


def test_a_proposal_beside_an_edited_file_is_for_a_person_to_take_from(tmp_path: Path) -> None:
    scaffold(tmp_path)
    people = tmp_path / "policy" / "people.yaml"
    people.write_text(people.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    for _ in range(2):
        done = scaffold(tmp_path, proposal(ANN))
        assert done.replaced == ()
        assert {path.name for path in done.written} == {
            "lead.proposed.txt",
            "people.proposed.txt",
            "routes.proposed.txt",
        }
    assert people.read_text(encoding="utf-8").endswith("# mine\n")
    read(tmp_path)


def test_a_crm_without_queues_proposes_its_own_teams(tmp_path: Path) -> None:
    scaffold(tmp_path, proposal(ANN, BEN, QUEUE, kind="hubspot", fields=()))
    policy = read(tmp_path)
    assert {name: team.members for name, team in policy.teams.items()} == {
        "West": ("ann@acme.com", "ben@acme.com"),
        "true": ("ben@acme.com",),
    }
    assert [ref.kind for ref in policy.owned_by] == ["nobody"]


def test_an_empty_crm_proposes_that_nobody_owns_anything(tmp_path: Path) -> None:
    scaffold(tmp_path, proposal(fields=()))
    policy = read(tmp_path)
    assert policy.teams == {}
    assert policy.otherwise.to.kind == "nobody"


def test_fields_that_hold_something_are_proposed_under_fresh_names(tmp_path: Path) -> None:
    scaffold(tmp_path, proposal(ANN))
    loaded = load(tmp_path / "pointsman.yaml", environment={})
    assert loaded.settings is not None
    table = loaded.settings.crms["sales"].maps[Kind.LEAD]
    rules = {rule.name: (rule.crm_field, rule.as_) for rule in table.read}
    assert rules["product"] == ("Product__c", "text")
    assert rules["seat_count"] == ("SeatCount__c", "number")
    assert rules["country_2"] == ("Country__c", "text")
    assert rules["country"] == ("Country", "text")
    assert "rare" not in rules
    assert table.write == {"reason": "Pointsman_Reason__c"}


@pytest.mark.parametrize(
    "text", ["Ann", "true", "NO", "1", "a: b", "a #b", "", "[x]", '"', "a\\b", "ä ö", "- x", "*"]
)
def test_quoted_text_is_read_back(text: str) -> None:
    assert read_text(f"[{quoted(text)}]", "p.yaml").plain == [text]


@given(
    name=st.text(),
    email=st.text(),
    queue=st.text(),
    label=st.text(),
    field=st.from_regex(r"[A-Za-z_]\w{0,20}__c"),
)
@settings(deadline=None, max_examples=60)
def test_no_name_of_a_crm_breaks_the_proposal(
    name: str, email: str, queue: str, label: str, field: str
) -> None:
    seats = (Seat("1", SeatKind.USER, name, email), Seat("2", SeatKind.QUEUE, queue, members=("1",)))
    made = proposal(*seats, fields=(CrmField(field, label, label, True, True, 1.0),))
    for text in (made.people, made.routes, made.mappings):
        assert read_text(text, "p.yaml").faults == []


def outcomes(folder: Path) -> dict[str, bool]:
    """The shipped tests of a scaffolded folder, and whether each passes."""
    loaded = load(folder / "pointsman.yaml", environment={}).settings
    assert loaded is not None
    suite = read_suite(loaded.policy, read(folder), vocabulary(loaded))
    assert suite.faults == ()
    world = World({name: crm.kind == "salesforce" for name, crm in loaded.crms.items()})
    return {one.case.name: one.passed for one in run(read(folder), world, suite.cases)}


def test_the_tests_that_init_ships_pass(tmp_path: Path) -> None:
    scaffold(tmp_path)
    found = outcomes(tmp_path)
    assert len(found) >= 8
    assert [name for name, passed in found.items() if not passed] == []


@pytest.mark.parametrize("seats", [(), (ANN,), (ANN, BEN, QUEUE, TWIN, EMPTY)])
def test_the_tests_that_a_proposal_ships_pass(tmp_path: Path, seats: tuple[Seat, ...]) -> None:
    scaffold(tmp_path, proposal(*seats))
    found = outcomes(tmp_path)
    assert found
    assert [name for name, passed in found.items() if not passed] == []
