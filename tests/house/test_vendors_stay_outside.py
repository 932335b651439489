"""Law 5: a vendor's errors and types stop at its adapter's border."""

from __future__ import annotations

import ast

HOMES = {
    "simple_salesforce": "adapters/salesforce/",
    "zeep": "adapters/salesforce/",
    "hubspot": "adapters/hubspot/",
    "apprise": "adapters/notices/",
    "icalendar": "adapters/calendars/",
    "dateutil": "adapters/calendars/",
    "trustme": "adapters/simulators/",
}
VENDOR_ERRORS = ("ApiException", "SalesforceError", "SalesforceMalformedRequest", "SalesforceExpiredSession")


def test_a_vendors_package_is_imported_in_its_adapter_only(shipped):
    strays = [
        f"{source.name}:{line} imports {module}"
        for source in shipped
        for line, module in source.imports
        if (home := HOMES.get(module.partition(".")[0])) and not source.name.startswith(home)
    ]
    assert strays == []


def test_no_vendors_exception_is_named_outside_its_adapter(shipped):
    strays = [
        f"{source.name}:{node.lineno} {node.id}"
        for source in shipped
        if not source.name.startswith(("adapters/salesforce/", "adapters/hubspot/"))
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name) and node.id in VENDOR_ERRORS
    ]
    assert strays == []


def test_adapters_neither_wait_nor_retry(shipped):
    strays = [
        f"{source.name}:{line} imports {module}"
        for source in shipped
        if source.name.startswith("adapters/") and not source.name.startswith("adapters/simulators/")
        for line, module in source.imports
        if module.partition(".")[0] in {"tenacity", "apscheduler", "sched"}
    ]
    sleeps = [
        f"{source.name}:{node.lineno}"
        for source in shipped
        if source.name.startswith("adapters/") and not source.name.startswith("adapters/simulators/")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "sleep"
    ]
    assert (strays, sleeps) == ([], [])
