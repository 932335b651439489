"""`audit erase`, `audit access`: a person's rights, from the store alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connector.cli.app import (
    AsJson,
    Config,
    fail,
    known_crm,
    misused,
    opened,
    print_json,
    say,
    settings_of,
    who,
)

if TYPE_CHECKING:
    from connector.commands import Actor
    from connector.erasing import Person
    from connector.settings import Settings
    from state.store import Store
    from state.tombstones import Erasure, Tombstones

_REST = """The CRM still has what it had and keeps it: delete it there, too. Nothing of it is read back from
there; a new record would be, also one of the same e-mail. What remains are decisions without values, with the
record's id. Exports that were handed out, backups, and what a CRM said in an error are not reached:
docs/privacy.md."""

Crm = Annotated[str | None, typer.Option(help="Look in this CRM only.")]


def erase(
    lead: Annotated[
        str | None,
        typer.Argument(metavar="LEAD", help="A CRM id, or an e-mail for every record that has it."),
    ] = None,
    config: Config = None,
    crm: Crm = None,
    also: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Another record of the same person. Repeatable.")
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who does it; default: you.")] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Stays on record: name nobody in it.")
    ] = None,
    again: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Erase whom a later audit_erasures.ndjson names: after a restore."),
    ] = None,
    retention: Annotated[
        bool, typer.Option("--retention", help="Forget what is past its time, now.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go, and change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a person (GDPR, article 17), or what is past its time.

    Their values, their mirrored records, what is still to be done or told about them: all of it goes, the
    leaves still verify, and the CRM's record is not read again. Finishes an erasure that was stopped.

    Example: pointsman audit erase jane@acme.com --reason "request 17" --dry-run
    """
    from connector.clock import SystemClock
    from connector.commands import Actor
    from connector.erasing import finish
    from state.tombstones import Tombstones

    if sum((lead is not None, again is not None, retention)) != 1:
        misused("give one of LEAD, --again FILE and --retention")
    settings = settings_of(config, resolved=False)
    if crm is not None:
        known_crm(settings, crm)
    actor = Actor(by or who(), SystemClock().now())
    with opened(settings, make=False) as store:
        if retention:
            _retention(settings, store, actor, dry_run, as_json)
            return
        stones = Tombstones(store)
        if again is not None:
            _again(store, stones, again, actor, as_json)
        else:
            _erase(store, stones, (settings, lead or "", crm, also or []), (actor, reason, dry_run, as_json))
        if not dry_run:
            finish(store)


def access(
    lead: Annotated[
        str, typer.Argument(metavar="LEAD", help="A CRM id, or an e-mail for every record that has it.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="A file, or a folder.")],
    config: Config = None,
    crm: Crm = None,
    also: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Another record of the same person. Repeatable.")
    ] = None,
) -> None:
    """Write all that is stored about a person to a file (GDPR, article 15).

    The mirrored record, the values of each decision, decisions with their sentences, writes, notices,
    activities: JSON, with a word on what each part is.

    Example: pointsman audit access jane@acme.com -o jane.json
    """
    from connector.access import gathered, write
    from connector.clock import SystemClock
    from connector.erasing import erasures_of
    from state import pseudonyms
    from state.tombstones import Tombstones

    settings = settings_of(config, resolved=False)
    if crm is not None:
        known_crm(settings, crm)
    with opened(settings, make=False) as store, store.read() as conn:
        past = erasures_of(conn, Tombstones(store), lead, settings.crms, crm)
        person = _found(conn, (settings, lead, crm, also or []))
        if person is None:
            fail(_erased_words(past) if past else _unknown(lead))
        told = pseudonyms.shown(conn, gathered(conn, person, past, lead, SystemClock().now()))
    try:
        print(write(told, output))
    except OSError as error:
        fail(f"{error.filename or output}: cannot be written: {error.strerror}")


Asked = tuple["Settings", str, str | None, list[str]]
How = tuple["Actor", str | None, bool, bool]


def _erase(store: Store, stones: Tombstones, asked: Asked, how: How) -> None:
    from connector import erasing

    settings, lead, crm, _ = asked
    actor, reason, dry_run, as_json = how
    with store.read() as conn:
        person = _found(conn, asked)
        past = erasing.erasures_of(conn, stones, lead, settings.crms, crm)
        gone = past and (person is None or erasing.is_gone(conn, stones, person))
    if gone:
        say(f"{_erased_words(past)} Nothing of it is here.")
    elif person is None:
        fail(_unknown(lead))
    elif dry_run:
        _print(person, None, as_json)
    else:
        with store.begin() as conn:
            person = _found(conn, asked) or person
            erasure = erasing.erase(conn, stones, person, actor, reason)
        _print(person, erasure, as_json)


def _found(conn: Any, asked: Asked) -> Person | None:
    from connector.erasing import Unclear, find

    _, lead, crm, also = asked
    try:
        return find(conn, lead, crm, also)
    except Unclear as error:
        fail(str(error))


def _again(store: Store, stones: Tombstones, path: Path, actor: Actor, as_json: bool) -> None:
    import orjson

    from connector.erasing import Unclear, replay

    try:
        rows = [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]
        with store.begin() as conn:
            made = replay(conn, stones, rows, actor)
    except OSError as error:
        fail(f"{path}: {error.strerror}")
    except (ValueError, KeyError, TypeError):
        fail(f"{path}: is no audit_erasures.ndjson of `pointsman audit export --format ndjson`")
    except Unclear as error:
        fail(f"{path}: {error}")
    if as_json:
        print_json([_plain(erasure) for erasure in made])
    else:
        print(f"{len(made)} erasures of {len(rows)} were not in this store and are now")


def _retention(settings: Settings, store: Store, actor: Actor, dry_run: bool, as_json: bool) -> None:
    from state import retention

    with store.read() as conn:
        due = retention.due(conn, settings.retention, actor.now)
    more = not dry_run
    while more:
        with store.begin() as conn:
            more = retention.step(conn, settings.retention, actor.name, actor.now)
    if as_json:
        print_json({"due": due, "erased": not dry_run})
        return
    ages = [
        f"{name} {age.days} days" if age else f"{name} for ever" for name, age in settings.retention.items()
    ]
    print(f"Kept for: {', '.join(ages)}.")
    for name, count in due.items():
        print(f"  {name}: {count:,} rows {'are past it' if dry_run else 'were past it and are gone'}")
    if not due:
        print("Nothing is past it.")


def _print(person: Person, erasure: Erasure | None, as_json: bool) -> None:
    if as_json:
        told = {
            "records": [ref._asdict() for ref in person.refs],
            "alike": [ref._asdict() for ref in person.others],
            "merged_into": [ref._asdict() for ref in person.survivors],
            "erasure": erasure and _plain(erasure),
        }
        print_json(told)
        return
    for ref in person.refs:
        print(f"{ref}: {'erased' if erasure else 'would be erased'}")
    if erasure is not None:
        went = ", ".join(f"{count:,} {name}" for name, count in sorted(erasure.gone.items()))
        print(f"Gone: {went or 'nothing'}. On record as erasure {erasure.ref}.")
    for ref in person.others:
        print(f"Not erased, though it may be the same person: {ref}; --also {ref.crm}:{ref.id}")
    for ref in person.survivors:
        print(f"Not erased: {ref}, into which it was merged in the CRM, is another record")
    print(_REST)


def _plain(erasure: Erasure) -> dict[str, Any]:
    return {
        "erasure_id": erasure.ref,
        "erased_at": erasure.erased_at,
        "erased_by": erasure.erased_by,
        "reason": erasure.reason,
        "gone": dict(erasure.gone),
        "tombstones": list(erasure.marks),
    }


def _erased_words(past: list[Erasure]) -> str:
    from connector.core.explain import when

    return f"The person was erased at {when(past[-1].erased_at)}, by {past[-1].erased_by}."


def _unknown(lead: str) -> str:
    return f"no lead or contact {lead!r} is known: give its CRM id or its e-mail"
