"""The plots of the audit page, each with the table behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from connector.measuring.figures import Report, Row
from connector.measuring.targets import FEW, TARGETS
from connector.measuring.wording import lasting
from connector.offline.charts import Axis, Bar, Line, columns, lines, rows, swings
from connector.offline.look import share
from connector.offline.markup import Html

MOST = 30
"""Bars of a plot; the table behind it has them all."""

SPANS = ("10 s", "30 s", "1 min", "2 min", "5 min", "15 min", "1 h", "4 h", "1 day", "longer")
_LABEL = 38
_AIM = {target.name: target.aim for target in TARGETS}
_STAGES = {"written": "Owner in the CRM", "first touch": "First touch"}


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing with its title, what it shows, the colours' meanings (class, words), and the table behind
    it."""

    title: str
    says: str
    table: str
    drawing: Html
    key: tuple[tuple[str, str], ...] = ()


def plots(report: Report) -> Iterator[Plot]:
    """Every plot that there is anything to draw for."""
    for made in (_spread, _speed, _deadlines, _load, _answers, _drift, _routes, _coverage, _blanks):
        yield from made(report.tables)


Tables = dict[str, list[Row]]


def _spread(tables: Tables) -> Iterator[Plot]:
    for stage, title in _STAGES.items():
        found = {row["span"]: row["leads"] for row in tables["speed_spread"] if row["stage"] == stage}
        if not found:
            continue
        bars: list[Bar] = [
            (
                f"within {name}" if name != "longer" else name,
                [("auto" if n <= 5 else "review", found.get(n, 0))],
            )
            for n, name in enumerate(SPANS, 1)
        ]
        ticks = [((n - 0.5) / len(SPANS), name) for n, name in enumerate(SPANS, 1)]
        drawing = columns(bars, f"{title}: leads by time since they were created", ticks)
        says = "Leads by the time since they were created. Heights grow with the square root."
        key = (("auto", "under five minutes"), ("review", "later"))
        yield Plot(f"{title}: how fast", says, "speed_spread", drawing, key)


def _speed(tables: Tables) -> Iterator[Plot]:
    for stage, title in _STAGES.items():
        found = [row for row in tables["speed_by_week"] if row["stage"] == stage]
        if not found:
            continue
        drawn: list[Line] = [
            ("auto", "median", [row["median"] for row in found]),
            ("review", "P95", [row["p95"] for row in found]),
        ]
        top = max([value for _, _, values in drawn for value in values if value is not None] or [0])
        target = _AIM["first_contact"] if stage == "first touch" else None
        drawing = lines([row["week"] for row in found], drawn, f"{title} by week", Axis(top, lasting, target))
        says = (
            f"Time since leads were created, by the week in which they were decided. P95 from {FEW} leads on."
        )
        key = (("auto", "median"), ("review", "P95"))
        yield Plot(f"{title}: over the weeks", says, "speed_by_week", drawing, key)


def _deadlines(tables: Tables) -> Iterator[Plot]:
    found = tables["deadlines_by_week"]
    if found:
        drawn: list[Line] = [("auto", "kept", [row["met"] / row["n"] for row in found])]
        axis = Axis(1.0, _percent, _AIM["sla"])
        drawing = lines([row["week"] for row in found], drawn, "Deadlines kept by week", axis)
        says = "Share of the deadlines due in the week that were kept; dotted: the target."
        yield Plot("Deadlines kept", says, "deadlines_by_week", drawing)


def _load(tables: Tables) -> Iterator[Plot]:
    given = {row["rep"]: row["leads"] for row in tables["given"]}
    held = {row["rep"]: row["leads"] for row in tables["open_now"]}
    if given:
        drawing = _bars(
            [(rep, n, f"{n:,} · {held.get(rep, 0):,} open now") for rep, n in given.items()], "Leads given"
        )
        says = "Leads that each person was given in the period, and how many open ones they have now."
        yield Plot("Load", says, "given", drawing)


def _answers(tables: Tables) -> Iterator[Plot]:
    found = [row for row in tables["given"] if row["accepted"] or row["declined"]][:MOST]
    if found:
        bars: list[Bar] = [
            (
                _short(row["rep"]),
                [("auto", row["accepted"]), ("high", row["declined"]), ("none", row["no_answer"])],
            )
            for row in found
        ]
        notes = {
            _short(row["rep"]): f"{share(row['accepted'], row['leads'])} of {row['leads']:,}" for row in found
        }
        drawing = rows(bars, "Answers by person", max(row["leads"] for row in found), notes)
        key = (("auto", "accepted"), ("high", "declined"), ("none", "no answer"))
        yield Plot("Acceptance", "What became of each lead that was handed over.", "given", drawing, key)


def _drift(tables: Tables) -> Iterator[Plot]:
    for rotation in dict.fromkeys(row["rotation"] for row in tables["drift"]):
        found = [row for row in tables["drift"] if row["rotation"] == rotation]
        bars = [(_short(row["rep"]), row["drift"]) for row in found[:MOST]]
        most = max(1.0, *[abs(row["drift"]) for row in found])
        says = "Turns ahead of what is due to each (right) or behind it (left), as they stand now."
        drawing = swings(bars, f"Drift in {rotation}", most)
        yield Plot(f"Fairness: {rotation}", says, "drift", drawing)


def _routes(tables: Tables) -> Iterator[Plot]:
    found = tables["results_by_route"]
    if found:
        whole = sum(row["leads"] for row in found)
        bars = [
            (
                row["route"] or "on request",
                row["leads"],
                f"{share(row['leads'], whole)} · {row['converted']:,} conv.",
            )
            for row in found
        ]
        says = "Leads that each route gave an owner, its share of them, and how many were converted so far."
        yield Plot("Routes", says, "results_by_route", _bars(bars, "Leads by route"))


def _coverage(tables: Tables) -> Iterator[Plot]:
    found = tables["routing_by_week"]
    if found:
        drawn: list[Line] = [
            ("auto", "routed", [_part(row["routed"], row["n"]) for row in found]),
            ("review", "by the fallback", [_part(row["fallback"], row["given"]) for row in found]),
        ]
        axis = Axis(1.0, _percent, _AIM["coverage"])
        drawing = lines([row["week"] for row in found], drawn, "Coverage and fallback by week", axis)
        says = "Share of leads that were routed without a fault, and of those that only the fallback took."
        key = (("auto", "routed"), ("review", "by the fallback"))
        yield Plot("Coverage and fallback", says, "routing_by_week", drawing, key)


def _blanks(tables: Tables) -> Iterator[Plot]:
    read = [row for row in tables["reads"] if row["blank"]]
    found = sorted(read, key=lambda row: (-row["blank"] / row["n"], row["crm"], row["field"]))[:MOST]
    if found:
        bars: list[Bar] = [
            (_field(row), [(_SHADES[row["light"]], round(10_000 * row["blank"] / row["n"]))]) for row in found
        ]
        notes = {_field(row): f"{share(row['blank'], row['n'])} of {row['n']:,}" for row in found}
        key = (("auto", "under 10%"), ("medium", "under 30%"), ("high", "more"), ("none", "too few"))
        says = "How often a field that decisions read was blank. A rule about a blank field does not fire."
        yield Plot("Blank fields", says, "reads", rows(bars, "Blank fields", 10_000, notes), key)


_SHADES = {"green": "auto", "amber": "medium", "red": "high", None: "none"}


def _field(row: Row) -> str:
    return f"{row['crm']} {row['field']}"


def _bars(named: Sequence[tuple[str, int, str]], label: str) -> Html:
    shown = [(_short(name), amount, note) for name, amount, note in named[:MOST]]
    most = max(amount for _, amount, _ in shown)
    bars: list[Bar] = [(name, [("accent", amount)]) for name, amount, _ in shown]
    return rows(bars, label, most, {name: note for name, _, note in shown})


def _short(name: str) -> str:
    return name if len(name) <= _LABEL else name[: _LABEL - 1].rstrip() + "…"


def _part(part: int, whole: int) -> float | None:
    return part / whole if whole else None


_percent: Callable[[float], str] = "{:.0%}".format
