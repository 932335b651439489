"""Whether two records are of one person: what it takes to be sure, and what never changes the answer."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.core.matching.people import WEIGHTS, compared, match_person
from connector.core.matching.person import asked_keys, held_keys, person_of
from connector.core.rules import MatchRules
from connector.core.view import AccountFacts
from mappings.records import Kind, Record, Value

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
RULES = MatchRules()
ANN = {
    "first_name": "Ann",
    "last_name": "Lee",
    "email": "ann.lee@acme.com",
    "company": "Acme Robotics Inc.",
    "website": "acme.com",
    "country": "Germany",
    "city": "Berlin",
    "phone": "+49 30 33464012",
}
VALUES = {
    "first_name": st.sampled_from(["Ann", "Anna", "A.", "Robert", "Bob", "李"]),
    "last_name": st.sampled_from(["Lee", "Leigh", "Müller", "Mueller", "de Vries"]),
    "email": st.sampled_from(["ann.lee@acme.com", "ann@gmail.com", "a.nn+x@gmail.com", "info@acme.com"]),
    "company": st.sampled_from(["Acme Robotics", "Acme Robotics GmbH", "Zebra Foods", "n/a"]),
    "country": st.sampled_from(["Germany", "DE", "France"]),
    "city": st.sampled_from(["Berlin", "Lyon"]),
    "phone": st.sampled_from(["+49 30 33464012", "030 33464012", "+33 1 70189900"]),
}
PEOPLE = st.fixed_dictionaries({}, optional=VALUES)


def lead(**fields: Value) -> Record:
    return Record(Kind.LEAD, "L1", None, NOW, NOW, None, fields)


def contact(ident: str, **fields: Value) -> AccountFacts:
    return AccountFacts("file", Record(Kind.CONTACT, ident, None, NOW, NOW, None, fields))


def only(fields: dict[str, str], *names: str) -> dict[str, str]:
    return {name: fields[name] for name in names}


def band(one: dict[str, str], other: dict[str, str]) -> str:
    return match_person(lead(**one), [contact("C1", **other)], RULES).band


def test_the_same_email_is_enough():
    assert band({"email": "Ann.Lee@ACME.com "}, only(ANN, "email")) == "auto"


@pytest.mark.parametrize("more", ["phone", "city"])
def test_name_and_company_are_certain_with_a_phone_number_or_a_city(more):
    names = ("first_name", "last_name", "company")
    assert band(only(ANN, *names), only(ANN, *names)) == "review"
    assert band(only(ANN, *names, "country"), only(ANN, *names, "country")) == "review"
    assert band(only(ANN, *names, more), only(ANN, *names, more)) == "auto"


def test_no_other_agreement_is_ever_certain():
    without_mail = {name: value for name, value in ANN.items() if name != "email"}
    loose = MatchRules(auto=0.3, review=0.1)
    for gone in ("first_name", "last_name"):
        asked = {name: value for name, value in without_mail.items() if name != gone}
        assert match_person(lead(**asked), [contact("C1", **without_mail)], loose).band != "auto"
    nowhere = {name: value for name, value in without_mail.items() if name not in ("company", "website")}
    assert match_person(lead(**nowhere), [contact("C1", **nowhere)], loose).band != "auto"


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"first_name": "Robert"}, "the first names differ"),
        ({"email": "info@acme.com", "first_name": "", "last_name": ""}, "an office's"),
    ],
)
def test_two_people_at_one_mailbox_are_not_merged(other, says):
    one = ANN | ({"email": other["email"]} if "email" in other else {})
    found = match_person(lead(**one), [contact("C1", **ANN | other)], RULES)
    assert found.band != "auto"
    assert says in " ".join(found.evidence)


@pytest.mark.parametrize(
    ("one", "other", "measure"),
    [
        (("Ann", "Lee"), ("ANN", "Lee"), "name"),
        (("Ann", "Lee"), ("Lee", "Ann"), "name"),
        (("", "Ann Lee"), ("Ann", "Lee"), "name"),
        (("Юлия", "Иванова"), ("Yuliya", "Ivanova"), "name"),
        (("Jean-Pierre", "Dupont"), ("Jean Pierre", "Dupont"), "name"),
        (("Robert", "Lee"), ("Bob", "Lee"), "nickname"),
        (("Ann", "Lee"), ("A.", "Lee"), "initial"),
        (("Ann", "Johansson"), ("Ann", "Johanson"), "name_near"),
        (("Ann", "Lee"), ("", "Lee"), "last_name"),
        (("", "de Vries"), ("Ann", "de Vries"), "last_name"),
        (("Ann", "Lee"), ("Tom", "Lee"), "other_first"),
        (("Ann", "Lee"), ("Ann", "Smith"), "other_last"),
    ],
)
def test_names_compare_as_a_reader_would(one, other, measure):
    pair = [person_of(lead(first_name=first, last_name=last)) for first, last in (one, other)]
    assert set(compared(*pair)) == {measure}


@pytest.mark.parametrize(
    ("one", "other", "measure"),
    [
        ("ann.lee@gmail.com", "annlee+news@googlemail.com", "mailbox"),
        ("ann.lee@acme.com", "ann.lee@mail.acme.com", "mailbox"),
        ("ann.lee@acme.com", "Ann Lee <ANN.LEE@acme.com>", "mail"),
        ("ann.lee@acme.com", "annlee@zebra.org", "other_domain"),
    ],
)
def test_a_mailbox_is_known_in_other_spellings(one, other, measure):
    assert measure in compared(person_of(lead(email=one)), person_of(lead(email=other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (only(ANN, "email"), {"email": "ANN.LEE+x@acme.com"}),
        (only(ANN, "phone"), {"phone": "030/33464012"}),
        (ANN | {"email": "", "phone": ""}, {"first_name": "Lee", "last_name": "A.", "email": "lee@acme.de"}),
        (
            {"last_name": "Lee", "first_name": "A", "company": "Acme Robotics"},
            only(ANN, "first_name", "last_name", "company"),
        ),
    ],
)
def test_one_person_is_found_by_mailbox_phone_or_name_at_a_company(one, other):
    assert set(asked_keys(lead(**one))) & set(held_keys(lead(**other)))


def test_another_person_about_as_likely_leaves_it_to_a_person():
    asked = only(ANN, "first_name", "last_name", "company", "phone")
    twins = [contact("C1", **asked, email="ann@acme.com"), contact("C2", **asked, email="al@acme.com")]
    fuller = [
        contact("C1", **asked, city="Berlin"),
        contact("C2", **asked | {"phone": ""}, email="x@acme.com"),
    ]
    assert match_person(lead(**asked), twins, RULES).account == twins[0]
    assert match_person(lead(**asked), twins, RULES).band == "auto"
    assert match_person(lead(**asked), fuller, RULES).band == "auto"
    mail = {"email": "team7@acme.com"}
    two = [contact("C1", **mail, first_name="Ann"), contact("C2", **mail, first_name="Tom")]
    assert match_person(lead(**mail), two, RULES).band == "review"
    assert "another person is about as likely" in match_person(lead(**mail), two, RULES).steps[0].detail


def test_no_sentence_quotes_a_value():
    found = match_person(lead(**ANN), [contact("C1", **ANN)], RULES)
    said = " ".join((*found.evidence, found.steps[0].detail)).lower()
    assert not any(value.lower() in said for value in ANN.values())


def test_nobody_to_compare_is_no_match():
    found = match_person(lead(**ANN), [], RULES)
    assert (found.account, found.confidence, found.band) == (None, 0.0, "none")


@settings(deadline=None)
@given(PEOPLE, st.lists(PEOPLE, min_size=1, max_size=4))
def test_the_order_of_candidates_never_changes_the_answer(asked, others):
    people = [contact(f"C{number}", **fields) for number, fields in enumerate(others)]
    answers = [match_person(lead(**asked), order, RULES) for order in permutations(people)]
    assert all(answer == answers[0] for answer in answers)


@settings(deadline=None)
@given(PEOPLE, PEOPLE)
def test_a_pair_compares_alike_either_way_round(one, other):
    assert compared(person_of(lead(**one)), person_of(lead(**other))) == compared(
        person_of(lead(**other)), person_of(lead(**one))
    )


@settings(max_examples=300, deadline=None)
@given(PEOPLE, PEOPLE, st.sampled_from(sorted(VALUES)), st.data())
def test_agreeing_on_one_field_more_never_lowers_the_confidence(one, other, name, data):
    value = data.draw(VALUES[name])
    one, other = ({**fields} for fields in (one, other))
    one[name] = value
    other.pop(name, None)
    before = match_person(lead(**one), [contact("C1", **other)], RULES)
    after = match_person(lead(**one), [contact("C1", **other | {name: value})], RULES)
    assert after.confidence >= before.confidence


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    odd = lead(first_name=text, last_name=text, email=text, company=text, phone=text, city=text)
    assert all(key[1] == ":" and len(key) > 2 for key in held_keys(odd))
    assert match_person(odd, [AccountFacts("file", odd)], RULES).band in ("auto", "review", "none")


def test_every_measure_has_a_sentence_of_its_own():
    assert len({says for _, says in WEIGHTS.values()}) == len(WEIGHTS)
