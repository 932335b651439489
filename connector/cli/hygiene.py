"""`hygiene`: the audit of the data that routing stands on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from connector.cli.app import AsJson, Config, fail, misused, opened, print_json, print_table, say, settings_of
from connector.cli.matching import policy_rules, replaced
from connector.cli.progress import progress

if TYPE_CHECKING:
    from connector.offline.findings import Finding
    from connector.offline.hygiene import Audit
    from connector.offline.sources import Files, Source

CELL = 60
"""Characters of a cell on the screen."""


class FailOn(StrEnum):
    """From which severity on findings count as faults."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    NEVER = "never"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(hygiene)


def hygiene(
    config: Config = None,
    accounts: Annotated[
        Path | None, typer.Option(metavar="ACCOUNTS.csv", help="Audit this file, not the mirror.")
    ] = None,
    leads: Annotated[
        Path | None, typer.Option(metavar="LEADS.csv", help="Leads to audit beside the accounts' file.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="Write a CSV for each finding there.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="PAGE.html", help="Write a report, one page without links.")
    ] = None,
    show: Annotated[int, typer.Option(min=0, help="Rows of each finding on the screen.")] = 5,
    fail_on: Annotated[FailOn, typer.Option(help="Exit 1 where a finding is this grave.")] = FailOn.HIGH,
    processes: Annotated[int | None, typer.Option(min=1, help="Default: one for each core.")] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, like tcp://host:8786.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Audit the accounts' data: duplicates, domains, parents, owners, blanks.

    Works from the mirror in the store, or from CSV files with the columns that `match` reads; asks no
    CRM and looks nothing up in the net. Each finding says how many records it touches, why that costs,
    and how to mend it. Exits 1 where a finding is as grave as --fail-on (high), else 0.

    Example: pointsman hygiene --accounts accounts.csv -o findings --report hygiene.html
    """
    from connector.offline import hygiene_page
    from connector.offline.findings import Severity, worst

    if leads is not None and accounts is None:
        misused("--leads goes with --accounts: give that file too")
    if processes is not None and cluster is not None:
        misused("give either --processes or --cluster")
    with _source(config, accounts, leads) as (source, rules_from, called):
        audit = _audited(source, rules_from, processes, cluster)
    if report is not None:
        with replaced(report) as file:
            file.write(hygiene_page.page(audit, called))
    if out is not None:
        _write(out, audit)
    if as_json:
        print_json(audit.plain())
    else:
        _print(audit, show, called)
    gravest = worst(audit.findings)
    if fail_on is not FailOn.NEVER and gravest is not None and gravest >= Severity[fail_on.name]:
        raise typer.Exit(1)


@contextmanager
def _source(
    config: Path | None, accounts: Path | None, leads: Path | None
) -> Iterator[tuple[Source, Path | None, str]]:
    """The records, the configuration whose policy sets the thresholds, and what to call the records."""
    from connector.cli.app import config_path
    from connector.offline.sources import Files, Mirror

    if accounts is not None:
        names = " and ".join(path.name for path in (accounts, leads) if path is not None)
        yield Files(accounts, leads), config, names
        return
    if config is None and not config_path(None).exists():
        misused("give --accounts ACCOUNTS.csv, or a configuration with -c to audit the mirror")
    settings = settings_of(config, resolved=False)
    called = f"the mirror of {', '.join(settings.crms)}"
    with opened(settings, make=False) as store, store.read() as conn:
        yield Mirror(conn, list(settings.crms)), config_path(config), called


def _audited(source: Source, config: Path | None, processes: int | None, cluster: str | None) -> Audit:
    from connector.offline.executor import Lost, executor
    from connector.offline.hygiene import audit
    from connector.offline.sheets import Unreadable
    from connector.offline.sources import Files

    rules = policy_rules(config)
    try:
        with executor(processes, cluster) as on, progress() as watched:
            found = audit(source, rules, on, watched)
    except Unreadable as error:
        fail(str(error.fault))
    except Lost as error:
        fail(str(error))
    if isinstance(source, Files):
        _warn(source)
    return found


def _warn(files: Files) -> None:
    for sheet in (files.accounts, files.leads):
        for fault in sheet.faults if sheet is not None else ():
            say(str(fault))


def _write(folder: Path, audit: Audit) -> None:
    """A CSV for each finding; those that an earlier run left and that are no more go."""
    from connector.offline.findings import SUBJECTS

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"{folder}: cannot be made: {error.strerror}")
    found = {one.subject.name: one.table for one in audit.findings}
    for subject in SUBJECTS:
        path = folder / f"{subject.name}.csv"
        if subject.name not in found:
            path.unlink(missing_ok=True)
            continue
        columns, rows = found[subject.name]
        with replaced(path) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)


def _print(audit: Audit, show: int, called: str) -> None:
    from connector.offline.look import share

    leads = f" and {audit.leads:,} leads" if audit.leads else ""
    print(f"{audit.accounts:,} accounts{leads}, from {called}\n")
    if audit.findings:
        rows = [
            [one.subject.name, one.subject.severity.word, f"{one.count:,}", share(one.count, one.of)]
            for one in audit.findings
        ]
        print_table(rows, ["finding", "severity", "count", "share"])
    else:
        print("nothing was found")
    for one in audit.findings:
        _print_finding(one, show)
    for note in audit.notes:
        print(f"\nnote: {note}")


def _print_finding(one: Finding, show: int) -> None:
    groups = f" in {one.groups:,} groups" if one.groups else ""
    print(f"\n{one.subject.title}: {one.count:,} of {one.of:,} {one.things}{groups}")
    print(f"  why:  {one.subject.why}\n  mend: {one.subject.mend}")
    if show == 0 or not one.rows:
        return
    columns, listed = one.table
    shown = listed[:show]
    places = [place for place in range(len(columns)) if any(row[place] for row in shown)]
    cells = [[""] + [_cell(row[place]) for place in places] for row in shown]
    print_table(cells, ["", *[columns[place] for place in places]])
    if len(one.rows) > show:
        print(f"  and {len(one.rows) - show:,} more: all with -o DIR or --json")


def _cell(value: str) -> str:
    value = "".join(sign if sign.isprintable() else " " for sign in value)
    return value if len(value) <= CELL else value[: CELL - 1] + "…"
