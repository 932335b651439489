"""What came of a backtest as tables: a row for each thing that is counted, a column for each policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from connector.replay.columns import WAYS, Column, Moved, Tried, busiest, drifts

Row = dict[str, Any]
Tables = dict[str, list[Row]]


def tables(found: Tried) -> Tables:
    """Every table by name; figures stand under the names of the policies, the record's first."""
    columns = found.columns
    return {
        "coverage": [{"what": way, **{name: one.ways[way] for name, one in columns.items()}} for way in WAYS],
        "owners": _counted(columns, "owner", lambda one: one.owners),
        "routes": _counted(columns, "route", lambda one: one.routes),
        "conversion": list(_conversion(columns)),
        "load": list(_load(columns)),
        "fairness": list(_fairness(columns)),
        "deadlines": list(_deadlines(columns)),
        "differences": [row for name, moved in found.moved.items() for row in _differences(name, moved)],
    }


def plain(found: Tried, made: Tables) -> Row:
    """The whole as plain values."""
    return {
        "leads": found.leads,
        "decisions": found.decisions,
        "columns": [*found.columns],
        "differ": {name: len(moved) for name, moved in found.moved.items()},
        "left_out": dict(sorted(found.lost.items())),
        "notes": sorted(found.notes),
        **made,
    }


def header(name: str, columns: Iterable[str]) -> list[str]:
    """The columns of a table, whether it has rows or not."""
    if name == "differences":
        return ["policy", "crm", "lead_id", "old_owner", "old_route", "new_owner", "new_route", "reason"]
    keys, figures = _SHAPES[name]
    return [*keys, *[f"{column}{figure}" for column in columns for figure in figures]]


_SHAPES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "coverage": (("what",), ("",)),
    "owners": (("owner",), ("",)),
    "routes": (("route",), ("",)),
    "conversion": (("route",), (" leads", " converted", " share")),
    "load": (("rep",), (" given", " on the busiest day")),
    "fairness": (("rotation", "rep"), (" turns", " drift")),
    "deadlines": (("checkpoint", "route"), (" due", " met", " share")),
}


def _counted(columns: Mapping[str, Column], key: str, of: Callable[[Column], Mapping[str, int]]) -> list[Row]:
    counts = {name: of(column) for name, column in columns.items()}
    things = {thing for own in counts.values() for thing in own}
    rows = [{key: thing, **{name: own.get(thing, 0) for name, own in counts.items()}} for thing in things]
    return sorted(rows, key=lambda row: (-max(row[name] for name in columns), row[key]))


def _conversion(columns: Mapping[str, Column]) -> Iterator[Row]:
    for route in [row["route"] for row in _counted(columns, "route", lambda one: one.routes)]:
        row: Row = {"route": route}
        for name, one in columns.items():
            leads, converted = one.routes[route], one.converted[route]
            row |= {f"{name} leads": leads, f"{name} converted": converted}
            row[f"{name} share"] = share(converted, leads)
        yield row


def _load(columns: Mapping[str, Column]) -> Iterator[Row]:
    most = {name: busiest(one) for name, one in columns.items()}
    for rep in [row["rep"] for row in _counted(columns, "rep", lambda one: one.given)]:
        row: Row = {"rep": rep}
        for name, one in columns.items():
            row[f"{name} given"] = one.given[rep]
            row[f"{name} on the busiest day"] = most[name].get(rep, 0)
        yield row


def _fairness(columns: Mapping[str, Column]) -> Iterator[Row]:
    found: dict[tuple[str, str], Row] = {}
    for name, one in columns.items():
        for rotation, rep, taken, ahead in drifts(one):
            row = found.setdefault((rotation, rep), {})
            row |= {f"{name} turns": taken, f"{name} drift": ahead}
    for (rotation, rep), row in sorted(found.items()):
        blank = {f"{name}{figure}": None for name in columns for figure in (" turns", " drift")}
        yield {"rotation": rotation, "rep": rep, **blank, **row}


def _deadlines(columns: Mapping[str, Column]) -> Iterator[Row]:
    kinds = sorted({key[:2] for one in columns.values() for key in one.clocks})
    for checkpoint, route in kinds:
        row: Row = {"checkpoint": checkpoint, "route": route}
        for name, one in columns.items():
            met = one.clocks[checkpoint, route, "met"]
            due = met + one.clocks[checkpoint, route, "missed"]
            row |= {f"{name} due": due, f"{name} met": met, f"{name} share": share(met, due)}
        yield row


def _differences(name: str, moved: Iterable[Moved]) -> Iterator[Row]:
    for one in moved:
        values = (name, *one.ref, one.was.owner, one.was.route, one.now.owner, one.now.route, one.now.reason)
        yield dict(zip(header("differences", ()), values, strict=True))


def share(part: int, whole: int) -> float | None:
    """A part of a whole, 0 to 1; None of nothing."""
    return round(part / whole, 4) if whole else None
