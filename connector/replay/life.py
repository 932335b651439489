"""One lead's own past under the policy on trial: what a decision about it finds, and leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from connector.core.clocks import restarted
from connector.core.deadlines import Checkpoint, Clock
from connector.core.decision import Decision, Outcome
from connector.core.matching.match import MatchResult
from connector.core.staff.roster import Roster
from connector.core.view import HOLDS, View
from connector.replay.outside import MET, MOOT, Outside

DAY = timedelta(hours=24)
HOLD, DEADLINE, GIVE_BACK = "hold", "deadline", "give_back"


@dataclass(slots=True)
class Alarm:
    """Something about a lead that is to be looked at: the end of a hold, a step of a clock (by key and
    number), the end of an absence (by e-mail and route)."""

    at: datetime
    kind: str
    what: str
    number: int = 0
    path: str = ""
    off: bool = False


@dataclass(slots=True)
class Pending:
    """An owner that was decided and is not written yet; what becomes of the write, and when (None: it
    waits)."""

    owner: str | None
    undoes: bool
    planned: bool
    how: str
    at: datetime | None


@dataclass(slots=True)
class Ended:
    """A clock that runs no more: `result` is met, moot (it lost its sense), or missed."""

    clock: Clock
    result: str
    at: datetime


@dataclass(slots=True)
class Life:
    """`owner` is whom the CRM names, `ours` whom our last write gave; `match` is what was found last.
    `recorded` is who has it on the record once it is written; `holder` counts as having it here, `basis`
    where loads are taken from."""

    owner: str | None
    outside: Outside
    view: View
    ours: str | None = None
    wrote: bool = False
    written_at: datetime | None = None
    pending: Pending | None = None
    undone: list[datetime] = field(default_factory=list)
    redecided: list[datetime] = field(default_factory=list)
    planned: int = 0
    clocks: list[Clock] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    over: dict[str, datetime] = field(default_factory=dict)
    email: str | None = None
    given_at: datetime | None = None
    rotation: str | None = None
    declined: frozenset[str] = frozenset()
    had: list[tuple[datetime, str]] = field(default_factory=list)
    decided: bool = False
    outcome: Outcome | None = None
    match: MatchResult | None = None
    recorded: str | None = None
    holder: str | None = None
    basis: str | None = None

    @property
    def coming(self) -> str | None:
        """Who has it once our own write is through."""
        return self.pending.owner if self.pending is not None else self.owner

    def lands(self, now: datetime, *, included: bool = False) -> None:
        """What became of our write before now; `included`: at this very instant, too."""
        one = self.pending
        if one is None or one.at is None or one.at > now or (one.at == now and not included):
            return
        self.pending = None
        if one.how == "fails":
            return
        self.owner = one.owner
        if one.how == "lands":
            self.ours, self.wrote, self.written_at = one.owner, True, one.at
            self.planned += one.planned
            if one.undoes:
                self.undone.append(one.at)
            if one.owner is not None:
                self.had.append((one.at, one.owner))

    def settle(self, now: datetime) -> Iterator[Ended]:
        """The clocks that people ended up to now."""
        for clock in [*self.clocks]:
            end = self.outside.end_of(clock, now)
            if end is not None:
                self.stop(clock)
                yield Ended(clock, *end)

    def stop(self, clock: Clock) -> None:
        """The clock runs no more, and none of its steps comes."""
        self.clocks = [one for one in self.clocks if one.key != clock.key]
        self._call_off(lambda alarm: alarm.kind == DEADLINE and alarm.what == clock.key)

    def clock(self, key: str) -> Clock | None:
        """A clock that runs, by its key."""
        return next((one for one in self.clocks if one.key == key), None)

    def told(self, now: datetime, first: bool) -> dict[str, Any]:
        """What a view tells of this past; `first` that the lead has just been created."""
        since = now - DAY
        return {
            "our_owner": self.ours,
            "wrote_before": self.wrote,
            "written_at": self.written_at,
            "pending_owner": self.pending.owner if self.pending is not None else None,
            "undone": sum(at >= since for at in self.undone),
            "reassigned": self.planned,
            "clocks": tuple(self.clocks),
            "declined": self.declined,
            "rotation": None if first else self.rotation,
            "settled": frozenset() if first else self._over(now),
            "held_until": None if first else self._held_until(now),
        }

    def redecided_since(self, now: datetime) -> int:
        """How often a change had it decided in the last 24 hours."""
        return sum(at >= now - DAY for at in self.redecided)

    def earlier(self) -> tuple[str, ...]:
        """The seats that had it, the latest first, once each."""
        return tuple(dict.fromkeys(owner for _, owner in sorted(self.had, reverse=True)))

    def follow(self, view: View, decision: Decision, name: str) -> Iterator[Ended]:
        """Takes a decision into account, which was taken about this view; the clocks that it ends."""
        now = view.now
        self.decided, self.outcome = True, decision.outcome
        if view.lead.owner_id is not None:
            self.had.append((now, view.lead.owner_id))
        if view.cause.trigger == "changed":
            self.redecided.append(now)
        if not decision.stands:
            self.pending = None
            self._call_off(lambda alarm: alarm.kind != DEADLINE and alarm.at > now)
        for clock in view.clocks if not decision.stands else ():
            if clock.checkpoint is Checkpoint.ASSIGNED and decision.outcome is Outcome.ASSIGN:
                self.stop(clock)
                yield Ended(clock, MET, now)
            elif decision.ends is not None and clock.checkpoint is not Checkpoint.ASSIGNED:
                self.stop(clock)
                yield Ended(clock, MOOT, now)
        self.clocks += [replace(one, key=f"{name}:{n}") for n, one in enumerate(decision.clocks)]

    def begins(self, view: View, roster: Roster) -> None:
        """A lead of which there is a past before the period: what its first view knows of it."""
        self.ours, self.wrote, self.written_at = view.our_owner, view.wrote_before, view.written_at
        self.undone, self.redecided = [view.now] * view.undone, [view.now] * view.redecided
        self.planned, self.rotation, self.declined = view.reassigned, view.rotation, view.declined
        self.over = dict.fromkeys(view.settled, view.now)
        self.clocks = [replace(restarted(roster, one, one.started_at), key=one.key) for one in view.clocks]
        self.had = [
            (view.now - DAY - timedelta(seconds=place), owner)
            for place, owner in enumerate(view.earlier_owners)
        ]
        if view.pending_owner is not None:
            self.pending = Pending(view.pending_owner, False, False, "lands", view.now)

    def _call_off(self, which: Callable[[Alarm], bool]) -> None:
        for alarm in self.alarms:
            alarm.off = which(alarm)
        self.alarms = [alarm for alarm in self.alarms if not alarm.off]

    def _over(self, now: datetime) -> frozenset[str]:
        due = {one.what for one in self.alarms if one.kind == HOLD and one.at <= now}
        return HOLDS & (due | {name for name, at in self.over.items() if at >= now - DAY})

    def _held_until(self, now: datetime) -> datetime | None:
        return next((one.at for one in self.alarms if one.kind == HOLD and one.at > now), None)
