"""What would keep us from working, or work against us, in this organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from simple_salesforce.format import format_soql

from adapters.contract import Finding, Level
from adapters.errors import AdapterError, Refused
from adapters.salesforce.describe import Shapes
from adapters.salesforce.feed import Feed
from adapters.salesforce.owners import Owners, Seen
from adapters.salesforce.session import VERSION, Part, Session
from mappings.fieldmap import ObjectMap
from mappings.records import Kind

_SKEW = timedelta(minutes=1)
_ACTIVE_RULES = "SELECT Id FROM AssignmentRule WHERE SobjectType = 'Lead' AND Active = true"


class Doctor:
    """Looks at an organisation; `probe` also writes, and puts back what it wrote."""

    def __init__(self, session: Session, shapes: Shapes, feed: Feed, owners: Owners) -> None:
        self._session = session
        self._shapes = shapes
        self._feed = feed
        self._owners = owners

    def examine(self, maps: Mapping[Kind, ObjectMap]) -> Iterator[Finding]:
        """Version, clock, quota, objects and fields, rights, the organisation's own rules."""
        told, at = self._session.call("GET", "/services/data/")
        if any(one.get("version") == VERSION for one in told):
            yield Finding(Level.OK, "API version", f"{VERSION} is served")
        else:
            yield Finding(Level.FAULT, "API version", f"{VERSION} is not served any more", "update Pointsman")
        skew = abs(datetime.now(UTC) - at)
        level = Level.OK if skew < _SKEW else Level.WARNING if skew < 5 * _SKEW else Level.FAULT
        yield Finding(
            level,
            "clock",
            f"{skew.seconds if skew.days == 0 else 86400} s apart from Salesforce's",
            "run NTP here",
        )
        for kind, table in maps.items():
            yield from self._object(kind, table)
        yield from self._writing(maps[Kind.LEAD])
        yield self._rules()
        used, limit = self._session.quota.used or 0, self._session.quota.limit
        level = Level.WARNING if limit and used > 0.8 * limit else Level.OK
        yield Finding(
            level, "API calls", f"{used} of {limit or 'unknown'} used in 24 hours", "poll less often"
        )

    def probe(self, lead_id: str, table: ObjectMap) -> Iterator[Finding]:
        """Three writes that change nothing: with a stale condition, with a true one, with each extra."""
        seen = self._owners.present([lead_id]).get(lead_id[:15])
        if seen is None or seen.owner_id is None:
            yield Finding(
                Level.FAULT, "test lead", "no such lead, or not visible", "name a lead that may be touched"
            )
            return
        same = {table.system["owner_id"]: seen.owner_id}
        stale = self._patched(lead_id, same, seen.modified - timedelta(days=1))
        yield _conditional(stale)
        true = self._patched(lead_id, same, self._seen(lead_id, seen).modified)
        fits = Level.OK if true.status in (204, 412) else Level.WARNING
        yield Finding(fits, "owner write", f"answered {true.status} {true.code or ''}".strip(), _RIGHTS)
        yield from self._owner_kept(lead_id, seen, table)
        shape = self._shapes.of(table.object, fresh=True)
        for name, field in table.write.items():
            if not shape.may_write(field):
                yield Finding(Level.WARNING, f"write {name}", f"{field} may not be written", _EDIT)
                continue
            query = format_soql(
                "SELECT {:literal} FROM {:literal} WHERE Id = {}", field, table.object, lead_id
            )
            value = self._session.select([query])[0][0][0].get(field)
            answer = self._patched(lead_id, {field: value}, None)
            level = Level.OK if answer.status == 204 else Level.WARNING
            yield Finding(
                level,
                f"write {name}",
                f"{field}: answered {answer.status} {answer.code or ''}".strip(),
                _EDIT,
            )

    def _object(self, kind: Kind, table: ObjectMap) -> Iterator[Finding]:
        try:
            shape = self._shapes.of(table.object, fresh=True)
            hidden = self._feed.leave_out_hidden(kind)
        except Refused as refusal:
            yield Finding(
                Level.FAULT,
                f"read {kind}",
                refusal.message,
                f"give the integration user Read on {table.object}",
            )
            return
        if not shape.queryable or "SystemModstamp" not in shape.filterable:
            yield Finding(
                Level.FAULT, f"read {kind}", f"{table.object} cannot be followed by SystemModstamp", _EDIT
            )
        elif hidden:
            lost = f"{table.object} hides {', '.join(hidden)}: rules on them see nothing"
            yield Finding(
                Level.WARNING, f"read {kind}", lost, "show the fields to the integration user, or unmap them"
            )
        else:
            yield Finding(Level.OK, f"read {kind}", f"{table.object}: every mapped field is visible")

    def _writing(self, table: ObjectMap) -> Iterator[Finding]:
        shape = self._shapes.of(table.object)
        if shape.may_write(table.system["owner_id"]):
            yield Finding(Level.OK, "owner", f"{table.object}.OwnerId may be written")
        else:
            yield Finding(Level.FAULT, "owner", f"{table.object}.OwnerId may not be written", _RIGHTS)
        for name, field in table.write.items():
            if not shape.may_write(field):
                yield Finding(
                    Level.WARNING, f"write {name}", f"{field} is not there or read-only: left out", _EDIT
                )

    def _rules(self) -> Finding:
        try:
            active = self._session.select([_ACTIVE_RULES])[0][0]
        except AdapterError as failure:
            return Finding(
                Level.WARNING, "assignment rules", failure.message, "look in Setup whether one is active"
            )
        if not active:
            return Finding(Level.OK, "assignment rules", "no lead assignment rule is active")
        why = "a lead assignment rule is active: it sets owners of new leads, and of leads that others update"
        mend = (
            "switch it off, or list its owners in `leads: owned_by`; our own writes switch it off by a header"
        )
        return Finding(Level.WARNING, "assignment rules", why, mend)

    def _owner_kept(self, lead_id: str, before: Seen, table: ObjectMap) -> Iterator[Finding]:
        if self._seen(lead_id, before).owner_id == before.owner_id:
            yield Finding(Level.OK, "assignment header", "the owner is still the one that we wrote")
            return
        self._patched(lead_id, {table.system["owner_id"]: before.owner_id}, None)
        back = self._seen(lead_id, before).owner_id == before.owner_id
        detail = "a rule or trigger replaced the owner" + (
            "; it is put back" if back else " and replaces it again"
        )
        yield Finding(Level.FAULT, "assignment header", detail, "switch off lead assignment on update")

    def _seen(self, lead_id: str, before: Seen) -> Seen:
        return self._owners.present([lead_id]).get(lead_id[:15], before)

    def _patched(self, lead_id: str, body: Mapping[str, object], unchanged_since: datetime | None) -> Part:
        return self._session.composite([self._owners.patch(lead_id, body, unchanged_since)])[0][0]


_EDIT = "give the integration user Edit on the field"
_RIGHTS = "give the integration user Edit and Transfer Leads"


def _conditional(answer: Part) -> Finding:
    if answer.status == 412:
        return Finding(Level.OK, "conditional write", "a lead changed meanwhile is not overwritten")
    if answer.status == 204:
        why = "If-Unmodified-Since is ignored: a change between reading and writing is overwritten"
        return Finding(
            Level.WARNING, "conditional write", why, "none: the window is the time of ten calls at most"
        )
    return Finding(
        Level.WARNING, "conditional write", f"answered {answer.status} {answer.code or ''}".strip(), _RIGHTS
    )
