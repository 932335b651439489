"""`audit verify`, `audit export`, `audit serve`: the record proven, as files, and in a browser."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connector.cli.app import (
    AsJson,
    Config,
    fail,
    misused,
    opened,
    print_json,
    print_table,
    settings_of,
    since_of,
)
from connector.cli.leaving import pseudonym
from connector.cli.privacy import access, erase
from connector.cli.progress import progress

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from state.verify import Verdict


class Form(StrEnum):
    """How rows are written."""

    CSV = "csv"
    NDJSON = "ndjson"
    PARQUET = "parquet"


audit = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    for command in (verify, export, serve, erase, access, pseudonym):
        audit.command()(command)
    app.add_typer(audit, name="audit", help=_HELP)


_HELP = """The record itself: prove that it is what it was, and hand it out.

Example: pointsman audit verify"""


def verify(
    config: Config = None,
    heads: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Signed heads kept elsewhere; default `audit: {heads: PATH}`."),
    ] = None,
    processes: Annotated[int | None, typer.Option(min=1, help="Default: one for each core.")] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="A Dask scheduler, like tcp://host:8786, whose workers reach the store."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prove that what is on record is what was put there.

    Makes every leaf anew from its row, the tree from the leaves, and compares with every signed head, in
    the store and in the file of heads. Names the first row that does not fit and exits 1. The verdict is the
    same whatever does the work.

    Example: pointsman audit verify --heads /mnt/elsewhere/heads.jsonl
    """
    from connector.offline.executor import Lost
    from connector.proving import prove

    if processes is not None and cluster is not None:
        misused("give either --processes or --cluster")
    settings = settings_of(config, resolved=False)
    with opened(settings, make=False) as store, progress() as watch:
        try:
            verdict = prove(store, heads or settings.heads_file, (processes, cluster), watch)
        except Lost as error:
            fail(str(error))
    if as_json:
        print_json(_plain(verdict))
    else:
        print("\n".join(_told(verdict)))
    raise typer.Exit(0 if verdict.flaw is None else 1)


def export(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="A folder without an export in it.")
    ],
    config: Config = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Only what was recorded from then on, or 30d: so long ago."),
    ] = None,
    after: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", min=0, help="Go on from an earlier export: `to` of its manifest."),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="csv, ndjson or parquet.")] = Form.CSV,
    view: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this view. Repeatable.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write what is sealed on record to files, one for each audit view.

    The manifest has the rows and SHA-256 of each file and the signed head it all stands under. Going on
    with --after gives each row once; a deadline comes again, as it stands, where something happened to it.
    The files hold values about persons: erasing somebody does not reach them.

    Example: pointsman audit export --after 81230 --format ndjson -o exports/2026-12
    """
    from connector.exports import AlreadyThere, Asked, ExtraMissing
    from connector.exports import export as exported
    from state import views

    if since is not None and after is not None:
        misused("give either --since or --after")
    if unknown := sorted(set(view or ()) - set(views.NAMES)):
        misused(f"there is no view {unknown[0]}; there are {', '.join(views.NAMES)}")
    settings = settings_of(config, resolved=False)
    with opened(settings, make=False) as store, store.read() as conn, progress() as watch:
        asked = Asked(view or views.NAMES, form.value, _start(conn, since, after))
        try:
            manifest = exported(conn, output, asked, watch)
        except ExtraMissing as error:
            fail(str(error))
        except AlreadyThere:
            fail(f"{output} holds an export already: name another folder")
        except OSError as error:
            fail(f"{error.filename or output}: cannot be written: {error.strerror}")
    if as_json:
        print_json(manifest)
        return
    print_table([[file["name"], f"{file['rows']:,}"] for file in manifest["files"]], ["file", "rows"])
    print(f"leaves {manifest['from']:,} to {manifest['to']:,}; go on with --after {manifest['to']}")


def serve(
    config: Config = None,
    host: Annotated[
        str, typer.Option(help="Where to listen. There is no log-in: whoever reaches it reads everything.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8461,
) -> None:
    """Open the record in a browser, to read: the audit views, and the auditors' questions to click.

    For a SQLite store, with the extra `auditors` (Datasette). It reads while the daemon runs, and shows no
    other table. It has no log-in: it listens on this machine alone unless --host says otherwise.

    Example: pointsman audit serve --port 8461
    """
    from connector.exports import ExtraMissing
    from connector.serving import serve as served

    settings = settings_of(config, resolved=False)
    with opened(settings, make=False) as store:
        if store.file is None:
            fail(
                "this is for SQLite: on PostgreSQL give Metabase, DBeaver or psql a role that reads the views"
            )
        path = store.file.path
    try:
        served(path, host, port, _say_where)
    except ExtraMissing as error:
        fail(str(error))
    except OSError as error:
        fail(f"{host}:{port}: cannot listen there: {error.strerror}")


def _say_where(address: str) -> None:
    print(f"the record is at {address}; Ctrl-C ends", flush=True)


def _start(conn: Connection, since: str | None, after: int | None) -> int:
    """The first leaf to export: the newest head's size where nothing is as late as asked for."""
    from mappings.instants import to_text
    from state.export import first_leaf
    from state.heads import newest

    moment = since_of(since)
    if moment is None:
        return after or 0
    head = newest(conn)
    first = first_leaf(conn, to_text(moment))
    return first if first is not None else head.size if head else 0


def _told(verdict: Verdict) -> list[str]:
    if verdict.flaw is not None:
        return [f"NOT AS IT WAS: {verdict.flaw}"]
    lines = []
    if verdict.head is not None:
        kept = f", {verdict.heads_kept:,} kept elsewhere" if verdict.heads_kept else ""
        lines.append(f"{verdict.sealed:,} leaves are as they were sealed, the last head signed at")
        lines[0] += f" {verdict.head.signed_at}"
        lines.append(f"checked: {_counted(verdict)}; {verdict.heads:,} signed heads{kept}")
    else:
        lines.append("nothing is sealed yet")
    if verdict.unsealed:
        lines.append(f"not sealed yet: {verdict.unsealed:,}; as their leaves say, but no head covers them")
    if verdict.erased:
        lines.append(f"{verdict.erased:,} commitments are to values about persons that were erased")
    return lines


def _counted(verdict: Verdict) -> str:
    return ", ".join(f"{number:,} {kind}s" for kind, number in sorted(verdict.leaves.items()))


def _plain(verdict: Verdict) -> dict[str, Any]:
    flaw, head = verdict.flaw, verdict.head
    return {
        "sound": flaw is None,
        "flaw": flaw and {"table": flaw.table, "ref": flaw.ref, "what": flaw.what},
        "leaves": dict(verdict.leaves),
        "sealed": verdict.sealed,
        "unsealed": verdict.unsealed,
        "erased": verdict.erased,
        "heads": verdict.heads,
        "heads_kept": verdict.heads_kept,
        "head": head and head._asdict(),
    }
