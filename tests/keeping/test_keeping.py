"""A view that was kept is known again as it was."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from connector.core.deadlines import Checkpoint, Clock, Mark, Pace, Whom
from connector.core.destinations import Target, TargetKind
from connector.core.matching.match import MatchResult
from connector.core.view import Absence, AccountFacts, Cause, Request, TurnState, Verb, View
from connector.keeping.codec import UnknownField, known, plain
from connector.keeping.keeper import Keeper
from connector.keeping.recall import NotKept, Recall
from connector.keeping.stamps import stamps
from mappings.activities import Touch
from mappings.records import Directory, Hours, Kind, Record, Seat, SeatKind, Span, State, WorkingBlock
from state import audit, persons, recalled
from state.audit import DecisionEntry
from state.entries import Knew
from state.store import Store
from tests.connector.office import NOW
from tests.state.conftest import Makes


def record(kind: Kind, id_: str, **values: Any) -> Record:
    return Record(kind, id_, "005A", NOW, NOW + timedelta(microseconds=7), "005B", values, absorbed=("x",))


HOURS = Hours("Europe/Berlin", (WorkingBlock(frozenset({0, 4}), 540, 1080),))
DIRECTORY = Directory(
    (
        Seat("005A", SeatKind.USER, "Ann", "ann@acme.com", hours=HOURS, away=(Span(NOW, None, "leave"),)),
        Seat("00Q", SeatKind.QUEUE, "Inbound", members=("005A",)),
    )
)
CLOCK = Clock(
    checkpoint=Checkpoint.FIRST_TOUCH,
    route="EMEA",
    owner_id="005A",
    email="ann@acme.com",
    pace=Pace.WORKING,
    team=None,
    started_at=NOW,
    allowed=timedelta(minutes=5),
    due_at=NOW + timedelta(hours=1),
    marks=(
        Mark(timedelta(minutes=1), notify=("owner",), reassign=Target(TargetKind.TEAM, "Team")),
        Mark(reassign=Whom.MANAGER, credit=True),
    ),
    strikes=(NOW,),
    key="d1:0",
)
ABOVE = AccountFacts("sales", record(Kind.ACCOUNT, "001P", name="Acme Holding"))
FULL = View(
    now=NOW,
    cause=Cause("sales", "00D", "Lead", "00Q1", "changed", "7", NOW - timedelta(seconds=3)),
    lead=record(Kind.LEAD, "00Q1", email="jane@x.example", employees=12, score=1.5, ok=True, tags=("a", "b")),
    directories={"sales": DIRECTORY, "marketing": Directory()},
    candidates=(
        AccountFacts("sales", record(Kind.ACCOUNT, "001A", name="Acme"), 3, 1, ancestors=(ABOVE,)),
        AccountFacts(
            *("sales", record(Kind.ACCOUNT, "001B", name="Acme AG"), 0, 0, 2, 0.5, 1, True, True, "by ann"),
            owner_active=False,
        ),
    ),
    holders={"acme": 2},
    our_owner="005A",
    pending_owner="005B",
    wrote_before=True,
    undone=1,
    redecided=2,
    linked=False,
    turns={"Team": {"ann@acme.com": TurnState(1, 2**70, 3, 4)}, "Other": {}},
    absences={"ann@acme.com": (Absence("away", Span(NOW, NOW + timedelta(days=1)), "ben@acme.com"),)},
    ages={"sales": 1.25},
    settled=frozenset({"blank", "wait"}),
    held_until=NOW,
    owner_of_record="sales",
    has_queues=False,
    related={"opportunity": (record(Kind.OPPORTUNITY, "006A", account_id="001A", amount=5.0),)},
    people=(AccountFacts("marketing", record(Kind.CONTACT, "77", email="jane@x.example")),),
    earlier_owners=("005B",),
    request=Request(Verb.DEADLINE, "ann@acme.com", CLOCK, 1, Target(TargetKind.USER, "ben"), "ann", "EMEA"),
    clocks=(CLOCK,),
    written_at=NOW,
    rotation="Team",
    reassigned=1,
    declined=frozenset({"ben@acme.com"}),
    touched_at=NOW,
    last_touch=Touch(NOW, "005A", "call"),
    planned=True,
    exclude=frozenset({"cid@acme.com"}),
    loads={"open_leads": {"ann@acme.com": 3, "ben@acme.com": 2.5}},
    blanks={"open_leads": {"ann@acme.com": 1}},
    given={"ann@acme.com": [NOW, NOW]},
)
MATCH = MatchResult(None, 0.0, "none", (), (), ())


def kept(store: Store, *views: View) -> None:
    """Puts decisions on record that rest on these views, one after the other."""
    keeper = Keeper("live")
    for number, view in enumerate(views):
        with store.begin() as conn:
            keeper.begin(conn)
            knew = keeper.knew(view, MATCH)
            keeper.save(conn)
            audit.record_many(conn, [entry(number, view, knew)])


def entry(number: int, view: View, knew: Knew) -> DecisionEntry:
    cause = view.cause
    about = {"lead_id": cause.record_id, "trigger": cause.trigger, "generation": cause.generation}
    at = "2026-11-18T14:00:00.000000Z"
    made: DecisionEntry = Makes().decision(
        f"d{number}", org_id=cause.org_id, decided_at=at, inputs=(), **about
    )
    return replace(made, knew=knew)


def again(store: Store) -> list[View]:
    with store.read() as conn:
        recall = Recall(conn)
        return [recall.view(one) for batch in recalled.batches(conn) for one in batch]


def test_every_field_of_a_view_is_known_again(store: Store) -> None:
    bare = View(NOW, FULL.cause, record(Kind.LEAD, "00Q1"), {})
    assert all(
        getattr(FULL, each.name) != getattr(bare, each.name) for each in fields(View) if each.name not in SAME
    )
    kept(store, FULL)
    assert again(store) == [FULL]


SAME = {"now", "cause", "linked"}


def test_views_that_share_are_each_known_as_they_were(store: Store) -> None:
    """Turns, loads and absences go on from decision to decision, accounts are edited, rotations come up."""
    turned = {"Team": {"ann@acme.com": TurnState(2, 2**71, 5, 0)}, "Other": {"ben@acme.com": TurnState(1)}}
    away = {"ben@acme.com": (Absence("calendar", Span(NOW, None)),)}
    loads = {"open_leads": {"ann@acme.com": 4, "ben@acme.com": 2.5}, "worth": {"ann@acme.com": 0.0}}
    edited = replace(FULL.candidates[0], record=record(Kind.ACCOUNT, "001A", name="Acme Inc"), ancestors=())
    nobody = {
        "directories": {"sales": DIRECTORY},
        "candidates": (),
        "people": (),
        "related": {},
        "holders": {},
    }
    views = [
        FULL,
        replace(FULL, loads=loads, blanks={"open_leads": {"ann@acme.com": 1}, "worth": {}}),
        replace(FULL, candidates=(edited, FULL.candidates[1])),
        replace(FULL, absences=away, given={"ann@acme.com": [NOW], "ben@acme.com": []}),
    ]
    kept(store, *views)
    assert again(store) == views
    later = [replace(FULL, turns=turned, lead=replace(FULL.lead, id="00Q2"), **nobody)]
    later = [
        replace(each, cause=replace(each.cause, record_id="00Q2"), directories=FULL.directories)
        for each in later
    ]
    keeper = Keeper("live")
    with store.begin() as conn:
        keeper.begin(conn)
        knew = keeper.knew(later[0], MATCH)
        keeper.save(conn)
        audit.record_many(conn, [entry(9, later[0], knew)])
    assert again(store) == [*views, *later]


def test_a_decision_in_the_middle_is_known_by_itself(store: Store) -> None:
    views = [
        replace(FULL, undone=n, loads={"open_leads": {"ann@acme.com": n}}, blanks={}) for n in range(200)
    ]
    kept(store, *views)
    with store.read() as conn:
        for number in (0, 63, 64, 65, 130, 199):
            one = recalled.one(conn, f"d{number}")
            assert one is not None
            assert Recall(conn).view(one) == views[number]


def test_values_about_persons_stand_nowhere_else(store: Store) -> None:
    kept(store, FULL)
    with store.read() as conn:
        (packed,) = conn.exec_driver_sql("SELECT knew FROM decisions").scalars()
        told = repr(recalled.unpack(bytes(packed))) + repr(recalled.one(conn, "d0").row)  # type: ignore[union-attr]
    assert "jane" not in told and "acme': 2" not in told


def test_when_each_record_was_last_modified_is_known_of_whoever_was_erased_too(store: Store) -> None:
    later = replace(FULL.lead, modified_at=NOW + timedelta(seconds=5))
    kept(store, FULL, replace(FULL, lead=later))
    with store.begin() as conn:
        persons.erase(conn, [("sales", "lead", "00Q1")])
        audit.record_many(conn, [Makes().decision("bare")])
        known = stamps(conn, ["d0", "d1", "bare", "nowhere"])
    at = FULL.lead.modified_at
    others = {
        ("sales", "account", "001A"): at,
        ("sales", "account", "001B"): at,
        ("sales", "account", "001P"): at,
        ("sales", "opportunity", "006A"): at,
        ("marketing", "contact", "77"): at,
    }
    lead = ("sales", "lead", "00Q1")
    assert known == {"d0": {lead: at, **others}, "d1": {lead: later.modified_at, **others}}


def test_what_was_erased_is_not_made_up(store: Store) -> None:
    kept(store, FULL)
    with store.begin() as conn:
        assert persons.erase(conn, [("sales", "lead", "00Q1")]) > 0
    with pytest.raises(NotKept, match="erased"):
        again(store)


def test_what_a_later_version_kept_is_told() -> None:
    with pytest.raises(UnknownField, match="Touch has no mood"):
        known(plain(FULL.last_touch, Touch) | {"mood": 1}, Touch)


def test_states_are_words(store: Store) -> None:
    told = plain(replace(FULL.lead, state=State.MERGED, merged_into="00Q9"), Record)
    assert (told["state"], told["merged_into"]) == ("merged", "00Q9")
    assert "state" not in plain(FULL.lead, Record)
