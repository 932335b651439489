"""Keys: what a lead and its account have in common."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.matching import keys
from connector.core.matching.profile import phone_key
from connector.core.matching.tables import FORMS, MAILBOXES, SUFFIXES
from mappings.records import Kind, Record, Value

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def record(kind: Kind, **fields: Value) -> Record:
    return Record(kind, "1", None, NOW, NOW, None, fields)


@given(st.text(max_size=60))
def test_no_text_breaks_the_keys(text):
    lead = record(Kind.LEAD, email=text, company=text, website=text, phone=text, country=text)
    account = record(Kind.ACCOUNT, name=text, website=text, phone=text, country=text)
    assert keys.lead_keys(lead) == keys.lead_keys(lead)
    assert all(key[1] == ":" and len(key) > 2 for key in keys.account_keys(account))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ACME Robotics, Inc.", "acmerobotics"),
        ("The Acme Robotics Co., Ltd.", "acmerobotics"),
        ("Acme  Robotics GmbH & Co. KG", "acmerobotics"),
        ("ＡＣＭＥ　Robotics", "acmerobotics"),
        ("Acme Robotics S.p.A.", "acmerobotics"),
        ("Acme Robotics Sp. z o.o.", "acmerobotics"),
        ("Acme Robotics, S.A. de C.V.", "acmerobotics"),
        ("Acme Robotics A/S", "acmerobotics"),
        ("Acme Robotics Pty Ltd", "acmerobotics"),
        ("PT Acme Robotics Tbk", "acmerobotics"),
        ("Société Générale", "societegenerale"),
        ("Müller & Söhne", "mullerandsohne"),
        ("株式会社トヨタ", "toyota"),
        ("Яндекс ООО", "yandeks"),
        ("Ltd", "ltd"),
        ("", ""),
    ],
)
def test_spelling_and_legal_form_leave_no_trace_in_the_company_key(name, key):
    assert keys.company_key(name) == key


def test_a_phone_number_is_the_same_with_and_without_its_prefix():
    assert phone_key("+49 (0)89 1234-5678") == phone_key("0049 89 12345678")
    assert phone_key("089/12345678") == phone_key("+49 89 12345678")


@pytest.mark.parametrize("text", ["", "n/a", "12345", "0000000000", "1111111111"])
def test_a_number_that_is_none_gives_no_key(text):
    assert phone_key(text) is None


def test_an_account_and_its_lead_meet_by_domain_name_word_initials_and_phone():
    account = record(
        Kind.ACCOUNT,
        name="Building Research Association of New Zealand",
        website="https://branz.co.nz",
        phone="+49 30 33464012",
    )
    held = set(keys.account_keys(account))
    for lead, prefix in (
        ({"email": "ann@branz.co.nz"}, "d:"),
        ({"company": "building research association of New Zealand Ltd"}, "n:"),
        ({"company": "BRANZ"}, "n:"),
        ({"company": "www.branz.co.nz"}, "d:"),
        ({"phone": "(030) 3346-4012", "email": "ann@gmail.com"}, "p:"),
        ({"company": "Building Zealand"}, "w:"),
        ({"company": "Bilding Reserch Asociation of New Zeeland"}, "s:"),
    ):
        shared = held.intersection(keys.lead_keys(record(Kind.LEAD, **lead)))
        assert any(key.startswith(prefix) for key in shared), lead


@pytest.mark.parametrize("company", ["n/a", "self", "None", "test", "Self-employed", "-", "...", "private"])
def test_junk_has_no_keys(company):
    assert keys.lead_keys(record(Kind.LEAD, company=company, email="ann@gmail.com")) == ()


def test_a_blank_record_has_no_keys():
    assert keys.lead_keys(record(Kind.LEAD)) == ()
    assert keys.account_keys(record(Kind.ACCOUNT)) == ()


@pytest.mark.parametrize(
    ("website", "company"),
    [
        ("https://sites.ipleiria.pt/nide/", "NIDE"),
        ("https://www.labex-cemeb.org", "CeMEB"),
        ("https://hoems.hessen.de", "HöMS"),
    ],
)
def test_a_website_gives_away_the_short_name(website, company):
    held = set(keys.account_keys(record(Kind.ACCOUNT, name="Something else", website=website)))
    assert held.intersection(keys.lead_keys(record(Kind.LEAD, company=company)))


def test_a_company_in_the_wrong_field_is_looked_up_all_the_same():
    held = set(keys.account_keys(record(Kind.ACCOUNT, name="Acme Robotics", website="acme.com")))
    assert held.intersection(keys.lead_keys(record(Kind.LEAD, website="ann@acme.com")))


def test_the_lists_are_whole():
    assert {"co.uk", "*.ck", "!www.ck", "github.io"} <= SUFFIXES
    assert len(SUFFIXES) > 8_000
    assert len(MAILBOXES) > 10_000
    assert {"gmbh", "ltd", "sa de cv", "spa"} <= FORMS
