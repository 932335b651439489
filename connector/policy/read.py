"""A policy folder -> Policy, or every fault with its place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from connector.core.conditions import fields_of
from connector.core.rules import (
    CHANGES_PER_DAY,
    Fallback,
    MatchRules,
    OwnerRef,
    Policy,
    Route,
    TargetKind,
    Triggers,
)
from connector.core.screening import POINTS, TIER, Before
from connector.policy.before import BeforeReader, declared_tiers, fields_of_before
from connector.policy.conditions import ConditionReader
from connector.policy.folder import Book, read_folder
from connector.policy.lists import ListReader
from connector.policy.matching import fields_of_match, read_match
from connector.policy.owners import owned_by
from connector.policy.people import Staff, read_people
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
    *("before", "routes", "otherwise", "hold_blank", "drift_alarm"),
)
_LATER = {
    "slas": "drop it; this version sets owners and keeps no deadlines",
    "sla": "drop it; this version sets owners and keeps no deadlines",
    "caps": "write `cap:` at a person or a team",
    "capacity": "write `cap: {open_leads: 30}` at a person or a team",
    "max_reassignments": "drop it; this version makes no planned reassignments",
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
    staff = read_people(book, words.crms)
    read_teams(book, staff, words.crms)
    lister = ListReader(book, words)
    lists = lister.read_all()
    owners, triggers = _leads(book, words)
    changes = _changes(book)
    conditions = ConditionReader(book, words, lists, Reused(book))
    match = read_match(book, conditions)
    routes, otherwise = _routes(book, conditions, staff)
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
        owned_by=owners,
        triggers=triggers,
        match=replace(match, to_the_top=_climbs(routes)),
        routes=routes,
        otherwise=otherwise,
        freshness_seconds=freshness_seconds,
        hold_blank_seconds=hold,
        max_changes_per_day=changes,
        drift_alarm=alarm,
        additions=book.additions,
        before=before,
        fields_read=_fields_read(routes, triggers, match, before),
    )
    return Reading(policy, faults, book.text)


def _leads(book: Book, words: Vocabulary) -> tuple[tuple[OwnerRef, ...], Triggers]:
    value = book.plain.get("leads")
    known = ("owned_by", "triggers", "changes_per_day")
    example = "add `leads: {owned_by: [{queue: Inbound}, nobody]}`: whose leads may be routed"
    if not isinstance(value, dict):
        book.fault(("leads",), "`leads` says nothing of `owned_by`", example)
        return (), Triggers()
    for key in value:
        if key not in known:
            book.fault(("leads", key), f"unknown key `{key}`", suggest(key, known), key=True)
    owners: tuple[OwnerRef, ...] = ()
    if value.get("owned_by") is None:
        book.fault(("leads",), "`owned_by` is missing", example)
    else:
        owners = owned_by(value["owned_by"], ("leads", "owned_by"), book)
    return owners, _triggers(book, value.get("triggers"), words)


def _changes(book: Book) -> int:
    """How often in 24 hours a change may have the same lead decided."""
    leads = book.plain.get("leads")
    value = leads.get("changes_per_day") if isinstance(leads, dict) else None
    if value is None:
        return CHANGES_PER_DAY
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1_000:
        book.fault(("leads", "changes_per_day"), "no whole number from 1 to 1,000", "write 20")
        return CHANGES_PER_DAY
    return value


def _triggers(book: Book, value: object, words: Vocabulary) -> Triggers:
    at = ("leads", "triggers")
    if value is None:
        return Triggers()
    form = "write `[created, {changed: [lead.country]}]`"
    items = value if isinstance(value, list) else [value]
    created, changed = False, []
    for index, item in enumerate(items):
        place: tuple[str | int, ...] = (*at, index) if isinstance(value, list) else at
        if item == "created":
            created = True
        elif isinstance(item, dict) and set(item) == {"changed"} and isinstance(item["changed"], list):
            for number, name in enumerate(item["changed"]):
                if not isinstance(name, str) or not name.startswith("lead.") or name not in words.fields:
                    leads = [known for known in words.fields if known.startswith("lead.")]
                    mend = suggest(str(name), leads, most=0)
                    mend = mend if mend.startswith("did") else "write `lead.` and a mapped field"
                    book.fault((*place, "changed", number), f"no field of a lead `{name}`", mend)
                elif name not in changed:
                    changed.append(name)
        else:
            book.fault(place, "no trigger", form)
    if not items:
        book.fault(at, "nothing would ever be routed", form)
    return Triggers(created, tuple(changed))


def _routes(
    book: Book, conditions: ConditionReader, staff: Staff
) -> tuple[tuple[Route, ...], Fallback | None]:
    reader = RouteReader(book, conditions.words, conditions, staff.names)
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
    kinds = {route.to.kind for route in every_route(routes) if route.to is not None}
    return TargetKind.ULTIMATE_OWNER in kinds


def _fields_read(
    routes: tuple[Route, ...], triggers: Triggers, match: MatchRules, before: Before
) -> frozenset[str]:
    """Every field that the policy can read, for what must be known before a decision."""
    found = {*triggers.changed, *fields_of_match(match), *fields_of_before(before)}
    for route in every_route(routes):
        found |= fields_of(route.when)
        found.update(each.field for each in (*route.narrow, *route.fit) if each.field)
        if route.to is not None:
            found |= _FIELDS_OF_TARGET.get(route.to.kind, frozenset())
            found |= {f"opportunity.{each.field}" for each in route.to.order}
    return frozenset(found - {POINTS, TIER})
