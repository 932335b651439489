"""Which accounts a lead is compared with."""

from __future__ import annotations

from connector.core.shortlist import SHORTLIST, shortlist

MANY = [("sales", f"{n:03d}") for n in range(SHORTLIST * 2)]


def test_few_accounts_are_all_compared_in_the_order_of_their_ids() -> None:
    holders = {"w:acme": [("sales", "2"), ("marketing", "9")], "x:acmero": [("sales", "1")]}
    assert shortlist(("w:acme", "x:acmero"), holders) == [("marketing", "9"), ("sales", "1"), ("sales", "2")]


def test_of_many_accounts_those_that_share_most_are_compared() -> None:
    holders = {"w:acme": MANY, "w:robotics": MANY[-5:]}
    chosen = shortlist(("w:acme", "w:robotics"), holders)
    assert len(chosen) == SHORTLIST
    assert chosen == [*MANY[: SHORTLIST - 5], *MANY[-5:]]


def test_whoever_shares_a_name_is_compared_however_many_there_are() -> None:
    holders = {"n:acme": MANY}
    assert shortlist(("n:acme",), holders) == MANY


def test_where_an_account_shares_the_domain_those_that_share_only_words_are_not_compared() -> None:
    holders = {"d:acme.com": [("sales", "1")], "n:acme": [("sales", "2")], "w:acme": [("sales", "3")]}
    assert shortlist(("d:acme.com", "n:acme", "w:acme"), holders) == [("sales", "1"), ("sales", "2")]


def test_a_key_that_nobody_holds_adds_nobody() -> None:
    assert shortlist(("d:nobody.com", "w:nobody"), {"w:nobody": []}) == []
