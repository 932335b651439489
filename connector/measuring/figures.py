"""The figures of a period, from the store alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from connector.core.staff.turns import drift
from connector.core.view import TurnState
from connector.measuring.targets import BLANK, FEW, TARGETS, Light
from mappings.instants import from_text, to_text
from state import measures, turns
from state.measures import Period

Row = dict[str, Any]
Watch = Callable[[str, int, int], None]

DAY = timedelta(days=1)
ROUTED = ("assign", "review", "park")
"""Outcomes that count for coverage: a lead that was left alone, or waits as the policy says, does not."""


@dataclass(frozen=True)
class Report:
    """What came of a period. `tables` are the rows behind every figure, by name; `lights` the figures that
    have a target."""

    period: Period
    tables: dict[str, list[Row]]
    lights: tuple[Light, ...]

    @property
    def leads(self) -> int:
        """Leads that were decided."""
        return _sum(self.tables["outcomes"], "leads")

    @property
    def assigned(self) -> int:
        """Those of them that were given an owner."""
        return _sum(_where(self.tables["outcomes"], outcome="assign"), "leads")

    @property
    def fallback(self) -> int:
        """Those that no route took, so that the fallback did."""
        return _sum(_where(self.tables["outcomes"], fallback="yes"), "leads")

    def touched(self, word: str) -> int:
        """How many leads that were given an owner somebody touched: yes, no, unknown."""
        return _sum(_where(self.tables["touched"], touched=word), "leads")

    def plain(self) -> dict[str, Any]:
        """The whole as JSON holds it."""
        told = self.period
        return {
            "mode": told.mode,
            "since": to_text(told.since),
            "until": to_text(told.until),
            "leads": self.leads,
            "assigned": self.assigned,
            "fallback": self.fallback,
            "targets": [
                {
                    "measure": light.target.name,
                    "target": light.target.says,
                    "value": light.value,
                    "n": light.n,
                    "light": light.colour,
                }
                for light in self.lights
            ],
            **self.tables,
        }


def measure(conn: Connection, period: Period, watch: Watch) -> Report:
    """Counts everything. `watch` is told how far it is."""
    tables: dict[str, list[Row]] = {}
    for done, name in enumerate(measures.QUERIES, 1):
        tables[name] = measures.ask(conn, name, period)
        watch("measures", done, len(measures.QUERIES))
    tables["routing_by_week"] = _by_week(tables["outcomes"])
    tables["drift"] = _drift(conn, period.mode)
    for row in tables["silence"]:
        row |= _silence(row, period)
    for row in tables["reads"]:
        share = row["blank"] / row["n"]
        row["light"] = BLANK.colour(share) if row["n"] >= FEW else None
    return Report(period, tables, tuple(_lights(tables)))


def _lights(tables: dict[str, list[Row]]) -> Iterable[Light]:
    first = next(iter(_where(tables["speed"], stage="first touch")), None)
    bands, moved, kept = tables["match"], tables["reassigned"], tables["deadlines"]
    counted = [row for row in tables["outcomes"] if row["outcome"] in ROUTED]
    lost = _sum(_where(tables["undecided"], status="parked"), "arrivals")
    parts = {
        "match_rate": (_sum(_where(bands, match_band="auto"), "leads"), _sum(bands, "leads")),
        "reassigned": (
            _sum([row for row in moved if row["reassigned_by"]], "leads"),
            _sum(moved, "leads"),
        ),
        "sla": (_sum(kept, "met"), _sum(kept, "n")),
        "coverage": (_sum(_where(counted, routed="yes"), "leads"), _sum(counted, "leads") + lost),
    }
    for target in TARGETS:
        if target.name == "first_contact":
            yield Light(target, first["median"] if first else None, first["n"] if first else 0)
            continue
        part, whole = parts[target.name]
        yield Light(target, part / whole if whole else None, whole)


def _by_week(outcomes: Sequence[Row]) -> list[Row]:
    """Coverage and fallback by week."""
    found: list[Row] = []
    for week in dict.fromkeys(row["week"] for row in outcomes):
        rows = [row for row in outcomes if row["week"] == week and row["outcome"] in ROUTED]
        given = _where(rows, outcome="assign")
        found.append(
            {
                "week": week,
                "n": _sum(rows, "leads"),
                "routed": _sum(_where(rows, routed="yes"), "leads"),
                "given": _sum(given, "leads"),
                "fallback": _sum(_where(given, fallback="yes"), "leads"),
            }
        )
    return found


def _drift(conn: Connection, mode: str) -> list[Row]:
    """How far everybody is from their share, as the turns stand now."""
    return [
        {
            "rotation": rotation,
            "rep": email,
            "turns": standing[0],
            "drift": round(drift(TurnState(*standing)), 2),
        }
        for rotation, standings in sorted(turns.load(conn, mode).items())
        for email, standing in sorted(standings.items())
    ]


def _silence(row: Row, period: Period) -> Row:
    """Whether a source is silent for longer than it ever was in the period, and for more than a day. One
    that fell silent long before the period is not expected to speak."""
    last: datetime = from_text(row["last_at"])
    quiet = period.until - last
    usual = timedelta(seconds=row["longest"] or 0)
    lately = last >= period.since - (period.until - period.since)
    silent = lately and row["n"] >= FEW and quiet > max(usual, DAY)
    return {"quiet": quiet.total_seconds(), "silent": "yes" if silent else "no"}


def _where(rows: Iterable[Row], **wanted: str) -> list[Row]:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def _sum(rows: Iterable[Row], name: str) -> int:
    return sum(int(row[name]) for row in rows)
