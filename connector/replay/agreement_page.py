"""The page of the agreement report."""

from __future__ import annotations

from collections.abc import Sequence

from connector.offline.charts import Bar, rows
from connector.offline.look import share, tile
from connector.offline.markup import Html, document, element
from connector.replay.agreement import GONE, OTHER, OURS_WAITS, RESULTS, SAME, UNROUTED, Agreement, Row
from connector.replay.looks import MOST, STYLE, cell, grid, section

_SHADES = {SAME: "auto", OTHER: "high", UNROUTED: "review", OURS_WAITS: "none", GONE: "low"}
_TITLES = {"route": "By route", "owner": "By the owner whom we chose", "week": "By week"}


def headline(found: Agreement, overall: Sequence[Row]) -> str:
    """What came of it, in a few sentences."""
    if not overall:
        return "No lead was decided in that time."
    (row,) = overall
    judged = row[SAME] + row[OTHER]
    said = f"{len(found.leads):,} leads were decided {'in shadow' if found.mode == 'shadow' else 'live'}."
    if not judged:
        return f"{said} None of them can be judged yet."
    agreed = share(row[SAME], judged)
    return (
        f"{said} Of {judged:,} that can be judged, {row[SAME]:,} ({agreed}) have the owner that we would"
        f" have given them. {row[UNROUTED]:,} are still where they came, {row[OURS_WAITS]:,} we gave nobody,"
        f" and {row[GONE]:,} are no more."
    )


def page(found: Agreement, tables: dict[str, list[Row]]) -> str:
    """The whole page; the tables behind it are `data/NAME.csv` beside it."""
    key = [element("span", element("i", class_=_SHADES[name]), name) for name in RESULTS]
    overall = tables["overall"]
    return document(
        "Agreement",
        STYLE,
        element("h1", "Agreement"),
        element("p", headline(found, overall), class_="lead"),
        element("div", *_tiles(overall), class_="tiles"),
        element("div", *key, class_="key"),
        *[_plot(name, title, tables[name]) for name, title in _TITLES.items()],
        _disagreements(tables["disagreements"]),
        element("p", _KNOWS, class_="soft small"),
        element("footer", "Made by pointsman agreement, from the store alone. Nothing was written."),
    )


_KNOWS = (
    "Compared is who has each lead now, as the CRM was last read. Who had it before and gave it on is not"
    " known. A lead that is still with the owner it came with counts as not routed there."
)


def _tiles(overall: Sequence[Row]) -> list[Html]:
    return [
        tile(f"{row[name]:,}", name if name != SAME else "the same owner", _SHADES[name])
        for row in overall
        for name in RESULTS
    ]


def _plot(name: str, title: str, found: Sequence[Row]) -> Html:
    shown = found[:MOST]
    most = max([sum(row[each] for each in RESULTS) for row in shown] or [0])
    bars: list[Bar] = [
        (str(row[name])[:40], [(_SHADES[each], row[each]) for each in RESULTS]) for row in shown
    ]
    notes = {str(row[name])[:40]: _note(row) for row in shown}
    drawn = element("div", rows(bars, title, most, notes), class_="card")
    return section(title, "Leads, and the share of those that can be judged.", name, drawn)


def _note(row: Row) -> str:
    judged = row[SAME] + row[OTHER]
    return f"{share(row[SAME], judged)} of {judged:,}"


def _disagreements(found: Sequence[Row]) -> Html:
    says = f"The first {MOST} of {len(found):,}." if len(found) > MOST else f"{len(found):,} in all."
    columns = ["crm", "lead_id", "our_owner", "their_owner", "our_reason"]
    cells = [[cell(row[column]) for column in columns] for row in found[:MOST]]
    drawn = element("div", grid(columns, cells), class_="wide-last") if found else None
    return section("Disagreements", says, "disagreements", drawn)
