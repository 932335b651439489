"""Leads and contacts that may be the same person, as the store shows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connector import mirroring
from connector.core.view import AccountFacts
from connector.mirroring import complete_index, put
from connector.seen import as_decided, people_like
from mappings.changes import Change, version_of
from mappings.records import Kind, Record
from state import controls, ledger
from state.store import Store

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)


def change(kind: Kind, id_: str, owner: str | None = None, /, **fields: Any) -> Change:
    record = Record(kind, id_, owner, NOW, NOW, None, fields)
    return Change(record, version_of(record))


def mirrored(store: Store, *changes: Change, crm: str = "sales") -> None:
    with store.begin() as conn:
        put(conn, crm, changes)


def like(store: Store, id_: str = "00Q1", crm: str = "sales", **fields: Any) -> dict[str, AccountFacts]:
    lead = Record(Kind.LEAD, id_, None, NOW, NOW, None, fields)
    with store.read() as conn:
        found = people_like(conn, {3: (crm, lead)}, NOW - timedelta(days=1))[3]
    return {one.record.id: one for one in found}


def test_people_share_a_mailbox_in_any_spelling_or_a_phone_in_any_crm(store: Store) -> None:
    mirrored(
        store,
        change(Kind.LEAD, "00Q1", email="jane.roe@gmail.com"),
        change(Kind.LEAD, "00Q2", email="JaneRoe+news@googlemail.com"),
        change(Kind.CONTACT, "0031", email="other@acme.example", phone="+49 89 1234567"),
        change(Kind.CONTACT, "0032", email="else@acme.example"),
    )
    mirrored(store, change(Kind.LEAD, "77", email="jane.roe@gmail.com"), crm="marketing")
    found = like(store, email="jane.roe@gmail.com", phone="089 123 45 67")
    assert set(found) == {"00Q2", "0031", "77"}
    assert like(store) == {}


def test_owners_are_those_that_our_writes_gave_or_that_this_batch_chose(store: Store) -> None:
    mirrored(store, change(Kind.LEAD, "00Q2", "00Gqueue", email="jane@acme.example"))
    assert like(store, email="jane@acme.example")["00Q2"].record.owner_id == "00Gqueue"
    with store.begin() as conn:
        ledger.note(conn, [("sales", "00Q2", "005ann", 0, 0, "2026-11-18T14:00:05.000000Z")])
    found = like(store, email="jane@acme.example")
    assert found["00Q2"].record.owner_id == "005ann"
    (one,) = as_decided(tuple(found.values()), {("sales", "00Q2"): "005ben"})
    assert one.record.owner_id == "005ben"


def test_what_was_mirrored_before_is_found_after_the_next_start(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirroring, "reached_by", lambda record: (None, None))
    mirrored(store, change(Kind.CONTACT, "0031", "005ann", email="jane@acme.example"))
    assert like(store, email="jane@acme.example") == {}
    monkeypatch.undo()
    with store.begin() as conn:
        controls.put(conn, mirroring.PEOPLE_BY, "older", "daemon", NOW)
    complete_index(store, NOW)
    assert set(like(store, email="jane@acme.example")) == {"0031"}
