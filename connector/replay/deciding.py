"""One lead decided by the policy on trial: what it knows of it, the account, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from connector.core.decide import decide, match_lead
from connector.core.decision import Decision, Outcome
from connector.core.matching.installed import install
from connector.core.matching.match import MatchResult
from connector.core.moves import OTHER, Got, called
from connector.core.rules import Policy
from connector.core.staff.roster import roster_of
from connector.core.view import AccountFacts, Request, Verb, View
from connector.gather import matched
from connector.replay.came import Came
from connector.replay.held import Held
from connector.replay.life import DEADLINE, GIVE_BACK, HOLD, Alarm, Ended, Life, Pending
from connector.replay.outside import Ref
from connector.seen import as_decided

TODAY = "related records of accounts are as they are today where the record has none"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a lead at last, as its last decision says."""

    outcome: Outcome
    owner_id: str | None
    got: Got


def told(policy: Policy, view: View, decided: tuple[Outcome, str | None, str | None, str]) -> Told:
    """An outcome, an owner, a route and a reason, in words."""
    outcome, owner_id, route, reason = decided
    if outcome is not Outcome.ASSIGN:
        return Told(outcome, None, Got(OTHER[outcome], route, reason))
    roster = roster_of(policy, view.directories, view.cause.crm)
    return Told(outcome, owner_id, Got(called(owner_id, roster), route, reason))


class Deciding:
    """Decides for one policy. `set_alarm` takes what is to be looked at later."""

    def __init__(
        self, conn: Connection, policy: Policy, lands: bool, set_alarm: Callable[[Ref, Life, Alarm], None]
    ) -> None:
        self.lives: dict[Ref, Life] = {}
        self.last: dict[Ref, Told] = {}
        self.ended: list[tuple[Ref, Ended]] = []
        self.given: list[tuple[str, datetime]] = []
        self.given_back: list[tuple[datetime, str | None, datetime | None]] = []
        self.notes: set[str] = set()
        self._conn, self._policy, self._lands, self._set_alarm = conn, policy, lands, set_alarm
        self._alike: dict[int, bool] = {}

    def decide(
        self, life: Life, known: View, held: Held, one: Came | None, request: Request | None
    ) -> Decision:
        """Decides on what is known; `one` is what came, None where this policy's own time has come."""
        view = self._view(life, known, held, request)
        install(self._policy.additions)
        view, match = self._matched(life, view, one)
        life.match = match
        decision = decide(self._policy, view, match)
        ref = (view.cause.crm, view.cause.record_id)
        if not decision.stands:
            said = (decision.outcome, decision.owner_id, decision.route, decision.reason)
            self.last[ref] = told(self._policy, view, said)
        if not (decision.left_to_its_owner and not life.decided):
            self._follow(life, view, held, decision, one)
        return decision

    def _view(self, life: Life, known: View, held: Held, request: Request | None) -> View:
        """What this policy knows: of the lead and all around it as recorded, of its past as it was here."""
        now, policy, created = known.now, self._policy, known.cause.trigger == "created"
        loads, blanks = held.of(known)
        touch = life.outside.touched(now)
        more = life.told(now, created)
        if known.cause.trigger == "changed":
            more["redecided"] = life.redecided_since(now)
        if policy.asks_earlier_owners:
            more["earlier_owners"] = life.earlier()
        if policy.asks_last_touch and known.last_touch is None:
            more["last_touch"] = touch
        if request is not None:
            more["touched_at"] = touch.at if touch is not None else None
        if known.people:
            more["people"] = self._people(known)
        return replace(
            known,
            lead=replace(known.lead, owner_id=life.owner),
            turns=held.shares.turns,
            loads=loads,
            blanks=blanks,
            given=held.shares.given,
            request=request,
            **more,
        )

    def _people(self, known: View) -> tuple[AccountFacts, ...]:
        """People with the owners that they have here; who has the same as on record is as recorded."""
        chosen = {}
        for one in known.people:
            life = self.lives.get(one.ref)
            if life is not None and life.coming != life.recorded:
                chosen[one.ref] = life.coming
        return as_decided(known.people, chosen)

    def _matched(self, life: Life, view: View, one: Came | None) -> tuple[View, MatchResult]:
        """The account that is found, and the view with what belongs to it. What only the record's words need
        (who came close, step by step) is left out."""
        found = life.match if one is None else self._as_recorded(view, one)
        same = found is not None
        if found is None:
            found = replace(match_lead(self._policy, view), ranked=(), steps=())
        kinds = self._policy.related_kinds
        if found.account is None or not kinds or (same and kinds <= view.related.keys()):
            return view, found
        self.notes.add(TODAY)
        return matched(self._conn, self._policy, view, found)

    def _as_recorded(self, view: View, one: Came) -> MatchResult | None:
        """What the matcher found then, where it is asked by the same rules and lists; None: it is to be
        asked."""
        band, account_id, confidence = one.match
        if band is None or confidence is None or not self._same_rules(one.by):
            return None
        if account_id is None:
            return MatchResult(None, confidence, band, (), (), ())
        named = [each for each in view.candidates if each.record.id == account_id]
        if not named:
            above = {each.ref: each for found in view.candidates for each in found.ancestors}
            named = [each for each in above.values() if each.record.id == account_id]
        return MatchResult(named[0], confidence, band, (), (), ()) if len(named) == 1 else None

    def _same_rules(self, by: Policy | None) -> bool:
        if by is None:
            return False
        known = self._alike.get(id(by))
        if known is None:
            own = self._policy
            known = self._alike[id(by)] = (by.match, by.additions) == (own.match, own.additions)
        return known

    def _follow(self, life: Life, view: View, held: Held, decision: Decision, one: Came | None) -> None:
        now, ref = view.now, (view.cause.crm, view.cause.record_id)
        name = one.name if one is not None else f"{view.cause.generation}@{now.isoformat()}"
        self.ended += [(ref, ended) for ended in life.follow(view, decision, name)]
        if view.request is not None and not decision.stands and decision.outcome is not Outcome.LEAVE:
            self._taken_back(life, view.request, decision, now)
        held.note(decision, view)
        if decision.gives and decision.person is not None and decision.owner_id is not None:
            life.email, life.given_at = decision.person, now
            life.rotation = decision.turn.rotation if decision.turn is not None else None
            self.given.append((decision.person, now))
        if decision.outcome is Outcome.ASSIGN:
            held.has(life, ref[0], decision.owner_id)
            if decision.write and self._lands:
                life.pending = self._write(decision, now, one)
        self._alarms(ref, life, decision)

    def _taken_back(self, life: Life, request: Request, decision: Decision, now: datetime) -> None:
        had = life.email or request.email
        if request.verb is Verb.DECLINE and had is not None:
            life.declined |= {had}
        if decision.credit is not None:
            self.given_back.append((now, had, life.given_at))

    def _write(self, decision: Decision, now: datetime, one: Came | None) -> Pending:
        """The same owner's write fares as it did; another's is there as soon as that one was, or at once."""
        fate = one.fate if one is not None else None
        if fate is None:
            fate = ("lands", now)
        elif one is not None and one.owner_id != decision.owner_id:
            fate = fate if fate[0] == "lands" else ("lands", now)
        return Pending(decision.owner_id, decision.undoes, decision.planned, *fate)

    def _alarms(self, ref: Ref, life: Life, decision: Decision) -> None:
        if decision.hold_until is not None and decision.outcome is Outcome.HOLD:
            self._set_alarm(ref, life, Alarm(decision.hold_until, HOLD, decision.hold_for or ""))
        if decision.look_again is not None:
            at, name = decision.look_again
            kind, _, rest = name.partition(":")
            if kind == GIVE_BACK:
                email, _, path = rest.partition(":")
                self._set_alarm(ref, life, Alarm(at, GIVE_BACK, email, path=path))
            else:
                key, _, step = rest.rpartition(":")
                self._set_alarm(ref, life, Alarm(at, DEADLINE, key, int(step)))
        for clock in life.clocks[len(life.clocks) - len(decision.clocks) :]:
            for number, at in enumerate(clock.strikes):
                self._set_alarm(ref, life, Alarm(at, DEADLINE, clock.key, number))
