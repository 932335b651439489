"""What comes before the routes, with the whole daemon: the same person twice, junk, a loop."""

from __future__ import annotations

from typing import Any

import pytest

MAIL = "jane.quillfeather@gmail.com"
JANE = {"FirstName": "Jane", "LastName": "Quillfeather", "Email": MAIL, "Country": "France"}
JANE_THERE = {"firstname": "Jane", "lastname": "Quillfeather", "email": "Jane.Quillfeather+x@gmail.com"}


@pytest.fixture
def careful(company: Any) -> Any:
    """The company with rules before its routes."""
    policy = company.folder / "policy" / "before.yaml"
    policy.write_text(
        "before: {junk: {to: {queue: Unrouted}}, duplicates: same_owner}\nleads: {changes_per_day: 2}\n"
    )
    company.settles()
    return company


def test_the_same_person_twice_in_one_moment_and_later_has_one_owner(careful: Any) -> None:
    twins = [careful.arrives("salesforce", **JANE) for _ in range(3)]
    careful.passes(15)
    other = careful.arrives("hubspot", **JANE_THERE)
    careful.passes(90)
    owners = {careful.owner("salesforce", lead) for lead in twins} | {careful.owner("hubspot", other)}
    assert len(owners) == 1
    assert owners != {None}
    (decision,) = careful.decisions("hubspot", other)
    assert decision["route"] == "before / duplicates"


def test_junk_goes_to_the_queue_that_the_policy_names(careful: Any) -> None:
    lead = careful.arrives("salesforce", LastName="asdfgh", Company="test")
    careful.passes(15)
    (decision,) = careful.decisions("salesforce", lead)
    assert (decision["route"], decision["owner_name"]) == ("before / junk", "Unrouted")
    assert careful.owner("salesforce", lead) == "Unrouted"


def test_a_lead_that_changes_again_and_again_is_parked_and_its_owner_left(careful: Any) -> None:
    lead = careful.arrives("salesforce", LastName="Wendehals", Country="France")
    careful.passes(15)
    for country in ("Spain", "Italy", "France", "Spain"):
        careful.edits("salesforce", lead, "Ann", Country=country)
        careful.passes(20)
    outcomes = [decision["outcome"] for decision in careful.decisions("salesforce", lead)]
    assert outcomes == ["leave", "park", "assign", "assign", "assign"]
    assert len(careful.our_writes("salesforce", lead)) == 1
