"""`match`: two CSV files in, one out."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from connector.cli.app import AsJson, fail, misused, policy_of, print_json, say, settings_of
from connector.cli.progress import progress

if TYPE_CHECKING:
    from connector.core.rules import MatchRules
    from connector.offline.matching import Matched
    from connector.offline.tally import Tally
    from connector.texts import Fault


class Pairs(StrEnum):
    """What may be matched with what."""

    LEAD_ACCOUNT = "lead-account"
    ACCOUNT_ACCOUNT = "account-account"
    LEAD_CONTACT = "lead-contact"
    LEAD_LEAD = "lead-lead"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(match)


def match(
    leads: Annotated[Path, typer.Argument(metavar="LEADS.csv", help="The leads; a column lead_id.")],
    accounts: Annotated[
        Path | None,
        typer.Argument(metavar="ACCOUNTS.csv", help="The accounts; a column account_id. Or contacts."),
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Write here, not to the screen.")] = None,
    config: Annotated[
        Path | None, typer.Option("-c", "--config", help="Take the policy's thresholds and tie-breakers.")
    ] = None,
    kind: Annotated[Pairs, typer.Option(help="What is matched with what.")] = Pairs.LEAD_ACCOUNT,
    processes: Annotated[int | None, typer.Option(min=1, help="Default: one for each core.")] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, like tcp://host:8786.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="PAGE.html", help="Write a report, one page without links.")
    ] = None,
    truth: Annotated[
        Path | None, typer.Option(help="For the report: a CSV with the right account_id of each lead_id.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Match the leads of a CSV file to the accounts of another.

    Writes lead_id, account_id, confidence, band and reason, a line for each lead, in their order;
    account_id is the best candidate with a confidence of .05 or more. What is odd about the files is
    listed with its place, and the work goes on. With --kind account-account, accounts of the first file
    are found in the second, or, where there is one file only, in that file; so are leads with lead-lead:
    their duplicates, match_id for account_id. With lead-contact the second file holds contacts, contact_id
    for account_id. The result is the same whatever does the work.

    Example: pointsman match leads.csv accounts.csv -o matched.csv --report matched.html
    """
    from connector.offline.executor import executor
    from connector.offline.matching import Job, match_files
    from connector.offline.pairings import PAIRINGS
    from connector.offline.report import page
    from connector.offline.sheets import Sheet
    from connector.offline.tally import Tally

    if accounts is None and not PAIRINGS[kind].alone:
        misused("give the accounts' file too: pointsman match LEADS.csv ACCOUNTS.csv")
    if processes is not None and cluster is not None:
        misused("give either --processes or --cluster")
    if truth is not None and report is None:
        misused("--truth is for the page of --report: give that too")
    pairing, rules, tally = PAIRINGS[kind], policy_rules(config), Tally(PAIRINGS[kind].noun)
    asked, held = Sheet(leads, pairing.asked), Sheet(accounts or leads, pairing.held)
    job = Job(kind.value, rules, within=accounts is None, told=report is not None)
    with plain_faults(), executor(processes, cluster) as on, progress() as show:
        right = _truth(truth, pairing.ids) if truth else None
        found = _tallied(match_files(asked, held, job, on, show), tally, right)
        rows = [_row(one, pairing.ids) for one in found] if as_json and out is None else None
        if rows is None:
            _write_csv(out, [*pairing.ids, "confidence", "band", "reason"], map(_cells, found))
    if report is not None:
        with replaced(report) as file:
            file.write(page(tally, asked, held, rules))
    _sum_up(tally, [*asked.faults, *(held.faults if accounts else [])], held.rows, as_json, rows)


@contextmanager
def plain_faults() -> Iterator[None]:
    """Exit 1 with a sentence where a file cannot be used, or whatever does the work is lost."""
    from connector.offline.executor import Lost
    from connector.offline.sheets import Unreadable

    try:
        yield
    except (Unreadable, Lost) as error:
        fail(str(error))


def policy_rules(config: Path | None) -> MatchRules:
    """The matching rules of a configuration's policy, its lists in force; the shipped ones without. Exit 1
    with its faults."""
    from connector.core.rules import MatchRules

    if config is None:
        return MatchRules()
    return policy_of(settings_of(config, resolved=False)).match


def _truth(path: Path, ids: tuple[str, str]) -> Mapping[str, str]:
    import orjson

    from connector.offline.sheets import Columns, Sheet

    sheet = Sheet(path, Columns(ids, unique=True))
    return dict(row for block in sheet.blocks(1000) for row in orjson.loads(block))


def _tallied(found: Iterable[Matched], tally: Tally, right: Mapping[str, str] | None) -> Iterator[Matched]:
    for one in found:
        tally.add(one, None if right is None else right.get(one.lead_id))
        yield one


def _cells(one: Matched) -> tuple[str, ...]:
    return one.lead_id, one.account_id or "", f"{one.confidence:.4f}", one.band, one.reason


def _row(one: Matched, ids: tuple[str, str]) -> dict[str, Any]:
    found = {ids[0]: one.lead_id, ids[1]: one.account_id, "confidence": one.confidence}
    return found | {"band": one.band, "reason": one.reason}


def _write_csv(out: Path | None, header: list[str], rows: Iterable[tuple[str, ...]]) -> None:
    with replaced(out) if out else _screen() as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


@contextmanager
def _screen() -> Iterator[IO[str]]:
    yield sys.stdout


@contextmanager
def replaced(path: Path) -> Iterator[IO[str]]:
    """A file that takes its place once it is whole; exit 1 where it cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    except OSError as error:
        fail(f"{path}: cannot be written: {error.strerror}")
    finally:
        part.unlink(missing_ok=True)


def _sum_up(
    tally: Tally, faults: list[Fault], accounts: int, as_json: bool, rows: list[dict[str, Any]] | None
) -> None:
    bands = {band: tally.bands[band] for band in ("auto", "review", "none")}
    if as_json:
        told = {"leads": tally.leads, "accounts": accounts, "bands": bands}
        told |= {"faults": [fault.plain() for fault in faults]}
        print_json(told if rows is None else told | {"rows": rows})
        return
    for fault in faults:
        say(str(fault))
    counted = ", ".join(f"{count:,} {band}" for band, count in bands.items())
    say(f"{tally.leads:,} leads, {accounts:,} {tally.noun}s: {counted}")
