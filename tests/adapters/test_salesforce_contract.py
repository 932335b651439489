"""The Salesforce adapter keeps the contract, whichever way the open questions turn out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tests.adapters.contract_suite import CrmContract


class TestSalesforce(CrmContract):
    dialect = "salesforce"
    conditional = True


class TestSalesforceWhereTheConditionIsIgnored(CrmContract):
    """... an assignment rule is active, and pages are small."""

    dialect = "salesforce"
    switches: ClassVar[Mapping[str, Any]] = {
        "conditional_in_composite": "ignored",
        "assignment_rule": "active",
        "salesforce_page_size": 400,
        "limit_info_suffix": "",
    }


class TestSalesforceWhereTheConditionIsRejected(CrmContract):
    dialect = "salesforce"
    switches: ClassVar[Mapping[str, Any]] = {"conditional_in_composite": "rejected", "undelete_stamps": True}
