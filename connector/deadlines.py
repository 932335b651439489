"""Clocks between rows and values: what a decision starts and ends, and what the CRM shows of it since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from connector.core.clocks import restarted
from connector.core.deadlines import Checkpoint, Clock, Mark, Pace, Whom
from connector.core.decision import Decision, Outcome
from connector.core.destinations import Target, TargetKind
from connector.core.planned import mark_name
from connector.core.rules import Policy
from connector.core.staff.roster import roster_of
from connector.core.view import HOLDS, Cause, Request, Verb, View
from mappings.records import Directory
from state import assignments, clocks, timers, touches
from state.assignments import Given
from state.clocks import ClockRow, End
from state.inbox import Item
from state.timers import Timer

MET, ENDED = "met", "ended"
DAY = timedelta(hours=24)


def clock_of(row: ClockRow) -> Clock:
    """A row as the core knows it."""
    return Clock(
        checkpoint=Checkpoint(row.checkpoint),
        route=row.route,
        owner_id=row.owner_id,
        email=row.email,
        pace=Pace(row.pace),
        team=row.team,
        started_at=row.started_at,
        allowed=timedelta(seconds=row.allowed),
        due_at=row.due_at,
        marks=tuple(_mark(each) for each in row.marks),
        key=row.key,
    )


def request_of(item: Item, running: Sequence[ClockRow]) -> Request | None:
    """What an arrival asks for besides a decision; None where it asks for nothing more. A clock that runs no
    more is asked for by its name alone, which the core answers."""
    detail = item.arrival.detail
    if isinstance(detail, dict):
        to = detail.get("to")
        return Request(
            Verb(detail["ask"]),
            detail.get("email"),
            to=Target(TargetKind(to[0]), to[1]) if to else None,
            by=detail.get("by", ""),
        )
    if not isinstance(detail, str):
        return None
    if detail.startswith(timers.DEADLINE):
        key, _, number = detail.removeprefix(timers.DEADLINE).rpartition(":")
        clock = next((clock_of(row) for row in running if row.key == key), None)
        return Request(Verb.DEADLINE, clock.email if clock else None, clock, int(number))
    if detail.startswith(timers.GIVE_BACK):
        email, _, path = detail.removeprefix(timers.GIVE_BACK).partition(":")
        return Request(Verb.GIVE_BACK, email, path=path)
    return None


def with_its_past(
    conn: Connection, mode: str, views: Mapping[int, View], items: Sequence[Item], now: datetime
) -> dict[int, View]:
    """The views with the clocks that run for their leads, the holds that are over, what is asked for, and by
    whose turn whoever has the lead got it."""
    found = dict(views)
    by_crm: dict[str, list[Item]] = {}
    for item in items:
        if item.id in views:
            by_crm.setdefault(item.arrival.crm, []).append(item)
    for crm, of_crm in by_crm.items():
        running = clocks.running(conn, mode, crm, [item.arrival.record_id for item in of_crm])
        again = [item for item in of_crm if item.arrival.trigger != "created"]
        ids = [item.arrival.record_id for item in again]
        holds = timers.holds(conn, mode, crm, ids, now - DAY) if again else {}
        asked = [item.arrival.record_id for item in again if request_of(item, ()) is not None]
        given = assignments.latest(conn, mode, crm, ids)
        last_touch = touches.last(conn, crm, asked, now) if asked else {}
        for item in of_crm:
            lead = item.arrival.record_id
            rows, last = running.get(lead, []), given.get(lead)
            until, over = holds.get(lead, (None, frozenset()))
            request = request_of(item, rows)
            declined = last.declined if last is not None else frozenset()
            if rows or request is not None or until is not None or over or declined:
                found[item.id] = replace(
                    found[item.id],
                    request=request,
                    clocks=tuple(clock_of(row) for row in rows),
                    settled=over & HOLDS,
                    held_until=until,
                    rotation=last.rotation if last is not None else None,
                    touched_at=last_touch[lead].at if lead in last_touch else None,
                    declined=declined,
                )
    return found


def rearm(
    conn: Connection, mode: str, policy: Policy, directories: Mapping[str, Directory], now: datetime
) -> int:
    """Sets the clocks that run by the hours of a policy that is new; how many steps come at another time.
    The time allowed and the steps stay as they were when the clock started."""
    rows = {row.key: row for row in clocks.all_running(conn, mode)}
    anew = {
        row.key: restarted(roster_of(policy, directories, row.crm), clock_of(row), row.started_at)
        for row in rows.values()
    }
    due = [(key, one.due_at) for key, one in anew.items() if one.due_at != rows[key].due_at]
    clocks.move(conn, due, now)
    moved = []
    for number, name, at in timers.steps(conn, mode):
        key, _, mark = name.removeprefix(timers.DEADLINE).rpartition(":")
        if key in anew and anew[key].strikes[int(mark)] != at:
            moved.append((number, anew[key].strikes[int(mark)]))
    timers.move(conn, moved)
    return len(moved)


@dataclass
class Following:
    """What a batch of decisions starts, ends and waits for; written in a few statements at its end."""

    started: list[ClockRow] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    ended: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    taken_back: dict[str, dict[str, tuple[str, bool]]] = field(default_factory=dict)

    def note(self, item: Item, name: str, view: View, decision: Decision) -> None:
        """Takes a decision into account. `name` is its id."""
        cause = view.cause
        if decision.hold_until is not None and decision.outcome is Outcome.HOLD:
            self.timers.append(timer(item, f"{timers.HOLD}{decision.hold_for}", decision.hold_until))
        if decision.look_again is not None:
            at, what = decision.look_again
            self.timers.append(timer(item, what, at))
        for clock in view.clocks if not decision.stands else ():
            if clock.checkpoint is Checkpoint.ASSIGNED and decision.outcome is Outcome.ASSIGN:
                self._end(cause, clock, (MET, "it has an owner"))
            elif decision.ends is not None and clock.checkpoint is not Checkpoint.ASSIGNED:
                self._end(cause, clock, (ENDED, decision.ends))
        if view.request is not None and not decision.stands and decision.outcome is not Outcome.LEAVE:
            by = (view.request.verb.value, decision.credit is None)
            self.taken_back.setdefault(cause.crm, {})[cause.record_id] = by
        for number, clock in enumerate(decision.clocks):
            keyed = replace(clock, key=f"{name}:{number}")
            self.started.append(_row(item, keyed))
            for mark, at in enumerate(clock.strikes):
                self.timers.append(timer(item, mark_name(keyed, mark), at))

    def store(self, conn: Connection, mode: str, now: datetime) -> None:
        """Writes it down; before what is given anew is put on record."""
        for (status, how), of in self.ended.items():
            _stop(conn, End(status, how, now), of, now)
        for crm, leads in self.taken_back.items():
            latest = assignments.latest(conn, mode, crm, list(leads))
            assignments.end(conn, [(one.id, *leads[lead]) for lead, one in latest.items()])
        clocks.put(conn, self.started, now)
        timers.put(conn, self.timers)

    def _end(self, cause: Cause, clock: Clock, how: tuple[str, str]) -> None:
        self.ended.setdefault(how, []).append((cause.record_id, clock.key))


def decline(given: Given, email: str, by: str) -> tuple[str, dict[str, str]]:
    """The generation and the detail of the arrival by which somebody gives a lead back: once for each time
    that it was given to them."""
    return f"decline:{given.id}", {"ask": "decline", "email": email, "by": by}


def acknowledged(rows: Sequence[ClockRow], how: str) -> dict[str, tuple[str, str]]:
    """What becomes of the clocks, by key, once whoever has the lead has accepted it."""
    return {row.key: (MET, how) for row in rows if row.checkpoint == Checkpoint.ACKNOWLEDGED.value}


def settle(
    conn: Connection,
    rows: Sequence[ClockRow],
    found: Mapping[str, tuple[str, str]],
    at: datetime,
    now: datetime,
) -> None:
    """Stops clocks: by key, their end (`MET`, `ENDED`) and how. That was `at`; it is learnt of `now`."""
    by: dict[tuple[str, str], list[ClockRow]] = {}
    for row in rows:
        if row.key in found:
            by.setdefault(found[row.key], []).append(row)
    for (status, how), of in by.items():
        _stop(conn, End(status, how, at), [(row.record_id, row.key) for row in of], now)


def _stop(conn: Connection, end: End, of: Sequence[tuple[str, str]], now: datetime) -> None:
    """These clocks, by record and key, run no more, and none of their steps comes."""
    clocks.settle(conn, [key for _, key in of], end, now)
    timers.cancel_steps(conn, of)


def timer(item: Item, name: str, due: datetime) -> Timer:
    """A point in time at which something about the item's lead is to be looked at."""
    a = item.arrival
    return Timer(0, a.mode, a.crm, a.org_id, a.object, a.record_id, name, due)


def _row(item: Item, clock: Clock) -> ClockRow:
    a = item.arrival
    return ClockRow(
        key=clock.key,
        mode=a.mode,
        crm=a.crm,
        org_id=a.org_id,
        object=a.object,
        record_id=a.record_id,
        checkpoint=clock.checkpoint.value,
        route=clock.route,
        pace=clock.pace.value,
        marks=[_plain(mark) for mark in clock.marks],
        owner_id=clock.owner_id,
        email=clock.email,
        team=clock.team,
        started_at=clock.started_at,
        due_at=clock.due_at,
        allowed=clock.allowed.total_seconds(),
    )


def _plain(mark: Mark) -> Mapping[str, Any]:
    to = mark.reassign
    return {
        "after": None if mark.after is None else mark.after.total_seconds(),
        "percent": mark.percent,
        "notify": list(mark.notify),
        "reassign": [to.kind.value, to.name] if isinstance(to, Target) else to.value if to else None,
        "credit": mark.credit,
        "from_deadline": mark.from_deadline,
    }


def _mark(plain: Mapping[str, Any]) -> Mark:
    to, after = plain["reassign"], plain["after"]
    taker = Target(TargetKind(to[0]), to[1]) if isinstance(to, list) else Whom(to) if to else None
    return Mark(
        after=None if after is None else timedelta(seconds=after),
        percent=plain["percent"],
        notify=tuple(plain["notify"]),
        reassign=taker,
        credit=plain["credit"],
        from_deadline=plain["from_deadline"],
    )
