"""Reads the Views of a batch of due items within one transaction, in a handful of statements, and
hands each to the core."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector.absent import absences_known
from connector.accounts import candidates_of
from connector.core.decide import decide, match_lead
from connector.core.decision import Decision
from connector.core.matching.match import MatchResult
from connector.core.rules import Policy
from connector.core.view import Cause, View
from connector.deadlines import with_its_past
from connector.seen import people_like
from connector.shares import Shares, read_shares
from mappings.activities import Touch
from mappings.records import Directory, Kind, Record
from state import audit, ledger, mirror, outbox, owners, touches
from state.inbox import Arrival, Item
from state.ledger import Standing


@dataclass(frozen=True)
class CrmFacts:
    """What the daemon knows of a CRM besides its records. `age` is how many seconds ago the mirror
    was last in step with it, None where that is not known."""

    directory: Directory
    has_queues: bool
    age: float | None = None


@dataclass(frozen=True)
class Surroundings:
    """What all views of a batch share."""

    now: datetime
    mode: str
    policy: Policy
    crms: Mapping[str, CrmFacts]
    owner_of_record: str | None

    @property
    def directories(self) -> dict[str, Directory]:
        """Who can own records, by CRM."""
        return {name: facts.directory for name, facts in self.crms.items()}


DAY = timedelta(hours=24)


def shares_of(conn: Connection, around: Surroundings) -> Shares:
    """What everybody has been given so far; the caller moves it on from decision to decision."""
    return read_shares(conn, around.policy, around.mode, around.now, around.directories)


def gather(
    conn: Connection,
    items: Sequence[Item],
    around: Surroundings,
    shares: Shares,
    given: Mapping[tuple[str, str], Record] | None = None,
) -> dict[int, View]:
    """A View for each item, by its id; an item whose lead is not in the mirror has none.

    `given` leads, by CRM and id, are taken as they are instead of the mirror's.
    """
    leads = {**_leads(conn, items), **(given or {})}
    found = {item.id: leads[ref] for item in items if (ref := _ref(item)) in leads}
    directories = around.directories
    refs = {item.id: (_ref(item)[0], found[item.id]) for item in items if item.id in found}
    in_question = candidates_of(conn, refs, around.policy.match, directories)
    standing = _standings(conn, found, items, around)
    pending = _pending(conn, items)
    earlier = _earlier(conn, items) if around.policy.asks_earlier_owners else {}
    spoken = _last_touches(conn, items, around) if around.policy.asks_last_touch else {}
    asks_people = around.policy.before.duplicates is not None
    alike = people_like(conn, refs, around.now - DAY) if asks_people else {}
    redecided = _redecided(conn, items, around)
    away = absences_known(conn, around.now)
    ages = {name: facts.age for name, facts in around.crms.items() if facts.age is not None}
    views = {}
    for item in items:
        if item.id not in found:
            continue
        ours, lead = standing[item.id], found[item.id]
        crm = item.arrival.crm
        views[item.id] = View(
            now=around.now,
            cause=_cause(item),
            lead=_as_we_left_it(lead, ours),
            directories=directories,
            candidates=in_question[item.id].accounts,
            holders=in_question[item.id].holders,
            our_owner=ours.owner_id if ours else None,
            pending_owner=pending.get(_ref(item)),
            wrote_before=ours is not None and ours.wrote,
            undone=ours.undone if ours else 0,
            redecided=redecided.get(_ref(item), 0),
            linked=_is_linked(lead, crm, around.owner_of_record),
            turns=shares.turns,
            loads=shares.loads,
            blanks=shares.blanks,
            given=shares.given,
            absences=away,
            ages=ages,
            people=alike.get(item.id, ()),
            owner_of_record=around.owner_of_record,
            has_queues=around.crms[crm].has_queues,
            earlier_owners=earlier.get(_ref(item), ()),
            written_at=ours.last_at if ours else None,
            reassigned=ours.planned if ours else 0,
            last_touch=spoken.get(_ref(item)),
        )
    return with_its_past(conn, around.mode, views, items, around.now)


def asks_alike(one: Policy, other: Policy) -> bool:
    """Whether two policies are told the same of a lead: all that `gather` reads only where a policy asks."""
    told = [
        (each.match, each.asks_earlier_owners, each.asks_last_touch, each.before.duplicates is None)
        for each in (one, other)
    ]
    return told[0] == told[1]


def decided(conn: Connection, policy: Policy, view: View, match: MatchResult | None = None) -> Decision:
    """The decision about a view. `match` is what the matcher is known to find."""
    return decide(policy, *matched(conn, policy, view, match))


def matched(
    conn: Connection, policy: Policy, view: View, match: MatchResult | None = None
) -> tuple[View, MatchResult]:
    """What the matcher says of a view (`match`, where that is known), and the view with the matched account's
    related records, which are read only where the policy asks for them."""
    found = match if match is not None else match_lead(policy, view)
    if found.account is not None and policy.related_kinds:
        crm, account = found.account.crm, found.account.record.id
        related = {
            kind: tuple(mirror.of_account(conn, crm, Kind(kind), account)) for kind in policy.related_kinds
        }
        view = replace(view, related=related)
    return view, found


def arriving(crm: str, object_name: str, record_id: str, around: Surroundings) -> Arrival:
    """The arrival of a lead as if it came now; nothing is put down."""
    return Arrival(
        mode=around.mode,
        crm=crm,
        org_id="",
        object=object_name,
        record_id=record_id,
        trigger="created",
        generation="tried",
        seen_at=around.now,
        due_at=around.now,
    )


def _ref(item: Item) -> tuple[str, str]:
    return item.arrival.crm, item.arrival.record_id


def _cause(item: Item) -> Cause:
    a = item.arrival
    return Cause(a.crm, a.org_id, a.object, a.record_id, a.trigger, a.generation, a.seen_at)


def _by_crm(items: Sequence[Item]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = defaultdict(list)
    for item in items:
        ids[item.arrival.crm].append(item.arrival.record_id)
    return ids


def _leads(conn: Connection, items: Sequence[Item]) -> dict[tuple[str, str], Record]:
    found = {}
    for crm, ids in _by_crm(items).items():
        for record in mirror.get_many(conn, crm, Kind.LEAD, ids).values():
            found[crm, record.id] = record
    return found


def _standings(
    conn: Connection, leads: Mapping[int, Record], items: Sequence[Item], around: Surroundings
) -> dict[int, Standing | None]:
    since = around.now - DAY
    by_ref: dict[tuple[str, str], Standing] = {}
    for crm, ids in _by_crm([item for item in items if item.id in leads]).items():
        for record_id, standing in ledger.standings(conn, crm, ids, since).items():
            by_ref[crm, record_id] = standing
    return {item.id: by_ref.get(_ref(item)) for item in items}


def _pending(conn: Connection, items: Sequence[Item]) -> dict[tuple[str, str], str | None]:
    """The owners that were decided and are not written yet."""
    return {
        (crm, record_id): write.owner_id
        for crm, ids in _by_crm(items).items()
        for record_id, write in outbox.pending_for(conn, crm, ids).items()
    }


def _redecided(conn: Connection, items: Sequence[Item], around: Surroundings) -> dict[tuple[str, str], int]:
    """How often a change had each lead decided in the last 24 hours, where a change does now."""
    changed, since = [item for item in items if item.arrival.trigger == "changed"], around.now - DAY
    return {
        (crm, record_id): count
        for crm, ids in _by_crm(changed).items()
        for record_id, count in audit.changed_since(conn, around.mode, crm, ids, since).items()
    }


def _earlier(conn: Connection, items: Sequence[Item]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The seats that had each lead before, the latest first."""
    return {
        (crm, record_id): seats
        for crm, ids in _by_crm(items).items()
        for record_id, seats in owners.earlier_owners(conn, crm, ids).items()
    }


def _last_touches(
    conn: Connection, items: Sequence[Item], around: Surroundings
) -> dict[tuple[str, str], Touch]:
    """When somebody last spoke to each lead, and who."""
    return {
        (crm, record_id): touch
        for crm, ids in _by_crm(items).items()
        for record_id, touch in touches.last(conn, crm, ids, around.now).items()
    }


def _as_we_left_it(lead: Record, ours: Standing | None) -> Record:
    """Our confirmed write shows at once, not only when the feed brings it back."""
    if ours is None or not ours.wrote or ours.last_at is None or ours.last_at <= lead.modified_at:
        return lead
    return lead if lead.owner_id == ours.owner_id else replace(lead, owner_id=ours.owner_id)


def _is_linked(lead: Record, crm: str, owner_of_record: str | None) -> bool:
    return owner_of_record not in (None, crm) and lead.fields.get("linked_to") is not None
