"""Forms are filled in as real people fill them in, and the truth is known."""

from __future__ import annotations

import random
from collections import Counter
from itertools import islice
from pathlib import Path

from adapters.simulators.forms import SOILS, lead_forms, load_companies


def forms(count=3000, seed=7, **options):
    return list(islice(lead_forms(random.Random(seed), load_companies()[:1000], **options), count))


def test_the_sample_holds_thousands_of_companies_from_many_countries_with_their_source():
    companies = load_companies()
    assert len(companies) >= 3500
    assert len({company.country for company in companies}) > 100
    assert {company.source for company in companies} == {
        "FinanceDatabase (MIT)",
        "LEI data (CC0)",
        "ROR (CC0)",
    }
    assert all(company.name for company in companies)
    assert sum(bool(company.domain) for company in companies) > 3000


def test_the_notice_names_every_source_of_the_sample():
    notice = (Path(__file__).parents[2] / "NOTICE").read_text(encoding="utf-8")
    assert all(f"`{source}`" in notice for source in {company.source for company in load_companies()})


def test_a_domain_is_the_bare_host_of_the_web_site():
    domains = {company.domain for company in load_companies()}
    assert not any(domain.startswith("www.") or "/" in domain or ":" in domain for domain in domains)
    assert not any(domain != domain.lower() for domain in domains)


def test_the_same_seed_fills_in_the_same_forms_and_another_seed_does_not():
    assert forms(200, seed=3) == forms(200, seed=3)
    assert forms(200, seed=3) != forms(200, seed=4)


def test_the_wished_share_belongs_to_the_given_companies_and_the_rest_to_none():
    given = set(load_companies()[:1000])
    found = forms(known=0.5, strangers=load_companies()[1000:])
    known = [form for form in found if form.truth is not None]
    assert 0.45 < len(known) / len(found) < 0.55
    assert {form.truth for form in known} <= given


def test_every_kind_of_dirt_occurs_but_most_values_stay_readable():
    found = forms(6000)
    kinds = Counter(kind for form in found for kind in form.dirt)
    assert {name for name, _, _ in SOILS} <= set(kinds)
    assert kinds["junk"] > 0
    known = [form for form in found if form.truth is not None]
    assert 0.05 < sum(not form.company.strip() for form in known) / len(known) < 0.12
    with_site = [form for form in known if form.truth.domain]
    assert sum(form.truth.domain in form.email.lower() for form in with_site) / len(with_site) > 0.6


def test_people_bring_apostrophes_other_scripts_emoji_and_text_meant_as_an_attack():
    everything = "\n".join(
        f"{f.first_name} {f.last_name} {f.company} {f.country} {f.phone}" for f in forms(8000)
    )
    for piece in (
        "O'Dell",
        "株式会社",
        "ישראל",
        "\u200f",
        "🚀",
        "DROP TABLE",
        "=HYPERLINK",
        "Deutschland",
        "N/A",
    ):
        assert piece in everything
