"""Hosts: whose domain it is, and which names an address gives away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.matching import hosts
from connector.core.matching.hosts import (
    as_host,
    base_name,
    firm_domain,
    host_names,
    host_of,
    registrable_domain,
)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.shop.acme.co.uk/about?x=1", "acme.co.uk"),
        ("ann.lee@ACME.com", "acme.com"),
        ("ACME.COM:8080", "acme.com"),
        ("acme.com.", "acme.com"),
        ("http://user:secret@acme.de/", "acme.de"),
        ("mailto:ann@acme.fr", "acme.fr"),
        ("Ann Lee <ann@acme.com>", "acme.com"),
        ("acme.com, acme.de", "acme.com"),
        ("http:/acme.com", "acme.com"),
        ("https://https://acme.com", "acme.com"),
        ("acme.github.io", "acme.github.io"),
        ("acme.wordpress.com", "acme.wordpress.com"),
        ("agency.europa.eu", "agency.europa.eu"),
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
    assert registrable_domain(text) == domain


@given(
    st.lists(st.sampled_from(["acme", "shop", "a-b", "x9"]), min_size=1, max_size=4),
    st.sampled_from(["com", "co.uk", "de"]),
)
def test_hosts_below_a_domain_have_that_domain(labels, suffix):
    host = ".".join([*labels, suffix])
    assert registrable_domain(host) == f"{labels[-1]}.{suffix}"
    assert registrable_domain(f"https://x.{host}/path") == f"{labels[-1]}.{suffix}"


@given(st.text(max_size=60))
def test_no_text_breaks_the_hosts(text):
    host = host_of(text)
    assert host is None or host_of(host) == host
    assert all(name and name == name.lower() for name in host_names(text))
    firm_domain(text)
    as_host(text)


@pytest.mark.parametrize("sign", ["a", "a.", "/", "@", "<", "-.", "é", "市", "http://"])
def test_a_text_of_ten_thousand_signs_is_read_no_further_than_a_host_can_reach(sign):
    text = sign * (10_000 // len(sign))
    assert host_of(text) == host_of(text[: hosts.LONGEST])
    assert host_names(text) == host_names(text[: hosts.LONGEST])


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com", "web.de", "free.fr", "qq.com", "protonmail.com", "yahoo.co.uk", "sfr.fr", "hinet.net",
        "otenet.gr", "online.no", "telkomsa.net", "fibertel.com.ar", "sympatico.ca", "inbox.lv",
    ],
)  # fmt: skip
def test_free_mailboxes_are_no_firms(domain):
    assert hosts.is_free_mail(domain)
    assert firm_domain(f"ann@{domain}") is None


def test_companies_are_no_free_mailboxes():
    assert not any(hosts.is_free_mail(domain) for domain in ("acme.com", "amazon.com", "ibm.com"))


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("acme.com", "acme.com"),
        ("https://www.linkedin.com/company/acme", None),
        ("https://sites.google.com/view/acme", None),
        ("https://www.etsy.com/", "etsy.com"),
        ("https://www.etsy.com/de", "etsy.com"),
        ("ann@etsy.com", "etsy.com"),
        ("https://www.etsy.com/shop/acmeworks", None),
        ("acme.eventbrite.com", None),
        ("ann@facebook.com", "facebook.com"),
        ("mailto:ann@youtube.com", "youtube.com"),
        ("https://about.google.com/", "google.com"),
        ("https://www.youtube.com/@acme", None),
        ("https://www.facebook.com/profile.php?id=17", None),
        ("acme.en.alibaba.com", None),
        ("ann@naver.com", None),
        (None, None),
        (17, None),
    ],
)
def test_a_page_on_a_shared_host_is_no_firms_domain_but_the_hosts_own_is(text, domain):
    assert firm_domain(text) == domain


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("https://sites.polytec.pt/orbis/", ("orbis", "polytec")),
        ("law.univ-north.fr/celis", ("celis", "law", "univnorth", "univ", "north")),
        ("https://www.cluster-neuro.org/en/", ("clusterneuro", "cluster", "neuro")),
        ("www.polytec.fr/recherche/maris/", ("maris", "polytec")),
        ("https://www.acme.com/en-us/home", ("acme",)),
        ("https://shop2.acme.co.uk/index.htm", ("acme",)),
        ("http://www.müller-bau.de", ("mullerbau", "muller", "bau")),
        ("facebook.com/acme", ("acme",)),
        ("https://www.linkedin.com/company/acme-robotics/about", ("acmerobotics",)),
        ("https://www.linkedin.com/in/ann-lee", ()),
        ("https://www.youtube.com/@acme", ("acme",)),
        ("https://sites.google.com/view/acme", ("acme",)),
        ("acme.wordpress.com", ("acme",)),
        ("etsy.com/shop/acmeworks", ("acmeworks",)),
        ("lab.polytec.edu/teams/orbis", ("orbis", "lab", "polytec")),
        ("https://www.polytec.edu/en/institutes/orbis/index.html", ("orbis", "polytec")),
        ("https://www.acme.com/celis/orbis.php", ("orbis", "celis", "acme")),
        ("https://www.acme.com/a-long-tale-of-ours", ("acme",)),
        ("https://acme.en.alibaba.com/company", ("acme",)),
        ("ann@gmail.com", ()),
        ("", ()),
    ],
)
def test_an_address_gives_away_the_names_of_its_firm_but_not_languages_and_kinds_of_pages(text, names):
    assert host_names(text) == names


@pytest.mark.parametrize(
    ("website", "company", "filler"),
    [
        ("http://www.google.com", "Acme", True),
        ("facebook.com", "", True),
        ("gmail.com", "Acme", True),
        ("https://www.google.com", "Google Ireland Ltd", False),
        ("https://facebook.com/acme", "Acme", False),
        ("ann@google.com", "Acme", False),
        ("acme.com", "Acme", False),
        ("", "", False),
    ],
)
def test_the_bare_host_of_a_search_engine_says_that_there_is_no_website(website, company, filler):
    assert hosts.is_filler(website, company) is filler


@pytest.mark.parametrize(
    ("domain", "base"),
    [
        ("acme.co.uk", "acme"),
        ("acme.de", "acme"),
        ("acme-group.com", "acme-group"),
        ("xn--mller-kva.de", "müller"),
        ("xn--.de", "xn--"),
    ],
)
def test_country_twins_share_a_base_name(domain, base):
    assert base_name(domain) == base


@pytest.mark.parametrize(
    ("company", "host"),
    [
        ("www.acme.com", "acme.com"),
        ("acme.com/contact", "acme.com"),
        ("jane@acme.com", "acme.com"),
        ("Booking.com", "booking.com"),
        ("acme.de", "acme.de"),
        ("x.ai", "x.ai"),
        ("Node.js", None),
        ("St.Gallen", None),
        ("S.p.A.", None),
        ("Acme.Co.Ltd", None),
        ("A.B.C", None),
        ("Acme.com Inc", None),
        ("3.14", None),
        ("http://localhost", None),
        ("", None),
    ],
)
def test_an_address_in_the_company_field_is_known_from_a_name_with_dots(company, host):
    assert as_host(company) == host
