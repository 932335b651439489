"""A policy folder -> Policy, or every fault with its place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from connector.core.conditions import fields_of
from connector.core.deadlines import Checkpoint
from connector.core.rules import (
    Fallback,
    MatchRules,
    Policy,
    Returns,
    Route,
    TargetKind,
)
from connector.core.screening import POINTS, TIER, Before
from connector.policy.before import BeforeReader, declared_tiers, fields_of_before
from connector.policy.conditions import ConditionReader
from connector.policy.deadlines import DeadlineReader, fields_of_answers, fields_of_slas, read_returns
from connector.policy.folder import Book, read_folder
from connector.policy.leads import Leads, read_leads
from connector.policy.lists import ListReader
from connector.policy.matching import fields_of_match, read_match
from connector.policy.people import read_people
from connector.policy.reused import Reused
from connector.policy.routes import RouteReader, every_route
from connector.policy.teams import read_teams
from connector.policy.times import length
from connector.policy.vocabulary import Vocabulary, vocabulary
from connector.settings import Settings
from connector.texts import Fault
from mappings.spelling import suggest

PARTS = (
    *("people", "teams", "lists", "conditions", "leads", "match"),
    *("before", "routes", "otherwise", "hold_blank", "drift_alarm", "leave"),
)
_LATER = {
    "slas": "write `sla:` at a route",
    "sla": "write `sla:` at a route",
    "caps": "write `cap:` at a person or a team",
    "capacity": "write `cap: {open_leads: 30}` at a person or a team",
    "max_reassignments": "write it below `leads:`",
}
_OF_OWNER = frozenset({"account.owner"})
_FIELDS_OF_TARGET = {
    TargetKind.ACCOUNT_OWNER: _OF_OWNER,
    TargetKind.ACCOUNT_TEAM: _OF_OWNER,
    TargetKind.PARENT_OWNER: frozenset({"account.owner", "account.parent_id"}),
    TargetKind.ULTIMATE_OWNER: frozenset({"account.owner", "account.parent_id"}),
    TargetKind.OPPORTUNITY_OWNER: frozenset({"opportunity.owner", "opportunity.closed"}),
    TargetKind.CONTACT_OWNER: frozenset({"contact.owner"}),
    TargetKind.PREVIOUS_OWNER: frozenset({"lead.previous_owner"}),
    TargetKind.ACTIVITY_OWNER: frozenset({"activity.owner"}),
}
_LONGEST_HOLD = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: `policy` is None where one of `faults` is more than a warning. `text` is
    the whole text, whose SHA-256 is the edition."""

    policy: Policy | None
    faults: tuple[Fault, ...]
    text: str


def read_policy(settings: Settings) -> tuple[Policy | None, tuple[Fault, ...], str]:
    """The policy of these settings, its faults and its whole text."""
    reading = read_book(read_folder(settings.policy), vocabulary(settings), settings.freshness_seconds)
    return reading.policy, reading.faults, reading.text


def read_book(book: Book, words: Vocabulary, freshness_seconds: int = 30) -> Reading:
    """The meaning of a policy's merged text, in which fields, CRMs and channels are `words`."""
    for name in book.plain:
        if name in _LATER:
            book.fault((name,), f"this version does not do `{name}`", _LATER[name], key=True)
        elif name == "tests":
            mend = "put them into policy/tests/*.yaml; `pointsman test` runs them"
            book.fault((name,), "tests stand in files of their own", mend, key=True)
        elif name not in PARTS:
            book.fault((name,), f"unknown key `{name}`", suggest(name, PARTS), key=True)
    added = frozenset(key for key, _ in book.additions.of("countries").adds)
    words = replace(words, countries=added, tiers=declared_tiers(book))
    staff = read_people(book, words)
    read_teams(book, staff, words)
    lister = ListReader(book, words)
    lists = lister.read_all()
    conditions = ConditionReader(book, words, lists, Reused(book))
    deadlines = DeadlineReader(book, words, conditions, staff.names)
    leads = read_leads(book, words, deadlines)
    match = read_match(book, conditions)
    routes, otherwise = _routes(deadlines)
    returns = read_returns(book)
    before, further = BeforeReader(book, conditions, lister, staff.names).read()
    lister.warn_of_files()
    if conditions.reused is not None:
        conditions.reused.read_all(conditions)
    hold = _hold(book)
    alarm = _alarm(book)
    faults = tuple(book.faults)
    if otherwise is None or any(not fault.warning for fault in faults):
        return Reading(None, faults, book.text)
    policy = Policy(
        edition=hashlib.sha256(book.text.encode("utf-8", "surrogatepass")).hexdigest(),
        people=staff.people,
        teams=staff.teams,
        lists={**lists, **further},
        owned_by=leads.owned_by,
        triggers=leads.triggers,
        match=replace(match, to_the_top=_climbs(routes)),
        routes=routes,
        otherwise=otherwise,
        freshness_seconds=freshness_seconds,
        hold_blank_seconds=hold,
        max_changes_per_day=leads.changes_per_day,
        max_reassignments=leads.max_reassignments,
        answers=leads.answers,
        returns=returns,
        drift_alarm=alarm,
        additions=book.additions,
        before=before,
        fields_read=_fields_read((routes, otherwise), leads, match, before),
        asks_activities=_goes_by_activities(routes, otherwise, returns),
    )
    return Reading(policy, faults, book.text)


def _routes(deadlines: DeadlineReader) -> tuple[tuple[Route, ...], Fallback | None]:
    book = deadlines.book
    reader = RouteReader(book, deadlines)
    routes: tuple[Route, ...] = ()
    if book.plain.get("routes") is None:
        book.fault((), "no routes: `routes` is missing", "add `routes:` with lines `- name:`")
    else:
        routes = reader.read(book.plain["routes"], ("routes",))
    return routes, reader.fallback(book.plain.get("otherwise"))


def _hold(book: Book) -> int:
    value = book.plain.get("hold_blank")
    if value is None:
        return 900
    found = length(value)
    if found is None or found.total_seconds() > _LONGEST_HOLD:
        book.fault(("hold_blank",), "no length of time up to a week", "write 15m")
        return 900
    return int(found.total_seconds())


def _alarm(book: Book) -> float:
    value = book.plain.get("drift_alarm")
    if value is None:
        return 5.0
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 1 <= value <= 1000:
        book.fault(("drift_alarm",), "no number of turns from 1 to 1000", "write 5")
        return 5.0
    return float(value)


def _climbs(routes: tuple[Route, ...]) -> bool:
    return TargetKind.ULTIMATE_OWNER in _kinds(routes)


def _kinds(routes: tuple[Route, ...]) -> set[TargetKind]:
    return {route.to.kind for route in every_route(routes) if route.to is not None}


def _goes_by_activities(routes: tuple[Route, ...], otherwise: Fallback, returns: Returns) -> bool:
    """Whether what people did with a lead decides anything: a deadline, a way back, an owner."""
    slas = [*otherwise.slas, *(sla for route in every_route(routes) for sla in route.slas)]
    by_touch = any(sla.checkpoint is not Checkpoint.ASSIGNED for sla in slas)
    return by_touch or returns is Returns.UNTOUCHED or TargetKind.ACTIVITY_OWNER in _kinds(routes)


def _fields_read(
    sends: tuple[tuple[Route, ...], Fallback], leads: Leads, match: MatchRules, before: Before
) -> frozenset[str]:
    """Every field that the policy can read, for what must be known before a decision."""
    routes, otherwise = sends
    found = {*leads.triggers.changed, *fields_of_match(match), *fields_of_before(before)}
    found |= fields_of_answers(leads.answers) | fields_of_slas(otherwise.slas)
    for route in every_route(routes):
        found |= fields_of(route.when) | fields_of_slas(route.slas)
        found |= fields_of(route.wait.until) if route.wait is not None else frozenset()
        found.update(each.field for each in (*route.narrow, *route.fit) if each.field)
        if route.to is not None:
            found |= _FIELDS_OF_TARGET.get(route.to.kind, frozenset())
            found |= {f"opportunity.{each.field}" for each in route.to.order}
    return frozenset(found - {POINTS, TIER})
