"""Leads decided again, by any policy: what is known of them, as if they came now or as they came then.
Nothing is put down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from connector.core.decide import match_lead
from connector.core.decision import Decision, Outcome
from connector.core.matching.match import MatchResult
from connector.core.moves import Got, got
from connector.core.staff.roster import roster_of
from connector.core.view import HOLDS, AccountFacts, Request, Verb, View
from connector.gather import Surroundings, asks_alike, decided, gather
from connector.seen import as_decided
from connector.shares import Shares
from mappings.instants import from_text
from mappings.records import State
from state.inbox import Arrival, Item
from state.retrospect import Decided

WAITS = 3
"""How often in a row a lead may wait for somebody or something before it counts as held."""

Ref = tuple[str, str]
"""CRM and id of a lead."""

Known = tuple[View, View, MatchResult | None]
"""What either side knows of a lead, and the match where both have the same."""


@dataclass(slots=True)
class Side:
    """A policy on trial: what its decisions are taken in, what everybody has been given so far, and the
    owners it chose."""

    around: Surroundings
    shares: Shares
    chosen: dict[Ref, str | None] = field(default_factory=dict)

    def decides(self, conn: Connection, view: View, match: MatchResult | None = None) -> Got:
        """Decides a lead and takes the decision into account. A lead that waits is decided as when the wait
        is over, with the same values."""
        view = replace(
            view,
            directories=self.around.directories,
            turns=self.shares.turns,
            loads=self.shares.loads,
            blanks=self.shares.blanks,
            given=self.shares.given,
            people=as_decided(view.people, self.chosen),
        )
        decision = self._after_waits(conn, view, match)
        if decision.outcome is Outcome.ASSIGN:
            self.chosen[view.cause.crm, view.lead.id] = decision.owner_id
        self.shares.note(decision, view)
        return got(decision, roster_of(self.around.policy, view.directories, view.cause.crm))

    def _after_waits(self, conn: Connection, view: View, match: MatchResult | None) -> Decision:
        decision = decided(conn, self.around.policy, view, match)
        for _ in range(WAITS):
            if decision.hold_until is None:
                break
            view = replace(
                view,
                now=decision.hold_until,
                settled=view.settled | (HOLDS & {decision.hold_for}),
            )
            decision = decided(conn, self.around.policy, view, match)
        return decision


@dataclass(frozen=True, slots=True)
class Now:
    """An open lead as if it came `at` now. One that we gave to `holder` comes with the owner it came with
    first, `start`; one that a `leaver` has is taken back from them, whoever gave it to them."""

    item: Item
    at: datetime
    holder: str | None = None
    start: str | None = None
    leaver: str | None = None

    def known(self, view: View) -> View:
        """What is known of it, whichever policy decides."""
        if self.leaver is not None:
            lead, request = replace(view.lead, owner_id=self.holder), Request(Verb.REASSIGN, self.leaver)
            view = replace(view, lead=lead, our_owner=self.holder, wrote_before=True)
            return replace(view, request=request, pending_owner=None)
        if self.holder is None:
            return view
        return replace(_new(view), lead=replace(view.lead, owner_id=self.start))

    def comes_to(self, side: Side, view: View) -> View:
        """The lead as it comes to a policy, which counts it for nobody until then."""
        if self.leaver is None:
            side.shares.move(view.cause.crm, self.holder, None, view.lead.worth)
        return view


@dataclass(frozen=True, slots=True)
class Then:
    """A lead as it came at `at`, with the values that it has today. `start` is the owner it came with;
    `again` says that it was decided before within the time that is looked at, `taken` that somebody else
    had given it another owner since."""

    item: Item
    at: datetime
    was: Decided
    start: str | None
    again: bool = False
    taken: bool = False

    def known(self, view: View) -> View:
        """What is known of it, whichever policy decides: nothing that was made later."""
        cause = replace(view.cause, org_id=self.was.org_id, trigger=self.was.trigger, seen_at=self.at)
        ended = view.lead.state is State.CONVERTED
        return replace(
            _new(view),
            now=self.at,
            cause=cause,
            lead=replace(view.lead, state=State.OPEN) if ended else view.lead,
            candidates=self._there(view.candidates),
            people=self._there(view.people),
        )

    def comes_to(self, side: Side, view: View) -> View:
        """The lead as it comes to a policy: with the owner that it has by then, on this side."""
        ref = (view.cause.crm, view.lead.id)
        ours, wrote = side.chosen.get(ref), ref in side.chosen
        if self.taken:
            owner = self.was.previous_owner_id
        elif self.again:
            owner = ours if wrote else self.start
        else:
            wrote = self.was.trigger == "changed" and self.was.outcome != Outcome.LEAVE.value
            owner = ours = self.start
        lead = replace(view.lead, owner_id=owner)
        return replace(view, lead=lead, our_owner=ours, wrote_before=wrote)

    def _there(self, found: Sequence[AccountFacts]) -> tuple[AccountFacts, ...]:
        return tuple([one for one in found if (one.record.created_at or self.at) <= self.at])


def _new(view: View) -> View:
    """As if we had never had to do with the lead."""
    return replace(
        view,
        our_owner=None,
        wrote_before=False,
        pending_owner=None,
        undone=0,
        redecided=0,
        earlier_owners=(),
        held_until=None,
        clocks=(),
        written_at=None,
        rotation=None,
        reassigned=0,
        declined=frozenset(),
        touched_at=None,
    )


def as_then(decisions: Sequence[Decided]) -> list[Then]:
    """The decisions that leads themselves caused, as leads that come again. An owner that neither we nor the
    lead's first state gave was given by somebody else."""
    start: dict[Ref, str | None] = {}
    hands: dict[Ref, set[str | None]] = {}
    found: list[Then] = []
    for number, was in enumerate(decisions):
        ref, at = (was.crm, was.lead_id), from_text(was.decided_at)
        if was.trigger in ("created", "changed"):
            arrival = Arrival(
                "live", was.crm, was.org_id, was.object, was.lead_id, was.trigger, "again", at, at
            )
            again = ref in hands
            taken = again and was.previous_owner_id not in hands[ref]
            first = start.setdefault(ref, was.previous_owner_id)
            found.append(Then(Item(number, arrival, 0, at), at, was, first, again, taken))
        hands.setdefault(ref, set()).add(was.previous_owner_id)
        if was.outcome == Outcome.ASSIGN.value:
            hands[ref].add(was.owner_id)
    return found


def known_of(conn: Connection, cases: Sequence[Now | Then], sides: tuple[Side, Side]) -> Mapping[int, Known]:
    """What either side knows of leads that come at about one time, by item. Leads that are not in the
    mirror, or were deleted or merged away, have none."""
    items = [case.item for case in cases]
    first, second = (replace(side.around, now=cases[0].at) for side in sides)
    views = gather(conn, items, first, sides[0].shares)
    seats_count = "active_owner" in first.policy.match.prefer and first.directories != second.directories
    alike = asks_alike(first.policy, second.policy) and not seats_count
    others = views if alike else gather(conn, items, second, sides[1].shares)
    found: dict[int, Known] = {}
    for case in cases:
        view = views.get(case.item.id)
        if view is None or view.lead.state in (State.DELETED, State.MERGED):
            continue
        known = case.known(view)
        if alike:
            found[case.item.id] = (known, known, match_lead(first.policy, known))
        else:
            found[case.item.id] = (known, case.known(others[case.item.id]), None)
    return found
