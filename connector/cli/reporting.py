"""`report`: what came of routing in a period, against the targets."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from connector.cli.app import (
    AsJson,
    Config,
    fail,
    instant_of,
    misused,
    opened,
    print_json,
    print_table,
    settings_of,
)
from connector.cli.matching import replaced
from connector.cli.progress import progress

if TYPE_CHECKING:
    from connector.measuring.figures import Report


class Mode(StrEnum):
    """Whose decisions are counted."""

    LIVE = "live"
    SHADOW = "shadow"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(report)


def report(
    config: Config = None,
    since: Annotated[
        str | None, typer.Option(metavar="LENGTH", help="So long back; 90d unless said.")
    ] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help="From then on.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Until before then.")] = None,
    mode: Annotated[Mode, typer.Option(help="Decisions of the live or of the shadow mode.")] = Mode.LIVE,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="Write a page and its data there.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a period: speed, matching, deadlines, coverage, load, results.

    Works from the store alone. Each measure, its denominator and its SQL stand in docs/measures.md. With -o
    it writes index.html, the audit as one page that needs nothing else, and data/*.csv behind it. Exits 0
    whatever the lights show.

    Example: pointsman report --from 2026-07-01 --to 2026-10-01 -o audit/2026-q3
    """
    from connector.clock import SystemClock
    from connector.measuring.figures import measure
    from state import pseudonyms
    from state.measures import Period

    now = SystemClock().now()
    first, last = _span(since, (instant_of(start), instant_of(end)), now)
    settings = settings_of(config, resolved=False)
    with opened(settings, make=False) as store, store.read() as conn, progress() as watch:
        found = pseudonyms.shown(conn, measure(conn, Period(mode.value, first, last), watch))
    if out is not None:
        _write(out, found)
    if as_json:
        print_json(found.plain())
    elif out is not None:
        print(f"{out / 'index.html'}")
    else:
        _print(found)


def _span(
    since: str | None, given: tuple[datetime | None, datetime | None], now: datetime
) -> tuple[datetime, datetime]:
    """From when until when; what is yet to come is not counted."""
    from connector.policy.times import length

    start, end = given
    if since is not None and start is not None:
        misused("give either --since or --from")
    back = length(since or "90d")
    if back is None:
        misused(f"--since {since}: no length of time; write it as 90d, 12w or 24h")
    last = min(end, now) if end is not None else now
    first = start if start is not None else last - (back or timedelta())
    if first >= last:
        misused("the period ends before it begins")
    return first, last


def _write(folder: Path, found: Report) -> None:
    """The page, and a CSV for each table."""
    from connector.measuring.page import page

    data = folder / "data"
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"{data}: cannot be made: {error.strerror}")
    for name, rows in found.tables.items():
        with replaced(data / f"{name}.csv") as file:
            writer = csv.writer(file, lineterminator="\n")
            if rows:
                writer.writerow(rows[0])
                writer.writerows(row.values() for row in rows)
    with replaced(folder / "index.html") as file:
        file.write(page(found))


def _print(found: Report) -> None:
    from connector.measuring.wording import figure, headline, lasting, word
    from connector.offline.look import share

    tables = found.tables
    print(f"{headline(found)}\n")
    lights = [
        [one.target.title, figure(one), one.target.says, f"{one.n:,}", word(one.colour)]
        for one in found.lights
    ]
    print_table(lights, ["measure", "value", "target", "n", "light"])
    if tables["speed"]:
        print("\nSince the CRM created the lead:")
        rows = [
            ["", row["stage"], f"{row['n']:,}", lasting(row["median"]), lasting(row["p95"])]
            for row in tables["speed"]
        ]
        print_table(rows, ["", "until", "leads", "median", "P95"])
    if tables["results_by_route"]:
        print(
            f"\nFallback: {found.fallback:,} of {found.assigned:,} ({share(found.fallback, found.assigned)})"
        )
        rows = [
            [
                "",
                row["route"] or "on request",
                f"{row['leads']:,}",
                f"{row['converted']:,}",
                f"{row['won']:,}",
            ]
            for row in tables["results_by_route"]
        ]
        print_table(rows, ["", "route", "leads", "converted", "won"])
    for row in tables["silence"]:
        if row["silent"] == "yes":
            source = f"{row['source']} " if row["source"] else ""
            print(f"\nsilent: {row['crm']} {source}{row['kind']}, for {lasting(row['quiet'])}")
    print("\nAll of it: --json, or -o DIR for a page with plots and their data.")
