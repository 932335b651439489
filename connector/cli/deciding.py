"""`decisions`: what was decided, looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from connector.cli.app import (
    AsJson,
    Config,
    known_crm,
    misused,
    opened,
    print_json,
    print_table,
    record_of,
    since_of,
)
from connector.cli.explaining import directories_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from connector.glance import Where
    from mappings.records import Directory


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(decisions)


def decisions(
    config: Config = None,
    lead: Annotated[str | None, typer.Option(help="About this lead: CRM id or e-mail.")] = None,
    owner: Annotated[str | None, typer.Option(help="For this owner: name or part of it, e-mail, id.")] = None,
    route: Annotated[str | None, typer.Option(help="By this route, or one within it.")] = None,
    account: Annotated[
        str | None, typer.Option(help="Matched to this account: id, or part of its name.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="A day, an instant with its offset, or 30d: so long ago.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Before this day or instant.")] = None,
    outcome: Annotated[str | None, typer.Option(help="assign, hold, leave, review or park.")] = None,
    reason: Annotated[str | None, typer.Option(help="Words that all stand in the reason.")] = None,
    crm: Annotated[str | None, typer.Option(help="Of leads in this CRM.")] = None,
    edition: Annotated[
        str | None, typer.Option(help="Under this policy edition; its beginning will do.")
    ] = None,
    mode: Annotated[str | None, typer.Option(help="live or shadow.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, max=100_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List decisions on record, the newest first.

    What is given must all be the case. The first column is what `explain --decision` takes.

    Example: pointsman decisions --owner ann@acme.com --since 2026-11-01 --outcome assign
    """
    from mappings.instants import to_text
    from state import pseudonyms, searching

    settings = record_of(config)
    if crm is not None:
        known_crm(settings, crm)
    _known("outcome", outcome, ("assign", "hold", "leave", "review", "park"))
    _known("mode", mode, ("live", "shadow"))
    span = [to_text(at) if (at := since_of(text)) is not None else None for text in (since, until)]
    with opened(settings, make=False) as store, store.read() as conn:
        called = pseudonyms.read(conn).seats(owner) if owner else None
        seats, name = (called, None) if called else _owner(directories_of(conn, settings), owner)
        wanted = searching.Wanted(
            leads=None if lead is None else _leads(conn, settings, lead),
            owners=seats,
            owner_name=name,
            route=route,
            accounts=None if account is None else searching.accounts_named(conn, account) or [account],
            since=span[0],
            until=span[1],
            outcome=outcome,
            words=(reason or "").split(),
            crm=crm,
            edition=edition,
            mode=mode,
        )
        found = searching.search(conn, wanted, limit)
    if as_json:
        print_json(found)
        return
    _print(found, limit)


def _print(found: list[dict[str, Any]], limit: int) -> None:
    from connector.core.recorded import when

    if not found:
        print("no decision on record is like that")
        return
    header = ["decision", "at", "crm", "lead", "outcome", "owner", "route", "reason"]
    plain = ("crm", "lead_id", "outcome", "owner_name", "route")
    print_table(
        [
            [
                one["decision_id"],
                when(one["decided_at"]),
                *(one[name] or "" for name in plain),
                when(one["reason"]),
            ]
            for one in found
        ],
        header,
    )
    if len(found) == limit:
        print(f"\nthe newest {limit:,}: --limit shows more")


def _known(name: str, value: str | None, words: tuple[str, ...]) -> None:
    if value is not None and value not in words:
        misused(f"--{name} is one of {', '.join(words)}")


def _owner(directories: dict[str, Directory], text: str | None) -> tuple[list[str] | None, str | None]:
    """The seats that go by it, or have it in their name; else the name that somebody who is gone had then."""
    if text is None:
        return None, None
    every = [seat for directory in directories.values() for seat in directory.seats]
    seats = [seat.id for directory in directories.values() for seat in directory.named(text)]
    seats = seats or [seat.id for seat in every if text.lower() in seat.name.lower()]
    return (seats, None) if seats else (None, text)


def _leads(conn: Connection, settings: Where, text: str) -> list[tuple[str, str]]:
    """The leads that go by it; of one that is mirrored no more, the id in every CRM."""
    from state import mirror

    found = [(crm, record.id) for crm, record in mirror.find_leads(conn, text)]
    return found or [(crm, text.strip()) for crm in settings.crms]
