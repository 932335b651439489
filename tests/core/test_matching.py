"""The one matcher: evidence, competition, tie-breakers, bands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.core.matching import weights
from connector.core.matching.evidence import MEASURES
from connector.core.matching.match import match
from connector.core.matching.preferences import PREFERENCES
from connector.core.rules import MatchRules
from connector.core.view import AccountFacts
from mappings.records import Kind, Record, Value

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
RULES = MatchRules()


def lead(**fields: Value) -> Record:
    return Record(Kind.LEAD, "L1", None, NOW, NOW, None, fields)


def account(
    ident: str, crm: str = "sales", contacts: int = 0, opportunities: int = 0, **fields: Value
) -> AccountFacts:
    return AccountFacts(
        crm, Record(Kind.ACCOUNT, ident, None, NOW, NOW, None, fields), contacts, opportunities
    )


ACME = account(
    "A1", name="Acme Robotics Inc.", website="https://www.acme.com", country="Germany", city="Berlin"
)


def answer(one: Record, *candidates: AccountFacts, rules: MatchRules = RULES):
    return match(one, candidates, rules, home="sales")


def test_every_weight_is_of_its_measures_sign():
    signs = {measure.name: measure.sign for measure in MEASURES}
    for table in (weights.ON_DOMAIN, weights.ELSEWHERE):
        for name, stretches in table.items():
            assert all(odds * signs[name] > 0 and start < end for start, end, odds in stretches)


def test_confidence_is_drawn_upwards():
    for points in weights.CALIBRATION.values():
        assert list(points) == sorted(points)
        assert [logit for _, logit in points] == sorted(logit for _, logit in points)


def test_the_mails_domain_finds_the_account():
    found = answer(
        lead(email="ann@acme.com"), ACME, account("A2", name="Acme Foods", website="acme-foods.com")
    )
    assert (found.account, found.band) == (ACME, "auto")
    assert "the e-mail's domain is the account's website domain" in found.evidence


def test_a_free_mailbox_with_the_same_rare_name_and_place_finds_the_account():
    found = answer(
        lead(email="ann@gmail.com", company="ACME ROBOTICS GmbH", country="DE", city="Berlin"), ACME
    )
    assert (found.account, found.band) == (ACME, "auto")


def test_a_free_mailbox_alone_finds_nothing_even_where_an_account_names_it_as_website():
    odd = account("A3", name="Somebody", website="gmail.com")
    found = answer(lead(email="ann@gmail.com"), odd)
    assert found.band == "none"


def test_a_name_alone_without_domain_or_place_is_for_a_person_to_see():
    there = account("A4", name="Marketing Consulting Group", website="mcg.org")
    found = match(lead(company="Consulting Group"), [there], RULES, home="sales")
    assert found.band != "auto"


def test_the_same_rare_word_in_another_trade_is_another_firm():
    found = answer(
        lead(email="jo@cartierchurch.org", company="Cartier Church"),
        account("A5", name="Cartier", website="cartier.com"),
    )
    assert found.band == "none"


@pytest.mark.parametrize(
    ("company", "country", "name"),
    [
        ("マクロミル", "JP", "Macromill, Inc."),
        ("연세대학교", "KR", "Yonsei University"),
        ("Universität Heidelberg", "DE", "Heidelberg University"),
        ("Acme Robitics", "DE", "Acme Robotics GmbH"),
        ("WindRiver", "US", "Wind River, Inc."),
        ("BRANZ", "NZ", "Building Research Association of New Zealand"),
        ("Institute of Philosophy CAS", "CZ", "Czech Academy of Sciences, Institute of Philosophy"),
    ],
)
def test_a_name_is_known_in_another_script_language_spelling_or_short(company, country, name):
    right = account("A1", name=name, country=country)
    other = account("A2", name="Contoso Machines", country=country)
    found = answer(lead(company=company, country=country), right, other)
    assert found.account == right
    assert found.band != "none"


def test_the_rest_of_a_name_may_be_the_parent():
    parent = account("P", name="U.S. Geological Survey", country="US")
    unit = account("A1", name="Southwest Biological Science Center", country="US", parent_id="P")
    one = lead(company="U.S. Geological Survey Southwest Biological Science Center", country="US")
    known = answer(one, replace(unit, ancestors=(parent,)))
    assert known.confidence > answer(one, unit).confidence
    assert "the rest of the company's name is the account's parent" in known.evidence


def test_a_name_that_more_accounts_hold_tells_less():
    one = lead(company="Summit", country="US")
    there = account("A1", name="Summit Inc.", country="US")
    rare = match(one, [there], RULES, home="sales", holders={"summit": 1})
    common = match(one, [there], RULES, home="sales", holders={"summit": 300})
    assert rare.confidence > common.confidence


def test_two_firms_of_one_name_are_for_review_however_one_is_written():
    one = lead(company="Kimoto")
    here = account("A1", name="Kimoto Co., Ltd.", website="kimoto.co.jp", country="Japan", city="Saitama")
    there = account("A2", name="Kimoto (Japan)", city="Osaka")
    found = answer(one, here, there, rules=MatchRules(prefer=()))
    assert found.band == "review"


def test_what_a_person_accepted_wins_and_what_they_rejected_is_never_named():
    one = lead(email="ann@weyland.example.com", company="Weyland")
    stranger = account("A1", name="Yutani Corporation", website="yutani.com")
    assert answer(one, stranger).band == "none"
    assert answer(one, replace(stranger, alias=True)).band == "auto"
    assert answer(lead(email="ann@acme.com"), replace(ACME, vetoed=True)).account is None


@pytest.mark.parametrize(
    "junk", ["n/a", "self", "not applicable", "none", "test", "individual", "-", "Ann", "Ann Lee"]
)
def test_junk_never_matches_though_an_account_is_called_so(junk):
    twin = account("A6", name=junk, country="DE")
    person = lead(first_name="Ann", last_name="Lee", email="ann@gmail.com", company=junk, country="DE")
    assert answer(person, twin).band == "none"


def test_no_candidates_is_an_answer_too():
    found = answer(lead(email="ann@acme.com"))
    assert (found.account, found.confidence, found.band) == (None, 0.0, "none")
    assert [step.result for step in found.steps] == ["none"]


def test_twins_with_nothing_to_tell_them_apart_are_for_review():
    twin = replace(ACME, record=replace(ACME.record, id="A0"))
    found = answer(lead(email="ann@acme.com"), ACME, twin)
    assert (found.account, found.band) == (twin, "review")
    assert "undecided" in [step.result for step in found.steps]


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("same_country", {"country": "Deutschland"}),
        ("customer", {"customer": True}),
        ("open_opportunity", {"opportunities": 1}),
        ("most_contacts", {"contacts": 3}),
    ],
)
def test_a_declared_tie_breaker_separates_equals_and_says_so(name, better):
    plain = account("A1", name="Acme", website="acme.com")
    preferred = account("A2", **{"name": "Acme", "website": "acme.com", **better})
    rules = MatchRules(prefer=(name,))
    one = lead(email="ann@acme.com", country="DE")
    found = answer(one, plain, preferred, rules=rules)
    assert (found.account, found.band) == (preferred, "auto")
    if name != "same_country":  # the country is evidence, too, and has decided before
        assert any(name.replace("_", " ") in step.detail for step in found.steps)


def test_the_oldest_of_equals_is_taken_where_the_admin_says_so():
    older = replace(ACME, record=replace(ACME.record, id="A9", created_at=datetime(2020, 1, 1, tzinfo=UTC)))
    found = answer(lead(email="ann@acme.com"), ACME, older)
    assert (found.account, found.band) == (older, "auto")


def test_tie_breakers_are_asked_in_the_admins_order():
    customer = account("A1", name="Acme", website="acme.com", customer=True)
    known = account("A2", contacts=9, name="Acme", website="acme.com")
    one = lead(email="ann@acme.com")
    assert (
        answer(one, customer, known, rules=MatchRules(prefer=("customer", "most_contacts"))).account
        == customer
    )
    assert (
        answer(one, customer, known, rules=MatchRules(prefer=("most_contacts", "customer"))).account == known
    )


def test_of_one_firm_in_two_crms_the_leads_own_crm_is_taken():
    there = account("1", crm="marketing", name="Acme", website="acme.com")
    here = account("2", crm="sales", name="Acme", website="acme.com")
    found = answer(lead(email="ann@acme.com"), there, here)
    assert (found.account, found.band) == (here, "auto")


def test_no_sentence_quotes_the_lead():
    found = answer(
        lead(first_name="Zoltan", email="zoltan@acme.com", company="Acme", phone="+49 30 123456789"), ACME
    )
    text = " ".join([*found.evidence, *(step.detail for step in found.steps)]).lower()
    assert not any(value in text for value in ("zoltan", "123456789", "@", "acme"))


NAMES = st.sampled_from(
    [
        None,
        "Acme",
        "Acme Robotics Inc.",
        "Acme Robotics GmbH",
        "ACME Holding",
        "Bolt",
        "n/a",
        "University of Bolt",
    ]
)
HOSTS = st.sampled_from([None, "acme.com", "acme.de", "www.acme.com", "bolt.org", "gmail.com"])
PLACES = st.sampled_from([None, "DE", "France"])
CITIES = st.sampled_from([None, "Berlin", "Lyon"])
PHONES = st.sampled_from([None, "+49 30 123456789", "+33 1 987654321"])
AGREEING = [("country", "DE"), ("city", "Berlin"), ("phone", "+49 30 123456789"), ("website", "bolt.org")]
ACCOUNTS = st.builds(
    lambda ident, crm, contacts, **fields: account(ident, crm, contacts, **fields),
    st.sampled_from(["1", "2", "3", "4"]), st.sampled_from(["sales", "marketing"]), st.integers(0, 2),
    name=NAMES, website=HOSTS, country=PLACES, city=CITIES, phone=PHONES,
    customer=st.sampled_from([None, True]),
)  # fmt: skip
LEADS = st.builds(
    lead,
    email=st.sampled_from([None, "ann@acme.com", "ann@bolt.org", "ann@gmail.com"]),
    company=NAMES, website=HOSTS, country=PLACES, city=CITIES, phone=PHONES,
)  # fmt: skip


@settings(max_examples=200)
@given(LEADS, st.lists(ACCOUNTS, max_size=6, unique_by=lambda one: (one.crm, one.record.id)), st.randoms())
def test_the_order_of_candidates_never_changes_the_answer(one, candidates, dice):
    shuffled = list(candidates)
    dice.shuffle(shuffled)
    assert answer(one, *candidates) == answer(one, *shuffled)


@settings(max_examples=200)
@given(
    LEADS, ACCOUNTS, st.lists(ACCOUNTS, max_size=3, unique_by=lambda one: (one.crm, one.record.id)), st.data()
)
def test_a_matching_piece_of_evidence_never_lowers_confidence(one, candidate, others, data):
    rest = [other for other in others if (other.crm, other.record.id) != (candidate.crm, candidate.record.id)]
    field, value = data.draw(
        st.sampled_from(
            [("country", "DE"), ("city", "Berlin"), ("phone", "+49 30 123456789"), ("website", "bolt.org")]
        )
    )
    lacking = replace(one, fields={**one.fields, field: value})
    without = replace(
        candidate, record=replace(candidate.record, fields={**candidate.record.fields, field: None})
    )
    having = replace(
        candidate, record=replace(candidate.record, fields={**candidate.record.fields, field: value})
    )

    def confidence(of: AccountFacts) -> float:
        ranked = answer(lacking, of, *rest).ranked
        return next(entry.confidence for entry in ranked if entry.facts is of)

    assert confidence(having) >= confidence(without)


@given(LEADS, st.lists(ACCOUNTS, max_size=4))
def test_confidence_is_a_chance_and_the_band_follows_the_thresholds(one, candidates):
    found = answer(one, *candidates)
    assert 0.0 <= found.confidence <= 1.0
    assert found.band in ("auto", "review", "none")
    if found.band == "auto":
        assert found.confidence >= RULES.auto


def test_the_shipped_preferences_are_all_known():
    assert set(RULES.prefer) <= set(PREFERENCES)
