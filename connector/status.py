"""How the daemon is doing: one light for each loop, with the reason where it is not green."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connector.clock import Clock


class Colour(StrEnum):
    """Green works; amber waits and will resume by itself, or works with something amiss; red needs a
    person."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Light:
    """One loop's state; `since` is when it took this colour."""

    name: str
    colour: Colour
    message: str
    since: datetime
    checked_at: datetime


class Status:
    """The board of lights; safe for several threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._lights: dict[str, Light] = {}

    def show(self, name: str, colour: Colour, message: str = "") -> bool:
        """Sets a light; true where its colour or message changed."""
        now = self._clock.now()
        with self._lock:
            old = self._lights.get(name)
            changed = old is None or old.colour is not colour or old.message != message
            since = now if old is None or old.colour is not colour else old.since
            self._lights[name] = Light(name, colour, message, since, now)
        return changed

    def clear(self, name: str) -> None:
        """Takes a light off the board."""
        with self._lock:
            self._lights.pop(name, None)

    def lights(self) -> list[Light]:
        """All lights, by name."""
        with self._lock:
            return sorted(self._lights.values(), key=lambda light: light.name)

    def worst(self) -> Colour:
        """The worst colour on the board."""
        colours = {light.colour for light in self.lights()}
        return next((c for c in (Colour.RED, Colour.AMBER) if c in colours), Colour.GREEN)
