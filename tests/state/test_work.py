"""What is to be done: arrivals, timers, turns, and where the feeds stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mappings.records import (
    Directory,
    Hours,
    Kind,
    Seat,
    SeatKind,
    Span,
    WorkingBlock,
)
from state import absences, controls, cursors, directories, editions, inbox, organisations, timers, turns
from state.cursors import Cursor
from state.store import Store
from state.timers import Timer


def test_the_same_arrival_twice_is_one_row(store: Store, make: Any) -> None:
    with store.begin() as conn:
        assert inbox.put(conn, [make.arrival(), make.arrival("00Q2"), make.arrival()], make.now) == 2
    with store.begin() as conn:
        assert inbox.put(conn, [make.arrival(), make.arrival("00Q3")], make.at(5)) == 1
        assert len(inbox.claim(conn, "live", make.at(9), 10)) == 3


def test_a_cause_is_its_own_in_each_mode_trigger_and_generation(store: Store, make: Any) -> None:
    causes = [
        make.arrival(),
        make.arrival(mode="shadow"),
        make.arrival(trigger="changed"),
        make.arrival(trigger="changed", generation="2"),
        make.arrival(org_id="00D2"),
        make.arrival(object="Contact"),
    ]
    with store.begin() as conn:
        assert inbox.put(conn, causes, make.now) == 6
        assert inbox.next_generation(conn, "live", "sales", "Lead", "00Q1", "changed") == 3
        assert inbox.next_generation(conn, "live", "sales", "Lead", "00Q1", "timer") == 1


def test_a_decided_cause_does_not_come_again(store: Store, make: Any) -> None:
    with store.begin() as conn:
        inbox.put(conn, [make.arrival()], make.now)
        inbox.done(conn, [item.id for item in inbox.claim(conn, "live", make.now, 10)], make.now)
        assert inbox.put(conn, [make.arrival()], make.now) == 0
        assert inbox.claim(conn, "live", make.now, 10) == []


def test_items_come_as_they_were_put_the_longest_due_first(store: Store, make: Any) -> None:
    late = make.arrival("late", due_at=make.at(60))
    second = make.arrival("second", due_at=make.at(10), stale=True, detail={"fields": ["a"]})
    first = make.arrival("first", due_at=make.at(5), detail="hold_blank", awaiting_facts=True)
    with store.begin() as conn:
        inbox.put(conn, [late, second, first, make.arrival("shadow", mode="shadow")], make.now)
        items = inbox.claim(conn, "live", make.at(10), 10)
        assert [item.arrival for item in items] == [first, second]
        assert {(item.attempts, item.first_seen_at) for item in items} == {(0, make.now)}
        assert [item.arrival for item in inbox.claim(conn, "live", make.at(99), 1)] == [first]
        assert inbox.next_due(conn, "live") == make.at(5)
        assert inbox.counts(conn, "live") == {"waiting": 3, "parked": 0}


def test_a_failure_counts_and_waits_its_time(store: Store, make: Any) -> None:
    with store.begin() as conn:
        inbox.put(conn, [make.arrival(), make.arrival("00Q2")], make.now)
        one, two = inbox.claim(conn, "live", make.now, 2)
        inbox.fail(conn, one.id, "no mirror yet", make.at(30), make.now)
        assert [item.id for item in inbox.claim(conn, "live", make.at(10), 2)] == [two.id]
        items = inbox.claim(conn, "live", make.at(30), 2)
        assert [(item.id, item.attempts) for item in items] == [(two.id, 0), (one.id, 1)]


def test_what_waits_for_facts_is_due_when_they_are_there(store: Store, make: Any) -> None:
    waits = {"due_at": make.at(30), "awaiting_facts": True}
    with store.begin() as conn:
        inbox.put(
            conn,
            [
                make.arrival("1", **waits),
                make.arrival("2", **waits, crm="marketing"),
                make.arrival("3", due_at=make.at(30)),
                make.arrival("4", **waits, trigger="timer", seen_at=make.at(1)),
                make.arrival("5", **waits, trigger="timer", seen_at=make.at(9)),
            ],
            make.now,
        )
        assert inbox.timer_awaits(conn, "live", "sales", make.at(2))
        assert not inbox.timer_awaits(conn, "live", "marketing", make.at(2))
        assert inbox.release(conn, "live", "sales", make.at(2)) == 1
        assert [i.arrival.record_id for i in inbox.claim(conn, "live", make.at(2), 9)] == ["1"]
        assert inbox.release(conn, "live", "sales", make.at(3), timers_until=make.at(1)) == 1
        assert [i.arrival.record_id for i in inbox.claim(conn, "live", make.at(3), 9)] == ["1", "4"]
        assert inbox.timer_awaits(conn, "live", "sales", make.at(3))
        assert not inbox.timer_awaits(conn, "live", "sales", make.at(31))


def test_what_is_parked_waits_until_a_person_settles_it(store: Store, make: Any) -> None:
    with store.begin() as conn:
        inbox.put(conn, [make.arrival(str(n)) for n in range(3)], make.now)
        inbox.put_parked(conn, make.arrival("odd"), "unreadable: name", make.now)
        ids = [item.id for item in inbox.claim(conn, "live", make.now, 3)]
        inbox.done(conn, ids, make.now)
        inbox.park(conn, ids, "review", make.now)
        parked = inbox.parked(conn)
        assert [reason for _, reason in parked] == ["review"] * 3 + ["unreadable: name"]
        assert [item.id for item, _ in parked][:3] == ids
        assert inbox.status_of(conn, "live", "sales", "odd") == "waits for a person (unreadable: name)"
        assert inbox.drop(conn, ids[1], make.at(5), "ann")
        assert not inbox.drop(conn, ids[1], make.at(5), "ann")
        assert inbox.claim(conn, "live", make.at(5), 9) == []
        assert inbox.counts(conn, "live") == {"waiting": 0, "parked": 3}
        assert inbox.status_of(conn, "live", "sales", "1") is None


def test_stale_arrivals_are_counted_for_the_brake(store: Store, make: Any) -> None:
    with store.begin() as conn:
        inbox.put(conn, [make.arrival("1", stale=True), make.arrival("2")], make.now)
        inbox.put(conn, [make.arrival("3", stale=True)], make.at(60))
        assert inbox.stale_since(conn, "live", make.now) == 2
        assert inbox.stale_since(conn, "live", make.at(1)) == 1
        assert inbox.stale_since(conn, "shadow", make.now) == 0


def test_a_timer_goes_off_once_and_late_rather_than_never(store: Store, make: Any) -> None:
    timer = Timer(0, "live", "sales", "00D1", "Lead", "00Q1", "hold", make.at(60))
    with store.begin() as conn:
        timers.put(conn, [timer, replace(timer, record_id="00Q2", due_at=make.at(50))])
        assert timers.due(conn, "live", make.at(49), 9) == []
        assert timers.next_due(conn, "live") == make.at(50)
        due = timers.due(conn, "live", make.at(999), 9)
        assert [t.record_id for t in due] == ["00Q2", "00Q1"]
        assert replace(due[1], id=0) == timer
        timers.fired(conn, [due[0].id], make.at(999))
        assert timers.due(conn, "live", make.at(999), 9) == [due[1]]
        assert timers.next_due(conn, "shadow") is None


def test_a_timer_that_is_called_off_stays_quiet(store: Store, make: Any) -> None:
    timer = Timer(0, "live", "sales", "00D1", "Lead", "00Q1", "hold", make.now)
    with store.begin() as conn:
        others = ({"name": "deadline:d:0:0"}, {"mode": "shadow"}, {"crm": "other"})
        timers.put(conn, [timer, *(replace(timer, **other) for other in others)])
        assert timers.cancel(conn, "live", "sales", ["00Q1", "00Q2"]) == 1
        due = timers.due(conn, "live", make.now, 9)
        assert [(t.crm, t.name) for t in due] == [("sales", "deadline:d:0:0"), ("other", "hold")]
        timers.cancel_steps(conn, [("00Q1", "d:0")])
        assert [t.crm for t in timers.due(conn, "live", make.now, 9)] == ["other"]
        assert len(timers.due(conn, "shadow", make.now, 9)) == 1


def test_turns_of_others_stay_when_somebody_s_change(store: Store) -> None:
    with store.begin() as conn:
        turns.save(
            conn,
            "live",
            {
                "Inbound": {"ann@x": (1, 2**90, 3, 0), "ben@x": (0, 7, 0, 0)},
                "Other": {"c@x": (1, 1, 1, 0)},
            },
        )
        turns.save(conn, "live", {"Inbound": {"ben@x": (1, 8, 4, 2**40)}})
        turns.save(conn, "shadow", {"Inbound": {"ann@x": (9, 9, 9, 0)}})
        assert turns.load(conn, "live") == {
            "Inbound": {"ann@x": (1, 2**90, 3, 0), "ben@x": (1, 8, 4, 2**40)},
            "Other": {"c@x": (1, 1, 1, 0)},
        }


def test_a_cursor_stands_where_it_was_put_last(store: Store, make: Any) -> None:
    hot = Cursor("sales", Kind.LEAD, "hot", make.now, "page 2", None)
    with store.begin() as conn:
        cursors.put(conn, hot)
        cursors.put(conn, Cursor("sales", Kind.ACCOUNT, "load"))
        cursors.put(conn, replace(hot, after=None, drained_at=make.at(1)))
        assert cursors.all_of(conn, "sales") == {
            (Kind.LEAD, "hot"): replace(hot, after=None, drained_at=make.at(1)),
            (Kind.ACCOUNT, "load"): Cursor("sales", Kind.ACCOUNT, "load"),
        }
        cursors.drop(conn, "sales", Kind.ACCOUNT, "load")
        assert list(cursors.all_of(conn, "sales")) == [(Kind.LEAD, "hot")]


def test_a_store_belongs_to_one_organisation_for_good(store: Store, make: Any) -> None:
    with store.begin() as conn:
        assert organisations.bind(conn, "sales", "00D1") is None
        assert organisations.bind(conn, "sales", "00D1") is None
        assert organisations.bind(conn, "sales", "00D2") == "00D1"
        assert organisations.org_of(conn, "sales") == "00D1"
        assert organisations.names(conn) == ["sales"]
        organisations.set_baseline(conn, "live", "sales", make.now)
        organisations.set_baseline(conn, "live", "sales", make.at(9))
        assert organisations.baseline(conn, "live", "sales") == make.now
        assert organisations.baseline(conn, "shadow", "sales") is None


def test_absences_last_until_they_end_or_are_cleared(store: Store, make: Any) -> None:
    with store.begin() as conn:
        absences.put(conn, "ann@x", "away", make.at(-60), make.at(60), "ben@x", "admin", make.now)
        absences.put(conn, "ben@x", "paused", make.now, None, None, "admin", make.now)
        absences.put(conn, "old@x", "away", make.at(-60), make.now, None, "admin", make.now)
        absences.put(conn, "next@x", "away", make.at(600), make.at(900), None, "admin", make.now)
        active = absences.active(conn, make.now)
        assert set(active) == {"ann@x", "ben@x", "next@x"}
        [row] = active["ann@x"]
        assert (row.kind, row.start, row.until, row.cover) == ("away", make.at(-60), make.at(60), "ben@x")
        assert absences.clear(conn, "ben@x", "admin", make.at(1)) == 1
        assert absences.clear(conn, "ben@x", "admin", make.at(2)) == 0
        assert set(absences.active(conn, make.at(60))) == {"next@x"}


def test_switches_and_policy_texts_are_kept(store: Store, make: Any) -> None:
    with store.begin() as conn:
        assert controls.get(conn, "pause:*") is None
        controls.put(conn, "pause:*", {"by": "ann", "since": 1.5}, "ann", make.now)
        controls.put(conn, "pause:*", False, "ann", make.now)
        assert controls.get(conn, "pause:*") is False
        edition = editions.put(conn, "routes: [ü]\n", {"crms": ["sales"]}, make.now)
        assert editions.put(conn, "routes: [ü]\n", {}, make.at(5)) == edition
        assert len(edition) == 64
        assert editions.get(conn, edition) == "routes: [ü]\n"
        assert editions.get(conn, "0" * 64) is None


def test_a_directory_comes_back_as_it_was_put(store: Store, make: Any) -> None:
    hours = Hours("Europe/Berlin", (WorkingBlock(frozenset({0, 4}), 540, 1080),))
    away = (Span(make.now, None, "leave"), Span(make.now, make.at(60)))
    directory = Directory(
        (
            Seat(
                "005A", SeatKind.USER, "Ann", "ann@x", hours=hours, away=away, manager_id="005M", login="ann"
            ),
            Seat("00G1", SeatKind.QUEUE, "Inbound", members=("005A",), teams=("T",), active=False),
        )
    )
    with store.begin() as conn:
        assert directories.latest(conn, "sales") is None
        directories.put(conn, "sales", Directory(()), make.now)
        directories.put(conn, "sales", directory, make.at(1))
        assert directories.latest(conn, "sales") == directory
