"""The same person twice never reaches two people: a lead whose person is certainly a lead or contact that
somebody owns goes to that owner, waits, or is left to a person. Nothing is merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from connector.core.desk import Desk, Taken, Untaken
from connector.core.matching.people import READS, certainly
from connector.core.rules import Route
from connector.core.screening import Duplicates, Way
from connector.core.staff.roster import roster_of
from connector.core.targets import Thing, owner_of
from connector.core.view import AccountFacts
from connector.core.walk import Held, Routed
from mappings.instants import to_text
from mappings.records import Kind, SeatKind

_ROUTE = Route("duplicates", "before / duplicates", None, None)


@dataclass(frozen=True, slots=True)
class ForPerson:
    """A lead that a person must judge, because of `because`."""

    because: str


def duplicate(desk: Desk) -> Routed | Held | ForPerson | None:
    """What becomes of a lead whose person is known already; None where it goes on to the routes."""
    rules, view = desk.policy.before.duplicates, desk.view
    if rules is None or view.planned or (view.wrote_before and view.our_owner == view.lead.owner_id):
        return None
    known = [one for one in certainly(view.lead, view.people, desk.policy.match) if _has_person(desk, one)]
    if not known:
        others = f"none of {len(view.people)} who share its mailbox or phone" if view.people else "nobody"
        desk.note("duplicate", "no", f"{others} is certainly this person and has a person as owner", READS)
        return None
    known.sort(key=_first)
    first = known[0]
    named = f"{first.record.kind.value} {first.record.id} of {first.crm}"
    desk.note("duplicate", "yes", f"{named} is certainly the same person", READS)
    desk.known.read_of(first.crm, first.record, "owner", "email")
    if rules.way is Way.REVIEW and view.cause.trigger != "request":
        return ForPerson(f"{named} is the same person and has an owner")
    if rules.way is Way.HOLD and "duplicate" not in view.settled and view.cause.trigger != "request":
        return _hold(desk, rules, named)
    return _same_owner(desk, known)


def _hold(desk: Desk, rules: Duplicates, named: str) -> Held:
    until = desk.view.now + timedelta(seconds=rules.hold_seconds)
    detail = f"waits until {to_text(until)} for the two to be merged in the CRM"
    desk.note("duplicate", "held", detail)
    return Held(until, f"{named} is the same person", _ROUTE, "duplicate")


def _same_owner(desk: Desk, known: Sequence[AccountFacts]) -> Routed | None:
    for one in known:
        thing = f"{one.record.kind.value} {one.record.id} of {one.crm}, the same person"
        found = owner_of(desk, one.crm, one.record.owner_id, Thing(thing))
        if isinstance(found, Untaken):
            found = _though_away(desk, one, thing) or found
        result = "taken" if isinstance(found, Taken) else "not taken"
        desk.note("to same owner", result, found.because)
        if isinstance(found, Taken):
            return Routed(found, _ROUTE, ())
    return None


def _though_away(desk: Desk, one: AccountFacts, thing: str) -> Taken | None:
    """Whoever is away with nobody to stand in gets it all the same: a second owner would be worse."""
    email = desk.roster.email_of(one.crm, one.record.owner_id or "")
    member = desk.roster.member(email) if email is not None else None
    if member is None or member.seat is None or member.barrier is not None:
        return None
    if member.email in desk.view.exclude:
        return None
    because = f"{member.name} owns {thing}, and nobody stands in"
    return Taken(member.seat.id, member.name, because, member.email)


def _has_person(desk: Desk, one: AccountFacts) -> bool:
    """Whether a person owns it: no queue, and nobody whose leads are ours to route. What is linked to the
    owner of record is the same record once more."""
    home = desk.view.owner_of_record
    if home not in (None, one.crm) and one.record.fields.get("linked_to") is not None:
        return False
    directory = desk.view.directories.get(one.crm)
    seat = directory.by_id.get(one.record.owner_id) if directory and one.record.owner_id else None
    if seat is None or seat.kind is not SeatKind.USER or not seat.active:
        return False
    return seat.id not in roster_of(desk.policy, desk.view.directories, one.crm).owned


def _first(one: AccountFacts) -> tuple[object, ...]:
    """Contacts before leads, then the oldest, then by CRM and id."""
    at = one.record.created_at
    return one.record.kind is not Kind.CONTACT, at is None, at and to_text(at), one.crm, one.record.id
