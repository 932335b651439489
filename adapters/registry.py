"""Which adapter serves which kind of CRM. A vendor's package is imported only when one is built."""

from __future__ import annotations

from adapters.contract import Builder, Crm, CrmConfig


def _salesforce(config: CrmConfig) -> Crm:
    from adapters.salesforce.crm import build

    return build(config)


def _hubspot(config: CrmConfig) -> Crm:
    from adapters.hubspot.crm import build

    return build(config)


BUILDERS: dict[str, Builder] = {"salesforce": _salesforce, "hubspot": _hubspot}
