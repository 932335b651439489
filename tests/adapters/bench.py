"""A CRM adapter at the table: its simulator over real HTTPS, and the world behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from adapters.contract import Crm, CrmConfig
from adapters.registry import BUILDERS
from adapters.simulators.activities import Deed, log
from adapters.simulators.server import Sim
from adapters.simulators.world import Organisation, Person, Row, World
from connector.settings.tables import field_tables
from mappings.changes import Change, Page, Window
from mappings.fieldmap import ObjectMap
from mappings.records import Kind
from mappings.writes import Receipt, Result, SetOwner

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
SPELLING: Mapping[str, Mapping[str, str]] = {
    "salesforce": {
        "lead": "Lead", "account": "Account", "owner": "OwnerId", "email": "Email", "last_name": "LastName",
        "company": "Company", "country": "Country",
    },
    "hubspot": {
        "lead": "contacts", "account": "companies", "owner": "hubspot_owner_id", "email": "email",
        "last_name": "lastname", "company": "company", "country": "country",
    },
}  # fmt: skip
"""Our words in each CRM's own."""

Extras = Mapping[str, str]


@dataclass
class Bench:
    """One adapter, logged in, and everything that a test arranges or looks up behind its back."""

    dialect: str
    sim: Sim
    crm: Crm
    opened: list[Crm] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.sim.world

    @property
    def org(self) -> Organisation:
        return self.world.organisation(self.dialect)

    @property
    def crm_maps(self) -> Mapping[Kind, ObjectMap]:
        """The shipped field tables."""
        return config(self.dialect, self.sim, {}).maps

    @property
    def lead_object(self) -> str:
        return self.word("lead")

    @property
    def reps(self) -> list[str]:
        """Seats of active people in this CRM."""
        seats = [person.seat(self.dialect) for person in self.world.people if person.active]
        return [seat for seat in seats if seat]

    def word(self, ours: str) -> str:
        return SPELLING[self.dialect][ours]

    def connect(self, *, extras: Extras | None = None, log_in: bool = True, **changed: Any) -> Crm:
        """Another adapter object on the same organisation, as after a restart."""
        settings = config(self.dialect, self.sim, extras or {}, **changed)
        crm = BUILDERS[self.dialect](settings)
        self.opened.append(crm)
        if log_in:
            crm.authorise()
        return crm

    def close(self) -> None:
        """Gives back every connection."""
        for crm in self.opened:
            crm.close()

    def arrive(self, count: int = 1, owner: str | None = None, **values: Any) -> list[str]:
        """New leads of one and the same instant, owned by the first rep unless given."""
        ids = []
        with self.world.lock:
            for number in range(count):
                plain = {"email": f"p{number}@x.example", "last_name": f"P{number}", "company": "X"} | values
                row = {self.word(name): value for name, value in plain.items()}
                row[self.word("owner")] = owner or self.reps[0]
                ids.append(self.org.create(self.lead_object, row, self.reps[0]).id)
        return ids

    def edit(self, lead_id: str, **values: Any) -> None:
        """A person changes a lead."""
        named = {self.word(name): value for name, value in values.items()}
        with self.world.lock:
            self.org.update(self.lead_object, lead_id, named, self.reps[-1])

    def log(self, lead_id: str, type: str, seconds: float = 0, **told: Any) -> str:
        """Somebody logs a call, e-mail or meeting about a lead, which took place `seconds` from now."""
        at_ms = self.world.clock.now_ms() + round(seconds * 1000)
        deed = Deed(type, self.person, at_ms, **told)
        with self.world.lock:
            return log(self.world, self.dialect, (self.lead_object, lead_id), deed)[1].id

    @property
    def person(self) -> Person:
        """Somebody active who works in this CRM."""
        return next(one for one in self.world.people if one.active and one.seat(self.dialect))

    def lead(self, lead_id: str) -> Row:
        """The lead as it truly is."""
        return self.org.objects[self.lead_object].rows[lead_id]

    def owner(self, lead_id: str) -> str | None:
        found = self.lead(lead_id).values.get(self.word("owner"))
        return str(found) if found else None

    def later(self, seconds: float = 60) -> None:
        self.world.clock.advance(seconds)

    def break_(self, do: str, **how: Any) -> None:
        """Scripts a fault of this CRM."""
        self.sim.faults.add(do, dialect=self.dialect, **how)

    def write(self, lead_id: str, owner: str | None = None, **told: Any) -> SetOwner:
        """An owner write to the second rep, expecting the first."""
        plain = {"key": f"key-{lead_id}", "owner_id": owner or self.reps[1], "expects": self.reps[0]}
        return SetOwner(record_id=lead_id, **(plain | told))

    def give(self, *lead_ids: str, **told: Any) -> list[Receipt]:
        return self.crm.set_owners([self.write(one, **told) for one in lead_ids])

    def outcome(self, lead_id: str, **told: Any) -> Result:
        return self.give(lead_id, **told)[0].result


def drain(crm: Crm, *windows: Window) -> list[Page]:
    """Every page of the windows."""
    pages: list[Page] = []
    waiting = list(windows)
    while waiting:
        found = crm.changes(waiting)
        pages += found
        waiting = [page.rest for page in found if page.rest is not None]
    return pages


def seen(crm: Crm, since: datetime | None = None, kind: Kind = Kind.LEAD) -> dict[str, Change]:
    """The last that the feed shows of each record."""
    pages = drain(crm, Window(kind, since))
    return {change.record.id: change for page in pages for change in page.changes}


def config(dialect: str, sim: Sim, extras: Extras, **changed: Any) -> CrmConfig:
    secrets = sim.world.secrets
    lead_object = SPELLING[dialect]["lead"]
    tables, faults = field_tables(dialect, lead_object, {"lead": {dialect: {"write": dict(extras)}}})
    assert not faults
    auth = {"flow": "token", "token": secrets.hubspot_token}
    if dialect == "salesforce":
        client = {
            "client_id": secrets.salesforce_client_id,
            "client_secret": secrets.salesforce_client_secret,
        }
        auth = {"flow": "client_credentials", **client}
    url = sim.salesforce_url if dialect == "salesforce" else sim.hubspot_url
    plain: dict[str, Any] = {
        "name": "sales", "url": url, "auth": auth, "lead_object": lead_object, "maps": tables,
        "ca_file": sim.ca_file, "connect_timeout": 5.0, "read_timeout": 20.0,
    }  # fmt: skip
    return CrmConfig(**(plain | changed))
