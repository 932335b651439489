"""A policy folder -> Policy, or every fault with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from connector.core.conditions import fields_of
from connector.core.rules import Fallback, OwnerRef, Policy, Route, TargetKind, Triggers
from connector.policy.conditions import ConditionReader
from connector.policy.folder import Book, read_folder
from connector.policy.matching import fields_of_match, read_match
from connector.policy.owners import owned_by
from connector.policy.people import Staff, read_people
from connector.policy.routes import RouteReader, every_route
from connector.policy.teams import read_teams
from connector.policy.times import length
from connector.policy.vocabulary import Vocabulary, vocabulary
from connector.settings import Settings
from connector.texts import Fault
from mappings.spelling import suggest

PARTS = ("people", "teams", "lists", "leads", "match", "routes", "otherwise", "hold_blank", "drift_alarm")
_LATER = {
    "slas": "drop it; this version sets owners and keeps no deadlines",
    "sla": "drop it; this version sets owners and keeps no deadlines",
    "caps": "write `cap:` at a person or a team",
    "capacity": "write `cap: {open_leads: 30}` at a person or a team",
    "max_reassignments": "drop it; this version makes no planned reassignments",
    "tests": "put users' tests into policy/tests/; a later version runs them",
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
        elif name not in PARTS:
            book.fault((name,), f"unknown key `{name}`", suggest(name, PARTS), key=True)
    words = replace(words, countries=frozenset(key for key, _ in book.additions.of("countries").adds))
    staff = read_people(book, words.crms)
    read_teams(book, staff, words.crms)
    lists = _lists(book, words)
    owners, triggers = _leads(book, words)
    match = read_match(book, words, lists)
    routes, otherwise = _routes(book, words, lists, staff)
    hold = _hold(book)
    alarm = _alarm(book)
    faults = tuple(book.faults)
    if otherwise is None or any(not fault.warning for fault in faults):
        return Reading(None, faults, book.text)
    policy = Policy(
        edition=hashlib.sha256(book.text.encode("utf-8", "surrogatepass")).hexdigest(),
        people=staff.people,
        teams=staff.teams,
        lists=lists,
        owned_by=owners,
        triggers=triggers,
        match=match,
        routes=routes,
        otherwise=otherwise,
        freshness_seconds=freshness_seconds,
        hold_blank_seconds=hold,
        drift_alarm=alarm,
        additions=book.additions,
        fields_read=_fields_read(routes, triggers) | fields_of_match(match),
    )
    return Reading(policy, faults, book.text)


def _lists(book: Book, words: Vocabulary) -> dict[str, Mapping[str, frozenset[str]]]:
    value = book.plain.get("lists")
    if value is None:
        return {}
    if not isinstance(value, dict):
        book.fault(("lists",), "names and their entries belong here", "write `EMEA: {countries: [DE, FR]}`")
        return {}
    return {name: _list(book, ("lists", name), entry, words) for name, entry in value.items()}


def _list(book: Book, at: tuple[str, ...], entry: object, known: Vocabulary) -> dict[str, frozenset[str]]:
    parts = entry if isinstance(entry, dict) else {"values": entry}
    found: dict[str, frozenset[str]] = {}
    if not parts:
        book.fault(at, "an empty list", "write `{countries: [DE, FR]}`")
    for part, values in parts.items():
        place = (*at, part) if isinstance(entry, dict) else at
        if not isinstance(values, list) or not values:
            book.fault(place, "a list of values belongs here", "write `[DE, FR]`")
            continue
        words: set[str] = set()
        for index, word in enumerate(values):
            if isinstance(word, bool) or not isinstance(word, (str, int, float)) or not str(word).strip():
                book.fault((*place, index), "a plain value belongs here", "write text or a number")
                continue
            words.add(str(word).strip().lower())
            if part == "countries" and not known.has_country(str(word)):
                mend = "write its two-letter code or its name"
                book.fault((*place, index), "no country that we know", mend, warning=True)
        found[part] = frozenset(words)
    return found


def _leads(book: Book, words: Vocabulary) -> tuple[tuple[OwnerRef, ...], Triggers]:
    value = book.plain.get("leads")
    known = ("owned_by", "triggers")
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
    book: Book, words: Vocabulary, lists: Mapping[str, Mapping[str, frozenset[str]]], staff: Staff
) -> tuple[tuple[Route, ...], Fallback | None]:
    reader = RouteReader(book, words, ConditionReader(book, words, lists), staff.names)
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


def _fields_read(routes: tuple[Route, ...], triggers: Triggers) -> frozenset[str]:
    """Every field that the policy can read, for what must be known before a decision."""
    found = set(triggers.changed)
    for route in every_route(routes):
        found |= fields_of(route.when)
        found.update(each.field for each in (*route.narrow, *route.fit) if each.field)
        if route.to is not None and route.to.kind is TargetKind.ACCOUNT_OWNER:
            found.add("account.owner")
    return frozenset(found)
