"""The command line: arguments and printing only. Everything heavy is imported inside the commands."""

from __future__ import annotations

import sys

from connector import collector
from connector.cli.app import app


def main() -> None:
    """Entry point: exits 0 (fine), 1 (faults found, listed) or 2 (wrong usage)."""
    collector.relax()
    try:
        app(prog_name="pointsman")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
