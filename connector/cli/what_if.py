"""`what-if`: what a change would move, before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from connector.cli.app import AsJson, Config, fail, instant_of, misused, opened, print_json, say, settings_of
from connector.cli.asking import surroundings
from connector.cli.moves import draw, show, write
from connector.cli.progress import progress

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from connector.core.edits import Edits
    from connector.core.rules import Policy
    from connector.gather import Surroundings
    from connector.settings import Settings
    from connector.whatif import Answer


class Only(StrEnum):
    """Which leads to look at."""

    OPEN = "open"
    PAST = "past"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(name="what-if")(what_if)


def what_if(
    config: Config = None,
    leaver: Annotated[
        list[str] | None, typer.Option(metavar="EMAIL", help="As if they were gone; may be repeated.")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A whole draft of the policy, in a folder.")
    ] = None,
    weight: Annotated[
        list[str] | None, typer.Option(metavar="EMAIL=N", help="Another weight; may be repeated.")
    ] = None,
    join: Annotated[
        list[str] | None, typer.Option(metavar="EMAIL=TEAM", help="Joins a team; may be repeated.")
    ] = None,
    leave: Annotated[
        list[str] | None, typer.Option(metavar="EMAIL=TEAM", help="Leaves a team; may be repeated.")
    ] = None,
    since: Annotated[str, typer.Option(help="How far back past decisions are looked at.")] = "30d",
    at: Annotated[
        str | None,
        typer.Option(help="Decide open leads as at that time, like 2026-12-24T10:00+01:00; default now."),
    ] = None,
    only: Annotated[Only | None, typer.Option(help="Only open leads, or only past decisions.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE.csv", help="All leads that move.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Leads by owner before and after, drawn.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show which leads a leaver, a draft or another weight would move.

    Decides open leads and those of the last 30 days twice, by the policy in force and with the change, from
    the store alone. Nothing is written anywhere. Exit 1 where the draft has faults.

    Example: pointsman what-if --leaver ann@acme.com
    """
    edits = _edits(leaver or (), weight or (), join or (), leave or ())
    length, then = _length(since), instant_of(at)
    if policy is None and not (edits.leavers or edits.weights or edits.joins or edits.leaves):
        misused("what would change? give --leaver, --policy, --weight, --join or --leave")
    settings = settings_of(config, resolved=False)
    answer, notes = _answered(settings, (policy, edits), length, then, only)
    if output is not None:
        write(output, answer)
    if plot is not None:
        draw(plot, answer)
    if as_json:
        print_json({**answer.plain(), "notes": notes})
        return
    for note in notes:
        say(f"note: {note}")
    show(answer, edits.leavers)


def _edits(
    leavers: Sequence[str], weights: Sequence[str], joins: Sequence[str], leaves: Sequence[str]
) -> Edits:
    """The small edits as they were typed, or exit 2 with everything that is wrong with them."""
    from connector.core.edits import Edits

    wrong = [f"--leaver {text}: write an e-mail" for text in leavers if "@" not in text]
    pairs: dict[str, list[tuple[str, str]]] = {}
    for option, texts, form in (
        ("--weight", weights, "ann@acme.com=2"),
        ("--join", joins, "ann@acme.com=Inbound"),
        ("--leave", leaves, "ann@acme.com=Inbound"),
    ):
        pairs[option] = []
        for text in texts:
            email, _, value = text.partition("=")
            sound = "@" in email and value.strip() and (option != "--weight" or value.strip().isdecimal())
            if sound:
                pairs[option].append((email.strip().lower(), value.strip()))
            else:
                wrong.append(f"{option} {text}: write it as {option} {form}")
    if wrong:
        misused("\n".join(wrong))
    return Edits(
        tuple(dict.fromkeys(text.strip().lower() for text in leavers)),
        {email: int(value) for email, value in pairs["--weight"]},
        tuple(pairs["--join"]),
        tuple(pairs["--leave"]),
    )


def _length(since: str) -> timedelta:
    from connector.policy.times import length

    found = length(since)
    if found is None:
        misused(f"--since {since}: no length of time; write it as 30d, 2w or 12h")
    return found


def _answered(
    settings: Settings,
    change: tuple[Path | None, Edits],
    length: timedelta,
    then: datetime | None,
    only: Only | None,
) -> tuple[Answer, list[str]]:
    from dataclasses import replace

    from connector import collector
    from connector.whatif import Question, what_if
    from state import pseudonyms

    with opened(settings, make=False) as store, store.read() as conn:
        before = surroundings(settings, conn)
        if not before.crms:
            fail("nothing is known of the CRMs' people yet: start `pointsman run` once")
        since = before.now - length
        before = replace(before, now=then or before.now)
        after, notes = _changed(settings, before, *change)
        question = Question(
            objects={name: settings.lead_object(name) for name in settings.crms},
            leavers=change[1].leavers,
            since=since,
            of_open=only is not Only.PAST,
            of_past=only is not Only.OPEN,
        )
        collector.settle()
        with progress() as watched:
            answer = what_if(conn, before, after, question, watched)
        return pseudonyms.shown(conn, answer), notes


def _changed(
    settings: Settings, before: Surroundings, draft: Path | None, edits: Edits
) -> tuple[Surroundings, list[str]]:
    """What decisions are taken in after the change, and notes about it; exit 1 with its faults."""
    from dataclasses import replace

    from connector.core.edits import edited

    policy, notes = (before.policy, []) if draft is None else _draft(settings, before.policy, draft)
    found = edited(policy, before.directories, edits)
    if found.faults:
        fail("\n".join(found.faults))
    crms = {name: replace(facts, directory=found.directories[name]) for name, facts in before.crms.items()}
    return replace(before, policy=found.policy, crms=crms), [*notes, *found.notes]


def _draft(settings: Settings, policy: Policy, folder: Path) -> tuple[Policy, list[str]]:
    from dataclasses import replace

    from connector.policy.read import read_policy

    draft, faults, _ = read_policy(replace(settings, policy=folder.resolve()))
    for fault in faults:
        say(str(fault))
    if draft is None:
        fail("the draft has faults: nothing was compared")
    notes = []
    if draft.additions != policy.additions:
        notes.append(
            f"{folder.name}/matching/ says something else than the lists in force: accounts are found by"
            " those in force, as the match keys in the store were made by them"
        )
    if draft.edition == policy.edition and draft.additions == policy.additions:
        notes.append("the draft is the policy in force, word for word")
    return draft, notes
