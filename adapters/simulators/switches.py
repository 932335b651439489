"""What the documentation leaves open, and how harsh the world is: every position can be tried.

The defaults are without delay, so that tests are exact; `realistic()` is what the demo runs with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints

_Switch = tuple[str, tuple[str, ...] | None, str]


def _switch(default: Any, meaning: str, source: str, choices: tuple[str, ...] | None = None) -> Any:
    return field(default=default, metadata={"meaning": meaning, "source": source, "choices": choices})


@dataclass
class Switches:
    """The positions. `set` changes some of them by name; unknown names and choices raise ValueError."""

    latency_ms: int = _switch(0, "real delay of every API call", "-")
    api_quota: int = _switch(100_000, "calls a day and CRM; the next is refused", "salesforce §3, hubspot §4")
    salesforce_page_size: int = _switch(2000, "rows on a query page at most", "salesforce §1 queryAll")
    salesforce_visible_lag_seconds: float = _switch(
        0.0,
        "from the stamp to the commit: nothing shows it until then",
        "salesforce §1 Late commits",
    )
    assignment_rule: str = _switch(
        "off",
        "an active lead assignment rule sets the owner after a write without the header",
        "salesforce §3, faults 38",
        ("off", "active"),
    )
    conditional_in_composite: str = _switch(
        "honoured",
        "If-Unmodified-Since inside a composite subrequest [U]",
        "salesforce §3 B",
        ("honoured", "ignored", "rejected"),
    )
    collections_missing_id: str = _switch(
        "omitted", "`id` of a failed collections item", "salesforce §3 A", ("omitted", "present", "null")
    )
    error_code_key: str = _switch(
        "statusCode",
        "the key of an error's code in a collections item",
        "salesforce §3 A",
        ("statusCode", "errorCode"),
    )
    undelete_stamps: bool = _switch(False, "an undelete bumps SystemModstamp [U]", "salesforce §1 Undelete")
    merge_stamps_children: bool = _switch(False, "reparented children get a new stamp [U]", "salesforce §1")
    converted_editable: bool = _switch(False, "converted leads can be edited", "salesforce §3")
    session_seconds: int = _switch(7200, "life of an access token [U]", "salesforce §4")
    query_cursor_seconds: int = _switch(172_800, "life of a query cursor", "salesforce §1 Cursors")
    limit_info_suffix: str = _switch(
        "; api-bursts=1/750", "what follows the quota in Sforce-Limit-Info", "salesforce §3 Limits"
    )
    hubspot_search_lag_seconds: float = _switch(0.0, "until search shows a change", "hubspot §1 Index lag")
    hubspot_search_order: str = _switch(
        "sorted",
        "order of search: as asked, shuffled on each page, or in none",
        "hubspot §1",
        ("sorted", "shuffled", "unsorted"),
    )
    hubspot_errors_listed: str = _switch(
        "all", "which failed items a 207 names", "faults 37", ("all", "first", "none")
    )
    hubspot_cleared_value: str = _switch(
        "empty", "how a cleared property reads [?]", "hubspot §3 Owner", ("empty", "null")
    )
    hubspot_missing_scopes: str = _switch("", "scopes that the token lacks, joined by commas", "hubspot §5")
    search_per_second: int = _switch(5, "searches a second and account; 0: no limit", "hubspot §1 Rate")
    burst_per_10s: int = _switch(190, "calls in 10 seconds and app; 0: no limit", "hubspot §4")
    merged_id_get: str = _switch(
        "survivor", "reading the id of a merged record [?]", "hubspot §1 Merge", ("survivor", "404")
    )
    merge_makes_new_id: bool = _switch(
        False, "merging companies or deals makes a third id", "hubspot §1 Merge"
    )
    hubspot_partial_failure: str = _switch(
        "207", "a batch with one bad item", "hubspot §3 Partial failure", ("207", "400", "200_errors")
    )
    batch_read_order: str = _switch(
        "shuffled", "order of batch/read's results [?]", "hubspot §2", ("shuffled", "asked")
    )
    write_sets_lead_owner: bool = _switch(
        False, "a contact's owner is copied to its open leads", "hubspot §7 Leads"
    )

    def set(self, **positions: object) -> None:
        """Changes positions, all or none; text is read as the switch's own type."""
        read = {name: self._read(name, value) for name, value in positions.items()}
        for name, value in read.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, object]:
        """Every position by name."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def _read(self, name: str, value: object) -> object:
        known = {item.name: item for item in fields(self)}
        if name not in known:
            raise ValueError(f"no switch {name!r}; there are {', '.join(known)}")
        kind = _TYPES[name]
        if kind is bool:
            value = value if isinstance(value, bool) else str(value).lower() in ("1", "true", "yes", "on")
        else:
            value = kind(value)
        choices = known[name].metadata["choices"]
        if choices and value not in choices:
            raise ValueError(f"switch {name!r} is one of {', '.join(choices)}")
        return value


_TYPES: Mapping[str, Any] = get_type_hints(Switches)


def realistic() -> Switches:
    """The positions of the demo: rows show late, search lags, an assignment rule is active."""
    return Switches(
        latency_ms=5,
        salesforce_visible_lag_seconds=1.0,
        hubspot_search_lag_seconds=2.0,
        assignment_rule="active",
    )
