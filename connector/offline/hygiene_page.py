"""The page of `pointsman hygiene --report`: what was found, how much it matters, why, and how to mend it.

One file that needs nothing else and asks nobody. It quotes accounts and leads: it is for those who may
see them.
"""

from __future__ import annotations

from collections.abc import Sequence

from connector.offline.charts import Bar, rows
from connector.offline.findings import Finding, Severity
from connector.offline.hygiene import Audit
from connector.offline.look import STYLE, share, tile
from connector.offline.markup import Html, document, element, joined

SHOWN = 20
"""Rows of a finding that the page lists."""

_CELL = 120
_MATTERS = {
    Severity.HIGH: "kinds of fault that send leads astray",
    Severity.MEDIUM: "that keep leads from a sure match",
    Severity.LOW: "that are worth a look",
}


def page(audit: Audit, source: str) -> str:
    """The whole page; `source` says where the records come from."""
    subjects = f"{audit.accounts:,} accounts" + (f" and {audit.leads:,} leads" if audit.leads else "")
    return document(
        "Hygiene",
        STYLE,
        element("h1", "Hygiene of the data"),
        element("p", f"{subjects}, from {source}.", class_="soft"),
        _tiles(audit.findings),
        _overview(audit.findings),
        *map(_finding, audit.findings),
        *[element("p", f"Note: {note}.", class_="soft small") for note in audit.notes],
        element("footer", "Made by pointsman hygiene from the data alone: nothing was looked up in the net."),
    )


def _tiles(found: Sequence[Finding]) -> Html:
    counts = {severity: sum(one.subject.severity is severity for one in found) for severity in _MATTERS}
    tiles = [tile(f"{counts[severity]}", says, severity.word) for severity, says in _MATTERS.items()]
    return element("div", *tiles, class_="tiles")


def _overview(found: Sequence[Finding]) -> Html:
    if not found:
        return element("p", "Nothing was found.")
    bars: list[Bar] = [
        (_short(one.subject.title), [(one.subject.severity.word, round(one.share * 10_000))]) for one in found
    ]
    notes = {_short(one.subject.title): f"{one.count:,} · {share(one.count, one.of)}" for one in found}
    return joined(
        element("h2", "At a glance"),
        element("p", "Each as a share of the records it could have touched.", class_="soft small"),
        element("div", rows(bars, "Findings by share", 10_000, notes), class_="card"),
    )


def _short(title: str) -> str:
    return title if len(title) <= 42 else title[:40].rstrip() + "…"


def _finding(one: Finding) -> Html:
    groups = f" in {one.groups:,} groups" if one.groups else ""
    counted = f"{one.count:,} of {one.of:,} {one.things}{groups}, {share(one.count, one.of)}."
    return element(
        "div",
        element(
            "div",
            element("h3", one.subject.title),
            element("span", one.subject.severity.word, class_=f"pill {one.subject.severity.word}"),
            class_="head",
        ),
        element("p", counted, class_="soft small"),
        element("p", one.subject.why),
        element("p", element("b", "Mend: "), one.subject.mend),
        element("details", element("summary", _summary(one)), _table(one)),
        class_="card",
    )


def _summary(one: Finding) -> str:
    if len(one.rows) <= SHOWN:
        return "The list"
    return f"The first {SHOWN} of {len(one.rows):,}; all with -o"


def _table(one: Finding) -> Html:
    columns, listed = one.table
    shown = listed[:SHOWN]
    places = [place for place in range(len(columns)) if any(row[place] for row in shown)]
    head = element("tr", *[element("th", columns[place].replace("_", " ")) for place in places])
    body = [element("tr", *[element("td", _cell(row[place])) for place in places]) for row in shown]
    return element("div", element("table", head, *body), class_="scroll")


def _cell(value: str) -> str:
    return value if len(value) <= _CELL else value[: _CELL - 1] + "…"
