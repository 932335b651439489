"""Keys: what a lead and its account have in common."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core import keys
from connector.core.tables import FORMS, MAILBOXES, SUFFIXES
from mappings.records import Kind, Record, Value

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def record(kind: Kind, **fields: Value) -> Record:
    return Record(kind, "1", None, NOW, NOW, None, fields)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.shop.acme.co.uk/about?x=1", "acme.co.uk"),
        ("ann.lee@ACME.com", "acme.com"),
        ("ACME.COM:8080", "acme.com"),
        ("acme.com.", "acme.com"),
        ("http://user:secret@acme.de/", "acme.de"),
        ("mailto:ann@acme.fr", "acme.fr"),
        ("acme.github.io", "acme.github.io"),
        ("müller.de", "xn--mller-kva.de"),
        ("www.ck", "www.ck"),
        ("foo.ck", None),
        ("shop.foo.ck", "shop.foo.ck"),
        ("a.city.kawasaki.jp", "city.kawasaki.jp"),
        ("co.uk", None),
        ("192.168.1.1", None),
        ("n/a", None),
        ("http://", None),
        ("", None),
        ("acme", None),
        ("not a host.com", None),
    ],
)
def test_the_domain_somebody_registered_is_found_in_a_url_a_host_and_an_address(text, domain):
    assert keys.registrable_domain(text) == domain


@given(st.text(max_size=60))
def test_no_text_breaks_the_keys(text):
    lead = record(Kind.LEAD, email=text, company=text, website=text, phone=text, country=text)
    account = record(Kind.ACCOUNT, name=text, website=text, phone=text, country=text)
    assert keys.lead_keys(lead) == keys.lead_keys(lead)
    assert all(key[1] == ":" and len(key) > 2 for key in keys.account_keys(account))
    keys.country_code(text)


@given(
    st.lists(st.sampled_from(["acme", "shop", "a-b", "x9"]), min_size=1, max_size=4),
    st.sampled_from(["com", "co.uk", "de"]),
)
def test_hosts_below_a_domain_have_that_domain(labels, suffix):
    host = ".".join([*labels, suffix])
    domain = keys.registrable_domain(host)
    assert domain == f"{labels[-1]}.{suffix}"
    assert keys.registrable_domain(f"https://x.{host}/path") == domain


@pytest.mark.parametrize(
    "domain", ["gmail.com", "web.de", "free.fr", "qq.com", "protonmail.com", "yahoo.co.uk"]
)
def test_free_mailboxes_are_known(domain):
    assert keys.is_free_mail(domain)
    assert keys.firm_domain(f"ann@{domain}") is None


def test_companies_are_no_free_mailboxes():
    assert not any(keys.is_free_mail(domain) for domain in ("acme.com", "amazon.com", "ibm.com"))


def test_a_page_on_a_shared_host_is_no_firms_domain():
    assert keys.firm_domain("https://www.linkedin.com/company/acme") is None
    assert keys.firm_domain("acme.com") == "acme.com"


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
        ("Société Générale", "societygenerale"),
        ("Müller & Söhne", "mullerandsohne"),
        ("株式会社トヨタ", "トヨタ"),
        ("Яндекс ООО", "yandeks"),
        ("Ltd", "ltd"),
        ("", ""),
    ],
)
def test_spelling_and_legal_form_leave_no_trace_in_the_company_key(name, key):
    assert keys.company_key(name) == key


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"), ("deu", "DE"), ("Deutschland", "DE"), ("GERMANY", "DE"), ("Allemagne", "DE"),
        ("ドイツ", "DE"), ("U.S.A.", "US"), ("United States of America", "US"), ("uk", "GB"),
        ("England", "GB"),
        ("P.R. China", "CN"),
        ("Korea, Republic of", "KR"), ("Türkiye", "TR"),
        ("Côte d'Ivoire", "CI"), ("NO", "NO"),
        ("Schweiz", "CH"),
        ("Brasil", "BR"), ("España", "ES"), ("Österreich", "AT"), ("中国", "CN"),
        ("Atlantis", None), ("", None), ("--", None), ("Bavaria", None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_many_spellings(text, code):
    assert keys.country_code(text) == code


def test_a_phone_number_is_the_same_with_and_without_its_prefix():
    assert keys.phone_key("+49 (0)89 1234-5678") == keys.phone_key("0049 89 12345678")
    assert keys.phone_key("089/12345678") == keys.phone_key("+49 89 12345678")


@pytest.mark.parametrize("text", ["", "n/a", "12345", "0000000000", "1111111111"])
def test_a_number_that_is_none_gives_no_key(text):
    assert keys.phone_key(text) is None


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
    ):
        shared = held.intersection(keys.lead_keys(record(Kind.LEAD, **lead)))
        assert any(key.startswith(prefix) for key in shared), lead


@pytest.mark.parametrize("company", ["n/a", "self", "None", "test", "Self-employed", "-", "...", "private"])
def test_junk_has_no_keys(company):
    assert keys.lead_keys(record(Kind.LEAD, company=company, email="ann@gmail.com")) == ()


def test_a_blank_record_has_no_keys():
    assert keys.lead_keys(record(Kind.LEAD)) == ()
    assert keys.account_keys(record(Kind.ACCOUNT)) == ()


def test_the_lists_are_whole():
    assert {"co.uk", "*.ck", "!www.ck", "github.io"} <= SUFFIXES
    assert len(SUFFIXES) > 8_000
    assert len(MAILBOXES) > 10_000
    assert {"gmbh", "ltd", "sa de cv", "spa"} <= FORMS
