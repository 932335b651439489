"""What the feed and reading promise."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.errors import Gone, Refused
from mappings.changes import Window
from mappings.records import Kind, State
from mappings.writes import Result
from tests.adapters.bench import NOW, Bench, drain, seen
from tests.adapters.contract.terms import SINCE, Terms, object_of


class FeedContract(Terms):
    """No record is lost, and each comes in our words."""

    def test_the_first_load_shows_every_record_of_every_kind(self, bench: Bench) -> None:
        for kind in bench.crm.kinds:
            table = bench.org.objects[object_of(bench, kind)]
            assert set(seen(bench.crm, kind=kind)) == set(table.rows)

    def test_every_record_of_one_instant_is_shown(self, bench: Bench) -> None:
        leads = bench.arrive(450)
        assert set(seen(bench.crm, SINCE)) == set(leads)
        assert set(leads) < set(seen(bench.crm))

    def test_several_windows_are_answered_in_their_order(self, bench: Bench) -> None:
        windows = [Window(kind, NOW - timedelta(days=900)) for kind in reversed(bench.crm.kinds)]
        pages = bench.crm.changes(windows)
        assert [page.kind for page in pages] == list(reversed(bench.crm.kinds))
        assert all(page.seen_at == NOW for page in pages)

    def test_a_window_shows_what_was_modified_in_it_and_nothing_older(self, bench: Bench) -> None:
        (early,) = bench.arrive()
        bench.later(120)
        (late,) = bench.arrive()
        found = seen(bench.crm, NOW + timedelta(seconds=60))
        assert late in found
        assert early not in found

    def test_a_record_comes_in_our_words(self, bench: Bench) -> None:
        (lead,) = bench.arrive(email=" ann@x.example ", country="", company="Müller 🚀 GmbH")
        record = seen(bench.crm, SINCE)[lead].record
        assert (record.kind, record.id, record.state) == (Kind.LEAD, lead, State.OPEN)
        assert record.owner_id == bench.reps[0]
        assert (record.created_at, record.modified_at) == (NOW, NOW)
        assert record.fields["email"] == "ann@x.example"
        assert record.fields["company"] == "Müller 🚀 GmbH"
        assert record.fields["country"] is None

    def test_two_edits_of_one_second_are_two_versions(self, bench: Bench) -> None:
        (lead,) = bench.arrive(country="DE")
        first = seen(bench.crm, SINCE)[lead].version
        assert seen(bench.crm, SINCE)[lead].version == first
        bench.edit(lead, country="FR")
        assert seen(bench.crm, SINCE)[lead].version != first

    def test_a_bookmark_serves_after_a_restart(self, bench: Bench) -> None:
        leads = set(bench.arrive(2300))
        bench.later(3600)
        first = bench.crm.changes([Window(Kind.LEAD)])[0]
        assert first.rest is not None
        rest = drain(bench.connect(), first.rest)
        shown = {change.record.id for page in [first, *rest] for change in page.changes}
        assert leads <= shown

    def test_what_is_edited_while_we_page_is_not_lost(self, bench: Bench) -> None:
        leads = bench.arrive(2300)
        bench.later(3600)
        first = bench.crm.changes([Window(Kind.LEAD)])[0]
        assert first.rest is not None
        bench.edit(leads[5], country="FR")
        bench.edit(leads[2200], country="FR")
        later = {c.record.id for page in drain(bench.crm, first.rest) for c in page.changes}
        again = seen(bench.crm, NOW + timedelta(seconds=3585))
        assert set(leads) <= {c.record.id for c in first.changes} | later | set(again)
        assert again[leads[5]].record.fields["country"] == "FR"

    def test_a_bookmark_of_nonsense_is_gone(self, bench: Bench) -> None:
        with pytest.raises(Gone):
            bench.crm.changes([Window(Kind.LEAD, None, "nonsense")])

    def test_a_deleted_lead_is_not_open_any_more(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        bench.org.delete(bench.lead_object, lead)
        assert [c.record.state for c in bench.crm.read(Kind.LEAD, [lead])] in ([], [State.DELETED])
        if self.shows_deletions:
            assert seen(bench.crm, SINCE)[lead].record.state is State.DELETED
        assert bench.outcome(lead) is Result.GONE

    def test_a_merged_lead_names_its_survivor(self, bench: Bench) -> None:
        winner, loser = bench.arrive(2)
        bench.org.merge(bench.lead_object, winner, [loser])
        found = {c.record.id: c.record for c in bench.crm.read(Kind.LEAD, [winner, loser])}
        assert found[winner].state is State.OPEN
        assert (found[loser].state, found[loser].merged_into) == (State.MERGED, winner)
        receipt = bench.give(loser)[0]
        assert (receipt.result, receipt.merged_into) == (Result.GONE, winner)

    def test_reading_leaves_out_what_does_not_exist(self, bench: Bench) -> None:
        (lead,) = bench.arrive()
        found = bench.crm.read(Kind.LEAD, [lead, "nonsense' OR", "00QQy000000999zAAA", "99999999"])
        assert [change.record.id for change in found] == [lead]
        assert bench.crm.read(Kind.LEAD, []) == []

    def test_an_object_that_is_hidden_is_refused_by_its_kind(self, bench: Bench) -> None:
        name = bench.word("account")
        bench.break_("hide_object", object=name) if bench.dialect == "salesforce" else bench.break_(
            "permission", match={"object": name}, times=None
        )
        with pytest.raises(Refused, match="account"):
            bench.crm.changes([Window(Kind.LEAD, SINCE), Window(Kind.ACCOUNT, SINCE)])
        assert bench.crm.changes([Window(Kind.LEAD, SINCE)])[0].rest is None
