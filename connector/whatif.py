"""`what-if`: which leads another policy, or a team without somebody, would give to others. Reads the
store, writes nothing anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from connector.again import Known, Now, Ref, Side, Then, as_then, known_of
from connector.core.edits import seats_of
from connector.core.moves import Comparison, Count, Got, Part
from connector.core.staff.roster import roster_of
from connector.gather import Surroundings, arriving, shares_of
from connector.shares import Shares, no_shares
from connector.standing import Standing, standings
from mappings.instants import to_text
from mappings.records import Kind, SeatKind
from state import retrospect
from state.inbox import Item
from state.retrospect import Life

BATCH = 100
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_STAGES = {Part.LEAVER: "leads of leavers", Part.OPEN: "open leads", Part.PAST: "past decisions"}

Watched = Callable[[str, int, int], None]
"""Takes the stage, what is done and how much there is."""

Case = Now | Then


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `objects` names what a lead is in each CRM; `leavers` by e-mail; decisions count from
    `since`; `of_open` and `of_past` say which leads are looked at."""

    objects: Mapping[str, str]
    leavers: Sequence[str]
    since: datetime
    of_open: bool = True
    of_past: bool = True


@dataclass(slots=True)
class Answer:
    """What would move, part by part, and what else there is to know.

    `left_alone` counts open leads that people gave their owners, `before_us` those from before the baseline
    that nobody routed, `gone` decided leads that are no more. Of the leavers, `by_people` counts open leads
    that we did not give them, `owns` their accounts and open opportunities, and `loads` are everybody's open
    leads now and once theirs have moved.
    """

    now: datetime
    since: datetime
    parts: dict[Part, Comparison] = field(default_factory=dict)
    left_alone: int = 0
    before_us: int = 0
    gone: int = 0
    by_people: int = 0
    owns: dict[str, int] = field(default_factory=dict)
    loads: dict[str, tuple[int, int]] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        counts = ("left_alone", "before_us", "gone", "by_people", "owns")
        return {
            "now": to_text(self.now),
            "since": to_text(self.since),
            **{part.value: one.plain() for part, one in self.parts.items()},
            **{name: getattr(self, name) for name in counts},
            "loads": {email: {"before": load[0], "after": load[1]} for email, load in self.loads.items()},
        }


def what_if(
    conn: Connection, before: Surroundings, after: Surroundings, question: Question, watched: Watched
) -> Answer:
    """Both answers to the leads in question, compared."""
    return _Asking(conn, (before, after), question, watched).answer()


class _Asking:
    """One question while it is answered."""

    def __init__(
        self,
        conn: Connection,
        around: tuple[Surroundings, Surroundings],
        question: Question,
        watched: Watched,
    ) -> None:
        self.conn, self.around, self.question, self.watched = conn, around, question, watched
        self.found = Answer(around[0].now, question.since)
        self.crms = around[0].directories
        self.seats: dict[Ref, str] = {}
        for email in question.leavers:
            theirs = seats_of(around[0].policy, self.crms, email)
            self.seats |= {(crm, seat): email for crm, seats in theirs.items() for seat in seats}

    def answer(self) -> Answer:
        if self.question.leavers:
            self.found.owns = {
                "accounts": self._owned(Kind.ACCOUNT),
                "opportunities": self._owned(Kind.OPPORTUNITY),
            }
        if self.question.of_open:
            self._ask_open()
        if self.question.of_past:
            self._ask_past()
        return self.found

    def _ask_open(self) -> None:
        theirs, others = self._open()
        if self.question.leavers:
            found = self.found.parts[Part.LEAVER] = self._of_leavers(theirs)
            self.found.loads = self._loads(found)
        sides = self._sides(lambda around: shares_of(self.conn, around))
        cases = self._as_now(others, self._lives(others))
        self.found.parts[Part.OPEN] = self._compared(Part.OPEN, cases, sides)

    def _ask_past(self) -> None:
        sides = self._sides(lambda around: no_shares(around.policy, around.directories))
        decisions = retrospect.decided_since(self.conn, "live", self.question.since)
        cases = as_then([one for one in decisions if one.crm in self.crms])
        self.found.parts[Part.PAST] = found = self._compared(Part.PAST, cases, sides)
        self.found.gone = len({_ref(case) for case in cases}) - found.leads

    def _sides(self, shares: Callable[[Surroundings], Shares]) -> tuple[Side, Side]:
        before, after = self.around
        return Side(before, shares(before)), Side(after, shares(after))

    def _owned(self, kind: Kind) -> int:
        counts = (
            retrospect.owned(self.conn, crm, kind, [seat for of, seat in self.seats if of == crm])
            for crm in self.crms
        )
        return sum(count.total() for count in counts)

    def _open(self) -> tuple[list[Standing], list[Standing]]:
        """The leavers' open leads, and the others that we gave somebody or may route, in the order in which
        they were created."""
        theirs, others = [], []
        owned = {
            crm: [roster_of(around.policy, around.directories, crm).owned for around in self.around]
            for crm in self.crms
        }
        for lead in standings(self.conn, self.crms, self.found.now):
            if (lead.crm, lead.owner_id) in self.seats:
                theirs.append(lead)
                self.found.by_people += not lead.ours
            elif lead.ours:
                others.append(lead)
            elif all(lead.owner_id not in owners for owners in owned[lead.crm]):
                self.found.left_alone += 1
            elif lead.before_us:
                self.found.before_us += 1
            else:
                others.append(lead)
        return sorted(theirs, key=_age), sorted(others, key=_age)

    def _of_leavers(self, leads: Sequence[Standing]) -> Comparison:
        """Where the leavers' leads go, taken back one after the other from the standings of now."""
        _, after = self._sides(lambda around: shares_of(self.conn, around))
        found, lives = Comparison(Part.LEAVER), self._lives(leads)
        for case, (_, view, match) in self._known(Part.LEAVER, self._as_now(leads, lives), (after, after)):
            ref = _ref(case)
            held = Got(self.seats[ref[0], view.lead.owner_id or ""], lives[ref].route, "")
            found.add(ref, held, after.decides(self.conn, view, match))
        return found

    def _lives(self, leads: Sequence[Standing]) -> Mapping[Ref, Life]:
        """What is on record of the leads that we gave somebody; of the others, nothing."""
        found: dict[Ref, Life] = {}
        for crm in self.crms:
            own = [lead for lead in leads if lead.crm == crm]
            known = retrospect.lives(self.conn, "live", crm, [lead.lead_id for lead in own if lead.ours])
            found |= {(crm, lead.lead_id): known.get(lead.lead_id, Life(None, None)) for lead in own}
        return found

    def _loads(self, moved: Comparison) -> dict[str, tuple[int, int]]:
        """The open leads in all CRMs, now and once the leavers' have moved, of everybody whom the policy
        knows and everybody who loses or gains."""
        now: Counter[str] = Counter()
        concerned = set(moved.owners)
        for crm, directory in self.crms.items():
            roster = roster_of(self.around[0].policy, self.crms, crm)
            concerned |= set(roster.seats_of_people().values())
            users = [seat.id for seat in directory.seats if seat.kind is SeatKind.USER]
            for seat, count in retrospect.owned(self.conn, crm, Kind.LEAD, users).items():
                now[roster.email_of(crm, seat) or seat] += count
        people = sorted(owner for owner in concerned if "@" in owner)
        return {email: (now[email], now[email] + _gains(moved, email)) for email in people}

    def _compared(self, part: Part, cases: Sequence[Case], sides: tuple[Side, Side]) -> Comparison:
        """Both answers to each lead; of several decisions of one lead the last counts."""
        last: dict[Ref, tuple[Got, Got]] = {}
        for case, (one, other, match) in self._known(part, cases, sides):
            last[_ref(case)] = (
                sides[0].decides(self.conn, case.comes_to(sides[0], one), match),
                sides[1].decides(self.conn, case.comes_to(sides[1], other), match),
            )
        found = Comparison(part)
        for ref, (before, after) in last.items():
            found.add(ref, before, after)
        return found

    def _known(
        self, part: Part, cases: Sequence[Case], sides: tuple[Side, Side]
    ) -> Iterator[tuple[Case, Known]]:
        """The cases whose leads are there, with what is known of them."""
        for start in range(0, len(cases), BATCH):
            batch = cases[start : start + BATCH]
            known = known_of(self.conn, batch, sides)
            yield from ((case, known[case.item.id]) for case in batch if case.item.id in known)
            self.watched(_STAGES[part], start + len(batch), len(cases))

    def _as_now(self, leads: Sequence[Standing], lives: Mapping[Ref, Life]) -> list[Case]:
        around, now = self.around[0], self.found.now
        found: list[Case] = []
        for number, lead in enumerate(leads):
            arrival = arriving(lead.crm, self.question.objects[lead.crm], lead.lead_id, around)
            leaver = self.seats.get((lead.crm, lead.owner_id or ""))
            holder = lead.owner_id if lead.ours or leaver is not None else None
            start = lives[lead.crm, lead.lead_id].start
            found.append(Now(Item(number, arrival, 0, now), now, holder, start, leaver))
        return found


def _gains(moved: Comparison, email: str) -> int:
    count = moved.owners.get(email, Count())
    return count.after - count.before


def _age(lead: Standing) -> tuple[datetime, str, str]:
    return lead.created_at or _LONG_AGO, lead.crm, lead.lead_id


def _ref(case: Case) -> Ref:
    return case.item.arrival.crm, case.item.arrival.record_id
