"""What the pages about the past share: sections with their data, tables, the colours of policies."""

from __future__ import annotations

from collections.abc import Sequence

from connector.offline import look
from connector.offline.markup import Html, element

SHADES = ("none", "accent", "auto", "review", "high")
"""The record's, then those of the policies in their order; from the fifth on they repeat."""

MOST = 25
"""Rows of a plot or a list; the tables beside the page have them all."""

STYLE = (
    look.STYLE
    + """
td,td:nth-child(2),td:last-child{min-width:4rem}td:nth-child(n+2){white-space:nowrap}
td:first-child{white-space:normal;min-width:9rem}.wide-last td:last-child{white-space:normal;min-width:18rem}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
.lead{font-size:1.08rem;margin-top:1.2rem}.plot{break-inside:avoid}.plot svg{margin-top:.8rem}
"""
)
"""How they look."""


def shade(place: int) -> str:
    """The colour of a column."""
    return SHADES[place] if place < len(SHADES) else SHADES[1 + (place - 1) % (len(SHADES) - 1)]


def section(title: str, says: str, name: str, *shown: Html | None) -> Html:
    """A part of the page, with the table behind it."""
    data = element("a", "Data", href=f"data/{name}.csv")
    return element(
        "section",
        element("h2", title),
        element("p", says, " ", data, class_="soft small"),
        *shown,
        class_="plot",
    )


def grid(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> Html:
    """A table."""
    head = element("tr", *[element("th", column.replace("_", " ")) for column in columns])
    body = [element("tr", *[element("td", cell) for cell in row]) for row in cells]
    return element("div", element("table", head, *body), class_="scroll")


def cell(value: object) -> str:
    """A value as people read it."""
    if value is None:
        return "–"
    return (
        f"{value:,}"
        if isinstance(value, int)
        else f"{value:+.2f}"
        if isinstance(value, float)
        else str(value)
    )
