"""A plain client of the Salesforce dialect, over real HTTPS."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import requests

from adapters.simulators.server import Sim

DATA = "/services/data/v66.0"
NO_RULE = {"Sforce-Auto-Assign": "FALSE"}


class Org:
    """What a careful client would send, and what came back."""

    def __init__(self, sim: Sim, http: requests.Session) -> None:
        self.sim, self.http, self.world = sim, http, sim.world
        http.headers["Authorization"] = f"Bearer {sim.world.secrets.salesforce_token}"

    def call(self, method: str, path: str, **how: Any) -> requests.Response:
        return self.http.request(method, self.sim.salesforce_url + path, timeout=5, **how)

    def query(self, text: str, *, every: bool = False, **how: Any) -> requests.Response:
        kind = "queryAll" if every else "query"
        return self.call("GET", f"{DATA}/{kind}", params={"q": text}, **how)

    def lead(self, **values: Any) -> str:
        full = {"LastName": "Dell", "Company": "Dell", "OwnerId": self.world.queues["Inbound"], **values}
        return self.world.salesforce.create("Lead", full, None, visible_after=0).id

    def owner(self, lead: str) -> str:
        return str(self.world.salesforce.objects["Lead"].rows[lead].values["OwnerId"])

    def rep(self, number: int = 0, *, active: bool = True) -> str:
        found = [p.salesforce_user for p in self.world.people if p.salesforce_user and p.active is active]
        return str(found[number])

    def patch(self, lead: str, values: dict[str, Any], **headers: str) -> requests.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("PATCH", f"{DATA}/sobjects/Lead/{lead}", json=values, headers={**NO_RULE, **named})

    def collection(
        self, records: list[dict[str, Any]], headers: dict[str, str] | None = None, **how: Any
    ) -> Any:
        full = [{"attributes": {"type": "Lead"}, **record} for record in records]
        body = {"allOrNone": False, "records": full, **how}
        return self.call(
            "PATCH", f"{DATA}/composite/sobjects", json=body, headers=NO_RULE if headers is None else headers
        )

    def composite(self, parts: list[dict[str, Any]], headers: dict[str, str] | None = None) -> Any:
        full = [{"referenceId": f"r{number}", **part} for number, part in enumerate(parts)]
        body = {"allOrNone": False, "compositeRequest": full}
        return self.call("POST", f"{DATA}/composite", json=body, headers=headers)

    def part(
        self, lead: str, values: dict[str, Any], headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        made = {"method": "PATCH", "url": f"{DATA}/sobjects/Lead/{lead}", "body": values}
        return {**made, "httpHeaders": NO_RULE if headers is None else headers}

    def http_date(self, seconds: float = 0) -> str:
        return format_datetime(self.world.clock.now() + timedelta(seconds=seconds), usegmt=True)
