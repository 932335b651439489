"""Salesforce as its documentation describes it: REST, SOQL and composites over the imagined company."""

from adapters.simulators.salesforce.dialect import SalesforceDialect

__all__ = ["SalesforceDialect"]
