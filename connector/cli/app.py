"""The application object and what its commands share: options, faults, JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from connector.cli.commands import Root

if TYPE_CHECKING:
    from datetime import datetime

    from connector.commands import Actor
    from connector.core.rules import Policy
    from connector.glance import Where
    from connector.settings import Settings
    from state.store import Store

app = typer.Typer(
    name="pointsman",
    cls=Root,
    help="Every lead to the right owner, and the reason on record.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Config = Annotated[
    Path | None,
    typer.Option(
        "-c", "--config", help="The configuration; default ./pointsman.yaml, then $POINTSMAN_CONFIG."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def _root() -> None:
    """Every lead to the right owner, and the reason on record."""


def config_path(given: Path | None) -> Path:
    """The configuration file to use: the given one, ./pointsman.yaml, $POINTSMAN_CONFIG."""
    if given is not None:
        return given
    here = Path("pointsman.yaml")
    named = os.environ.get("POINTSMAN_CONFIG")
    return here if here.exists() or not named else Path(named)


def settings_of(given: Path | None, *, resolved: bool) -> Settings:
    """The settings, or exit 1 with every fault listed. `resolved`: references must resolve."""
    from connector.settings import load

    loaded = load(config_path(given), require_references=resolved)
    faults = [fault for fault in loaded.faults if not fault.warning]
    for fault in loaded.faults if resolved else faults:
        say(str(fault))
    if loaded.faults and not faults and not resolved:
        say(f"{len(loaded.faults)} warnings about the settings: `pointsman check` lists them")
    if loaded.settings is None or faults:
        fail(f"{len(faults)} fault{'s' if len(faults) != 1 else ''} in the settings")
    return loaded.settings


def record_of(given: Path | None) -> Where:
    """Where the record is, also where the settings are wrong elsewhere; else as `settings_of`."""
    from connector.glance import glance

    return glance(config_path(given)) or settings_of(given, resolved=False)


def policy_of(settings: Settings, *, warnings: bool = True) -> Policy:
    """The policy of these settings, its lists in force in this process; its faults are listed (without
    `warnings` only what is more than one), and where one is more than a warning, exit 1."""
    from connector.wiring import open_shelf

    shelf = open_shelf(settings)
    shelf.refresh()
    for fault in shelf.faults:
        if warnings or not fault.warning:
            say(str(fault))
    if any(not fault.warning for fault in shelf.faults):
        fail("the policy has faults: `pointsman check` lists them")
    return shelf.policy


@contextmanager
def opened(settings: Where, *, make: bool = True) -> Iterator[Store]:
    """The store of these settings; exit 1 with a plain sentence where it cannot be used, or where
    there is none yet and `make` is false."""
    from connector.stores import open_store
    from state.store import StoreError, StoreMissing

    try:
        store = open_store(settings, make=make)
    except StoreMissing:
        fail("there is no store yet: `pointsman run` makes it")
    except StoreError as error:
        fail(f"store: {error}")
    try:
        yield store
    except StoreError as error:
        fail(f"store: {error}")
    finally:
        store.close()


def known_crm(settings: Where, crm: str) -> str:
    """The CRM's name, or exit 2 with those that there are."""
    if crm not in settings.crms:
        misused(f"there is no CRM {crm!r}; the settings name {', '.join(settings.crms)}")
    return crm


def instant_of(text: str | None) -> datetime | None:
    """A day (from its midnight UTC) or an instant with its offset, or exit 2."""
    if text is None:
        return None
    from mappings.instants import from_text

    try:
        return from_text(f"{text}T00:00:00Z" if len(text) == 10 else text)
    except ValueError:
        misused(f"{text!r} is no time: write 2026-12-24 (midnight UTC) or 2026-12-24T09:00+01:00")


def since_of(text: str | None) -> datetime | None:
    """So long ago (`30d`), a day, or an instant; or exit 2."""
    if text is None:
        return None
    from connector.clock import SystemClock
    from connector.policy.times import length

    back = length(text)
    return SystemClock().now() - back if back is not None else instant_of(text)


def print_json(data: Any) -> None:
    """Data as indented JSON on standard output."""
    import orjson

    sys.stdout.write(orjson.dumps(data, option=orjson.OPT_INDENT_2).decode() + "\n")


def print_table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> None:
    """Aligned columns; the last one is not padded."""
    cells = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    for row in cells:
        padded = [cell.ljust(width) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
        print("  ".join([*padded, row[-1]]).rstrip())


def say(message: str) -> None:
    """A line on standard error."""
    print(message, file=sys.stderr)


def fail(message: str) -> NoReturn:
    """Says why on standard error and exits 1."""
    say(message)
    raise typer.Exit(1)


def misused(message: str) -> NoReturn:
    """Says what was wrong with the command line on standard error and exits 2."""
    say(message)
    raise typer.Exit(2)


def who() -> str:
    """The user at the keyboard, for the record."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def acting() -> Actor:
    """The user at the keyboard, now: who changes something."""
    from connector.clock import SystemClock
    from connector.commands import Actor

    return Actor(who(), SystemClock().now())
