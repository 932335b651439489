"""The HubSpot adapter keeps the contract, whichever way the open questions turn out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tests.adapters.contract_suite import CrmContract


class TestHubspot(CrmContract):
    dialect = "hubspot"
    conditional = True  # a change in between is found in the owner's history and given back
    shows_deletions = False


class TestHubspotWhereAnswersComeAsTheyLike(CrmContract):
    """Search keeps no order, a cleared value is null, one bad item fails the batch."""

    dialect = "hubspot"
    conditional = True
    shows_deletions = False
    switches: ClassVar[Mapping[str, Any]] = {
        "hubspot_search_order": "unsorted",
        "hubspot_cleared_value": "null",
        "hubspot_partial_failure": "400",
        "batch_read_order": "asked",
    }


class TestHubspotWhereFailuresAreHidden(CrmContract):
    """A 207 names one failed item at most, and pages of a search are shuffled."""

    dialect = "hubspot"
    conditional = True
    shows_deletions = False
    switches: ClassVar[Mapping[str, Any]] = {
        "hubspot_search_order": "shuffled",
        "hubspot_errors_listed": "first",
    }


class TestHubspotWhereErrorsComeInA200(CrmContract):
    """... and none of them says whom it is about."""

    dialect = "hubspot"
    conditional = True
    shows_deletions = False
    switches: ClassVar[Mapping[str, Any]] = {
        "hubspot_partial_failure": "200_errors",
        "hubspot_errors_listed": "none",
    }
