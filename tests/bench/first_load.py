"""The first load: accounts and leads of a whole organisation through the real adapter, over TLS from a
process of its own, into the mirror with its match keys; and the same rows with nothing done to them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import requests

from adapters.salesforce.session import DATA
from connector import collector, wiring
from connector.settings import crm_config, load
from mappings.records import Kind
from tests.bench.figure import Figure
from tests.bench.stage import Stage, say, stage

ACCOUNTS = 100_000
LEADS = 20_000
KINDS = (Kind.LEAD, Kind.ACCOUNT)
DLT = 4_820
"""Records a second of the best public tool (dlt, Salesforce into SQLite), measured elsewhere on like
hardware; it makes no match keys."""


def run(accounts: int = ACCOUNTS, leads: int = LEADS) -> Iterator[Figure]:
    """Records a second into an empty SQLite store."""
    for crm, dialect, switches in (
        ("sales", "salesforce", {}),
        ("marketing", "hubspot", {"burst_per_10s": 0, "search_per_second": 0}),
    ):
        say(f"{dialect}: {accounts:,} accounts")
        with (
            tempfile.TemporaryDirectory() as folder,
            stage(Path(folder), accounts, history=leads, **switches) as on,
        ):
            plain = PLAIN[dialect](on)
            loaded = _load(on, crm)
        note = f"{loaded / plain:.2f} of plain requests, {loaded / DLT:.1f} times dlt"
        limits = "" if dialect == "salesforce" else ", rate limits off"
        yield Figure(f"first load, {dialect}{limits}", loaded, "rec/s", 10_000, note=note)
        yield Figure("  plain requests, no processing", plain, "rec/s", note="the same rows, same run")


def _load(on: Stage, name: str) -> float:
    settings = load(on.settings).settings
    assert settings is not None
    parts = wiring.build(settings, "live")
    try:
        parts.shelf.refresh()
        crm: Any = parts.crms[name]
        crm.kinds = KINDS
        crm.authorise()
        collector.settle()  # as `pointsman run` does
        started = time.perf_counter()
        report = parts.polls[name].tick()
        return report.loaded / (time.perf_counter() - started)
    finally:
        parts.close()


def _plain_salesforce(on: Stage) -> float:
    told, asked = on.told["salesforce"], _asked(on, "sales")
    with requests.Session() as http:
        http.trust_env, http.verify = False, on.told["ca_file"]
        http.headers["Authorization"] = f"Bearer {told['access_token']}"
        started, count = time.perf_counter(), 0
        for name, fields in asked.items():
            query = f"SELECT {', '.join(fields)} FROM {name} ORDER BY SystemModstamp, Id"
            url = f"{told['url']}{DATA}queryAll"
            page = orjson.loads(http.get(url, params={"q": query}).content)
            count += len(page["records"])
            while not page["done"]:
                page = orjson.loads(http.get(told["url"] + page["nextRecordsUrl"]).content)
                count += len(page["records"])
        return count / (time.perf_counter() - started)


def _plain_hubspot(on: Stage) -> float:
    told, asked = on.told["hubspot"], _asked(on, "marketing")
    with requests.Session() as http:
        http.trust_env, http.verify = False, on.told["ca_file"]
        http.headers["Authorization"] = f"Bearer {told['token']}"
        started, count = time.perf_counter(), 0
        for name, fields in asked.items():
            query, after = {"limit": "100", "properties": ",".join(fields)}, ""
            while after is not None:
                query |= {"after": after} if after else {}
                page = orjson.loads(http.get(f"{told['url']}/crm/v3/objects/{name}", params=query).content)
                count += len(page["results"])
                after = ((page.get("paging") or {}).get("next") or {}).get("after")
        return count / (time.perf_counter() - started)


PLAIN: dict[str, Callable[[Stage], float]] = {
    "salesforce": _plain_salesforce,
    "hubspot": _plain_hubspot,
}


def _asked(on: Stage, name: str) -> dict[str, tuple[str, ...]]:
    """The fields that the adapter asks for, by object."""
    settings = load(on.settings).settings
    assert settings is not None
    maps = crm_config(settings, name).maps
    return {maps[kind].object: maps[kind].crm_fields() for kind in KINDS}
