"""A HubSpot portal as the daemon sees a CRM."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from adapters.contract import Crm, CrmConfig, CrmField, Finding, Identity, Level, Quota
from adapters.errors import Broken, Reauthorise, Refused
from adapters.hubspot.directory import read_directory
from adapters.hubspot.doctor import Doctor
from adapters.hubspot.feed import Feed, modified_property
from adapters.hubspot.owners import Owners
from adapters.hubspot.session import ACCOUNT, PROPERTIES, SEARCH, Session
from mappings.changes import Change, Page, Window
from mappings.records import ACTIVITIES, Directory, Kind
from mappings.writes import Receipt, SetOwner

_TYPE_IDS = {"contacts": "0-1", "leads": "0-136"}
_MOST_SAMPLED = 800  # four searches of 200: a second's pace


class HubspotCrm:
    """See `adapters.contract.Crm` for every promise."""

    has_queues = False

    def __init__(self, config: CrmConfig) -> None:
        self.name = config.name
        self.lead_object = config.lead_object
        kinds = sorted(config.maps, key=list(Kind).index)
        self.kinds = tuple(kind for kind in kinds if kind not in ACTIVITIES)
        self.activities = tuple(kind for kind in kinds if kind in ACTIVITIES)
        self._maps = {kind: config.maps[kind] for kind in kinds}
        self._session = Session(config)
        self._feed = Feed(self._session, self._maps)
        self._owners = Owners(self._session, self._feed, self._maps[Kind.LEAD], self._recent_directory)
        self._doctor = Doctor(self._session, self._feed, self._maps)
        self._seats: tuple[float, Directory] | None = None

    @property
    def calls(self) -> int:
        return self._session.calls

    def authorise(self) -> None:
        try:
            self._session.get(ACCOUNT)
        except Reauthorise as fault:  # a fixed token: nothing to renew
            told = (
                f"{self.name}: HubSpot does not accept the token: make a new service key and set `auth.token`"
            )
            raise Refused(told, code=fault.code) from None
        self._feed.forget_refusals()
        self._owners.forget_refusals()

    def identity(self) -> Identity:
        reply = self._session.get(ACCOUNT)
        portal = reply.data.get("portalId")
        if not portal:
            raise Broken("HubSpot does not tell the portal's id")
        return Identity(
            str(portal), None, None, reply.at, reply.data.get("accountType") not in (None, "STANDARD")
        )

    def changes(self, windows: Sequence[Window]) -> list[Page]:
        return self._feed.changes(windows)

    def directory(self) -> Directory:
        found = read_directory(self._session)
        self._seats = (time.monotonic(), found)
        return found

    def _recent_directory(self, most: float) -> Directory:
        held = self._seats
        return held[1] if held and time.monotonic() - held[0] <= most else self.directory()

    def read(self, kind: Kind, ids: Collection[str]) -> list[Change]:
        return self._feed.read(kind, ids)

    def set_owners(self, writes: Sequence[SetOwner]) -> list[Receipt]:
        return self._owners.set_owners(writes)

    def fields(self, kind: Kind, sample: int = 0) -> list[CrmField]:
        name = self._maps[kind].object
        found = [_field(one) for one in self._session.get(PROPERTIES, object=name).results()]
        rows: list[dict[str, Any]] = []
        wanted, after = min(sample, _MOST_SAMPLED), str(0)
        while len(rows) < wanted and after:
            self._session.pace.take()
            body = {
                "sorts": [{"propertyName": modified_property(name), "direction": "DESCENDING"}],
                "properties": [one.name for one in found],
                "limit": min(200, wanted - len(rows)),
                "after": after,
            }
            reply = self._session.post(SEARCH, body, object=name)
            rows += [item.get("properties") or {} for item in reply.results()]
            after = reply.after() or ""
        if not rows:
            return found
        return [
            replace(one, fill=sum(row.get(one.name) not in (None, "") for row in rows) / len(rows))
            for one in found
        ]

    def quota(self) -> Quota:
        return self._session.quota

    def examine(self, *, activities: bool = False) -> list[Finding]:
        told = self._session.get(ACCOUNT).data
        detail = f"portal {told.get('portalId')}, {told.get('accountType')}, {told.get('timeZone')}"
        kinds = (*self.kinds, *self.activities) if activities else self.kinds
        return [Finding(Level.OK, "account", detail), *self._doctor.examine(kinds)]

    def probe(self, lead_id: str) -> list[Finding]:
        return list(self._doctor.probe(lead_id))

    def address_of(self, org_id: str, lead_id: str) -> str:
        return f"https://app.hubspot.com/contacts/{org_id}/record/{_TYPE_IDS[self.lead_object]}/{lead_id}"

    def close(self) -> None:
        self._session.close()


def _field(one: dict[str, Any]) -> CrmField:
    read_only = (one.get("modificationMetadata") or {}).get("readOnlyValue") or one.get("calculated")
    label, kind = str(one.get("label") or one["name"]), str(one.get("type") or "")
    return CrmField(str(one["name"]), label, kind, not read_only, not one.get("hubspotDefined"))


def build(config: CrmConfig) -> Crm:
    """The adapter for one portal. No network yet: call `authorise` first. Raises Refused without a token."""
    if not config.auth.get("token"):
        raise Refused(
            f"{config.name}: `auth.token` is missing: a service key or a private application's token"
        )
    return HubspotCrm(config)
