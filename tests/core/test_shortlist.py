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


def test_whoever_shares_a_domain_is_compared_however_many_there_are() -> None:
    holders = {"d:acme.com": MANY, "w:acme": [("sales", "zzz")]}
    assert shortlist(("d:acme.com", "w:acme"), holders) == MANY


def test_a_key_that_nobody_holds_adds_nobody() -> None:
    assert shortlist(("d:nobody.com", "w:nobody"), {"w:nobody": []}) == []
