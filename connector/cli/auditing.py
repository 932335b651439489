"""`audit verify`: whether the record is what it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connector.cli.app import AsJson, Config, opened, print_json, settings_of
from connector.cli.progress import progress

if TYPE_CHECKING:
    from state.verify import Verdict

audit = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    audit.command()(verify)
    app.add_typer(audit, name="audit", help=_HELP)


_HELP = """The record itself: prove that it is what it was, and hand it out.

Example: pointsman audit verify"""


def verify(
    config: Config = None,
    heads: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Signed heads kept elsewhere; default `audit: {heads: PATH}`."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prove that what is on record is what was put there.

    Makes every leaf anew from its row, the tree from the leaves, and compares with every signed head, in
    the store and in the file of heads. Names the first row that does not fit and exits 1.

    Example: pointsman audit verify --heads /mnt/elsewhere/heads.jsonl
    """
    from state.seal import public_key
    from state.verify import verify as checked

    settings = settings_of(config, resolved=False)
    with opened(settings, make=False) as store, store.read() as conn, progress() as watch:
        key = public_key(store.key_file)
        verdict = checked(conn, key, heads or settings.heads_file, watch)
    if as_json:
        print_json(_plain(verdict))
    else:
        print("\n".join(_told(verdict)))
    raise typer.Exit(0 if verdict.flaw is None else 1)


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
        lines.append(f"{verdict.unsealed:,} are not sealed yet: they fit their leaves, no head covers them")
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
