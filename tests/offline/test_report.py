"""The page of `match --report`: what it tells, and that nothing it quotes can act."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from connector.core.rules import MatchRules
from connector.offline import report
from connector.offline.matching import Matched, RunnerUp
from connector.offline.pairings import ACCOUNTS, LEADS
from connector.offline.sheets import Sheet
from connector.offline.tally import NOTHING_SHARED, Tally

SAME_DOMAIN = "the e-mail's domain is the account's website domain"
EVIL = "<script>alert(1)</script> \"'><img src=x onerror=alert(1)> & \x00\x1b \ud800"
VOID = frozenset({"meta", "br"})


class Reader(HTMLParser):
    """Reads a page as a browser does: its elements with their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data + " "


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture
def sheets(tmp_path: Path) -> tuple[Sheet, Sheet]:
    """A file of two leads, one without an e-mail, and one of a single account, both read."""
    leads, accounts = tmp_path / "leads.csv", tmp_path / "accounts.csv"
    leads.write_text("lead_id,email,company\nL1,jane@acme.example,Acme\nL2,,Bolt\n", encoding="utf-8")
    accounts.write_text("account_id,name,website\nA1,Acme,acme.example\n", encoding="utf-8")
    read_both = Sheet(leads, LEADS), Sheet(accounts, ACCOUNTS)
    for sheet in read_both:
        assert list(sheet.blocks(100))
    return read_both


def matched(lead_id: str = "L1", **changed: Any) -> Matched:
    given: dict[str, Any] = {
        "account_id": "A1",
        "confidence": 0.97,
        "band": "auto",
        "reason": "the best of 2 candidates",
        "mail": "firm",
        "candidates": 2,
        "evidence": (SAME_DOMAIN,),
    }
    return Matched(lead_id=lead_id, **given | changed)


def unmatched(lead_id: str) -> Matched:
    return matched(
        lead_id, account_id=None, confidence=0.0, band="none", mail="none", candidates=0, evidence=()
    )


def page_of(sheets: tuple[Sheet, Sheet], *found: Matched, right: dict[str, str] | None = None) -> str:
    tally = Tally()
    for one in found:
        tally.add(one, None if right is None else right.get(one.lead_id))
    return report.page(tally, *sheets, MatchRules())


def test_it_counts_leads_by_band_and_by_kind_of_evidence(sheets):
    text = read(page_of(sheets, matched("L1"), matched("L2"), matched("L3"), unmatched("L4"))).text
    assert "75.0%" in text and "3 leads: auto" in text
    assert SAME_DOMAIN[1:] in text
    assert NOTHING_SHARED.format("account")[1:] in text


def test_it_shows_examples_with_what_both_say_who_is_next_and_what_would_have_helped(sheets):
    one = matched(
        band="review",
        confidence=0.71,
        said=(("company", "Acme Robotics"),),
        account=(("name", "Acme Robotics Inc."),),
        runners_up=(RunnerUp("A7", 0.2, ("the city is the same",), (("name", "Acme Foods"),)),),
        would_help=("a work e-mail at acme.example", "the city and the country"),
    )
    text = read(page_of(sheets, one)).text
    for told in ("Acme Robotics", "Acme Robotics Inc.", "review · 0.71", "A7, Acme Foods, 0.20"):
        assert told in text
    assert "Would have made it certain:  a work e-mail at acme.example, or the city and the country" in text


def test_a_runner_up_without_a_chance_is_not_worth_a_line(sheets):
    one = matched(runners_up=(RunnerUp("A7", 0.001, ()),))
    assert "Next in line" not in page_of(sheets, one)


def test_nothing_that_a_lead_or_an_account_holds_can_act_on_the_page(sheets):
    one = matched(
        EVIL,
        account_id=EVIL,
        reason=EVIL,
        evidence=(EVIL,),
        said=((EVIL, EVIL),),
        account=((EVIL, EVIL),),
        runners_up=(RunnerUp(EVIL, 0.4, (EVIL,), (("name", EVIL),)),),
        would_help=(EVIL,),
    )
    page = read(page_of(sheets, one))
    assert "alert(1)" in page.text
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "img", "iframe", "object", "link"})
    assert not [name for _, given in page.elements for name in given if name.startswith("on")]


def test_it_needs_nothing_from_anywhere_else_and_may_not_ask_for_it(sheets):
    page = page_of(sheets, matched())
    elements = read(page).elements
    assert any(given.get("content", "").startswith("default-src 'none'") for _, given in elements)
    assert not [name for _, given in elements for name in given if name in ("src", "href")]
    assert "url(" not in page and "@import" not in page
    page.encode("utf-8")


def test_of_each_kind_and_band_the_first_leads_are_the_examples(sheets):
    many = [matched(f"L{n:03}") for n in range(50)]
    page = page_of(sheets, *many)
    assert "Lead L000" in page and "Lead L001" in page and "Lead L002" not in page
    assert page == page_of(sheets, *many)


def test_with_the_truth_at_hand_it_says_whether_confidence_keeps_its_word(sheets):
    found = [
        matched("L1"),
        matched("L2", account_id="A2"),
        matched("L3", band="review", confidence=0.65),
        unmatched("L4"),
    ]
    tally = Tally()
    for one, right in zip(found, ("A1", "A1", "A1", ""), strict=True):
        tally.add(one, right)
    truth = tally.truth
    assert (truth.precision, truth.accuracy) == (0.5, 0.5)
    assert truth.recall == pytest.approx(1 / 3)
    assert truth.suggested == pytest.approx(2 / 3)
    assert truth.calibration_error == pytest.approx((2 * 0.47 + 0.35) / 3)
    assert "On average it is off by 43.0%" in report.page(tally, *sheets, MatchRules())


def test_without_the_truth_it_claims_nothing(sheets):
    page = page_of(sheets, matched())
    assert "precision" not in page and "off by" not in page


def test_it_tells_what_is_missing_in_the_data(sheets):
    text = read(page_of(sheets, matched("L1"), unmatched("L2"))).text
    assert "without an e-mail 1 · 50.0%" in text
    assert "Filled in leads.csv" in text and "email 50.0%" in text
    assert "Filled in accounts.csv" in text and "website 100.0%" in text


def test_equals_of_which_none_can_be_named_are_a_kind_of_their_own(sheets):
    assert "equally good" in page_of(sheets, replace(unmatched("L1"), band="review", candidates=9))


def test_a_file_without_a_lead_makes_a_page_too(sheets):
    assert "0 leads" in read(page_of(sheets)).text


def test_what_is_there_never_shows_as_nothing_nor_what_lacks_as_all():
    assert [report.share(part, 100_000) for part in (0, 1, 50_000, 99_999, 100_000)] == [
        "0.0%", "< 0.1%", "50.0%", "> 99.9%", "100.0%",
    ]  # fmt: skip
