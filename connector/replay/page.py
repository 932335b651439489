"""The page of a backtest: what was, and what would have been, side by side.

One file that needs nothing else and asks nobody. It names people who take leads and leads by their ids, no
value about a lead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connector.offline.charts import groups
from connector.offline.look import share, tile
from connector.offline.markup import Html, document, element, joined
from connector.replay.backtest import Period
from connector.replay.columns import WAS, Tried
from connector.replay.looks import MOST, STYLE, cell, grid, section, shade
from connector.replay.tables import Row, Tables, header

UNKNOWN = (
    "Whether another rep would have been as quick, or as good: touches, acceptances and conversions stay with"
    " the lead, whoever has it here.",
    "What a lead said between its decisions: its values are those that decisions knew. Changes of fields that"
    " the policy then did not watch are not on record.",
    "Leads that people owned when they came and that were never decided: they are in no column.",
    "What other accounts other lists would have brought up: candidates are those that were found then.",
    "When another owner would have been written: as soon as the recorded one was, else at once.",
)
"""What no record tells."""


def page(found: Tried, tables: Tables, period: Period) -> str:
    """The whole page; the tables behind it are `data/NAME.csv` beside it."""
    return document(
        "Backtest",
        STYLE,
        element("h1", "Backtest"),
        element("p", headline(found, period), class_="lead"),
        element("div", *_tiles(found), class_="tiles"),
        _key(found),
        _plot(found, "Coverage", "What the leads came to at last.", "coverage", "what", tables["coverage"]),
        _plot(found, "Owners", "Leads by who has them at last.", "owners", "owner", tables["owners"]),
        _plot(
            found,
            "Routes",
            "Leads by the route that gave them away last.",
            "routes",
            "route",
            tables["routes"],
        ),
        _shares(found, "Deadlines kept", _DEADLINES, "deadlines", tables["deadlines"], _checkpoint),
        _shares(found, "Conversion by route", _CONVERSION, "conversion", tables["conversion"], _route),
        _table(found, "Load", _LOAD, "load", tables["load"]),
        _table(found, "Fairness", _FAIRNESS, "fairness", tables["fairness"]),
        _differences(tables["differences"]),
        _unknown(found),
        element("footer", "Made by pointsman backtest, from the store alone. Nothing was written."),
    )


_DEADLINES = "Of the deadlines that fell due in the period, those that were met in time."
_CONVERSION = "Of the leads of each route, those that have been converted by now, whoever had them."
_LOAD = "How often each person was given a lead, and the most on one day (UTC)."
_FAIRNESS = "Turns taken up to the end of the period, and how many of them are ahead of each one's share."


def headline(found: Tried, period: Period) -> str:
    """What came of it, in a few sentences."""
    span = f"{period.since:%Y-%m-%d} to {period.until:%Y-%m-%d}"
    shadow = " (in shadow: nothing was written)" if period.mode == "shadow" else ""
    said = [f"{found.leads:,} leads and {found.decisions:,} decisions of {span}{shadow} came again."]
    for name, moved in found.moved.items():
        part = f"{len(moved):,} leads ({share(len(moved), found.leads)})"
        said.append(f"By {name}, {part} would have come to another owner or another end.")
    return " ".join(said)


def _tiles(found: Tried) -> list[Html]:
    tiles = [tile(f"{found.leads:,}", "leads")]
    for place, (name, moved) in enumerate(found.moved.items(), 1):
        tiles.append(tile(share(len(moved), found.leads), f"{name}: otherwise than it was", shade(place)))
    for place, (name, column) in enumerate(found.columns.items()):
        tiles.append(
            tile(share(column.ways["routed"], found.leads), f"{name}: taken by a route", shade(place))
        )
    return tiles


def _key(found: Tried) -> Html:
    shades = [
        element("span", element("i", class_=shade(place)), "as it was" if name == WAS else name)
        for place, name in enumerate(found.columns)
    ]
    return element("div", *shades, class_="key")


def _plot(found: Tried, title: str, says: str, name: str, key: str, rows: Sequence[Row]) -> Html:
    shown = [row for row in rows if any(row[column] for column in found.columns)][:MOST]
    named = [
        (
            str(row[key])[:40],
            [(shade(n), row[column], f"{row[column]:,}") for n, column in enumerate(found.columns)],
        )
        for row in shown
    ]
    return section(title, says, name, element("div", groups(named, title), class_="card"))


def _shares(
    found: Tried, title: str, says: str, name: str, rows: Sequence[Row], called: Callable[[Row], str]
) -> Html | None:
    whole = "due" if name == "deadlines" else "leads"
    named = []
    for row in rows[:MOST]:
        bars = [
            (shade(n), row[f"{column} share"] or 0.0, _of(row, column, whole))
            for n, column in enumerate(found.columns)
        ]
        named.append((called(row)[:40], bars))
    if not named:
        return None
    return section(title, says, name, element("div", groups(named, title), class_="card"))


def _of(row: Row, column: str, whole: str) -> str:
    part = row[f"{column} met"] if whole == "due" else row[f"{column} converted"]
    return f"{share(part, row[f'{column} {whole}'])} of {row[f'{column} {whole}']:,}"


def _checkpoint(row: Row) -> str:
    return f"{row['checkpoint'].replace('_', ' ')}, {row['route']}"


def _route(row: Row) -> str:
    return str(row["route"])


def _table(found: Tried, title: str, says: str, name: str, rows: Sequence[Row]) -> Html | None:
    if not rows:
        return None
    columns = header(name, found.columns)
    cells = [[cell(row[column]) for column in columns] for row in rows]
    return section(title, says, name, grid(columns, cells))


def _differences(rows: Sequence[Row]) -> Html:
    says = f"The first {MOST} of {len(rows):,}." if len(rows) > MOST else f"{len(rows):,} in all."
    columns = ["policy", "lead_id", "old_owner", "new_owner", "new_route", "reason"]
    cells = [[cell(row[column]) for column in columns] for row in rows[:MOST]]
    drawn = element("div", grid(columns, cells), class_="wide-last") if rows else None
    return section("Leads that go otherwise", says, "differences", drawn)


def _unknown(found: Tried) -> Html:
    lost = [f"Left out: {many:,} decisions, because {why}." for why, many in sorted(found.lost.items())]
    said = [*lost, *[f"{note[0].upper()}{note[1:]}." for note in sorted(found.notes)], *UNKNOWN]
    return joined(
        element("h2", "What this cannot know"), element("ul", *[element("li", each) for each in said])
    )
