"""How far long work has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from connector.cli.app import say

LINES = 10
"""Lines about each stage where there is no terminal."""


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Takes the stage, what is done and about how much there is; shows it on standard error."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, int] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = int(bar.add_task(stage))
            bar.update(tasks[stage], completed=done, total=max(done, total))  # type: ignore[arg-type]

        yield show


def _lines() -> Callable[[str, int, int], None]:
    told: dict[str, int] = {}

    def show(stage: str, done: int, total: int) -> None:
        tenth = min(LINES, done * LINES // max(1, total))
        if tenth > told.get(stage, 0):
            told[stage] = tenth
            say(f"{stage}: {done:,} of about {max(done, total):,}")

    return show
