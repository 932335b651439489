"""Every command and where it lives: a module is imported when one of its commands is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

HOMES = {
    "setting_up": ("init", "check", "doctor"),
    "testing": ("test",),
    "documenting": ("docs",),
    "running": ("run",),
    "explaining": ("explain",),
    "deciding": ("decisions",),
    "asking": ("try", "fields"),
    "what_if": ("what-if",),
    "backtesting": ("backtest", "replay", "agreement"),
    "settling": ("waiting", "memory"),
    "answering": ("accept", "decline", "reassign"),
    "tending": ("people", "pause", "resume"),
    "matching": ("match",),
    "hygiene": ("hygiene",),
    "reporting": ("report",),
    "auditing": ("audit",),
}
"""What each module registers, in the order in which a newcomer needs it."""


class Commands(Mapping[str, Any]):
    """The commands by name. Who only lists the names imports nothing."""

    def __init__(self) -> None:
        self._homes = {name: home for home, names in HOMES.items() for name in names}
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """The command of that name. Raises KeyError where there is none."""
        if name not in self._made:
            part = typer.Typer(rich_markup_mode=None)
            import_module(f"connector.cli.{self._homes[name]}").register(part)
            self._made.update(get_group(part).commands)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)


class Root(TyperGroup):
    """What the words after `pointsman` are looked up in."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = Commands()  # type: ignore[assignment]  # it is read only

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)
