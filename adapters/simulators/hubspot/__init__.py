"""HubSpot as its documentation describes it: objects, search and associations over the imagined company."""

from adapters.simulators.hubspot.dialect import HubspotDialect

__all__ = ["HubspotDialect"]
