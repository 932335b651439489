"""What became of a period's leads, counted: on the record, and under each policy on trial."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from sqlalchemy import Connection

from connector.core.clocks import FALLBACK
from connector.core.decision import Outcome
from connector.core.moves import Got
from connector.core.staff.rotations import rotations_of
from connector.core.staff.turns import drift
from connector.core.view import TurnState
from connector.keeping.recall import NotKept, Recall
from connector.replay.backtest import Past
from connector.replay.deciding import Told
from connector.replay.outside import MET, MOOT, Outside, Ref
from connector.replay.side import Side
from state import outside, recalled, turns

WAS = "was"
"""What the column of the record is called."""

WAYS = ("routed", "by the fallback", "waits", "for review", "waits for a person", "left alone", "not decided")
"""What a lead can come to at last."""

_WAYS = {
    Outcome.HOLD: "waits",
    Outcome.REVIEW: "for review",
    Outcome.PARK: "waits for a person",
    Outcome.LEAVE: "left alone",
}
Standings = Mapping[str, Mapping[str, TurnState]]


@dataclass
class Column:
    """Counts of one policy, or of the record: leads by owner, by route and by what they came to, those of
    them that have been converted by now by route, what people were given, and on which days, and the clocks
    by checkpoint, route and result. `turns` are the standings at the end."""

    owners: Counter[str] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)
    converted: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    days: Counter[tuple[str, str]] = field(default_factory=Counter)
    clocks: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    turns: dict[str, dict[str, TurnState]] = field(default_factory=dict)
    apart: int = 0

    def add(self, other: Column) -> None:
        """Takes in what other leads came to."""
        for each in fields(self):
            mine = getattr(self, each.name)
            if isinstance(mine, Counter):
                mine.update(getattr(other, each.name))
        self.apart += other.apart
        self.turns |= other.turns

    def lead(self, told: Told | None, around: Outside | None) -> None:
        """Takes in what a lead came to at last."""
        if told is None:
            self.ways["not decided"] += 1
            return
        way = _WAYS.get(told.outcome) or ("by the fallback" if told.got.route == FALLBACK else "routed")
        self.ways[way] += 1
        self.owners[told.got.owner] += 1
        self.routes[told.got.way] += 1
        if around is not None and around.closed is not None and around.closed[1]:
            self.converted[told.got.way] += 1

    def gave(self, given: Iterable[tuple[str, datetime]]) -> None:
        """Takes in who was given a lead, and when."""
        for email, at in given:
            self.given[email] += 1
            self.days[email, f"{at:%Y-%m-%d}"] += 1

    def clock(self, what: tuple[str, str], result: str) -> None:
        """Takes in a clock: met, missed or moot."""
        self.clocks[(*what, result)] += 1


@dataclass(frozen=True, slots=True)
class Moved:
    """A lead that another owner gets, and what it got on the record."""

    ref: Ref
    was: Got
    now: Got


@dataclass
class Tried:
    """What came of a backtest: the columns by name, the record's first; the leads that another owner gets, by
    policy; the decisions that came again, and those that could not, by why."""

    columns: dict[str, Column] = field(default_factory=dict)
    moved: dict[str, list[Moved]] = field(default_factory=dict)
    leads: int = 0
    decisions: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    notes: set[str] = field(default_factory=set)

    def add(self, other: Tried) -> None:
        """Takes in what came of other leads."""
        for name, column in other.columns.items():
            self.columns.setdefault(name, Column()).add(column)
        for name, moved in other.moved.items():
            self.moved.setdefault(name, []).extend(moved)
        self.leads += other.leads
        self.decisions += other.decisions
        self.lost += other.lost
        self.notes |= other.notes

    def in_order(self) -> Tried:
        """The same with leads in the order of their ids, however they came."""
        for moved in self.moved.values():
            moved.sort(key=lambda one: one.ref)
        return self


def tried(conn: Connection, past: Past) -> Tried:
    """Counts what came of a backtest."""
    period = past.period
    found = Tried(leads=len(past.was), decisions=past.decisions, lost=Counter(past.lost))
    was = found.columns[WAS] = Column()
    for ref, told in past.was.items():
        was.lead(told, past.around.get(ref))
    when = (period.since, period.until)
    was.gave(outside.given(conn, period.mode, when, period.leads))
    for kept in outside.fell_due(conn, period.mode, when, period.leads):
        result = _result(kept.status, kept.settled_at, kept.due_at, period.until)
        if result is not None:
            was.clock((kept.checkpoint, kept.route), result)
    for side in past.sides:
        found.columns[side.name] = _of_side(past, side)
        found.moved[side.name] = [
            Moved(ref, told.got, now.got)
            for ref, told in past.was.items()
            if (now := side.deciding.last.get(ref)) is not None
            and (now.outcome, now.owner_id) != (told.outcome, told.owner_id)
        ]
        found.notes |= side.deciding.notes
        if side.held is not None and side.held.rebuilt:
            found.notes.add(REBUILT)
    return found


REBUILT = (
    "what people had in hand was not kept, as the policy then did not ask: it is counted from the mirror of "
    "today, with the owners of today"
)


def turns_at_the_end(conn: Connection, mode: str, last: int) -> Standings:
    """The record's standings once the period was over."""
    following = outside.next_after(conn, mode, last)
    if following is not None:
        batch = next(iter(recalled.batches(conn, following, following)), ())
        for one in batch:
            try:
                return Recall(conn).view(one).turns
            except NotKept:
                break
    kept = turns.load(conn, mode)
    return {name: {email: TurnState(*one) for email, one in own.items()} for name, own in kept.items()}


def drifts(column: Column) -> list[tuple[str, str, int, float]]:
    """By rotation and person: the turns taken so far, and how many of them are ahead of their share."""
    return [
        (rotation, email, state.taken, round(drift(state), 2))
        for rotation, standings in sorted(column.turns.items())
        for email, state in sorted(standings.items())
    ]


def busiest(column: Column) -> dict[str, int]:
    """The most that each person was given on one day (UTC)."""
    found: dict[str, int] = {}
    for (email, _), count in column.days.items():
        found[email] = max(found.get(email, 0), count)
    return found


def _of_side(past: Past, side: Side) -> Column:
    column, until = Column(apart=side.apart), past.period.until
    for ref in past.was:
        column.lead(side.deciding.last.get(ref), past.around.get(ref))
    column.gave(side.deciding.given)
    for _, ended in side.deciding.ended:
        clock = ended.clock
        if clock.started_at < past.period.since:
            continue
        status = "met" if ended.result == MET else "ended" if ended.result == MOOT else "running"
        result = _result(status, ended.at, clock.due_at, until)
        if result is not None:
            column.clock((clock.checkpoint.value, clock.route), result)
    if side.held is not None:
        own = rotations_of(side.policy)
        column.turns = {name: each for name, each in side.held.shares.turns.items() if name in own}
    return column


def _result(status: str, at: datetime | None, due: datetime, until: datetime) -> str | None:
    """What became of a deadline: met, missed, moot (the lead went elsewhere before); None: it is to come."""
    if status == "met" and at is not None and at <= due:
        return "met"
    if status == "ended" and at is not None and at < due:
        return "moot"
    return "missed" if due <= until else None
