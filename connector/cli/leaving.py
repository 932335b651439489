"""`audit pseudonym`: a colleague who left is called otherwise wherever the record is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from connector.cli.app import AsJson, Config, fail, misused, opened, print_json, settings_of, who

if TYPE_CHECKING:
    from connector.commands import Actor
    from connector.leavers import Leaver
    from state.store import Store

_REST = """Their name stays in the rows on record, which leaves cover, in what was exported, in backups,
and in the CRM: docs/privacy.md says what is reached."""


def pseudonym(
    leaver: Annotated[
        str, typer.Argument(metavar="WHO", help="An e-mail, a name or an owner id, as known or on record.")
    ],
    config: Config = None,
    called: Annotated[
        str | None, typer.Option("--as", metavar="TEXT", help="Default: former colleague and a number.")
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="Another seat, e-mail or spelling of theirs. Repeatable."),
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who does it; default: you.")] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Stays on record: name nobody in it.")
    ] = None,
    take_back: Annotated[bool, typer.Option("--take-back", help="Call them by their name again.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be, and change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Call a colleague who left by a pseudonym wherever the record is shown.

    Views, exports, pages, `explain` and `report` read through it; rows on record stay as they are, so the
    leaves verify and decisions replay. Refused while they are active in a CRM or named by the policy. A
    second time it takes in what has come to be known of them since.

    Example: pointsman audit pseudonym ann@acme.com --reason "request 18" --dry-run
    """
    from connector.clock import SystemClock
    from connector.commands import Actor
    from connector.leavers import Refused

    if take_back and (called is not None or also):
        misused("--as and --also belong to giving a pseudonym, not to --take-back")
    settings = settings_of(config, resolved=False)
    actor = Actor(by or who(), SystemClock().now())
    with opened(settings, make=False) as store:
        try:
            if take_back:
                found = _taken_back(store, leaver, actor, reason, dry_run)
            else:
                found = _given(store, (leaver, also or [], called), actor, reason, dry_run)
        except Refused as error:
            fail(str(error))
    if as_json:
        print_json(_plain(found) | {"taken_back": take_back, "dry_run": dry_run})
    else:
        print("\n".join(_told(found, take_back, dry_run)))


def _given(
    store: Store, asked: tuple[str, list[str], str | None], actor: Actor, reason: str | None, dry_run: bool
) -> Leaver:
    from connector import leavers

    if dry_run:
        with store.read() as conn:
            return leavers.find(conn, *asked)
    with store.begin() as conn:
        found = leavers.find(conn, *asked)
        leavers.give(conn, found, actor, reason)
    return found


def _taken_back(store: Store, asked: str, actor: Actor, reason: str | None, dry_run: bool) -> Leaver:
    from connector import leavers

    with store.read() if dry_run else store.begin() as conn:
        found = leavers.named(conn, asked)
        if not dry_run:
            leavers.take_back(conn, found, actor, reason)
    return found


def _told(found: Leaver, back: bool, dry_run: bool) -> list[str]:
    words = [f"owner {one.spelling}" if one.form == "seat" else one.spelling for one in found.spellings]
    if back:
        verb = "would be" if dry_run else "is"
        return [f"{found.pseudonym} {verb} shown by name again: {', '.join(words)}"]
    lines = [f"{found.pseudonym} {'would stand' if dry_run else 'stands'} for: {', '.join(words)}"]
    lines += [
        f"{name} stays in sentences: it is in somebody else's name, too; where an owner's name stands by "
        "itself, it is replaced"
        for name in found.shared
    ]
    lines += [
        f"{name} is one word: it is replaced wherever it stands as a word, in values about leads, too"
        for name in found.of("name")
        if " " not in name
    ]
    return [*lines, _REST]


def _plain(found: Leaver) -> dict[str, object]:
    return {
        "pseudonym": found.pseudonym,
        "owners": found.of("seat"),
        "emails": found.of("email"),
        "names": found.of("name"),
        "shared_names": [*found.shared],
    }
