"""A policy on trial: the leads as they came, decided as it would have, each on what it left behind itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from heapq import heappop, heappush

from sqlalchemy import Connection

from connector.core.decision import Decision, Outcome
from connector.core.rules import Policy
from connector.core.staff.roster import roster_of
from connector.core.view import Request, Verb, View
from connector.replay.came import Came, Timers, somebody_gave
from connector.replay.deciding import Deciding
from connector.replay.held import Held
from connector.replay.life import DEADLINE, GIVE_BACK, HOLD, Alarm, Ended, Life
from connector.replay.outside import MOOT, Ref

_KINDS = {Verb.DEADLINE: DEADLINE, Verb.GIVE_BACK: GIVE_BACK}
WAITING = frozenset({Outcome.REVIEW, Outcome.PARK})
CLOSED, TAKEN = "closed", "taken"
"""What happens to a lead from outside."""


class Side:
    """One policy on trial. `came` takes recorded decisions in their order; what the policy itself brings
    about in between is decided when its time comes; `ends`, at the end of the period. `apart` counts recorded
    decisions that come out otherwise, or do not come."""

    def __init__(self, conn: Connection, name: str, policy: Policy, mode: str, timers: Timers) -> None:
        self.name, self.policy, self.apart = name, policy, 0
        self.deciding = Deciding(conn, policy, mode == "live", self._set)
        self.held: Held | None = None
        self._conn, self._mode, self._timers = conn, mode, timers
        self._heap: list[tuple[datetime, int, Ref, Alarm]] = []
        self._waiting: dict[int, Alarm] = {}
        self._used: set[int] = set()
        self._latest: View | None = None
        self._number = 0

    def came(self, one: Came) -> None:
        """A recorded decision comes."""
        if self.held is None:
            self.held = Held(self._conn, self._mode, self.policy, one.view)
        held = self.held
        self._until(one.view.now, held, first=True)
        self._latest = one.view
        life = self.deciding.lives.get(one.ref)
        fresh = life is None
        if life is None:
            life = self._begins(one, held)
        life.lands(one.view.now, included=one.view.pending_owner is None)
        before, life.view = life.view, one.view
        if not fresh and somebody_gave(before, one.view):
            self._taken(one.ref, life, held, one.view.lead.owner_id)
        self._settles(one.ref, life, one.view.now)
        decision = self._decides(life, one, held, before, fresh)
        if decision is not None:
            self.apart += (decision.outcome, decision.owner_id) != (one.outcome, one.owner_id)
        else:
            self.apart += not one.stands
        self._afterwards(life, one, held)

    def ends(self, at: datetime) -> None:
        """The period is over: what comes by then comes."""
        if self.held is not None:
            self._until(at, self.held, first=False)
        for ref, life in self.deciding.lives.items():
            self._settles(ref, life, at)
            missed = [clock for clock in life.clocks if clock.due_at <= at]
            self.deciding.ended += [(ref, Ended(clock, "missed", at)) for clock in missed]

    # -- what the record has -------------------------------------------------------------------

    def _begins(self, one: Came, held: Held) -> Life:
        view, ref = one.view, one.ref
        life = self.deciding.lives[ref] = Life(view.lead.owner_id, one.outside, view)
        owner = view.pending_owner if view.pending_owner is not None else view.lead.owner_id
        life.recorded = life.holder = life.basis = owner
        if held.rebuilt:
            there = one.outside.created_at is None or one.outside.created_at < held.began
            life.holder = life.basis = one.outside.owner_now if there else None
            held.has(life, ref[0], owner)
        if view.cause.trigger != "created":
            life.begins(view, roster_of(self.policy, view.directories, ref[0]))
            for clock in life.clocks:
                for number, at in enumerate(clock.strikes):
                    if at > view.now:
                        self._set(ref, life, Alarm(at, DEADLINE, clock.key, number))
        if one.outside.closed is not None and one.outside.closed[0] > view.now:
            self._push(ref, Alarm(one.outside.closed[0], CLOSED, ""))
        return life

    def _decides(self, life: Life, one: Came, held: Held, before: View, fresh: bool) -> Decision | None:
        view, trigger = one.view, one.view.cause.trigger
        if trigger == "timer" and not fresh and self._was_set(one):
            alarm = self._due(life, one)
            return self._rings(life, alarm, view, held, one) if alarm is not None else None
        if trigger == "created" and not self.policy.triggers.created:
            return None
        if trigger == "changed" and not fresh and not self._watches(life, one, before):
            return None
        if trigger == "request" and not fresh and not self._asks(life, one):
            return None
        return self.deciding.decide(life, view, held, one, view.request)

    def _was_set(self, one: Came) -> bool:
        """Whether a decision set the timer that went off; else somebody asked to have the lead looked at."""
        return any(number == one.number for _, number in self._timers.get(one.ref, ()))

    def _due(self, life: Life, one: Came) -> Alarm | None:
        """Which alarm of this policy's goes off as one did on the record."""
        alarm = self._waiting.pop(one.number, None)
        if alarm is not None:
            return None if alarm.off else alarm
        request = one.view.request
        early = request.email if request is not None and request.verb is Verb.GIVE_BACK else None
        due = [each for each in life.alarms if each.at <= one.view.now or _gives_back(each, early)]
        kind = _KINDS.get(request.verb, "") if request is not None else HOLD
        return min(due, key=lambda each: (each.kind != kind, each.at), default=None)

    def _watches(self, life: Life, one: Came, before: View) -> bool:
        """Whether the change is one that this policy decides anew for."""
        old, new = before.lead, one.view.lead
        for name in self.policy.triggers.changed:
            if name == "lead.owner":
                if somebody_gave(before, one.view):
                    return True
            elif old.fields.get(name.removeprefix("lead.")) != new.fields.get(name.removeprefix("lead.")):
                return True
        if any(alarm.kind == HOLD for alarm in life.alarms):
            return old.fields != new.fields
        same = one.by is not None and one.by.triggers.changed == self.policy.triggers.changed
        return same and one.view.held_until is None

    def _asks(self, life: Life, one: Came) -> bool:
        """Whether what a person asked for would have been asked for here, too."""
        request = one.view.request
        if request is None:
            return life.outcome in WAITING or one.outcome not in WAITING
        if request.to is not None or request.email is None or life.coming is None:
            return True
        crm = one.ref[0]
        return roster_of(self.policy, one.view.directories, crm).email_of(crm, life.coming) == request.email

    def _afterwards(self, life: Life, one: Came, held: Held) -> None:
        """Who has the lead on the record from here on, and what somebody does to it later."""
        view, around = one.view, one.outside
        was = view.pending_owner if view.pending_owner is not None else view.lead.owner_id
        life.recorded = one.owner_id if one.outcome is Outcome.ASSIGN else was
        if not held.rebuilt:
            held.counted(life, one.ref[0], life.recorded)
        if one.final and around.shown and around.closed is None:
            expected = {life.recorded}
            if one.fate is not None and one.fate[0] not in ("lands", "already"):
                expected.add(view.lead.owner_id)
            if around.owner_now not in expected and around.changed_at > view.now:
                self._push(one.ref, Alarm(around.changed_at, TAKEN, ""))

    # -- what comes by itself ------------------------------------------------------------------

    def _until(self, now: datetime, held: Held, *, first: bool) -> None:
        """What comes before now, or, unless what came is `first`, at this very instant."""
        while self._heap and (self._heap[0][0] < now or (not first and self._heap[0][0] == now)):
            at, _, ref, alarm = heappop(self._heap)
            life = self.deciding.lives[ref]
            if alarm.off:
                continue
            if alarm.kind in (CLOSED, TAKEN):
                self._from_outside(ref, life, alarm, held)
            elif not self._comes_later(ref, alarm):
                life.lands(at)
                self._settles(ref, life, at)
                self._rings(life, alarm, self._known(life, at), held, None)
        back = self.deciding.given_back
        for _, email, given_at in [each for each in back if each[0] < now]:
            held.took_back(email, given_at)
        back[:] = [each for each in back if each[0] >= now]

    def _known(self, life: Life, at: datetime) -> View:
        """What is known of a lead when nothing came: as it was last seen, and all around it as it was seen
        last of any lead."""
        latest = self._latest or life.view
        self._number += 1
        cause = replace(life.view.cause, trigger="timer", generation=f"own {self._number}", seen_at=at)
        shared = {"directories", "absences", "loads", "blanks", "ages"}
        return replace(life.view, now=at, cause=cause, **{name: getattr(latest, name) for name in shared})

    def _comes_later(self, ref: Ref, alarm: Alarm) -> bool:
        """Whether the record has it go off, too: then it does when it did, be it late."""
        for at, number in self._timers.get(ref, ()):
            if number not in self._used and at == alarm.at:
                self._used.add(number)
                self._waiting[number] = alarm
                return True
        return False

    def _rings(self, life: Life, alarm: Alarm, known: View, held: Held, one: Came | None) -> Decision | None:
        """An alarm goes off."""
        life.alarms = [each for each in life.alarms if each is not alarm]
        alarm.off, request = True, None
        if alarm.kind == HOLD:
            life.over[alarm.what] = known.now
        elif alarm.kind == GIVE_BACK:
            request = Request(Verb.GIVE_BACK, alarm.what, path=alarm.path)
        else:
            clock = life.clock(alarm.what)
            if clock is None:
                return None
            request = Request(Verb.DEADLINE, clock.email, clock, alarm.number)
        return self.deciding.decide(life, known, held, one, request)

    def _from_outside(self, ref: Ref, life: Life, alarm: Alarm, held: Held) -> None:
        life.lands(alarm.at)
        self._settles(ref, life, alarm.at)
        if alarm.kind == TAKEN:
            self._taken(ref, life, held, life.outside.owner_now)
            life.recorded = life.owner
            for clock in [one for one in life.clocks if one.started_at <= alarm.at]:
                life.stop(clock)
                self.deciding.ended.append((ref, Ended(clock, MOOT, alarm.at)))
        else:
            held.has(life, ref[0], None)
            life.recorded = None
        if not held.rebuilt:
            held.counted(life, ref[0], life.recorded)

    def _taken(self, ref: Ref, life: Life, held: Held, owner: str | None) -> None:
        """Somebody else gave the lead an owner."""
        life.owner, life.pending = owner, None
        held.has(life, ref[0], owner)

    def _settles(self, ref: Ref, life: Life, now: datetime) -> None:
        self.deciding.ended += [(ref, ended) for ended in life.settle(now)]

    def _set(self, ref: Ref, life: Life, alarm: Alarm) -> None:
        life.alarms.append(alarm)
        self._push(ref, alarm)

    def _push(self, ref: Ref, alarm: Alarm) -> None:
        self._number += 1
        heappush(self._heap, (alarm.at, self._number, ref, alarm))


def _gives_back(alarm: Alarm, early: str | None) -> bool:
    """Whether this alarm waits for somebody who came back early."""
    return early is not None and alarm.kind == GIVE_BACK and alarm.what == early
