"""`explain`: why a lead has its owner and not another, and its whole life."""

from __future__ import annotations

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
    record_of,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from connector.glance import Where
    from mappings.records import Directory
    from state.store import Store

Story = dict[str, Any]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(explain)


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
    why_not: Annotated[
        str | None, typer.Option(metavar="OWNER", help="Say why this person or queue did not get it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say why a lead has its owner.

    Answers from the store, by CRM id or e-mail; exit 1 where no such lead is known. With --tree: what went in
    and how old it was, every route and candidate, what came of it. With --life: also what people and other
    systems did. With --why-not ann@acme.com: what kept her from it by what was known then, and the smallest
    change by which she would have had it.

    Example: pointsman explain 00QxY000001AbCdEAK --tree
    """
    if lead is None and decision is None:
        misused("which lead? give its CRM id or e-mail, or a decision with --decision")
    if life and (tree or why_not is not None or decision is not None):
        misused("--life is of the lead as a whole: leave --tree, --why-not and --decision out")
    settings = record_of(config)
    if crm is not None:
        known_crm(settings, crm)
    with opened(settings, make=False) as store, store.read() as conn:
        told = _stories(conn, (settings, store), lead, crm, decision)
        if why_not is not None:
            _why_not(conn, told, why_not, as_json)
            return
        if tree:
            _with_standings(conn, told)
    if as_json:
        print_json(told[0] if len(told) == 1 else told)
        return
    show = _life if life else _tree if tree else _sentences
    for number, one in enumerate(told):
        head = " ".join(filter(None, (one["crm"], one["object"], one["lead_id"])))
        print("\n".join([*([""] if number else []), head, "", *show(one)]))


def _stories(
    conn: Connection,
    of: tuple[Where, Store],
    lead: str | None,
    crm: str | None,
    decision: str | None,
) -> list[Story]:
    """What is known of the lead, in each CRM that has it; exit 1 where nothing is."""
    from connector import stories
    from connector.clock import SystemClock
    from connector.erasing import erasures_of
    from state import pseudonyms
    from state.tombstones import Tombstones

    settings, store = of
    wanted = lead if lead is not None else stories.lead_of(conn, decision or "")
    if wanted is None:
        fail(f"no decision {decision!r} is on record: `pointsman decisions` lists their ids")
    by = stories.Telling(directories_of(conn, settings), "live", SystemClock().now())
    objects = {name: settings.lead_object(name) for name in settings.crms}
    found = [one for one in stories.find_leads(conn, wanted, objects) if crm in (None, one.crm)]
    told = [stories.story(conn, one, by, decision) for one in found]
    if not told and (past := stories.story_of_unmirrored(conn, wanted, by, decision)) is not None:
        told = [past]
    told = stories.with_erasures(
        told, erasures_of(conn, Tombstones(store), wanted, settings.crms, crm), wanted
    )
    if not told:
        fail(f"no lead {lead!r} is known: give its CRM id or its e-mail; a lead appears after the next poll")
    if decision is not None:
        told = [one for one in told if one["decisions"]]
        if not told:
            fail(
                f"no decision {decision!r} of this lead is on record: `pointsman decisions --lead` lists them"
            )
    return [pseudonyms.shown(conn, one) for one in told]


def _why_not(conn: Connection, told: list[Story], owner: str, as_json: bool) -> None:
    """The answer for the newest decision that is told of; exit 1 where there is none, or no such owner."""
    from connector.cli.instead import show
    from connector.replay.instead import CannotAsk, instead
    from state import pseudonyms

    names = [one["decisions"][0]["decision_id"] for one in told if one["decisions"]]
    if len(names) != 1:
        fail("more than one lead goes by that: give its id, or --crm" if names else told[0]["sentence"])
    read = pseudonyms.read(conn)
    try:
        for asked in read.seats(owner) or [owner]:
            why, near = instead(conn, names[0], asked)
            if why.name is not None:
                break
    except CannotAsk as error:
        fail(str(error))
    show(why, near, as_json, read)


def _with_standings(conn: Connection, told: list[Story]) -> None:
    from connector.replay.standings import standings
    from state import pseudonyms

    for one in told:
        for decision in one["decisions"][:1]:
            decision["standings"] = pseudonyms.shown(conn, standings(conn, decision["decision_id"]))


def directories_of(conn: Connection, settings: Where) -> dict[str, Directory]:
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
