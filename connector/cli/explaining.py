"""`explain`, `decisions`: why a lead has its owner, its whole life, and decisions looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from connector.cli.app import (
    AsJson,
    Config,
    fail,
    instant_of,
    known_crm,
    misused,
    opened,
    print_json,
    print_table,
    settings_of,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from connector.settings import Settings
    from mappings.records import Directory

Story = dict[str, Any]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(explain)
    app.command()(decisions)


def explain(
    lead: Annotated[
        str | None, typer.Argument(metavar="[LEAD]", help="The lead's CRM id or e-mail.", show_default=False)
    ] = None,
    config: Config = None,
    crm: Annotated[str | None, typer.Option(help="Look in this CRM only.")] = None,
    tree: Annotated[bool, typer.Option("--tree", help="Show the decision as a tree.")] = False,
    life: Annotated[bool, typer.Option("--life", help="Show all that ever happened to the lead.")] = False,
    decision: Annotated[
        str | None, typer.Option(metavar="ID", help="Explain this decision, with or without its lead.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say why a lead has its owner.

    Answers from the store, by CRM id or e-mail; exit 1 where no such lead is known. With --tree: what went in
    and how old it was, every route and candidate, what came of it. With --life: also what people and other
    systems did.

    Example: pointsman explain 00QxY000001AbCdEAK --tree
    """
    if lead is None and decision is None:
        misused("which lead? give its CRM id or e-mail, or a decision with --decision")
    if life and (tree or decision is not None):
        misused("--life is of the lead as a whole: leave --tree and --decision out")
    settings = settings_of(config, resolved=False, mapped=False)
    if crm is not None:
        known_crm(settings, crm)
    with opened(settings, make=False) as store, store.read() as conn:
        told = _stories(conn, settings, lead, crm, decision)
    if as_json:
        print_json(told[0] if len(told) == 1 else told)
        return
    show = _life if life else _tree if tree else _sentences
    for number, one in enumerate(told):
        head = f"{one['crm']} {one['object']} {one['lead_id']}"
        print("\n".join([*([""] if number else []), head, "", *show(one)]))


def _stories(
    conn: Connection, settings: Settings, lead: str | None, crm: str | None, decision: str | None
) -> list[Story]:
    """What is known of the lead, in each CRM that has it; exit 1 where nothing is."""
    from connector import stories
    from connector.clock import SystemClock

    wanted = lead if lead is not None else stories.lead_of(conn, decision or "")
    if wanted is None:
        fail(f"no decision {decision!r} is on record: `pointsman decisions` lists their ids")
    by = stories.Telling(_directories(conn, settings), "live", SystemClock().now())
    objects = {name: settings.lead_object(name) for name in settings.crms}
    found = [one for one in stories.find_leads(conn, wanted, objects) if crm in (None, one.crm)]
    told = [stories.story(conn, one, by, decision) for one in found]
    if not told and (past := stories.story_of_unmirrored(conn, wanted, by, decision)) is not None:
        told = [past]
    if not told:
        fail(f"no lead {lead!r} is known: give its CRM id or its e-mail; a lead appears after the next poll")
    if decision is not None:
        told = [one for one in told if one["decisions"]]
        if not told:
            fail(
                f"no decision {decision!r} of this lead is on record: `pointsman decisions --lead` lists them"
            )
    return told


def _directories(conn: Connection, settings: Settings) -> dict[str, Directory]:
    from state import directories

    return {name: d for name in settings.crms if (d := directories.latest(conn, name)) is not None}


def _sentences(story: Story) -> list[str]:
    from connector.core.explain import grounds, narrate, when

    lines = [story["sentence"]]
    for number, decision in enumerate(story["decisions"]):
        if number == 0:
            lines += ["", f"Decided at {when(decision['decided_at'])}.", *grounds(decision)]
        else:
            lines += ["", "Before that:", *narrate(decision)]
    return lines


def _tree(story: Story) -> list[str]:
    """The newest decision, and how to ask for the others."""
    from textwrap import wrap

    from connector.core.recorded import when
    from connector.core.tree import WIDTH, tree

    told = wrap(story["sentence"], WIDTH)
    if not story["decisions"]:
        return told
    newest, *former = story["decisions"]
    lines = [*told, "", *tree(newest)]
    if former:
        lines += ["", "Before that (--decision ID shows one):"]
        lines += [f"{one['decision_id']}  {when(one['decided_at'])}  {one['outcome']}" for one in former]
    return lines


def _life(story: Story) -> list[str]:
    from textwrap import wrap

    from connector.core.recorded import when
    from connector.core.tree import WIDTH

    lines = []
    for one in story["life"]:
        line = f"{when(one['at'])}  {one['text']}"
        lines += wrap(line, WIDTH, subsequent_indent=" " * line.index("  ") + "  ")
    return [*wrap(story["sentence"], WIDTH), "", *(lines or ["Nothing more is known of it."])]


def decisions(
    config: Config = None,
    lead: Annotated[str | None, typer.Option(help="About this lead: CRM id or e-mail.")] = None,
    owner: Annotated[str | None, typer.Option(help="For this owner: name or part of it, e-mail, id.")] = None,
    route: Annotated[str | None, typer.Option(help="By this route, or one within it.")] = None,
    account: Annotated[
        str | None, typer.Option(help="Matched to this account: id, or part of its name.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="A day, or an instant with its offset.")] = None,
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
    from state import searching

    settings = settings_of(config, resolved=False, mapped=False)
    if crm is not None:
        known_crm(settings, crm)
    _known("outcome", outcome, ("assign", "hold", "leave", "review", "park"))
    _known("mode", mode, ("live", "shadow"))
    span = [to_text(at) if (at := instant_of(text)) is not None else None for text in (since, until)]
    with opened(settings, make=False) as store, store.read() as conn:
        seats, name = _owner(_directories(conn, settings), owner)
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


def _leads(conn: Connection, settings: Settings, text: str) -> list[tuple[str, str]]:
    """The leads that go by it; of one that is mirrored no more, the id in every CRM."""
    from state import mirror

    found = [(crm, record.id) for crm, record in mirror.find_leads(conn, text)]
    return found or [(crm, text.strip()) for crm in settings.crms]
