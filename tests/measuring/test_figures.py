"""A small world with figures that were worked out by hand, on both databases."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from connector.measuring.figures import Report, measure
from connector.status import Colour
from mappings.instants import to_text
from mappings.records import State
from mappings.writes import Result
from state import measure_views, measures, views
from state.measures import Period
from state.store import Store
from tests.measuring.world import ANN, BEN, MONDAY, Story, World

MAY = Period("live", datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
DOC = (Path(__file__).parents[2] / "docs" / "measures.md").read_text(encoding="utf-8")

WON = Story("L1", state=State.CONVERTED, fields={"converted_account_id": "001X"}, blank=("country",))
DECLINED = Story("L2", owner=BEN, written=10, rotation="Inbound")
REFUSED = Story("L3", route="otherwise", band="none", written=None, told=None)
PARKED = Story("L4", owner=None, outcome="park", route=None, band="review")
TAKEN = Story("L5", at=MONDAY + timedelta(days=7), owner=BEN, route="Americas")
HELD = Story("L6", owner=None, outcome="hold")
UNREADABLE = Story("L7")
BEFORE = Story("L0", at=MONDAY - timedelta(days=10))


@pytest.fixture
def report(store: Store) -> Report:
    """A fortnight in May."""
    world = World(store)
    world.reads_activities(MONDAY + timedelta(days=30))
    world.calls(BEFORE, 4)
    for story in (BEFORE, WON, DECLINED, PARKED, TAKEN, HELD):
        world.lives(story)
    world.writes(REFUSED, world.lives(REFUSED), 6, Result.REFUSED)
    world.arrives(UNREADABLE, status="parked")
    world.calls(WON, 100)
    world.accepts(WON, "ann@acme.com", 50)
    world.sells("006A", "001X", MONDAY - timedelta(days=1), 7.0, closed=True, won=True)
    world.sells("006B", "001X", MONDAY + timedelta(days=1), 1000.0, closed=True, won=True)
    world.sells("006C", "001X", MONDAY + timedelta(days=2), 250.0)
    world.deadline(WON, "first_touch", 304, ("met", 100))
    world.deadline(DECLINED, "first_touch", 304, ("ended", 200), "005B")
    world.declines(DECLINED)
    world.again(DECLINED, ANN, 900)
    world.undoes(TAKEN, 2)
    world.shows("L5", "005Z", TAKEN.at, 500, TAKEN)
    world.deadline(TAKEN, "first_touch", 304, None, "005B")
    world.stands("Inbound", ann=(1, 500), ben=(0, 500))
    return measured(store)


def measured(store: Store, period: Period = MAY) -> Report:
    with store.read() as conn:
        return measure(conn, period, lambda *_: None)


def told(report: Report, name: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in report.tables[name]]


def test_speed_to_lead_counts_from_the_crms_creation_and_only_what_is_known(report: Report) -> None:
    assert told(report, "speed") == [
        ("seen", 4, 2.0, None),
        ("eligible", 4, 3.0, None),
        ("decided", 4, 4.0, None),
        ("written", 3, 6.0, None),
        ("notified", 3, 8.0, None),
        ("acknowledged", 1, 50.0, None),
        ("first touch", 1, 100.0, None),
    ]
    assert told(report, "speed_spread") == [("written", 1, 2), ("written", 2, 1), ("first touch", 4, 1)]
    assert told(report, "speed_by_week") == [
        ("2026-05-04", "written", 2, 8.0, None),
        ("2026-05-04", "first touch", 1, 100.0, None),
        ("2026-05-11", "written", 1, 6.0, None),
    ]


def test_a_p95_is_told_from_twenty_leads_on(store: Store) -> None:
    world = World(store)
    for n in range(1, 21):
        world.lives(Story(f"L{n:02}", written=5.0 + n, told=None))
    [written] = [row for row in measured(store).tables["speed"] if row["stage"] == "written"]
    assert (written["n"], written["median"], written["p95"]) == (20, 15.5, 24.0)
    world.lives(Story("L21", written=1000.0, told=None))
    [written] = [row for row in measured(store).tables["speed"] if row["stage"] == "written"]
    assert (written["n"], written["median"], written["p95"]) == (21, 16.0, 25.0)


def test_matches_reassignments_and_deadlines_have_their_own_denominators(report: Report) -> None:
    assert told(report, "match") == [("auto", 4), ("none", 1), ("review", 1)]
    assert told(report, "reassigned") == [("others", 1), ("us", 1), (None, 2)]
    assert told(report, "deadlines") == [("first_touch", "Americas", 1, 0), ("first_touch", "EMEA", 1, 1)]
    assert told(report, "deadlines_by_week") == [("2026-05-04", 1, 1), ("2026-05-11", 1, 0)]


def test_coverage_leaves_out_what_waits_and_counts_what_could_not_be_decided(report: Report) -> None:
    assert told(report, "outcomes") == [
        ("2026-05-04", "assign", "no", "yes", 1),
        ("2026-05-04", "assign", "yes", "no", 2),
        ("2026-05-04", "hold", "no", "no", 1),
        ("2026-05-04", "park", "no", "no", 1),
        ("2026-05-11", "assign", "yes", "no", 1),
    ]
    assert told(report, "undecided") == [("parked", 1)]
    assert told(report, "routing_by_week") == [("2026-05-04", 4, 2, 3, 1), ("2026-05-11", 1, 1, 1, 0)]
    assert (report.leads, report.assigned, report.fallback) == (6, 4, 1)


def test_never_touched_is_told_only_where_activities_are_read(report: Report, store: Store) -> None:
    assert told(report, "touched") == [("no", 3), ("yes", 1)]
    april = Period("live", datetime(2026, 4, 1, tzinfo=UTC), MAY.since)
    assert told(measured(store, april), "touched") == [("yes", 1)]
    World(store).lives(replace(BEFORE, id="L00", at=BEFORE.at - timedelta(days=1)))
    assert told(measured(store, april), "touched") == [("unknown", 1), ("yes", 1)]


def test_what_people_were_given_and_what_they_answered(report: Report) -> None:
    assert told(report, "given") == [("ann@acme.com", 3, 1, 0, 2), ("ben@acme.com", 2, 0, 1, 1)]
    assert told(report, "turns") == [("Inbound", "ann@acme.com", 1), ("Inbound", "ben@acme.com", 1)]
    assert told(report, "drift") == [
        ("Inbound", "ann@acme.com", 1, 0.5),
        ("Inbound", "ben@acme.com", 0, -0.5),
    ]
    assert told(report, "open_now") == [("ann@acme.com", 2), ("ben@acme.com", 1)]


def test_deals_count_for_the_lead_that_came_before_them(report: Report) -> None:
    nothing = (0, 0, 0, 0, 0.0, 0.0)
    assert told(report, "results_by_route") == [
        ("EMEA", 2, 1, 1, 0, 1, 1000.0, 250.0),
        ("Americas", 1, *nothing),
        ("otherwise", 1, *nothing),
    ]
    assert told(report, "results_by_rep") == [
        ("ann@acme.com", 2, 1, 1, 0, 1, 1000.0, 250.0),
        ("ben@acme.com", 2, *nothing),
    ]
    assert told(report, "results_by_band") == [("auto", 3, 1, 1, 0, 1, 1000.0, 250.0), ("none", 1, *nothing)]


def test_blank_fields_and_fights(report: Report) -> None:
    blank = {row["field"]: (row["n"], row["blank"], row["light"]) for row in report.tables["reads"]}
    assert blank["country"] == (6, 1, None)
    assert blank["email"] == (6, 0, None)
    assert told(report, "fights") == [("sales", "L5", 3, 2, to_text(TAKEN.at + timedelta(seconds=101)))]


def test_a_source_is_silent_once_its_longest_gap_is_passed(store: Store) -> None:
    world = World(store)
    for n in range(20):
        story = Story(f"L{n:02}", at=MONDAY + timedelta(days=n / 2), source="Fair" if n % 2 else "Web")
        world.lives(story)
        world.lives(replace(story, id=f"M{n:02}"))
    later = replace(MAY, until=MONDAY + timedelta(days=12))
    silent = {row["source"]: row["silent"] for row in measured(store, later).tables["silence"]}
    assert silent == {None: "yes", "Fair": "yes", "Web": "yes"}
    earlier = replace(MAY, until=MONDAY + timedelta(days=9, hours=20))
    silent = {row["source"]: row["silent"] for row in measured(store, earlier).tables["silence"]}
    assert silent == {None: "no", "Fair": "no", "Web": "no"}


def test_no_light_is_shown_for_a_handful_of_cases(report: Report) -> None:
    figures = {light.target.name: (light.value, light.n, light.colour) for light in report.lights}
    assert figures == {
        "first_contact": (100.0, 1, None),
        "match_rate": (4 / 6, 6, None),
        "reassigned": (0.5, 4, None),
        "sla": (0.5, 2, None),
        "coverage": (0.5, 6, None),
    }


def test_lights_turn_at_the_targets() -> None:
    from connector.measuring.targets import TARGETS

    turned = {target.name: target for target in TARGETS}
    assert turned["match_rate"].colour(0.85) is Colour.GREEN
    assert turned["match_rate"].colour(0.84) is Colour.AMBER
    assert turned["coverage"].colour(0.96) is Colour.RED
    assert turned["reassigned"].colour(0.03) is Colour.AMBER
    assert turned["first_contact"].colour(299.9) is Colour.GREEN


def test_shadow_and_live_are_counted_apart(report: Report, store: Store) -> None:
    shadow = measured(store, replace(MAY, mode="shadow"))
    assert (shadow.leads, told(shadow, "given"), told(shadow, "fights")) == (0, [], [])


def test_the_page_tells_each_query_word_for_word() -> None:
    told = re.findall(r"### (\w+)\n.*?```sql\n(.*?);\n```", DOC.partition("## Measures\n")[2], re.DOTALL)
    assert dict(told) == {name: query.strip() for name, query in measures.QUERIES.items()}


def test_the_page_has_every_view_and_column_in_order(store: Store) -> None:
    sections = re.findall(r"^### (measure_\w+)\n(.*?)\n(?=\n)", DOC, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in sections] == list(measure_views.NAMES)
    with store.read() as conn:
        for name, table in sections:
            shown = [line.split("|")[1].strip() for line in table.splitlines()[2:]]
            assert shown == list(conn.execute(text(f"SELECT * FROM {name}")).keys()), name


def test_the_views_of_measures_go_and_come_with_the_others(store: Store) -> None:
    with store.begin() as conn:
        views.drop(conn)
        views.create(conn)
        assert conn.execute(text("SELECT count(*) FROM measure_leads")).scalar() == 0
