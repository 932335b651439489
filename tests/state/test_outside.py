"""What became of leads besides our decisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mappings.changes import Change, version_of
from mappings.records import Kind, Record, State
from state import mirror, outside
from state.store import Store

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def lead(id_: str, at: datetime, absorbed: tuple[str, ...] = (), state: State = State.OPEN) -> Change:
    record = Record(Kind.LEAD, id_, "7", NOON, at, None, {}, state=state, absorbed=absorbed)
    return Change(record, version_of(record))


@pytest.mark.parametrize("own", [False, True])
def test_a_lead_that_was_merged_away_changed_when_the_survivor_said_so(store: Store, own: bool) -> None:
    """HubSpot shows the loser as it was when somebody last edited it; Salesforce shows when it was merged."""
    edited, merged = NOON + timedelta(hours=1), NOON + timedelta(days=2)
    with store.begin() as conn:
        mirror.put(conn, "marketing", [lead("1", edited), lead("2", edited)])
        mirror.put(conn, "marketing", [lead("2", merged, absorbed=("1",))])
        if own:
            mirror.put(conn, "marketing", [lead("1", merged + timedelta(hours=1), state=State.DELETED)])
    with store.read() as conn:
        shown = outside.shown(conn, "marketing", ["1", "2"])
    assert shown["2"].changed_at == merged
    assert shown["1"].changed_at == (merged + timedelta(hours=1) if own else merged)
