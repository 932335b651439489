"""What a decision looks at: fields by their names, each remembered as an input of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from connector.core.conditions import Condition, Facts, Verdict, evaluate
from connector.core.rules import Policy
from connector.core.view import AccountFacts, View
from mappings.activities import Touch
from mappings.instants import to_text
from mappings.records import Directory, Input, Record, SeatKind, Value

PERSONAL = frozenset({"lead", "contact"})
"""Objects whose mapped values are about a person."""

MATCH = "account.match"


@dataclass(slots=True)
class Known:
    """The facts of one decision. `account` is the matched one, `band` the matcher's word for it.

    The account's fields are blank to conditions until the match is sure (`auto`), unless the route
    itself asks about the match and thereby says what it takes.
    """

    policy: Policy
    view: View
    account: AccountFacts | None = None
    band: str = "none"
    confidence: float = 0.0
    _seen: dict[str, Value] = field(default_factory=dict)
    _related: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    _others: list[Input] = field(default_factory=list)
    _facts: dict[bool, Facts] = field(default_factory=dict)

    def test(self, condition: Condition, *, trusts_match: bool) -> Verdict:
        """The condition's truth; `trusts_match` is whether the route asks about the match."""
        sure = self.band == "auto" or trusts_match
        facts = self._facts.get(sure)
        if facts is None:
            related = self._related if sure else {}
            look = self.look if sure else self._look_unsure
            facts = self._facts[sure] = Facts(look, self.view.now, self.policy.lists, related)
        return evaluate(condition, facts)

    def look_as(self, name: str, *, trusts_match: bool) -> Value:
        """The value of a field as a condition sees it that asks about the match, or does not."""
        return self.look(name) if self.band == "auto" or trusts_match else self._look_unsure(name)

    def look(self, name: str) -> Value:
        """The value of a field by its full name; None where it is blank or unknown."""
        if name in self._seen:
            return self._seen[name]
        value = self._seen[name] = self._read(name)
        return value

    def _look_unsure(self, name: str) -> Value:
        return None if name.startswith("account.") and name != MATCH else self.look(name)

    def _read(self, name: str) -> Value:
        object_, _, field_name = name.partition(".")
        if object_ == "lead":
            return self._attribute(self.view.cause.crm, self.view.lead, field_name)
        if object_ == "account":
            return self._of_account(field_name)
        if name == "crm":
            return self.view.cause.crm
        return self.view.cause.trigger if name == "trigger" else None

    def _of_account(self, name: str) -> Value:
        if name == "match":
            return self.band
        if self.account is None:
            return None
        if name == "confidence":
            return self.confidence
        if name == "crm":
            return self.account.crm
        value = self._attribute(self.account.crm, self.account.record, name)
        return _counted(self.account, name) if value is None else value

    def _attribute(self, crm: str, record: Record, name: str) -> Value:
        value = record.fields.get(name)
        if value is not None:
            return value
        if name == "id":
            return record.id
        if name == "owner":
            return self._owner(crm, record.owner_id)
        if name in ("created_at", "modified_at"):
            at = record.created_at if name == "created_at" else record.modified_at
            return None if at is None else to_text(at)
        return None

    def _owner(self, crm: str, owner_id: str | None) -> Value:
        """What an owner goes by: what tells them apart across CRMs first."""
        if owner_id is None:
            return None
        seat = self.view.directories.get(crm, Directory()).by_id.get(owner_id)
        if seat is None:
            return (owner_id,)
        if seat.kind is SeatKind.USER and seat.email:
            return (seat.email.lower(), owner_id, seat.name)
        return (seat.name, owner_id)

    def know_account(self, account: AccountFacts | None, band: str, confidence: float) -> None:
        """Take note of the matcher's result. What was read of the account before is forgotten."""
        self.account, self.band, self.confidence = account, band, confidence
        self._facts.clear()
        if account is not None:
            self._related = {
                kind: tuple(r for r in records if r.fields.get("account_id") == account.record.id)
                for kind, records in self.view.related.items()
            }

    def take_note(self, name: str, value: Value) -> None:
        """A value that the decision itself has worked out (`score.points`)."""
        self._seen[name] = value

    def related(self, kind: str) -> tuple[Record, ...]:
        """The matched account's records of a kind (`opportunity`), by id."""
        return self._related.get(kind, ())

    def read_of(self, crm: str, record: Record, *names: str) -> None:
        """Put fields of a record that no field name reaches among the inputs."""
        self._others += [_input(crm, record.kind.value, record, name) for name in names]

    def read_touch(self, touch: Touch) -> None:
        """Put an activity with the lead among the inputs."""
        object_, lead = f"{self.view.cause.crm}:activity", self.view.lead.id
        told: dict[str, Value] = {"type": touch.type, "done_at": to_text(touch.at), "owner": touch.owner_id}
        self._others += [Input(object_, lead, name, value, False) for name, value in told.items()]

    def inputs(self, reads: Sequence[str]) -> tuple[Input, ...]:
        """Every value behind the named fields, once each, in the order they were first read."""
        found: dict[tuple[str, str, str], Input] = {}
        for name in dict.fromkeys(reads):
            for item in self._inputs_of(name):
                found.setdefault((item.object, item.record_id, item.field), item)
        for item in self._others:
            found.setdefault((item.object, item.record_id, item.field), item)
        return tuple(found.values())

    def _inputs_of(self, name: str) -> list[Input]:
        object_, _, field_name = name.partition(".")
        if object_ == "lead":
            return [_input(self.view.cause.crm, "lead", self.view.lead, field_name)]
        if object_ == "account":
            if self.account is None or field_name in ("match", "confidence", "crm"):
                return []
            return [_of_account(self.account, field_name)]
        if object_ in self._related and self.account is not None:
            crm = self.account.crm
            return [_input(crm, object_, r, field_name or "id") for r in self._related[object_]]
        return []


def account_inputs(accounts: Sequence[AccountFacts], reads: Iterable[str]) -> tuple[Input, ...]:
    """The values of the account fields among `reads`, for each of `accounts`."""
    names = [name.removeprefix("account.") for name in reads if name.startswith("account.")]
    return tuple([_of_account(one, name) for one in accounts for name in names])


def _of_account(account: AccountFacts, name: str) -> Input:
    item = _input(account.crm, "account", account.record, name)
    return item._replace(value=_counted(account, name)) if item.value is None else item


def _counted(account: AccountFacts, name: str) -> int | None:
    """How many open contacts or opportunities it has, by the field's name."""
    return {"contacts": account.contacts, "open_opportunities": account.open_opportunities}.get(name)


def _input(crm: str, object_: str, record: Record, name: str) -> Input:
    value = record.fields.get(name)
    own = value is None and name in _OWN
    if own:
        value = _OWN[name](record)
    return Input(f"{crm}:{object_}", record.id, name, value, not own and object_ in PERSONAL)


_OWN: Mapping[str, Callable[[Record], Value]] = {
    "id": lambda record: record.id,
    "owner": lambda record: record.owner_id,
    "created_at": lambda record: None if record.created_at is None else to_text(record.created_at),
    "modified_at": lambda record: to_text(record.modified_at),
    "record_state": lambda record: record.state.value,
}
"""What every record has beside its mapped fields."""
