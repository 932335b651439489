"""The handbook as HTML and as Markdown: whatever a name holds is shown as it is."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from connector.handbook.content import Rule
from connector.handbook.markdown import markdown
from connector.handbook.page import page
from connector.handbook.tree import MOST, tree
from tests.handbook.conftest import Book

HOSTILE = """<script>alert(1)</script> | *x* [y](z) "q" & `c`"""


class Seen(HTMLParser):
    """Tags, anchors and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(text: str) -> Seen:
    parser = Seen()
    parser.feed(text)
    return parser


def test_the_page_has_contents_whose_links_lead_somewhere(book: Book) -> None:
    found = seen(page(book()))
    assert {link.removeprefix("#") for link in found.links} == set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    assert {"routes", "teams", "lists", "leads", "match", "check", "route-2.1"} <= set(found.ids)


def test_the_page_needs_nothing_from_anywhere_else(book: Book) -> None:
    text = page(book())
    assert re.search(r"(src=|@import|url\(|https?:)", text) is None
    assert set(seen(text).tags).isdisjoint({"script", "link", "img", "iframe"})


def test_the_page_has_the_edition_and_the_day(book: Book) -> None:
    made = book()
    assert f"Edition {made.edition[:12]}, as of 2026-11-28." in page(made)
    assert f"Edition {made.edition[:12]}, as of 2026-11-28." in markdown(made)


def test_names_never_act_as_markup(book: Book) -> None:
    name = HOSTILE.replace('"', '\\"')
    made = book(("name: EMEA enterprise", f'name: "{name}"'), ("because: enterprise", f'because: "{name}"'))
    found = seen(page(made))
    assert "script" not in found.tags
    assert HOSTILE.replace("`", "") in found.text.replace("`", "")
    line = next(each for each in markdown(made).splitlines() if "alert" in each)
    assert r"\<script\>" in line
    assert r"\| \*x\* \[y\](z)" in line


def test_the_picture_shows_each_route_and_where_it_sends(book: Book) -> None:
    text = page(book())
    picture = text[text.index("<svg") : text.index("</svg>")]
    for name in (
        "1  A known account keeps its owner",
        "2.1  EMEA enterprise",
        "4  The fallback",
        "queue Unrouted",
    ):
        assert f">{name}<" in picture
    assert picture.count('class="dot"') == 5
    assert picture.count('class="curve"') == 4


@pytest.mark.parametrize("more", [0, 1, 30])
def test_a_picture_of_very_many_routes_says_how_many_it_leaves_out(more: int) -> None:
    rules = [Rule(str(n), f"Route {n}", "Every lead.", "It goes to nobody.") for n in range(MOST + more)]
    drawn = tree(rules, "The routes")
    assert drawn.count('class="dot"') == MOST
    assert (f"and {more} more routes" in drawn) is bool(more)


def test_tables_of_markdown_keep_their_columns(book: Book) -> None:
    lines = [line for line in markdown(book()).splitlines() if line.startswith("| ")]
    assert len(lines) > 6
    widths = {line.replace(r"\|", "").count("|") for line in lines[:3]}
    assert len(widths) == 1
