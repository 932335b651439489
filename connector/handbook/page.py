"""The handbook as one HTML page that needs nothing else, light or dark, good on paper."""

from __future__ import annotations

from collections.abc import Sequence

from connector.handbook.content import Handbook, Part, Rule, Section, Table
from connector.handbook.tree import tree
from connector.offline.look import STYLE
from connector.offline.markup import Html, document, element, joined

_STYLE = """
nav ol{display:flex;flex-wrap:wrap;gap:.2rem 1.6rem;list-style:none;padding:0;margin:1.2rem 0 0}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
.rule{border-left:2px solid var(--rule);padding:.1rem 0 .1rem 1rem;margin:1rem 0}
.rule h3 a{color:inherit}.rule h3 span{color:var(--soft);font-weight:400;margin-right:.5rem}
.rule .goes{font-weight:600}
.because{border-left:0;font-style:italic}
.card h3{margin-top:1.1rem}.card>h3:first-child{margin-top:0}
td,td:nth-child(2),td:last-child{min-width:4.5rem}td:first-child{white-space:normal}td:has(code){min-width:20rem}
code{font-size:.92em;background:var(--track);border-radius:4px;padding:0 .25em}
@media print{.rule{break-inside:avoid-page}nav{break-after:avoid}details{display:block}}
"""


def page(book: Handbook) -> str:
    """The whole page."""
    dated = f"Edition {book.edition[:12]}, as of {book.day.isoformat()}."
    return document(
        "Who gets which lead",
        STYLE + _STYLE,
        element("h1", "Who gets which lead"),
        element("p", dated, class_="soft"),
        element("nav", element("ol", *[_entry(section) for section in book.sections])),
        *map(_section, book.sections),
        element("footer", f"Made by pointsman docs from the policy alone. Edition {book.edition}."),
    )


def _entry(section: Section) -> Html:
    return element("li", element("a", _told(section.title), href=f"#{section.key}"))


def _section(section: Section) -> Html:
    picture = None
    if section.rules:
        picture = element("div", tree(section.rules, "The routes as a tree"), class_="card")
    return joined(
        element("h2", _told(section.title), id=section.key),
        *_paragraphs(section.says),
        picture,
        *map(_rule, section.rules),
        element("div", *map(_part, section.parts), class_="card") if section.parts else None,
    )


def _told(text: str) -> Html:
    """Text in which what stands between backticks is set apart."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return joined(text)
    return joined(*[element("code", each) if n % 2 else each for n, each in enumerate(parts)])


def _paragraphs(says: Sequence[str]) -> list[Html]:
    return [element("p", _told(each)) for each in says]


def _rule(rule: Rule) -> Html:
    key = f"route-{rule.number}"
    return element(
        "div",
        element("h3", element("span", rule.number), element("a", rule.name, href=f"#{key}"), id=key),
        element("p", f"Why: {rule.because}", class_="because soft") if rule.because else None,
        element("p", rule.when),
        element("p", rule.goes, class_="goes"),
        element("ul", *[element("li", each) for each in rule.says]) if rule.says else None,
        element("p", f"Responsible: {rule.owner}", class_="soft small") if rule.owner else None,
        *map(_rule, rule.rules),
        class_="rule",
    )


def _part(part: Part) -> Html:
    return joined(
        element("h3", part.title) if part.title else None,
        *_paragraphs(part.says),
        _table(part.table) if part.table is not None else None,
    )


def _table(table: Table) -> Html:
    head = element("tr", *[element("th", column) for column in table.columns])
    body = [element("tr", *[element("td", _told(cell)) for cell in row]) for row in table.rows]
    return element("div", element("table", head, *body), class_="scroll")
