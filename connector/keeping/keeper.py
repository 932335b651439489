"""Keeps what a decision knew: beside its row what is its own, apart and once what it shares with others."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from connector.core.decision import Decision
from connector.core.known import PERSONAL
from connector.core.matching.match import MatchResult
from connector.core.view import Absence, AccountFacts, View
from connector.keeping.codec import fields_plain, microseconds, plain
from connector.keeping.shape import HOLDERS, OF_ACCOUNT_HERE, own_of
from mappings.records import Directory, Record, Value
from state import jsontext
from state.entries import Knew
from state.facts import Facts

Ref = tuple[str, str, str]
Plain = dict[str, Any]

_BUT_FIELDS = tuple(each.name for each in dataclasses.fields(Record) if each.name != "fields")


@dataclass
class _Moved:
    """What is not as it was at the decision before."""

    rotations: set[str] = field(default_factory=set)
    loads: bool = False
    caps: bool = False


@dataclass
class Keeper:
    """Keeps the views of one mode's decisions. In each transaction: `begin`; for each decision `knew`, then
    `moved` once it is taken into account; `save`."""

    mode: str
    _facts: Facts = field(default_factory=Facts)
    _moved: _Moved | None = None
    _directories: dict[str, Directory] = field(default_factory=dict)
    _absences: Mapping[str, tuple[Absence, ...]] | None = None
    _given: dict[str, tuple[list[datetime], list[int]]] = field(default_factory=dict)

    def begin(self, conn: Connection) -> None:
        self._facts.begin(conn)
        self._moved, self._absences = None, None
        if not self._facts.subjects():
            self._directories.clear()

    def knew(self, view: View, match: MatchResult) -> Knew:
        """What is put on record with the decision about this view, in which the account was found so."""
        self._share(view)
        of = match.account.crm if match.account is not None else view.cause.crm
        apart: dict[Ref, list[tuple[str, Value]]] = {}
        told = own_of(view)
        told["seen_at"] = microseconds(view.cause.seen_at)
        told["lead"] = self._about(view.cause.crm, view.lead, apart)
        if view.holders:
            lead = (view.cause.crm, view.lead.kind.value, view.lead.id)
            apart.setdefault(lead, []).append((HOLDERS, jsontext.dumps(dict(view.holders))))
        told["candidates"] = [self._candidate(each) for each in view.candidates]
        told["people"] = [[each.crm, self._about(each.crm, each.record, apart)] for each in view.people]
        told["related"] = {
            kind: [of, *(self._related(of, kind, each, apart) for each in records)]
            for kind, records in view.related.items()
        }
        told = {name: part for name, part in told.items() if part or name not in ("people", "related")}
        return Knew(told, apart, self._facts.mark())

    def moved(self, decision: Decision) -> None:
        """What a decision changes of what the next one shares: turns, loads, caps."""
        turns = (decision.credit, decision.turn)
        moved = self._moved = self._moved or _Moved()
        moved.rotations |= {turn.rotation for turn in turns if turn is not None}
        moved.loads = moved.loads or decision.gives
        moved.caps = moved.caps or decision.counts

    def save(self, conn: Connection) -> None:
        self._facts.save(conn)

    def _share(self, view: View) -> None:
        follow, mode = self._facts.follow, self.mode
        for crm, directory in view.directories.items():
            if self._directories.get(crm) is not directory:
                follow(f"directory:{crm}", {seat.id: plain(seat, type(seat)) for seat in directory.seats})
                self._directories[crm] = directory
        if self._absences is not view.absences:
            away = {email: plain(each, tuple[Absence, ...]) for email, each in view.absences.items()}
            follow("absences", away)
            self._absences = view.absences
        first, moved = self._moved is None, self._moved or _Moved()
        for rotation in view.turns if first else moved.rotations:
            follow(f"turns:{mode}:{rotation}", dict(view.turns.get(rotation, {})))
        if first or moved.loads:
            for word, by_measure in (("loads", view.loads), ("blanks", view.blanks)):
                for measure, held in by_measure.items():
                    follow(f"{word}:{mode}:{measure}", dict(held))
        if first:
            follow(f"measures:{mode}", {"loads": [*view.loads], "blanks": [*view.blanks]})
        if first or moved.caps:
            follow(f"given:{mode}", {email: self._moments(email, when) for email, when in view.given.items()})
        self._moved = _Moved()

    def _moments(self, email: str, when: Sequence[datetime]) -> list[int]:
        known = self._given.get(email)
        if known is None or known[0] != when:
            known = self._given[email] = ([*when], [microseconds(at) for at in when])
        return known[1]

    def _candidate(self, one: AccountFacts) -> Any:
        here = {name: value for name in OF_ACCOUNT_HERE if (value := getattr(one, name))}
        return [self._account(one), here] if here else self._account(one)

    def _account(self, one: AccountFacts) -> int:
        """The number of the row that tells what is known of an account, whoever asks."""
        above = [self._account(each) for each in one.ancestors]
        content = (one.record, one.contacts, one.open_opportunities, one.owner_active, above)

        def told() -> Plain:
            bare = AccountFacts(one.crm, *content[:3], owner_active=one.owner_active)
            return {**plain(bare, AccountFacts), "ancestors": above}

        return self._facts.say(f"account:{one.crm}:{one.record.id}", content, told)

    def _related(self, crm: str, kind: str, record: Record, apart: dict[Ref, list[tuple[str, Value]]]) -> Any:
        if kind in PERSONAL:
            return self._about(crm, record, apart)
        subject = f"record:{crm}:{kind}:{record.id}"
        return self._facts.say(subject, record, lambda: plain(record, Record))

    def _about(self, crm: str, record: Record, apart: dict[Ref, list[tuple[str, Value]]]) -> Plain:
        """A record about a person: its fields go apart."""
        told: Plain = fields_plain(record, _BUT_FIELDS)
        ref = (crm, record.kind.value, record.id)
        if ref not in apart:
            apart[ref] = [(name, value) for name, value in record.fields.items() if value is not None]
        return told
