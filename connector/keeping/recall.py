"""What a decision knew, known again: from the store alone, whatever the CRM says by now."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from connector.core.view import Absence, AccountFacts, Cause, TurnState, View
from connector.keeping import shared
from connector.keeping.codec import instant, known
from connector.keeping.shape import HOLDERS, own_known
from mappings.instants import from_text
from mappings.records import Directory, Record, Seat
from state import facts, jsontext
from state.facts import Fact
from state.recalled import Recalled

REMEMBERED = 50_000
"""Accounts and their like that are remembered before all are let go."""

TURNS_AND_CAPS = ("turns:", "given:")
"""What is known of whom people were given so far."""

_KINDS = ("absences", "blanks:", "directory:", "given:", "loads:", "measures:", "turns:")


class NotKept(Exception):
    """Why a decision's view cannot be known again."""


@dataclass
class Recall:
    """Knows views again. Quick for decisions that are asked for in the order in which they were taken; `read`
    fetches for many at once what they refer to. What `stays` names stays as it was at the first of them:
    whoever goes on from there by themselves need not have it told."""

    _conn: Connection
    stays: tuple[str, ...] = ()
    _at: int = -1
    _ahead: deque[Fact] = field(default_factory=deque)
    _plain: dict[str, dict[str, Any]] = field(default_factory=dict)
    _known: dict[str, Any] = field(default_factory=dict)
    _singles: dict[int, Any] = field(default_factory=dict)

    def read(self, batch: Sequence[Recalled]) -> None:
        """Fetches what these decisions refer to, which follow one another."""
        if not batch:
            return
        self._go_to(batch[0].facts[1])
        self._ahead.extend(facts.between(self._conn, self._at, batch[-1].facts[1]))
        self._fetch({number for one in batch for number in shared.numbers(one.told)})

    def view(self, one: Recalled) -> View:
        """What the decision knew. Raises NotKept where that is gone, or was never kept."""
        if not one.told:
            raise NotKept("what it knew was not kept")
        if one.values is None:
            raise NotKept("values about a person were erased")
        self._go_to(one.facts[1])
        row, told, values = one.row, one.told, one.values
        cause = Cause(
            row["crm"],
            row["org_id"],
            row["object"],
            row["lead_id"],
            row["trigger"],
            row["generation"],
            instant(told["seen_at"]),
        )
        of_lead = dict(values.get((row["crm"], "lead", row["lead_id"]), {}))
        holders = of_lead.pop(HOLDERS, None)
        self._fetch(shared.numbers(told))
        return View(
            now=from_text(row["decided_at"]),
            cause=cause,
            lead=known({**told["lead"], "fields": of_lead}, Record),
            candidates=tuple([self._candidate(each) for each in told["candidates"]]),
            people=tuple([self._person(crm, each, values) for crm, each in told.get("people", ())]),
            related={
                kind: tuple([self._related(crm, each, values) for each in records])
                for kind, (crm, *records) in told.get("related", {}).items()
            },
            holders=jsontext.loads(str(holders)) if holders is not None else {},
            **self._shared(row["mode"]),
            **own_known(dict(told)),
        )

    def _shared(self, mode: str) -> dict[str, Any]:
        measures = self._plain.get(f"measures:{mode}", {"loads": (), "blanks": ()})
        return {
            "directories": self._of("directory:"),
            "absences": self._known.get("absences", {}),
            "turns": self._of(f"turns:{mode}:"),
            "loads": {name: self._known[f"loads:{mode}:{name}"] for name in measures["loads"]},
            "blanks": {name: self._known[f"blanks:{mode}:{name}"] for name in measures["blanks"]},
            "given": self._known.get(f"given:{mode}", {}),
        }

    def _of(self, kind: str) -> dict[str, Any]:
        return {name.removeprefix(kind): each for name, each in self._known.items() if name.startswith(kind)}

    def _go_to(self, number: int) -> None:
        if self._at < 0 or number < self._at:
            self._ahead.clear()
            self._plain = facts.as_of(self._conn, _KINDS, number)
            self._known = {name: _decoded(name, state) for name, state in self._plain.items()}
            self._at = number
            return
        if number > self._at and (not self._ahead or self._ahead[-1].id < number):
            self._ahead.extend(
                facts.between(self._conn, max(self._at, self._ahead[-1].id if self._ahead else 0), number)
            )
        while self._ahead and self._ahead[0].id <= number:
            row = self._ahead.popleft()
            if row.subject.startswith(_KINDS) and not row.subject.startswith(self.stays):
                state = facts.moved_on(self._plain.get(row.subject, {}), row)
                self._plain[row.subject] = state
                self._known[row.subject] = _decoded(row.subject, state)
        self._at = number

    def _fetch(self, numbers: Collection[int]) -> None:
        """Reads the rows of these numbers, and those that they refer to."""
        if len(self._singles) > REMEMBERED:
            self._singles.clear()
        self._singles |= shared.rows(self._conn, numbers, self._singles)

    def _candidate(self, told: Any) -> AccountFacts:
        number, here = told if isinstance(told, list) else (told, {})
        account = self._account(number)
        return replace(account, **here) if here else account

    def _account(self, number: int) -> AccountFacts:
        kept = self._singles[number]
        if isinstance(kept, AccountFacts):
            return kept
        above = tuple([self._account(each) for each in kept["ancestors"]])
        bare: AccountFacts = known({**kept, "ancestors": []}, AccountFacts)
        account = self._singles[number] = replace(bare, ancestors=above) if above else bare
        return account

    def _person(self, crm: str, told: Mapping[str, Any], values: Mapping[Any, Any]) -> AccountFacts:
        return AccountFacts(crm, _about(crm, told, values))

    def _related(self, crm: str, told: Any, values: Mapping[Any, Any]) -> Record:
        if not isinstance(told, int):
            return _about(crm, told, values)
        kept = self._singles[told]
        record: Record = kept if isinstance(kept, Record) else known(kept, Record)
        self._singles[told] = record
        return record


def _about(crm: str, told: Mapping[str, Any], values: Mapping[Any, Any]) -> Record:
    fields = {
        name: value
        for name, value in values.get((crm, told["kind"], told["id"]), {}).items()
        if name != HOLDERS
    }
    record: Record = known({**told, "fields": fields}, Record)
    return record


def _decoded(subject: str, state: Mapping[str, Any]) -> Any:
    return _DECODE[subject.partition(":")[0]](state)


_DECODE: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "directory": lambda state: Directory(tuple([known(seat, Seat) for seat in state.values()])),
    "absences": lambda state: {email: known(each, tuple[Absence, ...]) for email, each in state.items()},
    "turns": lambda state: dict(zip(state, map(TurnState._make, state.values()), strict=True)),
    "loads": dict,
    "blanks": dict,
    "given": lambda state: {email: [instant(at) for at in when] for email, when in state.items()},
    "measures": dict,
}
