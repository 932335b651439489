"""A Salesforce organisation as the daemon sees a CRM."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from simple_salesforce.format import format_soql

from adapters.contract import Crm, CrmConfig, CrmField, Finding, Identity, Level, Quota
from adapters.errors import Broken, Refused
from adapters.salesforce.describe import Shapes
from adapters.salesforce.directory import read_directory
from adapters.salesforce.doctor import Doctor
from adapters.salesforce.feed import Feed
from adapters.salesforce.owners import Owners
from adapters.salesforce.session import DATA, Session
from mappings.changes import Change, Page, Window
from mappings.records import ACTIVITIES, Directory, Kind
from mappings.writes import Receipt, SetOwner

_COMPOUND = {"address", "location", "base64", "complexvalue", "anyType"}
_MOST_SAMPLED = 2000


class SalesforceCrm:
    """See `adapters.contract.Crm` for every promise."""

    has_queues = True

    def __init__(self, config: CrmConfig) -> None:
        self._maps = dict(config.maps)
        self._url = config.url.rstrip("/")
        self._session = Session(config)
        self._shapes = Shapes(self._session)
        self._feed = Feed(self._session, self._shapes, self._maps)
        self._owners = Owners(self._session, self._shapes, self._maps[Kind.LEAD])
        self._doctor = Doctor(self._session, self._shapes, self._feed, self._owners)
        self._limits_asked = False  # once: where no reply tells the quota, asking must not use it up
        self.name = config.name
        self.lead_object = config.lead_object
        kinds = sorted(self._maps, key=list(Kind).index)
        self.kinds = tuple(kind for kind in kinds if kind not in ACTIVITIES)
        self.activities = tuple(kind for kind in kinds if kind in ACTIVITIES)

    @property
    def calls(self) -> int:
        return self._session.calls

    def authorise(self) -> None:
        self._session.authorise()

    def identity(self) -> Identity:
        """The organisation by its own record; where that is hidden, by what the log-in told."""
        rows, at = self._session.select(["SELECT Id, IsSandbox FROM Organization"], optional=(0,))
        user = self._user_id()
        org = str(rows[0][0]["Id"]) if rows[0] else self._session.org_id
        if org is None:
            raise Broken("Salesforce shows no Organization: the integration user may not read it")
        named = [format_soql("SELECT Name FROM User WHERE Id = {}", user)] if user else []
        names = self._session.select(named, optional=(0,))[0]
        name = names[0][0].get("Name") if names and names[0] else None
        return Identity(org, user, name, at, bool(rows[0] and rows[0][0].get("IsSandbox")))

    def changes(self, windows: Sequence[Window]) -> list[Page]:
        return self._feed.changes(windows)

    def directory(self) -> Directory:
        return read_directory(self._session)

    def read(self, kind: Kind, ids: Collection[str]) -> list[Change]:
        return self._feed.read(kind, ids)

    def set_owners(self, writes: Sequence[SetOwner]) -> list[Receipt]:
        return self._owners.set(writes)

    def fields(self, kind: Kind, sample: int = 0) -> list[CrmField]:
        name = self._maps[kind].object
        found = list(self._shapes.of(name, fresh=True).fields.values())
        if sample <= 0:
            return found
        plain = [one.name for one in found if one.type not in _COMPOUND]
        query = format_soql(
            "SELECT {:literal} FROM {:literal} ORDER BY SystemModstamp DESC LIMIT {}",
            ", ".join(plain),
            name,
            min(sample, _MOST_SAMPLED),
        )
        rows = self._session.select([query])[0][0]
        fills = {
            field: sum(row.get(field) not in (None, "") for row in rows) / max(len(rows), 1)
            for field in plain
        }
        return [replace(one, fill=fills.get(one.name)) for one in found]

    def quota(self) -> Quota:
        if self._session.quota.used is None and not self._limits_asked:
            self._limits_asked = True
            with suppress(Refused, Broken, KeyError, TypeError, ValueError):
                day = self._session.call("GET", f"{DATA}limits/")[0]["DailyApiRequests"]
                if self._session.quota.used is None:
                    self._session.quota = Quota(int(day["Max"]) - int(day["Remaining"]), int(day["Max"]))
        return self._session.quota

    def examine(self, *, activities: bool = False) -> list[Finding]:
        wanted = {*self.kinds, *self.activities} if activities else {*self.kinds}
        maps = {kind: table for kind, table in self._maps.items() if kind in wanted}
        return _plain(self._doctor.examine(maps))

    def probe(self, lead_id: str) -> list[Finding]:
        return _plain(self._doctor.probe(lead_id, self._maps[Kind.LEAD]))

    def address_of(self, org_id: str, lead_id: str) -> str:
        return f"{self._url}/{lead_id}"

    def close(self) -> None:
        self._session.close()

    def _user_id(self) -> str | None:
        if self._session.user_id is None:
            try:
                told = self._session.call("GET", "/services/oauth2/userinfo")[0]
                self._session.user_id = str(told["user_id"])
            except (Refused, KeyError, TypeError):  # a token without that scope works all the same
                return None
        return self._session.user_id


def _plain(findings: Iterable[Finding]) -> list[Finding]:
    """What is fine needs no mending."""
    return [replace(one, mend=None) if one.level is Level.OK else one for one in findings]


def build(config: CrmConfig) -> Crm:
    """The adapter for one organisation. No network yet: call `authorise` first."""
    return SalesforceCrm(config)
