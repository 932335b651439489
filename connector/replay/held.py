"""What everybody has been given and has in hand under the policy on trial: as the record has it, but for the
leads that others have here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection

from connector.core.decision import Decision
from connector.core.rules import Policy
from connector.core.view import View
from connector.replay.life import Life
from connector.shares import Shares, no_shares
from mappings.records import Directory
from state import assignments, outside

Amounts = Mapping[str, Mapping[str, float]]


class Held:
    """`shares` counts differences to a basis. The basis is what each recorded view says people have in hand,
    or, where the record has not all that the policy asks for (`rebuilt`), what the mirror of today says of
    then."""

    def __init__(self, conn: Connection, mode: str, policy: Policy, first: View) -> None:
        self._policy = policy
        self._directories: Mapping[str, Directory] = {}
        self.began = first.now
        self.shares = Shares(measures=policy.measures())
        self.shares.turns = {name: dict(standings) for name, standings in first.turns.items()}
        self._know(first.directories)
        self.rebuilt = any(
            email not in first.loads.get(measure.name, {})
            for measure in self.shares.measures
            for email in self.shares.loads[measure.name]
        )
        self._basis: dict[str, dict[str, float]] = {}
        if self.rebuilt:
            self._read(conn, first)
        if self.shares.given:
            known = assignments.counted(conn, mode, list(self.shares.given), _LONG_BEFORE)
            for email, own in self.shares.given.items():
                own[:] = first.given.get(email) or [at for at in known.get(email, ()) if at < first.now]

    def of(self, view: View) -> tuple[Mapping[str, Mapping[str, float]], Mapping[str, Mapping[str, int]]]:
        """Loads and blanks as a decision about this recorded view finds them."""
        if not self.shares.measures:
            return {}, {}
        if view.directories != self._directories:
            self._know(view.directories)
        basis: Amounts = self._basis if self.rebuilt else view.loads
        blanks = {} if self.rebuilt else view.blanks
        return (
            {name: _sum(own, basis.get(name, {})) for name, own in self.shares.loads.items()},
            {name: _whole(own, blanks.get(name, {})) for name, own in self.shares.blanks.items()},
        )

    def note(self, decision: Decision, view: View) -> None:
        """Takes a decision into account, but for loads."""
        for turn in (decision.credit, decision.turn):
            if turn is not None:
                self.shares.turns.setdefault(turn.rotation, {}).update(turn.standings)
        if decision.counts and decision.person in self.shares.given:
            self.shares.given[decision.person].append(view.now)

    def took_back(self, email: str | None, at: datetime | None) -> None:
        """A lead that was given then counts for nobody any more."""
        own = self.shares.given.get(email or "", [])
        if at in own:
            own.remove(at)

    def has(self, life: Life, crm: str, owner: str | None) -> None:
        """From here on this owner has the lead."""
        if owner != life.holder and self.shares.measures:
            self.shares.move(crm, life.holder, owner, life.view.lead.worth)
        life.holder = owner

    def counted(self, life: Life, crm: str, owner: str | None) -> None:
        """From here on the lead counts for this owner where loads are taken from."""
        if owner != life.basis and self.shares.measures:
            self.shares.move(crm, owner, life.basis, life.view.lead.worth)
        life.basis = owner

    def _know(self, directories: Mapping[str, Directory]) -> None:
        fresh = no_shares(self._policy, directories)
        self._directories, self.shares.seats = directories, fresh.seats
        for name, own in fresh.loads.items():
            self.shares.loads[name] = {**own, **self.shares.loads.get(name, {})}
            self.shares.blanks[name] = {**fresh.blanks[name], **self.shares.blanks.get(name, {})}
        for email, when in fresh.given.items():
            self.shares.given.setdefault(email, when)

    def _read(self, conn: Connection, first: View) -> None:
        basis = no_shares(self._policy, first.directories)
        for crm in first.directories:
            seats = {seat: email for (of, seat), email in basis.seats.items() if of == crm}
            for kind in {measure.kind for measure in basis.measures}:
                for held in outside.in_hand_at(conn, crm, kind, list(seats), first.now):
                    for measure in basis.measures:
                        if measure.kind is kind:
                            load = measure.of(held.many, held.worth, held.stage)
                            basis.add(measure, seats[held.owner_id], load, held.blank)
        self._basis = basis.loads


_LONG_BEFORE = datetime(1970, 1, 1, tzinfo=UTC)


def _sum(own: Mapping[str, float], basis: Mapping[str, float]) -> Mapping[str, float]:
    return {email: round(load + basis.get(email, 0), 2) for email, load in own.items()}


def _whole(own: Mapping[str, int], basis: Mapping[str, int]) -> Mapping[str, int]:
    return {email: count + basis.get(email, 0) for email, count in own.items()}
