"""Who we are for the CRM, and whom it lets in."""

from __future__ import annotations

import pytest

from adapters.errors import Refused, Retry
from mappings.records import Kind
from tests.adapters.bench import NOW, Bench
from tests.adapters.contract.terms import Terms


class SessionContract(Terms):
    """Identity, log-in, and the count of calls."""

    def test_it_says_which_organisation_it_is_and_what_time_it_is_there(self, bench: Bench) -> None:
        identity = bench.crm.identity()
        assert identity.org_id == bench.org.org_id
        assert identity.clock == NOW
        assert bench.crm.kinds[0] is Kind.LEAD
        assert bench.crm.lead_object == bench.lead_object

    def test_it_knows_where_people_see_a_lead_without_asking(self, bench: Bench) -> None:
        before = bench.crm.calls
        address = bench.crm.address_of(bench.org.org_id, "00QQy000000000lMAA")
        assert address.startswith("https://")
        assert address.endswith("/00QQy000000000lMAA")
        assert bench.crm.calls == before

    def test_wrong_credentials_are_refused_without_quoting_them(self, bench: Bench) -> None:
        wrong = {"flow": "client_credentials", "client_id": "canary-1", "client_secret": "canary-2"}
        if bench.dialect == "hubspot":
            wrong = {"flow": "token", "token": "canary-3"}
        with pytest.raises(Refused) as told:
            bench.connect(auth=wrong)
        assert "canary" not in repr(told.value)

    def test_an_unknown_authority_is_refused(self, bench: Bench) -> None:
        with pytest.raises(Refused, match="ca_file"):
            bench.connect(ca_file=None)

    def test_a_dead_address_is_worth_another_try(self, bench: Bench) -> None:
        with pytest.raises(Retry):
            bench.connect(url="https://localhost:1").identity()

    def test_calls_are_counted(self, bench: Bench) -> None:
        before = bench.crm.calls
        bench.crm.identity()
        assert bench.crm.calls > before
