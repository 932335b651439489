"""What would have made a match certain, tried on the matcher itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connector.core.matching.certainty import what_would_help
from connector.core.matching.match import MatchResult, match
from connector.core.matching.people import match_person
from connector.core.rules import MatchRules
from connector.core.view import AccountFacts
from mappings.records import Kind, Record, Value

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
RULES = MatchRules()


def lead(**fields: Value) -> Record:
    return Record(Kind.LEAD, "L1", None, NOW, NOW, None, fields)


def account(ident: str, **fields: Value) -> AccountFacts:
    return AccountFacts("sales", Record(Kind.ACCOUNT, ident, None, NOW, NOW, None, fields))


ACME = account("A1", name="Acme Robotics Inc.", website="acme.com", country="Germany", city="Berlin")


def result(one: Record, *accounts: AccountFacts, rules: MatchRules = RULES) -> MatchResult:
    return match(one, accounts, rules, home="sales")


def help_for(one: Record, *accounts: AccountFacts, rules: MatchRules = RULES) -> list[str]:
    return what_would_help(
        one,
        result(one, *accounts, rules=rules),
        lambda other, found: match(other, found, rules, home="sales"),
    )


def demanding(one: Record, **fuller: Value) -> MatchRules:
    """Rules for which the lead as it is does not suffice, and does with the fields of `fuller`."""
    low = result(one, ACME).confidence
    high = result(lead(**{**one.fields, **fuller}), ACME).confidence
    assert low < high
    return MatchRules(auto=(low + high) / 2, review=0.0)


def test_a_work_mail_on_the_accounts_domain_would_have_been_certain() -> None:
    one = lead(company="Robotics", email="ann@gmail.com")
    assert "a work e-mail at acme.com" in help_for(one, ACME, rules=demanding(one, email="jo@acme.com"))


def test_what_would_help_is_the_accounts_and_quotes_nothing_of_the_lead() -> None:
    one = lead(company="Acme Robotix", email="zoltan@gmail.com", country="France", last_name="Zoltan")
    found = help_for(one, ACME, rules=demanding(one, email="jo@acme.com"))
    assert found
    assert not any(word in way.lower() for way in found for word in ("zoltan", "gmail", "france", "robotix"))


def test_each_way_alone_makes_the_match_certain() -> None:
    one = lead(company="Robotics", email="ann@gmail.com")
    rules = demanding(one, city="Berlin")
    values: dict[str, dict[str, Value]] = {
        "the country": {"country": "Germany"},
        "the city": {"city": "Berlin"},
        "the company's full name": {"company": "Acme Robotics Inc."},
        "the website acme.com": {"website": "acme.com"},
        "a work e-mail at acme.com": {"email": "jo@acme.com"},
    }
    found = help_for(one, ACME, rules=rules)
    assert "the city" in found
    assert set(found) <= set(values)
    for way in found:
        assert result(lead(**{**one.fields, **values[way]}), ACME, rules=rules).band == "auto"


def test_pieces_are_named_together_where_none_suffices_alone() -> None:
    places = {"A1": ("Germany", "Berlin"), "A2": ("Germany", "Munich"), "A3": ("France", "Berlin")}
    branches = [
        account(ident, name="Acme Robotics", website="acme.com", country=country, city=city)
        for ident, (country, city) in places.items()
    ]
    one = lead(email="ann@acme.com", company="Acme Robotics")
    told = {"city": "Berlin"}, {"country": "DE"}, {"city": "Berlin", "country": "DE"}
    city, country, both = (result(lead(**{**one.fields, **place}), *branches).confidence for place in told)
    assert max(city, country) < both
    rules = MatchRules(auto=(max(city, country) + both) / 2, review=0.0)
    assert help_for(one, *branches, rules=rules) == ["the country and the city"]


@pytest.mark.parametrize(
    "fields", [{"email": "ann@acme.com"}, {"email": "ann@gmail.com", "company": "Zulu"}, {}]
)
def test_there_is_nothing_to_say_of_what_is_certain_or_of_no_account(fields: dict[str, Value]) -> None:
    assert help_for(lead(**fields), ACME) == []


def test_nothing_in_a_lead_tells_true_twins_apart() -> None:
    twin = account("A0", **ACME.record.fields)
    one = lead(email="ann@acme.com", company="Acme Robotics", country="DE", city="Berlin")
    assert result(one, ACME, twin).band == "review"
    assert help_for(one, ACME, twin) == []


def test_of_two_branches_on_one_domain_the_country_would_have_told() -> None:
    france = account("A2", name="Acme Robotics", website="acme.com", country="France", city="Lyon")
    found = help_for(lead(email="ann@acme.com"), ACME, france)
    assert "the country" in found


def test_what_the_lead_says_in_another_spelling_is_not_missing() -> None:
    known = account("A1", name="Robotics", country="Germany", city="München", phone="+49 89 1234567")
    one = lead(company="robotics", country="Deutschland", city="Munich", phone="(089) 1234567")
    rules = MatchRules(auto=1.0, review=0.0)
    assert help_for(one, known, rules=rules) == []


def test_of_a_person_who_may_be_another_the_same_mailbox_would_have_been_certain() -> None:
    known = AccountFacts(
        "sales",
        Record(
            Kind.CONTACT,
            "C1",
            None,
            NOW,
            NOW,
            None,
            {"first_name": "Ann", "last_name": "Adler", "email": "ann@acme.com", "company": "Acme"},
        ),
    )
    one = lead(first_name="Ann", last_name="Adler", company="Acme", email="adler@gmail.com")
    unsure = match_person(one, [known], RULES)
    assert unsure.band == "review"
    helps = what_would_help(one, unsure, lambda other, found: match_person(other, found, RULES))
    assert helps == ["the same e-mail address"]
