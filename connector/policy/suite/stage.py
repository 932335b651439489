"""The world of a policy test, without a store: everybody whom the policy and the case name has a seat
in every CRM, and nothing else is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from connector.core.comparing import fold
from connector.core.decide import decide
from connector.core.decision import Decision, Outcome, Step
from connector.core.matching.match import MatchResult, match
from connector.core.rules import Policy
from connector.core.view import HOLDS, Absence, AccountFacts, Cause, Request, TurnState, Verb, View
from connector.policy.people import is_email
from connector.policy.suite.case import Case, GivenAccount, Who
from connector.policy.suite.names import Names
from mappings.records import Directory, Kind, Record, Seat, SeatKind, Span, Value


@dataclass(frozen=True, slots=True)
class World:
    """The CRMs of the settings, by name, with whether each has queues; the owner of record, if any."""

    crms: Mapping[str, bool]
    owner_of_record: str | None = None


@dataclass(slots=True)
class Stage:
    """Plays cases of one policy. Cases share the directories, but for those that change a seat."""

    policy: Policy
    world: World
    cases: Sequence[Case]
    _emails: tuple[str, ...] = ()
    _queues: tuple[str, ...] = ()
    _shared: Mapping[str, Directory] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = Names(self.policy)
        guests = (email for case in self.cases for email in _emails(case))
        self._emails = tuple(dict.fromkeys([*names.people.values(), *guests]))
        self._queues = tuple(names.queues.values())
        self._shared = self._directories({}, frozenset())

    def play(self, case: Case) -> tuple[View, Decision]:
        """What is known in the case, and the decision about it."""
        view = self.view(case)
        given = case.account
        if given is None or given.band is None:
            return view, decide(self.policy, view, match)
        return view, decide(self.policy, view, self._matched(view.candidates[0], given))

    def view(self, case: Case) -> View:
        """All that is known in the case."""
        plain = not (case.queues or case.gone)
        directories = self._shared if plain else self._directories(case.queues, case.gone)
        owner = self._owner(case, directories)
        lead = Record(
            Kind.LEAD, case.id, owner, case.created_at or case.now, case.now, None,
            case.fields,
        )  # fmt: skip
        here = self.world.owner_of_record
        return View(
            now=case.now,
            cause=Cause(case.crm, "test", "lead", case.id, case.trigger, "test", case.now),
            lead=lead,
            directories=directories,
            candidates=_candidates(case, directories),
            turns={
                rotation: {email: TurnState(count) for email, count in taken.items()}
                for rotation, taken in case.turns.items()
            },
            loads={each.name: case.loads.get(each.word, {}) for each in self.policy.measures()},
            absences={email: (_absence(case, cover),) for email, cover in case.away.items()},
            settled=HOLDS if case.waited else frozenset(),
            linked=here not in (None, case.crm) and case.fields.get("linked_to") is not None,
            owner_of_record=here,
            has_queues=self.world.crms[case.crm],
            related=_related(case, directories),
            **self._declined(case, owner),
        )

    def _declined(self, case: Case, owner: str | None) -> dict[str, Any]:
        """What is known of a lead that people have declined, the last of whom still has it."""
        if not case.declined_by:
            return {}
        return {
            "our_owner": owner,
            "wrote_before": True,
            "declined": frozenset(case.declined_by),
            "request": Request(Verb.DECLINE, case.declined_by[-1]),
        }

    def _owner(self, case: Case, directories: Mapping[str, Directory]) -> str | None:
        """The lead's present owner: as the case says, else the first that the policy takes leads from."""
        directory = directories[case.crm]
        if case.declined_by:
            return self._user_id(case.crm, case.declined_by[-1])
        if case.owner is not None:
            return _seat_id(directory, case.owner)
        for ref in self.policy.owned_by:
            if ref.kind == "nobody":
                return None
            kind = {"queue": SeatKind.QUEUE, "user": SeatKind.USER}.get(ref.kind)
            found = directory.named(ref.name, kind)
            if found:
                return found[0].id
        return None

    def _matched(self, facts: AccountFacts, given: GivenAccount) -> MatchResult:
        rules, band = self.policy.match, given.band or "none"
        usual = {"auto": 1.0, "review": (rules.auto + rules.review) / 2}.get(band, 0.0)
        confidence = usual if given.confidence is None else given.confidence
        step = Step("match", band, "as the test says")
        return MatchResult(facts, confidence, band, (), (), (step,))

    def _directories(
        self, members: Mapping[str, Sequence[str]], gone: frozenset[str]
    ) -> dict[str, Directory]:
        return {
            crm: Directory((*self._users(crm, gone), *(self._queue_seats(crm, members) if queues else ())))
            for crm, queues in self.world.crms.items()
        }

    def _users(self, crm: str, gone: frozenset[str]) -> Iterable[Seat]:
        for email in self._emails:
            person = self.policy.people.get(email)
            name = (person.name if person else None) or email
            yield Seat(self._user_id(crm, email), SeatKind.USER, name, email, active=email not in gone)

    def _user_id(self, crm: str, email: str) -> str:
        """The seat that the policy names, else one of our own making."""
        person = self.policy.people.get(email)
        named = person.seats.get(crm) if person else None
        return named if named and not is_email(named) else f"user:{email}"

    def _queue_seats(self, crm: str, members: Mapping[str, Sequence[str]]) -> Iterable[Seat]:
        for name in self._queues:
            users = tuple(self._user_id(crm, email) for email in members.get(name, ()))
            yield Seat(f"queue:{name}", SeatKind.QUEUE, name, members=users)


def owner_of(decision: Decision, view: View) -> Who:
    """Whom the decision gives the lead to, or leaves it with."""
    owner = decision.owner_id if decision.outcome is Outcome.ASSIGN else view.lead.owner_id
    seat = view.directories[view.cause.crm].by_id.get(owner or "")
    if seat is None:
        return Who()
    return Who(queue=seat.name) if seat.kind is SeatKind.QUEUE else Who(email=seat.email)


def is_same(left: Who, right: Who) -> bool:
    """Whether two names mean one owner."""
    if left.queue is not None and right.queue is not None:
        return fold(left.queue) == fold(right.queue)
    return (left.email, left.queue) == (right.email, right.queue)


def _emails(case: Case) -> Iterable[str]:
    """Everybody whom the case names."""
    owners = (case.owner, case.account.owner if case.account else None, case.expected.owner)
    yield from (who.email for who in owners if who is not None and who.email)
    related = (each.get("owner") for records in case.related.values() for each in records)
    yield from (owner for owner in related if isinstance(owner, str) and is_email(owner))
    yield from (email for loads in case.loads.values() for email in loads)
    yield from case.away
    yield from (cover for cover in case.away.values() if cover)
    yield from (email for members in case.queues.values() for email in members)
    yield from case.gone


def _seat_id(directory: Directory, who: Who) -> str | None:
    if who.email is not None:
        seat = directory.by_email.get(who.email)
        return seat.id if seat else None
    found = directory.named(who.queue, SeatKind.QUEUE) if who.queue is not None else ()
    return found[0].id if found else None


def _candidates(case: Case, directories: Mapping[str, Directory]) -> tuple[AccountFacts, ...]:
    given = case.account
    if given is None:
        return ()
    crm = given.crm or case.crm
    owner = _seat_id(directories[crm], given.owner)
    seat = directories[crm].by_id.get(owner) if owner else None
    record = Record(Kind.ACCOUNT, given.id, owner, given.created_at or case.now, case.now, None, given.fields)
    facts = AccountFacts(
        crm, record, given.contacts, given.open_opportunities, owner_active=seat.active if seat else None
    )
    return (facts,)


def _related(case: Case, directories: Mapping[str, Directory]) -> dict[str, tuple[Record, ...]]:
    account = case.account.id if case.account else None
    directory = directories[case.account.crm or case.crm if case.account else case.crm]
    found: dict[str, tuple[Record, ...]] = {}
    for kind, records in case.related.items():
        made = []
        for number, fields in enumerate(records, 1):
            values: dict[str, Value] = {**fields, "account_id": account}
            who = _who(values.pop("owner", None))
            owner = _seat_id(directory, who) if who is not None else None
            made.append(Record(Kind(kind), f"test-{kind}-{number}", owner, case.now, case.now, None, values))
        found[kind] = tuple(made)
    return found


def _who(owner: Value) -> Who | None:
    """The owner of a related record, which a case names by e-mail or queue."""
    if not isinstance(owner, str):
        return None
    return Who(email=owner) if is_email(owner) else Who(queue=owner)


def _absence(case: Case, cover: str | None) -> Absence:
    return Absence("away", Span(case.now - timedelta(days=1), None), cover)
