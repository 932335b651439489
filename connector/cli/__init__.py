"""The command line: arguments and printing only. Everything heavy is imported inside the commands."""

from __future__ import annotations

import sys

from connector.cli.app import app


def assemble() -> None:
    """Gives the application its commands, in the order in which a newcomer needs them; once."""
    from connector.cli import (
        answering,
        asking,
        auditing,
        backtesting,
        deciding,
        documenting,
        explaining,
        hygiene,
        matching,
        reporting,
        running,
        setting_up,
        settling,
        tending,
        testing,
        what_if,
    )

    if not app.registered_commands:
        parts = (
            setting_up,
            testing,
            documenting,
            running,
            explaining,
            deciding,
            asking,
            what_if,
            backtesting,
            settling,
            answering,
            tending,
            matching,
            hygiene,
            reporting,
            auditing,
        )
        for part in parts:
            part.register(app)


def main() -> None:
    """Entry point: exits 0 (fine), 1 (faults found, listed) or 2 (wrong usage)."""
    assemble()
    try:
        app(prog_name="pointsman")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
