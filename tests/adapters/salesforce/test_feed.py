"""What the adapter makes of the records, cursors and refusals that Salesforce's queries answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import responses

from adapters.contract import Crm
from adapters.errors import Gone, Refused
from mappings.changes import Window
from mappings.records import Kind, State
from tests.adapters.salesforce.answers import (
    DATA,
    DATE,
    LEAD,
    Answer,
    Sub,
    composite,
    describe,
    lead,
    refusal,
    rows,
    soql,
    soql_columns,
)


def test_five_windows_are_one_call(net: responses.RequestsMock, crm: Crm) -> None:
    asked = composite(net, lambda sub: rows())
    kinds = [*crm.kinds, crm.activities[0]]
    pages = crm.changes([Window(kind, datetime(2026, 11, 20, 11, tzinfo=UTC)) for kind in kinds])
    assert [page.kind for page in pages] == kinds
    assert len(asked) == 1
    assert all("queryAll" in str(sub["url"]) for sub in asked[0])
    assert soql(asked[0][0]).endswith(
        "FROM Lead WHERE SystemModstamp >= 2026-11-20T11:00:00+00:00 ORDER BY SystemModstamp, Id"
    )
    assert asked[0][0]["httpHeaders"] == {"Sforce-Query-Options": "batchSize=2000"}


def test_a_record_says_what_became_of_it(net: responses.RequestsMock, crm: Crm) -> None:
    other = "00QQy0000000002AAA"
    composite(
        net,
        lambda sub: rows(
            lead(),
            lead(IsConverted=True),
            lead(IsDeleted=True),
            lead(IsDeleted=True, MasterRecordId=other),
        ),
    )
    page = crm.changes([Window(Kind.LEAD)])[0]
    assert [one.record.state for one in page.changes] == [
        State.OPEN,
        State.CONVERTED,
        State.DELETED,
        State.MERGED,
    ]
    assert page.changes[3].record.merged_into == other
    assert page.seen_at == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_dead_cursor_goes_on_behind_the_last_record(net: responses.RequestsMock, crm: Crm) -> None:
    def answer(sub: Sub) -> Answer:
        if "/query/01g" in str(sub["url"]):
            return refusal("INVALID_QUERY_LOCATOR")
        first = "Id >" not in soql(sub)
        older = lead(SystemModstamp="2026-11-20T11:00:00.000+0000")
        return rows(older, lead(), next_="/services/data/v66.0/query/01gQy-2000") if first else rows(lead())

    asked = composite(net, answer)
    rest = crm.changes([Window(Kind.LEAD)])[0].rest
    assert rest is not None
    page = crm.changes([rest])[0]
    assert page.rest is None
    assert len(page.changes) == 1
    stamp = "2026-11-20T11:00:00+00:00"  # the younger one may have been edited while we paged
    assert (
        f"WHERE ((SystemModstamp = {stamp} AND Id > '{LEAD}') OR SystemModstamp > {stamp}) ORDER BY"
        in soql(asked[-1][0])
    )


def test_a_bookmark_that_cannot_be_read_is_gone(net: responses.RequestsMock, crm: Crm) -> None:
    for mark in ("rubbish", "{}", '{"stamp": "2026-11-20T11:59:59Z", "id": "\' OR Id > \'"}'):
        with pytest.raises(Gone):
            crm.changes([Window(Kind.LEAD, None, mark)])


def test_a_hidden_field_is_left_out_and_reported(net: responses.RequestsMock, crm: Crm) -> None:
    def answer(sub: Sub) -> Answer:
        return refusal("INVALID_FIELD", "No such column 'Rating'") if "Rating" in soql(sub) else rows(lead())

    asked = composite(net, answer)
    names = [name for name in soql_columns(crm) if name not in ("Rating", "Industry")]
    describe(net, "Lead", names)
    page = crm.changes([Window(Kind.LEAD)])[0]
    assert len(page.changes) == 1
    assert "rating" not in page.changes[0].record.fields  # missing is not blank
    crm.changes([Window(Kind.LEAD)])
    assert len(asked) == 3


def test_an_object_that_is_not_there_is_refused_by_name(net: responses.RequestsMock, crm: Crm) -> None:
    composite(
        net, lambda sub: refusal("INVALID_TYPE", "sObject type") if "Opportunity" in soql(sub) else rows()
    )
    with pytest.raises(Refused, match="opportunity"):
        crm.changes([Window(Kind.LEAD), Window(Kind.OPPORTUNITY)])


def test_a_lone_surrogate_costs_neither_page_nor_record(net: responses.RequestsMock, crm: Crm) -> None:
    part = {
        "referenceId": "r0",
        "httpStatusCode": 200,
        "body": {"done": True, "records": [lead(Company="X"), lead()]},
    }
    text = json.dumps({"compositeResponse": [part]}).replace('"X"', '"\\ud800Y"')
    net.post(f"{DATA}/composite", body=text, headers={"Date": DATE})
    page = crm.changes([Window(Kind.LEAD)])[0]
    assert [one.record.fields["company"] for one in page.changes] == ["?Y", None]


def test_a_record_without_an_id_does_not_stop_the_feed(net: responses.RequestsMock, crm: Crm) -> None:
    composite(net, lambda sub: rows(lead(Id=None), lead()))
    page = crm.changes([Window(Kind.LEAD)])[0]
    assert len(page.changes) == 1
    assert len(page.unreadable) == 1


def test_ids_from_outside_never_reach_a_query(net: responses.RequestsMock, crm: Crm) -> None:
    asked = composite(net, lambda sub: rows(lead()))
    assert len(crm.read(Kind.LEAD, [LEAD, "x') OR Id > ('", "O'Dell"])) == 1
    assert f"Id IN ('{LEAD}')" in soql(asked[0][0])
    assert crm.read(Kind.LEAD, ["nonsense"]) == []
    assert len(asked) == 1
