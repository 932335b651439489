"""Untangling: what people typed into the wrong field goes to the right one, and nothing is overwritten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.matching.untangle import untangle

NAMES = ("email", "website", "company", "first_name", "last_name", "phone", "city", "state", "country")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"website": "ann@acme.com"}, {"email": "ann@acme.com"}),
        ({"company": "ann@acme.com"}, {"email": "ann@acme.com"}),
        ({"first_name": "ann@acme.com"}, {"email": "ann@acme.com"}),
        ({"email": "www.acme.com"}, {"website": "www.acme.com"}),
        ({"company": "https://acme.com/contact"}, {"website": "https://acme.com/contact"}),
        ({"company": "Booking.com"}, {"company": "Booking.com", "website": "Booking.com"}),
        ({"website": "Acme Robotics"}, {"company": "Acme Robotics"}),
        ({"company": "+49 30 1234567"}, {"phone": "+49 30 1234567"}),
        ({"city": "(030) 12345678"}, {"phone": "(030) 12345678"}),
        ({"last_name": "Acme Robotics GmbH"}, {"company": "Acme Robotics GmbH"}),
        ({"state": "Germany"}, {"country": "Germany"}),
        ({"city": "Austin, TX", "country": "US"}, {"city": "Austin", "state": "TX", "country": "US"}),
        ({"city": "Austin, TX, US"}, {"city": "Austin", "state": "TX", "country": "US"}),
        ({"city": "Berlin, Germany"}, {"city": "Berlin", "country": "Germany"}),
        ({"company": "Acme", "website": "http://www.google.com"}, {"company": "Acme"}),
    ],
)
def test_each_thing_goes_to_the_field_for_it(before, after):
    result = untangle(before)
    assert {name: value for name, value in result.fields.items() if value} == after
    assert result.moved


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {
            "email": "ann@acme.com",
            "company": "Acme",
            "website": "acme.com",
            "city": "Berlin",
            "country": "DE",
        },
        {"website": "bob@acme.com", "email": "ann@acme.com"},
        {"company": "Acme", "website": "Robotics"},
        {"state": "Georgia"},
        {"state": "CA"},
        {"company": "3M", "phone": "030 123"},
        {"company": None, "email": None},
        {"company": "Google", "website": "google.com"},
    ],
)
def test_a_lead_in_order_stays_as_it_is(fields):
    assert untangle(fields).fields == fields
    assert untangle(fields).moved == ()


TEXT = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(["ann@acme.com", "www.acme.com", "acme.com", "Acme GmbH", "+49 30 1234567"]),
    st.sampled_from(["Berlin, Germany", "Austin, TX, US", "DE", "Germany", "Georgia", "California"]),
)


@given(st.dictionaries(st.sampled_from(NAMES), TEXT))
def test_done_twice_it_is_as_done_once_and_nothing_is_overwritten(fields):
    once = untangle(fields)
    assert untangle(once.fields).fields == once.fields
    kept = {target for _, target in once.moved} - {source for source, _ in once.moved}
    assert not any((fields.get(name) or "").strip() for name in kept)


@pytest.mark.parametrize("sign", ["a", "@", "a@", "1", ",", "a."])
def test_ten_thousand_signs_in_every_field_do_no_harm(sign):
    fields = dict.fromkeys(NAMES, sign * 10_000)
    assert untangle(fields).fields == fields
