"""`waiting` and `memory`: what waits for a person's word, and the words that were given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from connector.cli.app import (
    AsJson,
    Config,
    acting,
    fail,
    misused,
    opened,
    policy_of,
    print_json,
    print_table,
    settings_of,
)

if TYPE_CHECKING:
    from connector.commands import Told

VERDICTS = {"accept": "alias", "reject": "veto"}
WAITING_USE = "use: waiting, or waiting accept|reject ITEM"
MEMORY_USE = "use: memory, memory alias|veto COMPANY --account ID, or memory revoke NUMBER"


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (waiting, memory):
        app.command()(command)


def waiting(
    action: Annotated[str, typer.Argument(metavar="ACTION", help="list, accept or reject.")] = "list",
    item: Annotated[
        str | None,
        typer.Argument(metavar="ITEM", help="A match as listed (match:...), or a lead's id or e-mail."),
    ] = None,
    config: Config = None,
    account: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Another account than the one named: its id, or CRM:id."),
    ] = None,
    release: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Let it go on: an id as listed, or all. Repeatable."),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Leave it as it is: an id as listed, or all. Repeatable."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List and settle what waits for a person.

    `accept` says that a lead's company is the account named, `reject` that it is not: that is remembered
    of the company (`pointsman memory` shows and revokes it), and the lead is decided anew.
    With --release, reviews and parked leads are decided anew; held and refused writes are made.

    Example: pointsman waiting accept match:5d41402abc4b2a76b9719d91
    """  # fmt: skip
    judges = action in VERDICTS and item is not None and not (release or drop)
    if not judges and (action != "list" or item is not None or account is not None):
        misused(WAITING_USE)
    if judges:
        _judge(config, VERDICTS[action], str(item), account)
    else:
        _wait(config, release or [], drop or [], as_json)


def _judge(config: Config, verdict: str, item: str, account: str | None) -> None:
    from connector.commands import judge

    settings = settings_of(config, resolved=False)
    policy_of(settings, warnings=False)  # a company is remembered by what its lists say
    with opened(settings) as store, store.begin() as conn:
        told = judge(conn, acting(), item, verdict, account)
    _say(told)


def _say(told: Told) -> None:
    if not told.done:
        fail(told.text)
    print(told.text)


def _wait(config: Config, release: list[str], drop: list[str], as_json: bool) -> None:
    from connector import queries
    from connector.commands import settle
    from state import pseudonyms

    settings = settings_of(config, resolved=False)
    actor = acting()
    told: dict[str, str] = {}
    with opened(settings) as store:
        if release or drop:
            with store.begin() as conn:
                told |= settle(conn, actor, "release", release) if release else {}
                told |= settle(conn, actor, "drop", drop) if drop else {}
        with store.read() as conn:
            rows = pseudonyms.shown(conn, queries.waiting(conn, actor.now))
            paused = queries.pauses(conn, list(settings.crms))
    if as_json:
        print_json({"settled": told, "waiting": rows, "paused": paused})
    else:
        _print_waiting(told, rows, paused)
    if any(what == "not waiting" for what in told.values()):
        raise typer.Exit(1)


def _print_waiting(told: dict[str, str], rows: list[dict[str, Any]], paused: list[str]) -> None:
    for name, what in told.items():
        print(f"{name}: {what}")
    if paused:
        print(f"paused: {', '.join('everything' if name == '*' else name for name in paused)}")
    if rows:
        table = []
        for row in rows:
            since = row["since"][:16].replace("T", " ")
            table.append([row["id"], row["what"], row["crm"], row["lead_id"], since, row["reason"]])
            table += [["", "", "", "", "", f"or to {_account(one)}"] for one in row.get("matches", [])[1:]]
        print_table(table, ["id", "what", "crm", "lead", "since (UTC)", "why"])
    elif not told:
        print("nothing waits for a person")


def _account(match: dict[str, Any]) -> str:
    return f"account {match['account_id']} ({match['confidence']:.2f}): {match['evidence']}"


def memory(
    action: Annotated[str, typer.Argument(metavar="ACTION", help="list, alias, veto or revoke.")] = "list",
    what: Annotated[
        str | None,
        typer.Argument(metavar="WHAT", help="A company's domain or name; for revoke, a number as listed."),
    ] = None,
    config: Config = None,
    account: Annotated[str | None, typer.Option(metavar="ID", help="The account: its id, or CRM:id.")] = None,
    country: Annotated[
        str | None, typer.Option(help="Only for the company's leads from that country.")
    ] = None,
    revoked: Annotated[bool, typer.Option("--revoked", help="List what was taken back, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show and change what is remembered of companies: which account is theirs, and which is not.

    `alias` says that a company, by its mail domain or by its name, is an account; `veto` that it is not;
    `revoke` takes either back. A later word on the same company and account replaces the earlier one.

    Example: pointsman memory alias acme-labs.com --account 001xx000003DGb2AAG
    """  # fmt: skip
    if action == "list" and not (what or account or country):
        _list(config, revoked, as_json)
    elif action in VERDICTS.values() and what and account and not (revoked or as_json):
        _remember(config, action, (what, country), account)
    elif action == "revoke" and what and what.isdecimal() and not (account or country or revoked or as_json):
        _forget(config, int(what))
    else:
        misused(MEMORY_USE)


def _list(config: Config, revoked: bool, as_json: bool) -> None:
    from connector import queries
    from state import pseudonyms

    with opened(settings_of(config, resolved=False)) as store, store.read() as conn:
        rows = pseudonyms.shown(conn, queries.remembered(conn, revoked=revoked))
    if as_json:
        print_json(rows)
        return
    if not rows:
        print("nothing is remembered")
        return
    table = [_row(row) for row in rows]
    print_table(table, ["no.", "company", "word", "CRM", "account", "by", "on", "note"])


def _row(row: dict[str, Any]) -> list[str]:
    notes = [f"against no. {', '.join(map(str, row['against']))}"] if row["against"] else []
    if row["revoked_at"]:
        notes.append(f"revoked by {row['revoked_by']} on {row['revoked_at'][:10]}")
    if row["name"] is None:
        notes.append("the account is gone")
    name = f"{row['name']} ({row['account_id']})" if row["name"] else row["account_id"]
    word = "is" if row["verdict"] == "alias" else "is not"
    return [
        str(row["id"]),
        row["company"],
        word,
        row["crm"],
        name,
        row["by"],
        row["at"][:10],
        "; ".join(notes),
    ]


def _remember(config: Config, verdict: str, company: tuple[str, str | None], account: str) -> None:
    from connector.commands import remember

    settings = settings_of(config, resolved=False)
    policy_of(settings, warnings=False)  # a company is remembered by what its lists say
    with opened(settings) as store, store.begin() as conn:
        told = remember(conn, acting(), company, verdict, account)
    _say(told)


def _forget(config: Config, number: int) -> None:
    from connector.commands import forget

    with opened(settings_of(config, resolved=False)) as store, store.begin() as conn:
        told = forget(conn, acting(), number)
    _say(told)
