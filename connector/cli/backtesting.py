"""`backtest`, `replay`: the past again, under another policy or as it was."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connector.cli.app import (
    AsJson,
    Config,
    fail,
    instant_of,
    misused,
    opened,
    policy_of,
    print_json,
    print_table,
    say,
    settings_of,
    since_of,
)
from connector.cli.matching import plain_faults, replaced
from connector.cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from connector.core.rules import Policy
    from connector.offline.executor import Executor
    from connector.replay.backtest import Period
    from connector.replay.columns import Tried
    from connector.replay.parts import Place
    from connector.replay.replay import Replayed
    from connector.replay.tables import Tables
    from connector.settings import Settings

Since = Annotated[
    str | None,
    typer.Option(
        metavar="TIME", help="Only what was decided from then on: a day, an instant, or 30d (so long ago)."
    ),
]
Until = Annotated[str | None, typer.Option(metavar="TIME", help="Only what was decided up to then.")]
Processes = Annotated[int | None, typer.Option(min=1, help="Processes of this machine; default 1.")]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, like tcp://host:8786.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(backtest)
    app.command()(replay)
    app.command()(agreement)


def backtest(
    policy: Annotated[
        list[Path], typer.Option(metavar="DIR", help="A policy folder; several stand side by side.")
    ],
    config: Config = None,
    since: Since = None,
    until: Until = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Write a page and its tables there.")
    ] = None,
    processes: Processes = None,
    cluster: Cluster = None,
    shadow: Annotated[bool, typer.Option(help="What `run --dry-run` decided, not what was live.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what would have happened in the past under another policy.

    Every recorded decision comes again with what was known then, and is decided by each policy on what that
    policy itself left behind: turns, caps, loads, deadlines, waits. Nothing is written to the store.
    --processes and --cluster help where the policy ties no lead to another; the result is the same.

    Example: pointsman backtest --policy draft/ --since 2026-07-01 -o backtest
    """
    from connector.replay.page import page
    from connector.replay.tables import header, plain, tables
    from state import pseudonyms

    _one_executor(processes, cluster)
    settings = settings_of(config, resolved=False)
    policies = _policies(settings, policy)
    with opened(settings, make=False) as store, store.read() as conn, plain_faults():
        period = _period(conn, "shadow" if shadow else "live", since, until)
        found = _tried(conn, _place(settings), (period, policies), (processes, cluster))
        found = pseudonyms.shown(conn, found)
    made = tables(found)
    if output is not None:
        headers = {name: header(name, found.columns) for name in made}
        _write(output, ("backtest.html", page(found, made, period)), made, headers)
    if as_json:
        print_json(plain(found, made))
    else:
        _print(found, made, period)


def replay(
    config: Config = None,
    since: Since = None,
    until: Until = None,
    processes: Processes = None,
    cluster: Cluster = None,
    as_json: AsJson = False,
) -> None:
    """Take recorded decisions again: each must come to the same bytes.

    Works from the store alone, with the policies that were in force then. Exit 1 where a decision comes out
    otherwise; each is listed with what differs first, and why.

    Example: pointsman replay --since 2026-07-01 --processes 4
    """
    from connector.replay.parts import replayed
    from connector.wiring import code_version
    from state import pseudonyms, recalled

    _one_executor(processes, cluster)
    settings = settings_of(config, resolved=False)
    with opened(settings, make=False) as store, store.read() as conn, plain_faults():
        rows = recalled.rows(conn, since_of(since), instant_of(until))
        if rows is None:
            fail("nothing was decided in that time")
        with _executor(processes, cluster) as on, progress() as watch:
            asked = (code_version(), rows)
            found = pseudonyms.shown(conn, replayed(conn, _place(settings), asked, on, watch))
    if as_json:
        print_json(found.plain())
    else:
        _print_replayed(found)
    raise typer.Exit(1 if found.differ else 0)


def agreement(
    config: Config = None,
    since: Since = None,
    until: Until = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Write a page and its tables there.")
    ] = None,
    live: Annotated[bool, typer.Option(help="What was decided live, not by `run --dry-run`.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compare what we would have decided with who has each lead.

    For those who migrate: after some days of `run --dry-run`, how often the present router or people gave
    leads the owner that we would have given them; by route, owner and week, with our reason wherever not.

    Example: pointsman agreement --since 2026-11-01 -o agreement
    """
    from connector.replay.agreement import COLUMNS, RESULTS
    from connector.replay.agreement import agreement as compared
    from connector.replay.agreement_page import headline, page
    from state import directories, pseudonyms

    settings = settings_of(config, resolved=False)
    policy = policy_of(settings, warnings=False)
    with opened(settings, make=False) as store, store.read() as conn:
        known = {name: d for name in settings.crms if (d := directories.latest(conn, name)) is not None}
        when = (since_of(since), instant_of(until))
        found = compared(conn, "live" if live else "shadow", when, (policy, known))
        found = pseudonyms.shown(conn, found)
    if not found.leads:
        fail("nothing was decided in that time" + ("" if live else ": `pointsman run --dry-run` decides"))
    made = found.tables()
    if output is not None:
        headers = {name: [name, *RESULTS, "agreement"] for name in made} | {"disagreements": [*COLUMNS]}
        _write(output, ("agreement.html", page(found, made)), made, headers)
    if as_json:
        print_json({"mode": found.mode, "leads": len(found.leads), **made})
        return
    print(headline(found, made["overall"]))
    for name, rows in made.items():
        if rows and name != "disagreements":
            columns = [name, *RESULTS, "agreement"]
            print()
            print_table([[_cell(row[column]) for column in columns] for row in rows], columns)
    many = len(made["disagreements"])
    if many:
        print(f"\n{many:,} leads have another owner: all with -o DIR or --json")


def _one_executor(processes: int | None, cluster: str | None) -> None:
    if processes is not None and cluster is not None:
        misused("give either --processes or --cluster")


@contextmanager
def _executor(processes: int | None, cluster: str | None) -> Iterator[Executor]:
    from connector.offline.executor import executor

    with executor(processes or 1, cluster) as on:
        yield on


def _place(settings: Settings) -> Place:
    from connector.replay.parts import Place

    return Place(settings.store, None if settings.store.startswith("sqlite") else settings.folder)


def _policies(settings: Settings, folders: Sequence[Path]) -> dict[str, Policy]:
    """The policies by the names of their folders; exit 1 with their faults."""
    from dataclasses import replace

    from connector.policy.read import read_policy

    found: dict[str, Policy] = {}
    for folder in folders:
        read, faults, _ = read_policy(replace(settings, policy=folder.resolve()))
        for fault in faults:
            if read is None or not fault.warning:
                say(str(fault))
        if read is None:
            fail(f"{folder} has faults: nothing was tried")
        name = folder.resolve().name if folder.resolve().name not in found else str(folder)
        found[name if name != "was" else str(folder)] = read
    return found


def _period(conn: Connection, mode: str, since: str | None, until: str | None) -> Period:
    from connector.replay.backtest import period_of

    found = period_of(conn, mode, since_of(since), instant_of(until))
    if found is None:
        fail(f"nothing was decided {mode} in that time")
    return found


def _tried(
    conn: Connection,
    place: Place,
    asked: tuple[Period, Mapping[str, Policy]],
    by: tuple[int | None, str | None],
) -> Tried:
    from connector.replay.parts import backtested, backtested_apart, ties

    period, policies = asked
    tied = {name: why for name, one in policies.items() if (why := ties(one))}
    alone = by == (None, None) or by[0] == 1
    if not alone and tied:
        for name, why in tied.items():
            say(f"note: {name} is tried in one piece, in this process: {', '.join(why)}")
        alone = True
    with nullcontext() if alone else _executor(*by) as on, progress() as watch:
        if on is None:
            return backtested(conn, period, policies, watch)
        return backtested_apart(conn, place, asked, on, watch)


def _write(folder: Path, page: tuple[str, str], made: Tables, headers: Mapping[str, Sequence[str]]) -> None:
    """A page by its name, and the tables behind it."""
    try:
        (folder / "data").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"{folder}: cannot be made: {error.strerror}")
    with replaced(folder / page[0]) as file:
        file.write(page[1])
    for name, rows in made.items():
        with replaced(folder / "data" / f"{name}.csv") as file:
            writer = csv.DictWriter(file, headers[name], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _print(found: Tried, made: Tables, period: Period) -> None:
    from connector.replay.page import UNKNOWN, headline
    from connector.replay.tables import header

    print(headline(found, period))
    for name, rows in made.items():
        columns = header(name, found.columns)
        if not rows or name == "differences":
            continue
        print(f"\n{name}")
        print_table([[_cell(row[column]) for column in columns] for row in rows], columns)
    moved = sum(map(len, found.moved.values()))
    if moved:
        print(f"\n{moved:,} leads go otherwise: all with -o DIR or --json")
    for why, many in sorted(found.lost.items()):
        print(f"\nleft out: {many:,} decisions, because {why}")
    for note in sorted(found.notes):
        print(f"\nnote: {note}")
    print("\nWhat this cannot know:")
    for said in UNKNOWN:
        print(f"- {said}")
    print("Nothing was written.")


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return (
        f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
    )


def _print_replayed(found: Replayed) -> None:
    rows = [["same", f"{found.same:,}", ""], ["erased", f"{found.erased:,}", ""]]
    rows += [["untold", f"{many:,}", why] for why, many in sorted(found.untold.items())]
    rows.append(["different", f"{found.differ:,}", ""])
    print_table(rows, ["decisions", "count", "why"])
    for one in found.differences:
        print(
            f"\n{one.decision_id}: {one.column} differs ({one.cause})\n  then: {one.then}\n  now:  {one.now}"
        )
    if found.differ > len(found.differences):
        print(f"\nand {found.differ - len(found.differences):,} more")
