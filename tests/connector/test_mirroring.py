"""The mirror with its index of accounts: whole before any lead is decided, whatever ends the process."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.errors import Retry
from connector import mirroring
from connector.accounts import find_each
from connector.clock import SetClock
from connector.core.matching.additions import NONE, additions
from connector.core.matching.installed import install
from connector.core.matching.keys import account_keys
from connector.loops.route import Route
from connector.mirroring import complete_index, put
from mappings.changes import Change, version_of
from mappings.records import Kind, Record, State
from state import inbox, match_waiting, relations
from state.inbox import Arrival
from state.store import Store
from tests.connector.test_first_load import PAGES, Pager, poll

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)


def account(id_: str, name: str, state: State = State.OPEN) -> Change:
    record = Record(Kind.ACCOUNT, id_, None, NOW, NOW, None, {"name": name}, state)
    return Change(record, version_of(record))


def load(store: Store, *names: str) -> None:
    """A first load of accounts that nothing follows."""
    with store.begin() as conn:
        put(conn, "sales", [account(f"001{name}", name) for name in names], first_load=True)


def found(store: Store, name: str) -> list[str]:
    with store.read() as conn:
        keys = account_keys(account("?", name).record)
        return [id_ for _, id_ in find_each(conn, [keys])[0][0]]


def test_accounts_of_a_first_load_are_found_once_the_index_is_complete(store: Store) -> None:
    complete_index(store, NOW)
    load(store, "Zebrafink", "Quastenflosser")
    assert found(store, "Zebrafink") == []
    assert complete_index(store, NOW) == 2
    assert found(store, "Zebrafink") == ["001Zebrafink"]
    assert complete_index(store, NOW) == 0


def test_a_run_that_breaks_off_leaves_nothing_half_done(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"Zebrafink{letter * 3}" for letter in "abcdefg"]
    complete_index(store, NOW)
    load(store, *names)
    real, left = match_waiting.take_in, [2]

    def takes_two_then_dies(conn: Any) -> int:
        taken = real(conn, 3)
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return taken

    monkeypatch.setattr(match_waiting, "take_in", takes_two_then_dies)
    with pytest.raises(KeyboardInterrupt):
        complete_index(store, NOW)
    with store.read() as conn:
        assert match_waiting.count(conn) == 4
    monkeypatch.undo()
    assert complete_index(store, NOW) == 4
    assert [found(store, name)[0] for name in names] == [f"001{name}" for name in names]


def test_keys_of_another_edition_are_made_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    complete_index(store, NOW)
    load(store, "Zebrafink")
    with store.begin() as conn:
        gone = account("001gone", "Zebrafink", State.DELETED)
        put(conn, "sales", [account("001Acme", "Quastenflosser"), gone])
    complete_index(store, NOW)
    monkeypatch.setattr(mirroring, "edition", lambda: "another")
    monkeypatch.setattr(mirroring, "account_keys", lambda record: (f"n:{record.fields['name'][::-1]}",))
    assert complete_index(store, NOW) == 3
    with store.read() as conn:
        new = find_each(conn, [["n:knifarbeZ"], ["n:ressolfnetsauQ"], ["n:zebrafink"]])
    assert [refs for refs, _ in new] == [[("sales", "001Zebrafink")], [("sales", "001Acme")], []]
    assert complete_index(store, NOW) == 0


@pytest.mark.usefixtures("shipped_lists")
def test_keys_are_made_anew_once_a_list_changes(store: Store) -> None:
    complete_index(store, NOW)
    load(store, "Poradna")
    complete_index(store, NOW)
    assert found(store, "Clinic") == []
    install(additions({"words": ([("poradna", "clinic")], [])}))
    with store.read() as conn:
        assert mirroring.made_otherwise(conn)
    assert complete_index(store, NOW) == 1
    assert found(store, "Clinic") == ["001Poradna"]
    assert complete_index(store, NOW) == 0
    install(NONE)
    assert complete_index(store, NOW) == 1
    with store.read() as conn:
        assert not mirroring.made_otherwise(conn)
    assert found(store, "Clinic") == []


def contact(number: int, mail: str, account: str = "001A") -> Change:
    fields = {"email": f"{mail}", "account_id": account}
    record = Record(Kind.CONTACT, f"003{number:04d}", None, NOW, NOW, None, fields)
    return Change(record, version_of(record))


@pytest.mark.usefixtures("shipped_lists")
def test_contacts_speak_for_an_account_by_the_lists_in_force(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirroring, "BATCH", 2)
    complete_index(store, NOW)
    mails = ["jo@gmx.de", "al@hausmail.de", "bo@gmx.de", "cy@gmx.de", "di@gmx.de"]
    with store.begin() as conn:
        put(conn, "sales", [contact(number, mail) for number, mail in enumerate(mails)])
        put(conn, "sales", [account("001A", "Quillfeather")])

    def tied(domain: str) -> int:
        with store.read() as conn:
            by_domain = relations.relations_by_domain(conn, [domain])
        return sum(one.contacts for one in by_domain.get(domain, {}).values())

    assert (tied("gmx.de"), tied("hausmail.de")) == (0, 1)
    install(additions({"free_mail": ([("hausmail.de", "")], [("gmx.de", "")])}))
    complete_index(store, NOW)
    assert (tied("gmx.de"), tied("hausmail.de")) == (4, 0)


def test_a_first_load_ends_with_a_complete_index(store: Store) -> None:
    poll(Pager(), store).tick()
    with store.read() as conn:
        assert match_waiting.none(conn)
    assert len(found(store, "Firm 7")) > 0


def test_what_was_loaded_before_the_crm_broke_off_is_in_the_index(store: Store) -> None:
    crm: Any = Pager(Retry("too many calls"), (Kind.ACCOUNT, PAGES - 2))
    broken = [True]
    changes = crm.changes

    def breaks_off(windows: Any) -> Any:
        if broken[0] and any(window.after == str(PAGES - 2) for window in windows):
            raise Retry("too many calls")
        return changes(windows)

    crm.changes, crm.failure = breaks_off, None
    loading = poll(crm, store)
    with pytest.raises(Retry):
        loading.tick()
    with store.read() as conn:
        assert match_waiting.none(conn)
    assert len(found(store, "Firm 7")) > 0
    broken[0] = False
    loading.tick()
    assert "account015" in found(store, "Firm 15")


def test_no_lead_is_decided_while_an_account_waits(store: Store) -> None:
    complete_index(store, NOW)
    load(store, "Zebrafink")
    with store.begin() as conn:
        inbox.put(conn, [Arrival("live", "sales", "00D1", "Lead", "00Q1", "created", "1", NOW, NOW)], NOW)
    decided: list[str] = []

    class Watched(Route):
        def _decide_all(self, conn: Any, items: Any, around: Any, report: Any) -> None:
            decided.extend(item.arrival.record_id for item in items)
            inbox.done(conn, [item.id for item in items], NOW)

    plan: Any = type("Plan", (), {"mode": "live", "policy": lambda: None, "crms": lambda: {"sales": None}})
    plan.owner_of_record = None
    route = Watched(store, SetClock(NOW), plan)
    route.tick()
    assert decided == []
    complete_index(store, NOW)
    route.tick()
    assert decided == ["00Q1"]
