"""Links in notices: only we can make one, and what comes back is what was sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.links import PLACE, Links, Offer
from tests.company import NOW

ADDRESS = "https://pointsman.example/leads"
OFFER = Offer("sales", "00QQy000000000lMAA", "ann.adler@arvenhall.example", NOW + timedelta(days=14))


@pytest.fixture
def links(tmp_path: Path) -> Links:
    return Links(ADDRESS, tmp_path / "var" / "pointsman.db.seal-key")


def token_of(links: Links, offer: Offer = OFFER) -> str:
    return links.url_of(offer).removeprefix(ADDRESS + PLACE)


def test_what_comes_back_is_what_was_sent(links: Links, tmp_path: Path) -> None:
    assert links.url_of(OFFER).startswith("https://pointsman.example/leads/answer/")
    assert links.offer_of(token_of(links)) == OFFER
    after_a_restart = Links(ADDRESS, tmp_path / "var" / "pointsman.db.seal-key")
    assert after_a_restart.offer_of(token_of(links)) == OFFER


def test_it_fits_into_an_address_as_it_is_and_into_two_lines(links: Links) -> None:
    token = token_of(links)
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert len(token) < 150


def test_one_that_was_altered_anywhere_is_none_of_ours(links: Links) -> None:
    token = token_of(links)
    for place, letter in enumerate(token):
        for other in "AZaz09-_=":
            if other != letter:
                assert links.offer_of(token[:place] + other + token[place + 1 :]) is None


def test_one_that_was_cut_or_grew_is_none_of_ours(links: Links) -> None:
    token = token_of(links)
    for length in range(len(token)):
        assert links.offer_of(token[:length]) is None
    for more in ("=", "==", "A", "\n", " ", "/", "ä", "\ud800"):
        assert links.offer_of(token + more) is None


def test_another_stores_key_makes_no_link_of_ours(links: Links, tmp_path: Path) -> None:
    assert links.offer_of(token_of(Links(ADDRESS, tmp_path / "other.seal-key"))) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_whatever_is_made_up_is_none_of_ours(links: Links, text: str) -> None:
    assert links.offer_of(text) is None
