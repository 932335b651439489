"""Salesforce's answers, word for word, put on a wire without a server (`responses`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import responses

from adapters.contract import Crm, CrmConfig
from connector.settings.tables import field_tables
from mappings.records import Kind
from mappings.writes import Receipt, SetOwner

URL = "https://acme.my.salesforce.com"
DATA = f"{URL}/services/data/v66.0"
DATE = "Fri, 20 Nov 2026 12:00:00 GMT"
SECRET = "canary-secret"
TOKEN = "canary-token"
LEAD = "00QQy0000000001AAA"
OLD = "005Qy0000000001AAA"
NEW = "005Qy0000000002AAA"

Sub = Mapping[str, Any]
Answer = tuple[int, Any]


def config(write: Mapping[str, str] | None = None, **auth: str) -> CrmConfig:
    overrides = {"lead": {"salesforce": {"write": dict(write or {})}}}
    tables, faults = field_tables("salesforce", "Lead", overrides)
    assert not faults
    secrets = {"flow": "client_credentials", "client_id": "canary-id", "client_secret": SECRET}
    return CrmConfig("sales", URL, auth or secrets, "Lead", tables)


def composite(net: responses.RequestsMock, answer: Callable[[Sub], Answer | None]) -> list[list[Sub]]:
    """Answers each subrequest (None: it is missing from the answer); what was asked comes back."""
    asked: list[list[Sub]] = []

    def reply(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        subs = json.loads(request.body or b"")["compositeRequest"]
        asked.append(subs)
        told = [(sub["referenceId"], answer(sub)) for sub in subs]
        parts = [
            {"referenceId": name, "httpStatusCode": one[0], "body": one[1], "httpHeaders": {}}
            for name, one in told
            if one is not None
        ]
        return 200, {"Date": DATE}, json.dumps({"compositeResponse": parts})

    net.add_callback(responses.POST, f"{DATA}/composite", reply, content_type="application/json")
    return asked


def soql(sub: Sub) -> str:
    return parse_qs(urlsplit(str(sub["url"])).query)["q"][0]


def rows(*records: Mapping[str, Any], next_: str | None = None) -> Answer:
    body = {"totalSize": len(records), "done": next_ is None, "records": list(records)}
    return 200, body | ({"nextRecordsUrl": next_} if next_ else {})


def lead(**values: object) -> dict[str, object]:
    plain = {
        "attributes": {"type": "Lead"},
        "Id": LEAD,
        "OwnerId": OLD,
        "CreatedDate": "2026-11-20T11:00:00.000+0000",
        "LastModifiedDate": "2026-11-20T11:59:58.000+0000",
        "SystemModstamp": "2026-11-20T11:59:59.000+0000",
        "IsDeleted": False,
        "MasterRecordId": None,
        "IsConverted": False,
    }
    return plain | values


def refusal(code: str, message: str = "", fields: Sequence[str] = ()) -> Answer:
    return 400, [{"errorCode": code, "message": message, "fields": list(fields)}]


def write(**values: Any) -> SetOwner:
    return SetOwner(**{"key": "k1", "record_id": LEAD, "owner_id": NEW, "expects": OLD} | values)


def written(net: responses.RequestsMock, crm: Crm, answer: Answer | None, **values: Any) -> Receipt:
    """The receipt of one write to which Salesforce gives this answer."""
    composite(net, lambda sub: rows(lead()) if sub["method"] == "GET" else answer)
    return crm.set_owners([write(**values)])[0]


def part(name: str, status: int, body: Any) -> dict[str, object]:
    return {"referenceId": name, "httpStatusCode": status, "body": body, "httpHeaders": {}}


def describe(net: responses.RequestsMock, name: str, fields: Sequence[str]) -> None:
    told = [
        {"name": one, "label": one, "type": "string", "updateable": True, "filterable": True}
        for one in fields
    ]
    net.get(
        f"{DATA}/sobjects/{name}/describe",
        json={"name": name, "queryable": True, "fields": told},
        headers={"Date": DATE},
    )


def soql_columns(crm: Crm) -> list[str]:
    fates = ["SystemModstamp", "IsDeleted", "MasterRecordId", "IsConverted"]
    return [*config().maps[Kind.LEAD].crm_fields(), *fates]
