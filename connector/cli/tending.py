"""`people`, `pause`, `resume`: who takes leads, and whether anything goes out, while the daemon runs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connector.cli.app import (
    AsJson,
    Config,
    acting,
    instant_of,
    known_crm,
    misused,
    opened,
    print_json,
    print_table,
    settings_of,
)

if TYPE_CHECKING:
    from connector.commands import Actor
    from connector.core.rules import Policy
    from connector.settings import Settings

ACTIONS = ("pause", "resume", "away", "cover")
USE = f"use: people, or people {'|'.join(ACTIONS)} EMAIL"


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (people, pause, resume):
        app.command()(command)


def people(
    action: Annotated[
        str, typer.Argument(metavar="ACTION", help="list, pause, resume, away or cover.")
    ] = "list",
    email: Annotated[str | None, typer.Argument(metavar="EMAIL", help="Whom.")] = None,
    config: Config = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="Away from then on; default now. Write 2026-12-24 (midnight UTC) or 2026-12-24T12:00+01:00.",
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="Back at that time; default: until resumed.")
    ] = None,
    cover: Annotated[str | None, typer.Option("--cover", help="Who takes over meanwhile: an e-mail.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show who takes leads; pause, resume, mark away or covered.

    `pause` takes somebody out of all turns until `resume`; `away` does so for a time; `cover` is `away`
    that insists on somebody to take over. `resume` ends all of them. Each is on record.

    Example: pointsman people away ann@acme.com --until 2026-12-27 --cover ben@acme.com
    """  # fmt: skip
    if action != "list" and (action not in ACTIONS or email is None):
        misused(USE)
    if action == "list" and (email or from_ or until or cover):
        misused(USE)
    if action == "cover" and cover is None:
        misused("give --cover: who takes over")
    if action in ("pause", "resume") and (from_ or until or cover):
        misused(f"--from, --until and --cover belong to `people away`, not to `people {action}`")
    start, end = instant_of(from_), instant_of(until)
    settings = settings_of(config, resolved=False)
    if action == "list":
        _list_people(settings, as_json)
    else:
        _change_person(settings, action, str(email).lower(), (start, end), cover.lower() if cover else None)


def _list_people(settings: Settings, as_json: bool) -> None:
    from connector import queries
    from connector.cli.asking import surroundings
    from state import pseudonyms

    with opened(settings) as store, store.read() as conn:
        around = surroundings(settings, conn)
        directories = {name: facts.directory for name, facts in around.crms.items()}
        rows = pseudonyms.shown(conn, queries.people(conn, around.policy, directories, around.now))
    if as_json:
        print_json(rows)
        return
    unknown = [name for name in settings.crms if name not in directories]
    if unknown:
        print(f"nothing is known yet of the people in {', '.join(unknown)}: start `pointsman run` once")
    if not rows:
        print("the policy names nobody and no team has members")
        return
    print_table([_person(row) for row in rows], ["person", "now", "seats in", "teams", "turns (drift)"])
    for row in rows:
        for name in row["alarm"]:
            ahead = row["drift"][name]
            side = "ahead of" if ahead > 0 else "behind"
            alarm = f"the policy's alarm is at {around.policy.drift_alarm:g}"
            print(f"rotation {name}: {row['email']} is {abs(ahead):.1f} turns {side} their share ({alarm})")


def _person(row: dict[str, Any]) -> list[str]:
    turns = ", ".join(f"{team} {count} ({row['drift'][team]:+.1f})" for team, count in row["turns"].items())
    now = "available" if row["available"] else row["reason"]
    spans = "; ".join(_span(absence) for absence in row["absences"])
    return [row["email"], f"{now} ({spans})" if spans else now, ", ".join(row["seats"]),
            ", ".join(row["teams"]), turns]  # fmt: skip


def _span(absence: dict[str, Any]) -> str:
    from connector.core.explain import when

    told = f"{absence['kind']} from {when(absence['from'])[:16]}"
    told += f" until {when(absence['until'])[:16]}" if absence["until"] else ""
    return told + (f", covered by {absence['cover']}" if absence["cover"] else "")


def _change_person(
    settings: Settings,
    action: str,
    email: str,
    span: tuple[datetime | None, datetime | None],
    cover: str | None,
) -> None:
    from connector.cli.asking import surroundings
    from connector.commands import set_back, set_paused

    actor = acting()
    start, end = span
    if end is not None and end <= (start or actor.now):
        misused("--until must lie in the future and after --from")
    if cover == email:
        misused("nobody covers for themselves")
    with opened(settings) as store:
        with store.read() as conn:
            _must_be_known(surroundings(settings, conn).policy, [email, cover], action)
        with store.begin() as conn:
            if action == "pause":
                set_paused(conn, actor, email)
                print(f"{email}: paused until `pointsman people resume {email}`")
            elif action == "resume":
                was_out = set_back(conn, actor, email)
                print(f"{email}: {'back' if was_out else 'was neither away nor paused'}")
            else:
                _away(conn, actor, email, (start or actor.now, end), cover)


def _away(
    conn: Any, actor: Actor, email: str, span: tuple[datetime, datetime | None], cover: str | None
) -> None:
    from connector.commands import set_away
    from connector.core.explain import when

    print(f"{email}: {when(set_away(conn, actor, email, span, cover))}")


def _must_be_known(policy: Policy, emails: list[str | None], action: str) -> None:
    """A misspelt e-mail would pause nobody: those that the policy does not name are refused, except
    to be taken back."""
    from connector.cli.app import fail
    from connector.texts import suggest

    outside = any(not isinstance(member, str) for team in policy.teams.values() for member in team.members)
    for email in filter(None, emails):
        if email in policy.people or action == "resume" or outside:
            continue
        mend = suggest(email, policy.people)
        fail(f"{email} is not named under people in the policy" + (f" ({mend})" if mend else ""))


def pause(
    config: Config = None,
    crm: Annotated[str | None, typer.Option(help="Only this CRM.")] = None,
) -> None:
    """Stop owner writes and notices; survives restarts.

    Polling and deciding go on: what is decided meanwhile is written after `resume`.

    Example: pointsman pause --crm sales
    """
    _switch(config, crm, on=True)


def resume(
    config: Config = None,
    crm: Annotated[str | None, typer.Option(help="Only this CRM.")] = None,
) -> None:
    """Let owner writes and notices go on.

    Without --crm it lifts the pause of everything; the pause of a single CRM is lifted by its name.

    Example: pointsman resume
    """
    _switch(config, crm, on=False)


def _switch(config: Config, crm: str | None, *, on: bool) -> None:
    from connector import queries
    from connector.commands import set_pause

    settings = settings_of(config, resolved=False)
    if crm is not None:
        known_crm(settings, crm)
    with opened(settings) as store, store.begin() as conn:
        changed = set_pause(conn, acting(), crm, on)
        still = queries.pauses(conn, list(settings.crms))
    state = "paused" if on else "running"
    print(f"{crm or 'everything'}: {state}" if changed else f"{crm or 'everything'}: was {state} already")
    others = [name for name in still if not on and (crm is None or name in (crm, "*"))]
    for name in others:
        what, how = ("everything", "resume") if name == "*" else (name, f"resume --crm {name}")
        print(f"still paused: {what} (`pointsman {how}`)")
