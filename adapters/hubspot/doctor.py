"""What `doctor` and its probe want to know of a portal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.contract import Finding, Level
from adapters.errors import AdapterError
from adapters.hubspot.directory import USER_PROPERTIES
from adapters.hubspot.feed import CONTACTS, MERGED, Feed
from adapters.hubspot.owners import OWNER
from adapters.hubspot.session import LIST, OWNERS, PROPERTIES, UPDATE, USAGE, Session
from mappings.fieldmap import ObjectMap
from mappings.records import Kind

_SYNC = ("salesforceleadid", "salesforcecontactid")
_NO_OWNER = "1"  # a number that no owner has


class Doctor:
    """Looks at rights, properties and rules that would fight us. Changes nothing but in `probe`."""

    def __init__(self, session: Session, feed: Feed, maps: Mapping[Kind, ObjectMap]) -> None:
        self._session = session
        self._feed = feed
        self._maps = maps

    def examine(self, kinds: Sequence[Kind]) -> Iterator[Finding]:
        """Every finding, the fine ones too; of records, those of `kinds`."""
        for kind in kinds:
            table = self._maps[kind]
            yield self._may_read(
                f"{kind}: {table.object}", LIST, "this kind is not mirrored", object=table.object
            )
            yield from self._properties(kind, table)
        yield self._may_read("owners", OWNERS, "nobody can be found by name or e-mail")
        users = self._may_read("users", LIST, "no working hours or absences from HubSpot", object="users")
        yield (
            users if users.level is Level.OK else Finding(Level.WARNING, users.what, users.detail, users.mend)
        )
        yield from self._usage()

    def probe(self, lead_id: str) -> Iterator[Finding]:
        """Writes the lead's own owner again, then one that cannot be; gives the first one back if need be."""
        name = self._maps[Kind.LEAD].object
        row = self._feed.by_id(name, [lead_id], [OWNER, MERGED], history=OWNER).get(lead_id)
        if row is None:
            yield Finding(
                Level.FAULT, "test lead", f"no {name} record {lead_id}", "give the id of a test record"
            )
            return
        owner = str((row.get("properties") or {}).get(OWNER) or "")
        if owner and not (row.get("propertiesWithHistory") or {}).get(OWNER):
            why = "not shown: a person's change between our read and our write cannot be found"
            yield Finding(Level.WARNING, "owner history", why)
        yield self._try(name, lead_id, owner, "writing the owner", True)
        yield self._try(name, lead_id, _NO_OWNER, "writing an unknown owner", False)
        after = self._feed.by_id(name, [lead_id], [OWNER]).get(lead_id, {})
        if ((after.get("properties") or {}).get(OWNER) or "") != owner:
            yield self._try(name, lead_id, owner, "giving the owner back", True)

    def _try(self, name: str, lead_id: str, owner: str, what: str, wanted: bool) -> Finding:
        try:
            body = {"inputs": [{"id": lead_id, "properties": {OWNER: owner}, "objectWriteTraceId": "probe"}]}
            reply = self._session.post(UPDATE, body, object=name)
            fine, detail = not reply.data.get("errors"), "taken"
            detail = detail if fine else "refused inside of an answer that is no error"
        except AdapterError as fault:
            fine, detail = False, fault.message
        level = Level.OK if fine == wanted else Level.FAULT if wanted else Level.WARNING
        mend = None if level is Level.OK else "see the scopes and the validation rules of this object"
        return Finding(level, what, detail, mend)

    def _may_read(self, what: str, path: str, without: str, **names: str) -> Finding:
        try:
            wanted = ",".join(USER_PROPERTIES) if what == "users" else MERGED
            self._session.get(path, [("limit", "1"), ("properties", wanted)][: 1 + bool(names)], **names)
        except AdapterError as fault:
            mend = "give the service key this scope"
            return Finding(Level.FAULT, what, f"cannot be read ({without}): {fault.message}", mend)
        return Finding(Level.OK, what, "can be read")

    def _properties(self, kind: Kind, table: ObjectMap) -> Iterator[Finding]:
        try:
            shown = {one["name"]: one for one in self._session.get(PROPERTIES, object=table.object).results()}
        except AdapterError as fault:
            yield Finding(Level.WARNING, f"{kind}: properties", f"cannot be read: {fault.message}")
            return
        absent = [name for name in table.crm_fields() if name not in shown and name != CONTACTS]
        if absent:
            detail = f"HubSpot has no {', '.join(absent)}: blank in every record"
            yield Finding(
                Level.WARNING, f"{kind}: mapped properties", detail, f"correct mappings/{kind}.yaml"
            )
        if kind is not Kind.LEAD:
            return
        yield _writable(shown, OWNER, Level.FAULT)
        yield from (_writable(shown, name, Level.WARNING) for name in table.write.values())
        if synced := [name for name in _SYNC if name in shown]:
            detail = f"HubSpot's Salesforce sync is installed ({', '.join(synced)}): it overwrites owners"
            mend = "set `owner_of_record` and `linked_by`, or switch off the owner's sync"
            yield Finding(Level.WARNING, "Salesforce sync", detail, mend)

    def _usage(self) -> Iterator[Finding]:
        try:
            for use in self._session.get(USAGE).results():
                used, limit = use.get("currentUsage"), use.get("usageLimit")
                if isinstance(used, int) and isinstance(limit, int):
                    level = Level.WARNING if used > 0.8 * limit else Level.OK
                    yield Finding(level, "daily calls", f"{used} of {limit} used by all private applications")
        except AdapterError as fault:
            yield Finding(Level.WARNING, "daily calls", f"not told: {fault.message}")


def _writable(shown: Mapping[str, Mapping[str, Any]], name: str, else_: Level) -> Finding:
    held = shown.get(name)
    if held is None or (held.get("modificationMetadata") or {}).get("readOnlyValue"):
        why = "is read-only" if held else "does not exist"
        return Finding(else_, f"writing {name}", f"{name} {why}", "create it, or take it out of the mapping")
    return Finding(Level.OK, f"writing {name}", "allowed by the property")
