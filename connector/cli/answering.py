"""`accept`, `decline`, `reassign`: what becomes of leads that somebody has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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
    settings_of,
)

if TYPE_CHECKING:
    from connector.commands import Told
    from connector.core.destinations import Target
    from connector.settings import Settings
    from state.store import Store

LeadName = Annotated[str, typer.Argument(metavar="LEAD", help="The lead's CRM id or e-mail.")]
Whose = Annotated[
    str | None, typer.Option("--as", metavar="EMAIL", help="Who answers: only if they have the lead.")
]
Because = Annotated[str, typer.Option(metavar="TEXT", help="Why, for the record; nothing about the lead.")]

REASSIGN_USE = "use: reassign LEAD [--to ...], or reassign --of EMAIL [--to ...]"
TO_FORM = "an e-mail, team:NAME or queue:NAME"


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (accept, decline, reassign):
        app.command()(command)


def accept(lead: LeadName, config: Config = None, as_: Whose = None) -> None:
    """Say that whoever was given a lead takes it on.

    The clock of `sla: acknowledged` stops. A notice's link and the CRM's status say the same.

    Example: pointsman accept 00QxY000001AbCdEAK --as ann@acme.com
    """
    from connector.answers import accept_lead

    with opened(settings_of(config, resolved=False), make=False) as store, store.begin() as conn:
        _say([accept_lead(conn, acting(), lead, as_)])


def decline(lead: LeadName, config: Config = None, as_: Whose = None, because: Because = "") -> None:
    """Give a lead back for whoever was given it.

    It is decided anew without them, and their turn is given back; where nobody else can take it, the
    fallback gets it.

    Example: pointsman decline 00QxY000001AbCdEAK --because "my brother works there"
    """
    from connector.answers import decline_lead

    with opened(settings_of(config, resolved=False), make=False) as store, store.begin() as conn:
        _say([decline_lead(conn, acting(), lead, because, as_)])


def reassign(
    lead: Annotated[str | None, typer.Argument(metavar="LEAD", help="The lead's CRM id or e-mail.")] = None,
    config: Config = None,
    of: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="All open leads that we gave this person.")
    ] = None,
    to: Annotated[
        str | None, typer.Option(metavar="WHOM", help=f"{TO_FORM.capitalize()}; unless said, the next.")
    ] = None,
    because: Because = "",
    as_json: AsJson = False,
) -> None:
    """Take leads from whoever was given them, for somebody or for whoever is next.

    With --of, every open lead that we gave a person: for a leaver. Leads that somebody else gave them stay.

    Example: pointsman reassign --of ann@acme.com --because "leaves on Friday"
    """
    from connector.answers import reassign_all_of, reassign_lead

    if (lead is None) == (of is None):
        misused(REASSIGN_USE)
    settings = settings_of(config, resolved=False)
    with opened(settings, make=False) as store:
        target = _target(settings, store, to) if to is not None else None
        seats = _seats(settings, store, of) if of is not None else {}
        with store.begin() as conn:
            if of is not None:
                told = reassign_all_of(conn, acting(), seats, target, because)
            else:
                told = [reassign_lead(conn, acting(), str(lead), target, because)]
    if as_json:
        print_json([{"done": one.done, "text": one.text} for one in told])
    else:
        _say(told)
        if of is not None:
            print(f"{len(told)} lead{'' if len(told) == 1 else 's'} of {of}")


def _target(settings: Settings, store: Store, text: str) -> Target:
    """Whom a lead is for, or exit 1 with what is wrong."""
    from connector.core.destinations import Target, TargetKind
    from connector.core.staff.roster import roster_of
    from mappings.records import SeatKind
    from state import directories

    kind, _, name = text.partition(":")
    policy = policy_of(settings, warnings=False)
    with store.read() as conn:
        known = {crm: one for crm in settings.crms if (one := directories.latest(conn, crm)) is not None}
    if kind == "team":
        if name not in policy.teams:
            fail(f"there is no team {name!r}; the policy has {', '.join(policy.teams) or 'none'}")
        return Target(TargetKind.TEAM, name)
    if kind == "queue":
        if not any(one.named(name, SeatKind.QUEUE) for one in known.values()):
            fail(f"no CRM has a queue {name!r}")
        return Target(TargetKind.QUEUE, name)
    email = roster_of(policy, known, next(iter(known), "")).named(text)
    if email is None:
        fail(f"{text!r} is nobody, or the name of several: write {TO_FORM}")
    return Target(TargetKind.USER, email)


def _seats(settings: Settings, store: Store, text: str) -> dict[str, list[str]]:
    """The seats of a person by CRM, or exit 1."""
    from connector.core.staff.roster import roster_of
    from state import directories

    policy = policy_of(settings, warnings=False)
    with store.read() as conn:
        known = {crm: one for crm in settings.crms if (one := directories.latest(conn, crm)) is not None}
    found: dict[str, list[str]] = {}
    for crm, directory in known.items():
        roster = roster_of(policy, known, crm)
        email = roster.named(text)
        if email is not None:
            found[crm] = [seat.id for seat in directory.seats if roster.email_of(crm, seat.id) == email]
    if not any(found.values()):
        fail(f"{text!r} is nobody, or the name of several: give an e-mail")
    return found


def _say(told: list[Told]) -> None:
    for one in told:
        if one.done:
            print(one.text)
    refused = [one.text for one in told if not one.done]
    if refused:
        fail("\n".join(refused))
