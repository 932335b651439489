"""What we would have decided in shadow, against who has each lead: for those who migrate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from connector.core.decision import Outcome
from connector.core.moves import Got, called
from connector.core.rules import Policy
from connector.core.staff.roster import Roster, roster_of
from connector.replay.came import STANDS
from connector.replay.outside import Ref
from mappings.instants import from_text
from mappings.records import Directory
from state import outside
from state.outside import Said, Shown

Row = dict[str, Any]

SAME, OTHER, UNROUTED, OURS_WAITS, GONE = "same", "another", "not routed there", "not given by us", "gone"
RESULTS = (SAME, OTHER, UNROUTED, OURS_WAITS, GONE)
"""What a comparison comes to: both the same owner; another; the lead is still where it came; our decision
gives it nobody; the lead is no more."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One lead: what we said last, and who has it."""

    ref: Ref
    decided_at: str
    ours: Got
    theirs: str
    result: str

    @property
    def week(self) -> str:
        """The ISO week in which we decided."""
        year, week, _ = from_text(self.decided_at).isocalendar()
        return f"{year}-W{week:02}"

    def row(self) -> Row:
        """As a flat row."""
        ours = self.ours
        told = (*self.ref, self.decided_at, self.result, ours.owner, ours.route, self.theirs, ours.reason)
        return dict(zip(COLUMNS, told, strict=True))


COLUMNS = ("crm", "lead_id", "decided_at", "result", "our_owner", "our_route", "their_owner", "our_reason")


@dataclass
class Agreement:
    """Every lead compared, in the order of CRM and id."""

    mode: str
    leads: list[Compared] = field(default_factory=list)

    def tables(self) -> dict[str, list[Row]]:
        """The counts over all, by route, by owner and by week, and the leads that disagree."""
        by: Mapping[str, Callable[[Compared], str]] = {
            "overall": lambda _: "all leads",
            "route": lambda one: one.ours.way,
            "owner": lambda one: one.ours.owner,
            "week": lambda one: one.week,
        }
        made = {name: list(self._by(name, of)) for name, of in by.items()}
        return made | {"disagreements": [one.row() for one in self.leads if one.result == OTHER]}

    def _by(self, name: str, of: Callable[[Compared], str]) -> Iterator[Row]:
        counts: dict[str, dict[str, int]] = {}
        for one in self.leads:
            own = counts.setdefault(of(one), dict.fromkeys(RESULTS, 0))
            own[one.result] += 1
        order = sorted(counts, key=lambda key: (0 if name == "week" else -sum(counts[key].values()), key))
        for key in order:
            own = counts[key]
            judged = own[SAME] + own[OTHER]
            yield {name: key, **own, "agreement": round(own[SAME] / judged, 4) if judged else None}


def agreement(
    conn: Connection,
    mode: str,
    when: tuple[datetime | None, datetime | None],
    known: tuple[Policy, Mapping[str, Directory]],
) -> Agreement:
    """Compares the last decision about each lead with the owner whom the mirror shows. Owners that other
    systems or people gave before they changed their minds are not on record: what counts is who has the lead
    now."""
    policy, directories = known
    said: dict[Ref, Said] = {}
    came: dict[Ref, str | None] = {}
    for one in outside.said(conn, mode, *when):
        ref = (one.crm, one.lead_id)
        came.setdefault(ref, one.previous_owner_id)
        if not one.reason.startswith(STANDS):
            said[ref] = one
    found = Agreement(mode)
    for crm in sorted({ref[0] for ref in said}):
        roster = roster_of(policy, directories, crm)
        ids = [lead for of, lead in said if of == crm]
        shown = outside.shown(conn, crm, ids)
        found.leads += [
            _compared(said[crm, lead], shown.get(lead), came[crm, lead], roster) for lead in sorted(ids)
        ]
    return found


def _compared(said: Said, shown: Shown | None, came: str | None, roster: Roster) -> Compared:
    outcome = Outcome(said.outcome)
    owner = called(said.owner_id, roster) if outcome is Outcome.ASSIGN else f"({outcome.value})"
    ours = Got(owner, said.route, said.reason)
    theirs = called(shown.owner_id, roster) if shown is not None else "(gone)"
    return Compared(
        (said.crm, said.lead_id), said.decided_at, ours, theirs, _result(said, shown, came, outcome)
    )


def _result(said: Said, shown: Shown | None, came: str | None, outcome: Outcome) -> str:
    if shown is None or shown.state in ("deleted", "merged"):
        return GONE
    if outcome is not Outcome.ASSIGN:
        return OURS_WAITS
    if said.owner_id == shown.owner_id:
        return SAME
    return UNROUTED if shown.owner_id == came else OTHER
