"""Activities are read alongside leads and accounts: which of them a pass asks for, and what it leaves.

They are read only while the policy asks for them, one kind a pass and each once a minute, so that a
day without news costs Salesforce no call (five queries go into one) and HubSpot some 4,300. A timer that
waits for them has all kinds read at once. They hold up no lead: a pass ends with its leads and accounts,
and what is left of the activities is the next one's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from adapters.contract import Crm
from adapters.errors import AdapterError, Retry
from mappings.changes import Window
from mappings.records import ACTIVITIES, Kind
from state import inbox
from state.cursors import Cursor

EVERY = timedelta(seconds=60)
HISTORY = timedelta(days=30)
"""How far back the first reading goes, by the time of the last change."""

OVERLAP = timedelta(minutes=10)  # a search index lags, and a transaction may run that long before it shows
REFUSED_FOR = timedelta(minutes=15)
PAGES_A_PASS = 10
"""Pages after which a pass with nothing left but activities ends."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

Marks = Mapping[tuple[Kind, str], Cursor]


@dataclass(frozen=True)
class Left:
    """A window that a pass left, with when its reading began, by our clock and by the CRM's."""

    window: Window
    begun: datetime
    started: datetime | None = None


@dataclass
class Pass:
    """A pass over the feed: what is left to read, and what its end will move.

    `begun` is when the reading of each kind began, by our clock, `started` the same by the CRM's.
    """

    windows: list[Window]
    warm: list[Kind]
    begun: dict[Kind, datetime]
    started: dict[Kind, datetime] = field(default_factory=dict)
    refused: dict[Kind, str] = field(default_factory=dict)

    @property
    def only_activities(self) -> bool:
        """Whether nothing else is left to read."""
        return all(window.kind in ACTIVITIES for window in self.windows)

    @property
    def of_activities(self) -> bool:
        """Whether nothing else was to be read."""
        return ACTIVITIES.issuperset(self.begun)

    def take_up(self, left: Left) -> None:
        """Reads this window, too."""
        kind = left.window.kind
        self.windows.append(left.window)
        self.begun[kind] = left.begun
        if left.started is not None:
            self.started[kind] = left.started

    def leave(self) -> dict[Kind, Left]:
        """Gives up what it has not read of the activities."""
        left = {window.kind: window for window in self.windows if window.kind in ACTIVITIES}
        self.windows = [window for window in self.windows if window.kind not in left]
        return {
            kind: Left(window, self.begun.pop(kind), self.started.pop(kind, None))
            for kind, window in left.items()
        }


class Alongside:
    """The activities of one CRM. `refused` are kinds that could not be read, with why."""

    def __init__(self, crm: Crm, mode: str) -> None:
        self._crm = crm
        self._mode = mode
        self._wanted = False
        self._left: dict[Kind, Left] = {}
        self._resting: dict[Kind, datetime] = {}
        self.refused: dict[Kind, str] = {}

    def join(self, one: Pass, conn: Connection, marks: Marks, now: datetime) -> None:
        """Adds to a pass that begins `now` what it is to read of them."""
        self._wanted = True
        able = [kind for kind in self._crm.activities if self._resting.get(kind, now) <= now]
        others = [kind for kind in able if kind not in self._left]
        if not inbox.timer_awaits(conn, self._mode, self._crm.name, now):
            due = [kind for kind in others if now - _read_at(marks, kind) >= EVERY]
            others = [] if self._left else sorted(due, key=lambda kind: _read_at(marks, kind))[:1]
        self.go_on(one, able)
        for kind in others:
            one.take_up(Left(Window(kind, _since(marks, kind)), now))

    def go_on(self, one: Pass, kinds: Iterable[Kind]) -> None:
        """Adds to a pass what earlier ones left of these kinds."""
        for kind in kinds:
            if kind in self._left:
                one.take_up(self._left.pop(kind))

    def drop(self) -> None:
        """The policy asks for none any more."""
        self._wanted = False
        self._left, self._resting, self.refused = {}, {}, {}

    def end(self, one: Pass, now: datetime) -> None:
        """The pass ends: what it has not read of them is left, what it could not read rests."""
        self._left |= one.leave()
        for kind in ACTIVITIES.intersection(one.started):
            self.refused.pop(kind, None)
        for kind in ACTIVITIES.intersection(one.refused):
            self.refused[kind], self._resting[kind] = one.refused[kind], now + REFUSED_FOR

    def stumble(self, one: Pass, error: AdapterError, now: datetime) -> None:
        """The CRM broke off a pass. That may have been for one of these, which therefore rest for a minute,
        or for as long as the CRM asks."""
        alone, wish = one.only_activities, error.after if isinstance(error, Retry) else None
        self._left |= one.leave()
        for kind in self._left:
            self._resting[kind] = now + (EVERY if wish is None else timedelta(seconds=wish))
            if alone and not isinstance(error, Retry):
                self.refused[kind] = error.message

    def known_until(self, marks: Marks, now: datetime) -> datetime:
        """The instant up to which all of them that can be read have been, by our clock."""
        kinds = [kind for kind in self._crm.activities if kind not in self.refused] if self._wanted else ()
        return min((_read_at(marks, kind) for kind in kinds), default=now)


def _read_at(marks: Marks, kind: Kind) -> datetime:
    mark = marks.get((kind, "hot"))
    return mark.drained_at if mark is not None and mark.drained_at is not None else _NEVER


def _since(marks: Marks, kind: Kind) -> datetime:
    mark, leads = marks.get((kind, "hot")), marks[Kind.LEAD, "hot"].since
    earliest = _NEVER if leads is None else leads - HISTORY
    return earliest if mark is None or mark.since is None else max(mark.since - OVERLAP, earliest)
