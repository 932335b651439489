"""What people settled about a company: how narrowly it is kept, whom it speaks of, what it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connector.core.matching.memory import (
    Verdict,
    admitted,
    companies,
    company_about,
    company_named,
    company_shown,
    marked,
    standing,
)
from connector.core.rules import Use
from connector.core.view import AccountFacts
from mappings.records import Kind, Record, Value

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def lead(**fields: Value) -> Record:
    return Record(Kind.LEAD, "L1", None, NOW, NOW, None, fields)


def account(ident: str = "A1", **fields: Value) -> AccountFacts:
    return AccountFacts("sales", Record(Kind.ACCOUNT, ident, None, NOW, NOW, None, fields))


ACME = account(name="Acme Robotics", website="acme.com")


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"email": "ann@acme-labs.com", "company": "Acme"}, "d:acme-labs.com"),
        ({"email": "ann@acme-labs.com", "country": "Germany"}, "d:acme-labs.com c:DE"),
        ({"email": "ann@gmail.com", "company": "Acme Robotics GmbH"}, "n:acmerobotics"),
        ({"company": "Acme Robotics", "country": "FR"}, "n:acmerobotics c:FR"),
        ({"email": "ann@acme.com", "company": "Acme Foods"}, "d:acme.com n:acmefoods"),
        ({"email": "ann@acme.com"}, "d:acme.com n:-"),
        ({"email": "ann@gmail.com", "website": "www.acme-labs.com"}, "d:acme-labs.com"),
        ({"company": "acme-labs.com"}, "d:acme-labs.com"),
    ],
)
def test_a_company_is_remembered_as_narrowly_as_the_question_was(fields: dict[str, Value], key: str) -> None:
    assert company_about(lead(**fields), ACME.record) == key
    assert key in companies(lead(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"company": "n/a", "email": "ann@gmail.com"},
        {"company": "Ann Lee", "first_name": "Ann", "last_name": "Lee"},
        {"company": "Lee, Ann", "first_name": "Ann", "last_name": "Lee", "email": "ann@gmail.com"},
        {"company": "12345"},
        {"company": "-"},
    ],
)
def test_of_a_person_or_junk_nothing_is_remembered(fields: dict[str, Value]) -> None:
    assert companies(lead(**fields)) == ()
    assert company_about(lead(**fields), ACME.record) is None


def test_domains_that_the_account_has_besides_its_website_are_its_own_too() -> None:
    other = account(website="acme.com", additional_domains=("acme.io", "acme.dev"))
    asked = lead(email="ann@acme.io", company="Acme Foods")
    assert company_about(asked, other.record) == "d:acme.io n:acmefoods"


def test_a_company_may_be_named_by_domain_or_name_and_country() -> None:
    assert company_named("www.acme-labs.com", None) == "d:acme-labs.com"
    assert company_named("Acme Foods Inc.", "DE") == "n:acmefoods c:DE"
    assert company_named("n/a", None) is None
    assert company_named("gmail.com", None) is None
    assert company_shown("d:acme.com n:acmefoods c:DE") == "acme.com, acmefoods, DE"
    assert company_shown("d:acme.com n:-") == "acme.com"


def verdict(company: str, *, vetoed: bool = False, told: str = "by ann", ident: str = "A1") -> Verdict:
    return Verdict(company, "sales", ident, vetoed, told)


def test_the_narrowest_verdict_holds_and_of_equals_the_latest() -> None:
    asked = companies(lead(email="ann@acme.com", company="Acme Foods", country="DE"))
    wide, narrow = verdict("d:acme.com"), verdict("d:acme.com n:acmefoods", vetoed=True)
    assert standing(asked, [narrow, wide]) == {("sales", "A1"): narrow}
    later = verdict("d:acme.com", vetoed=True, told="by ben")
    assert standing(asked, [wide, later]) == {("sales", "A1"): later}


@pytest.mark.parametrize(
    ("company", "fields"),
    [
        ("d:acme.com c:DE", {"email": "ann@acme.com", "country": "FR"}),
        ("d:acme.com c:DE", {"email": "ann@acme.com"}),
        ("n:acme", {"email": "ann@acme.com", "company": "Acme"}),
        ("d:acme.com n:acmefoods", {"email": "ann@acme.com", "company": "Acme"}),
    ],
)
def test_a_verdict_says_nothing_of_another_company(company: str, fields: dict[str, Value]) -> None:
    assert standing(companies(lead(**fields)), [verdict(company)]) == {}


def test_an_alias_marks_the_account_and_a_veto_those_above_it_too() -> None:
    child = replace(ACME, ancestors=(account("P"),))
    said = {("sales", "A1"): verdict("d:x.com"), ("sales", "P"): verdict("d:x.com", vetoed=True, ident="P")}
    found = marked(child, said)
    assert (found.alias, found.vetoed, found.settled) == (True, False, "by ann")
    assert found.ancestors[0].vetoed


def test_a_rejected_account_is_not_admitted_and_a_step_says_who_rejected_it() -> None:
    rejected = replace(ACME, vetoed=True, settled="by ann on 2026-01-05")
    kept, steps = admitted([rejected, account("A2")], Use)
    assert [one.record.id for one in kept] == ["A2"]
    assert [step.detail for step in steps] == [
        "sales account A1 was rejected for this company by ann on 2026-01-05"
    ]


def test_evidence_that_the_policy_does_not_use_is_not_seen() -> None:
    rich = replace(ACME, domain_contacts=3, domain_share=0.5, converted=2, alias=True, settled="by ann")
    kept, steps = admitted([rich], [Use.CONTACTS])
    assert kept == [replace(ACME, domain_contacts=3, domain_share=0.5)]
    assert steps == []
    kept, steps = admitted([rich], Use)
    assert kept == [rich]
    assert [step.result for step in steps] == ["accepted"]
    rejected = replace(ACME, vetoed=True)
    assert admitted([rejected], [Use.CONTACTS])[0] == [ACME]


def test_no_key_holds_anything_of_the_person() -> None:
    one = lead(
        first_name="Zoltan", last_name="Nagy", email="zoltan.nagy@acme.com", company="Acme", phone="123"
    )
    assert not any(word in key for key in companies(one) for word in ("zoltan", "nagy", "@", "123"))
