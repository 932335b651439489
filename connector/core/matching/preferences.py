"""What makes one of several equally good accounts the better one: the tie-breakers that a policy may
name, and those it makes of fields and conditions of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from connector.core.comparing import fold, instant, number
from connector.core.conditions import Facts, Truth, evaluate, fields_of
from connector.core.matching.hierarchy import country_of, top_level
from connector.core.matching.places import city_key, state_code
from connector.core.rules import Extreme, Preference
from connector.core.view import AccountFacts
from mappings.instants import to_text
from mappings.records import Record, Value

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


def preferred(
    lead: Record, left: list[AccountFacts], wish: str | Preference
) -> tuple[list[AccountFacts], str, tuple[str, ...]]:
    """Those of `left` that the tie-breaker keeps (all where it tells nothing), its name in words, and the
    fields that it read."""
    if isinstance(wish, Preference):
        kept, name = _by_wish(lead, left, wish), wish.name
        reads = tuple(sorted(fields_of(wish.when))) if wish.by is None else (wish.by,)
    else:
        breaker, reads = _BREAKERS[wish]
        kept, name = breaker(lead, left), wish.replace("_", " ")
    return kept or left, name, reads


def _by_wish(lead: Record, left: list[AccountFacts], wish: Preference) -> list[AccountFacts]:
    if wish.when is not None:
        return [one for one in left if _holds(lead, one, wish)]
    values = [(one, _value(lead, one, wish.by or "")) for one in left]
    if isinstance(wish.order, Extreme):
        scaled = [(one, found) for one, value in values if (found := _scale(value)) is not None]
        pick = max if wish.order is Extreme.HIGHEST else min
        if not scaled or len({type(found) for _, found in scaled}) > 1:
            return left
        end = pick(found for _, found in scaled)
        return [one for one, found in scaled if found == end]
    places = {fold(word): place for place, word in reversed(list(enumerate(wish.order)))}
    standing = [(places.get(fold(str(value)), len(places)), one) for one, value in values]
    first = min(place for place, _ in standing)
    return [one for place, one in standing if place == first]


def _scale(value: Value) -> float | datetime | None:
    found = number(value)
    return float(found) if found is not None else instant(value)


def _holds(lead: Record, account: AccountFacts, wish: Preference) -> bool:
    facts = Facts(lambda name: _value(lead, account, name), _FIRST, wish.lists)
    return wish.when is not None and evaluate(wish.when, facts).truth is Truth.TRUE


def _value(lead: Record, account: AccountFacts, name: str) -> Value:
    """A field by its full name, as far as it is known while accounts are compared."""
    object_, _, own = name.partition(".")
    record = lead if object_ == "lead" else account.record
    found = record.fields.get(own)
    if found is not None:
        return found
    if object_ == "account" and own in ("crm", "contacts", "open_opportunities"):
        value: str | int = getattr(account, own)
        return value
    if own == "id":
        return record.id
    at = {"created_at": record.created_at, "modified_at": record.modified_at}.get(own)
    return None if at is None else to_text(at)


Breaker = Callable[[Record, list[AccountFacts]], list[AccountFacts]]


def _same(field: str) -> Breaker:
    def same(lead: Record, left: list[AccountFacts]) -> list[AccountFacts]:
        wanted = _place(lead, field)
        return [one for one in left if wanted and _place(one.record, field) == wanted]

    return same


def _place(record: Record, field: str) -> str | None:
    """A place as it is compared, however it is spelled."""
    if field == "country":
        return country_of(record)
    text = record.fields.get(field)
    if not isinstance(text, str):
        return None
    return (state_code(country_of(record), text) or fold(text)) if field == "state" else city_key(text)


def _where(holds: Callable[[AccountFacts], bool]) -> Breaker:
    return lambda _, left: [one for one in left if holds(one)]


def _most(count: Callable[[AccountFacts], int]) -> Breaker:
    def most(_: Record, left: list[AccountFacts]) -> list[AccountFacts]:
        top = max(count(one) for one in left)
        return [one for one in left if count(one) == top]

    return most


def _oldest(_: Record, left: list[AccountFacts]) -> list[AccountFacts]:
    first = min(one.record.created_at or _LAST for one in left)
    return [one for one in left if (one.record.created_at or _LAST) == first]


def _newest(_: Record, left: list[AccountFacts]) -> list[AccountFacts]:
    last = max(one.record.created_at or _FIRST for one in left)
    return [one for one in left if (one.record.created_at or _FIRST) == last]


_BREAKERS: dict[str, tuple[Breaker, tuple[str, ...]]] = {
    "same_country": (_same("country"), ("lead.country", "account.country")),
    "same_state": (_same("state"), ("lead.state", "account.state")),
    "same_city": (_same("city"), ("lead.city", "account.city")),
    "customer": (_where(lambda one: one.record.fields.get("customer") is True), ("account.customer",)),
    "open_opportunity": (_where(lambda one: one.open_opportunities > 0), ("account.open_opportunities",)),
    "most_opportunities": (_most(lambda one: one.open_opportunities), ("account.open_opportunities",)),
    "most_contacts": (_most(lambda one: one.contacts), ("account.contacts",)),
    "has_owner": (_where(lambda one: one.record.owner_id is not None), ("account.owner",)),
    "active_owner": (_where(lambda one: one.owner_active is True), ("account.owner",)),
    "top_of_hierarchy": (_where(top_level), ("account.parent_id",)),
    "oldest": (_oldest, ("account.created_at",)),
    "newest": (_newest, ("account.created_at",)),
}

PREFERENCES = tuple(_BREAKERS)
"""The tie-breakers that a policy may name. One that no account meets keeps all."""
