"""Who a policy names as an owner: targets of routes, and owners that leads may be taken from."""

from __future__ import annotations

from collections.abc import Collection

from connector.core.rules import Extreme, Order, OwnerRef, Target, TargetKind
from connector.policy.times import length
from connector.texts import Notes
from mappings.spelling import suggest

Path = tuple[str | int, ...]

TARGET_FORM = (
    "write `{team: Inbound}`, `{user: ann@acme.com}`, `{queue: Unrouted}`, `account.owner` or `nobody`"
)
_OWNED_FORM = "write `{queue: Inbound}`, `{user: integration@acme.com}` or `nobody`"
_NAMED_ONLY = frozenset({TargetKind.TEAM, TargetKind.USER, TargetKind.QUEUE})
TARGET_WORDS = {kind.value: kind for kind in TargetKind if kind not in _NAMED_ONLY}
OPPORTUNITY = TargetKind.OPPORTUNITY_OWNER.value
ACTIVITY = TargetKind.ACTIVITY_OWNER.value
_ORDER_FORM = "write `[{amount: highest}, newest]`: mapped fields, `highest` or `lowest`, `newest`, `oldest`"
ORDER_WORDS = {"newest": Extreme.HIGHEST, "oldest": Extreme.LOWEST}

OWNER_KEYS = ("queue", "user", "owner")
"""What an owner may be named by; each with a name, an e-mail or a CRM's id."""

NOT_FOR_ALL = frozenset(TARGET_WORDS.values()) - {TargetKind.NOBODY}
"""Targets that some leads do not have, so that none of them is a fallback."""
TARGET_KEYS = {"team": TargetKind.TEAM, "user": TargetKind.USER, "queue": TargetKind.QUEUE}


def target(value: object, at: Path, notes: Notes, teams: Collection[str]) -> Target | None:
    """Where a route sends; None with the faults noted. `teams` are the names that are known."""
    if isinstance(value, str):
        kind = TARGET_WORDS.get(value.strip())
        if kind is None:
            near = _near(value, teams) or suggest(value, TARGET_WORDS, most=0)
            notes.fault(at, "no place to send a lead to", near if "`" in near else TARGET_FORM)
            return None
        return Target(kind)
    if not isinstance(value, dict) or len(value) != 1:
        notes.fault(at, "no place to send a lead to", TARGET_FORM)
        return None
    word, name = next(iter(value.items()))
    if word == OPPORTUNITY:
        order = _order(name, (*at, word), notes)
        return None if order is None else Target(TargetKind.OPPORTUNITY_OWNER, order=order)
    if word == ACTIVITY:
        within = length(name["within"]) if isinstance(name, dict) and set(name) == {"within"} else None
        if within is None:
            notes.fault((*at, word), "no length of time", "write `{activity.owner: {within: 90d}}`")
            return None
        return Target(TargetKind.ACTIVITY_OWNER, within=within)
    if word not in TARGET_KEYS:
        known = (*TARGET_KEYS, OPPORTUNITY, ACTIVITY)
        notes.fault((*at, word), f"unknown key `{word}`", suggest(word, known), key=True)
        return None
    found = _name(name)
    if found is None:
        notes.fault((*at, word), f"no name of a {word}", TARGET_FORM)
        return None
    if word == "team" and found not in teams:
        notes.fault((*at, word), f"unknown team `{found}`", suggest(found, teams))
        return None
    return Target(TARGET_KEYS[word], found)


def _order(value: object, at: Path, notes: Notes) -> tuple[Order, ...] | None:
    """Which of several opportunities comes first; the field's names are checked by whoever knows them."""
    items = value if isinstance(value, list) else [value]
    found: list[Order] = []
    for index, item in enumerate(items):
        place = (*at, index) if isinstance(value, list) else at
        if isinstance(item, str) and item in ORDER_WORDS:
            found.append(Order("created_at", ORDER_WORDS[item]))
            continue
        name, end = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else (None, None)
        if not isinstance(name, str) or end not in tuple(Extreme):
            notes.fault(place, "no order of opportunities", _ORDER_FORM)
            return None
        found.append(Order(name, Extreme(end)))
    if not found:
        notes.fault(at, "no order of opportunities", _ORDER_FORM)
        return None
    return tuple(found)


def owned_by(value: object, at: Path, notes: Notes) -> tuple[OwnerRef, ...]:
    """The owners whose leads are ours to route."""
    items = value if isinstance(value, list) else [value]
    found: list[OwnerRef] = []
    for index, item in enumerate(items):
        place = (*at, index) if isinstance(value, list) else at
        ref = _owner(item, place, notes)
        if ref is not None and ref not in found:
            found.append(ref)
    if not items:
        notes.fault(at, "no owner", _OWNED_FORM)
    return tuple(found)


def _owner(item: object, at: Path, notes: Notes) -> OwnerRef | None:
    if item == "nobody":
        return OwnerRef("nobody")
    if not isinstance(item, dict) or len(item) != 1:
        notes.fault(at, "no owner", _OWNED_FORM)
        return None
    kind, name = next(iter(item.items()))
    if kind not in OWNER_KEYS:
        notes.fault((*at, kind), f"unknown key `{kind}`", suggest(kind, OWNER_KEYS), key=True)
        return None
    found = _name(name)
    if found is None:
        notes.fault((*at, kind), f"no name of a {kind}", _OWNED_FORM)
        return None
    return OwnerRef(kind, found)


def _name(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    return str(value).strip() or None


def _near(word: str, teams: Collection[str]) -> str | None:
    name = next((team for team in teams if team.strip().lower() == word.strip().lower()), None)
    return f"write `{{team: {name}}}`" if name else None
