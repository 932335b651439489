"""The quarterly audit as one page: what came of routing, for those who answer for it.

One file that needs nothing else and asks nobody. It names people who take leads, and no lead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connector.measuring.figures import Report, Row
from connector.measuring.plots import Plot, plots
from connector.measuring.targets import FEW, Light
from connector.measuring.wording import figure, headline, lasting, word
from connector.offline.look import STYLE, share
from connector.offline.markup import Html, document, element, joined
from connector.status import Colour

_STYLE = """
.tile strong,.tile .pill{display:block}.tile strong{font-weight:600;font-size:.92rem}
.tile .pill{margin-top:.35rem}.lead{font-size:1.08rem;margin-top:1.2rem}
td,td:nth-child(2),td:last-child{min-width:4.5rem}
td:first-child{white-space:normal;min-width:9rem}td:nth-child(n+3){white-space:nowrap}
.plot{break-inside:avoid}.plot .key{margin-bottom:.8rem}.plot svg{margin-top:.6rem}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
"""
_SHADES: Mapping[Colour | None, str] = {
    Colour.GREEN: "auto",
    Colour.AMBER: "medium",
    Colour.RED: "high",
    None: "none",
}
_FOOTER = (
    "Made by pointsman report from the store alone. What each measure is, and the SQL that counts it, stands "
    "in docs/measures.md."
)


def page(report: Report) -> str:
    """The whole page; the tables behind its plots are `data/NAME.csv` beside it."""
    drawn = list(plots(report))
    return document(
        "Lead routing audit",
        STYLE + _STYLE,
        element("h1", "Lead routing audit"),
        element("p", headline(report), class_="lead"),
        element("div", *map(_light, report.lights), class_="tiles"),
        element("p", f"Without colour: fewer than {FEW} cases, or nothing known.", class_="soft small"),
        _stages(report.tables["speed"]),
        *map(_plot, drawn),
        _deadlines(report.tables["deadlines"]),
        _results("Results by person", "rep", report.tables["results_by_rep"]),
        _results("Results by match", "match_band", report.tables["results_by_band"]),
        _watch(report),
        element("footer", _FOOTER),
    )


def _light(light: Light) -> Html:
    target = light.target
    return element(
        "div",
        element("b", figure(light)),
        element("strong", target.title),
        element("span", f"{target.says}; of {light.n:,}"),
        element("span", word(light.colour), class_=f"pill {_SHADES[light.colour]}"),
        class_=f"tile {_SHADES[light.colour]}",
    )


def _plot(plot: Plot) -> Html:
    shades = [element("span", element("i", class_=shade), says) for shade, says in plot.key]
    return element(
        "section",
        element("h2", plot.title),
        element("p", plot.says, " ", _data(plot.table), class_="soft small"),
        element(
            "div", element("div", *shades, class_="key") if shades else None, plot.drawing, class_="card"
        ),
        class_="plot",
    )


def _data(table: str) -> Html:
    return element("a", "Data", href=f"data/{table}.csv")


def _stages(found: Sequence[Row]) -> Html | None:
    cells = [[row["stage"], f"{row['n']:,}", lasting(row["median"]), lasting(row["p95"])] for row in found]
    says = f"Since the CRM created the lead, for those that got an owner. No P95 of fewer than {FEW}."
    return _table("Speed to lead", says, "speed", (["until", "leads", "median", "P95"], cells))


def _deadlines(found: Sequence[Row]) -> Html | None:
    cells = [
        [row["checkpoint"].replace("_", " "), row["route"], f"{row['n']:,}", share(row["met"], row["n"])]
        for row in found
    ]
    says = "Of the deadlines that fell due in the period."
    return _table("Deadlines by route", says, "deadlines", (["what", "route", "n", "kept"], cells))


def _results(title: str, by: str, found: Sequence[Row]) -> Html | None:
    cells = [
        [
            row[by] or "–",
            f"{row['leads']:,}",
            share(row["converted"], row["leads"]),
            f"{share(row['won'], row['won'] + row['lost'])} of {row['won'] + row['lost']:,}",
            f"{row['won_worth']:,.0f}",
            f"{row['pipeline']:,.0f}",
        ]
        for row in found
    ]
    columns = ["", "leads", "converted", "won", "won worth", "pipeline"]
    says = "Opportunities that were opened after a lead was given, on the account it was converted to."
    return _table(title, says, f"results_by_{by.removeprefix('match_')}", (columns, cells))


def _watch(report: Report) -> Html:
    """What needs somebody's eye, in sentences."""
    tables = report.tables
    said = [_silent(row) for row in tables["silence"] if row["silent"] == "yes"]
    if fights := tables["fights"]:
        times = sum(row["undone"] for row in fights)
        said.append(
            f"{len(fights):,} leads went back and forth between us and somebody else, {times:,} times."
        )
    if never := report.touched("no"):
        said.append(f"{never:,} leads have an owner whom nobody saw in touch with them.")
    said += [
        f"{row['arrivals']:,} arrivals could not be decided and wait for a person."
        for row in tables["undecided"]
        if row["status"] == "parked"
    ]
    return joined(
        element("h2", "Worth a look"),
        element("ul", *[element("li", each) for each in said]) if said else element("p", "Nothing."),
    )


def _silent(row: Row) -> str:
    what = f"{row['source']} {row['kind']}" if row["source"] else row["kind"]
    before = f"; the longest before was {lasting(row['longest'])}" if row["longest"] is not None else ""
    return f"{row['crm']}: no {what} for {lasting(row['quiet'])}{before}."


def _table(
    title: str, says: str, name: str, shown: tuple[Sequence[str], Sequence[Sequence[str]]]
) -> Html | None:
    columns, cells = shown
    if not cells:
        return None
    head = element("tr", *[element("th", column) for column in columns])
    body = [element("tr", *[element("td", cell) for cell in row]) for row in cells]
    return joined(
        element("h2", title),
        element("p", says, " ", _data(name), class_="soft small"),
        element("div", element("table", head, *body), class_="scroll"),
    )
