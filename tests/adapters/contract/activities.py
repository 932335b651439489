"""What is told of what people did with leads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.contract import Finding, Level
from adapters.errors import Refused
from mappings.activities import FIELDS, Touch, people_of, touch_of
from mappings.changes import Change, Window
from mappings.records import ACTIVITIES, Kind
from tests.adapters.bench import NOW, Bench, drain
from tests.adapters.contract.terms import SINCE, Terms, object_of


def shown(bench: Bench) -> dict[str, Change]:
    """Every activity that the feed shows since a moment before now."""
    pages = drain(bench.crm, *(Window(kind, SINCE) for kind in bench.crm.activities))
    return {change.record.id: change for page in pages for change in page.changes}


def touch(bench: Bench, activity: str) -> Touch | None:
    return touch_of(shown(bench)[activity].record)


def about(kind: Kind, findings: list[Finding]) -> list[Level]:
    return [one.level for one in findings if one.what.partition(":")[0].removeprefix("read ") == kind]


class ActivitiesContract(Terms):
    """Each is told once, of whom it is and when it was, and nothing of what was said."""

    def test_the_kinds_of_activities_are_told_apart_from_what_is_always_mirrored(self, bench: Bench) -> None:
        assert bench.crm.activities
        assert ACTIVITIES.issuperset(bench.crm.activities)
        assert ACTIVITIES.isdisjoint(bench.crm.kinds)

    @pytest.mark.parametrize("type_", ["call", "email", "meeting"])
    def test_what_is_logged_comes_in_our_words_and_without_a_word_of_it(
        self, bench: Bench, type_: str
    ) -> None:
        (lead,) = bench.arrive()
        activity = bench.log(lead, type_, seconds=-600)
        record = shown(bench)[activity].record
        at = NOW - timedelta(seconds=600)
        assert people_of(record) == (lead,)
        assert touch_of(record) == Touch(at, bench.person.seat(bench.dialect), type_)
        assert set(record.fields) == set(FIELDS)
        assert "Jane" not in repr(record)

    def test_what_is_read_by_its_id_is_what_the_feed_shows(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        for type_ in ("call", "meeting"):
            activity = bench.log(lead, type_)
            change = shown(bench)[activity]
            assert bench.crm.read(change.record.kind, [change.record.id]) == [change]

    def test_a_call_from_the_lead_is_no_touch_of_ours(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        activity = bench.log(lead, "call", inbound=True)
        record = shown(bench)[activity].record
        assert (record.fields["done"], record.fields["inbound"]) == (True, True)
        assert touch_of(record) is None

    def test_what_is_planned_or_fell_through_is_no_touch(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        type_ = "task" if bench.dialect == "salesforce" else "call"
        assert touch(bench, bench.log(lead, type_, done=False)) is None

    def test_a_meeting_counts_from_when_it_was_booked(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        found = touch(bench, bench.log(lead, "meeting", seconds=86_400))
        assert found is not None
        assert found.at == NOW

    def test_many_of_one_instant_are_all_shown(self, bench: Bench) -> None:
        leads = bench.arrive(3)
        logged = {bench.log(lead, "call") for _ in range(150) for lead in leads}
        assert set(shown(bench)) == logged

    def test_an_activity_of_nobody_we_know_is_told_too(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        activity = bench.log(lead, "call")
        with bench.world.lock:
            if bench.dialect == "salesforce":
                bench.org.update("Task", activity, {"WhoId": None}, None)
            else:
                bench.org.links["calls", "contacts"].clear()
        assert people_of(shown(bench)[activity].record) == ()

    def test_activities_that_are_hidden_are_refused_by_their_kind_and_named(self, bench: Bench) -> None:
        kind = bench.crm.activities[0]
        name = object_of(bench, kind)
        bench.break_("hide_object", object=name) if bench.dialect == "salesforce" else bench.break_(
            "permission", match={"object": name}, times=None
        )
        with pytest.raises(Refused, match=kind):
            bench.crm.changes([Window(kind, SINCE)])
        assert bench.crm.changes([Window(Kind.LEAD, SINCE)])[0].rest is None
        assert Level.FAULT in about(kind, bench.crm.examine(activities=True))
        assert about(kind, bench.crm.examine()) == []
