"""Duplicate accounts: which are found, which something tells apart, and at what cost."""

from __future__ import annotations

import numpy as np
import pytest

from connector.offline.twins import NEIGHBOURS, neighbours
from tests.offline.audits import ids


def test_two_accounts_of_one_company_are_found_with_the_one_to_keep(audited):
    found = audited(
        [
            {"name": "Quorvex Robotics", "website": "quorvex.io", "city": "Berlin"},
            {
                "name": "QUORVEX Robotics GmbH",
                "website": "https://www.quorvex.io",
                "city": "Berlin",
                "country": "Germany",
            },
            {"name": "Tamberlane Foods", "website": "tamberlane.example.fr"},
        ]
    )["duplicate_accounts"]
    assert ids(found) == ["A1", "A0"]
    assert {row["keep"] for row in found} == {"A1"}
    assert all(float(row["confidence"]) > 0.9 and row["evidence"] for row in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Quorvex", "country": "DE"}, {"name": "Quorvex", "country": "FR"}),
        ({"name": "Quorvex", "website": "quorvex.de"}, {"name": "Quorvex", "website": "vexquor.com"}),
        ({"name": "Quorvex", "website": "quorvex.io"}, {"name": "Quorvex", "website": "quorvex.app"}),
        (
            {"name": "Quorvex", "website": "quorvex.com", "city": "Berlin"},
            {"name": "Quorvex", "website": "quorvex.com", "city": "Leipzig"},
        ),
        (
            {"name": "Quorvex Hospital No. 1", "city": "Berlin", "website": "quorvex.com"},
            {"name": "Quorvex Hospital No. 2", "city": "Berlin", "website": "quorvex.com"},
        ),
        (
            {"name": "Laboratory of Organic Chemistry", "website": "quorvex.edu"},
            {"name": "Laboratory of Inorganic Chemistry", "website": "quorvex.edu"},
        ),
        (
            {"name": "Quorvex", "website": "quorvex.com"},
            {"name": "Quorvex", "website": "quorvex.com", "parent_id": "A0"},
        ),
    ],
    ids=["country", "domain", "ending", "city", "number", "another word", "parent and child"],
)
def test_accounts_that_something_tells_apart_are_no_duplicates(audited, one, other):
    assert "duplicate_accounts" not in audited([one, other])


def test_a_name_that_several_have_says_too_little_on_its_own(audited):
    ministries = [{"name": "Ministry of Education", "country": code} for code in ("DE", "FR", "IT", "ES")]
    assert "duplicate_accounts" not in audited([*ministries, {"name": "Ministry of Education"}])


def test_no_group_holds_two_countries_by_way_of_an_account_without_one(audited):
    offices = [
        {"name": "Quorvex Robotics", "website": "quorvex.com", "country": country}
        for country in ("Germany", "", "Mali", "Kenya")
    ]
    found = audited(offices)["duplicate_accounts"]
    assert len(found) == 2
    assert len({row["group"] for row in found}) == 1


def test_thousands_of_one_name_are_compared_with_a_few_neighbours_each():
    crowd = 5000
    pairs = neighbours(np.zeros(crowd, np.int64), np.arange(crowd), np.ones(crowd, np.bool_))
    assert len(pairs) < crowd * NEIGHBOURS
    assert len(np.unique(pairs)) == crowd


def test_common_words_alone_are_no_reason_to_compare():
    whose = np.repeat(np.arange(3), 2)
    keys = np.array([1, 2, 1, 3, 2, 3])
    assert len(neighbours(keys, whose, np.zeros(6, np.bool_))) == 0
    assert neighbours(keys, whose, keys == 1).tolist() == [[0, 1]]


def test_a_translated_name_is_the_same_company_where_the_domain_says_so_too(audited):
    found = audited(
        [
            {"name": "University of Quorvex", "website": "quorvex.edu"},
            {"name": "Universidad de Quorvex", "website": "www.quorvex.edu"},
            {"name": "Tamberlane University", "country": "ES"},
            {"name": "Universidad Tamberlane", "country": "ES"},
        ]
    )["duplicate_accounts"]
    assert sorted(ids(found)) == ["A0", "A1"]


def test_a_slip_of_the_pen_and_joined_words_are_still_the_same_name(audited):
    found = audited(
        [
            {"name": "Tamberlane Robotics", "website": "tamberlane.com"},
            {"name": "Tamberlaine Robotics Inc.", "website": "tamberlane.com"},
            {"name": "Half Dome Quorvex", "city": "Berlin"},
            {"name": "Halfdome Quorvex", "city": "Berlin"},
        ]
    )["duplicate_accounts"]
    assert len({row["group"] for row in found}) == 2
