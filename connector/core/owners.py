"""Owners to route to by what is known around the lead: accounts above, an open opportunity, the contact
that is the same person, who had the lead before, who last spoke to them. Any other target is a team's, user's
or queue's.

Where there is no such owner, or they can't take it and nobody stands in, the routes that follow are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from connector.core import targets
from connector.core.comparing import instant, number
from connector.core.desk import Desk, Taken, Untaken
from connector.core.matching.people import READS, match_person
from connector.core.rules import Extreme, Order, Route, Target, TargetKind
from connector.core.targets import Thing, owner_of
from connector.core.view import AccountFacts
from mappings.instants import to_text
from mappings.records import Record, SeatKind

NEWEST = (Order("created_at", Extreme.HIGHEST),)
"""Which record comes first where the policy does not say."""

Found = Taken | Untaken


def resolve(
    desk: Desk, target: Target, route: Route | None, *, trusts_match: bool, working_time: bool = True
) -> Found:
    """Who gets the lead by `target`; `route` is None for the fallback. Notes steps and candidates."""
    if target.kind is TargetKind.ACCOUNT_TEAM:
        found = _account_team(desk, route, trusts_match=trusts_match)
    elif target.kind in _BY_RECORD:
        account = _account(desk, trusts_match=trusts_match or target.kind in _SURE_ANYWAY)
        by = _BY_RECORD[target.kind]
        found = account if isinstance(account, Untaken) else by(desk, target, account, route)
    elif target.kind is TargetKind.PREVIOUS_OWNER:
        found = _previous(desk, route)
    elif target.kind is TargetKind.ACTIVITY_OWNER:
        found = _who_spoke(desk, target, route)
    else:
        return targets.resolve(desk, target, route, trusts_match=trusts_match, working_time=working_time)
    result = "taken" if isinstance(found, Taken) else "not taken"
    desk.note(f"to {target.kind.value}", result, found.because)
    return found


def _account(desk: Desk, *, trusts_match: bool) -> AccountFacts | Untaken:
    account, band = desk.known.account, desk.known.band
    if account is None:
        return Untaken("no account is matched", passes=True)
    if band != "auto" and not trusts_match:
        return Untaken("the match is not sure enough to act on", passes=True)
    return account


def _account_team(desk: Desk, route: Route | None, *, trusts_match: bool) -> Found:
    """The owner may be away or have left: their teams know the account. Teams come in the policy's order."""
    account = _account(desk, trusts_match=trusts_match)
    if isinstance(account, Untaken):
        return account
    desk.reads.append("account.owner")
    owner_id = account.record.owner_id
    email = desk.roster.email_of(account.crm, owner_id) if owner_id is not None else None
    if email is None:
        return Untaken("the matched account has no person as owner", passes=True)
    theirs = [
        name
        for name in desk.policy.teams
        if any(member.email == email for member in desk.roster.team(name) or ())
    ]
    if not theirs:
        return Untaken("the matched account's owner is in no team", passes=True)
    tries = (
        targets.resolve(desk, Target(TargetKind.TEAM, name), route, trusts_match=trusts_match)
        for name in theirs
    )
    return _first(tries)


def _first(tries: Iterable[Found]) -> Found:
    """The first that is taken, else the last."""
    found: Found = Untaken("nobody", passes=True)
    for found in tries:
        if isinstance(found, Taken):
            return found
    return found


def _parent(desk: Desk, target: Target, account: AccountFacts, route: Route | None) -> Found:
    if not account.record.fields.get("parent_id"):
        return Untaken("the matched account has no parent", passes=True)
    if not account.ancestors:
        return Untaken("the matched account's parent is not mirrored", passes=True)
    return _above(desk, account.ancestors[0], Thing("the account above the matched one", route))


def _ultimate(desk: Desk, target: Target, account: AccountFacts, route: Route | None) -> Found:
    """An account without a parent is its own top."""
    top = account.ancestors[-1] if account.ancestors else account
    return _above(desk, top, Thing("the account at the top of its hierarchy", route))


def _above(desk: Desk, account: AccountFacts, thing: Thing) -> Found:
    desk.note("account above", account.record.id, f"is {thing.name}", ("account.parent_id",))
    desk.known.read_of(account.crm, account.record, "owner")
    return owner_of(desk, account.crm, account.record.owner_id, thing)


def _opportunity(desk: Desk, target: Target, account: AccountFacts, route: Route | None) -> Found:
    records = [one for one in desk.known.related("opportunity") if one.fields.get("closed") is not True]
    return _of_records(desk, target, account.crm, records, Thing("open opportunity", route))


def _contact(desk: Desk, target: Target, account: AccountFacts, route: Route | None) -> Found:
    """The contact of the account that is certainly the lead's own person."""
    contacts = [AccountFacts(account.crm, one) for one in desk.known.related("contact")]
    found = match_person(desk.view.lead, contacts, desk.policy.match)
    if found.account is None or found.band != "auto":
        return Untaken("no contact of the account is certainly this person", passes=True)
    desk.note("contact", found.account.record.id, "; ".join(found.evidence), READS)
    desk.known.read_of(account.crm, found.account.record, "owner")
    thing = Thing("the contact of this person", route)
    return owner_of(desk, account.crm, found.account.record.owner_id, thing)


def _of_records(desk: Desk, target: Target, crm: str, records: Sequence[Record], thing: Thing) -> Found:
    if not records:
        return Untaken(f"the account has no {thing.name}", passes=True)
    order = target.order or NEWEST
    ranked = sorted(records, key=lambda record: (*(_place(record, by) for by in order), record.id))
    if len(ranked) > 1:
        words = ", then ".join(f"{by.end.value} {by.field}" for by in order)
        ids = ", ".join(record.id for record in ranked)
        desk.note(thing.name, f"{len(ranked)} found", f"asked in this order ({words}): {ids}")
    desk.reads += [f"opportunity.{by.field}" for by in order] + ["opportunity.owner"]
    named = ((record, replace(thing, name=f"{thing.name} {record.id}")) for record in ranked)
    return _first(owner_of(desk, crm, record.owner_id, one) for record, one in named)


def _place(record: Record, by: Order) -> tuple[bool, float]:
    """Lower comes first; what is blank comes last."""
    value = record.created_at if by.field == "created_at" else record.fields.get(by.field)
    at = instant(value) if number(value) is None else None
    size = at.timestamp() if at is not None else number(value)
    if size is None:
        return True, 0.0
    return False, -size if by.end is Extreme.HIGHEST else size


def _previous(desk: Desk, route: Route | None) -> Found:
    """The latest of the lead's earlier owners who can take it; its present owner is none of them."""
    crm, present = desk.view.cause.crm, desk.view.lead.owner_id
    by_id = desk.roster.directory.by_id
    earlier = [
        seat
        for id_ in dict.fromkeys(desk.view.earlier_owners)
        if (seat := by_id.get(id_)) is not None and seat.kind is SeatKind.USER and id_ != present
    ]
    if not earlier:
        return Untaken("nobody is known to have had the lead before", passes=True)
    thing = Thing("the lead before", route, "had")
    return _first(owner_of(desk, crm, seat.id, thing) for seat in earlier)


def _who_spoke(desk: Desk, target: Target, route: Route | None) -> Found:
    """Whoever called, wrote to or met the lead last, unless that is too long ago."""
    touch, view = desk.view.last_touch, desk.view
    if touch is None:
        return Untaken("nobody is known to have spoken to the lead", passes=True)
    desk.known.read_touch(touch)
    desk.note("last activity", touch.type, f"at {to_text(touch.at)}")
    if target.within is not None and touch.at < view.now - target.within:
        return Untaken("the last activity is too long ago", passes=True)
    seat = desk.roster.directory.by_id.get(touch.owner_id or "")
    if seat is None or seat.kind is not SeatKind.USER:
        return Untaken("the last activity is nobody's who is known here", passes=True)
    return owner_of(desk, view.cause.crm, seat.id, Thing("the lead last", route, "spoke to"))


_BY_RECORD: Mapping[TargetKind, Callable[[Desk, Target, AccountFacts, Route | None], Found]] = {
    TargetKind.PARENT_OWNER: _parent,
    TargetKind.ULTIMATE_OWNER: _ultimate,
    TargetKind.OPPORTUNITY_OWNER: _opportunity,
    TargetKind.CONTACT_OWNER: _contact,
}

_SURE_ANYWAY = frozenset({TargetKind.CONTACT_OWNER})
"""What does not lean on the match: that a contact is the lead's person is certain by itself."""
