"""One entry of a test file -> a Case, or its faults."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeGuard

from connector.core.staff.hours import zone_of
from connector.core.staff.measures import OPEN_LEADS, PLAIN, Measure
from connector.core.staff.rotations import rotations_of
from connector.policy.people import is_email
from connector.policy.suite.case import Case, Expected, GivenAccount, Who
from connector.policy.suite.names import Names, Path
from connector.policy.suite.shape import CaseShape, ExpectShape
from connector.policy.times import length
from connector.policy.vocabulary import OF_RECORDS, Vocabulary
from connector.shapes import fit
from connector.texts import Text
from mappings.instants import from_text
from mappings.records import Value
from mappings.spelling import suggest

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
"""When a case plays that does not say: a Wednesday afternoon in Europe, its morning in New York."""

_TIME_FORM = "write 2026-03-02T10:00:00Z, or 2026-03-02 10:00 Europe/Berlin"
_NO_LOAD = 1e15
_BANDS = ("auto", "review", "none")
_COUNTS = ("contacts", "open_opportunities")


@dataclass(slots=True)
class CaseReader:
    """Reads the entry at `at` of `text`; faults go to `text`."""

    text: Text
    at: Path
    words: Vocabulary
    names: Names

    def read(self, entry: Mapping[str, object]) -> Case | None:
        """The case; None where it has faults."""
        before = len(self.text.faults)
        shape = fit(CaseShape, entry, self.text, self.at)
        if shape is None:
            return None
        now = self._time(shape.at, "at") if shape.at is not None else NOW
        lead = dict(shape.lead)
        owner = lead.pop("owner", None)
        created = lead.pop("created_at", None)
        identity = str(lead.pop("id", "test-lead"))
        line, column = self.text.place(self.at)
        account = self._account(shape)
        case = Case(
            name=shape.name,
            file=self.text.file,
            line=line,
            column=column,
            crm=self._crm(shape.crm, "crm"),
            now=now,
            fields=self._fields(lead, "lead", ("lead",)),
            expected=self._expected(shape, account),
            id=identity,
            owner=None if owner is None else self.names.owner(owner, (*self.at, "lead", "owner"), self.text),
            created_at=None if created is None else self._time(created, "lead", "created_at"),
            trigger=shape.trigger,
            account=account,
            related=self._related(shape.related),
            turns=self._turns(shape.turns),
            loads=self._loads(shape.loads),
            away=self._away(shape.away),
            queues=self._queues(shape.queues),
            gone=frozenset(self._email(each, "gone") for each in shape.gone),
            waited=shape.waited,
            declined_by=tuple(self._email(each, "declined_by") for each in shape.declined_by),
        )
        return case if len(self.text.faults) == before else None

    def _fault(self, at: Sequence[str | int], message: str, mend: str, *, key: bool = False) -> None:
        self.text.fault((*self.at, *at), message, mend, key=key)

    def _crm(self, name: str | None, *at: str) -> str:
        if name is not None and name not in self.words.crms:
            self._fault(at, f"no CRM `{name}`", suggest(name, self.words.crms))
        return name if name is not None else next(iter(self.words.crms))

    def _fields(self, given: Mapping[str, object], kind: str, at: Sequence[str | int]) -> dict[str, Value]:
        known = {*self.words.mapped.get(kind, ()), *OF_RECORDS}
        found: dict[str, Value] = {}
        for name, value in given.items():
            if name not in known:
                near = suggest(name, known, most=0)
                mend = near if near.startswith("did") else "map it in mappings/, or see `pointsman fields`"
                self._fault((*at, name), f"unknown field `{kind}.{name}`", mend, key=True)
            elif isinstance(value, dict):
                self._fault((*at, name), "a plain value belongs here", "write text, a number or a list")
            else:
                found[name] = _value(value)
        return found

    def _time(self, value: object, *at: str) -> datetime:
        text = str(value).strip()
        try:
            return from_text(text)
        except ValueError:
            local, _, zone = text.rpartition(" ")
        try:
            return datetime.fromisoformat(local).replace(tzinfo=zone_of(zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            self._fault(at, "no point in time", _TIME_FORM)
            return NOW

    def _account(self, shape: CaseShape) -> GivenAccount | None:
        if shape.account is None:
            return None
        given = dict(shape.account)
        band, confidence = given.pop("match", None), given.pop("confidence", None)
        counts = {name: given.pop(name, 0) for name in _COUNTS}
        crm, owner = given.pop("crm", None), given.pop("owner", "nobody")
        identity, created = str(given.pop("id", "test-account")), given.pop("created_at", None)
        if band is not None and band not in _BANDS:
            self._fault(("account", "match"), "no word of the matcher", suggest(str(band), _BANDS))
        if confidence is not None and not _is_share(confidence):
            self._fault(("account", "confidence"), "a number from 0 to 1 belongs here", "write 0.95")
        elif confidence is not None and band is None:
            self._fault(("account", "confidence"), "a confidence without `match`", "add `match: auto`")
        for name, count in counts.items():
            if not isinstance(count, int) or isinstance(count, bool) or count < 0:
                self._fault(("account", name), "a whole number from 0 belongs here", "write 2")
                return None
        return GivenAccount(
            fields=self._fields(given, "account", ("account",)),
            owner=self.names.owner(owner, (*self.at, "account", "owner"), self.text),
            id=identity,
            crm=None if crm is None else self._crm(str(crm), "account", "crm"),
            band=band,
            confidence=float(confidence) if _is_share(confidence) else None,
            created_at=None if created is None else self._time(created, "account", "created_at"),
            **counts,
        )

    def _related(self, given: Mapping[str, object]) -> dict[str, tuple[Mapping[str, Value], ...]]:
        found: dict[str, tuple[Mapping[str, Value], ...]] = {}
        for kind, records in given.items():
            at = ("related", kind)
            if kind not in self.words.related:
                self._fault(
                    at, "no related records of that name", suggest(kind, self.words.related), key=True
                )
            elif not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
                self._fault(at, "a list of records belongs here", "write lines with `- {stage: Won}`")
            else:
                found[kind] = tuple(self._of_account(each, kind, (*at, n)) for n, each in enumerate(records))
        return found

    def _of_account(self, given: Mapping[str, object], kind: str, at: Path) -> dict[str, Value]:
        """A related record's fields; its owner by e-mail or queue."""
        found = self._fields(given, kind, at)
        if found.get("owner") is not None:
            who = self.names.owner(given["owner"], (*self.at, *at, "owner"), self.text)
            found["owner"] = who.email or who.queue
        return found

    def _turns(self, given: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
        known = {*self.names.policy.teams, *rotations_of(self.names.policy)}
        for rotation in given:
            if rotation not in known:
                mend = suggest(rotation, known)
                self._fault(("turns", rotation), f"no team or rotation `{rotation}`", mend, key=True)
        return {
            rotation: {self._email(name, "turns", rotation): count for name, count in taken.items()}
            for rotation, taken in given.items()
        }

    def _loads(self, given: Mapping[str, object]) -> dict[str, dict[str, float]]:
        """What people have in hand, by measure; numbers beside e-mails are open leads."""
        bare = {name: load for name, load in given.items() if not isinstance(load, dict)}
        found = {OPEN_LEADS.word: self._in_hand(OPEN_LEADS, bare, ("loads",))}
        for word, loads in given.items():
            if isinstance(loads, dict) and word in PLAIN:
                found.setdefault(word, {}).update(self._in_hand(PLAIN[word], loads, ("loads", word)))
            elif isinstance(loads, dict):
                self._fault(("loads", word), f"`{word}` is no measure", suggest(word, PLAIN), key=True)
        return found

    def _in_hand(
        self, measure: Measure, given: Mapping[str, object], at: tuple[str, ...]
    ) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, load in given.items():
            if _is_load(load, measure):
                found[self._email(name, *at)] = load
            else:
                self._fault((*at, name), "no number from 0", "write `{ann@acme.com: 12}`")
        return found

    def _away(self, given: object) -> dict[str, str | None]:
        if given is None:
            return {}
        items = given if isinstance(given, (list, dict)) else [given]
        covers: Mapping[object, object] = items if isinstance(items, dict) else dict.fromkeys(map(str, items))
        return {
            self._email(name, "away"): None if cover is None else self._email(cover, "away", str(name))
            for name, cover in covers.items()
        }

    def _queues(self, given: Mapping[str, Collection[str]]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, members in given.items():
            known = self.names.queues.get(name.lower())
            if known is None:
                mend = suggest(name, self.names.queues.values())
                self._fault(("queues", name), f"the policy names no queue `{name}`", mend, key=True)
            else:
                found[known] = tuple(self._email(each, "queues", name) for each in members)
        return found

    def _email(self, value: object, *at: str) -> str:
        word = str(value).strip().lower()
        if word in self.names.people:
            return self.names.people[word]
        if not is_email(word):
            self._fault(at, f"no person `{value}`", suggest(word, self.names.people))
        return word

    def _expected(self, shape: CaseShape, account: GivenAccount | None) -> Expected:
        expect: ExpectShape = shape.expect
        if not expect.model_fields_set:
            mend = "say `owner`, `route`, `outcome`, `steps`, `reason contains`, `notices` or `due`"
            self._fault(("expect",), "nothing is expected", mend)
        at = (*self.at, "expect")
        owner: Who | None = None
        if expect.owner is not None:
            owner = self.names.owner(
                expect.owner, (*at, "owner"), self.text, also=self._guests(shape, account)
            )
        route = None if expect.route is None else self.names.route(expect.route, (*at, "route"), self.text)
        return Expected(
            owner=owner,
            route=route,
            outcome=expect.outcome,
            steps=tuple(expect.steps),
            reason=expect.reason,
            notices=tuple(expect.notices),
            due={point: self._due(value, shape, point) for point, value in expect.due.items()},
        )

    def _due(self, value: object, shape: CaseShape, point: str) -> datetime | None:
        """A deadline: `none`, a point in time, or so long after the case's own."""
        if value in (None, "none"):
            return None
        after = length(value)
        if after is None:
            return self._time(value, "expect", "due", point)
        return (self._time(shape.at, "at") if shape.at is not None else NOW) + after

    def _guests(self, shape: CaseShape, account: GivenAccount | None) -> dict[str, str]:
        """People whom only the case speaks of: the account's owner, the lead's, covers, queue members."""
        texts = [shape.lead.get("owner"), account.owner.email if account else None]
        texts += [each for members in shape.queues.values() for each in members]
        texts += list(shape.away.values()) if isinstance(shape.away, dict) else []
        emails = [str(text).strip().lower() for text in texts if text and is_email(str(text))]
        return {email: email for email in emails}


def _is_share(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


def _is_load(value: object, measure: Measure) -> TypeGuard[float]:
    kinds = (int, float) if measure.sums else int
    return isinstance(value, kinds) and not isinstance(value, bool) and 0 <= value < _NO_LOAD


def _value(value: object) -> Value:
    """A mapped field's value as it would be read from a CRM."""
    if isinstance(value, list):
        return tuple(str(each) for each in value)
    if isinstance(value, str):
        return value.strip() or None
    return value if isinstance(value, (bool, int, float)) or value is None else str(value)
