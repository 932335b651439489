"""What comes again: recorded decisions with what they knew, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from connector.core.decision import Outcome
from connector.core.rules import Policy
from connector.core.view import View
from connector.keeping.codec import UnknownField
from connector.keeping.recall import TURNS_AND_CAPS, NotKept, Recall
from connector.replay.editions import Editions, NoEdition
from connector.replay.outside import NOTHING, Fate, Outside, Ref, fate_of, outside_of
from state import outside
from state.recalled import Recalled

Timers = Mapping[Ref, Sequence[tuple[datetime, int]]]
"""For when each timer of a lead was set that went off on the record, and in which row."""


@dataclass(frozen=True, slots=True)
class Came:
    """A recorded decision as it comes again. `view` is what it knew, `by` the policy that took it (None: it
    cannot be read any more), `fate` what became of its write, if there was one; `stands` says that it left
    what was decided before in force, `final` that the lead's last of the period is this."""

    name: str
    number: int
    ref: Ref
    view: View
    by: Policy | None
    outcome: Outcome
    owner_id: str | None
    route: str | None
    reason: str
    match: tuple[str | None, str | None, float | None]
    fate: Fate | None
    outside: Outside
    stands: bool
    final: bool


STANDS = "Stays where it is: "
"""How the reason of a decision begins that leaves things as they were."""


@dataclass
class Record:
    """The decisions of one mode in a span of rows, of some leads or of all. `lost` counts those that cannot
    come again, by why."""

    conn: Connection
    mode: str
    span: tuple[int, int]
    leads: tuple[str, str | None] | None = None
    timers: Timers = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    total: int = 0
    _lasts: dict[Ref, int] = field(default_factory=dict)
    _around: dict[Ref, Outside] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rang: dict[int, tuple[Ref, int]] = {}
        for taken in outside.scan(self.conn, self.mode, *self.span, self.leads):
            ref = (taken.crm, taken.lead_id)
            self._lasts[ref] = taken.number
            self.total += 1
            if taken.trigger == "timer":
                rang[int(taken.generation)] = (ref, taken.number)
        timers: dict[Ref, list[tuple[datetime, int]]] = {}
        for timer, at in sorted(outside.due(self.conn, self.mode, rang.keys()).items()):
            ref, number = rang[timer]
            timers.setdefault(ref, []).append((at, number))
        self.timers = timers

    def __iter__(self) -> Iterator[Came]:
        recall, editions = Recall(self.conn, stays=TURNS_AND_CAPS), Editions(self.conn)
        policies: dict[str, Policy | None] = {}
        for batch in outside.decided(self.conn, self.mode, *self.span, self.leads):
            recall.read(batch)
            self._look_around(batch)
            fates = outside.fates(self.conn, [one.row["decision_id"] for one in batch])
            for one in batch:
                edition = one.row["policy_edition"]
                if edition not in policies:
                    policies[edition] = _policy(editions, edition)
                try:
                    view = recall.view(one)
                except (NotKept, UnknownField) as why:
                    self.lost[str(why)] = self.lost.get(str(why), 0) + 1
                    continue
                yield self._came(one, view, policies[edition], fates.get(one.row["decision_id"]))

    @property
    def around(self) -> Mapping[Ref, Outside]:
        """What is known of every lead that came so far."""
        return self._around

    def _came(self, one: Recalled, view: View, by: Policy | None, fate: outside.Fate | None) -> Came:
        row = one.row
        ref = (row["crm"], row["lead_id"])
        return Came(
            name=row["decision_id"],
            number=one.number,
            ref=ref,
            view=view,
            by=by,
            outcome=Outcome(row["outcome"]),
            owner_id=row["owner_id"],
            route=row["route"],
            reason=row["reason"],
            match=(row["match_band"], row["account_id"], row["match_confidence"]),
            fate=fate_of(fate) if fate is not None else None,
            outside=self._around.get(ref, NOTHING),
            stands=row["reason"].startswith(STANDS),
            final=self._lasts.get(ref) == one.number,
        )

    def _look_around(self, batch: Sequence[Recalled]) -> None:
        new: dict[str, list[str]] = {}
        for one in batch:
            ref = (one.row["crm"], one.row["lead_id"])
            if ref not in self._around:
                self._around[ref] = NOTHING
                new.setdefault(ref[0], []).append(ref[1])
        for crm, ids in new.items():
            for lead, found in outside_of(self.conn, self.mode, crm, ids).items():
                self._around[crm, lead] = found


def somebody_gave(before: View, view: View) -> bool:
    """Whether the record shows an owner that is new and that our own write did not give."""
    owner, old = view.lead.owner_id, before.lead.owner_id
    if (owner, view.our_owner, view.written_at) == (old, before.our_owner, before.written_at):
        return False
    return owner != view.our_owner if view.wrote_before else owner != old


def _policy(editions: Editions, edition: str) -> Policy | None:
    try:
        return editions.policy(edition)
    except NoEdition:
        return None
