"""One imagined company with two CRMs: the rows, how they change, and who changed them.

All state lies here; the dialects only translate. Whoever reads or writes holds `world.lock`.
Instants are milliseconds since 1970 on the world's clock (`*_ms`).
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from threading import RLock

from adapters.simulators.clock import WorldClock
from adapters.simulators.forms import Company
from adapters.simulators.ids import (
    HUBSPOT_OBJECTS,
    SALESFORCE_PREFIXES,
    HubspotIds,
    SalesforceIds,
    full_id,
    salesforce_id,
)
from adapters.simulators.organisation import Organisation
from adapters.simulators.rows import OwnerChange, Row, Table, Values
from adapters.simulators.switches import Switches

__all__ = [
    "HUBSPOT_OBJECTS",
    "SALESFORCE_PREFIXES",
    "Organisation",
    "OwnerChange",
    "Person",
    "Row",
    "Secrets",
    "Table",
    "Values",
    "World",
    "full_id",
    "salesforce_id",
]


@dataclass(frozen=True)
class Secrets:
    """What opens the two CRMs' doors. Throw-away values of an imagined company."""

    salesforce_client_id: str = "3MVG9.simulated.client"
    salesforce_client_secret: str = "simulated-client-secret"  # noqa: S105
    salesforce_token: str = "00Dsim!simulated.session"  # noqa: S105
    hubspot_token: str = "pat-eu1-00000000-0000-4000-8000-000000000000"  # noqa: S105


@dataclass
class Person:
    """Somebody who works in the company, with a seat in one CRM or in both (None: no seat there).

    `hubspot_owner` is what a record's owner field holds; `hubspot_user` the settings user id.
    """

    email: str
    first_name: str
    last_name: str
    zone: str
    active: bool = True
    salesforce_user: str | None = None
    hubspot_owner: str | None = None
    hubspot_user: str | None = None

    def seat(self, dialect: str) -> str | None:
        """What a record's owner field holds there."""
        return self.salesforce_user if dialect == "salesforce" else self.hubspot_owner


class World:
    """The company: two organisations on one clock. Hold `lock` to read or change it.

    `queues` are Salesforce's by name; `rule_owner` is whom its assignment rule appoints. `account_of`
    finds a real company's account by dialect; `expected` is, for each arrived lead (dialect, id), the
    account it belongs to (None: none).
    """

    def __init__(
        self, seed: int = 1, clock: WorldClock | None = None, switches: Switches | None = None
    ) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.clock = clock or WorldClock()
        self.switches = switches or Switches()
        self.secrets = Secrets()
        self.lock = RLock()
        self.people: list[Person] = []
        self.queues: dict[str, str] = {}
        self.rule_owner: str | None = None
        self.account_of: dict[tuple[str, Company], str] = {}
        self.expected: dict[tuple[str, str], str | None] = {}
        self.salesforce = self._organisation("salesforce", "OwnerId", SALESFORCE_PREFIXES, 1000)
        self.hubspot = self._organisation("hubspot", "hubspot_owner_id", HUBSPOT_OBJECTS, 1)

    def organisation(self, name: str) -> Organisation:
        """`salesforce` or `hubspot`; KeyError otherwise."""
        return {"salesforce": self.salesforce, "hubspot": self.hubspot}[name]

    def _organisation(
        self, name: str, owner_field: str, objects: Iterable[str], grain_ms: int
    ) -> Organisation:
        number = self.seed % 10**6
        salesforce = name == "salesforce"
        org_id = salesforce_id("00D", 10**7 + number) if salesforce else str(140_000_000 + number)
        return Organisation(
            name=name,
            org_id=org_id,
            owner_field=owner_field,
            clock=self.clock,
            switches=self.switches,
            objects={obj: Table(obj, grain_ms) for obj in objects},
            new_id=SalesforceIds() if salesforce else HubspotIds(),
        )
