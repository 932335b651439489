"""What becomes of everything that goes wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from adapters.errors import AdapterError, Reauthorise, Retry
from mappings.changes import Window
from mappings.records import Kind
from mappings.writes import Result
from tests.adapters.bench import Bench, seen
from tests.adapters.contract.terms import SINCE, Terms


class TroubleContract(Terms):
    """Errors that say what follows from them and quote nothing."""

    @pytest.mark.parametrize(
        ("do", "how"),
        [
            ("html_503", {}),
            ("status", {"status": 502, "body": "<h1>bad gateway</h1>"}),
            ("cut_before", {}),
            ("cut_after", {}),
            ("cut_middle", {}),
            ("rate_limit", {}),
            ("concurrent", {}),
        ],
    )
    def test_trouble_that_passes_is_worth_another_try(
        self, bench: Bench, do: str, how: dict[str, Any]
    ) -> None:
        (lead,) = bench.arrive()
        if do == "concurrent" and bench.dialect != "salesforce":
            return
        for attempt in (lambda: seen(bench.crm, SINCE), bench.crm.directory):
            bench.break_(do, **how)
            with pytest.raises(Retry) as told:
                attempt()
            assert not told.value.quota
        assert lead in seen(bench.crm, SINCE)

    def test_a_spent_allowance_says_so(self, bench: Bench) -> None:
        bench.break_("quota", policy="DAILY")
        with pytest.raises(Retry) as told:
            seen(bench.crm, SINCE)
        assert told.value.quota

    def test_a_server_that_never_answers_is_given_up(self, bench: Bench) -> None:
        crm = bench.connect(read_timeout=0.2)
        bench.break_("hang", seconds=30)
        with pytest.raises(Retry):
            seen(crm, SINCE)

    def test_an_ended_session_is_renewed_by_whoever_called(self, bench: Bench) -> None:
        bench.break_("expire_session")
        with pytest.raises(Reauthorise):
            seen(bench.crm, SINCE)
        bench.crm.authorise()
        assert seen(bench.crm, SINCE) == {}

    def test_no_failure_quotes_a_secret_or_a_lead(self, bench: Bench) -> None:
        bench.arrive(email="canary@x.example")
        for do in ("html_503", "cut_middle", "quota", "expire_session", "permission", "rate_limit"):
            bench.break_(do)
            with pytest.raises(AdapterError) as told:
                bench.crm.changes([Window(Kind.LEAD, SINCE)])
            bench.sim.faults.clear()
            bench.crm.authorise()
            text = f"{told.value!r} {told.value.__cause__!r}"
            assert "canary" not in text
            assert bench.world.secrets.salesforce_client_secret not in text
            assert bench.world.secrets.hubspot_token not in text

    def test_threads_may_share_one_adapter(self, bench: Bench) -> None:
        leads = bench.arrive(40)
        with ThreadPoolExecutor(6) as pool:
            reads = [pool.submit(seen, bench.crm, SINCE) for _ in range(2)]
            writes = [pool.submit(bench.outcome, lead) for lead in leads[:12]]
            assert all(set(read.result()) == set(leads) for read in reads)
            assert {write.result() for write in writes} == {Result.WRITTEN}
